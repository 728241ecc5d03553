"""Who did it and who was hit: the sides of an act, read from where their names stand to its trigger."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.events.acts import Act
from sijill.events.clauses import Clause
from sijill.facts.party import Party
from sijill.grammar import Chart, Fact
from sijill.match import Unit

_SIDES = frozenset({"actor", "epithet", "force", "body"})
_AGENT_PEOPLE = frozenset({"militant", "attacker", "fighter", "settler", "protester", "army", "police", "security", "force", "member", "leader", "person", "civilian"})  # fmt: skip
_PATIENT_PRO = ("ب",)
_NEAR = 5
_PLANTED = 12


class Roles(msgspec.Struct):
    """Noun phrases by role, each with the rule that put it there."""

    agents: list[tuple[Fact, str]] = []
    patients: list[tuple[Fact, str]] = []

    def add(self, role: str, fact: Fact, rule: str) -> None:
        """Put a phrase into a role, once."""
        row = self.agents if role == "agent" else self.patients
        if all(f.i != fact.i for f, _ in row):
            row.append((fact, rule))


def _is_side(fact: Fact) -> bool:
    v: Party = fact.value
    return v.head in _SIDES or bool(v.refs) or v.role in {"army", "police", "militant", "attacker", "settler", "guard", "fighter", "government", "security", "force", "protester"}  # fmt: skip


class RoleReader:
    """Reads the roles of one clause."""

    def __init__(self, chart: Chart, clause: Clause):
        self.chart, self.clause, self.units = chart, clause, chart.doc.units
        self.parties = {f.i: f for f in clause.parties}
        self.counted = {p.i for t in clause.tolls for p in t.value.parties}
        self.roles = Roles()

    def read(self) -> Roles:
        """All roles told in the clause."""
        self._cued()
        for act in self.clause.acts:
            if act.attrs.get("clash"):
                self._clash(act)
            elif act.reading.feat.startswith(("past", "pres")) or (
                act.roles in {"av", "pv"} and self.units[act.unit].first != self.units[act.unit].last
            ):
                self._verb(act)
            elif not act.attrs.get("suicide"):
                self._noun(act)
        for toll in self.clause.tolls:
            if toll.value.agent is not None:
                self.roles.add("agent", toll.value.agent, "role/doer-of-killing")
        self._light()
        return self.roles

    def _cued(self) -> None:
        """``من قبل``, ``على يد``, ``نفذه`` before the doer; ``على``, ``ضد``, ``استهدف`` before who was hit."""
        for k in range(self.clause.i, self.clause.j):
            unit = self.units[k]
            if "byagent" in unit.symbols:
                fact = self._next(k + 1, 3)
                if fact is not None:
                    self.roles.add("agent", fact, "role/by")
            elif unit.bare == "في" and any(
                a.type in {"ied", "suicide"} and 0 < k - a.unit <= _PLANTED for a in self.clause.acts
            ):
                fact = self._next(k + 1, 1)
                if fact is not None and (fact.value.head in {"object", "person"} or fact.value.attrs.get("target")):
                    self.roles.add("patient", fact, "role/planted-in")
            elif "toward" in unit.symbols and unit.bare not in {"في", "نحو"}:
                fact = self._next(k + 1, 4)
                if fact is not None and self._after_act(k):
                    self.roles.add("patient", fact, "role/against")

    def _after_act(self, k: int) -> bool:
        return any(a.unit <= k for a in self.clause.acts)

    def _next(self, k: int, near: int, *, people: bool = True) -> Fact | None:
        for m in range(k, min(k + near, self.clause.j)):
            if m in self.parties:
                fact = self.parties[m]
                if _is_side(fact) or (people and fact.value.head in {"person", "nat", "object"}):
                    return fact
                return None
            unit = self.units[m]
            if unit.form in "،,؛" or ({"act", "toll"} & unit.symbols and not {"person", "modifier"} & unit.symbols):
                return None
        return None

    def _clash(self, act: Act) -> None:
        """``بين X وY``, ``اشتبك X مع Y``, ``مع Y``: the first named is initiator where no attacker is told."""
        if act.reading.feat.startswith(("past", "pres")):
            subject = self._next(act.unit + 1, 4) or self._before(act.unit)
            if subject is not None and not self._preposed(subject):
                self.roles.add("agent", subject, "role/clash-subject")
        for k in range(act.unit + 1, min(act.unit + 16, self.clause.j)):
            unit = self.units[k]
            if unit.form == "بين":
                first = self._next(k + 1, 6)
                if first is None:
                    continue
                self.roles.add("agent", first, "role/between")
                second = self._joined_after(first.j)
                if second is not None:
                    self.roles.add("patient", second, "role/between")
                return
            if unit.form in {"مع", "ضد"}:
                other = self._next(k + 1, 4)
                if other is not None:
                    self.roles.add("patient", other, "role/with")
                return

    def _joined_after(self, k: int) -> Fact | None:
        for m in range(k, min(k + 8, self.clause.j)):
            unit = self.units[m]
            if m in self.parties and (unit.form[:1] == "و" or self.units[m - 1].form in {"و", "بين", "وبين"}):
                return self.parties[m]
            if unit.form in {"،", ","}:
                return None
        return None

    def _preposed(self, fact: Fact) -> bool:
        before = self.units[fact.i - 1].form if fact.i else ""
        reading = self.units[fact.i].readings[0] if self.units[fact.i].readings else None
        pro = reading.pro.lstrip("وف").removesuffix("ال") if reading else ""
        return before in {"في", "علي", "مع", "من", "ضد", "بين", "عن", "الي"} or pro in {"ب", "ل", "لل", "ك"}

    def _verb(self, act: Act) -> None:
        passive = act.roles == "pv"
        after = self._next(act.unit + 1, _NEAR)
        if act.reading.enc:  # هاجمهم مسلحون
            if after is not None:
                self.roles.add("agent", after, "role/subject")
            return
        plural = act.reading.feat.endswith((".pl", ".du"))
        before = self._before(act.unit)
        subject_first = (
            before is not None
            and _is_side(before)
            and not self._preposed(before)
            and (plural or before.j == act.unit or self._topic(before))
        )
        if passive:
            if after is not None:
                self.roles.add("patient", after, "role/passive-subject")
            return
        if act.roles == "iv":
            return
        if subject_first and before is not None:
            self.roles.add("agent", before, "role/subject-before")
            if after is not None and not self._preposed(after):
                self.roles.add("patient", after, "role/object")
            return
        if after is None:
            if before is not None and not self._preposed(before) and _is_side(before):
                self.roles.add("agent", before, "role/subject-before")
            return
        v: Party = after.value
        relative = act.unit > self.clause.i and {"act", "weapon"} & self.units[act.unit - 1].symbols
        if v.head == "object" or relative or self._preposed(after) or v.attrs.get("target"):
            if not (v.attrs.get("target") and self._next(after.j, 3, people=False)):
                self.roles.add("patient", after, "role/object")
            return
        self.roles.add("agent", after, "role/subject")
        obj = self._next(after.j, 4)
        if obj is not None and not self._preposed(obj):
            self.roles.add("patient", obj, "role/object")

    def _topic(self, fact: Fact) -> bool:
        return (fact.i > 0 and self.units[fact.i - 1].form in {"ان", "بان", "،", ","}) or fact.i == self.clause.i

    def _before(self, k: int) -> Fact | None:
        for m in range(k - 1, max(self.clause.i - 1, k - 9), -1):
            if m in self.parties:
                fact = self.parties[m]
                return fact if fact.i not in self.counted or fact.j >= k - 1 else None
            if {"act", "toll", "say"} & self.units[m].symbols or self.units[m].form in "،,":
                return None
        return None

    def _noun(self, act: Act) -> None:
        """Idafa or ل behind a noun of action: its doer, or who was hit."""
        fact = self._next(act.unit + 1, 3)
        if fact is None or self._far_preposition(act.unit + 1, fact.i):
            return
        unit, pro = self.units[fact.i], ""
        if unit.readings:
            pro = unit.readings[0].pro.lstrip("وف").removesuffix("ال")
        if pro == "ب":
            return
        if act.roles == "pn":
            self.roles.add("patient", fact, "role/object-of-noun")
        elif (
            act.roles == "an" and _is_side(fact) and fact.value.head != "object" and not fact.value.attrs.get("target")
        ):
            if act.attrs.get("also") == "pn" and (
                pro == "" and fact.value.head != "force" and fact.value.attrs.get("object")
            ):
                self.roles.add("patient", fact, "role/object-of-noun")
            else:
                self.roles.add("agent", fact, "role/doer-of-noun")

    def _far_preposition(self, i: int, j: int) -> bool:
        return any(
            self.units[m].form in {"علي", "في", "ضد", "من", "الي", "قرب", "عن", "مع", "بحق"}
            or "toward" in self.units[m].symbols
            for m in range(i, j)
        )

    def _light(self) -> None:
        """``شن X هجوما``, ``قام X ب…``, ``تمكن X من``: the subject of the light verb is the doer."""
        for k in range(self.clause.i, self.clause.j):
            reading = self.units[k].reading("light")
            if reading is None or reading.entry.attrs.get("none") or "act" in self.units[k].symbols:
                continue
            fact = (
                self._next(k + 1, 4)
                if not reading.feat.endswith((".pl", ".du"))
                else self._before(k) or self._next(k + 1, 3)
            )
            if fact is None or fact.value.head == "object" or self._preposed(fact):
                fact = self._before(k)
                if fact is None or self._preposed(fact) or not _is_side(fact):
                    continue
            if fact.i in self.counted and fact.value.head == "person" and fact.value.role == "civilian":
                continue
            self.roles.add("agent", fact, "role/subject-of-light-verb")


def read_roles(chart: Chart, clauses: Sequence[Clause]) -> Roles:
    """The roles told in the clauses of one event, the first clause's first."""
    roles = Roles()
    for clause in clauses:
        own = RoleReader(chart, clause).read()
        for fact, rule in own.agents:
            roles.add("agent", fact, rule)
        for fact, rule in own.patients:
            roles.add("patient", fact, rule)
    return roles


def party_of(units: Sequence[Unit], fact: Fact) -> str:
    """The words of a phrase, folded, for messages."""
    return " ".join(units[k].form for k in range(fact.i, fact.j))

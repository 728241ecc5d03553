"""The tolls of one event: each count under the group of those hit, one entry per group and outcome."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.events.clause import Clause
from sijill.events.recount import Count, Recount
from sijill.events.who import Who
from sijill.facts.actor import ARMED_CLASSES, CIVILIANS, CLAN, UNIDENTIFIED, Side
from sijill.facts.ledger import TollTold
from sijill.facts.party import Party, PartyTold
from sijill.facts.toll import Toll, added, shared_side

UNSETTLED = ""  # who had no losses: settled once the defaults have said who was hit
_ANYBODY = frozenset(
    {"person/person", "person/youth", "person/individual", "number", "person/accused", "person/student"}
)
_UNIFORMED = frozenset({"army", "force", "security", "police", "air", "artillery", "border"})
_MEN = frozenset({"member", "fighter", "leader"})
_REBELS = frozenset({"rebel group", "political militia", "identity militia"})
_FORCES = frozenset({"state forces", "external forces", "private security"})
_OWNED = _UNIFORMED | _MEN | {"guard", "other", "militant", "victim", "person"}  # whom a pronoun puts under a side
_WITH_THEM = frozenset(
    {"person/guard", "person/guard-eg", "person/driver", "person/civil-guard"}
)  # told beside soldiers
_FELLOWS = frozenset({"person/colleague", "person/comrade"})
_CIVILIAN = "person/civilian"
_OF_NO_KIND = frozenset({"person/person", "person/dead", "person/others", "person/martyr", "number", "person/victims"})
_REPELLING = ("صد", "التصدي", "احباط")
_HEADED = 6  # units of a heading before the first word of an item
_INFLICTS = ("كبد", "تكبيد", "اوقع")
_INFLICTED = 6  # units before a count in which its verb stands
_SOMEBODY = frozenset({"person/person", "person/dead", "person/hurt", "person/wounded-b", "number"})
_GOES_ON = frozenset({"past.pl", "past.fs", "past.du"})  # verbs with the subject of the one before
_BACK = 45  # so many units back a pronoun may reach


class CountReader:
    """Puts the tolls of one event under groups and settles what is told twice."""

    def __init__(self, who: Who, initiators: Sequence[Side], targets: Sequence[Side], *, mutual: bool = False):
        """Args: whom phrases mean, both sides, and whether they fought each other (``اشتباكات بين X وY``)."""
        self.mutual = mutual
        self.who, self.actors, self.stage, self.chart = who, who.actors, who.stage, who.chart
        self.initiators, self.targets = initiators, targets
        self.counts: list[Count] = []
        self._told: list[Count] = []  # before those of one group are made one
        self._sentences = self.chart.doc.sentences
        self._retold = Recount(self.chart, {x.group for x in (*initiators, *targets)})
        self._dead: set[str] = set()  # groups of the wounded who died since
        self._fallen: list[Side] = []  # named sides that other counts tell of

    def read(self, clauses: Sequence[Clause]) -> list[Count]:
        """All counts of these clauses."""
        before: str | None = None
        fallen = [self.actors.resolve(p.value, self.stage) for c in clauses for t in c.tolls for p in t.value.parties]
        self._fallen = [s for s in fallen if s is not None and s.firm == 3]
        for clause in sorted(clauses, key=lambda c: c.i):  # the latest in the text holds
            for fact in clause.tolls:
                before = self._toll(fact, before)
        return self._settled()

    # ---- whose ----

    def _toll(self, fact: TollTold, before: str | None) -> str | None:
        toll: Toll = fact.value
        if toll.kind != "count" or not toll.parties:
            party = toll.parties[0] if toll.parties else None
            group = (
                self._losers(party, none=toll.kind == "none")
                if party is not None
                else (self._target() or (CIVILIANS if toll.low and toll.kind != "count" else UNSETTLED))
            )
            self._keep(Count(group, toll.outcome, toll.low, toll.high, fact.span, fact.rule, False, toll.at, toll.kind))
            return before
        sums: dict[str, list[PartyTold]] = {}
        for k, told in enumerate(toll.parties):
            party = told.holding(shared_side(toll.parties, k))
            if self._own_bomb(party.value):
                continue
            group = self._victim(party, before, toll, joined=k > 0)
            if group == CIVILIANS and toll.outcome == "captured":
                group = self._crowd(party.value) or group
            group = CIVILIANS if group == CLAN else group  # men of a clan, unless clans fight one another
            before = group
            sums.setdefault(group, []).append(party)
        for group, parties in sums.items():
            whole = len(sums) == 1 and len(parties) == len(toll.parties)
            low, high = (toll.low, toll.high) if whole else added([p.value for p in parties])
            span = fact.span if whole else (parties[0].span[0], parties[-1].span[1])
            if toll.died and self._died(group, low, high):
                return before
            count = Count(
                group, toll.outcome, low, high, span, fact.rule,
                any(p.value.counted for p in parties) and not toll.weak, toll.at,
                total=toll.total, other=parties[0].value.other and parties[0].value.noun != "number",
                figure=any(p.parts for p in parties), vague=all(p.value.vague for p in parties),
                neutral=all(p.value.noun in _OF_NO_KIND for p in parties),
            )  # fmt: skip
            for part in self._mixed(count, parties[-1]) if group == CIVILIANS else [count]:
                self._keep(part)
        return before

    def _crowd(self, v: Party) -> str | None:
        """``وأوقفت الشرطة تسعة أشخاص`` amid a riot: of those who rioted."""
        crowd = self.initiators[0] if self.initiators else None
        if crowd is None or crowd.cls not in {"rioters", "protesters"}:
            return None
        return crowd.group if v.noun in _ANYBODY else None

    def _died(self, group: str, low: int | None, high: int | None) -> bool:
        """Moves some of the wounded of a group to its dead, where both were told; a tally of all has them already."""
        hurt = next((c for c in self.counts if c.outcome == "wounded" and c.group == group and c.low == c.high), None)
        dead = next((c for c in self.counts if c.outcome == "killed" and c.group == group), None)
        if hurt is None and dead is None:
            return False
        if group not in self._dead:
            self._dead.add(group)
            if hurt is not None and hurt.low is not None and low is not None:
                hurt.low = hurt.high = hurt.low - low
                self.counts = [c for c in self.counts if c is not hurt or hurt.low]
            if dead is not None and not dead.total and low is not None:
                dead.low = dead.low + low if dead.low is not None else None
                dead.high = dead.high + high if dead.high is not None and high is not None else None
        return dead is not None

    def _mixed(self, count: Count, last: PartyTold) -> list[Count]:
        """``خمسة أشخاص بينهم مدني``: of people of no kind those who are called civilians are so, the rest are not."""
        v: Party = last.value
        among = self._civilians_among(last)
        if not among or v.noun not in _OF_NO_KIND or count.low != count.high or (count.low or 0) <= among:
            return [count]
        armed = next((s.group for s in self.targets if s.cls in ARMED_CLASSES), UNIDENTIFIED)
        rest = (count.low or 0) - among
        return [
            msgspec.structs.replace(count, low=among, high=among),
            msgspec.structs.replace(count, group=armed, low=rest, high=rest),
        ]

    def _civilians_among(self, fact: PartyTold) -> int:
        """How many civilians are told to be among those of a phrase, 0 where none are."""
        units = self.chart.doc.units
        at = next((k for k in range(fact.j, min(fact.j + 2, len(units))) if "hitback" in units[k].symbols), None)
        part = next(iter(self.chart.at("party", at + 1)), None) if at is not None else None
        if part is None or part.value.noun != _CIVILIAN or part.value.vague:
            return 0
        among: int = part.value.low if part.value.low == part.value.high else 0
        return among

    @staticmethod
    def _own_bomb(v: Party) -> bool:
        """The attacker killed by his own bomb is not counted unless the text counts him."""
        return bool(v.attrs.get("suicide")) and v.low == v.high == 1

    def _losers(self, party: PartyTold, *, none: bool) -> str:
        side = self.actors.resolve(party.value, self.stage)
        if side is not None and side.group != UNIDENTIFIED:
            return side.group
        v: Party = party.value
        own = none and (v.noun == "body/movement" or (v.head == "person" and v.role in _MEN | {"militant"}))
        if own and self.initiators and self.initiators[0].cls in _REBELS:
            return self.initiators[0].group  # وانسحب المقاتلون دون خسائر
        return self._target() or CIVILIANS

    def _target(self) -> str | None:
        return self.targets[0].group if self.targets else None

    def _victim(self, fact: PartyTold, before: str | None, toll: Toll, *, joined: bool) -> str:
        """The group of people counted: their own, that of those before, that of the side that was hit."""
        v: Party = fact.value
        agent = self.actors.resolve(toll.agent.value, self.stage) if toll.agent is not None else None
        enemy = agent.group if agent is not None else ""
        if v.own == "civilian":
            return CIVILIANS
        if v.pron == "نا" and self.stage.we and (v.role in _UNIFORMED | _MEN or v.head == "force"):
            return self.stage.we  # جنودنا
        side = self.actors.resolve(v, self.stage) or self._quoted(fact)
        if side is not None and side.firm == 3:
            return side.group
        theirs = v.pron and joined and before not in {None, CIVILIANS} and v.role in _MEN | {"guard"}
        if theirs or (before is not None and v.noun in _FELLOWS):
            return str(before)  # و13 من رفاقه, زميلان له
        if v.head == "aboard" or (v.pron and v.head == "person" and (v.role in _OWNED or v.noun == "person/passenger")):
            owner = self._owner(fact, toll, enemy)
            if owner is not None:
                return owner
        if v.head == "aboard" and v.role == "member":
            armed = next((s.group for s in self.targets if s.cls in ARMED_CLASSES), None)
            return armed or before or self._foe() or CIVILIANS
        if v.role in _UNIFORMED or v.own in _UNIFORMED:
            return self._uniformed(v, side, before, enemy, joined=joined)
        if side is not None and side.group == UNIDENTIFIED:
            group = self._rebels(v, enemy)
            forces = bool(self.initiators) and all(s.cls in _FORCES for s in self.initiators)
            foe = self.who.one_foe(v, toll.outcome) if forces and group == UNIDENTIFIED else None
            return foe.group if foe is not None else group
        if (company := self._company(v, before, joined=joined)) is not None:
            return company
        if self.mutual and v.noun in _SOMEBODY and not v.refs and before in {None, self.initiators[0].group}:
            return self.initiators[0].group  # one count for both sides: under the one named first
        if side is not None:
            return side.group
        return self._unnamed(fact, before, toll, enemy)

    def _company(self, v: Party, before: str | None, *, joined: bool) -> str | None:
        """``شرطي وسائقه``, ``سيارة قاض … فجرح هو وسائقه``: who is with those counted is put under their group."""
        if v.noun not in _WITH_THEM:
            return None
        if joined and before is not None:
            return before if before != CIVILIANS else None
        hit = bool(self.targets) and self.targets[0].cls in _FORCES
        return self.targets[0].group if v.pron and before is None and hit else None

    def _foe(self) -> str | None:
        """Whose men a state's fire killed who are told by nothing but the thing that they were in."""
        forces = bool(self.initiators) and all(s.cls in _FORCES for s in self.initiators)
        rebels = [s for s in self.who.rebels() if all(s.group != t.group for t in self.initiators)]
        return rebels[0].group if forces and len(rebels) == 1 and not self.targets else None

    def _struck_back(self, at: int, trigger: int) -> str | None:
        """``صد الجيش هجوما للحركة وكبدها ثلاثين قتيلا``: losses that those under attack inflict are the attackers'."""
        units = self.chart.doc.units
        verb = next(
            (k for k in range(at - 1, max(-1, at - _INFLICTED), -1) if units[k].bare.startswith(_INFLICTS)), None
        )
        killed = (r for r in units[trigger].readings_of("toll") if r.attrs.get("voice") in {"both", "act"})
        if verb is None and units[trigger].conjoined and any(r.feat in _GOES_ON for r in killed):
            verb = trigger  # صدوا هجوما … وقتلوا تسعة عناصر
        start = max((i for i, _ in self._sentences if i <= trigger), default=0)
        heads = units[start : start + _HEADED]  # ريف كذا الشرقي: صد …
        if verb is None and units[trigger].conjoined and any(u.bare.startswith(_REPELLING) for u in heads):
            verb = trigger  # صد محاولة تقدم … ومقتل أحد عشر عنصرا, an item of a list
        if verb is None or not self.initiators:
            return None
        repelled = any(r.entry.attrs.get("turned") for u in units[start:verb] for r in u.readings_of("act"))
        return self.initiators[0].group if repelled else None

    def _quoted(self, fact: PartyTold) -> Side | None:
        """``عنصر من «قسد»``: a name in quotes beside the phrase."""
        return next((s for s in self.who.sides_of(fact) if s.firm == 3), None)

    def _unnamed(self, fact: PartyTold, before: str | None, toll: Toll, enemy: str) -> str:
        v: Party = fact.value
        if (v.other or v.role == "other") and before:
            return before
        if (struck := self._struck_back(fact.i, toll.at)) is not None:
            return struck
        if v.role in _MEN or v.head in {"body", "force", "epithet", "actor"}:
            armed = [s.group for s in self.targets if s.cls in ARMED_CLASSES and s.group != enemy]
            if armed or before:
                return (armed or [str(before)])[0]
            near = self._owner(fact, toll, enemy, agree=False)
            return near or self._target() or UNIDENTIFIED
        if before and (v.role == "victim" or v.other):
            return before
        return (
            next((s.group for s in self.targets if s.group not in {enemy, UNIDENTIFIED}), None) or before or CIVILIANS
        )

    def _uniformed(self, v: Party, side: Side | None, before: str | None, enemy: str, *, joined: bool) -> str:
        """Soldiers and policemen whose army is not named: the force that was hit, else that of the event's country."""
        forces = [s.group for s in self.targets if s.cls in _FORCES and s.group != enemy]
        own = side.group if side is not None and side.group != enemy else None
        police = [g for g in forces if g.endswith("Police") or g.startswith("Police")]
        if v.noun == "person/conscript" and police:
            return police[0]
        local = [s.group for s in self.targets if s.cls == "political militia" and s.group.endswith("Police")]
        if v.role == "police" and local and not forces:
            return local[0]
        if own in forces:
            return str(own)
        if (
            v.role == "police"
            and own is not None
            and side is not None
            and not any(g.startswith("Private") for g in forces)
        ):
            foreign = [s.group for s in self.targets if s.cls == "external forces"]
            return foreign[0] if foreign and not own.startswith("Police") and own not in forces else own
        if forces:
            return forces[0]
        if joined and before is not None and self.actors.class_of(before, self.stage.country) in _FORCES:
            return before
        return own or self._target() or before or UNIDENTIFIED

    def _rebels(self, v: Party, enemy: str) -> str:
        """``مسلحون`` and attackers: the armed group of the event that is no army."""
        row = (*self.initiators, *self.targets) if v.role == "attacker" else (*self.targets, *self.initiators)
        known = [s for s in (*row, *self._fallen) if s.cls in _REBELS and s.group != enemy]
        known.sort(key=lambda s: s.cls != "rebel group")
        return known[0].group if known else UNIDENTIFIED

    def _owner(self, fact: PartyTold, toll: Toll, enemy: str, *, agree: bool = True) -> str | None:
        """Whom ``جنوده``, ``سبعة منهم``, ``ركابها`` belong to: the nearest side told before.

        Args:
            fact: the phrase counted.
            toll: its toll.
            enemy: the group that did it.
            agree: whether a pronoun points back; else any side but the attacker's will do.
        """
        aboard = fact.value.noun == "person/passenger" or fact.value.head == "aboard"
        attackers = {s.group for s in self.initiators} if aboard or not agree else set()
        own = {p.i for p in toll.parties}
        row = [
            p for p in self.chart.between("party", max(0, fact.i - _BACK), fact.i) if p.i not in own and p.j <= fact.i
        ]
        for party in reversed(row):
            v: Party = party.value
            if (
                v.head == "person"
                and not v.refs
                and (v.noun == "number" or v.role in {"person", "government", "other", ""})
            ):
                continue
            one = v.lost or v.low == v.high == 1  # إن ضابطا …
            many = fact.value.pron in {"هم", "هن", "هما"}
            if v.head == "person" and ((not v.refs and one) or (agree and one == many)):
                continue  # a pronoun agrees with its noun
            side = self.actors.resolve(v, self.stage)
            if side is None and v.noun == "body/unit" and not v.definite:
                return self._rebels(v, enemy)
            if side is None or side.group == enemy or side.group in attackers:
                continue
            if side.group == UNIDENTIFIED:
                return self._rebels(v, enemy)
            if side.group == CIVILIANS and fact.value.role != "other":
                continue
            return side.group
        return None

    # ---- one entry per group and outcome ----

    def _keep(self, new: Count) -> None:
        self._told.append(new)
        for k, old in enumerate(self.counts):
            if old.group == new.group and old.outcome == new.outcome and (old.kind == new.kind == "count"):
                merged = self._retold.merged(old, new)
                self.counts[k] = merged
                return
        if all(c.group != new.group or c.outcome != new.outcome or c.kind != new.kind for c in self.counts):
            self.counts.append(new)

    def _without_others(self, count: Count) -> Count:
        """``خمسة قتلى … مدني وأربعة جنود``: a figure that is the sum of two groups is not the first group's own."""
        if not count.neutral or count.kind != "count" or count.low is None or count.low != count.high:
            return count
        rest = sum(c.low or 0 for c in self.counts if c.outcome == count.outcome and c.group != count.group)
        own = [c for c in self._told if (c.group, c.outcome) == (count.group, count.outcome) and not c.neutral]
        part = next((c for c in own if rest and c.low == c.high == count.low - rest), None)
        return part or count

    def _settled(self) -> list[Count]:
        """Without losses and nones that a count gainsays, and without the joint count whose parts are told."""
        self.counts = [self._without_others(c) for c in self.counts]
        real = [c for c in self.counts if c.kind == "count" and c.low != 0]
        out: list[Count] = []
        for count in self.counts:
            if count.kind == "loss" and real:
                continue
            if count.kind == "none" and any(c.group == count.group and c.outcome != "captured" for c in real):
                continue
            if (
                count.outcome == "killed or wounded"
                and count.kind == "count"
                and any(
                    (c.group == count.group or (count.neutral and not count.exact))  # سقوط ضحايا: these
                    and c.outcome in {"killed", "wounded"}
                    and c.exact
                    for c in real
                )
            ):
                continue
            out.append(count)
        return out

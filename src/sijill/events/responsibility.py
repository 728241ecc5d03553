"""Who claims an attack, or is said to stand behind it, and which of the acts told before such words mean.

``وتبنت حركة كذا الهجومين``: often a paragraph or more behind the acts. The noun says which are meant: of what kind they
were, and how many.
"""

from __future__ import annotations

from collections.abc import Sequence

from sijill.events.acts import Act, acts_of
from sijill.events.clause import Clause
from sijill.events.noun_phrases import armed
from sijill.events.sides import Sides
from sijill.events.tellings import Draft
from sijill.events.types import family
from sijill.events.who import Told, Who
from sijill.facts.actor import Actors, Side
from sijill.grammar import Chart, Fact

_BLAMES = frozenset({"حمل", "حملت", "حملوا", "محملا", "اتهم", "اتهمت", "نفي", "نفت", "لم"})
_RESPONSIBLE = ("مسووليه", "مسووليت", "مسيوليه", "مسيوليت", "مسؤوليه", "مسؤوليت", "مسئوليه", "مسئوليت")
_ACCUSES = frozenset({"اتهم", "اتهمت", "اتهموا", "متهما", "متهمه", "متهمين", "يتهم", "تتهم"})
_DEEDS = ("بالوقوف", "بتنفيذ", "باطلاق", "بشن", "بزرع", "بالمسيوليه", "بارتكاب", "بالضلوع", "بالتورط", "بتدبير")
_BLAME = 10  # units from such a verb to whom it blames
_STANDS = ("وقوف", "وقف", "يقف", "تقف", "يكون", "تكون", "يكونوا")
_BEHIND = frozenset({"وراء", "خلف"})
_IT_WAS = frozenset({"انها", "انه", "انهم", "بانها", "بانه", "بانهم", "مقاتليها", "عناصرها", "مقاتليه", "عناصره"})
_CARRIED_OUT = frozenset({"نفذت", "نفذ", "نفذوا", "شنت", "شن", "شنوا"})
_DENIED = frozenset({"نفي", "نفت", "تنفي", "ينفي", "لم", "لا", "ليس", "عدم"})
_MAY_BE = ("يكون", "تكون")
_STANDING, _ASIDE = 4, 12  # units between who stands behind an attack and the words that say so; over an aside
_SAYING = 14  # units between who speaks and what it says that it did
_CLAIMED_BEHIND = 60  # units behind an event in which a claim of responsibility is still for it
_REACH = 8  # sentences over which ``الهجوم`` points back
_MEANT = 8  # units between who claims an act and its noun
_ATTACKS = frozenset({"bomb", "fire", "ground", "any", "abduct"})
_DUAL, _SEVERAL = ("ين", "ان"), 3


class Responsibility:
    """The claims of responsibility of a report and the acts that they are for."""

    def __init__(self, actors: Actors, chart: Chart):
        self.actors, self.chart, self.doc, self.units = actors, chart, chart.doc, chart.doc.units
        self._owned = [f for f in chart.all("claim") if f.value.group and (self._adopts(f) or self._owns(f))]
        sides = (f for f in chart.all("party") if armed(f) and not f.value.counted)
        self._behind = [f for f in sides if self._stands_behind(f) or self._accused(f)]
        self._of: dict[int, list[Fact]] = {}

    def bind(self, drafts: Sequence[Draft]) -> None:
        """Find for every such word the acts that it is for."""
        starts = sorted(d.start for d in drafts)
        for fact in (*self._owned, *self._behind):
            noun = self._meant(fact)
            for draft in self._own(fact, drafts, starts) if noun is None else self._told(fact, noun, drafts):
                self._of.setdefault(id(draft), []).append(fact)

    def settle(self, draft: Draft, sides: Sides, who: Who) -> None:
        """Who claims the act as its own, or is said to stand behind it, did it, where the report names nobody else."""
        stage = who.stage
        for fact in self._of.get(id(draft), ()):
            if fact.kind == "claim" and all(t.side.firm < 3 for t in sides.initiators):
                group = fact.value.group
                side = Side(group, self.actors.class_of(group, stage.country, day=stage.day), 3, "actor/claims-it")
                sides.initiators = [Told(side, fact.span, "side/claims-responsibility")]
                sides.targets = [t for t in sides.targets if t.side.group != group]
            elif fact.kind == "party" and all(t.side.firm < 2 for t in sides.initiators):
                told = [Told(s, fact.span, "side/said-to-stand-behind") for s in who.sides_of(fact) if s.firm >= 2]
                sides.initiators = told or sides.initiators

    def adopted(self, clause: Clause) -> frozenset[str] | None:
        """The families of the acts told before that a clause says somebody did (``وتبنت كذا الهجومين، وقالت إنها …``).

        None where it says no such thing, all of them where the noun leaves it open.
        """
        for fact in self._owned:
            before = all(fact.i < k for k in (*(a.unit for a in clause.acts), *(f.i for f in clause.tolls)))
            if before and fact.i < clause.j and self.doc.sentence_at(fact.i) == self.doc.sentence_at(clause.i):
                noun = self._meant(fact)
                if noun is not None:
                    return _kinds(noun)
        return None

    # --- which acts --------------------------------------------------------------------------------------------------

    def _meant(self, fact: Fact) -> Act | None:
        """The definite noun of what somebody claims or stands behind: ``العملية``, ``تفجير اللغم``."""
        for k in range(fact.j, min(fact.j + _SAYING + _MEANT, len(self.units))):
            unit = self.units[k]
            if unit.ends_sentence:
                return None
            act = acts_of(unit)
            if act is not None and not act.reading.feat.startswith(("past", "pres")):
                behind = self.units[k + 1].readings if k + 1 < len(self.units) else ()
                return act if act.reading.definite or any(r.definite for r in behind) else None
        return None

    def _own(self, fact: Fact, drafts: Sequence[Draft], starts: Sequence[int]) -> list[Draft]:
        """The act that tells of the claim itself, or that stands right before it."""
        out: list[Draft] = []
        sentence = self.doc.sentence_at(fact.i)
        for draft in drafts:
            until = next((s for s in starts if s >= draft.end), len(self.units))
            near = draft.start <= fact.i < min(until, draft.end + _CLAIMED_BEHIND)
            if near and sentence - self.doc.sentence_at(draft.end - 1) <= 1:
                out.append(draft)
        return out

    def _told(self, fact: Fact, noun: Act, drafts: Sequence[Draft]) -> list[Draft]:
        """The attacks that a definite noun points back at, the last told of its kind: two of them by a dual."""
        form = self.units[noun.unit].form
        count = 2 if form.endswith(_DUAL) else _SEVERAL if noun.reading.feat == "pl" else 1
        meant = _kinds(noun)
        rows: list[tuple[int, Draft]] = []
        for draft in drafts:
            kinds = {family(a.type) for t in draft.tellings for a in t.clause.acts}
            fits = kinds & meant
            ends = [
                t.clause.j for t in draft.tellings if t.clause.j <= fact.i or (t.clause.i <= fact.i and not t.anaphoric)
            ]
            if fits and ends and self.doc.sentence_at(fact.i) - self.doc.sentence_at(max(ends) - 1) <= _REACH:
                rows.append((max(ends), draft))
        rows.sort(key=lambda r: -r[0])
        return [draft for _, draft in rows[:count]]

    # --- what claims an act ------------------------------------------------------------------------------------------

    def _adopts(self, fact: Fact) -> bool:
        """``تبنى``: this attack, not attacks of this kind (``يتبنى معظم الهجمات``)."""
        habit = any(r.feat.startswith("pres") for r in self.units[fact.i].readings)
        return fact.value.act == "own" and not habit

    def _owns(self, fact: Fact) -> bool:
        """``أعلن … مسؤوليته عن``, ``أعلن … أنه نفذ الهجوم``: a saying that takes the responsibility."""
        units = self.units
        if not any("say" in u.symbols for u in units[fact.i : fact.j]) or units[fact.i].bare in _BLAMES:
            return False
        for k in range(fact.i, min(fact.j + _SAYING, len(units))):
            if units[k].ends_sentence:
                return False
            if units[k].bare in _IT_WAS and self._did(k + 1):
                return True
            if units[k].bare.removeprefix("ال").startswith(_RESPONSIBLE):
                return not any(units[m].bare in {"عدم", "نفي", "نفت", "لم", "لا"} for m in range(max(0, k - 3), k))
        return False

    def _did(self, k: int) -> bool:
        """``أنها نفذت الهجوم``, ``أنها تقف وراء العملية``: the attack told of before is its own."""
        verb = self.units[k].bare if k < len(self.units) else ""
        behind = self.units[k + 1 : k + 4]
        if verb.startswith(_STANDS):
            return any(u.bare in _BEHIND for u in behind)
        return verb in _CARRIED_OUT and any("act" in u.symbols and u.bare.startswith("ال") for u in behind[:2])

    def _stands_behind(self, fact: Fact) -> bool:
        """``يرجح أن تكون كذا وراء القصف``, ``وقوف كذا خلف الهجوم``: who is said to stand behind an attack."""
        left = self.units[max(0, fact.i - _STANDING) : fact.i]
        thought = any(u.bare.startswith(_MAY_BE) for u in left)  # ترجح أن تكون كذا، المرتبطة بكذا، وراء العملية
        right = self.units[fact.j : fact.j + (_ASIDE if thought else _STANDING)]
        if any(u.bare in _DENIED for u in left):
            return False
        for k, unit in enumerate(right):
            if unit.ends_sentence:
                return False
            if unit.bare in _BEHIND:
                near = [u.form.removeprefix("ب") for u in (*left, *right[:k])]
                deed = right[k + 1 : k + 2]
                return any(w.startswith(_STANDS) for w in near) and any("act" in u.symbols for u in deed)
        return False

    def _accused(self, fact: Fact) -> bool:
        """``واتهم السكان الحوثيين بالقصف``: whom somebody says to have done it, a sentence further on."""
        units = self.units
        before = next(
            (u for u in reversed(units[max(0, fact.i - _BLAME) : fact.i]) if u.ends_sentence or u.bare in _ACCUSES),
            None,
        )
        if before is None or before.ends_sentence:
            return False
        deed = next((u for u in units[fact.j : fact.j + 3] if u.form.startswith("ب")), None)
        if deed is None or self.chart.between("party", fact.j, deed.i):
            return False  # اتهم الجيش الحركة: it is the one named last
        return "act" in deed.symbols or deed.form.startswith(_DEEDS)


def _kinds(noun: Act) -> frozenset[str]:
    """The families of acts that a noun can mean: ``الهجوم`` any attack."""
    kind = family(noun.type)
    return _ATTACKS if kind == "any" else frozenset({kind, "any"})

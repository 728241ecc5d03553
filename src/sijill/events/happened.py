"""Sentences that only say where the act told before them happened: ``ووقع الحادث مساء الاثنين في قرية كذا``."""

from __future__ import annotations

from sijill.facts.place_bare import TAKING_PLACE
from sijill.facts.place_scope import PlaceChoice, PlaceScope
from sijill.grammar import Chart
from sijill.match import Unit

_WHAT = frozenset(
    ("الحادث", "الحادثه", "الواقعه", "الجريمه", "العمليه", "الامر", "الصفقه", "الكمين", "المجزره", "الاعتداء", "الهجوم",
     "الانفجار", "التفجير", "القصف", "الغاره", "الاشتباك", "الاشتباكات", "المواجهات", "المعارك", "الضربه")
)  # fmt: skip
_REACH = 14  # units from the verb to the place that it happened at
_FOLLOWS = 60  # units behind an act in which such a sentence is still of it


class Happened:
    """The places that a report names in such sentences, by the unit of the verb."""

    def __init__(self, chart: Chart, scope: PlaceScope):
        self._units, self._scope = chart.doc.units, scope
        ends = ((k, self._chain(k)) for k in chart.doc.worded(TAKING_PLACE) if self._of_the_act(k))
        self.at = {k: j for k, j in ends if j is not None}  # with the end of the phrase of place behind it

    def _of_the_act(self, k: int) -> bool:
        """Whether a verb of happening has a subject told before, so definite or left out."""
        units = self._units
        after: Unit | None = units[k + 1] if k + 1 < len(units) else None
        told = k > 0 and units[k - 1].bare in _WHAT  # إن الحادث وقع في كذا
        return told or (after is not None and (after.bare in _WHAT or "place_in" in after.symbols))

    def _chain(self, k: int) -> int | None:
        """The end of the phrase of place behind the verb."""
        for chain in self._scope.chains:
            if k < chain.i:
                told = chain.i - k <= _REACH and chain.heads[0].value.role == "at" and not chain.heads[0].value.pointer
                ended = any(u.ends_sentence for u in self._units[k : chain.i])
                return chain.j if told and not ended else None
        return None

    def after(self, end: int, until: int) -> PlaceChoice | None:
        """The place that the first such sentence behind unit ``end``, and before unit ``until``, names."""
        for k, j in self.at.items():
            if end <= k < min(until, end + _FOLLOWS):
                found = self._scope.place_of(k, j, anchor=k)
                return found[0] if len(found) == 1 and found[0].fact is not None else None
        return None

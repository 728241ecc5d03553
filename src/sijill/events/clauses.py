"""A report cut into clauses: stretches that tell of at most one act at one place, or of none.

Full stops are not enough: a communiqué runs ten attacks together, a bulletin sets two into one line. A clause ends where a
sentence ends, before connectives that turn to something else, and before a main verb or act with a place of its own.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from sijill.grammar import Chart, Fact
from sijill.match import Reading, Unit

_HARD_END = frozenset(".!؟?\n")
_COMMAS = frozenset("،,؛;")
_MIN_RUN_ON = 12  # units between two asyndetic main verbs; shorter stretches are one clause with a relative verb


class Mode(Enum):
    """How a clause speaks of what it tells."""

    TOLD = "told"
    DENIED = "denied"
    PLANNED = "planned"
    TALK = "talk"
    BACKGROUND = "background"
    ACCIDENT = "accident"


class Act(msgspec.Struct, frozen=True):
    """A trigger: its unit, its reading, and what the lexicon says of it."""

    unit: int
    reading: Reading
    type: str
    force: int
    roles: str

    @property
    def attrs(self) -> dict[str, str]:
        """The attributes of its lexicon entry."""
        return self.reading.entry.attrs

    @property
    def anaphoric(self) -> bool:
        """A definite noun with nothing new to say: ``الهجوم``, ``هذا الانفجار``."""
        return self.reading.definite and not self.reading.feat.startswith(("past", "pres"))


class Clause(msgspec.Struct):
    """A stretch of units ``[i, j)`` and what stands in it."""

    i: int
    j: int
    sentence: int
    starter: str = ""
    new: bool = False
    acts: list[Act] = []
    tolls: list[Fact] = []
    damages: list[Fact] = []
    parties: list[Fact] = []
    places: list[Fact] = []
    days: list[Fact] = []
    weapons: list[tuple[int, Reading]] = []
    mode: Mode = Mode.TOLD
    other: bool = False

    @property
    def has_content(self) -> bool:
        """Whether it tells of an act or a toll at all."""
        return bool(self.acts or self.tolls)


def acts_of(unit: Unit) -> Act | None:
    """The strongest act reading of a unit."""
    best: Act | None = None
    for r in unit.readings:
        if r.entry.cat == "act":
            a = r.entry.attrs
            act = Act(unit.i, r, a["type"], int(a["force"]), a["roles"])
            if best is None or act.force > best.force:
                best = act
    return best


def _main_verb(unit: Unit, before: Unit | None) -> bool:
    """A finite past verb of an act, a toll or a light verb that nothing subordinates."""
    if not any(r.entry.cat in {"act", "toll", "light"} and r.feat.startswith("past") for r in unit.readings):
        phrase = unit.first != unit.last and any(r.entry.cat in {"act", "toll"} for r in unit.readings)
        if not (phrase and unit.reading("act") is not None and unit.reading("act").entry.attrs["roles"][0] in "aip"):  # type: ignore[union-attr]
            return False
    return before is None or "subord" not in before.symbols


class Cutter:
    """Finds the clauses of one document."""

    def __init__(self, chart: Chart):
        self.chart, self.units = chart, chart.doc.units
        self._place_at = {f.i for f in chart.all("place")}
        self._trigger = [bool({"act", "toll", "weapon"} & u.symbols) or any(t.value.outcome for t in chart.at("party", u.i)) for u in self.units]

    def clauses(self) -> list[Clause]:
        """All clauses in order."""
        out: list[Clause] = []
        start, n = 0, 0
        for unit in self.units:
            if unit.form in _HARD_END:
                self._sentence(start, unit.i, n, out)
                start, n = unit.i + 1, n + 1
        self._sentence(start, len(self.units), n, out)
        return out

    def _sentence(self, i: int, j: int, number: int, out: list[Clause]) -> None:
        if i >= j:
            return
        cuts = [i, *self._cuts(i, j), j]
        for a, b in zip(cuts, cuts[1:], strict=False):
            unit = self.units[a]
            reading = unit.reading("starter")
            starter = "" if reading is None else reading.entry.id
            out.append(Clause(a, b, number, starter, bool(reading and reading.entry.attrs.get("new"))))

    def _has(self, marks: list[bool] | set[int], i: int, j: int) -> bool:
        return any(marks[k] for k in range(i, j)) if isinstance(marks, list) else any(k in marks for k in range(i, j))

    def _cuts(self, i: int, j: int) -> list[int]:
        cuts: list[int] = []
        last = i
        for k in range(i + 3, j - 2):
            if not self._trigger_between(last, k):
                continue
            if self._cut_here(last, k, j):
                cuts.append(k)
                last = k
        return cuts

    def _trigger_between(self, i: int, j: int) -> bool:
        return self._has(self._trigger, i, j)

    def _cut_here(self, last: int, k: int, end: int) -> bool:
        unit, before = self.units[k], self.units[k - 1]
        ahead = self._next_cue(k, end)
        if not self._trigger_between(k, ahead):
            return False
        if "starter" in unit.symbols and "subord" not in before.symbols:
            return True
        conjoined = unit.bare != unit.form or any(r.pro[:1] == "و" for r in unit.readings if r.pro)
        placed = self._has(self._place_at, last, k) and self._has(self._place_at, k, ahead)
        if before.form in _COMMAS or before.form in {"»", '"', ")"}:
            return conjoined and placed and self._opens(unit, k)
        if conjoined and placed and self._opens(unit, k):
            return True
        verb = _main_verb(unit, before)
        return verb and not conjoined and placed and k - last >= _MIN_RUN_ON and not self._relative(k)

    def _opens(self, unit: Unit, k: int) -> bool:
        """Whether a joined word opens an act of its own: a main verb, a header with a place, a means, a source."""
        if {"act", "light", "say"} & unit.symbols:
            return any(r.entry.cat in {"act", "light", "say"} and r.feat.startswith("past") for r in unit.readings) or (
                "act" in unit.symbols and unit.first != unit.last
            )
        if unit.bare == "في" and k + 1 in self._place_at:
            return True
        if "toll" in unit.symbols:
            return any(r.entry.cat == "toll" and r.feat.startswith("past") for r in unit.readings)
        return "weapon" in unit.symbols and any(self.units[m].form in {"اخري", "ثانيه", "ثالثه", "اخر"} for m in range(k, min(k + 3, len(self.units))))

    def _next_cue(self, k: int, end: int) -> int:
        return min(end, k + 45)

    def _relative(self, k: int) -> bool:
        """A verb right behind an indefinite act, means or thing is its relative clause (``كمين استهدف``)."""
        for m in range(max(0, k - 3), k):
            if {"act", "weapon"} & self.units[m].symbols and not any(r.feat.startswith("past") for r in self.units[m].readings):
                return True
        return False


def fill(clause: Clause, chart: Chart) -> None:
    """Collect what stands in a clause."""
    units = chart.doc.units
    for k in range(clause.i, clause.j):
        unit = units[k]
        act = acts_of(unit)
        if act is not None:
            clause.acts.append(act)
        weapon = unit.reading("weapon")
        if weapon is not None:
            clause.weapons.append((k, weapon))
        if "otherone" in unit.symbols and k > clause.i and ({"act", "weapon", "toll"} & units[k - 1].symbols):
            reading = unit.reading("otherone")
            clause.other = clause.other or (reading is not None and not reading.definite)
    clause.tolls = chart.between("toll", clause.i, clause.j)
    clause.damages = chart.between("damage", clause.i, clause.j)
    clause.parties = chart.between("party", clause.i, clause.j)
    clause.places = chart.between("place", clause.i, clause.j)
    clause.days = chart.between("day", clause.i, clause.j)

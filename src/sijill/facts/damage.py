"""Things destroyed, damaged, burned or captured (codebook "Fields", damage)."""

from __future__ import annotations

import msgspec

from sijill.facts.party import Party
from sijill.grammar import Chart, Fact
from sijill.match import Reading, Unit

_REACH = 7
_BACK = 14


class Harm(msgspec.Struct, frozen=True):
    """One object and what befell it; ``count`` None where only a bare plural is told."""

    object: str
    outcome: str
    count: int | None
    party: Fact
    at: int


def find_damage(chart: Chart) -> None:
    """Add a fact of kind ``damage`` for every thing that a damage word governs."""
    things = {f.i: f for f in chart.all("party") if f.value.attrs.get("object")}
    if not things:
        return
    for unit in chart.doc.units:
        reading = unit.reading("damage")
        if reading is not None:
            _governed(chart, unit, reading, things)


def _governed(chart: Chart, unit: Unit, reading: Reading, things: dict[int, Fact]) -> None:
    outcome = reading.entry.attrs["outcome"]
    behind = None if reading.enc else _behind(chart, unit.i, things)
    if behind is not None:
        for fact in _joined(chart, behind, things):
            _add(chart, fact, outcome, unit.i)
        return
    if outcome == "captured":
        return
    for k in range(unit.i - 1, max(-1, unit.i - _BACK), -1):
        if chart.doc.units[k].ends_sentence:
            return
        if k in things and chart.doc.units[k].reading("force") is None:
            _add(chart, things[k], outcome, unit.i)
            return


def _behind(chart: Chart, i: int, things: dict[int, Fact]) -> Fact | None:
    units = chart.doc.units
    for k in range(i + 1, min(i + _REACH, len(units))):
        if units[k].ends_sentence or units[k].form in "،,":
            return None
        if k in things:
            return things[k]
        if k > i + 1 and {"toll", "act", "damage"} & units[k].symbols:
            return None
    return None


def _joined(chart: Chart, first: Fact, things: dict[int, Fact]) -> list[Fact]:
    """The thing and those joined to it by و, also over a comma."""
    out, end, units = [first], first.j, chart.doc.units
    while end < len(units):
        k = end + 1 if units[end].form in "،," and end + 1 < len(units) else end
        if k not in things or not units[k].form.startswith("و"):
            break
        out.append(things[k])
        end = things[k].j
    return out


def _add(chart: Chart, party: Fact, outcome: str, at: int) -> None:
    v: Party = party.value
    count = v.low if v.low is not None and v.low == v.high else None
    harm = Harm(v.attrs["object"], outcome, count, party, at)
    chart.add(Fact("damage", party.i, party.j, party.span, harm, f"damage/{outcome}", (party,)))

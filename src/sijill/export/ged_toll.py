"""UCDP's deaths by side with best, low and high, out of the counts of a record."""

from __future__ import annotations

import msgspec

from sijill.export.flat import range_text
from sijill.export.ged_sides import ONE_SIDED, Sides
from sijill.export.losses import Teller
from sijill.export.record import CIVILIANS, Record, Toll


class Deaths(msgspec.Struct, frozen=True):
    """Deaths by side; ``low <= best <= high``, ``best`` their sum."""

    a: int
    b: int
    civilians: int
    unknown: int
    low: int
    high: int

    @property
    def best(self) -> int:
        """The sum of the four."""
        return self.a + self.b + self.civilians + self.unknown


def deaths_of(record: Record, sides: Sides, teller: Teller) -> Deaths:
    """The deaths of a record. What is untold is 0; an open end adds nothing, and is told in the losses."""
    by = {"a": 0, "b": 0, "civilians": 0, "unknown": 0}
    low = high = 0
    for toll in record.killed:
        best = _best(toll, teller)
        by[_whose(toll.group, sides)] += best
        low += min(toll.low or 0, best)
        high += max(best, toll.high or 0)
        if toll.high is None:
            teller.tell("high", "ged/open-end", range_text(toll.low, None), best)
    for toll in record.tolls:
        if toll.outcome == "killed or wounded":
            said = f"{toll.group}: {range_text(toll.low, toll.high)}"
            teller.tell("best", "ged/killed-not-told-apart", said, 0)
    return Deaths(by["a"], by["b"], by["civilians"], by["unknown"], low, high)


def _best(toll: Toll, teller: Teller) -> int:
    """What most reports bear; of one report its lower figure, as UCDP does where none is better founded."""
    best = toll.best if toll.best is not None else toll.low if toll.low is not None else 0
    if toll.best is None and toll.low != toll.high:
        teller.tell("best", "ged/lower-figure", range_text(toll.low, toll.high), best)
    elif toll.best is not None and toll.low != toll.high:
        teller.tell("best", "ged/most-reports", range_text(toll.low, toll.high), best)
    return best


def _whose(group: str, sides: Sides) -> str:
    if group == CIVILIANS or (sides.violence == ONE_SIDED and group in sides.b.groups):
        return "civilians"
    if group in sides.a.groups:
        return "a"
    return "b" if group in sides.b.groups else "unknown"

"""The days of a record as other formats want them: a middle day, a width, a precision by the width."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from sijill.export.losses import Teller
from sijill.export.record import Record
from sijill.model import Date

# The longest stretch in days that each of UCDP's date_prec may have (GED codebook): day, under a week, week, month.
_WIDTHS = ((1, 1), (6, 2), (7, 3), (31, 4))


# Acts dated further back are history, and no events of a report (codebook: "The unit").
_FORTNIGHT = timedelta(days=14)


class Days(NamedTuple):
    """First and last day of a record, both included, and UCDP's date_prec."""

    start: date
    end: date
    precision: int

    @property
    def middle(self) -> date:
        """The day in the middle, of two the earlier."""
        return self.start + timedelta(days=(self.end - self.start).days // 2)


def days_of(told: Date) -> Days | None:
    """The days of a date; where only one end is known that day stands for both. None where no day is known.

    >>> days_of(Date(start="2020-03-01", end="2020-03-03")).middle.isoformat()
    '2020-03-02'
    """
    first, last = told.start or told.end, told.end or told.start
    if first is None or last is None:
        return None
    try:
        start, end = sorted((date.fromisoformat(first), date.fromisoformat(last)))
    except ValueError:
        return None
    width = (end - start).days + 1
    by_width = next((precision for longest, precision in _WIDTHS if width <= longest), 5)
    open_end = told.start is None or told.end is None
    return Days(start, end, max(by_width, told.precision or 1, 5 if open_end else 1))


def in_fortnight(record: Record, teller: Teller) -> Record:
    """A record without a day, put into the fortnight before its first report was published; others as they are."""
    published = min((r.published for r in record.reports if r.published), default=None)
    if published is None or days_of(record.date) is not None:
        return record
    last = date.fromisoformat(published)
    days = Date(start=(last - _FORTNIGHT).isoformat(), end=published, precision=4)
    teller.tell("date", "undated/fortnight-before-publication", None, f"{days.start}..{days.end}")
    return msgspec.structs.replace(record, source=msgspec.structs.replace(record.source, date=days))

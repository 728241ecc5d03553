"""Days as the text tells them, and what they are once the day of publication is known (codebook "Reading rules").

Recognition (``facts/date.py``) and resolution are kept apart: a :class:`Day` says only what the words say.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import msgspec
from hijridate import Gregorian, Hijri

from sijill.model import Date

HISTORY_DAYS = 14  # codebook, "The unit": older acts are background
_LENGTHS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3650, "century": 36500}
_THIRDS = {1: (1, 10), 2: (11, 20), 3: (21, 31)}
_HIJRI_YEARS = range(1343, 1501)  # what the conversion tables hold


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day, or a stretch of days, as told.

    Attributes:
        part: part of day, as ``model.PARTS_OF_DAY``.
        offset: days from publication, first and last (``الليلة الماضية`` is -1 and 0).
        weekday, weekday_to: 0 Monday … 6 Sunday; the second for ``ليل الخميس الجمعة``.
        day, day_to, month, year: calendar day; ``hijri`` where the calendar is the lunar one.
        digits: day and month stand in digits, so that either may come first.
        year_back: -1 for ``من العام الماضي``, 0 for ``من العام الجاري``.
        which: ``last``, ``next`` or ``this`` of a weekday, a month or a period, ``before-last`` of a weekday.
        period: ``week``, ``month`` or ``year`` that ``which`` speaks of.
        back: so many of ``unit`` before publication (``قبل ثلاثة أشهر``).
        third: 1 the first ten days of the month, 2 the middle, 3 the last.
        refers: ``same``, ``next`` or ``previous``: counted from the day told before.
        vague: in the past, nobody can say when (``قبل أيام``); ``old``: long ago.
    """

    part: str | None = None
    offset: tuple[int, int] | None = None
    weekday: int | None = None
    weekday_to: int | None = None
    day: int | None = None
    day_to: int | None = None
    month: int | None = None
    year: int | None = None
    year_back: int | None = None
    hijri: bool = False
    digits: bool = False
    which: str = ""
    period: str = ""
    back: int | None = None
    unit: str = ""
    third: int = 0
    refers: str = ""
    vague: bool = False
    old: bool = False

    @property
    def full(self) -> bool:
        """Whether day, month and year are told."""
        return None not in (self.day, self.month, self.year)

    @property
    def planned(self) -> bool:
        """Whether it lies ahead: what is told of it has not happened."""
        return self.which == "next" or (self.offset is not None and self.offset[1] > 0)


Span = tuple[dt.date, dt.date]


def resolve(value: Day, published: dt.date | None, told: dt.date | None = None) -> Date:
    """The days meant, or an empty Date where the text and the day of publication do not settle them.

    Args:
        value: the day as told.
        published: the day of publication, if known.
        told: the day that ``اليوم نفسه`` and ``اليوم التالي`` point back to.

    >>> resolve(Day(offset=(-1, -1)), dt.date(2021, 3, 10)).start
    '2021-03-09'
    """
    span = _span(value, published, told)
    if span is None:
        return Date()
    return Date(start=span[0].isoformat(), end=span[1].isoformat(), precision=_precision(span))


def _precision(span: Span) -> int:
    days = (span[1] - span[0]).days + 1
    return 1 if days == 1 else 2 if days <= 6 else 3 if days == 7 else 4 if days <= 31 else 5


_SIGHTING = 2  # days between the calendar's tables and a moon that was seen


def _span(v: Day, published: dt.date | None, told: dt.date | None) -> Span | None:
    if v.full:
        return _calendar(v, v.year or 0)
    if v.refers:
        step = {"same": 0, "next": 1, "previous": -1}.get(v.refers)
        return _single(told + dt.timedelta(step)) if told is not None and step is not None else None
    if published is None or v.vague or v.old:
        return None
    if v.month is not None:
        return _of_month(_turned(v, published), published)
    if v.day is not None and (v.period == "month" or v.weekday is not None):
        return _day_alone(v, published)
    if v.weekday is not None:
        return _weekday(v, published)
    if v.offset is not None:
        return published + dt.timedelta(v.offset[0]), published + dt.timedelta(v.offset[1])
    return _period(v, published)


def _single(day: dt.date) -> Span:
    return day, day


def _calendar(v: Day, year: int) -> Span | None:
    """The day or days in this year, of either calendar; None where there is no such day."""
    first = _date(year, v.month or 0, v.day or 0, v.hijri)
    last = _date(year, v.month or 0, v.day_to, v.hijri) if v.day_to else first
    if first is None or last is None or first > last:
        return None
    off = _sighted(first, v.weekday) if v.hijri and v.day_to is None and v.weekday is not None else 0
    return first + dt.timedelta(off), last + dt.timedelta(off)


def _sighted(day: dt.date, weekday: int) -> int:
    """Days by which a lunar date is off the tables, by the weekday beside it: months begin as the moon is seen."""
    off = (weekday - day.weekday() + 3) % 7 - 3
    return off if abs(off) <= _SIGHTING else 0


@lru_cache(maxsize=4096)
def _date(year: int, month: int, day: int, hijri: bool) -> dt.date | None:
    try:
        if hijri:
            if year not in _HIJRI_YEARS:
                return None
            g = Hijri(year, month, min(day, Hijri(year, month, 1).month_length())).to_gregorian()
            return dt.date(g.year, g.month, g.day)
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _year_of(published: dt.date, hijri: bool) -> int:
    if not hijri:
        return published.year
    try:
        return int(Gregorian(published.year, published.month, published.day).to_hijri().year)
    except OverflowError:
        return published.year


def _of_month(v: Day, published: dt.date) -> Span | None:
    """A month, with or without a day: in the year told, or the latest that is not ahead of publication."""
    year = _year_of(published, v.hijri)
    latest = published + dt.timedelta(1)  # reports of a night are stamped on either side of it
    if v.which == "next":
        years = [year, year + 1]
    elif v.year is not None:
        years = [v.year]
    elif v.year_back is not None:
        years = [year + v.year_back]
    else:
        years = [year + 1, year, year - 1] if v.hijri else [year, year - 1]
    for y in years:
        span = _calendar(v, y) if v.day is not None else _month(v, y)
        if span is None:
            continue
        told = v.year is not None or v.year_back is not None
        fits = span[0] > published if v.which == "next" else told or span[0] <= latest
        if fits and not (v.which == "last" and v.day is None and span[1] >= published and not told):
            return span
    if v.day == 29 and v.month == 2 and not v.hijri:  # the last leap year
        return next((s for y in range(year, year - 8, -1) if (s := _calendar(v, y)) and s[0] <= latest), None)
    return None


def _turned(v: Day, published: dt.date) -> Day:
    """``الخميس 02/03`` with the month before the day, where the weekday beside it agrees with that reading alone."""
    if not v.digits or v.weekday is None or v.day is None or v.day > 12:
        return v
    other = msgspec.structs.replace(v, day=v.month, month=v.day)
    here, there = (_of_month(reading, published) for reading in (v, other))
    if there is None or there[0].weekday() != v.weekday:
        return v
    return v if here is not None and here[0].weekday() == v.weekday else other


def _month(v: Day, year: int) -> Span | None:
    first = _date(year, v.month or 0, 1, v.hijri)
    after = (year + 1, 1) if v.month == 12 else (year, (v.month or 0) + 1)
    beyond = _date(*after, 1, v.hijri)
    if first is None or beyond is None:
        return None
    last = beyond - dt.timedelta(1)
    if v.third:
        a, b = _THIRDS[v.third]
        return first + dt.timedelta(a - 1), min(last, first + dt.timedelta(b - 1))
    return first, last


def _day_alone(v: Day, published: dt.date) -> Span | None:
    """``الخامس من الشهر الجاري``, ``الخميس 5``: a day whose month is told by its distance."""
    year, month = published.year, published.month
    if v.which == "last" and v.period == "month":
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    for _ in range(12):
        day = _date(year, month, v.day or 0, False)
        if v.period == "month" or (day and day <= published and (v.weekday is None or day.weekday() == v.weekday)):
            return _single(day) if day else None
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return _weekday(v, published) if v.weekday is not None else None


def _weekday(v: Day, published: dt.date) -> Span:
    """The latest such day on or before publication; ``الماضي`` strictly before, ``المقبل`` strictly after.

    ``قبل الماضي`` is a week before the last.
    """
    named = v.weekday_to if v.weekday_to is not None else v.weekday or 0
    if v.planned:
        day = published + dt.timedelta((named - published.weekday() - 1) % 7 + 1)
    else:
        day = published - dt.timedelta((published.weekday() - named) % 7)
        if v.which in {"last", "before-last"} and day == published and v.offset is None:
            day -= dt.timedelta(7)
        if v.which == "before-last":
            day -= dt.timedelta(7)
    if v.weekday_to is None or v.weekday is None:
        return _single(day)
    return day - dt.timedelta((named - v.weekday) % 7), day


def _period(v: Day, published: dt.date) -> Span | None:
    if v.back is not None:
        return _back(v, published)
    if v.year is not None:
        return dt.date(v.year, 1, 1), dt.date(v.year, 12, 31)
    if v.period == "week":
        a, b = {"last": (-7, -1), "this": (-6, 0), "next": (1, 7)}[v.which]
        return published + dt.timedelta(a), published + dt.timedelta(b)
    if v.period == "month":
        first = published.replace(day=1)
        begin, end = first, published
        if v.which == "last":
            begin, end = (first - dt.timedelta(1)).replace(day=1), first - dt.timedelta(1)
        if v.third:
            a, b = _THIRDS[v.third]
            begin, end = begin + dt.timedelta(a - 1), min(end, begin + dt.timedelta(b - 1))
        return (begin, end) if v.which in {"last", "this"} and begin <= end else None
    if v.period == "year":
        if v.which == "last":
            return dt.date(published.year - 1, 1, 1), dt.date(published.year - 1, 12, 31)
        return (published.replace(month=1, day=1), published) if v.which == "this" else None
    return None


def _back(v: Day, published: dt.date) -> Span | None:
    """``قبل ثلاثة أيام`` is a day; of longer measures the text gives no day, so half a measure either way."""
    length = _LENGTHS.get(v.unit, 1)
    slack = 0 if length == 1 else length // 2
    centre = (v.back or 0) * length
    try:
        return published - dt.timedelta(centre + slack), published - dt.timedelta(max(0, centre - slack))
    except OverflowError:
        return None


def is_history(value: Day, published: dt.date | None) -> bool:
    """Whether it lies more than 14 days before publication: background, no event.

    A month or part of one (``الشهر الماضي``) goes by its middle.

    >>> is_history(Day(back=1, unit="year"), None), is_history(Day(offset=(-1, -1)), None)
    (True, False)
    """
    if value.old or (value.back is not None and value.back * _LENGTHS.get(value.unit, 1) > HISTORY_DAYS):
        return True
    if value.period == "year" and value.which == "last":
        return True
    if published is None:
        return False
    span = _span(value, published, None)
    if span is None:
        return False
    middle = span[0] + (span[1] - span[0]) / 2 if value.day is None and value.weekday is None else span[1]
    return (published - middle).days > HISTORY_DAYS

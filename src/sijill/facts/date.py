"""Days and parts of day: where a text tells them, and the entries for whoever puts events together.

Kinds of fact, made by the rules of ``rules/date.yaml`` (layer ``date``, before layer ``number``):

``day``    a day or stretch of days as told, value :class:`~sijill.facts.calendar.Day`
``clock``  an hour, or a part of day with no day beside it, value :class:`~sijill.facts.clock.Clock`

For the assembler: :func:`days_in` and :func:`time_in` take a unit range; :func:`anchor` says which day the text
itself takes for today (pass it on as ``published``); :func:`date_of` resolves a fact with its words;
:func:`dateline` finds the full date that a headline or dateline gives. A ``Day`` may be ``planned`` or history
(:func:`~sijill.facts.calendar.is_history`): neither opens an event.
"""

from __future__ import annotations

import datetime as dt
import math

from sijill.facts.calendar import Day, is_history, resolve
from sijill.facts.clock import clock
from sijill.facts.dayscan import YEARS, DayReader, entry_of
from sijill.facts.numeral import Scan, cardinal
from sijill.grammar import Chart, Fact, Maker, Match, Reach
from sijill.match import Reading, Unit
from sijill.model import Date
from sijill.text import NUMBER, WORD

__all__ = [
    "MAKERS",
    "Day",
    "DayTold",
    "anchor",
    "date_of",
    "dateline",
    "days_in",
    "is_history",
    "is_of_saying",
    "resolve",
    "time_in",
]

DayTold = Fact[Day]
_PERIODS = frozenset({"week", "month", "year"})
_DATELINE_UNITS = 90
_THAT = frozenset({"ان", "انه", "انها", "انهم", "بان", "بانه", "بانها"})
_STATEMENTS = frozenset({"بيان", "بيانها", "بيانه", "تصريح", "تصريحات", "افاده", "تغريده", "تدوينه", "منشور"})
COMES = frozenset({"ياتي", "تاتي", "جاء", "جاءت", "يجيء", "تجيء"})
_COMES_REACH = 5  # units from such a verb to "after"
_STATEMENT = 9  # units from such words back from their day
_DONE = frozenset({"act", "toll"})
_PUBLISHED = frozenset({"النشر", "نشر", "نشرت", "نشره"})
_STAMP_REACH, _STAMP_WORDS = 4, 5  # units between such a word and its date; words beside a date on its line
_TITLES = frozenset(
    {"نشره", "حصاد", "بيان", "تقرير", "موجز", "سجل", "ايجاز", "بلاغ", "يوميات", "رصد", "حصيله", "خلاصه"}
)
_HEADING_LINES, _HEADING = 3, 45  # lines of a head; units of one
_DASHES = frozenset("-–—")
_BEFORE = 8  # units from the beginning of a line to the day of its dateline
_LATE = 7  # days that a feed may be behind the text it stamps


# ---- makers ----


_CALLED = frozenset({"حي", "شارع", "ميدان", "ساحه", "مدينه", "جسر", "كوبري", "سوق", "محله", "ضاحيه", "مستشفي"})


def day(m: Match) -> Reach | None:
    """A day phrase, as far as it goes."""
    if m.chart.over("day", m.i) or _named_after(m.doc.units, m.i):
        return None
    found = DayReader(m.doc.units, m.i).read()
    return Reach(found[0], found[1]) if found else None


def _named_after(units: list[Unit], k: int) -> bool:
    """``حي مايو``, ``مدينة 6 أكتوبر``, ``جسر 14 تموز``: a place that is called by a month or a day of one."""
    if units[k].kind == NUMBER and k + 1 < len(units):
        k += 1
    if "month" not in units[k].symbols:
        return False
    k -= 1 + (k > 0 and units[k - 1].kind == NUMBER)
    return k >= 0 and units[k].bare.removeprefix("ب") in _CALLED


def _measured(units: list[Unit], k: int) -> tuple[Scan | None, int, Reading | None]:
    """``نحو ثلاثة أيام`` from unit ``k`` on: its number, where the measure stands, and the measure."""
    while k < len(units) and "approx" in units[k].symbols:
        k += 1
    scan = cardinal(units, k) if k < len(units) else None
    at = scan.j if scan else k
    return scan, at, entry_of(units[at], "measure") if at < len(units) else None


def ago(m: Match) -> Reach | None:
    """``قبل ثلاثة أيام``, ``منذ نحو شهرين``, ``قبل عام``."""
    units = m.doc.units
    if m.chart.over("day", m.i):
        return None
    scan, at, reading = _measured(units, m.j)
    if (
        reading is None
        or reading.attrs["dim"] != "time"
        or reading.definite
        or reading.enc
        or (reading.pro and not scan)
    ):
        return None
    unit = reading.attrs["unit"]
    if scan is not None and unit == "year" and int(scan.value) in YEARS:
        return Reach(Day(year=int(scan.value)), at + 1)
    if scan is None and reading.feat not in {"sg", "du"} and units[at].form not in {"سنتين", "سنتان"}:
        return None
    count = scan.value if scan else 1 if reading.feat == "sg" else 2
    end = at + 1
    if end < len(units) and units[end].form in {"واحد", "واحده"}:
        end += 1
    if end < len(units) and units[end].form in {"من", "علي"} and units[m.i].bare == "قبل":
        return None  # before another act, not before today
    if scan is not None and scan.vague:
        return Reach(Day(vague=unit in {"day", "hour", "minute"}, old=unit not in {"day", "hour", "minute"}), end)
    if unit in {"second", "minute", "hour"}:
        return Reach(Day(offset=(-math.ceil(count / 24) if unit == "hour" else 0, 0)), end)
    if unit == "day":
        return Reach(Day(offset=(-int(count), -int(count))), end)
    return Reach(Day(back=int(count), unit=unit), end)


def comes_after(m: Match) -> Reach | None:
    """``ويأتي الهجوم بعد شهرين من تفجير …``: so long before the act that is told of, the other was."""
    units = m.doc.units
    if not any(u.bare in COMES for u in units[max(0, m.i - _COMES_REACH) : m.i]):
        return None
    scan, at, reading = _measured(units, m.j)
    if reading is None or reading.attrs["dim"] != "time" or at + 1 >= len(units) or units[at + 1].form != "من":
        return None
    unit = reading.attrs["unit"]
    if unit == "day":
        return Reach(Day(vague=True), at + 1)  # counted from an act whose own day may be told elsewhere
    count = int(scan.value) if scan and not scan.vague else {"sg": 1, "du": 2}.get(reading.feat)
    if unit not in {"week", "month", "year"}:
        return None
    return Reach(Day(old=True) if count is None else Day(back=count, unit=unit), at + 1)


def period(m: Match) -> Reach | None:
    """``الأسبوع الماضي``, ``خلال الـ24 ساعة الماضية``, ``اليومين الماضيين``, ``الأيام الثلاثة الماضية``."""
    units, k, n = m.doc.units, m.i, len(m.doc.units)
    if m.chart.over("day", m.i):
        return None
    while k < n and (units[k].bare in {"ال", "اخر"} or {"through", "approx"} & units[k].symbols):
        k += 1
    if k >= n:
        return None
    scan = cardinal(units, k)
    k = scan.j if scan else k
    measure = entry_of(units[k], "measure") if k < n else None
    if measure is None or measure.attrs["dim"] != "time":
        return None
    k += 1
    if scan is None and k < n:
        k = k + 1 if units[k].form == "ال" else k
        scan = cardinal(units, k) if k < n else None
        k = scan.j if scan else k
    while k < n and "which" not in units[k].symbols and units[k].bare in {"القليله", "ال"}:
        k += 1
    which = entry_of(units[k], "which") if k < n else None
    if which is None or not (measure.definite or scan):
        return None
    told = which.attrs["which"]
    count = scan.value if scan else {"sg": 1.0, "du": 2.0}.get(measure.feat, 0.0)
    return _stretch(measure.attrs["unit"], count, told, k + 1)


def _stretch(unit: str, count: float, which: str, end: int) -> Reach | None:
    if count == 1 and unit in _PERIODS:
        return Reach(Day(period=unit, which=which), end)
    if which != "last":
        return Reach(Day(which=which, offset=(1, 7)), end) if which == "next" else None
    if unit in {"minute", "second", "hour"}:
        return Reach(Day(offset=(-max(1, math.ceil(count / 24)), 0)), end)
    if count < 1:
        return Reach(Day(vague=True), end) if unit == "day" else Reach(Day(old=True), end)
    length = {"day": 1, "week": 7, "month": 30, "year": 365}.get(unit)
    return Reach(Day(offset=(-int(count) * length, -1)), end) if length else Reach(Day(old=True), end)


def year(m: Match) -> Reach | None:
    """``عام 2013``, ``منذ 2011``."""
    if m.chart.over("day", m.i):
        return None
    last = m.doc.units[m.j - 1].form
    return Reach(Day(year=int(last)), m.j) if last.isdigit() and int(last) in YEARS else None


MAKERS: dict[str, Maker] = {
    "date_day": day,
    "date_after": comes_after,
    "date_ago": ago,
    "date_period": period,
    "date_year": year,
    "date_clock": clock,
}


# ---- for the assembler ----


def days_in(chart: Chart, i: int, j: int) -> list[DayTold]:
    """The ``day`` facts that begin in the unit range ``[i, j)``, in the order of the text."""
    return chart.between("day", i, j)


def date_of(chart: Chart, fact: DayTold, published: dt.date | None) -> Date:
    """The date a ``day`` fact stands for, with its words; ``اليوم التالي`` counts from the day told before it."""
    value, told = fact.value, None
    if value.refers:
        told = _told_before(chart, fact, published)
    elif value.offset == (-1, 0) and published is not None and value.weekday is None:
        said = _told_before(chart, fact, published, named=True)
        if said == published - dt.timedelta(1):
            published = said  # who spoke on Thursday of "last night" meant the night to Thursday
    found = resolve(value, published, told)
    return Date(start=found.start, end=found.end, text=chart.doc.quote(fact.span), precision=found.precision)


def _told_before(chart: Chart, fact: DayTold, published: dt.date | None, *, named: bool = False) -> dt.date | None:
    """The last single day told before a fact; with ``named`` only the last that is told, if it names its weekday."""
    for before in reversed(chart.between("day", 0, fact.i)):
        date = resolve(before.value, published)
        if date.start is not None and date.start == date.end:
            return None if named and before.value.weekday is None else dt.date.fromisoformat(date.start)
    return None


def is_of_saying(chart: Chart, fact: DayTold) -> bool:
    """Whether the day is when somebody spoke (``قال شهود أمس إن …``): of the act only where no other day is told."""
    units = chart.doc.units
    k = fact.j
    while k < len(units) and units[k].form in {"،", ",", ":", "(", ")"}:
        k += 1
    return (k < len(units) and units[k].bare in _THAT and units[k].form[0] != "و") or _of_statement(chart, fact.i)


def _of_statement(chart: Chart, k: int) -> bool:
    """``بحسب ما أعلنت اللجنة يوم السبت``, ``في بيان أصدره الأحد``: the day of the words, not of the act."""
    units = chart.doc.units
    for m in range(k - 1, max(k - _STATEMENT, 0), -1):
        if units[m].ends_sentence or not _DONE.isdisjoint(units[m].symbols):
            return False
        if "say" in units[m].symbols and ("asverb" in units[m - 1].symbols or units[m - 1].bare == "ما"):
            return True
        if units[m].bare in _STATEMENTS and units[m - 1].bare in {"في", "خلال"}:
            return True
    return False


def time_in(chart: Chart, i: int, j: int) -> tuple[str | None, str | None]:
    """The first clock time and the first part of day that the unit range ``[i, j)`` tells."""
    clocks = chart.between("clock", i, j)
    hour = next((f.value for f in clocks if f.value.time is not None), None)
    if hour is not None and hour.part is not None:
        return hour.time, hour.part
    days = [f.value.part for f in days_in(chart, i, j) if f.value.part]
    parts = days or [f.value.part for f in clocks if f.value.part]
    return (hour.time if hour else None), (parts[0] if parts else None)


def anchor(chart: Chart, published: dt.date | None) -> dt.date | None:
    """The day that the text itself takes for today: what offsets and weekdays are to be counted from.

    A text with ``اليوم (الجمعة)`` or ``أمس الأحد`` tells its own day; feeds stamp it late, and then the text holds.
    So does a bulletin with its day in the headline (``حصاد يوم الثلاثاء 15 أيلول 2020``). With no day of publication, a
    full date beside ``اليوم``, or in the head of the report, serves.
    """
    head = dateline(chart)
    for fact in chart.all("day"):
        v = fact.value
        if v.offset is not None and v.offset[0] == v.offset[1] <= 0 and (v.weekday is not None or v.day is not None):
            start = resolve(v, published).start
            if start is not None:
                own = dt.date.fromisoformat(start) - dt.timedelta(v.offset[0])
                if published is None or 0 <= (published - own).days <= _LATE:
                    return own
                break
    if published is None:
        return head[1] if head else None
    if head is not None and in_heading(chart, head[0]) and 0 <= (published - head[1]).days <= _LATE:
        return head[1]
    return published


def in_heading(chart: Chart, fact: DayTold) -> bool:
    """Whether a day stands in the title, or in a line under it that says what kind of text it is (``نشرة يوم كذا``)."""
    lines = chart.doc.newlines[:_HEADING_LINES]
    end = next((k for k in lines if k > fact.i), None)
    if end is None:
        return False
    start = next((k + 1 for k in reversed(lines) if k < fact.i), 0)
    if end - start > _HEADING:
        return False
    return start == 0 or chart.doc.units[start].bare.removeprefix("ال") in _TITLES


def opens_line(chart: Chart, fact: DayTold) -> bool:
    """Whether a day belongs to a dateline (``بغداد 3 أيار –``): the day on which the text was sent."""
    units = chart.doc.units
    if fact.value.day is None or not any(u.form in _DASHES for u in units[fact.j : fact.j + _STAMP_REACH]):
        return False
    line = units[max(0, fact.i - _BEFORE) : fact.i]
    start = next((n for n in range(len(line), 0, -1) if line[n - 1].kind == "newline"), 0)
    if start == 0 and fact.i >= _BEFORE:
        return False
    place = any(u.kind == WORD for u in line[start:])
    return place and all(_DONE.isdisjoint(u.symbols) and "say" not in u.symbols for u in line[start:])


def dateline(chart: Chart) -> tuple[DayTold, dt.date] | None:
    """The full date that the report gives as its own, for a report whose day of publication nobody knows.

    ``تاريخ النشر: …``; else a date on a line of its own, as pages stamp it; else the first in the head of the report.
    """
    best: tuple[int, DayTold, dt.date] | None = None
    for fact in chart.all("day"):
        if not fact.value.full or fact.value.day_to is not None or fact.value.old:
            continue
        start = resolve(fact.value, None).start
        if start is None:
            continue
        rank = _stamp(chart, fact) or (1 if fact.i < _DATELINE_UNITS else 0)
        if rank and (best is None or rank > best[0]):
            best = (rank, fact, dt.date.fromisoformat(start))
    return None if best is None else (best[1], best[2])


def _stamp(chart: Chart, fact: DayTold) -> int:
    """3 behind a word of publishing, 2 alone on its line (``عنب بلدي 10/08/2021``), 0 in running text."""
    units = chart.doc.units
    if any(u.bare in _PUBLISHED for u in units[max(0, fact.i - _STAMP_REACH) : fact.i]):
        return 3
    i, j = fact.i, fact.j
    while i > 0 and units[i - 1].kind != "newline":
        i -= 1
    while j < len(units) and units[j].kind != "newline":
        j += 1
    words = sum(u.kind == "word" for u in (*units[i : fact.i], *units[fact.j : j]))
    told = any({"act", "toll"} & u.symbols for u in units[i:j])
    return 2 if words <= _STAMP_WORDS and not told and (i > 0 or j < len(units)) else 0

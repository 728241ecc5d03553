"""When an act was: day and hour told in its clauses, or announced for the whole report (codebook "Reading rules")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from sijill.facts.date import (
    DayTold,
    anchor,
    date_of,
    dateline,
    days_in,
    in_heading,
    is_history,
    is_of_saying,
    opens_line,
    time_in,
)
from sijill.facts.party import conjoined
from sijill.grammar import Chart
from sijill.model import Date, Report, Span

_NOON = 12
_HEADERS = 3  # a report with so many headings of places is a daily bulletin: its day is the day of its acts


class When(msgspec.Struct, frozen=True):
    """The day and hour of an act, the words that told them, and whether the act's own clauses did.

    ``said``: whether it is only known on what day somebody told of the act.
    """

    date: Date = Date()
    time: str | None = None
    part: str | None = None
    spans: tuple[tuple[Span, str], ...] = ()
    own: bool = False
    said: bool = False
    history: bool = False
    why_null: str | None = None


class Calendar:
    """The days of one report.

    Args:
        chart: with the facts of the layer ``date``.
        report: for its day of publication.
        headings: where headings of places stand, as unit numbers.
        breaks: where another item of a round-up begins: a day that one item tells does not hold in the next.
        announcing: a line that a list follows, from unit to unit: its day is that of all items.
        summing: where a lede sums up the attacks told behind it: its day is that of each.
    """

    def __init__(
        self,
        chart: Chart,
        report: Report,
        headings: Sequence[int] = (),
        breaks: Sequence[int] = (),
        announcing: tuple[int, int] = (0, 0),
        summing: tuple[int, int] = (0, 0),
    ):
        self.chart = chart
        self.published = dt.date.fromisoformat(report.published) if report.published else None
        self.head = dateline(chart)
        self.anchor = anchor(chart, self.published)
        self._last = (self.published + dt.timedelta(1)).isoformat() if self.published else None
        self.bulletin = len(headings) >= _HEADERS
        self._breaks, self._announcing, self._summing = breaks, announcing, summing
        self._dates: dict[int, Date | None] = {}
        self._old: dict[int, bool] = {}
        self._own: dict[tuple[int, int], When] = {}  # of clauses that tell their day themselves

    def when(
        self, ranges: Sequence[tuple[int, int]], item: tuple[int, int] | None = None, *, summed: bool = False
    ) -> When:
        """When the act told in these unit ranges was; the first range is the main telling.

        Args:
            ranges: the clauses of the act.
            item: from where to where a day told before still holds: the item of a round-up up to the telling.
            summed: whether the act is one of those that a lede sums up, where it does.
        """
        alone = ranges[0] if len(ranges) == 1 else None
        if alone is not None and (known := self._own.get(alone)) is not None:
            return known
        facts = [f for i, j in ranges for f in days_in(self.chart, i, j)]
        history = any(self._history(f) for f in facts[:1])
        found = self._first(facts)
        time, part = self._time(ranges)
        if found is not None:
            said = is_of_saying(self.chart, found[1])
            date = _by_the_hour(found[0], found[1], time)
            when = When(date, time, part, ((found[1].span, found[1].rule),), own=True, said=said, history=history)
            if alone is not None:
                self._own[alone] = when
            return when
        if item is not None and not any(not f.value.planned for f in facts):
            before = self._first(days_in(self.chart, *item)[::-1], nearest=True)
            before = before or self._held(item[1]) or (self._summed(item[1]) if summed else None)
            if before is not None:
                return When(before[0], time, part, ((before[1].span, before[1].rule),), history=history)
        if self.bulletin and self.anchor is not None:
            day = self.anchor.isoformat()
            words = self.head[0] if self.head else None
            date = Date(start=day, end=day, text=self.chart.doc.quote(words.span) if words else None, precision=1)
            return When(date, time, part, ((words.span, "date/header"),) if words else (), history=history)
        return self._null(facts, time, part, history)

    def _held(self, end: int) -> tuple[Date, DayTold] | None:
        """The day that still holds at unit ``end``: announced for the whole report, or told before in the same item.

        Where an item has told several days, talk that goes on (``وأضاف …``) goes on about the day that it began with.
        """
        units = self.chart.doc.units
        told = [(d, f) for f in days_in(self.chart, 0, len(units)) if (d := self._settled(f)) is not None]
        start = max((k for k in self._breaks if k <= end), default=0)
        item = [found for found in told if start <= found[1].i < end and not self._announces(found[1])]
        if item:
            only = not self.bulletin and all(d.start == told[0][0].start for d, _ in told)
            here = not any(u.kind == "newline" for u in units[item[0][1].j : end])
            same = all(d.start == item[0][0].start for d, _ in item)
            if only or (here and (same or self._talk_goes_on(end))):
                return item[0]
        announced = [found for found in told if found[1].i < end and self._announces(found[1])]
        return announced[0] if announced else None

    def _summed(self, end: int) -> tuple[Date, DayTold] | None:
        """The one day that a lede gives to the attacks that it sums up."""
        i, j = self._summing
        told = [(d, f) for f in days_in(self.chart, i, j) if (d := self._settled(f)) is not None] if j < end else []
        return told[0] if told and all(d.start == told[0][0].start for d, _ in told) else None

    def _announces(self, fact: DayTold) -> bool:
        named = fact.value.full or (fact.value.day is not None and fact.value.month is not None)
        titled = named and in_heading(self.chart, fact)
        return titled or self._announcing[0] <= fact.i < self._announcing[1]

    def _talk_goes_on(self, k: int) -> bool:
        """Whether the sentence of unit ``k`` opens with ``وقال``, ``وأضافت``."""
        units = self.chart.doc.units
        first = max((i for i, _ in self.chart.doc.sentences if i <= k), default=0)
        if "say" not in units[first].symbols or not conjoined(units[first]) or first + 1 >= len(units):
            return False
        return "subord" in units[first + 1].symbols or units[first + 1].form.startswith("ال")

    def _settled(self, fact: DayTold) -> Date | None:
        if fact.i not in self._dates:
            self._dates[fact.i] = self._date(fact)
        return self._dates[fact.i]

    def _date(self, fact: DayTold) -> Date | None:
        if fact.value.planned or self._history(fact):
            return None
        date = date_of(self.chart, fact, self.anchor)
        if self._last is not None and (date.start or "") > self._last:
            return None  # a page stamps the day on which it was fetched; no act is told before it happens
        return date if date.start is not None and (date.precision or 9) <= 3 else None

    def _null(self, facts: Sequence[DayTold], time: str | None, part: str | None, history: bool) -> When:
        told = next((f for f in facts if not f.value.planned), None)
        if told is None:
            return When(Date(), time, part, why_null="no day is told", history=history)
        why = (
            "the report has no day of publication to count from"
            if self.anchor is None
            else "the words do not settle the day"
        )
        date = Date(text=self.chart.doc.quote(told.span))
        return When(date, time, part, ((told.span, told.rule),), why_null=why, history=history)

    def _first(self, facts: Sequence[DayTold], *, nearest: bool = False) -> tuple[Date, DayTold] | None:
        """The first day that is settled; the act's own before that of its telling, a single day before a stretch."""
        settled = [(d, f) for f in facts if (d := self._settled(f)) is not None]
        if nearest or len(settled) < 2:
            return settled[0] if settled else None
        return min(settled, key=self._distance)

    def _distance(self, found: tuple[Date, DayTold]) -> tuple[bool, bool, bool]:
        """How far a day is from being the act's own: that of a dateline is the farthest."""
        date, fact = found
        return opens_line(self.chart, fact), is_of_saying(self.chart, fact), (date.precision or 9) > 2

    def _history(self, fact: DayTold) -> bool:
        if fact.i not in self._old:
            self._old[fact.i] = is_history(fact.value, self.anchor)
        return self._old[fact.i]

    def _time(self, ranges: Sequence[tuple[int, int]]) -> tuple[str | None, str | None]:
        time: str | None = None
        part: str | None = None
        for i, j in ranges:
            hour, half = time_in(self.chart, i, j)
            time, part = time or hour, part or half
        return time, part


def _by_the_hour(date: Date, fact: DayTold, time: str | None) -> Date:
    """``الثانية من ليل الأربعاء الخميس``: of the two days of a night the one in which the hour lies."""
    if time is None or fact.value.weekday_to is None or date.start == date.end:
        return date
    day = date.end if int(time[:2]) < _NOON else date.start
    return msgspec.structs.replace(date, start=day, end=day, precision=1)

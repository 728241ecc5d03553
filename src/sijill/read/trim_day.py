"""The day on which a page was published, out of its own lines, with the words that tell it."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import msgspec

from sijill.read.day import PartialDay, days_told, has_label, partial_days, published_day, stamp_day, weekday_of
from sijill.read.page_text import is_day_line
from sijill.text import fold

_NEAR = 3  # lines between a stamp and the article it dates
_LABELLED, _OPENING = 120, 40  # characters: a longer line is prose; in the first few stands what a stamp is of
_TITLES = 3  # first lines of the article that may date it whole: "the harvest of Monday …"
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/\-_.?#]|$)")
_POSTED = re.compile(r"\(@\w{2,20}\)")
_DAY_PART = r"(?:(?:صباح|ظهر|مساء|فجر|عصر|ليل|منتصف ليل|بعد ظهر)\s+)?"
_WEEKDAY = r"(?:\s*[،,]?\s*(?P<weekday>(?:ال)?[^\W\d_]{3,9}))?"
_THIS_DAY = r"[\s،,(]*(?:(?:المصادف|الموافق|الواقع في|ل)\s*)?"
_TODAY = re.compile(rf"(?<!\w){_DAY_PART}(?P<said>اليوم|يوم امس|امس){_WEEKDAY}{_THIS_DAY}$")
_ON_TODAY = re.compile(r"(?<!\w)(?:اليوم|هذا اليوم)\s*[،,]?\s+(?P<weekday>ال[^\W\d_]{3,9})(?!\w)")
_OF_DAY = re.compile(r"(?<!\w)ليوم\s+(?:ال[^\W\d_]{3,9}\s*)?[،,(]*\s*$")
_THIS_YEAR = re.compile(r"(?<!\w)(?:العام|عام|السنه|سنه)\s+(?:الحالي|الجاري|الحاليه|الجاريه)\s*[،,(]?\s*(20\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?!\d)")
_NAMED_DAY = re.compile(
    r"(?<!\w)(?:(?P<said>اليوم|يوم امس|امس|يوم)\s*[،,]?\s+)?"
    r"(?P<weekday>ال(?:احد|ا?ثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت))(?!\w)"
)
_OTHER_WEEK = re.compile(r"\s*[،,]?\s*(?:الماضي|الفايت|الفائت|المنصرم|القادم|المقبل)")
_BESIDE = 1  # days before the first and after the last report of a dossier on which another of it may be published
_LABEL = re.compile(
    r"(?:ال)?تاريخ(?: (?:ال)?نشر| (?:ال)?اضافه)?\s*:?|(?:نشر|نشرت) في\s*:?|published(?: on)?\s*:?|date\s*:?"
)
_ELSEWHERE = frozenset({"a list of other articles", "the comments", "below the article"})
_LATE = 3  # days by which a page may be stamped after the day it calls today


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """The day of publication, the line that tells it (from 1, 0 for the address), and how it was come by."""

    day: str
    line: int
    why: str


class Years:
    """The years in which the reports of a batch were published, as their metadata and stamps say."""

    def __init__(self) -> None:
        self._count: Counter[int] = Counter()

    def add(self, published: str | None, lines: list[str]) -> None:
        """Count a report's year."""
        stamps = [published] if published else [published_day(x) for x in lines if is_day_line(x) or _labelled(x)][:1]
        self._count.update(int(s[:4]) for s in stamps if s)

    def known(self) -> list[int]:
        """The years from the first to the last that one report in fifty and more tells."""
        often = [year for year, n in self._count.items() if 50 * n >= self._count.total()]
        return list(range(min(often), max(often) + 1)) if often else []


def _labelled(line: str) -> bool:
    """Whether a line opens with the words under which pages print their day, and tells one."""
    return len(line) <= _LABELLED and has_label(line[:_OPENING]) and bool(days_told(line[:_LABELLED]))


def day_lines(lines: list[str]) -> set[int]:
    """The lines that tell a day and hardly anything else."""
    return {i for i, line in enumerate(lines) if is_day_line(line) or _labelled(line)}


def find_day(lines: list[str], kept: list[int], cut: dict[int, str], url: str | None, years: Years) -> Dated | None:
    """The day of publication.

    In this order: a line that says so; the day in the page's address; a stamp beside the article; what the article
    calls today; the stamp of a quoted post; a stamp of change. A stamp far from the article is that of the visit.

    Args:
        lines: of the whole page.
        kept: those of the article, by number.
        cut: those beside it, with the reason.
        url: the page's address.
        years: of the batch, for a day whose year the page leaves out.
    """
    prose = "\n".join(lines[i] for i in kept)
    return (
        _label(lines, cut) or _address(url) or _stamp(lines, kept, cut) or _today(lines, kept, years)
        or _post(lines, kept, prose) or _change(lines, prose)
    )  # fmt: skip


def _label(lines: list[str], cut: dict[int, str]) -> Dated | None:
    above = ""
    for i, line in enumerate(lines):
        titled = _LABEL.fullmatch(fold(above).strip().lower()) is not None and is_day_line(line)
        if (titled or _labelled(line)) and cut.get(i) not in _ELSEWHERE:
            day = published_day(line)
            if day:
                return Dated(day=day, line=i + 1, why="the line says that it was published then")
        above = line if line.strip() else above
    return None


def _address(url: str | None) -> Dated | None:
    found = _URL_DAY.search(url or "")
    day = stamp_day("-".join(found.groups())) if found else None
    return Dated(day=day, line=0, why="the day stands in the page's address") if day else None


def _stamp(lines: list[str], kept: list[int], cut: dict[int, str]) -> Dated | None:
    """A stamp at most three lines off the article; what follows its first line goes before what precedes it."""
    titled = [i for i in kept if len(lines[i].split()) >= _NEAR]
    if not titled:
        return None
    found, depth = [], list(accumulate((bool(line.strip()) for line in lines), initial=0))
    for i in sorted(day_lines(lines)):
        at = bisect(titled, i)
        off = min(abs(depth[i] - depth[j]) for j in titled[max(0, at - 1) : at + 1])
        day = published_day(lines[i]) if off <= _NEAR and cut.get(i) not in _ELSEWHERE else None
        if day:
            found.append((i < titled[0], off, i, day))
    if not found:
        return None
    _, _, i, day = min(found)
    return Dated(day=day, line=i + 1, why="a stamp beside the article")


def _today(lines: list[str], kept: list[int], years: Years) -> Dated | None:
    """A date told with "today" or "yesterday", or the day that a title says the whole report is of."""
    text = fold("\n".join(lines[i] for i in kept))
    named, told = _ON_TODAY.search(text), _Told.of(text, years)
    weekday = weekday_of(named["weekday"]) if named else None
    for n, i in enumerate(kept):
        folded = fold(lines[i]).lower()
        for day, at, partly in _days(lines[i], told):
            before = folded[max(0, at - 60) : at]
            said = _TODAY.search(before)
            if said:
                late = said["said"] != "اليوم"
                if weekday not in {None, (day + dt.timedelta(late)).weekday()}:
                    continue  # told of another day: "today" stands in what is quoted or retold
                why = f"the text calls it {'yesterday' if late else 'today'}{partly}"
                return Dated(day=(day + dt.timedelta(late)).isoformat(), line=i + 1, why=why)
            if n < _TITLES and _OF_DAY.search(before):
                return Dated(
                    day=day.isoformat(), line=i + 1, why=f"a title says that the report is of that day{partly}"
                )
    return None


class _Told(NamedTuple):
    """The years that a page tells: which it calls this one, all of them with the one after, and those of its batch."""

    now: frozenset[int]
    near: frozenset[int]
    known: frozenset[int]

    @classmethod
    def of(cls, text: str, years: Years) -> _Told:
        told = {int(y) for y in _YEAR.findall(text)}
        now = frozenset(int(y) for y in _THIS_YEAR.findall(text))
        return cls(now, frozenset({*told, *(y + 1 for y in told)}), frozenset(years.known()))


def _days(line: str, told: _Told) -> Iterator[tuple[dt.date, int, str]]:
    """The days of a line with where they stand; those without a year where the year can be told."""
    whole = days_told(line)
    for full in whole:
        yield full.day, full.start, ""
    for part in partial_days(line):
        if not any(part.start < other.end and other.start < part.end for other in whole):
            day = _with_year(part, told)
            if day is not None:
                yield day, part.start, ", its year from the weekday and the years told"


def _with_year(part: PartialDay, told: _Told) -> dt.date | None:
    """The day in the only year that fits: the one called this year, else by its weekday among those told or known."""
    if len(told.now) == 1 and (day := part.in_year(next(iter(told.now)))):
        return day
    if part.weekday is None:
        return None
    for among in (told.near & told.known, told.known) if told.known else (told.near,):
        fit = [day for y in sorted(among) if (day := part.in_year(y)) and day.weekday() == part.weekday]
        if len(fit) == 1:
            return fit[0]
    return None


def day_beside(text: str, days: Sequence[str]) -> Dated | None:
    """The day of a report that names only a weekday, among other reports known to tell of the same act.

    Args:
        text: of the article.
        days: on which the other reports were published.
    """
    if not days:
        return None
    known = [dt.date.fromisoformat(day) for day in sorted(days)]
    middle, folded = known[(len(known) - 1) // 2], fold(text)
    for match in _NAMED_DAY.finditer(folded):
        weekday = weekday_of(match["weekday"])
        if weekday is None or _OTHER_WEEK.match(folded, match.end()):
            continue
        late = match["said"] is not None and "امس" in match["said"]
        near = (middle + dt.timedelta(n) for n in (0, 1, -1, 2, -2, 3, -3))
        day = next(d for d in near if d.weekday() == (weekday + late) % 7)
        if known[0] - dt.timedelta(_BESIDE) <= day <= known[-1] + dt.timedelta(_BESIDE):
            line = folded.count("\n", 0, match.start()) + 1
            return Dated(day=day.isoformat(), line=line, why="its weekday, among the days of its dossier's reports")
        return None
    return None


def _post(lines: list[str], kept: list[int], prose: str) -> Dated | None:
    """The stamp of a post that the article quotes, or the first day from it on that the article calls today."""
    for i in kept:
        handle = _POSTED.search(lines[i])
        day = published_day(lines[i][handle.end() : handle.end() + 40]) if handle else None
        if day:
            found = _weekday_about(dt.date.fromisoformat(day), prose, step=1)
            return Dated(day=found, line=i + 1, why="the stamp of a post that the article quotes")
    return None


def _change(lines: list[str], prose: str) -> Dated | None:
    """The day of a change, or the day before it that the article calls today by its weekday."""
    for i, line in enumerate(lines):
        told = days_told(line) if len(line) <= _LABELLED and is_day_line(line) else []
        if told and published_day(line) is None:
            day = _weekday_about(told[0].day, prose, step=-1)
            return Dated(day=day, line=i + 1, why="the page was changed then")
    return None


def _weekday_about(day: dt.date, prose: str, *, step: int) -> str:
    """The nearest day from this one on, or back, on the weekday that the text calls today; this one where none is."""
    said = _ON_TODAY.search(fold(prose))
    weekday = weekday_of(said["weekday"]) if said else None
    if weekday is not None:
        near = (day + dt.timedelta(step * n) for n in range(_LATE + 1))
        return next((d for d in near if d.weekday() == weekday), day).isoformat()
    return day.isoformat()

"""The day of publication, out of a stamp or the words beside a headline.

Only whole days count. What leans on another day (``منذ ساعتين``, ``أمس``) has nothing here to lean on, and the day is
unknown. A day that two readings fit is read day first, as Arabic outlets write it.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import cache
from typing import NamedTuple

from hijridate import Hijri

from sijill.pack import SHIPPED, TABLES, read_table
from sijill.text import fold

_YEARS = range(1900, 2101)
_HIJRI_YEARS = range(1343, 1501)  # what the conversion tables hold
# A bare 1402 may be the solar year of Iran and Afghanistan; from 1406 on, no report on the web has such a solar year.
_LUNAR_UNMARKED = range(1406, 1501)
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_SEP = r"[/\\.\-–]"
_ERA = r"(?:\s*(?P<era>ه\s?\.?\s?ش|هجري شمسي|هجري\w*|للهجره|ه|ق|م|ميلادي\w*)(?!\w))?"
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:[T\s_].*)?", re.DOTALL)
_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?\s*")
_NUMERIC = re.compile(rf"(?<![\d/.])(\d{{1,4}})\s?{_SEP}\s?(\d{{1,2}})\s?{_SEP}\s?(\d{{1,4}})(?![\d/]){_ERA}")
_PUBLISHED = re.compile(
    r"(?<!\w)(?:تاريخ\s+(?:ال)?(?:نشر|اضافه|خبر|مقال)\s*:?|(?:تم\s+)?(?:ال)?(?:نشرت?|منشور|اضيفت?|كتبت?|حررت?)\s*"
    r"(?:هذا\s+)?(?:الخبر|المقال|الموضوع)?\s*(?:في\s+يوم|في|بتاريخ|يوم|:|\||(?=\d))\s*:?|ب?تاريخ\s*:|بتاريخ|"
    r"published(?: on| at)?\s*:?)\s*"
)
_CHANGED = re.compile(r"تحديث|حدثت?(?!\w)|تعديل|عدلت?(?!\w)|updated|modified")


class Told(NamedTuple):
    """A whole day that a text tells, and where in the folded text."""

    day: dt.date
    start: int
    end: int
    hijri: bool


def stamp_day(stamp: str | None) -> str | None:
    """The ISO day of a machine's stamp: ISO 8601 or the form of mails and feeds; its own day, whatever its zone.

    >>> stamp_day("2023-09-03T23:30:00+03:00"), stamp_day("Sun, 03 Sep 2023 10:00:00 GMT"), stamp_day("3 hours ago")
    ('2023-09-03', '2023-09-03', None)
    """
    if not stamp or len(stamp) > 200:
        return None
    found = _ISO.fullmatch(stamp) or _COMPACT.fullmatch(stamp)
    if found:
        day = _date(*(int(g) for g in found.groups()))
    else:
        try:
            day = parsedate_to_datetime(stamp).date()
        except (ValueError, TypeError, OverflowError, IndexError):
            day = None
    return day.isoformat() if day and day.year in _YEARS else None


def is_utc(stamp: str | None) -> bool:
    """Whether a stamp is in universal time, whose day may be the day before the outlet's own."""
    return bool(stamp) and re.search(r"\d(?:Z|[+-]00:?00| GMT| UTC)\s*$", stamp or "") is not None


def any_day(text: str | None) -> str | None:
    """The ISO day of a stamp, or the whole day that a cell or a line gives as that of publication, in whatever form.

    >>> any_day("الأحد 3 سبتمبر/أيلول 2023"), any_day("١٤ رجب ١٤٤٥هـ"), any_day("منذ ساعتين")
    ('2023-09-03', '2024-01-26', None)
    """
    return stamp_day(text) or (published_day(text) if text else None)


def published_day(text: str) -> str | None:
    """The day that a line gives as that of publication, or the only one it gives; not that of a later change.

    >>> published_day("آخر تحديث: 2023/9/5 - نُشر في: 2023/9/3"), published_day("آخر تحديث: 2023/9/5")
    ('2023-09-03', None)
    """
    folded = fold(text[:2_000]).lower()
    told = days_told(text[:2_000])
    labels = [found.end() for found in _PUBLISHED.finditer(folded)]
    for day in told:
        if any(0 <= day.start - end <= 25 for end in labels) and not _is_change(folded, day, told):
            return day.day.isoformat()
    left = [day for day in told if not _is_change(folded, day, told)]
    return left[0].day.isoformat() if left else None


def has_label(text: str) -> bool:
    """Whether a line says that it tells the day of publication."""
    return _PUBLISHED.search(fold(text[:300]).lower()) is not None


class PartialDay(NamedTuple):
    """A day and month that a text tells without a year, the weekday beside it, and where in the folded text."""

    day: int
    month: int
    weekday: int | None
    start: int
    end: int

    def in_year(self, year: int) -> dt.date | None:
        """The day in a year, or None where that year has none such."""
        return _date(year, self.month, self.day)


def partial_days(text: str) -> list[PartialDay]:
    """The days of the solar calendar that a text tells without their year, in its order.

    >>> [(d.day, d.month, d.weekday) for d in partial_days("اليوم الثلاثاء 10 آب/أغسطس، وفي 3 أيار 2021")]
    [(10, 8, 1)]
    """
    folded, found = fold(text).lower(), []
    for match in _without_year().finditer(folded):
        month, lunar = _months().get(" ".join(match["month"].split()), (0, True))
        if not lunar and 1 <= int(match["day"]) <= 31:
            before = re.findall(r"\w+", folded[max(0, match.start() - 20) : match.start()])[-1:]
            weekday = weekday_of(before[0]) if before else None
            found.append(PartialDay(int(match["day"]), month, weekday, match.start(), match.end()))
    return found


def weekday_of(word: str) -> int | None:
    """The weekday that a folded word names, Monday 0, or None."""
    return _weekdays().get(word.removeprefix("ال"))


def _is_change(folded: str, day: Told, told: list[Told]) -> bool:
    after = max((other.end for other in told if other.end <= day.start), default=0)
    return _CHANGED.search(folded, max(after, day.start - 30), day.start) is not None


def days_told(text: str) -> list[Told]:
    """The whole days that a text tells, in its order; of one day in two calendars the solar one."""
    folded = fold(text).lower()
    found: list[Told] = []
    for pattern, read in ((_worded(), _read_worded), (_month_first(), _read_month_first), (_NUMERIC, _read_numeric)):
        for match in pattern.finditer(folded):
            told = read(match, folded)
            if told and not any(told.start < other.end and other.start < told.end for other in found):
                found.append(told)
    found.sort(key=lambda told: told.start)
    solar = [told for told in found if not told.hijri]
    return [
        told for told in found
        if not told.hijri or not any(abs((told.day - other.day).days) <= 2 for other in solar)
    ]  # fmt: skip


@cache
def _months() -> dict[str, tuple[int, bool]]:
    """Folded name of a month → its number, and whether it is of the lunar calendar; from the language pack."""
    path = SHIPPED / "lang" / "ar" / "lexicon" / "date.tsv"
    months = {}
    for row in read_table(path, TABLES["lexicon"], "lexicon"):
        if row.cells["cat"] == "month":
            attrs = dict(pair.split("=") for pair in row.cells["attrs"].split(";"))
            for form in row.cells["forms"].split("|"):
                months[" ".join(fold(form).split())] = (int(attrs["value"]), "hijri" in attrs)
    return months


@cache
def _weekdays() -> dict[str, int]:
    path = SHIPPED / "lang" / "ar" / "lexicon" / "date.tsv"
    return {
        fold(form).removeprefix("ال"): int(row.cells["attrs"].removeprefix("value="))
        for row in read_table(path, TABLES["lexicon"], "lexicon")
        if row.cells["cat"] == "weekday"
        for form in row.cells["forms"].split("|")
    }


@cache
def _month_names() -> str:
    arabic = sorted(_months(), key=lambda name: -len(name))
    return "|".join([*(re.escape(name).replace(r"\ ", r"\s+") for name in arabic), _ENGLISH_MONTH])


@cache
def _worded() -> re.Pattern[str]:
    """``الأحد 3 سبتمبر/أيلول 2023``, ``14 رجب 1445هـ``, ``3-sep-2023``."""
    month = _month_names()
    return re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s،,/\-–]{{0,3}}(?:من\s+)?(?:شهر\s+)?(?P<month>{month})(?!\w)"
        rf"(?:\s*[/\-–(]\s*(?:{month})\s?\)?(?!\w))?[\s،,/.\-–]{{0,4}}(?:(?:عام|سنه)\s+)?(?P<year>\d{{4}})(?!\d){_ERA}"
    )


@cache
def _month_first() -> re.Pattern[str]:
    """``سبتمبر 3, 2023``, ``September 3rd, 2023``."""
    month = _month_names()
    return re.compile(
        rf"(?<!\w)(?P<month>{month})(?:\s*[/\-–]\s*(?:{month}))?\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*[،,]?\s+"
        rf"(?P<year>\d{{4}})(?!\d){_ERA}"
    )


@cache
def _without_year() -> re.Pattern[str]:
    arabic = "|".join(re.escape(n).replace(r"\ ", r"\s+") for n in sorted(_months(), key=lambda n: -len(n)))
    return re.compile(
        rf"(?<![\d/.])(?P<day>\d{{1,2}})[\s،,/\-–]{{0,3}}(?:من\s+)?(?:شهر\s+)?(?P<month>{arabic})(?!\w)"
        rf"(?:\s*[/\-–(]\s*(?:{arabic})\s?\)?(?!\w))?(?![\s،,/.\-–]{{0,4}}(?:(?:عام|سنه)\s+)?\d{{4}})"
    )


def _read_worded(found: re.Match[str], folded: str) -> Told | None:
    name, era = " ".join(found["month"].split()), found["era"] or ""
    month, lunar = _months()[name] if name in _months() else (_ENGLISH.index(name[:3]) + 1, False)
    lunar = lunar or era[:1] == "ه"
    if "ش" in era:
        return None  # the solar calendar of Iran
    return _told(int(found["year"]), month, int(found["day"]), lunar, found, folded)


def _read_month_first(found: re.Match[str], folded: str) -> Told | None:
    return _read_worded(found, folded)


def _read_numeric(found: re.Match[str], folded: str) -> Told | None:
    first, middle, last, era = found[1], int(found[2]), found[3], found["era"] or ""
    if "ش" in era or (len(first) > 2) == (len(last) > 2):
        return None
    year, day = (int(first), int(last)) if len(first) > 2 else (int(last), int(first))
    month = middle
    if month > 12 >= day and len(last) > 2:  # 9/13/2023 can only be month first
        month, day = day, month
    lunar = era[:1] == "ه" or (not era and year in _LUNAR_UNMARKED)
    return _told(year, month, day, lunar, found, folded)


def _told(year: int, month: int, day: int, lunar: bool, found: re.Match[str], folded: str) -> Told | None:
    date = _lunar_date(year, month, day) if lunar else _date(year, month, day)
    if date is None or date.year not in _YEARS:
        return None
    if lunar:
        date = _by_weekday(date, folded[max(0, found.start() - 20) : found.start()])
    return Told(date, found.start(), found.end(), lunar)


def _by_weekday(date: dt.date, before: str) -> dt.date:
    """Lunar months begin by sighting: where the weekday told beside it is a day off, the weekday holds."""
    words = re.findall(r"\w+", before)
    named = next((_weekdays()[w] for w in (x.removeprefix("ال") for x in reversed(words)) if w in _weekdays()), None)
    if named is not None:
        for shift in (-1, 1):
            if (date + dt.timedelta(shift)).weekday() == named:
                return date + dt.timedelta(shift)
    return date


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _lunar_date(year: int, month: int, day: int) -> dt.date | None:
    if year not in _HIJRI_YEARS:
        return None
    try:
        return dt.date(*Hijri(year, month, day).to_gregorian().datetuple())
    except (ValueError, OverflowError):
        return None

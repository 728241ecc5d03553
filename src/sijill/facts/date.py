"""Days and parts of day: where a text tells them, and the entries for whoever puts events together.

Kinds of fact, made by the rules of ``rules/date.yaml`` (layer ``date``, before layer ``number``):

``day``    a day or stretch of days as told, value :class:`~sijill.facts.calendar.Day`
``clock``  an hour, or a part of day with no day beside it, value :class:`~sijill.facts.clock.Clock`

For the assembler: :func:`days_in` and :func:`time_in` take a unit range, :func:`date_of` resolves a fact (with its words) against
the day of publication, :func:`anchor` says which day the text itself takes for today (pass it on as ``published``),
:func:`dateline` finds the full date that a headline or dateline gives. A ``Day`` may be
``planned`` or history (:func:`~sijill.facts.calendar.is_history`): neither opens an event.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import Any

from sijill.facts.calendar import Day, is_history, resolve
from sijill.facts.clock import clock
from sijill.facts.number import cardinal, ordinal
from sijill.grammar import Chart, Fact, Maker, Match, Reach
from sijill.match import Reading, Unit
from sijill.model import Date
from sijill.text import NUMBER

__all__ = ["MAKERS", "Day", "anchor", "date_of", "dateline", "days_in", "is_history", "resolve", "time_in"]

_DASHES = frozenset({"-", "–", "—", "/", "\\", "_", "."})
_NIGHT_LINKS = frozenset({"-", "–", "—", "/", "\\", "علي", "الي", "و"})
_GLUE = frozenset({"من", "(", "،", ",", "لـ", "ل", "-", "–", ":", "/", "ال"})
_TENSE = {"last": "last", "next": "next", "this": "this"}
_MARKETS = frozenset(
    {"سوق", "خان", "مسجد", "جامع", "قريه", "بلده", "حي", "شارع", "ساحه", "ميدان", "مدينه", "تل", "وادي"}
)
_PERIODS = frozenset({"week", "month", "year"})
_CALENDAR = ("day", "month", "year", "hijri")
_CENTURY = 2000
_HIJRI = range(1300, 1500)
_YEARS = range(1900, 2100)
_DATELINE_UNITS = 90
_LATE = 7  # days that a feed may be behind the text it stamps


def _entry(unit: Unit, cat: str) -> Reading | None:
    return unit.reading(cat) if cat in unit.symbols else None


class _Reader:
    """A day while its words are read, one atom after the other; an atom that does not fit ends it."""

    def __init__(self, units: Sequence[Unit], i: int):
        self.units, self.n, self.start = units, len(units), i
        self.found: dict[str, Any] = {}
        self.settled = False  # whether a day is told, not only a part of day
        self.pair = False  # behind يومي two days may follow

    def read(self) -> tuple[Day, int] | None:
        """The day from the start on, and the unit behind it."""
        k = self._atom(self.start)
        if k is None:
            return None
        end = k
        while (further := self._further(end)) is not None:
            end = further
        if not self.settled or self.found.get("refers") == "none":
            return None
        if self.found == {"offset": (0, 0)} and self.start and self.units[self.start - 1].bare in {"حتي", "الي"}:
            return None  # up to now
        return Day(**self.found), end

    def _further(self, k: int) -> int | None:
        """The end of the next atom, past the small words that join two of them."""
        if self.has("day") and self.has("month") and (end := self._matching(k)) is not None:
            return end
        at, opened = k, False
        for _ in range(3):
            if at >= self.n:
                return None
            if not (self.units[at].form == "," or self.units[at].form == "،") or self.settled:
                end = self._atom(at)
                if end is not None:
                    return end + 1 if opened and end < self.n and self.units[end].form == ")" else end
            unit = self.units[at]
            if unit.form == "(":
                opened = True
            elif unit.form in {"»", '"', "”"}:
                if at + 1 >= self.n or self.units[at + 1].form != "(":
                    return None
            elif unit.form not in _GLUE and not ({"matching", "dayhead", "monthhead"} & unit.symbols):
                return None
            at += 1
        return None

    def _atom(self, k: int) -> int | None:
        unit = self.units[k]
        symbols = unit.symbols
        if unit.kind == NUMBER:
            return self._digits(k)
        for cat, take in _ATOMS:
            if cat in symbols:
                end = take(self, k)
                if end is not None:
                    return end
        return None

    def _matching(self, k: int) -> int | None:
        """The same day in the other calendar: ``12 رمضان 1430هـ الموافق 2 سبتمبر 2009``; the solar one is kept."""
        at = k
        while at < self.n and (
            self.units[at].form in {"-", "–", "(", "،", "/", "لـ", "ل"} or "matching" in self.units[at].symbols
        ):
            at += 1
        if at == k or at >= self.n:
            return None
        told: dict[str, Any] = {key: self.found.pop(key) for key in _CALENDAR if key in self.found}
        end = self._atom(at)
        if end is None or not self.has("day") or self.has("hijri") == ("hijri" in told):
            self._restore(told)
            return None
        if self.has("hijri"):
            self._restore(told)
        elif "year" not in self.found and "year" in told:
            self._restore(told)
        return end + 1 if end < self.n and self.units[end].form == ")" else end

    def _restore(self, told: dict[str, Any]) -> None:
        for key in _CALENDAR:
            self.found.pop(key, None)
        self.found |= told

    def has(self, *keys: str) -> bool:
        """Whether any of these is told already."""
        return any(key in self.found for key in keys)

    # ---- atoms: each returns the unit behind it, or None where it does not fit -----------------------------------------------

    def part(self, k: int) -> int | None:
        """``فجر``, ``مساء``, ``بعد الظهر``."""
        reading = _entry(self.units[k], "daypart")
        if reading is None or self.has("part"):
            return None
        if k > self.start:
            after = self.units[k + 1] if k + 1 < self.n else None
            noun = reading.entry.attrs["mode"] == "noun"
            if noun and (reading.definite or self.units[k].form not in {"مساء", "مساءا", "ليل"}):
                return None
            if noun and after is not None and {"weekday", "dayword"} & after.symbols:
                return None
        elif reading.pro.endswith("ك") or reading.enc:
            return None
        self.found["part"] = reading.entry.attrs["part"]
        return k + 1

    def word(self, k: int) -> int | None:
        """``اليوم``, ``أمس``, ``الليلة الماضية``, ``اليوم التالي``."""
        reading = _entry(self.units[k], "dayword")
        if reading is None or self.has("day", "month", "refers", "vague", "old", "back", "period"):
            return None
        a = reading.entry.attrs
        put_right = (
            k > self.start and self.units[k - 1].form == "(" and "from" in a
        )  # «اليوم» (أمس): the paper's own word
        if self.has("offset", "weekday") and not put_right:
            return None
        if ("vague" in a or a.get("to") == "0") and k + 1 < self.n and self.units[k + 1].bare in {"من", "علي"}:
            if "def" not in a and self.units[k].first != self.units[k].last:
                return None  # before another act
        single = self.units[k].first == self.units[k].last
        if single and (reading.enc or ("def" in a and not reading.definite)):
            return None
        if "def" in a and k + 1 < self.n and not self._is_today(self.units[k + 1]):
            return None
        if "part" in a:
            if self.has("part") and self.found["part"] != a["part"]:
                return None
            self.found["part"] = a["part"]
        if "from" in a:
            self.found["offset"] = (int(a["from"]), int(a["to"]))
        elif "refers" in a:
            self.found["refers"] = a["refers"]
        else:
            self.found["vague" if "vague" in a else "old"] = True
        self.settled = True
        return k + 1

    @staticmethod
    def _is_today(after: Unit) -> bool:
        """``اليوم الثاني`` and ``الليلة الأولى`` are not today."""
        rank = _entry(after, "ord")
        which = _entry(after, "which")
        return not (rank is not None and rank.definite and not rank.pro.startswith("و")) and which is None

    def weekday(self, k: int) -> int | None:
        """``الخميس``, also after ``أمس`` and before a date; ``ليل الخميس الجمعة``."""
        reading = _entry(self.units[k], "weekday")
        if reading is None or not reading.definite or self.has("day", "month", "refers", "vague", "old", "period"):
            return None
        value = int(reading.entry.attrs["value"])
        if self.has("weekday"):
            return None
        if k == self.start and k and self.units[k - 1].bare in _MARKETS:
            return None
        self.found["weekday"], self.settled = value, True
        return self._second_weekday(k + 1, value)

    def _second_weekday(self, k: int, value: int) -> int:
        at = k + 1 if k < self.n and self.units[k].form in _NIGHT_LINKS else k
        second = _entry(self.units[at], "weekday") if at < self.n else None
        if second is None or not second.definite or not (self.pair or self.found.get("part") == "night"):
            return k
        if at == k and not self.pair and second.pro.startswith("و"):
            return k
        to = int(second.entry.attrs["value"])
        if to == value or (not self.pair and to != (value + 1) % 7):
            return k
        self.found["weekday_to"] = to
        return at + 1

    def which(self, k: int) -> int | None:
        """``الماضي``, ``المقبل``, ``الجاري`` of what is told."""
        reading = _entry(self.units[k], "which")
        if (
            reading is None
            or not self.settled
            or self.has("which", "offset", "refers", "vague", "old")
            or reading.pro[:1] == "و"
        ):
            return None
        if self.units[k - 1].form in {"،", ",", "("}:
            return None
        self.found["which"] = _TENSE[reading.entry.attrs["which"]]
        return k + 1

    def head(self, k: int) -> int | None:
        """``يوم``, ``بتاريخ`` before a day."""
        reading = _entry(self.units[k], "dayhead")
        if k + 1 >= self.n or self.settled or reading is None or reading.definite:
            return None
        self.pair = self.units[k].bare.endswith("يومي")
        at = k + 1 if self.units[k + 1].form not in {":", "(", "ال"} else k + 2
        if at >= self.n:
            return None
        dated = self.units[at].kind == NUMBER
        end = self._numeric(at) or self._partial(at) or self._day_number(at) if dated else self._atom(at)
        return end if self.settled else None

    def month_head(self, k: int) -> int | None:
        """``شهر رمضان``, ``شهر أيار 2015``."""
        if k + 1 < self.n and "month" in self.units[k + 1].symbols and not self.has("month"):
            return self.month(k + 1, sure=True)
        return None

    def year_head(self, k: int) -> int | None:
        """``عام 2013``, ``من عام 2013``; behind a month ``العام الماضي``."""
        at = k + 1
        if at < self.n and self.units[at].form == "(":
            at += 1
        if at < self.n and (end := self._year(at)) is not None:
            self.settled = True
            return end
        reading = _entry(self.units[at], "which") if at < self.n else None
        if reading is None or not self.units[k].form.endswith(("العام", "السنه")) or not self.has("month"):
            return None
        back = {"last": -1, "this": 0}.get(reading.entry.attrs["which"])
        if back is None or self.has("year"):
            return None
        self.found["year_back"] = back
        return at + 1

    def third(self, k: int) -> int | None:
        """``مطلع أيار``, ``أواخر الشهر الماضي``."""
        at = k + 1
        while (
            at < self.n
            and at < k + 3
            and "monthhead" in self.units[at].symbols
            and "which" not in self.units[at].symbols
        ):
            at += 1
        if at >= self.n or "month" not in self.units[at].symbols or self.settled:
            return None
        reading = _entry(self.units[k], "third")
        end = self.month(at, sure=True)
        if end is not None and reading is not None:
            self.found["third"] = int(reading.entry.attrs["third"])
        return end

    def rank(self, k: int) -> int | None:
        """``الأول من يوليو``, ``الخامس من الشهر الجاري``."""
        if self.has("day", "month"):
            return None
        found = ordinal(self.units, k)
        return self._of_month(found[0], found[1]) if found and found[0] <= 31 else None

    def number_word(self, k: int) -> int | None:
        """``العشرين من رمضان``, ``يوم خمسة أيار``."""
        scan = cardinal(self.units, k)
        if scan is None or scan.vague or not 1 <= scan.value <= 31 or self.has("day", "month"):
            return None
        return self._of_month(int(scan.value), scan.j)

    def month(self, k: int, *, sure: bool = False) -> int | None:
        """A month, twice named or not, with what follows: ``26, 2021``, ``2015``, ``الماضي``."""
        reading = _entry(self.units[k], "month")
        if reading is None or reading.enc or self.has("month", "refers", "vague", "old", "back", "period"):
            return None
        if self.has("offset") and not self.has("day"):
            return None
        a = reading.entry.attrs
        told = len(self.found)
        end = self._doubled(k + 1, a["value"])
        sure = sure or end > k + 1 or ("sure" not in a and k == self.start) or self.has("day")
        day = self._month_day(end)
        if day is not None:
            self.found["day"], end = day, end + 1
            sure = True
        year = self._year(end + 1 if end < self.n and self.units[end].form in {"،", ","} else end)
        which = _entry(self.units[end], "which") if end < self.n else None
        if not (sure or year or which or ("sure" not in a and self.has("weekday", "part"))):
            if len(self.found) > told:
                self.found.pop("year", None)
            return None
        self.found["month"] = int(a["value"])
        if "hijri" in a:
            self.found["hijri"] = True
        self.settled = True
        return year or end

    def _month_day(self, k: int) -> int | None:
        """``سبتمبر 26, 2021``: the day between month and year."""
        if k >= self.n or self.units[k].kind != NUMBER or self.has("day") or not self.units[k].form.isdigit():
            return None
        value = int(self.units[k].form)
        at = k + 2 if k + 1 < self.n and self.units[k + 1].form in {"،", ","} else k + 1
        year = at < self.n and self.units[at].form.isdigit() and int(self.units[at].form) in _YEARS
        return value if 1 <= value <= 31 and year else None

    def _doubled(self, k: int, value: str) -> int:
        """Past a second name of the same month: ``آب/أغسطس``, ``يوليو (تموز)``, ``مايو أيار``."""
        if k < self.n and (again := _entry(self.units[k], "month")) is not None and again.entry.attrs["value"] == value:
            return k + 1 if "hijri" not in again.entry.attrs else k
        if k + 1 < self.n and self.units[k].form in {"/", "(", "-", "–", "\\"}:
            at = k + 1
            second = _entry(self.units[at], "month")
            if second is not None and second.entry.attrs["value"] == value and "hijri" not in second.entry.attrs:
                closing = self.units[k].form == "(" and at + 1 < self.n and self.units[at + 1].form == ")"
                return at + 2 if closing else at + 1
        return k

    def _year(self, k: int) -> int | None:
        """A year, with the mark of its calendar behind it."""
        if k >= self.n or self.units[k].kind != NUMBER or not self.units[k].form.isdigit() or self.has("year"):
            return None
        value = int(self.units[k].form)
        if value not in _YEARS and value not in _HIJRI:
            return None
        if (
            value in _HIJRI
            and not self.found.get("hijri")
            and not (k + 1 < self.n and "era" in self.units[k + 1].symbols)
        ):
            return None
        self.found["year"] = value
        return self._era(k + 1)

    def _era(self, k: int) -> int:
        reading = _entry(self.units[k], "era") if k < self.n else None
        if reading is None:
            return k
        if reading.entry.attrs["era"] == "hijri":
            self.found["hijri"] = True
        return k + 1

    # ---- digits --------------------------------------------------------------------------------------------------------------

    def _digits(self, k: int) -> int | None:
        if self.has("day", "month"):
            return None
        end = self._numeric(k)
        if end is None and self.settled:
            end = self._partial(k)
        return end or self._day_number(k)

    def _numeric(self, k: int) -> int | None:
        """``14-06-2023``, ``2015/7/3``."""
        if k + 4 >= self.n:
            return None
        a, s, b, t, c = self.units[k : k + 5]
        if s.form not in _DASHES or t.form not in _DASHES or not all(u.form.isdigit() for u in (a, b, c)):
            return None
        if a.end != s.start or t.end != c.start:
            return None
        x, month, z = int(a.form), int(b.form), int(c.form)
        day, year = (z, x) if len(a.form) == 4 else (x, z)
        if year < 100 and len(a.form) <= 2:
            year += _CENTURY
        if month > 12 >= day:
            day, month = month, day
        if not (1 <= day <= 31 and 1 <= month <= 12 and (year in _YEARS or year in _HIJRI)):
            return None
        self.found |= {"day": day, "month": month, "year": year}
        if year in _HIJRI:
            self.found["hijri"] = True
        self.settled = True
        return self._era(k + 5)

    def _partial(self, k: int) -> int | None:
        """``الاثنين 3/9``: day and month behind a day word."""
        if k + 2 >= self.n or self.units[k + 1].form not in {"-", "/", "–"}:
            return None
        a, s, b = self.units[k : k + 3]
        if not (a.form.isdigit() and b.form.isdigit()) or a.end != s.start or s.end != b.start:
            return None
        if not (1 <= int(a.form) <= 31 and 1 <= int(b.form) <= 12):
            return None
        self.found |= {"day": int(a.form), "month": int(b.form)}
        self.settled = True
        return k + 3

    def _day_number(self, k: int) -> int | None:
        """``15 شباط``, ``3 و5 أيار``, ``3-5 أيار``, ``20 الجاري``."""
        form = self.units[k].form
        if not form.isdigit() or not 1 <= int(form) <= 31:
            return None
        at = k + 1
        if at + 1 < self.n and self.units[at].form in {"و", "-", "–", "الي", "/"} and self.units[at + 1].form.isdigit():
            to = int(self.units[at + 1].form)
            if int(form) < to <= 31:
                end = self._of_month(int(form), at + 2)
                if end is not None:
                    self.found["day_to"] = to
                return end
        return self._of_month(int(form), at)

    def _of_month(self, day: int, k: int) -> int | None:
        """What a day of the month must be followed by: ``[من] [شهر] أيار``, ``من الشهر الجاري``, ``الجاري``."""
        at = k
        if at < self.n and self.units[at].form in {")", "/", "-"} and at + 1 < self.n:
            at += 1
        if at < self.n and self.units[at].form == "من":
            at += 1
        joined = at > k
        while at < self.n and "monthhead" in self.units[at].symbols and not self._this_month(at):
            at, joined = at + 1, True
        if at >= self.n:
            return None
        unit = self.units[at]
        if self._this_month(at):
            self.found |= {"day": day, "period": "month", "which": self._this_month(at)}
            self.settled = True
            return at + 2 if "monthhead" in unit.symbols else at + 1
        if "month" in unit.symbols:
            self.found["day"] = day
            end = self.month(at, sure=True)
            if end is None:
                del self.found["day"]
            return end
        if not joined and unit.form in {"الجاري", "الحالي", "الجارى"}:
            self.found |= {"day": day, "period": "month", "which": "this"}
            self.settled = True
            return at + 1
        return None

    def _this_month(self, k: int) -> str:
        """``الشهر الجاري``: its tense, or "" where another thing stands here."""
        if "monthhead" not in self.units[k].symbols or k + 1 >= self.n or "ال" not in self.units[k].form[:3]:
            return ""
        reading = _entry(self.units[k + 1], "which")
        return _TENSE[reading.entry.attrs["which"]] if reading else ""


_ATOMS: tuple[tuple[str, Callable[[_Reader, int], int | None]], ...] = (
    ("dayword", _Reader.word), ("weekday", _Reader.weekday), ("daypart", _Reader.part), ("which", _Reader.which),
    ("dayhead", _Reader.head), ("ord", _Reader.rank), ("third", _Reader.third), ("month", _Reader.month),
    ("monthhead", _Reader.month_head), ("yearhead", _Reader.year_head), ("num", _Reader.number_word),
)  # fmt: skip


# ---- makers ----------------------------------------------------------------------------------------------------------------


def day(m: Match) -> Reach | None:
    """A day phrase, as far as it goes."""
    if m.chart.over("day", m.i):
        return None
    found = _Reader(m.doc.units, m.i).read()
    return Reach(found[0], found[1]) if found else None


def ago(m: Match) -> Reach | None:
    """``قبل ثلاثة أيام``, ``منذ نحو شهرين``, ``قبل عام``."""
    units, k = m.doc.units, m.j
    if m.chart.over("day", m.i):
        return None
    while k < len(units) and "approx" in units[k].symbols:
        k += 1
    scan = cardinal(units, k) if k < len(units) else None
    at = scan.j if scan else k
    reading = _entry(units[at], "measure") if at < len(units) else None
    if (
        reading is None
        or reading.entry.attrs["dim"] != "time"
        or reading.definite
        or reading.enc
        or (reading.pro and not scan)
    ):
        return None
    unit = reading.entry.attrs["unit"]
    if scan is not None and unit == "year" and int(scan.value) in _YEARS:
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
    measure = _entry(units[k], "measure") if k < n else None
    if measure is None or measure.entry.attrs["dim"] != "time":
        return None
    k += 1
    if scan is None and k < n:
        k = k + 1 if units[k].form == "ال" else k
        scan = cardinal(units, k) if k < n else None
        k = scan.j if scan else k
    while k < n and "which" not in units[k].symbols and units[k].bare in {"القليله", "ال"}:
        k += 1
    which = _entry(units[k], "which") if k < n else None
    if which is None or not (measure.definite or scan):
        return None
    told = which.entry.attrs["which"]
    count = scan.value if scan else {"sg": 1.0, "du": 2.0}.get(measure.feat, 0.0)
    return _stretch(measure.entry.attrs["unit"], count, told, k + 1)


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
    return Reach(Day(year=int(last)), m.j) if last.isdigit() and int(last) in _YEARS else None


MAKERS: dict[str, Maker] = {
    "date_day": day,
    "date_ago": ago,
    "date_period": period,
    "date_year": year,
    "date_clock": clock,
}


# ---- for the assembler -----------------------------------------------------------------------------------------------------


def days_in(chart: Chart, i: int, j: int) -> list[Fact]:
    """The ``day`` facts that begin in the unit range ``[i, j)``, in the order of the text."""
    return chart.between("day", i, j)


def date_of(chart: Chart, fact: Fact, published: dt.date | None) -> Date:
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


def _told_before(chart: Chart, fact: Fact, published: dt.date | None, *, named: bool = False) -> dt.date | None:
    """The last single day told before a fact; with ``named`` only the last that is told, if it names its weekday."""
    for before in reversed(chart.between("day", 0, fact.i)):
        date = resolve(before.value, published)
        if date.start is not None and date.start == date.end:
            return None if named and before.value.weekday is None else dt.date.fromisoformat(date.start)
    return None


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

    A text with ``اليوم (الجمعة)`` or ``أمس الأحد`` tells its own day; feeds stamp it late, and then the text holds. With no day
    of publication, a full date beside ``اليوم``, or in the head of the report, serves.
    """
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
        found = dateline(chart)
        return found[1] if found else None
    return published


def dateline(chart: Chart) -> tuple[Fact, dt.date] | None:
    """The full date that the head of the report gives, for a report whose day of publication nobody knows."""
    for fact in days_in(chart, 0, min(len(chart.doc.units), _DATELINE_UNITS)):
        if fact.value.full and fact.value.day_to is None:
            start = resolve(fact.value, None).start
            if start is not None and not fact.value.old:
                return fact, dt.date.fromisoformat(start)
    return None

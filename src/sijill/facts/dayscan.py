"""Reading a day phrase: its atoms, one after the other, as long as they fit (``مساء يوم الخميس 5 آب/أغسطس 2015``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sijill.facts.calendar import Day
from sijill.facts.numeral import cardinal, ordinal
from sijill.match import Reading, Unit
from sijill.text import NUMBER

_DASHES = frozenset({"-", "–", "—", "/", "\\", "_", "."})
_NIGHT_LINKS = frozenset({"-", "–", "—", "/", "\\", "علي", "الي", "و"})
_GLUE = frozenset({"من", "(", "،", ",", "لـ", "ل", "-", "–", ":", "/", "ال"})
_TENSE = {"last": "last", "next": "next", "this": "this"}
_MARKETS = frozenset(
    {"سوق", "خان", "مسجد", "جامع", "قريه", "بلده", "حي", "شارع", "ساحه", "ميدان", "مدينه", "تل", "وادي"}
)
_OF_TWO = ("يها", "يه", "يهم", "يهما")  # a dual and whose it is
_MAKES = frozenset({"سياره", "شاحنه", "نوع", "طراز", "ماركه"})  # نيسان is also a make of cars
_CALENDAR = ("day", "month", "year", "hijri")
_CENTURY = 2000
_HIJRI = range(1300, 1500)
YEARS = range(1900, 2100)


def entry_of(unit: Unit, cat: str) -> Reading | None:
    """The unit's first reading of this category."""
    return unit.reading(cat) if cat in unit.symbols else None


class DayReader:
    """A day while its words are read, one atom after the other; an atom that does not fit ends it."""

    def __init__(self, units: list[Unit], i: int):
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
        if self.has("hijri") or ("year" in told and "year" not in self.found):
            self._restore(told)
        return end + 1 if end < self.n and self.units[end].form == ")" else end

    def _restore(self, told: dict[str, Any]) -> None:
        for key in _CALENDAR:
            self.found.pop(key, None)
        self.found |= told

    def has(self, *keys: str) -> bool:
        """Whether any of these is told already."""
        return any(key in self.found for key in keys)

    # ---- atoms: each returns the unit behind it, or None where it does not fit ----

    def part(self, k: int) -> int | None:
        """``فجر``, ``مساء``, ``بعد الظهر``."""
        reading = entry_of(self.units[k], "daypart")
        if reading is None or self.has("part"):
            return None
        if k > self.start:
            after = self.units[k + 1] if k + 1 < self.n else None
            noun = reading.attrs["mode"] == "noun"
            if noun and (reading.definite or self.units[k].form not in {"مساء", "مساءا", "ليل"}):
                return None
            if noun and after is not None and {"weekday", "dayword"} & after.symbols:
                return None
        elif reading.pro.endswith("ك") or reading.enc:
            return None
        self.found["part"] = reading.attrs["part"]
        return k + 1

    def word(self, k: int) -> int | None:
        """``اليوم``, ``أمس``, ``الليلة الماضية``, ``اليوم التالي``."""
        reading = entry_of(self.units[k], "dayword")
        if reading is None or self.has("day", "month", "refers", "vague", "old", "back", "period"):
            return None
        a = reading.attrs
        if "yearhead" in self.units[k].symbols and self._year_at(k + 1):
            return None  # منذ عام 2011
        single = self.units[k].first == self.units[k].last
        put_right = (
            k > self.start and self.units[k - 1].form == "(" and "from" in a
        )  # «اليوم» (أمس): the paper's own word
        if self.has("offset", "weekday") and not put_right:
            return None
        if ("vague" in a or a.get("to") == "0") and not single and self._of_another(k + 1):
            return None
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

    def _of_another(self, k: int) -> bool:
        """``قبل أيام من``: before another act, not before today."""
        return k < self.n and self.units[k].bare in {"من", "علي"}

    @staticmethod
    def _is_today(after: Unit) -> bool:
        """``اليوم الثاني`` and ``الليلة الأولى`` are not today."""
        rank = entry_of(after, "ord")
        which = entry_of(after, "which")
        return not (rank is not None and rank.definite and not rank.pro.startswith("و")) and which is None

    def weekday(self, k: int) -> int | None:
        """``الخميس``, also after ``أمس`` and before a date; ``ليل الخميس الجمعة``."""
        reading = entry_of(self.units[k], "weekday")
        if reading is None or not reading.definite or self.has("day", "month", "refers", "vague", "old", "period"):
            return None
        value = int(reading.attrs["value"])
        if self.has("weekday"):
            return None
        if k == self.start and k and self.units[k - 1].bare in _MARKETS:
            return None
        if k == self.start and k and self.units[k].form == "الاثنين" and self.units[k - 1].form.endswith(_OF_TWO):
            return None  # طياريها الاثنين: both of them
        self.found["weekday"], self.settled = value, True
        return self._second_weekday(k + 1, value)

    def _second_weekday(self, k: int, value: int) -> int:
        at = k + 1 if k < self.n and self.units[k].form in _NIGHT_LINKS else k
        second = entry_of(self.units[at], "weekday") if at < self.n else None
        if second is None or not second.definite or not (self.pair or self.found.get("part") == "night"):
            return k
        if at == k and not self.pair and second.pro.startswith("و"):
            return k
        to = int(second.attrs["value"])
        if to == value or (not self.pair and to != (value + 1) % 7):
            return k
        if "منتصف" in self.units[self.start].form and "بعد" in self.units[self.start].form:
            self.found["weekday"] = to  # past midnight between two days: it is the second
        else:
            self.found["weekday_to"] = to
        return at + 1

    def which(self, k: int) -> int | None:
        """``الماضي``, ``المقبل``, ``الجاري`` of what is told."""
        reading = entry_of(self.units[k], "which")
        if (
            reading is None
            or not self.settled
            or self.has("which", "offset", "refers", "vague", "old")
            or reading.pro[:1] == "و"
        ):
            return None
        if self.units[k - 1].form in {"،", ",", "("}:
            return None
        self.found["which"] = _TENSE[reading.attrs["which"]]
        return k + 1

    def before_last(self, k: int) -> int | None:
        """``الجمعة قبل الماضي``: the one before the last."""
        behind = entry_of(self.units[k + 1], "which") if k + 1 < self.n and self.has("weekday") else None
        if behind is None or self.units[k].bare not in {"قبل", "ما قبل"} or behind.attrs["which"] != "last":
            return None
        self.found["which"] = "before-last"
        return k + 2

    def head(self, k: int) -> int | None:
        """``يوم``, ``بتاريخ`` before a day."""
        reading = entry_of(self.units[k], "dayhead")
        if k + 1 >= self.n or self.settled or reading is None or reading.definite:
            return None
        self.pair = self.units[k].bare.endswith("يومي")
        at = k + 1 if self.units[k + 1].form not in {":", "(", "ال"} else k + 2
        if at >= self.n:
            return None
        dated = self.units[at].kind == NUMBER
        end = self._numeric(at) or self._partial(at) or self._day_number(at) if dated else self._atom(at)
        return end if self._told() else None

    def _told(self) -> bool:
        return self.settled  # asked anew, as reading goes on may have settled it

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
        reading = entry_of(self.units[at], "which") if at < self.n else None
        if reading is None or not self.units[k].form.endswith(("العام", "السنه")) or not self.has("month"):
            return None
        back = {"last": -1, "this": 0}.get(reading.attrs["which"])
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
        if self.settled:
            return None
        reading = entry_of(self.units[k], "third")
        if reading is not None and at == k + 2 and self.units[k + 1].form == "الشهر" and not self._month_at(at):
            which = entry_of(self.units[at], "which") if at < self.n else None
            if which is not None and which.attrs["which"] == "next":
                return None
            self.found |= {"third": int(reading.attrs["third"]), "period": "month"}
            self.settled = True
            self.found["which"] = which.attrs["which"] if which is not None else "this"
            return at + (which is not None)
        if not self._month_at(at):
            return None
        end = self.month(at, sure=True)
        if end is not None and reading is not None:
            self.found["third"] = int(reading.attrs["third"])
        return end

    def _month_at(self, k: int) -> bool:
        return k < self.n and "month" in self.units[k].symbols

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
        reading = entry_of(self.units[k], "month")
        if reading is None or reading.enc or self.has("month", "refers", "vague", "old", "back", "period"):
            return None
        if self.has("offset") and not self.has("day"):
            return None
        a = reading.attrs
        if k == self.start and k and self.units[k - 1].bare in _MAKES:
            return None
        before = dict(self.found)
        if "hijri" in a:
            self.found["hijri"] = True
        end = self._doubled(k + 1, a["value"])
        sure = sure or end > k + 1 or ("sure" not in a and k == self.start) or self.has("day")
        day = self._month_day(end)
        if day is not None:
            self.found["day"], end = day, end + 1
            sure = True
        year = self._year(end + 1 if end < self.n and self.units[end].form in {"،", ","} else end)
        which = entry_of(self.units[end], "which") if end < self.n else None
        if not (sure or year or which or ("sure" not in a and self.has("weekday", "part"))):
            self.found = before
            return None
        self.found["month"] = int(a["value"])
        self.settled = True
        return year or end

    def _month_day(self, k: int) -> int | None:
        """``سبتمبر 26, 2021``: the day between month and year."""
        if k >= self.n or self.units[k].kind != NUMBER or self.has("day") or not self.units[k].form.isdigit():
            return None
        value = int(self.units[k].form)
        at = k + 2 if k + 1 < self.n and self.units[k + 1].form in {"،", ","} else k + 1
        year = at < self.n and self.units[at].form.isdigit() and int(self.units[at].form) in YEARS
        return value if 1 <= value <= 31 and year else None

    def _doubled(self, k: int, value: str) -> int:
        """Past a second name of the same month: ``آب/أغسطس``, ``يوليو (تموز)``, ``مايو أيار``."""
        if k < self.n and (again := entry_of(self.units[k], "month")) is not None and again.attrs["value"] == value:
            return k + 1 if "hijri" not in again.attrs else k
        if k + 1 < self.n and self.units[k].form in {"/", "(", "-", "–", "\\"}:
            at = k + 1
            second = entry_of(self.units[at], "month")
            if second is not None and second.attrs["value"] == value and "hijri" not in second.attrs:
                closing = self.units[k].form == "(" and at + 1 < self.n and self.units[at + 1].form == ")"
                return at + 2 if closing else at + 1
        return k

    def _year_at(self, k: int) -> bool:
        return k < self.n and self.units[k].form.isdigit() and int(self.units[k].form) in YEARS

    def _year(self, k: int) -> int | None:
        """A year, with the mark of its calendar behind it."""
        if k >= self.n or self.units[k].kind != NUMBER or not self.units[k].form.isdigit() or self.has("year"):
            return None
        value = int(self.units[k].form)
        if value not in YEARS and value not in _HIJRI:
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
        reading = entry_of(self.units[k], "era") if k < self.n else None
        if reading is None:
            return k
        if reading.attrs["era"] == "hijri":
            self.found["hijri"] = True
        return k + 1

    # ---- digits ----

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
        if not (1 <= day <= 31 and 1 <= month <= 12 and (year in YEARS or year in _HIJRI)):
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
        self.found |= {"day": int(a.form), "month": int(b.form), "digits": True}
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
        reading = entry_of(self.units[k + 1], "which")
        return _TENSE[reading.attrs["which"]] if reading else ""


_ATOMS: tuple[tuple[str, Callable[[DayReader, int], int | None]], ...] = (
    ("dayword", DayReader.word), ("weekday", DayReader.weekday), ("daypart", DayReader.part),
    ("which", DayReader.which), ("subord", DayReader.before_last), ("dayhead", DayReader.head), ("ord", DayReader.rank),
    ("third", DayReader.third), ("month", DayReader.month),
    ("monthhead", DayReader.month_head), ("yearhead", DayReader.year_head), ("num", DayReader.number_word),
)  # fmt: skip

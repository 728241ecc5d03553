"""Numbers: counts, bounds of counts, quantities that are no counts, distances, ordinals.

Kinds of fact, made by the rules of ``rules/number.yaml`` (layer ``number``, to be run behind layer ``date``, which takes dates
and clock times out of the way):

``number``    a count, value :class:`Number`: how many, and which form of a noun may follow
``bound``     ``على الأقل``, ``أو أكثر`` behind the noun counted, value :class:`Limit`; the caller applies it with :func:`bounded`
``quantity``  a number that counts no people or things: measures, money, ages, percentages, years, names of units, calibres
``distance``  ``على بعد 12 كلم``, value :class:`Distance`
``ordinal``   ``الأول`` … ``الحادية عشرة``, value :class:`Ordinal`

Number words are read by one scan in Python, not by recursive rules: :func:`cardinal` and :func:`ordinal` serve the dates too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sijill.grammar import Chart, Maker, Match, Reach
from sijill.match import Unit
from sijill.text import LATIN, NUMBER, WORD


class Number(msgspec.Struct, frozen=True):
    """How many: ``low..high``, an open end is None.

    Attributes:
        noun: which form of the noun may follow: "pl" behind 3 to 10, "acc" behind 11 to 99, "gen" from 100 on, "" any.
        definite: whether the article stands before it (``الشبان الثلاثة``).
        vague: whether it is no figure (``عشرات``, ``عدد من``).
    """

    low: int | None
    high: int | None
    noun: str = ""
    definite: bool = False
    vague: bool = False


class Quantity(msgspec.Struct, frozen=True):
    """An amount of something that is never a toll; ``unit`` is the measure, or what the number names (``unit``, ``year`` …)."""

    amount: float | None
    unit: str
    dim: str = ""


class Distance(msgspec.Struct, frozen=True):
    """How far, in kilometres."""

    km: float


class Ordinal(msgspec.Struct, frozen=True):
    """Which one of a row."""

    value: int
    definite: bool


class Limit(msgspec.Struct, frozen=True):
    """A bound told behind the noun: ``low`` (at least) or ``high`` (at most)."""

    mode: str


class Scan(NamedTuple):
    """A cardinal read from units: its value, the unit behind it, and what its words say."""

    value: float
    j: int
    definite: bool
    vague: bool
    digits: bool
    last: float  # the component that settles the form of the noun


# How far before a counted noun's bound the number itself may stand.
_REACH = 6
_DIRECTIONS = frozenset({"شرق", "غرب", "شمال", "جنوب", "شرقي", "غربي", "شمالي", "جنوبي", "عن", "الي", "من"})
_LATIN_UNITS = {"km": ("km", 1.0), "m": ("m", 0.001), "mm": ("mm", 0.000001), "kg": ("kg", 0.0)}
_YEAR_BEFORE = frozenset({"في", "منذ", "حتي", "قبل", "بعد", "خلال", "نهايه", "بدايه", "اواخر", "اوائل", "مطلع", "حرب", "و", "بين", "الي", "من"})  # fmt: skip
_NOUN_FEATS = frozenset({"sg", "acc", "pl"})
_SEPARATED = re.compile(r"^\d{1,3}(?:[,٬،.]\d{3})+$")
_NAME_LENGTH = 8  # digits of a telephone number or an identity card


class _Word(NamedTuple):
    size: str
    value: int
    times: int
    plural: bool
    joined: bool
    definite: bool


def digits(form: str) -> float:
    """The value of a number in digits; thousands marks fall away.

    >>> digits("15,000"), digits("3.5")
    (15000.0, 3.5)
    """
    if _SEPARATED.match(form):
        return float(re.sub(r"\D", "", form))
    return float(re.sub(r"[^\d]", ".", form))


def _word(unit: Unit) -> _Word | None:
    """The number word that a unit is, if it is one."""
    if "num" not in unit.symbols:
        return None
    for r in unit.readings:
        if r.entry.cat == "num":
            a = r.entry.attrs
            return _Word(
                a["size"], int(a["value"]), int(a.get("times", "1")), "plural" in a, r.pro[:1] == "و", r.definite
            )
    return None


class _Sum:
    """A cardinal while its words are added up."""

    def __init__(self) -> None:
        self.total, self.group = 0.0, 0.0  # what stands before the last ألف or مليون, and what stands behind it
        self.ceiling = float("inf")  # a further component joined by و must be smaller
        self.last_size, self.last = "", 0.0
        self.vague = self.digits = False

    def open(self, word: _Word) -> None:
        """The first word."""
        self.vague = word.size == "vague" or word.plural
        if word.size == "mult":
            self.total = float(word.value * (2 if word.plural else word.times))
            self.ceiling = word.value
        else:
            self.group = float(word.value)
            self.ceiling = {"hundred": 100.0, "unit": 0.0}.get(word.size, 0.0)
        self.last_size, self.last = word.size, float(word.value)

    def multiply(self, word: _Word) -> bool:
        """A word that stands right behind: teen, hundred or thousand; False where it does not fit."""
        if word.definite and not self.vague and not (word.size in {"ten", "mult"}):
            return False
        if word.size == "ten" and self.last_size in {"unit", "first"} and self.last > 0 and not self.digits:
            self.group += 10
            self.last_size, self.last, self.ceiling = "tens", 11.0, 0.0
            return True
        if word.size == "hundred" and word.value == 100 and self.last_size == "unit" and 3 <= self.last <= 9:
            self.group += self.last * 99
            self.last_size, self.last, self.ceiling = "hundred", 100.0, 100.0
            return True
        if word.size == "mult" and word.times == 1 and self.group and self._room(word.value):
            self.total += self.group * word.value
            self.group = 0.0
            self.last_size, self.last, self.ceiling = "mult", float(word.value), word.value
            return True
        if word.size == "vague" and self.vague and self.last_size == "vague" and self.last == 3:
            self.group = 3.0 * word.value / 2  # عدة مئات: three hundred and more
            self.last = float(word.value)
            return True
        return False

    def _room(self, value: int) -> bool:
        return not self.total or value * 10 <= self.total

    def join(self, word: _Word) -> bool:
        """A word joined by و; False where it begins another number."""
        if word.size == "mult":
            fits = self.last_size == "mult" and word.value < self.ceiling
            if fits:
                self.total += word.value * word.times
                self.ceiling = word.value
        elif word.size == "tens" and self.last_size == "unit" and 1 <= self.last <= 9 and not self.digits:
            fits = True
            self.group += word.value
            self.ceiling = 0.0
        elif word.size in {"unit", "ten", "tens", "hundred"}:
            fits = 0 < word.value < self.ceiling and not self.vague
            if fits:
                self.group += word.value
                self.ceiling = 100.0 if word.size == "hundred" else 0.0
        else:
            fits = False
        if fits:
            self.last_size, self.last = word.size, float(word.value)
        return fits


def cardinal(units: Sequence[Unit], i: int) -> Scan | None:
    """Read a cardinal that begins at unit ``i``: digits, words, or digits with ألف and the like."""
    n, first, state = len(units), units[i], _Sum()
    definite = False
    if first.kind == NUMBER:
        state.digits, state.group, state.last_size = True, digits(first.form), "unit"
        state.last = state.group
    elif first.kind == WORD and (word := _word(first)) is not None and not (word.size == "first"):
        state.open(word)
        definite = word.definite
    elif first.kind == WORD and _teen(units, i):
        state.open(_Word("first", 1, 1, False, False, False))
    else:
        return None
    k = i + 1
    while k < n:
        unit = units[k]
        nxt = k + 1
        bare_and = unit.form == "و"
        if bare_and:
            if nxt >= n:
                break
            unit, nxt = units[nxt], nxt + 1
        if unit.kind == NUMBER:
            value = digits(unit.form)
            if not (bare_and and state.last_size == "mult" and value < state.ceiling and not state.vague):
                break
            state.group, state.digits = value, True
            state.last_size, state.last = "unit", value
        else:
            word = _word(unit) if unit.kind == WORD else None
            if word is None or not (state.join(word) if bare_and or word.joined else state.multiply(word)):
                break
        k = nxt
    return Scan(state.total + state.group, k, definite, state.vague, state.digits, state.last)


def _teen(units: Sequence[Unit], i: int) -> bool:
    """أحد counts only before عشر."""
    following = _word(units[i + 1]) if i + 1 < len(units) else None
    word = _word(units[i])
    return bool(word and word.size == "first" and following and following.size == "ten" and not following.joined)


def noun_form(value: float) -> str:
    """The form of the noun counted.

    >>> noun_form(5), noun_form(18), noun_form(200), noun_form(103)
    ('pl', 'acc', 'gen', 'pl')
    """
    rest = int(value) % 100
    if value < 3:
        return ""
    if 3 <= rest <= 10:
        return "pl"
    return "acc" if 11 <= rest <= 99 else "gen"


def bounded(value: Number, limit: Limit) -> Number:
    """A count under a bound that stands behind its noun: ``12 شخصا على الأقل`` is 12 and more."""
    figure = value.low if value.low is not None else value.high
    low, high = (figure, None) if limit.mode == "low" else (None, figure)
    return Number(low, high, value.noun, value.definite, value.vague)


def ordinal(units: Sequence[Unit], i: int) -> tuple[int, int, bool] | None:
    """An ordinal at unit ``i``: its value, the unit behind it, and whether it is definite."""
    unit = units[i]
    reading = unit.reading("ord") if "ord" in unit.symbols else None
    if reading is None:
        return None
    value, k = int(reading.entry.attrs["value"]), i + 1
    if k < len(units) and (word := _word(units[k])) is not None:
        if word.size == "ten" and not word.joined:
            return value + 10, k + 1, reading.definite
        if word.size == "tens" and word.joined:
            return value + word.value, k + 1, reading.definite
    return value, k, reading.definite


# ---- makers ----------------------------------------------------------------------------------------------------------------


class _Range(NamedTuple):
    low: float | None
    high: float | None
    scan: Scan
    j: int


def _taken(chart: Chart, i: int) -> bool:
    return any(chart.over(kind, i) for kind in ("day", "clock", "number", "quantity", "distance", "ordinal"))


def _modes(units: Sequence[Unit], i: int) -> tuple[str, int]:
    """The approximating words from ``i`` on: what they make of the number, and where it begins."""
    mode, k = "", i
    while k < len(units) and k < i + 4 and (reading := units[k].reading("approx")) is not None:
        mode = mode if mode in {"low", "high"} else reading.entry.attrs["mode"]
        k += 1
    return mode, k


def _bracketed(units: Sequence[Unit], k: int) -> tuple[Scan | None, int]:
    """A number, also ``(20)``; and the unit behind it with its bracket."""
    if k + 2 < len(units) and units[k].form in {"(", "["} and units[k + 2].form in {")", "]"}:
        scan = cardinal(units, k + 1)
        return (scan, k + 3) if scan and scan.j == k + 2 else (None, k)
    if k < len(units) and units[k].form == "ال" and k + 1 < len(units):
        k += 1
    scan = cardinal(units, k) if k < len(units) else None
    return scan, scan.j if scan else k


def _range(units: Sequence[Unit], scan: Scan, j: int) -> _Range:
    """``n أو m``, ``n إلى m``, ``n-m``; or the number alone, with a bound right behind it."""
    low: float | None = scan.value
    high: float | None = None if scan.vague else scan.value
    if j + 1 < len(units):
        link = units[j].form
        digits_ = scan.digits and units[j + 1].kind == NUMBER
        if link in {"او", "الي"} or (link in {"-", "–", "—"} and digits_ and units[j - 1].end == units[j].start):
            second = cardinal(units, j + 1)
            dashed = second is not None and second.j < len(units) and units[second.j].form in {"-", "–", "/"}
            if second and second.value > scan.value and not second.vague and not dashed:
                return _Range(scan.value, second.value, second, second.j)
    if j < len(units) and (limit := units[j].reading("limit")) is not None:
        low, high = (scan.value, None) if limit.entry.attrs["mode"] == "low" else (None, scan.value)
        j += 1
    return _Range(low, high, scan, j)


def _number(found: _Range, mode: str) -> Number:
    low, high = found.low, found.high
    if mode == "low" and high is not None:
        low, high = low if low is not None else high, None
    elif mode == "high":
        low, high = None, high if high is not None else low
    noun = "pl" if found.scan.vague else noun_form(found.scan.value)
    return Number(
        None if low is None else int(low), None if high is None else int(high), noun, found.scan.definite,
        found.scan.vague,
    )  # fmt: skip


def count(m: Match) -> Reach | None:
    """A number with what stands around it: a count, or a quantity where a measure, a name or a year is told."""
    units, chart = m.doc.units, m.chart
    if _taken(chart, m.i):
        return None
    mode, k = _modes(units, m.i)
    scan, j = _bracketed(units, k)
    if scan is None or (k > m.i and any(chart.over(kind, k) for kind in ("day", "clock"))):
        return None
    if chart.over("day", j - 1) or chart.over("clock", j - 1):
        return None
    found = _range(units, scan, j)
    if not scan.digits and not _counts(m, k, scan):
        return None
    quantity = _quantity(units, k, found)
    if quantity is not None:
        return quantity
    if scan.value != int(scan.value):
        return Reach(Quantity(scan.value, "", ""), found.j, "quantity")
    return Reach(_number(found, mode), found.j)


def _counts(m: Match, k: int, scan: Scan) -> bool:
    """Whether number words at ``k`` count: not ``الاثنين`` (Monday), ``هذا العدد من``, ``الستين`` (a street), ``وأحد``."""
    unit = m.doc.units[k]
    if not scan.definite:
        return not (scan.value == 1 and "أ" in m.doc.text[unit.start : unit.end])
    if "weekday" in unit.symbols or (scan.vague and unit.form.endswith("العدد")):
        return False
    if not scan.vague and scan.value >= 20 and scan.j - k == 1:
        before = m.doc.units[k - 1] if k else None
        counted = scan.j < len(m.doc.units) and any(r.feat == "acc" for r in m.doc.units[scan.j].readings)
        return counted or (before is not None and before.bare.startswith("ال"))
    return True


def between(m: Match) -> Reach | None:
    """``بين n وm``, ``من n إلى m``: a range."""
    units = m.doc.units
    start = m.j - 1 if units[m.j - 1].kind == NUMBER or "num" in units[m.j - 1].symbols else m.j
    first, j = _bracketed(units, start)
    if first is None or first.vague or _taken(m.chart, start) or j >= len(units):
        return None
    k = j + 1 if units[j].form in {"و", "الي"} else j
    joined = k > j or ("num" in units[j].symbols and (w := _word(units[j])) is not None and w.joined)
    if not joined or k >= len(units):
        return None
    second = cardinal(units, k)
    if second is None or second.value <= first.value or second.vague:
        return None
    low = first.value
    if second.last >= 1000 and low < 1000 <= second.value:  # بين 3 و4 آلاف
        low *= second.last
    found = _Range(low, second.value, second, second.j)
    return _quantity(units, start, found) or Reach(_number(found, ""), found.j)


def _quantity(units: Sequence[Unit], k: int, found: _Range) -> Reach | None:
    """The number as an amount or a name, where the words around it say that it counts nothing."""
    before, scan = _before(units, k), found.scan
    behind = units[found.j] if found.j < len(units) else None
    if behind is not None and (measured := _measured(units, found)) is not None:
        return measured
    series = before.reading("series") if before is not None else None
    if series is not None and (not series.enc or (series.entry.attrs["what"] == "age" and series.enc != "ي")):
        what = series.entry.attrs["what"]
        if _names(units, what, scan, behind):
            return Reach(Quantity(scan.value, what, "name"), found.j, "quantity")
    if before is not None and before.kind == LATIN and scan.digits and _glued_latin(units, k, before):
        return Reach(Quantity(scan.value, "model", "name"), found.j, "quantity")
    if scan.digits and scan.j - k <= 2 and _is_name(units, k, scan, behind):
        return Reach(Quantity(scan.value, "", "name"), found.j, "quantity")
    return None


def _names(units: Sequence[Unit], what: str, scan: Scan, behind: Unit | None) -> bool:
    """Whether a number behind such a word is a name; words as numbers name only streets, years and ages."""
    if what == "place":
        if not (scan.digits or scan.definite):
            return False
        return behind is None or not _counted(behind)
    if what == "unit" or what == "law":
        return scan.digits and (behind is None or not _counted(behind))
    return scan.digits or what in {"age", "year"}


def _counted(unit: Unit) -> bool:
    """Whether this is an indefinite noun that a number could count."""
    return any(
        r.feat in _NOUN_FEATS and not r.definite and not r.pro and r.entry.cat in {"person", "object", "toll"}
        for r in unit.readings
    )


def _before(units: Sequence[Unit], k: int) -> Unit | None:
    """The unit before a number, past brackets, dashes and a lone article."""
    b = k - 1
    while b >= 0 and units[b].form in {"(", "[", "-", "–", "ال", '"', "«", ":"} and k - b <= 2:
        b -= 1
    return units[b] if b >= 0 else None


def _glued_latin(units: Sequence[Unit], k: int, before: Unit) -> bool:
    gap = units[k].start - before.end
    return gap == 0 or units[k - 1].form in {"-", "–"} or len(before.form) <= 2


def _measured(units: Sequence[Unit], found: _Range) -> Reach | None:
    """A number with its measure behind it: an amount, or a distance where a direction follows."""
    behind = units[found.j]
    value, j = found.scan.value, found.j + 1
    if behind.form in {"%", "٪", "$", "€", "£"}:
        return Reach(Quantity(value, "%" if behind.form in "%٪" else behind.form, ""), j, "quantity")
    if behind.kind == LATIN and behind.form in _LATIN_UNITS:
        return Reach(Quantity(value, _LATIN_UNITS[behind.form][0], "length"), j, "quantity")
    reading = behind.reading("measure") if "measure" in behind.symbols else None
    if reading is None or reading.pro or reading.enc:
        return None
    a = reading.entry.attrs
    if behind.form == "م" and (value > 1300 or not found.scan.digits):
        return None
    while j < len(units) and (more := units[j].reading("measure")) is not None and not more.pro.startswith("و"):
        j += 1
    if a["dim"] == "length" and j < len(units) and a["unit"] in {"km", "m", "mile"}:
        toward = units[j].bare if units[j].form not in {"(", "،"} or j + 1 >= len(units) else units[j + 1].bare
        if toward in _DIRECTIONS:
            return Reach(Distance(value * float(a["km"])), j, "distance")
    return Reach(Quantity(value, a["unit"], a["dim"]), j, "quantity")


def _is_name(units: Sequence[Unit], k: int, scan: Scan, behind: Unit | None) -> bool:
    """Digits that are a year, a list's mark, a telephone number, a part of a model's name."""
    form = units[k].form if units[k].kind == NUMBER else units[k + 1].form
    if scan.j - k == 1 and (len(form) >= _NAME_LENGTH or (form[0] == "0" and len(form) > 1)):
        return form.isdigit()
    if behind is not None and behind.kind == LATIN and behind.start == units[scan.j - 1].end:
        return True
    at_start = k == 0 or units[k - 1].form == "\n"
    if at_start and behind is not None and behind.form in {"-", ".", ")", "–", "_", "/", "ـ"} and scan.value < 60:
        return True
    if 1900 <= scan.value <= 2099 and form.isdigit() and scan.j - k == 1:
        told = k > 0 and (units[k - 1].bare in _YEAR_BEFORE or "month" in units[k - 1].symbols)
        return told or behind is None or not _counted(behind)
    return False


def distance(m: Match) -> Reach | None:
    """``على بعد 12 كلم``, ``تبعد كيلومترين``, ``مسافة مئات الأمتار``."""
    units = m.doc.units
    _, k = _modes(units, m.j)
    if k >= len(units):
        return None
    scan, j = _bracketed(units, k)
    amount = scan.value if scan else 1.0
    if j >= len(units) or (reading := units[j].reading("measure")) is None or reading.entry.attrs["dim"] != "length":
        return None
    if scan is None:
        if reading.feat not in {"du", "sg"}:
            return None
        amount = 2.0 if reading.feat == "du" else 1.0
    j += 1
    if j < len(units) and (w := _word(units[j])) is not None and w.size == "unit" and w.value < 3 and not w.joined:
        j += 1  # كيلومتر واحد
    return Reach(Distance(round(amount * float(reading.entry.attrs["km"]), 4)), j)


def limit(m: Match) -> Limit | Reach | None:
    """A bound behind the noun counted; where no number stands before it but one behind, it belongs to that."""
    units, chart = m.doc.units, m.chart
    reading = units[m.i].reading("limit")
    if reading is None:
        return None
    if m.j < len(units) and not any(
        chart.over(kind, b) for b in range(max(0, m.i - _REACH), m.i) for kind in ("number", "quantity")
    ):
        found = count(m) if "approx" in units[m.i].symbols else None
        if found is not None and not found.kind:
            return Reach(found.value, found.j, "number")
    return Limit(reading.entry.attrs["mode"])


def rank(m: Match) -> Reach | None:
    """An ordinal, unless it is part of a date or an hour."""
    if _taken(m.chart, m.i):
        return None
    found = ordinal(m.doc.units, m.i)
    return Reach(Ordinal(found[0], found[2]), found[1]) if found else None


MAKERS: dict[str, Maker] = {
    "number_count": count,
    "number_between": between,
    "number_distance": distance,
    "number_limit": limit,
    "number_rank": rank,
}

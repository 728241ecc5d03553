"""Numbers: counts, bounds of counts, quantities that are no counts, distances, ordinals.

Kinds of fact, made by the rules of ``rules/number.yaml`` (layer ``number``, to be run behind layer ``date``,
which takes dates and clock times out of the way):

``number``    a count, value :class:`Number`: how many, and which form of a noun may follow
``bound``     ``على الأقل`` behind the noun counted, value :class:`Limit`; the caller applies it with :func:`bounded`
``quantity``  what counts no people or things: measures, money, ages, percentages, years, names of units, calibres
``distance``  ``على بعد 12 كلم``, value :class:`Distance`
``ordinal``   ``الأول`` … ``الحادية عشرة``, value :class:`Ordinal`

Number words are read by ``facts/numeral.py``.
"""

from __future__ import annotations

import msgspec

from sijill.facts.numeral import Scan, cardinal, noun_form, number_word, ordinal
from sijill.grammar import Chart, Maker, Match, Reach
from sijill.match import Unit
from sijill.text import LATIN, NUMBER


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
    """An amount that is never a toll; ``unit`` is the measure, or what the number names (``unit``, ``age`` …)."""

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


# How far before a counted noun's bound the number itself may stand.
_REACH = 6
_DIRECTIONS = frozenset({"شرق", "غرب", "شمال", "جنوب", "شرقي", "غربي", "شمالي", "جنوبي", "عن", "الي", "من"})
_LATIN_UNITS = {"km": ("km", 1.0), "m": ("m", 0.001), "mm": ("mm", 0.000001), "kg": ("kg", 0.0)}
_YEAR_BEFORE = frozenset({"في", "منذ", "حتي", "قبل", "بعد", "خلال", "نهايه", "بدايه", "اواخر", "اوايل", "مطلع",
                          "حرب", "و", "بين", "الي", "من"})  # fmt: skip
_COUNTED = frozenset({"person", "object", "toll", "weapon", "act", "nat", "force"})
_NOUN_FEATS = frozenset({"sg", "acc", "pl"})
_NAME_LENGTH = 8  # digits of a telephone number or an identity card


def bounded(value: Number, limit: Limit) -> Number:
    """A count under a bound that stands behind its noun: ``12 شخصا على الأقل`` is 12 and more."""
    figure = value.low if value.low is not None else value.high
    low, high = (figure, None) if limit.mode == "low" else (None, figure)
    return Number(low, high, value.noun, value.definite, value.vague)


# ---- makers ----


class _Range(msgspec.Struct, frozen=True):
    low: float | None
    high: float | None
    scan: Scan
    j: int


def _taken(chart: Chart, i: int) -> bool:
    return any(chart.over(kind, i) for kind in ("day", "clock", "number", "quantity", "distance", "ordinal"))


def _modes(units: list[Unit], i: int) -> tuple[str, int]:
    """The approximating words from ``i`` on: what they make of the number, and where it begins."""
    mode, k = "", i
    while k < len(units) and k < i + 4 and (reading := units[k].reading("approx")) is not None:
        mode = mode if mode in {"low", "high"} else reading.attrs["mode"]
        k += 1
    return mode, k


def _bracketed(units: list[Unit], k: int) -> tuple[Scan | None, int]:
    """A number, also ``(20)``; and the unit behind it with its bracket."""
    if k + 2 < len(units) and units[k].form in {"(", "["} and units[k + 2].form in {")", "]"}:
        scan = cardinal(units, k + 1)
        return (scan, k + 3) if scan and scan.j == k + 2 else (None, k)
    if k < len(units) and units[k].form == "ال" and k + 1 < len(units):
        k += 1
    scan = cardinal(units, k) if k < len(units) else None
    return scan, scan.j if scan else k


def _range(units: list[Unit], scan: Scan, j: int) -> _Range:
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
        low, high = (scan.value, None) if limit.attrs["mode"] == "low" else (None, scan.value)
        j += 1
    return _Range(low, high, scan, j)


def _number(found: _Range, mode: str) -> Number:
    low: float | None = found.low
    high: float | None = found.high
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
    quantity = None if chart.at("day", found.j) else _quantity(units, k, found)  # وجرح خمسة يوم الجمعة
    if quantity is not None:
        return quantity
    if scan.value != int(scan.value):
        return Reach(Quantity(scan.value, "", ""), found.j, "quantity")
    return Reach(_number(found, mode), found.j)


def _counts(m: Match, k: int, scan: Scan) -> bool:
    """Whether number words count: not ``الاثنين`` (Monday), ``هذا العدد من``, ``الستين`` (a street), ``وأحد``."""
    unit = m.doc.units[k]
    if not scan.definite:
        return not (scan.value == 1 and "أ" in m.doc.text[unit.start : unit.end])
    if "weekday" in unit.symbols or (scan.vague and unit.form.startswith("العدد ")):
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
    joined = k > j or ("num" in units[j].symbols and (w := number_word(units[j])) is not None and w.joined)
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


def _quantity(units: list[Unit], k: int, found: _Range) -> Reach | None:
    """The number as an amount or a name, where the words around it say that it counts nothing."""
    before, scan = _before(units, k), found.scan
    behind = units[found.j] if found.j < len(units) else None
    if behind is not None and (measured := _measured(units, found)) is not None:
        return measured
    series = before.reading("series") if before is not None else None
    if series is not None and (not series.enc or (series.attrs["what"] == "age" and series.enc != "ي")):
        what = series.attrs["what"]
        if _names(what, scan, behind):
            return Reach(Quantity(scan.value, what, "name"), found.j, "quantity")
    if scan.digits and before is not None and "weapon" in before.symbols and not (behind and _counted(behind)):
        return Reach(Quantity(scan.value, "weapon", "name"), found.j, "quantity")
    if before is not None and before.kind == LATIN and scan.digits and _glued_latin(units, k, before):
        return Reach(Quantity(scan.value, "model", "name"), found.j, "quantity")
    if scan.digits and scan.j - k <= 2 and _is_name(units, k, scan, behind):
        return Reach(Quantity(scan.value, "", "name"), found.j, "quantity")
    return None


def _names(what: str, scan: Scan, behind: Unit | None) -> bool:
    """Whether a number behind such a word is a name; words as numbers name only streets, years and ages."""
    if what == "place":
        if not (scan.digits or scan.definite):
            return False
        return behind is None or not _counted(behind)
    if what in {"unit", "law"}:
        return scan.digits and (behind is None or not _counted(behind))
    return scan.digits or what in {"age", "year"}


def _counted(unit: Unit) -> bool:
    """Whether this is an indefinite noun that a number could count."""
    return any(r.feat in _NOUN_FEATS and not r.definite and not r.pro and r.cat in _COUNTED for r in unit.readings)


def _before(units: list[Unit], k: int) -> Unit | None:
    """The unit before a number, past brackets, dashes and a lone article."""
    b = k - 1
    while b >= 0 and units[b].form in {"(", "[", "-", "–", "ال", '"', "«", ":"} and k - b <= 2:
        b -= 1
    return units[b] if b >= 0 else None


def _glued_latin(units: list[Unit], k: int, before: Unit) -> bool:
    gap = units[k].start - before.end
    return gap == 0 or units[k - 1].form in {"-", "–"} or len(before.form) <= 2


def _measured(units: list[Unit], found: _Range) -> Reach | None:
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
    a = reading.attrs
    if behind.form == "م" and (value > 1300 or not found.scan.digits):
        return None
    while j < len(units) and (more := units[j].reading("measure")) is not None and not more.pro.startswith("و"):
        j += 1
    if a["dim"] == "length" and j < len(units) and a["unit"] in {"km", "m", "mile"}:
        toward = units[j].bare if units[j].form not in {"(", "،"} or j + 1 >= len(units) else units[j + 1].bare
        if toward in _DIRECTIONS:
            return Reach(Distance(value * float(a["km"])), j, "distance")
    return Reach(Quantity(value, a["unit"], a["dim"]), j, "quantity")


def _is_name(units: list[Unit], k: int, scan: Scan, behind: Unit | None) -> bool:
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
    if j >= len(units) or (reading := units[j].reading("measure")) is None or reading.attrs["dim"] != "length":
        return None
    if scan is None:
        if reading.feat not in {"du", "sg"}:
            return None
        amount = 2.0 if reading.feat == "du" else 1.0
    j += 1
    if (
        j < len(units)
        and (w := number_word(units[j])) is not None
        and w.size == "unit"
        and w.value < 3
        and not w.joined
    ):
        j += 1  # كيلومتر واحد
    return Reach(Distance(round(amount * float(reading.attrs["km"]), 4)), j)


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
    return Limit(reading.attrs["mode"])


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

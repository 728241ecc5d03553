"""What may stand between a verb of saying and who says it, and where what is said begins."""

from __future__ import annotations

from sijill.facts.speech import CLOSING, OPENING, THAT, words
from sijill.grammar import Chart
from sijill.match import Unit

_ABOUT = words("عن الي عما حول")
_ABOUT_IT = words("عنه عنها")
_TO_IT = words("به بها")


def asides(chart: Chart, j: int) -> int:
    """Past what may stand between a verb and its subject: "in turn", days, commas and brackets."""
    units = chart.doc.units
    start = j
    while j < len(units) and j - start < 6:
        unit = units[j]
        dates = chart.at("date", j)
        if dates:
            j = dates[0].j
        elif (
            "aside" in unit.symbols and (unit.form in _TO_IT or not unit.form.startswith(("ب", "ك")))
        ) or unit.form in {"،", ","}:
            j += 1
        elif unit.form == "(" and j + 2 < len(units) and units[j + 2].form == ")":
            j += 3
        elif (k := _addressee(units, j)) > j:
            j = k
        else:
            break
    return j


def _addressee(units: list[Unit], j: int) -> int:
    """Past the medium that something was said to (``لوكالة كذا``, ``للوكالة``, ``لـ«كذا»``), or "about it"."""
    unit = units[j]
    if unit.form in _ABOUT_IT:
        return j + 1
    k = j
    if unit.form == "ل" and j + 1 < len(units):
        k = j + 1
    elif not any(r.cat in {"outlet", "media"} and r.pro.startswith("ل") for r in unit.readings):
        return j
    if units[k].form in OPENING:
        close = next((x for x in range(k + 1, min(k + 7, len(units))) if units[x].form in CLOSING), None)
        return close + 1 if close is not None else j
    if k > j:
        return k + 1 if not {"outlet", "media"}.isdisjoint(units[k].symbols) else j
    k += 1
    if k < len(units) and units[k].form in OPENING and "media" in unit.symbols:
        close = next((x for x in range(k + 1, min(k + 7, len(units))) if units[x].form in CLOSING), None)
        return close + 1 if close is not None else k
    return k


def that_follows(chart: Chart, j: int, *, about: bool = True) -> bool:
    """Whether what is said begins at unit ``j``: "that", a colon, a quotation mark; if ``about``, a preposition."""
    units = chart.doc.units
    j = asides(chart, j)
    return j < len(units) and opens_content(units[j]) and (about or units[j].bare not in _ABOUT)


def opens_content(unit: Unit) -> bool:
    """Whether the unit opens what is said: "that", a colon, a quotation mark, a preposition."""
    return unit.bare in THAT or unit.form in OPENING or unit.bare in _ABOUT or unit.form in {":", "ل"}

"""Things told in passing: aircraft brought down, car bombs stopped, one more of those told last, fires lit far off."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from sijill.facts.party import Party
from sijill.grammar import Chart, Fact
from sijill.match import Reading, Unit

LIT = ("اضرم", "يضرم", "تضرم", "اشعل", "يشعل", "تشعل", "اندلع", "نشب", "نشوب", "اندلاع", "شب")
_LIT_BACK = 18  # units between a verb of lighting and its fire
_ON_THE_WAY = 14  # units behind car bombs in which it is told that they did not arrive
_MISSILES = frozenset({"صاروخ", "صاروخا"})
_DOWN = 8  # units behind a verb in which the aircraft stands that was brought down


def set_alight(units: list[Unit], i: int) -> bool:
    """``أشعل العشرات من أهالي البلدة، مساء أمس، النار في …``: the verb may stand far before; ``أطلقوا النار``."""
    for k in range(i - 1, max(-1, i - _LIT_BACK), -1):
        unit = units[k]
        if unit.ends_sentence or (i - k > 1 and {"fired", "damage"} & unit.symbols):
            return False
        if unit.bare.startswith(LIT):
            return True
        if any(r.attrs.get("opens") for r in unit.readings_of("light")):
            return False
    return False


def stopped(chart: Chart, unit: Unit, means: Reading) -> Fact | None:
    """``فجروا ثلاث عجلات مفخخة قبل وصولها``: car bombs that were destroyed on their way."""
    units = chart.doc.units
    if means.attrs["weapon"] != "vehicle bomb":
        return None
    behind = [u.form for u in units[unit.i + 1 : unit.i + _ON_THE_WAY]]
    if not any(a == "قبل" and b.startswith(("وصول", "ان", "بلوغ")) for a, b in pairwise(behind)):
        return None
    number = next((f for m in (unit.i - 1, unit.i - 2) if m >= 0 for f in chart.at("number", m)), None)
    count = number.value.low if number is not None and number.j == unit.i and not number.value.vague else None
    if count is None and means.feat != "pl":
        count = 2 if means.feat == "du" else 1
    start = number.i if number is not None and number.j == unit.i else unit.i
    span = (units[start].start, unit.end)
    value = Party("object", count, count, True, "", "", "vehicle", unit.i, attrs={"object": "vehicle"})
    return Fact("party", start, unit.i + 1, span, value, "party/car-bomb")


def one_more(chart: Chart, last: Fact | None, i: int) -> Fact | None:
    """``دمرت آليتين وغنمت ثالثة``, ``واستولت على تسع``: of the things told last."""
    units = chart.doc.units
    if last is None or i + 1 >= len(units):
        return None
    ranks = chart.at("ordinal", i + 1)
    count = 1 if ranks and not ranks[0].value.definite else None
    alone = next((f for f in chart.at("party", i + 1) if f.value.noun == "number" and not f.value.pron), None)
    if count is None and alone is not None and alone.value.low == alone.value.high:
        count = alone.value.low
    if count is None:
        return None
    j = ranks[0].j if ranks else alone.j if alone is not None else i + 2
    value = msgspec.structs.replace(last.value, low=count, high=count, counted=True, vague=False, lost=False)
    return Fact("party", i + 1, j, (units[i + 1].start, units[j - 1].end), value, "party/one-more")


def downed(chart: Chart, i: int) -> Fact | None:
    """``أسقط المسلحون مروحية``, ``ثلاث مسيرات``: aircraft are things here, whatever else their names say."""
    units = chart.doc.units
    wanted = units[i].reading("act")
    names = set(wanted.attrs["then"].split("/")) - _MISSILES if wanted is not None else set()
    for unit in units[i + 1 : i + _DOWN]:
        words = unit.form.split()
        if unit.ends_sentence or not any(word in names for word in words):
            continue
        number = next((f for f in chart.between("number", i + 1, unit.i) if f.j == unit.i), None)
        many = words[0].endswith("ات")
        count = number.value.low if number is not None else 2 if words[0].endswith(("ين", "ان")) else 1
        count = None if number is None and many else count
        start = number.i if number is not None else unit.i
        value = Party("object", count, count, True, "", "", "aircraft", unit.i, attrs={"object": "aircraft"})
        span = (units[start].start, unit.end)
        return Fact("party", start, unit.i + 1, span, value, "party/aircraft")
    return None

"""Those hit who stand without a noun of people: a name, an office, a nationality, an ordinal, ``أحدهما``."""

from __future__ import annotations

from typing import Literal

from sijill.facts.party import Party, Ref, told_behind
from sijill.grammar import Chart, Fact, span_of
from sijill.match import Unit

_ONE = frozenset({"احدهما", "احدهم", "احداهما", "احداهن", "احدها"})
_HOLDERS = {
    "government": "government",
    "local": "government",
    "judicial": "government",
    "army": "army",
    "police": "police",
}
_INSIDE = ("فيها", "فيه", "فيهما", "بداخل", "داخل", "متن")
_STATE = (
    "حكوم",
    "وزار",
    "بلدي",
    "محافظ",
    "صحه",
    "تربي",
    "تعليم",
    "جمارك",
    "ضرايب",
    "اوقاف",
    "كهرباء",
    "ناحي",
    "قضاء",
    "مجلس",
    "محكم",
    "استخبار",
    "مخابرات",
    "هيي",
    "ولاي",
    "قضاي",
)
_PLAIN = ("", "و", "ف", "ل", "ول")


def lone_victim(chart: Chart, k: int, *, strict: bool) -> Fact | None:
    """The one person meant at unit ``k``, where no noun phrase begins there.

    Args:
        chart: the facts of the document.
        k: the unit.
        strict: names, offices and nationalities only.
    """
    units = chart.doc.units
    if k >= len(units):
        return None
    unit = units[k]
    names = chart.at("person_name", k)
    if names:
        return _made(chart, k, names[0].j, Party("person", 1, 1, False, "", "", "name", k, definite=True))
    nat = unit.reading("nat")
    if nat is not None and nat.pro in _PLAIN and not nat.enc and nat.feat in {"sg", "acc"}:
        lost = nat.feat == "acc"
        ref = Ref(k, "nat", tuple(unit.readings_of("nat")))
        low, high = (11, 99) if lost else (1, 1)
        return _made(chart, k, k + 1, Party("nat", low, high, True, "", "", "nat", k, (ref,), lost=lost))
    if "title" in unit.symbols and (office := _office(units, k)) is not None:
        return _made(chart, k, k + 1, Party("person", 1, 1, False, office, "", "office", k, definite=True))
    if strict:
        return None
    if unit.form == "من" and (end := _inside(units, k + 1)) is not None:
        least, most, end, told = told_behind(chart, end, 3, None)  # وهلك من كان فيها وعددهم أربعة
        return _made(chart, k, end, Party("aboard", least, most, True, "member", "", "aboard", k, vague=not told))
    if unit.bare in _ONE:
        return _made(chart, k, k + 1, Party("person", 1, 1, True, "other", "", "one", k, other=True, pron="هم"))
    if chart.at("ordinal", k):
        return _made(chart, k, k + 1, Party("person", 1, 1, True, "other", "", "ordinal", k, other=True))
    return None


def _inside(units: list[Unit], k: int) -> int | None:
    """The end of ``فيها``, ``كان على متنها`` from unit ``k`` on."""
    k += k < len(units) and units[k].form in {"كان", "كانوا", "كانت"}
    k += k + 1 < len(units) and units[k].form == "علي" and units[k + 1].form.startswith("متن")
    return k + 1 if k < len(units) and units[k].form.startswith(_INSIDE) else None


def _office(units: list[Unit], k: int) -> str | None:
    """The role of one who holds an office (``رئيس بلدية``, ``محافظ``), None where the word is a rank or an epithet."""
    for r in units[k].readings_of("title"):
        attrs = r.attrs
        if r.id == "title/called":
            return ""
        if attrs.get("rank") or attrs.get("spokes") or r.feat not in {"sg", "acc", ""} or r.pro not in {*_PLAIN, "ال"}:
            continue
        state = any(u.bare.removeprefix("ال").startswith(_STATE) for u in units[k + 1 : k + 4])
        return "government" if state else _HOLDERS.get(attrs.get("role", ""), "")
    return None


def _made(chart: Chart, i: int, j: int, value: Party) -> Fact:
    kind: Literal["party"] = "party"
    return Fact(kind, i, j, span_of(chart.doc, i, j, ()), value, f"party/{value.noun}")

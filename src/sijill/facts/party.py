"""Noun phrases of people, forces and things: how many, what they are, whose they are.

``ضابط وثلاثة جنود بالجيش``, ``9 من أفراد الشرطة``, ``دورية راجلة لقوات الاحتلال``, ``جميع من كان على متنها وعددهم خمسة``. The counts
follow the codebook's section "Counts"; a number that was lost is read from the noun (tamyiz, Wright II § 99–101).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sijill.facts.number import Number
from sijill.grammar import Chart, Fact, span_of
from sijill.match import CONJUNCTIONS, Reading, Unit

Head = Literal["person", "actor", "epithet", "force", "body", "object", "nat", "aboard"]
_HEADS: tuple[Head, ...] = ("person", "actor", "epithet", "force", "object", "body")
_REFS = ("actor", "epithet", "force", "body", "nat")
_FEW = (3, None)  # a bare plural, "a number of", all those aboard (codebook "Counts")
_LOST_NUMBER = (11, 99)  # singular accusative: only 11..99 take it
_NUMBERS = frozenset({"sg", "du", "pl", "acc", "dupl"})
_OF = frozenset({"من"})
_IN = frozenset({"في", "ضمن", "لدي", "من"})
_OPENING = frozenset('("«[{“')
_CLOSING = frozenset(')"»]}”')


class Ref(msgspec.Struct, frozen=True):
    """A word that says whose: a group's name, an epithet, a force, a nationality."""

    unit: int
    cat: str
    readings: tuple[Reading, ...]


class Party(msgspec.Struct, frozen=True):
    """One noun phrase.

    Attributes:
        low, high: how many (an open end is None); both None where no count can be read.
        counted: whether a number or its trace in the grammar stands in the text.
        role: of the head noun (lexicon people.tsv) or of the force.
        outcome: of nouns that carry the toll themselves (قتيل, جريح).
        noun: id of the head's entry.
        other: ``others`` (آخرين), so the group is that of the people before.
        refs: whose they are, in the order of the text.
        at: unit of the head noun.
    """

    head: Head
    low: int | None
    high: int | None
    counted: bool
    role: str
    outcome: str
    noun: str
    at: int
    refs: tuple[Ref, ...] = ()
    other: bool = False
    own: str = ""
    definite: bool = False
    attrs: dict[str, str] = {}


def find_parties(chart: Chart) -> None:
    """Add a fact of kind ``party`` for every noun phrase of people, forces or things, left to right."""
    units, i = chart.doc.units, 0
    opening = {"person", "actor", "epithet", "object", "body", "force", "nat", "all", "one-of"}
    while i < len(units):
        unit = units[i]
        found = None
        if i and "modifier" in unit.symbols and "act" in units[i - 1].symbols and not conjoined(unit):
            i += 1  # هجوم مسلح: an adjective of the act
            continue
        if not opening.isdisjoint(unit.symbols) or chart.at("number", i):
            found = _phrase(chart, i)
        if found is not None:
            chart.add(found)
            i = found.j
        else:
            i += 1


def _phrase(chart: Chart, i: int) -> Fact | None:
    """The noun phrase that begins at unit ``i``, if any."""
    units = chart.doc.units
    j, number, parts = i, None, ()
    exact = False
    numbers = chart.at("number", i)
    if numbers:
        number, parts, j = numbers[0].value, (numbers[0],), numbers[0].j
    elif "all" in units[i].symbols or "one-of" in units[i].symbols:
        j = i + 1
        exact = "one-of" in units[i].symbols
    of = j > i and j < len(units) and units[j].form in _OF
    if of:
        j += 1
    if j >= len(units):
        return None
    if (
        j > i
        and units[j].form in {"من", "الذين", "مَن"}
        or (j > i and units[j].form in {"ركاب", "ركابها", "طاقم", "طاقمها"})
    ):
        return _aboard(chart, i, j)
    head = _head(units[j], numbered=j > i)
    if head is None:
        return _lone_number(chart, i, number) if number is not None else None
    cat, reading = head
    k, refs, other, own = _modifiers(chart, j + 1, cat, definite=reading.definite and cat == "person")
    if number is None and k < len(units) and not conjoined(units[k]) and (behind := chart.at("number", k)):
        number, k = behind[0].value, behind[0].j  # شرطيان اثنان, الجنود الخمسة
    low, high, counted = _count(
        reading, cat, number, of=of, one=exact, every="all" in units[i].symbols and j > i, suffix=reading.enc
    )
    low, high, k, extra = _told_behind(chart, k, low, high)
    attrs = reading.entry.attrs
    if cat == "force" and (thing := units[j].reading("object")) is not None:
        attrs = {**thing.entry.attrs, **attrs}
    value = Party(
        cat, low, high, counted or extra, attrs.get("role", ""), attrs.get("outcome", ""), reading.entry.id, j, refs, other,
        own, reading.definite or bool(reading.enc), attrs,
    )  # fmt: skip
    if cat == "person":
        same = [(c, tuple(units[j].readings_of(c))) for c in ("actor", "epithet") if c in units[j].symbols]
        value = msgspec.structs.replace(value, refs=(*refs, *(Ref(j, c, r) for c, r in same)))
    if cat in {"actor", "epithet", "force", "nat"}:
        value = msgspec.structs.replace(value, refs=(Ref(j, cat, tuple(units[j].readings_of(cat))), *refs))
    return Fact("party", i, k, span_of(chart.doc, i, k, ()), value, f"party/{cat}", parts)


def _head(unit: Unit, *, numbered: bool) -> tuple[Head, Reading] | None:
    for cat in _HEADS:
        if cat in unit.symbols:
            for reading in unit.readings_of(cat):
                if reading.entry.attrs.get("weak") and not numbered:
                    continue
                if (
                    cat in {"actor", "epithet"}
                    and unit.first == unit.last
                    and reading.feat == "def"
                    and _other_word(unit, reading)
                ):
                    continue
                return cat, reading
    nat = unit.reading("nat")
    if nat is not None and (numbered or nat.feat in {"du", "pl", "dupl"}):
        return "nat", nat
    return None


def _other_word(unit: Unit, reading: Reading) -> bool:
    """``القاعدة``, ``الاحتلال`` name a group only with the article, and not where the word is a thing or a kind of body."""
    return not reading.definite or not {"body", "object"}.isdisjoint(unit.symbols)


def _count(
    reading: Reading, cat: Head, number: Number | None, *, of: bool, one: bool, every: bool, suffix: str
) -> tuple[int | None, int | None, bool]:
    if number is not None:
        return number.low, number.high, True
    if one:
        return 1, 1, True
    if every:
        return (2, 2, True) if reading.feat == "du" else (*_FEW, True)
    if (fixed := reading.entry.attrs.get("count") or reading.entry.attrs.get("kin")) and cat == "person":
        return int(fixed), int(fixed), True
    if reading.entry.attrs.get("few") and cat == "person":
        return *_FEW, False
    if (cat not in {"person", "object", "nat"} and reading.feat not in _NUMBERS) or of:
        return None, None, False
    match reading.feat:
        case "du":
            return 2, 2, True
        case "acc":
            return *_LOST_NUMBER, True
        case "pl" | "dupl":
            return *_FEW, False
        case "sg":
            return 1, 1, not reading.definite
    return None, None, False


def _modifiers(chart: Chart, k: int, cat: Head, *, definite: bool) -> tuple[int, tuple[Ref, ...], bool, str]:
    """What hangs on the head from unit ``k`` on: the end, whose it is, whether it says ``others``, its own role."""
    units = chart.doc.units
    refs: list[Ref] = []
    other, own = False, ""
    while k < len(units):
        unit = units[k]
        step = _modifier(chart, k, cat, owned=bool(refs), definite=definite)
        if step is None:
            break
        k, found, is_other, role = step
        refs += found
        other, own = other or is_other, own or role
        if unit.ends_sentence:
            break
    return k, tuple(refs), other, own


def conjoined(unit: Unit) -> bool:
    """Whether و or ف joins the unit to what stands before."""
    return unit.bare != unit.form or any(r.pro[:1] in CONJUNCTIONS for r in unit.readings if r.pro)


def _modifier(
    chart: Chart, k: int, cat: Head, *, owned: bool, definite: bool
) -> tuple[int, list[Ref], bool, str] | None:
    units = chart.doc.units
    unit = units[k]
    if conjoined(unit):
        return None
    person = unit.reading("person")
    if person is not None and person.entry.attrs.get("role") == "other" and not person.pro.strip("ال"):
        return k + 1, [], True, ""
    if "link" in unit.symbols and k + 1 < len(units):
        return (k + 1, [], False, "") if _ref(units[k + 1], ("ل", "لل", "", "ال", "ب", "بال")) else None
    if "nat" in unit.symbols and (reading := unit.reading("nat")) and reading.pro in {"", "ال"}:
        return k + 1, [Ref(k, "nat", tuple(unit.readings_of("nat")))], False, ""
    if (
        "modifier" in unit.symbols
        and (reading := unit.reading("modifier"))
        and reading.pro in {"", "ال"}
        and not reading.enc
    ):
        own = reading.entry.attrs
        if person is not None and cat != "person" and not reading.definite:
            return None
        return (
            k + 1,
            ([Ref(k, "modifier", (reading,))] if own.get("foreign") or own.get("puppet") else []),
            False,
            own.get("role", ""),
        )
    if unit.form in _IN and k + 1 < len(units) and (cat == "person" or not owned or unit.form == "من"):
        if ref := _ref(units[k + 1], ("", "ال"), places=False):
            return k + 2, [Ref(k + 1, *ref)], False, _person_role(units[k + 1])
        if (
            unit.form == "من"
            and k + 2 < len(units)
            and (p := units[k + 1].reading("person"))
            and p.feat == "pl"
            and p.entry.attrs.get("role") in {"member", "fighter", "person"}
        ):
            return k + 2, [], False, ""
        return None
    joined = ("ل", "لل") if owned or definite else ("", "ال", "ل", "لل")  # idafa only behind an indefinite head
    if ref := _ref(unit, (*joined, "ب", "بال") if cat == "person" and not owned else joined):
        return k + 1, [Ref(k, *ref)], False, ""
    if unit.form in _OPENING and cat == "person":
        for m in range(k + 1, min(k + 6, len(units))):
            if units[m].form in _CLOSING:
                return m + 1, [], False, ""
    return None


def _person_role(unit: Unit) -> str:
    reading = unit.reading("force")
    return reading.entry.attrs.get("role", "") if reading else ""


def _ref(unit: Unit, pros: tuple[str, ...], *, places: bool = True) -> tuple[str, tuple[Reading, ...]] | None:
    """Whether the unit names an owner behind one of these proclitics."""
    for cat in _REFS:
        if cat == "nat" or cat not in unit.symbols:
            continue
        readings = tuple(r for r in unit.readings_of(cat) if r.pro in pros)
        if cat == "epithet":
            readings = tuple(r for r in readings if r.feat != "def" or r.definite)
        if readings:
            return cat, readings
    return None


def _aboard(chart: Chart, i: int, j: int) -> Fact | None:
    """``all those aboard``: 3 or more, or the number that follows (codebook "Counts")."""
    units = chart.doc.units
    k = j + 1
    if units[j].form in {"من", "الذين"}:
        while k < len(units) and k < j + 5 and not units[k].ends_sentence and "," not in units[k].form:
            k += 1
            if units[k - 1].form.startswith(("متن", "داخل", "فيه", "بداخل")):
                break
        else:
            return None
        if not units[k - 1].form.startswith(("متن", "داخل", "فيه", "بداخل")):
            return None
    low, high, end, _ = _told_behind(chart, k, *_FEW)
    value = Party("aboard", low, high, True, "member", "", "aboard", j)
    return Fact("party", i, end, span_of(chart.doc, i, end, ()), value, "party/aboard")


def _told_behind(chart: Chart, k: int, low: int | None, high: int | None) -> tuple[int | None, int | None, int, bool]:
    """A number told behind the noun: ``وعددهم خمسة``, ``على الأقل``."""
    units = chart.doc.units
    for m in range(k, min(k + 3, len(units))):
        if units[m].bare.startswith("عددهم") or units[m].bare.startswith("عددها") or units[m].bare == "البالغ":
            for n in range(m, min(m + 3, len(units))):
                if numbers := chart.at("number", n):
                    return numbers[0].value.low, numbers[0].value.high, numbers[0].j, True
        if units[m].ends_sentence:
            break
    bounds = chart.at("bound", k)
    if bounds and low is not None and low == high:
        value = bounds[0].value
        return (low, None, bounds[0].j, True) if value.mode == "low" else (None, high, bounds[0].j, True)
    return low, high, k, False


def _lone_number(chart: Chart, i: int, number: Number) -> Fact | None:
    """A number with no noun (``وأصيب اثنان``, ``خمسة آخرون``, ``42 منهم``): whom it counts is told before."""
    units = chart.doc.units
    fact = chart.at("number", i)[0]
    k = fact.j
    while k < len(units) and (units[k].form in {"منهم", "منها", "علي"} or "one-of" in units[k].symbols):
        if units[k].form == "علي":
            break
        k += 1
    low, high, k, _ = _told_behind(chart, k, number.low, number.high)
    value = Party("person", low, high, True, "other", "", "number", i, other=True)
    return Fact("party", i, k, span_of(chart.doc, i, k, ()), value, "party/number", (fact,))

"""Personal names: where one begins and ends, and how the English-language press would write it."""

from __future__ import annotations

import msgspec

from sijill.facts.speech import NAME_OPENERS, NO_NAME, OPENING, THAT
from sijill.grammar import Chart, Match, Reach
from sijill.match import CONJUNCTIONS, Unit
from sijill.text import WORD, fold
from sijill.translit import transliterate

# Readings that do not speak against a personal name.
_HARMLESS = frozenset({"place", "name", "title", "nat", "person"})


_DAYS = frozenset(["امس", "اليوم", "السبت", "الاحد", "الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه"])
_SUFFIXES = ("ها", "هم", "كم", "هما")  # a noun with a pronoun behind it


class Name(msgspec.Struct, frozen=True):
    """A personal name: unit range and folded words."""

    i: int
    j: int
    folded: str
    english: str


class PersonName(msgspec.Struct, frozen=True):
    """A personal name with its title; ``public`` where an office or a source's role makes the person a public one."""

    english: str
    folded: str
    public: bool


def read_name(chart: Chart, i: int, *, loose: bool, owner: bool = True) -> Name | None:
    """A personal name at unit ``i``: up to five words, the first a known name (or, ``loose``, an unknown word).

    A word that another lexicon knows ends it, unless it is a known name between names. If ``owner``, a preposition in
    one word with it may stand before it (a statement of somebody's).
    """
    units, j, forms = chart.doc.units, i, list[str]()
    while j < len(units) and len(forms) < 5:
        unit = units[j]
        if not _may_be_name(chart, j, first=not forms, loose=loose):
            break
        if forms and forms[-1].startswith("ال") and len(forms[-1]) > 4 and not given(unit) and unit.form[:2] != "ال":
            break
        forms.append(unit.form)
        j += 1
    if not forms or (len(forms) == 1 and forms[0] in NAME_OPENERS):
        return None
    start = units[i].start
    if owner and _name_pro(units[i]) == "ل":
        start = chart.doc.inner_start(units[i], "ل")
    elif i and any(r.attrs.get("keep") for r in units[i - 1].readings_of("title")):
        start = units[i - 1].start
    words = chart.doc.text[start : units[j - 1].end]
    return Name(i, j, fold(words), _english(words))


def lengthened(chart: Chart, name: Name) -> Name:
    """The name with the word behind it, where what is said follows at once (``حبيب الله موسى خيل أن``).

    Only behind an office, where nothing but a family name can stand there, though it is another word too.
    """
    units, j = chart.doc.units, name.j
    if j + 1 >= len(units) or units[j].kind != WORD or units[j].form in NO_NAME or "say" in units[j].symbols:
        return name
    preposed = units[j].conjoined or any(r.pro not in {"", "ال"} or r.enc for r in units[j].readings)
    if units[j + 1].bare not in THAT and units[j + 1].form not in {"،", ","}:
        return name
    if preposed or units[j].form in _DAYS or chart.at("date", j):
        return name
    words = chart.doc.text[units[name.i].start : units[j].end]
    return Name(name.i, j + 1, fold(words), _english(words))


def _english(words: str) -> str:
    """In Latin letters, a family name with its article."""
    english, last = transliterate(words), words.rsplit(maxsplit=1)[-1]
    head, _, tail = english.rpartition(" ")
    before = fold(words.split()[-2]) if len(words.split()) > 1 else ""
    if before in NAME_OPENERS and before != "بن":
        return english  # Abdulqadir
    if fold(last).startswith("ال") and head and len(last) > 4 and not tail.lower().startswith(("al-", "al")):
        return f"{head} al-{tail}"
    return english


def _name_pro(unit: Unit) -> str | None:
    """What stands before a known name in one word with it (``ل``), None where the word is no known name."""
    pros = [r.pro.removesuffix("ال") for r in unit.readings_of("name") if not r.enc]
    return None if not pros else min(pros, key=len)


def given(unit: Unit) -> bool:
    """Whether the unit is a known name, or a word that opens one (``عبد``, ``أبو``)."""
    return unit.form in NAME_OPENERS or _name_pro(unit) == ""


def _may_be_name(chart: Chart, j: int, *, first: bool, loose: bool) -> bool:
    unit, behind = chart.doc.units[j], chart.doc.units[j + 1 : j + 2]
    preposition = unit.form == "علي" and chart.doc.text[unit.end - 1] == "ى"
    phrase = unit.first != unit.last and "name" not in unit.symbols
    people = "nat" in unit.symbols and (first or not unit.form.startswith("ال"))  # Turkish, not the name Turki
    if unit.kind != WORD or phrase or preposition or people or unit.form in NO_NAME:
        return False
    office = any(not r.attrs.get("rank") for r in unit.readings_of("title"))
    if office and behind and behind[0].kind == WORD and behind[0].bare not in THAT:
        return False  # "head of …" behind a name, not the name Rais
    if first and behind and given(behind[0]) and any(r.attrs.get("rank") for r in unit.readings_of("title")):
        return "name" in unit.symbols and not unit.form.startswith("ال")  # الشيخ هادي: an honorific, then the name
    cats = {r.cat for r in unit.readings if not r.enc} - _HARMLESS
    if given(unit) or (first and _name_pro(unit) == "ل"):
        ranked = j > 0 and any(r.attrs.get("rank") for r in chart.doc.units[j - 1].readings_of("title"))
        return not cats or not first or ranked or (bool(behind) and given(behind[0]))
    joined = unit.form[:1] in CONJUNCTIONS and len(unit.form) > 4
    joined |= not first and unit.form.startswith(("لل", "لال")) and len(unit.form) > 4
    if cats or joined or unit.form.endswith(_SUFFIXES) or not unit.symbols.isdisjoint({"title", "nat"}):
        return False
    opens = loose and not unit.form.startswith(("ال", "لل", "بال")) and "place" not in unit.symbols
    if unit.form[:1] == "ب" and not (behind and behind[0].kind == WORD and not behind[0].readings):
        opens = False  # more likely a place behind a preposition
    return len(unit.form) > 2 and opens if first else len(unit.form) > 1


def titled(match: Match) -> Reach | None:
    """A personal name behind a title, a rank or "the young man"."""
    chart = match.chart
    j = match.j
    units = chart.doc.units
    while j < len(units) and j - match.i < 4 and "title" in units[j].symbols and units[j].reading("title"):
        j += 1
    if j < len(units) and units[j].form in OPENING:
        j += 1
    name = read_name(chart, j, loose=False) if j < len(units) else None
    if name is None:
        return None
    first = units[match.i].reading("title")
    role = first.attrs.get("role", "") if first else ""
    return Reach(PersonName(name.english, name.folded, role not in {"", "person", "witness", "armed"}), name.j)


def named(match: Match) -> Reach | None:
    """A personal name with no title: two known names one behind the other at least, and no place."""
    chart, i = match.chart, match.i
    units = chart.doc.units
    if i + 1 >= len(units) or not given(units[i + 1]) or "place" in units[i].symbols:
        return None
    name = read_name(chart, i, loose=False)
    if name is None or name.j < i + 2:
        return None
    return Reach(PersonName(name.english, name.folded, public=False), name.j)

"""How far the name of a place goes.

A name that the gazetteer knows is one unit of the text already. An unknown one begins behind its kind-word and goes on
over words that can be part of a name: those behind ``تل`` or ``أبو``, an indefinite word behind an indefinite one,
``الشرقية`` and the like.
"""

from __future__ import annotations

import msgspec

from sijill.facts.place_word import folded, is_common, is_word
from sijill.match import CONJUNCTIONS, Doc, Reading, Unit
from sijill.model import Span
from sijill.text import NUMBER, WORD

OPENING = frozenset("(\"«[{“”'‘")
CLOSING = frozenset(")\"»]}”“'’")
_MOST_WORDS = 4
_JOINED = 5  # letters of a name behind ``و``, and the letter
_PARTICLES = frozenset(("pstop/conj", "pstop/on"))
_LANDSCAPE = frozenset(("الجبل", "البحر", "الوادي", "النهر", "التل", "السهل"))  # قبتان الجبل
_DAYS_AS_NAMES = frozenset(("علي", "جمعه", "خميس"))  # تل علي, تل جمعة
_CLITICS = frozenset("بلك")  # كابل بـ«…»
_GLUED = ("بال", "وال", "فال", "كال", "لل", "ولل", "وبال")
_STOPS = frozenset(
    ("place_stop", "place_cue", "place_rel", "place_from", "place_to", "place_same", "place_this", "place_km",
     "place_office", "country")
)  # fmt: skip
_OTHER = frozenset(
    ("act", "toll", "loss", "noloss", "result", "damage", "hitback", "person", "force", "body", "object", "weapon",
     "actor", "epithet", "outlet", "place_src", "number", "date", "time", "nat")
)  # fmt: skip
_CAN_NAME = frozenset(("facility", "camp", "street", "village", "area", "mountain", "river"))
_BUILT_NAME = frozenset(("facility", "street"))  # جسر المطار, حاجز الجامعة
_WIDE = frozenset(("country", "admin1", "city", "area", "region"))
_SETTLED = frozenset(("admin1", "city", "country", "admin2"))
_NAMING = frozenset(("place", "place_head", "name", "place_adj"))
_DOINGS = frozenset(
    (
        "act",
        "toll",
        "loss",
        "noloss",
        "result",
        "damage",
        "nat",
        "number",
        "date",
        "time",
        "modifier",
        "actor",
        "epithet",
    )
)


class Name(msgspec.Struct, frozen=True):
    """A name in the text: its units ``[i, j)``, its own code points, its folded form, and what the gazetteer says."""

    i: int
    j: int
    span: Span
    form: str
    entry: Reading | None


def place_reading(unit: Unit) -> Reading | None:
    """The reading of a unit as a place of the gazetteer, if its article is the name's own."""
    if "place" not in unit.symbols or "place_this" in unit.symbols:
        return None  # تلك: "that", before a district of this name
    for r in unit.readings:
        if r.cat == "place" and not r.enc and (r.feat != "def" or r.definite):
            return r
    return None


def weak_reading(unit: Unit) -> Reading | None:
    """The reading of a unit as a place whose name is a verb or particle as well (``تدمر``)."""
    return next((r for r in unit.readings if r.cat == "place_weak" and not r.enc), None)


def cue_reading(unit: Unit) -> Reading | None:
    """The reading of a unit as a kind-word (``مدينة``, ``القرية``, ``حيي``)."""
    if "place_cue" not in unit.symbols:
        return None
    return next((r for r in unit.readings if r.cat == "place_cue" and not r.enc), None)


def own_start(doc: Doc, unit: Unit, pro: str) -> int:
    """Where a word begins once its conjunction and preposition, but not its article, are peeled."""
    if pro.endswith("لل"):
        return doc.inner_start(unit, pro.removesuffix("لل") + "ل")
    return doc.inner_start(unit, pro.removesuffix("ال"))


def _blocks(unit: Unit) -> bool:
    """Whether no name can go on with this unit."""
    if unit.first != unit.last and not {"place", "place_head", "name"} & unit.symbols:
        return True
    if unit.kind != WORD or unit.form in CONJUNCTIONS or unit.form in _CLITICS or _stops(unit):
        return True
    if any(r.feat.startswith(("past", "pres")) and not _misread(r) for r in unit.readings):
        return True
    if unit.form.startswith(_GLUED) and len(unit.form) > 5:
        return True
    return bool(unit.readings) and all(r.pro not in ("", "ال") and _weighty(r) for r in unit.readings)


def _stops(unit: Unit) -> bool:
    """Whether a word ends the name before it; no particle does with an article or a ``ي`` (``بالما``, ``لوي``)."""
    if _STOPS.isdisjoint(unit.symbols):
        return False
    return any(r.cat in _STOPS and not _misread(r) for r in unit.readings)


def _misread(reading: Reading) -> bool:
    """Whether a reading cannot be: no particle has the article or a ``ي`` (``العلي``, ``لوي``), no past a ``س``."""
    if reading.id in _PARTICLES or reading.cat == "toward":
        return reading.definite or (reading.id == "pstop/conj" and reading.enc == "ي")
    return reading.pro.lstrip("وف").startswith("س") and reading.feat.startswith("past")


def _no_quarter(reading: Reading) -> bool:
    """Whether a definite word behind ``حي`` is none of its name all the same: a time, another kind of place."""
    return reading.id == "pstop/time" or reading.cat in ("place_cue", "place_rel", "country")


def _adjectival(unit: Unit) -> bool:
    """Whether a word is at most a describing adjective: with the article, behind an indefinite noun, it is a name."""
    return unit.first == unit.last and bool(unit.readings) and all(r.id.startswith("pstop/a") for r in unit.readings)


def _weighty(reading: Reading) -> bool:
    """Whether a reading with clitics is worth more than an unknown name (``بركي`` is no ``ب`` + ``ركي``)."""
    if reading.id == "pstop/conj" and (reading.pro in ("ب", "ل", "ك") or reading.definite):
        return False
    return reading.cat != "place" or reading.attrs["level"] in ("admin1", "city", "country", "region")


def begins_name(unit: Unit, *, town: bool = False, quarter: bool = False, sure: bool = False) -> bool:
    """Whether an unknown name can begin with this unit.

    ``town``: also an ordinary word with the article; ``quarter``: any word with it, whatever else it means; ``sure``:
    a noun must stand here, so no preposition begins it.
    """
    definite = unit.form.startswith("ال")
    if _likened(unit):
        return True  # قرية كاروبا: not "like Aruba"
    if quarter and definite and unit.first == unit.last and not any(_no_quarter(r) for r in unit.readings):
        return True  # حي الشرطة, حي الخضراء
    if unit.kind != WORD or not {"place_far", "place_adj"}.isdisjoint(unit.symbols) or _elsewhere(unit):
        return False
    if "place_dir" in unit.symbols and not (town and definite and unit.form.endswith("ه")):
        return False
    if "place_common" in unit.symbols and not (town and unit.form.startswith("ال")):
        return False
    if _blocks(unit) and not (town and definite and _adjectival(unit)):
        return False
    if ("otherone" in unit.symbols and not definite) or _conjoined_word(unit):
        return False  # مدينة أخرى, قرى وتعريض
    glued = unit.form[0] in "لب" and len(unit.form) > 4 and not unit.form.endswith("و")  # بارسو is foreign
    if (
        glued
        and not sure
        and not unit.readings
        and (is_word(unit.form[1:]) or is_word(unit.form[1:].removesuffix("ه") + "ة"))
    ):
        return False
    if not unit.readings and _owned(unit.form):
        return False
    # A common noun begins a name only where it has the article or nothing else can be meant.
    if "place_head" in unit.symbols or unit.form.startswith("ال") or _OTHER.isdisjoint(unit.symbols):
        return True
    return town and _DOINGS.isdisjoint(unit.symbols)


def _conjoined_word(unit: Unit) -> bool:
    """Whether an unknown form is ``و`` with an ordinary word behind it, or a verb in the plural."""
    if unit.readings:
        return False
    form = unit.form
    if form[0] == "و" and len(form) > 4:
        return is_word(form[1:]) and not is_word(form)
    return form[0] == "ي" and form.endswith("ون") and is_common(form)


def _elsewhere(unit: Unit) -> bool:
    """Whether a well known name, or one of several words, has its own preposition (``سوق بأم درمان``)."""
    for r in unit.readings:
        if r.cat == "place" and r.pro.lstrip("وف")[:1] in ("ب", "ل"):
            return unit.first != unit.last or (r.attrs["level"] in _SETTLED and "ambiguous" not in r.attrs)
    return False


def _owned(form: str) -> bool:
    """Whether an unknown word is a verb with its object or a noun with its owner (``وسلمتها``, ``طريق عودتها``)."""
    return form[-2:] in ("ها", "هم") and (form[0] in "يت" or form[-3:-2] == "ت")


def _goes_on(doc: Doc, first: Unit, last: Unit, unit: Unit) -> bool:
    """Whether the name that began with ``first`` and now ends with ``last`` goes on with ``unit``."""
    if unit.kind == NUMBER or "place_nisba" in unit.symbols:
        return False
    if _bound(doc, first, last, unit):
        return True
    if last is first and {"place_cue", "place_head"} <= unit.symbols and not unit.readings[0].pro:
        begins = unit.i + 1 < len(doc.units) and begins_name(doc.units[unit.i + 1])
        return unit.first == unit.last and not first.readings and not begins
    if _blocks(unit) or ("place_dir" in unit.symbols and not _adjective(last, unit)):
        return False
    definite = unit.form.startswith("ال")
    if "place_adj" in unit.symbols or "place_dir" in unit.symbols:
        return _adjective(last, unit)
    if any(r.cat == "place" and "ب" in r.pro for r in unit.readings):
        return False
    if _likened(unit) or "place_head" in last.symbols or _foreign(first, unit):
        return True  # آب كماري: not "like Mary"
    if any((r.cat not in _NAMING and not _misread(r)) or _wide(r) for r in unit.readings):
        return False
    if unit.first != unit.last:  # قرية فلان عبد الله
        person = unit.readings[0].cat == "name" and not unit.readings[0].pro
        return person and last is first and not first.form.startswith("ال")
    if (unit.form[0] == "و" and len(unit.form) > 3) or _glued_common(doc, unit):
        return False
    if definite:
        return last is first and _compounds(doc, first, unit)
    return not first.form.startswith("ال") and not _adverb(doc, unit)


def _compounds(doc: Doc, first: Unit, unit: Unit) -> bool:
    """Whether a definite word behind a name is the second part of a compound, and not its adjective."""
    if first.form.startswith("ال"):  # قرية البيدر الشلاش
        return not unit.readings and not is_common(doc.text[unit.start : unit.end])
    return unit.form[-1] != "ه"


def _wide(reading: Reading) -> bool:
    """Whether a word is a province or country, which no name goes on with unless it is another word as well."""
    if reading.cat != "place" or reading.attrs["level"] not in _WIDE or "ambiguous" in reading.attrs:
        return False
    return reading.feat != "def" or reading.definite


def _likened(unit: Unit) -> bool:
    """Whether a word is a name that only seems to be "like" another one."""
    return bool(unit.readings) and all(r.cat == "place" and r.pro.lstrip("وف") == "ك" for r in unit.readings)


def _foreign(first: Unit, unit: Unit) -> bool:
    """Whether a word behind an unknown one is a part of a foreign name though it seems to be another (``كاروان كندي``).

    A nationality is definite behind the name of a place, and no particle has a suffix there.
    """
    if first.form.startswith("ال") or not unit.readings:
        return False
    nation = all(r.cat == "nat" and r.pro == "" for r in unit.readings) and unit.form.endswith("ي")
    return nation or all(r.cat == "negation" and r.enc for r in unit.readings)


def _adverb(doc: Doc, unit: Unit) -> bool:
    """Whether a word in ``ا`` is an adverb of the language (``صباحا``), and no part of a foreign name."""
    return unit.form.endswith("ا") and len(unit.form) > 5 and is_common(doc.text[unit.start : unit.end])


def _bound(doc: Doc, first: Unit, last: Unit, unit: Unit) -> bool:
    """Whether a word must go with the one before it, whatever it means else: ``البو بالي``, ``تل أبو علي``."""
    if last is first and last.form == "البو":
        return True  # the beginning of tribes' names, none alone
    if "place_head" in last.symbols and unit.bare in _DAYS_AS_NAMES:
        return doc.text[unit.end - 1] in "ية"
    return last is first and unit.form in _LANDSCAPE and not first.readings and not first.form.startswith("ال")


def _glued_common(doc: Doc, unit: Unit) -> bool:
    """Whether a word is ``ل`` or ``ب`` with an ordinary word behind it (``لعرقلة``)."""
    return (
        unit.form[0] in "لب"
        and len(unit.form) > (3 if unit.form[0] == "ل" else 4)
        and not unit.readings
        and is_word(doc.text[unit.start + 1 : unit.end])
    )


def _adjective(last: Unit, unit: Unit) -> bool:
    """Whether an adjective of order or size, or one of direction in the feminine, is a part of the name before it."""
    if not unit.form.startswith("ال"):
        return False
    return "place_adj" in unit.symbols or (unit.form.endswith("ه") and not last.form.endswith("ات"))


class Manner(msgspec.Struct, frozen=True):
    """How a kind-word lets its name be.

    Attributes:
        adjectives: whether ``الشرقية`` and the like belong to it (not behind ``ريف`` and ``بادية``).
        compound: a kind-word can be its first word, as in ``قرية تل كذا``, or the whole of it, as in ``حي المطار``.
        town: ``مدينة`` or the like: an ordinary word with the article can be the name.
        built: a facility: ``العسكري`` and the like belong to it.
        numbered: a number can be its end (``حي المزة 86``).
        quarter: any word with the article can be the name (``حي الشرطة``).
        many: it opens a list.
        city: ``مدينة``, which ``الجنوبية`` behind a known name describes.
        dual: it is a dual that leans on the names (``قريتي``): a name must follow.
    """

    adjectives: bool = True
    compound: bool = False
    town: bool = False
    built: bool = False
    numbered: bool = False
    quarter: bool = False
    many: bool = False
    city: bool = False
    dual: bool = False


_ANY = Manner()


def read_name(doc: Doc, k: int, manner: Manner = _ANY, *, conjunction: bool = False) -> Name | None:
    """The name that begins at unit ``k``: the gazetteer's where it knows one, else as far as a name can go.

    ``manner`` is what the kind-word lets belong to it; with ``conjunction`` a ``و`` stands before it, in a list.
    """
    units = doc.units
    quoted = k < len(units) and units[k].form in OPENING
    if quoted or (k < len(units) and units[k].form == "#"):
        k += 1
    if k >= len(units):
        return None
    unit = units[k]
    if unit.conjoined and not conjunction and place_reading(unit) is not None:
        return None  # قاعدة ومقديشو …: the next thing
    reading = _own_reading(unit, manner, conjunction=conjunction)
    if reading is not None:
        pro, level = reading.pro, reading.attrs["level"]
        ambiguous = "ambiguous" in reading.attrs or "place_head" in unit.symbols
        manner = msgspec.structs.replace(
            manner,
            adjectives=manner.adjectives
            and (ambiguous or level not in _SETTLED - {"admin2"})
            and not (manner.city and not ambiguous and level == "town"),
        )
        settled = level in _SETTLED
    else:
        pro, ambiguous, settled = _conjunction(unit) if conjunction else "", True, False
        opens = (
            begins_name(unit, town=manner.town, quarter=manner.quarter, sure=manner.dual)
            or (pro and begins_listed(unit))
            or _headed(units, k, manner)
        )
        if not (opens or _abad(units, k)):
            return None
    j = _to_closing(units, k + 1) if quoted else _extend(doc, k, manner, ambiguous=ambiguous, settled=settled)
    if j > k + 1:
        reading = None
    elif (
        "place_head" in unit.symbols and unit.first == unit.last and not unit.form.startswith("ال") and ambiguous
        and not manner.many
    ):  # fmt: skip
        return None  # the beginning of a name alone is no name
    span = (own_start(doc, unit, pro), units[j - 1].end)
    return Name(k, j, span, folded(doc.text[span[0] : span[1]]), reading)


def _own_reading(unit: Unit, manner: Manner, *, conjunction: bool) -> Reading | None:
    """The unit's reading as a place, where no other word is meant and no preposition stands before it."""
    if "place_weak" in unit.symbols and (weak := weak_reading(unit)) is not None and not weak.pro:
        return weak if manner.town or "noun" not in weak.attrs else None
    if "place_stop" in unit.symbols or ("place_common" in unit.symbols and not manner.town) or _bare_direction(unit):
        return None
    reading = place_reading(unit)
    if reading is None or reading.pro.removesuffix("ال") not in (("و", "", "ف") if conjunction else ("",)):
        return None
    return reading


def _headed(units: list[Unit], k: int, manner: Manner) -> bool:
    """Whether a kind-word is itself (the beginning of) the name: ``قرية تل كذا``, ``حي المطار``."""
    if not manner.compound:
        return False
    inner = cue_reading(units[k])
    if inner is not None and inner.pro in ("ال", "وال"):
        return inner.attrs["level"] in (_CAN_NAME if not manner.built else _BUILT_NAME)
    if manner.built:
        return False
    head = "place_head" in units[k].symbols and units[k].readings[0].pro == ""
    return head and k + 1 < len(units) and begins_name(units[k + 1])


def _abad(units: list[Unit], k: int) -> bool:
    """Whether the second half shows a Persian name, whatever the first is (``حياة آباد``)."""
    return units[k].kind == WORD and k + 1 < len(units) and units[k + 1].form in ("اباد", "كوت", "خيل")


def _bare_direction(unit: Unit) -> bool:
    return "place_dir" in unit.symbols and not unit.form.startswith("ال")


def _conjunction(unit: Unit) -> str:
    return "و" if unit.form.startswith("و") and len(unit.form) > 2 else ""


def begins_listed(unit: Unit) -> bool:
    """Whether a word behind ``و`` in a list of names can be one more of them."""
    if unit.kind != WORD or unit.form[0] != "و" or (not unit.readings and _owned(unit.form[1:])):
        return False
    if any(r.cat == "place_head" and r.pro == "و" for r in unit.readings):
        return True  # قريتي كذا وشيخ محمد
    for r in unit.readings:
        if r.pro[:1] == "و" and (r.feat.startswith(("past", "pres")) or r.cat in _STOPS or r.cat in _OTHER):
            return False
    return True


def _to_closing(units: list[Unit], j: int) -> int:
    for n in range(j, min(j + _MOST_WORDS, len(units))):
        if units[n].form in CLOSING:
            return n
        if units[n].kind != WORD:
            return j
    return j


def _extend(doc: Doc, k: int, manner: Manner, *, ambiguous: bool, settled: bool) -> int:
    """Where the name ends whose first unit is ``k``."""
    units, j = doc.units, k + 1
    while j < len(units) and j - k < _MOST_WORDS:
        unit, last = units[j], units[j - 1]
        if unit.kind == NUMBER and manner.numbered and _closes(units, j + 1):
            return j + 1
        if unit.kind != WORD or doc.text[last.end : unit.start].strip(" \u00a0_\u200c"):
            break
        if manner.many and _listed_next(doc, unit):
            break
        if "place_badj" in unit.symbols and manner.built and unit.form.startswith("ال"):
            return j + 1
        if manner.numbered and j == k + 1 and _sort(doc, last, unit):
            return j + 1
        if not {"place_adj", "place_dir"}.isdisjoint(unit.symbols):
            if not manner.adjectives:
                break
        elif (not ambiguous or (settled and "place_head" not in units[k].symbols)) and not _lengthens(
            doc, k, j, settled=settled
        ):
            break
        if not _goes_on(doc, units[k], last, unit):
            break
        j += 1
    return j


def _listed_next(doc: Doc, unit: Unit) -> bool:
    """Whether an unknown word is one more name of a list (``بلدات زاوية وسفوهن``), and no word that begins so."""
    if unit.form[0] != "و" or len(unit.form) < _JOINED or unit.first != unit.last:
        return False
    return all(r.pro[:1] == "و" for r in unit.readings) and not is_common(doc.text[unit.start : unit.end])


def _sort(doc: Doc, last: Unit, unit: Unit) -> bool:
    """Whether an adjective tells of what sort an ordinary word in a quarter's name is (``حي الإصلاح الزراعي``)."""
    if not (last.form.startswith("ال") and unit.form.startswith("ال") and unit.form[-1] in "يه"):
        return False
    return _adjectival(unit) and not last.readings and is_common(doc.text[last.start : last.end])


def _lengthens(doc: Doc, k: int, j: int, *, settled: bool) -> bool:
    """Whether unit ``j`` makes a longer name of one that the gazetteer knows (``settled``: one known well)."""
    unit, units = doc.units[j], doc.units
    if any(r.cat not in _NAMING and not _misread(r) for r in unit.readings):
        return False
    if not settled and _leans_on(units[k], unit):
        return True
    if settled and (units[k].form.startswith("ال") or not _closes(units, j + 1)):
        return False
    return "place_head" in unit.symbols or not is_common(doc.text[unit.start : unit.end])


def _leans_on(first: Unit, unit: Unit) -> bool:
    """Whether a known name without the article leans on a definite noun, no adjective of it (``شوك الريم``)."""
    return not first.form.startswith("ال") and unit.form.startswith("ال") and unit.form[-1] not in "هي"


def _closes(units: list[Unit], j: int) -> bool:
    """Whether no further word of a name can stand at ``j``."""
    return j >= len(units) or units[j].kind != WORD or _blocks(units[j]) or _bare_direction(units[j])


def longer(doc: Doc, k: int, *, ambiguous: bool, settled: bool) -> int:
    """Where a name that the gazetteer knows by its first words ends (``ناوه كذا`` is not ``ناوه``)."""
    return _extend(doc, k, Manner(adjectives=not settled), ambiguous=ambiguous, settled=settled)


def listed(doc: Doc, j: int, manner: Manner, *, many: bool) -> Name | None:
    """The next name of a list whose last name ended before unit ``j``: ``وشنان``, ``، وذي مهنة``, ``، أ``.

    ``many``: a dual or plural kind-word opened it; behind a singular one only names that the gazetteer knows go on.
    """
    manner = msgspec.structs.replace(manner, town=False)
    units = doc.units
    if j < len(units) and units[j].form in CLOSING:
        j += 1
    if j >= len(units):
        return None
    comma = units[j].form in "،,"
    if comma:
        j += 1
        if not many or j >= len(units):
            return None
    unit = units[j]
    if unit.form == "و":
        name = read_name(doc, j + 1, manner)
    elif unit.form.startswith("و"):
        name = read_name(doc, j, manner, conjunction=True)
    elif comma:
        name = read_name(doc, j, manner)
        if name is not None and name.entry is None and not _list_goes_on(units, name.j):
            return None
    else:
        return None
    if name is None or (name.entry is None and not many):
        return None
    if name.entry is not None and name.entry.attrs.get("ambiguous") and not many:
        return None
    return name


def _list_goes_on(units: list[Unit], j: int) -> bool:
    return j < len(units) and (units[j].form in "،," or units[j].form.startswith("و"))

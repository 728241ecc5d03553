"""How far the name of a place goes, and what the words before it say of it.

A name that the gazetteer knows is one unit of the text already. An unknown one begins behind its kind-word and goes on over words
that can be part of a name: those behind ``تل`` or ``أبو``, an indefinite word behind an indefinite one, ``الشرقية`` and the like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from sijill.match import CONJUNCTIONS, Doc, Reading, Unit
from sijill.model import Span
from sijill.text import NUMBER, WORD, fold

_MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")
_GAPS = re.compile("[_\u00a0\u200c]+")
#: Suffixes of ordinary words, and what the dictionary's form has in their stead.
_ENDINGS = (("ه", ("", "ة")), ("ها", ("", "ة")), ("هم", ("", "ة")), ("هما", ("",)), ("ات", ("ة", "")), ("ين", ("", "ة")), ("ون", ("",)), ("ان", ("",)),
            ("تين", ("ة",)), ("تان", ("ة",)), ("ته", ("ة",)), ("تها", ("ة",)), ("تهم", ("ة",)), ("ا", ("",)), ("ية", ("ي", "")), ("اً", ("",)))  # fmt: skip
OPENING = frozenset('("«[{“”\'‘')
CLOSING = frozenset(')"»]}”“\'’')
_MOST_WORDS = 4
_GLUED = ("بال", "وال", "فال", "كال", "لل", "ولل", "وبال")
_STOPS = frozenset(("place_stop", "place_cue", "place_rel", "place_from", "place_to", "place_same", "place_this", "place_km", "place_office", "country"))
_OTHER = frozenset(
    ("act", "toll", "loss", "noloss", "result", "damage", "hitback", "person", "force", "body", "object", "weapon", "actor",
     "epithet", "outlet", "place_src", "number", "date", "time", "nat")
)  # fmt: skip
_CAN_NAME = frozenset(("facility", "camp", "street", "village", "area", "mountain", "river"))
_WIDE = frozenset(("country", "admin1", "city", "area"))
_NAMING = frozenset(("place", "place_head", "name", "place_adj"))
_DOINGS = frozenset(("act", "toll", "loss", "noloss", "result", "damage", "nat", "number", "date", "time", "modifier", "actor", "epithet"))
_PREPOSITION_RELATION = {"in": "at", "on": "at", "from": "out", "to": "to"}


class Name(NamedTuple):
    """A name in the text: its units ``[i, j)``, its own code points, its folded form, and what the gazetteer says."""

    i: int
    j: int
    span: Span
    form: str
    entry: Reading | None


class Setting(NamedTuple):
    """What stands before a name: the role of the place, relation, direction, distance; where the phrase begins."""

    role: str
    relation: str | None
    direction: str | None
    distance_km: float | None
    start: int
    marked: bool


def place_reading(unit: Unit) -> Reading | None:
    """The reading of a unit as a place of the gazetteer, if its article is the name's own."""
    if "place" not in unit.symbols:
        return None
    for r in unit.readings:
        if r.entry.cat == "place" and not r.enc and (r.feat != "def" or r.definite):
            return r
    return None


def cue_reading(unit: Unit) -> Reading | None:
    """The reading of a unit as a kind-word (``مدينة``, ``القرية``, ``حيي``)."""
    if "place_cue" not in unit.symbols:
        return None
    return next((r for r in unit.readings if r.entry.cat == "place_cue" and not r.enc), None)


def own_start(doc: Doc, unit: Unit, pro: str) -> int:
    """Where a word begins once its conjunction and preposition, but not its article, are peeled."""
    if pro.endswith("لل"):
        return doc.inner_start(unit, pro.removesuffix("لل") + "ل")
    return doc.inner_start(unit, pro.removesuffix("ال"))


def _blocks(unit: Unit) -> bool:
    """Whether no name can go on with this unit."""
    if unit.first != unit.last and not {"place", "place_head", "name"} & unit.symbols:
        return True
    if unit.kind != WORD or unit.form in CONJUNCTIONS or not _STOPS.isdisjoint(unit.symbols):
        return True
    if any(r.feat.startswith(("past", "pres")) for r in unit.readings):
        return True
    if unit.form.startswith(_GLUED) and len(unit.form) > 5:
        return True
    return bool(unit.readings) and all(r.pro not in ("", "ال") and _weighty(r) for r in unit.readings)


@lru_cache(maxsize=200_000)
def is_common(surface: str) -> bool:
    """Whether a written form is an ordinary Arabic word, with or without article, preposition, suffix or plural ending.

    >>> is_common("احتفال"), is_common("ستوكندو")
    (True, False)
    """
    known = _dictionary()
    word = _MARKS.sub("", surface)
    tries = [word, word.removeprefix("ال")]
    if word[:1] in "لبو" and len(word) > 4:
        tries.append(word[1:].removeprefix("ال"))
    for stem in tuple(tries):
        for ending, back in _ENDINGS:
            if stem.endswith(ending) and len(stem) - len(ending) >= 3:
                tries += [stem[: -len(ending)] + b for b in back]
    return any(t in known for t in tries if len(t) > 1)


def is_word(surface: str) -> bool:
    """Whether a form stands in the dictionary just so, its article apart."""
    known = _dictionary()
    return surface in known or surface.removeprefix("ال") in known


@lru_cache(maxsize=1)
def _dictionary() -> Mapping[str, str]:
    return DefaultDictionaryFactory().get_dictionary("ar")


def _weighty(reading: Reading) -> bool:
    """Whether a reading with clitics is worth more than taking the word as an unknown name (``بركي`` is no ``ب`` + ``ركي``)."""
    if reading.entry.id == "pstop/conj" and reading.pro in ("ب", "ل", "ك"):
        return False
    return reading.entry.cat != "place" or reading.entry.attrs["level"] in ("admin1", "city", "country")


def begins_name(unit: Unit, *, town: bool = False) -> bool:
    """Whether an unknown name can begin with this unit; behind ``مدينة`` and the like also an ordinary word with the article."""
    definite = unit.form.startswith("ال")
    if unit.kind != WORD or not {"place_far", "place_adj"}.isdisjoint(unit.symbols):
        return False
    if "place_dir" in unit.symbols and not (town and definite and unit.form.endswith("ه")):
        return False
    if "place_common" in unit.symbols and not (town and unit.form.startswith("ال")):
        return False
    if _blocks(unit):
        return False
    if unit.form[0] in "لب" and len(unit.form) > 4 and not unit.readings and is_word(unit.form[1:]):
        return False
    if unit.form[-2:] in ("ها", "هم") and unit.form[0] in "يت" and not unit.readings:
        return False  # a verb with its object
    # A common noun begins a name only where it has the article or nothing else can be meant.
    if "place_head" in unit.symbols or unit.form.startswith("ال") or _OTHER.isdisjoint(unit.symbols):
        return True
    return town and _DOINGS.isdisjoint(unit.symbols)


def _goes_on(doc: Doc, first: Unit, last: Unit, unit: Unit) -> bool:
    """Whether the name that began with ``first`` and now ends with ``last`` goes on with ``unit``."""
    if unit.kind == NUMBER:
        return False
    if {"place_cue", "place_head"} <= unit.symbols and not unit.readings[0].pro and unit.first == unit.last and last is first:
        return not first.readings and not (unit.i + 1 < len(doc.units) and begins_name(doc.units[unit.i + 1]))
    if _blocks(unit) or "place_dir" in unit.symbols and not _adjective(last, unit):
        return False
    definite = unit.form.startswith("ال")
    if "place_adj" in unit.symbols or "place_dir" in unit.symbols:
        return _adjective(last, unit)
    if any(r.entry.cat == "place" and "ب" in r.pro for r in unit.readings):
        return False
    if "place_head" in last.symbols:
        return True
    if any(r.entry.cat not in _NAMING for r in unit.readings):
        return False
    if unit.first != unit.last or any(r.entry.cat == "place" and r.entry.attrs["level"] in _WIDE for r in unit.readings):
        return False
    if unit.form[0] == "و" and len(unit.form) > 3:
        return False
    if _glued_common(doc, unit):
        return False
    if definite:  # a definite word behind a name is its adjective, unless it is the second part of a compound
        return not first.form.startswith("ال") and last is first and unit.form[-1] != "ه"
    return not first.form.startswith("ال") and not (unit.form.endswith("ا") and len(unit.form) > 5)


def _glued_common(doc: Doc, unit: Unit) -> bool:
    """Whether a word is ``ل`` or ``ب`` with an ordinary word behind it (``لعرقلة``)."""
    return unit.form[0] in "لب" and len(unit.form) > 4 and not unit.readings and is_word(doc.text[unit.start + 1 : unit.end])


def _adjective(last: Unit, unit: Unit) -> bool:
    """Whether an adjective of order or size, or one of direction in the feminine, stands behind a name as a part of it."""
    if not unit.form.startswith("ال"):
        return False
    return "place_adj" in unit.symbols or (unit.form.endswith("ه") and not last.form.endswith("ات"))


def read_name(  # noqa: PLR0913
    doc: Doc, k: int, *, adjectives: bool = True, conjunction: bool = False, compound: bool = False, numbered: bool = False,
    town: bool = False, built: bool = False,
) -> Name | None:
    """The name that begins at unit ``k``: the gazetteer's where it knows one, else as far as a name can go.

    Args:
        adjectives: whether ``الشرقية`` and the like belong to it (not behind ``ريف`` and ``بادية``).
        conjunction: a ``و`` stands before it, in a list.
        compound: a kind-word can be its first word, as in ``قرية تل كذا``, or the whole of it, as in ``حي المطار``.
        town: the kind-word is ``مدينة`` or the like, so that an ordinary word with the article can be the name.
        built: a facility, so that ``العسكري`` and the like belong to it.
        numbered: a number can be its end (``حي المزة 86``).
    """
    units = doc.units
    if k >= len(units):
        return None
    unit = units[k]
    quoted = unit.form in OPENING
    if quoted or unit.form == "#":
        k += 1
        if k >= len(units):
            return None
        unit = units[k]
    reading = None if "place_stop" in unit.symbols or ("place_common" in unit.symbols and not town) or _bare_direction(unit) else place_reading(unit)
    pro = ""
    if reading is not None and reading.pro.removesuffix("ال") in (("و", "", "ف") if conjunction else ("",)):
        pro, j = reading.pro, k + 1
        ambiguous = "ambiguous" in reading.entry.attrs or "place_head" in unit.symbols
        adjectives = adjectives and (ambiguous or reading.entry.attrs["level"] not in ("admin1", "city", "country"))
    else:
        reading, ambiguous = None, True
        pro = _conjunction(unit) if conjunction else ""
        inner = cue_reading(unit) if compound else None
        alone = inner is not None and inner.pro == "ال" and inner.entry.attrs["level"] in _CAN_NAME
        headed = compound and "place_head" in unit.symbols and unit.readings[0].pro == "" and k + 1 < len(units)
        if not begins_name(unit, town=town) and not (pro and begins_listed(unit)) and not (
            alone or (headed and begins_name(units[k + 1]))
        ):
            return None
        j = k + 1
    if quoted:
        j = _to_closing(units, j)
    else:
        settled = reading is not None and reading.entry.attrs["level"] in ("admin1", "city", "country", "admin2")
        j = _extend(
            doc, k, j, ambiguous=ambiguous, settled=settled, adjectives=adjectives, numbered=numbered, built=built
        )
    if j > k + 1:
        reading = None
    elif "place_head" in unit.symbols and unit.first == unit.last and not unit.form.startswith("ال") and ambiguous:
        return None  # the beginning of a name alone is no name
    start = own_start(doc, unit, pro)
    span = (start, units[j - 1].end)
    return Name(k, j, span, folded(doc.text[span[0] : span[1]]), reading)


@lru_cache(maxsize=100_000)
def folded(surface: str) -> str:
    """A name as it stands, folded, its words parted by one blank."""
    return " ".join(_GAPS.sub(" ", fold(surface)).split())


def _bare_direction(unit: Unit) -> bool:
    return "place_dir" in unit.symbols and not unit.form.startswith("ال")


def _conjunction(unit: Unit) -> str:
    return "و" if unit.form.startswith("و") and len(unit.form) > 2 else ""


def begins_listed(unit: Unit) -> bool:
    """Whether a word behind ``و`` in a list of names can be one more of them."""
    if unit.kind != WORD or unit.form[0] != "و":
        return False
    for r in unit.readings:
        if r.pro[:1] == "و" and (r.feat.startswith(("past", "pres")) or r.entry.cat in _STOPS or r.entry.cat in _OTHER):
            return False
    return True


def _to_closing(units: list[Unit], j: int) -> int:
    for n in range(j, min(j + _MOST_WORDS, len(units))):
        if units[n].form in CLOSING:
            return n
        if units[n].kind != WORD:
            return j
    return j


def _extend(  # noqa: PLR0913
    doc: Doc, k: int, j: int, *, ambiguous: bool, settled: bool, adjectives: bool, numbered: bool, built: bool = False
) -> int:
    units = doc.units
    first = units[k]
    while j < len(units) and j - k < _MOST_WORDS:
        unit, last = units[j], units[j - 1]
        if unit.kind == NUMBER and numbered and (j + 1 == len(units) or units[j + 1].kind != WORD or _blocks(units[j + 1])):
            return j + 1
        if unit.kind != WORD or doc.text[last.end : unit.start].strip(" \u00a0_\u200c"):
            break
        if "place_badj" in unit.symbols and built and unit.form.startswith("ال"):
            return j + 1
        if "place_adj" in unit.symbols or "place_dir" in unit.symbols:
            if not adjectives:
                break
        elif not ambiguous and (any(r.entry.cat not in _NAMING for r in unit.readings) or (settled and (first.form.startswith("ال") or not _closes(units, j + 1)))):
            break
        elif not ambiguous and "place_head" not in unit.symbols and is_common(doc.text[unit.start : unit.end]):
            break
        if not _goes_on(doc, first, last, unit):
            break
        j += 1
    return j


def _closes(units: list[Unit], j: int) -> bool:
    """Whether no further word of a name can stand at ``j``."""
    return j >= len(units) or units[j].kind != WORD or _blocks(units[j])


def longer(doc: Doc, k: int, *, ambiguous: bool, settled: bool) -> int:
    """Where a name that the gazetteer knows by its first words ends (``ناوه كذا`` is not ``ناوه``)."""
    return _extend(doc, k, k + 1, ambiguous=ambiguous, settled=settled, adjectives=not settled, numbered=False)


def listed(doc: Doc, j: int, *, many: bool) -> Name | None:
    """The next name of a list whose last name ended before unit ``j``: ``وشنان``, ``، وذي مهنة``, ``، أ``.

    Args:
        many: a dual or plural kind-word opened the list; behind a singular one only names that the gazetteer knows go on.
    """
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
        name = read_name(doc, j + 1)
    elif unit.form.startswith("و"):
        name = read_name(doc, j, conjunction=True)
    elif comma:
        name = read_name(doc, j)
        if name is not None and name.entry is None and not _list_goes_on(units, name.j):
            return None
    else:
        return None
    if name is None or (name.entry is None and not many):
        return None
    if name.entry is not None and name.entry.entry.attrs.get("ambiguous") and not many:
        return None
    return name


def _list_goes_on(units: list[Unit], j: int) -> bool:
    return j < len(units) and (units[j].form in "،," or units[j].form.startswith("و"))


def setting(doc: Doc, i: int, pro: str) -> Setting:  # noqa: PLR0912, PLR0915
    """What stands before the phrase of a place that begins at unit ``i`` behind the proclitic ``pro``."""
    units = doc.units
    relation: str | None = None
    directions: list[str] = []
    distance: float | None = None
    role, marked = "at", False
    clitic = pro.removesuffix("ال").lstrip("وف")
    b = i - 1
    start = i
    via_from = False
    for _ in range(9):
        if clitic.startswith("ب"):
            role, marked = "at", True
            break
        if clitic.startswith("ل") and relation is None:
            role = "of"
        if b < 0:
            break
        unit = units[b]
        symbols = unit.symbols
        if unit.ends_sentence:
            break
        step = True
        if "place_from" in symbols or "place_to" in symbols:
            role, marked, start = ("from" if "place_from" in symbols else "away"), True, b
            break
        if "place_src" in symbols and not directions and relation is None:
            r = next(r for r in unit.readings if r.entry.cat == "place_src")
            if not r.definite and not r.enc:
                role, marked = "source", True
                break
            break
        if "place_dir" in symbols:
            r = next(r for r in unit.readings if r.entry.cat == "place_dir")
            if r.definite and not via_from:
                break
            directions.insert(0, r.entry.attrs["dir"])
            clitic = r.pro.removesuffix("ال").lstrip("وف")
        elif "place_far" in symbols:
            clitic = ""
        elif "place_this" in symbols:
            clitic = next(r.pro for r in unit.readings if r.entry.cat == "place_this").lstrip("وف")
            if unit.form.startswith("ب") or clitic.startswith("ب"):
                start, marked = b, True
                break
        elif "place_beside" in symbols and role == "of":
            role, marked, start = "neighbour", True, b
            break
        elif "place_rel" in symbols:
            r = next(r for r in unit.readings if r.entry.cat == "place_rel")
            if r.definite and unit.first == unit.last:
                break
            kind = r.entry.attrs["relation"]
            if kind == "distance" or (kind == "in" and relation is not None):
                pass
            elif kind == "borderwith":
                role, marked, relation, start = "neighbour", True, "border", b
                break
            else:
                relation = relation or kind
            marked = True
            clitic = r.pro.removesuffix("ال").lstrip("وف")
        elif "place_km" in symbols:
            if b > 0 and units[b - 1].kind == NUMBER:
                distance = _number(units[b - 1].form)
                b -= 1
            elif "كيلومترين" in unit.form:
                distance = 2.0
            clitic = ""
        elif distance is not None and (unit.form in ("نحو", "حوالي", "قرابه", "زهاء") or "place_rel" in symbols):
            pass
        elif (cue := cue_reading(unit)) is not None and not cue.definite:
            clitic = cue.pro.removesuffix("ال").lstrip("وف")
            if cue.entry.attrs["level"] == "rural" and relation is None:
                relation = "rural"
        elif "place_stop" in symbols:
            at = next((r for r in unit.readings if r.entry.cat == "place_stop"), None)
            word = at.entry.attrs.get("at") if at is not None else None
            if word == "from" and (directions or relation or b == i - 1):
                if b == i - 1 and b > 0 and not _spatial(units[b - 1]) and not _part(units, b - 1):
                    role, marked, start = "out", True, b
                    break
                via_from = True
            elif word in _PREPOSITION_RELATION:
                if word == "to" and b + 1 < len(units) and "place_dir" in units[b + 1].symbols:
                    via_from = True
                elif word == "in" or word == "on" or not directions:
                    if word == "to" and relation == "near":
                        break
                    role, marked, start = _PREPOSITION_RELATION[word], True, b
                    break
                else:
                    break
            elif word == "of":
                role = "weak"
                break
            elif unit.bare in ("هي", "هو"):
                role, marked = "weak", True
                break
            else:
                break
        else:
            if role == "of" and not marked:
                role = "of"
            step = False
        if not step:
            break
        start = b
        b -= 1
    if directions:
        marked = True
    direction = _direction(directions)
    return Setting(role, relation, direction, distance, start, marked)


def _spatial(unit: Unit) -> bool:
    return any(c in unit.symbols for c in ("place_dir", "place_rel", "place_km", "place_far"))


def _part(units: list[Unit], b: int) -> bool:
    """Whether ``من`` behind this unit means a part of the place: ``مناطق متفرقة من``."""
    while b > 0 and "place_stop" in units[b].symbols and units[b].form not in ("في", "من"):
        b -= 1
    cue = cue_reading(units[b])
    return cue is not None and not cue.definite


def _number(form: str) -> float | None:
    try:
        return float(form.replace(",", "").replace("،", ""))
    except ValueError:
        return None


def _direction(found: list[str]) -> str | None:
    """One direction out of the words for it: ``جنوب شرقي`` is south-east, ``شمال وشرق`` the first of the two."""
    if not found:
        return None
    if len(found) > 1 and found[0] in ("north", "south") and found[1] in ("east", "west"):
        return f"{found[0]}-{found[1]}"
    if len(found) > 1 and found[0] in ("east", "west") and found[1] in ("north", "south"):
        return f"{found[1]}-{found[0]}"
    return found[0]

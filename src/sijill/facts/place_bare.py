"""Places without a kind-word: names that the gazetteer knows, and unknown ones between two marks of place."""

from __future__ import annotations

import msgspec

from sijill.facts.place_cued import (
    add,
    claimed,
    country_reading,
    follows_place,
    is_common_noun,
    known,
    told,
    value_of,
)
from sijill.facts.place_fact import PlaceFact
from sijill.facts.place_lexicon import GRAMMAR_WORDS, PLACE_CATS
from sijill.facts.place_name import CLOSING, OPENING, Name, longer, own_start, place_reading, read_name, weak_reading
from sijill.facts.place_setting import setting
from sijill.facts.place_word import folded, is_common
from sijill.grammar import Chart, Fact, Match
from sijill.match import Doc, Reading, Unit
from sijill.text import NEWLINE, NUMBER, WORD

_LINE_MARKS = frozenset("-–—•*●▪◾#·/\\.")
_HEADER_ENDS = frozenset((":", "؛", ";", "\n", "…"))
_DASHES = frozenset("-–—")
_DATELINE_ENDS = frozenset(("-", "–", "—", "/", "(", "،", ",", "|"))
_DATELINE_UNITS = 40  # a dateline stands within so many units of the beginning, or names its source
_SOURCE_UNITS = 6
_HEADING_UNITS = 5
_SURE = frozenset(("admin1", "city", "country"))
_SEATS = frozenset(("pcue/capital", "pcue/centre"))
_REACH = 8
_TOWARDS = frozenset(("باتجاه", "بتجاه", "تجاه", "صوب", "نحو"))
_TITLE = 5  # units before a name in which the quote can open that holds a group's title
_GROUPS = frozenset({"body", "epithet", "force", "place_src"})
_SPATIAL = frozenset(("place_in", "place_rel", "place_dir"))  # behind من and إلى an unknown word is anything
_SERVE = ("موالي", "موالون", "مدعوم", "مقرب", "حليف")
#: Verbs behind ``حيث`` that say that it happened at the place before: ``من بلدة كذا حيث وقع القتال``.
TAKING_PLACE = frozenset(
    ("وقع", "وقعت", "يقع", "دار", "دارت", "تدور", "يدور", "جري", "جرت", "تجري", "اندلع", "اندلعت", "حدث", "حصل")
)
_KIND_IN_NAME = frozenset(("camp", "facility"))


def named(match: Match) -> None:
    """A name that the gazetteer knows, where something shows that it is meant as a place."""
    doc, i = match.doc, match.i
    units = doc.units
    weak = weak_reading(units[i]) if "place_weak" in units[i].symbols else None
    heads = weak is not None and not weak.pro and _heading(units, i, i + 1) == "header"  # كانو: …
    reading = (weak if heads else None) or place_reading(units[i]) or country_reading(units[i]) or _glued(units[i])
    if reading is None or claimed(match.chart, i) or _master(units, i, reading):
        return
    if (
        not heads
        and not GRAMMAR_WORDS.isdisjoint(units[i].symbols)
        and not (("place_adj" in units[i].symbols and _goes_on(units, i + 1)) or _in_eastern(units, i, reading))
    ):
        return
    if _pretext(doc, i, reading):
        return
    if "month" in units[i].symbols and i > 0 and units[i - 1].kind == NUMBER:
        return
    attrs = reading.attrs
    if units[i].form == "الضفه" and _of_water(units, i + 1):
        return
    if "nat" in units[i].symbols and reading.cat == "place" and attrs["level"] not in _SURE:
        return  # الحدود السورية التركية: an adjective before a village of its form
    name = _bare_name(match, reading)
    level = attrs.get("level", "country")
    before = setting(doc, i, reading.pro)
    role = _heading(units, before.start if before.marked else i, name.j)
    if role is None and _titled(units, i, name.j):
        return
    sibling = _sibling(match.chart, units, i, reading)
    if role is None and sibling is not None and not before.marked:
        value = msgspec.structs.replace(sibling, name=name.form, text=name.span, ids=known(name)[0], level=level)
        add(match, name, value, i)
        return
    if role is None:
        role = _bare_role(match, i, level) if before.role == "at" and not before.marked else before.role
    headed = "headed" in attrs
    if role == "weak" and "told" in attrs:
        role = "at"  # its kind-word stands in the name
    phrase = units[i].first != units[i].last and before.relation == "near"  # قرب القصر الرئاسي في كذا
    if is_common_noun(units[i]) and level not in _SURE and not (headed or phrase) and not _goes_on(units, name.j):
        return
    sure = before.marked and (role in ("at", "dateline") or _goes_on(units, name.j) or _towards(units, before.start, i))
    if not sure and role != "header" and "told" not in attrs and _doubtful(match, reading, name):
        return
    value = value_of(match, name, name.span, level, None, before)
    add(match, name, msgspec.structs.replace(value, role=role, iso2=value.iso2 or attrs.get("iso2")), i)


def _master(units: list[Unit], i: int, reading: Reading) -> bool:
    """``فصائل موالية لأنقرة``, ``قوات مدعومة من واشنطن``: a government by its capital, whom a force serves."""
    k = i - (1 if reading.pro.endswith("ل") else 2)
    serves = k >= 0 and units[k].bare.removeprefix("ال").startswith(_SERVE)
    return serves and (k == i - 1 or units[i - 1].form == "من")


def _titled(units: list[Unit], i: int, j: int) -> bool:
    """``حركة "شعب كذا"``: a name that ends a quoted title which began with other words, behind who is called so."""
    if j >= len(units) or units[j].form not in CLOSING:
        return False
    for k in range(i - 2, max(0, i - 1 - _TITLE), -1):
        if units[k].form in OPENING:
            return k > 0 and not _GROUPS.isdisjoint(units[k - 1].symbols)
        if units[k].kind != WORD:
            return False
    return False


def _in_eastern(units: list[Unit], i: int, reading: Reading) -> bool:
    """``بالشرقية``, ``في البيضاء``: a province called so, for no adjective has a preposition."""
    unit = units[i]
    level = reading.attrs.get("level")
    if reading.pro.endswith("بال"):
        return level == "admin1" and unit.form.endswith("ه")
    colour = "place_adj" in unit.symbols and {"place_dir", "place_cue", "place_stop"}.isdisjoint(unit.symbols)
    return colour and level in _SURE and i > 0 and "place_in" in units[i - 1].symbols


def _pretext(doc: Doc, i: int, reading: Reading) -> bool:
    """``بحجة عدم كذا``: a name that is also a noun, with what it leans on."""
    unit = doc.units[i]
    if (
        not reading.pro.endswith("ب")
        or "ambiguous" not in reading.attrs
        or unit.first != unit.last
        or i + 1 >= len(doc.units)
    ):
        return False
    after = doc.units[i + 1]
    surface = doc.text[after.start : after.end]
    return after.form == "ان" or (after.kind == WORD and not after.readings and is_common(surface))


def _towards(units: list[Unit], b: int, i: int) -> bool:
    """Whether a name stands behind a word for a direction that is no mere preposition (``زحف باتجاه كذا``)."""
    return any(u.bare in _TOWARDS for u in units[b:i])


def _glued(unit: Unit) -> Reading | None:
    """``بتدمر``: such a name behind its own preposition."""
    reading = weak_reading(unit) if "place_weak" in unit.symbols else None
    return reading if reading is not None and reading.pro.endswith("ب") and "noun" not in reading.attrs else None


def _of_water(units: list[Unit], j: int) -> bool:
    """``الضفة الشرقية للنهر``: a bank, and not the West Bank."""
    return j < len(units) and "place_dir" in units[j].symbols and units[j].form != "الغربيه"


def adjective(match: Match) -> None:
    """``بلدة كذا القندهارية``: a province or town by its adjective, behind the name of a place that lies there."""
    doc, i = match.doc, match.i
    unit = doc.units[i]
    reading = unit.reading("place_nisba")
    if reading is None or reading.pro != "ال" or reading.enc or not follows_place(match.chart, doc.units, i):
        return
    before = next((f for f in match.chart.between("place", max(0, i - _REACH), i) if f.j == i), None)
    if before is None or before.value.level in _SURE:
        return
    attrs = reading.attrs
    value = PlaceFact(
        name=attrs["name"], text=(unit.start, unit.end), level=attrs["level"], ids=tuple(attrs["ids"].split("|")),
        certain=True, group=i, begin=i,
    )  # fmt: skip
    match.chart.add(Fact("place", i, i + 1, value.text, value, match.rule.id))


def _doubtful(match: Match, reading: Reading, name: Name) -> bool:
    """Whether a name is also a word or somebody's name."""
    unit = match.doc.units[match.i]
    if "ambiguous" in reading.attrs or _also_word(unit, reading):
        return True
    if reading.attrs.get("level", "country") in ("city", "country") or unit.first != unit.last:
        return False
    return is_common(match.doc.text[name.span[0] : unit.end])


def _heading(units: list[Unit], i: int, j: int) -> str | None:
    """``header`` or ``dateline``, where the phrase of place ``[i, j)`` begins a line and so ends."""
    if j >= len(units) or not _begins_line(units, i):
        return None
    if _ends_header(units, j) or any(u.kind == NEWLINE for u in units[j : j + _HEADING_UNITS]):
        return "header"
    sourced = any(u.form == ":" for u in units[j + 1 : j + _SOURCE_UNITS])  # كابل - «الوكالة»:
    if units[j].form in _DATELINE_ENDS and (i < _DATELINE_UNITS or sourced):
        return "dateline"
    return "header" if units[j].form in _DASHES and _begins_later(units, i) else None  # an item of a round-up


def _also_word(unit: Unit, reading: Reading) -> bool:
    """Whether the same form is also a word that has nothing to do with places."""
    return any(r.cat not in PLACE_CATS and len(r.pro) <= len(reading.pro) for r in unit.readings)


def _goes_on(units: list[Unit], j: int) -> bool:
    """Whether the words behind a name say where it lies: a direction, a unit, a relation."""
    if j >= len(units):
        return False
    unit = units[j]
    if "place_dir" in unit.symbols or "place_rel" in unit.symbols:
        return not any(r.definite and r.cat == "place_dir" for r in unit.readings)
    if "place_cue" in unit.symbols:
        return not any(r.cat == "place_cue" and not r.pro and r.id not in _SEATS for r in unit.readings)
    if unit.form in ("في", "فى", "من") and j + 1 < len(units):
        return "place_cue" in units[j + 1].symbols
    return False


def again(match: Match) -> None:
    """``في كذا``, ``اشتباكات كذا``: a name that the report gave with its kind-word before."""
    names = told(match.chart)
    units, k = match.doc.units, match.i + 1
    found = names.get(units[k].bare) if names and k < len(units) else None
    if found is None or claimed(match.chart, k):
        return
    for name in found:
        j = k + name.j - name.i
        if [u.bare for u in units[k:j]] == [u.bare for u in units[name.i : name.j]]:
            here = Name(k, j, (units[k].start, units[j - 1].end), name.form, None)
            value = value_of(match, here, here.span, "village", None, setting(match.doc, k, ""))
            add(match, here, msgspec.structs.replace(value, role="at" if value.role == "weak" else value.role), k)
            return


def unknown(match: Match) -> None:
    """``في كذا بمديرية كذا``, ``قرب كذا``: a name that no table knows, behind a mark of place."""
    doc, i = match.doc, match.i
    units = doc.units
    k = i + 1
    if k >= len(units) or claimed(match.chart, k) or ("place_weak" in units[k].symbols and _weak(match, k)):
        return
    there = _SPATIAL.isdisjoint(units[i].symbols)
    if k + 1 == len(units) or (there and not _happened(units, k + 1)) or units[k].kind != WORD or any(
        r.cat not in ("place_head", "name") or r.pro not in ("", "ال") for r in units[k].readings
    ):  # fmt: skip
        return
    name = read_name(doc, k)
    if name is None or len(name.form) < 3 or any(
        u.readings and {"place_head", "name"}.isdisjoint(u.symbols) for u in units[name.i : name.j]
    ):  # fmt: skip
        return
    surface = doc.text[units[k].start : units[k].end]
    if name.j == k + 1 and (units[k].readings or surface.endswith(("ه", "هم", "ها"))):
        return
    if "place_head" not in units[k].symbols and is_common(surface):
        return
    if units[k].readings and all(is_common(doc.text[u.start : u.end]) for u in units[k + 1 : name.j]):
        return
    if _titled(units, k, name.j):
        return
    placed = name.j < len(units) and (_goes_on(units, name.j) or units[name.j].form in ("حيث", "عاصمه"))
    before = setting(doc, k, "")
    value = value_of(match, name, name.span, "village" if placed else "unknown", None, before)
    add(match, name, msgspec.structs.replace(value, role="at") if there else value, k)


def _happened(units: list[Unit], j: int) -> bool:
    """Whether a name that ends before unit ``j``, or one word behind it, is where it happened: ``حيث وقع القتال``."""
    k = next((k for k in range(j, min(j + 2, len(units))) if units[k].form == "حيث"), len(units))
    return k + 1 < len(units) and units[k + 1].bare in TAKING_PLACE


def _weak(match: Match, k: int) -> bool:
    """``في تدمر``: a name that is also a verb or a particle, behind a preposition."""
    name = read_name(match.doc, k)
    if name is not None and name.entry is not None:
        before = setting(match.doc, k, "")
        add(match, name, value_of(match, name, name.span, name.entry.attrs["level"], None, before), k)
        return True
    return False


def _bare_name(match: Match, reading: Reading) -> Name:
    """The name that the gazetteer knows, or a longer one that begins with it."""
    doc, i = match.doc, match.i
    unit = doc.units[i]
    level = reading.attrs.get("level", "country")
    j = i + 1
    if level not in ("country", "area", "region", "camp", "facility") and j < len(doc.units):
        ambiguous = "ambiguous" in reading.attrs or "place_head" in unit.symbols
        j = longer(doc, i, ambiguous=ambiguous, settled=level in ("city", "admin1"))
    if level == "facility" and j < len(doc.units) and "place_badj" in doc.units[j].symbols:
        j += doc.units[j].form.startswith("ال")  # مطار كذا العسكري
    entry = reading if reading.cat == "place" and (j == i + 1 or level == "facility") else None
    span = (own_start(doc, unit, reading.pro), doc.units[j - 1].end)
    if reading.attrs.get("headed", "facility") != "facility":  # the name without its kind-word
        span = (span[0] + doc.text[span[0] : span[1]].index(" ") + 1, span[1])
    form = folded(doc.text[span[0] : span[1]])
    return Name(i, j, span, form if entry is None or j == i + 1 else entry.id.removeprefix("place/"), entry)


def _sibling(chart: Chart, units: list[Unit], i: int, reading: Reading) -> PlaceFact | None:
    """The place that this one stands beside: ``أ وب``, ``أ، وب``."""
    k = i
    if reading.pro[:1] != "و":
        if i == 0 or units[i - 1].form != "و":
            return None
        k = i - 1
    if k and units[k - 1].form in ("،", ",", ")"):
        k -= 1
    for fact in chart.between("place", max(0, k - _REACH), k):
        if fact.j == k and not fact.value.pointer:
            value = fact.value
            return value if isinstance(value, PlaceFact) else None
    return None


def _begins_line(units: list[Unit], i: int) -> bool:
    k = i - 1
    while k >= 0 and (units[k].form in _LINE_MARKS or units[k].kind == NUMBER):
        k -= 1
    return k < 0 or units[k].kind == NEWLINE


def _begins_later(units: list[Unit], i: int) -> bool:
    """Whether a line far from the beginning opens with unit ``i`` itself."""
    return i >= _DATELINE_UNITS and units[i - 1].kind == NEWLINE


def _ends_header(units: list[Unit], j: int) -> bool:
    return units[j].form in _HEADER_ENDS or (
        units[j].form in CLOSING and j + 1 < len(units) and units[j + 1].form == ":"
    )


def _bare_role(match: Match, i: int, level: str) -> str:
    """The role of a bare name with no preposition: hit by the act before it, or only spoken of."""
    units = match.doc.units
    if i == 0 or units[i - 1].ends_sentence:
        return "weak"
    before = units[i - 1]
    if level in _KIND_IN_NAME:
        return "at"  # مخيم كذا: its kind-word stands in the name
    if follows_place(match.chart, units, i):
        return "at"  # an apposition: the unit above the name before it
    country = level == "country"
    if "act" in before.symbols:
        return "weak" if country and not any("roles" in r.attrs for r in before.readings) else "at"
    if not country and any(r.feat.startswith(("past", "pres")) for r in before.readings):
        return "at"
    return "weak"

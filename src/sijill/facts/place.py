"""Places in running text: names behind kind-words, names that the gazetteer knows, places told by pointing back.

The rules of ``rules/place.yaml`` call the computations here by name. A kind-word can open a list (``قرى وبلدات أ وب وج``), so a
computation puts one fact into the chart for every name and returns nothing itself; the fact's span is the name alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from sijill.facts.place_name import (
    CLOSING, OPENING, Name, Setting, cue_reading, folded, is_common, listed, longer, own_start, place_reading, read_name, setting,
)  # fmt: skip
from sijill.grammar import Chart, Fact, Maker, Match
from sijill.match import CONJUNCTIONS, Matcher, Reading, Unit
from sijill.model import Span
from sijill.pack import Entry, Pack, Sense, add_sense, freeze_senses
from sijill.text import NEWLINE, NUMBER, WORD

_TOLD_APART = frozenset(("العاصمه", "مدينه", "محافظه", "ولايه", "مديريه", "قضاء", "قريه", "بلده", "ناحيه", "منطقه", "حي", "مقاطعه", "اقليم"))
#: How fine a level is; of two places in one phrase the finer is the place of the act.
RANK: dict[str, float] = {
    "country": 0.0, "admin1": 1.0, "unit": 1.5, "region": 0.8, "rural": 1.8, "admin2": 2.0, "post": 2.2, "city": 2.6, "river": 2.1, "area": 2.4,
    "street": 2.8, "town": 3.0, "capital": 3.0, "admin3": 3.2, "mountain": 3.3, "unknown": 3.4, "front": 3.8, "any": 4.0,
    "village": 5.0, "quarter": 5.0, "camp": 5.2, "facility": 4.2,
}  # fmt: skip
_LINE_MARKS = frozenset("-–—•*●▪◾#·/\\.")
_HEADER_ENDS = frozenset((":", "؛", ";", "\n", "…"))
_SEATS = frozenset(("pcue/capital", "pcue/centre"))
_NO_NAME = frozenset(("centre", "capital"))
_PLAIN = frozenset(("rural", "area", "river", "road"))
_PEOPLED = frozenset(("town", "village", "quarter", "admin3", "admin2", "admin1", "camp"))
_BUILT = frozenset(("facility", "street", "post"))
_NEVER = frozenset(("place_stop", "place_dir", "place_adj", "place_common", "place_cue"))
_PLACE_CATS = frozenset(("place", "country", "place_head", "name"))
_POINTED = frozenset(
    ("admin1", "unit", "admin2", "admin3", "town", "village", "any", "camp", "quarter", "capital", "rural", "country")
)


class PlaceFact(msgspec.Struct, frozen=True):
    """A place that the text names, or points back to.

    Attributes:
        name: folded; empty where the text only points (``المدينة``, ``المنطقة نفسها``).
        text: the code points of the name alone, or of the phrase where the phrase is the name (``مخيم جنين``).
        level: a key of ``RANK``, by the kind-word, else by the gazetteer.
        cue: id of the kind-word, empty without one.
        relation: near, between, border, in; rural behind ``ريف``; None.
        direction, distance_km: ``على بعد 12 كلم غرب``.
        ids: of the gazetteer's places of that name, where the name is known without its kind-word.
        iso2: of a country, or of the adjective behind the name (``قرقميش التركية``).
        certain: whether the name is in the gazetteer and no other word.
        role: at, of, weak, from, to, away, source, neighbour, header, dateline.
        group: the unit where the list begins that it stands in; siblings share it.
        begin: the unit where its phrase begins, prepositions included.
        pointer: it points to a place told before.
        seat: the phrase names the capital of ``name`` (``مركز ولاية لغمان``).
    """

    name: str
    text: Span
    level: str
    cue: str = ""
    relation: str | None = None
    direction: str | None = None
    distance_km: float | None = None
    ids: tuple[str, ...] = ()
    iso2: str | None = None
    certain: bool = False
    role: str = "at"
    group: int = -1
    begin: int = -1
    pointer: bool = False
    seat: bool = False

    @property
    def rank(self) -> float:
        """How fine the level is."""
        return RANK[self.level]


# ---------------------------------------------------------------------------- the gazetteer in the matcher


_FUNCTION_WORDS = frozenset({"في", "من", "عن", "الي", "علي", "ما", "لا", "هو", "هي", "هم", "قد", "ان", "لم", "كل", "بعد", "قبل", "كان"})


def with_places(pack: Pack, names: Iterable[tuple[str, str, str, bool]]) -> Matcher:
    """A matcher over the pack and the names of the gazetteer (``Places.names_for_automaton``).

    Args:
        pack: the lexicons.
        names: folded name, kind, id, whether it is also another word.
    """
    words: dict[str, list[Sense]] = {w: list(s) for w, s in pack.words.items()}
    phrases: dict[tuple[str, ...], list[Sense]] = {
        (first, *rest): list(senses) for first, rows in pack.phrases.items() for rest, senses in rows
    }
    found: dict[str, tuple[list[str], list[str], bool]] = {}
    for name, kind, id_, ambiguous in names:
        form, doubt = name, ambiguous
        head, _, rest = name.partition(" ")
        if head in ("المحافظه", "الولايه"):
            continue  # the article falls in lookup: it would hide محافظة كذا
        if head in _TOLD_APART and rest:
            form, doubt = rest, True  # مدينة كذا: the kind-word is read by its own rule
        kinds, ids, doubtful = found.get(form, ([], [], True))
        if kind not in kinds:
            kinds.append(kind)
        if id_ not in ids:
            ids.append(id_)
        found[form] = (kinds, ids, doubtful and doubt)
    plain = Matcher.of(pack)
    for form in sorted(found):
        kinds, ids, doubtful = found[form]
        if " " not in form and _taken(plain, form, kinds):
            continue
        attrs = {"level": _level(kinds), "ids": "|".join(ids)} | ({"ambiguous": "1"} if doubtful else {})
        add_sense(words, phrases, form, (Entry(f"place/{form}", "place", attrs), "def" if form[:2] == "ال" else ""))
    return Matcher(*freeze_senses(words, phrases))


def _taken(plain: Matcher, form: str, kinds: list[str]) -> bool:
    """Whether a name is a word of the grammar (``وفي``, ``شمال``), or a common noun that only some village is called by."""
    cats = {(r.entry.cat, r.pro) for r in plain.word(form).readings if not r.enc}
    if form.startswith("ال") and any(r.entry.cat in _NEVER and r.pro in ("و", "ف") for r in plain.word(form[2:]).readings):
        return True  # the table is searched without the article: الوفي would hide وفي
    if any(cat in _NEVER and (pro != "ال" or not ("admin1" in kinds or cat == "place_adj")) for cat, pro in cats):
        return True
    return not {"admin1", "country", "admin2"} & set(kinds) and any(
        cat not in _PLACE_CATS | {"place_adj"} and pro == "" for cat, pro in cats
    )


def _level(kinds: list[str]) -> str:
    if "country" in kinds:
        return "country"
    if "admin1" in kinds:
        return "city" if set(kinds) & {"town", "village", "admin2", "admin3"} else "admin1"
    for kind in ("town", "admin2", "admin3", "village", "camp", "area", "quarter", "site"):
        if kind in kinds:
            return {"site": "facility"}.get(kind, kind)
    return "any"


# ---------------------------------------------------------------------------- behind a kind-word


def _claimed(chart: Chart, i: int) -> bool:
    return any(f.j > i for f in chart.between("place", max(0, i - 8), i + 1))


def _add(match: Match, name: Name, value: PlaceFact, i: int) -> None:
    match.chart.add(Fact("place", i, name.j, value.text, value, match.rule.id))


def _known(name: Name) -> tuple[tuple[str, ...], bool]:
    if name.entry is None:
        return (), False
    attrs = name.entry.entry.attrs
    return tuple(attrs["ids"].split("|")), "ambiguous" not in attrs


def cued(match: Match) -> None:
    """Names behind a kind-word; a definite kind-word points back, is an apposition or an area of what was told."""
    doc, i = match.doc, match.i
    cue = cue_reading(doc.units[i])
    if cue is None or _claimed(match.chart, i):
        return
    level = cue.entry.attrs["level"]
    if cue.definite:
        _definite(match, cue, level)
    elif level in _NO_NAME:
        _seat(match, cue)
    elif level == "road":
        _road(match, cue)
    else:
        _names(match, cue, level)


def _names(match: Match, cue: Reading, level: str) -> None:
    doc, i = match.doc, match.i
    compound = level in ("town", "village", "any", "quarter", "admin3", "front", "admin2")
    numbered = level in ("quarter", "street", "any")
    name = read_name(doc, i + 1, adjectives=level not in _PLAIN, compound=compound, numbered=numbered,
                     town=level in _PEOPLED, built=level in _BUILT) or _called(match)
    if name is None or cue.feat == "acc":
        return
    unit = doc.units[name.i]
    if name.entry is None and "strict" in cue.entry.attrs and cue.feat != "du" and (
        "place_head" not in unit.symbols and is_common(doc.text[unit.start : unit.end])
    ):  # fmt: skip
        return
    quoted = doc.text[name.span[0] - 1] in OPENING
    if level in _BUILT and name.entry is None and not quoted and (
        _common(unit) or (not unit.form.startswith("ال") and not unit.readings and is_common(doc.text[unit.start : unit.end]))
    ):  # fmt: skip
        return  # a market of vegetables, an academy of police: not called by a name of its own
    if level == "front" and name.entry is None and cue.pro == "" and not _after_preposition(doc.units, i):
        return
    whole = "whole" in cue.entry.attrs and name.i <= i + 2
    many = cue.feat in ("du", "pl", "dupl") or "many" in cue.entry.attrs
    before = setting(doc, i, cue.pro)
    first = True
    while name is not None:
        text = (own_start(doc, doc.units[i], cue.pro), name.span[1]) if whole and first and not many else name.span
        _add(match, name, _value(match, name, text, level, cue, before), i if first else name.i)
        last = name
        name = listed(doc, name.j, many=many)
        first = False
    _nationality(match, last)


def _common(unit: Unit) -> bool:
    """Whether a word is a common noun, whatever else."""
    if "place_head" in unit.symbols:
        return False
    return any(r.entry.cat not in ("place", "place_head", "name", "place_adj") for r in unit.readings)


def _called(match: Match) -> Name | None:
    """``قاعدة كبيرة للقوات تسمى كذا``: the name that a kind-word gets further on."""
    units = match.doc.units
    for k in range(match.i + 1, min(match.i + 8, len(units) - 1)):
        if units[k].ends_sentence or "place_cue" in units[k].symbols:
            return None
        if "place_called" in units[k].symbols:
            return read_name(match.doc, k + 1)
    return None


def _after_preposition(units: list[Unit], i: int) -> bool:
    return i > 0 and bool({"place_stop", "place_dir", "place_rel"} & units[i - 1].symbols)


def _value(match: Match, name: Name, text: Span, level: str, cue: Reading | None, before: Setting) -> PlaceFact:
    ids, certain = _known(name)
    if level == "any" and name.entry is not None and name.entry.entry.attrs["level"] in ("admin1", "city", "country"):
        level = name.entry.entry.attrs["level"]
    return PlaceFact(
        name=name.form, text=text, level=level, cue=cue.entry.id if cue else "", relation=before.relation,
        direction=before.direction, distance_km=before.distance_km, ids=ids, certain=certain, role=before.role,
        group=match.i, begin=before.start, iso2=_nation(match.doc.units, name.j),
    )  # fmt: skip


def _nation(units: list[Unit], j: int) -> str | None:
    """The country that an adjective behind a name tells (``بيجي العراقية``)."""
    if j < len(units) and "nat" in units[j].symbols:
        r = next(r for r in units[j].readings if r.entry.cat == "nat")
        if r.definite and r.feat == "sg":
            return r.entry.attrs["iso2"]
    return None


def _nationality(match: Match, last: Name) -> None:
    """Nothing to add yet: kept apart so that adjectives of towns can be read here."""


def _seat(match: Match, cue: Reading) -> None:
    """``مركز ولاية لغمان``, ``عاصمة إقليم بلوشستان``: the capital, or an apposition to the place before it."""
    doc, i = match.doc, match.i
    inner = cue_reading(doc.units[i + 1]) if i + 1 < len(doc.units) else None
    if inner is None:
        _capital(match, cue)
        _centre(match, cue)
        return
    if inner.definite or inner.entry.attrs["level"] not in ("admin1", "unit"):
        return
    if _follows_place(match.chart, doc.units, i):
        return  # the unit's own kind-word reads it
    name = read_name(doc, i + 2)
    if name is None:
        return
    before = setting(doc, i, cue.pro)
    text = (own_start(doc, doc.units[i], cue.pro), name.span[1])
    ids, certain = _known(name)
    value = PlaceFact(
        name=name.form, text=text, level="town", cue=cue.entry.id, relation=before.relation, ids=ids, certain=certain,
        direction=before.direction, distance_km=before.distance_km, role=before.role, group=i, begin=before.start,
        seat=True,
    )  # fmt: skip
    _add(match, name, value, i)


def _capital(match: Match, cue: Reading) -> None:
    """``عاصمة كذا`` of a country, where its name does not stand beside it."""
    doc, i = match.doc, match.i
    land = _country(doc.units[i + 1]) if i + 1 < len(doc.units) and cue.entry.id == "pcue/capital" else None
    if land is None or land.pro or _follows_place(match.chart, doc.units, i):
        return
    before = setting(doc, i, cue.pro)
    text = (own_start(doc, doc.units[i], cue.pro), doc.units[i + 1].end)
    value = PlaceFact(
        name=folded(doc.text[doc.units[i + 1].start : text[1]]), text=text, level="capital", cue=cue.entry.id,
        relation=before.relation, direction=before.direction, distance_km=before.distance_km,
        iso2=land.entry.attrs.get("iso2"), role=before.role, group=i, begin=before.start, seat=True,
    )  # fmt: skip
    match.chart.add(Fact("place", i, i + 2, text, value, match.rule.id))


def _centre(match: Match, cue: Reading) -> None:
    """``مركز كذا``: a post by its own name, where no other word is meant."""
    doc, i = match.doc, match.i
    if cue.entry.id != "pcue/centre" or i + 1 >= len(doc.units) or doc.units[i + 1].readings:
        return
    name = read_name(doc, i + 1)
    if name is not None and not name.form.startswith("ال"):
        before = setting(doc, i, cue.pro)
        _add(match, name, _value(match, name, name.span, "facility", cue, before), i)


def _follows_place(chart: Chart, units: list[Unit], i: int) -> bool:
    if i > 0 and units[i - 1].form in ("،", ",", "(", "-", "«", "“", '"'):
        i -= 1
    return any(f.j == i for f in chart.between("place", max(0, i - 8), i))


def _road(match: Match, cue: Reading) -> None:
    """``طريق أ``, ``طريق أ - ب``: the first of the two towns, between them where there are two."""
    doc, i = match.doc, match.i
    units = doc.units
    if i and units[i - 1].form in ("عن", "وعن"):
        return
    name = read_name(doc, i + 1, adjectives=False)
    if name is None:
        return
    second = None
    if name.j < len(units) and units[name.j].form in "-–—/":
        second = read_name(doc, name.j + 1, adjectives=False)
    second = second or listed(doc, name.j, many=False)
    before = setting(doc, i, cue.pro)
    if name.entry is None and second is None and not (before.marked and before.role == "at"):
        return
    relation = "between" if second is not None else "near"
    for n, place in enumerate((name, second)):
        if place is not None:
            ids, certain = _known(place)
            value = PlaceFact(
                name=place.form, text=place.span, level="town", cue=cue.entry.id, relation=relation, ids=ids,
                certain=certain, role="at" if n == 0 and before.role in ("at", "of", "weak", "out") else "neighbour" if n else before.role,
                group=i, begin=before.start,
            )  # fmt: skip
            _add(match, place, value, i if n == 0 else place.i)


def _definite(match: Match, cue: Reading, level: str) -> None:
    """``المدينة``, ``المنطقة المذكورة``, ``العاصمة بغداد``: with a name behind it that name, else a pointer."""
    doc, i = match.doc, match.i
    units = doc.units
    j = i + 1
    iso2 = _nation(units, j)
    if iso2 is not None:
        j += 1
    if level in ("capital", "admin1", "town") and j < len(units) and place_reading(units[j]) is not None and (
        _NEVER.isdisjoint(units[j].symbols)
    ):  # fmt: skip
        name = read_name(doc, j)
        if name is not None and name.entry is not None and not name.entry.pro.removesuffix("ال"):
            before = setting(doc, i, cue.pro)
            _add(match, name, _value(match, name, name.span, "town", cue, before), i)
            return
    if level == "capital" and j < len(units) and not units[j].readings and not units[j].form.startswith("ال"):
        name = read_name(doc, j)
        if name is not None:
            _add(match, name, _value(match, name, name.span, "town", cue, setting(doc, i, cue.pro)), i)
            return
    if level not in _POINTED or cue.feat not in ("sg", "") or _described(units, j, level):
        return
    before = setting(doc, i, cue.pro)
    if level == "rural" and before.role == "of":
        return
    text = (own_start(doc, units[i], cue.pro), units[i].end)
    value = PlaceFact(
        name="", text=text, level=level, cue=cue.entry.id, relation=before.relation, direction=before.direction,
        distance_km=before.distance_km, iso2=iso2, role=before.role, group=i, begin=before.start, pointer=True,
    )  # fmt: skip
    match.chart.add(Fact("place", i, i + 1, text, value, match.rule.id))


def _described(units: list[Unit], j: int, level: str) -> bool:
    """Whether an adjective behind a definite kind-word tells which one is meant (``الحي التاسع``, ``المنطقة الحدودية``)."""
    if level in ("rural", "capital") or j >= len(units):
        return False
    unit = units[j]
    if not unit.form.startswith("ال") or unit.kind != WORD or not {"place_same", "act", "toll", "weekday"}.isdisjoint(unit.symbols):
        return False
    return not any(r.entry.cat == "place_stop" and r.entry.attrs.get("at") for r in unit.readings)


# ---------------------------------------------------------------------------- without a kind-word


def named(match: Match) -> None:
    """A name that the gazetteer knows, where something shows that it is meant as a place."""
    doc, i = match.doc, match.i
    units = doc.units
    reading = place_reading(units[i]) or _country(units[i])
    if reading is None or _claimed(match.chart, i):
        return
    if not _NEVER.isdisjoint(units[i].symbols) and not ("place_adj" in units[i].symbols and _goes_on(units, i + 1)):
        return
    name = _bare_name(match, reading)
    before = setting(doc, i, reading.pro)
    attrs = reading.entry.attrs
    doubtful = "ambiguous" in attrs or _also_word(units[i], reading)
    if not doubtful and attrs.get("level") not in ("city", "country") and attrs.get("level", "") in RANK:
        doubtful = units[i].first == units[i].last and is_common(doc.text[name.span[0] : units[i].end])
    role = before.role
    sibling = _sibling(match.chart, units, i, reading)
    begins = _begins_line(units, before.start if before.marked else i)
    if begins and name.j < len(units) and (_ends_header(units, name.j) or _short_line(units, name.j)):
        role = "header"
    elif begins and i < 40 and name.j < len(units) and units[name.j].form in ("-", "–", "—", "/", "(", "،", ",", "|"):
        role = "dateline"
    elif sibling is not None and not before.marked:
        _add(match, name, msgspec.structs.replace(sibling, name=name.form, text=name.span, ids=_known(name)[0],
                                                  level=attrs.get("level", "country"), group=sibling.group), i)  # fmt: skip
        return
    elif not before.marked and role == "at":
        role = _bare_role(match, i, attrs)
    if _common(units[i]) and attrs.get("level") not in ("admin1", "city", "country") and not _goes_on(units, name.j):
        return
    if doubtful and role != "header" and (not before.marked or (role not in ("at", "header", "dateline") and not _goes_on(units, name.j))):
        return
    value = _value(match, name, name.span, attrs.get("level", "country"), None, before)
    _add(match, name, msgspec.structs.replace(value, role=role, iso2=value.iso2 or attrs.get("iso2")), i)


def _also_word(unit: Unit, reading: Reading) -> bool:
    """Whether the same form is also a word that has nothing to do with places."""
    return any(r.entry.cat not in _PLACE_CATS and len(r.pro) <= len(reading.pro) for r in unit.readings)


def _goes_on(units: list[Unit], j: int) -> bool:
    """Whether the words behind a name say where it lies: a direction, a unit, a relation."""
    if j >= len(units):
        return False
    unit = units[j]
    if "place_dir" in unit.symbols or "place_rel" in unit.symbols:
        return not any(r.definite and r.entry.cat == "place_dir" for r in unit.readings)
    if "place_cue" in unit.symbols:
        return not any(r.entry.cat == "place_cue" and not r.pro and r.entry.id not in _SEATS for r in unit.readings)
    if unit.form in ("في", "فى", "من") and j + 1 < len(units):
        return "place_cue" in units[j + 1].symbols
    return False


def unknown(match: Match) -> None:
    """``في كذا بمديرية كذا``, ``في كذا شمال كذا``, ``في كذا حيث``: a name that no table knows, between two marks of place."""
    doc, i = match.doc, match.i
    units = doc.units
    k = i + 1
    if k + 1 >= len(units) or units[k].kind != WORD or _claimed(match.chart, k) or any(
        r.entry.cat not in ("place_head", "name") or r.pro not in ("", "ال") for r in units[k].readings
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
    placed = name.j < len(units) and (_goes_on(units, name.j) or units[name.j].form in ("حيث", "عاصمه"))
    before = setting(doc, k, "")
    _add(match, name, _value(match, name, name.span, "village" if placed else "unknown", None, before), k)


def _country(unit: Unit) -> Reading | None:
    if "country" not in unit.symbols:
        return None
    return next((r for r in unit.readings if r.entry.cat == "country" and not r.enc), None)


def _bare_name(match: Match, reading: Reading) -> Name:
    doc, i = match.doc, match.i
    unit = doc.units[i]
    level = reading.entry.attrs.get("level", "country")
    j = i + 1
    if level not in ("country", "area", "camp", "facility") and j < len(doc.units):
        ambiguous = "ambiguous" in reading.entry.attrs or "place_head" in unit.symbols
        j = longer(doc, i, ambiguous=ambiguous, settled=level in ("city", "admin1"))
    entry = reading if j == i + 1 and reading.entry.cat == "place" else None
    span = (own_start(doc, unit, reading.pro), doc.units[j - 1].end)
    return Name(i, j, span, folded(doc.text[span[0] : span[1]]), entry)


def _sibling(chart: Chart, units: list[Unit], i: int, reading: Reading) -> PlaceFact | None:
    """The place that this one stands beside: ``أ وب``, ``أ، وب``."""
    k = i
    if reading.pro[:1] != "و":
        if i == 0 or units[i - 1].form != "و":
            return None
        k = i - 1
    if k and units[k - 1].form in ("،", ",", ")"):
        k -= 1
    for fact in chart.between("place", max(0, k - 8), k):
        if fact.j == k and not fact.value.pointer:
            value = fact.value
            return value if isinstance(value, PlaceFact) else None
    return None


def _begins_line(units: list[Unit], i: int) -> bool:
    k = i - 1
    while k >= 0 and (units[k].form in _LINE_MARKS or units[k].kind == NUMBER):
        k -= 1
    return k < 0 or units[k].kind == NEWLINE


def _short_line(units: list[Unit], j: int) -> bool:
    """Whether the line ends after a few words more: a heading."""
    return any(u.kind == NEWLINE for u in units[j : j + 5])


def _ends_header(units: list[Unit], j: int) -> bool:
    return units[j].form in _HEADER_ENDS or (units[j].form in CLOSING and j + 1 < len(units) and units[j + 1].form == ":")


def _bare_role(match: Match, i: int, attrs: Mapping[str, str]) -> str:
    """The role of a bare name with no preposition: hit by the act before it, or only spoken of."""
    units = match.doc.units
    if i == 0 or units[i - 1].ends_sentence:
        return "weak"
    before = units[i - 1]
    if _follows_place(match.chart, units, i):
        return "at"  # an apposition: the unit above the name before it
    country = attrs.get("level", "country") == "country"
    if "act" in before.symbols:
        return "weak" if country and not any("roles" in r.entry.attrs for r in before.readings) else "at"
    if not country and any(r.feat.startswith(("past", "pres")) for r in before.readings):
        return "at"
    return "weak"


MAKERS: dict[str, Callable[[Match], None] | Maker] = {"place_cued": cued, "place_named": named, "place_unknown": unknown}

"""Places behind a kind-word: names and lists of them, capitals by their unit, roads, and what only points back."""

from __future__ import annotations

import msgspec

from sijill.facts.place_fact import BUILT, PlaceFact
from sijill.facts.place_lexicon import GRAMMAR_WORDS
from sijill.facts.place_name import (
    CLOSING,
    OPENING,
    Manner,
    Name,
    cue_reading,
    listed,
    own_start,
    place_reading,
    read_name,
)
from sijill.facts.place_setting import Setting, direction_of, setting
from sijill.facts.place_word import folded, is_common, is_word
from sijill.grammar import Chart, Fact, Match
from sijill.match import Doc, Reading, Unit
from sijill.model import Span
from sijill.text import NUMBER, WORD

#: Words behind which a word that is both is a kind-word, no adjective.
_NOT_DESCRIBED = frozenset(("place_stop", "place_dir", "place_rel", "place_cue", "place_this", "act", "place_src"))
_NO_NAME = frozenset(("centre", "capital"))
#: Behind these an adjective is that of the kind-word, no part of the name (``ريف حلب الشمالي``).
_CAMPS = frozenset(f"pcue/{w}" for w in ("camp-mil", "base", "barracks"))
_DISTRICTS = frozenset(("town", "admin2", "admin3"))
_PLAIN = frozenset(("rural", "area", "river", "road"))
_PEOPLED = frozenset(("town", "village", "quarter", "admin3", "admin2", "admin1", "camp"))
_COMPOUND = frozenset(("town", "village", "any", "quarter", "admin3", "front", "admin2"))
_NUMBERED = frozenset(("quarter", "street", "any"))
_POINTED = frozenset(
    ("admin1", "unit", "admin2", "admin3", "town", "village", "any", "camp", "quarter", "capital", "rural", "country")
)
_IN_COUNTRIES = frozenset(("town", "village", "admin1", "admin2", "admin3", "camp"))
_BELONGING = "pstop/a001"  # التابعة لمركز كذا
#: What is called by any definite word (``فندق السلام``), and what by an adjective (``المستشفى السعودي``).
_CALLED = frozenset(f"pcue/{w}" for w in ("hotel", "market", "mosque", "mosque-b"))
_NO_MORE = frozenset(("place_common", "place_head", "place", "name"))
_DESCRIBED = frozenset(f"pcue/{w}" for w in ("hospital", "hospital-b", "college"))
_ANY_SORT = ("العام", "العسكري", "الميداني", "المحلي", "الحكومي", "الرييسي", "القريب", "المجاور", "الوحيد", "المركزي")
_ENDS = frozenset(("city", "town", "admin1", "admin2", "admin3"))
_MANY = frozenset(("du", "pl", "dupl"))
_REACH = 8  # units that a place's fact can cover
#: Levels of names that are known again without their kind-word; shorter names are other words too easily.
_AGAIN = frozenset(("town", "village", "quarter", "admin3", "any", "front", "unknown"))
_SHORT = 3
_HIT = frozenset({"act", "hits"})
_HOMES = frozenset(("منزل", "بيت", "مكتب", "مقر", "مزرعه"))
_OWNERS = frozenset({"actor", "epithet", "force"})


def claimed(chart: Chart, i: int) -> bool:
    """Whether a place that was found before covers unit ``i``."""
    begun = chart.between("place", max(0, i - _REACH), i + 1)
    return bool(begun) and any(f.j > i for f in begun)


def told(chart: Chart) -> dict[str, list[Name]]:
    """The names that the report has given with a kind-word so far, and that stand for nothing else, by first word."""
    return chart.once("names of places told", _none_told)


def _none_told(_: Chart) -> dict[str, list[Name]]:
    return {}


def add(match: Match, name: Name, value: PlaceFact, i: int) -> None:
    """Put a place into the chart."""
    if value.cue and not value.ids and value.level in _AGAIN and len(name.form) > _SHORT:
        names = told(match.chart).setdefault(match.doc.units[name.i].bare, [])
        names.append(name)
    match.chart.add(Fact("place", i, name.j, value.text, value, match.rule.id))


def known(name: Name) -> tuple[tuple[str, ...], bool]:
    """The gazetteer's ids of a name, and whether it can only be that."""
    if name.entry is None:
        return (), False
    attrs = name.entry.attrs
    return tuple(attrs["ids"].split("|")), "ambiguous" not in attrs


def cued(match: Match) -> None:
    """Names behind a kind-word; a definite kind-word points back, is an apposition or an area of what was told."""
    doc, i = match.doc, match.i
    cue = cue_reading(doc.units[i])
    if (
        cue is None
        or doc.text.startswith("وأد", doc.units[i].start)  # وأدى
        or claimed(match.chart, i)
        or _describes(doc.units, i, cue)
        or _names_one(doc.units, i, cue)
    ):
        return
    level = cue.attrs["level"]
    if cue.definite and cue.id != "pcue/road-b":  # الطريق الدولي كذا: its article is its own
        _definite(match, cue, level)
    elif level in _NO_NAME:
        _seat(match, cue)
    elif level == "road":
        _road(match, cue)
    else:
        _names(match, cue, level)


def _names_one(units: list[Unit], i: int, cue: Reading) -> bool:
    """Whether a kind-word is here the name of the person before it (``الصحفي ناظم الفلاني``)."""
    if cue.pro or cue.definite or i == 0 or cue.entry.id != "pcue/regulator":
        return False
    person = units[i - 1].reading("person") or units[i - 1].reading("title")
    return person is not None and person.definite and person.feat in {"sg", ""}


def _kind_start(doc: Doc, unit: Unit, cue: Reading) -> int:
    """Where the kind-word of a unit begins: behind its clitics, in a phrase its last word."""
    if "tail" in cue.attrs:
        return unit.start + doc.text[unit.start : unit.end].rindex(" ") + 1
    return own_start(doc, unit, cue.pro)


def _describes(units: list[Unit], i: int, cue: Reading) -> bool:
    """Whether a kind-word is here an adjective of the noun before it (``فصائل محلية``)."""
    return (
        "srcadj" in units[i].symbols
        and not cue.pro
        and i > 0
        and units[i - 1].kind == WORD
        and _NOT_DESCRIBED.isdisjoint(units[i - 1].symbols)
    )


def _names(match: Match, cue: Reading, level: str) -> None:
    """The name behind a kind-word, and the others of its list."""
    doc, i = match.doc, match.i
    manner = Manner(
        adjectives=level not in _PLAIN, compound=level in _COMPOUND | BUILT, city=cue.id == "pcue/city",
        town=level in _PEOPLED or _called_so(match, cue), built=level in BUILT, numbered=level in _NUMBERED,
        quarter=level == "quarter" and cue.feat == "sg",
        many=cue.feat in _MANY or "many" in cue.attrs, dual=cue.feat == "du" and not doc.units[i].form.endswith("ن"),
    )  # fmt: skip
    name = _unit_camp(match, cue) or read_name(doc, i + 1, manner) or _called(match)
    if name is None or cue.feat == "acc" or not _fits(match, cue, level, name):
        return
    if level in BUILT and name.j > name.i + 1 and "place_badj" in doc.units[name.j - 1].symbols:
        form = folded(doc.text[name.span[0] : doc.units[name.j - 2].end])  # مطار كذا العسكري: looked up without it
        name = Name(name.i, name.j, name.span, form, name.entry)
    before = setting(doc, i, cue.pro)
    if "tail" in cue.attrs:
        before = msgspec.structs.replace(before, role=_tail_role(doc, i, cue), marked=True)
    text = name.span
    if _whole(match, cue, level, name, manner):
        text = (_kind_start(doc, doc.units[i], cue), _quoted_end(doc, name))
    add(match, name, value_of(match, name, text, level, cue, before), i)
    while (name := listed(doc, name.j, manner, many=manner.many)) is not None:
        add(match, name, value_of(match, name, name.span, level, cue, before), name.i)


def _tail_role(doc: Doc, i: int, cue: Reading) -> str:
    """The role of a place by the phrase that ends in its kind-word: ``أمام مسجد كذا`` is before it, no imam's."""
    unit = doc.units[i]
    if unit.bare.startswith("امام") and doc.text[own_start(doc, unit, cue.pro)] != "إ":
        return "at"
    if i and doc.units[i - 1].bare in _HOMES:
        return "at"  # منزل مختار قرية كذا
    return cue.attrs["tail"]


def _whole(match: Match, cue: Reading, level: str, name: Name, manner: Manner) -> bool:
    """Whether the kind-word is a part of the name: of a mosque, of mountains; no junction's of a village's name."""
    if not cue.attrs.get("whole") or any(u.kind == WORD for u in match.doc.units[match.i + 1 : name.i]):
        return False
    if cue.id == "pcue/junction" and name.entry is not None:
        return False
    return not manner.many or (level == "mountain" and cue.feat != "du")


def _quoted_end(doc: Doc, name: Name) -> int:
    """The end of a name with the sign that closes its quotes."""
    quoted = doc.text[name.span[0] - 1] in OPENING and name.j < len(doc.units)
    return doc.units[name.j].end if quoted and doc.units[name.j].form in CLOSING else name.span[1]


def _unit_camp(match: Match, cue: Reading) -> Name | None:
    """``معسكر اللواء 35``: a camp that is called by the number of the unit in it."""
    units, k = match.doc.units, match.i + 1
    if cue.id not in _CAMPS or k + 1 >= len(units) or units[k + 1].kind != NUMBER:
        return None
    if "series" not in units[k].symbols:
        return None
    span = (units[k].start, units[k + 1].end)
    return Name(k, k + 2, span, folded(match.doc.quote(span)), None)


def _fits(match: Match, cue: Reading, level: str, name: Name) -> bool:
    """Whether an unknown word behind a kind-word can be its name: a market of vegetables is not called so."""
    if level != "quarter" and name.j == name.i + 1 and not _OWNERS.isdisjoint(match.doc.units[name.i].symbols):
        force = "force" in match.doc.units[name.i].symbols
        if name.entry is None or (force and level in BUILT | {"any"}):
            return False  # حامية الجيش, مواقع الحوثيين: whose they are
    if cue.id == "pcue/gate" and (name.entry is not None or cue_reading(match.doc.units[name.i]) is not None):
        return False  # بوابة بغداد is the city's gate, بوابة المدرسة the school's
    if name.entry is not None:
        first = match.doc.units[name.i].form
        if level in BUILT and "ambiguous" in name.entry.attrs and first[0] in "لب" and is_common(first[1:]):
            return False  # كمين لعصابة, though a province is called so
        land = cue.attrs.get("land", "")
        return any(id_.startswith(land) for id_ in name.entry.attrs["ids"].split("|"))
    doc = match.doc
    unit = doc.units[name.i]
    if doc.units[name.j - 1].kind == NUMBER and cue.id in _CAMPS:
        return True
    if level in BUILT and _made_definite(doc.units, name):
        return True
    if level == "country" or "land" in cue.attrs:
        return False  # دولة عظمى; a kind-word of one country, and the gazetteer does not know the name there
    if is_common(doc.text[unit.start : unit.end]) and _plain_words(cue, level, unit):
        return False
    if level in BUILT and doc.text[name.span[0] - 1] not in OPENING and not _called_so(match, cue):
        common = is_common(doc.text[unit.start : unit.end])
        plain = not unit.form.startswith("ال") and not unit.readings and common
        if (plain or (is_common_noun(unit) and not _built(unit))) and doc.units[name.j - 1].form != "الدين":
            return False
    return level != "front" or cue.pro != "" or _after_preposition(doc.units, match.i)


def _plain_words(cue: Reading, level: str, unit: Unit) -> bool:
    """Whether an ordinary word behind such a kind-word is no name: ``مناطق مكشوفة``, ``محاور التحرك``."""
    if "strict" in cue.attrs and cue.feat != "du":
        return "place_head" not in unit.symbols
    if cue.feat != "pl":
        return False
    return level == "front" or (level == "any" and not unit.form.startswith("ال"))


def _called_so(match: Match, cue: Reading) -> bool:
    """``فندق السلام``, ``سوق الخضار``: an ordinary definite word behind such a kind-word is its name."""
    if cue.id not in _CALLED or cue.feat not in ("sg", "") or match.i + 1 >= len(match.doc.units):
        return False
    unit = match.doc.units[match.i + 1]
    return unit.form.startswith("ال") and all(r.cat in _NO_MORE for r in unit.readings)


def _built(unit: Unit) -> bool:
    """Whether a word is the kind-word of something built, with the article (``جسر المطار``)."""
    inner = cue_reading(unit)
    return inner is not None and inner.definite and inner.attrs["level"] in BUILT


def _made_definite(units: list[Unit], name: Name) -> bool:
    """Whether a definite adjective behind an indefinite word shows it to be a name (``حقل مجنون النفطي``)."""
    if units[name.i].form.startswith("ال"):
        return False
    last, after = units[name.j - 1], units[name.j] if name.j < len(units) else None
    if name.j > name.i + 1 and "place_badj" in last.symbols:
        return True
    return after is not None and after.form.startswith("ال") and bool({"place_badj", "place_stop"} & after.symbols)


def is_common_noun(unit: Unit) -> bool:
    """Whether a word is a common noun, whatever else."""
    if "place_head" in unit.symbols:
        return False
    return any(r.cat not in ("place", "place_head", "name", "place_adj") for r in unit.readings)


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


def value_of(match: Match, name: Name, text: Span, level: str, cue: Reading | None, before: Setting) -> PlaceFact:
    """The place of a name in its setting."""
    ids, certain = known(name)
    known_as = name.entry.attrs["level"] if name.entry is not None else ""
    if known_as == "region" and cue is not None and cue.id == "pcue/province":
        ids, certain = (), False  # محافظة كردستان, not the region of this name
    elif level == "any" and known_as in ("admin1", "city", "country"):
        level = known_as
    elif known_as == "region":
        level = known_as  # قرية شمالي مالي: a village, but only the region has a name
    elif level in ("unit", "admin1") and known_as in ("admin2", "admin3"):
        level = "admin2"  # also محافظة كذا, in Saudi Arabia
    elif known_as in ("country", "admin1") and level in _IN_COUNTRIES and cue is not None and cue.feat == "pl":
        level = known_as  # ثاني مدن أوكرانيا
    elif level in ("quarter", "street") and known_as in ("city", "town") and cue is not None and cue.feat == "pl":
        level = known_as  # أحياء تعز: quarters of the town
    return PlaceFact(
        name=name.form, text=text, level=level, cue=cue.id if cue else "", relation=before.relation,
        direction=before.direction, distance_km=before.distance_km, ids=ids, certain=certain, role=before.role,
        group=match.i, begin=before.start, iso2=_nation(match.doc.units, name.j),
        part=_part(match.doc.units, name.j) if level == "rural" else None,
    )  # fmt: skip


def _part(units: list[Unit], j: int) -> str | None:
    """The side that definite adjectives tell (``الشمالي``, ``الجنوبي الشرقي``)."""
    found = []
    while j < len(units) and units[j].form.startswith("ال") and "place_dir" in units[j].symbols:
        found.append(next(r for r in units[j].readings if r.cat == "place_dir").attrs["dir"])
        j += 1
    return direction_of(found)


def _nation(units: list[Unit], j: int) -> str | None:
    """The country that an adjective behind a name tells (``بيجي العراقية``)."""
    if j < len(units) and "nat" in units[j].symbols:
        r = next(r for r in units[j].readings if r.cat == "nat")
        if r.definite and r.feat == "sg":
            return r.attrs["iso2"]
    return None


def _seat(match: Match, cue: Reading) -> None:
    """``مركز ولاية لغمان``, ``عاصمة إقليم بلوشستان``: the capital, or an apposition to the place before it."""
    doc, i = match.doc, match.i
    inner = cue_reading(doc.units[i + 1]) if i + 1 < len(doc.units) else None
    if inner is None:
        _capital(match, cue)
        _centre(match, cue)
        return
    if inner.definite or inner.attrs["level"] not in ("admin1", "unit"):
        return
    if follows_place(match.chart, doc.units, i):
        return  # the unit's own kind-word reads it
    name = read_name(doc, i + 2)
    if name is None:
        return
    before = setting(doc, i, cue.pro)
    text = (own_start(doc, doc.units[i], cue.pro), name.span[1])
    ids, certain = known(name)
    value = PlaceFact(
        name=name.form, text=text, level="town", cue=cue.id, relation=before.relation, ids=ids, certain=certain,
        direction=before.direction, distance_km=before.distance_km, role=before.role, group=i, begin=before.start,
        seat=True,
    )  # fmt: skip
    add(match, name, value, i)


def _capital(match: Match, cue: Reading) -> None:
    """``عاصمة كذا`` of a country, where its name does not stand beside it."""
    doc, i = match.doc, match.i
    land = country_reading(doc.units[i + 1]) if i + 1 < len(doc.units) and cue.id == "pcue/capital" else None
    if land is None or land.pro or follows_place(match.chart, doc.units, i):
        return
    before = setting(doc, i, cue.pro)
    text = (own_start(doc, doc.units[i], cue.pro), doc.units[i + 1].end)
    value = PlaceFact(
        name=folded(doc.text[doc.units[i + 1].start : text[1]]), text=text, level="capital", cue=cue.id,
        relation=before.relation, direction=before.direction, distance_km=before.distance_km,
        iso2=land.attrs.get("iso2"), role=before.role, group=i, begin=before.start, seat=True,
    )  # fmt: skip
    match.chart.add(Fact("place", i, i + 2, text, value, match.rule.id))


def _centre(match: Match, cue: Reading) -> None:
    """``مركز كذا``: a post by its own name, where no other word is meant."""
    doc, i = match.doc, match.i
    if cue.id != "pcue/centre" or i + 1 >= len(doc.units):
        return
    if doc.units[i + 1].readings:
        _district(match, cue)
        return
    name = read_name(doc, i + 1)
    if name is not None and not name.form.startswith("ال") and not _a_purpose(doc, name, cue):
        before = setting(doc, i, cue.pro)
        add(match, name, value_of(match, name, name.span, "facility", cue, before), i)


def _a_purpose(doc: Doc, name: Name, cue: Reading) -> bool:
    """``مركز توزيع المياه``, ``مركز يهودي``: what a centre is for, or whose; ``بمركز كذا`` is one of a name's own."""
    leans = name.j < len(doc.units) and doc.units[name.j].form.startswith("ال")
    return is_word(doc.quote(name.span)) and (leans or not cue.pro.endswith("ب"))


def _district(match: Match, cue: Reading) -> None:
    """``بمركز كذا بمحافظة كذا``: in Egypt a district, where the gazetteer knows the name as one."""
    doc, i = match.doc, match.i
    reading = place_reading(doc.units[i + 1])
    if reading is None or reading.pro.removesuffix("ال") or reading.attrs["level"] not in _DISTRICTS:
        return
    name = read_name(doc, i + 1)
    before = setting(doc, i, cue.pro)
    belongs = i > 0 and any(r.id == _BELONGING for r in doc.units[i - 1].readings)
    if name is not None and name.entry is not None and (before.marked or belongs):
        add(match, name, value_of(match, name, name.span, "admin2", cue, before), i)


def follows_place(chart: Chart, units: list[Unit], i: int) -> bool:
    """Whether a place ends right before unit ``i``, a comma or bracket apart."""
    if i > 0 and units[i - 1].form in ("،", ",", "(", "-", "«", "“", '"'):
        i -= 1
    return any(f.j == i for f in chart.between("place", max(0, i - _REACH), i))


def _road(match: Match, cue: Reading) -> None:
    """``طريق أ``, ``طريق أ - ب``, ``طريق أ ب``: the first of the two towns, between them where there are two."""
    doc, i = match.doc, match.i
    units = doc.units
    if i and units[i - 1].form in ("عن", "وعن"):
        return
    name = _known_end(match, i + 1) or read_name(doc, i + 1, Manner(adjectives=False))
    if name is None:
        return
    second = None
    if name.j < len(units) and units[name.j].form in "-–—/":
        second = read_name(doc, name.j + 1, Manner(adjectives=False))
    elif name.entry is not None:
        second = _known_end(match, name.j)  # طريق دمشق حمص
    second = second or listed(doc, name.j, Manner(), many=False)
    before = setting(doc, i, cue.pro)
    if name.entry is None and second is None and not (before.marked and before.role == "at"):
        return
    relation = "between" if second is not None else "near"
    role = "at" if before.role in ("at", "of", "weak", "out") else before.role
    for place, at, its in ((name, i, role), (second, second.i if second else 0, "neighbour")):
        if place is not None:
            ids, certain = known(place)
            value = PlaceFact(
                name=place.form, text=place.span, level="town", cue=cue.id, relation=relation, ids=ids,
                certain=certain, role=its, group=i, begin=before.start,
            )  # fmt: skip
            add(match, place, value, at)


def _known_end(match: Match, k: int) -> Name | None:
    """A town at unit ``k`` that a road can be called by beside another: one that the gazetteer knows, no other word."""
    units = match.doc.units
    reading = place_reading(units[k]) if k < len(units) else None
    if reading is None or reading.pro.removesuffix("ال") or reading.attrs["level"] not in _ENDS:
        return None
    if "ambiguous" in reading.attrs and reading.attrs["level"] != "city":
        return None
    span = (own_start(match.doc, units[k], reading.pro), units[k].end)
    return Name(k, k + 1, span, folded(match.doc.quote(span)), reading)


def _definite(match: Match, cue: Reading, level: str) -> None:
    """``المدينة``, ``المنطقة المذكورة``, ``العاصمة بغداد``: with a name behind it that name, else a pointer."""
    doc, i = match.doc, match.i
    units = doc.units
    j = i + 1
    iso2 = _nation(units, j)
    if iso2 is not None:
        j += 1
    if level in BUILT:
        _described_one(match, cue, level)
        return
    name = _apposed(match, level, j)
    if name is not None:
        value = value_of(match, name, name.span, "town", cue, setting(doc, i, cue.pro))
        add(match, name, msgspec.structs.replace(value, iso2=iso2 or value.iso2), i)
        return
    before = setting(doc, i, cue.pro)
    if level == "quarter" and cue.feat == "sg" and j < len(units) and units[j].kind == NUMBER:
        span = (own_start(doc, units[i], cue.pro), units[j].end)  # الحارة 21
        numbered = Name(i, j + 1, span, folded(doc.quote(span)), None)
        add(match, numbered, value_of(match, numbered, span, level, cue, before), i)
        return
    if level not in _POINTED or cue.feat not in ("sg", "") or _described(units, j, level):
        return
    if level == "rural" and before.role == "of":
        return
    text = (own_start(doc, units[i], cue.pro), units[i].end)
    value = PlaceFact(
        name="", text=text, level=level, cue=cue.id, relation=before.relation, direction=before.direction,
        distance_km=before.distance_km, iso2=iso2, role=before.role, group=i, begin=before.start, pointer=True,
        part=_part(units, i + 1) if level == "rural" else None,
    )  # fmt: skip
    match.chart.add(Fact("place", i, i + 1, text, value, match.rule.id))


def _described_one(match: Match, cue: Reading, level: str) -> None:
    """``على المستشفى السعودي``: a building that its adjective tells from others, where something happened at it."""
    doc, i = match.doc, match.i
    if cue.id not in _DESCRIBED or cue.feat not in ("sg", "") or i + 1 >= len(doc.units):
        return
    after = doc.units[i + 1]
    sort = not {"nat", "srcadj", "place_badj"}.isdisjoint(after.symbols) and after.form.startswith("ال")
    if not sort or after.form.removesuffix("ه") in _ANY_SORT:
        return
    before = setting(doc, i, cue.pro)
    if before.role != "at" or not (before.marked or (i and not _HIT.isdisjoint(doc.units[i - 1].symbols))):
        return
    span = (own_start(doc, doc.units[i], cue.pro), after.end)
    name = Name(i, i + 2, span, folded(doc.quote(span)), None)
    add(match, name, value_of(match, name, span, level, cue, before), i)


def _apposed(match: Match, level: str, j: int) -> Name | None:
    """The name behind ``العاصمة`` or ``المدينة``: one that the gazetteer knows, and of a capital also another."""
    units = match.doc.units
    if level not in ("capital", "admin1", "town") or j >= len(units):
        return None
    if place_reading(units[j]) is not None:
        name = read_name(match.doc, j) if GRAMMAR_WORDS.isdisjoint(units[j].symbols) else None
        return name if name and name.entry and not name.entry.pro.removesuffix("ال") else None
    if level == "capital" and not units[j].readings and not units[j].form.startswith("ال"):
        return None if _verb(match.doc.text[units[j].start : units[j].end]) else read_name(match.doc, j)
    return None


def _verb(surface: str) -> bool:
    """Whether an unknown word is the feminine of a verb that the dictionary knows (``ففي العاصمة اكتظت …``)."""
    return surface.endswith("ت") and is_word(surface[:-1])


def _described(units: list[Unit], j: int, level: str) -> bool:
    """Whether an adjective behind a definite kind-word tells which one is meant (``الحي التاسع``)."""
    if level in ("rural", "capital") or j >= len(units):
        return False
    unit = units[j]
    if (
        not unit.form.startswith("ال")
        or unit.kind != WORD
        or not {"place_same", "act", "toll", "weekday"}.isdisjoint(unit.symbols)
    ):
        return False
    return not any(r.cat == "place_stop" and r.attrs.get("at") for r in unit.readings)


def country_reading(unit: Unit) -> Reading | None:
    """The reading of a unit as the name of a country."""
    if "country" not in unit.symbols:
        return None
    return next((r for r in unit.readings if r.cat == "country" and not r.enc), None)

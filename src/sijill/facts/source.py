"""Who speaks: the noun phrase behind a verb of saying or an "according to", what it is and whom it stands for.

``مصدر أمني في محافظة ديالى``, ``المتحدث باسم الجيش العميد فلان``, ``فلان، رئيس بلدية``, ``بيان لحركة كذا``. A head
noun says the kind; adjectives, nationalities, bodies and ranks behind it sharpen it; a personal name ends it.
"""

from __future__ import annotations

from sijill.facts.office import OVER, closes, name_behind, of_rights, of_town
from sijill.facts.person import given, lengthened, read_name
from sijill.facts.speaker import HEADS, Draft, Source, group_before
from sijill.facts.speech import (
    AMONG,
    AREA,
    BEFORE,
    BELONGING,
    CLOSING,
    FIRST,
    FOR_THEM,
    ITSELF,
    NO_NAME,
    OPENING,
    PREPOSITIONS,
    SAME,
    THAT,
    WHO,
)  # fmt: skip
from sijill.grammar import Chart
from sijill.match import Unit
from sijill.text import NUMBER, WORD, fold
from sijill.translit import transliterate

_ENDS_PLACE = frozenset({"say", "title", "aside", "stmt", "attrib", "asverb", "act", "toll"})
_ENDS_OUTLET = frozenset({"say", "aside", "srcadj", "nat", "title", "place", "act", "toll", "person"})
_BODIES = ("actor", "office", "force", "epithet", "ngo", "outlet", "body")


def read_source(chart: Chart, i: int) -> tuple[int, Source] | None:
    """The source whose noun phrase begins at unit ``i``: where it ends, and what it is.

    >>> from sijill.facts.source import Source
    >>> Source("media", by="Reuters").by
    'Reuters'
    """
    units, n = chart.doc.units, len(chart.doc.units)
    draft, j = Draft(), i
    while (
        j < n
        and (units[j].bare in BEFORE or units[j].form in OPENING or (j > i and units[j].form == "من"))
        and j - i < 3
    ):
        draft.again |= units[j].bare in SAME
        j += 1
    if j >= n:
        return None
    cat = next((c for c in HEADS if c in units[j].symbols), None)
    if cat is None or (cat == "media" and all(r.feat == "du" or r.enc for r in units[j].readings_of("media"))):
        return None
    head = _open(chart, units[j], cat, draft)
    first = j
    if cat == "office" and not draft.ministry and of_rights(units, j):
        draft.role = "ngo"
    j = _tail(chart, j + 1, cat, draft)
    if draft.named and draft.by in {"", draft.named}:
        j = of_town(chart, first + 1, j, draft)
    if draft.title and draft.name is None and not draft.plural and not draft.rank:
        j = name_behind(chart, j, draft)
    if cat in {"body", "epithet"} and not draft.candidates:
        return None
    if cat == "title" and draft.rank and draft.name is None and not draft.definite and not draft.specific:
        return None
    over = units[first].reading("title") is not None and units[first].form.endswith("باسم")
    draft.specific |= over and j < len(units) and units[j].kind == WORD and not units[j].form.startswith(("ان", "ه"))
    if cat in {"srcnoun", "stmt", "media", "witness", "title", "body"} and draft.definite and not draft.specific:
        draft.again = True
    if cat == "srcnoun" and not draft.specific and not draft.role:
        draft.again = True
    if cat in {"office", "ngo"} and draft.definite and not (draft.specific or draft.candidates):
        draft.again = True  # the committee, the command: named before, or else itself
    if cat == "stmt" and not draft.owner and not draft.country and not draft.role:
        draft.again = True
    return j, draft.source(head)


_PEOPLE = {"civilian": "witness", "protester": "witness", "prisoner": "witness", "government": "official"}


def read_person(chart: Chart, i: int) -> tuple[int, Source] | None:
    """Somebody of no office who speaks (``معلمة في القرية``, ``شقيق القتيل``), where what is said follows."""
    units = chart.doc.units
    reading = units[i].reading("person")
    role = _PEOPLE.get(reading.attrs.get("role", "")) if reading is not None and not reading.attrs.get("weak") else None
    if role is None or reading is None or units[i].conjoined or reading.pro.removesuffix("ال"):
        return None
    draft = Draft()
    draft.title, draft.specific, draft.plural = True, True, not reading.feat.startswith("sg")
    draft.speaks(role)
    j = _tail(chart, i + 1, "title", draft)
    j = j if draft.name is not None else name_behind(chart, j, draft)
    end = next((k for k in range(j, min(j + OVER, len(units))) if closes(units, k)), None)
    if end is None or (units[end].bare not in THAT and not units[end].ends_sentence and draft.name is None):
        return None
    return j, draft.source(f"{reading.id}:{'pl' if draft.plural else 'sg'}")


def read_state(chart: Chart, i: int) -> tuple[int, Source] | None:
    """``أعلنت تركيا``: a country that speaks, right behind the feminine verb that it is the subject of."""
    units = chart.doc.units
    reading = units[i].reading("country")
    if (
        i == 0
        or reading is None
        or reading.pro
        or not any(r.feat == "past.fs" for r in units[i - 1].readings_of("say"))
    ):
        return None
    draft = Draft()
    draft.country, draft.specific = reading.attrs.get("english", ""), True
    draft.speaks("army")
    return i + 1, draft.source("country:sg")


def _open(chart: Chart, unit: Unit, cat: str, draft: Draft) -> str:
    """Read the head noun; returns what later mentions point back to."""
    reading = unit.reading(cat)
    feat = reading.feat if reading else ""
    draft.body(chart, unit)
    if reading is not None:
        draft.definite = reading.definite or unit.form.startswith("ال")
        draft.specific = bool(reading.enc) or "known" in reading.attrs
    draft.title = cat == "title"
    draft.rank = bool(reading and reading.attrs.get("rank"))
    draft.stated = cat == "stmt"
    if cat in {"media", "witness"}:
        draft.speaks(cat)
    number = "pl" if feat.startswith(("pl", "du")) or unit.form.endswith(("ون", "ين")) else "sg"
    draft.plural = number == "pl"
    return f"{reading.id if reading else cat}:{number}"


def _tail(chart: Chart, j: int, cat: str, draft: Draft) -> int:
    """Read what stands behind the head; returns where the noun phrase ends."""
    units, end, limit = chart.doc.units, j, j + 18
    while j < min(len(units), limit):
        step = _step(chart, j, cat, draft)
        if step == j:
            break
        fresh = draft.name is not None and draft.name.j == step
        j = end = step
        if fresh and not _goes_on(units, j):
            break
    return end


def _goes_on(units: list[Unit], j: int) -> bool:
    """Whether the phrase goes on behind a name: an office behind a comma, or without one."""
    if j < len(units) and units[j].form in {"،", ",", "(", "-"}:
        j += 1
    if j < len(units) and units[j].form == "من":  # العميد فلان من الحرس
        return j + 1 < len(units) and not {"actor", "force", "office"}.isdisjoint(units[j + 1].symbols)
    return (j < len(units) and not {"title", "office"}.isdisjoint(units[j].symbols)) or (
        j < len(units) and units[j].form == "في"
    )


def _step(chart: Chart, j: int, cat: str, draft: Draft) -> int:
    """One step through the tail: the unit after what was understood, or ``j`` where the phrase ends."""
    units = chart.doc.units
    unit = units[j]
    if unit.ends_sentence or unit.bare in THAT or (not draft.title and "say" in unit.symbols):
        return j
    if unit.kind == NUMBER and cat == "media":
        return _outlet_name(chart, j, draft, quoted=False)
    if unit.kind != WORD:
        return _sign(chart, j, cat, draft)
    if unit.form in ITSELF or (cat == "srcnoun" and unit.form in FIRST):
        draft.again = True
        return j + 1
    if unit.form in FOR_THEM and draft.title and (group := group_before(chart, j)) is not None:
        draft.heard(*group)
        return j + 1
    if unit.form in AMONG and draft.role == "media" and j + 1 < len(units):
        return j + 1
    if unit.form in WHO and draft.title and j + 1 < len(units) and "title" in units[j + 1].symbols:
        draft.points |= draft.definite and not draft.specific
        return j + 2
    if (k := _adjective(chart, j, draft)) > j or (k := _name_here(chart, j, cat, draft)) > j:
        return k
    if (k := _body(chart, j, cat, draft)) > j or (k := _area(chart, j, cat, draft)) > j:
        return k
    return _complement(chart, j, cat, draft)


def _adjective(chart: Chart, j: int, draft: Draft) -> int:
    """An adjective of sources, or a nationality."""
    unit = chart.doc.units[j]
    if unit.form[0] == "و" and unit.bare != unit.form:
        return j
    reading = unit.reading("srcadj")
    if reading is not None and not reading.pro.lstrip("ال"):
        role = reading.attrs.get("role", "")
        role = "" if role == "media" and draft.title else role  # المتحدث الإعلامي: a spokesman, no journalist
        if role and draft.role in {"", "official", "force"} and (draft.weak or not draft.role):
            draft.role, draft.weak = role, role == "official"
        draft.specific = True
        return j + 1
    nat = unit.reading("nat")
    if nat is not None and not nat.pro.lstrip("ال"):
        draft.country = draft.country or nat.attrs.get("english", "")
        draft.specific = True
        return j + 1
    return j


def _body(chart: Chart, j: int, cat: str, draft: Draft) -> int:
    """A body, office, rank or outlet behind the head, with or without a preposition before it."""
    units = chart.doc.units
    k = j
    if units[k].form in PREPOSITIONS and k + 1 < len(units):
        k += 1
        if units[k].form in PREPOSITIONS and k + 1 < len(units):
            k += 1
        if units[k].form in OPENING and k + 1 < len(units):
            k += 1
    unit = units[k]
    reading = next((r for c in (*_BODIES, "title", "media") if c in unit.symbols for r in unit.readings_of(c)), None)
    if reading is None:
        if k > j and unit.bare.removeprefix("ال") in AREA:
            return _area(chart, k, cat, draft)
        return _place(chart, k, draft) if k > j else j
    pro = reading.pro.removesuffix("ال")
    ranked = units[j].form == "برتبه"
    if pro.startswith(("و", "ف")) or (reading.cat == "title" and k > j and cat != "srcnoun" and not ranked):
        return j
    owner = {"actor", "body", "epithet", "office", "force"} if draft.press else {"actor", "body", "epithet"}
    bureau = cat == "office" and reading.cat in owner  # المكتب العسكري للحركة, المركز الإعلامي للجيش
    medium = reading.cat in {"outlet", "media"} and not (draft.stated and reading.attrs.get("side"))
    if pro.startswith("ل") and (medium or not (draft.stated or draft.title or bureau)):
        return j
    if draft.name is not None and reading.cat not in {"title"} and not pro and k == j:
        return j
    accused = reading.cat in {"actor", "epithet"} and not reading.definite and not unit.form.startswith("ال")
    if cat in {"force", "office"} and k == j and draft.definite and accused and not pro:
        return j  # اتهم الجيش حركة كذا
    if cat == "ngo" and k == j and (draft.definite or (draft.specific and reading.definite)):
        return j  # "the organisation", then what it tells of
    if draft.stated and cat == "stmt":
        draft.owner = True
    draft.body(chart, unit)
    if reading.cat == "title":
        draft.title = True
        draft.rank |= bool(reading.attrs.get("rank"))
    draft.specific = True
    return k + 1


def _area(chart: Chart, j: int, cat: str, draft: Draft) -> int:
    """``محافظة X``, ``مدينة X``: the noun and the place behind it."""
    units = chart.doc.units
    bare = units[j].bare if units[j].bare in AREA else units[j].bare.removeprefix("ب").removeprefix("ال")
    if bare not in AREA or cat in {"media", "ngo", "outlet"}:
        return j
    if bare != units[j].form and (units[j].form.startswith(("ال", "بال"))):
        draft.specific = True
        return j + 1  # "the province", nothing of its name behind it
    k = j + 1
    while k < len(units) and k < j + 5 and units[k].kind == WORD and not _stops_place(units, k):
        if k > j + 1 and not _place_goes_on(units, k):
            break
        k += 1
    draft.specific = True
    return k


def _place_goes_on(units: list[Unit], k: int) -> bool:
    """Whether a further word still belongs to the place: no known name, and the phrase ends behind it; or an "and"."""
    if "place" in units[k].symbols or (units[k].form.startswith("ال") and units[k - 1].form.startswith("ال")):
        return True
    if units[k].form[:1] == "و" and not units[k].readings:
        return True
    ends = k + 1 >= len(units) or units[k + 1].kind != WORD or units[k + 1].bare in THAT
    return ends and not given(units[k])


def _complement(chart: Chart, j: int, cat: str, draft: Draft) -> int:
    """The definite noun that an office without the article is held over: ``رئيس الديوان``, ``وزارة التربية``."""
    unit, before = chart.doc.units[j], chart.doc.units[j - 1]
    reading = before.reading("title") or before.reading("office")
    if reading is None or reading.definite or reading.attrs.get("rank") or cat not in {"title", "office", "srcnoun"}:
        return j
    plain = unit.form.startswith("ال") and not _stops_place(chart.doc.units, j) and draft.name is None
    draft.specific |= plain
    return j + 1 if plain else j


def _stops_place(units: list[Unit], k: int) -> bool:
    unit = units[k]
    return bool(unit.form in NO_NAME or unit.bare in THAT or not _ENDS_PLACE.isdisjoint(unit.symbols))


def _place(chart: Chart, k: int, draft: Draft) -> int:
    """A place behind a preposition (مصدر في الموصل)."""
    unit = chart.doc.units[k]
    if (
        unit.kind == WORD
        and unit.form not in NO_NAME
        and ("place" in unit.symbols or len(unit.symbols - {unit.form, unit.bare}) == 0)
    ):
        draft.specific = True
        return k + 1
    return chart.doc.units[k - 1].i


def _name_here(chart: Chart, j: int, cat: str, draft: Draft) -> int:
    """A personal name behind a title or a statement, or the name of an outlet behind its noun."""
    if draft.name is not None or draft.by or chart.doc.units[j].form in PREPOSITIONS:
        return j
    noun = chart.doc.units[j].reading("media") if draft.role == "media" else None
    if noun is not None:
        draft.closed |= noun.definite
        return j + 1
    if cat == "media" or (draft.role == "media" and cat == "title"):
        return _outlet_name(chart, j, draft, quoted=False)
    before = chart.doc.units[j - 1].reading("office") or chart.doc.units[j - 1].reading("force")
    if before is not None and not before.definite and cat == "title" and not given(chart.doc.units[j]):
        return j  # "court of X": a place, no name
    belongs = any(u.form in BELONGING for u in chart.doc.units[max(j - 2, 0) : j])
    if belongs and cat in {"actor", "force", "office", "body", "epithet"}:
        return j  # whose force it is, not who spoke
    reach = draft.title or draft.rank or cat in {"stmt", "actor", "office", "force"}
    loose = draft.title and cat == "title" and not draft.plural
    name = read_name(chart, j, loose=loose, owner=cat == "stmt") if reach else None
    if name is None:
        return j
    name = lengthened(chart, name) if draft.title and name.j == j + 1 else name
    draft.name, draft.specific = name, True
    draft.owner |= cat == "stmt"
    return name.j


def _outlet_name(chart: Chart, j: int, draft: Draft, *, quoted: bool) -> int:
    units, k = chart.doc.units, j
    words: list[str] = []
    if units[k].form in {"ال", "رقم"} and k + 1 < len(units) and units[k + 1].kind == NUMBER:
        k += 1
    if units[k].kind == NUMBER:
        draft.channel, draft.specific = units[k].form, True
        return k + 1
    if not quoted and draft.closed:
        return j
    while k < len(units) and k - j < (5 if quoted else 2):
        unit = units[k]
        if not quoted and (unit.first != unit.last or "epithet" in unit.symbols):
            break
        reading = unit.reading("outlet") or unit.reading("ngo")
        if reading is not None and not reading.pro.lstrip("ال"):
            draft.by, draft.specific = reading.attrs.get("english", ""), True
            draft.role = "ngo" if "ngo" in {reading.cat, reading.attrs.get("kind")} else draft.role
            return k + 1
        if unit.kind != WORD or unit.form in CLOSING or (not quoted and _plain_word(unit)):
            break
        words.append(chart.doc.text[unit.start : unit.end])
        k += 1
    if words and (quoted or not draft.country):
        draft.by, draft.specific = transliterate(" ".join(words)), True
        return k
    return j


def _plain_word(unit: Unit) -> bool:
    """A word that is no part of an outlet's name."""
    if any(r.pro not in {"", "ال"} for r in unit.readings) or fold(unit.form).endswith(("اء", "ات")):
        return True
    return unit.form in NO_NAME or unit.form in THAT or not _ENDS_OUTLET.isdisjoint(unit.symbols)


def _sign(chart: Chart, j: int, cat: str, draft: Draft) -> int:
    """Brackets, quotation marks and commas inside a source."""
    units = chart.doc.units
    if j + 1 >= len(units):
        return j
    if units[j].form in OPENING:
        return _bracket(chart, j, cat, draft)
    if units[j].form in {"،", ",", "-", "–"} and cat == "title":
        unit = units[j + 1]
        office = draft.name is not None and "title" in unit.symbols and unit.bare == unit.form
        named = draft.name is None and draft.specific and read_name(chart, j + 1, loose=False) is not None
        return j + 1 if office or named else j
    return j


def _bracket(chart: Chart, j: int, cat: str, draft: Draft) -> int:
    """``موقع "كذا"``, ``تنظيم «كذا»``, ``وكالة الأنباء (كذا)``; what else stands in brackets is passed over."""
    units = chart.doc.units
    close = next((k for k in range(j + 1, min(j + 8, len(units))) if units[k].form in CLOSING), None)
    if close is None:
        return j
    curved = units[j].form == "("
    if not curved and draft.role == "media" and not draft.by:
        _outlet_name(chart, j + 1, draft, quoted=True)
        return close + 1
    bodies = [u for u in units[j + 1 : close] if not {"actor", "ngo", "outlet"}.isdisjoint(u.symbols)]
    if bodies and (curved or cat in {"body", "epithet", "srcnoun", "title", "office"}):
        if "outlet" in bodies[0].symbols:
            draft.by = ""
        draft.body(chart, bodies[0])
        return close + 1
    return close + 1 if curved and units[j + 1].kind == WORD else j

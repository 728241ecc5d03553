"""Who speaks: the noun phrase behind a verb of saying or an "according to", what it is and whom it stands for.

``مصدر أمني في محافظة ديالى``, ``المتحدث باسم الجيش العميد فلان``, ``فلان، رئيس بلدية كذا``, ``بيان لحركة كذا``. A head noun
says the kind; adjectives, nationalities, bodies and ranks behind it sharpen it; a personal name ends it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sijill.facts.person import Name, given, read_name
from sijill.facts.speech import (
    AMONG,
    AREA,
    BEFORE,
    CLOSING,
    FORCES,
    ITSELF,
    NO_NAME,
    OPENING,
    PREPOSITIONS,
    SAME,
    THAT,
)  # fmt: skip
from sijill.grammar import Chart
from sijill.match import Reading, Unit
from sijill.text import NUMBER, WORD, fold
from sijill.translit import transliterate

SourceKind = Literal[
    "force", "government", "local", "medical", "judicial", "relief", "official", "witness", "media", "ngo",
    "armed group", "unknown",
]  # fmt: skip
_KIND_OF_ROLE: dict[str, SourceKind] = {
    "police": "force", "army": "force", "security": "force", "force": "force", "border": "force", "air": "force",
    "forces": "force", "artillery": "force", "government": "government", "local": "local", "medical": "medical",
    "judicial": "judicial", "relief": "relief", "official": "official", "witness": "witness", "media": "media",
    "ngo": "ngo",
    "armed": "armed group", "tribal": "unknown", "expert": "unknown", "person": "witness",
}  # fmt: skip
_STATE = frozenset({"state forces", "external forces"})
_ARMED = frozenset({"rebel group", "political militia", "identity militia"})

_HEADS = (
    "ngo", "srcnoun", "outlet", "stmt", "media", "witness", "title", "actor", "office", "force", "epithet", "body",
)  # fmt: skip
_BODIES = ("actor", "office", "force", "epithet", "ngo", "outlet", "body")


class Source(msgspec.Struct, frozen=True):
    """Who speaks.

    Attributes:
        kind: what it is, whatever it did in the event.
        role: the body it speaks for (police, army, security, government, local, medical …), "" where nothing says it.
        group: canonical group it speaks for, where the words name one.
        candidates: all groups that the words can mean (one name serves groups of several countries), ``group`` first.
        country: English name of the country that an adjective names.
        by: canonical English name of the person, outlet or organisation.
        name: the person's name, folded, for later mentions by surname.
        head: category and number of the head noun, to which "the source", "the agency" points back.
        again: it points back at a source named before.
        stated: it is a statement (بيان) and its owner was read, if any.
    """

    kind: SourceKind
    role: str = ""
    group: str | None = None
    country: str | None = None
    by: str | None = None
    name: str = ""
    head: str = ""
    again: bool = False
    stated: bool = False
    candidates: tuple[str, ...] = ()


class _Draft:
    """What has been read so far of one noun phrase."""

    def __init__(self) -> None:
        self.role, self.weak, self.country, self.by = "", True, "", ""
        self.name: Name | None = None
        self.head, self.again, self.stated, self.owner = "", False, False, False
        self.rank = self.title = self.definite = self.specific = False
        self.channel = ""
        self.closed = False  # no outlet's name can follow: "our sources", "the agency's photographer"
        self.candidates: list[str] = []

    def body(self, chart: Chart, unit: Unit) -> None:
        """Read a body: the groups it can mean, then what else its words say."""
        if not self.candidates:
            self._groups(chart, unit)
        cats = {r.entry.cat for r in unit.readings}
        for reading in (*unit.readings_of("ngo"), *(r for r in unit.readings if r.entry.cat != "ngo")):
            cat = reading.entry.cat
            if cat in _HEADS and cat not in {"actor", "epithet"} and not (cat == "outlet" and "srcnoun" in cats):
                self.take(chart, reading)

    def _groups(self, chart: Chart, unit: Unit) -> None:
        named = [r.entry.attrs for r in unit.readings_of("actor") if _valid(r, chart.doc.report.published)]
        loose = [r for r in unit.readings if r.entry.cat in {"epithet", "body"} and r.definite]
        if loose and not named and (source := _last_speaker(chart, unit.i, armed=unit.bare not in FORCES)):
            self.candidates, self.weak, self.role = [source[0]], False, source[1]
            return
        if not named:
            spoken = [r.entry.attrs for r in unit.readings_of("epithet") if r.entry.attrs.get("speaker") == "*"]
            named = [a | {"group": a.get("refers", "")} for a in spoken if not a.get("refers", "@").startswith("@")]
        if len({a.get("group") for a in named}) > 1:
            home = home_country(chart)
            named.sort(key=lambda a: a.get("country", home) != home)
        if named:
            self.candidates = list(dict.fromkeys(a.get("group", "") for a in named))
            best = next((a for a in named if a.get("class") in _ARMED and a["group"] == self.candidates[0]), named[0])
            self._actor(best)

    def take(self, chart: Chart, reading: Reading) -> None:
        """Read one sense of a head or of a body behind it."""
        attrs, cat = reading.entry.attrs, reading.entry.cat
        role = attrs.get("role", "")
        if attrs.get("country") and cat == "ngo" and attrs["country"] != home_country(chart):
            return
        if cat == "outlet":
            self._outlet(attrs)
        elif cat in {"ngo", "office"}:
            self.by = self.by or attrs.get("english", "")
            self._role("ngo" if cat == "ngo" else role, weak=bool(attrs.get("weak")))
        elif role:
            self._role(role, weak=bool(attrs.get("weak") or attrs.get("rank")))

    def speaks(self, role: str) -> None:
        """Set a role that nothing behind it makes finer."""
        self._role(role)

    def _outlet(self, attrs: dict[str, str]) -> None:
        kind, side = attrs.get("kind", ""), attrs.get("side", "")
        if side and (kind == "party" or (kind == "official" and "Coalition" in side)):
            self.candidates = self.candidates or [side]
            state = side.startswith(("Government", "Military", "Police")) or "Coalition" in side
            self._role("army" if state else "armed")
            return
        self.by = self.by or attrs.get("english", "")
        if side and kind == "official":
            self.candidates = self.candidates or [side]
            kind = "government" if side.startswith("Government") else "army"
        self._role(kind if kind in {"ngo", "official", "government", "army"} else "media")

    def _role(self, role: str, *, weak: bool = False) -> None:
        if role and self.weak and (not weak or not self.role or self.role == "official"):
            self.role, self.weak = role, weak

    def _actor(self, attrs: dict[str, str]) -> None:
        class_ = attrs.get("class", "")
        if class_ in _ARMED:
            self._role("armed")
        elif class_ in _STATE or not class_:
            group = attrs.get("group", "")
            self._role("government" if group.startswith("Government") else "police" if "Police" in group else "army")

    def source(self, text_head: str) -> Source:
        """The finished reading."""
        kind = _KIND_OF_ROLE.get(self.role, "unknown")
        channel = f"{self.country} Channel {self.channel}".strip() if self.channel else ""
        by = self.name.english if self.name else self.by or channel or None
        name = self.name.folded if self.name else ""
        again = self.again and not self.name and not self.by
        group = self.candidates[0] if self.candidates else None
        if kind == "local" and text_head.startswith("srcnoun"):
            kind = "unknown"  # "local sources" is nobody's office
        return Source(
            kind, self.role, group, self.country or None, by, name, text_head, again, self.stated,
            tuple(self.candidates),
        )  # fmt: skip


def read_source(chart: Chart, i: int) -> tuple[int, Source] | None:
    """The source whose noun phrase begins at unit ``i``: where it ends, and what it is.

    >>> from sijill.facts.source import Source
    >>> Source("media", by="Reuters").by
    'Reuters'
    """
    units, n = chart.doc.units, len(chart.doc.units)
    draft, j = _Draft(), i
    while (
        j < n
        and (units[j].bare in BEFORE or units[j].form in OPENING or (j > i and units[j].form == "من"))
        and j - i < 3
    ):
        draft.again |= units[j].bare in SAME
        j += 1
    if j >= n:
        return None
    cat = next((c for c in _HEADS if c in units[j].symbols), None)
    if cat is None or (cat == "media" and all(r.feat == "du" or r.enc for r in units[j].readings_of("media"))):
        return None
    head = _open(chart, units[j], cat, draft)
    j = _tail(chart, j + 1, cat, draft)
    if cat in {"body", "epithet"} and not draft.candidates:
        return None
    if cat in {"srcnoun", "stmt", "media", "witness", "title", "body"} and draft.definite and not draft.specific:
        draft.again = True
    if cat == "srcnoun" and not draft.specific and not draft.role:
        draft.again = True
    if cat == "stmt" and not draft.owner and not draft.country:
        draft.again = True
    return j, draft.source(head)


def _open(chart: Chart, unit: Unit, cat: str, draft: _Draft) -> str:
    """Read the head noun; returns what later mentions point back to."""
    reading = unit.reading(cat)
    feat = reading.feat if reading else ""
    draft.body(chart, unit)
    if reading is not None:
        draft.definite = reading.definite or unit.form.startswith("ال")
        draft.specific = bool(reading.enc)
    draft.title = cat == "title"
    draft.rank = bool(reading and reading.entry.attrs.get("rank"))
    draft.stated = cat == "stmt"
    if cat in {"media", "witness"}:
        draft.speaks(cat)
    number = "pl" if feat.startswith(("pl", "du")) or unit.form.endswith(("ون", "ين")) else "sg"
    return f"{reading.entry.id if reading else cat}:{number}"


def _tail(chart: Chart, j: int, cat: str, draft: _Draft) -> int:
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
    return (j < len(units) and not {"title", "office"}.isdisjoint(units[j].symbols)) or (
        j < len(units) and units[j].form == "في"
    )


def _step(chart: Chart, j: int, cat: str, draft: _Draft) -> int:
    """One step through the tail: the unit after what was understood, or ``j`` where the phrase ends."""
    units = chart.doc.units
    unit = units[j]
    if unit.ends_sentence or unit.bare in THAT or ("say" in unit.symbols and not draft.title):
        return j
    if unit.kind == NUMBER and cat == "media":
        return _outlet_name(chart, j, draft, quoted=False)
    if unit.kind != WORD:
        return _sign(chart, j, cat, draft)
    if unit.form in ITSELF:
        draft.again = True
        return j + 1
    if unit.form in AMONG and draft.role == "media" and j + 1 < len(units):
        return j + 1
    k = _adjective(chart, j, draft)
    for step in (_name_here, _body, _area):
        k = k if k > j else step(chart, j, cat, draft)
    return k


def _adjective(chart: Chart, j: int, draft: _Draft) -> int:
    """An adjective of sources, or a nationality."""
    unit = chart.doc.units[j]
    if unit.form[0] == "و" and unit.bare != unit.form:
        return j
    reading = unit.reading("srcadj")
    if reading is not None and not reading.pro.lstrip("ال"):
        role = reading.entry.attrs.get("role", "")
        if role and draft.role in {"", "official", "force"} and (draft.weak or not draft.role):
            draft.role, draft.weak = role, role == "official"
        draft.specific = True
        return j + 1
    nat = unit.reading("nat")
    if nat is not None and not nat.pro.lstrip("ال"):
        draft.country = draft.country or nat.entry.attrs.get("english", "")
        draft.specific = True
        return j + 1
    return j


def _body(chart: Chart, j: int, cat: str, draft: _Draft) -> int:
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
    if pro.startswith(("و", "ف")) or (reading.entry.cat == "title" and k > j and cat != "srcnoun"):
        return j
    if (pro.startswith("ل") and not (draft.stated or draft.title)) or (
        pro.startswith("ل") and reading.entry.cat in {"outlet", "media"}
    ):
        return j
    if draft.name is not None and reading.entry.cat not in {"title"} and not pro and k == j:
        return j
    if draft.stated and cat == "stmt":
        draft.owner = True
    draft.body(chart, unit)
    if reading.entry.cat == "title":
        draft.title = True
        draft.rank |= bool(reading.entry.attrs.get("rank"))
    draft.specific = True
    return k + 1


def _valid(reading: Reading, day: str | None) -> bool:
    """Whether a group bore this name on the day of publication (always, where nobody knows the day)."""
    attrs = reading.entry.attrs
    return day is None or (attrs.get("since", "") <= day and (not attrs.get("until") or day <= attrs["until"] + "~"))


def home_country(chart: Chart) -> str:
    """The country (ISO2) that the report's words point at most often, "" where none does."""
    votes: dict[str, int] = {}
    for unit in chart.doc.units:
        for reading in unit.readings:
            attrs = reading.entry.attrs
            iso = attrs.get("iso2") if reading.entry.cat in {"country", "nat"} else None
            if reading.entry.cat == "actor" and len(list(unit.readings_of("actor"))) == 1:
                iso = attrs.get("country")
            if iso:
                votes[iso] = votes.get(iso, 0) + 1
    return max(votes, key=lambda iso: votes[iso]) if votes else ""


def _last_speaker(chart: Chart, i: int, *, armed: bool) -> tuple[str, str] | None:
    """The group (and its role) that "the movement", "the forces" points at: who spoke last, else who was named last."""
    for fact in reversed(chart.all("claim")):
        source = fact.value.source
        if fact.i < i and source.group and (source.role == "armed") == armed:
            return source.group, source.role
    if not armed:
        return None
    best = ""
    for unit in chart.doc.units:
        if unit.i > i and best:
            break
        for r in unit.readings_of("actor"):
            if r.entry.attrs.get("class") in _ARMED and _valid(r, chart.doc.report.published):
                best = r.entry.attrs.get("group", "")
    return (best, "armed") if best else None


def _area(chart: Chart, j: int, cat: str, draft: _Draft) -> int:
    """``محافظة X``, ``مدينة X``: the noun and the place behind it."""
    units = chart.doc.units
    if units[j].bare.removeprefix("ال") not in AREA or cat in {"media", "ngo", "outlet"}:
        return j
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


def _stops_place(units: list[Unit], k: int) -> bool:
    unit = units[k]
    return bool(
        unit.form in NO_NAME
        or unit.bare in THAT
        or not {"title", "say", "aside", "stmt", "attrib", "asverb", "act", "toll"}.isdisjoint(unit.symbols)
    )


def _place(chart: Chart, k: int, draft: _Draft) -> int:
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


def _name_here(chart: Chart, j: int, cat: str, draft: _Draft) -> int:
    """A personal name behind a title or a statement, or the name of an outlet behind its noun."""
    if draft.name is not None or draft.by or chart.doc.units[j].form in PREPOSITIONS:
        return j
    noun = chart.doc.units[j].reading("media") if draft.role == "media" else None
    if noun is not None:
        draft.closed |= noun.definite
        return j + 1
    if cat == "media" or (draft.role == "media" and cat == "title"):
        return _outlet_name(chart, j, draft, quoted=False)
    reach = draft.title or draft.rank or cat in {"stmt", "actor", "office", "force"}
    name = read_name(chart, j, loose=draft.title and cat == "title") if reach else None
    if name is None:
        return j
    draft.name, draft.specific = name, True
    draft.owner |= cat == "stmt"
    return name.j


def _outlet_name(chart: Chart, j: int, draft: _Draft, *, quoted: bool) -> int:
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
        reading = unit.reading("outlet") or unit.reading("ngo")
        if reading is not None and not reading.pro.lstrip("ال"):
            draft.by, draft.specific = reading.entry.attrs.get("english", ""), True
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
    return (
        unit.form in NO_NAME
        or unit.form in THAT
        or not {"say", "aside", "srcadj", "nat", "title", "place", "act", "toll", "person"}.isdisjoint(unit.symbols)
    )


def _sign(chart: Chart, j: int, cat: str, draft: _Draft) -> int:
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


def _bracket(chart: Chart, j: int, cat: str, draft: _Draft) -> int:
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
    if bodies and (curved or cat in {"body", "srcnoun", "title", "office"}):
        if "outlet" in bodies[0].symbols:
            draft.by = ""
        draft.body(chart, bodies[0])
        return close + 1
    return close + 1 if curved and units[j + 1].kind == WORD else j

"""The records of sijill, frozen, with their JSON form (design: "The event as JSON"; codebook: "Fields").

All offsets are code points into ``Report.text`` exactly as stored, ``[start, end)``.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from sijill.errors import InputError

Span = tuple[int, int]

SUB_EVENT_TYPES = (
    "Armed clash", "Government regains territory", "Non-state actor overtakes territory",
    "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED", "Grenade",
    "Sexual violence", "Attack", "Abduction/forced disappearance",
    "Excessive force against protesters", "Protest with intervention", "Peaceful protest",
    "Violent demonstration", "Mob violence",
    "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use",
    "Headquarters or base established", "Looting/property destruction", "Non-violent transfer of territory", "Other",
)  # fmt: skip
ACTOR_CLASSES = (
    "state forces", "rebel group", "political militia", "identity militia", "rioters", "protesters", "civilians",
    "external forces", "private security", "unknown",
)  # fmt: skip
WEAPONS = (
    "ied", "landmine", "suicide vest", "vehicle bomb", "rocket", "mortar", "artillery", "missile", "rpg", "small arms",
    "grenade", "aircraft", "drone", "fire", "blade", "chemical", "explosives",
)  # fmt: skip
DAMAGE_OBJECTS = (
    "armoured vehicle", "vehicle", "truck", "tanker", "motorcycle", "aircraft", "building", "base", "weapon", "house",
    "other",
)  # fmt: skip
PARTS_OF_DAY = ("dawn", "morning", "noon", "afternoon", "evening", "night")

Outcome = Literal["killed", "wounded", "captured", "missing", "killed or wounded"]
DamageOutcome = Literal["destroyed", "damaged", "burned", "captured"]
ClaimKind = Literal["party", "official", "witness", "media", "ngo", "unattributed"]


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One text as it was published, never changed.

    Attributes:
        published: ISO day ``YYYY-MM-DD``, or None where nobody knows.
        language, country: ISO 639-1 and ISO 3166-1 alpha-2, as the source states them, not as guessed.
        sha256: of the bytes that were read (of the UTF-8 text where it came inside another record).
        reader: which reader made it, and its version.
    """

    doc_id: str
    text: str
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    country: str | None = None
    title: str | None = None
    sha256: str | None = None
    reader: str | None = None


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What a source states of a text beside its words; each also a field of ``Report``."""

    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    country: str | None = None
    title: str | None = None


class Head(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an event keeps of its report, so that a file of events says by itself where it was told."""

    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    title: str | None = None

    @classmethod
    def of(cls, report: Report) -> Head:
        """The head of a report."""
        return cls(outlet=report.outlet, published=report.published, url=report.url, title=report.title)

    def bare(self, doc_id: str) -> Report:
        """A report of which only the id and this are known."""
        return Report(
            doc_id=doc_id, text="", published=self.published, outlet=self.outlet, url=self.url, title=self.title
        )


class Date(msgspec.Struct, frozen=True, kw_only=True):
    """ISO days, ends included; ``precision`` is UCDP's date_prec (1 day, 2 under a week, 3 week, 4 month, 5 longer)."""

    start: str | None = None
    end: str | None = None
    text: str | None = None
    precision: int | None = None


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A place that the name could have meant, with its score (0..1) and the reasons for it."""

    name: str
    id: str
    lat: float
    lon: float
    score: float
    admin1: str | None = None
    admin2: str | None = None
    reasons: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where: codebook "Fields"; ``precision`` is UCDP's where_prec.

    Precision: 1 the named place, 2 near it (within about 25 km), 3 district, 4 province, 5 a line or a fuzzy area,
    6 country, 7 international waters or air. A centroid (3, 4, 6) never comes without it. ``direction`` (``north``,
    ``south-west`` …) and ``distance_km`` say where it lies from the place that ``name`` names, or which side of it.
    """

    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    name: str | None = None
    text: str | None = None
    relation: str | None = None
    direction: str | None = None
    distance_km: float | None = None
    lat: float | None = None
    lon: float | None = None
    precision: int | None = None
    id: str | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def aside(self) -> str:
        """How the act lies to the place, to stand before its name: ``12 km south-west of``, ``near``, or empty."""
        if self.direction is None:
            return self.relation or ""
        return f"{self.distance_km:g} km {self.direction} of" if self.distance_km else f"{self.direction} of"


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A side: canonical neutral name, actor class, and the words it was read from."""

    group: str
    class_: str = msgspec.field(name="class")
    text: str | None = None


class Casualty(msgspec.Struct, frozen=True, kw_only=True):
    """One count: ``low..high``, an open end is None, 0 is said and never silence."""

    group: str
    outcome: Outcome
    low: int | None
    high: int | None
    text: str | None = None


class Damage(msgspec.Struct, frozen=True, kw_only=True):
    """Things destroyed, damaged, burned or captured; ``count`` None where no number is told."""

    object: str
    outcome: DamageOutcome
    count: int | None = None
    text: str | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Who says so."""

    kind: ClaimKind
    by: str | None = None
    text: str | None = None


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence of one value: the words and the rule that read them."""

    span: Span
    rule: str


class Coder(msgspec.Struct, frozen=True, kw_only=True):
    """Which sijill coded it: version of the program, digest of packs and gazetteer."""

    version: str
    packs: str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One act told in one report (codebook: "The unit")."""

    id: str
    doc_id: str
    report: Head = Head()
    passage: Span
    also: tuple[Span, ...] = ()
    type: str
    date: Date = Date()
    time: str | None = None
    part: str | None = None
    place: Place = Place()
    initiator: tuple[Actor, ...] = ()
    target: tuple[Actor, ...] = ()
    weapon: tuple[str, ...] = ()
    casualties: tuple[Casualty, ...] = ()
    damage: tuple[Damage, ...] = ()
    claim: Claim = Claim(kind="unattributed")
    confidence: dict[str, float] = {}
    because: dict[str, tuple[Because, ...]] = {}
    why_null: dict[str, str] = {}
    sijill: Coder = Coder(version="", packs="")


class TollStep(msgspec.Struct, frozen=True, kw_only=True):
    """What one telling counted, for the history of a toll; ``day`` is when the report was published, if known."""

    doc_id: str
    event: str
    low: int | None
    high: int | None
    day: str | None = None


class IncidentCasualty(msgspec.Struct, frozen=True, kw_only=True):
    """The count of one group and outcome over all tellings: the range they span and the figure most of them bear.

    Attributes:
        says: who says each bound, under the keys ``low``, ``best`` and ``high``: ids of reports.
        history: every telling's own count, in the order of publication.
    """

    group: str
    outcome: Outcome
    low: int | None
    best: int | None
    high: int | None
    says: dict[str, tuple[str, ...]] = {}
    history: tuple[TollStep, ...] = ()


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A value, and the events that tell it."""

    value: str
    events: tuple[str, ...]


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A field on which the tellings of one incident contradict one another; of a count: ``killed: Civilians``."""

    field: str
    values: tuple[Said, ...]

    @property
    def about(self) -> str:
        """The field of an event that it is on.

        >>> Conflict(field="killed: Civilians", values=()).about, Conflict(field="date", values=()).about
        ('casualties', 'date')
        """
        return "casualties" if ":" in self.field else self.field


class Weight(msgspec.Struct, frozen=True, kw_only=True):
    """What one field said for (above 0) or against (below 0) two events being one, in bits, and how they compared."""

    field: str
    found: str
    bits: float


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """Why two events were joined: the fields' weights add up to ``bits``, or a person's decision."""

    events: tuple[str, str]
    bits: float
    because: tuple[Weight, ...] = ()
    decision: str | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person's word, signed and dated, never deleted; a later one may undo it.

    Attributes:
        kind: ``same`` (these events are one incident), ``different`` (no two of these events are), ``split`` (these
            events, together, leave the others of their incident), ``choose`` (of an incident's tellings the one whose
            value of a ``field`` holds), ``field`` (a value of an event), ``accept``, ``reject`` (an event), ``add`` (an
            event that a person found), ``undo`` (of another decision).
        apart: with ``split``, the events that stay behind, where no ``incident`` is named.
        incident: with ``split`` or ``choose``, the incident as the person saw it.
        field: path of the value, as ``place.name``; ``value`` is its new value as JSON, with ``add`` the event.
        spans: the words that the value was read from.
        at: ISO time of the decision.
        undoes: id of the decision that is taken back.
        aside: a second reader's own word: for measuring agreement, the record stays as it is.
    """

    kind: Literal["field", "same", "different", "split", "choose", "undo", "accept", "reject", "add"]
    id: str | None = None
    by: str | None = None
    at: str | None = None
    events: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    incident: str | None = None
    field: str | None = None
    value: str | None = None
    undoes: str | None = None
    note: str | None = None
    spans: tuple[Span, ...] = ()
    aside: bool = False


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, once: the events of several reports that tell the same act.

    Attributes:
        independent_sources: how many sources really spoke: reposts of one text, and one outlet twice, count once.
        joined: why the members belong together, one entry a joint (a tree over the events).
        decisions: ids of the persons' decisions that shaped it.
        chosen: fields whose value is that of the telling which a person chose, with the id of the decision.
        was: ids of earlier incidents that were merged into this one, or that it was split from.
        notes: what a reader should know: a merge that was refused, an event that fits two incidents.
        subject_of: the dossiers that it is the subject of: collections of reports on one incident.
    """

    id: str
    type: str
    date: Date = Date()
    time: str | None = None
    part: str | None = None
    place: Place = Place()
    initiator: tuple[Actor, ...] = ()
    target: tuple[Actor, ...] = ()
    weapon: tuple[str, ...] = ()
    casualties: tuple[IncidentCasualty, ...] = ()
    damage: tuple[Damage, ...] = ()
    claims: tuple[Claim, ...] = ()
    reports: tuple[str, ...]
    events: tuple[str, ...]
    independent_sources: int = 1
    conflicts: tuple[Conflict, ...] = ()
    joined: tuple[Join, ...] = ()
    decisions: tuple[str, ...] = ()
    chosen: dict[str, str] = {}
    was: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    subject_of: tuple[str, ...] = ()

    @property
    def open_conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts that nobody has settled by choosing a telling."""
        return tuple(conflict for conflict in self.conflicts if conflict.about not in self.chosen)


def stable_id(prefix: str, *parts: object) -> str:
    """A short id that is the same on every machine: prefix and 16 hex digits of BLAKE2b over the parts.

    >>> stable_id("e", "report-1", 40, 0) == stable_id("e", "report-1", 40, 0)
    True
    """
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=8)
    return prefix + digest.hexdigest()


#: The fields of an incident that a person may choose out of one telling.
CHOOSABLE = ("type", "date", "place", "initiator", "target", "weapon", "casualties", "damage")
#: What goes with the day.
WITH_DAY = ("time", "part")


def field_json(event: Event, field: str) -> str:
    """The value of a field of an event as JSON; the hour and the part of day go with the day.

    >>> field_json(Event(id="e", doc_id="r", passage=(0, 1), type="Attack", time="06:00"), "type")
    '"Attack"'
    """
    value = msgspec.to_builtins(getattr(event, field))
    if field == "date":
        value |= {name: getattr(event, name) for name in WITH_DAY}
    return msgspec.json.encode(value).decode()


def to_json(record: msgspec.Struct) -> bytes:
    """One record as one line of JSON, keys in the order of the fields, no line end."""
    return msgspec.json.encode(record)


_EVENTS = msgspec.json.Decoder(Event)


def event_from_json(line: bytes | str, *, file: str | None = None, number: int | None = None) -> Event:
    """Read one event back.

    Raises:
        InputError: the line is no event; the message names the field.
    """
    try:
        return _EVENTS.decode(line)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise InputError(f"not an event: {error}", file=file, line=number) from error

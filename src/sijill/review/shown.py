"""An event's values as a person reads them, in the words of a language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from sijill.model import Actor, Casualty, Claim, Damage, Date, Event, Incident, IncidentCasualty, Place
from sijill.review.i18n import Words

#: The rows of a card, in their order, and the fields of an event that each holds.
ROWS: dict[str, tuple[str, ...]] = {
    "type": ("type",), "date": ("date", "time", "part"), "place": ("place",), "initiator": ("initiator",),
    "target": ("target",), "weapon": ("weapon",), "casualties": ("casualties",), "damage": ("damage",),
    "claim": ("claim",),
}  # fmt: skip
#: A count as a conflict tells it, where it is no single number.
_COUNT = re.compile(r"(?P<low>\d+) (?:or more|to (?P<high>\d+))")
_ROW_OF = {field: row for row, fields in ROWS.items() for field in fields}


class Item(msgspec.Struct, frozen=True):
    """One value of a field: a number that stands out, the words, and a note in small print."""

    text: str
    strong: str = ""
    note: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.strong, self.text, self.note) if part)


def row_of(path: str) -> str:
    """The row that a path of a field belongs to: ``casualties.0.low`` and ``time`` → ``casualties``, ``date``."""
    name = path.partition(".")[0]
    return _ROW_OF.get(name, name)


def items(t: Words, event: Event, row: str) -> list[Item]:
    """The values of a row; none where nothing is told."""
    return _SHOW[row](t, event)


def as_line(found: Iterable[Item]) -> str:
    """Values in one line, for small print."""
    return "; ".join(map(str, found)) or "—"


def when(t: Words, day: Date, time: str | None, part: str | None) -> list[Item]:
    """A day or some days, with the hour or part of day."""
    told = []
    if day.start:
        told.append(t.day(day.start) if day.end in (None, day.start) else f"{t.day(day.start)} – {t.day(day.end)}")
    elif day.end:
        told.append(t("until", day=t.day(day.end)))
    told += [time or t.code("part", part)] if time or part else []
    note = t(f"date_precision.{day.precision}") if day.precision in range(2, 6) else ""
    return [Item(t.listed(told), note=note)] if told else []


def where(t: Words, place: Place) -> list[Item]:
    """The place with the units above it, and how exact it is."""
    parts = [p for p in (place.name, place.admin2, place.admin1) if p]
    parts += [t.country(place.country)] if place.country else []
    if not parts:
        return []
    relation = f"{t.code('relation', place.relation)} " if place.relation else ""
    note = t(f"precision.{place.precision}") if place.lat is not None and place.precision else t("not_on_map")
    return [Item(relation + t.listed(parts), note=note)]


def actors(t: Words, found: Sequence[Actor]) -> list[Item]:
    """Groups with their classes."""
    return [Item(a.group, note=t.code("class", a.class_)) for a in found]


def range_of(t: Words, low: int | None, high: int | None) -> str:
    """A range as people write it."""
    if low == high:
        return t("range.unknown") if low is None else str(low)
    if high is None:
        return t("range.more", n=low)
    return t("range.up_to", n=high) if low is None else t("range.between", a=low, b=high)


def toll(t: Words, found: Sequence[Casualty | IncidentCasualty]) -> list[Item]:
    """Counts by outcome and group."""
    return [Item(t.code("outcome", c.outcome), range_of(t, c.low, c.high), c.group + _best(t, c)) for c in found]


def _best(t: Words, count: Casualty | IncidentCasualty) -> str:
    """The figure that most tellings bear, where they differ."""
    if not isinstance(count, IncidentCasualty) or count.best is None or count.low == count.high:
        return ""
    return f" · {t('incident.best', n=count.best)}"


def damages(t: Words, found: Sequence[Damage]) -> list[Item]:
    """Things, what befell them, and how many."""
    return [
        Item(
            f"{t.code('object', d.object)} · {t.code('damaged', d.outcome)}",
            strong="" if d.count is None else str(d.count),
        )
        for d in found
    ]  # fmt: skip


def claims(t: Words, found: Iterable[Claim]) -> list[Item]:
    """Who says so."""
    return [Item(c.by or t.code("claim", c.kind), note=t.code("claim", c.kind) if c.by else "") for c in found]


def weapons(t: Words, found: Sequence[str]) -> list[Item]:
    """Means, in one line."""
    return [Item(t.listed(t.code("weapon", w) for w in found))] if found else []


_SHOW: dict[str, Callable[[Words, Event], list[Item]]] = {
    "type": lambda t, e: [Item(t.code("type", e.type))],
    "date": lambda t, e: when(t, e.date, e.time, e.part),
    "place": lambda t, e: where(t, e.place),
    "initiator": lambda t, e: actors(t, e.initiator),
    "target": lambda t, e: actors(t, e.target),
    "weapon": lambda t, e: weapons(t, e.weapon),
    "casualties": lambda t, e: toll(t, e.casualties),
    "damage": lambda t, e: damages(t, e.damage),
    "claim": lambda t, e: claims(t, [e.claim]),
}


def value_line(t: Words, field: str | None, value: str | None) -> str | None:
    """A field's value out of the log, where it is JSON, in one line a value; as it is where it cannot be read so."""
    if field is None or value is None:
        return value
    name, *deeper = field.split(".")
    try:
        told = msgspec.json.decode(value)
        event = msgspec.convert({"id": "", "doc_id": "", "passage": (0, 0), "type": "", name: told}, Event)
    except msgspec.MsgspecError:
        return value
    row = row_of(name)
    return value if deeper or row not in _SHOW else "\n".join(map(str, items(t, event, row))) or None


def conflict_name(t: Words, field: str) -> str:
    """What a conflict is on, in words: a field, or of the toll an outcome and a group (or who they were)."""
    outcome, colon, group = field.partition(": ")
    if not colon:
        return t.code("field", field)
    return f"{t.code('outcome', outcome)}: {t('incident.whose') if group == 'who' else group}"


def conflict_said(t: Words, field: str, value: str) -> str:
    """One side of a conflict in words; of a count as ranges are written."""
    if ":" not in field:
        return t.code(field, value)
    told, comma, group = value.rpartition(", not ")
    if comma:
        return t("incident.not", told=t.listed([told]), group=t.listed([group]))
    if (found := _COUNT.fullmatch(value)) is None:
        return value
    high = found["high"]
    return range_of(t, int(found["low"]), None if high is None else int(high))


def of_incident(t: Words, incident: Incident) -> dict[str, list[Item]]:
    """The rows of an incident."""
    return {
        "type": [Item(t.code("type", incident.type))],
        "date": when(t, incident.date, incident.time, incident.part),
        "place": where(t, incident.place),
        "initiator": actors(t, incident.initiator), "target": actors(t, incident.target),
        "weapon": weapons(t, incident.weapon), "casualties": toll(t, incident.casualties),
        "damage": damages(t, incident.damage), "claim": claims(t, incident.claims),
    }  # fmt: skip

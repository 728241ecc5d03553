"""Events and incidents as JSON lines, beyond what reading them checks: code lists, ranges, days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sijill.errors import InputError
from sijill.export.check.problem import Found
from sijill.export.inputs import incident_from_json
from sijill.model import (
    ACTOR_CLASSES,
    DAMAGE_OBJECTS,
    PARTS_OF_DAY,
    SUB_EVENT_TYPES,
    WEAPONS,
    Event,
    Incident,
    event_from_json,
)


def check_jsonl(path: Path) -> Found:
    """Check a file, line by line."""
    found = Found()
    seen: set[str] = set()
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.isspace():
                continue
            found.rows += 1
            try:
                source = _read(line, str(path), number)
            except InputError as error:
                found.tell(number, "", error.message)
                continue
            if source.id in seen:
                found.tell(number, "id", f"{source.id!r} stands twice")
            seen.add(source.id)
            for field, message in _rules(source):
                found.tell(number, field, message)
    return found


def _read(line: bytes, file: str, number: int) -> Event | Incident:
    if b'"passage":' in line:
        return event_from_json(line, file=file, number=number)
    return incident_from_json(line, file=file, number=number)


def _rules(source: Event | Incident) -> Iterator[tuple[str, str]]:
    if source.type not in SUB_EVENT_TYPES:
        yield "type", f"{source.type!r} is no sub-event type"
    for field, actors in (("initiator", source.initiator), ("target", source.target)):
        for actor in actors:
            if actor.class_ not in ACTOR_CLASSES:
                yield field, f"{actor.class_!r} is no class of actors"
    yield from (("weapon", f"{w!r} is not in the list") for w in source.weapon if w not in WEAPONS)
    yield from (("damage", f"{d.object!r} is not in the list") for d in source.damage if d.object not in DAMAGE_OBJECTS)
    if source.part is not None and source.part not in PARTS_OF_DAY:
        yield "part", f"{source.part!r} is no part of the day"
    for count in source.casualties:
        if count.low is not None and count.high is not None and count.low > count.high:
            yield "casualties", f"{count.low} is above {count.high}"
    yield from _days(source)
    if isinstance(source, Event):
        for start, end in (source.passage, *source.also):
            if not 0 <= start < end:
                yield "passage", f"[{start}, {end}) is no stretch of a text"
    place = source.place
    if (place.lat is None) != (place.lon is None):
        yield "place", "lat and lon go together"
    if place.lat is not None and place.precision is None:
        yield "place", "a point without its precision"


def _days(source: Event | Incident) -> Iterator[tuple[str, str]]:
    days = []
    for day in (source.date.start, source.date.end):
        try:
            days += [date.fromisoformat(day)] if day is not None else []
        except ValueError:
            yield "date", f"{day!r} is no day"
    if days != sorted(days):
        yield "date", "end lies before start"

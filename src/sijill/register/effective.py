"""An event as it stands: what was coded, with people's decisions applied in their order. A pure function of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from sijill.errors import InputError
from sijill.model import Because, Event, Span
from sijill.register.log import undone
from sijill.register.records import Entry, Status

PERSON = "person"  # the rule that a person's value names
LEFT_BLANK = "a person left it blank"

#: The fields that people set and that two codings are compared by; ``because`` and ``confidence`` follow them.
FIELDS = (
    "type", "date", "time", "part", "place", "initiator", "target", "weapon", "casualties", "damage", "claim",
    "passage", "also",
)  # fmt: skip
_EVENT = msgspec.json.Decoder(Event)


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What the decisions on one event come to.

    Attributes:
        event: None where nobody said anything: the latest coding stands.
        base: number of the coding that it is made of; None where a person added it.
        settled: the latest coding when a person last decided.
        edited: paths of fields that people set.
    """

    word: Status = "open"
    event: Event | None = None
    base: int | None = None
    settled: int | None = None
    report_num: int | None = None
    edited: tuple[str, ...] = ()
    by: str | None = None
    at: str | None = None


def replay(entries: Sequence[Entry], coded: Callable[[int], Event], *, own: str | None = None) -> State:
    """What the entries on one event come to, in their order.

    Args:
        entries: all that name the event.
        coded: the coded event of a number, under the id of its record.
        own: only this person's word, also what was said aside: a second reader's own view.
    """
    back = undone(list(entries))
    state = State()
    for entry in entries:
        if entry.seq in back or (entry.by != own if own is not None else entry.aside):
            continue
        if entry.kind in {"add", "field", "accept", "reject"}:
            state = _step(state, entry, coded)
    return state


def _step(state: State, entry: Entry, coded: Callable[[int], Event]) -> State:
    event, base, edited = state.event, state.base, state.edited
    if entry.kind == "add":
        event, base, edited = _EVENT.decode(entry.value or ""), None, ()
    elif entry.base is not None and (event is None or entry.base != base):
        event, base, edited = coded(entry.base), entry.base, ()  # a new footing: what was set on the old one is history
    if event is None:  # what it stood on was taken back
        return state
    if entry.kind == "field" and entry.field is not None:
        event = set_field(event, entry.field, entry.value or "null", entry.spans, entry.note)
        edited = tuple(dict.fromkeys((*edited, entry.field)))
    settles = entry.kind in {"accept", "reject"} or state.event is None
    word: Status = {"accept": "accepted", "reject": "rejected"}.get(entry.kind) or (  # type: ignore[assignment]
        state.word if state.word == "accepted" else "edited"
    )
    return State(
        word=word, event=event, base=base, settled=entry.latest if settles else state.settled,
        report_num=entry.report_num, edited=edited, by=entry.by, at=entry.at,
    )  # fmt: skip


# ---------------------------------------------------------------------- one field


def set_field(event: Event, path: str, value: str, spans: Sequence[Span] = (), note: str | None = None) -> Event:
    """The event with one value set, and the words that it was read from as its evidence.

    Args:
        event: as it was.
        path: ``type``, ``date``, ``place.name``, ``casualties``, ``casualties.0.low`` …
        value: as JSON.
        spans: the words; without them the passage stands as evidence.
        note: why a blank is blank.

    Raises:
        InputError: there is no such field, or the value is none for it.
    """
    name, *rest = path.split(".")
    if name not in FIELDS:
        raise InputError(f"no field {path!r} to set", hint=f"one of: {', '.join(FIELDS)}")
    try:
        row = _plain(event)
        _put(row, [name, *rest], msgspec.json.decode(value))
        changed = msgspec.convert(row, Event)
    except (msgspec.MsgspecError, KeyError, IndexError, TypeError, ValueError) as error:
        raise InputError(f"{path}: not a value for it: {error}") from error
    if name in {"passage", "also"}:
        return changed
    return _explained(changed, name, spans, note)


def _put(row: Any, steps: list[str], value: object) -> None:
    for step in steps[:-1]:
        row = row[int(step)] if isinstance(row, list) else row[step]
    last = steps[-1]
    if isinstance(row, list):
        row[int(last)] = value
    elif last in row:
        row[last] = value
    else:
        raise KeyError(last)


def _explained(event: Event, name: str, spans: Sequence[Span], note: str | None) -> Event:
    because = {field: row for field, row in event.because.items() if field.partition(".")[0] != name}
    why, confidence = dict(event.why_null), dict(event.confidence)
    if _is_blank(event, name):
        why[name] = note or LEFT_BLANK
        confidence.pop(name, None)
    else:
        because[name] = tuple(Because(span=span, rule=PERSON) for span in (spans or (event.passage,)))
        why.pop(name, None)
        confidence[name] = 1.0
    return msgspec.structs.replace(event, because=because, why_null=why, confidence=confidence)


def _is_blank(event: Event, name: str) -> bool:
    told = {"date": event.date.start, "place": event.place.name or event.place.country, "claim": event.claim.by}
    return told.get(name, getattr(event, name)) in ((), None)


def explained(event: Event) -> Event:
    """An event that a person made, with its passage as the words of every value that names none, and blanks told."""
    for name in FIELDS:
        if name not in {"passage", "also"} and not (event.because.get(name) or event.why_null.get(name)):
            event = _explained(event, name, (), None)
    return event


def _plain(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(event))
    return row


# ---------------------------------------------------------------------- is it the same?


class Told(msgspec.Struct, frozen=True):
    """An event and the words of its passage: what two codings are compared by, wherever in a text they stand."""

    event: Event
    words: str

    def says_as(self, other: Told | None) -> bool:
        """Whether both give the same values for the same words; evidence, confidence and candidates may differ."""
        return other is not None and self.words == other.words and _values(self.event) == _values(other.event)

    def means_as(self, other: Told | None) -> bool:
        """Whether both are of one type and of the same words: what a rejection was said of."""
        return other is not None and (self.event.type, self.words) == (other.event.type, other.words)


def told(event: Event, text: str) -> Told:
    """An event of a text."""
    return Told(event, text[slice(*event.passage)])


def _values(event: Event) -> tuple[object, ...]:
    place = msgspec.structs.replace(event.place, candidates=())
    return (place, *(getattr(event, field) for field in FIELDS if field not in {"place", "passage", "also"}))


def differing(one: Event, other: Event) -> list[str]:
    """The fields in which two versions of an event differ."""
    return [field for field in FIELDS if getattr(one, field) != getattr(other, field)]

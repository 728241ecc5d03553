"""How far two coders agree: Cohen's κ and F1, field by field, over the events that both decided on.

A coder's word on an event is the last ``accept`` or ``reject`` with the values that stood then. Only what was said
``aside`` is blind: where the second coder saw the first one's values, agreement is an upper bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import Connection

from sijill.model import Casualty, Event
from sijill.register.log import each_entry, undone
from sijill.register.records import Entry

Values = frozenset[str]
_EVENT = msgspec.json.Decoder(Event)
VERDICT = "is an event"


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How two coders agree on one field.

    Attributes:
        events: on which both gave their word (but for the verdict: which both accepted).
        same: how many of them have the same value.
        kappa: Cohen's κ over the whole values, None where both always said the one same thing.
        f1: of the values, the one coder's held against the other's; None where neither gave any.
    """

    field: str
    events: int
    same: int
    kappa: float | None
    f1: float | None


class Word(msgspec.Struct, frozen=True):
    """A coder's last word on an event: its values, or None where it was rejected."""

    event: Event | None
    aside: bool


def last_words(con: Connection) -> dict[str, dict[str, Word]]:
    """Event to coder to last word, over the whole log."""
    entries = list(each_entry(con, ("accept", "reject", "undo")))
    back = undone(entries)
    found: dict[str, dict[str, Word]] = {}
    for entry in entries:
        if entry.kind != "undo" and entry.seq not in back:
            found.setdefault(entry.events[0], {})[entry.by] = Word(_said(entry), entry.aside)
    return found


def _said(entry: Entry) -> Event | None:
    return _EVENT.decode(entry.value) if entry.kind == "accept" and entry.value else None


def pairs_of_coders(con: Connection) -> dict[tuple[str, str], int]:
    """Coders who decided on the same events, and on how many, the most first."""
    counts: Counter[tuple[str, str]] = Counter()
    for words in last_words(con).values():
        names = sorted(words)
        counts.update((a, b) for i, a in enumerate(names) for b in names[i + 1 :])
    return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))


def agreement(con: Connection, one: str, other: str) -> list[Agreement]:
    """Agreement of two coders: first whether it is an event, then each field of the events that both accepted."""
    both = [(words[one], words[other]) for words in last_words(con).values() if one in words and other in words]
    rows = [_agree(VERDICT, [(_verdict(a), _verdict(b)) for a, b in both])]
    told = [(a.event, b.event) for a, b in both if a.event is not None and b.event is not None]
    return rows + [_agree(name, [(slot(a), slot(b)) for a, b in told]) for name, slot in SLOTS.items()]


def _verdict(word: Word) -> Values:
    return frozenset({"rejected" if word.event is None else "accepted"})


def _agree(field: str, pairs: Sequence[tuple[Values, Values]]) -> Agreement:
    same = sum(a == b for a, b in pairs)
    hits, said = sum(len(a & b) for a, b in pairs), sum(len(a) + len(b) for a, b in pairs)
    return Agreement(
        field=field, events=len(pairs), same=same, kappa=kappa([(_whole(a), _whole(b)) for a, b in pairs]),
        f1=2 * hits / said if said else None,
    )  # fmt: skip


def _whole(values: Values) -> str:
    return "\n".join(sorted(values))


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's κ (1960): agreement beyond what the two coders' own shares of each value would give by chance.

    >>> kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")])
    0.5
    """
    if not pairs:
        return None
    n = len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[v] * right[v] for v in left) / n**2
    return None if chance == 1 else (sum(a == b for a, b in pairs) / n - chance) / (1 - chance)


def _one(value: object) -> Values:
    return frozenset() if value is None else frozenset({str(value)})


def _bounds(end: Callable[[Casualty], int | None]) -> Callable[[Event], Values]:
    return lambda e: frozenset(f"{c.group} {c.outcome} {end(c)}" for c in e.casualties)


SLOTS: dict[str, Callable[[Event], Values]] = {
    "type": lambda e: _one(e.type),
    "date": lambda e: _one(e.date.start),
    "time": lambda e: _one(e.time),
    "country": lambda e: _one(e.place.country),
    "admin1": lambda e: _one(e.place.admin1),
    "admin2": lambda e: _one(e.place.admin2),
    "place": lambda e: _one(e.place.name),
    "precision": lambda e: _one(e.place.precision),
    "initiator": lambda e: frozenset(a.group for a in e.initiator),
    "target": lambda e: frozenset(a.group for a in e.target),
    "weapon": lambda e: frozenset(e.weapon),
    "casualties low": _bounds(lambda c: c.low),
    "casualties high": _bounds(lambda c: c.high),
    "damage": lambda e: frozenset(f"{d.object} {d.outcome} {d.count}" for d in e.damage),
    "claim kind": lambda e: _one(e.claim.kind),
    "claim by": lambda e: _one(e.claim.by),
}


def differing_events(con: Connection, one: str, other: str) -> list[tuple[str, list[str]]]:
    """The events on which two coders differ, and in which fields; the verdict alone where one of them rejected it."""
    found = []
    for name, words in last_words(con).items():
        if one not in words or other not in words:
            continue
        a, b = words[one], words[other]
        if _verdict(a) != _verdict(b):
            found.append((name, [VERDICT]))
        elif a.event is not None and b.event is not None:
            fields = [field for field, slot in SLOTS.items() if slot(a.event) != slot(b.event)]
            found += [(name, fields)] if fields else []
    return found

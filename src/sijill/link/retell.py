"""Which two events of one report are one act, told again: by their passages, or as its heading and its text."""

from __future__ import annotations

from collections.abc import Iterable

from sijill.link.features import Tables, place_level, sides_of, toll
from sijill.link.merge import elsewhere
from sijill.model import Event, Span

_RETOLD = 0.5
_HEADING, _LINE = 200, 200  # characters: where a heading may begin, and how long its line may be


def retold(inside: Iterable[tuple[int, int, Event, Event]], tables: Tables) -> frozenset[tuple[int, int]]:
    """The pairs of events of one report of which one event is the other, told again; each with its two events."""
    return frozenset((a, b) for a, b, one, other in inside if retells(one, other) or heads(one, other, tables))


def retells(a: Event, b: Event) -> bool:
    """Whether one event of a report lies, by its passage, in what the other gives as a further telling of itself."""
    return a.type == b.type and any(
        _overlap(one.passage, span) >= _RETOLD for one, other in ((a, b), (b, a)) for span in other.also
    )


def heads(a: Event, b: Event, tables: Tables) -> bool:
    """Whether the earlier of two events is the heading of their report and sums up the later."""
    first, second = sorted((a, b), key=lambda e: e.passage)
    start, end = first.passage
    return start <= _HEADING and end - start <= _LINE and end <= second.passage[0] and sums_up(first, second, tables)


def sums_up(heading: Event, act: Event, tables: Tables) -> bool:
    """Whether a heading may tell an act of its report's text: as coarsely or more so, and nowhere against it."""
    if tables.families.get(heading.type) != tables.families.get(act.type):
        return False
    days = [(e.date.start, e.date.end) for e in (heading, act)]
    if all(start and end for start, end in days) and days[0] != days[1]:
        return False
    if place_level(heading.place) < place_level(act.place) or elsewhere(heading.place, act.place):
        return False
    sides = [sides_of(e.initiator, tables) for e in (heading, act)]
    if all(sides) and not set(sides[0]) & set(sides[1]):
        return False
    for outcome in ("killed", "wounded"):
        (low, high), (least, most) = (toll(e.casualties, outcome) for e in (heading, act))
        if low is not None and (least is None or low > (most or 0) or least > (high or 0)):
            return False
    return True


def _overlap(a: Span, b: Span) -> float:
    both = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, both) / max(1, max(a[1], b[1]) - min(a[0], b[0]))

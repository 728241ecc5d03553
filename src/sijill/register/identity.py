"""Which event of a new coding is which event of the register: so that ids stand and no decision is orphaned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sijill.model import Event, Span
from sijill.register.effective import Told
from sijill.register.words import words_of

# In the same text passages must share a quarter of what both cover (as in scoring); in a revised text, whose offsets
# moved, half of their words.
_LEAST_SPAN, _LEAST_WORDS = 0.25, 0.5
_SAME_TYPE, _SAME_ID, _SAME_TRIGGER = 0.25, 0.1, 2.0


class Known(msgspec.Struct, frozen=True):
    """An event of the register as it stands, the words of its passage, and the report that they stand in."""

    told: Told
    report_num: int


def match(known: Sequence[Known], new: Sequence[Event], report_num: int, text: str) -> dict[int, int]:
    """Index of a new event to index of the known event that it is; each at most once, the most alike first.

    Args:
        known: the register's events of this document.
        new: what the coder made of the report.
        report_num: number of the report that was coded, and its text.
        text: see there.
    """
    scored: list[tuple[float, int, int]] = []
    for i, event in enumerate(new):
        own = frozenset(words_of(text[slice(*event.passage)]))
        for j, old in enumerate(known):
            here = old.report_num == report_num
            if here and old.told.event.id == event.id:
                alike = _SAME_TRIGGER  # the id is made of where the act stands: in the same text it is the same act
            elif here:
                alike = _overlap(event.passage, old.told.event.passage)
            else:
                alike = _shared(own, words_of(old.told.words)) + _SAME_ID * (old.told.event.id == event.id)
            if alike >= (_LEAST_SPAN if here else _LEAST_WORDS):
                scored.append((alike + _SAME_TYPE * (old.told.event.type == event.type), -i, -j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(scored, reverse=True):
        if -i not in pairs and -j not in taken:
            pairs[-i] = -j
            taken.add(-j)
    return pairs


def _overlap(a: Span, b: Span) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / max(1, max(a[1], b[1]) - min(a[0], b[0]))


def _shared(a: frozenset[str], others: Iterable[str]) -> float:
    b = frozenset(others)
    return len(a & b) / max(1, len(a | b))

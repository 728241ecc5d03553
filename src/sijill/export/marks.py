"""A text cut wherever a mark begins or ends: overlapping spans side by side, for any page that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from sijill.model import Span


class Mark(NamedTuple):
    """A stretch of the text that belongs to an event: its passage, a further telling (``also``), or a field's words."""

    span: Span
    event: int
    what: str


class Piece(NamedTuple):
    """A stretch that the same marks cover from its first to its last character.

    Attributes:
        marks: the event and what of it, for each mark that covers the stretch.
        begins: events whose passage begins with this stretch.
    """

    start: int
    end: int
    marks: tuple[tuple[int, str], ...]
    begins: tuple[int, ...]


def pieces(length: int, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Cut a text of this many code points; marks that lie outside it or are empty are left out.

    >>> [(p.start, p.end, p.marks) for p in pieces(9, [Mark((0, 5), 0, "passage"), Mark((3, 7), 1, "passage")])]
    [(0, 3, ((0, 'passage'),)), (3, 5, ((0, 'passage'), (1, 'passage'))), (5, 7, ((1, 'passage'),)), (7, 9, ())]
    """
    opens: dict[int, list[tuple[int, str]]] = {}
    closes: dict[int, list[tuple[int, str]]] = {}
    for (start, end), event, what in marks:
        if 0 <= start < end <= length:
            opens.setdefault(start, []).append((event, what))
            closes.setdefault(end, []).append((event, what))
    active: list[tuple[int, str]] = []
    for a, b in pairwise(sorted({0, length, *opens, *closes})):
        for mark in closes.get(a, ()):
            active.remove(mark)
        active += opens.get(a, ())
        yield Piece(a, b, tuple(active), tuple(sorted({n for n, what in opens.get(a, ()) if what == "passage"})))

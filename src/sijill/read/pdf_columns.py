"""The columns of a page: text set side by side, with a strip between that no line crosses.

Some programs name the letters of a page line by line across its columns. There the columns are cut apart by where the
letters stand: wherever several lines one below the other leave the same strip free, with prose on both its sides. A
table of short cells is not cut: it is read row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

_STRIP = 0.75  # in sizes of the letters; spaces between words are a third of it, but for those of a few justified lines
_SAME_ROW = 0.5
_ROWS = 5  # with text on both sides, at least
_BOTH = 0.5  # of a stretch's rows have text on both sides
_ACROSS = 0.5  # changes of side to a row; a page that names column by column has one or two in all
_FULL, _MOST = 0.7, 0.5  # of a column's width that a line fills, and how many lines do
_SIGNS = 12  # in a line of prose, on average
_MOST_ROWS = 400  # a page of more is no page of text


class Box(NamedTuple):
    """Where a sign stands, in points, and which of the page's signs it is."""

    left: float
    right: float
    base: float
    size: float
    number: int


_Row = list[Box]
_Strip = tuple[float, float]


def blocks(boxes: Iterable[Box], *, from_right: bool) -> list[list[int]]:
    """The page's signs by number, in blocks in the order of reading; one block where it has no columns.

    Args:
        boxes: of the signs.
        from_right: whether the right column is read first.
    """
    rows = _rows(boxes)
    found = _cut(rows, from_right=from_right) if len(rows) <= _MOST_ROWS else [rows]
    return [sorted(box.number for row in block for box in row) for block in found]


def _rows(boxes: Iterable[Box]) -> list[_Row]:
    """Boxes of one base line, from the top of the page, each row from the left."""
    rows: list[_Row] = []
    for box in sorted(boxes, key=lambda b: -b.base):
        if rows and rows[-1][0].base - box.base < _SAME_ROW * max(box.size, rows[-1][0].size):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row) for row in rows]


def _cut(rows: list[_Row], *, from_right: bool) -> list[list[_Row]]:
    found = _columns(rows)
    if found is None:
        return [rows]
    first, last, middle = found
    if not _is_across(rows[first : last + 1], middle):
        return [rows]
    inside = rows[first : last + 1]
    right = [part for row in inside if (part := [box for box in row if box.left >= middle])]
    left = [part for row in inside if (part := [box for box in row if box.left < middle])]
    sides = (right, left) if from_right else (left, right)
    parts = (rows[:first], *sides, rows[last + 1 :])
    return [block for part in parts if part for block in _cut(part, from_right=from_right)]


def _is_across(rows: list[_Row], middle: float) -> bool:
    """Whether the page names the signs of these rows line by line across the strip.

    Where it names one column after the other its own order is kept: it knows more than where they stand.
    """
    named = sorted((box.number, box.left < middle) for row in rows for box in row)
    return sum(a[1] != b[1] for a, b in pairwise(named)) > _ACROSS * len(rows)


def _columns(rows: list[_Row]) -> tuple[int, int, float] | None:
    """The longest stretch of rows that leave one strip free: its first and last row, and the middle of the strip."""
    strips = [_free(row) for row in rows]
    best: tuple[int, int, float] | None = None
    most = _ROWS - 1
    for first, own in enumerate(strips):
        for strip in own[1:-1]:
            last, (start, end), both = _followed(strips, first, strip, _STRIP * rows[first][0].size)
            if both <= most or both < _BOTH * (last - first + 1):
                continue
            middle = (start + end) / 2
            if _is_prose(rows[first : last + 1], middle):
                best, most = (first, last, middle), both
    return best


def _free(row: _Row) -> list[_Strip]:
    """The strips that a row leaves free, from the left; the first and the last are beside it."""
    free, reached = [(float("-inf"), row[0].left)], row[0].right
    for box in row[1:]:
        if box.left - reached >= _STRIP * box.size:
            free.append((reached, box.left))
        reached = max(reached, box.right)
    return [*free, (reached, float("inf"))]


def _followed(strips: Sequence[list[_Strip]], first: int, strip: _Strip, least: float) -> tuple[int, _Strip, int]:
    """How far down a strip stays free: the last row, what is left of it, and the rows with text on both its sides."""
    both, last = 1, first
    for number in range(first + 1, len(strips)):
        own = strips[number]
        shared = [(max(a, strip[0]), min(b, strip[1]), 0 < k < len(own) - 1) for k, (a, b) in enumerate(own)]
        start, end, inner = max(shared, key=lambda s: s[1] - s[0])
        if end - start < least:
            break
        strip, last = (start, end), number
        both += inner
    return last, strip, both


def _is_prose(rows: list[_Row], middle: float) -> bool:
    for side in (
        [[b for b in row if b.left >= middle] for row in rows],
        [[b for b in r if b.left < middle] for r in rows],
    ):
        lines = [line for line in side if line]
        edges = [(line[0].left, max(box.right for box in line)) for line in lines]
        width = max(right for _, right in edges) - min(left for left, _ in edges)
        full = sum(right - left >= _FULL * width for left, right in edges)
        if full < _MOST * len(lines) or sum(map(len, lines)) < _SIGNS * len(lines):
            return False
    return True

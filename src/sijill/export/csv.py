"""One row an event for spreadsheets: UTF-8 with its mark, so that Excel shows Arabic; lists joined by ``; ``.

A text cell that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from sijill.export.base import Format, Radius, Totals
from sijill.export.flat import COLUMNS, Cell, flat
from sijill.model import Event, Report

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNSEEN = " \u00a0\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> safe("=1+1"), safe(-3.5), safe(None)
    ("'=1+1", -3.5, None)
    """
    if not isinstance(cell, str):
        return cell
    return "'" + cell if cell.lstrip(_UNSEEN).startswith(_FORMULA) else cell


def _lines(rows: Iterable[Iterable[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def render(report: Report, events: Sequence[Event], radius: Radius) -> bytes:  # noqa: ARG001
    """The events of a report as rows."""
    return _lines([safe(cell) for cell in flat(report, event).values()] for event in events)


def _head() -> bytes:
    return b"\xef\xbb\xbf" + _lines([COLUMNS])


def _foot(_: Totals) -> bytes:
    return b""


CSV = Format(name="csv", endings=(".csv",), head=_head, render=render, between=b"", foot=_foot)

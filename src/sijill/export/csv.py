"""Tables as CSV for spreadsheets: UTF-8 with its mark, so that Excel shows Arabic; RFC 4180.

A text cell that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from sijill.export.base import Format, Radius, Totals
from sijill.export.flat import EVENTS, flat
from sijill.export.output import Output
from sijill.export.record import of_event
from sijill.export.table import Cell, Row, Table
from sijill.model import Event, Report

MARK = b"\xef\xbb\xbf"
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


def lines(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Rows as lines of CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


class CsvFile:
    """A table on its way into a CSV file.

    Args:
        output: where to.
        table: its columns.
        hxl: whether a row of HXL tags stands below the names.
    """

    def __init__(self, output: Output, table: Table, *, hxl: bool = False):
        self._output, self._names = output, table.names
        self._waiting: list[list[Cell]] = []
        output.write(MARK + lines([table.names, *([table.tags] if hxl else [])]))

    def write(self, row: Row) -> None:
        """Add a row."""
        self._waiting.append([safe(row[name]) for name in self._names])
        if len(self._waiting) >= 1000:
            self._flush()

    def close(self) -> None:
        """Write what waits."""
        self._flush()

    def _flush(self) -> None:
        self._output.write(lines(self._waiting))
        self._waiting.clear()


def render(report: Report, events: Sequence[Event], radius: Radius) -> bytes:  # noqa: ARG001
    """The events of a report as rows."""
    return lines([safe(cell) for cell in flat(of_event(event, report)).values()] for event in events)


def _head() -> bytes:
    return MARK + lines([EVENTS.names])


def _foot(_: Totals) -> bytes:
    return b""


CSV = Format(name="csv", endings=(".csv",), head=_head, render=render, between=b"", foot=_foot)

"""The reports of a workbook's sheets, whatever program made it: a report a row of each that has a column of texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sijill.errors import InputError
from sijill.read.columns import Header
from sijill.read.csv import read_row
from sijill.read.records import Document, Read, Reject

COLUMNS = 512
_GAP = 2_000  # empty rows, after which a sheet is at its end: one may claim a million

#: A sheet: its title and its rows.
Sheet = tuple[str, Iterable[Sequence[object]]]


def read_sheets(document: Document, sheets: Sequence[Sheet], reader: str) -> Iterator[Read | Reject]:
    """The reports of a workbook.

    Args:
        document: the workbook.
        sheets: of it.
        reader: what reads it, with its version.
    """
    why: InputError | None = None
    empty = True
    for title, rows in sheets:
        header: Header | None = None
        part = f"{title}/" if len(sheets) > 1 else ""
        gap = 0
        for number, row in enumerate(rows, start=1):
            gap = gap + 1 if all(cell is None or cell == "" for cell in row) else 0
            if gap > _GAP:
                break
            if header is None:
                if gap:
                    continue
                try:
                    header = Header(row, document.columns)
                except InputError as error:
                    why = why or error
                    break
                empty = False
                continue
            yield from read_row(document, header, list(row), number, reader, part)
    if empty:
        yield document.reject(why.message if why else "no sheet with anything in it", why.hint if why else None, 1)

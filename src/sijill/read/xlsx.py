"""Workbooks: a report a row of every sheet that has a column of texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook

from sijill.errors import InputError
from sijill.read.columns import Header
from sijill.read.csv import read_row
from sijill.read.records import Document, Read, Reject

VERSION = "1"  # goes up when the same bytes would be read otherwise

_UNPACKED = 1_000_000_000  # bytes, all parts together
_COLUMNS = 512
_GAP = 2_000  # empty rows, after which a sheet is at its end: one may claim a million


def read(document: Document) -> Iterator[Read | Reject]:
    """The reports of a workbook."""
    with zipfile.ZipFile(io.BytesIO(document.data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > _UNPACKED:
            yield document.reject(f"unpacks to more than {_UNPACKED // 1_000_000} MB", "save it as CSV")
            return
    book = load_workbook(io.BytesIO(document.data), read_only=True, data_only=True, keep_links=False)
    sheets = list(book.worksheets)
    why: InputError | None = None
    empty = True
    for sheet in sheets:
        header: Header | None = None
        part = f"{sheet.title}/" if len(sheets) > 1 else ""
        gap = 0
        for number, row in enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=True), start=1):
            gap = gap + 1 if all(cell is None for cell in row) else 0
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
            yield from read_row(document, header, list(row), number, f"xlsx/{VERSION}", part)
    if empty:
        yield document.reject(why.message if why else "no sheet with anything in it", why.hint if why else None, 1)

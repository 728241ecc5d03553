"""Workbooks: a report a row of every sheet that has a column of texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook

from sijill.read.records import Document, Read, Reject
from sijill.read.sheets import COLUMNS, read_sheets

VERSION = "1"  # goes up when the same bytes would be read otherwise

_UNPACKED = 1_000_000_000  # bytes, all parts together


def read(document: Document) -> Iterator[Read | Reject]:
    """The reports of a workbook."""
    with zipfile.ZipFile(io.BytesIO(document.data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > _UNPACKED:
            yield document.reject(f"unpacks to more than {_UNPACKED // 1_000_000} MB", "save it as CSV")
            return
    book = load_workbook(io.BytesIO(document.data), read_only=True, data_only=True, keep_links=False)
    sheets = [(sheet.title, sheet.iter_rows(max_col=COLUMNS, values_only=True)) for sheet in book.worksheets]
    yield from read_sheets(document, sheets, f"xlsx/{VERSION}")

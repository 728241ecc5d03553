"""Workbooks of Excel before 2007 (``.xls``)."""

from __future__ import annotations

from collections.abc import Iterator

import xlrd

from sijill.read.records import Document, Read, Reject
from sijill.read.sheets import COLUMNS, read_sheets

VERSION = "1"  # goes up when the same bytes would be read otherwise


class _Nowhere:
    """Takes what the library would print."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return


def read(document: Document) -> Iterator[Read | Reject]:
    """The reports of a workbook."""
    try:
        book = xlrd.open_workbook(file_contents=document.data, logfile=_Nowhere(), on_demand=True)
    except xlrd.XLRDError as error:
        locked = "encrypted" in str(error).lower()
        reason = "it is locked with a password" if locked else f"damaged, or no workbook: {error}"
        yield document.reject(reason, "open it, and save it as .xlsx")
        return
    sheets = [(name, _rows(book, name)) for name in book.sheet_names()]
    yield from read_sheets(document, sheets, f"xls/{VERSION}")


def _rows(book: xlrd.book.Book, name: str) -> Iterator[list[object]]:
    sheet = book.sheet_by_name(name)
    for number in range(sheet.nrows):
        yield [_value(book, cell) for cell in sheet.row(number)[:COLUMNS]]


def _value(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.xldate.XLDateError, OverflowError):
            return None
    if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR}:
        return None
    return int(cell.value) if cell.ctype == xlrd.XL_CELL_NUMBER and cell.value == int(cell.value) else cell.value

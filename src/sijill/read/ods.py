"""Workbooks of LibreOffice and its kin (ODS)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from sijill.read.odt import text_lines
from sijill.read.office import part, parts_of
from sijill.read.records import Document, Read, Reject
from sijill.read.sheets import COLUMNS, read_sheets
from sijill.read.xml import local

VERSION = "1"  # goes up when the same bytes would be read otherwise

_ROWS = 1_048_576  # of a sheet, told again ones counted


def read(document: Document) -> Iterator[Read | Reject]:
    """The reports of a workbook."""
    with parts_of(document.data) as parts:
        body = part(parts, "content.xml")
    if body is None:
        yield document.reject("no workbook: it has no content in it", "open it, and save it as .ods")
        return
    tables = [e for e in body.iter() if local(e) == "table"]
    sheets = [(_attribute(table, "name") or str(n), _rows(table)) for n, table in enumerate(tables, start=1)]
    yield from read_sheets(document, sheets, f"ods/{VERSION}")


def _rows(table: etree._Element) -> Iterator[list[str | None]]:
    told = 0
    for row in (e for e in table.iter() if local(e) == "table-row"):
        cells: list[str | None] = []
        for cell in row:
            if local(cell) in {"table-cell", "covered-table-cell"} and len(cells) < COLUMNS:
                value = _value(cell)
                cells += [value] * min(_count(cell, "number-columns-repeated"), COLUMNS - len(cells))
        again = _count(row, "number-rows-repeated") if any(cells) else 1
        for _ in range(min(again, _ROWS - told)):
            told += 1
            yield cells


def _value(cell: etree._Element) -> str | None:
    day = _attribute(cell, "date-value")
    return day or "\n".join(line for part in cell if local(part) == "p" for line in text_lines(part) if line) or None


def _count(element: etree._Element, name: str) -> int:
    stated = _attribute(element, name) or "1"
    return max(1, int(stated)) if stated.isdigit() and len(stated) < 9 else 1


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith(f"}}{name}")), None)

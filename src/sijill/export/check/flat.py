"""The flat rows, as CSV and as a workbook."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile, ZipFile

from sijill.export.check.problem import Found
from sijill.export.check.rows import Cells, check_row, check_table
from sijill.export.extras import require
from sijill.export.flat import EVENTS, INCIDENTS
from sijill.export.table import Table
from sijill.model import SUB_EVENT_TYPES

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_HEAD = 1 << 16  # bytes of a sheet, in which its view is told
_TABLES = (EVENTS, INCIDENTS)


def check_csv(path: Path) -> Found:
    """Check a CSV file of events or incidents."""
    return check_table(path, _TABLES, "id", (flat_rules,))


def flat_rules(row: Cells) -> Iterator[tuple[str, str]]:
    """What the fields of a flat row say of one another."""
    if row["type"] not in SUB_EVENT_TYPES:
        yield "type", f"{row['type']!r} is no sub-event type"
    for name in row:
        if name.endswith("_low") and row[name] and row[high := name[:-4] + "_high"] and int(row[name]) > int(row[high]):
            yield name, f"{row[name]} is above {high}, {row[high]}"
    if bool(row["latitude"]) != bool(row["longitude"]):
        yield "latitude", "latitude and longitude go together"
    if row["latitude"] and not row["place_precision"]:
        yield "place_precision", "is blank, and there is a point"
    if row["date_start"] and row["date_end"] and row["date_start"] > row["date_end"]:
        yield "date_end", "lies before date_start"


def check_xlsx(path: Path) -> Found:
    """Check a workbook, row by row: the sheets of rows, a right-to-left one, and that no cell is a formula."""
    found = Found()
    with path.open("rb") as file:  # by its bytes, whatever the ending
        try:
            book = require("openpyxl").load_workbook(file, read_only=True)
        except (BadZipFile, KeyError, ValueError) as error:
            found.tell(0, "", f"no workbook: {error}")
            return found
        tables = [table for table in _TABLES if table.name in book.sheetnames]
        if not tables:
            found.tell(0, "", "no sheet of events or incidents")
            return found
        for sheet in book.worksheets:
            rows = _without_formulas(sheet, found)
            if _is_of(tables[0], sheet.title):
                _check_sheet(rows, tables[0], found)
            else:
                deque(rows, maxlen=0)
        book.close()
        if not _runs_from_right(file):
            found.tell(0, "", "no sheet runs from right to left")
    return found


def _is_of(table: Table, title: str) -> bool:
    """Whether a sheet holds rows of a table: the first, or one in which they go on."""
    return title == table.name or title.removeprefix(f"{table.name} ").isdigit()


def _runs_from_right(file: BinaryIO) -> bool:
    """Whether a sheet is a right-to-left one: openpyxl tells it only of a workbook that it holds whole."""
    with ZipFile(file) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                with parts.open(name) as part:
                    if b'rightToLeft="1"' in part.read(_HEAD):
                        return True
    return False


def _without_formulas(sheet: ReadOnlyWorksheet, found: Found) -> Iterator[tuple[object, ...]]:
    """The values of a sheet's rows; formulas are told."""
    for line, row in enumerate(sheet.iter_rows(), start=1):
        for at, cell in enumerate(row):
            if cell.data_type == "f":
                found.tell(line, f"{sheet.title}, column {at + 1}", "is a formula")
        yield tuple(cell.value for cell in row)


def _check_sheet(rows: Iterator[tuple[object, ...]], table: Table, found: Found) -> None:
    if list(next(rows, ())) != list(table.names):
        found.tell(1, "", f"the columns are not those of {table.name}")
        deque(rows, maxlen=0)
        return
    for line, values in enumerate(rows, start=2):
        found.rows += 1
        row = {name: _text(value) for name, value in zip_longest(table.names, values[: len(table.names)])}
        if check_row(row, table, line, found):
            for field, message in flat_rules(row):
                found.tell(line, field, message)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat()[:10] if isinstance(value, datetime | date) else str(value)

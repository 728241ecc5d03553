"""The flat rows, as CSV and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from sijill.export.check.problem import Found
from sijill.export.check.rows import Cells, check_row, check_table
from sijill.export.extras import require
from sijill.export.flat import EVENTS, INCIDENTS
from sijill.export.table import Table
from sijill.model import SUB_EVENT_TYPES

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
    """Check a workbook: the sheets of rows, a right-to-left one, and that no cell is a formula."""
    found = Found()
    try:
        with path.open("rb") as file:  # by its bytes, whatever the ending
            book = require("openpyxl").load_workbook(file)
    except (BadZipFile, KeyError, ValueError) as error:
        found.tell(0, "", f"no workbook: {error}")
        return found
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    named = next(((table, sheets[table.name]) for table in _TABLES if table.name in sheets), None)
    if named is None:
        found.tell(0, "", "no sheet of events or incidents")
        return found
    if not any(sheet.sheet_view.rightToLeft for sheet in book.worksheets):
        found.tell(0, "", "no sheet runs from right to left")
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    found.tell(cell.row, f"{sheet.title}!{cell.coordinate}", "is a formula")
    _check_sheet(named[1].iter_rows(values_only=True), named[0], found)
    return found


def _check_sheet(rows: Iterator[tuple[object, ...]], table: Table, found: Found) -> None:
    if list(next(rows, ())) != list(table.names):
        found.tell(1, "", f"the columns are not those of {table.name}")
        return
    for line, values in enumerate(rows, start=2):
        found.rows += 1
        row = {name: _text(value) for name, value in zip(table.names, values, strict=True)}
        if check_row(row, table, line, found):
            for field, message in flat_rules(row):
                found.tell(line, field, message)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat()[:10] if isinstance(value, datetime | date) else str(value)

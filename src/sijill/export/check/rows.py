"""Tables checked against their columns: order, types, code lists, bounds; and a CSV read strictly."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from sijill.export.check.problem import Found
from sijill.export.table import Column, Table

Cells = dict[str, str]
#: A rule on a whole row: yields field and message of what is wrong.
Rule = Callable[[Cells], Iterator[tuple[str, str]]]
_MARK = "\ufeff"


def read_csv(path: Path, found: Found) -> Iterator[tuple[int, list[str]]]:
    """Rows with the lines they begin on, the names first; a file that is no UTF-8 CSV is told and ends there."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            line = 1
            for cells in reader:
                yield (
                    line,
                    [cell.removeprefix(_MARK) if line == 1 and at == 0 else cell for at, cell in enumerate(cells)],
                )
                line = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        found.tell(0, "", f"no CSV in UTF-8: {error}")


def check_table(path: Path, tables: Sequence[Table], key: str | None, rules: Sequence[Rule]) -> Found:
    """Check a CSV file against the first of ``tables`` whose columns it has.

    Args:
        path: of the file.
        tables: what its columns may be; one alone names what is missing or out of place.
        key: a column whose values must differ.
        rules: on whole rows.
    """
    found = Found()
    rows = read_csv(path, found)
    head = next(rows, None)
    if head is None:
        if not found.problems:
            found.tell(1, "", "the file is empty; the names of the columns are missing")
        return found
    table = next((t for t in tables if list(t.names) == head[1]), None)
    if table is None:
        _tell_columns(head[1], tables[0], found)
        return found
    seen: set[str] = set()
    for number, (line, cells) in enumerate(rows):
        if number == 0 and (tags := [cell for cell in cells if cell]) and all(tag.startswith("#") for tag in tags):
            if cells != list(table.tags):
                found.tell(line, "", "the HXL tags are not those of the columns")
            continue
        found.rows += 1
        if len(cells) != len(table.columns):
            found.tell(line, "", f"{len(cells)} cells where {len(table.columns)} columns are")
            continue
        row = dict(zip(table.names, cells, strict=True))
        sound = check_row(row, table, line, found)
        if key is not None:
            if row[key] in seen:
                found.tell(line, key, f"{row[key]!r} stands twice")
            seen.add(row[key])
        if sound:
            for rule in rules:
                for field, message in rule(row):
                    found.tell(line, field, message)
    return found


def _tell_columns(head: list[str], table: Table, found: Found) -> None:
    names = list(table.names)
    missing = [n for n in names if n not in head]
    extra = [n for n in head if n not in names]
    if missing:
        found.tell(1, "", f"columns are missing: {', '.join(missing)}")
    if extra:
        found.tell(1, "", f"columns that {table.name} does not have: {', '.join(extra)}")
    if not missing and not extra:
        wrong = next((h, n) for h, n in zip(head, names, strict=False) if h != n) if len(head) == len(names) else None
        at = f": {wrong[0]} stands where {wrong[1]} should" if wrong else ": one stands twice"
        found.tell(1, "", f"the columns are not in {table.name}'s order{at}")


def check_row(row: Cells, table: Table, line: int, found: Found) -> bool:
    """Check every cell by its column; says whether all are sound, so that rules on the row can reckon with them."""
    before = len(found.problems)
    for column in table.columns:
        message = check_cell(row[column.name], column)
        if message is not None:
            found.tell(line, column.name, message)
    return len(found.problems) == before


def check_cell(cell: str, column: Column) -> str | None:
    """What is wrong with a cell, if anything."""
    if cell == "":
        return "is blank" if column.required else None
    if column.codes and cell not in column.codes:
        return f"{cell!r} is not in the code list"
    number: float | None = None
    if column.kind == "integer":
        if not cell.removeprefix("-").isascii() or not cell.removeprefix("-").isdigit():
            return f"{cell!r} is no whole number"
        number = int(cell)
    elif column.kind == "number":
        number = number_of(cell)
        if number is None:
            return f"{cell!r} is no number"
    elif column.kind == "date" and day_of(cell) is None:
        return f"{cell!r} is no day"
    elif column.kind == "datetime" and moment_of(cell) is None:
        return f"{cell!r} is no day with its time"
    if number is not None and column.low is not None and number < column.low:
        return f"{cell} is below {column.low:g}"
    if number is not None and column.high is not None and number > column.high:
        return f"{cell} is above {column.high:g}"
    return None


def number_of(cell: str) -> float | None:
    """A finite number."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def day_of(cell: str) -> date | None:
    """A day as ``2022-06-30``, or as ACLED's older files have it, ``30 June 2022``."""
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(cell, form).date()
        except ValueError:
            continue
    return None


def moment_of(cell: str) -> datetime | None:
    """A day with its time."""
    try:
        return datetime.fromisoformat(cell) if len(cell) > len("2022-06-30") else None
    except ValueError:
        return None

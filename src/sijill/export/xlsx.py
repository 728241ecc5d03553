"""A workbook: the flat rows, the same in Arabic on a right-to-left sheet, and what the columns mean.

Written row by row (xlsxwriter's constant memory), so that a million rows need no more memory than a thousand. Texts are
written as texts: none becomes a formula, also when a reader edits the cell.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sijill.export.csv import safe
from sijill.export.extras import require
from sijill.export.flat import casualty_text
from sijill.export.losses import Teller
from sijill.export.notes import note
from sijill.export.record import Record
from sijill.export.table import Cell, Mapper, Row, joined

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS, CHARACTERS = 1_048_576, 32_767  # what Excel holds
FIRST_DAY = date(1900, 3, 1)  # Excel counts a day too many before it
_ARABIC = (
    ("المعرف", "id"), ("النوع", "type"), ("من يوم", "date_start"), ("إلى يوم", "date_end"), ("البلد", "country"),
    ("المحافظة", "admin1"), ("المديرية", "admin2"), ("المكان", "place_text"), ("دقة المكان", "place_precision"),
    ("الفاعل", "initiator"), ("المستهدف", "target"), ("قتلى (أدنى)", "killed_low"), ("قتلى (أعلى)", "killed_high"),
    ("جرحى (أدنى)", "wounded_low"), ("جرحى (أعلى)", "wounded_high"), ("الخبر", "note"), ("النص", "passage"),
)  # fmt: skip


class _Sheet:
    """Rows of one table over as many sheets as they need."""

    def __init__(self, book: Book, name: str, heads: tuple[str, ...], *, right_to_left: bool = False):
        self._book, self._name, self._heads, self._rtl = book, name, heads, right_to_left
        self._sheets = self._row = 0
        self._sheet = self._next()

    def write(self, cells: list[Cell], dates: frozenset[int]) -> list[int]:
        """Add a row; says which of its cells were cut."""
        if self._row >= ROWS:
            self._sheet = self._next()
        cut = []
        for at, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, str):
                if len(cell) > CHARACTERS:
                    cut.append(at)
                self._text(self._sheet, at, cell[:CHARACTERS], is_date=at in dates)
            else:
                self._sheet.write_number(self._row, at, cell)
        self._row += 1
        return cut

    def _text(self, sheet: Worksheet, at: int, cell: str, *, is_date: bool) -> None:
        day = _day(cell) if is_date else None
        if day is not None:
            sheet.write_datetime(self._row, at, day, self._book.day)
        else:
            sheet.write_string(self._row, at, cell, self._book.plain if safe(cell) != cell else None)

    def _next(self) -> Worksheet:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        sheet = self._book.workbook.add_worksheet(name)
        if self._rtl:
            sheet.right_to_left()
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(self._heads) - 1, 18)
        for at, head in enumerate(self._heads):
            sheet.write_string(0, at, head, self._book.bold)
        self._row = 1
        return sheet


def _day(cell: str) -> date | None:
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        return None
    return day if day >= FIRST_DAY else None


class Book:
    """A workbook on its way.

    Args:
        path: where to.
        mapper: makes the rows.
        about: what the columns mean and how the file was made, line by line.
    """

    def __init__(self, path: Path, mapper: Mapper, about: tuple[str, ...]):
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.workbook = require("xlsxwriter").Workbook(str(path), options)
        self.workbook.set_properties({"created": datetime(2000, 1, 1), "title": mapper.table.name})  # no clock: law 5
        self.workbook.use_zip64()  # a sheet of a million rows may pass 4 GB
        self.bold: Format = self.workbook.add_format({"bold": True})
        self.day: Format = self.workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.plain: Format = self.workbook.add_format({"quote_prefix": True})
        self._mapper, self._about = mapper, about
        table = mapper.table
        self._dates = frozenset(at for at, column in enumerate(table.columns) if column.kind == "date")
        self._rows = _Sheet(self, table.name, table.names)
        self._arabic = _Sheet(self, "الأحداث", tuple(head for head, _ in _ARABIC), right_to_left=True)

    def add(self, record: Record, teller: Teller) -> int:
        """Add a record's row to both sheets."""
        row = self._mapper.row(record, teller)
        if row is None:
            return 0
        for at in self._rows.write(list(row.values()), self._dates):
            teller.tell(self._mapper.table.names[at], "xlsx/longer-than-a-cell", None, CHARACTERS)
        self._arabic.write(_in_arabic(record, row), frozenset({2, 3}))
        return 1

    def close(self) -> int:
        """Finish the file."""
        sheet = self.workbook.add_worksheet("about")
        for at, line in enumerate(self._about):
            sheet.write_string(at, 0, line)
        for at, column in enumerate(self._mapper.table.columns, start=len(self._about) + 1):
            sheet.write_string(at, 0, column.name)
            sheet.write_string(at, 1, column.about)
        self.workbook.close()
        return 0


def _in_arabic(record: Record, row: Row) -> list[Cell]:
    more: Row = {"note": note(record, "ar"), "passage": row.get("passage") or joined(map(casualty_text, record.tolls))}
    return [more[key] if key in more else row[key] for _, key in _ARABIC]

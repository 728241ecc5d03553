"""A format of rows: its columns with their types, code lists and HXL tags, and a value of a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, Protocol

import msgspec

from sijill.export.losses import Teller
from sijill.export.record import Record

Cell = str | int | float | None
Row = dict[str, Cell]
Kind = Literal["string", "integer", "number", "date", "datetime"]
JOIN = "; "


class Column(msgspec.Struct, frozen=True):
    """A column of a table.

    Attributes:
        about: what it holds, in a line.
        hxl: its HXL tag, where it has one.
        codes: the only values that may stand in it; empty where any may.
        required: whether it is never blank.
        low, high: bounds of a number.
    """

    name: str
    kind: Kind = "string"
    about: str = ""
    hxl: str = ""
    codes: tuple[str, ...] = ()
    required: bool = False
    low: float | None = None
    high: float | None = None


class Table(msgspec.Struct, frozen=True):
    """The columns of a table in their order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def tags(self) -> tuple[str, ...]:
        """The HXL tags of the columns, empty where there is none."""
        return tuple(column.hxl for column in self.columns)


class Mapper(Protocol):
    """Turns records into the rows of a table."""

    table: Table

    def row(self, record: Record, teller: Teller) -> Row | None:
        """The row of a record, or None where it has none (of its own, or at all: then the teller knows why)."""

    def rest(self) -> Iterator[Row]:
        """Rows that can only be made at the end."""


def joined(parts: Iterable[str]) -> str | None:
    """Values in one cell, each once; None where there are none."""
    return JOIN.join(dict.fromkeys(parts)) or None


def degrees(value: float | None, digits: int = 5) -> float | None:
    """A coordinate as precise as it is meaningful: five digits are about a metre."""
    return None if value is None else round(value, digits)

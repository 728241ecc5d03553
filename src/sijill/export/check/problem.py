"""A problem of a file, and what a check found."""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong: where (line or row from 1, 0 for the whole), in which field, and what."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.line}: {self.field}: {self.message}" if self.field else f"{self.line}: {self.message}"


class Found(msgspec.Struct):
    """How many rows were looked at, and what is wrong."""

    rows: int = 0
    problems: list[Problem] = []

    def tell(self, line: int, field: str, message: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(line, field, message))

"""Errors that sijill raises: each says where (file, line) and what to do.

SijillError
├── InputError   a report or a table that cannot be read; one line of it, not the batch
├── PackError    a pack row, rule or manifest that breaks the rules of its table
└── UsageError   a call that cannot be carried out as asked
"""

from __future__ import annotations


class SijillError(Exception):
    """The root of all errors of sijill.

    Args:
        message: what is wrong, in one sentence.
        file: the file it stands in, if any.
        line: the line in that file, counted from 1, if any.
        hint: what to do about it, if anything can be said.
    """

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None, hint: str | None = None):
        self.message, self.file, self.line, self.hint = message, file, line, hint
        super().__init__(str(self))

    def __str__(self) -> str:
        where = "" if self.file is None else f"{self.file}: " if self.line is None else f"{self.file}:{self.line}: "
        return f"{where}{self.message}" + (f" ({self.hint})" if self.hint else "")


class InputError(SijillError):
    """A report, or a row of an input, that cannot be read."""


class PackError(SijillError):
    """A pack whose rows, rules or manifest are not what their table demands."""


class UsageError(SijillError):
    """A call that cannot be carried out: a missing file, an unknown format, options that exclude one another."""

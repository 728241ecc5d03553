"""Mending text whose bytes were once read in the wrong table: ``Ø§Ù„`` and ``ط§ظ„`` into ``ال``, ``ÇáÃãä`` as well.

Nothing is guessed: every letter that the wrong table can have made is turned back into its byte, and the bytes must be
whole in the right one and yield Arabic. A text that lost bytes on the way is not mended.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sijill.read.language import arabic_words, why_not_arabic

_MAX_ROUNDS = 2  # some texts went through the same mill twice
_MIN_WORDS = 0.08  # Arabic prose has 0.25 to 0.5; other prose turned into Arabic letters by chance 0.02 and less
_WRONG = ("cp1252", "latin-1", "cp1256", "cp720", "cp850", "mac-roman")
_RIGHT = ("utf-8", "cp1256", "iso8859_6")


class _Table(NamedTuple):
    runs: re.Pattern[str]
    to_byte: dict[str, int]


@cache
def _table(encoding: str) -> _Table:
    """The letters that this table makes of high bytes; bytes it has none for pass as their own number."""
    to_byte = {}
    for byte in range(0x80, 0x100):
        try:
            letter = bytes((byte,)).decode(encoding)
        except UnicodeDecodeError:
            letter = chr(byte)
        to_byte[letter] = byte
    return _Table(re.compile(f"[{re.escape(''.join(to_byte))}]+"), to_byte)


class Mill(NamedTuple):
    """What was done to a text: bytes of the one table read in the other, so many times."""

    right: str
    wrong: str
    rounds: int = 1

    def __str__(self) -> str:
        return f"{self.right} read as {self.wrong}" + (" twice" if self.rounds == 2 else "")

    def undo(self, text: str) -> str | None:
        """The text as it was; None where it lost something on the way."""
        mended: str | None = text
        for _ in range(self.rounds):
            mended = None if mended is None else _back(mended, self.wrong, self.right)
        return mended


def mend(text: str) -> tuple[str, str] | None:
    """The text as it was written, and which tables were taken for which; None where that cannot be told for sure.

    >>> mend("قتل جنديان في بغداد".encode().decode("cp1252", "replace")) is None
    True
    >>> mend("أصيب حارس في الحريق الذي شب في المخزن".encode("cp1256").decode("cp1252"))[1]
    'cp1256 read as cp1252'
    """
    mill = find_mill(text)
    mended = None if mill is None else mill.undo(text)
    return None if mended is None else (mended, str(mill))


def find_mill(text: str) -> Mill | None:
    """What a garbled text went through; None where that cannot be told for sure."""
    best: tuple[float, Mill] | None = None
    for wrong in _WRONG:
        for right in _RIGHT:
            if wrong == right:
                continue
            mill = Mill(right, wrong)
            mended = mill.undo(text)
            if mended is not None and why_not_arabic(mended):
                mill = Mill(right, wrong, _MAX_ROUNDS)
                mended = mill.undo(text)
            if mended is None or why_not_arabic(mended):
                continue
            share = arabic_words(mended)
            if share >= _MIN_WORDS and (best is None or share > best[0]):
                best = (share, mill)
    return None if best is None else best[1]


def _back(text: str, wrong: str, right: str) -> str | None:
    runs, to_byte = _table(wrong)
    try:
        mended = runs.sub(lambda run: bytes(to_byte[c] for c in run.group()).decode(right), text)
    except UnicodeDecodeError:
        return None
    return mended if mended != text else None

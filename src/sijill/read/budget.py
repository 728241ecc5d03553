"""How much an archive may unpack to: bytes are counted as they come out."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

_FREE, _RATIO = 64_000_000, 200  # bytes that may unpack: so many, and so many a byte; pages shrink to a tenth


class BombError(Exception):
    """An archive that unpacks to more than an honest one would."""


class Budget:
    """What may still be unpacked."""

    def __init__(self, size: int):
        self.left = _FREE + _RATIO * size

    def spend(self, count: int) -> None:
        """Take note of unpacked bytes.

        Raises:
            BombError: they were too many.
        """
        self.left -= count
        if self.left < 0:
            raise BombError


class Metered(io.RawIOBase):
    """A stream whose bytes are counted; closing it closes what it reads from."""

    def __init__(self, stream: BinaryIO, budget: Budget):
        self._stream, self._budget = stream, budget

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill as much of the buffer as there is."""
        data = self._stream.read(len(buffer))
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close both."""
        self._stream.close()
        super().close()


def metered(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """The stream, buffered and counted."""
    return cast(BinaryIO, io.BufferedReader(Metered(stream, budget), 1 << 16))

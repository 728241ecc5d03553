"""A large object of JSON read member by member, and one long list in it element by element, in little memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

_CHUNK = 1 << 20  # bytes
_LARGEST = 64_000_000  # characters of one value; a feature has some thousands
_SPACE = " \t\r\n"


class Member(NamedTuple):
    """A member of an object, or one element of the member that is a long list; ``element`` says which."""

    name: str
    value: object
    element: bool = False


class JsonError(Exception):
    """It is no JSON; the message says where it ends to be that."""


def _no_number(name: str) -> None:
    raise JsonError(f"{name} is no number in JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def members(path: Path, long: str) -> Iterator[Member]:
    """The members of the object that a file holds, in their order.

    Args:
        path: of the file, in UTF-8.
        long: the member that may be a long list: its elements come one by one, and then itself as an empty list.

    Raises:
        JsonError: it is no object of JSON.
    """
    yield from _Scanner(path).members(long)


class _Scanner:
    def __init__(self, path: Path):
        self._blocks = self._texts(path)
        self._text, self._at, self._before, self._more = "", 0, 0, True

    @staticmethod
    def _texts(path: Path) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            with path.open("rb") as file:
                while data := file.read(_CHUNK):
                    yield decoder.decode(data)
                yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise JsonError(f"not UTF-8: {error.reason}") from error

    def members(self, long: str) -> Iterator[Member]:
        self._expect("{")
        if not self._found("}"):
            while True:
                if self._next() != '"':
                    self._wrong("a name")
                name = str(self._value())
                self._expect(":")
                if name == long and self._next() == "[":
                    for element in self._elements():
                        yield Member(name, element, element=True)
                    yield Member(name, [])
                else:
                    yield Member(name, self._value())
                if self._found("}"):
                    break
                self._expect(",")
        if self._next():
            self._wrong("the end")

    def _elements(self) -> Iterator[object]:
        self._expect("[")
        if self._found("]"):
            return
        while True:
            yield self._value()
            if self._found("]"):
                return
            self._expect(",")

    def _value(self) -> object:
        self._next()
        wanted = 1
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise JsonError("it is nested too deep") from error
            except ValueError as error:
                if not self._read(wanted):
                    raise JsonError(f"character {self._before + self._at}: {error}") from error
            else:
                if end < len(self._text) or not self._read(1):  # a number may go on in the next block
                    self._at = end
                    return value
            wanted *= 2
            if len(self._text) - self._at > _LARGEST:
                raise JsonError(f"character {self._before + self._at}: one value of more than {_LARGEST:,} characters")

    def _next(self) -> str:
        """The sign that stands next, spaces passed over; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._read(1):
                return ""

    def _found(self, sign: str) -> bool:
        found = self._next() == sign
        self._at += found
        return found

    def _expect(self, sign: str) -> None:
        if not self._found(sign):
            self._wrong(repr(sign))

    def _wrong(self, wanted: str) -> NoReturn:
        raise JsonError(f"character {self._before + self._at}: {wanted} is missing")

    def _read(self, blocks: int) -> bool:
        """Read on; what was read is let go. Says whether there was more."""
        new = []
        for _ in range(blocks):
            text = next(self._blocks, None)
            if text is None:
                break
            new.append(text)
        self._before += self._at
        self._text, self._at = self._text[self._at :] + "".join(new), 0
        return bool(new)

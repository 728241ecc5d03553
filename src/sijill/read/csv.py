"""Tables as text: a report a row, by the names of the columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from sijill.errors import InputError
from sijill.read.columns import Columns, Header
from sijill.read.encoding import decode
from sijill.read.records import MAX_CHARS, Document, Read, Reject

VERSION = "1"  # goes up when the same bytes would be read otherwise

_SAMPLE = 1 << 16
_SEP_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_LINE = 4 * MAX_CHARS


def read_csv(stream: BinaryIO, name: str, doc_id: str, columns: Columns) -> Iterator[Read | Reject]:
    """The reports of a table.

    Args:
        stream: its bytes; read as they come.
        name: the file, for messages.
        doc_id: the table's own; a row adds its line, where no column is one of ids.
        columns: which columns make up which key.
    """
    document = Document(kind="csv", name=name, doc_id=doc_id, data=b"")
    number = 1
    try:
        buffered = io.BufferedReader(_Raw(stream), _SAMPLE)
        sample = buffered.peek(_SAMPLE)[:_SAMPLE]
        if not sample.strip():
            yield document.reject("the file is empty", "leave it out")
            return
        encoding = _encoding(sample)
        lines = _lines(io.TextIOWrapper(buffered, encoding=encoding, newline=""))
        csv.field_size_limit(_LINE)
        reader = csv.reader(lines, delimiter=_delimiter(sample, encoding, name))
        made = f"csv/{VERSION}" + ("" if encoding == "utf-8-sig" else f" {encoding}")
        header: Header | None = None
        while True:
            number = reader.line_num + 1
            cells = next(reader, None)
            if cells is None:
                return
            if header is None:
                if any(cell.strip() for cell in cells) and not _SEP_LINE.fullmatch(",".join(cells)):
                    header = Header(cells, columns)
                continue
            yield from read_row(document, header, cells, number, made)
    except InputError as error:
        yield document.reject(error.message, error.hint, error.line or number)
    except UnicodeDecodeError as error:
        yield document.reject(f"not {error.encoding.upper()}, the rest is not read", "save it as UTF-8", number)
    except csv.Error as error:
        yield document.reject(f"no table from here on: {error}", "save it again as CSV", number)


def read_row(
    document: Document, header: Header, cells: list[str] | list[object], number: int, reader: str, sheet: str = ""
) -> Iterator[Read | Reject]:
    """What one row is, if anything: a report or its reject."""
    try:
        found = header.row(cells)
    except InputError as error:
        yield document.reject(error.message, error.hint, number)
        return
    if found is not None:
        yield document.read(*found, reader=reader, part=f"{sheet}{number}", line=number)


class _Raw(io.RawIOBase):
    """A stream as the raw layer of a buffered one that does not close it."""

    def __init__(self, stream: BinaryIO):
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _encoding(sample: bytes) -> str:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    end = sample.rfind(b"\n") + 1 if len(sample) >= _SAMPLE else len(sample)
    try:
        found = decode(sample[: end or len(sample)])[1]
    except InputError:
        sample[: end or len(sample)].decode("utf-8")  # as UTF-8, so that the error tells where it ends to be that
        raise
    return "utf-8-sig" if found == "utf-8" else found


def _delimiter(sample: bytes, encoding: str, name: str) -> str:
    first, _, rest = sample.decode(encoding, "replace").lstrip("\ufeff").partition("\n")
    stated = _SEP_LINE.fullmatch(first.strip() or "x")
    if stated:
        return stated[1]
    bare = re.sub(r'"[^"]*"', "", first if first.strip() else rest.partition("\n")[0])
    return "\t" if name.lower().endswith(".tsv") else max(",;\t|", key=bare.count)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LINE):
        if len(line) >= _LINE and not line.endswith("\n"):
            raise InputError(f"a line of more than {_LINE:,} characters", hint="save it again as CSV, a report a row")
        yield line

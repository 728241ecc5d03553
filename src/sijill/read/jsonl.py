"""Reports as JSON, one object a line: ``{doc_id, text, published?, outlet?, url?, language?, country?, title?}``."""

from __future__ import annotations

import codecs
import hashlib
import re
import sys
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from sijill.errors import InputError
from sijill.read.records import MAX_BYTES, READER, Meta, Read, Reject, make_report

_BLOCK = 1 << 18
_SHA256 = re.compile("[0-9a-f]{64}")


class _Line(Meta, frozen=True, kw_only=True):
    doc_id: str | int
    text: str
    sha256: str | None = None
    reader: str | None = None


class _Name(msgspec.Struct):
    doc_id: str | int | None = None


_LINE = msgspec.json.Decoder(_Line)
_NAME = msgspec.json.Decoder(_Name)


def read_jsonl(stream: BinaryIO, name: str, *, length: int | None = None) -> Iterator[Read | Reject]:
    """The reports of a stream, one after the other; a line that cannot be read is a reject and the next one goes on.

    Args:
        stream: what to read.
        name: of the file, for messages.
        length: of a stretch of a file, in bytes, from where the stream stands; None for all of it.
    """
    empty = length is None  # a stretch may hold blank lines alone
    try:
        for number, line in _lines(_blocks(stream, length)):
            if line is None:
                empty = False
                yield Reject(
                    file=name, line=number, reason=f"a line of more than {MAX_BYTES // 1_000_000} MB",
                    hint="one report a line, with a line end after each",
                )  # fmt: skip
            elif line.strip():
                empty = False
                yield _read_line(line, name, number)
    except UnicodeError as error:
        empty = False
        yield Reject(file=name, reason=f"damaged UTF-16, the rest is not read: {error}", hint="save it as UTF-8")
    except OSError as error:
        empty = False
        yield Reject(file=name, reason=f"cannot be read on: {error.strerror}")
    if empty:
        yield Reject(file=name, reason="the file is empty", hint="one JSON object a line; see docs/formats.md")


def _read_line(line: bytes, name: str, number: int) -> Read | Reject:
    doc_id = None
    try:
        try:
            found = _LINE.decode(line)
        except msgspec.ValidationError as error:
            doc_id = _doc_id(line)
            raise InputError(f"not a report: {error}", hint="it needs doc_id and text, both strings") from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"not JSON: {error}", hint="one JSON object a line, in UTF-8") from error
        doc_id = str(found.doc_id)
        sha256, reader = hashlib.sha256(found.text.encode()).hexdigest(), f"jsonl/{READER}"
        if found.sha256 and found.reader and _SHA256.fullmatch(found.sha256):
            sha256, reader = found.sha256, found.reader  # `sijill read` saw the bytes themselves
        report = make_report(found.text, found, doc_id=doc_id, sha256=sha256, reader=reader)
        return Read(report=report, file=name, line=number)
    except InputError as error:
        return Reject(doc_id=doc_id, file=name, line=number, reason=error.message, hint=error.hint)


def _doc_id(line: bytes) -> str | None:
    try:
        found = _NAME.decode(line).doc_id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return None if found is None else str(found)


def _blocks(stream: BinaryIO, length: int | None) -> Iterator[bytes]:
    """The stream in blocks, as far as wanted."""
    left = sys.maxsize if length is None else length
    while block := stream.read(min(_BLOCK, left)):
        left -= len(block)
        yield block


def _lines(blocks: Iterator[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None in the place of one that is too long, of which no more than a block is ever held."""
    number, held, size, drop = 1, [b""], 0, False
    for block in _utf8(blocks):
        *whole, rest = block.split(b"\n")
        for part in whole:
            long = drop or size + len(part) > MAX_BYTES
            yield number, None if long else b"".join((*held, part))
            number, held, size, drop = number + 1, [], 0, False
        size += len(rest)
        drop = drop or size > MAX_BYTES
        held = [] if drop else [*held, rest] if len(held) < 64 else [b"".join(held), rest]
    if drop or size:
        yield number, None if drop else b"".join(held)


def _utf8(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks without their byte order mark; UTF-16 is turned into UTF-8."""
    first = next(blocks, b"")
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if first.startswith(mark):
            decoder = codecs.getincrementaldecoder(encoding)()
            yield decoder.decode(first[2:]).encode()
            for block in blocks:
                yield decoder.decode(block).encode()
            yield decoder.decode(b"", True).encode()
            return
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from blocks

"""Reading: files, folders and streams → reports. What cannot be read is a reject with its reason."""

from __future__ import annotations

import hashlib
import os
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sijill.errors import UsageError
from sijill.read.jsonl import read_jsonl
from sijill.read.parquet import read_parquet
from sijill.read.records import MAX_CHARS, Meta, Read, Reject, make_report
from sijill.read.text import read_text

__all__ = [
    "LINES", "MAX_CHARS", "STDIN", "TABLES", "Meta", "Read", "Reject", "SeenIds", "Source", "digest_of_id",
    "find_inputs", "make_report", "read_all", "read_sources", "sources_of",
]  # fmt: skip

LINES = (".jsonl", ".ndjson")
TABLES = (".parquet",)
STDIN = "-"


class Source(NamedTuple):
    """One file of the inputs, or a stretch of one; a run cuts its input into these.

    Attributes:
        path: where it stands; ``name``: as the user gave it, for messages.
        doc_id: of a file that holds one report and states no id.
        start, end: bytes of a file of lines, each behind a line end or the file's; row groups of a Parquet file. None
            is the whole file; lines are counted from ``start``.
    """

    path: str
    name: str
    doc_id: str
    start: int = 0
    end: int | None = None


def digest_of_id(doc_id: str) -> bytes:
    """Eight bytes that stand for an id: two of a hundred million are alike once in thousands of archives."""
    return hashlib.blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()


class SeenIds:
    """The ids that were read, as 64-bit digests in an open hash table: 20 bytes a report, however long the ids.

    >>> seen = SeenIds(); seen.add("a"), seen.add("a")
    (True, False)
    """

    def __init__(self) -> None:
        self._table, self._count = array("Q", bytes(8 * 1024)), 0

    def add(self, doc_id: str) -> bool:
        """Remember an id; False where it was seen before."""
        return self.add_digest(digest_of_id(doc_id))

    def add_digest(self, digest: bytes) -> bool:
        """The same with the id's digest."""
        if not self._put(int.from_bytes(digest, "big") or 1):
            return False
        self._count += 1
        if 3 * self._count > 2 * len(self._table):
            old, self._table = self._table, array("Q", bytes(16 * len(self._table)))
            for key in old:
                if key:
                    self._put(key)
        return True

    def _put(self, key: int) -> bool:
        mask = len(self._table) - 1
        at = key & mask
        while self._table[at]:
            if self._table[at] == key:
                return False
            at = (at + 1) & mask
        self._table[at] = key
        return True


def find_inputs(inputs: Sequence[str]) -> list[str]:
    """The inputs, checked before the first is read.

    Raises:
        UsageError: one is missing, or a folder without anything to read in it.
    """
    if not inputs:
        raise UsageError("no input", hint="give files or folders, or - for standard input")
    for given in inputs:
        if given != STDIN and not os.path.exists(given):
            raise UsageError("no such file or folder", file=given)
        if os.path.isdir(given) and next(_files(given), None) is None:
            raise UsageError("nothing to read in it", file=given, hint="a folder needs .txt, .jsonl or .parquet files")
    if list(inputs).count(STDIN) > 1:
        raise UsageError("standard input was given twice")
    return list(inputs)


def _files(folder: str) -> Iterator[Path]:
    """Readable files of a folder and those below it, in one order on every machine."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".txt", *LINES, *TABLES)) and not name.startswith("."):
                yield Path(root, name)


def read_all(inputs: Iterable[str]) -> Iterator[Read | Reject]:
    """Every report of the inputs, in their order; ids that come again are rejects."""
    seen = SeenIds()
    for item in _read_each(inputs):
        if isinstance(item, Read) and not seen.add(item.report.doc_id):
            yield item.reject("a report of this doc_id was read before", "give every report an id of its own")
        else:
            yield item


def sources_of(inputs: Iterable[str]) -> Iterator[Source]:
    """The files of the inputs, in the one order in which they are read."""
    for given in inputs:
        if os.path.isdir(given):
            for path in _files(given):
                yield Source(str(path), str(path), path.relative_to(given).with_suffix("").as_posix())
        else:
            yield Source(given, given, Path(given).stem)


def read_sources(sources: Iterable[Source]) -> Iterator[Read | Reject]:
    """Every report of these files, in their order; the same id may come again."""
    for source in sources:
        path = Path(source.path)
        if path.suffix in TABLES:
            yield from read_parquet(path, source.name, source.start, source.end)
        elif path.suffix in LINES:
            yield from _read_lines(source)
        else:
            yield read_text(path, source.name, source.doc_id)


def _read_each(inputs: Iterable[str]) -> Iterator[Read | Reject]:
    for given in inputs:
        if given == STDIN:
            yield from read_jsonl(sys.stdin.buffer, "standard input")
        else:
            yield from read_sources(sources_of([given]))


def _read_lines(source: Source) -> Iterator[Read | Reject]:
    try:
        with open(source.path, "rb") as file:
            if source.end is None:
                yield from read_jsonl(file, source.name)
            else:
                file.seek(source.start)
                yield from read_jsonl(file, source.name, length=source.end - source.start)
    except OSError as error:
        yield Reject(file=source.name, reason=f"cannot be read: {error.strerror}")

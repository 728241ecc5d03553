"""Reading: files, folders and streams → reports. What cannot be read is a reject with its reason."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from sijill.read.columns import Columns, parse_columns
from sijill.read.jsonl import read_jsonl
from sijill.read.kinds import KINDS, by_name
from sijill.read.parquet import read_parquet
from sijill.read.records import MAX_CHARS, Meta, Read, Reject, make_report
from sijill.read.route import Router
from sijill.read.seen import SeenIds, digest_of_id
from sijill.read.source import STDIN, Source, find_inputs, sources_of
from sijill.read.workshop import Workshop

__all__ = [
    "LINES", "MAX_CHARS", "STDIN", "TABLES", "Columns", "Meta", "Read", "Reject", "SeenIds", "Source", "digest_of_id",
    "find_inputs", "make_report", "parse_columns", "read_all", "read_sources", "sources_of",
]  # fmt: skip

LINES, TABLES = KINDS["jsonl"].endings, KINDS["parquet"].endings  # what a run can cut into stretches


def read_all(inputs: Iterable[str], columns: Columns | None = None) -> Iterator[Read | Reject]:
    """Every report of the inputs, in their order; ids that come again are rejects.

    Args:
        inputs: files and folders; ``-`` is standard input, as JSON lines.
        columns: which columns of a table make up which key of a report (:func:`parse_columns`).
    """
    seen = SeenIds()
    for item in _read_each(inputs, columns):
        if isinstance(item, Read) and not seen.add(item.report.doc_id):
            yield item.reject("a report of this doc_id was read before", "give every report an id of its own")
        else:
            yield item


def _read_each(inputs: Iterable[str], columns: Columns | None) -> Iterator[Read | Reject]:
    for given in inputs:
        if given == STDIN:
            yield from read_jsonl(sys.stdin.buffer, "standard input")
        else:
            yield from read_sources(sources_of([given]), columns)


def read_sources(sources: Iterable[Source], columns: Columns | None = None) -> Iterator[Read | Reject]:
    """Every report of these files, in their order; the same id may come again."""
    with Workshop() as workshop:
        router = Router(workshop, columns or {})
        for source in sources:
            kind = by_name(source.path)
            if kind == "parquet":
                yield from read_parquet(Path(source.path), source.name, source.start, source.end)
            elif kind == "jsonl" and source.end is not None:
                yield from _read_stretch(source, source.end)
            else:
                yield from _read_file(router, source)


def _read_stretch(source: Source, end: int) -> Iterator[Read | Reject]:
    try:
        with open(source.path, "rb") as file:
            file.seek(source.start)
            yield from read_jsonl(file, source.name, length=end - source.start)
    except OSError as error:
        yield Reject(file=source.name, reason=f"cannot be read: {error.strerror}")


def _read_file(router: Router, source: Source) -> Iterator[Read | Reject]:
    """A whole file; a pipe or a device only where the user named it, one in a folder would be waited for."""
    try:
        found = os.stat(source.path)
    except OSError as error:
        yield Reject(doc_id=source.doc_id, file=source.name, reason=f"cannot be read: {error.strerror}")
        return
    if stat.S_ISREG(found.st_mode) or source.named:
        yield from router.read(source.entry(), found.st_size)
    else:
        yield Reject(doc_id=source.doc_id, file=source.name, reason="a pipe or a device, no file", hint="leave it out")

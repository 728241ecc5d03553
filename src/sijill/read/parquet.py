"""Reports as rows of Parquet: the columns are the keys of a line of JSON (``doc_id``, ``text``, ``published`` …).

Needs the extra ``parquet``. Row groups are read one after the other, in batches, so that memory stays flat.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sijill.errors import InputError, UsageError
from sijill.read.records import READER, Meta, Read, Reject, make_report

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("doc_id", "text", "published", "outlet", "url", "language", "country", "title")
_BATCH = 1024


def open_parquet(path: Path) -> Any:
    """The file, opened.

    Raises:
        InputError: it is no Parquet, or cannot be read.
        UsageError: the extra is not installed.
    """
    try:
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow", file=str(path), hint="pip install 'sijill[parquet]'") from error
    try:
        return pq.ParquetFile(path)
    except (OSError, ValueError) as error:  # pyarrow's own errors are of these two
        raise InputError(f"not Parquet: {str(error).splitlines()[0]}", file=str(path)) from error


def read_parquet(path: Path, name: str, start: int = 0, end: int | None = None) -> Iterator[Read | Reject]:
    """The reports of a file, or of some of its row groups; lines are rows of the file, counted from 1.

    Args:
        path: the file.
        name: the file as the user gave it, for messages.
        start: the first row group.
        end: the last one, plus one; None for all.
    """
    try:
        file = open_parquet(path)
        missing = {"doc_id", "text"} - set(file.schema_arrow.names)
        if missing:
            raise InputError(f"no column {' and '.join(sorted(missing))}", hint="rows need doc_id and text")
        groups = range(start, file.num_row_groups if end is None else end)
        before = sum(file.metadata.row_group(n).num_rows for n in range(start))
        wanted = [c for c in COLUMNS if c in file.schema_arrow.names]
        yield from read_rows(file.iter_batches(_BATCH, row_groups=list(groups), columns=wanted), name, before)
    except InputError as error:
        yield Reject(file=name, reason=error.message, hint=error.hint)
    except (OSError, ValueError) as error:
        yield Reject(file=name, reason=f"cannot be read on: {str(error).splitlines()[0]}")


def read_rows(batches: Iterable[pa.RecordBatch], name: str, before: int = 0) -> Iterator[Read | Reject]:
    """The reports of batches of rows.

    Args:
        batches: with the columns ``COLUMNS``, as many of them as there are.
        name: of what they come from, for messages.
        before: rows that stand before the first.
    """
    number = before
    for batch in batches:
        for row in batch.to_pylist():
            number += 1
            yield _read_row(row, name, number)


def _read_row(row: dict[str, Any], name: str, number: int) -> Read | Reject:
    doc_id = None if row["doc_id"] is None else str(row["doc_id"])
    text = row["text"]
    try:
        if doc_id is None or not isinstance(text, str):
            raise InputError("not a report", hint="it needs doc_id and text, both strings")
        if isinstance(row.get("published"), date):
            row["published"] = row["published"].isoformat()
        try:
            meta = msgspec.convert({key: row.get(key) for key in COLUMNS if key != "text"}, Meta)
        except msgspec.ValidationError as error:
            raise InputError(f"not a report: {error}") from error
        sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        report = make_report(text, meta, doc_id=doc_id, sha256=sha256, reader=f"parquet/{READER}")
        return Read(report=report, file=name, line=number)
    except InputError as error:
        return Reject(doc_id=doc_id, file=name, line=number, reason=error.message, hint=error.hint)

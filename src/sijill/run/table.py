"""The events of a shard as a file: JSON lines, or Parquet with the columns that one filters by and the line itself."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from sijill.errors import UsageError
from sijill.export import Output
from sijill.model import Date, Place

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 4096  # in a row group

#: Columns of a Parquet file of events and their types, in order; ``json`` is the event as ``sijill code`` writes it.
COLUMNS = {
    "id": "string", "doc_id": "string", "type": "string", "date_start": "string", "date_end": "string",
    "country": "string", "admin1": "string", "admin2": "string", "place": "string", "lat": "double", "lon": "double",
    "precision": "int8", "json": "string",
}  # fmt: skip


class _Line(msgspec.Struct):
    """What is taken out of an event's line for the columns."""

    id: str
    doc_id: str
    type: str
    date: Date
    place: Place


_LINE = msgspec.json.Decoder(_Line)


def row_of(line: bytes) -> tuple[object, ...]:
    """An event's line as a row of ``COLUMNS``."""
    event = _LINE.decode(line)
    date, place = event.date, event.place
    return (
        event.id, event.doc_id, event.type, date.start, date.end, place.country, place.admin1, place.admin2, place.name,
        place.lat, place.lon, place.precision, line.decode(),
    )  # fmt: skip


def need_pyarrow() -> Any:
    """The module ``pyarrow``.

    Raises:
        UsageError: the extra is not installed.
    """
    try:
        import pyarrow  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow", hint="pip install 'sijill[parquet]'") from error
    return pyarrow


def batch_of(rows: list[tuple[object, ...]]) -> pa.RecordBatch:
    """Rows as a batch."""
    arrow = need_pyarrow()
    columns = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    arrays = [arrow.array(c, arrow.type_for_alias(kind)) for c, kind in zip(columns, COLUMNS.values(), strict=True)]
    return arrow.record_batch(arrays, names=list(COLUMNS))


class _Body(Protocol):
    """Turns the lines of events into the bytes of a file."""

    def add(self, body: bytes) -> bytes: ...

    def end(self) -> bytes: ...


class _Lines:
    def add(self, body: bytes) -> bytes:
        return body

    def end(self) -> bytes:
        return b""


class _Parquet:
    """Row groups gather in memory: a shard's events are a few megabytes, and the footer comes last."""

    def __init__(self) -> None:
        arrow = need_pyarrow()
        import pyarrow.parquet as pq  # noqa: PLC0415

        self._sink = arrow.BufferOutputStream()
        self._writer = pq.ParquetWriter(self._sink, batch_of([]).schema, compression="zstd")
        self._rows: list[tuple[object, ...]] = []

    def add(self, body: bytes) -> bytes:
        self._rows += map(row_of, body.splitlines())
        if len(self._rows) >= _ROWS:
            self._flush()
        return b""

    def end(self) -> bytes:
        if self._rows:
            self._flush()
        self._writer.close()
        found: bytes = self._sink.getvalue().to_pybytes()
        return found

    def _flush(self) -> None:
        self._writer.write_batch(batch_of(self._rows))
        self._rows = []


_BODIES: dict[str, type[_Body]] = {"jsonl": _Lines, "parquet": _Parquet}


class EventFile:
    """A file of events that is whole or not there.

    Attributes:
        digest: of its bytes, once it is whole.
    """

    def __init__(self, path: Path, form: str):
        self._output, self._body, self._hash = Output(str(path)), _BODIES[form](), hashlib.blake2b(digest_size=16)
        self.digest = ""

    def __enter__(self) -> EventFile:
        self._output.__enter__()
        return self

    def add(self, body: bytes) -> None:
        """Add a report's events, as lines of JSON."""
        self._write(self._body.add(body))

    def _write(self, data: bytes) -> None:
        self._hash.update(data)
        self._output.write(data)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write(self._body.end())
            self.digest = self._hash.hexdigest()
        self._output.__exit__(kind, error, trace)

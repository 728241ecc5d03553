"""What is exported: a file of events or of incidents, with the reports and events that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from sijill.errors import InputError, UsageError
from sijill.export.extras import require
from sijill.export.record import Record, record_of
from sijill.export.shelf import Shelf
from sijill.model import Event, Incident, Report, event_from_json, to_json

Kind = Literal["event", "incident"]


class _Keys(msgspec.Struct):
    """What tells an event from an incident."""

    id: str | None = None
    doc_id: str | None = None
    passage: list[int] | None = None
    events: list[str] | None = None
    reports: list[str] | None = None


_KEYS = msgspec.json.Decoder(_Keys)
_INCIDENT = msgspec.json.Decoder(Incident)
_REPORT = msgspec.json.Decoder(Report)


def files_of(path: Path) -> list[Path]:
    """The files of an input: itself, or those of the folder that ``sijill run`` makes, in their order.

    Raises:
        UsageError: the folder holds none.
    """
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.iterdir() if p.suffix in (".jsonl", ".parquet"))
    if not found:
        raise UsageError("no .jsonl and no .parquet in the folder", file=str(path))
    return found


def _lines(path: Path) -> Iterator[tuple[Path, int, bytes]]:
    """Every record with its file and line; of Parquet the column ``json``."""
    for file in files_of(path):
        rows = _rows(file) if file.suffix == ".parquet" else _text_lines(file)
        yield from ((file, number, line) for number, line in rows)


def _text_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.isspace():
                    yield number, line
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", file=str(path)) from error


def _rows(path: Path) -> Iterator[tuple[int, bytes]]:
    parquet, arrow = require("pyarrow.parquet"), require("pyarrow")
    try:
        batches = parquet.ParquetFile(path).iter_batches(columns=["json"], batch_size=1000)
        lines = (value for batch in batches for value in batch.column(0).to_pylist())
        yield from enumerate((line.encode() for line in lines), start=1)
    except (OSError, arrow.ArrowException, IndexError) as error:
        raise UsageError(
            f"no Parquet with whole events in a column `json`: {error}",
            file=str(path),
            hint="give what sijill run wrote",
        ) from error


def kind_of(path: Path) -> Kind:
    """Whether a file, or a folder of files, holds events or incidents, by its first line; of an empty one: events.

    Raises:
        InputError: neither.
    """
    for file, number, line in _lines(path):
        try:
            keys = _KEYS.decode(line)
        except (msgspec.DecodeError, UnicodeError) as error:
            raise InputError(f"neither an event nor an incident: {error}", file=str(file), line=number) from error
        if keys.passage is not None and keys.doc_id is not None:
            return "event"
        if keys.events is not None and keys.reports is not None:
            return "incident"
        raise InputError(
            "neither an event nor an incident", file=str(file), line=number,
            hint="give what sijill code or sijill link wrote as .jsonl",
        )  # fmt: skip
    return "event"


def read_sources(path: Path, kind: Kind) -> Iterator[Event | Incident]:
    """The events or incidents of a file or folder, one after the other.

    Raises:
        InputError: a line is none.
    """
    for file, number, line in _lines(path):
        read = event_from_json if kind == "event" else incident_from_json
        yield read(line, file=str(file), number=number)


def incident_from_json(line: bytes, *, file: str | None = None, number: int | None = None) -> Incident:
    """Read one incident.

    Raises:
        InputError: the line is no incident; the message names the field.
    """
    try:
        return _INCIDENT.decode(line)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise InputError(f"not an incident: {error}", file=file, line=number) from error


class Library:
    """The reports and events that records point at, found by id.

    Args:
        reports: their texts, days and outlets.
        events: files, or folders of files, of the events that an incident joins.
    """

    def __init__(self, reports: Iterable[Report] = (), events: Iterable[Path] = ()):
        self._reports, self._events = Shelf(), Shelf()
        self.put_reports(reports)
        for path in events:
            self._events.fill(_by_id(path))

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self._reports.__exit__()
        self._events.__exit__()

    def put_reports(self, reports: Iterable[Report]) -> None:
        """Put further reports on the shelf; of two with one id the first stands."""
        self._reports.fill((report.doc_id, to_json(report)) for report in reports)

    def put_events(self, events: Iterable[Event]) -> None:
        """Put further events on the shelf."""
        self._events.fill((event.id, to_json(event)) for event in events)

    def report(self, doc_id: str) -> Report | None:
        """The report of this id, if it is at hand."""
        line = self._reports.get(doc_id)
        return None if line is None else _REPORT.decode(line)

    def event(self, id_: str) -> Event | None:
        """The event of this id, if it is at hand."""
        line = self._events.get(id_)
        return None if line is None else event_from_json(line)

    def record(self, source: Event | Incident) -> Record:
        """The record of an event or incident, with its reports and events."""
        return record_of(source, self.report, self.event)


def _by_id(path: Path) -> Iterator[tuple[str, bytes]]:
    for file, number, line in _lines(path):
        yield event_from_json(line, file=str(file), number=number).id, line

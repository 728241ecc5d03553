"""Where the events and reports to link come from: JSON Lines and Parquet, streamed and found again by offset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from sijill.errors import InputError, UsageError
from sijill.model import Event, Report, to_json

PathLike = str | Path
_STRICT = msgspec.json.Decoder(Event)
_REPORT = msgspec.json.Decoder(Report)
_PARQUET_BATCH = 4096


class Where(NamedTuple):
    """Where a line stands: number of the file, first byte, length."""

    file: int
    offset: int
    length: int


class Rejected(msgspec.Struct, frozen=True):
    """A row that is no event, told and left out."""

    file: str
    line: int
    reason: str


class LineFiles:
    """Files of JSON lines, opened once, whose lines can be fetched again by where they stand."""

    def __init__(self) -> None:
        self._paths: list[Path] = []
        self._open: dict[int, IO[bytes]] = {}

    def __enter__(self) -> LineFiles:
        return self

    def __exit__(self, *error: object) -> None:
        for file in self._open.values():
            file.close()
        self._open.clear()

    def scan(self, path: Path) -> Iterator[tuple[int, Where, bytes]]:
        """Yield line number (from 1), where it stands, and the line, of every line that is not blank."""
        number, offset = len(self._paths), 0
        self._paths.append(path)
        with path.open("rb") as lines:
            for count, line in enumerate(lines, 1):
                if not line.isspace():
                    yield count, Where(number, offset, len(line)), line
                offset += len(line)

    def fetch(self, where: Where) -> bytes:
        """The line that stands there."""
        file = self._open.get(where.file)
        if file is None:
            file = self._open[where.file] = self._paths[where.file].open("rb")
        file.seek(where.offset)
        return file.read(where.length)


def read_event(line: bytes, *, file: str, number: int) -> Event:
    """An event out of one line: sijill's own, or one coded by hand with nulls and missing fields.

    >>> read_event(b'{"id": "e1", "doc_id": "r1", "type": "Attack", "place": null}', file="x.jsonl", number=1).type
    'Attack'

    Raises:
        InputError: it is no event, or its days or counts cannot be.
    """
    try:
        event = _STRICT.decode(line)
    except (msgspec.DecodeError, UnicodeError):
        event = _loose(line, file, number)
    for day in (event.date.start, event.date.end):
        if day is not None:
            try:
                date.fromisoformat(day)
            except ValueError as error:
                raise InputError(f"not a day: {day!r}", file=file, line=number) from error
    if event.date.start and event.date.end and event.date.start > event.date.end:
        raise InputError("the day ends before it starts", file=file, line=number)
    for count in event.casualties:
        if count.low is not None and count.high is not None and count.low > count.high:
            raise InputError(f"a count whose low {count.low} is above its high {count.high}", file=file, line=number)
    return event


def _loose(line: bytes, file: str, number: int) -> Event:
    """Fill in what a hand-coded event leaves out."""
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise InputError(f"not JSON: {error}", file=file, line=number) from error
    if not isinstance(row, dict):
        raise InputError("not an event: no JSON object", file=file, line=number)
    row = {key: value for key, value in row.items() if value is not None}
    relation = row.pop("relation", None)
    place = row.get("place")
    if isinstance(relation, str) and isinstance(place, dict):
        row["place"] = {"relation": relation} | place
    if isinstance(row.get("claim"), dict) and row["claim"].get("kind") is None:
        row["claim"] = row["claim"] | {"kind": "unattributed"}
    for role in ("initiator", "target"):
        row[role] = [{"class": "unknown"} | side for side in row.get(role, ()) if isinstance(side, dict)]
    row.setdefault("type", "Other")
    row["passage"] = _span(row.get("passage", (0, 0)))
    row["also"] = [_span(span) for span in row.get("also", ())]
    try:
        return msgspec.convert(row, Event)
    except msgspec.ValidationError as error:
        raise InputError(f"not an event: {error}", file=file, line=number) from error


def _span(value: object) -> object:
    return (value.get("start"), value.get("end")) if isinstance(value, dict) else value


def spool_parquet(path: Path, out: Path) -> Path:
    """Write the rows of a Parquet file of events as JSON lines, a batch at a time, so that they can be found again."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - comes with the extra

    with out.open("wb") as lines:
        for batch in pq.ParquetFile(path).iter_batches(_PARQUET_BATCH):
            for row in batch.to_pylist():
                text = row.get("json")
                lines.write((text.encode() if isinstance(text, str) else msgspec.json.encode(row)) + b"\n")
    return out


def scan_events(
    paths: Sequence[PathLike], files: LineFiles, spool: Path, rejected: list[Rejected]
) -> Iterator[tuple[Event, Where]]:
    """Yield every event with where it stands; what is no event goes to ``rejected`` with its reason."""
    for count, given in enumerate(paths):
        path = Path(given)
        if not path.is_file():
            raise UsageError("no such file of events", file=str(path))
        lines = spool_parquet(path, spool / f"events-{count}.jsonl") if path.suffix == ".parquet" else path
        for number, where, line in files.scan(lines):
            try:
                yield read_event(line, file=str(path), number=number), where
            except InputError as error:
                rejected.append(Rejected(str(path), number, error.message))


def scan_reports(paths: Sequence[PathLike], files: LineFiles) -> Iterator[tuple[Report, Where]]:
    """Yield every report with where it stands.

    Raises:
        InputError: a line is no report.
    """
    for given in paths:
        path = Path(given)
        if not path.is_file():
            raise UsageError("no such file of reports", file=str(path))
        for number, where, line in files.scan(path):
            try:
                yield _REPORT.decode(line), where
            except (msgspec.DecodeError, UnicodeError) as error:
                raise InputError(f"not a report: {error}", file=str(path), line=number) from error


def fetch_event(files: LineFiles, where: Where) -> Event:
    """The event that stands there, read again."""
    return read_event(files.fetch(where), file="events", number=0)


def fetch_report(files: LineFiles, where: Where) -> Report:
    """The report that stands there, read again."""
    return _REPORT.decode(files.fetch(where))


def write_lines(path: Path, records: Iterator[msgspec.Struct]) -> int:
    """Write records as JSON lines; the file appears whole or not at all."""
    draft, count = path.with_name(path.name + ".part"), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("wb") as out:
        for record in records:
            out.write(to_json(record) + b"\n")
            count += 1
    draft.replace(path)
    return count

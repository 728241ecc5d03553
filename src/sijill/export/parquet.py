"""Parquet: a folder with the flat rows and their child tables as a Frictionless data package, and one GeoParquet file.

Rows are written in batches, so memory does not grow with the file; the same rows give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sijill.export.base import Radius
from sijill.export.digest import sha256_of
from sijill.export.extras import require
from sijill.export.flat import side_of
from sijill.export.losses import Teller
from sijill.export.record import Record
from sijill.export.table import Cell, Column, Kind, Mapper, Row, Table
from sijill.model import Event

BATCH = 10_000
_ID = Column("record_id", about="id of the event or incident", required=True)
_NUMBER = Column("number", "integer", about="its place among those of the record, from 0", required=True)
CHILDREN = (
    Table("casualties", (
        _ID, _NUMBER, Column("group"), Column("outcome"), Column("side"), Column("low", "integer"),
        Column("best", "integer"), Column("high", "integer"), Column("text"),
    )),
    Table("actors", (_ID, Column("role"), _NUMBER, Column("group"), Column("class"), Column("text"))),
    Table("evidence", (
        _ID, Column("event_id"), Column("doc_id"), Column("field"), Column("rule"), Column("start", "integer"),
        Column("end", "integer"), Column("quote"),
    )),
    Table("sources", (
        Column("doc_id", required=True), Column("outlet"), Column("url"), Column("published", "date"), Column("title"),
        Column("language"), Column("country"), Column("sha256"), Column("reader"),
    )),
)  # fmt: skip
_TYPES: dict[Kind, str] = {
    "string": "string", "integer": "int64", "number": "float64", "date": "date32", "datetime": "string",
}  # fmt: skip
_FRICTIONLESS = {"string": "string", "integer": "integer", "number": "number", "date": "date", "datetime": "string"}


class TableFile:
    """One table on its way into a Parquet file.

    Args:
        path: where to.
        table: its columns.
        more: further columns of Arrow types, beside those of the table.
        metadata: of the file.
    """

    def __init__(
        self, path: Path, table: Table, more: tuple[tuple[str, Any], ...] = (), metadata: dict[str, str] | None = None
    ):
        self._arrow, self._parquet = require("pyarrow"), require("pyarrow.parquet")
        kinds = [(column.name, getattr(self._arrow, _TYPES[column.kind])()) for column in table.columns]
        self._dates = [column.name for column in table.columns if column.kind == "date"]
        self._schema = self._arrow.schema([*kinds, *more], metadata=metadata)
        self._writer = self._parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self.rows = 0

    def write(self, row: dict[str, Any]) -> None:
        """Add a row."""
        for name in self._dates:
            row[name] = _day(row[name])
        self._rows.append(row)
        self.rows += 1
        if len(self._rows) >= BATCH:
            self._flush()

    def close(self) -> None:
        """Write what waits."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []


def _day(cell: Cell) -> date | None:
    try:
        return date.fromisoformat(cell) if isinstance(cell, str) else None
    except ValueError:
        return None


class Package:
    """A folder of tables: the flat rows, casualties, actors, evidence, sources, and ``datapackage.json``."""

    def __init__(self, folder: Path, mapper: Mapper):
        folder.mkdir()
        self._folder, self._mapper = folder, mapper
        self._tables = (mapper.table, *CHILDREN)
        self._files = {table.name: TableFile(folder / f"{table.name}.parquet", table) for table in self._tables}
        self._seen: set[int] = set()

    def add(self, record: Record, teller: Teller) -> int:
        """Add a record and what belongs to it."""
        row = self._mapper.row(record, teller)
        if row is None:
            return 0
        self._files[self._mapper.table.name].write(row)
        for name, rows in (("casualties", _casualties), ("actors", _actors), ("evidence", _evidence)):
            for child in rows(record):
                self._files[name].write(child)
        for report in record.reports:
            key = hash_of(report.doc_id)
            if key not in self._seen:
                self._seen.add(key)
                self._files["sources"].write({c.name: getattr(report, c.name) for c in CHILDREN[3].columns})
        return 1

    def close(self) -> int:
        """Finish the tables and write ``datapackage.json``."""
        resources = []
        for table in self._tables:
            file = self._files[table.name]
            file.close()
            path = self._folder / f"{table.name}.parquet"
            resources.append(_resource(table, path, self._mapper.table.name))
        package = {
            "profile": "data-package", "name": f"sijill-{self._mapper.table.name}",
            "title": f"sijill: {self._mapper.table.name} with casualties, actors, evidence and sources",
            "resources": resources,
        }  # fmt: skip
        text = json.dumps(package, ensure_ascii=False, indent=1)
        (self._folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")
        return 0


def hash_of(doc_id: str) -> int:
    """Eight bytes for an id: a million of them fit into a set where the ids would not."""
    return int.from_bytes(hashlib.blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _resource(table: Table, path: Path, parent: str) -> dict[str, Any]:
    fields = [
        {"name": c.name, "type": _FRICTIONLESS[c.kind]}
        | ({"description": c.about} if c.about else {})
        | ({"constraints": {"required": True}} if c.required else {})
        for c in table.columns
    ]
    schema: dict[str, Any] = {
        "fields": fields,
        "missingValues": ["", "nan"],
    }  # nan: so readers that go by pandas see null
    if table.name == parent:
        schema["primaryKey"] = ["id"]
    elif table.name == "sources":
        schema["primaryKey"] = ["doc_id"]
    else:
        schema["foreignKeys"] = [{"fields": ["record_id"], "reference": {"resource": parent, "fields": ["id"]}}]
    return {
        "name": table.name, "path": path.name, "format": "parquet", "mediatype": "application/vnd.apache.parquet",
        "profile": "data-resource", "hash": f"sha256:{sha256_of(path)}", "schema": schema,
    }  # fmt: skip


def _casualties(record: Record) -> Iterator[Row]:
    for number, toll in enumerate(record.tolls):
        yield {
            "record_id": record.id, "number": number, "group": toll.group, "outcome": toll.outcome,
            "side": side_of(record, toll.group), "low": toll.low, "best": toll.best, "high": toll.high,
            "text": toll.text,
        }  # fmt: skip


def _actors(record: Record) -> Iterator[Row]:
    for role, actors in (("initiator", record.initiator), ("target", record.target)):
        for number, actor in enumerate(actors):
            yield {
                "record_id": record.id, "role": role, "number": number, "group": actor.group, "class": actor.class_,
                "text": actor.text,
            }  # fmt: skip


def _evidence(record: Record) -> Iterator[Row]:
    texts = {report.doc_id: report.text for report in record.reports}
    for event in record.tellings:
        yield from _evidence_of(record.id, event, texts.get(event.doc_id, ""))


def _evidence_of(record_id: str, event: Event, text: str) -> Iterator[Row]:
    passages = [("passage", "", event.passage), *(("also", "", span) for span in event.also)]
    reasons = [(field, b.rule, b.span) for field, row in event.because.items() for b in row]
    for field, rule, (start, end) in (*passages, *reasons):
        yield {
            "record_id": record_id, "event_id": event.id, "doc_id": event.doc_id, "field": field, "rule": rule or None,
            "start": start, "end": end, "quote": text[start:end] or None,
        }  # fmt: skip


# The box of the whole file is optional, and known only at its end; each row has its own. No crs means OGC:CRS84, so
# longitude first.
_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {
        "geometry": {
            "encoding": "WKB",
            "geometry_types": ["Point"],
            "covering": {"bbox": {corner: ["bbox", corner] for corner in ("xmin", "ymin", "xmax", "ymax")}},
        }
    },
}


class GeoParquet:
    """One GeoParquet 1.1 file: the flat rows with a point, its box and the radius of its precision."""

    def __init__(self, path: Path, mapper: Mapper, radius: Radius):
        arrow = require("pyarrow")
        corners = [(corner, arrow.float64()) for corner in ("xmin", "ymin", "xmax", "ymax")]
        more = (("radius_km", arrow.float64()), ("bbox", arrow.struct(corners)), ("geometry", arrow.binary()))
        self._mapper, self._radius = mapper, radius
        self._file = TableFile(path, mapper.table, more, {"geo": json.dumps(_GEO)})

    def add(self, record: Record, teller: Teller) -> int:
        """Add a record; one that is not placed has no geometry."""
        row: dict[str, Any] | None = self._mapper.row(record, teller)
        if row is None:
            return 0
        lon, lat, place = row["longitude"], row["latitude"], record.place
        placed = lon is not None and lat is not None
        circle = self._radius(place.precision, place.id) if placed and place.precision is not None else None
        row |= {
            "radius_km": circle, "geometry": point_wkb(lon, lat) if placed else None,
            "bbox": {"xmin": lon, "ymin": lat, "xmax": lon, "ymax": lat} if placed else None,
        }  # fmt: skip
        self._file.write(row)
        return 1

    def close(self) -> int:
        """Finish the file."""
        self._file.close()
        return 0


def point_wkb(lon: float, lat: float) -> bytes:
    """A point as little-endian WKB.

    >>> point_wkb(1.0, 2.0).hex()
    '0101000000000000000000f03f0000000000000040'
    """
    return struct.pack("<BIdd", 1, 1, lon, lat)

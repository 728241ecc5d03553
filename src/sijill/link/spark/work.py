"""What runs on the machines of the cluster: batches of rows of Arrow in, batches out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec

from sijill.link.features import load_tables, row_of
from sijill.link.plan import Plan, carry_out
from sijill.link.retell import retold
from sijill.link.spark.read import arrow_rows
from sijill.link.table import arrow_batch, arrow_schema
from sijill.link.words import Source
from sijill.model import event_from_json, to_json

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS = 4096
_PLAN = msgspec.msgpack.Decoder(Plan)


def tabulate(dossiers: Mapping[str, str], batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Events to the rows under which they are compared."""
    tables, schema = load_tables(), arrow_schema()
    for batch in batches:
        rows = [
            row_of(
                event_from_json(row["json"]), tables, row["rare"] or [], repost=row["repost"],
                published=row["published"], dossier=dossiers.get(row["doc"]),
            )
            for row in batch.to_pylist()
        ]  # fmt: skip
        yield arrow_batch(rows, schema).add_column(0, "uid", batch.column("uid"))


def retell_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Pairs of events of one report to those of which one is the other, told again."""
    import pyarrow as pa  # noqa: PLC0415

    tables, schema = load_tables(), pa.schema([("a", pa.int64()), ("b", pa.int64())])
    for batch in batches:
        rows = batch.to_pylist()
        told = ((r["a"], r["b"], event_from_json(r["json_a"]), event_from_json(r["json_b"])) for r in rows)
        found = sorted(retold(told, tables))
        yield arrow_rows({"a": [a for a, _ in found], "b": [b for _, b in found]}, schema)


def merge_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Events in the order of their groups to incidents."""
    import pyarrow as pa  # noqa: PLC0415

    schema = pa.schema([("number", pa.int64()), ("id", pa.string()), ("json", pa.string()), ("conflicts", pa.int32())])
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for number, told in groupby((r for batch in batches for r in batch.to_pylist()), key=lambda row: row["number"]):
        for name, value in zip(schema.names, (number, *_incident(list(told))), strict=True):
            columns[name].append(value)
        if len(columns["number"]) >= _BATCH_ROWS:
            yield arrow_rows(columns, schema)
            columns = {name: [] for name in schema.names}
    yield arrow_rows(columns, schema)


def _incident(rows: Sequence[Mapping[str, Any]]) -> tuple[str, str, int]:
    """Id, JSON and number of conflicts of the incident of these events, in their order."""
    sources = {row["doc"]: Source(row["doc"], row["outlet"], row["repost"]) for row in rows}
    published = {row["doc"]: row["published"] for row in rows}
    events = [event_from_json(row["json"]) for row in rows]
    incident = carry_out(_PLAN.decode(rows[0]["plan"]), events, sources.__getitem__, published.get, load_tables())
    return incident.id, to_json(incident).decode(), len(incident.open_conflicts)

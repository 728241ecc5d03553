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

BATCH_ROWS = 4096
MADE = "number bigint, id string, json string, conflicts int"
RETOLD = "a bigint, b bigint"
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
    tables = load_tables()
    for batch in batches:
        rows = batch.to_pylist()
        told = ((r["a"], r["b"], event_from_json(r["json_a"]), event_from_json(r["json_b"])) for r in rows)
        yield arrow_rows(sorted(retold(told, tables)), RETOLD)


def merge_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Events in the order of their groups to incidents."""
    rows: list[tuple[int, str, str, int]] = []
    for number, told in groupby((r for batch in batches for r in batch.to_pylist()), key=lambda row: row["number"]):
        rows.append((number, *_incident(list(told))))
        if len(rows) >= BATCH_ROWS:
            yield arrow_rows(rows, MADE)
            rows = []
    yield arrow_rows(rows, MADE)


def _incident(rows: Sequence[Mapping[str, Any]]) -> tuple[str, str, int]:
    """Id, JSON and number of conflicts of the incident of these events, in their order."""
    sources = {row["doc"]: Source(row["doc"], row["outlet"], row["repost"]) for row in rows}
    published = {row["doc"]: row["published"] for row in rows}
    events = [event_from_json(row["json"]) for row in rows]
    incident = carry_out(_PLAN.decode(rows[0]["plan"]), events, sources.__getitem__, published.get, load_tables())
    return incident.id, to_json(incident).decode(), len(incident.open_conflicts)

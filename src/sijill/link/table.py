"""The table of events that is compared: its columns, the keys to block on, and both engines' SQL for it.

SQL is written as DuckDB has it; ``in_spark`` says the same to Spark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sijill.link.features import PROVINCE, RANGE, Row

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 20_000
COLUMNS = {
    "event": "string", "doc": "string", "day0": "int32", "day1": "int32", "dlev": "int8", "tod": "int16",
    "exact_hour": "bool", "country": "string", "adm1": "string", "adm2": "string", "pname": "string", "ptext": "string",
    "lat": "float64", "lon": "float64", "reach": "float64", "plev": "int8", "type": "string", "family": "string",
    "near": "list", "weapon": "int32", "kin": "int32", "ini": "list", "tgt": "list", "k0": "int32",
    "k1": "int32", "w0": "int32", "w1": "int32", "dmg": "int32", "rare": "list", "repost": "string",
    "dossier": "string",
}  # fmt: skip

# An event that its report does not date borrows the days of the dated events beside it. Four days make a bucket; a
# window a day wider on either side meets every event at most two days away. A range of weeks blocks by its two ends.
# From the rows, numbered by their events' ids.
TABLE = f"""
with spans as (
    select doc, min(day0) as first, max(day1) as last from numbered where dlev <= 1 and day1 - day0 <= 7 group by doc
), dated as (
    select uid, {", ".join(name for name in COLUMNS if name not in ("day0", "day1", "dlev"))},
        case when dlev = 3 and first is not null then last - 5 else day0 end as day0,
        case when dlev = 3 and first is not null then last else day1 end as day1,
        case when dlev = 3 and first is not null then 2 else dlev end as dlev
    from numbered left join spans using (doc)
), bucketed as (
    select *, case when day0 is null then []
        when day1 - day0 > 14 then [day0 // 4, day1 // 4]
        else generate_series((day0 - 1) // 4, (day1 + 1) // 4) end as days from dated
)
select uid, {", ".join(COLUMNS)},
    case when adm1 is null then [] else list_transform(days,
        d -> country || '|' || adm1 || '|' || family || '|' || d) end as province_days,
    case when pname is null then [] else list_transform(days, d -> pname || '|' || d) end as place_days,
    case when country is null then [] else list_transform(days, d -> country || '|' || family || '|' || d) end
        as country_days,
    list_slice(rare, 1, 8) as rare_words
from bucketed
"""
# What the constraints must know: report and dossier as the number of their first event, days, whether coarse.
_WIDE = 3
MEMBERS = f"""
select uid, min(uid) over (partition by doc) as doc, coalesce(day0, 0) as first, coalesce(day1, 0) as last,
    coalesce(plev >= {PROVINCE} or dlev > {RANGE} or day1 - day0 > {_WIDE}, false) as coarse,
    case when dossier is null then 0 else 1 + min(uid) over (partition by dossier) end as dossier
from events
"""

_IN_SPARK = {
    "generate_series": "sequence", "jaro_winkler_similarity": "jaro_winkler_of_bytes", "len": "size",
    "list_contains": "array_contains", "list_has_any": "arrays_overlap", "list_intersect": "array_intersect",
    "list_slice": "slice", "list_transform": "transform",
}  # fmt: skip
_CALL = re.compile(rf"\b({'|'.join(_IN_SPARK)})\s*\(")
_LIST = re.compile(r"(?<!\w)\[([^\[\]]*)\]")


def in_spark(sql: str) -> str:
    """SQL of DuckDB as Spark has it: functions of lists, lists, whole division.

    >>> in_spark("list_has_any(tgt_l, tgt_r) and tgt_l != ['civilians']")
    "arrays_overlap(tgt_l, tgt_r) and tgt_l != array('civilians')"
    """
    sql = _CALL.sub(lambda call: f"{_IN_SPARK[call[1]]}(", sql)
    return _LIST.sub(r"array(\1)", sql).replace("//", "div")


def settings_in_spark(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of Splink, written for DuckDB, for Spark."""
    rules = [
        rule | {"blocking_rule": in_spark(rule["blocking_rule"]), "sql_dialect": "spark"}
        for rule in settings["blocking_rules_to_generate_predictions"]
    ]
    comparisons = [
        field
        | {
            "comparison_levels": [
                level | {"sql_condition": in_spark(level["sql_condition"])} for level in field["comparison_levels"]
            ]
        }
        for field in settings["comparisons"]
    ]
    return settings | {
        "sql_dialect": "spark", "blocking_rules_to_generate_predictions": rules, "comparisons": comparisons,
    }  # fmt: skip


def arrow_schema() -> pa.Schema:
    """The columns of the rows to compare, for Arrow."""
    import pyarrow as pa  # noqa: PLC0415

    kinds = {"list": pa.list_(pa.string()), "string": pa.string(), "bool": pa.bool_()}
    return pa.schema(
        [(name, kinds[kind] if kind in kinds else pa.type_for_alias(kind)) for name, kind in COLUMNS.items()]
    )


def arrow_batch(rows: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    """Rows to compare as a batch of Arrow."""
    import pyarrow as pa  # noqa: PLC0415

    columns = [pa.array([getattr(row, name) for row in rows], schema.field(name).type) for name in COLUMNS]
    return pa.record_batch(columns, schema=schema)


def write_rows(rows: Iterable[Row], path: Path) -> int:
    """Write the rows to compare as Parquet, a batch at a time."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema, stream, count = arrow_schema(), iter(rows), 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(stream, _BATCH)):
            writer.write_batch(arrow_batch(batch, schema))
            count += len(batch)
    return count

"""How much speaks for two events being one: pairs and how they compare by Splink on DuckDB, weights from its settings.

Splink learns the weights without labels (``train``); a link run only applies them, as whole thousandths of a bit, so
that no sum depends on the order of its terms and the same events give the same incidents on any machine.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from sijill.errors import PackError, UsageError
from sijill.link.cluster import MILLI, Limits
from sijill.link.features import Row
from sijill.model import Weight

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray
    from splink import Linker

_BATCH = 20_000
_COLUMNS = {
    "event": "string", "doc": "string", "day0": "int32", "day1": "int32", "dlev": "int8", "tod": "int16",
    "exact_hour": "bool", "country": "string", "adm1": "string", "adm2": "string", "pname": "string", "ptext": "string",
    "lat": "float64", "lon": "float64", "reach": "float64", "plev": "int8", "type": "string", "family": "string",
    "near": "list", "weapon": "int32", "kin": "int32", "ini": "list", "tgt": "list", "k0": "int32",
    "k1": "int32", "w0": "int32", "w1": "int32", "dmg": "int32", "rare": "list", "repost": "string",
    "dossier": "string",
}  # fmt: skip

# An event that its report does not date borrows the days of the dated events beside it. Four days make a bucket; a
# window a day wider on either side meets every event at most two days away. A range of weeks blocks by its two ends.
_TABLE = """
create or replace table events as
with spans as (
    select doc, min(day0) as first, max(day1) as last from '{rows}' where dlev <= 1 and day1 - day0 <= 7 group by doc
), dated as (
    select r.* replace (
        case when r.dlev = 3 and s.first is not null then s.last - 5 else r.day0 end as day0,
        case when r.dlev = 3 and s.first is not null then s.last else r.day1 end as day1,
        case when r.dlev = 3 and s.first is not null then 2 else r.dlev end as dlev
    ) from '{rows}' r left join spans s using (doc)
), ranked as (
    select row_number() over (order by event) - 1 as uid, * from dated
), bucketed as (
    select *, case when day0 is null then []
        when day1 - day0 > 14 then [day0 // 4, day1 // 4]
        else generate_series((day0 - 1) // 4, (day1 + 1) // 4) end as days from ranked
)
select * exclude (days),
    case when adm1 is null then [] else list_transform(days,
        d -> country || '|' || adm1 || '|' || family || '|' || d) end as province_days,
    case when pname is null then [] else list_transform(days, d -> pname || '|' || d) end as place_days,
    case when country is null then [] else list_transform(days, d -> country || '|' || family || '|' || d) end
        as country_days,
    rare[1:8] as rare_words
from bucketed order by uid
"""


# Pairs that agree on all of this tell one act, and about this share of the pairs that tell one act do.
_SURE = [
    "l.pname = r.pname and l.day0 = r.day0 and l.day1 = r.day1 and l.type = r.type and l.k0 = r.k0 and l.w0 = r.w0"
]
_SURE_RECALL = 0.05
_EM_BLOCKINGS = (
    "l.pname = r.pname and l.day0 = r.day0 and l.day1 = r.day1",
    "l.k0 = r.k0 and l.w0 = r.w0 and l.adm1 = r.adm1 and l.family = r.family",
    "l.k0 = r.k0 and l.w0 = r.w0 and l.day0 = r.day0 and l.type = r.type",
)
# One telling in fifty has a field wrong in a way that no model of ours foresees, and no single field proves identity.
_GARBLED = 0.02
_MOST_BITS = 9.0
# Generated passages have no style and no spokesmen of a region, so what their words teach is held to modest bounds,
# from nearly the same passage down to no rare word in common.
_WORDS_BITS = (9.0, 8.0, 5.5, 2.0, -1.5)
# Sides, types and means of one war are alike all over its country: where no place is told, they must not decide alone.
_ONLY_COUNTRY, _ONLY_COUNTRY_BITS = "a country and a place in it", -5.0


class Level(msgspec.Struct, frozen=True):
    """One level of a comparison: what was found, and its weight in thousandths of a bit."""

    found: str
    weight: int


class Model(msgspec.Struct, frozen=True):
    """The settings of Splink with their weights read out: levels of each field, and the weight before any evidence."""

    settings: dict[str, Any]
    prior: int
    levels: dict[str, tuple[Level, ...]]


def read_settings(path: Path | None = None) -> dict[str, Any]:
    """The settings of Splink as JSON, from a file of one's own or out of the pack.

    Raises:
        PackError: there is no such file, or it is no JSON.
    """
    source = path or Path(str(resources.files("sijill") / "packs" / "link" / "settings.json"))
    try:
        return msgspec.json.decode(source.read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.DecodeError) as error:
        raise PackError(f"not settings of Splink: {error}", file=str(source)) from error


def read_model(path: Path | None = None) -> Model:
    """The trained settings with their weights read out.

    Raises:
        PackError: the settings lack weights.
    """
    settings = read_settings(path)
    try:
        odds = settings["probability_two_random_records_match"]
        levels = {c["output_column_name"]: _levels(c["comparison_levels"]) for c in settings["comparisons"]}
        return Model(settings, _milli(odds / (1 - odds)), levels)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise PackError(
            f"settings of Splink without weights: {error!r}", file=None if path is None else str(path),
            hint="train them: python bench/link.py train",
        ) from error  # fmt: skip


def _levels(rows: list[dict[str, Any]]) -> tuple[Level, ...]:
    told = [row for row in rows if not row.get("is_null_level")]
    return tuple(Level(row["label_for_charts"], _milli(row["m_probability"] / row["u_probability"])) for row in told)


def _milli(ratio: float) -> int:
    return round(math.log2(ratio) * MILLI)


class Pairs(msgspec.Struct, frozen=True):
    """Candidate pairs in order: numbers of the events, weight in thousandths of a bit, and each field's part of it.

    ``together`` is the part of a dossier that both reports lie in.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: NDArray[np.int64]
    parts: NDArray[np.int16]
    together: NDArray[np.int64]

    def because(self, left: int, right: int, model: Model) -> tuple[Weight, ...]:
        """What every field that both tell said for or against this pair; nothing where the pair was not compared."""
        first, last = np.searchsorted(self.left, [left, left + 1])
        at = first + np.searchsorted(self.right[first:last], right)
        if at == last or self.right[at] != right:
            return ()
        told = [Weight(field="before", found="how seldom two events are one", bits=round(model.prior / MILLI, 1))]
        for (field, levels), part in zip(model.levels.items(), self.parts[at].tolist(), strict=True):
            level = min(levels, key=lambda lv: abs(lv.weight - part))
            if part and abs(level.weight - part) <= 1:
                told.append(Weight(field=field, found=level.found, bits=round(part / MILLI, 1)))
        together = int(self.together[at])
        if together:
            told.append(Weight(field="dossier", found="reports on one incident", bits=round(together / MILLI, 1)))
        excess = model.prior + int(self.parts[at].sum(dtype=np.int64)) + together - int(self.weight[at])
        if excess:
            told.append(Weight(field="context", found="acts of one war are alike", bits=round(-excess / MILLI, 1)))
        return tuple(told)


def require() -> None:
    """Say what to install where the extra is missing.

    Raises:
        UsageError: Splink or DuckDB cannot be imported.
    """
    try:
        import duckdb  # noqa: F401, PLC0415
        import splink  # noqa: F401, PLC0415
    except ImportError as error:
        raise UsageError(f"linking needs {error.name}", hint="pip install 'sijill[link]'") from error


def write_rows(rows: Iterable[Row], path: Path) -> int:
    """Write the rows to compare as Parquet, a batch at a time."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {"list": pa.list_(pa.string()), "string": pa.string(), "bool": pa.bool_()}
    schema = pa.schema(
        [(name, kinds[kind] if kind in kinds else pa.type_for_alias(kind)) for name, kind in _COLUMNS.items()]
    )
    stream, count = iter(rows), 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(stream, _BATCH)):
            columns = [pa.array([getattr(row, name) for row in batch], schema.field(name).type) for name in _COLUMNS]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            count += len(batch)
    return count


def connect(work: Path, memory_mb: int, threads: int) -> duckdb.DuckDBPyConnection:
    """DuckDB that spills to the work folder beyond its memory, and never reaches for the network."""
    import duckdb  # noqa: PLC0415

    return duckdb.connect(
        str(work / "link.duckdb"),
        config={
            "memory_limit": f"{memory_mb}MB",
            "threads": threads,
            "temp_directory": str(work / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        },
    )


def load_rows(con: duckdb.DuckDBPyConnection, rows: Path) -> None:
    """Number the events by their ids, borrow days for the undated, and make the keys to block on."""
    con.execute(_TABLE.format(rows=str(rows).replace("'", "''")))


def linker_for(con: duckdb.DuckDBPyConnection, model: dict[str, Any]) -> Linker:
    """Splink over the table of events."""
    from splink import Linker  # noqa: PLC0415
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415

    logging.getLogger("splink").setLevel(logging.ERROR)
    return Linker(DuckDBAPI(con).register("events"), model, log_level=None)


# What tells where, when and by whom: two acts of one war agree on much of it without being one. Day, place and sides
# were learned as if they were independent; the limit ``context_bits`` is how far together they can speak for one act.
CONTEXT = ("day", "place", "type", "means", "initiator", "target")


def score_pairs(con: duckdb.DuckDBPyConnection, model: Model, limits: Limits, dossier: NDArray[np.int64]) -> Pairs:
    """Compare every pair that shares a key; keep those of a weight of at least ``keep_bits``, by number of event.

    Args:
        con: DuckDB with the table of events.
        model: the weights.
        limits: the thresholds.
        dossier: the number of each event's dossier, 0 for none.
    """
    predicted = linker_for(con, model.settings).inference.predict(threshold_match_weight=limits.keep_bits - 0.01)
    columns = ", ".join(f"round(p.mw_{field} * {MILLI})::smallint as {field}" for field in model.levels)
    table = con.execute(
        f"select least(uid_l, uid_r) as a, greatest(uid_l, uid_r) as b, {columns} "
        f"from {predicted.physical_name} p order by a, b"
    ).fetchnumpy()
    parts = np.stack([np.asarray(table[field], dtype=np.int16) for field in model.levels], axis=1)
    is_context = np.array([field in CONTEXT for field in model.levels])
    context = model.prior + parts[:, is_context].sum(axis=1, dtype=np.int64)
    undated = np.asarray(table["day"]) == 0
    most = np.where(undated, round(limits.undated_bits * MILLI), round(limits.context_bits * MILLI))
    weight = np.minimum(context, most) + parts[:, ~is_context].sum(axis=1, dtype=np.int64)
    one = (dossier[table["a"]] > 0) & (dossier[table["a"]] == dossier[table["b"]])
    together = np.where(one, round(limits.dossier_bits * MILLI), 0)
    weight = weight + together
    keep = weight >= round(limits.keep_bits * MILLI)
    a, b = (table[name][keep].astype(np.int64) for name in ("a", "b"))
    return Pairs(a, b, weight[keep], parts[keep], together[keep])


def train(con: duckdb.DuckDBPyConnection, settings: dict[str, Any], *, seed: int) -> dict[str, Any]:
    """Learn the weights without labels: u from random pairs, m by expectation maximisation over three blockings.

    Args:
        con: DuckDB with the table of events.
        settings: of Splink; only the blocking and the levels are taken from them.
        seed: of the random pairs.
    """
    linker = linker_for(con, settings)
    linker.training.estimate_probability_two_random_records_match([*_SURE], recall=_SURE_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e7, seed=seed, min_count_per_level=None)
    for blocking in _EM_BLOCKINGS:
        linker.training.estimate_parameters_using_expectation_maximisation(
            blocking, fix_probability_two_random_records_match=True
        )
    trained: dict[str, Any] = linker.misc.save_model_to_json()
    for comparison in trained["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                _temper(level, _MOST_BITS)
            if level["label_for_charts"] == _ONLY_COUNTRY:
                _temper(level, _ONLY_COUNTRY_BITS, least=_ONLY_COUNTRY_BITS)
        if comparison["output_column_name"] == "words":
            for level, bits in zip(comparison["comparison_levels"][1:], _WORDS_BITS, strict=True):
                _temper(level, bits, least=bits)
    return trained


def _temper(level: dict[str, Any], most: float, least: float = -99.0) -> None:
    """Keep a learned weight within what one field may say: m gets a share of u, and u its bounds from m."""
    m, u = level.get("m_probability") or 0.0, level.get("u_probability") or 1e-9
    m = (1 - _GARBLED) * m + _GARBLED * u
    u = min(max(u, m / 2**most), m / 2**least)
    level["m_probability"], level["u_probability"] = round(m, 8), round(max(u, 1e-8), 8)

"""How two events compare: pairs and their fields by Splink on DuckDB, on this machine; and how the weights are learned.

Splink learns the weights without labels (``train``); a link run only applies them (``weights``).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sijill.errors import UsageError
from sijill.link.cluster import Limits
from sijill.link.table import MEMBERS, TABLE
from sijill.link.weights import SLACK_BITS, Model, Pairs, pair_columns, weigh_pairs

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray
    from splink import Linker

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
    source = str(rows).replace("'", "''")
    con.execute(
        "create or replace temp view numbered as "
        f"select row_number() over (order by event) - 1 as uid, * from '{source}'"
    )
    con.execute(f"create or replace table events as {TABLE} order by uid")


def load_members(con: duckdb.DuckDBPyConnection) -> dict[str, NDArray[np.int64]]:
    """What the constraints must know of the events, in their order."""
    table = con.execute(f"{MEMBERS} order by uid").fetchnumpy()
    return {name: np.asarray(column, dtype=np.int64) for name, column in table.items()}


def linker_for(con: duckdb.DuckDBPyConnection, model: dict[str, Any]) -> Linker:
    """Splink over the table of events."""
    from splink import Linker  # noqa: PLC0415
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415

    logging.getLogger("splink").setLevel(logging.ERROR)
    return Linker(DuckDBAPI(con).register("events"), model, log_level=None)


def score_pairs(con: duckdb.DuckDBPyConnection, model: Model, limits: Limits, dossier: NDArray[np.int64]) -> Pairs:
    """Compare every pair that shares a key; keep those of a weight of at least ``keep_bits``, by number of event.

    Args:
        con: DuckDB with the table of events.
        model: the weights.
        limits: the thresholds.
        dossier: the number of each event's dossier, 0 for none.
    """
    predicted = linker_for(con, model.settings).inference.predict(threshold_match_weight=limits.keep_bits - SLACK_BITS)
    table = con.execute(f"{pair_columns(model, predicted.physical_name)} order by a, b").fetchnumpy()
    return weigh_pairs(table, model, limits, dossier)


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

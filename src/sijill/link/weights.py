"""The weights: read out of the settings of Splink, and added up over the fields of a pair, whatever engine compared it.

They are constants and count as whole thousandths of a bit, so that no sum depends on the order of its terms and the
same events give the same incidents on any machine and on either engine.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from sijill.errors import PackError
from sijill.link.cluster import MILLI, Limits
from sijill.model import Weight

if TYPE_CHECKING:
    from numpy.typing import NDArray


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

    def inside(self, doc: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """The pairs whose two events are of one report, given the number of each event's report."""
        rows = np.flatnonzero(doc[self.left] == doc[self.right])
        return zip(self.left[rows].tolist(), self.right[rows].tolist(), strict=True)

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


# What tells where, when and by whom: two acts of one war agree on much of it without being one. Day, place and sides
# were learned as if they were independent; the limit ``context_bits`` is how far together they can speak for one act.
CONTEXT = ("day", "place", "type", "means", "initiator", "target")


# Of what exceeds the limit a hundredth counts: of two pairs that are otherwise alike, that of one village goes first.
_BEYOND = 100

# Splink adds the weights as floats and lets pairs go below a threshold of its own; it is set this much lower than what
# is asked for here, in whole numbers, so that no engine's last digit decides.
SLACK_BITS, _UNCAPPED_BITS = 0.02, 0.01


def pair_columns(model: Model, predicted: str) -> str:
    """SQL for the columns that ``weigh_pairs`` takes, out of the table that Splink predicted."""
    parts = ", ".join(f"cast(round(mw_{field} * {MILLI}) as smallint) as {field}" for field in model.levels)
    return f"select least(uid_l, uid_r) as a, greatest(uid_l, uid_r) as b, {parts} from {predicted}"


def weigh_pairs(found: Mapping[str, NDArray[Any]], model: Model, limits: Limits, dossier: NDArray[np.int64]) -> Pairs:
    """Keep the compared pairs of a weight of at least ``keep_bits``.

    Args:
        found: columns of pairs in order: ``a`` and ``b``, the numbers of the events, the lower one first, and each
            field's part in thousandths of a bit.
        model: the weights.
        limits: the thresholds.
        dossier: the number of each event's dossier, 0 for none.
    """
    a, b = (found[name].astype(np.int64) for name in ("a", "b"))
    parts = np.stack([np.asarray(found[field], dtype=np.int16) for field in model.levels], axis=1)
    is_context = np.array([field in CONTEXT for field in model.levels])
    context = model.prior + parts[:, is_context].sum(axis=1, dtype=np.int64)
    rest = parts[:, ~is_context].sum(axis=1, dtype=np.int64)
    undated = np.asarray(found["day"]) == 0
    most = np.where(undated, round(limits.undated_bits * MILLI), round(limits.context_bits * MILLI))
    together = np.where((dossier[a] > 0) & (dossier[a] == dossier[b]), round(limits.dossier_bits * MILLI), 0)
    weight = np.minimum(context, most) + np.maximum(context - most, 0) // _BEYOND + rest + together
    keep = weight >= round(limits.keep_bits * MILLI)
    keep &= context + rest >= round((limits.keep_bits - _UNCAPPED_BITS) * MILLI)
    return Pairs(a[keep], b[keep], weight[keep], parts[keep], together[keep])

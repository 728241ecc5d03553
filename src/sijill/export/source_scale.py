"""ACLED's source scale: how far the outlets of a record reach, seen from the country of the act."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sijill.pack import SHIPPED, TABLES, read_table
from sijill.text import fold

_ONE = ("International", "National", "Other")
SCALES = (
    "International", "National", "New media", "Other", "Regional", "Subnational",
    *(f"{a}-{b}" for a in (
        "International", "Local partner", "National", "New media", "Other", "Regional", "Subnational",
    ) for b in ("International", "National", "New media", "Other", "Regional", "Subnational") if a != b),
)  # fmt: skip


class Scale(NamedTuple):
    """A scale, and the rule that chose it."""

    scale: str
    rule: str


@lru_cache(maxsize=1)
def _outlets() -> dict[str, tuple[str, str]]:
    """Folded name or domain of an outlet to its country and the party whose voice it is."""
    out: dict[str, tuple[str, str]] = {}
    for path in sorted(SHIPPED.glob("lang/*/outlets.tsv")):
        for row in read_table(path, TABLES["outlets"], "outlets"):
            c = row.cells
            for key in (c["id"], c["english"], *c["domains"].split("|"), *c["names"].split("|")):
                if key.strip():
                    out.setdefault(fold(key.strip()), (c["country"], c["side"]))
    return out


def scale_of(outlets: Sequence[str | None], country: str) -> Scale:
    """The scale of a record's sources.

    Args:
        outlets: their names or domains, None where none is known.
        country: ISO letters of where the act was.
    """
    found = dict.fromkeys(_scale(outlet, country) for outlet in outlets)
    scales = sorted({scale for scale, _ in found}, key=_ONE.index)
    if len(found) == 1:
        return next(iter(found))
    return Scale("-".join(scales[:2]), "acled/scale-of-several")


@lru_cache(maxsize=20_000)
def _scale(outlet: str | None, country: str) -> Scale:
    known = _outlets().get(fold(outlet)) if outlet else None
    if known is None:
        return Scale("Other", "acled/scale-not-known")
    home, side = known
    if side and not side.startswith("Government"):
        return Scale("Other", "acled/scale-voice-of-a-party")
    return Scale("National" if home == country else "International", "acled/scale-by-country")

"""The layers of the grammar in the order they run, and the computations that rules call by name."""

from __future__ import annotations

from collections.abc import Mapping

from sijill.facts import claim, date, number, place
from sijill.grammar import Maker

LAYERS = ("date", "number", "claim", "place")  # dates and hours first: their figures are no counts
MAKERS: Mapping[str, Maker] = {**number.MAKERS, **date.MAKERS, **claim.MAKERS, **place.MAKERS}

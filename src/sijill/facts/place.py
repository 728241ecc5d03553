"""Places in running text: the computations that the rules of ``rules/place.yaml`` call by name.

A kind-word can open a list (``قرى وبلدات أ وب وج``), so a computation puts one fact into the chart for every name and
returns nothing itself; the fact's span is the name alone.
"""

from __future__ import annotations

from sijill.facts.place_bare import adjective, again, named, unknown
from sijill.facts.place_cued import cued
from sijill.facts.place_fact import RANK, PlaceFact
from sijill.facts.place_lexicon import with_places
from sijill.grammar import Maker

__all__ = ["MAKERS", "RANK", "PlaceFact", "with_places"]

MAKERS: dict[str, Maker] = {
    "place_cued": cued,
    "place_named": named,
    "place_unknown": unknown,
    "place_again": again,
    "place_adjective": adjective,
}

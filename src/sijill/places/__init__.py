"""Places: the gazetteer, the choice among namesakes, and the builder of larger tables."""

from sijill.places.build import BuildReport, build
from sijill.places.finder import find
from sijill.places.records import Hints, Mention, Resolution, Row
from sijill.places.resolve import resolve
from sijill.places.store import Places

__all__ = ["BuildReport", "Hints", "Mention", "Places", "Resolution", "Row", "build", "find", "resolve"]

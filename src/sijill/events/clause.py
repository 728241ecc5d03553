"""A clause of a report: a stretch that tells of at most one act at one place, and what stands in it."""

from __future__ import annotations

from enum import Enum

import msgspec

from sijill.events.acts import Act
from sijill.grammar import Fact
from sijill.match import Reading


class Mode(Enum):
    """How a clause speaks of what it tells."""

    TOLD = "told"
    DENIED = "denied"
    PLANNED = "planned"
    TALK = "talk"
    BACKGROUND = "background"
    ACCIDENT = "accident"


class Clause(msgspec.Struct):
    """A stretch of units ``[i, j)`` and what stands in it.

    ``known``: it only leads from the act told before to an earlier one (``ويأتي الهجوم بعد يومين من …``).
    """

    i: int
    j: int
    sentence: int
    starter: str = ""
    new: bool = False
    acts: list[Act] = []
    tolls: list[Fact] = []
    damages: list[Fact] = []
    parties: list[Fact] = []
    places: list[Fact] = []
    days: list[Fact] = []
    weapons: list[tuple[int, Reading]] = []
    mode: Mode = Mode.TOLD
    other: bool = False
    points: bool = False
    said: bool = False
    same: bool = False
    total: bool = False
    lists: bool = False
    grown: bool = False
    known: bool = False

"""A clause of a report: a stretch that tells of at most one act at one place, and what stands in it."""

from __future__ import annotations

from enum import Enum

import msgspec

from sijill.events.acts import Act
from sijill.facts.damage import Harm
from sijill.facts.date import DayTold
from sijill.facts.ledger import TollTold
from sijill.facts.party import PartyTold
from sijill.facts.place_fact import PlaceTold
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
    tolls: list[TollTold] = []
    damages: list[Fact[Harm]] = []
    parties: list[PartyTold] = []
    places: list[PlaceTold] = []
    days: list[DayTold] = []
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

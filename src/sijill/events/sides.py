"""The sides and tolls of one event: phrases put under canonical groups, counts kept apart by group and outcome."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.events.clauses import Clause
from sijill.events.counts import Count, CountReader
from sijill.events.roles import Roles
from sijill.facts.actor import CIVILIANS, UNIDENTIFIED, Actors, Side, Stage
from sijill.grammar import Chart
from sijill.model import Span


class Told(msgspec.Struct, frozen=True):
    """A side with the words that named it."""

    side: Side
    span: Span
    rule: str


class Sides(msgspec.Struct):
    """Who did it, who was hit, and the tolls."""

    initiators: list[Told] = []
    targets: list[Told] = []
    counts: list[Count] = []


def _add(row: list[Told], told: Told) -> None:
    if all(t.side.group != told.side.group for t in row):
        row.append(told)


class SideReader:
    """Settles the sides of one event on its stage."""

    def __init__(self, actors: Actors, stage: Stage, chart: Chart):
        self.actors, self.stage, self.chart = actors, stage, chart

    def read(self, roles: Roles, clauses: Sequence[Clause]) -> Sides:
        """Initiators, targets and counts."""
        sides = Sides()
        for fact, rule in roles.agents:
            side = self.actors.resolve(fact.value, self.stage)
            if side is not None and side.group != CIVILIANS:
                _add(sides.initiators, Told(side, fact.span, rule))
        for fact, rule in roles.patients:
            side = self.actors.resolve(fact.value, self.stage)
            if side is None and fact.value.attrs.get("civil"):
                side = Side(CIVILIANS, "civilians", 1, "actor/civilian-object")
            if side is not None and all(
                t.side.group != side.group or side.group == UNIDENTIFIED for t in sides.initiators
            ):
                _add(sides.targets, Told(side, fact.span, rule))
        self._owners(sides, clauses)
        self._drop_unidentified(sides.initiators)
        self._drop_unidentified(sides.targets)
        sides.counts = CountReader(
            self.actors, self.stage, self.chart, [t.side for t in sides.initiators], [t.side for t in sides.targets]
        ).read(clauses)
        return sides

    def _owners(self, sides: Sides, clauses: Sequence[Clause]) -> None:
        """Whose things were destroyed was hit."""
        for clause in clauses:
            for fact in clause.damages:
                side = self.actors.resolve(fact.value.party.value, self.stage)
                if side is not None and side.firm > 1 and all(t.side.group != side.group for t in sides.initiators):
                    _add(sides.targets, Told(side, fact.span, "role/owner-of-what-was-hit"))

    @staticmethod
    def _drop_unidentified(row: list[Told]) -> None:
        """``مسلحون`` beside a named group are that group."""
        if len(row) > 1 and any(t.side.firm > 1 and t.side.group != CIVILIANS for t in row):
            row[:] = [t for t in row if t.side.group != UNIDENTIFIED]

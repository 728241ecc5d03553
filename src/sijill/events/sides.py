"""The sides and tolls of one event: phrases put under canonical groups, counts kept apart by group and outcome."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.events.clause import Clause
from sijill.events.counts import CountReader
from sijill.events.frame import Frame
from sijill.events.recount import Count
from sijill.events.who import Told, Who
from sijill.facts.actor import ARMED_CLASSES, Actors, Stage
from sijill.grammar import Chart

_BOMBARD = frozenset({"air", "shelling", "disrupt"})
_FIGHT = _BOMBARD | {"attack", "clash", "shooting", "murder"}
_STATE, _ARMY = "Government of ", "Military Forces of "


class Sides(msgspec.Struct):
    """Who did it, who was hit, and the tolls."""

    initiators: list[Told] = []
    targets: list[Told] = []
    counts: list[Count] = []


class SideReader:
    """Settles the sides of one event on its stage."""

    def __init__(self, actors: Actors, stage: Stage, chart: Chart):
        self.actors, self.stage, self.chart = actors, stage, chart
        self.who = Who(actors, stage, chart)

    def read(self, frames: Sequence[Frame], clauses: Sequence[Clause], inherited: Sequence[Told] = ()) -> Sides:
        """Initiators, targets and counts.

        Args:
            frames: of the event, those of its fullest clause first.
            clauses: in the same order.
            inherited: who acted before, for a verb whose subject is left out.
        """
        sides = Sides()
        sides.initiators, sides.targets = self.who.decide(frames, inherited)
        kinds = {f.kind for f in frames}
        sides.initiators = [_armed(told, kinds) for told in sides.initiators]
        self._owners(sides, clauses)
        first, second = [t.side for t in sides.initiators], [t.side for t in sides.targets]
        armed = bool(first) and bool(second) and {first[0].cls, second[0].cls} <= ARMED_CLASSES
        mutual = armed and any(f.mutual and f.kind == "clash" and f.agents and f.patients for f in frames)
        sides.counts = CountReader(self.who, first, second, mutual=mutual).read(clauses)
        return sides

    def _owners(self, sides: Sides, clauses: Sequence[Clause]) -> None:
        """Whose things were destroyed was hit."""
        named = {t.side.group for t in (*sides.initiators, *sides.targets)}
        for clause in clauses:
            for fact in clause.damages:
                owned = fact.value.party.value.refs or not sides.targets
                for side in self.who.sides_of(fact.value.party) if owned else ():
                    if side.firm > 1 and side.group not in named:
                        named.add(side.group)
                        sides.targets.append(Told(side, fact.span, "role/owner-of-what-was-hit"))


def _armed(told: Told, kinds: set[str]) -> Told:
    """A state that bombards, or attacks abroad, does so with its armed forces (codebook, Canonical groups)."""
    fights = kinds & (_FIGHT if told.side.cls == "external forces" else _BOMBARD)
    if not fights or not told.side.group.startswith(_STATE):
        return told
    side = msgspec.structs.replace(told.side, group=_ARMY + told.side.group.removeprefix(_STATE))
    return msgspec.structs.replace(told, side=side)

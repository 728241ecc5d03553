"""The sides and tolls of one event: phrases put under canonical groups, counts kept apart by group and outcome."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.events.clauses import Clause
from sijill.events.roles import Roles
from sijill.facts.actor import ARMED_CLASSES, CIVILIANS, UNIDENTIFIED, Actors, Side, Stage
from sijill.facts.party import Party
from sijill.facts.toll import Toll
from sijill.grammar import Fact
from sijill.model import Span


class Told(msgspec.Struct, frozen=True):
    """A side with the words that named it."""

    side: Side
    span: Span
    rule: str


class Count(msgspec.Struct):
    """One count under its group."""

    group: str
    outcome: str
    low: int | None
    high: int | None
    span: Span
    rule: str
    exact: bool
    order: int


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

    def __init__(self, actors: Actors, stage: Stage):
        self.actors, self.stage = actors, stage

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
        self._counts(sides, clauses)
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

    def _counts(self, sides: Sides, clauses: Sequence[Clause]) -> None:
        order = 0
        before: str | None = None
        for clause in clauses:
            for fact in clause.tolls:
                toll: Toll = fact.value
                order += 1
                if toll.kind != "count":
                    group = self._default_group(sides, toll, fact)
                    self._keep(
                        sides, Count(group, toll.outcome, toll.low, toll.high, fact.span, fact.rule, False, order)
                    )
                    continue
                before = self._by_group(sides, toll, fact, before, order)

    def _by_group(self, sides: Sides, toll: Toll, fact: Fact, before: str | None, order: int) -> str | None:
        sums: dict[str, list[Fact]] = {}
        for party in toll.parties:
            group = self._victim(party.value, sides, before, toll)
            before = group
            sums.setdefault(group, []).append(party)
        for group, parties in sums.items():
            whole = len(sums) == 1
            low, high = (toll.low, toll.high) if whole else _added([p.value for p in parties])
            span = fact.span if whole else (parties[0].span[0], parties[-1].span[1])
            exact = any(p.value.counted for p in parties)
            self._keep(sides, Count(group, toll.outcome, low, high, span, fact.rule, exact, order))
        return before

    def _victim(self, party: Party, sides: Sides, before: str | None, toll: Toll) -> str:
        """The group of people counted: their own, that of those before, that of the side that was hit."""
        side = self.actors.resolve(party, self.stage)
        if side is not None and side.group == UNIDENTIFIED:
            armed = [
                t.side.group
                for t in (*sides.targets, *sides.initiators)
                if t.side.cls in {"rebel group", "political militia"}
            ]
            return armed[0] if armed else UNIDENTIFIED
        if side is not None and not (
            party.role in {"army", "force", "security"} and side.firm < 3 and self._hit_force(sides)
        ):
            return side.group
        if (hit := self._hit_force(sides)) and party.role in {
            "army",
            "force",
            "security",
            "member",
            "fighter",
            "leader",
            "police",
        }:
            return hit
        if side is not None:
            return side.group
        if party.other and before:
            return before
        targets = [t.side.group for t in sides.targets]
        if party.role in {"member", "fighter", "leader"} or party.head in {"aboard", "body"}:
            armed_targets = [t.side.group for t in sides.targets if t.side.cls in ARMED_CLASSES]
            return (
                armed_targets
                or ([before] if before else [])
                or targets
                or [UNIDENTIFIED if party.head != "aboard" else CIVILIANS]
            )[0]
        if before:
            return before
        return (targets or [CIVILIANS])[0]

    @staticmethod
    def _hit_force(sides: Sides) -> str | None:
        return next(
            (
                t.side.group
                for t in sides.targets
                if t.side.cls in {"state forces", "external forces", "private security"}
            ),
            None,
        )

    def _default_group(self, sides: Sides, toll: Toll, fact: Fact) -> str:
        return sides.targets[0].side.group if sides.targets else CIVILIANS

    @staticmethod
    def _keep(sides: Sides, count: Count) -> None:
        """One entry per group and outcome: an exact count before a vague one, the latest of exact ones (codebook "Counts")."""
        for k, old in enumerate(sides.counts):
            if old.group == count.group and old.outcome == count.outcome:
                if count.exact or not old.exact:
                    sides.counts[k] = count
                return
        sides.counts.append(count)


def _added(parties: Sequence[Party]) -> tuple[int | None, int | None]:
    low = sum(p.low or 1 for p in parties)
    highs = [p.high if p.low is not None or p.high is not None else 1 for p in parties]
    return low, None if any(h is None for h in highs) else sum(h for h in highs if h is not None)

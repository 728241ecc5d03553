"""From weighted pairs to incidents: average linkage, best pair first, under what a weight alone does not know.

Two events of one report stay two unless one retells the other; a person's decisions always hold; an incident spans a
few days and no week; a coarse record (no day, or no place below the province) joins one incident at most, and bridges
none.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

MILLI = 1000
"""Weights are whole thousandths of a bit."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What clustering holds to, in bits and days.

    Attributes:
        context_bits: how much day, place, type, means and sides together may speak for one act.
        undated_bits: the same where a day is told by neither its report nor the report's own day.
        join_bits: two groups of events are joined when their pairs speak for it by this much, on average.
        keep_bits: pairs below it are not kept; ``absent_bits`` is what such a pair counts in an average.
        margin_bits: a coarse record joins an incident only if no other fits nearly as well.
        max_days: days that the dated events of an incident may lie apart.
        dossier_bits: what it says that a person collected both reports about one incident.
    """

    context_bits: float
    undated_bits: float
    join_bits: float
    keep_bits: float
    absent_bits: float
    margin_bits: float
    max_days: int
    dossier_bits: float = 0.0


class Members(msgspec.Struct, frozen=True):
    """What the constraints must know of the events, by number: report, first and last day, whether coarse."""

    doc: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    coarse: NDArray[np.int64]


class _Member(NamedTuple):
    doc: int
    first: int
    last: int
    coarse: int


class Rules(msgspec.Struct, frozen=True):
    """The constraints: pairs that a person joined or kept apart, and pairs of one report that retell one another."""

    same: frozenset[tuple[int, int]] = frozenset()
    apart: frozenset[tuple[int, int]] = frozenset()
    retold: frozenset[tuple[int, int]] = frozenset()


class Edges(msgspec.Struct, frozen=True):
    """Pairs of events, the lower number first, and their weights in thousandths of a bit."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: NDArray[np.int64]


class Joint(msgspec.Struct, frozen=True):
    """The pair that joined two groups, the weight of that pair, and whether a person did."""

    left: int
    right: int
    weight: int
    decided: bool = False


class Refusal(msgspec.Struct, frozen=True, order=True):
    """A join that a rule forbade: which two events, and why."""

    left: int
    right: int
    why: str


class Clusters(msgspec.Struct, frozen=True):
    """The groups of events, each in rising order, their joints, and what was refused, by event."""

    groups: list[list[int]]
    joints: list[Joint]
    refusals: list[Refusal]


Edge = tuple[int, int, int]


def ordered(a: int, b: int) -> tuple[int, int]:
    """A pair with the lower number first."""
    return (a, b) if a < b else (b, a)


def cluster(count: int, edges: Edges, members: Members, rules: Rules, limits: Limits) -> Clusters:
    """Group the events ``0 .. count - 1``.

    Args:
        count: how many events there are.
        edges: pairs with weights in thousandths of a bit, the lower number first.
        members: what the constraints must know of the events.
        rules: the constraints on pairs.
        limits: the thresholds.
    """
    strong = edges.weight >= round(limits.join_bits * MILLI)
    home = _connected(count, zip(edges.left[strong].tolist(), edges.right[strong].tolist(), strict=True), rules.same)
    inside = np.flatnonzero(home[edges.left] == home[edges.right])
    inside = inside[np.argsort(home[edges.left[inside]], kind="stable")]
    starts = np.searchsorted(home[edges.left[inside]], np.arange(count + 1))
    nodes: dict[int, list[int]] = {}
    for node, first in enumerate(home.tolist()):
        nodes.setdefault(first, []).append(node)
    same, apart = _by_home(rules.same, home), _by_home(rules.apart, home)
    done = Clusters([], [], [])
    for first, own_nodes in nodes.items():
        if len(own_nodes) == 1:
            done.groups.append(own_nodes)
            continue
        rows = inside[starts[first] : starts[first + 1]]
        columns = (edges.left[rows].tolist(), edges.right[rows].tolist(), edges.weight[rows].tolist())
        own = Rules(frozenset(same.get(first, ())), frozenset(apart.get(first, ())), rules.retold)
        about = {
            n: _Member(int(members.doc[n]), int(members.first[n]), int(members.last[n]), int(members.coarse[n]))
            for n in own_nodes
        }
        piece = _Piece(about, list(zip(*columns, strict=True)), own, limits)
        piece.run()
        done.groups.extend(piece.groups())
        done.joints.extend(piece.joints)
        done.refusals.extend(sorted(piece.refusals))
    done.groups.sort()
    return done


def _connected(count: int, links: Iterable[tuple[int, int]], same: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    """The lowest event of the connected piece that each event lies in."""
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in (*links, *same):
        low, high = ordered(root(a), root(b))
        parent[high] = low
    return np.fromiter((root(node) for node in range(count)), dtype=np.int64, count=count)


def _by_home(pairs: Iterable[tuple[int, int]], home: NDArray[np.int64]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for a, b in sorted(pairs):
        if home[a] == home[b]:
            found.setdefault(int(home[a]), []).append((a, b))
    return found


class _Piece:
    """One connected piece of the graph while its groups grow; a group is named by its lowest event."""

    def __init__(self, about: dict[int, _Member], edges: Sequence[Edge], rules: Rules, limits: Limits):
        self._limits, self._rules = limits, rules
        self._join, self._absent = round(limits.join_bits * MILLI), round(limits.absent_bits * MILLI)
        self._about, nodes = about, list(about)
        self._members = {node: [node] for node in nodes}
        self._name = {node: node for node in nodes}
        self._weights: dict[int, dict[int, tuple[int, int]]] = {node: {} for node in nodes}  # sum and number of pairs
        self._best: dict[tuple[int, int], Edge] = {}
        self._enemies: dict[int, set[int]] = {node: set() for node in nodes}
        self._waiting: dict[int, set[int]] = {}  # the coarse records of each report that have no incident yet
        for node, own in about.items():
            if own.coarse:
                self._waiting.setdefault(own.doc, set()).add(node)
        self._held: list[tuple[int, int, int]] = []
        self.joints: list[Joint] = []
        self.refusals: set[Refusal] = set()
        for a, b, weight in edges:
            self._weights[a][b] = self._weights[b][a] = (weight, 1)
            self._best[a, b] = (a, b, weight)
        for a, b in rules.apart:
            self._enemies[a].add(b)
            self._enemies[b].add(a)

    def groups(self) -> list[list[int]]:
        """The groups, each in rising order."""
        return [sorted(members) for members in self._members.values()]

    def run(self) -> None:
        """Decisions first, then the sharp records, then each coarse one to its one place, then the coarse ones left."""
        for a, b in sorted(self._rules.same):
            if self._name[a] != self._name[b]:
                self._merge(self._name[a], self._name[b], decided=(a, b))
        coarse = {node for node, about in self._about.items() if about.coarse}
        self._agglomerate(set(self._members) - coarse)
        self._attach([node for node in sorted(coarse) if self._name[node] == node and len(self._members[node]) == 1])
        self._return()
        self._agglomerate({name for name in self._members if all(m in coarse for m in self._members[name])})

    def _average(self, a: int, b: int) -> int:
        total, told = self._weights[a].get(b, (0, 0))
        pairs = len(self._members[a]) * len(self._members[b])
        return (total + (pairs - told) * self._absent) // pairs

    def _agglomerate(self, allowed: set[int]) -> None:
        """Join the two groups whose pairs weigh most on average, again and again, until none reach the threshold."""
        heap: list[tuple[int, int, int]] = []
        for a in allowed:
            pairs = [(-self._average(a, b), a, b) for b in self._weights[a] if a < b and b in allowed]
            heap += [pair for pair in pairs if -pair[0] >= self._join]
        heapq.heapify(heap)
        alive = set(allowed)
        while heap:
            weight, a, b = heapq.heappop(heap)
            if a not in alive or b not in alive or -weight != self._average(a, b) or not self._may(a, b):
                continue
            if self._outdone(a, b, -weight) or self._outdone(b, a, -weight):
                self._held.append((weight, a, b))
                continue
            name = self._merge(a, b)
            alive -= {a, b}
            alive.add(name)
            for other in self._weights[name]:
                if other in alive and (average := self._average(name, other)) >= self._join:
                    heapq.heappush(heap, (-average, *ordered(name, other)))

    def _attach(self, coarse: Sequence[int]) -> None:
        """Give each coarse record to the incident that it fits best, if no other fits nearly as well.

        One that fits a coarse record that has to stand alone clearly better stays with that one.
        """
        margin, plans = round(self._limits.margin_bits * MILLI), []
        alone: set[int] = set()
        targets = {name for name, members in self._members.items() if not all(self._about[m].coarse for m in members)}
        for node in coarse:
            fits = sorted(
                (-self._average(node, name), name)
                for name in self._weights[node]
                if name in targets and self._average(node, name) >= self._join and self._may(node, name)
            )
            if len(fits) > 1 and fits[1][0] - fits[0][0] < margin:
                self._refuse(node, fits[0][1], "fits more than one incident equally well, so it stands alone")
                self._refuse(node, fits[1][1], "fits more than one incident equally well, so it stands alone")
                alone.add(node)
            elif fits:
                plans.append((fits[0][0], node, fits[0][1]))
        for weight, node, target in sorted(plans):
            home = self._name[target]
            mates = (other for other in self._weights[node] if other in alone and self._may(node, other))
            if self._may(node, home) and not any(self._average(node, other) >= margin - weight for other in mates):
                self._merge(node, home)

    def _outdone(self, a: int, b: int, weight: int) -> bool:
        """Whether ``a`` goes better with a coarse record of one of the reports of ``b``: of each, one event joins."""
        rivals = {node for m in self._members[b] for node in self._waiting.get(self._about[m].doc, ())}
        least = weight + round(self._limits.margin_bits * MILLI)
        return any(node in self._weights[a] and self._average(a, node) >= least for node in rivals)

    def _return(self) -> None:
        """Join what was held back for a coarse record that went elsewhere."""
        for _, a, b in sorted(self._held):
            one, other = ordered(self._name[a], self._name[b])
            if one != other and self._average(one, other) >= self._join and self._may(one, other):
                self._merge(one, other)

    def _refuse(self, a: int, b: int, why: str) -> None:
        self.refusals.add(Refusal(*ordered(a, b), why))

    def _may(self, a: int, b: int) -> bool:
        """Whether the rules let two groups be one; what they forbid is noted where a reader would ask."""
        if any(enemy in self._enemies[m] for m in self._members[a] for enemy in self._members[b]):
            return False
        docs: dict[int, list[int]] = {}
        for m in self._members[a]:
            docs.setdefault(self._about[m].doc, []).append(m)
        for m in self._members[b]:
            for mate in docs.get(self._about[m].doc, ()):
                if ordered(m, mate) not in self._rules.retold:
                    return False
        about = [self._about[m] for m in (*self._members[a], *self._members[b]) if not self._about[m].coarse]
        days = [day for m in about for day in (m.first, m.last)]
        if days and max(days) - min(days) > self._limits.max_days:
            best = self._best[ordered(a, b)]
            self._refuse(best[0], best[1], f"the incident would span {max(days) - min(days) + 1} days")
            return False
        return True

    def _merge(self, a: int, b: int, decided: tuple[int, int] | None = None) -> int:
        keep, gone = ordered(a, b)
        best = self._best.get((keep, gone))
        if decided is not None:
            self.joints.append(Joint(*decided, best[2] if best and best[:2] == decided else 0, decided=True))
        elif best is not None:
            self.joints.append(Joint(*best))
        for other, (total, told) in self._weights.pop(gone).items():
            del self._weights[other][gone]
            if other == keep:
                continue
            mine = self._weights[keep].get(other, (0, 0))
            self._weights[keep][other] = self._weights[other][keep] = (mine[0] + total, mine[1] + told)
            pair, old = ordered(keep, other), self._best.pop(ordered(gone, other))
            self._best[pair] = max(self._best.get(pair, old), old, key=lambda e: (e[2], -e[0], -e[1]))
        self._best.pop((keep, gone), None)
        for node in self._members[gone]:
            self._name[node] = keep
        self._members[keep] += self._members.pop(gone)
        return keep

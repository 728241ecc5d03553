"""What is settled of each incident before its tellings are merged, and the merging: the same for every engine.

Grouping needs numbers only and happens in one place; a ``Plan`` is small and can be sent to where the tellings are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from sijill.link.choose import Choices, choose
from sijill.link.cluster import MILLI, Clusters, Edges, Joint, Limits, Members, Rules, cluster
from sijill.link.decide import Numbered, Ruled
from sijill.link.features import Tables
from sijill.link.history import Named, name_incidents
from sijill.link.merge import merge, tellings_of
from sijill.link.weights import Model, Pairs
from sijill.link.words import Source
from sijill.model import Event, Incident, Join


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """One incident: its id, the ids it took over, why its events are one, and what people decided on it."""

    id: str
    was: tuple[str, ...] = ()
    joined: tuple[Join, ...] = ()
    notes: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    subject_of: tuple[str, ...] = ()
    choices: tuple[Numbered, ...] = ()


class Compared(msgspec.Struct, frozen=True):
    """The events after comparing: ids in order (elsewhere an event is its number), weighed pairs, and bounds."""

    names: Sequence[str]
    pairs: Pairs
    members: Members


def members_of(table: Mapping[str, NDArray[np.int64]]) -> Members:
    """What clustering must know, out of the columns of ``table.MEMBERS`` in the order of the events."""
    return Members(*(table[name] for name in ("doc", "first", "last", "coarse")))


class Grouped(msgspec.Struct, frozen=True):
    """The events in groups, and under which ids.

    Attributes:
        names: the ids of the events, in order; elsewhere an event is its number among them.
        ruled: people's decisions as rules on pairs.
    """

    names: Sequence[str]
    pairs: Pairs
    ruled: Ruled
    clusters: Clusters
    named: Sequence[Named]

    @property
    def merged(self) -> tuple[str, ...]:
        """Ids of earlier incidents that were merged into another."""
        return tuple(sorted(self._was - {name.id for name in self.named}))

    @property
    def split(self) -> tuple[str, ...]:
        """Ids of earlier incidents that were split."""
        return tuple(sorted(self._was & {name.id for name in self.named}))

    @property
    def _was(self) -> set[str]:
        return {old for name in self.named for old in name.was}

    @property
    def home(self) -> NDArray[np.int64]:
        """The number of the group of each event."""
        found = np.zeros(len(self.names), dtype=np.int64)
        for number, group in enumerate(self.clusters.groups):
            found[group] = number
        return found


def group_events(
    compared: Compared,
    ruled: Ruled,
    retold: frozenset[tuple[int, int]],
    previous: Mapping[str, Sequence[str]],
    limits: Limits,
) -> Grouped:
    """Group the events by their pairs under the constraints, and name the groups.

    Args:
        compared: the events.
        ruled: people's decisions.
        retold: pairs of one report of which one event is the other, told again.
        previous: the earlier incidents, id to event ids.
        limits: the thresholds.
    """
    names, pairs = compared.names, compared.pairs
    rules = Rules(frozenset(ruled.same), frozenset(ruled.apart), retold)
    edges = Edges(pairs.left, pairs.right, pairs.weight)
    clusters = cluster(len(names), edges, compared.members, rules, limits)
    named = name_incidents([[names[n] for n in group] for group in clusters.groups], previous)
    return Grouped(names, pairs, ruled, clusters, named)


def plans(
    grouped: Grouped, model: Model, choices: Choices, subject_of: Mapping[int, tuple[str, ...]]
) -> Iterator[Plan]:
    """The plan of each group, in their order.

    Args:
        grouped: the groups.
        model: the weights, to say why.
        choices: the tellings that people chose.
        subject_of: the dossiers that a group is about.
    """
    home, ruled, named = grouped.home, grouped.ruled, grouped.named
    joints: dict[int, list[Joint]] = {}
    for joint in grouped.clusters.joints:
        joints.setdefault(int(home[joint.left]), []).append(joint)
    notes: dict[int, list[str]] = {}
    for refusal in grouped.clusters.refusals:
        for one, other in ((refusal.left, refusal.right), (refusal.right, refusal.left)):
            note = f"not joined with {named[home[other]].id}: {refusal.why}"
            notes.setdefault(int(home[one]), []).append(note)
    decided: dict[int, set[str]] = {}
    for rules in (ruled.same, ruled.apart):
        for (a, b), name in rules.items():
            decided.setdefault(int(home[a]), set()).add(name)
            decided.setdefault(int(home[b]), set()).add(name)
    for number, group in enumerate(grouped.clusters.groups):
        yield Plan(
            named[number].id, was=named[number].was,
            joined=tuple(_join(joint, grouped, model) for joint in joints.get(number, ())),
            notes=tuple(dict.fromkeys(notes.get(number, ()))), decisions=tuple(sorted(decided.get(number, ()))),
            subject_of=subject_of.get(number, ()),
            choices=tuple(choices.of(named[number].id, (grouped.names[n] for n in group))),
        )  # fmt: skip


def _join(joint: Joint, grouped: Grouped, model: Model) -> Join:
    events = (grouped.names[joint.left], grouped.names[joint.right])
    because = grouped.pairs.because(joint.left, joint.right, model)
    decision = grouped.ruled.same.get((joint.left, joint.right)) if joint.decided else None
    return Join(events=events, bits=round(joint.weight / MILLI, 1), because=because, decision=decision)


def carry_out(
    plan: Plan, events: Sequence[Event], source_of: Callable[[str], Source], published: Callable[[str], str | None],
    tables: Tables,
) -> Incident:  # fmt: skip
    """Merge the tellings of an incident as planned.

    Args:
        plan: what is settled of it.
        events: its tellings.
        source_of: who speaks in a report.
        published: when a report was published.
        tables: of the pack of linking.
    """
    sources = [source_of(doc) for doc in sorted({event.doc_id for event in events})]
    tellings = tellings_of(events, sources, published)
    incident = merge(plan.id, tellings, tables, plan.joined)
    incident = msgspec.structs.replace(
        incident, was=plan.was, notes=(*incident.notes, *plan.notes), decisions=plan.decisions,
        subject_of=plan.subject_of,
    )  # fmt: skip
    return choose(incident, tellings, plan.choices)

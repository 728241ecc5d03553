"""A person's decisions: read, checked against the events, and made into rules that clustering cannot break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path

import msgspec

from sijill.errors import InputError, UsageError
from sijill.link.cluster import ordered
from sijill.link.source import PathLike
from sijill.model import Decision, stable_id

_DECISION = msgspec.json.Decoder(Decision)
_LEAST = {"same": 2, "different": 2, "split": 1}
_CHOICE = "choose"


class Numbered(msgspec.Struct, frozen=True):
    """A decision, and where it was read."""

    decision: Decision
    file: str | None = None
    line: int | None = None

    @property
    def name(self) -> str:
        """Its id, or one made of what it says."""
        d = self.decision
        return d.id or stable_id(
            "d", d.kind, *d.events, "/", *d.apart, d.incident or "", *([d.field] if d.field else [])
        )

    @property
    def spot(self) -> str:
        """Where it stands, for a message."""
        return f"line {self.line}" if self.line is not None else self.name


class Ruled(msgspec.Struct, frozen=True):
    """Pairs of events that the decisions join or keep apart, which decision did, and what was overruled."""

    same: dict[tuple[int, int], str]
    apart: dict[tuple[int, int], str]
    overruled: tuple[str, ...] = ()


def read_decisions(given: PathLike | Sequence[Decision] | None) -> list[Numbered]:
    """Decisions out of a file of JSON lines, or as the register hands them over; undone ones are left out.

    Raises:
        InputError: a line is no decision.
    """
    if given is None:
        return []
    if isinstance(given, str | Path):
        path = Path(given)
        if not path.is_file():
            raise UsageError("no such file of decisions", file=str(path))
        found = []
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if line.strip():
                try:
                    found.append(Numbered(_DECISION.decode(line), str(path), number))
                except (msgspec.DecodeError, UnicodeError) as error:
                    raise InputError(f"not a decision: {error}", file=str(path), line=number) from error
    else:
        found = [Numbered(decision, None, number) for number, decision in enumerate(given, 1)]
    undone = {n.decision.undoes for n in found if n.decision.kind == "undo"}
    return [n for n in found if (n.decision.kind in _LEAST or n.decision.kind == _CHOICE) and n.name not in undone]


def rule(decisions: Sequence[Numbered], number_of: Mapping[str, int], incidents: Mapping[str, Sequence[str]]) -> Ruled:
    """Make rules of the decisions: the later stands where two contradict, and the one overruled is told.

    Args:
        decisions: in the order in which they were taken.
        number_of: event id to its number.
        incidents: id to event ids, of the incidents as the person saw them; a ``split`` may name one.

    Raises:
        InputError: a decision names an event or incident that does not exist, or too few events.
    """
    ruled, overruled = Ruled({}, {}), []
    team: dict[int, int] = {}

    def root(node: int) -> int:
        while (up := team.setdefault(node, node)) != node:
            node = up
        return node

    for numbered in reversed([n for n in decisions if n.decision.kind in _LEAST]):
        lost = False
        same, apart = _pairs(numbered, number_of, incidents)
        for a, b in same:
            joined = {root(a), root(b)}
            if any({root(x), root(y)} == joined for x, y in ruled.apart) and len(joined) == 2:
                lost = True
                continue
            low, high = ordered(root(a), root(b))
            team[high] = low
            ruled.same.setdefault(ordered(a, b), numbered.name)
        for a, b in apart:
            if root(a) == root(b):
                lost = True
                continue
            ruled.apart.setdefault(ordered(a, b), numbered.name)
        if lost:
            overruled.append(f"{numbered.decision.kind} ({numbered.spot}) contradicts a later decision, which stands")
    return Ruled(ruled.same, ruled.apart, tuple(reversed(overruled)))


Pair = tuple[int, int]


def _pairs(
    numbered: Numbered, number_of: Mapping[str, int], incidents: Mapping[str, Sequence[str]]
) -> tuple[list[Pair], list[Pair]]:
    """The pairs that one decision joins, and those that it keeps apart."""
    decision = numbered.decision

    def numbers(events: Sequence[str]) -> list[int]:
        for event in events:
            if event not in number_of:
                raise InputError(
                    f"the decision names an event that does not exist: {event}", file=numbered.file, line=numbered.line,
                    hint="ids of events change when their reports are coded anew with other passages",
                )  # fmt: skip
        return sorted({number_of[event] for event in events})

    events = numbers(decision.events)
    if len(events) < _LEAST[decision.kind]:
        raise InputError(
            f"a decision {decision.kind!r} needs {_LEAST[decision.kind]} events", file=numbered.file, line=numbered.line
        )
    chain = list(pairwise(events))
    if decision.kind == "same":
        return chain, []
    if decision.kind == "different":
        return [], list(combinations(events, 2))
    stay = decision.apart
    if not stay and decision.incident is not None:
        if decision.incident not in incidents:
            raise InputError(
                f"the decision splits an incident that does not exist: {decision.incident}",
                file=numbered.file, line=numbered.line, hint="give --previous, or name those that stay under `apart`",
            )  # fmt: skip
        # Members whose reports are gone need no rule.
        stay = tuple(e for e in incidents[decision.incident] if e in number_of and number_of[e] not in events)
    return chain, [ordered(a, b) for a in events for b in numbers(stay) if a != b]

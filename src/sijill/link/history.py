"""Ids that stand: incidents linked again keep the ids they had, and a merge or split is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from sijill.errors import InputError, UsageError
from sijill.link.source import PathLike
from sijill.model import stable_id


class Before(msgspec.Struct, frozen=True):
    """An incident of an earlier run, as far as its id goes."""

    id: str
    events: tuple[str, ...]


class Named(msgspec.Struct, frozen=True):
    """The id of an incident now, and the ids of earlier incidents it took over from."""

    id: str
    was: tuple[str, ...] = ()


_BEFORE = msgspec.json.Decoder(Before)


def read_previous(path: PathLike | None) -> dict[str, tuple[str, ...]]:
    """Id to event ids of the incidents of an earlier run.

    Raises:
        InputError: a line is no incident.
    """
    if path is None:
        return {}
    if not Path(path).is_file():
        raise UsageError("no such file of incidents", file=str(path))
    return {before.id: before.events for before in _scan(Path(path))}


def _scan(path: Path) -> Iterator[Before]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.isspace():
                try:
                    yield _BEFORE.decode(line)
                except (msgspec.DecodeError, UnicodeError) as error:
                    raise InputError(f"not an incident: {error}", file=str(path), line=number) from error


def name_incidents(groups: Sequence[Sequence[str]], previous: Mapping[str, Sequence[str]]) -> list[Named]:
    """Name each group of events: the id of the earlier incident it shares most events with, else one of its own.

    A new id is made from the first event, so that the same events get the same id on any machine. Two groups that both
    go back to one earlier incident have been split: the larger part keeps the id. One that goes back to two is a merge.

    >>> name_incidents([["e1", "e2"]], {"i1": ["e1"], "i2": ["e2"]})
    [Named(id='i1', was=('i2',))]
    """
    home = {event: incident for incident, events in sorted(previous.items()) for event in events}
    shares = [Counter(home[event] for event in group if event in home) for group in groups]
    claims = sorted(
        (-count, incident, min(groups[number]), number)
        for number, share in enumerate(shares)
        for incident, count in share.items()
    )
    ids: dict[int, str] = {}
    given: set[str] = set()
    for _, incident, _, number in claims:
        if number not in ids and incident not in given:
            ids[number] = incident
            given.add(incident)
    taken = given | set(previous)
    for number in sorted((n for n in range(len(groups)) if n not in ids), key=lambda n: min(groups[n])):
        ids[number] = _fresh(min(groups[number]), taken)
        taken.add(ids[number])
    return [Named(ids[n], tuple(sorted(set(share) - {ids[n]}))) for n, share in enumerate(shares)]


def _fresh(event: str, taken: set[str]) -> str:
    """An id that no incident has or had."""
    found, turn = stable_id("i", event), 0
    while found in taken:
        turn += 1
        found = stable_id("i", event, turn)
    return found

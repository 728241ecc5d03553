"""Dossiers: reports that somebody collected about one incident, and which incident each dossier is about.

Who documents an incident keeps its sources together. That they tell of one act is known before any of them is read,
so it counts as evidence (``dossier_bits``); beside that act each of them may tell others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sijill.errors import InputError, UsageError
from sijill.link.features import toll
from sijill.link.source import PathLike
from sijill.model import Event


def read_dossiers(given: PathLike | dict[str, str] | None) -> dict[str, str]:
    """Report id → dossier, from a file of two columns set apart by a tab, or as given.

    Raises:
        UsageError: there is no such file.
        InputError: a line has not two columns, or puts a report into a second dossier.
    """
    if given is None:
        return {}
    if isinstance(given, dict):
        return given
    path, found = Path(given), dict[str, str]()
    if not path.is_file():
        raise UsageError("no such file of dossiers", file=str(path))
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        doc, tab, dossier = line.partition("\t")
        if not tab or not doc.strip() or not dossier.strip() or "\t" in dossier:
            raise InputError("not a report's id, a tab and its dossier", file=str(path), line=number)
        if found.setdefault(doc.strip(), dossier.strip()) != dossier.strip():
            raise InputError(f"the report {doc.strip()} stands in two dossiers", file=str(path), line=number)
    return found


_COUNTED = frozenset({"killed", "wounded"})
_HARM = _COUNTED | {"killed or wounded"}


class Subjects:
    """Which group of events each dossier is about: the act of whose dead and wounded most of its reports tell.

    Of equals the one that more of them tell at all; then the one on whose toll more of them agree; then the one whose
    dead more of them tell of; then the one in whose province most of them tell of acts; then the one of which most give
    the number of dead or wounded, that opens most of them, that is told first.
    """

    def __init__(self, dossiers: Mapping[str, str], events: Iterable[Event]):
        self._dossiers = dossiers
        self._told_in: dict[tuple[str, str], set[str]] = {}  # dossier and province: the reports that tell of acts there
        for event in events:
            name, province = dossiers.get(event.doc_id), _province(event)
            if name is not None and province:
                self._told_in.setdefault((name, province), set()).add(event.doc_id)
        self._ranks: dict[str, tuple[tuple[int, ...], int]] = {}

    def add(self, group: int, events: Sequence[Event], opening: Mapping[str, str]) -> None:
        """Weigh a group.

        Args:
            group: its number.
            events: its members.
            opening: the id of each report's first event.
        """
        for name in sorted({self._dossiers[e.doc_id] for e in events if e.doc_id in self._dossiers}):
            own = [e for e in events if self._dossiers.get(e.doc_id) == name]
            harmed = [e for e in own if any((c.low or 0) > 0 and c.outcome in _HARM for c in e.casualties)]
            counted = [e for e in harmed if any(c.low == c.high and c.outcome in _COUNTED for c in e.casualties)]
            dead = [e for e in own if any((c.low or 0) > 0 and c.outcome == "killed" for c in e.casualties)]
            rank = (
                *(len({e.doc_id for e in told}) for told in (harmed, own)),
                _agreed(counted),
                len({e.doc_id for e in dead}),
                max(len(self._told_in.get((name, _province(e)), ())) for e in own),
                len({e.doc_id for e in counted}), sum(opening.get(e.doc_id) == e.id for e in own),
                -min(e.passage[0] for e in own),
            )  # fmt: skip
            if name not in self._ranks or rank > self._ranks[name][0]:
                self._ranks[name] = (rank, group)

    def of_groups(self) -> dict[int, tuple[str, ...]]:
        """The dossiers that are about each group."""
        found: dict[int, list[str]] = {}
        for name, (_, group) in sorted(self._ranks.items()):
            found.setdefault(group, []).append(name)
        return {group: tuple(names) for group, names in found.items()}


def subjects_of(dossiers: Mapping[str, str], told: Iterable[tuple[int, Event]]) -> dict[int, tuple[str, ...]]:
    """The dossiers that each group is about.

    Args:
        dossiers: report id → dossier.
        told: the events of these reports, each with the number of its group.
    """
    groups: dict[int, list[Event]] = {}
    for group, event in told:
        groups.setdefault(group, []).append(event)
    events = [event for own in groups.values() for event in own]
    subjects, opening = Subjects(dossiers, events), openings(events)
    for number, own in sorted(groups.items()):
        subjects.add(number, own, opening)
    return subjects.of_groups()


def _agreed(counted: Iterable[Event]) -> int:
    """How many reports bear the one number of dead, or of wounded, that most of them bear."""
    bearers: dict[tuple[str, int], set[str]] = {}
    for event in counted:
        for outcome in _COUNTED:
            low, high = toll(event.casualties, outcome)
            if low and low == high:
                bearers.setdefault((outcome, low), set()).add(event.doc_id)
    return max(map(len, bearers.values()), default=0)


def _province(event: Event) -> str:
    return f"{event.place.country}|{event.place.admin1}" if event.place.admin1 else ""


def openings(events: Iterable[Event]) -> dict[str, str]:
    """The id of the first event of every report."""
    first: dict[str, tuple[int, str]] = {}
    for event in events:
        spot = (event.passage[0], event.id)
        if event.doc_id not in first or spot < first[event.doc_id]:
            first[event.doc_id] = spot
    return {doc: event for doc, (_, event) in first.items()}

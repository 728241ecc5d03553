"""What an export sees: an event or an incident in one shape, with the reports that tell it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from sijill.model import (
    Actor,
    Casualty,
    Claim,
    Coder,
    Damage,
    Date,
    Event,
    Head,
    Incident,
    IncidentCasualty,
    Outcome,
    Place,
    Report,
)

CIVILIANS = "Civilians"
UNIDENTIFIED = "Unidentified armed group"
#: Sub-event types that are acts of a weapon: of them often the weapon is told and nobody who used it.
BY_WEAPON = frozenset({
    "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED", "Grenade",
})  # fmt: skip
#: Finds the report of this id, if it is at hand.
FindReport = Callable[[str], "Report | None"]
#: Finds the event of this id, if it is at hand.
FindEvent = Callable[[str], "Event | None"]


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """One count, as an event or as the reports of an incident tell it.

    Attributes:
        best: what most reports of an incident bear; None of an event.
        text: the words of the count, where they are at hand.
    """

    group: str
    outcome: Outcome
    low: int | None
    high: int | None
    best: int | None = None
    text: str | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """An event or an incident, ready to be written in any format.

    Attributes:
        source: the record that it was made of, whole.
        tolls: its counts, with the words of each where they are known.
        claims: who says so; of an incident each source once.
        reports: those that tell it; of one that is not at hand what its events say of it, or only the id.
        tellings: its events; of an incident those that are at hand.
        independent_sources: how many sources really spoke.
    """

    source: Event | Incident
    tolls: tuple[Toll, ...]
    claims: tuple[Claim, ...]
    reports: tuple[Report, ...]
    tellings: tuple[Event, ...]
    independent_sources: int = 1

    @property
    def kind(self) -> Literal["event", "incident"]:
        """Which of the two it is."""
        return "event" if isinstance(self.source, Event) else "incident"

    @property
    def id(self) -> str:
        """The id of the event or incident."""
        return self.source.id

    @property
    def type(self) -> str:
        """The sub-event type."""
        return self.source.type

    @property
    def date(self) -> Date:
        """When."""
        return self.source.date

    @property
    def place(self) -> Place:
        """Where."""
        return self.source.place

    @property
    def initiator(self) -> tuple[Actor, ...]:
        """Who did it."""
        return self.source.initiator

    @property
    def target(self) -> tuple[Actor, ...]:
        """To whom."""
        return self.source.target

    @property
    def weapon(self) -> tuple[str, ...]:
        """By what means."""
        return self.source.weapon

    @property
    def damage(self) -> tuple[Damage, ...]:
        """What was destroyed, damaged, burned or captured."""
        return self.source.damage

    @property
    def coder(self) -> Coder:
        """Which sijill coded it; of an incident that of its first event."""
        return self.tellings[0].sijill if self.tellings else Coder(version="", packs="")

    @property
    def killed(self) -> tuple[Toll, ...]:
        """The counts of people killed."""
        return tuple(toll for toll in self.tolls if toll.outcome == "killed")


def of_event(event: Event, report: Report) -> Record:
    """An event as a record."""
    tolls = tuple(Toll(group=c.group, outcome=c.outcome, low=c.low, high=c.high, text=c.text) for c in event.casualties)
    return Record(source=event, tolls=tolls, claims=(event.claim,), reports=(report,), tellings=(event,))


def of_incident(incident: Incident, reports: Sequence[Report], tellings: Sequence[Event]) -> Record:
    """An incident as a record; with its events at hand the counts have their words."""
    return Record(
        source=incident,
        tolls=tuple(_toll(c, tellings) for c in incident.casualties),
        claims=incident.claims,
        reports=tuple(reports),
        tellings=tuple(tellings),
        independent_sources=incident.independent_sources,
    )


def _toll(counted: IncidentCasualty, tellings: Sequence[Event]) -> Toll:
    """A count of an incident with the words of a telling that bears just this figure."""
    value = counted.low if counted.best is None else counted.best
    events = {event.id: event for event in tellings}
    bearing = [events[s.event] for s in counted.history if s.event in events and value in (s.low, s.high)]
    words = (words for event in bearing for c in event.casualties if (words := _words(counted, c)))
    return Toll(
        group=counted.group, outcome=counted.outcome, low=counted.low, high=counted.high, best=counted.best,
        text=next(words, None),
    )  # fmt: skip


def _words(counted: IncidentCasualty, told: Casualty) -> str | None:
    same = counted.outcome == told.outcome and (counted.group == told.group or counted.low == told.low)
    return told.text if same else None


def record_of(source: Event | Incident, find_report: FindReport, find_event: FindEvent) -> Record:
    """The record of an event or incident with what the two finders know of its reports and events."""
    if isinstance(source, Event):
        return of_event(source, find_report(source.doc_id) or source.report.bare(source.doc_id))
    tellings = [event for id_ in source.events if (event := find_event(id_)) is not None]
    heads = {event.doc_id: event.report for event in tellings}
    reports = [find_report(doc) or heads.get(doc, Head()).bare(doc) for doc in source.reports]
    return of_incident(source, reports, tellings)

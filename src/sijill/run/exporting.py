"""A register as what an export takes: its events with decisions applied, or its incidents, and their reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from sijill import __version__
from sijill.export.inputs import Kind, Library
from sijill.export.manifest import Manifest
from sijill.export.record import Record, of_event
from sijill.export.run import Plan, check_plan, export
from sijill.export.shelf import Shelf
from sijill.model import Event, Incident, Report, to_json
from sijill.places.store import Places
from sijill.register import Register, head
from sijill.register.gather import each_incident
from sijill.register.linked import standing_events
from sijill.register.reports import each_of, each_report
from sijill.register.schema import EXPORTED, event, report

_REPORT = msgspec.json.Decoder(Report)


class RegisterLibrary(Library):
    """The reports and events of a register, as they stand in one snapshot.

    An event's spans belong to one revision of its report, so reports are found by the event and not by their ids.
    """

    def __init__(self, con: Connection):
        super().__init__()
        self._numbers, self._texts = Shelf(), Shelf()
        standing = select(event.c.report_num).where(EXPORTED)
        kept = each_of(con, select(report).where(report.c.num.in_(standing)))
        self._texts.fill((str(number), to_json(told)) for number, told in kept)
        self._numbers.fill((found.id, str(number).encode()) for number, found in standing_events(con))

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self._numbers.__exit__()
        self._texts.__exit__()

    def record(self, source: Event | Incident) -> Record:
        """The record of an event with the revision it was read from, or of an incident with its latest ones."""
        if isinstance(source, Event):
            number = self._numbers.get(source.id)
            line = None if number is None else self._texts.get(number.decode())
            if line is not None:
                return of_event(source, _REPORT.decode(line))
        return super().record(source)


def export_as(register: Register, plan: Plan, *, places: Path | None = None, accepted: bool = False) -> Manifest:
    """Write what stands in a register in a format of ``sijill export``, with its losses and manifest beside it.

    Args:
        register: where.
        plan: format, kind, path and options.
        places: the gazetteer; the one of the package without.
        accepted: of events only those that people accepted.

    Raises:
        UsageError: an unknown format, an option that it does not have, or a file that cannot be written.
    """
    check_plan(plan)
    told = {"public": plan.public, "accepted": accepted}
    about = Manifest(sijill=__version__, format=plan.form, options={k: "True" for k, on in told.items() if on})
    with open_register(register, plan.kind, accepted=accepted) as (sources, library, head_):
        about.input = {"name": "register", "kind": plan.kind, "head": head_}
        return export(sources, library, Places.open(places), plan, about=about)


@contextmanager
def open_register(
    register: Register, kind: Kind, *, accepted: bool = False
) -> Iterator[tuple[Iterator[Event | Incident], Library, str]]:
    """The events or incidents of a register, what belongs to them, and the head of its log, of one snapshot.

    With ``accepted`` only the events that people accepted.
    """
    with register.read() as con, RegisterLibrary(con) as library:
        if kind == "incident":
            library.put_reports(told for _, told in each_report(con))
            library.put_events(found for _, found in standing_events(con))
            yield each_incident(con), library, head(con)[1]
        else:
            yield (found for _, found in standing_events(con, accepted=accepted)), library, head(con)[1]

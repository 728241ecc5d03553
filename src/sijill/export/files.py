"""Writers: what carries records into a file of a format, and closes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from sijill.export.base import Radius, Totals
from sijill.export.csv import CsvFile
from sijill.export.geojson import GEOJSON, feature
from sijill.export.losses import Teller
from sijill.export.output import Output
from sijill.export.page import PAGE
from sijill.export.record import Record
from sijill.export.table import Mapper
from sijill.model import Casualty, Claim, Event, Incident, Report, to_json


class Writer(Protocol):
    """A file under way."""

    def add(self, record: Record, teller: Teller) -> int:
        """Add a record; says how many rows it made."""

    def close(self) -> int:
        """Finish the file; says how many rows the end made."""


class Rows:
    """Rows of a mapper into CSV."""

    def __init__(self, output: Output, mapper: Mapper, *, hxl: bool):
        self._mapper = mapper
        self._file = CsvFile(output, mapper.table, hxl=hxl)

    def add(self, record: Record, teller: Teller) -> int:
        """Add the record's row, if it has one."""
        row = self._mapper.row(record, teller)
        if row is None:
            return 0
        self._file.write(row)
        return 1

    def close(self) -> int:
        """Write the rows that come at the end."""
        count = 0
        for row in self._mapper.rest():
            self._file.write(row)
            count += 1
        self._file.close()
        return count


class Lines:
    """Whole records as JSON lines."""

    def __init__(self, output: Output):
        self._output = output

    def add(self, record: Record, teller: Teller) -> int:  # noqa: ARG002 - nothing is lost
        """Add the record as it is."""
        self._output.write(to_json(record.source) + b"\n")
        return 1

    def close(self) -> int:
        """Nothing is left."""
        return 0


class Features:
    """A GeoJSON collection."""

    def __init__(self, output: Output, radius: Radius):
        self._output, self._radius, self._begun = output, radius, False
        output.write(GEOJSON.head())

    def add(self, record: Record, teller: Teller) -> int:
        """Add a feature."""
        if record.place.lat is None or record.place.lon is None:
            teller.tell("geometry", "geojson/not-placed")
        line = msgspec.json.encode(feature(record, self._radius))
        self._output.write(GEOJSON.between + line if self._begun else line)
        self._begun = True
        return 1

    def close(self) -> int:
        """Close the collection."""
        self._output.write(GEOJSON.foot(Totals()))
        return 0


class Pages:
    """The reading page: a report with the cards of its events, or an incident with what each report says."""

    def __init__(self, output: Output, radius: Radius):
        self._output, self._radius = output, radius
        self._report: Report | None = None
        self._events: list[Event] = []
        self._totals = Totals()
        output.write(PAGE.head())

    def add(self, record: Record, teller: Teller) -> int:  # noqa: ARG002 - what a card cannot show stands in the text
        """Add an event to the article of its report, or an incident as an article of its own."""
        if isinstance(record.source, Incident):
            self._write(*_article(record, record.source))
            return 1
        if self._report is None or self._report.doc_id != record.reports[0].doc_id:
            self._flush()
            self._report = record.reports[0]
        self._events.append(record.source)
        return 1

    def close(self) -> int:
        """Write the last article and the foot."""
        self._flush()
        self._output.write(PAGE.foot(self._totals))
        return 0

    def _flush(self) -> None:
        if self._report is not None:
            self._write(self._report, self._events)
        self._report, self._events = None, []

    def _write(self, report: Report, events: Sequence[Event]) -> None:
        self._totals.coded += 1
        self._totals.events += len(events)
        self._output.write(PAGE.render(report, events, self._radius))


def _article(record: Record, incident: Incident) -> tuple[Report, list[Event]]:
    """An incident as an article: the passages of its reports one below the other, and one card."""
    texts = {report.doc_id: report for report in record.reports}
    passages = []
    for event in record.tellings:
        report = texts.get(event.doc_id)
        if report is not None and (words := report.text[slice(*event.passage)]):
            passages.append(f"{report.outlet or report.doc_id}\n{words}")
    claim = incident.claims[0] if incident.claims else Claim(kind="unattributed")
    card = Event(
        id=incident.id, doc_id=incident.id, passage=(0, 0), type=incident.type, date=incident.date, time=incident.time,
        part=incident.part, place=incident.place, initiator=incident.initiator, target=incident.target,
        weapon=incident.weapon, damage=incident.damage, claim=claim,
        casualties=tuple(
            Casualty(group=c.group, outcome=c.outcome, low=c.low, high=c.high) for c in incident.casualties
        ),
    )  # fmt: skip
    return Report(doc_id=incident.id, text="\n\n".join(passages), outlet=", ".join(incident.reports)), [card]

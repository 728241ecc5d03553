"""What the register hands out and takes in."""

from __future__ import annotations

from typing import Literal

import msgspec

from sijill.errors import SijillError
from sijill.model import Event, Origin, Report, Span

Status = Literal["open", "edited", "accepted", "rejected", "changed", "gone"]
Kind = Literal["accept", "reject", "field", "add", "same", "different", "split", "choose", "undo", "stale", "run"]

#: What a queue shows where nothing else is asked for: what still needs a person.
WAITING: tuple[Status, ...] = ("changed", "open", "edited")
#: What an export holds: all but what a person rejected or no run codes any more.
STANDING: tuple[Status, ...] = ("open", "edited", "accepted", "changed")


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it came in: what was read, and the file and line it came from."""

    report: Report
    file: str
    line: int | None = None


class Added(msgspec.Struct, kw_only=True):
    """What became of arrivals: read = new + revised + known; ``sources`` counts those that told a known text anew."""

    read: int = 0
    new: int = 0
    revised: int = 0
    known: int = 0
    sources: int = 0


class Source(Origin, frozen=True, kw_only=True):
    """Where a report came from, and when; one text may have come from several."""

    doc_id: str
    file: str
    added_at: str
    added_by: str
    line: int | None = None
    sha256: str | None = None
    reader: str | None = None


class StoredReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report in the register.

    Attributes:
        num: its number; spans of an event belong to the report of that number.
        revision: from 1; a text that came again changed under the same ``doc_id`` is the next revision.
        current: whether no later revision came in.
    """

    num: int
    revision: int
    report: Report
    text_sha256: str
    added_at: str
    current: bool
    sources: tuple[Source, ...] = ()


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An event as a line of the queue: no JSON to decode, one page is one query.

    Attributes:
        num: sorts ties, and is the position in the queue.
        report_num: number of the report that its spans belong to.
        status: ``open`` nobody said anything; ``edited`` somebody changed a value; ``accepted``, ``rejected``;
            ``changed`` somebody decided and a later run codes it otherwise, or no more: look at ``EventRecord.latest``;
            ``gone`` nobody said anything and no run codes it any more.
        word: what people said, whatever runs did since: ``open``, ``edited``, ``accepted``, ``rejected``.
        version: goes up whenever the event, or what a run makes of it, changes. A decision names the version seen.
        need: how much it needs a person (``queue.need_of``), higher first.
        conflict: the tellings of its incident contradict one another.
        confidence: the lowest of its fields, 0..1.
        precision: of the place, UCDP's where_prec.
        killed, killed_civilians: the least number told; None where none is told.
    """

    num: int
    id: str
    doc_id: str
    report_num: int
    status: Status
    word: Status
    version: int
    need: int
    conflict: bool
    confidence: float
    type: str
    incident_id: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    place: str | None = None
    day: str | None = None
    day_end: str | None = None
    precision: int | None = None
    killed: int | None = None
    killed_civilians: int | None = None
    lat: float | None = None
    lon: float | None = None
    touched_by: str | None = None
    touched_at: str | None = None


class EventRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An event with all that is known of it.

    Attributes:
        event: as it stands: coded, with people's decisions applied.
        coded: as the coder made it, of the run that the decisions were taken on; None where a person added the event.
        latest: with status ``changed``, what the last run makes of it; None where it finds no such event any more.
        latest_report_num: number of the report that ``latest`` was read in (a later revision, maybe).
        edited: paths of the fields that people set.
    """

    row: Row
    event: Event
    coded: Event | None = None
    latest: Event | None = None
    latest_report_num: int | None = None
    edited: tuple[str, ...] = ()


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of the log, as it is written, signed and chained; never changed.

    Attributes:
        seq: 1, 2, 3 …, no gaps. ``id`` of the decision is ``d<seq>``.
        was, value: JSON of what was and what is.
        note: why.
        spans: the words that the value was read from, in the report of ``report_num``.
        base: the coding that the person looked at, and ``latest`` that of the last run.
        undoes: the entry that this one takes back.
        aside: a second reader's own word: counted for agreement, the record stays as it is.
        seen: the version of each record that the person saw.
    """

    seq: int
    at: str
    by: str
    kind: Kind
    events: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    incident: str | None = None
    field: str | None = None
    was: str | None = None
    value: str | None = None
    note: str | None = None
    spans: tuple[Span, ...] = ()
    report_num: int | None = None
    base: int | None = None
    latest: int | None = None
    undoes: int | None = None
    aside: bool = False
    seen: dict[str, int] = {}

    @property
    def id(self) -> str:
        """The id of the decision."""
        return f"d{self.seq}"


class IncidentRow(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as a line of a list."""

    id: str
    version: int
    stale: bool
    events: int
    reports: int
    conflicts: int
    type: str
    country: str | None = None
    day: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: int | None = None


class StaleError(SijillError):
    """A save that names an older version than there is: nothing was changed, and both words are in the log.

    Attributes:
        theirs: the records as they stand now, by id (events; incidents are left out).
        yours: what this person wanted, kept in the log as an entry of the kind ``stale``.
    """

    def __init__(self, theirs: dict[str, EventRecord], yours: Entry):
        self.theirs, self.yours = theirs, yours
        super().__init__(
            f"{', '.join(sorted(theirs or yours.seen))}: somebody else decided on it in the meantime",
            hint="look at both versions and decide again",
        )

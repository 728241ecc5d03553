"""What is in a register, in a few numbers."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, func, select

from sijill.register.listing import Filter, facets
from sijill.register.log import head
from sijill.register.records import Status
from sijill.register.reports import count_reports
from sijill.register.runs import Run, runs
from sijill.register.schema import coding, doc, incident, source

_ALL: tuple[Status, ...] = ("open", "edited", "accepted", "rejected", "changed", "gone")


class RegisterStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Counts; ``head`` is the hash of the log's last entry: noted elsewhere, it proves later that none was taken away.

    Attributes:
        events: by status.
        uncoded: reports that no run has coded yet.
        last: the last run.
    """

    reports: int
    sources: int
    uncoded: int
    events: dict[str, int]
    incidents: int
    entries: int
    head: str
    last: Run | None = None

    def lines(self) -> Iterator[tuple[str, str]]:
        """Name and value, to print."""
        yield "reports", f"{self.reports:,} from {self.sources:,} sources, {self.uncoded:,} not coded yet"
        told = ", ".join(f"{n:,} {status}" for status, n in self.events.items())
        yield "events", told or "none"
        yield "incidents", f"{self.incidents:,}"
        run = self.last
        yield "last run", "none" if run is None else f"{run.num} ({run.state}, begun {run.begun_at}, packs {run.packs})"
        yield "log", f"{self.entries:,} entries, head {self.head}"


def status_of(con: Connection) -> RegisterStatus:
    """What is in a register."""
    uncoded = select(func.count()).select_from(doc.outerjoin(coding, coding.c.report_num == doc.c.report_num))
    counts = facets(con, "status", Filter(status=_ALL))
    seq, hashed = head(con)
    return RegisterStatus(
        reports=count_reports(con), sources=con.scalar(select(func.count()).select_from(source)) or 0,
        uncoded=con.scalar(uncoded.where(coding.c.run_num.is_(None))) or 0,
        events={status: counts[status] for status in _ALL if status in counts},
        incidents=con.scalar(select(func.count()).select_from(incident).where(incident.c.live)) or 0, entries=seq,
        head=hashed, last=next(iter(runs(con, limit=1)), None),
    )  # fmt: skip

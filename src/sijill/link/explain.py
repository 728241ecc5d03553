"""The tellings of one incident side by side, field by field, differences marked, and why they were joined."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from sijill.errors import InputError, UsageError
from sijill.link.source import LineFiles, PathLike, Rejected, scan_events, scan_reports
from sijill.model import Actor, Casualty, Event, Incident, Report

_INCIDENT = msgspec.json.Decoder(Incident)


class ComparisonRow(msgspec.Struct, frozen=True):
    """One field: what the incident says, what each telling says, and whether the tellings differ on it."""

    field: str
    incident: str
    tellings: tuple[str, ...]
    differs: bool


class Comparison(msgspec.Struct, frozen=True):
    """An incident as a table: a column for it and one for each telling; then why they are one, and what to know.

    Attributes:
        columns: what heads each telling: its report, outlet and day.
        joints: why two tellings were joined, a line each, with the weights in bits.
        notes: conflicts, decisions, earlier ids and notes, a line each.
    """

    id: str
    columns: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]
    joints: tuple[str, ...]
    notes: tuple[str, ...]


def explain_incident(
    incident_id: str, incidents: PathLike, events: Sequence[PathLike], *, reports: Sequence[PathLike] = ()
) -> Comparison:
    """Lay the tellings of an incident side by side.

    Args:
        incident_id: of the incident, or of an event in it.
        incidents: what ``link_events`` wrote.
        events: the files that were linked.
        reports: the texts, to quote the passages and name outlets.

    Raises:
        UsageError: there is no such incident, or the events at hand lack its members.
    """
    incident = _find(incident_id, Path(incidents))
    wanted = set(incident.events)
    rejected: list[Rejected] = []
    with LineFiles() as files, TemporaryDirectory() as work:
        found = {e.id: e for e, _ in scan_events(events, files, Path(work), rejected) if e.id in wanted}
    if missing := sorted(wanted - set(found)):
        raise UsageError(
            f"the events at hand lack {len(missing)} of the {len(wanted)} tellings: {', '.join(missing)}",
            hint="give the files of events that were linked",
        )
    members = [found[event] for event in incident.events]
    docs = {e.doc_id for e in members}
    with LineFiles() as files:
        texts = {r.doc_id: r for r, _ in scan_reports(reports, files) if r.doc_id in docs}
    return compare(incident, members, texts)


def _find(wanted: str, path: Path) -> Incident:
    if not path.is_file():
        raise UsageError("no such file of incidents", file=str(path))
    needle = wanted.encode()
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if needle not in line:
                continue
            try:
                incident = _INCIDENT.decode(line)
            except (msgspec.DecodeError, UnicodeError) as error:
                raise InputError(f"not an incident: {error}", file=str(path), line=number) from error
            if wanted == incident.id or wanted in incident.events:
                return incident
    raise UsageError(f"no incident {wanted}", file=str(path), hint="name an incident, or an event in one, by its id")


def compare(incident: Incident, members: Sequence[Event], reports: dict[str, Report]) -> Comparison:
    """The table of an incident and its events, in the order of ``members``."""
    rows = []
    for field, of_incident, of_event in _FIELDS:
        told = tuple(of_event(e) for e in members)
        rows.append(ComparisonRow(field, of_incident(incident), told, len({t for t in told if t}) > 1))
    for group, outcome in dict.fromkeys((c.group, c.outcome) for c in incident.casualties):
        told = tuple(_range([c for c in e.casualties if (c.group, c.outcome) == (group, outcome)]) for e in members)
        merged = next(c for c in incident.casualties if (c.group, c.outcome) == (group, outcome))
        ours = f"{_ends(merged.low, merged.high)}, best {'?' if merged.best is None else merged.best}"
        rows.append(ComparisonRow(f"{outcome}: {group}", ours, told, len({t for t in told if t}) > 1))
    if reports:
        quotes = tuple(_quote(e, reports) for e in members)
        rows.append(ComparisonRow("passage", "", quotes, False))
    columns = tuple(_head(e, reports.get(e.doc_id)) for e in members)
    return Comparison(incident.id, columns, tuple(rows), tuple(_joints(incident)), tuple(_notes(incident)))


def _joints(incident: Incident) -> Iterator[str]:
    for join in incident.joined:
        because = "; ".join(
            f"{w.field}: {w.found} {w.bits:+.1f}" for w in sorted(join.because, key=lambda w: -abs(w.bits))
        )
        why = f"decision {join.decision}" if join.decision else f"{join.bits:+.1f} bits"
        yield f"{join.events[0]} + {join.events[1]}: {why}" + (f" ({because})" if because else "")


def _notes(incident: Incident) -> Iterator[str]:
    voices = incident.independent_sources
    yield f"{len(incident.reports)} reports, {voices} independent source{'s' if voices != 1 else ''}"
    for conflict in incident.conflicts:
        said = " | ".join(f"{s.value} ({len(s.events)})" for s in conflict.values)
        by = incident.chosen.get(conflict.about)
        yield f"conflict on {conflict.field}: {said}" + (f", settled by {by}" if by is not None else "")
    if incident.decisions:
        yield "decisions: " + ", ".join(incident.decisions)
    if incident.was:
        yield "was: " + ", ".join(incident.was)
    yield from incident.notes


def _head(event: Event, report: Report | None) -> str:
    known = (report.outlet, report.published) if report else ()
    return "\n".join(filter(None, (event.doc_id, *known)))


def _quote(event: Event, reports: dict[str, Report]) -> str:
    report = reports.get(event.doc_id)
    return report.text[event.passage[0] : event.passage[1]] if report else ""


def _range(counts: Sequence[Casualty]) -> str:
    if not counts:
        return ""
    high = None if any(c.high is None for c in counts) else sum(c.high or 0 for c in counts)
    return _ends(sum(c.low or 0 for c in counts), high)


def _ends(low: int | None, high: int | None) -> str:
    if high is None:
        return f"{low or 0} or more"
    return str(high) if low == high else f"{low or 0} to {high}"


def _actors(actors: Sequence[Actor]) -> str:
    return ", ".join(sorted(a.group for a in actors))


def _day(record: Event | Incident) -> str:
    first, last = record.date.start or "", record.date.end or ""
    return first if first == last else f"{first} to {last}"


def _place(record: Event | Incident) -> str:
    p = record.place
    return ", ".join(dict.fromkeys(n for n in (p.name, p.admin2, p.admin1, p.country) if n))


def _both(show: Callable[[Event | Incident], str]) -> tuple[Callable[[Incident], str], Callable[[Event], str]]:
    return show, show


_FIELDS: tuple[tuple[str, Callable[[Incident], str], Callable[[Event], str]], ...] = (
    ("type", *_both(lambda r: r.type)),
    ("day", *_both(_day)),
    ("hour", *_both(lambda r: r.time or r.part or "")),
    ("place", *_both(_place)),
    ("initiator", *_both(lambda r: _actors(r.initiator))),
    ("target", *_both(lambda r: _actors(r.target))),
    ("weapon", *_both(lambda r: ", ".join(sorted(r.weapon)))),
    (
        "damage",
        *_both(
            lambda r: ", ".join(f"{'' if d.count is None else f'{d.count} '}{d.object} {d.outcome}" for d in r.damage)
        ),
    ),
    ("who says so", lambda _: "", lambda e: " ".join(filter(None, (e.claim.kind, e.claim.by)))),
)

"""The runs of a register: add, code what is new or older, link, export."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from sqlalchemy import Connection

from sijill.errors import UsageError
from sijill.export import Format, Output, Radius, Totals
from sijill.model import Event, Incident, Join, Report, event_from_json, to_json
from sijill.pipeline import Settings, code_all, load_coder, radius_of
from sijill.read import Read, Reject
from sijill.register import (
    STANDING,
    Added,
    Arrival,
    Register,
    Run,
    add_reports,
    begin_run,
    decision_of,
    end_run,
    head,
    incident_of,
    members,
    records_of,
    report_by_num,
    report_of,
    store_coding,
)
from sijill.register.gather import each_incident, replay_since, stale_incidents, standing_decisions
from sijill.register.linked import previous_incidents, rewrite_incident, standing_events, store_incidents
from sijill.register.log import decided_since_last_run, each_entry
from sijill.register.reports import each_report
from sijill.register.runs import count_pending, is_open, pending
from sijill.register.view import event_row

_LOT = 64  # reports a transaction: short enough that a person's save never waits long
_PAGE = 512
_INCIDENT = msgspec.json.Decoder(Incident)
Watch = Callable[[Totals, Reject | None], None]


class RunSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did; ``run`` is None where there was nothing to do. ``linked`` tells whether incidents were made."""

    run: Run | None
    totals: Totals
    linked: bool = False
    notes: tuple[str, ...] = ()


def add_to(register: Register, items: Iterable[Read | Reject], *, by: str) -> tuple[Added, list[Reject]]:
    """Store what was read, a transaction for every few reports; what could not be read comes back."""
    done, rejects = Added(), []
    items = iter(items)
    while lot := list(islice(items, _LOT)):
        arrivals = [Arrival(report=i.report, file=i.file, line=i.line) for i in lot if isinstance(i, Read)]
        rejects += [item for item in lot if isinstance(item, Reject)]
        with register.write() as con:
            added = add_reports(con, arrivals, at=register.clock(), by=by)
        for name in added.__struct_fields__:
            setattr(done, name, getattr(done, name) + getattr(added, name))
    return done, rejects


# ---------------------------------------------------------------------- code


def run_register(
    register: Register, settings: Settings, *, workers: int = 1, link: bool = True, watch: Watch | None = None
) -> RunSummary:
    """Code the reports that are new or were coded by another sijill or other packs, and link all events that stand.

    A run that was cut off is gone on with: what it had coded is not coded again. Events that people decided on stay as
    they are. Where there is nothing to code and nothing was decided since the last run, nothing is done.

    Args:
        register: where.
        settings: of the coder.
        workers: processes.
        link: whether to link; without the extra ``link`` a note says that it was not done.
        watch: called after each report with the totals so far, and the reject where it is one.
    """
    coder = load_coder(settings.packs, settings.places)
    packs, version = coder.digest, coder.stamp.version
    told = msgspec.json.encode({"packs": [str(p) for p in settings.packs], "places": str(settings.places or "")})
    totals = Totals()
    with register.read() as con:
        idle = not (count_pending(con, packs, version) or decided_since_last_run(con) or is_open(con))
    if idle:
        return RunSummary(run=None, totals=totals, notes=("nothing is new since the last run",))
    with register.write() as con:
        run = begin_run(con, version=version, packs=packs, settings=told.decode(), at=register.clock())
    _code(register, run, settings, workers, totals, watch)
    count, note = link_register(register, run) if link else (None, "linking was left out")
    with register.write() as con:
        run = end_run(con, run, at=register.clock(), incidents=count)
    return RunSummary(run=run, totals=totals, linked=count is not None, notes=(note,) if note else ())


def _code(register: Register, run: Run, settings: Settings, workers: int, totals: Totals, watch: Watch | None) -> None:
    under_way: deque[int] = deque()
    outcomes = code_all(_feed(register, run, under_way), _as_lines, settings, workers=workers)
    while lot := list(islice(outcomes, _LOT)):
        with register.write() as con:
            for outcome in lot:
                events = [event_from_json(body) for body in outcome.bodies]
                reject = outcome.reject
                store_coding(con, run, under_way.popleft(), events, reject=None if reject is None else reject.reason)
        for outcome in lot:  # told only when it is kept
            totals.read += 1
            totals.events += outcome.events
            totals.coded += outcome.reject is None
            totals.rejected += outcome.reject is not None
            if watch is not None:
                watch(totals, outcome.reject)


def _feed(register: Register, run: Run, under_way: deque[int]) -> Iterator[Read | Reject]:
    """The reports that wait, a page at a time; their numbers go where the outcomes are waited for."""
    after = 0
    while True:
        with register.read() as con:
            page = pending(con, run, after=after, limit=_PAGE)
        if not page:
            return
        for num, report in page:
            under_way.append(num)
            yield Read(report=report, file=register.target, line=None)
        after = page[-1][0]


def _as_lines(_: Report, events: Sequence[Event], __: Radius) -> tuple[bytes, ...]:
    return tuple(to_json(event) for event in events)


# ---------------------------------------------------------------------- link


def link_register(register: Register, run: Run) -> tuple[int | None, str | None]:
    """Link all events that stand, by people's decisions, and make the incidents the view of now.

    Returns:
        How many incidents there are; or None and the reason, without the extra ``link``.
    """
    try:
        from sijill.link import link_events  # noqa: PLC0415 - an extra
        from sijill.link.weigh import require  # noqa: PLC0415

        require()
    except (ImportError, UsageError):
        return None, "the events were not linked: pip install 'sijill[link]'"
    with TemporaryDirectory(prefix="sijill-register-") as folder:
        events, reports, previous, out = (Path(folder, f"{n}.jsonl") for n in ("events", "reports", "previous", "out"))
        with register.read() as con:
            known = _write_lines(events, standing_events(con))
            _write_lines(reports, each_report(con))
            with previous.open("wb") as lines:
                for name, held in previous_incidents(con):
                    lines.write(msgspec.json.encode({"id": name, "events": held}) + b"\n")
            decisions = standing_decisions(con)
            seen, _ = head(con)
        if not known:
            return 0, None
        link_events([events], out, reports=[reports], decisions=decisions, previous=previous)
        with register.write() as con, out.open("rb") as lines:
            count = store_incidents(con, run.num, (_INCIDENT.decode(line) for line in lines))
            replay_since(con, seen)  # what people decided on incidents in the meantime
            rewrite_stale(con)
    return count, None


def _write_lines(path: Path, rows: Iterable[tuple[int, Event]] | Iterable[tuple[int, Report]]) -> set[str]:
    """Write records as JSON lines; the ids of those that are events."""
    written = set()
    with path.open("wb") as lines:
        for _, record in rows:
            lines.write(to_json(record) + b"\n")
            if isinstance(record, Event):
                written.add(record.id)
    return written


def rewrite_stale(con: Connection) -> int:
    """Write anew the incidents whose tellings a decision changed, as a link run would; how many there were.

    Raises:
        UsageError: the extra ``link`` is not installed.
    """
    stale = stale_incidents(con)
    if not stale:
        return 0
    try:
        from sijill.link.choose import Choices, choose  # noqa: PLC0415 - an extra
        from sijill.link.decide import Numbered  # noqa: PLC0415
        from sijill.link.features import load_tables  # noqa: PLC0415
        from sijill.link.merge import merge, tellings_of  # noqa: PLC0415
        from sijill.link.words import Source  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("incidents need more packages", hint="pip install 'sijill[link]'") from error
    for name in stale:
        rows = [event_row(con, event) for event in members(con, [name])]
        every = [record.event for record in records_of(con, rows)]
        stand = [e for e, row in zip(every, rows, strict=True) if row.status in STANDING and row.word != "rejected"]
        events = stand or every
        reports = {e.doc_id: report_of(con, e.doc_id).report for e in events}
        sources = [Source(doc, report.outlet, None) for doc, report in sorted(reports.items())]
        tellings = tellings_of(events, sources, lambda doc, known=reports: known[doc].published)  # type: ignore[misc]
        before = incident_of(con, name)[1]
        made = merge(name, tellings, load_tables(), _joints(before, events))
        choices = Choices([Numbered(d) for d in standing_decisions(con, {name, *made.events})])
        made = choose(
            msgspec.structs.replace(made, was=before.was, decisions=choices.shaped(made)),
            tellings,
            choices.of(made.id, made.events),
        )
        # What a person rejected has no say, and stays where it is until the next link run: it may be taken back.
        docs = tuple(sorted({e.doc_id for e in every}))
        rewrite_incident(con, msgspec.structs.replace(made, events=tuple(e.id for e in every), reports=docs))
    return len(stale)


def _joints(before: Incident, events: Sequence[Event]) -> tuple[Join, ...]:
    here = {event.id for event in events}
    return tuple(joint for joint in before.joined if here.issuperset(joint.events))


# ---------------------------------------------------------------------- export


def export_register(
    register: Register, outputs: Sequence[tuple[str, Format]], *, settings: Settings, accepted: bool = False
) -> Totals:
    """Write the events that stand, with people's decisions applied, in any format; each file whole or not there.

    Args:
        register: where.
        outputs: path and format of each.
        settings: of the coder, whose gazetteer tells how large places are.
        accepted: only what people accepted.
    """
    radius = radius_of(load_coder(settings.packs, settings.places))
    totals = Totals()
    with register.read() as con, ExitStack() as stack:
        files = [(stack.enter_context(Output(path)), form) for path, form in outputs]
        for output, form in files:
            output.write(form.head())
        begun = False
        for num, rows in groupby(standing_events(con, accepted=accepted), key=lambda row: row[0]):
            report, events = report_by_num(con, num).report, [event for _, event in rows]
            for output, form in files:
                output.write((form.between if begun else b"") + form.render(report, events, radius))
            begun = True
            totals.read, totals.coded, totals.events = totals.read + 1, totals.coded + 1, totals.events + len(events)
        for output, form in files:
            output.write(form.foot(totals))
    return totals


def export_incidents(register: Register, path: str) -> int:
    """Write the incidents as JSON lines; how many."""
    count = 0
    with register.read() as con, Output(path) as output:
        for incident in each_incident(con):
            output.write(to_json(incident) + b"\n")
            count += 1
    return count


def export_decisions(register: Register, path: str, *, public: bool = False) -> int:
    """Write the decisions as JSON lines, in their order; how many. ``sijill link --decisions`` reads them.

    With ``public`` only what was decided on what, and when: who is a number, values, words and notes stay at home.
    """
    count, numbers = 0, dict[str, str]()
    with register.read() as con, Output(path) as output:
        for entry in each_entry(con):
            decision = decision_of(entry)
            if decision is not None:
                if public:
                    by = numbers.setdefault(entry.by, f"coder {len(numbers) + 1}")
                    decision = msgspec.structs.replace(decision, by=by, value=None, note=None, spans=())
                output.write(to_json(decision) + b"\n")
                count += 1
    return count

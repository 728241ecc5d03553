"""Runs: what was coded of each report, kept for good, and brought into the view of now without touching a decision."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, exists, func, insert, select

from sijill.errors import UsageError
from sijill.model import Event, Report, stable_id, to_json
from sijill.register.effective import Told, replay, told
from sijill.register.identity import Known, match
from sijill.register.log import append, history
from sijill.register.records import Entry
from sijill.register.reports import each_of, texts_of
from sijill.register.schema import coded, coding, doc, event, report, run, touched
from sijill.register.view import coded_event, columns_of, decode_event, settle, told_by

SIJILL = "sijill"  # who signs what a run does


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run: which sijill with which packs coded how many reports; ``digest`` is over all that it made."""

    num: int
    state: str
    version: str
    packs: str
    settings: str
    begun_at: str
    ended_at: str | None = None
    reports: int | None = None
    events: int | None = None
    rejected: int | None = None
    incidents: int | None = None
    digest: str | None = None


_RUN = tuple(run.c[name] for name in Run.__struct_fields__)


def runs(con: Connection, limit: int = 50) -> list[Run]:
    """The runs, the last one first."""
    rows = con.execute(select(*_RUN).order_by(run.c.num.desc()).limit(limit)).mappings()
    return [Run(**row) for row in rows]


def run_of(con: Connection, num: int) -> Run:
    """The run of this number.

    Raises:
        UsageError: there is none.
    """
    row = con.execute(select(*_RUN).where(run.c.num == num)).mappings().first()
    if row is None:
        raise UsageError(f"no run {num} in the register")
    return Run(**row)


def is_open(con: Connection) -> bool:
    """Whether a run was begun and has not ended."""
    return con.scalar(select(run.c.num).where(run.c.state == "open").limit(1)) is not None


def begin_run(con: Connection, *, version: str, packs: str, settings: str, at: str) -> Run:
    """Begin a run, or go on with one that was cut off and is of the same sijill, packs and settings."""
    same = (run.c.version == version) & (run.c.packs == packs) & (run.c.settings == settings)
    num = con.scalar(select(run.c.num).where(run.c.state == "open", same).order_by(run.c.num.desc()).limit(1))
    con.execute(run.update().where(run.c.state == "open", run.c.num != (num or 0)).values(state="ended", ended_at=at))
    if num is None:
        row = {"state": "open", "version": version, "packs": packs, "settings": settings, "begun_at": at}
        num = con.execute(insert(run).values(row).returning(run.c.num)).scalar_one()
    return run_of(con, num)


def _stands_coded(packs: str, version: str) -> Any:
    """Whether the last coding of a report is by this sijill and these packs."""
    last = select(func.max(coding.c.run_num)).where(coding.c.report_num == doc.c.report_num)
    return exists().where(
        run.c.num == last.correlate(doc).scalar_subquery(), run.c.packs == packs, run.c.version == version
    )


def pending(con: Connection, found: Run, *, limit: int, after: int = 0) -> list[tuple[int, Report]]:
    """The next reports that a run has to code: those new or revised, or coded by other packs; by number."""
    query = select(report).join(doc, doc.c.report_num == report.c.num).where(report.c.num > after)
    return list(each_of(con, query.where(~_stands_coded(found.packs, found.version)), limit))


def count_pending(con: Connection, packs: str, version: str) -> int:
    """How many reports such a run would code."""
    return con.scalar(select(func.count()).select_from(doc).where(~_stands_coded(packs, version))) or 0


# ---------------------------------------------------------------------- one report


def store_coding(
    con: Connection, found: Run, report_num: int, events: Sequence[Event], *, reject: str | None = None
) -> None:
    """Keep what a run made of a report, and bring it into the view of now.

    Events that nobody decided on follow the new coding. One that somebody decided on stays as it is; where the new
    coding says otherwise, or finds it no more, its status becomes ``changed``. A report that the coder failed over
    changes nothing.
    """
    row = con.execute(select(report.c.doc_id, report.c.text, report.c.text_sha256).where(report.c.num == report_num))
    doc_id, text, hashed = row.one()
    bodies = [to_json(e).decode() for e in events]
    con.execute(
        insert(coding).values(
            run_num=found.num, report_num=report_num, events=len(events), reject=reject,
            digest=coding_digest(hashed, bodies),
        )
    )  # fmt: skip
    if reject is not None:
        return
    nums: list[int] = []
    if events:
        rows = [
            {"run_num": found.num, "report_num": report_num, "event_id": e.id, "json": body}
            for e, body in zip(events, bodies, strict=True)
        ]  # fmt: skip
        nums = list(con.scalars(insert(coded).returning(coded.c.num, sort_by_parameter_order=True), rows))
    _bring_in(con, doc_id, report_num, text, events, nums)


def coding_digest(text_sha256: str, bodies: Sequence[str]) -> str:
    """The sha256 of what was coded: the text's hash and every event as JSON, in their order."""
    return hashlib.sha256("\n".join((text_sha256, *bodies)).encode("utf-8", "surrogatepass")).hexdigest()


def _bring_in(
    con: Connection, doc_id: str, report_num: int, text: str, events: Sequence[Event], nums: Sequence[int]
) -> None:
    rows = con.execute(select(event).where(event.c.doc_id == doc_id).order_by(event.c.num)).mappings().all()
    known = _known(con, rows, report_num, text) if rows else []
    pairs = match(known, events, report_num, text)
    for i, j in pairs.items():
        _recode(con, rows[j], known[j].told, told(events[i], text), nums[i], report_num)
    for j, row in enumerate(rows):
        if j not in pairs.values() and row["latest_num"] is not None:
            _lose(con, row)
    fresh = [(e, num) for i, (e, num) in enumerate(zip(events, nums, strict=True)) if i not in pairs]
    if not fresh:
        return
    taken = set(con.scalars(select(event.c.id).where(event.c.id.in_([e.id for e, _ in fresh]))))
    con.execute(
        insert(event),
        [
            columns_of(e, status="open", conflict=False)
            | {"id": _free_id(con, e.id) if e.id in taken else e.id, "doc_id": doc_id, "report_num": report_num,
               "coded_num": num, "latest_num": num, "word": "open", "version": 1}
            for e, num in fresh
        ],
    )  # fmt: skip


def _known(con: Connection, rows: Sequence[RowMapping], report_num: int, text: str) -> list[Known]:
    body = select(event.c.num, event.c.id, coded.c.json, touched.c.json.label("own")).select_from(
        event.outerjoin(coded, coded.c.num == event.c.coded_num).outerjoin(touched, touched.c.event_num == event.c.num)
    )
    found = {r.num: decode_event(r.own or r.json, r.id) for r in
             con.execute(body.where(event.c.num.in_([row["num"] for row in rows])))}  # fmt: skip
    texts = {report_num: text} | texts_of(con, {r["report_num"] for r in rows} - {report_num})
    return [Known(told(found[row["num"]], texts[row["report_num"]]), row["report_num"]) for row in rows]


def _recode(con: Connection, row: RowMapping, old: Told, new: Told, num: int, report_num: int) -> None:
    """A new coding of an event that is there."""
    if row["word"] == "open":
        values = columns_of(new.event, status="open", conflict=bool(row["conflict"])) | {
            "report_num": report_num, "coded_num": num,
        }  # fmt: skip
        # Where nothing moved but the packs, a page that somebody has open stays good.
        moved = not new.says_as(old) or report_num != row["report_num"] or row["status"] != "open"
    else:
        values = _settled(con, row, num)
        moved = values["status"] != row["status"] or not new.says_as(told_by(con, row["latest_num"], row["id"]))
    values |= {"latest_num": num, "version": row["version"] + moved}
    con.execute(event.update().where(event.c.num == row["num"]).values(values))


def _lose(con: Connection, row: RowMapping) -> None:
    """The new coding finds the event no more."""
    gone = {"status": "gone", "waits": False, "stands": False}
    values = gone if row["word"] == "open" else _settled(con, row, None)
    values |= {"latest_num": None, "version": row["version"] + 1}
    con.execute(event.update().where(event.c.num == row["num"]).values(values))


def _settled(con: Connection, row: RowMapping, latest: int | None) -> dict[str, Any]:
    state = replay(history(con, row["id"]), lambda n: coded_event(con, n, row["id"]))
    return settle(con, {**row, "latest_num": latest}, state)


def _free_id(con: Connection, wanted: str) -> str:
    turn = 1
    while con.scalar(select(event.c.num).where(event.c.id == (found := stable_id("e", wanted, turn)))) is not None:
        turn += 1
    return found


# ---------------------------------------------------------------------- the end of a run


def end_run(con: Connection, found: Run, *, at: str, incidents: int | None = None) -> Run:
    """Close a run for good and chain what it made into the log."""
    made = select(func.count(), func.coalesce(func.sum(coding.c.events), 0), func.count(coding.c.reject))
    reports, events, rejected = con.execute(made.where(coding.c.run_num == found.num)).one()
    digest = run_digest(con, found.num)
    made_of = {"run": found.num, "version": found.version, "packs": found.packs, "reports": reports, "events": events,
            "rejected": rejected, "incidents": incidents, "digest": digest}  # fmt: skip
    append(con, Entry(seq=0, at=at, by=SIJILL, kind="run", value=msgspec.json.encode(made_of, order="sorted").decode()))
    con.execute(
        run.update().where(run.c.num == found.num).values(
            state="done", ended_at=at, reports=reports, events=events, rejected=rejected, incidents=incidents,
            digest=digest,
        )
    )  # fmt: skip
    return run_of(con, found.num)


def run_digest(con: Connection, num: int) -> str:
    """The sha256 over the digests of all codings of a run, by the number of the report."""
    digest = hashlib.sha256()
    rows = select(coding.c.report_num, coding.c.digest).where(coding.c.run_num == num).order_by(coding.c.report_num)
    for row in con.execute(rows, execution_options={"yield_per": 1000}):
        digest.update(f"{row.report_num} {row.digest}\n".encode())
    return digest.hexdigest()

"""Is the register whole? Every hash, the chain of the log, the laws, and the view of now made again and compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DatabaseError

from sijill.register.effective import replay
from sijill.register.engines import SQLITE, in_lots
from sijill.register.laws import broken_laws
from sijill.register.log import GENESIS, body_of, chain_hash, history
from sijill.register.records import Entry, Status
from sijill.register.reports import text_hash, texts_of
from sijill.register.runs import coding_digest, run_digest
from sijill.register.schema import about, coded, coding, doc, event, incident, log, metadata, report, run, touched
from sijill.register.view import coded_event, columns_of, decode_event, settle

_LOT = 500
_ENTRY = msgspec.json.Decoder(Entry)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it must be: in what (``report 17``, ``log entry 4``, ``event e…``), and what."""

    where: str
    what: str


def check(con: Connection, *, head: str | None = None) -> Iterator[Problem]:
    """Everything that is wrong with a register, as it is found; nothing where all is well.

    Args:
        con: a transaction that reads.
        head: a hash of the log that was noted earlier: it must be in the chain, or the log was rewritten.
    """
    yield from _file(con)
    yield from _references(con)
    yield from _reports(con)
    yield from _codings(con)
    yield from _chain(con, head)
    yield from _events(con)
    yield from _incidents(con)


def _file(con: Connection) -> Iterator[Problem]:
    if con.dialect.name != SQLITE:
        return
    for row in con.execute(text("PRAGMA quick_check(20)")):
        if row[0] != "ok":
            yield Problem(where="the file", what=str(row[0]))
    try:
        con.execute(text("SELECT count(*) FROM report_words WHERE report_words MATCH 'x'"))
    except DatabaseError as error:
        yield Problem(where="the index of words", what=str(error.orig))


def _references(con: Connection) -> Iterator[Problem]:
    for table in metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                there = key.column.table.alias()
                lost = select(func.count()).select_from(table.outerjoin(there, column == there.c[key.column.name]))
                n = con.scalar(lost.where(column.is_not(None), there.c[key.column.name].is_(None)))
                if n:
                    yield Problem(where=f"{table.name}.{column.name}", what=f"{n} name no {key.column.table.name}")


def _lots(con: Connection, table: Table, key: Any) -> Iterator[Any]:
    yield from con.execute(select(table).order_by(key), execution_options={"yield_per": _LOT})


def _reports(con: Connection) -> Iterator[Problem]:
    for row in _lots(con, report, report.c.num):
        if text_hash(row.text) != row.text_sha256:
            yield Problem(where=f"report {row.num} ({row.doc_id})", what="the text is not the one that was stored")
    index = "report_words_docsize" if con.dialect.name == SQLITE else "report_words"
    indexed = con.scalar(text(f"SELECT count(*) FROM {index}"))
    stored = con.scalar(select(func.count()).select_from(report))
    if indexed != stored:
        yield Problem(where="the index of words", what=f"{indexed} reports in it, {stored} in the register")
    unlisted = select(report.c.num).outerjoin(doc, doc.c.doc_id == report.c.doc_id).where(doc.c.doc_id.is_(None))
    for num in con.scalars(unlisted):
        yield Problem(where=f"report {num}", what="its document is not listed")


def _codings(con: Connection) -> Iterator[Problem]:
    texts = dict(con.execute(select(report.c.num, report.c.text_sha256)).all())
    bodies: list[str] = []
    rows = select(
        coding.c.run_num, coding.c.report_num, coding.c.digest, coding.c.events, coding.c.reject, coded.c.json
    )
    rows = rows.outerjoin(
        coded, (coded.c.run_num == coding.c.run_num) & (coded.c.report_num == coding.c.report_num)
    ).order_by(coding.c.run_num, coding.c.report_num, coded.c.num)  # fmt: skip
    last = None
    for row in con.execute(rows, execution_options={"yield_per": _LOT}):
        if last is not None and (row.run_num, row.report_num) != (last.run_num, last.report_num):
            yield from _coding(last, texts, bodies)
            bodies = []
        if row.json is not None:
            bodies.append(row.json)
        last = row
    if last is not None:
        yield from _coding(last, texts, bodies)
    orphans = select(func.count()).select_from(coded).outerjoin(
        coding, (coded.c.run_num == coding.c.run_num) & (coded.c.report_num == coding.c.report_num)
    ).where(coding.c.run_num.is_(None))  # fmt: skip
    if n := con.scalar(orphans):
        yield Problem(where="coded", what=f"{n} events belong to no coding")
    for row in con.execute(select(run).where(run.c.state == "done").order_by(run.c.num)):
        if run_digest(con, row.num) != row.digest:
            yield Problem(where=f"run {row.num}", what="what it coded is not what it told when it ended")


def _coding(row: Any, texts: dict[int, str], bodies: list[str]) -> Iterator[Problem]:
    where = f"run {row.run_num}, report {row.report_num}"
    if len(bodies) != row.events or coding_digest(texts.get(row.report_num, ""), bodies) != row.digest:
        yield Problem(where=where, what="the events are not those that were coded")


# ---------------------------------------------------------------------- the log


def _chain(con: Connection, noted: str | None) -> Iterator[Problem]:
    previous, seq, met = GENESIS, 0, noted is None or noted == GENESIS
    digests = {r.num: r.digest for r in con.execute(select(run.c.num, run.c.digest).where(run.c.state == "done"))}
    for row in con.execute(select(log).order_by(log.c.seq), execution_options={"yield_per": _LOT}):
        where = f"log entry {row.seq}"
        if row.seq != seq + 1:
            yield Problem(where=where, what=f"entry {seq + 1} is missing before it")
        if row.previous != previous:
            yield Problem(where=where, what="it is not chained to the entry before it")
        if chain_hash(row.previous, row.body) != row.hash:
            yield Problem(where=where, what="its hash is not of what it says")
        yield from _entry(row, where, digests)
        previous, seq, met = row.hash, row.seq, met or row.hash == noted
    for num in digests:
        yield Problem(where=f"run {num}", what="the log does not tell of its end")
    if not met:
        yield Problem(where="the log", what="the noted head is not in it: entries were taken away or rewritten")
    listed = select(func.count()).select_from(about.outerjoin(log, log.c.seq == about.c.seq)).where(log.c.seq.is_(None))
    if con.scalar(listed):
        yield Problem(where="the log", what="its end was cut off: records name later entries")


def _entry(row: Any, where: str, digests: dict[int, str]) -> Iterator[Problem]:
    try:
        entry = _ENTRY.decode(row.body)
    except msgspec.DecodeError as error:
        yield Problem(where=where, what=f"not an entry: {error}")
        return
    if (entry.seq, entry.at, entry.by, entry.kind, entry.undoes) != (row.seq, row.at, row.by, row.kind, row.undoes):
        yield Problem(where=where, what="its columns say other than its body")
    if body_of(entry) != row.body:
        yield Problem(where=where, what="its body is not in canonical form")
    if entry.kind == "run":
        told = msgspec.json.decode(entry.value or "{}")
        if digests.pop(told.get("run"), None) != told.get("digest"):
            yield Problem(where=where, what=f"run {told.get('run')} has another digest by now")


# ---------------------------------------------------------------------- the view of now


def _events(con: Connection) -> Iterator[Problem]:
    nums = list(con.scalars(select(event.c.num).order_by(event.c.num)))
    mentioned = set(con.scalars(select(about.c.subject).distinct()))
    for some in in_lots(nums):
        query = select(event, coded.c.json.label("body"), touched.c.json.label("own")).select_from(
            event.outerjoin(coded, coded.c.num == event.c.coded_num)
            .outerjoin(touched, touched.c.event_num == event.c.num)
        )  # fmt: skip
        rows = con.execute(query.where(event.c.num.in_(some)).order_by(event.c.num)).mappings().all()
        texts = texts_of(con, {row["report_num"] for row in rows})
        for row in rows:
            yield from _event(con, row, texts, row["id"] in mentioned)
    lost = [subject for subject in sorted(mentioned) if subject.startswith(("e", "p"))]
    for some in in_lots(lost):
        there = set(con.scalars(select(event.c.id).where(event.c.id.in_(some))))
        for name in sorted(set(some) - there):
            yield Problem(where=f"event {name}", what="people decided on it, and it is gone")


def _event(con: Connection, row: Any, texts: dict[int, str], decided: bool) -> Iterator[Problem]:
    where = f"event {row['id']} ({row['doc_id']})"
    body = row["own"] or row["body"]
    if body is None:
        yield Problem(where=where, what="it has no values")
        return
    found = decode_event(body, row["id"])
    for law in broken_laws(found, texts[row["report_num"]]):
        yield Problem(where=where, what=law)
    if not decided and row["word"] == "open" and row["own"] is None:
        status: Status = "gone" if row["latest_num"] is None else "open"
        yield from _columns(where, row, columns_of(found, status=status, conflict=bool(row["conflict"])))
        return
    state = replay(history(con, row["id"]), lambda num: coded_event(con, num, row["id"]))
    if state.event is not None and state.event != found:
        yield Problem(where=where, what="it is not what the decisions on it come to")
    yield from _columns(where, row, settle(con, row, state))


def _columns(where: str, row: Any, wanted: dict[str, Any]) -> Iterator[Problem]:
    for name, value in wanted.items():
        if row[name] != value:
            yield Problem(where=where, what=f"{name} is {row[name]!r}, by the log it is {value!r}")


def _incidents(con: Connection) -> Iterator[Problem]:
    counted = select(event.c.incident_id, func.count().label("n")).where(event.c.incident_id.is_not(None))
    held: dict[str, int] = dict(con.execute(counted.group_by(event.c.incident_id)).all())
    for row in con.execute(select(incident.c.id, incident.c.events, incident.c.live).order_by(incident.c.id)):
        n = held.pop(row.id, 0)
        if n != (row.events if row.live else 0):
            yield Problem(where=f"incident {row.id}", what=f"{row.events} events by its record, {n} name it")
    for name in sorted(held):
        yield Problem(where=f"incident {name}", what="events name it, and it is not there")

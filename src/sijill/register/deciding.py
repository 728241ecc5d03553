"""Decisions: checked, chained into the log, and applied to the view of now, in one transaction.

Whoever decides names the version that was seen. Where somebody else decided since, nothing changes: the word is kept in
the log as ``stale`` and comes back with the record as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Literal

import msgspec
from sqlalchemy import Connection, insert, select

from sijill.errors import InputError, SijillError, UsageError
from sijill.model import Decision, Event, Span, stable_id, to_json
from sijill.register import gather
from sijill.register.effective import explained, replay, set_field
from sijill.register.laws import broken_laws
from sijill.register.log import append, entry_of, history, undone
from sijill.register.records import Entry, StaleError
from sijill.register.reports import report_of
from sijill.register.schema import coded, event, incident, report
from sijill.register.store import Register
from sijill.register.view import coded_event, columns_of, record_of, refresh

Take = Literal["mine", "latest"]
_EVENT = msgspec.json.Decoder(Event)
_ON_EVENTS = ("accept", "reject", "field")
_NOT_TAKEN_BACK = ("run", "stale")


def decide(
    register: Register, decision: Decision, *, seen: Mapping[str, int], take: Take = "mine",
    rewrite: Callable[[Connection], object] | None = None,
) -> Entry:  # fmt: skip
    """Save a person's decision.

    Args:
        register: where.
        decision: ``by`` says who. ``accept``, ``reject``, ``field`` name one event; ``same``, ``different``, ``split``
            several; ``choose`` the telling whose value of a ``field`` holds for its incident; ``add`` holds the event
            as JSON in ``value`` (its id is given here); ``undo`` names the decision that it takes back.
        seen: id of each event (for the kinds of incidents: of each event or incident) to the version that the person
            saw. All that the decision changes must be there but with ``add`` and ``undo``.
        rewrite: writes anew, in the same transaction, the incidents whose tellings the decision changed
            (``sijill.run.register.rewrite_stale``); without it, or where it cannot, they wait for the next link run.
        take: what is accepted of an event of the status ``changed``: what people made of it, or the latest coding.

    Returns:
        The entry as it stands in the log.

    Raises:
        StaleError: a record has another version by now.
        UsageError: a record is not there, or the decision lacks something.
        InputError: a value is none for its field, or breaks a law; the message says which.
    """
    if not decision.by:
        raise UsageError("a decision without a name", hint="say who decides")
    with register.write() as con:
        stale = _stale(con, seen)
        if not stale:
            saved = _save(con, decision, register.clock(), seen, take)
            if rewrite is not None and not saved.aside:
                with suppress(SijillError), con.begin_nested():
                    rewrite(con)
            return saved
        kept = append(con, _kept(decision, register.clock(), seen))
    with register.read() as con:  # what was kept stands by now
        raise StaleError({name: record_of(con, name) for name in stale if _is_event(con, name)}, kept)


def _stale(con: Connection, seen: Mapping[str, int]) -> list[str]:
    return [name for name, version in sorted(seen.items()) if _version(con, name) != version]


def _version(con: Connection, name: str) -> int:
    version: int | None = con.scalar(select(event.c.version).where(event.c.id == name))
    if version is None:
        version = con.scalar(select(incident.c.version).where(incident.c.id == name))
    if version is None:
        raise UsageError(f"no event or incident {name!r} in the register")
    return version


def _is_event(con: Connection, name: str) -> bool:
    return con.scalar(select(event.c.num).where(event.c.id == name)) is not None


def _kept(decision: Decision, at: str, seen: Mapping[str, int]) -> Entry:
    draft = _draft(decision, at, seen)
    note = f"{decision.kind}: {decision.note}" if decision.note else decision.kind
    return msgspec.structs.replace(draft, kind="stale", note=note)


def _draft(decision: Decision, at: str, seen: Mapping[str, int]) -> Entry:
    return Entry(
        seq=0, at=at, by=decision.by or "", kind=decision.kind, events=decision.events, apart=decision.apart,
        incident=decision.incident, field=decision.field, value=decision.value, note=decision.note,
        spans=decision.spans, aside=decision.aside, seen=dict(sorted(seen.items())),
    )  # fmt: skip


def _save(con: Connection, decision: Decision, at: str, seen: Mapping[str, int], take: Take) -> Entry:
    draft = _draft(decision, at, seen)
    if decision.kind in _ON_EVENTS:
        return _on_event(con, draft, take)
    if decision.kind in gather.DECIDED:
        return gather.save(con, draft)
    return _add(con, draft) if decision.kind == "add" else _undo(con, draft, decision.undoes)


# ---------------------------------------------------------------------- one event


def _on_event(con: Connection, draft: Entry, take: Take) -> Entry:
    if len(draft.events) != 1:
        raise UsageError(f"a decision {draft.kind!r} is on one event, not {len(draft.events)}")
    (name,) = draft.events
    if name not in draft.seen:
        raise UsageError(f"{name}: no version seen", hint="send the version with which the event was shown")
    row = con.execute(select(event).where(event.c.id == name)).mappings().one()
    latest, base, report_num = row["latest_num"], row["coded_num"], row["report_num"]
    found = _standing(con, name, draft)
    if take == "latest":
        if latest is None or draft.kind != "accept":
            raise UsageError("there is no later coding to take", hint="accept what stands, or reject it")
        base, found = latest, coded_event(con, latest, name)
        report_num = con.execute(select(coded.c.report_num).where(coded.c.num == latest)).scalar_one()
    was, value = msgspec.json.encode(row["word"]).decode(), None
    if draft.kind == "field":
        if draft.field is None or draft.value is None:
            raise UsageError("a field and its value are missing")
        after = set_field(found, draft.field, draft.value, draft.spans, draft.note)
        was, value = value_json(found, draft.field), value_json(after, draft.field)
        _refuse_broken(con, after, report_num, draft.spans, found)
    elif draft.kind == "accept":
        value = _told(found)
    entry = append(
        con,
        msgspec.structs.replace(draft, was=was, value=value, base=base, latest=latest, report_num=report_num),
    )
    if not entry.aside:
        refresh(con, name)
        if entry.kind != "accept" or take == "latest":
            gather.mark_stale(con, name)
    return entry


def _told(found: Event) -> str:
    """An event's values as JSON, without what only explains them."""
    bare = msgspec.structs.replace(
        found, confidence={}, because={}, place=msgspec.structs.replace(found.place, candidates=())
    )
    return to_json(bare).decode()


def _standing(con: Connection, name: str, draft: Entry) -> Event:
    """The event as this person has it before them: a second reader sees none of the others' edits."""
    record = record_of(con, name)
    if not draft.aside:
        return record.event
    own = replay(history(con, name), lambda num: coded_event(con, num, name), own=draft.by)
    return own.event or record.coded or record.event


def value_json(found: Event, path: str) -> str:
    """The value at a path of an event, as JSON."""
    value = msgspec.json.decode(to_json(found))
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return msgspec.json.encode(value).decode()


def _refuse_broken(
    con: Connection, found: Event, report_num: int, spans: tuple[Span, ...], before: Event | None = None
) -> None:
    """Refuse what breaks a law that the event held before."""
    text = con.execute(select(report.c.text).where(report.c.num == report_num)).scalar_one()
    wrong = [f"span [{s}, {e}) is not in the text" for s, e in spans if not 0 <= s < e <= len(text)]
    known = set() if before is None else set(broken_laws(before, text))
    wrong += [law for law in broken_laws(found, text) if law not in known]
    if wrong:
        raise InputError("; ".join(dict.fromkeys(wrong)), hint="nothing was saved")


def _add(con: Connection, draft: Entry) -> Entry:
    """An event that a person found; the id is made of the passage, and stands from then on."""
    try:
        given = _EVENT.decode(draft.value or "")
    except msgspec.DecodeError as error:
        raise InputError(f"not an event: {error}", hint="send the whole event as JSON in `value`") from error
    stored = report_of(con, given.doc_id)
    found = explained(msgspec.structs.replace(given, id="", doc_id=stored.report.doc_id))
    turn = 0
    while _is_event(con, name := stable_id("p", found.doc_id, *found.passage, turn)):
        turn += 1
    found = msgspec.structs.replace(found, id=name)
    _refuse_broken(con, found, stored.num, draft.spans)
    entry = append(
        con,
        msgspec.structs.replace(draft, events=(name,), value=to_json(found).decode(), report_num=stored.num, seen={}),
    )
    con.execute(
        insert(event).values(
            **columns_of(found, status="edited", conflict=False), id=name, doc_id=found.doc_id, report_num=stored.num,
            word="edited", version=0,
        )
    )  # fmt: skip
    refresh(con, name)
    return entry


def _undo(con: Connection, draft: Entry, undoes: str | None) -> Entry:
    number = (undoes or "").removeprefix("d")
    if not number.isdecimal():
        raise UsageError(f"no decision {undoes!r}", hint="name the decision to take back, as d17")
    target = entry_of(con, int(number))
    if target.kind in _NOT_TAKEN_BACK:
        raise UsageError(f"{target.id} is no decision that can be taken back: {target.kind}")
    related = history(con, target.events[0]) if target.events else [target]
    if target.seq in undone(related):
        raise UsageError(f"{target.id} was taken back already")
    entry = append(
        con,
        msgspec.structs.replace(
            draft, undoes=target.seq, events=target.events, apart=target.apart, incident=target.incident,
            field=target.field, aside=target.aside,
        ),
    )  # fmt: skip
    gathered = _root(con, target)
    if entry.aside:
        return entry
    if gathered.kind in gather.DECIDED:
        gather.restore(con, gathered, back=entry.seq)
    else:
        refresh(con, target.events[0])
        gather.mark_stale(con, target.events[0])
    return entry


def _root(con: Connection, entry: Entry) -> Entry:
    """The decision at the end of a row of undoings."""
    while entry.kind == "undo" and entry.undoes is not None:
        entry = entry_of(con, entry.undoes)
    return entry

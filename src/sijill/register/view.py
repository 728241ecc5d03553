"""The view of now: one narrow row an event, made of its coding and the decisions on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, insert, select

from sijill.errors import UsageError
from sijill.model import Event, to_json
from sijill.register.effective import State, Told, replay, told
from sijill.register.engines import in_lots
from sijill.register.log import history
from sijill.register.records import STANDING, WAITING, EventRecord, Row, Status
from sijill.register.schema import coded, event, report, touched

_EVENT = msgspec.json.Decoder(Event)
_ROW = tuple(name for name in Row.__struct_fields__)
ROW_COLUMNS = tuple(event.c[name] for name in _ROW)
CONFLICT_NEED = 400
_COARSE = {None: 80, 1: 0, 2: 10, 3: 40, 4: 60, 5: 60, 6: 70, 7: 70}


def need_of(found: Event, *, status: Status, conflict: bool) -> int:
    """How much an event needs a person.

    1000 where a run now codes otherwise what a person decided, 400 where the tellings of its incident contradict one
    another, 150 where somebody began on it; 30 for each doubling of the civilians killed (at most 240); up to 100 for
    the least certain field; 80 without a place, down to 0 for an exact one; 50 without a day.
    """
    civilians = killed_in(found, "Civilians") or 0
    return (
        1000 * (status == "changed") + CONFLICT_NEED * conflict + 150 * (status == "edited")
        + 30 * min(8, civilians.bit_length())
        + round(100 * (1 - confidence_of(found)))
        + (_COARSE.get(found.place.precision, 0) if found.place.name or found.place.country else 80)
        + 50 * (found.date.start is None)
    )  # fmt: skip


def confidence_of(found: Event) -> float:
    """The confidence of the least certain field."""
    return min(found.confidence.values(), default=1.0)


def killed_in(found: Event, group: str | None = None) -> int | None:
    """The least number of killed that is told, of all groups or of one; None where none is."""
    lows = [
        c.low for c in found.casualties
        if c.outcome == "killed" and c.low is not None and (group is None or c.group == group)
    ]  # fmt: skip
    return sum(lows) if lows else None


def columns_of(found: Event, *, status: Status, conflict: bool) -> dict[str, Any]:
    """The columns that an event is found and sorted by."""
    place, date = found.place, found.date
    return {
        "type": found.type, "country": place.country, "admin1": place.admin1, "admin2": place.admin2,
        "place": place.name, "day": date.start, "day_end": date.end, "precision": place.precision,
        "confidence": confidence_of(found), "killed": killed_in(found), "lat": place.lat, "lon": place.lon,
        "killed_civilians": killed_in(found, "Civilians"),
        "need": need_of(found, status=status, conflict=conflict), "status": status, "conflict": conflict,
        "waits": status in WAITING, "stands": status in STANDING,
    }  # fmt: skip


# ---------------------------------------------------------------------- reading


def decode_event(text: str, event_id: str) -> Event:
    """A stored event under the id of its record."""
    found = _EVENT.decode(text)
    return found if found.id == event_id else msgspec.structs.replace(found, id=event_id)


def coded_event(con: Connection, num: int, event_id: str) -> Event:
    """The coded event of a number, under the id of its record."""
    return decode_event(con.execute(select(coded.c.json).where(coded.c.num == num)).scalar_one(), event_id)


def row_of(values: RowMapping) -> Row:
    """A row of the table ``event`` as a record."""
    return Row(**{name: values[name] for name in _ROW})


def event_row(con: Connection, event_id: str) -> Row:
    """The row of an event.

    Raises:
        UsageError: there is none of this id.
    """
    found = con.execute(select(*ROW_COLUMNS).where(event.c.id == event_id)).mappings().first()
    if found is None:
        raise UsageError(f"no event {event_id!r} in the register")
    return row_of(found)


def effective_events(con: Connection, rows: Iterable[Row]) -> dict[str, Event]:
    """The events of rows as they stand, by id."""
    found: dict[str, Event] = {}
    body = select(event.c.id, coded.c.json, touched.c.json.label("own")).select_from(
        event.outerjoin(coded, coded.c.num == event.c.coded_num).outerjoin(touched, touched.c.event_num == event.c.num)
    )
    for some in in_lots([row.num for row in rows]):
        for one in con.execute(body.where(event.c.num.in_(some))):
            found[one.id] = decode_event(one.own or one.json, one.id)
    return found


def record_of(con: Connection, event_id: str) -> EventRecord:
    """An event with its coding, what a later run makes of it, and which fields people set.

    Raises:
        UsageError: there is none of this id.
    """
    return records_of(con, [event_row(con, event_id)])[0]


def records_of(con: Connection, rows: Iterable[Row]) -> list[EventRecord]:
    """The same for many rows, in their order."""
    rows = list(rows)
    now = effective_events(con, rows)
    return [
        EventRecord(row=row, event=now[row.id], coded=now[row.id]) if row.word == "open" and row.status != "gone"
        else _detailed(con, row, now[row.id])
        for row in rows
    ]  # fmt: skip


def _detailed(con: Connection, row: Row, found: Event) -> EventRecord:
    """The record of an event that people decided on."""
    nums = con.execute(select(event.c.coded_num, event.c.latest_num).where(event.c.num == row.num)).one()
    wanted = [num for num in nums if num is not None]
    bodies = {r.num: r for r in con.execute(select(coded).where(coded.c.num.in_(wanted)))}
    base = bodies.get(nums.coded_num)
    latest = bodies.get(nums.latest_num) if row.status == "changed" else None
    state = replay(history(con, row.id), lambda num: coded_event(con, num, row.id))
    return EventRecord(
        row=row, event=found, edited=state.edited,
        coded=None if base is None else decode_event(base.json, row.id),
        latest=None if latest is None else decode_event(latest.json, row.id),
        latest_report_num=None if latest is None else latest.report_num,
    )  # fmt: skip


# ---------------------------------------------------------------------- writing


def told_by(con: Connection, num: int | None, event_id: str) -> Told | None:
    """What a coding tells, under the id of its record; None where there is none."""
    query = select(coded.c.json, report.c.text).join(report, report.c.num == coded.c.report_num)
    row = con.execute(query.where(coded.c.num == num)).first() if num is not None else None
    return None if row is None else told(decode_event(row.json, event_id), row.text)


def _is_changed(con: Connection, state: State, own: Told, latest: int | None) -> bool:
    """Whether a later run says other than a person decided, in a way that the person has not seen.

    A rejection stands as long as the type and the words of the passage do.
    """
    if state.word == "open" or latest == state.settled:
        return False
    now, seen = told_by(con, latest, own.event.id), told_by(con, state.settled, own.event.id)
    if now is None:
        return True
    same = Told.means_as if state.word == "rejected" else Told.says_as
    return not (same(now, own) or same(now, seen))


def refresh(con: Connection, event_id: str) -> Row:
    """Make the row of an event anew out of its coding and the log; its version goes up. Gives the row as it is now."""
    row = con.execute(select(event).where(event.c.id == event_id)).mappings().one()
    entries = history(con, event_id)
    state = replay(entries, lambda num: coded_event(con, num, event_id))
    values = settle(con, row, state)
    con.execute(event.update().where(event.c.num == row["num"]).values(**values, version=row["version"] + 1))
    if state.event is not None or values["coded_num"] is not None:  # what a person added stays, also taken back
        con.execute(delete(touched).where(touched.c.event_num == row["num"]))
    if state.event is not None:
        con.execute(insert(touched).values(event_num=row["num"], json=to_json(state.event).decode()))
    return event_row(con, event_id)


def settle(con: Connection, row: Mapping[Any, Any], state: State) -> dict[str, Any]:
    """The columns of an event's row, by the decisions on it and the latest coding; neither ``num`` nor ``version``."""
    latest = row["latest_num"]
    if state.event is None:
        num = latest if latest is not None else row["coded_num"]
        status: Status = "gone" if latest is None else "open"
    else:
        num = state.base
    report_num = state.report_num or row["report_num"]  # where a person added it
    if num is not None:
        report_num = con.execute(select(coded.c.report_num).where(coded.c.num == num)).scalar_one()
    found = state.event or (None if num is None else coded_event(con, num, row["id"]))
    if state.event is not None:
        text = con.execute(select(report.c.text).where(report.c.num == report_num)).scalar_one()
        status = "changed" if _is_changed(con, state, told(state.event, text), latest) else state.word
    values = {} if found is None else columns_of(found, status=status, conflict=bool(row["conflict"]))
    return values | {
        "status": status, "waits": status in WAITING, "stands": status in STANDING, "word": state.word,
        "report_num": report_num, "coded_num": num, "settled_num": state.settled, "touched_by": state.by,
        "touched_at": state.at,
    }  # fmt: skip

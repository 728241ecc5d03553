"""A second reader's own view of an event: what was coded, with that person's decisions alone."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from sijill.register.effective import replay
from sijill.register.log import history
from sijill.register.records import EventRecord, Row
from sijill.register.view import coded_event, record_of


def own_record(con: Connection, row: Row, name: str) -> EventRecord:
    """An event as one person has it before them, blind to what others decided.

    Args:
        con: a transaction.
        row: the event's; its ``version`` stands, the rest tells of the person's own word.
        name: the person's.
    """
    record = record_of(con, row.id)
    state = replay(history(con, row.id), lambda num: coded_event(con, num, row.id), own=name)
    event = state.event or record.coded or record.event
    own = msgspec.structs.replace(row, status=state.word, word=state.word, touched_by=state.by, touched_at=state.at)
    return EventRecord(row=own, event=event, coded=record.coded, edited=state.edited)

"""Deciding: a person's word on events and incidents, with the version that was seen."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from sijill.errors import UsageError
from sijill.model import Decision
from sijill.register import (
    EventRecord,
    Register,
    StaleError,
    Take,
    decide,
    entry_of,
    record_of,
    report_by_num,
)
from sijill.register.accounts import LoginError, may
from sijill.register.aside import own_record
from sijill.register.view import event_row
from sijill.review.api.answers import (
    Clash,
    DecidedAnswer,
    PairedAnswer,
    Token,
    answer,
    says,
)
from sijill.review.site import site_of, who_of

router = APIRouter(prefix="/api/v1")
Number = Annotated[int, Field(ge=0, le=2**31)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Note = Annotated[str, Field(max_length=500)]
Spans = Annotated[list[tuple[Number, Number]], Field(max_length=50)]


class Body(BaseModel):
    """A body has what its description says and no more."""

    model_config = ConfigDict(extra="forbid")


class Login(Body):
    """Name and password; for a register on this machine the key that its start printed, as the password."""

    name: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1024)]


class Change(Body):
    """A value for a field, and the words that it was read from."""

    field: Literal[
        "type", "date", "time", "part", "place", "initiator", "target", "weapon", "casualties", "damage", "claim",
        "passage",
    ]  # fmt: skip
    value: Any
    spans: Spans = []


class Deciding(Body):
    """A word on one event.

    ``version`` is that of the event as it was shown. ``fields`` goes with ``field``; ``take`` with ``accept``: what
    people made of the event, or the latest coding. ``aside`` is a second reader's own word.
    """

    kind: Literal["accept", "reject", "field"]
    version: Number
    fields: Annotated[list[Change], Field(max_length=12)] = []
    note: Note | None = None
    take: Take = "mine"
    aside: bool = False


class Adding(Body):
    """An event that nobody coded: its passage in the report, and its type."""

    passage: tuple[Number, Number]
    type: Name
    note: Note | None = None


class Undoing(Body):
    """Nothing but why."""

    note: Note | None = None


class Pairing(Body):
    """A word on which events are one incident, or on which telling's ``field`` holds for it (``choose``, one event).

    ``seen``: id of each event or incident to the version shown.
    """

    kind: Literal["same", "different", "split", "choose"]
    events: Annotated[list[Name], Field(min_length=1, max_length=500)]
    incident: Name | None = None
    field: Literal["type", "date", "place", "initiator", "target", "weapon", "casualties", "damage"] | None = None
    seen: Annotated[dict[Name, Number], Field(max_length=1000)]
    note: Note | None = None


@router.post("/login", name="api_login", responses=says(Token, 429))
def login(request: Request, body: Login) -> Response:
    """A token for the other calls."""
    site = site_of(request)
    try:
        cookie = site.door.enter(body.name, body.password, request.client.host if request.client else "")
    except LoginError as error:
        raise HTTPException(429 if error.wait else 401, str(error)) from error
    return answer(Token(cookie if site.door.accounts else body.password))


@router.post("/events/{event_id}/decisions", name="api_decide", responses=says(DecidedAnswer, 404, 409))
def decide_(request: Request, event_id: str, body: Deciding) -> Response:
    """Accept an event, reject it, or set fields of it; 409 where somebody else was faster."""
    site, who = site_of(request), who_of(request)
    with site.register.read() as con:
        _known(con, event_id)
    if body.kind == "field" and not body.fields:
        raise UsageError("no field is named", hint="send `fields`")
    own = Decision(kind=body.kind, by=who.name, events=(event_id,), note=body.note, aside=body.aside)
    decisions = [own]
    if body.kind == "field":
        decisions = [
            msgspec.structs.replace(own, field=c.field, value=_json(c.value), spans=tuple(c.spans)) for c in body.fields
        ]
    saved, version = [], body.version
    for decision in decisions:
        try:
            saved.append(
                decide(site.register, decision, seen={event_id: version}, take=body.take, rewrite=site.rewrite).id
            )
        except StaleError as error:
            return answer(Clash("problem.clash", error.theirs.get(event_id), error.yours), 409)
        version += not body.aside  # each save is a version of its own
    return answer(DecidedAnswer(saved, _shown(site.register, event_id, who.name, aside=body.aside)))


def _known(con: Connection, event_id: str) -> None:
    try:
        event_row(con, event_id)
    except UsageError as error:
        raise HTTPException(404, str(error)) from error


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _shown(register: Register, event_id: str, name: str, *, aside: bool) -> EventRecord:
    with register.read() as con:
        return own_record(con, event_row(con, event_id), name) if aside else record_of(con, event_id)


@router.post("/reports/{num}/events", name="api_add", responses=says(EventRecord, 404, status=201), status_code=201)
def add(request: Request, num: int, body: Adding) -> Response:
    """Add an event that nobody coded."""
    site = site_of(request)
    with site.register.read() as con:
        try:
            report = report_by_num(con, num).report
        except UsageError as error:
            raise HTTPException(404, str(error)) from error
    made = {"id": "new", "doc_id": report.doc_id, "passage": body.passage, "type": body.type}
    entry = decide(
        site.register,
        Decision(kind="add", by=who_of(request).name, value=_json(made), spans=(body.passage,), note=body.note),
        seen={},
    )
    with site.register.read() as con:
        return answer(record_of(con, entry.events[0]), 201)


@router.post("/decisions/{decision_id}/undo", name="api_undo", responses=says(PairedAnswer, 404))
def undo(request: Request, decision_id: str, body: Undoing) -> Response:
    """Take a decision back: one's own, or as an editor anybody's."""
    site, who = site_of(request), who_of(request)
    number = decision_id.removeprefix("d")
    with site.register.read() as con:
        try:
            entry = entry_of(con, int(number) if number.isdecimal() and len(number) < 16 else 0)
        except UsageError as error:
            raise HTTPException(404, str(error)) from error
    if entry.by != who.name and not may(who.role, "editor"):
        raise HTTPException(403, "problem.forbidden")
    made = decide(
        site.register,
        Decision(kind="undo", by=who.name, undoes=decision_id, note=body.note),
        seen={},
        rewrite=site.rewrite,
    )
    return answer(PairedAnswer(made.id, made.incident))


@router.post("/pairs", name="api_pair", responses=says(PairedAnswer, 404, 409))
def pair(request: Request, body: Pairing) -> Response:
    """Say that events are one incident, that no two of them are, that some leave theirs, or whose word holds."""
    site = site_of(request)
    with site.register.read() as con:
        for name in body.events:
            _known(con, name)
    decision = Decision(
        kind=body.kind, by=who_of(request).name, events=tuple(body.events), incident=body.incident,
        field=body.field, note=body.note,
    )  # fmt: skip
    try:
        entry = decide(site.register, decision, seen=body.seen, rewrite=site.rewrite)
    except StaleError as error:
        return answer(Clash("problem.clash", next(iter(error.theirs.values()), None), error.yours), 409)
    with site.register.read() as con:
        return answer(PairedAnswer(entry.id, event_row(con, body.events[0]).incident_id))

"""What the API answers, and the description of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from sijill import __version__
from sijill.model import Incident
from sijill.register import Entry, EventRecord, Found, IncidentRow, Row, StoredReport
from sijill.register.accounts import Role
from sijill.register.agreement import Agreement
from sijill.register.listing import Box

_PREFIX = "/api/v1"


class Me(msgspec.Struct, frozen=True):
    """Who asks."""

    name: str
    role: Role


class Token(msgspec.Struct, frozen=True):
    """To be sent as ``Authorization: Bearer …``; it runs out twelve hours after its last use."""

    token: str


class Listed(msgspec.Struct, frozen=True):
    """An event of a list, and its page."""

    href: str
    event: Row


class QueueAnswer(msgspec.Struct, frozen=True):
    """A page of events; ``next`` is to be sent as ``after`` for the page behind it; ``total`` is counted to 1,000."""

    rows: list[Listed]
    total: int
    next: str | None


class MapSpot(msgspec.Struct, frozen=True):
    """Events at one spot: they happened within ``km`` of it. ``box``: west, south, east, north of their points."""

    lat: float
    lon: float
    km: float
    precision: int
    events: int
    label: str
    box: Box


class MapAnswer(msgspec.Struct, frozen=True):
    """The spots of a part of the map; ``unplaced`` events of the same filter have no point anywhere."""

    spots: list[MapSpot]
    unplaced: int


class Bin(msgspec.Struct, frozen=True):
    """A stretch of time, ends included."""

    label: str
    since: str
    until: str
    events: int


class TimelineAnswer(msgspec.Struct, frozen=True):
    """Events over time; ``undated`` ones of the same filter have no day."""

    bins: list[Bin]
    undated: int


class ReportAnswer(msgspec.Struct, frozen=True):
    """A report and its events."""

    report: StoredReport
    events: list[EventRecord]


class IncidentAnswer(msgspec.Struct, frozen=True):
    """An incident and its tellings."""

    row: IncidentRow
    incident: Incident
    events: list[EventRecord]


class DecidedAnswer(msgspec.Struct, frozen=True):
    """What was saved: ids of the entries in the log, and the event as it stands now."""

    entries: list[str]
    event: EventRecord


class PairedAnswer(msgspec.Struct, frozen=True):
    """What was saved: the id of the entry, and the incident that the first event is in now."""

    entry: str
    incident: str | None


class Clash(msgspec.Struct, frozen=True):
    """Somebody else was faster: nothing changed. ``theirs`` is the event as it stands, ``yours`` what was kept."""

    detail: str
    theirs: EventRecord | None
    yours: Entry


class CountAnswer(msgspec.Struct, frozen=True):
    """The number that some words tell; both ends null where they tell none."""

    low: int | None
    high: int | None


class Problem(msgspec.Struct, frozen=True):
    """Why it did not work."""

    detail: str


_RECORDS: Sequence[Any] = (
    Me, Token, QueueAnswer, MapAnswer, TimelineAnswer, ReportAnswer, IncidentAnswer, DecidedAnswer, PairedAnswer, Clash,
    CountAnswer, Problem, EventRecord, Found, Entry, IncidentRow, Agreement,
)  # fmt: skip


def answer(record: object, status: int = 200) -> Response:
    """A record as JSON."""
    return Response(msgspec.json.encode(record), status, media_type="application/json")


def says(kind: type, *others: int, many: bool = False, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """The description of a route's answers: a record (or a list of them), and the problems that it may tell of."""
    shape: dict[str, Any] = {"$ref": f"#/components/schemas/{kind.__name__}"}
    told: dict[int | str, dict[str, Any]] = {
        status: _body({"type": "array", "items": shape} if many else shape, "As asked.")
    }
    for other in (400, 401, 403, 413, 422, *others):
        name = "Clash" if other == 409 else "Problem"
        told[other] = _body({"$ref": f"#/components/schemas/{name}"}, _PROBLEMS[other])
    return told


_PROBLEMS = {
    400: "The call makes no sense as it is.", 401: "Nobody is known by this token.", 403: "The role does not allow it.",
    404: "There is no such record.", 409: "Somebody else decided on it in the meantime.", 413: "Too large.",
    422: "A value is not valid.", 429: "Too many failed log-ins.",
}  # fmt: skip


def _body(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def described(app: FastAPI) -> dict[str, Any]:
    """The description of the API in OpenAPI 3.1."""
    found = get_openapi(
        title="sijill review", version=__version__, routes=app.routes,
        description="Read and decide. Log in at /api/v1/login and send the token; or use the key of a local start.",
    )  # fmt: skip
    _, records = msgspec.json.schema_components(_RECORDS, ref_template="#/components/schemas/{name}")
    components = found.setdefault("components", {})
    components.setdefault("schemas", {}).update(records)
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{"bearer": []}]
    found["paths"] = {path: one for path, one in found["paths"].items() if path.startswith(_PREFIX)}
    return found

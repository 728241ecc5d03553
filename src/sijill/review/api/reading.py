"""Reading: lists, records, map, timeline."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from sijill.errors import UsageError
from sijill.register import (
    STANDING,
    Bar,
    count,
    events_of_report,
    history,
    incident_of,
    members,
    queue,
    record_of,
    records_of,
    report_by_num,
    report_of,
    search,
    timeline,
)
from sijill.register.agreement import Agreement, agreement
from sijill.register.atlas import count_unplaced, rows_inside, spots
from sijill.register.finding import Found
from sijill.register.listing import Box
from sijill.register.matching import count_up_to, incidents_like
from sijill.register.records import Entry, EventRecord, IncidentRow, Row
from sijill.register.view import event_row
from sijill.review.api.answers import (
    Bin,
    CountAnswer,
    IncidentAnswer,
    Listed,
    MapAnswer,
    MapSpot,
    Me,
    QueueAnswer,
    ReportAnswer,
    TimelineAnswer,
    answer,
    described,
    says,
)
from sijill.review.filters import COUNTED, Asked, asked
from sijill.review.pages.lists import report_address
from sijill.review.site import site_of, who_of

router = APIRouter(prefix="/api/v1")
_PIXELS = 22  # of a cell: about as wide as the smallest circle that a finger finds
_FEW_DAYS = 92  # up to which the timeline has a bar a day

Limit = Annotated[int, Field(ge=1, le=200)]
Id = Annotated[str, Field(max_length=100)]
Day = Annotated[date | None, Field(description="ISO day, included")]


class Where(BaseModel):
    """Which events, by place, day and kind; ``status`` may also be waiting, standing or all."""

    status: Literal["", "open", "edited", "changed", "accepted", "rejected", "gone", "waiting", "standing", "all"] = ""
    country: Id | None = None
    type: Id | None = None
    since: Day = None
    until: Day = None


class QueueQuery(Where):
    """A page of the queue; with ``box`` (west,south,east,north in degrees) the events at a part of the map."""

    precision: Annotated[int | None, Field(ge=0, le=7)] = None
    confidence: Annotated[float | None, Field(ge=0, le=1, description="of the least certain field, below this")] = None
    conflict: Literal["1"] | None = None
    untouched: Literal["1"] | None = None
    box: Id | None = None
    after: Id | None = None
    limit: Limit = 50


class IncidentQuery(BaseModel):
    """A page of incidents; day and id of the last one give the page behind it."""

    country: Id | None = None
    since: Day = None
    until: Day = None
    conflict: Literal["1"] | None = None
    after_day: Id = ""
    after_id: Id | None = None
    limit: Limit = 50


class MapQuery(Where):
    """A part of the map (west,south,east,north in degrees), and how closely one looks."""

    box: Id
    zoom: Annotated[int, Field(ge=0, le=14)] = 4


def _asked(request: Request) -> Asked:
    return asked(request.query_params)


@router.get("/openapi.json", name="api_openapi", include_in_schema=False)
def openapi(request: Request) -> Response:
    """The description of the API."""
    return answer(described(request.app))


@router.get("/me", name="api_me", responses=says(Me))
def me(request: Request) -> Response:
    """Who asks."""
    who = who_of(request)
    return answer(Me(who.name, who.role))


@router.get("/queue", name="api_queue", responses=says(QueueAnswer))
def queue_(request: Request, query: Annotated[QueueQuery, Query()]) -> Response:
    """Events, what needs a person most first; with ``box`` (west,south,east,north) those at a part of the map."""
    wanted = _asked(request)
    with site_of(request).register.read() as con:
        if query.box is not None:
            rows, total = rows_inside(con, wanted.filter(), _box(query.box), limit=query.limit)
            return answer(QueueAnswer(_listed(rows), total, None))
        page = queue(con, wanted.filter(), after=query.after, limit=query.limit)
        return answer(QueueAnswer(_listed(page.rows), count_up_to(con, wanted.filter(), COUNTED), page.next))


def _listed(rows: Sequence[Row]) -> list[Listed]:
    return [Listed(f"{report_address(row)}#{row.id}", row) for row in rows]


def _box(written: str) -> Box:
    try:
        west, south, east, north = (float(part) for part in written.split(","))
    except ValueError as error:
        raise UsageError(f"not a box: {written!r}", hint="west,south,east,north in degrees") from error
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise UsageError(f"not a box: {written!r}", hint="west,south,east,north in degrees")
    return west, south, east, north


@router.get("/reports/{doc_id:path}", name="api_report", responses=says(ReportAnswer, 404))
def report(request: Request, doc_id: str) -> Response:
    """A report, where it came from, and its events as they stand."""
    with site_of(request).register.read() as con:
        try:
            stored = report_of(con, doc_id)
        except UsageError as error:
            raise HTTPException(404, str(error)) from error
        return answer(ReportAnswer(stored, records_of(con, events_of_report(con, doc_id))))


@router.get("/events/{event_id}", name="api_event", responses=says(EventRecord, 404))
def event(request: Request, event_id: str) -> Response:
    """An event as it stands, as it was coded, and what a later run makes of it."""
    with site_of(request).register.read() as con:
        try:
            return answer(record_of(con, event_id))
        except UsageError as error:
            raise HTTPException(404, str(error)) from error


@router.get("/incidents", name="api_incidents", responses=says(IncidentRow, many=True))
def incidents_(request: Request, query: Annotated[IncidentQuery, Query()]) -> Response:
    """Incidents, the latest day first; send day and id of the last one for the page behind it."""
    after = None if query.after_id is None else (query.after_day, query.after_id)
    with site_of(request).register.read() as con:
        return answer(incidents_like(con, _asked(request).filter(), after=after, limit=query.limit))


@router.get("/incidents/{incident_id}", name="api_incident", responses=says(IncidentAnswer, 404))
def incident(request: Request, incident_id: str) -> Response:
    """An incident and its tellings."""
    with site_of(request).register.read() as con:
        try:
            row, found = incident_of(con, incident_id)
        except UsageError as error:
            raise HTTPException(404, str(error)) from error
        told = records_of(con, [event_row(con, name) for name in members(con, [incident_id])])
        return answer(IncidentAnswer(row, found, told))


@router.get("/search", name="api_search", responses=says(Found))
def search_(request: Request, q: Annotated[str, Query(max_length=200)], before: int | None = None) -> Response:
    """Reports that have all words of a query, whatever their spelling and clitics."""
    with site_of(request).register.read() as con:
        return answer(search(con, q, before=before))


@router.get("/history/{subject}", name="api_history", responses=says(Entry, many=True))
def history_(request: Request, subject: str) -> Response:
    """Every entry of the log on an event or incident, the oldest first."""
    with site_of(request).register.read() as con:
        return answer(history(con, subject))


@router.get("/agreement", name="api_agreement", responses=says(Agreement, many=True))
def agreement_(
    request: Request, a: Annotated[str, Query(max_length=100)], b: Annotated[str, Query(max_length=100)]
) -> Response:
    """How far two coders agree, field by field."""
    with site_of(request).register.read() as con:
        return answer(agreement(con, a, b))


@router.get("/map", name="api_map", responses=says(MapAnswer))
def map_(request: Request, query: Annotated[MapQuery, Query()]) -> Response:
    """Events at a part of the map, summed up for how closely one looks."""
    site = site_of(request)
    wanted = _asked(request).filter(STANDING)
    cell = 360 / 256 / 2**query.zoom * _PIXELS
    with site.register.read() as con:
        found = spots(con, wanted, box=_box(query.box), cell=cell)
        unplaced = count_unplaced(con, wanted)
    told = [
        MapSpot(
            round(s.lat, 5), round(s.lon, 5), round(site.radius(s.precision, None) + s.spread_km, 1), s.precision,
            s.events, s.label, s.box,
        )
        for s in found
    ]  # fmt: skip
    return answer(MapAnswer(told, unplaced))


@router.get("/timeline", name="api_timeline", responses=says(TimelineAnswer))
def timeline_(request: Request, query: Annotated[Where, Query()]) -> Response:  # noqa: ARG001 - checked
    """Events over time, a bar a day, a month or a year, whichever can be read."""
    wanted = _asked(request).filter(STANDING)
    with site_of(request).register.read() as con:
        months = timeline(con, wanted)
        days = timeline(con, wanted, by="day") if len(months) <= 4 else []
        total = count(con, wanted)
    undated = total - sum(bar.events for bar in months)
    return answer(TimelineAnswer(bins_of(days, months), undated))


def bins_of(days: Sequence[Bar], months: Sequence[Bar]) -> list[Bin]:
    """Bars without gaps: days where they span a quarter at most, months where they span twelve years at most, years."""
    if days and _day(days[-1].day).toordinal() - _day(days[0].day).toordinal() < _FEW_DAYS:
        told = {bar.day: bar.events for bar in days}
        span = range(_day(days[0].day).toordinal(), _day(days[-1].day).toordinal() + 1)
        names = [date.fromordinal(n).isoformat() for n in span]
        return [Bin(name, name, name, told.get(name, 0)) for name in names]
    if not months:
        return []
    first, last = (tuple(map(int, bar.day.split("-"))) for bar in (months[0], months[-1]))
    if last[0] - first[0] > 12:
        years: dict[int, int] = {}
        for bar in months:
            years[int(bar.day[:4])] = years.get(int(bar.day[:4]), 0) + bar.events
        return [
            Bin(f"{y:04}", f"{y:04}-01-01", f"{y:04}-12-31", years.get(y, 0)) for y in range(first[0], last[0] + 1)
        ]  # fmt: skip
    told = {bar.day: bar.events for bar in months}
    out = []
    for n in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1]):
        year, month = divmod(n, 12)
        name = f"{year:04}-{month + 1:02}"
        end = calendar.monthrange(year, month + 1)[1]
        out.append(Bin(name, f"{name}-01", f"{name}-{end:02}", told.get(name, 0)))
    return out


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


@router.get("/count", name="api_count", responses=says(CountAnswer, 404))
def count_(
    request: Request, report: int, start: Annotated[int, Query(ge=0)], end: Annotated[int, Query(ge=0)]
) -> Response:
    """The number that some words of a report tell, as the coder's grammar reads it."""
    site = site_of(request)
    with site.register.read() as con:
        try:
            found = report_by_num(con, report).report
        except UsageError as error:
            raise HTTPException(404, str(error)) from error
    told = site.count(found, (start, end)) if site.count is not None and start < end <= len(found.text) else None
    return answer(CountAnswer(*(told or (None, None))))

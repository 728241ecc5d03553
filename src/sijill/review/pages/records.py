"""One record: a report with its events, an incident with its tellings, the history of either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

import msgspec
from fastapi import APIRouter, HTTPException, Request
from sqlalchemy import Connection
from starlette.responses import Response

from sijill.errors import UsageError
from sijill.model import (
    ACTOR_CLASSES,
    CHOOSABLE,
    DAMAGE_OBJECTS,
    PARTS_OF_DAY,
    SUB_EVENT_TYPES,
    WEAPONS,
    ClaimKind,
    DamageOutcome,
    Event,
    Incident,
    Outcome,
)
from sijill.register import (
    Entry,
    EventRecord,
    Filter,
    IncidentRow,
    StoredReport,
    entry_of,
    events_of_report,
    history,
    incident_of,
    members,
    queue,
    record_of,
    records_of,
    report_by_num,
    report_of,
)
from sijill.register.aside import own_record
from sijill.register.gather import DECIDED
from sijill.register.log import undone
from sijill.register.matching import incidents_like
from sijill.register.view import event_row
from sijill.review.filters import asked
from sijill.review.i18n import Words
from sijill.review.pages.lists import report_address
from sijill.review.reading import Card, card, stretches
from sijill.review.shown import ROWS, Item, as_line, conflict_name, conflict_said, items, of_incident, value_line
from sijill.review.site import Site, site_of, who_of

router = APIRouter(include_in_schema=False)
CODES: dict[str, tuple[str, ...]] = {
    "type": SUB_EVENT_TYPES, "class": ACTOR_CLASSES, "weapon": WEAPONS, "object": DAMAGE_OBJECTS, "part": PARTS_OF_DAY,
    "outcome": get_args(Outcome), "damaged": get_args(DamageOutcome), "claim": get_args(ClaimKind),
}  # fmt: skip
_NEAR = 8
_TELLINGS = 40  # that a table shows side by side


# ---------------------------------------------------------------------- a report


@router.get("/reports/{doc_id:path}/work", name="work")
def work(request: Request, doc_id: str) -> Response:
    """The text and the cards alone: what is drawn again after a decision."""
    return site_of(request).page(request, "work.html", **_report(request, doc_id))


@router.get("/reports/{doc_id:path}", name="report")
def report_page(request: Request, doc_id: str) -> Response:
    """A report and its events."""
    site = site_of(request)
    context = _report(request, doc_id)
    groups = sorted({actor.group for card_ in context["cards"] for actor in _actors(card_.event)})
    wanted, after = asked(request.query_params), request.query_params.get("after")
    with site.register.read() as con:
        following = _next(con, request, doc_id) if after else None
    return site.page(
        request, "report.html", **context, codes=CODES, groups=groups, countries=_countries(context["cards"]),
        back=f"/queue?{wanted.query()}", next=following,
    )  # fmt: skip


def _actors(event: Event) -> Iterator[Any]:
    yield from (*event.initiator, *event.target, *event.casualties)


def _countries(cards: Sequence[Card]) -> list[str]:
    return sorted({c.event.place.country for c in cards if c.event.place.country})


def _next(con: Connection, request: Request, doc_id: str) -> str | None:
    """The next report of the queue behind the place in it that one came from."""
    wanted = asked(request.query_params)
    page = queue(con, wanted.filter(), after=request.query_params["after"], limit=60)
    row = next((row for row in page.rows if row.doc_id != doc_id), None)
    return None if row is None else f"{report_address(row, wanted)}#{row.id}"


def _report(request: Request, doc_id: str) -> dict[str, Any]:
    site, who = site_of(request), who_of(request)
    aside = request.query_params.get("second") == "1"
    wanted = request.query_params.get("text", "")
    with site.register.read() as con:
        stored = _stored(con, doc_id, wanted)
        rows = events_of_report(con, stored.report.doc_id)
        records = [own_record(con, row, who.name) for row in rows] if aside else records_of(con, rows)
        records.sort(key=lambda r: (r.row.report_num != stored.num, r.event.passage, r.row.num))
        cards = [
            _card(con, site.words(request), record, stored, index, who.name) for index, record in enumerate(records)
        ]
    told = [(c.index, c.event, c.row.status != "rejected") for c in cards if not c.elsewhere]
    return {
        "stored": stored, "cards": cards, "pieces": list(stretches(stored.report.text, told)), "aside": aside,
        "others": sorted({c.row.report_num for c in cards if c.elsewhere}),
    }  # fmt: skip


def _stored(con: Connection, doc_id: str, num: str) -> StoredReport:
    try:
        stored = report_by_num(con, int(num)) if num.isdecimal() else report_of(con, doc_id)
    except UsageError as error:
        raise HTTPException(404, "problem.missing") from error
    if stored.report.doc_id != doc_id:
        raise HTTPException(404, "problem.missing")
    return stored


def _card(con: Connection, t: Words, record: EventRecord, stored: StoredReport, index: int, name: str) -> Card:
    here = record.row.report_num == stored.num
    undo = last_own(history(con, record.row.id), name) if record.row.touched_by or record.row.status != "open" else None
    return card(t, record, stored.report.text if here else None, index=index, undo=undo)


def last_own(
    entries: Sequence[Entry], name: str, kinds: Sequence[str] = ("accept", "reject", "field", "add")
) -> str | None:
    """The last decision of a person that stands: what *undo* takes back."""
    back = undone(list(entries))
    return next((e.id for e in reversed(entries) if e.by == name and e.kind in kinds and e.seq not in back), None)


# ---------------------------------------------------------------------- an incident


@router.get("/incidents/{incident_id}", name="incident")
def incident_page(request: Request, incident_id: str) -> Response:
    """The tellings of an incident side by side."""
    site, t = site_of(request), site_of(request).words(request)
    with site.register.read() as con:
        try:
            row, incident = incident_of(con, incident_id)
        except UsageError as error:
            raise HTTPException(404, "problem.missing") from error
        ids = members(con, [incident_id])[:_TELLINGS]
        records = records_of(con, [event_row(con, name) for name in ids])
        reports = {num: report_by_num(con, num) for num in {r.row.report_num for r in records}}
        records.sort(key=lambda r: (reports[r.row.report_num].report.published or "9", r.row.id))
        ids = [record.row.id for record in records]
        near = _near(con, t, row)
        undo = last_own(history(con, incident_id), who_of(request).name, DECIDED)
        taken = {field: entry_of(con, int(name.removeprefix("d"))) for field, name in incident.chosen.items()}
    merged = of_incident(t, incident)
    tellings = [_telling(record, reports[record.row.report_num]) for record in records]
    return site.page(
        request, "incident.html", row=row, incident=incident, tellings=tellings, near=near, undo=undo,
        when=_texts(merged["date"]), where=_texts(merged["place"]),
        merged=[{"field": name, "told": found} for name, found in merged.items() if found],
        fields=[_compared(t, name, records, incident, taken.get(name)) for name in ROWS],
        conflicts=list(_conflicts(t, incident)), joins=_joins(incident, ids),
        points=msgspec.json.encode(_points(site, t, records)).decode(),
    )  # fmt: skip


def _texts(found: Sequence[Item]) -> str:
    return ", ".join(item.text for item in found) or "—"


def _telling(record: EventRecord, stored: StoredReport) -> dict[str, Any]:
    report = stored.report
    quote = report.text[slice(*record.event.passage)]
    return {"row": record.row, "outlet": report.outlet, "published": report.published, "quote": quote}


def _compared(
    t: Words, name: str, records: Sequence[EventRecord], incident: Incident, taken: Entry | None
) -> dict[str, Any]:
    found = [items(t, record.event, name) for record in records]
    told = {as_line(cell) for cell in found if cell}
    differs = len(told) > 1
    cells = [
        {"told": cell, "id": record.row.id, "may": bool(cell) and differs and name in CHOOSABLE,
         "taken": taken is not None and record.row.id in taken.events}
        for record, cell in zip(records, found, strict=True)
    ]  # fmt: skip
    return {
        "name": name, "cells": cells, "conflict": any(c.about == name for c in incident.open_conflicts),
        "differs": differs, "by": incident.chosen.get(name),
    }  # fmt: skip


def _conflicts(t: Words, incident: Incident) -> Iterator[dict[str, Any]]:
    for conflict in incident.conflicts:
        said = [(conflict_said(t, conflict.field, side.value), len(side.events)) for side in conflict.values]
        yield {"name": conflict_name(t, conflict.field), "by": incident.chosen.get(conflict.about), "said": said}


def _joins(incident: Incident, ids: Sequence[str]) -> list[dict[str, Any]]:
    number = {name: n for n, name in enumerate(ids, 1)}
    return [
        {
            "a": number[j.events[0]], "b": number[j.events[1]], "decision": j.decision, "bits": j.bits,
            "because": ", ".join(f"{w.field}: {w.found} {w.bits:+.1f}" for w in j.because),
        }
        for j in incident.joined if j.events[0] in number and j.events[1] in number
    ]  # fmt: skip


def _points(site: Site, t: Words, records: Sequence[EventRecord]) -> list[dict[str, Any]]:
    found = []
    for n, record in enumerate(records):
        place = record.event.place
        if place.lat is not None and place.lon is not None:
            precision = place.precision or 6
            found.append({
                "n": n, "lat": place.lat, "lon": place.lon, "precision": precision,
                "km": site.radius(precision, place.id), "label": as_line(items(t, record.event, "place")),
            })  # fmt: skip
    return found


def _near(con: Connection, t: Words, row: IncidentRow) -> list[dict[str, Any]]:
    """Other incidents of the same day and country, which a person may know to be this one."""
    if row.day is None or row.country is None:
        return []
    near = Filter(country=row.country, day_from=row.day, day_to=row.day)
    found = incidents_like(con, near, limit=_NEAR + 1)
    return [
        {
            "id": other.id, "version": other.version, "type": other.type, "day": other.day, "events": other.events,
            "event": one.events[0], "place": as_line(of_incident(t, one)["place"]),
        }
        for other, one in (incident_of(con, r.id) for r in found if r.id != row.id)
    ][:_NEAR]  # fmt: skip


# ---------------------------------------------------------------------- history


@router.get("/history/{subject}", name="history")
def history_page(request: Request, subject: str) -> Response:
    """Everything that was ever decided on an event or an incident."""
    site = site_of(request)
    t = site.words(request)
    with site.register.read() as con:
        entries = history(con, subject)
        href = _home(con, subject)
        if href is None and not entries:
            raise HTTPException(404, "problem.missing")
        nums = {e.report_num for e in entries if e.spans and e.report_num is not None}
        texts = {num: report_by_num(con, num).report.text for num in nums}
    back = undone(entries)
    told = [
        {name: getattr(e, name) for name in (*e.__struct_fields__, "id")}
        | {
            "undone": e.seq in back,
            "value": value_line(t, e.field, e.value) if e.kind in {"field", "stale", "choose"} else None,
            "was": value_line(t, e.field, e.was) if e.kind in {"field", "choose"} else None,
            "words": [texts[e.report_num][slice(*s)] for s in e.spans if e.report_num in texts],
        }
        for e in reversed(entries)
    ]  # fmt: skip
    return site.page(request, "history.html", entries=told, subject=subject, href=href)


def _home(con: Connection, subject: str) -> str | None:
    try:
        row = record_of(con, subject).row
    except UsageError:
        pass
    else:
        return f"{report_address(row)}#{row.id}"
    try:
        return f"/incidents/{incident_of(con, subject)[0].id}"
    except UsageError:
        return None

"""Lists: the queue, the incidents, search, and the map, whose figures the API gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode

import msgspec
from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from sijill.model import SUB_EVENT_TYPES
from sijill.register import Hit, Row, queue, records_of, search
from sijill.register.matching import count_up_to, incidents_like
from sijill.register.reports import reports_of
from sijill.review.filters import COUNTED, Asked, asked, reasons
from sijill.review.i18n import Words
from sijill.review.site import site_of

router = APIRouter(include_in_schema=False)
_LINES, _HITS = 50, 20
_QUOTE = 260  # code points of a passage that a line shows


class Line(msgspec.Struct, frozen=True):
    """An event as a line of a list."""

    row: Row
    href: str
    place: str
    quote: str
    outlet: str | None
    reasons: list[str]


class Pages(msgspec.Struct, frozen=True):
    """Where the pages before and behind this one are."""

    previous: str | None = None
    next: str | None = None
    label: str = ""


@router.get("/", name="home")
def home() -> Response:
    """The queue is where work begins."""
    return RedirectResponse("/queue", 303)


@router.get("/queue", name="queue")
def queue_page(request: Request) -> Response:
    """Events, what needs a person most first."""
    site, wanted, after = site_of(request), asked(request.query_params), request.query_params.get("after")
    found = wanted.filter()
    with site.register.read() as con:
        page = queue(con, found, after=after, limit=_LINES)
        lines = list(_lines(con, site.words(request), page.rows, wanted))
        total, countries = count_up_to(con, found, COUNTED), site.countries(con)
    pages = Pages(
        previous=f"/queue?{wanted.query()}" if after else None,
        next=f"/queue?{wanted.query(after=page.next)}" if page.next else None,
    )
    return site.page(
        request, "queue.html", filters=wanted, lines=lines, total=total, most=COUNTED, countries=countries,
        types=SUB_EVENT_TYPES, filtered=wanted != Asked(), pages=pages,
    )  # fmt: skip


def _lines(con: Connection, t: Words, rows: Sequence[Row], wanted: Asked) -> Iterator[Line]:
    texts = reports_of(con, (row.report_num for row in rows))
    for row, record in zip(rows, records_of(con, rows), strict=True):
        report = texts[row.report_num]
        country = t.country(row.country) if row.country else ""
        place = t.listed(part for part in (row.place, row.admin2, row.admin1, country) if part)
        passage = " ".join(report.text[slice(*record.event.passage)].split())
        yield Line(
            row=row, href=f"{report_address(row, wanted)}#{row.id}", place=place,
            quote=passage if len(passage) <= _QUOTE else passage[:_QUOTE] + "…", outlet=report.outlet,
            reasons=reasons(row),
        )  # fmt: skip


def report_address(row: Row, wanted: Asked | None = None) -> str:
    """The page of an event's report; with the filter of the queue, so that the next one is at hand."""
    query = "" if wanted is None else "?" + wanted.query(after=f"{row.need}~{row.num}")
    return f"/reports/{quote(row.doc_id, safe='/')}{query}"


@router.get("/incidents", name="incidents")
def incidents_page(request: Request) -> Response:
    """Incidents, the latest day first."""
    site, wanted = site_of(request), asked(request.query_params)
    after = request.query_params.get("after")
    day, _, name = (after or "").partition("~")
    with site.register.read() as con:
        rows = incidents_like(con, wanted.filter(), after=(day, name) if after else None, limit=_LINES + 1)
        countries = site.countries(con)
    last = rows[_LINES - 1] if len(rows) > _LINES else None
    pages = Pages(
        previous=f"/incidents?{wanted.query()}" if after else None,
        next=f"/incidents?{wanted.query(after=f'{last.day or str()}~{last.id}')}" if last else None,
    )
    return site.page(
        request, "incidents.html", filters=wanted, lines=rows[:_LINES], countries=countries, pages=pages
    )  # fmt: skip


@router.get("/map", name="map")
def map_page(request: Request) -> Response:
    """Where and when; the page asks the API for what is in sight."""
    site, wanted = site_of(request), asked(request.query_params)
    with site.register.read() as con:
        countries = site.countries(con)
    return site.page(request, "map.html", filters=wanted, countries=countries, types=SUB_EVENT_TYPES)


@router.get("/search", name="search")
def search_page(request: Request) -> Response:
    """Reports that have all words of a query."""
    site, q = site_of(request), request.query_params.get("q", "")[:200]
    before = request.query_params.get("before", "")
    hits, following = [], None
    if q.strip():
        with site.register.read() as con:
            found = search(con, q, before=int(before) if before.isdecimal() else None, limit=_HITS)
            texts = reports_of(con, (hit.num for hit in found.hits))
            hits = [_hit(texts[hit.num].text, hit) for hit in found.hits]
            following = found.next
    pages = Pages(
        previous=f"/search?{urlencode({'q': q})}" if before else None,
        next=f"/search?{urlencode({'q': q, 'before': following})}" if following else None,
    )
    return site.page(request, "search.html", q=q, hits=hits, pages=pages)


def _hit(text: str, hit: Hit) -> dict[str, object]:
    return {
        "href": f"/reports/{quote(hit.doc_id, safe='/')}", "title": hit.title or hit.doc_id, "events": hit.events,
        "published": hit.published, "outlet": hit.outlet, "snippet": list(snippet(text, hit)),
    }  # fmt: skip


def snippet(text: str, hit: Hit) -> Iterator[tuple[str, bool]]:
    """The stretch around the first word that was found, in pieces, and which of them are words that were asked for."""
    at, last = hit.around
    if at > 0:
        while at < last and not text[at - 1].isspace():  # no word is cut
            at += 1
        yield "… ", False
    for start, end in sorted(hit.spans):
        if start >= at and end <= last:
            yield text[at:start], False
            yield text[start:end], True
            at = end
    yield text[at:last] + (" …" if last < len(text) else ""), False

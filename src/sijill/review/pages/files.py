"""Files: what the pages fetch, and the export of what stands."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from itertools import groupby

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from sijill.export import FORMATS, Format, Totals
from sijill.register import report_by_num
from sijill.register.linked import standing_events
from sijill.review.pages.people import EXPORTS
from sijill.review.security import file_name
from sijill.review.site import Site, site_of

router = APIRouter(include_in_schema=False)
_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8", "geojson": "application/geo+json"}
mimetypes.add_type("font/woff2", ".woff2")


@router.get("/static/{digest}/{name:path}", name="static")
def static(request: Request, digest: str, name: str) -> Response:  # noqa: ARG001 - it makes the address new
    """A file of the pages; its address changes with its bytes, so a browser may keep it."""
    body = site_of(request).files.get(name)
    if body is None:
        raise HTTPException(404, "problem.missing")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(body, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})


@router.get("/health", name="health")
def health() -> Response:
    """Whether the program answers; nothing of the register."""
    return PlainTextResponse("ok\n")


@router.get("/export/{form}", name="export")
def export(request: Request, form: str) -> Response:
    """The events that stand, people's decisions applied, as a file."""
    if form not in EXPORTS:
        raise HTTPException(404, "problem.missing")
    site = site_of(request)
    name = file_name("sijill-events", site.register.clock()[:10], ending=form)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_written(site, FORMATS[form]), media_type=_TYPES[form], headers=headers)


def _written(site: Site, form: Format) -> Iterator[bytes]:
    totals = Totals()
    yield form.head()
    with site.register.read() as con:
        for num, rows in groupby(standing_events(con), key=lambda row: row[0]):
            report, events = report_by_num(con, num).report, [event for _, event in rows]
            body = form.render(report, events, site.radius)
            yield form.between + body if totals.read else body
            totals.read, totals.coded, totals.events = totals.read + 1, totals.coded + 1, totals.events + len(events)
    yield form.foot(totals)

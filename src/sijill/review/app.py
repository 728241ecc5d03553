"""The application: its routes, what guards them, and how it tells of what did not work."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.responses import RedirectResponse, Response

from sijill.errors import InputError, SijillError
from sijill.review.access import Guard
from sijill.review.api import deciding, reading
from sijill.review.api.answers import Problem, answer
from sijill.review.pages import files, lists, people, records
from sijill.review.security import Shell
from sijill.review.site import Site

log = logging.getLogger("sijill.review")


def create_app(site: Site, *, hosts: Collection[str]) -> Shell:
    """The application of a site.

    Args:
        site: the register and what belongs to it.
        hosts: the names under which it answers, without port.
    """
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(Guard(site.door))],
    )
    app.state.site = site
    for module in (files, people, lists, records, reading, deciding):
        app.include_router(module.router)
    app.add_exception_handler(AnyHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(SijillError, _unusable)
    app.add_exception_handler(UnicodeEncodeError, _unusable)
    app.add_exception_handler(Exception, _failed)
    return Shell(app, hosts, secure=site.secure)


def _refused(request: Request, error: Any) -> Response:
    if error.status_code == 303:
        return RedirectResponse(error.headers["Location"], 303)
    detail = error.detail if str(error.detail).startswith("problem.") or _is_api(request) else "problem.missing"
    return _tell(request, error.status_code, str(detail), error.headers)


def _invalid(request: Request, error: Any) -> Response:
    if not _is_api(request):
        return _tell(request, 422, "problem.invalid")
    first = error.errors()[0]
    where = ".".join(str(step) for step in first["loc"][1:])
    return _tell(request, 422, f"{where}: {first['msg']}" if where else first["msg"])


def _unusable(request: Request, error: Exception) -> Response:
    if isinstance(error, UnicodeEncodeError):
        return _tell(request, 422, "problem.invalid")
    return _tell(request, 422 if isinstance(error, InputError) else 400, str(error))


def _failed(request: Request, error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _tell(request, 500, "problem.server")


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _tell(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """As JSON to a program, as a page to a person; a key of the words, or words as they are."""
    site: Site = request.app.state.site
    if _is_api(request):
        told = answer(Problem(detail), status)
    else:
        t = site.words(request)
        known = detail.startswith("problem.")
        told = site.page(
            request, "message.html", status, heading=t("problem.heading"), text=t(detail) if known else detail
        )  # fmt: skip
    for name, value in (headers or {}).items():
        told.headers[name] = value
    return told

"""Who may do what, in one place: the least role of every route, the check of it, and of the token that forms carry."""

from __future__ import annotations

import hmac
from typing import NoReturn
from urllib.parse import quote

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from sijill.register.accounts import Role
from sijill.register.accounts import may as outranks
from sijill.review.doors import Door, Who

#: The least role that each route demands, by its name; None is open to everybody. A route that is missing is closed.
LEAST: dict[str, Role | None] = {
    "static": None, "language": None, "login_page": None, "login": None, "enter": None, "health": None,
    "api_login": None,
    "logout": "reader", "home": "reader", "queue": "reader", "report": "reader", "work": "reader",
    "incidents": "reader", "incident": "reader", "map": "reader", "search": "reader", "history": "reader",
    "agreement": "reader", "export": "editor", "audit": "editor", "users": "editor", "user_add": "editor",
    "user_role": "editor", "user_active": "editor", "user_password": "editor",
    "api_openapi": "reader", "api_me": "reader", "api_queue": "reader", "api_report": "reader", "api_event": "reader",
    "api_incident": "reader", "api_incidents": "reader", "api_search": "reader", "api_history": "reader",
    "api_map": "reader", "api_timeline": "reader", "api_agreement": "reader", "api_count": "reader",
    "api_decide": "coder", "api_add": "coder", "api_undo": "coder", "api_pair": "coder",
}  # fmt: skip
_SAFE = {"GET", "HEAD", "OPTIONS"}
#: Routes without a form and without a session to misuse: the name and the password are in the body.
_NO_TOKEN = {"api_login"}


def may(who: Who | None, route: str) -> bool:
    """Whether somebody may use a route; nobody may use one that the table does not know."""
    if route not in LEAST:
        return False
    least = LEAST[route]
    return least is None or (who is not None and outranks(who.role, least))


class Guard:
    """The dependency that every route has."""

    def __init__(self, door: Door):
        self._door = door

    async def __call__(self, request: Request) -> None:
        """Let the request through, or answer 303 to the log-in, 401 or 403.

        Raises:
            HTTPException: who asks is not known, may not, or the token of the form is missing or wrong.
        """
        name = request.scope["route"].name
        access = await run_in_threadpool(self._door.look, request)
        request.state.access = access
        if not may(access.who, name):
            _refuse(request, known=access.who is not None)
        if request.method in _SAFE or name in _NO_TOKEN:
            return
        if request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            raise HTTPException(403, "problem.forged")
        if access.who is None or access.token is not None:  # nobody yet, or somebody by cookie
            await _check_token(request, access.token)


async def _check_token(request: Request, expected: str | None) -> None:
    given = request.headers.get("x-csrf-token")
    if given is None and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        value = (await request.form()).get("csrf")
        given = value if isinstance(value, str) else None
    if not expected or not given or not hmac.compare_digest(given.encode(), expected.encode()):
        raise HTTPException(403, "problem.forged")


def _refuse(request: Request, *, known: bool) -> NoReturn:
    if known:
        raise HTTPException(403, "problem.forbidden")
    if request.url.path.startswith("/api/") or request.method not in _SAFE:
        raise HTTPException(401, "problem.unknown", headers={"WWW-Authenticate": "Bearer"})
    after = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    raise HTTPException(303, headers={"Location": f"/login?next={quote(after, safe='')}"})

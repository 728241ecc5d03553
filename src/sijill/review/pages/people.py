"""Who works here: log-in, users, agreement of two, the audit; and the choice of a language."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Annotated, cast

from fastapi import APIRouter, Form, HTTPException, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from sijill.errors import UsageError
from sijill.register import entries
from sijill.register.accounts import (
    LEAST_PASSWORD,
    ROLES,
    LoginError,
    Role,
    accounts,
    add_account,
    audits,
    set_disabled,
    set_password,
    set_role,
)
from sijill.register.agreement import agreement, differing_events, pairs_of_coders
from sijill.review.doors import COOKIE, GUEST, Access
from sijill.review.i18n import LANGUAGES
from sijill.review.security import local_path
from sijill.review.site import LANGUAGE, Page, Site, site_of, who_of

router = APIRouter(include_in_schema=False)
EXPORTS = ("jsonl", "csv", "geojson")
Text = Annotated[str, Form(max_length=200)]
Secret = Annotated[str, Form(max_length=1024)]

# ---------------------------------------------------------------------- the door


@router.get("/login", name="login_page")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """The form; at a local register the way in is the address that the start printed."""
    site = site_of(request)
    if not site.door.accounts:
        t = site.words(request)
        return site.page(request, "message.html", 401, heading=t("login.title"), text=t("problem.key"))
    return _form(site, request, next, None)


def _form(site: Site, request: Request, after: str, problem: str | None, status: int = 200) -> Page:
    known: Access = request.state.access
    guest = request.cookies.get(GUEST) or secrets.token_urlsafe(32)
    token = guest if known.who is None else known.token  # who is in already may log in as somebody else
    answer = site.page(request, "login.html", status, next=local_path(after), problem=problem, csrf=token)
    site.remember(answer, GUEST, guest)
    return answer


@router.post("/login", name="login")
def login(request: Request, name: Text, password: Secret, next: Text = "/") -> Response:  # noqa: A002
    """Let somebody in who has the right password."""
    site = site_of(request)
    try:
        cookie = site.door.enter(name, password, request.client.host if request.client else "")
    except LoginError as error:
        if error.wait:
            return _form(site, request, next, "problem.too_many", 429)
        return _form(site, request, next, "problem.login", 403)
    site.door.leave(request)  # whoever logs in anew, or as somebody else, leaves no session behind
    return _entered(site, cookie, next)


@router.get("/enter", name="enter")
def enter(request: Request, key: str = "") -> Response:
    """The address that the start of a local register prints."""
    site = site_of(request)
    if site.door.accounts:
        raise HTTPException(404, "problem.missing")
    try:
        return _entered(site, site.door.enter("", key, ""), "/")
    except LoginError as error:
        raise HTTPException(403, "problem.key") from error


def _entered(site: Site, cookie: str, after: str) -> Response:
    answer = RedirectResponse(local_path(after), 303)
    site.remember(answer, COOKIE, cookie)
    answer.delete_cookie(GUEST)
    return answer


@router.post("/logout", name="logout")
def logout(request: Request) -> Response:
    """End the session."""
    site_of(request).door.leave(request)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/language/{language}", name="language")
def choose_language(request: Request, language: str, next: str = "/") -> Response:  # noqa: A002
    """Keep the choice and go back."""
    if language not in LANGUAGES:
        raise HTTPException(404, "problem.missing")
    answer = RedirectResponse(local_path(next), 303)
    site_of(request).remember_choice(answer, LANGUAGE, language)
    return answer


# ---------------------------------------------------------------------- users


@router.get("/users", name="users")
def users_page(request: Request) -> Response:
    """The accounts."""
    return _users(request, None)


def _users(request: Request, problem: str | None) -> Response:
    site = site_of(request)
    if not site.door.accounts:
        raise HTTPException(404, "problem.missing")
    with site.register.read() as con:
        found = accounts(con)
    return site.page(
        request, "users.html", 200 if problem is None else 400, users=found, roles=ROLES, problem=problem,
        least_password=LEAST_PASSWORD,
    )  # fmt: skip


@router.post("/users/add", name="user_add")
def user_add(request: Request, name: Text, role: Text, password: Secret) -> Response:
    """A new account."""
    return _changed(
        request, lambda con, at, by: add_account(con, name.strip(), cast("Role", role), password, at=at, by=by)
    )


@router.post("/users/role", name="user_role")
def user_role(request: Request, name: Text, role: Text) -> Response:
    """Another role, but for one's own account: the last editor cannot shut the door behind themselves."""
    return _changed(request, lambda con, at, by: set_role(con, name, cast("Role", role), at=at, by=by), others=name)


@router.post("/users/active", name="user_active")
def user_active(request: Request, name: Text, active: Text) -> Response:
    """Close an account or open it again, but for one's own."""
    return _changed(request, lambda con, at, by: set_disabled(con, name, active != "1", at=at, by=by), others=name)


@router.post("/users/password", name="user_password")
def user_password(request: Request, name: Text, password: Secret) -> Response:
    """A new password; the sessions of the account end."""
    return _changed(request, lambda con, at, by: set_password(con, name, password, at=at, by=by))


def _changed(
    request: Request, change: Callable[[Connection, str, str], object], *, others: str | None = None
) -> Response:
    """Change an account and go back to the list; ``others`` is a name that may not be one's own."""
    site, by = site_of(request), who_of(request).name
    if not site.door.accounts:
        raise HTTPException(404, "problem.missing")
    if others == by:
        return _users(request, site.words(request)("users.own"))
    try:
        with site.register.write() as con:
            change(con, site.register.clock(), by)
    except UsageError as error:
        return _users(request, str(error))
    return RedirectResponse("/users", 303)


# ---------------------------------------------------------------------- agreement and audit


@router.get("/agreement", name="agreement")
def agreement_page(request: Request) -> Response:
    """How far two coders agree, field by field."""
    site, query = site_of(request), request.query_params
    with site.register.read() as con:
        pairs = pairs_of_coders(con)
        people = sorted({name for pair in pairs for name in pair})
        first = next(iter(pairs), ("", ""))
        one, other = query.get("a", ""), query.get("b", "")
        if one not in people or other not in people:
            one, other = first
        found = agreement(con, one, other) if one != other else []
        differ = differing_events(con, one, other)[:100] if found else []
    rows = [
        {"field": r.field, "n": r.events, "same": r.same, "kappa": _figure(r.kappa), "f1": _figure(r.f1)} for r in found
    ]
    return site.page(
        request, "agreement.html", people=people, a=one, b=other, rows=rows, events=found[0].events if found else 0,
        differ=[{"id": name, "fields": fields, "href": f"/history/{name}"} for name, fields in differ],
    )  # fmt: skip


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


@router.get("/audit", name="audit")
def audit_page(request: Request) -> Response:
    """Every decision, and every use of the door."""
    site = site_of(request)
    with site.register.read() as con:
        decided = entries(con, limit=100)
        doors = [line for _, line in audits(con, limit=100)]
    told = [
        {"id": e.id, "at": e.at, "by": e.by, "kind": e.kind, "field": e.field,
         "about": [*e.events, *([e.incident] if e.incident else [])][:4]}
        for e in decided
    ]  # fmt: skip
    return site.page(request, "audit.html", entries=told, audit=doors, formats=EXPORTS)

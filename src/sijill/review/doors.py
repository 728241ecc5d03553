"""How somebody becomes known: the one person at this machine, or named users with passwords."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from threading import Lock
from typing import Protocol

import msgspec
from fastapi import Request

from sijill.register import Register
from sijill.register.accounts import LoginError, Role, keep_session, later, log_in, log_out, session_of

COOKIE = "sijill_session"
_FRESH = timedelta(hours=11, minutes=30)  # of the twelve hours that a session has left; noting its use writes
GUEST = "sijill_guest"  # holds what the form of the log-in must carry, before anybody is known


class Who(msgspec.Struct, frozen=True):
    """Somebody who is known."""

    name: str
    role: Role


class Access(msgspec.Struct, frozen=True):
    """Who asks; ``token`` is what their forms must carry, None where the request bears its session in a header."""

    who: Who | None = None
    token: str | None = None


class Door(Protocol):
    """How requests become known."""

    accounts: bool

    def look(self, request: Request) -> Access:
        """Who asks."""

    def enter(self, name: str, secret: str, address: str) -> str:
        """Let somebody in; what their cookie is to hold.

        Raises:
            LoginError: the name or the secret is wrong, or there were too many of late.
        """

    def leave(self, request: Request) -> None:
        """End the session of a request."""


def bearer(request: Request) -> str | None:
    """The token of the header ``Authorization: Bearer …``."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return (token.strip() or None) if kind.lower() == "bearer" else None


class LocalDoor:
    """One person at this machine, who has the key that the start printed; other users of the machine do not."""

    accounts = False

    def __init__(self, name: str, key: str):
        self._who, self._key = Who(name, "editor"), key
        self._sessions: dict[str, str] = {}
        self._lock = Lock()

    def look(self, request: Request) -> Access:
        """The person, where the request has a session or bears the key."""
        if (token := bearer(request)) is not None:
            return Access(self._who) if self._fits(token) else Access()
        with self._lock:
            found = self._sessions.get(_digest(request.cookies.get(COOKIE, "")))
        return Access(self._who, found) if found else Access(None, request.cookies.get(GUEST))

    def enter(self, name: str, secret: str, address: str) -> str:  # noqa: ARG002
        """A session for who has the key."""
        if not self._fits(secret):
            raise LoginError("the key is wrong", hint="open the address that the start printed")
        cookie = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[_digest(cookie)] = secrets.token_urlsafe(32)
        return cookie

    def leave(self, request: Request) -> None:
        """End the session."""
        with self._lock:
            self._sessions.pop(_digest(request.cookies.get(COOKIE, "")), None)

    def _fits(self, key: str) -> bool:
        return hmac.compare_digest(key.encode(), self._key.encode())


class AccountDoor:
    """Named users with passwords, kept in the register; their sessions as well."""

    accounts = True

    def __init__(self, register: Register):
        self._register = register

    def look(self, request: Request) -> Access:
        """The user of the session."""
        borne = bearer(request)
        cookie = borne or request.cookies.get(COOKIE)
        if not cookie:
            return Access(None, request.cookies.get(GUEST))
        at = self._register.clock()
        with self._register.read() as con:
            found = session_of(con, cookie, at=at)
        if found is None:
            return Access(None, None if borne else request.cookies.get(GUEST))
        if found.expires_at < later(at, _FRESH):
            with self._register.write() as con:
                keep_session(con, cookie, at=at)
        return Access(Who(found.account, found.role), None if borne else found.csrf)

    def enter(self, name: str, secret: str, address: str) -> str:
        """A session for a user with the right password."""
        return log_in(self._register, name, secret, address=address)[0]

    def leave(self, request: Request) -> None:
        """End the session."""
        if (cookie := bearer(request) or request.cookies.get(COOKIE)) is not None:
            with self._register.write() as con:
                log_out(con, cookie, at=self._register.clock())


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()

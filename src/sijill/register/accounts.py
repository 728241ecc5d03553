"""Who may read, code and edit where a register is served to others: accounts, sessions, failed log-ins, the audit.

Passwords are kept as argon2id hashes, tokens of sessions as sha256: who reads the file can log in as nobody.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from sijill.errors import SijillError, UsageError
from sijill.register.schema import account, audit, failure, session
from sijill.register.store import Register

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Role = Literal["reader", "coder", "editor"]
#: Each may do what those before it may: a reader looks, a coder decides, an editor also manages accounts.
ROLES: tuple[Role, ...] = get_args(Role)

LEAST_PASSWORD = 10  # characters
_IDLE, _LONGEST = timedelta(hours=12), timedelta(days=7)
_WINDOW, _BY_NAME, _BY_ADDRESS = timedelta(minutes=15), 5, 20  # failed log-ins before the next has to wait


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may log in; ``can_log_in`` is false where no password was set."""

    name: str
    role: Role
    disabled: bool
    created_at: str
    created_by: str
    can_log_in: bool


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A log-in that still holds."""

    account: str
    role: Role
    csrf: str
    expires_at: str


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """What happened around accounts: log-ins, failures, changes of roles."""

    at: str
    by: str
    what: str
    detail: str


class LoginError(SijillError):
    """A log-in that was refused; ``wait`` tells that there were too many of late, whatever the password."""

    def __init__(self, message: str, *, wait: bool = False, hint: str | None = None):
        self.wait = wait
        super().__init__(message, hint=hint)


def may(role: str, needed: Role) -> bool:
    """Whether a role may do what another may.

    >>> may("editor", "coder"), may("reader", "coder"), may("nobody", "reader")
    (True, False, False)
    """
    return role in ROLES and ROLES.index(role) >= ROLES.index(needed)


# ---------------------------------------------------------------------- accounts


def add_account(con: Connection, name: str, role: Role, password: str | None, *, at: str, by: str) -> Account:
    """A new account; without a password nobody can log in to it, but decisions may bear its name.

    Raises:
        UsageError: the name is taken or unusable, there is no such role, or the password is too short.
    """
    if not name or name != name.strip() or not name.isprintable() or len(name) > 80:
        raise UsageError(f"no name for an account: {name!r}", hint="give a name of 1 to 80 characters")
    if con.scalar(select(account.c.name).where(account.c.name == name)) is not None:
        raise UsageError(f"there is an account {name!r} already")
    if password is not None:
        _refuse_short(password)
    row = {"name": name, "role": _role(role), "password": None, "disabled": False, "created_at": at, "created_by": by}
    con.execute(insert(account).values(row))
    write_audit(con, at=at, by=by, what="account added", detail=f"{name}: {role}")
    if password is not None:
        set_password(con, name, password, at=at, by=by)
    return account_of(con, name)


def _role(role: str) -> str:
    if role not in ROLES:
        raise UsageError(f"no role {role!r}", hint=f"one of: {', '.join(ROLES)}")
    return role


def set_password(con: Connection, name: str, password: str, *, at: str, by: str) -> None:
    """Give an account a new password; its sessions end.

    Raises:
        UsageError: it is too short, there is no such account, or argon2 is not installed.
    """
    _refuse_short(password)
    _change(con, name, password=_hasher().hash(password))
    con.execute(delete(session).where(session.c.account == name))
    write_audit(con, at=at, by=by, what="password set", detail=name)


def _refuse_short(password: str) -> None:
    if len(password) < LEAST_PASSWORD:
        raise UsageError(f"the password has fewer than {LEAST_PASSWORD} characters")


def set_role(con: Connection, name: str, role: Role, *, at: str, by: str) -> None:
    """Give an account another role; it holds from the next request on."""
    _change(con, name, role=_role(role))
    write_audit(con, at=at, by=by, what="role set", detail=f"{name}: {role}")


def set_disabled(con: Connection, name: str, disabled: bool, *, at: str, by: str) -> None:
    """Shut an account out, or let it in again. Accounts are never deleted: decisions bear their names."""
    _change(con, name, disabled=disabled)
    con.execute(delete(session).where(session.c.account == name))
    write_audit(con, at=at, by=by, what="disabled" if disabled else "enabled", detail=name)


def _change(con: Connection, name: str, **values: object) -> None:
    if con.execute(account.update().where(account.c.name == name).values(values)).rowcount == 0:
        raise UsageError(f"no account {name!r}")


def accounts(con: Connection) -> list[Account]:
    """All accounts, by name."""
    return [_account(row._mapping) for row in con.execute(select(account).order_by(account.c.name))]


def account_of(con: Connection, name: str) -> Account:
    """The account of this name.

    Raises:
        UsageError: there is none.
    """
    row = con.execute(select(account).where(account.c.name == name)).first()
    if row is None:
        raise UsageError(f"no account {name!r}")
    return _account(row._mapping)


def _account(row: object) -> Account:
    values = dict(row)  # type: ignore[call-overload]
    return Account(**{k: v for k, v in values.items() if k != "password"}, can_log_in=values["password"] is not None)


# ---------------------------------------------------------------------- log-ins


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("accounts need one more package", hint="pip install 'sijill[register]'") from error
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that no password has: a log-in without an account takes as long as one with."""
    return _hasher().hash(secrets.token_urlsafe(32))


def log_in(register: Register, name: str, password: str, *, address: str) -> tuple[str, Session]:
    """Log in: the token that the browser keeps, and the session.

    Raises:
        LoginError: the name or the password is wrong, the account is disabled (all told alike), or there were too many
            failures of this name or address within a quarter of an hour.
    """
    at = register.clock()
    with register.read() as con:
        row = con.execute(select(account).where(account.c.name == name)).first()
        since = later(at, -_WINDOW)
        waits = _failures(con, failure.c.name == name, since) >= _BY_NAME
        waits = waits or _failures(con, failure.c.address == address, since) >= _BY_ADDRESS
    good = not waits and _verify(row.password if row is not None else None, password)
    if waits or not good or row is None or row.disabled:
        with register.write() as con:
            con.execute(insert(failure).values(name=name[:80], address=address, at=at))
            write_audit(con, at=at, by=name[:80], what="log-in refused", detail=address)
        if waits:
            raise LoginError("too many failed log-ins", wait=True, hint="wait a quarter of an hour")
        raise LoginError("the name or the password is wrong")
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    values = {"account": name, "csrf": csrf, "begun_at": at, "seen_at": at, "expires_at": later(at, _IDLE)}
    with register.write() as con:
        con.execute(delete(session).where(session.c.expires_at < at))
        con.execute(delete(failure).where((failure.c.name == name) | (failure.c.at < since)))
        con.execute(insert(session).values(values | {"token_sha256": _token_hash(token)}))
        write_audit(con, at=at, by=name, what="logged in", detail=address)
    return token, Session(account=name, role=row.role, csrf=csrf, expires_at=values["expires_at"])


def _failures(con: Connection, whose: object, since: str) -> int:
    query = select(func.count()).select_from(failure).where(whose, failure.c.at >= since)  # type: ignore[arg-type]
    return con.scalar(query) or 0


def _verify(kept: str | None, password: str) -> bool:
    from argon2.exceptions import VerificationError  # noqa: PLC0415 - an extra

    try:
        return _hasher().verify(kept or _nobody(), password) and kept is not None
    except VerificationError:
        return False


def session_of(con: Connection, token: str, *, at: str) -> Session | None:
    """The session of a token; None where it is unknown, has run out, or its account is disabled."""
    query = select(session, account.c.role).join(account, account.c.name == session.c.account)
    query = query.where(session.c.token_sha256 == _token_hash(token), session.c.expires_at >= at, ~account.c.disabled)
    row = con.execute(query).first()
    return None if row is None else Session(
        account=row.account, role=row.role, csrf=row.csrf, expires_at=row.expires_at
    )  # fmt: skip


def keep_session(con: Connection, token: str, *, at: str) -> None:
    """Note that a session is in use: it runs out twelve hours after the last time, and after seven days at any rate."""
    row = con.execute(select(session).where(session.c.token_sha256 == _token_hash(token))).first()
    if row is not None:
        until = min(later(at, _IDLE), later(row.begun_at, _LONGEST))
        mine = session.update().where(session.c.token_sha256 == row.token_sha256)
        con.execute(mine.values(seen_at=at, expires_at=until))


def log_out(con: Connection, token: str, *, at: str) -> None:
    """End a session."""
    row = con.execute(select(session.c.account).where(session.c.token_sha256 == _token_hash(token))).first()
    if row is not None:
        con.execute(delete(session).where(session.c.token_sha256 == _token_hash(token)))
        write_audit(con, at=at, by=row.account, what="logged out", detail="")


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def later(at: str, by: timedelta) -> str:
    """A time of the register's clock, moved.

    >>> later("2031-03-02T23:59:00Z", timedelta(minutes=2))
    '2031-03-03T00:01:00Z'
    """
    return (datetime.fromisoformat(at) + by).strftime("%Y-%m-%dT%H:%M:%SZ")


# ---------------------------------------------------------------------- audit


def write_audit(con: Connection, *, at: str, by: str, what: str, detail: str) -> None:
    """Add a line to the audit."""
    con.execute(insert(audit).values(at=at, by=by, what=what, detail=detail))


def audits(con: Connection, *, before: int | None = None, limit: int = 100) -> list[tuple[int, Audit]]:
    """The audit from its end backwards, with the numbers of its lines."""
    query = select(audit).order_by(audit.c.num.desc()).limit(limit)
    rows = con.execute(query if before is None else query.where(audit.c.num < before))
    return [(r.num, Audit(at=r.at, by=r.by, what=r.what, detail=r.detail)) for r in rows]

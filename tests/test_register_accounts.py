"""Accounts of a register: roles, passwords, log-ins that wait, sessions that run out, the audit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from register_world import new_register
from sqlalchemy import select, text

from sijill.errors import UsageError
from sijill.register import Register
from sijill.register import accounts as at
from sijill.register.schema import account, session

GOOD = "a long enough secret"


class Clock:
    def __init__(self) -> None:
        self.now = "2031-03-05T10:00:00Z"

    def __call__(self) -> str:
        return self.now

    def go(self, **by: int) -> None:
        self.now = at.later(self.now, timedelta(**by))


@pytest.fixture
def register(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    argon2 = pytest.importorskip("argon2")
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(at, "_hasher", lambda: cheap)
    with new_register(str(tmp_path / "t.sijill")) as made:
        made.clock = Clock()
        with made.write() as con:
            at.add_account(con, "salma", "coder", GOOD, at=made.clock(), by="root")
            at.add_account(con, "omar", "reader", None, at=made.clock(), by="root")
        yield made


def test_a_good_log_in_opens_a_session_that_runs_out(register: Register) -> None:
    token, opened = at.log_in(register, "salma", GOOD, address="10.0.0.1")
    assert (opened.account, opened.role) == ("salma", "coder")
    clock = register.clock
    clock.go(hours=11)
    with register.write() as con:
        assert at.session_of(con, token, at=clock()) == opened
        at.keep_session(con, token, at=clock())
        assert at.session_of(con, "x" + token, at=clock()) is None
    for _ in range(20):
        clock.go(hours=9)
        with register.write() as con:
            at.keep_session(con, token, at=clock())
    with register.read() as con:
        assert at.session_of(con, token, at=clock()) is None, "seven days at any rate"


def test_neither_password_nor_token_is_in_the_register(register: Register) -> None:
    token, _ = at.log_in(register, "salma", GOOD, address="10.0.0.1")
    with register.read() as con:
        kept = con.scalar(select(account.c.password).where(account.c.name == "salma"))
        tokens = con.scalars(select(session.c.token_sha256)).all()
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert token not in tokens


@pytest.mark.parametrize(
    ("name", "password"), [("salma", "wrong password"), ("nobody", GOOD), ("omar", ""), ("salma'; --", GOOD), ("", "")]
)
def test_a_bad_log_in_tells_nothing_more(register: Register, name: str, password: str) -> None:
    with pytest.raises(at.LoginError, match="the name or the password is wrong") as told:
        at.log_in(register, name, password, address="10.0.0.1")
    assert not told.value.wait


def test_too_many_failures_make_wait_also_with_the_right_password(register: Register) -> None:
    for _ in range(5):
        with pytest.raises(at.LoginError):
            at.log_in(register, "salma", "wrong", address="10.0.0.1")
    with pytest.raises(at.LoginError) as told:
        at.log_in(register, "salma", GOOD, address="10.0.0.2")
    assert told.value.wait
    register.clock.go(minutes=16)
    at.log_in(register, "salma", GOOD, address="10.0.0.2")


def test_an_address_that_tries_many_names_waits(register: Register) -> None:
    for n in range(20):
        with pytest.raises(at.LoginError):
            at.log_in(register, f"name {n}", "wrong", address="10.0.0.1")
    with pytest.raises(at.LoginError) as told:
        at.log_in(register, "salma", GOOD, address="10.0.0.1")
    assert told.value.wait
    at.log_in(register, "salma", GOOD, address="10.0.0.2")


@pytest.mark.parametrize("change", ["disable", "password", "log out"])
def test_sessions_end_at_once(register: Register, change: str) -> None:
    token, _ = at.log_in(register, "salma", GOOD, address="10.0.0.1")
    now = register.clock()
    with register.write() as con:
        if change == "disable":
            at.set_disabled(con, "salma", True, at=now, by="root")
        elif change == "password":
            at.set_password(con, "salma", "another long secret", at=now, by="root")
        else:
            at.log_out(con, token, at=now)
        assert at.session_of(con, token, at=now) is None
    if change == "disable":
        with pytest.raises(at.LoginError):
            at.log_in(register, "salma", GOOD, address="10.0.0.1")


def test_a_role_holds_from_the_next_request_on(register: Register) -> None:
    token, _ = at.log_in(register, "salma", GOOD, address="10.0.0.1")
    with register.write() as con:
        at.set_role(con, "salma", "reader", at=register.clock(), by="root")
        assert at.session_of(con, token, at=register.clock()).role == "reader"


def test_what_cannot_be_an_account_is_refused(register: Register) -> None:
    with register.write() as con:
        for name, role, password in (
            ("salma", "coder", None),
            ("", "coder", None),
            (" x", "coder", None),
            ("x\n", "coder", None),
            ("x", "king", None),
            ("x", "coder", "short"),
        ):
            with pytest.raises(UsageError):
                at.add_account(con, name, role, password, at="", by="root")
        with pytest.raises(UsageError):
            at.set_role(con, "nobody", "coder", at="", by="root")
    with register.read() as con:
        assert [(a.name, a.role, a.can_log_in) for a in at.accounts(con)] == [
            ("omar", "reader", False),
            ("salma", "coder", True),
        ]


def test_all_of_it_is_in_the_audit(register: Register) -> None:
    with pytest.raises(at.LoginError):
        at.log_in(register, "salma", "wrong", address="10.0.0.9")
    at.log_in(register, "salma", GOOD, address="10.0.0.1")
    with register.read() as con:
        lines = [(line.by, line.what, line.detail) for _, line in at.audits(con)]
    assert lines[:2] == [("salma", "logged in", "10.0.0.1"), ("salma", "log-in refused", "10.0.0.9")]
    assert ("root", "account added", "salma: coder") in lines
    with pytest.raises(Exception, match="only added to"), register.write() as con:
        con.execute(text("DELETE FROM audit"))

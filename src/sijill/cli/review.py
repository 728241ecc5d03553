"""``sijill review``: the web application in which people decide, and its users."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.app import PlacesFile, app
from sijill.cli.register import By, Where, register_app
from sijill.errors import UsageError

if TYPE_CHECKING:
    from sijill.events import Coder
    from sijill.model import Report, Span
    from sijill.register import Register

users = typer.Typer(no_args_is_help=True, help="Who may log in where a register is served to others.")
register_app.add_typer(users, name="user")


@app.command()
def review(
    register: Where,
    host: Annotated[str, typer.Option(help="The address to listen on; any but this machine's asks for accounts.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8017,
    who: Annotated[str | None, typer.Option("--as", help="Whose decisions they are; your log-in name else.")] = None,
    names: Annotated[
        list[str] | None, typer.Option("--name", help="A name under which others reach it. May be given again.")
    ] = None,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="Ask for name and password on this machine too.")
    ] = False,
    secure: Annotated[bool, typer.Option("--https", help="A proxy before it speaks HTTPS.")] = False,
    places: PlacesFile = None,
) -> None:
    """Serve the pages in which people decide: to you alone on this machine, or to others who log in."""
    serving = _needs("sijill.review.serving")
    from sijill.pipeline import load_coder, radius_of
    from sijill.register import Register
    from sijill.run.register import rewrite_stale

    local = serving.is_local(host)
    if who is not None and (accounts or not local):
        raise UsageError("--as goes with a register that is served to you alone")
    how = serving.Serving(
        host=host, port=port, who=None if accounts or not local else who or serving.login_name(),
        names=tuple(names or ()), secure=secure,
    )  # fmt: skip
    serving.hosts_of(how)  # refused before anything is loaded
    coder = load_coder((), places)
    with Register.open(register) as opened:
        serving.serve(
            opened, how, radius=radius_of(coder), count=_counter(coder), rewrite=rewrite_stale,
            say=lambda words: print(words, file=sys.stderr, flush=True),
        )  # fmt: skip


def _counter(coder: Coder) -> Callable[[Report, Span], tuple[int | None, int | None] | None]:
    """Reads the number in some words of a report, by the coder's own grammar."""
    from sijill.model import Report

    def count(report: Report, span: Span) -> tuple[int | None, int | None] | None:
        chart = coder.chart(Report(doc_id=report.doc_id, text=report.text[slice(*span)]))
        found = next((f.value for kind in ("party", "number") for f in chart.all(kind)), None)
        return None if found is None else (found.low, found.high)

    return count


def _needs(module: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        raise UsageError("review needs more packages", hint="pip install 'sijill[review]'") from error


# ---------------------------------------------------------------------- users


def _password() -> str:
    """Asked for twice on a terminal; the first line of standard input otherwise."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _open(register: str) -> tuple[Register, ModuleType, str]:
    kept = _needs("sijill.register.accounts")
    from sijill.register import Register

    opened = Register.open(register)
    return opened, kept, opened.clock()


@users.command("add")
def user_add(
    register: Where,
    name: str,
    role: Annotated[str, typer.Option(help="reader, coder or editor.")] = "coder",
    by: By = None,
) -> None:
    """Add a user; the password is asked for."""
    opened, kept, at = _open(register)
    with opened, opened.write() as con:
        kept.add_account(con, name, role, _password(), at=at, by=_me(by))


@users.command("password")
def user_password(register: Where, name: str, by: By = None) -> None:
    """Give a user a new password; it is asked for, and their sessions end."""
    opened, kept, at = _open(register)
    with opened, opened.write() as con:
        kept.set_password(con, name, _password(), at=at, by=_me(by))


@users.command("role")
def user_role(register: Where, name: str, role: str, by: By = None) -> None:
    """Give a user another role."""
    opened, kept, at = _open(register)
    with opened, opened.write() as con:
        kept.set_role(con, name, role, at=at, by=_me(by))


@users.command("disable")
def user_disable(
    register: Where,
    name: str,
    again: Annotated[bool, typer.Option("--enable", help="Let the user in again.")] = False,
    by: By = None,
) -> None:
    """Shut a user out; decisions keep the name."""
    opened, kept, at = _open(register)
    with opened, opened.write() as con:
        kept.set_disabled(con, name, not again, at=at, by=_me(by))


@users.command("list")
def user_list(register: Where) -> None:
    """Show the users."""
    opened, kept, _ = _open(register)
    with opened, opened.read() as con:
        for found in kept.accounts(con):
            state = "disabled" if found.disabled else "" if found.can_log_in else "no password"
            print(f"{found.name:24} {found.role:8} {state}".rstrip())


def _me(by: str | None) -> str:
    from getpass import getuser

    return by or getuser()

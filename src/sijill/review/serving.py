"""Serving the application: on this machine for one person, or to others with accounts."""

from __future__ import annotations

import getpass
import secrets
import socket
from collections.abc import Callable, Sequence

import msgspec
import uvicorn
from sqlalchemy import Connection

from sijill.errors import UsageError
from sijill.export import Radius
from sijill.register import Register
from sijill.register.accounts import accounts
from sijill.review.app import create_app
from sijill.review.doors import AccountDoor, Door, LocalDoor
from sijill.review.site import Count, Site

LOCAL = ("127.0.0.1", "localhost", "[::1]")
_EVERYWHERE = {"0.0.0.0", "::"}


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """How to serve.

    Attributes:
        who: the one person at this machine; None asks everybody for name and password.
        names: under which it answers beside this machine's own, where others reach it.
        secure: a proxy before it speaks HTTPS.
        key: of the one person; a new one at each start otherwise.
    """

    host: str = "127.0.0.1"
    port: int = 8017
    who: str | None = None
    names: tuple[str, ...] = ()
    secure: bool = False
    key: str | None = None


def login_name() -> str:
    """The name of who started the program; "local" where the machine does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "local"


def is_local(host: str) -> bool:
    """Whether only this machine reaches an address."""
    return host in LOCAL or host == "::1"


def serve(
    register: Register, how: Serving, *, radius: Radius, count: Count | None, rewrite: Callable[[Connection], object],
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Serve until interrupted.

    Raises:
        UsageError: it would be open to others without accounts, or the address cannot be had.
    """
    hosts = hosts_of(how)
    if how.who is None:
        _require_accounts(register)
    key = how.key or secrets.token_urlsafe(24)
    door: Door = AccountDoor(register) if how.who is None else LocalDoor(how.who, key)
    site = Site(register, door, radius, count=count, rewrite=rewrite, secure=how.secure)
    listening = _listen(how.host, how.port)
    port = listening.getsockname()[1]
    shown = f"[{how.host}]" if ":" in how.host else how.host
    address = f"http://{shown}:{port}"
    if how.who is None:
        say(f"sijill review: {address}/ (Ctrl+C ends it)")
    else:
        say(
            f"sijill review, as {how.who} (Ctrl+C ends it); open this address, it holds your key:\n"
            f"  {address}/enter?key={key}"
        )
    config = uvicorn.Config(
        create_app(site, hosts=hosts), log_level="warning", access_log=False, server_header=False, lifespan="off",
        proxy_headers=how.secure, forwarded_allow_ips="127.0.0.1", timeout_graceful_shutdown=3, timeout_keep_alive=75,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listening])


def hosts_of(how: Serving) -> Sequence[str]:
    """The names under which it answers.

    Raises:
        UsageError: others reach it, and who asks is not to be known; or it is not told under which names.
    """
    if is_local(how.host):
        return (*LOCAL, *how.names)
    if how.who is not None:
        raise UsageError(f"{how.host} is open to others", hint="serve it with accounts: sijill register user add")
    if how.host in _EVERYWHERE and not how.names:
        raise UsageError(
            f"{how.host} has no name", hint="say under which names it is reached: --name review.example.org"
        )
    return tuple(how.names) or (f"[{how.host}]" if ":" in how.host else how.host,)


def _require_accounts(register: Register) -> None:
    with register.read() as con:
        known = [a for a in accounts(con) if a.can_log_in and not a.disabled]
    if not known:
        raise UsageError(
            "nobody could log in: the register has no accounts", file=register.target,
            hint=f"sijill register user add {register.target} NAME --role editor",
        )  # fmt: skip


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio must see that it is TCP to send at once; else an answer waits for the receipt of its head, up to 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
        listening.listen(128)  # whoever opens the address before all is loaded waits a moment
    except OSError as error:
        listening.close()
        raise UsageError(f"cannot listen on {host}:{port}: {error.strerror}", hint="give another --port") from error
    return listening

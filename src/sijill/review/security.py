"""What every answer and every request is held to: headers, the host that was asked for, the size of a body."""

from __future__ import annotations

import re
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 1_000_000  # bytes; the largest honest form is a handful of fields

#: No inline script or style, nothing from elsewhere, no frame around the pages, forms to here only.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class Shell:
    """The outermost layer of the application.

    Args:
        app: what it wraps.
        hosts: names that the application answers to; others get 400, so that no foreign name can be pointed at it.
        secure: whether it is served by HTTPS: browsers are told to keep to it.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], *, secure: bool = False):
        self._app, self._hosts = app, frozenset(name.lower() for name in hosts)
        self._headers = dict(_HEADERS)
        if secure:
            self._headers[b"strict-transport-security"] = b"max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {key: value for key, value in scope["headers"] if key in {b"host", b"content-length"}}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {key.lower() for key, _ in message["headers"]}
                extra = [(key, value) for key, value in self._headers.items() if key not in given]
                if b"cache-control" not in given:
                    extra.append((b"cache-control", b"no-store"))
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        if host_of(headers.get(b"host", b"").decode("latin-1")) not in self._hosts:
            await _plain(answer, 400, b"This server does not answer to that name.\n")
            return
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > MAX_BODY:
            await _plain(answer, 413, b"Too large.\n")
            return
        await self._app(scope, _limited(receive), answer)


def _limited(receive: Receive) -> Receive:
    """The same body, cut off as a broken connection would where it is longer than it may be."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > MAX_BODY else message

    return limited


async def _plain(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def host_of(header: str) -> str:
    """The name in a ``Host`` header, without its port.

    >>> host_of("Example.org:80"), host_of("[::1]:8000"), host_of("127.0.0.1")
    ('example.org', '[::1]', '127.0.0.1')
    """
    name = header.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def local_path(target: str | None) -> str:
    """A path of this server, or the root: no address that leads elsewhere.

    >>> local_path("/queue?a=1"), local_path("//evil.example"), local_path("https://evil.example")
    ('/queue?a=1', '/', '/')
    """
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    return target if target.isprintable() and "\\" not in target else "/"


def file_name(*parts: str, ending: str) -> str:
    """A file name of plain letters, digits, ``.``, ``_`` and ``-`` only, never empty and never a path.

    >>> file_name("../../etc/passwd", "events", ending="csv")
    'etc-passwd-events.csv'
    """
    cleaned = (_UNSAFE_NAME.sub("-", part.replace("..", "")).strip("-.") for part in parts)
    return f"{'-'.join(part for part in cleaned if part)[:80] or 'sijill'}.{ending}"

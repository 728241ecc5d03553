"""What the pages share: the register, who asks, the words of their language, the templates, the files beside them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, get_args
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse

from sijill.export import Radius
from sijill.model import Report, Span
from sijill.register import Filter, Register, Status, facets
from sijill.review.access import may
from sijill.review.doors import Access, Door, Who
from sijill.review.i18n import LANGUAGES, Words, preferred
from sijill.review.reading import paper

#: What number some words of a report tell, ``low`` and ``high``; None where they tell none.
Count = Callable[[Report, Span], tuple[int | None, int | None] | None]
LANGUAGE, THEME = "sijill_language", "sijill_theme"
_A_MINUTE = 60.0
_YEAR = 365 * 24 * 3600

#: The keys, by what they are for, as the help overlay lists them.
HELP = (
    ("everywhere", (("?", "key.help"), ("g q/i/m/s/a", "key.go"), ("/", "key.search"), ("Esc", "key.escape"))),
    ("lists", (("j k", "key.step"), ("Enter", "key.open"), ("n p", "key.pages"))),
    ("report", (
        ("j k", "key.event"), ("↑ ↓", "key.field"), ("e Enter", "key.edit"), ("a", "key.accept"), ("x", "key.reject"),
        ("l", "key.latest"), ("u", "key.undo"), ("n p", "key.reports"), ("i h", "key.links"),
    )),
    ("words", (
        ("w", "key.words"), ("← →", "key.move"), ("Shift ← →", "key.extend"), ("Enter", "key.use"), ("+", "key.add"),
    )),
    ("incident", (
        ("j k", "key.tellings"), ("Space", "key.mark"), ("s", "key.split"), ("d", "key.different"), ("m", "key.merge"),
        ("c", "key.choose"), ("u", "key.undo"),
    )),
)  # fmt: skip


class Page(HTMLResponse):
    """A page; what is no Unicode text is replaced, so that no source can break one."""

    def render(self, content: Any) -> bytes:
        """The page as UTF-8."""
        return str(content).encode("utf-8", "replace")


def shown(words: str | None) -> Markup:
    """Words out of a source as text: escaped, and no code point lost (a browser would drop a carriage return)."""
    return Markup(escape(paper(words or "")).replace("\r", Markup("&#13;")))


class Files:
    """The files that pages fetch, under an address that changes with their bytes."""

    def __init__(self) -> None:
        review, export = resources.files("sijill.review"), resources.files("sijill.export")
        self._found: dict[str, Traversable] = {
            "palette.css": export / "assets" / "palette.css", "map.json": export / "assets" / "map.json",
        } | {f"words/{name}.json": review / "words" / f"{name}.json" for name in (*LANGUAGES, "countries")}  # fmt: skip
        for folder in (review / "static", review / "static" / "vendor"):
            prefix = "" if folder.name == "static" else "vendor/"
            self._found |= {prefix + entry.name: entry for entry in folder.iterdir() if entry.is_file()}

    @cached_property
    def digest(self) -> str:
        """Over all of them."""
        total = hashlib.sha256()
        for name in sorted(self._found):
            total.update(name.encode() + self._found[name].read_bytes())
        return total.hexdigest()[:12]

    @property
    def root(self) -> str:
        """The address that they are under."""
        return f"/static/{self.digest}"

    def get(self, name: str) -> bytes | None:
        """The file of a name; only what was there when the program started, so no path leads elsewhere."""
        found = self._found.get(name)
        return None if found is None else found.read_bytes()


class Site:
    """One running application.

    Args:
        register: what it shows.
        door: how somebody becomes known.
        radius: how far from its point a place may lie, in km.
        count: reads the number in some words; without it only digits are read, by the page itself.
        rewrite: writes anew the incidents whose tellings a decision changed, in its transaction.
        secure: served by HTTPS: cookies go no other way.
    """

    def __init__(
        self, register: Register, door: Door, radius: Radius, *, count: Count | None = None,
        rewrite: Callable[[Connection], object] | None = None, secure: bool = False,
    ):  # fmt: skip
        self.register, self.door, self.radius, self.secure = register, door, radius, secure
        self.count, self.rewrite = count, rewrite
        self.files = Files()
        self._countries, self._counted = list[str](), -_A_MINUTE - 1
        self._templates = Environment(
            loader=PackageLoader("sijill.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._templates.globals["shown"] = shown
        self._templates.filters["path"] = lambda value: quote(str(value), safe="/")

    def countries(self, con: Connection) -> list[str]:
        """The countries that there are events of, the most first; looked up anew a minute after the last time."""
        now = time.monotonic()
        if now - self._counted > _A_MINUTE:
            every = Filter(status=get_args(Status))
            self._countries = [str(name) for name in facets(con, "country", every) if name is not None]
            self._counted = now
        return self._countries

    def words(self, request: Request) -> Words:
        """The words of the language that was chosen, or that the browser likes best."""
        chosen = request.cookies.get(LANGUAGE)
        return Words(chosen if chosen in LANGUAGES else preferred(request.headers.get("accept-language")))

    def page(self, request: Request, template: str, status: int = 200, **context: Any) -> Page:
        """A page out of its template."""
        access: Access = getattr(request.state, "access", None) or Access()
        theme = request.cookies.get(THEME)
        t = self.words(request)
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        shared = {
            "t": t, "who": access.who, "csrf": access.token or "", "static": self.files.root, "help": HELP,
            "here": here, "theme": theme if theme in {"light", "dark"} else "", "has_accounts": self.door.accounts,
            "may": lambda route: may(access.who, route), "page": template.partition(".")[0],
        }  # fmt: skip
        return Page(self._templates.get_template(template).render(shared | context), status)

    def remember(self, answer: RedirectResponse | Page, name: str, value: str, *, age: int | None = None) -> None:
        """Set a cookie that no script reads and no other site sends along."""
        answer.set_cookie(name, value, max_age=age, httponly=True, samesite="lax", secure=self.secure)

    def remember_choice(self, answer: RedirectResponse, name: str, value: str) -> None:
        """Set a cookie of taste, for a year."""
        answer.set_cookie(name, value, max_age=_YEAR, samesite="lax", secure=self.secure)


def site_of(request: Request) -> Site:
    """The application that a request came to."""
    site: Site = request.app.state.site
    return site


def who_of(request: Request) -> Who:
    """Who asks, where the guard let through only known ones."""
    access: Access = request.state.access
    if access.who is None:
        raise LookupError("this route needs somebody")
    return access.who

"""The reading page: whole, and nothing in it asks for anything from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from sijill.export.check.problem import Found

_VOID = frozenset({"meta", "link", "br", "input", "img", "hr"})
_ASKS = frozenset({"src", "srcset", "data", "action", "href", "poster", "formaction"})


class _Page(HTMLParser):
    """Collects tags that do not close and attributes that fetch or run."""

    def __init__(self, found: Found):
        super().__init__()
        self._found = found
        self._open: list[str] = []
        self._slipped = False
        self.policy = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag not in _VOID:
            self._open.append(tag)
        given = dict(attrs)
        self._found.rows += "card" in (given.get("class") or "").split()
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = "default-src 'none'" in (given.get("content") or "")
        for name, value in attrs:
            if name.startswith("on"):
                self._found.tell(line, name, f"a script in <{tag}>")
            elif name in _ASKS and not (value or "").startswith(("#", "data:")):
                self._found.tell(line, name, f"<{tag}> asks for {value!r}")

    def handle_endtag(self, tag: str) -> None:
        if self._slipped:
            return  # after one slip every further tag would be told
        if not self._open or self._open.pop() != tag:
            self._found.tell(self.getpos()[0], tag, "closes what is not open")
            self._slipped = True

    def end(self) -> None:
        """Tell what is left open."""
        if self._open and not self._slipped:
            self._found.tell(0, self._open[-1], "is not closed")
        if not self.policy:
            self._found.tell(0, "Content-Security-Policy", "does not forbid everything else")


def check_html(path: Path) -> Found:
    """Check a page, piece by piece; its rows are its cards."""
    found = Found()
    page = _Page(found)
    try:
        with path.open(encoding="utf-8") as file:
            while piece := file.read(1 << 20):
                page.feed(piece)
    except UnicodeDecodeError as error:
        found.tell(0, "", f"not UTF-8: {error}")
        return found
    page.close()
    page.end()
    return found

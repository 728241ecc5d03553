"""Chats as Telegram's desktop program exports them as pages: a report a message with a text.

The channel is the outlet. In a talk between two the page bears the name of a person: there is none then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sijill.read.page_text import Element, plain
from sijill.read.records import Document, Meta, Read, Reject

VERSION = "1"  # goes up when the same bytes would be read otherwise

_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})\b")
_AUTHOR = "author"  # a column of no table: what --map outlet=author asks for


def messages_of(root: Element) -> list[Element]:
    """The messages of a page; none where it is no export."""
    history = next((e for e in root.iter("div") if "history" in _classes(e)), None)
    found = [] if history is None else [e for e in history if "message" in _classes(e)]
    return found if any("default" in _classes(e) for e in found) else []


def read(document: Document, root: Element) -> Iterator[Read | Reject]:
    """The messages of an export; those without words are passed over."""
    header = next((e for e in root.iter("div") if "page_header" in _classes(e)), None)
    chat = None if header is None else plain(header) or None
    messages = [(e, _part(e, "text")) for e in messages_of(root) if "default" in _classes(e)]
    authors = [name for e, _ in messages if (name := _author(e))]
    named = _AUTHOR in document.columns.get("outlet", ())
    outlet, author = (None if _is_talk(chat, authors) else chat), None
    for number, (message, body) in enumerate(messages, start=1):
        author = _author(message) or author  # one that joins its neighbour does not tell it again
        text = "" if body is None else _words(body)
        if not any(c.isalpha() for c in text):
            continue
        found = _DAY.match(_title(_part(message, "date")))
        published = None if found is None else f"{found[3]}-{found[2]}-{found[1]}"
        meta = Meta(published=published, outlet=author if named else outlet)
        part = (message.get("id") or "").removeprefix("message") or str(number)
        yield document.read(text, meta, reader=f"telegram-page/{VERSION}", part=part)


def _is_talk(chat: str | None, authors: list[str]) -> bool:
    """Whether some messages, but not all, are from whom the page is named after: two persons talk."""
    own = sum(author == chat for author in authors)
    return 0 < own < len(authors)


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _part(message: Element, name: str) -> Element | None:
    return next((e for e in message.iter("div") if name in _classes(e)), None)


def _title(element: Element | None) -> str:
    return "" if element is None else element.get("title") or ""


def _author(message: Element) -> str | None:
    """Who posted it: not whom a forwarded message is from."""
    for element in message.iter("div"):
        if "from_name" in _classes(element):
            inside = (a for a in element.iterancestors() if a is not message)
            return None if any("forwarded" in _classes(a) for a in inside) else plain(element) or None
    return None


def _words(body: Element) -> str:
    """The text with its line breaks."""
    parts = [body.text or ""]
    for element in body.iter():
        if element is body:
            continue
        parts += ["\n" if element.tag == "br" else element.text or "", element.tail or ""]
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n")).strip()

"""Feeds, RSS and Atom: a report an entry."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from sijill.read.day import any_day
from sijill.read.html import decode_page, parse
from sijill.read.page_text import fragment_lines
from sijill.read.records import Document, Meta, Read, Reject
from sijill.read.xml import local, parse_xml
from sijill.text import fold

VERSION = "1"  # goes up when the same bytes would be read otherwise

_ENTRIES = frozenset({"item", "entry"})
_BODIES = ("encoded", "content", "description", "summary")
_DAYS = ("pubdate", "published", "issued", "date", "created")
_INSIDE_OTHERS = frozenset({"source", "image", "group", "author"})  # elements whose titles are not the entry's


def read(document: Document) -> Iterator[Read | Reject]:
    """The entries of a feed."""
    source, encoding = decode_page(document.data, document.charset)
    root = parse_xml(source)
    entries = [e for e in root.iter() if local(e).lower() in _ENTRIES]
    if not entries:
        yield document.reject("no feed: it has no entries", "give the feed itself, as RSS or Atom")
        return
    outlet = next((text for e in root.iter() if local(e) == "title" and (text := _plain(e))), None)
    reader = f"feed/{VERSION}" + ("" if encoding == "utf-8" else f" {encoding}")
    for number, entry in enumerate(entries, start=1):
        found = _children(entry)
        title = _plain(found["title"]) if "title" in found else None
        body = next((text for name in _BODIES if name in found and (text := _body(found[name]))), "")
        if title and fold(body).startswith(fold(title)):
            text = body
        else:
            text = "\n\n".join(part for part in (title, body) if part)
        stamp = next((day for name in _DAYS if name in found and (day := any_day(_plain(found[name])))), None)
        url = _link(entry)
        own = (_plain(found.get("guid")) or _plain(found.get("id")) or url or str(number)).replace("\n", " ")
        meta = Meta(published=stamp, outlet=outlet, url=url, title=title)
        yield document.read(text, meta, reader=reader, part=own, line=entry.sourceline)


def _children(entry: etree._Element) -> dict[str, etree._Element]:
    """The entry's own elements by name, the first of each."""
    found: dict[str, etree._Element] = {}
    for element in entry:
        name = local(element).lower()
        if name and name not in _INSIDE_OTHERS and (len(element) or (element.text or "").strip()):
            found.setdefault(name, element)
    return found


def _plain(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _body(element: etree._Element) -> str:
    """An entry's text; it comes as a piece of a page, escaped or not, or as plain text."""
    inner = "".join(element.itertext())
    if len(element):
        inner = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    if "<" not in inner and "&" not in inner:
        return "\n".join(line for raw in inner.splitlines() if (line := " ".join(raw.split())))
    root = parse(f"<html><body><div>{inner}</div></body></html>")
    return "" if root is None else "\n".join(fragment_lines(root))


def _link(entry: etree._Element) -> str | None:
    links = [e for e in entry if local(e) == "link"]
    for link in links:
        if (link.text or "").strip():
            return str(link.text).strip()
        if link.get("href") and link.get("rel") in {None, "alternate"}:
            return str(link.get("href"))
    return None

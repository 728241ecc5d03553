"""Pages, as saved by a browser or kept in a web archive: the article of each, as one report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from sijill.errors import InputError
from sijill.read import telegram_page
from sijill.read.encoding import decode
from sijill.read.language import why_not_arabic
from sijill.read.mojibake import find_mill
from sijill.read.page_head import day_of, headline_of, outlet_of, stated
from sijill.read.page_text import find_article
from sijill.read.records import MAX_CHARS, Document, Meta, Read, Reject

VERSION = "1"  # goes up when the same bytes would be read otherwise

TYPES = frozenset({"text/html", "application/xhtml+xml"})  # as servers and mail call them

_INLINE = re.compile(rb"data:[\w/+.;=-]{0,80};base64,[A-Za-z0-9+/=\s%]+")  # pictures inside a page saved as one file
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ARABIC_TABLES = {
    "windows-1256": "cp1256", "cp1256": "cp1256", "x-cp1256": "cp1256", "iso-8859-6": "iso8859_6", "asmo-708": "cp720",
    "dos-720": "cp720", "x-mac-arabic": "mac_arabic", "iso-8859-6-i": "iso8859_6", "iso-8859-6-e": "iso8859_6",
}  # fmt: skip
_CONTROLS = dict.fromkeys((*range(9), 11, *range(14, 32), 127))
_DAMAGED = 0.001  # of a page's characters: a broken byte in a corner of it is no reason to lose the article
_LARGEST = 4 * MAX_CHARS  # bytes without pictures
_ASCII = re.compile(r"[!-~]+")
_PROBED = 400_000  # characters of a page that tell whether it is garbled
_SHORT_OF = 0.5  # of the article as linked data give it: a page with less builds itself by a program


def read(document: Document) -> Iterator[Read | Reject]:
    """The report that a page holds."""
    data = _INLINE.sub(b"", document.data)
    if len(data) > _LARGEST:
        yield document.reject(f"a page of more than {_LARGEST // 1_000_000} MB", "save its text")
        return
    source, encoding = _mended(*decode_page(data, document.charset))
    root = parse(source)
    if root is None:
        yield document.reject("the page is empty", "leave it out")
        return
    if telegram_page.messages_of(root):
        yield from telegram_page.read(document, root)
        return
    told = stated(root, source)
    article = find_article(root)
    text = article.text if article is not None else ""
    title = headline_of(root, told, article)
    if told.body and len(text) < _SHORT_OF * len(told.body):
        text = f"{title}\n\n{told.body}" if title else told.body
    if not text:
        yield document.reject(*_why_empty(root))
    elif "\ufffd" in text:
        yield document.reject("its text is damaged: bytes that are no UTF-8", "save the page again")
    else:
        meta = Meta(
            title=title, outlet=outlet_of(root, told, title), url=told.url, published=day_of(root, told, article)
        )
        yield document.read(text, meta, reader=f"html/{VERSION}" + ("" if encoding == "utf-8" else f" {encoding}"))


def decode_page(data: bytes, charset: str | None = None) -> tuple[str, str]:
    """The text of a page and the name of its encoding, by its bytes first and then by what it states.

    Args:
        data: of the page.
        charset: what the server said of it.

    Raises:
        InputError: in no encoding that can be told for sure.
    """
    try:
        return decode(data)
    except InputError:
        found = _CHARSET.search(data[:4_096])
        for name in (charset, found[1].decode("ascii") if found else None):
            table = _ARABIC_TABLES.get((name or "").lower())
            if table is not None:
                return data.decode(table, "replace"), str(name).lower()
        text = data.decode("utf-8", "replace").translate(_CONTROLS)
        if text.count("\ufffd") > _DAMAGED * len(text):
            raise
        return text, "utf-8"


def _mended(source: str, encoding: str) -> tuple[str, str]:
    """A garbled page put right: before it is cut up, for its letters may be taken for blanks."""
    letters = _ASCII.sub(" ", source[:_PROBED])
    if not why_not_arabic(letters):
        return source, encoding
    mill = find_mill(letters[: letters.rfind(" ")])
    mended = None if mill is None else mill.undo(source)
    return (source, encoding) if mended is None else (mended, f"{encoding} mended {mill}")


def parse(source: str) -> etree._Element | None:
    """The page's tree; None where nothing is in it.

    Raises:
        RecursionError: it is nested deeper than the parser goes, and what lies below would be lost.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    data = source.translate(_CONTROLS).encode("utf-8")
    root = etree.fromstring(data, parser) if data.strip() else None
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise RecursionError
    return root


def _why_empty(root: etree._Element) -> tuple[str, str]:
    if any("tgme" in (e.get("class") or "") or "page_wrap" in (e.get("class") or "") for e in root.iter("div")):
        return "a page of Telegram without messages", "export the channel, as JSON or as pages"
    if any(True for _ in root.iter("a")):
        return "no article in it: a list, a front page or a shell", "save the pages of the articles themselves"
    return "no text in it", "open it, and save the text"

"""Pages that a browser saved into one file (MHTML): the page in it; its pictures and frames are passed over."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

import msgspec

from sijill.read import html
from sijill.read.records import Document, Read, Reject

VERSION = "1"  # goes up when the same bytes would be read otherwise


def read(document: Document) -> Iterator[Read | Reject]:
    """The report that a saved page holds."""
    page = _page(message_from_bytes(document.data))
    data = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(data, bytes):
        yield document.reject("no page in it", "save it again, as HTML")
        return
    inner = msgspec.structs.replace(document, data=data, charset=page.get_content_charset() or document.charset)
    for item in html.read(inner):
        if isinstance(item, Reject):
            yield item
            continue
        report = item.report
        address = report.url or _address(page)
        reader = f"mht/{VERSION} {report.reader}"
        report = msgspec.structs.replace(report, url=address, sha256=document.sha256(), reader=reader)
        yield msgspec.structs.replace(item, report=report)


def _page(message: Message) -> Message | None:
    """The first part that is a page: what stands behind it are frames."""
    return next((part for part in message.walk() if part.get_content_type() in html.TYPES), None)


def _address(page: Message) -> str | None:
    stated = str(page.get("Content-Location") or "").strip()
    return stated if stated.startswith(("http://", "https://")) else None

"""Word files: the paragraphs and the rows of tables, in their order, without what was deleted under track changes.

Read by hand out of ``word/document.xml``: python-docx unpacks every part before a bound could be set, and passes over
insertions and content controls.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from sijill.errors import InputError
from sijill.read.encoding import decode
from sijill.read.page_text import stamped_day
from sijill.read.records import Document, Meta, Read, Reject
from sijill.read.xml import local, parse_xml

VERSION = "1"  # goes up when the same bytes would be read otherwise

_PART = 32_000_000  # bytes of one part; a book has 5 million
_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pict", "rPr", "pPr", "sectPr"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read(document: Document) -> Iterator[Read | Reject]:
    """The report that a Word file holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(document.data)) as parts:
            body = _part(parts, "word/document.xml")
            core = _part(parts, "docProps/core.xml")
    except RuntimeError:  # zipfile's word for a locked one
        yield document.reject("it is locked with a password", "save it without one")
        return
    if body is None:
        yield document.reject("no Word file: it has no document in it", "open it, and save it as .docx")
        return
    lines = [line for line in _lines(body) if line.strip()]
    title = None if core is None else next((e.text for e in core.iter() if local(e) == "title" and e.text), None)
    meta = Meta(title=title, published=stamped_day(lines))
    yield document.read("\n".join(lines), meta, reader=f"docx/{VERSION}")


def _part(parts: zipfile.ZipFile, name: str) -> etree._Element | None:
    try:
        info = parts.getinfo(name)
    except KeyError:
        return None
    if info.file_size > _PART:
        raise InputError(f"{name} unpacks to more than {_PART // 1_000_000} MB", hint="save the text alone")
    return parse_xml(decode(parts.read(info))[0])


def _lines(root: etree._Element) -> list[str]:
    """Each paragraph a line, each row of a table one."""
    lines: list[str] = [""]
    cells = 0  # rows that are open, one inside the other
    stack: list[tuple[etree._Element, bool]] = [(root, True)]
    while stack:
        element, opening = stack.pop()
        name = local(element)
        if not opening:
            cells -= name == "tr"
            if name == "tc" or (name == "p" and cells):
                lines[-1] += " | " if name == "tc" else " "
            if (name == "p" and not cells) or (name == "tr" and not cells):
                lines.append("")
            continue
        if name in _SKIPPED:
            continue
        if name == "t":
            lines[-1] += element.text or ""
            continue
        if name in _SIGNS:
            lines[-1] += " " if cells else _SIGNS[name]
            continue
        cells += name == "tr"
        stack.append((element, False))
        stack.extend((child, True) for child in reversed(element))
    return [" | ".join(part.strip() for part in line.split(" | ") if part.strip()) for line in lines]

"""Word files: the paragraphs and the rows of tables, in their order, without what was deleted under track changes.

Read by hand out of ``word/document.xml``: python-docx unpacks every part before a bound could be set, and passes over
insertions and content controls.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from sijill.read.office import part, parts_of, tidy, title_in
from sijill.read.page_text import stamped_day
from sijill.read.records import Document, Meta, Read, Reject
from sijill.read.xml import local

VERSION = "1"  # goes up when the same bytes would be read otherwise

_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pict", "rPr", "pPr", "sectPr"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read(document: Document) -> Iterator[Read | Reject]:
    """The report that a Word file holds."""
    with parts_of(document.data) as parts:
        body, core = part(parts, "word/document.xml"), part(parts, "docProps/core.xml")
    if body is None:
        yield document.reject("no Word file: it has no document in it", "open it, and save it as .docx")
        return
    lines = tidy(_lines(body))
    meta = Meta(title=title_in(core), published=stamped_day(lines))
    yield document.read("\n".join(lines), meta, reader=f"docx/{VERSION}")


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
    return lines

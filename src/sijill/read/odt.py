"""Texts of LibreOffice and its kin (ODT): the paragraphs and the rows of tables, without what was deleted."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from sijill.read.office import part, parts_of, tidy, title_in
from sijill.read.page_text import stamped_day
from sijill.read.records import Document, Meta, Read, Reject
from sijill.read.xml import local

VERSION = "1"  # goes up when the same bytes would be read otherwise

_SKIPPED = frozenset({
    "tracked-changes", "annotation", "sequence-decls", "forms", "automatic-styles", "font-face-decls", "scripts",
    "variable-decls", "ruby-text", "desc",
})  # fmt: skip
_LINES, _CELLS = frozenset({"p", "h"}), frozenset({"table-cell", "covered-table-cell"})
_SPACES = 1_000  # at most, of those that one sign stands for


def read(document: Document) -> Iterator[Read | Reject]:
    """The report that a text holds."""
    with parts_of(document.data) as parts:
        body, meta = part(parts, "content.xml"), part(parts, "meta.xml")
    if body is None:
        yield document.reject("no text of an office program: it has no content in it", "open it, and save it as .odt")
        return
    lines = tidy(text_lines(body))
    told = Meta(title=title_in(meta), published=stamped_day(lines))
    yield document.read("\n".join(lines), told, reader=f"odt/{VERSION}")


def text_lines(root: etree._Element) -> list[str]:
    """Each paragraph a line, each row of a table one."""
    lines = [""]
    rows = 0  # that are open, one inside the other
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if event == "start":
            if name in _SKIPPED:
                element.clear(keep_tail=True)
                continue
            rows += name == "table-row"
            lines[-1] += _sign(element, name, in_row=rows > 0) + (element.text or "")
            continue
        if name == "table-row":
            rows -= 1
        if name in _CELLS:
            lines[-1] += " | "
        elif name in _LINES and rows:
            lines[-1] += " "
        if (name in _LINES or name == "table-row") and not rows:
            lines.append("")
        if element.tail and element is not root:
            lines[-1] += element.tail if element.tail.strip() or name not in (*_LINES, *_CELLS) else ""
    return lines


def _sign(element: etree._Element, name: str, *, in_row: bool) -> str:
    if name == "s":
        count = next((value for key, value in element.attrib.items() if str(key).endswith("}c")), "1")
        return " " * (min(int(count), _SPACES) if str(count).isdigit() else 1)
    if name == "tab":
        return "\t"
    return (" " if in_row else "\n") if name == "line-break" else ""

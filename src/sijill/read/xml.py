"""XML from strangers: no entities of its own, nothing fetched, nothing nested without end."""

from __future__ import annotations

import html.entities
import re

from lxml import etree

from sijill.errors import InputError

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse_xml(text: str) -> etree._Element:
    """The root of a document, whose own encoding was read already; slips of its writer are mended where they can be.

    Raises:
        InputError: it declares entities of its own, or is no XML.
    """
    if "<!ENTITY" in text:
        raise InputError("it declares entities of its own", hint="no feed or office file needs them; leave it out")
    plain = _ENTITY.sub(_letter, _DECLARED.sub("", text.translate(_CONTROLS), count=1))
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    root = etree.fromstring(plain.encode("utf-8", "replace"), parser)
    if root is None:
        raise InputError("no XML", hint="save it again")
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise InputError("it is nested too deep", hint="leave it out")
    return root


def _letter(found: re.Match[str]) -> str:
    """An entity of HTML as its letter: XML knows five of them."""
    name = found[1]
    return found[0] if name in _XML_OWN else html.entities.html5.get(f"{name};", found[0])


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""

"""What office files are made of: parts of a ZIP, each an XML document, bounded; days out of their cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from sijill.errors import InputError
from sijill.read.encoding import decode
from sijill.read.xml import local, parse_xml

_PART = 32_000_000  # bytes of one part; a book has 5 million


@contextmanager
def parts_of(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The parts of a file.

    Raises:
        InputError: it is locked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            yield parts
    except RuntimeError as error:  # zipfile's word for a locked one
        raise InputError("it is locked with a password", hint="save it without one") from error


def part(parts: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root of a part, or None where there is none.

    Raises:
        InputError: it unpacks to too much, or is no XML.
    """
    try:
        info = parts.getinfo(name)
    except KeyError:
        return None
    if info.file_size > _PART:
        raise InputError(f"{name} unpacks to more than {_PART // 1_000_000} MB", hint="save the text alone")
    return parse_xml(decode(parts.read(info))[0])


def title_in(root: etree._Element | None) -> str | None:
    """The title that a file's metadata state."""
    return None if root is None else next((e.text for e in root.iter() if local(e) == "title" and e.text), None)


def tidy(lines: list[str]) -> list[str]:
    """Lines without empty cells and without empty lines."""
    told = (" | ".join(cell.strip() for cell in line.split(" | ") if cell.strip()) for line in lines)
    return [line for line in told if line.strip()]

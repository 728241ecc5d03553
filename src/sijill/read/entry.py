"""A file to be read, on disk or in an archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, NamedTuple


class Beside(NamedTuple):
    """The metadata that stand beside a document."""

    name: str
    data: bytes


class Entry(NamedTuple):
    """One file, on disk or in an archive.

    Attributes:
        name: as shown to the user.
        path: its name, for its ending.
        doc_id: of its report; the stem of the ids of several.
        open: gives its bytes as a stream.
        beside: gives its metadata, where there are any.
        depth: of archives that it lies in.
        named: by the user, and not come across in a folder or an archive.
    """

    name: str
    path: str
    doc_id: str
    open: Callable[[], BinaryIO]
    beside: Callable[[], Beside | None]
    depth: int = 0
    named: bool = False


def part_of(folder: str) -> str | None:
    """The page that a folder of parts belongs to: ``page_files`` beside ``page.html``."""
    for ending in ("_files", ".files", "_ملفات", "-Dateien", "_fichiers"):
        if folder.endswith(ending):
            return folder.removesuffix(ending)
    return None

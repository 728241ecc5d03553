"""The files of the inputs, in the one order in which they are read, and each as an entry."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from sijill.errors import UsageError
from sijill.read.entry import Beside, Entry, part_of
from sijill.read.kinds import META_ENDING, META_LIMIT, is_wanted, without_ending

STDIN = "-"


class Source(NamedTuple):
    """One file of the inputs, or a stretch of one; a run cuts its input into these.

    Attributes:
        path: where it stands; ``name``: as the user gave it, for messages.
        doc_id: of a file that holds one report and states no id; the stem of the ids of several.
        start, end: bytes of a file of lines, each behind a line end or the file's; row groups of a Parquet file. None
            is the whole file; lines are counted from ``start``.
        named: by the user, and not come across in a folder.
    """

    path: str
    name: str
    doc_id: str
    start: int = 0
    end: int | None = None
    named: bool = False

    def entry(self) -> Entry:
        """The whole file as something to open."""
        path = Path(self.path)
        return Entry(self.name, path.name, self.doc_id, _opener(path), lambda: _beside(path, self.name), 0, self.named)


def find_inputs(inputs: Sequence[str]) -> list[str]:
    """The inputs, checked before the first is read.

    Raises:
        UsageError: one is missing, or a folder without anything to read in it.
    """
    if not inputs:
        raise UsageError("no input", hint="give files or folders, or - for standard input")
    for given in inputs:
        if given != STDIN and not os.path.exists(given):
            raise UsageError("no such file or folder", file=given)
        if os.path.isdir(given) and next(_in_folder(given), None) is None:
            hint = "a folder needs texts, JSON lines, Parquet, pages, PDFs or the like"
            raise UsageError("nothing to read in it", file=given, hint=hint)
    if list(inputs).count(STDIN) > 1:
        raise UsageError("standard input was given twice")
    return list(inputs)


def sources_of(inputs: Iterable[str]) -> Iterator[Source]:
    """The files of the inputs, in the one order in which they are read."""
    for given in inputs:
        if os.path.isdir(given):
            for path in _in_folder(given):
                yield Source(str(path), str(path), _doc_id(path.relative_to(given).as_posix()))
        else:
            yield Source(given, given, _doc_id(Path(given).name), named=True)


def _doc_id(name: str) -> str:
    """The id of a text is its name without the ending; whatever else bears the name has its own in it."""
    return name[: -len(".txt")] if name.lower().endswith(".txt") else name


def _in_folder(folder: str) -> Iterator[Path]:
    """Files of a folder and those below it that are read, in one order on every machine.

    No link to a folder is followed, and the folder of parts that a browser puts beside a saved page is passed over.
    """
    for root, folders, files in os.walk(folder):
        pages = {without_ending(name) for name in files if name.lower().endswith((".html", ".htm"))}
        folders[:] = sorted(name for name in folders if part_of(name) not in pages)
        for name in sorted(files):
            if is_wanted(name):
                yield Path(root, name)


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, path.open("rb"))


def _beside(path: Path, name: str) -> Beside | None:
    beside = path.with_name(without_ending(path.name) + META_ENDING)
    if not beside.is_file():
        return None
    with beside.open("rb") as stream:
        return Beside(str(Path(name).with_name(beside.name)), stream.read(META_LIMIT))

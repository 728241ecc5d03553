"""``sijill places build``: a larger gazetteer out of the shipped one and a user's sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from sijill.errors import UsageError
from sijill.places import sources as readers
from sijill.places.records import KINDS
from sijill.places.store import SHIPPED
from sijill.places.table import load


class BuildReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did: rows read, of them new and known places; rows skipped, each as ``file:line: why``."""

    read: int
    added: int
    merged: int
    skipped: int
    places: int
    problems: tuple[str, ...] = ()


def build(sources: Sequence[Path], out: Path, *, base: Path | None = None) -> BuildReport:
    """Merge sources into the shipped gazetteer (or ``base``) and write the whole as a new table.

    Args:
        sources: GeoNames country files (``XX.txt`` or ``.zip``), ``alternateNamesV2`` files, Who's On First exports,
            plain TSV (columns of ``TSV_COLUMNS``); gzip is read too.
        out: the table to write; ``Places.open(out)`` opens it.
        base: the table to start from.

    Raises:
        UsageError: a source is not there or none of the formats.
    """
    table = load(SHIPPED if base is None else base)
    problems: list[str] = []

    def problem(file: str, line: int, why: str) -> None:
        problems.append(f"{file}:{line}: {why}")

    for path in sources:
        if not path.is_file():
            raise UsageError("no such source", file=str(path))
    names: dict[int, list[str]] = {}
    tables = []
    for path in sources:
        more = readers.alternate_names(path)
        if more is None:
            tables.append(path)
            continue
        for id_, spellings in more.items():
            names.setdefault(id_, []).extend(spellings)
    read = merged = 0
    for path in tables:
        # Units first, so that a village's province is known when the village comes.
        entries = list(readers.read(path, names, problem))
        for entry in sorted(entries, key=lambda e: min(3, KINDS.index(e.kind))):
            read += 1
            merged += table.add(entry)
    for id_, spellings in sorted(names.items()):
        table.rename(f"gn:{id_}", spellings)
    table.settle()
    table.write(out, [("sources", " ".join(p.name for p in sources))])
    return BuildReport(
        read=read,
        added=read - merged,
        merged=merged,
        skipped=len(problems),
        places=len(table),
        problems=tuple(problems),
    )

"""The manifest beside an export: what made it, out of what, how much, and the digests of the files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec

from sijill.export.digest import sha256_of


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the export: name, size in bytes, SHA-256."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, kw_only=True):
    """What an export is.

    Attributes:
        sijill: version of the program that exported.
        format: of the output; ``options`` those that were not left at their defaults.
        input: the file that was exported, by its digest, and whether it holds events or incidents.
        coders: version and packs of the coder (``0.1.0 86090e44…``) to the number of records it coded.
        read, written: records read, and records in the export; ``rows`` what was written of them.
        left_out: reason to number of records that the format cannot hold; read = written + left out.
        rules: id of a rule to how often it decided a value otherwise than the record.
        always: what the format never holds, of any record.
        public: what was taken out so that the file may be published; empty where nothing was.
    """

    sijill: str
    format: str
    options: dict[str, str] = {}
    input: dict[str, str] = {}
    coders: dict[str, int] = {}
    read: int = 0
    written: int = 0
    rows: int = 0
    left_out: dict[str, int] = {}
    rules: dict[str, int] = {}
    always: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    files: tuple[FileEntry, ...] = ()


def entries_of(path: Path) -> tuple[FileEntry, ...]:
    """The entry of a file, or of all files of a folder, by name."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return tuple(FileEntry(name=f.name, bytes=f.stat().st_size, sha256=sha256_of(f)) for f in files)


def sorted_counts(counts: Counter[str]) -> dict[str, int]:
    """Counts by name, the same on every run."""
    return dict(sorted(counts.items()))

"""Lines found again by their id, kept in a file of the system's own for temporary files and not in memory."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path


class Shelf:
    """Bytes by id; gone when it is closed. Of two with one id the first stands."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sijill-export-")
        self._db = sqlite3.connect(Path(self._folder.name) / "shelf.db")
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE line (id TEXT PRIMARY KEY, line BLOB)")
        self.get = lru_cache(maxsize=256)(self._get)

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()
        self._folder.cleanup()

    def fill(self, lines: Iterable[tuple[str, bytes]]) -> None:
        """Put lines by their ids."""
        self._db.executemany("INSERT OR IGNORE INTO line VALUES (?, ?)", lines)
        self._db.commit()
        self.get.cache_clear()

    def _get(self, id_: str) -> bytes | None:
        found = self._db.execute("SELECT line FROM line WHERE id = ?", (id_,)).fetchone()
        return None if found is None else found[0]

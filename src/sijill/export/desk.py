"""What a comparison lays out on disk: memory does not grow with the files, nor with how much they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sijill.export.shelf import Shelf
from sijill.model import Span

_TABLES = """
BEGIN;
CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE came (line BLOB);
CREATE TABLE tie (side TEXT, key TEXT, id TEXT, start INTEGER, end INTEGER, more TEXT);
CREATE INDEX tie_key ON tie (side, key);
CREATE TABLE entry (status TEXT, line BLOB);
"""


class Tie(NamedTuple):
    """A record under something that it shares with others: its report, one of its events, an earlier id.

    Attributes:
        span: of an event, its passage.
        more: of an event its type, of an incident its decisions, joined by spaces.
    """

    id: str
    span: Span
    more: str


class Desk(Shelf):
    """The lines of the old file by id, those of the new that were not in it, what ties them, and what was found.

    Everything stands in one transaction that never ends: the file goes with the desk.
    """

    def __init__(self) -> None:
        super().__init__()
        self._db.isolation_level = None
        self._db.executescript(_TABLES)

    def see(self, id_: str) -> None:
        """Note that the new file holds this id."""
        self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (id_,))

    def add(self, line: bytes) -> None:
        """Keep a record that only the new file holds."""
        self._db.execute("INSERT INTO came VALUES (?)", (line,))

    def came(self) -> Iterator[bytes]:
        """The records that only the new file holds, in its order."""
        return (line for (line,) in self._db.execute("SELECT line FROM came ORDER BY rowid"))

    def gone(self) -> Iterator[bytes]:
        """The records that only the old file holds, in its order."""
        found = self._db.execute("SELECT line FROM line WHERE id NOT IN (SELECT id FROM seen) ORDER BY rowid")
        return (line for (line,) in found)

    def tie(self, side: str, keys: Iterable[str], tie: Tie) -> None:
        """Put a record under each of the keys; ``side`` keeps those of the two files apart."""
        rows = ((side, key, tie.id, *tie.span, tie.more) for key in keys)
        self._db.executemany("INSERT INTO tie VALUES (?, ?, ?, ?, ?, ?)", rows)

    def tied(self, side: str, key: str) -> list[Tie]:
        """The records under a key, in the order in which they were put there."""
        found = self._db.execute(
            "SELECT id, start, end, more FROM tie WHERE side = ? AND key = ? ORDER BY rowid", (side, key)
        )
        return [Tie(id_, (start, end), more) for id_, start, end, more in found]

    def tell(self, status: str, line: bytes) -> None:
        """Keep what was found of one record."""
        self._db.execute("INSERT INTO entry VALUES (?, ?)", (status, line))

    def told(self, status: str) -> Iterator[bytes]:
        """What was found, of one status."""
        found = self._db.execute("SELECT line FROM entry WHERE status = ? ORDER BY rowid", (status,))
        return (line for (line,) in found)

"""Which ids were read."""

from __future__ import annotations

import hashlib
from array import array


def digest_of_id(doc_id: str) -> bytes:
    """Eight bytes that stand for an id: two of a hundred million are alike once in thousands of archives."""
    return hashlib.blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()


class SeenIds:
    """The ids that were read, as 64-bit digests in an open hash table: 20 bytes a report, however long the ids.

    >>> seen = SeenIds(); seen.add("a"), seen.add("a")
    (True, False)
    """

    def __init__(self) -> None:
        self._table, self._count = array("Q", bytes(8 * 1024)), 0

    def add(self, doc_id: str) -> bool:
        """Remember an id; False where it was seen before."""
        return self.add_digest(digest_of_id(doc_id))

    def add_digest(self, digest: bytes) -> bool:
        """The same with the id's digest."""
        if not self._put(int.from_bytes(digest, "big") or 1):
            return False
        self._count += 1
        if 3 * self._count > 2 * len(self._table):
            old, self._table = self._table, array("Q", bytes(16 * len(self._table)))
            for key in old:
                if key:
                    self._put(key)
        return True

    def _put(self, key: int) -> bool:
        mask = len(self._table) - 1
        at = key & mask
        while self._table[at]:
            if self._table[at] == key:
                return False
            at = (at + 1) & mask
        self._table[at] = key
        return True

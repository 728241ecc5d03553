"""Near-identical texts: one agency text under another headline, found by what runs of words they share."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence

from sijill.text import fold

_WORD = re.compile(r"[^\W\d_]{3,}")
_SHINGLE = 4
_SKETCH = 48
_KEYS = 6
# Two bottom-48 sketches of one agency text with another headline and outro share 0.6 and more; texts that only tell
# the same act share under 0.2.
_REPOST = 0.55
_MIN_WORDS = 20
# A run of words that so many different texts have marks a formula, not a copy.
_CROWD = 40


def words_of(text: str) -> list[str]:
    """The folded words of a text, three letters and longer, in their order."""
    return _WORD.findall(fold(text))


def sketch(words: Sequence[str]) -> tuple[int, ...]:
    """The smallest hashes of a text's runs of four words: near-identical texts share most of them."""
    if len(words) < _MIN_WORDS:
        return ()
    hashes = {zlib.crc32(" ".join(words[i : i + _SHINGLE]).encode()) for i in range(len(words) - _SHINGLE + 1)}
    return tuple(sorted(hashes)[:_SKETCH])


def _is_repost(a: set[int], b: Sequence[int]) -> bool:
    """Whether two sketches are of one text; most pairs are told apart by how few hashes they share at all."""
    common = len(a.intersection(b))
    if common < _REPOST * min(_SKETCH, len(a) + len(b) - common):
        return False
    return likeness(tuple(a), b) >= _REPOST


def likeness(a: Sequence[int], b: Sequence[int]) -> float:
    """Estimated share of runs of words that two texts have in common, 0 to 1."""
    both = sorted(set(a) | set(b))[:_SKETCH]
    common = set(a) & set(b)
    return sum(h in common for h in both) / len(both) if both else 0.0


def repost_groups(sketches: dict[str, tuple[int, ...]]) -> dict[str, str]:
    """Group near-identical texts: id of a report to the first id of its group, for groups of two and more.

    >>> a = sketch([f"w{n}" for n in range(60)])
    >>> repost_groups({"r1": a, "r2": a, "r3": sketch([f"v{n}" for n in range(60)])})
    {'r1': 'r1', 'r2': 'r1'}
    """
    parent = {doc: doc for doc in sketches}

    def root(doc: str) -> str:
        while parent[doc] != doc:
            parent[doc] = parent[parent[doc]]
            doc = parent[doc]
        return doc

    buckets: dict[int, list[str]] = {}
    for doc in sorted(sketches):
        seen: set[str] = set()
        own = set(sketches[doc])
        for key in sketches[doc][:_KEYS]:
            mates = buckets.setdefault(key, [])
            # A bucket keeps one report of each group, so a text printed a thousand times stays cheap.
            for mate in mates:
                first = root(mate)
                if first not in seen and first != root(doc):
                    seen.add(first)
                    if _is_repost(own, sketches[mate]):
                        low, high = sorted((first, root(doc)))
                        parent[high] = low
            if len(mates) < _CROWD and all(root(mate) != root(doc) for mate in mates):
                mates.append(doc)
    groups = {doc: root(doc) for doc in sketches}
    sizes = Counter(groups.values())
    return {doc: first for doc, first in groups.items() if sizes[first] > 1}

"""Names that are not in the table as they are spelled, but sound like one of an announced province."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from sijill.places.keys import consonants, mixed, skeletons

#: Near names, tried on Afghan villages in their provinces: with less than this, others are found for unknown ones.
_NEAR_SKELETON, _NEAR_TOTAL, _NEAR_LETTERS, _NEAR_SHORT = 86.0, 0.78, 62.0, 72.0
#: Of an Arabic name with fewer consonants than this none may be missing.
_LONG = 6
#: As many of its letters must be the same, or more where consonants are taken for one another.
_NEAR_ARABIC, _NEAR_MIXED = 79.0, 90.0
_BEST = 0.899  # less than any spelling of the name itself


class Alike:
    """The names of one province by their consonants.

    Args:
        names: keys of names, each with the number of its place.
        arabic: whether they are Arabic ones, or names of other languages that Arabic writes by their sound.
    """

    def __init__(self, names: list[tuple[str, int]], *, arabic: bool):
        self._arabic = arabic
        self.by_skeleton: dict[str, list[tuple[str, int]]] = {}
        for key, place in names:
            for s in self._skeletons(key):
                if len(s) >= 2:
                    self.by_skeleton.setdefault(s, []).append((key, place))
        self.skeletons = sorted(self.by_skeleton)
        self._as_long: dict[int, list[str]] = {}

    def _like(self, skeleton: str) -> list[str]:
        """The skeletons that are alike enough in length; others have no chance."""
        n = len(skeleton)
        if n not in self._as_long:
            self._as_long[n] = [s for s in self.skeletons if 200 * min(n, len(s)) > (_NEAR_SKELETON - 1) * (n + len(s))]
        return self._as_long[n]

    def _skeletons(self, key: str) -> tuple[str, ...]:
        return (consonants(key),) if self._arabic else skeletons(key)

    def search(self, key: str) -> dict[int, float]:
        """Places whose names sound like the key, with a score below 0.9."""
        found: dict[int, float] = {}
        for s in self._skeletons(key):
            if len(s) < 2:
                continue
            hits = process.extract(s, self._like(s), scorer=fuzz.ratio, score_cutoff=_NEAR_SKELETON, limit=12)
            for other, ratio, _ in hits:
                if other[0] != s[0] or (self._arabic and other != s and max(len(s), len(other)) < _LONG):
                    continue
                for key2, place in self.by_skeleton[other]:
                    letters = fuzz.ratio(key, key2)
                    least = _NEAR_ARABIC if self._arabic else _NEAR_LETTERS if len(s) > 3 else _NEAR_SHORT
                    if self._arabic and letters < least:
                        letters, least = fuzz.ratio(mixed(key), mixed(key2)), _NEAR_MIXED
                    score = _BEST * (0.5 * ratio + 0.5 * letters) / 100
                    if score >= _NEAR_TOTAL * 0.9 and letters >= least:
                        found[place] = max(found.get(place, 0.0), score)
        return found

"""The words that a text is found by: folded, with clitics and endings peeled, so that a search need not know them.

A text is indexed under every reading of its words, a query looks for any reading of each of its own: ``الفيروس``,
``بالفيروس`` and ``فيروسات`` meet in ``فيروس``. Wrong readings (``بلد`` without its ب) are rare words that hardly ever
meet. Where a word of a query is not in the register at all, those nearest to its consonants stand for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from sijill.model import Span
from sijill.text import LATIN, NUMBER, WORD, tokenize

_KINDS = (WORD, NUMBER, LATIN)
_LEAST = 3  # letters that must be left: shorter stems are of too many words
_BEFORE = re.compile(r"(?:[وف]?(?:بال|كال|لل|ال)|وب|ول|وك|وس|فب|فل|فس|[وفبلكس])(?=\S{3})")
_BEHIND = re.compile(r"(?<=\S{3})(?:هما|هم|هن|ها|كم|نا|ات|ان|ين|ون|وا|يه|ه|ي|ا)$")
# Slips and transliterations of one another; long vowels and ه come and go.
_ALIKE = str.maketrans({"ج": "ك", "غ": "ك", "ق": "ك", "ظ": "ض", "ذ": "د", "ث": "ت", "ص": "س", "ط": "ت", "ز": "س"})
_DOUBLE = re.compile(r"(.)\1+")
_LOOSE = re.compile("(?<=.)[اويه]")


@lru_cache(maxsize=200_000)
def readings(form: str) -> tuple[str, ...]:
    """The forms that a folded word is found by, itself first.

    >>> readings("بالفيروس"), readings("قتل")
    (('بالفيروس', 'فيروس'), ('قتل',))
    """
    found = dict.fromkeys((form,))
    bare = form
    while (peeled := _BEFORE.sub("", bare, count=1) if _BEFORE.match(bare) else bare) != bare:
        bare = peeled
        found[bare] = None
        if len(found) > _LEAST:
            break
    for whole in tuple(found):
        found[_BEHIND.sub("", whole)] = None
    return tuple(found)


def words_of(text: str) -> list[str]:
    """The folded words, numbers and names of a text, in order."""
    return [_plain(token.form) for token in tokenize(text) if token.kind in _KINDS]


def _plain(form: str) -> str:
    """Without the signs inside a number or name: to an index they would be the end of a word."""
    return form if form.isalnum() else "".join(c for c in form if c.isalnum())


def index_words(*texts: str) -> set[str]:
    """Everything that texts are found by."""
    return {reading for text in texts for form in words_of(text) for reading in readings(form)}


@lru_cache(maxsize=200_000)
def skeleton(form: str) -> str:
    """The consonants of a folded word, those that are mistaken for one another made one, and no letter twice.

    >>> skeleton("انفجار") == skeleton("انفجارر") == skeleton("انفغار")
    True
    """
    return _DOUBLE.sub(r"\1", _LOOSE.sub("", form.translate(_ALIKE)))


def near(form: str, others: list[str]) -> list[str]:
    """Those of other forms that are a slip or two away, nearest first."""
    most = 1 if len(form) < 5 else 2
    scored = [(DamerauLevenshtein.distance(form, other, score_cutoff=most), other) for other in others]
    return [other for distance, other in sorted(scored) if distance <= most][:8]


def spans_of(text: str, terms: Sequence[frozenset[str]], limit: int) -> list[Span]:
    """Where words stand in a text that one of the terms (each a set of readings) means, at most ``limit`` of them."""
    wanted = frozenset().union(*terms)
    found: list[Span] = []
    for token in tokenize(text):
        if token.kind in _KINDS and not wanted.isdisjoint(readings(_plain(token.form))):
            found.append((token.start, token.end))
            if len(found) == limit:
                break
    return found

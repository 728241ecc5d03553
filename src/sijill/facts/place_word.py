"""Whether a written form is an ordinary Arabic word: what an unknown name is told by.

The forms come with ``simplemma`` (MIT), whose Arabic table holds some 300,000; suffixes and plural endings are undone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import version

from sijill.cache import cached
from sijill.text import fold

_MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")
_GAPS = re.compile("[_\u00a0\u200c]+")
#: Suffixes of ordinary words, and what the dictionary's form has in their stead.
_ENDINGS = (
    ("ه", ("", "ة")), ("ها", ("", "ة")), ("هم", ("", "ة")), ("هما", ("",)), ("ات", ("ة", "")), ("ين", ("", "ة")),
    ("ون", ("",)), ("ان", ("",)), ("تين", ("ة",)), ("تان", ("ة",)), ("ته", ("ة",)), ("تها", ("ة",)), ("تهم", ("ة",)),
    ("ا", ("",)), ("ية", ("ي", "")), ("اً", ("",)),
)  # fmt: skip


@lru_cache(maxsize=200_000)
def is_common(surface: str) -> bool:
    """Whether a written form is an ordinary Arabic word, with or without article, preposition, suffix or plural ending.

    >>> is_common("احتفال"), is_common("ستوكندو")
    (True, False)
    """
    known = _dictionary()
    word = _MARKS.sub("", surface)
    tries = [word, word.removeprefix("ال")]
    if word[:1] in "لبو" and len(word) > 4:
        tries.append(word[1:].removeprefix("ال"))
    for stem in tuple(tries):
        for ending, back in _ENDINGS:
            if stem.endswith(ending) and len(stem) - len(ending) >= 3:
                tries += [stem[: -len(ending)] + b for b in back]
    return any(t.encode() in known for t in tries if len(t) > 1)


def is_word(surface: str) -> bool:
    """Whether a form stands in the dictionary just so, its article apart."""
    known = _dictionary()
    return surface.encode() in known or surface.removeprefix("ال").encode() in known


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[bytes]:
    """The forms in UTF-8, half as large so; kept apart, for ``simplemma`` takes a quarter of a second to open."""
    return cached("words", f"simplemma-{version('simplemma')}", frozenset, _forms)


def _forms() -> frozenset[bytes]:
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory  # noqa: PLC0415

    return frozenset(form.encode() for form in DefaultDictionaryFactory().get_dictionary("ar"))


@lru_cache(maxsize=100_000)
def folded(surface: str) -> str:
    """A name as it stands, folded, its words parted by one blank."""
    return " ".join(_GAPS.sub(" ", fold(surface)).split())

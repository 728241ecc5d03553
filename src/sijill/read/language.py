"""Is this text Arabic? Cheap tests of script, letters and small words.

A text is turned away only on evidence: hardly any Arabic script, or the small words and letters of another language
that is written in it (``languages.tsv``). What is short or in doubt is let through: it is worse to lose a report than
to read one that holds no event.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from sijill.text import written_words

_SAMPLE = 20_000  # code points looked at; a report has 1,500
_BITS = 16  # of a count of words of a sample
_FIELD = (1 << _BITS) - 1
_MOST_WORDS, _LONG_WORD = 100_000, 40

_MARK = re.compile("[\u064b-\u065f]")  # in _WORD, but no letters
_OTHER_LETTER = re.compile(r"[^\W\d_\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_WORD = re.compile(
    r"[\u0620-\u065f\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc]+"
)

# Letters that Arabic does not use. Not ی and ک: Arabic is typed on Persian keyboards as well.
_FOREIGN_LETTER = re.compile("[پچژگٹڈڑںےہھټډړښځڅۍېڼێۆەڵڕڭۇۈۋڪٻ۾۽ڙٽڳڄٿڀ]")

_ARTICLE = re.compile("^[وفبك]?ال..")
_MIN_SHARE = 0.3  # of Arabic script among all letters; Arabic web pages with English menus have 0.75 and more
_MANY_FOREIGN = 0.05  # of letters that Arabic lacks; Persian has 0.03 to 0.06, Urdu, Pashto and Kurdish 0.1 and more
_FEW_ARABIC = 0.15  # of words that only Arabic has; Arabic prose has 0.25 to 0.5


def why_not_arabic(text: str) -> str | None:
    """Why a text is not to be read as Arabic, or None where it is.

    >>> why_not_arabic("قتل جندي في انفجار"), why_not_arabic("A soldier was killed")
    (None, 'not in Arabic script')
    """
    sample = text if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + " " + text[len(text) // 2 :][: _SAMPLE // 2]
    told = sum(map(_TELLING.__getitem__, written_words(sample)))
    arabic = told >> 3 * _BITS
    if arabic <= _MIN_SHARE * len(sample):  # else other letters are too few to matter
        other = len(_OTHER_LETTER.findall(sample))
        if arabic == 0:
            return "not in Arabic script" if other else "no words in it"
        if arabic / (arabic + other) < _MIN_SHARE:
            return "most of it is not in Arabic script"
    if _is_mojibake(sample):
        return "its letters are garbled: UTF-8 that somebody read as windows-1256"
    ours, theirs, words = told & _FIELD, told >> _BITS & _FIELD, told >> 2 * _BITS & _FIELD
    few = ours < _FEW_ARABIC * words  # Arabic with names from elsewhere has foreign letters, too
    doubtful = few and len(_FOREIGN_LETTER.findall(sample)) / arabic > _MANY_FOREIGN
    if (theirs >= 2 and theirs > ours) or (doubtful and (theirs or ours == 0)):
        likely = _likely(sample)
        return f"not Arabic, {likely} it seems" if likely else "not Arabic, though in its script"
    return None


def arabic_words(text: str) -> float:
    """The share of words that only Arabic has: the article's bearers and small words."""
    words = _WORD.findall(text)
    return sum(map(_is_arabic, words)) / len(words) if words else 0.0


@cache
def _small_words() -> tuple[frozenset[str], dict[str, str]]:
    """The words of Arabic, and the language of every word of another (the first that has it)."""
    lines = Path(__file__).with_name("languages.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    ours = frozenset(rows[0][2].split("|"))
    return ours, {word: name for _, name, words in reversed(rows[1:]) for word in words.split("|") if word not in ours}


def _is_arabic(word: str) -> bool:
    return word in _small_words()[0] or _ARTICLE.match(word) is not None


class _Telling(dict[str, int]):
    """What is written between two blanks adds, found when first met, as one number, so that a text is one sum.

    Its fields, from below: words that only Arabic has, words that only another language has, words, their letters.
    """

    def __missing__(self, written: str) -> int:
        if len(self) >= _MOST_WORDS:
            self.clear()
        words = _WORD.findall(written)
        theirs = sum(word in _small_words()[1] for word in words)
        letters = sum(map(len, words)) - len(_MARK.findall(written))
        ours = sum(map(_is_arabic, words))
        told = ours + (theirs << _BITS) + (len(words) << 2 * _BITS) + (letters << 3 * _BITS)
        if len(written) <= _LONG_WORD:
            self[written] = told
        return told


_TELLING = _Telling()


def _likely(sample: str) -> str | None:
    """The language that most of the small words of others are of."""
    whose = _small_words()[1]
    named = Counter(whose[word] for word in _WORD.findall(sample) if word in whose).most_common(1)
    return named[0][0] if named else None


def _is_mojibake(sample: str) -> bool:
    """``ط§ظ„`` and the like: two bytes of UTF-8 stand as two letters of windows-1256, most of them ط or ظ."""
    hits = sample.count("ط") + sample.count("ظ")
    if hits < 8 or hits < 0.2 * (len(sample) - sample.count(" ")):
        return False
    return sample.count("ط§") + sample.count("ظ„") >= 3

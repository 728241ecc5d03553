"""Arabic names in Latin letters, as the English-language press would write them.

Known given and family names come from ``packs/lang/ar/names.tsv``; the rest goes letter by letter. Short vowels are
not written in Arabic, so an ``a`` stands where consonants would clash: the consonants are right, the vowels a guess.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from sijill.text import fold

_LETTERS = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "ء": "", "ى": "a", "ة": "a", "أ": "a", "إ": "i",
    "آ": "a", "ؤ": "", "ئ": "", "پ": "p", "چ": "ch", "گ": "g", "ک": "k", "ی": "y", "ې": "e", "ۍ": "ai", "ژ": "zh",
    "ڤ": "v", "ټ": "t", "ډ": "d", "ړ": "r", "ڼ": "n", "ښ": "sh", "ځ": "z", "څ": "ts", "ګ": "g", "ڕ": "r", "ڵ": "l",
    "ێ": "e", "ۆ": "o", "ە": "a",
}  # fmt: skip
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f]")
_LONG = frozenset("اأإآىێېۆ")
_SUN = "al-"


def _words(name: str) -> list[str]:
    return _MARKS.sub("", name.replace("\u200c", " ")).split()


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Folded name → English spelling."""
    source = resources.files("sijill") / "packs" / "lang" / "ar" / "names.tsv"
    table: dict[str, str] = {}
    for line in source.read_text(encoding="utf-8").splitlines()[1:]:
        if line and not line.startswith("#"):
            english, _, arabic = line.split("\t")
            for spelling in arabic.split("|"):
                table.setdefault(fold(spelling), english)
    return table


@lru_cache(maxsize=50_000)
def transliterate(arabic: str) -> str:
    """A name in Latin letters.

    >>> transliterate("ذبيح الله مجاهد"), transliterate("محمد يوسف"), transliterate("كفر شوش")
    ('Zabihullah Mujahid', 'Mohammed Yousuf', 'Kafr Shush')
    """
    parts = [re.sub(r"[^\w]", "", w) for w in _words(arabic)]
    parts = [p for p in parts if p]
    out: list[str] = []
    i = 0
    while i < len(parts):
        taken, english = _known(parts, i)
        out.append(english)
        i += taken
    text = " ".join(out)
    return text[:1].upper() + text[1:]


def _known(parts: list[str], i: int) -> tuple[int, str]:
    """The longest run of words from ``i`` that the table of names knows, else one word letter by letter."""
    names = _names()
    for n in (3, 2, 1):
        folded = fold(" ".join(parts[i : i + n]))
        if i + n <= len(parts) and folded in names:
            return n, names[folded]
        if n > 1 and i + n <= len(parts) and folded.replace(" ", "") in names:
            return n, names[folded.replace(" ", "")]
    word = parts[i]
    if word.isdigit():
        return 1, word
    folded = fold(word)
    if folded.startswith("ال") and len(folded) > 4 and word[:1] == "ا":
        if folded[2:] in names:
            return 1, _SUN + names[folded[2:]]
        return 1, _SUN + _spell(word[2:]).capitalize()
    return 1, _spell(word).capitalize()


def _spell(word: str) -> str:
    """One word letter by letter, with an ``a`` where its consonants would clash."""
    out: list[str] = []
    run: list[str] = []
    word = re.sub("^إي(?=[^اويى])", "إ", re.sub("^[أا]و(?=[^اويى]..)", "ۆ", word))
    for sound, is_vowel in _sounds(word.replace("تش", "چ")):
        if not is_vowel:
            run.append(sound)
            continue
        out.append(_joined(run, opened=bool(out), end=False))
        run = []
        out.append(sound)
    out.append(_joined(run, opened=bool(out), end=True))
    return "".join(out) or word


def _sounds(word: str) -> list[tuple[str, bool]]:
    """Letters as sounds: ``و ي`` are vowels unless a vowel stands beside them, a last ``ه`` is a vowel."""
    out: list[tuple[str, bool]] = []
    for i, c in enumerate(word):
        after = word[i + 1] if i + 1 < len(word) else ""
        vowel_before = bool(out) and out[-1][1]
        if c in "ويی":
            consonant = i == 0 or vowel_before or after in _LONG
            out.append((_LETTERS[c], False) if consonant else ("u" if c == "و" else "i", True))
        elif c in _LONG or (c in "هەة" and not after and i > 1 and not vowel_before):
            out.append(("a" if c in "هة" else _LETTERS[c], True))
        elif c == "ع":
            out.extend([] if vowel_before or after in _LONG or after in "ويی" else [("a", True)])
        else:
            out.append((_LETTERS.get(c, c if c.isascii() else ""), False))
    return [pair for pair in out if pair[0]]


def _joined(run: list[str], *, opened: bool, end: bool) -> str:
    """Consonants between two vowels, with the short vowels that speaking them needs.

    Args:
        run: the consonants.
        opened: a vowel goes before, so that the first consonant may close its syllable.
        end: no vowel follows, so that the last consonant opens nothing.
    """
    if opened and end and len(run) == 2:
        return run[0] + "a" + run[1]
    head, rest = (run[:1], run[1:]) if opened and len(run) > 1 else ([], run)
    rest, last = (rest, "") if end else (rest[:-1], rest[-1] if rest else "")
    pairs = [rest[i : i + 2] for i in range(0, len(rest), 2)]
    spoken = "".join(
        "a".join(p) if len(p) == 2 else p[0] + ("" if end and (_has_syllable(pairs) or opened) else "a") for p in pairs
    )
    return "".join(head) + spoken + last


def _has_syllable(pairs: list[list[str]]) -> bool:
    """Whether a syllable goes before the last single consonant."""
    return len(pairs) > 1

"""Spellings of place names made comparable: the exact key, and the consonant skeleton for near names.

Arabic newsrooms spell one village many ways: with and without the article, in one word or two, with any of the three
endings ``ه ا ي``; names from Dari, Pashto, Kurdish and Turkish come back with ``ج غ ق ك`` for one g and ``تش ش ج`` for
one ch. The key undoes the former, the skeleton the latter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sijill.text import fold

_NOT_LETTER = re.compile(r"[^\w]+|_")
_DROPPED = frozenset(("بن", "ابن", "ال", "د"))  # Pashto "د" (of) stands between the parts of a name
_ONE_WORD = {"ابي": "ابو", "ابا": "ابو", "بنو": "بني", "ذو": "ذي", "ذا": "ذي", "قلعه": "قلعه", "قله": "قلعه"}
_JOINED = re.compile(r"^(دير|كفر|عين|تل|راس|ابو|ام|بيت|جسر|خان|معره|حي|وادي|جبل)ال(?=...)")
_VOWELS = str.maketrans("", "", "اويءعئؤىآ")
_CLASSES = str.maketrans("طصثذضظحغقكش", "تسسزززهككك\u0686")

#: Words that head a place name in reports, with the kind of place they announce.
HEADS: dict[str, str] = {
    "محافظه": "admin1", "ولايه": "admin1", "اقليم": "admin1", "مقاطعه": "admin1", "اماره": "admin1",
    "مديريه": "admin2", "قضاء": "admin2", "مركز": "admin2", "معتمديه": "admin2", "محليه": "admin2", "ولسوالي": "admin2",
    "ناحيه": "admin3", "عزله": "admin3",
    "مدينه": "town", "بلده": "town", "قريه": "village", "قري": "village", "عزبه": "village", "ضيعه": "village",
    "مستوطنه": "village", "بلديه": "town",
    "حي": "quarter", "حاره": "quarter", "ضاحيه": "quarter", "مخيم": "camp",
    "منطقه": "any", "ناحيت": "admin3",
    "باديه": "area", "صحراء": "area", "جبل": "area", "جبال": "area", "وادي": "area", "سهل": "area", "ريف": "area",
    "جزيره": "area", "مرتفعات": "area",
}  # fmt: skip
# Of each, the names met last: a text's own come again, those of a province are gone through once. With ten times as
# many coding is no faster, and its memory grows with every province that a corpus names.
_KEPT = 8_192


@lru_cache(maxsize=_KEPT)
def words(name: str) -> tuple[str, ...]:
    """The folded words of a name, punctuation apart.

    >>> words("دير الزّور")
    ('دير', 'الزور')
    """
    return tuple(w for w in _NOT_LETTER.split(fold(name)) if w)


@lru_cache(maxsize=_KEPT)
def form(name: str) -> str:
    """The folded name, words parted by one blank: what an automaton matches."""
    return " ".join(words(name))


def _core(word: str) -> str:
    word = _ONE_WORD.get(word, word)
    if word.startswith("ال") and len(word) >= 5:
        word = word[2:]
    bare = _JOINED.sub(r"\1", word.replace("ء", ""))
    if len(bare) >= 3 and bare[-1] in "هاي":
        bare = bare[:-1] + "ه"
    return bare


@lru_cache(maxsize=_KEPT)
def place_key(name: str) -> str:
    """The key under which spellings of one name meet: no article, no blanks, no ``بن``, one ending for ``ه ا ي``.

    >>> place_key("أسعد آباد") == place_key("اسعداباد"), place_key("مارجة") == place_key("المارجا")
    (True, True)
    """
    parts = [_core(w) for w in words(name) if w not in _DROPPED] or list(words(name))
    return "".join(p for p in parts if p) or "".join(words(name))


@lru_cache(maxsize=_KEPT)
def skeletons(key: str) -> tuple[str, ...]:
    """The consonants of a key, in one or two readings: ``ج`` may stand for g or for ch.

    >>> set(skeletons(place_key("توبتشي"))) & set(skeletons(place_key("توبجي"))) != set()
    True
    """
    tail = key.rstrip("ه") if len(key) > 3 else key
    base = tail.replace("تش", "ش").translate(_VOWELS).translate(_CLASSES)
    readings = {base.replace("ج", "ك"), base.replace("ج", "\u0686")}
    return tuple(sorted(_undoubled(r) for r in readings))


#: Countries whose villages have Arabic names: their consonants are spelled alike but for those that dialects mix.
ARABIC = frozenset((
    "AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE",
))  # fmt: skip
_MATRES = str.maketrans("", "", "اويءئؤىآ")
_TRIBE = 4  # letters of بو with a name behind it
_MIXED = str.maketrans("طصثذظگکق", "تستدضككك")


@lru_cache(maxsize=_KEPT)
def consonants(key: str) -> str:
    """The consonants of a key of an Arabic name, only those made one that are written for one another.

    >>> consonants(place_key("الذيابية")) == consonants(place_key("الديابيه"))
    True
    >>> consonants(place_key("المزرعة")) == consonants(place_key("الموزرة"))
    False
    """
    tail = mixed(key).rstrip("ه") if len(key) > 3 else mixed(key)
    return tail[:1] + _undoubled(tail[1:]).translate(_MATRES)


def mixed(key: str) -> str:
    """A key with those consonants made one that dialects write for one another, and ``ألبو`` as ``أبو``."""
    key = key.removeprefix("ال")
    return ("ا" + key if key.startswith("بو") and len(key) > _TRIBE else key).translate(_MIXED)


_DIGRAPHS = (("shch", "\u0686"), ("tch", "\u0686"), ("sch", "\u0686"), ("ch", "\u0686"), ("sh", "\u0686"),
             ("zh", "\u0686"), ("dj", "\u0686"), ("kh", "خ"), ("gh", "ك"), ("ph", "ف"), ("th", "ت"), ("dh", "د"),
             ("ck", "ك"), ("x", "كس"))  # fmt: skip
_LATIN = str.maketrans("bpcdfvghjkqlmnrstz", "ببكدففكه\u0686ككلمنرستز", "aeiouwy")
_NOT_LATIN = re.compile("[^a-z\u0600-\u06ff]+")


def latin_skeletons(name: str) -> tuple[str, ...]:
    """The consonants of a name in Latin letters, as ``skeletons`` has those of an Arabic one; ``h`` kept and left out.

    >>> set(latin_skeletons("Garsen")) & set(skeletons(place_key("غارسن"))) != set()
    True
    """
    text = _NOT_LATIN.sub("", re.sub("c(?=[eiy])", "s", name.casefold()))
    for letters, one in _DIGRAPHS:
        text = text.replace(letters, one)
    base = text.translate(_LATIN)
    tail = base.rstrip("ه") if len(base) > 2 else base
    return tuple(sorted({_undoubled(tail), _undoubled(tail.replace("ه", ""))} - {""}))


def _undoubled(s: str) -> str:
    return "".join(c for i, c in enumerate(s) if i == 0 or c != s[i - 1])


def split_head(name: str) -> tuple[str | None, str]:
    """The kind that a heading word announces, and the name without it.

    >>> split_head("محافظة الأنبار")
    ('admin1', 'الانبار')
    """
    parts = words(name)
    if len(parts) > 1:
        head = parts[0][2:] if parts[0].startswith("ال") and parts[0][2:] in HEADS else parts[0]
        if head in HEADS:
            return HEADS[head], " ".join(parts[1:])
    return None, " ".join(parts)

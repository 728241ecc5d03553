"""An entry as a source gives it, before it is merged: the one shape that every reader yields."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import msgspec

from sijill.errors import InputError
from sijill.places.records import Kind
from sijill.text import fold


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One place of one source.

    Attributes:
        ref: its id there: ``gn:170654``, ``wof:1108779189``, or a readable one of ours (``SY-HL/azaz``).
        names: in Arabic script, as the source spells them.
        parents: ids of district, province …, finest first; any of them may be unknown to the table.
        refs: ids of the same place in other sources.
        lexicon: goes into the automaton, so that it is found without a cue word.
        ambiguous: its names are also common words or persons' names.
        name_weight: of two sources that merge, the heavier names the place in English.
        origin: ``file:line``, for reports.
    """

    ref: str
    kind: Kind
    country: str
    name: str
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    names: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    flags: int = 0
    lexicon: bool = False
    ambiguous: bool = False
    name_weight: int = 1
    origin: str = ""


def has_arabic(name: str) -> bool:
    """Whether a name is written in Arabic script."""
    return any("\u0621" <= c <= "\u06d3" or "\ufb50" <= c <= "\ufefc" for c in name)


def plain(name: str) -> str:
    """An English name without diacritics: ``Al Fallūjah`` is ``Al Fallujah``."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ə", "a").replace("ø", "o"))
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.translate(_QUOTES).split())


_QUOTES = dict.fromkeys(map(ord, "'‘’`ʻʼ′ʿʾ"))  # all of them fall away


_PAIRS = (("kh", "x"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ck", "k"))
_TWINS = str.maketrans("qjzvpc", "kgswbk")
_OFF = frozenset("aeiouyhw")
_KEPT = 8_192  # names met last
_ARTICLES = frozenset(
    ("al", "el", "ad", "an", "ar", "as", "at", "az", "ash", "ath", "adh", "ed", "et", "es", "the", "de")
)


@lru_cache(maxsize=_KEPT)
def latin_key(name: str) -> str:
    """The consonants of an English name without its article, for telling that two tables mean one place.

    >>> latin_key("Al-Ḩasakah") == latin_key("Hasakeh")
    True
    """
    cleaned = "".join(c if c.isalnum() else " " for c in plain(name).casefold())
    text = "".join(w for w in cleaned.split() if w not in _ARTICLES)
    for a, b in _PAIRS:
        text = text.replace(a, b)
    text = "".join(c for c in text.translate(_TWINS) if c not in _OFF)
    return "".join(c for i, c in enumerate(text) if i == 0 or c != text[i - 1])


_UNIT_WORDS = frozenset(
    map(fold, ("محافظة", "مديرية", "ولاية", "قضاء", "ناحية", "منطقة", "مقاطعة", "إقليم", "ولسوالی", "ولسوالۍ",
    "ولایت", "ضلع", "شهرستان", "استان", "صوبہ", "ناحیه", "شعبية", "بخش", "معتمدية", "مركز", "إمارة", "إدارة",
    "مدينة", "قرية", "تحصیل"))
)  # fmt: skip


def clean_unit(name: str) -> str:
    """A unit's Arabic name without the word that says what it is, before or after it."""
    parts = name.replace("\u200c", " ").split("،")[0].split("(")[0].split()
    while len(parts) > 1 and fold(parts[0]) in _UNIT_WORDS:
        parts = parts[1:]
    while len(parts) > 1 and fold(parts[-1]) in _UNIT_WORDS:
        parts = parts[:-1]
    if len(parts) > 1 and parts[0] == "د":
        parts = parts[1:]
    return " ".join(parts)


def number(text: str, what: str, *, low: float, high: float) -> float:
    """A coordinate or count out of a table's cell.

    Raises:
        InputError: it is no number, or out of its bounds.
    """
    try:
        value = float(text)
    except ValueError as error:
        raise InputError(f"{what} is no number: {text!r}") from error
    if not low <= value <= high:
        raise InputError(f"{what} is out of bounds: {text}")
    return value

"""The words of a count: which of them give a magnitude and no number, and what of them may be shown to everybody."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from sijill.pack import SHIPPED, read_table
from sijill.text import NUMBER, fold, tokenize

_COLUMNS = ("id", "acled", "ours", "words")
# Three, with its noun's gender, and as a digit: `at least three` has the same bounds as a bare plural.
_THREE = frozenset(map(fold, ("ثلاثة", "ثلاث", "الثلاثة", "الثلاث", "3", "three")))
_ARTICLE = "ال"


class Vague(msgspec.Struct, frozen=True):
    """A word such as ``عشرات``: what ACLED writes for it, and the low end that the coder gives it."""

    id: str
    acled: int
    ours: int


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, ...], Vague]:
    out: dict[tuple[str, ...], Vague] = {}
    for row in read_table(SHIPPED / "schemes" / "vague_counts.tsv", _COLUMNS, "vague_counts"):
        vague = Vague(row.cells["id"], int(row.cells["acled"]), int(row.cells["ours"]))
        out |= {_words(words): vague for words in row.cells["words"].split("|")}
    return out


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """Folded words, without the article."""
    forms = [token.form for token in tokenize(text)]
    return tuple(f[2:] if f.startswith(_ARTICLE) and len(f) > 4 else f for f in forms)


@lru_cache(maxsize=20_000)
def vague_word(text: str | None) -> Vague | None:
    """The magnitude that a count is told in, if it is; the longest words win.

    >>> vague_word("العشرات من المقاتلين").acled, vague_word("خمسة رعاة")
    (10, None)
    """
    words = _words(text or "")
    table = _table()
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            if (found := table.get(words[at : at + size])) is not None:
                return found
    return None


@lru_cache(maxsize=20_000)
def names_three(text: str | None) -> bool:
    """Whether the words name the number three, so that a low end of three is no default.

    >>> names_three("ثلاثة مقاتلين على الأقل"), names_three("عدد من المدنيين")
    (True, False)
    """
    return any(token.form in _THREE for token in tokenize(text or ""))


def trimmed(text: str | None) -> str | None:
    """What of a count's words may be shown to everybody: figures and magnitudes, no noun and no name.

    >>> trimmed("العشرات من رجال فلان"), trimmed("جنود")
    ('العشرات', None)
    """
    if text is None:
        return None
    kept = []
    for token in tokenize(text):
        piece = text[token.start : token.end]
        if token.kind == NUMBER or token.form in _THREE or _words(piece) in _table():
            kept.append(piece)
    return " ".join(kept) or None

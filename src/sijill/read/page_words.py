"""What pages have beside their article, in words and in the names of classes (``boilerplate.tsv``)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sijill.text import fold

_LETTERS = re.compile(r"[^\W\d_]+")
_NAME_PARTS = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHORT = 120  # characters; a longer line is prose that happens to begin so


_ARABIC = frozenset(
    {"line", "count", "section", "end", "turn", "language"}
)  # roles whose words are compared as words, not as names


@cache
def _words() -> dict[str, frozenset[str]]:
    lines = Path(__file__).with_name("boilerplate.tsv").read_text(encoding="utf-8").splitlines()[1:]
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        _, role, words = line.split("\t")
        found[role] = frozenset(_plain(word) if role in _ARABIC else word for word in words.split("|"))
    return found


def tags(role: str) -> frozenset[str]:
    """Names of elements: ``never`` of an article, a ``block``, a ``heading``; and ``aria`` roles of what is beside."""
    return _words()[role]


def _plain(line: str) -> str:
    return " ".join(_LETTERS.findall(fold(line).lower()))


def is_boilerplate(line: str) -> bool:
    """Whether a line of a page is none of its article: a pointer elsewhere, a counter, a notice.

    >>> is_boilerplate("اقرأ أيضاً: افتتاح جسر جديد"), is_boilerplate("1,204 مشاهدة"), is_boilerplate("افتُتح الجسر")
    (True, True, False)
    """
    plain = _plain(line)
    if not plain:
        return True
    if plain in _words()["count"] or plain in _words()["section"]:
        return True
    if len(line) > _SHORT:
        return False
    words = plain.split()
    heads = {" ".join(words[:n]) for n in range(1, 7)} & _words()["line"]
    if not heads:
        return False
    told = max(heads, key=len)
    behind = fold(line).strip()[len(told) :].lstrip()[:1]
    return plain == told or behind in {":", "،", "|", "-", "–", "»", "."} or len(told.split()) > 1


def opens_links(line: str) -> bool:
    """Whether a heading opens a list of other articles."""
    return len(line) <= _SHORT and _plain(line) in _words()["section"]


def is_turn(line: str) -> bool:
    """Whether a line is the turn to another page: its title follows.

    >>> is_turn("السابق"), is_turn("التالي:"), is_turn("في اليوم التالي عادت الكهرباء")
    (True, True, False)
    """
    return len(line) <= _SHORT and _plain(line) in _words()["turn"]


def names_language(line: str) -> bool:
    """Whether a line is the name of a language and no more.

    >>> names_language("KURDÎ"), names_language("عربي"), names_language("تعليم اللغة العربية")
    (True, True, False)
    """
    return len(line) <= _SHORT and _plain(line) in _words()["language"]


def opens_comments(line: str) -> bool:
    """Whether a heading opens the readers' comments: nothing of the article comes after it."""
    return len(line) <= _SHORT and _plain(line) in _words()["end"]


def names_boilerplate(names: str) -> bool:
    """Whether the classes or the id of an element are those of something beside an article.

    >>> names_boilerplate("post-share-buttons"), names_boilerplate("entry-content")
    (True, False)
    """
    parts = set(_NAME_PARTS.findall(_CAMEL.sub(" ", names).lower()))
    return not parts.isdisjoint(_words()["class"])


def names_headline(names: str) -> bool:
    """Whether they are those of a headline, where a page has no heading for it."""
    return not set(_NAME_PARTS.findall(_CAMEL.sub(" ", names).lower())).isdisjoint(_words()["named"])


def names_comments(names: str) -> bool:
    """Whether they are those of the readers' comments."""
    return not set(names.lower().split()).isdisjoint(_words()["comments"])


def names_body(names: str) -> bool:
    """Whether they are those that an article's body goes by."""
    return not set(names.lower().split()).isdisjoint(_words()["body"])

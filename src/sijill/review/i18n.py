"""The words of the pages, a table a language; code lists by their own labels, English where a table has none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources

LANGUAGES = ("en", "ar")

# Reasons of blanks that carry a name or a number: the table holds them with a gap for it.
_REASONS = (
    (re.compile(r"^no place of the name «(?P<a>.*)» in the table$"), "why.no place of the name"),
    (re.compile(r"^«(?P<a>.*)» is known only outside (?P<b>.*)$"), "why.known only outside"),
    (re.compile(r"^«(?P<a>.*)» is known only (?P<b>\d+) km from the announced district$"), "why.known only far"),
    (
        re.compile(r"^«(?P<a>.*)» is known only as a small place of (?P<b>.*), the report is about (?P<c>.*)$"),
        "why.known only abroad",
    ),
)


@cache
def table_of(language: str) -> Mapping[str, str]:
    """The table of a language: key to words, with gaps as ``{name}``."""
    source = resources.files("sijill.review") / "words" / f"{language}.json"
    table: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
    return table


@cache
def _countries() -> Mapping[str, tuple[str, str]]:
    source = resources.files("sijill.review") / "words" / "countries.json"
    names: dict[str, tuple[str, str]] = json.loads(source.read_text(encoding="utf-8"))
    return names


class Words:
    """The words of one language; called with a key it gives them.

    >>> Words("en")("login.title")
    'Log in'
    """

    def __init__(self, language: str):
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.direction = "rtl" if self.language == "ar" else "ltr"
        self.other = next(name for name in LANGUAGES if name != self.language)
        self._table = table_of(self.language)

    def __call__(self, key: str, **gaps: object) -> str:
        """The words of a key.

        Raises:
            KeyError: the table has no such key.
        """
        words = self._table[key]
        return words.format(**gaps) if gaps else words

    def code(self, kind: str, value: str | None) -> str:
        """The label of a value of a code list (``type``, ``weapon`` …), the value itself where it has none."""
        return "" if value is None else self._table.get(f"{kind}.{value}", value)

    def reason(self, why: str) -> str:
        """Why a field is blank, in this language as far as the reason is one that is known."""
        if (words := self._table.get(f"why.{why}")) is not None:
            return words
        for pattern, key in _REASONS:
            if found := pattern.match(why):
                return self(key, **found.groupdict())
        return why

    def country(self, code: str) -> str:
        """The name of a country of ISO 3166-1."""
        names = _countries().get(code)
        return names[LANGUAGES.index(self.language)] if names else code

    def day(self, iso: str | None) -> str:
        """A day as people write it; what is no ISO day stays as it is."""
        try:
            day = date.fromisoformat(iso or "")
        except ValueError:
            return iso or ""
        return f"{day.day} {self(f'month.{day.month}')} {day.year}"

    def moment(self, at: str) -> str:
        """A time of the log, to the minute, in UTC."""
        return f"\u2066{at[:10]} {at[11:16]}\u2069"

    def listed(self, parts: Iterable[str]) -> str:
        """Names in a row, each once; from right to left each keeps its own direction."""
        told = dict.fromkeys(part for part in parts if part)
        if self.direction == "ltr":
            return ", ".join(told)
        return "، ".join(f"\u2068{part}\u2069" for part in told)

    def number(self, value: float) -> str:
        """A whole number with its thousands apart."""
        return f"{value:,.0f}"


def preferred(accept: str | None) -> str:
    """The language that a browser would like best of those that there are.

    >>> preferred("ar-LB,ar;q=0.9,en;q=0.5"), preferred("fr"), preferred(None)
    ('ar', 'en', 'en')
    """
    ranked: list[tuple[float, str]] = []
    for part in (accept or "").split(","):
        name, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=") or "1"
        if (short := name.partition("-")[0].lower()) in LANGUAGES and weight.replace(".", "", 1).isdigit():
            ranked.append((-float(weight), short))
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else LANGUAGES[0]

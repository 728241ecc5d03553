"""Numerals: digits and number words added up, ordinals (Wright, *Grammar* I §§ 318-328, II §§ 96-107).

One scan over the units, no recursive rules: :func:`cardinal` and :func:`ordinal` serve counts, dates and hours alike.
"""

from __future__ import annotations

import re

import msgspec

from sijill.match import Unit
from sijill.text import NUMBER, WORD

_OF_THEM = frozenset({"", "هم", "هن"})  # ثلاثتهم
_SEPARATED = re.compile(r"^\d{1,3}(?:[,٬،.]\d{3})+$")


class Scan(msgspec.Struct, frozen=True):
    """A cardinal read from units: its value, the unit behind it, and what its words say."""

    value: float
    j: int
    definite: bool
    vague: bool
    digits: bool
    last: float  # the component that settles the form of the noun


class Word(msgspec.Struct, frozen=True):
    """A number word: how it is put together with others, and what it is worth."""

    size: str
    value: int
    times: int
    plural: bool
    joined: bool
    definite: bool


def digits(form: str) -> float:
    """The value of a number in digits; thousands marks fall away.

    >>> digits("15,000"), digits("3.5")
    (15000.0, 3.5)
    """
    if _SEPARATED.match(form):
        return float(re.sub(r"\D", "", form))
    return float(re.sub(r"[^\d]", ".", form))


def number_word(unit: Unit) -> Word | None:
    """The number word that a unit is, if it is one."""
    if "num" not in unit.symbols:
        return None
    for r in unit.readings:
        if r.cat == "num" and r.enc in _OF_THEM:
            a = r.attrs
            return Word(
                a["size"], int(a["value"]), int(a.get("times", "1")), "plural" in a, r.pro[:1] == "و", r.definite
            )
    return None


class _Sum:
    """A cardinal while its words are added up."""

    def __init__(self) -> None:
        self.total, self.group = 0.0, 0.0  # what stands before the last ألف or مليون, and what stands behind it
        self.ceiling = float("inf")  # a further component joined by و must be smaller
        self.last_size, self.last = "", 0.0
        self.vague = self.digits = False

    def open(self, word: Word) -> None:
        """The first word."""
        self.vague = word.size == "vague" or word.plural
        if word.size == "mult":
            self.total = float(word.value * (2 if word.plural else word.times))
            self.ceiling = float(word.value)
        else:
            self.group = float(word.value)
            self.ceiling = {"hundred": 100.0, "unit": 0.0}.get(word.size, 0.0)
        self.last_size, self.last = word.size, float(word.value)

    def multiply(self, word: Word) -> bool:
        """A word that stands right behind: teen, hundred or thousand; False where it does not fit."""
        if word.definite and not self.vague and word.size not in {"ten", "mult"}:
            return False
        if word.size == "ten" and self.last_size in {"unit", "first"} and self.last > 0 and not self.digits:
            self.group += 10
            self.last_size, self.last, self.ceiling = "tens", 11.0, 0.0
            return True
        if word.size == "hundred" and word.value == 100 and self.last_size == "unit" and 3 <= self.last <= 9:
            self.group += self.last * 99
            self.last_size, self.last, self.ceiling = "hundred", 100.0, 100.0
            return True
        if word.size == "mult" and word.times == 1 and self.group and self._room(word.value):
            self.total += self.group * word.value
            self.group = 0.0
            self.last_size, self.last, self.ceiling = "mult", float(word.value), float(word.value)
            return True
        if word.size == "vague" and self.vague and self.last_size == "vague" and self.last == 3:
            self.group = 3.0 * word.value / 2  # عدة مئات: three hundred and more
            self.last = float(word.value)
            return True
        return False

    def _room(self, value: int) -> bool:
        return not self.total or value * 10 <= self.total

    def join(self, word: Word) -> bool:
        """A word joined by و; False where it begins another number."""
        if word.size == "mult":
            fits = self.last_size == "mult" and word.value < self.ceiling
            if fits:
                self.total += word.value * word.times
                self.ceiling = float(word.value)
        elif word.size == "tens" and self.last_size == "unit" and 1 <= self.last <= 9 and not self.digits:
            fits = True
            self.group += word.value
            self.ceiling = 0.0
        elif word.size in {"unit", "first", "ten", "tens", "hundred"}:
            fits = 0 < word.value < self.ceiling and not self.vague
            if fits:
                self.group += word.value
                self.ceiling = 100.0 if word.size == "hundred" else 0.0
        else:
            fits = False
        if fits:
            self.last_size, self.last = word.size, float(word.value)
        return fits


def cardinal(units: list[Unit], i: int) -> Scan | None:
    """Read a cardinal that begins at unit ``i``: digits, words, or digits with ألف and the like."""
    n, first, state = len(units), units[i], _Sum()
    definite = False
    if first.kind == NUMBER:
        state.digits, state.group, state.last_size = True, digits(first.form), "unit"
        state.last = state.group
    elif first.kind == WORD and (word := number_word(first)) is not None and word.size != "first":
        state.open(word)
        definite = word.definite
    elif first.kind == WORD and _teen(units, i):
        state.open(Word("first", 1, 1, False, False, False))
    else:
        return None
    k = i + 1
    while k < n:
        unit = units[k]
        nxt = k + 1
        bare_and = unit.form == "و"
        if bare_and:
            if nxt >= n:
                break
            unit, nxt = units[nxt], nxt + 1
        if unit.kind == NUMBER:
            value = digits(unit.form)
            if not (bare_and and state.last_size == "mult" and value < state.ceiling and not state.vague):
                break
            state.group, state.digits = value, True
            state.last_size, state.last = "unit", value
        else:
            word = number_word(unit) if unit.kind == WORD else None
            if unit.form == "واحد" and _teen(units, nxt - 1):
                word = Word("first", 1, 1, False, True, False)  # و before أحد عشر
            if word is None or not (state.join(word) if bare_and or word.joined else state.multiply(word)):
                break
        k = nxt
    return Scan(state.total + state.group, k, definite, state.vague, state.digits, state.last)


def _teen(units: list[Unit], i: int) -> bool:
    """أحد counts only before عشر."""
    following = number_word(units[i + 1]) if i + 1 < len(units) else None
    word = number_word(units[i])
    first = word is not None and (word.size == "first" or units[i].form == "واحد")
    return bool(first and following and following.size == "ten" and not following.joined)


def noun_form(value: float) -> str:
    """The form of the noun counted.

    >>> noun_form(5), noun_form(18), noun_form(200), noun_form(103)
    ('pl', 'acc', 'gen', 'pl')
    """
    rest = int(value) % 100
    if value < 3:
        return ""
    if 3 <= rest <= 10:
        return "pl"
    return "acc" if 11 <= rest <= 99 else "gen"


def ordinal(units: list[Unit], i: int, *, tens: bool = True) -> tuple[int, int, bool] | None:
    """An ordinal at unit ``i``: its value, the unit behind it, whether it is definite; ``tens``: with ``والعشرون``."""
    unit = units[i]
    reading = unit.reading("ord") if "ord" in unit.symbols else None
    if reading is None:
        return None
    value, k = int(reading.attrs["value"]), i + 1
    if k < len(units) and (word := number_word(units[k])) is not None:
        if word.size == "ten" and not word.joined:
            return value + 10, k + 1, reading.definite
        if tens and word.size == "tens" and word.joined:
            return value + word.value, k + 1, reading.definite
    return value, k, reading.definite

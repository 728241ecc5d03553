"""Every lexicon form in one pass: tokens → units with their readings, clitics peeled, the longest phrase first.

A *unit* is a token, or several that form a phrase of the lexicon. A *reading* is a sense of the unit together with the clitics
that were peeled to find it; a unit keeps several until a rule decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from sijill.model import Report, Span
from sijill.pack import Entry, Pack, Sense
from sijill.text import LATIN, NEWLINE, NUMBER, SIGN, WORD, Token, fold_map, tokenize

# و/ف, then ب ل ك س or a combination, then the article; لل is ل with the article (Wright I § 356).
_PROCLITICS = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "فال", "وب", "وبال", "ول", "ولل", "ك", "كال", "وك", "وكال",
               "فب", "فبال", "فل", "فلل", "س", "وس", "فس")  # fmt: skip
_ENCLITICS = ("", "هما", "هم", "هن", "ها", "ه", "كم", "نا", "ني", "ك", "ي")
_SHORT = frozenset(
    {"في", "من", "عن", "ان", "لم", "قد", "هو", "هي", "هم", "لا", "ما", "لن"}
)  # words that و and ف may be peeled from
_NON_JOINING = "اأإآدذرزوؤةىء"
_SENTENCE_END = frozenset(".!؟?\n؛;")
CONJUNCTIONS = ("و", "ف")


class Reading(NamedTuple):
    """One sense of a unit: the entry, the form's inflection, and the clitics before and behind."""

    entry: Entry
    feat: str
    pro: str
    enc: str

    @property
    def definite(self) -> bool:
        """Whether the article stands before it."""
        return self.pro.endswith(("ال", "لل"))


class Word(NamedTuple):
    """What a folded form can be, found once and remembered: readings, phrase openings, its form without و/ف."""

    readings: tuple[Reading, ...]
    openings: tuple[tuple[str, str], ...]
    bare: str
    symbols: frozenset[str]
    split: int


class Unit:
    """A token or a phrase, with its readings. ``i`` is its index among the units, ``first``/``last`` its tokens."""

    __slots__ = ("bare", "end", "first", "form", "i", "kind", "last", "readings", "start", "symbols")

    def __init__(self, i: int, first: int, last: int, token: Token, end: int, word: Word, form: str = ""):  # noqa: PLR0913
        self.i, self.first, self.last = i, first, last
        self.start, self.end, self.kind, self.form = token.start, end, token.kind, form or token.form
        self.readings, self.bare, self.symbols = word.readings, word.bare, word.symbols

    def reading(self, cat: str) -> Reading | None:
        """The first reading of this category."""
        for r in self.readings:
            if r.entry.cat == cat:
                return r
        return None

    def readings_of(self, cat: str) -> Iterator[Reading]:
        """All readings of this category."""
        return (r for r in self.readings if r.entry.cat == cat)

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence ends here (full stop, exclamation or question mark, semicolon, line end)."""
        return self.form in _SENTENCE_END

    def __repr__(self) -> str:
        return f"<{self.i}:{self.form}{'' if self.first == self.last else '…'} {sorted(self.symbols)}>"


_Row = tuple[tuple[str, ...], tuple[Sense, ...]]  # the further words of a phrase, and its senses
_WORDLESS = Word((), (), "", frozenset(), 0)
_SIGNS: dict[str, Word] = {}


class Matcher:
    """The lexicon of a pack, with names of places added, ready to read texts.

    Args:
        pack: what to know.
        words, phrases: the tables to use in place of the pack's (the pack's with place names added, see ``coder``).
    """

    def __init__(
        self,
        words: dict[str, tuple[Sense, ...]],
        phrases: dict[str, tuple[tuple[tuple[str, ...], tuple[Sense, ...]], ...]],
    ):
        self._words, self._phrases = words, phrases
        self._seconds: dict[str, dict[str, list[_Row]]] = {}  # of the phrases met: first word → second word → rows
        self._memo: dict[str, Word] = {}

    @classmethod
    def of(cls, pack: Pack) -> Matcher:
        """A matcher over the pack alone."""
        return cls(pack.words, pack.phrases)

    def word(self, form: str) -> Word:
        """Everything that a folded form can be."""
        word = self._memo.get(form)
        if word is None:
            if len(self._memo) > 300_000:
                self._memo.clear()
            word = self._memo[form] = self._analyse(form)
        return word

    def _analyse(self, form: str, *, splittable: bool = True) -> Word:
        readings: list[Reading] = []
        openings: list[tuple[str, str]] = []
        for pro in _PROCLITICS:
            if not form.startswith(pro):
                continue
            stem = form[len(pro) :]
            if len(stem) < 2 and pro:
                continue
            if stem in self._phrases:
                openings.append((pro, stem))
            if readings and pro not in {"", "ال"} and any(not r.enc for r in readings):
                continue  # the form itself, or with fewer clitics, is a word already
            readings.extend(self._stem_readings(stem, pro))
        bare = (
            form[1:]
            if (len(form) > 3 or form[1:] in _SHORT)
            and form[0] in CONJUNCTIONS
            and (readings and readings[0].pro[:1] == form[0] or not readings)
            else form
        )
        split = 0
        if not readings and not openings and splittable and len(form) > 6:
            split = self._split(form)
        symbols = frozenset({r.entry.cat for r in readings} | {form, bare})
        return Word(tuple(readings), tuple(openings), bare, symbols, split)

    def _stem_readings(self, stem: str, pro: str) -> Iterator[Reading]:
        verbal = "س" in pro
        article = pro.endswith(("ال", "لل"))
        for enc in _ENCLITICS:
            if enc and (not stem.endswith(enc) or len(stem) - len(enc) < 2 or article):
                continue
            core = stem[: len(stem) - len(enc)] if enc else stem
            found = False
            for key in (
                (core,)
                if not enc
                else (core, core[:-1] + "ه" if core.endswith("ت") else core + "ا" if core.endswith("و") else core)
            ):
                for entry, feat in self._words.get(key, ()):
                    tense = feat.startswith(("past", "pres"))
                    if (verbal and not tense) or (article and tense) or (tense and pro.endswith(("ب", "ك"))):
                        continue
                    if tense and pro.endswith("ل") and not feat.startswith("pres"):
                        continue
                    if enc == "ي" and tense:
                        continue
                    found = True
                    yield Reading(entry, feat, pro, enc)
                if found:
                    break
            if found and not enc:
                return

    def _split(self, form: str) -> int:
        """Where two words were glued together behind a letter that does not join (انفجارقنبلة), or 0."""
        for k in range(len(form) - 4, 3, -1):  # shorter halves are endings and beginnings of other words
            if form[k - 1] in _NON_JOINING or form[k - 1] == "ه":
                left, right = (self._analyse(p, splittable=False) for p in (form[:k], form[k:]))
                both = (*left.readings, *right.readings)
                if left.readings and right.readings and not any(r.enc for r in both):
                    if all(r.entry.cat == "place" for r in left.readings):
                        continue  # the name of a place and more is more likely one longer name
                    return k
        return 0

    def units(self, text: str) -> list[Unit]:
        """The units of a text, in order."""
        tokens = self._split_glued(text, tokenize(text))
        units: list[Unit] = []
        words = [self.word(t.form) if t.kind == WORD else _plain(t) for t in tokens]
        n, k = len(tokens), 0
        while k < n:
            token, word = tokens[k], words[k]
            last = k
            if word.openings and k + 1 < n:
                last, senses, pro = self._phrase(tokens, k, word)
                if last > k:
                    readings = tuple(Reading(e, f, pro, "") for e, f in senses)
                    whole = " ".join([t.form for t in tokens[k : last + 1]])
                    bare = whole[1:] if pro[:1] in CONJUNCTIONS and pro else whole
                    word = Word(readings, (), bare, frozenset({r.entry.cat for r in readings}), 0)
            form = " ".join([t.form for t in tokens[k : last + 1]]) if last > k else ""
            units.append(Unit(len(units), k, last, token, tokens[last].end, word, form))
            k = last + 1
        return units

    def _phrase(self, tokens: list[Token], k: int, word: Word) -> tuple[int, tuple[Sense, ...], str]:
        best: tuple[int, tuple[Sense, ...], str] = (k, (), "")
        for pro, stem in word.openings:
            seconds = self._seconds.get(stem)
            if seconds is None:
                seconds = self._seconds[stem] = {}
                for row in self._phrases[stem]:
                    seconds.setdefault(row[0][0], []).append(row)
            for rest, senses in seconds.get(tokens[k + 1].form, ()):
                m = len(rest)
                if k + m >= len(tokens) or best[0] >= k + m:
                    continue
                if all(tokens[k + 1 + x].form == rest[x] for x in range(1, m)):
                    best = (k + m, senses, pro)
                    break
        return best

    def _split_glued(self, text: str, tokens: list[Token]) -> list[Token]:
        glued = [k for k, t in enumerate(tokens) if t.kind == WORD and len(t.form) > 6 and self.word(t.form).split]
        for k in reversed(glued):
            t = tokens[k]
            cut = self.word(t.form).split
            at = t.start + fold_map(text[t.start : t.end])[1][cut]
            tokens[k : k + 1] = [Token(t.start, at, WORD, t.form[:cut]), Token(at, t.end, WORD, t.form[cut:])]
        return tokens


def _plain(token: Token) -> Word:
    """Signs, numbers and Latin words have no readings; their symbol is their form, or ``#number`` and ``#latin``."""
    key = {NUMBER: "#number", LATIN: "#latin"}.get(token.kind, token.form)
    word = _SIGNS.get(key)
    if word is None:
        word = Word((), (), token.form if key[0] != "#" else key, frozenset({key}), 0)
        if token.kind in {SIGN, NEWLINE} or key[0] == "#":
            _SIGNS[key] = word
    return word


class Doc:
    """One report under the coder's eyes: its units and the facts found so far."""

    def __init__(self, report: Report, units: list[Unit]):
        self.report, self.text, self.units = report, report.text, units

    def quote(self, span: Span) -> str:
        """The words of a span, unaltered."""
        return self.text[span[0] : span[1]]

    def inner_start(self, unit: Unit, pro: str) -> int:
        """Where the unit's word begins once this proclitic is peeled (in code points of the text)."""
        if not pro:
            return unit.start
        at = fold_map(self.text[unit.start : unit.end])[1]
        return unit.start + at[len(pro)] if len(pro) < len(at) else unit.start

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Unit ranges ``[i, j)`` between sentence ends."""
        out, i = [], 0
        for u in self.units:
            if u.ends_sentence:
                if u.i > i:
                    out.append((i, u.i))
                i = u.i + 1
        if i < len(self.units):
            out.append((i, len(self.units)))
        return out


_ARABIC = re.compile(r"[\u0621-\u064a]")


def is_arabic(text: str) -> bool:
    """Whether letters of the Arabic script make up at least half of the letters."""
    letters = sum(c.isalpha() for c in text)
    return letters > 0 and 2 * len(_ARABIC.findall(text)) >= letters

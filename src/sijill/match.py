"""Every lexicon form in one pass: tokens → units with their readings, clitics peeled, the longest phrase first.

A *unit* is a token, or several that form a phrase of the lexicon. A *reading* is a sense of the unit together with the
clitics that were peeled to find it; a unit keeps several until a rule decides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from sijill.model import Report, Span
from sijill.pack import Entry, Pack, Sense
from sijill.text import LATIN, NEWLINE, NUMBER, SIGN, WORD, Token, fold_map, tokenize

# و/ف, then ب ل ك س or a combination, then the article; لل is ل with the article (Wright I § 356).
_PROCLITICS = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "فال", "وب", "وبال", "ول", "ولل", "ك", "كال", "وك",
               "وكال", "فب", "فبال", "فل", "فلل", "س", "وس", "فس")  # fmt: skip
_LIGHT = frozenset({"ال", "و", "وال", "ل", "لل"})  # proclitics that do not make another phrase of a word
_DEFINITE = frozenset(p for p in _PROCLITICS if p.endswith(("ال", "لل")))
_ENCLITICS = ("", "هما", "هم", "هن", "ها", "ه", "كم", "نا", "ني", "ك", "ي")
_SHORT = frozenset(
    {"في", "من", "عن", "ان", "لم", "قد", "هو", "هي", "هم", "لا", "ما", "لن"}
)  # words that و and ف may be peeled from
_NON_JOINING = "اأإآدذرزوؤةىء"
_SENTENCE_END = frozenset(".!؟?\n؛;")
CONJUNCTIONS = ("و", "ف")
#: The categories that rules ask units for the most; each is a bit of a unit's ``marks``. As many as a machine word has
#: room for: compiled, a question for any of these is one instruction (``tools/compile.py``).
MARKED = (
    "act", "weapon", "toll", "nat", "say", "person", "hitback", "title", "place_head", "modifier", "actor", "place_dir",
    "subord", "object", "starter", "link", "place", "place_stop", "light", "force", "month", "monthhead", "measure",
    "place_cue", "fired", "otherone", "byagent", "negation", "epithet", "ngo", "name", "weekday", "place_origin",
    "place_launch", "office", "place_adj", "damage", "media", "daypart", "survive", "toward", "loss", "body", "stmt",
    "dayhead", "dayword", "course", "hits", "noloss", "outlet", "ourselves", "place_same", "place_speaker", "result",
    "background", "accident", "topic", "maybe-toll", "all", "one-of", "country", "place_this",
)  # fmt: skip
_MARKS = {category: 1 << bit for bit, category in enumerate(MARKED)}


def mark_of(category: str) -> int:
    """The bit of a category in the ``marks`` of a unit, or 0 where it has none."""
    return _MARKS.get(category, 0)


class Reading:
    """One sense of a unit: the entry, the form's inflection, and the clitics before and behind.

    Attributes:
        id, cat, attrs: of the entry; here as well, as nothing is read more often.
        definite: whether the article stands before it.
    """

    __slots__ = ("attrs", "cat", "definite", "enc", "entry", "feat", "id", "pro")

    def __init__(self, entry: Entry, feat: str, pro: str, enc: str):
        self.entry, self.feat, self.pro, self.enc = entry, feat, pro, enc
        self.id, self.cat, self.attrs = entry.id, entry.cat, entry.attrs
        self.definite = pro in _DEFINITE


_Row = tuple[tuple[str, ...], tuple[Sense, ...]]  # the further words of a phrase, and its senses
_Seconds = dict[str, list[_Row]]  # rows by their second word
_UNREAD: dict[str, tuple[Reading, ...]] = {}
_NOT_SOUGHT: tuple[frozenset[str], ...] = ()
_First = Callable[[str], Reading | None]
_UNREAD_FIRST: _First = dict[str, Reading]().get


class Word:
    """What a folded form can be, found once and remembered: readings, phrase openings, its form without و/ف.

    Attributes:
        rules: of the grammar ``ruler``, those that can begin at the word: its own notes.
        sought: of the rows of words that were looked for so far, ``asked`` of them, those that have the word.
    """

    __slots__ = (
        "asked", "bare", "conjoined", "ends_sentence", "form", "less", "marks", "needy", "of", "openings", "reading",
        "readings", "ruler", "rules", "sought", "split", "symbols",
    )  # fmt: skip

    def __init__(
        self, form: str, readings: tuple[Reading, ...], bare: str, openings: tuple[tuple[str, _Seconds], ...] = (),
        split: int = 0, further: tuple[str, ...] = (),
    ):  # fmt: skip
        self.form, self.readings, self.bare, self.openings, self.split = form, readings, bare, openings, split
        self.needy = tuple(r for r in readings if "then" in r.attrs)
        self.less: dict[tuple[str, ...], Word] = {}
        self.ruler: object = None
        self.rules: Any = ()
        self.asked, self.sought = 0, _NOT_SOUGHT
        self.symbols = frozenset((*(r.cat for r in readings), *further))
        self.ends_sentence = form in _SENTENCE_END
        joined = bare != form and bare[:1] != "#"  # a number in figures is joined to nothing
        self.conjoined = joined or any(r.pro[:1] in CONJUNCTIONS for r in readings if r.pro)
        self.of, self.reading, self.marks = _UNREAD, _UNREAD_FIRST, 0
        if readings:
            of: dict[str, tuple[Reading, ...]] = {}
            for r in readings:
                of[r.cat] = (*of.get(r.cat, ()), r)
                self.marks |= _MARKS.get(r.cat, 0)
            self.of, self.reading = of, {cat: row[0] for cat, row in of.items()}.get

    def without(self, alone: tuple[Reading, ...]) -> Word:
        """The word less the readings whose company does not stand behind it (``قبض`` with no ``على``)."""
        key = tuple([r.id for r in alone])
        found = self.less.get(key)
        if found is None:
            kept = tuple([r for r in self.readings if r not in alone])
            found = self.less[key] = Word(self.form, kept, self.bare, self.openings, self.split, (self.form, self.bare))
        return found


class Unit:
    """A token or a phrase, with its readings. ``i`` is its index among the units, ``first``/``last`` its tokens.

    Attributes:
        word: what it is read as, the same for all units of a form.
        of: the readings by their categories; ``marks``: those of ``MARKED`` among them, a bit each.
        reading: the first reading of a category, or None: called for every unit many times, so a table's own method.
        ends_sentence: whether a sentence ends here (full stop, exclamation or question mark, semicolon, line end).
        conjoined: whether و or ف joins it to what stands before.
    """

    __slots__ = (
        "bare", "conjoined", "end", "ends_sentence", "first", "form", "i", "kind", "last", "marks", "of", "reading",
        "readings", "start", "symbols", "word",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913, PLR0917 - made for every token of a text
        self, i: int, first: int, last: int, token: Token, end: int, word: Word, form: str = ""
    ):
        self.i, self.first, self.last = i, first, last
        self.start, self.kind, self.end = token.start, token.kind, end
        self.form = form or token.form
        self.take(word)

    def take(self, word: Word) -> None:
        """Read the unit as this word."""
        self.word = word
        self.readings, self.bare, self.symbols = word.readings, word.bare, word.symbols
        self.reading, self.of, self.marks = word.reading, word.of, word.marks
        self.ends_sentence, self.conjoined = word.ends_sentence, word.conjoined

    def readings_of(self, cat: str) -> tuple[Reading, ...]:
        """All readings of this category."""
        return self.of.get(cat, ())

    def __repr__(self) -> str:
        return f"<{self.i}:{self.form}{'' if self.first == self.last else '…'} {sorted(self.symbols)}>"


_SIGNS: dict[str, Word] = {}
QUOTES = frozenset('"«“')  # open what is quoted
_OPENING, _CLOSING = QUOTES | {"("}, frozenset('"»”)')
_QUOTED = 8  # units of a name with its marks
_INITIAL_DOT = Word("·", (), "·")  # behind the initial of a name, or in that of a site, where no sentence ends
_NAMING = frozenset({"place", "place_head", "name"})
_DOMAINS = frozenset({"نت", "كوم", "اورغ"})
_FORCES = frozenset({"actor", "epithet", "force"})
_COMPANY = 9  # units behind a verb in which its preposition stands, the subject between
_PEELED = 8_192  # words with a proclitic, those met last
_MEMO = 100_000  # words that are kept: the vocabulary of months of one outlet


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
        self._seconds: dict[str, _Seconds] = {}  # of the phrases met, by their first word
        self._memo: dict[str, Word] = {}
        self._phrase_memo: dict[str, Word] = {}

    def __reduce__(self) -> tuple[type[Matcher], tuple[object, object]]:
        return Matcher, (self._words, self._phrases)  # the tables alone: what was met is found anew

    @classmethod
    def of(cls, pack: Pack) -> Matcher:
        """A matcher over the pack alone."""
        return cls(pack.words, pack.phrases)

    def word(self, form: str) -> Word:
        """Everything that a folded form can be."""
        word = self._memo.get(form)
        if word is None:
            if len(self._memo) > _MEMO:
                self._memo.clear()
            word = self._memo[form] = self._analyse(form)
        return word

    def _analyse(self, form: str, *, splittable: bool = True) -> Word:
        readings: list[Reading] = []
        openings: list[tuple[str, _Seconds]] = []
        for pro in _PROCLITICS:
            if not form.startswith(pro):
                continue
            stem = form[len(pro) :]
            if len(stem) < 2 and pro:
                continue
            if stem in self._phrases:
                openings.append((pro, self._second_words(stem)))
            if readings and pro not in {"", "ال"} and any(not r.enc for r in readings):
                continue  # the form itself, or with fewer clitics, is a word already
            readings.extend(self._stem_readings(stem, pro))
        bare = (
            form[1:]
            if (len(form) > 3 or form[1:] in _SHORT)
            and form[0] in CONJUNCTIONS
            and ((readings and readings[0].pro[:1] == form[0]) or not readings)
            else form
        )
        split = 0
        if not readings and not openings and splittable and len(form) > 6:
            split = self._split(form)
        return Word(form, tuple(readings), bare, tuple(openings), split, (form, bare))

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
                    if article and feat == "du" and core.endswith("ي"):
                        continue  # الجاري: a dual before its noun has no article (Wright II § 78)
                    if enc and (entry.cat in _NAMING or (enc == "ي" and tense)):
                        continue  # ديرك: a name, not "your Deir"
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
                    if all(r.pro.startswith("ك") for r in left.readings):
                        continue  # كفرد + …: the beginning of a longer name
                    if all(r.cat == "place" for r in left.readings):
                        continue  # the name of a place and more is more likely one longer name
                    return k
        return 0

    def units(self, text: str) -> list[Unit]:
        """The units of a text, in order."""
        return self.units_of(text, tokenize(text))

    def units_of(self, text: str, tokens: list[Token]) -> list[Unit]:  # noqa: PLR0912
        """The units of a text that is cut into tokens; glued words are parted in these."""
        units: list[Unit] = []
        memo = self._memo
        words = [(memo.get(t.form) or self.word(t.form)) if t.kind == WORD else _plain(t) for t in tokens]
        glued = [k for k, word in enumerate(words) if word.split]
        if glued:
            self._split_glued(text, tokens, words, glued)
        forms = [t.form for t in tokens]
        for k, word in enumerate(words):
            if word.ends_sentence and word.form == "." and k and (_initial(tokens, k - 1) or _in_site(tokens, k)):
                words[k] = _INITIAL_DOT
        n, k = len(tokens), 0
        needy = []
        while k < n:
            word, last, token = words[k], k, tokens[k]
            mark = token.kind != WORD
            if k + 2 < n and ((mark and forms[k] in QUOTES) or (word.openings and forms[k + 1] in _OPENING)):
                quoted = self._in_quotes(tokens, forms, words, k)
                if quoted is not None:
                    units.append(Unit(len(units), k, quoted[0], *quoted[1:]))
                    units[-1].start = token.start
                    k = quoted[0] + 1
                    continue
            for _, seconds in word.openings:
                if k + 1 < n and forms[k + 1] in seconds:
                    last, senses, pro = self._phrase(forms, k, word, units[-1] if units else None)
                    break
            if last > k:
                form = " ".join(forms[k : last + 1])
                whole = self._phrase_memo.get(form) or self._phrase_word(form, senses, pro)
                units.append(Unit(len(units), k, last, token, tokens[last].end, whole, form))
                word = whole
            else:
                units.append(Unit(len(units), k, k, token, token.end, word))
                if mark and token.kind == NUMBER and k and forms[k - 1] in CONJUNCTIONS:
                    units[-1].conjoined = True  # و3: the conjunction is a token of its own
            if word.needy:
                needy.append((len(units) - 1, word))
            k = last + 1
        for at, word in needy:
            alone = tuple([r for r in word.needy if not _accompanied(units, at, r.attrs["then"])])
            if alone:
                units[at].take(word.without(alone))
        return units

    def _phrase(self, forms: list[str], k: int, word: Word, before: Unit | None) -> tuple[int, tuple[Sense, ...], str]:
        best: tuple[int, tuple[Sense, ...], str] = (k, (), "")
        for pro, seconds in word.openings:
            for rest, senses in seconds.get(forms[k + 1], ()):
                last = k + len(rest)
                if last >= len(forms) or forms[last] != rest[-1]:
                    continue  # most rows end here: their words need not be put together
                if best[0] < last and tuple(forms[k + 1 : last + 1]) == rest:
                    if before is None or not _allied(before, senses, pro):
                        best = (last, senses, pro)
                    break
        return best

    def _in_quotes(
        self, tokens: list[Token], forms: list[str], words: list[Word], k: int
    ) -> tuple[int, Token, int, Word, str] | None:
        """``حركة "الشباب"``, ``"أنصار الدين"``: a group's name of which all or the last words stand in quotes.

        Returns: its last token, the first of its words, where it ends, what it is read as and its words.
        """
        first = k + (forms[k] in QUOTES)
        inner = first if first > k else k + 2
        end = next((m for m in range(inner + 1, min(k + _QUOTED, len(forms))) if forms[m] in _CLOSING), 0)
        if not end:
            return None
        named = forms[inner:end] if first > k else [forms[k], *forms[inner:end]]
        if len(named) == 1 and "actor" in words[first].symbols:
            return end, tokens[first], tokens[end].end, words[first], named[0]
        if len(named) > 1 and words[first].openings:
            last, senses, pro = self._phrase(named, 0, words[first], None)
            if last == len(named) - 1 and any(entry.cat == "actor" for entry, _ in senses):
                form = " ".join(named)
                whole = self._phrase_memo.get(form) or self._phrase_word(form, senses, pro)
                return end, tokens[first], tokens[end].end, whole, form
        return None

    def _second_words(self, stem: str) -> _Seconds:
        if stem not in self._seconds:
            seconds: _Seconds = {}
            for row in self._phrases[stem]:
                seconds.setdefault(row[0][0], []).append(row)
            self._seconds[stem] = seconds
        return self._seconds[stem]

    def _phrase_word(self, form: str, senses: tuple[Sense, ...], pro: str) -> Word:
        bare = form[1:] if pro[:1] in CONJUNCTIONS and pro else form
        word = Word(form, tuple([Reading(e, f, pro, "") for e, f in senses]), bare)
        if len(self._phrase_memo) > _MEMO:
            self._phrase_memo.clear()
        self._phrase_memo[form] = word
        return word

    def _split_glued(self, text: str, tokens: list[Token], words: list[Word], glued: Sequence[int]) -> None:
        for k in reversed(glued):
            t, cut = tokens[k], words[k].split
            at = t.start + fold_map(text[t.start : t.end])[1][cut]
            tokens[k : k + 1] = [Token(t.start, at, WORD, t.form[:cut]), Token(at, t.end, WORD, t.form[cut:])]
            words[k : k + 1] = [self.word(t.form[:cut]), self.word(t.form[cut:])]


def _allied(before: Unit, senses: tuple[Sense, ...], pro: str) -> bool:
    """``قصفت قوات النظام وروسيا اليوم …``: joined to a force, the first word of an outlet's name is its ally."""
    joined = pro[:1] == "و" and not _FORCES.isdisjoint(before.symbols)
    return joined and all(entry.cat == "outlet" for entry, _ in senses)


def _initial(tokens: Sequence[Token], k: int) -> bool:
    """``ع. ب.``: one letter that stands for a name, not for the year's era (``1436 هـ.``)."""
    token = tokens[k]
    if token.kind != WORD or len(token.form) != 1:
        return False
    return token.form not in "هم" or (k > 0 and tokens[k - 1].kind not in {NUMBER, WORD})


def _accompanied(units: list[Unit], at: int, then: str) -> bool:
    """Whether one of the words ``a/b/c`` stands behind a unit in its sentence: the rest of a verb."""
    wanted = _company(then)
    for unit in units[at + 1 : at + 1 + _COMPANY]:
        if unit.ends_sentence:
            return False
        if unit.form in wanted if unit.first == unit.last else not wanted.isdisjoint(unit.form.split()):
            return True
    return False


@cache  # as many as the lexicon has such verbs
def _company(then: str) -> frozenset[str]:
    """Every form of the words ``a/b/c`` that counts as one of them."""
    words = then.split("/")
    return frozenset((*words, *(light + word for light in _LIGHT for word in words)))


def _plain(token: Token) -> Word:
    """Signs, numbers and Latin words have no readings; their symbol is their form, or ``#number`` and ``#latin``."""
    kind, form = token.kind, token.form
    key = "#number" if kind == NUMBER else "#latin" if kind == LATIN else form
    word = _SIGNS.get(key)
    if word is None:
        word = Word(form, (), form if key[0] != "#" else key, further=(key,))
        if kind in {SIGN, NEWLINE} or key[0] == "#":
            _SIGNS[key] = word
    return word


def _in_site(tokens: Sequence[Token], k: int) -> bool:
    """``السورية.نت``: the dot at ``k`` in the name of a site."""
    around = tokens[k - 1 : k + 2]
    return len(around) == 3 and around[2].form in _DOMAINS and around[0].end == around[1].start == around[2].start - 1


@lru_cache(maxsize=_PEELED)
def _peeled(surface: str, letters: int) -> int:
    """How far into a word its first folded letters reach."""
    at = fold_map(surface)[1]
    return at[letters] if letters < len(at) else 0


# The rows of words that rules look for, as they were first asked for, and by word: a text is looked through once.
_ASKED: dict[frozenset[str], int] = {}  # rows of words that rules look for, and how many were asked for before
_SOUGHT: dict[str, tuple[frozenset[str], ...]] = {}
_MASKS: dict[frozenset[str], tuple[int, tuple[str, ...]]] = {}


def _masked(categories: frozenset[str]) -> tuple[int, tuple[str, ...]]:
    """The bits of some categories, and those of them that have none."""
    found = _MASKS.get(categories)
    if found is None:
        bits = [mark_of(category) for category in categories]
        others = tuple(sorted(category for category in categories if not mark_of(category)))
        found = _MASKS[categories] = (sum(bits), others)
    return found


class Doc:
    """One report under the coder's eyes: its units, and the unit ranges ``[i, j)`` between sentence ends.

    Attributes:
        ends: the units that end a sentence; ``newlines``: those among them that are the ends of lines.
        first_line: the unit that ends the first line; 0 where there is but one.
    """

    def __init__(self, report: Report, units: list[Unit]):
        self.report, self.text, self.units = report, report.text, units
        self.ends: list[int] = []
        self.sentences: list[tuple[int, int]] = []
        self._having: dict[frozenset[str], list[int]] = {}
        self._marked: list[Unit] = []  # half of them
        self._asked = 0  # how many rows of words had been asked for when the table was made
        self._worded: dict[frozenset[str], list[int]] | None = None  # of each row of words those that stand here
        i = 0
        for u in units:
            if u.marks:
                self._marked.append(u)
            if u.ends_sentence:
                self.ends.append(u.i)
                if u.i > i:
                    self.sentences.append((i, u.i))
                i = u.i + 1
        if i < len(units):
            self.sentences.append((i, len(units)))
        self._starts = [start for start, _ in self.sentences]
        self.newlines = [k for k in self.ends if units[k].kind == NEWLINE]
        self.first_line = self.newlines[0] if self.newlines else 0

    def having(self, categories: frozenset[str], i: int = 0, j: int | None = None) -> list[int]:
        """The units of ``[i, j)`` with a reading of one of these categories, in order; ``j``: else the last."""
        found = self._having.get(categories)
        if found is None:
            mask, others = _masked(categories)
            found = [u.i for u in self._marked if u.marks & mask] if mask else []
            for category in others:
                found = sorted({*found, *[u.i for u in self.units if category in u.symbols]})
            self._having[categories] = found
        if not found or (j is None and i == 0):
            return found
        if j is not None and (found[-1] < i or found[0] >= j):
            return []
        low = bisect_left(found, i)
        return found[low:] if j is None else found[low : bisect_left(found, j, low)]

    def worded(self, forms: frozenset[str]) -> list[int]:
        """The units that are one of these words, with or without و/ف before it, in order."""
        rows = self._worded
        if rows is None:
            rows = self._worded = {}
            asked = self._asked = len(_ASKED)
            for unit in self.units:
                word = unit.word
                if word.asked != asked:
                    word.asked, word.sought = asked, _SOUGHT.get(word.bare, _NOT_SOUGHT)
                for row_of in word.sought:
                    row = rows.get(row_of)
                    if row is None:
                        rows[row_of] = [unit.i]
                    else:
                        row.append(unit.i)
        found = rows.get(forms)
        if found is None and _ASKED.get(forms, self._asked) >= self._asked:  # not looked for when the table was made
            if forms not in _ASKED:
                _ASKED[forms] = len(_ASKED)
                for form in forms:
                    _SOUGHT[form] = (*_SOUGHT.get(form, ()), forms)
            found = rows[forms] = [u.i for u in self.units if u.bare in forms]
        return [] if found is None else found

    def sentence_at(self, k: int) -> int:
        """The number of the sentence that unit ``k`` stands in or behind, from 0; -1 before the first."""
        return bisect_right(self._starts, k) - 1

    def sentence_of(self, k: int) -> tuple[int, int] | None:
        """The sentence that unit ``k`` stands in; None for what ends one."""
        at = self.sentence_at(k)
        return self.sentences[at] if at >= 0 and k < self.sentences[at][1] else None

    def quote(self, span: Span) -> str:
        """The words of a span, unaltered."""
        return self.text[span[0] : span[1]]

    def inner_start(self, unit: Unit, pro: str) -> int:
        """Where the unit's word begins once this proclitic is peeled (in code points of the text)."""
        if not pro:
            return unit.start
        return unit.start + _peeled(self.text[unit.start : unit.end], len(pro))

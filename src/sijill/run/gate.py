"""The relevance gate: which reports are worth coding, told from their words alone at a small part of coding's cost.

Two questions, each cheaper than the next step:

* *Words*: does the text hold any word of the lexicon without which no clause can tell of an event (an act, a toll, a
  means, someone dead or wounded, losses)? The answer follows from how the coder works; nothing is lost by it.
* *Score*: are there enough of them? Each distinct entry has points by how much it says alone; words of sport take some
  away. Short texts need one point, long ones four. This can lose a report that mentions an act in passing.

A word's points are found once, by the matcher that the coder itself reads with, and remembered by how it is written.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sijill.match import Matcher
from sijill.pack import Entry, Pack
from sijill.text import WORD, tokenize_anew, written_words

GateName = Literal["score", "words", "off"]
GATES: tuple[GateName, ...] = ("score", "words", "off")
NO_WORD, LOW_SCORE = "no-word", "low-score"

# Set by hand: what a word says alone, beside one point for a text of a sentence.
_ACT = {"3": 2.0, "2": 1.5, "1": 0.5, "0": 0.0}
_TOLL, _MAYBE, _LOSS, _VICTIM, _BOMB, _WEAPON, _DAMAGE = 2.0, 0.5, 0.5, 1.0, 1.5, 1.0, 0.5
_PAIRED, _SHELLS = 0.5, 1.5
_SPORT, _MOST_SPORT = -1.0, -3.0
_WORDS_A_POINT, _LEAST, _MOST = 70, 1.0, 4.0
_SHORT = 3  # letters: فرق, أسر, فجر without their vowels are several words each, and count half
_PROCLITIC = 3  # letters at most
_MEMO = 300_000  # words as written; a large archive has more, and begins again
_BOMBS = frozenset({"ied", "vehicle bomb", "landmine"})


class _Opening(msgspec.Struct, frozen=True):
    """What a word tells of where others stand in the text as well: the further words of a phrase, a noun's verb."""

    rest: frozenset[str]
    entry: str
    points: float
    needed: bool


class _Hit(msgspec.Struct, frozen=True):
    """What a written word adds.

    Attributes:
        entry, points: what it says by itself, if anything.
        needed: whether an event can hang on it.
        marks: what others may wait for: the word of a phrase; ``+`` and a pair for a verb of firing.
        opens: what it says with others.
    """

    entry: str
    points: float
    needed: bool
    marks: tuple[str, ...]
    opens: tuple[_Opening, ...]


class _Words:
    """What written words add, found when first met."""

    def __init__(self, matcher: Matcher, pack: Pack):
        self._matcher = matcher
        self._met: dict[str, int] = {}  # written word → the number of what it adds; 0 adds nothing
        self._hits: list[tuple[_Hit, ...]] = [()]
        self._numbers: dict[tuple[_Hit, ...], int] = {(): 0}
        self._then = frozenset(
            f for senses in pack.words.values() for e, _ in senses for f in e.attrs.get("then", "").split("/") if f
        )
        self._inside = frozenset(
            word for rows in pack.phrases.values() for rest, senses in rows
            if any(_worth(entry) is not None for entry, _ in senses) for word in rest
        )  # fmt: skip

    def hits_of(self, words: list[str]) -> list[_Hit]:
        """What the words add, the same only once; of a page's 240 words some 30 add anything."""
        numbers = set(map(self._met.get, words))
        if None in numbers:
            numbers = {self._met[word] if word in self._met else self._meet(word) for word in words}
        return [hit for number in numbers if number for hit in self._hits[number]]

    def _meet(self, written: str) -> int:
        if len(self._met) > _MEMO:
            self._met.clear()
        forms = [t.form for t in tokenize_anew(written) if t.kind == WORD]
        hits = tuple([hit for form in forms for part in self._parts(form) if (hit := self._hit(part)) is not None])
        number = self._met[written] = self._numbers.setdefault(hits, len(self._hits))
        if number == len(self._hits):
            self._hits.append(hits)
        return number

    def _parts(self, form: str) -> tuple[str, ...]:
        cut = self._matcher.word(form).split
        return (form[:cut], form[cut:]) if cut else (form,)

    def _hit(self, form: str) -> _Hit | None:
        word = self._matcher.word(form)
        entries = [r.entry for r in word.readings]
        opens: list[_Opening] = []
        worths: list[tuple[float, bool, str]] = []
        for r in word.readings:
            if (worth := _worth(r.entry)) is not None:
                short = len(form) - len(r.pro) - len(r.enc) <= _SHORT
                worths.append((worth[0] / 2 if short else worth[0], worth[1], r.id))
                if "then" in r.attrs:  # فجر … نفسه: no act without one of its words
                    told = worths.pop()
                    wanted = r.attrs["then"].split("/")
                    opens += [_Opening(frozenset({f"+{f}"}), told[2], told[0], told[1]) for f in wanted]
        points, _, entry = max(worths, key=lambda w: (abs(w[0]), w[2]), default=(0.0, False, ""))
        marks = [form] if form in self._inside or points < 0 else []  # words of sport are told apart, and counted
        marks += [f"+{form[k:]}" for k in range(_PROCLITIC + 1) if form[k:] in self._then]
        opens += [
            _Opening(frozenset(rest), e.id, *worth)
            for _, seconds in word.openings for rows in seconds.values() for rest, senses in rows
            for e, _ in senses if (worth := _worth(e)) is not None
        ]  # fmt: skip
        for e in entries:
            marks += [f"+{e.attrs['opens']}"] if e.attrs.get("opens") else []
            marks += ["+hits"] if e.cat == "hits" else []
            if e.cat == "fired":  # أطلق … النار: only the verb makes an act of it
                opens.append(_Opening(frozenset({f"+{e.attrs['pair']}"}), e.id, _PAIRED, True))
            if e.cat == "weapon" and e.attrs["type"] in {"shelling", "air"}:  # سقطت … قذائف
                opens.append(_Opening(frozenset({"+hits"}), e.id, _SHELLS, True))
        if not entry and not marks and not opens:
            return None
        return _Hit(entry, points, any(w[1] for w in worths), tuple(marks), tuple(opens))


def _worth(entry: Entry) -> tuple[float, bool] | None:
    """The points of an entry, and whether an event can hang on it; None where it says nothing."""
    attrs = entry.attrs
    match entry.cat:
        case "act":
            return _ACT[attrs["force"]], attrs["force"] != "0"
        case "toll":
            return _TOLL, True
        case "maybe-toll":
            return _MAYBE, True
        case "loss" | "noloss":
            return _LOSS, True
        case "person" if attrs.get("outcome"):
            return _VICTIM, True
        case "weapon":
            return (_BOMB, True) if attrs["weapon"] in _BOMBS else (_WEAPON, False)
        case "damage":
            return _DAMAGE, False
        case "topic" if entry.id == "topic/sport":
            return _SPORT, False
    return None


class Gate:
    """Judges texts; made once for a coder's matcher.

    Args:
        matcher: the coder's own; it knows the names of places as well.
        pack: what it was made from.
        name: ``score`` (both questions), ``words`` (the first alone), ``off`` (all pass).
    """

    def __init__(self, matcher: Matcher, pack: Pack, name: GateName = "score"):
        self.name = name
        self._words = _Words(matcher, pack) if name != "off" else None

    def why_not(self, text: str) -> str | None:
        """Why a text need not be coded, or None where it is to be."""
        if self._words is None:
            return None
        words = written_words(text)
        points: dict[str, float] = {}
        needed, sport = False, 0
        hits = self._words.hits_of(words)
        marks = {mark for hit in hits for mark in hit.marks}
        for hit in hits:
            needed |= hit.needed
            sport += hit.points < 0
            points[hit.entry] = max(hit.points, points.get(hit.entry, 0.0))
            for opening in hit.opens:
                if opening.rest <= marks:
                    needed |= opening.needed
                    points[opening.entry] = max(opening.points, points.get(opening.entry, 0.0))
        if not needed:
            return NO_WORD
        if self.name == "words":
            return None
        score = sum(points.values()) + max(_SPORT * sport, _MOST_SPORT)
        return None if score >= min(max(len(words) / _WORDS_A_POINT, _LEAST), _MOST) else LOW_SCORE

"""Two tellings of one count: which of them holds, or what both together say (codebook "Counts")."""

from __future__ import annotations

from itertools import pairwise

import msgspec

from sijill.facts.attribution import claim_at
from sijill.grammar import Chart
from sijill.model import Span

_NEAR = 8
_FIRST = frozenset({"اولي", "اوليه", "سابقه"})
_HAD = frozenset({"كانت", "كان", "كانوا"})
# Words that say that a count is newer than the one before.
_UPDATES = frozenset(
    {
        "ارتفع",
        "ارتفاع",
        "ليرتفع",
        "ارتفعت",
        "يرتفع",
        "عاد",
        "لاحقا",
        "متاثرا",
        "متاثرين",
        "جديده",
        "محدثه",
        "نهاييه",
        "انخفض",
        "تراجع",
        "بلغت",
    }
)


_CONTRAST = frozenset({"فيما", "بينما", "لكن", "غير", "مغايره", "اخري", "في حين", "كانت", "اما"})
_SOURCES = (
    "مصدر",
    "مصادر",
    "طبيب",
    "مسعف",
    "مستشفي",
    "وزار",
    "ناشط",
    "شهود",
    "سكان",
    "تقارير",
    "حصيل",
    "مسوول",
    "متحدث",
    "وكال",
    "قنا",
    "صحيف",
    "اعلام",
    "بيان",
)


class Count(msgspec.Struct):
    """One count under its group; ``at`` is the unit that tells it, ``exact`` whether a figure stands there.

    ``neutral``: the words do not say what kind of people they were (``خمسة أشخاص``, ``خمسة قتلى``).
    """

    group: str
    outcome: str
    low: int | None
    high: int | None
    span: Span
    rule: str
    exact: bool
    at: int
    kind: str = "count"
    total: bool = False
    other: bool = False
    figure: bool = False
    vague: bool = False
    neutral: bool = False


class Recount:
    """Settles counts of one event that are told twice.

    Args:
        chart: the facts of the document.
        sides: the groups that fought.
    """

    def __init__(self, chart: Chart, sides: set[str]):
        self.chart, self.sides = chart, sides

    def merged(self, old: Count, new: Count) -> Count:
        """Of two tellings of one count: the sum, the range of two sources, the figure, or the later one."""
        if (old.low, old.high) == (new.low, new.high):
            return msgspec.structs.replace(old, at=new.at) if old.exact else new
        if old.exact and old.low == new.low and old.high is None:
            return old  # five at least, told again as five
        if old.exact and not new.exact:
            return old
        if not old.exact:
            return new
        if old.vague != new.vague:
            return new if old.vague else old  # scores of dead, then their number
        if self._first_tally(new.at):
            return old
        newer = self._between(old.at, new.at, _UPDATES)
        if old.total and not new.total:
            return old
        if new.other and self.chart.doc.sentence_at(old.at) == self.chart.doc.sentence_at(new.at) and not newer:
            low = None if old.low is None and new.low is None else (old.low or 0) + (new.low or 0)
            high = old.high + new.high if old.high is not None and new.high is not None else None
            return msgspec.structs.replace(old, low=low, high=high)
        if not newer and self._sources_differ(old.at, new.at):
            lows = [x for x in (old.low, new.low) if x is not None]
            highs = [x for x in (old.high, new.high) if x is not None]
            return msgspec.structs.replace(
                new, low=min(lows, default=None), high=max(highs) if len(highs) == 2 else None, exact=True
            )
        if (
            not newer
            and not new.figure
            and old.figure
            and (new.low or 0) < (old.low or 0)
            and self.chart.doc.sentence_at(old.at) > 0
        ):
            return old  # one of those counted before is told of by himself
        return new

    def _first_tally(self, at: int) -> bool:
        """``بعدما كانت قد تحدثت في حصيلة أولى عن …``: what was said before."""
        units = self.chart.doc.units
        near = [u.bare for u in units[max(0, at - _NEAR) : at]]
        tally = any(a == "حصيله" and b in _FIRST for a, b in pairwise(near))
        return tally and any(u.bare in _HAD for u in units[max(0, at - 2 * _NEAR) : at])

    def _foes_differ(self, i: int, j: int) -> bool:
        """Whether one of those who fought gives a count of its own, further on."""
        first, second = (claim_at(self.chart, k, k + 1) for k in (i, j))
        return second.group is not None and second.group in self.sides and second.group != first.group

    def _between(self, i: int, j: int, words: frozenset[str]) -> bool:
        units = self.chart.doc.units
        return any(units[k].bare in words or units[k].form in words for k in range(i, min(j + _NEAR, len(units))))

    def _sources_differ(self, i: int, j: int) -> bool:
        """Whether another source is named between two counts that stand close to each other."""
        if self.chart.doc.sentence_at(j) - self.chart.doc.sentence_at(i) > 1:
            return self._foes_differ(i, j)
        words = [u.bare for u in self.chart.doc.units[i + 1 : j]]
        if any(w in _CONTRAST for w in words) and any(w.removeprefix("ال").startswith(_SOURCES) for w in words):
            return True
        return any(
            not c.value.continues and c.value.text and not c.value.before
            for c in self.chart.between("claim", i + 1, j + 1)
        )

"""A report cut into clauses: stretches that tell of at most one act at one place, or of none.

Full stops are not enough: a communiqué runs ten attacks together, a bulletin sets two into one line. A clause ends
where a sentence ends, before connectives that turn to something else, and before a main verb or act with a place of its
own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from sijill.events.acts import Act, act_at, acts_of, flown
from sijill.events.clause import Clause
from sijill.events.openings import CUT, HARD_END, LEADS, SURE, Openings
from sijill.events.standing import AFTER, FROM_AFAR
from sijill.events.types import family
from sijill.facts.date import COMES
from sijill.facts.party import CLOTHES, conjoined
from sijill.grammar import Chart
from sijill.match import Unit

_SEQUEL = frozenset({"بعد", "اثناء", "خلال", "عقب", "ثم", "حين", "حينما", "عندما"})
_DEEDS = frozenset({"arrest", "abduct", "disrupt", "agree"})  # acts that are events of their own beside an attack
_LATER = frozenset({"بعد"})
_SINCE = frozenset({"من", "علي"})
_SPANS = frozenset({"يوم", "يومين", "ايام", "اسبوع", "ساعه", "ساعات", "ساعتين", "اسبوعين"})
_SEIZED = ("ضبط", "صادر", "غنم", "استول")
_ACT = frozenset({"act"})
_STARTER = frozenset({"starter"})
_TRIGGERS = frozenset({"act", "toll", "weapon", "damage"})


class Cutter:
    """Finds the clauses of one document.

    Between two phrases of place in one sentence stands one cut, at the likeliest beginning of another act; connectives
    that turn to something else cut wherever both sides tell of an act.
    """

    def __init__(self, chart: Chart, chains: Sequence[tuple[int, int, int]]):
        """Args: the chart, and phrases of place where acts can be: first unit with its preposition, first, last + 1."""
        self.chart, self.units, self.chains = chart, chart.doc.units, chains
        self._openings = Openings(chart)
        self._triggers = sorted({*chart.doc.having(_TRIGGERS), *(f.value.at for f in chart.all("toll"))})
        self._sequel = sorted({*chart.doc.having(_ACT), *chart.doc.worded(_SEQUEL)})

    def clauses(self) -> list[Clause]:
        """All clauses in order."""
        out: list[Clause] = []
        start, n = 0, 0
        for k in self.chart.doc.ends:
            unit = self.units[k]
            if unit.form in HARD_END:
                self._sentence(start, unit.i, n, out)
                start, n = unit.i + 1, n + (unit.i > start)
        self._sentence(start, len(self.units), n, out)
        return out

    def _sentence(self, i: int, j: int, number: int, out: list[Clause]) -> None:
        if i >= j:
            return
        cuts = self._cuts(i, j)
        sequels = self._sequels(i, j, cuts)
        for a, b in pairwise(sorted({i, *cuts, *sequels, j})):
            reading = self.units[a].reading("starter")
            starter = "" if reading is None else reading.id
            new = bool(reading and reading.attrs.get("new")) or (a in sequels and self._answers(a))
            out.append(Clause(a, b, number, starter, new, known=self.units[a].bare in COMES and self._earlier(b)))

    def _told_in(self, i: int, j: int) -> bool:
        at = bisect_left(self._triggers, i)
        return at < len(self._triggers) and self._triggers[at] < j

    def _cuts(self, i: int, j: int) -> list[int]:
        if not self._told_in(i, j):
            return []
        starters = [k for k in self.chart.doc.having(_STARTER, i + 2, j - 1) if self._turns(k)]
        places = [c for c in self.chains if i < c[1] < j]
        cuts: list[int] = []
        last = i
        for k in starters:
            if self._told_in(last, k) and self._told_in(k, j):
                cuts.append(k)
                last = k
        for a, b in pairwise(places):
            between = [c for c in cuts if a[2] <= c <= b[1]]
            left = max([i, *(c for c in cuts if c <= b[1])])
            right = min([j, *(c for c in cuts if c > b[1])])
            best = self._best_cut(left, max(a[2], left), b, right)
            if best is not None and (not between or best[0] >= (LEADS if between[-1] < best[1] else SURE)):
                cuts.append(best[1])
                cuts.sort()
        cuts = sorted({*cuts, *(k for k in self._before_that(i, j) if self._told_in(i, k))})
        for k in self._openings.likely(i + 3, j - 3):
            if self._announces(k) and self._told_in(max([i, *(c for c in cuts if c <= k)]), k) and k not in cuts:
                cuts.append(k)
        return sorted(cuts)

    def _before_that(self, i: int, j: int) -> list[int]:
        """``قصفت المدفعية بلدة كذا بعد يوم من مقتل خمسة في قصف على …``: an earlier act, with a place of its own."""
        later = (k for k in self.chart.doc.worded(_LATER) if i + 3 <= k < j - 4 and self._earlier(k))
        return [k for k in later if any(k < c[1] < j for c in self.chains)]

    def _earlier(self, k: int) -> bool:
        """``بعد ثلاثة أيام من اقتحام …``."""
        behind = self.units[k + 1 : k + 6] if k < len(self.units) and self.units[k].bare in _LATER else ()
        end = next((n for n, u in enumerate(behind) if n and u.form in _SINCE), len(behind))
        spent = any(u.bare.removeprefix("ال") in _SPANS for u in behind[:end])
        return spent and end + 1 < len(behind) and not {"act", "toll"}.isdisjoint(behind[end + 1].symbols)

    def _announces(self, k: int) -> bool:
        """A main verb joined to nothing before it, its day or hour behind it: an item of a run-on communiqué."""
        return not conjoined(self.units[k]) and self._openings.verb(k) >= SURE

    def _turns(self, k: int) -> bool:
        unit, before = self.units[k], self.units[k - 1]
        if "subord" in before.symbols or (" " not in unit.form and before.kind == "number"):
            return False  # 16 عسكريا: counted, no turn of the tale
        if before.bare in CLOTHES:
            return False  # زيا عسكريا
        return (
            conjoined(unit)
            or before.kind == "sign"
            or " " not in unit.form
            or not unit.form.startswith(("في ", "من ", "علي "))
        )

    def _best_cut(self, left: int, after: int, place: tuple[int, int, int], right: int) -> tuple[float, int] | None:
        best: tuple[float, int] | None = None
        for k in range(after, place[1] + 1):
            score = self._openings.score(k, place[0])
            if score < CUT or (best is not None and score < best[0]):
                continue
            if self._told_in(left, k) and self._told_in(k, right):
                best = (score, k)
        return best

    def _other_deed(self, k: int, i: int, cuts: Sequence[int]) -> bool:
        """``واعتقال ثلاثة``, ``وفككت عبوة``: an arrest, an abduction, a disarming joined to an act of another kind."""
        unit = self.units[k]
        act = acts_of(unit)
        joined = conjoined(unit) or self.units[k - 1].form == "ثم"
        if act is None or act.type not in _DEEDS or act.force < 2 or act.anaphoric or not joined:
            return False
        left = max([i, *(c for c in cuts if c <= k)])
        told = [a for m in range(left, k) if (a := act_at(self.chart, m, left)) is not None and a.force >= 1]
        if act.type == "disrupt" and unit.bare.startswith(_SEIZED) and not self._placed(k):
            return False  # قتلوا اثنين وضبطت أسلحة: what was found on them
        if act.type == "abduct" and act.reading.enc and any(a.type == "arrest" for a in told):
            return False  # اعتقلت شابين واقتادتهما إلى جهة مجهولة
        if act.type == "arrest" and any(family(a.type) == "protest" for a in told):
            return False  # فرقت الشرطة المحتجين واعتقلت أربعة
        if act.type == "arrest" and told and all(a.attrs.get("raid") for a in told) and not self._bled(left, k):
            return False  # نفذت القوة إنزالا واعتقلت أربعة
        known = self.units[k + 1].reading("weapon") if act.type == "disrupt" and k + 1 < len(self.units) else None
        if known is not None and known.definite:
            return False  # وفككت اللغم: the one told of before
        return bool(told) and all(family(a.type) != family(act.type) for a in told)

    def _placed(self, k: int) -> bool:
        """Whether a place where acts can be follows in the sentence."""
        end = next((m for m in self.chart.doc.ends if m >= k), len(self.units))
        return any(k < c[1] < end for c in self.chains)

    def _answers(self, k: int) -> bool:
        """``وبعد الهجوم قصف العدو المنطقة``: shells or aircraft that answer an attack are an act of their own."""
        found = (acts_of(u) for u in self.units[k + 2 : k + 4])
        return self.units[k].bare in AFTER and any(a is not None and a.type in FROM_AFAR for a in found)

    def _bled(self, i: int, j: int) -> bool:
        """Whether anybody was killed or hurt, as a clash has it and a mere raid has not."""
        return any(f.value.kind == "count" and f.value.low for f in self.chart.between("toll", i, j))

    def _sequels(self, i: int, j: int, cuts: Sequence[int]) -> list[int]:
        """``وبعد الهجوم قصف …``: an act of another family that follows on an act, with no place of its own."""
        out: list[int] = []
        for k in self._sequel[bisect_left(self._sequel, i + 3) : bisect_left(self._sequel, j - 1)]:
            unit = self.units[k]
            if not unit.conjoined and unit.form != "ثم" and self.units[k - 1].form != "ثم":
                continue
            if k not in cuts and self._other_deed(k, i, cuts):
                out.append(k)
                continue
            if unit.bare not in _SEQUEL or k in cuts:
                continue
            acts = [a for m in range(k + 1, min(k + 6, j)) if (a := acts_of(self.units[m])) is not None]
            verbs = [a for a in acts if a.reading.feat.startswith("past") or _verbal(self.units, a, k)]
            left = max([i, *(c for c in (*cuts, *out) if c <= k)])
            told = {
                family(a.type) for m in range(left, k) if (a := acts_of(self.units[m])) is not None and a.force >= 1
            }
            if not verbs or not (told or self._bled(left, k)):
                continue
            kind = family("air" if flown(self.units, verbs[0]) else verbs[0].type)
            second = any("otherone" in u.symbols for u in self.units[verbs[0].unit + 1 : verbs[0].unit + 5])
            if (kind not in told and kind != "any") or (second and kind == "bomb"):  # وبعد ساعة انفجر لغم ثان
                out.append(k)
        return out


def _verbal(units: list[Unit], act: Act, k: int) -> bool:
    """``وبعد الهجوم قصف العدو``: behind a definite noun, a word that can be noun or verb is a verb."""
    noun = acts_of(units[k + 1])
    return act.unit == k + 2 and not act.reading.definite and noun is not None and noun.reading.definite

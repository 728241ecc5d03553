"""A statement that says whose it is: by its title, by ``أصدر … البيان التالي``, or by speaking of "our forces"."""

from __future__ import annotations

from sijill.facts.actor import ARMED_CLASSES, Actors, Stage
from sijill.grammar import Chart, Fact
from sijill.match import Unit
from sijill.model import Report

# What a statement calls itself at the head of its title.
_TITLES = frozenset({"حصاد", "بيان", "بيانات", "نشره", "سجل", "بلاغ", "بلاغات", "ايجاز", "موجز"})
_LISTED = frozenset({"اعلنه", "اعلنته", "اعلن", "اعلنت", "نشره", "نشرته", "تبنته", "تبناه"})  # أبرز ما أعلنته …:
_ISSUES = frozenset({"اصدر", "اصدرت", "تصدر", "يصدر"})
_COMES = frozenset({"صادر", "الصادر", "صادره", "صدر", "صدرت"})
_HEAD = 40  # units of the lines above a statement's body
_VERBATIM = frozenset({"التالي", "الاتي", "فيه", "نصه", ":"})
_OURS = frozenset({"قواتنا", "مقاتلونا", "مقاتلينا", "مجاهدونا", "مجاهدينا", "وحداتنا", "ابطالنا", "جنودنا"})
_OURS_FIRST = tuple(f"{word} " for word in sorted(_OURS))  # of a phrase
_OPENING = 3  # words of a line in which it is said what kind of text it is
_ALONE = 9  # units of a line that holds a name and little else
_LONG = 45  # units of a first line that is no title any more
_ISSUED = 14  # units from the verb of issuing to the statement, and from there to the sign that it follows


def title_voice(chart: Chart, report: Report, actors: Actors, country: str | None) -> str | None:
    """The armed side whose statement a report is by its own words; None where it does not say so."""
    reader = _Reader(chart, report, actors, country)
    return reader.by_its_head() or reader.titled() or reader.issued() or reader.first_person()


class _Reader:
    def __init__(self, chart: Chart, report: Report, actors: Actors, country: str | None):
        self.chart, self.units, self.actors = chart, chart.doc.units, actors
        self._stage = Stage(country, report.published, None, ())
        ends = [u.i for u in self.units if u.kind == "newline"][:2] + [len(self.units)] * 2
        self._lines = [(0, ends[0]), (min(ends[0] + 1, len(self.units)), ends[1])]

    def by_its_head(self) -> str | None:
        """``بلاغ عسكري صادر عن كذا``: a line of the head that says from whom the statement comes."""
        for k in range(min(_HEAD, len(self.units) - 1)):
            if self.units[k].bare not in _COMES or self.units[k + 1].form != "عن":
                continue
            end = next((m for m in self.chart.doc.ends if m > k), len(self.units))
            office = (r.attrs.get("side") for u in self.units[k + 2 : end] for r in u.readings_of("outlet"))
            sides = [*(side for side in office if side), *(group for _, group in self._sides(k + 2, end))]
            return sides[0] if sides else None
        return None

    def titled(self) -> str | None:
        """``حصاد عمليات كذا``, ``كذا: قصفنا``, ``أبرز ما أعلنته كذا:``, a name on its line with ``بيان`` behind it."""
        i, j = self._lines[0]
        if j - i > _LONG:
            return None
        side = self._only(i, j)
        if side is None:
            return None
        fact, group = side
        says = any("say" in u.symbols and not self._titles(u) for u in self.units[i:j])
        if not says and self._kind(i, j) is not None:
            return group
        if fact.i - i <= 1 and not says:
            behind = next((k for k in range(fact.j, j) if self._titles(self.units[k])), None)
            if behind is not None or (fact.j - i >= j - i - 1 and j - i <= _ALONE and self._kind(*self._lines[1])):
                return group
            if fact.j < j and self.units[fact.j].form == ":" and self._we():
                return group
        colon = next((k for k in range(fact.j, min(fact.j + 3, j)) if self.units[k].form == ":"), None)
        if fact.i - i <= _OPENING + 1 and colon is not None and self._nobody_else(group):
            return group  # الناطق باسم كذا: …, and nobody else is quoted
        listed = any(u.bare in _LISTED for u in self.units[i : i + _OPENING + 1])
        return group if listed and j > i and self.units[j - 1].form == ":" else None

    def issued(self) -> str | None:
        """``أصدرت القيادة العامة للقوات المسلحة البيان التالي``: what follows is the statement itself."""
        end = min(self._lines[1][1], 2 * _LONG)
        for k in range(end):
            if self.units[k].bare not in _ISSUES:
                continue
            said = next((m for m in range(k, min(k + _ISSUED, end)) if self._titles(self.units[m])), None)
            if said is None or not any(u.form in _VERBATIM for u in self.units[said + 1 : said + _ISSUED]):
                continue
            side = self._only(max(0, k - _OPENING - 1), said)
            if side is not None:
                return side[1]
        return None

    def first_person(self) -> str | None:
        """``نفذت قواتنا، قوات كذا``: the side named beside "our forces"; an army that speaks of ``قواتنا المسلحة``."""
        phrases = [u.i for u in self.units if u.first != u.last and u.bare.startswith(_OURS_FIRST)]
        for ours in sorted({*self.chart.doc.worded(_OURS), *phrases}):
            k = ours + 1 + (ours + 1 < len(self.units) and self.units[ours + 1].form in "،,-(")
            named = self._sides(k, k + 1) if k < len(self.units) else []
            if named:
                return named[0][1]
        return None

    def _only(self, i: int, j: int) -> tuple[Fact, str] | None:
        """The one armed side that a stretch names."""
        sides = self._sides(i, j)
        return sides[0] if len({g for _, g in sides}) == 1 else None

    def _sides(self, i: int, j: int) -> list[tuple[Fact, str]]:
        out: list[tuple[Fact, str]] = []
        for fact in self.chart.between("party", i, j):
            side = self.actors.resolve(fact.value, self._stage)
            if side is not None and side.firm >= 2 and side.cls in ARMED_CLASSES and not fact.value.counted:
                out.append((fact, side.group))
        return out

    def _nobody_else(self, group: str) -> bool:
        """Whether no other source tells of anything in the text."""
        told = [f.value for f in self.chart.all("claim") if not f.value.weak and not f.value.continues]
        return all(c.group == group or (c.kind == "unattributed" and not c.by) for c in told)

    def _kind(self, i: int, j: int) -> Unit | None:
        """The word at the head of a line that says what kind of text it is."""
        words = [u for u in self.units[i:j] if u.kind == "word"][:_OPENING]
        return next((u for u in words if self._titles(u)), None)

    @staticmethod
    def _titles(unit: Unit) -> bool:
        return any(w.removeprefix("ال") in _TITLES or w in {"بيانا", "البيان"} for w in unit.bare.split())

    def _we(self) -> bool:
        """Whether a verb says "we" did it."""
        return any(r.feat == "past.we" and r.cat in {"act", "toll", "damage"} for u in self.units for r in u.readings)

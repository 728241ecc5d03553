"""How likely another act begins at a word: the weights by which clauses are cut (``clauses``)."""

from __future__ import annotations

from bisect import bisect_left

from sijill.events.acts import acts_of
from sijill.facts.party import PartyTold, conjoined
from sijill.grammar import Chart
from sijill.match import Unit

HARD_END = frozenset(".!؟?\n")
# From CUT on a unit can open another act between two phrases of place; from SURE on it does so by itself. Set by hand
# on run-on texts of our own, with the weights in ``Openings``: do not tune one alone.
CUT, LEADS, SURE = 1.2, 2.5, 2.9
# Behind these stands a name or a noun of action, no verb: أبو طالب, محاولة تقدم.
_NOUN_BEHIND = frozenset({"ابو", "ابي", "ابا", "ام", "بن", "ابن", "بنت", "محاوله", "محاولات", "المحاوله", "لمحاوله"})
_PEOPLE = 6  # units of a phrase of people
_COMMAS = frozenset("،,؛;")
_LEADING = frozenset({"في", "خلال", "بعد", "اثناء", "نتيجه", "علي", "قبل", "عند", "منذ", "عقب", "حسب", "بحسب", "من"})
_PREPOSITIONS = frozenset({"عن", "الي", "في", "من", "علي", "بعد", "قبل", "خلال", "اثر"})
_CAUSES = frozenset({"نتيجه", "اثر", "جراء", "بسبب"})
_AUXILIARY = frozenset({"تم", "تمت", "يتم", "جري", "جرت"})
_THAT = frozenset({"ان", "انه", "انها", "انهم", "بان"})
_BARE_OPENING = _CAUSES | _AUXILIARY
_VERBS = frozenset({"act", "toll", "light", "say"})
_OPENING = _VERBS | {"weapon"}
_DONE = frozenset({"act", "toll", "damage"})
_MEANS = frozenset({"act", "weapon"})
_TIMES = frozenset({"في", "عند", "قبل", "بعد", "خلال", "مساء", "صباح", "فجر", "يوم", "ظهر", "عصر", "ليله", "ليل"})
_THEREIN = frozenset({"فيها", "فيه", "فيهما", "خلالها", "خلاله", "اثرها", "اثره"})
_RELATIVE = frozenset({"الذي", "التي", "الذين", "اللذين"})
_SOURCE = 14  # units of a source and the word that names it
_VERB_BEHIND = 3  # units from a time to its verb
_LEAD_REACH, _NEAR_LEAD = 18, 5  # how far a phrase of circumstance leads into its verb
_TIME_REACH, _CAUSE_REACH = 7, 12
_SUBJECT_REACH = 16  # units from "that" to its verb, the subject and what describes it between


class Openings:
    """Scores of one document's units, each found once."""

    def __init__(self, chart: Chart):
        self.chart, self.units = chart, chart.doc.units
        parties: list[PartyTold] = chart.all("party")
        self._subjects = {f.j: f.i for f in parties if f.value.head in {"person", "actor", "epithet", "force"}}
        self._times = {f.i for kind in ("clock", "day") for f in chart.all(kind)}
        self._scores: dict[int, float] = {}
        led = chart.doc.worded(_BARE_OPENING)
        self._that = chart.doc.worded(_THAT)
        self._leading = [k for k in chart.doc.worded(_LEADING) if self.units[k].form != self.units[k].bare]
        told = [k for k in self._that if self.units[k].conjoined]
        self._likely = sorted({*chart.doc.having(_OPENING), *led, *told})
        self._finite = {k for k in chart.doc.having(_VERBS) if _finite(self.units[k])}

    def likely(self, i: int, j: int) -> list[int]:
        """The units of ``[i, j)`` at which any act can begin: elsewhere ``verb`` is 0."""
        return self._likely[bisect_left(self._likely, i) : bisect_left(self._likely, j)]

    def score(self, k: int, place: int) -> float:
        """The weight of unit ``k`` before a phrase of place that begins at unit ``place``."""
        unit = self.units[k]
        leads = unit.bare in {"في", "الي"} and unit.form != unit.bare and k >= place - 2  # وفي ولاية كذا
        if leads and not self._bound(k):
            return LEADS + self._comma(k)
        return self._dated(k) or self.verb(k)

    def _dated(self, k: int) -> float:
        """``وفي مساء اليوم نفسه انفجرت``, ``وعند الساعة الثالثة استهدفوا``: a time before the verb of another act."""
        unit = self.units[k]
        if not unit.conjoined or unit.bare not in _TIMES or self.units[k - 1].form in _PREPOSITIONS:
            return 0.0
        ends = [f.j for kind in ("day", "clock") for m in range(k, k + 3) for f in self.chart.at(kind, m)]
        if not ends:
            return 0.0
        behind = range(max(ends), min(max(ends) + _VERB_BEHIND, len(self.units)))
        verb = next((m for m in behind if m in self._finite or self._falls(m)), None)
        return 2.4 + self._comma(k) if verb is not None else 0.0

    def _falls(self, k: int) -> bool:
        """``سقطت أربع قذائف``: shells that fall are an act."""
        if "hits" not in self.units[k].symbols:
            return False
        return any("weapon" in u.symbols for u in self.units[k + 1 : k + 4])

    def verb(self, k: int) -> float:
        """The weight of a verb, a means or a cause at unit ``k``."""
        if k not in self._scores:
            more = self.units[k].conjoined and self.units[k].bare in _THAT  # قال إن … وإن …: one more thing told
            self._scores[k] = 1.8 + self._comma(k) if more else self._score(k)
        return self._scores[k]

    def _comma(self, k: int) -> float:
        before = self.units[k - 1]
        return 0.3 if before.form in _COMMAS or before.kind == "sign" else 0.0

    def _bound(self, k: int) -> bool:
        """Whether what stands before ``k`` subordinates it, or it is an hour (``أضرموا النار فجر اليوم``)."""
        before = self.units[k - 1]
        subordinate = "subord" in before.symbols and not self._speaks_on(k)
        hour = self.units[k].bare == "فجر" and bool(self.chart.over("day", k) or self.chart.over("clock", k))
        return hour or subordinate or before.bare in _AUXILIARY or self._led(k)

    def _speaks_on(self, k: int) -> bool:
        """``…، بحسب فلان الذي أشار إلى أن``: the relative clause of a source tells on."""
        if self.units[k - 1].form not in _RELATIVE or not self.chart.at("claim", k):
            return False
        return any(f.j in {k - 1, k - 2} for f in self.chart.between("claim", max(0, k - _SOURCE), k))

    def _score(self, k: int) -> float:
        unit = self.units[k]
        if unit.bare in _AUXILIARY:
            return self._passive(k)
        cause = unit.bare in _CAUSES
        if (_OPENING.isdisjoint(unit.symbols) and not cause and not self._falls(k)) or self._bound(k):
            return 0.0
        joined = conjoined(unit)
        if not joined and self._has_subject(k):
            return 0.0
        score = self._comma(k)
        past = self._past(unit, k)
        if "say" in past:
            return score + (2.5 if joined or not self.chart.at("claim", k) else SURE)
        if past & {"act", "light"}:
            if joined and self._takes_toll(unit) and any("toll" in u.symbols for u in self.units[max(0, k - 5) : k]):
                return 0.0  # قتل ستة وأسر اثنان
            if joined:
                return score + 1.5 + self._timed(k)
            return 0.0 if self._relative(k) else score + 2.0 + self._timed(k)
        if not past and joined and self._falls(k):
            return score + 1.5 + self._timed(k)
        if "toll" in past:
            if k + 1 < len(self.units) and self.units[k + 1].form in _THEREIN:
                return 0.0  # معركة قتل فيها ستة
            if joined:
                return 0.0 if self._doubled(k) else score + 0.8 + 0.6 * self._means_within(k, _CAUSE_REACH)
            return score + 2.0 + self._timed(k)
        if joined and not _MEANS.isdisjoint(unit.symbols):
            return 0.0 if self._listed(k) else score + 1.0
        fresh = not any("toll" in u.symbols for u in self.units[max(0, k - 8) : k])
        return score + 1.3 if cause and fresh and self._means_within(k, 3) else 0.0

    def _listed(self, k: int) -> bool:
        """``بقذائف هاون والأسلحة الرشاشة``: one more of the means right before it."""
        return "weapon" in self.units[k].symbols and any(
            "weapon" in u.symbols for u in self.units[max(0, k - 3) : k] if u.kind != "sign"
        )

    def _doubled(self, k: int) -> bool:
        """``لقي خمسة حتفهم وجرح تسعة``: the wounded right behind the dead, or the dead behind the wounded."""
        mine = {r.attrs.get("outcome") for r in self.units[k].readings_of("toll")}
        return any(
            r.attrs.get("outcome") not in mine for u in self.units[max(0, k - 5) : k] for r in u.readings_of("toll")
        )

    def _has_subject(self, k: int) -> bool:
        """``أن المجاهدين تمكنوا``, ``إن المواجهات اندلعت``: the subject stands before its verb."""
        subject = self._subjects.get(k)
        if subject is not None and "subord" in self.units[subject - 1].symbols:
            return True
        return ("act" in self.units[k - 1].symbols and "subord" in self.units[k - 2].symbols) or self._awaited(k)

    def _awaited(self, k: int) -> bool:
        """``أن انتحاريا يقود سيارة حاول اجتياز …``: the first finite verb behind "that" has its subject before it."""
        first = max(k - _SUBJECT_REACH, 0) + 1
        if not _any_of(self._that, first, k - 1):
            return False
        for m in range(k - 2, first - 1, -1):
            unit = self.units[m]
            described = not {"weapon", "object"}.isdisjoint(self.units[m - 1].symbols)  # سيارة نقل
            if unit.form in HARD_END or unit.form in _COMMAS or (m in self._finite and not described):
                return False
            if unit.bare in _THAT:
                return True
        return False

    @staticmethod
    def _takes_toll(unit: Unit) -> bool:
        return any(r.attrs.get("toll") == "captured" and r.attrs.get("type") == "capture" for r in unit.readings)

    def _passive(self, k: int) -> float:
        """``وتم إحراق …``, ``جرى اعتقال …``: the noun behind it is the verb."""
        ahead = self.units[k + 1] if k + 1 < len(self.units) else None
        if ahead is None or _DONE.isdisjoint(ahead.symbols) or "subord" in self.units[k - 1].symbols or self._led(k):
            return 0.0
        return self._comma(k) + (1.5 if self.units[k].conjoined else 2.0)

    def _past(self, unit: Unit, k: int) -> set[str]:
        """Categories in which the unit is a finite verb."""
        past = (
            set()
            if self.units[k - 1].form in _PREPOSITIONS
            or self.units[k - 1].bare in _NOUN_BEHIND
            or self.chart.at("clock", k)  # أغار الطيران فجرا على كذا
            else {r.cat for r in unit.readings if r.feat.startswith("past")}
        )
        if unit.first != unit.last and (act := unit.reading("act") or unit.reading("toll")):
            attrs = act.attrs
            governed = act.pro.lstrip("وف")[:1] in {"ب", "ل"}  # أصيب خمسة بسقوط قذائف: the noun
            if not governed and (attrs.get("roles", "").endswith("v") or attrs.get("voice") == "pass"):
                past.add(act.cat)
        return past

    def _timed(self, k: int) -> bool:
        return any(m in self._times for m in range(k + 1, k + _TIME_REACH))

    def _means_within(self, k: int, reach: int) -> bool:
        return any(not _MEANS.isdisjoint(u.symbols) for u in self.units[k + 1 : k + reach])

    def _led(self, k: int) -> bool:
        """Whether a phrase of time or circumstance before it leads into the verb (``وفي نهاية المعركة أصيب``)."""
        first = max(k - _LEAD_REACH, 0) + 1
        if not _any_of(self._leading, first, k):
            return False
        for m in range(k - 1, first - 1, -1):
            unit = self.units[m]
            if unit.form in HARD_END or (k - m > _NEAR_LEAD and "starter" in unit.symbols):
                return False
            if m in self._finite and "subord" not in self.units[m - 1].symbols:
                return False
            if unit.form != unit.bare and unit.bare in _LEADING:
                return k - m <= _NEAR_LEAD or any(
                    (a := acts_of(self.units[x])) is not None and a.anaphoric for x in range(m + 1, m + 4)
                )
        return False

    def _relative(self, k: int) -> bool:
        """A verb right behind an act, means, thing or men: a relative clause (``كمين استهدف``, ``مسلحين قتلوا``)."""
        if any(r.feat == "past.pl" for r in self.units[k].readings) and self._governed(k):
            return True
        for m in range(max(0, k - 3), k):
            if _MEANS.isdisjoint(self.units[m].symbols):
                continue
            if any(
                r.cat in _MEANS and not r.definite and not r.feat.startswith("past") for r in self.units[m].readings
            ) and not any(self.units[x].bare in _PREPOSITIONS for x in range(m + 1, k)):
                return True
        return False

    def _governed(self, k: int) -> bool:
        """Whether an indefinite plural of people behind a preposition ends before unit ``k``."""
        for fact in self.chart.between("party", max(0, k - _PEOPLE), k):
            v = fact.value
            if fact.j in {k - 1, k} and v.head == "person" and v.low != 1 and not v.definite and fact.i:
                return self.units[fact.i - 1].bare in _PREPOSITIONS or "byagent" in self.units[fact.i - 1].symbols
        return False


def _any_of(row: list[int], i: int, j: int) -> bool:
    """Whether one of these units, in order, is in ``[i, j)``."""
    at = bisect_left(row, i)
    return at < len(row) and row[at] < j


def _finite(unit: Unit) -> bool:
    """Whether a word of the tables can be a finite verb."""
    return any((r.cat in _VERBS and r.feat.startswith("past")) or r.attrs.get("voice") == "pass" for r in unit.readings)

"""Tolls: who was killed, wounded, captured or went missing, and how many (codebook "Counts").

A toll is read from a trigger (``قتل``, ``مقتل``, ``أصيب`` …) and the noun phrases it governs, or from a noun that carries the
toll itself (``سبعة قتلى``). Whose dead they are is settled when the event is put together.
"""

from __future__ import annotations

import msgspec

from sijill.facts.party import Party, conjoined
from sijill.grammar import Chart, Fact
from sijill.match import Reading, Unit
from sijill.model import Outcome, Span

_PEOPLE = frozenset({"person", "nat", "aboard"})
_SIDES = frozenset({"actor", "epithet", "force", "body"})
_WINDOW = 9
_LEFT = 6
_VOICES = {"av": "act", "pv": "pass", "pn": "noun"}
_ALONG = frozenset({"معه", "معهم", "معها", "برفقته", "برفقتهم", "فضلا", "اضافه", "بالاضافه", "الي", "مع"})
_HITS_AFTER = ("وقوع", "سقوط", "تسجيل", "خلف", "اوقع", "سقط", "وقعت", "سقطت", "اسفر", "ادي", "سجل", "وجود", "اسفرت", "ادت", "خلفت", "الي", "عن", "وصول", "وصلت")  # fmt: skip


class Toll(msgspec.Struct, frozen=True):
    """One count as it is told.

    Attributes:
        outcome: what befell them.
        low, high: how many.
        parties: the noun phrases that are counted (facts of kind ``party``), one group each unless they add up.
        agent: the noun phrase that did it, where an active verb tells so.
        at: the unit of the trigger.
        kind: ``count``, ``none`` (an explicit 0), ``loss`` (losses without a number).
    """

    outcome: Outcome
    low: int | None
    high: int | None
    parties: tuple[Fact, ...]
    at: int
    kind: str = "count"
    agent: Fact | None = None


class _Reader:
    """Finds the tolls of one document."""

    def __init__(self, chart: Chart):
        self.chart, self.units = chart, chart.doc.units
        self.party_at: dict[int, Fact] = {f.i: f for f in chart.all("party")}
        self.party_end: dict[int, Fact] = {f.j: f for f in chart.all("party")}
        self.used: set[int] = set()
        self.triggers: set[int] = set()

    def read(self) -> None:
        for unit in self.units:
            reading = unit.reading("toll") or next(
                (r for r in unit.readings_of("act") if r.entry.attrs.get("toll")), None
            )
            if reading is not None and not self._counted_noun(unit):
                self._trigger(unit, reading)
        for fact in self.chart.all("party"):
            if fact.value.outcome and fact.i not in self.used:
                self._victims(fact)
        for unit in self.units:
            if "noloss" in unit.symbols:
                self._add("killed", 0, 0, (), unit.i, unit.i + 1, kind="none")
            elif (loss := unit.reading("loss")) is not None and not loss.entry.attrs.get("material"):
                self._loss(unit)

    def _counted_noun(self, unit: Unit) -> bool:
        """``13 إصابة``, ``إصابات``: the noun, not the act of wounding."""
        person = unit.reading("person")
        if person is None or not person.entry.attrs.get("hits"):
            return False
        fact = next(
            (f for i in range(max(0, unit.i - 4), unit.i + 1) if (f := self.party_at.get(i)) and f.value.at == unit.i),
            None,
        )
        return person.feat in {"pl", "du"} or (fact is not None and fact.i < unit.i)

    def _trigger(self, unit: Unit, reading: Reading) -> None:
        attrs = reading.entry.attrs
        voice = attrs.get("voice") or _VOICES[attrs["roles"]]
        outcome = attrs.get("outcome") or attrs["toll"]
        plural = reading.feat.endswith((".pl", ".du")) or unit.form.endswith("وا")
        right = None if reading.enc and voice == "noun" else self._right(unit.i + 1, tight=voice == "noun")
        agent = None
        if plural and voice != "noun":
            left = self._left(unit.i)
            if left is not None and left.i not in self.used and not self._does_it(left, right, voice, unit.i):
                self._count(outcome, left, unit.i)
                return
        if right is not None and voice in {"both", "act"} and right.value.head in _SIDES and not right.value.counted:
            victim = self._right(right.j, tight=False, near=4)
            if victim is not None and victim.value.head in _PEOPLE and victim.value.counted:
                agent, right = right, victim
        if right is not None and self._fits(right):
            self._count(outcome, right, unit.i, agent)
            return
        if voice in {"both", "pass"} and not plural and not reading.feat.startswith("pres"):
            left = self._left(unit.i)
            if left is not None and left.i not in self.used:
                self._count(outcome, left, unit.i)

    @staticmethod
    def _does_it(left: Fact, right: Fact | None, voice: str, at: int) -> bool:
        """``مسلحون قتلوا ثلاثة``: the phrase before an active verb did it."""
        if voice == "act" or left.value.role in {"attacker"}:
            return True
        return (
            voice == "both"
            and right is not None
            and right.i <= at + 2
            and right.value.counted
            and left.value.role in {"militant", "fighter", "army"}
        )

    def _fits(self, party: Fact) -> bool:
        v: Party = party.value
        if party.i in self.used:
            return False
        return v.head in _PEOPLE or (v.head in _SIDES and v.head != "force")

    def _right(self, i: int, *, tight: bool, near: int = _WINDOW) -> Fact | None:
        """The first noun phrase of people behind unit ``i``, over days, places and circumstances."""
        limit = min(i + (4 if tight else near), len(self.units))
        k = i
        while k < limit:
            unit = self.units[k]
            if (
                unit.ends_sentence
                or "hitback" in unit.symbols
                or unit.form in {"ان", "حين", "عندما", "حينما", "بعدما", "الذي", "التي"}
            ):
                return None
            if k > i and ("toll" in unit.symbols or (unit.reading("act") is not None and not _object_of(unit))):
                return None
            fact = self.party_at.get(k)
            if fact is not None:
                v: Party = fact.value
                if v.head != "object" and not (v.noun == "number" and k > i + 1) and not self._circumstance(k):
                    return fact
                k = fact.j
                continue
            day = self.chart.at("day", k) or self.chart.at("clock", k)
            k = day[0].j if day else k + 1
        return None

    def _circumstance(self, k: int) -> bool:
        """``في هجوم لـ…``, ``على يد …``: a phrase behind a preposition is not who was hit."""
        before = self.units[k - 1].form if k else ""
        reading = self.units[k].readings[0] if self.units[k].readings else None
        pro = reading.pro.lstrip("وف") if reading else ""
        return before in {
            "في",
            "علي",
            "مع",
            "من",
            "ضد",
            "بين",
            "قبل",
            "يد",
            "بنيران",
            "برصاص",
            "عن",
            "قرب",
            "باسم",
        } or pro.startswith(("ب", "ك"))

    def _left(self, i: int) -> Fact | None:
        """The noun phrase that ends just before unit ``i``."""
        for k in range(i, max(i - _LEFT, 0), -1):
            fact = self.party_end.get(k)
            if fact is not None and fact.value.head in _PEOPLE | {"actor", "epithet"}:
                return fact if not self._circumstance(fact.i) else None
            if k < i and (
                self.units[k].ends_sentence or "toll" in self.units[k].symbols or "act" in self.units[k].symbols
            ):
                return None
        return None

    def _count(self, outcome: str, first: Fact, at: int, agent: Fact | None = None) -> None:
        """A toll over a noun phrase and those joined to it by و."""
        parties, end = [first], first.j
        if first.value.outcome and first.value.outcome != outcome:
            return
        while end < len(self.units):
            unit = self.units[end]
            nxt = self.party_at.get(end)
            joined = unit.form[:1] == "و" or unit.form == "بالاضافه"
            if nxt is None and unit.form == "و":
                nxt, joined = self.party_at.get(end + 1), True
            if (
                nxt is None
                or not joined
                or nxt.value.head not in _PEOPLE
                or nxt.value.outcome
                or "toll" in unit.symbols
            ):
                break
            parties.append(nxt)
            end = nxt.j
        self.used.update(p.i for p in parties)
        self.triggers.add(at)
        low, high = _sum([p.value for p in parties])
        if agent is not None and (low, high) == (11, 99):
            low, high = 1, 1  # the object of an active verb takes the accusative by itself
        self._add(outcome, low, high, tuple(parties), at, end, agent=agent)

    @staticmethod
    def _shares_number(first: Party, second: Party) -> bool:
        """``عشرين موظفا وحارسا``: a second singular accusative stands under the number before it."""
        return (
            first.low is not None
            and first.low == first.high
            and 11 <= first.low <= 99
            and (second.low, second.high) == (11, 99)
        )

    def _victims(self, fact: Fact) -> None:
        """Nouns that carry the toll themselves."""
        v: Party = fact.value
        unit = self.units[v.at]
        if v.definite and not (v.counted and fact.i < v.at):
            return
        if v.attrs.get("hits") and fact.i == v.at and (unit.i in self.triggers or not self._announced(fact.i)):
            return
        if v.attrs.get("body") and not v.counted:
            return
        outcome = v.outcome
        nxt = self.party_at.get(fact.j)
        if unit.reading("person") is not None and nxt is not None and fact.i < v.at and nxt.i == nxt.value.at:
            other: Party = nxt.value
            if (
                {outcome, other.outcome} == {"killed", "wounded"}
                and not other.counted
                and v.counted
                and self.units[nxt.i].form[:1] == "و"
            ):
                outcome = "killed or wounded"
                self.used.add(nxt.i)
        low, high = (v.low, v.high) if v.low is not None or v.high is not None else (3, None)
        self.used.add(fact.i)
        self._add(outcome, low, high, (fact,), fact.i, fact.j)

    def _announced(self, i: int) -> bool:
        return any(
            self.units[k].bare in _HITS_AFTER or self.units[k].form in _HITS_AFTER for k in range(max(0, i - 3), i)
        )

    def _loss(self, unit: Unit) -> None:
        """``خسائر`` with no number; ``لم يلحق … أي خسائر`` is an explicit none."""
        before = [self.units[k] for k in range(max(0, unit.i - 8), unit.i)]
        if any(u.bare in {"معلومات", "حجم", "حول", "وضوح", "تفاصيل", "نسبه", "تقدير"} for u in before[-4:]):
            return
        if any(u.bare in {"هذه", "تلك"} for u in before[-1:]):
            return
        none = any(u.bare in {"لم", "دون", "بدون", "بلا"} for u in before) or "اي" in {u.form for u in before[-1:]}
        if none:
            self._add("killed", 0, 0, (), unit.i, unit.i + 1, kind="none")
        else:
            self._add("killed or wounded", 1, None, (), unit.i, unit.i + 1, kind="loss")

    def _add(
        self, outcome: str, low: int | None, high: int | None, parties: tuple[Fact, ...], at: int, end: int,
        *, kind: str = "count", agent: Fact | None = None,
    ) -> None:  # fmt: skip  # noqa: PLR0913
        i = min((at, *(p.i for p in parties)))
        j = max((at + 1, end))
        value = Toll(outcome, low, high, parties, at, kind, agent)  # type: ignore[arg-type]
        span: Span = (
            (min(p.span[0] for p in parties), max(p.span[1] for p in parties))
            if parties
            else (self.units[at].start, self.units[end - 1].end)
        )
        self.chart.add(Fact("toll", i, j, span, value, f"toll/{kind}-{outcome.replace(' ', '-')}", parties))


def _object_of(unit: Unit) -> bool:
    """Whether an act word behind a toll only names the means (``بالرصاص``)."""
    reading = unit.reading("act")
    return reading is not None and (
        reading.pro.lstrip("وف").startswith("ب") or bool(reading.entry.attrs.get("suicide"))
    )


def _sum(parties: list[Party]) -> tuple[int | None, int | None]:
    """Parts that do not overlap are added up; one open end opens the sum."""
    low = sum(p.low or (1 if p.low is None and p.high is None else 0) for p in parties)
    highs = [p.high if p.low is not None or p.high is not None else 1 for p in parties]
    return low, None if any(h is None for h in highs) else sum(h for h in highs if h is not None)


def find_tolls(chart: Chart) -> None:
    """Add a fact of kind ``toll`` for every count of people."""
    _Reader(chart).read()

"""The ledger of one document's tolls: what was counted, which noun phrases are used up, and how counts add up."""

from __future__ import annotations

import msgspec

from sijill.facts.loss import LossReader
from sijill.facts.party import Party, PartyTold
from sijill.grammar import Chart, Fact
from sijill.match import Reading, Unit
from sijill.model import Outcome, Span

PEOPLE = frozenset({"person", "nat", "aboard"})
_IN_ARMS = frozenset({"army", "force", "police", "security", "member", "fighter", "leader", "militant"})
_CORPS = frozenset({"police", "militant", "fighter"})  # each of a side of its own
SIDES = frozenset({"actor", "epithet", "force", "body"})


class Toll(msgspec.Struct, frozen=True):
    """One count as it is told.

    Attributes:
        outcome: what befell them.
        low, high: how many.
        parties: the noun phrases that are counted (facts of kind ``party``), one group each unless they add up.
        agent: the noun phrase that did it, where an active verb tells so.
        at: the unit of the trigger.
        kind: ``count``, ``none`` (an explicit 0), ``loss`` (losses without a number).
        total: told as the tally of all (``عدد القتلى``): what is told beside it is part of it.
        pronoun: the object is a pronoun; the phrase in ``parties`` is the one that it means.
        died: of those told as wounded: they are fewer now.
        weak: taken to hospital: hurt, where no count of the hurt is told.
    """

    outcome: Outcome
    low: int | None
    high: int | None
    parties: tuple[PartyTold, ...]
    at: int
    kind: str = "count"
    agent: PartyTold | None = None
    total: bool = False
    pronoun: bool = False
    died: bool = False
    weak: bool = False


TollTold = Fact[Toll]


class Made(msgspec.Struct):
    """A toll before it is written down; ``dead`` once a later reading replaces it."""

    toll: Toll
    i: int
    j: int
    span: Span
    dead: bool = False


class Ledger:
    """Noun phrases by where they begin and end, those that are counted already, and the tolls found so far."""

    def __init__(self, chart: Chart):
        self.chart, self.units = chart, chart.doc.units
        self.parties: list[PartyTold] = chart.all("party")
        self.party_at: dict[int, PartyTold] = {f.i: f for f in self.parties}
        self.party_end: dict[int, PartyTold] = {f.j: f for f in self.parties}
        self.used: set[int] = set()
        self.triggers: set[int] = set()
        self.made: list[Made] = []
        self.losses = LossReader(chart, self.party_at)

    def add(  # noqa: PLR0913
        self, outcome: str, low: int | None, high: int | None, parties: tuple[PartyTold, ...], at: int, end: int,
        *, kind: str = "count", agent: PartyTold | None = None, total: bool = False, pronoun: bool = False,
        again: int = 0, died: bool = False, weak: bool = False,
    ) -> None:  # fmt: skip
        """Put down a toll told in the units from its trigger or its first phrase up to ``end``."""
        told = () if pronoun else parties
        i, j = min((at, *(p.i for p in told))), max((at + 1, end)) - again  # facts of one kind differ in their ends
        value = Toll(outcome, low, high, parties, at, kind, agent, total, pronoun, died, weak)  # type: ignore[arg-type]
        span: Span = (self.units[at].start, self.units[end - 1].end)
        if told:
            span = (min(p.span[0] for p in told), max(p.span[1] for p in told))
        self.made.append(Made(value, i, j, span))

    def sharing_side(self, fact: PartyTold) -> PartyTold:
        """``تسعة قتلى وأربعة مفقودين في صفوف الجيش``: whose the second ones are the first are too."""
        v: Party = fact.value
        then = self.party_at.get(fact.j)
        if v.refs or v.own or v.pron or then is None or not then.value.outcome or not self.units[fact.j].conjoined:
            return fact
        return fact.holding(msgspec.structs.replace(v, refs=then.value.refs, own=then.value.own, pron=then.value.pron))

    def write(self) -> None:
        """Add all tolls that stand to the chart."""
        for made in self.made:
            if not made.dead:
                rule = f"toll/{made.toll.kind}-{made.toll.outcome.replace(' ', '-')}"
                self.chart.add(Fact("toll", made.i, made.j, made.span, made.toll, rule, made.toll.parties))


def toll_of(unit: Unit) -> Reading | None:
    """The reading of a unit that tells of a toll."""
    reading = unit.reading("toll")
    if reading is None and "act" in unit.symbols:
        return next((r for r in unit.readings_of("act") if r.attrs.get("toll")), None)
    return reading


def shares_number(first: Party, second: Party) -> bool:
    """``عشرين موظفا وحارسا``, ``عدد من الضباط والجنود``: the second noun stands under the number before it."""
    if first.counted and first.vague and second.vague and not second.counted and second.definite:
        return True
    exact = first.low is not None and first.low == first.high and not first.lost
    return second.lost and exact and 11 <= (first.low or 0) <= 99


def shared_side(parties: tuple[PartyTold, ...], k: int) -> Party:
    """The ``k``-th phrase counted, with the side told behind a later one: ``ضابط وثلاثة جنود من قوات …``."""
    v: Party = parties[k].value
    if v.head != "person" or v.role not in _IN_ARMS or v.refs or v.pron or v.definite or v.own:
        return v
    later = next((p.value for p in parties[k + 1 :] if p.value.role in _IN_ARMS and _owned(p.value)), None)
    if v.role in _CORPS and later is not None and later.role != v.role:
        return v  # شرطيان ومقاتل من الحشد
    return msgspec.structs.replace(v, refs=later.refs, own=later.own) if later is not None else v


def _owned(v: Party) -> bool:
    """Whether a phrase says whose they are (``جنود من قوات كذا``), not only what they are called (``متشددين``)."""
    return any(ref.unit != v.at for ref in v.refs)


def added(parties: list[Party], *, lost: bool = False) -> tuple[int | None, int | None]:
    """Parts that do not overlap are added up; one open end opens the sum.

    Args:
        parties: the phrases counted.
        lost: whether the first may stand for a number that was lost; elsewhere a singular accusative is 1.
    """
    bounds: list[tuple[int | None, int | None]] = []
    for k, p in enumerate(parties):
        if p.low is None and p.high is None:
            bounds.append((1, 1))
        else:
            bounds.append((1, 1) if p.lost and not (lost and k == 0) else (p.low, p.high))
    high = [h for _, h in bounds]
    lows = [low for low, _ in bounds]
    return (
        None if all(low is None for low in lows) else sum(low or 0 for low in lows),
        None if any(h is None for h in high) else sum(h for h in high if h is not None),
    )

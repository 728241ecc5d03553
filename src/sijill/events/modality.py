"""How a clause speaks: done, denied, planned, threatened, mere talk, background, an accident (codebook "The unit")."""

from __future__ import annotations

from sijill.events.acts import Act
from sijill.events.clauses import Clause, Mode
from sijill.grammar import Chart

_BEFORE = 5  # how far before its trigger a word of negation or plan still governs it
_WIDE = 12
_THEN = frozenset({"انذاك", "وقتذاك", "حينذاك", "يومذاك"})
_WITHOUT = frozenset({"دون", "بدون", "بلا"})
_ACCIDENT = frozenset({"accident"})
_NEGATION = frozenset({"negation"})
_DONE = frozenset({"act", "toll"})


def judge(clause: Clause, chart: Chart) -> None:
    """Drop the acts that were not done, and say how the whole clause speaks."""
    if chart.doc.having(_ACCIDENT, clause.i, clause.j) and not any(
        a.force >= 2 and a.type not in {"ied", "mob"} for a in clause.acts
    ):
        clause.mode = Mode.ACCIDENT
        return
    modes = [_of_act(a, clause, chart) for a in clause.acts]
    done = [a for n, a in enumerate(clause.acts) if modes[n] is Mode.TOLD]
    if clause.acts and not done:
        real = [t for t in clause.tolls if t.value.kind == "count"]
        if not real or Mode.PLANNED in modes:
            clause.mode = modes[0]
    clause.acts = done
    if clause.mode is Mode.TOLD and (_background(clause) or _then(clause, chart)):
        clause.mode = Mode.BACKGROUND


def _of_act(act: Act, clause: Clause, chart: Chart) -> Mode:
    units = chart.doc.units
    if "س" in act.reading.pro:
        return Mode.PLANNED
    if (
        act.reading.pro.lstrip("وف") in {"ل", "لل"}
        and act.type != "suicide"
        and not act.reading.feat.startswith("past")
        and not _suffered(act, clause)
    ):
        return Mode.PLANNED  # لتوقيف, لشن: what for, not what was done
    first = max(clause.i, act.unit - _WIDE + 1)
    if not chart.doc.having(_NEGATION, first, act.unit):
        return Mode.TOLD
    foiled = any(a.attrs.get("foil") or a.type == "disrupt" for a in clause.acts if a.unit <= act.unit)
    for k in range(act.unit - 1, first - 1, -1):
        other = units[k]
        near = act.unit - k <= _BEFORE
        if r := other.reading("negation"):
            attrs = r.attrs
            if near and attrs.get("plan") and foiled:
                continue
            if near and attrs.get("neg") and act.unit - k <= (1 if other.bare in _WITHOUT else 2):
                return Mode.DENIED
            if near and attrs.get("plan"):
                return Mode.PLANNED
            if attrs.get("deny"):
                return Mode.DENIED
            if attrs.get("threat") and not _detailed(clause):
                return Mode.TALK
        if other.form in "،," and near:
            break
    return Mode.TOLD


def _then(clause: Clause, chart: Chart) -> bool:
    """``وقتل آنذاك خمسة``: the verb of harm or attack is set back to another time."""
    return not clause.days and any(
        clause.i < k < clause.j and bool(chart.doc.having(_DONE, max(clause.i, k - 2), k))
        for k in chart.once("then", _thens)
    )


def _thens(chart: Chart) -> list[int]:
    return [u.i for u in chart.doc.units if u.bare in _THEN]


def _suffered(act: Act, clause: Clause) -> bool:
    """``تعرضت القرية لقصف``, ``نتيجة لقصف``: the noun behind ل is what happened."""
    return any(a.roles == "pv" and 0 < act.unit - a.unit <= _WIDE for a in clause.acts) or act.roles == "nn"


def _detailed(clause: Clause) -> bool:
    """Whether a clause of talk also details what happened: a toll, or a day and a place."""
    return any(t.value.kind == "count" for t in clause.tolls) or bool(clause.days and clause.places)


# Acts that one tells singly; their bare plural with no toll and no day is talk of many.
_COUNTABLE = frozenset({"attack", "suicide", "murder", "loot", "abduct", "sexual"})


def _background(clause: Clause) -> bool:
    """History, habit, or a summary of many acts: all nouns of action plural, no place finer than a country, no toll."""
    acts = [a for a in clause.acts if a.force > 0]
    if not acts or any(t.value.kind == "count" for t in clause.tolls):
        return False
    many = all(a.reading.feat == "pl" or a.anaphoric for a in acts) and any(a.reading.feat == "pl" for a in acts)
    placed = any(f.value.level != "country" for f in clause.places)
    habit = all(a.type in _COUNTABLE for a in acts) and not clause.days
    return many and (habit or not placed)

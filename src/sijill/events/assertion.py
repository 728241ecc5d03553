"""Is this an act, or talk of one? A linear model over what the rules found (design: "Where rules cannot decide").

The rules propose; the model only says how far a clause reports an act that happened rather than mentions one (an
inquiry, a memory, a threat, a film). It never makes a value. Weights are trained by ``tools/train_assertion.py`` and
shipped as the pack table ``lang/ar/model/assertion.tsv``.
"""

from __future__ import annotations

import math
from bisect import bisect_left

from sijill.events.acts import Act
from sijill.events.clause import Clause
from sijill.grammar import Chart
from sijill.match import QUOTES, Unit, mark_of

_RELATIVE = frozenset({"الذي", "التي", "الذين", "اللذين", "اللتين", "اللذان", "اللتان", "اللواتي"})
_FINE = frozenset({"town", "village", "quarter", "camp", "facility", "street", "post"})
_CUES = ("negation", "background", "light", "say", "result", "accident", "otherone", "byagent", "topic")
_ANY_CUE = frozenset(_CUES)
_MARKS = tuple((cue, mark_of(cue)) for cue in _CUES)


def features(clause: Clause, chart: Chart) -> list[str]:
    """What of a clause the model weighs, as names of binary features, each once."""
    units = chart.doc.units
    out: list[str] = []
    acts = clause.acts if len(clause.acts) < 2 else sorted(clause.acts, key=lambda a: (-a.force, a.unit))
    for act in acts[:4]:
        form = _form(act, units, clause)
        out += [f"type:{act.type}", f"form:{form}", f"{act.type}/{form}", f"id:{act.reading.id}"]
    if acts:
        out += _around(units, acts[0].unit, clause)
        out.append(f"force:{acts[0].force}")
    out += _tolls(clause, units)
    out += _setting(clause, chart)
    for k in chart.doc.having(_ANY_CUE, clause.i, clause.j):
        marks = units[k].marks
        for cue, mark in _MARKS:
            if marks & mark:
                out.append(f"cue:{cue}")
                if cue == "topic" and (r := units[k].reading(cue)) is not None:
                    out.append(r.id)
                if cue == "negation" and (r := units[k].reading(cue)) is not None:
                    out += [f"cue:{key}" for key in r.attrs]
    once: dict[str, None] = {}
    for name in out:
        once[name] = None
    return list(once)


def _form(act: Act, units: list[Unit], clause: Clause) -> str:
    feat = act.reading.feat
    verb = feat.startswith("past") or (act.roles in {"av", "pv"} and units[act.unit].first != units[act.unit].last)
    if verb:
        before = {units[k].bare for k in range(max(clause.i, act.unit - 2), act.unit)}
        return "verb-relative" if before & _RELATIVE else "verb"
    if feat.startswith("pres"):
        return "verb-present"
    number = "plural" if feat == "pl" else "single"
    pro = act.reading.pro.removesuffix("ال").lstrip("وف")
    return f"noun-{'definite' if act.reading.definite else 'bare'}-{number}{'-' + pro if pro else ''}"


def _around(units: list[Unit], at: int, clause: Clause) -> list[str]:
    out = [
        f"w{k - at}:{units[k].bare}"
        for k in (at - 2, at - 1, at + 1)
        if clause.i <= k < clause.j and units[k].kind == "word"
    ]
    if at - clause.i <= 2:
        out.append("opens")
    return out


def _tolls(clause: Clause, units: list[Unit]) -> list[str]:
    out: list[str] = []
    for fact in clause.tolls:
        v = fact.value
        out.append(f"toll:{v.kind}")
        if v.kind == "count":
            reading = units[v.at].reading("toll")
            out += [
                f"toll:{v.outcome}",
                "toll:verb" if reading is not None and reading.feat.startswith("past") else "toll:noun",
            ]
            if v.low is not None and v.low == v.high:
                out.append("toll:exact")
            if v.low is not None and v.low > 1:
                out.append("toll:many")
    return out or ["toll:none"]


def _setting(clause: Clause, chart: Chart) -> list[str]:
    """Day, place, means, sides, quotation, question, length."""
    units = chart.doc.units
    out = ["day" if clause.days else "day:none"]
    levels = {f.value.level for f in clause.places if f.value.role in {"at", "header"} and not f.value.pointer}
    out.append(
        "place:fine"
        if levels & _FINE
        else "place:area"
        if levels - {"country"}
        else "place:country"
        if levels
        else "place:none"
    )
    out += ["weapon"] if clause.weapons else []
    out.append(f"sides:{min(2, sum(bool(f.value.refs) for f in clause.parties))}")
    if clause.j < len(units) and units[clause.j].form in "?؟":
        out.append("question")
    quotes = chart.once("quotes", _quotes)
    if bisect_left(quotes, clause.i) < bisect_left(quotes, clause.j):
        out.append("quoted")
    out += ["claim:talk"] if any(f.value.talk for f in chart.between("claim", clause.i, clause.j)) else []
    length = clause.j - clause.i
    out.append("short" if length < 12 else "long" if length > 45 else "middling")
    return out


def _quotes(chart: Chart) -> list[int]:
    return chart.doc.worded(QUOTES)


def belief(clause: Clause, chart: Chart, weights: dict[str, float]) -> float:
    """How far the clause reports an act, 0..1; 1 where no weights are shipped."""
    if not weights:
        return 1.0
    total = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) for name in features(clause, chart))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

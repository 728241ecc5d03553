"""Was a protest held, or is it only talked of? Told as a crowd's own deed, at a spot or on a day, it was held.

The model of ``sijill.events.assertion`` knows few protests; where the grammar is plain, the grammar decides.
"""

from __future__ import annotations

from sijill.events.acts import Act
from sijill.events.clause import Clause
from sijill.grammar import Chart

_HOLD = 9  # units before a protest in which the verb stands that says who held it
_GATHER = 12  # units from the clause's start to the verb of a crowd: in front of it stand time, place and who it was
_WHEN = frozenset({"الذي", "التي", "الذين", "عندما", "حين", "حينما", "كلما", "اذا", "ان", "لو"})
_SPOTS = frozenset({"امام", "وسط", "الشوارع", "شوارع", "الشارع", "ساحه", "ساحات", "ميدان", "محيط", "قباله"})


def held(clause: Clause, chart: Chart, *, placed: bool) -> bool:
    """Whether a clause tells of a protest that was held (codebook "Type", Peaceful protest).

    ``نظم أساتذة وقفة أمام …``, ``شارك المئات في تظاهرة أمس``, ``تجمع محتجون وسط المدينة``.

    Args:
        clause: the clause, judged.
        chart: the report's facts.
        placed: whether a place is named for it.
    """
    if any(a.type == "disperse" and a.reading.feat.startswith("past") for a in clause.acts) and placed:
        return True  # فرقت الشرطة اعتصاما في …
    return any(
        a.type == "protest" and not a.anaphoric and (_gathered(a, clause, chart) or _staged(a, clause, chart))
        for a in clause.acts
    ) and (placed or bool(clause.days) or _spotted(clause, chart))


def _gathered(act: Act, clause: Clause, chart: Chart) -> bool:
    """``خرج محتجون``, ``احتشد المئات``: a crowd takes to the street, and no clause of time or who hangs on it."""
    reading, units = act.reading, chart.doc.units
    if not reading.attrs.get("gathers") or reading.feat.startswith("pres") or act.unit - clause.i > _GATHER:
        return False
    return not any(units[k].bare in _WHEN for k in range(max(0, act.unit - 2), act.unit))


def _staged(act: Act, clause: Clause, chart: Chart) -> bool:
    """``نظم … وقفة``, ``شهدت … مسيرة``: a verb in the past right before, that says who held it or where."""
    return any(
        r.feat.startswith("past") and r.attrs.get("holds")
        for u in chart.doc.units[max(clause.i, act.unit - _HOLD) : act.unit]
        for r in u.readings
    )


def _spotted(clause: Clause, chart: Chart) -> bool:
    """``أمام مقر …``, ``في الشوارع``: a spot is told, if not named."""
    return any(clause.i <= k < clause.j for k in chart.doc.worded(_SPOTS))

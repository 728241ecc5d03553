"""Whose word an act is that names nobody: of those who go on with it behind it, as the press tells it."""

from __future__ import annotations

from collections.abc import Sequence

from sijill.facts.saying import Saying, new_paragraph
from sijill.facts.speech import THAT, words
from sijill.grammar import Chart
from sijill.match import Unit
from sijill.text import WORD

_GAP = 1  # sentences at most between a saying and what is still of the same source
_ASIDE = 7  # words at most between a source and what it says
_VAGUE = words("العمليه العمليات الحادث الحادثه المسيره الاتفاق الاجراء")  # that nouns of any act are
_DOERS = words("المهاجمين المهاجم المسلحين المهاجمون الجناه الانتحاري الطرفين الخاطفين منفذ منفذي المعتدين")
_SOME = words("احدي احد بعض هذا هذه")


def between(strong: Sequence[Saying], first: int, last: int) -> Saying | None:
    """Whose word goes on behind the sentences ``[first, last]`` as it did before: ``وأضاف البيان …``."""
    before = next((s for s in reversed(strong) if s.sentence < first), None)
    behind = next((s for s in strong if s.sentence > last), None)
    if before is None or behind is None or behind.sentence - last > _GAP or first - before.sentence > _GAP:
        return None
    source = before.claim.source
    same = behind.claim.continues and behind.claim.source == source and not (behind.claim.before or behind.claim.local)
    return before if same and source.kind not in {"unknown", "armed group"} and not before.claim.local else None


def told_again(chart: Chart, strong: Sequence[Saying], last: int, j: int) -> Saying | None:
    """Who goes on with the act itself behind unit ``j`` or in the next sentence: ``وقال مصدر كذا إن العبوة انفجرت``."""
    units = chart.doc.units
    starts = [i for i, _ in chart.doc.sentences[last + 1 : last + 3]]
    found = next(
        (s for s in strong if (s.sentence == last and j <= s.i <= j + 1) or any(i <= s.i <= i + 1 for i in starts)),
        None,
    )
    if found is None or found.claim.before or found.claim.continues or found.claim.act != "say":
        return None
    if found.sentence > last + 1 and any(u.kind == WORD for u in units[starts[0] : starts[1]]):
        return None
    at = next((k + 1 for k in range(found.j, min(found.j + _ASIDE, len(units))) if units[k].bare in THAT), len(units))
    if found.claim.source.kind in {"unknown", "armed group"} or at + 1 >= len(units):
        return None
    unit = units[at + (units[at].bare in _SOME)]
    act = any(r.definite and r.cat in {"act", "weapon"} for r in unit.readings)
    return found if (act and unit.bare not in _VAGUE) or unit.bare in _DOERS else None


def lede_told(chart: Chart, strong: Sequence[Saying], last: int) -> Saying | None:
    """The force or government whose word opens the sentence behind a lede that names nobody."""
    starts = chart.doc.sentences
    nxt = [s for s in strong if last < s.sentence <= last + 2][:1]
    if any(new_paragraph(chart.doc.units, starts[k][0]) for s in nxt for k in range(last + 1, s.sentence + 1)):
        return None
    if not nxt or nxt[0].claim.before or nxt[0].claim.continues or nxt[0].claim.source.again:
        return None
    return nxt[0] if nxt[0].claim.source.kind in {"force", "government"} and nxt[0].claim.act == "say" else None


def is_lede(units: list[Unit], start: int) -> bool:
    """Whether a sentence opens the report, or the paragraph behind its headline."""
    if not new_paragraph(units, start):
        return start == 0
    return not any(
        u.kind == "newline" and k and units[k - 1].kind != "newline" for k, u in enumerate(units[: max(start - 2, 0)])
    )

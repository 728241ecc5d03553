"""Reports that are somebody's own statement: by their first lines, by "our teams", by the one source they give."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.facts.claim import ClaimFact, claim_of
from sijill.facts.saying import UNATTRIBUTED, Saying, new_paragraph
from sijill.facts.source import read_source
from sijill.facts.speaker import Source
from sijill.grammar import Chart
from sijill.match import QUOTES, Unit
from sijill.text import WORD

_NATIONS = "United Nations"
_STATEMENT = frozenset({"stmt"})
_OURSELVES = frozenset({"ourselves"})
_ORGANISATIONS = frozenset({"مبادره", "مرصد", "منظمه", "منظمات", "شبكه", "رابطه", "جمعيه", "جمعيات", "نقابه", "غرفه"})
_NAME = 7  # units of a line that is an organisation's name
_OPENINGS = 4  # sentences in which a statement gets to who makes it
_HEAD, _TITLE = 14, 5  # units of a line that is the head of a statement; of what may stand beside its issuer


def own_statement(chart: Chart, said: Sequence[Saying]) -> ClaimFact | None:
    """The organisation whose own statement the report is, with its name where the report tells it.

    It speaks in the first person ("our teams", "we documented"), or heads its report or statement with its name.
    """
    units = chart.doc.units
    if (issued := chart.once("issued", _issued)) is not None:
        return issued
    if said and _only_voice(units, said):
        return said[0].claim
    if (monitor := chart.once("monitor", _monitor)) is not None and all(
        s.claim.by == monitor.by or s.claim.weak or s.claim.continues or not s.sentence for s in said
    ):
        return monitor
    for saying in said[:2]:
        source = saying.claim.source
        heads = saying.sentence == 0 and (source.kind == "ngo" or source.group == _NATIONS) and not saying.claim.before
        if heads and chart.doc.having(_STATEMENT, 0, saying.j + 2):
            return saying.claim
    if not chart.once("ourselves", _in_first_person):
        return chart.once("told of itself", _told_of_itself)
    told = {(s.claim.source.kind, s.claim.by) for s in said if s.claim.source.kind in {"ngo", "media"} and s.claim.by}
    if told and not (len(told) == 1 and chart.once("opens itself", _opens_in_first_person)):
        return None  # somebody else's report, which quotes it
    names = (r.attrs.get("english") for u in units for r in u.readings_of("ngo") if not r.attrs.get("country"))
    by = next((name for _, name in told), None) or next((n for n in names if n), None)
    return msgspec.structs.replace(UNATTRIBUTED, by=by, kind="ngo", source=Source("ngo", "ngo", by=by))


def _issued(chart: Chart) -> ClaimFact | None:
    """Whose statement a report is by its first lines: ``بيان صادر عن كذا``, or the name alone and ``بيان`` under it."""
    units, lines = chart.doc.units, [*chart.doc.newlines, len(chart.doc.units)]
    end = lines[0]
    start = next((k for k in range(end) if units[k].kind == WORD), end)
    if end - start > _HEAD or start >= end:
        return None
    named = "stmt" in units[start].symbols
    if not named:
        under = next((k for k in range(end, len(units)) if units[k].kind == WORD), None)
        title = 3 * _TITLE if _organisation(units[start]) else _TITLE
        if under is None or "stmt" not in units[under].symbols or next(k for k in lines if k > under) - under > title:
            return None
    read = read_source(chart, start)
    if read is None or read[0] < end - (_TITLE if named else 1):
        rights = not named and _organisation(units[start]) and end - start <= _NAME
        return msgspec.structs.replace(UNATTRIBUTED, kind="ngo", source=Source("ngo", "ngo")) if rights else None
    source = read[1]
    owned = source.by or source.candidates or source.ministry or source.kind in {"force", "ngo"}
    if not owned or source.kind in {"media", "witness", "unknown", "armed group"} or (named and source.again):
        return None
    return claim_of(chart, source, (start, read[0]))


def _organisation(unit: Unit) -> bool:
    return "ngo" in unit.symbols or unit.bare.removeprefix("ال") in _ORGANISATIONS


def _monitor(chart: Chart) -> ClaimFact | None:
    """The named organisation that a bulletin's headline begins with: ``المرصد …: غارات على …``."""
    units = chart.doc.units
    read = read_source(chart, 0) if units else None
    if read is None or read[1].kind != "ngo" or not read[1].by or not chart.doc.first_line:
        return None
    colon = units[read[0]].form if read[0] < chart.doc.first_line else ""
    return claim_of(chart, read[1], (0, read[0])) if colon.startswith(":") else None


def _only_voice(units: list[Unit], said: Sequence[Saying]) -> bool:
    """Whether the one source that the report quotes heads its title: ``قيادة كذا: …``."""
    head = said[0]
    if head.sentence or units[head.j - 1].form != ":" or head.claim.source.kind not in {"force", "government", "ngo"}:
        return False
    source = head.claim.source
    return len(said) > 1 and all(
        (s.claim.source.kind, s.claim.by, s.claim.group) == (source.kind, head.claim.by, head.claim.group) for s in said
    )


def _in_first_person(chart: Chart) -> bool:
    return bool(chart.doc.having(_OURSELVES))


def _opens_in_first_person(chart: Chart) -> bool:
    """Whether the headline or the first sentence says "our teams", and quotes nobody."""
    end = chart.doc.sentences[min(1, len(chart.doc.sentences) - 1)][1]
    opening = chart.doc.units[:end]
    return any("ourselves" in u.symbols for u in opening) and all(u.form not in QUOTES for u in opening)


def _told_of_itself(chart: Chart) -> ClaimFact | None:
    """The organisation that a statement begins with: "statement …" for a headline, then "the monitor follows …"."""
    units, starts = chart.doc.units, chart.doc.sentences
    if len(starts) < 2 or not any("stmt" in u.symbols for u in units[: starts[1][0]]):
        return None
    for i, _ in starts[1:_OPENINGS]:  # past a dateline
        says = new_paragraph(units, i) and i + 1 < len(units) and "say" in units[i].symbols
        if says and _organisation(units[i + 1]):
            return msgspec.structs.replace(UNATTRIBUTED, kind="ngo", source=Source("ngo", "ngo"))
    return None

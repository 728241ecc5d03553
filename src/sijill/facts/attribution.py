"""How far a saying reaches, and whose word an event is.

A saying covers what follows until the text names another source or the teller speaks for himself (background, an
earlier day, the next item of a digest, a new paragraph with an act of its own). ``claim_at`` finds the saying that
governs a passage; ``claimant`` makes it the event's claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from sijill.facts.claim import ClaimFact
from sijill.facts.retold import between, is_lede, lede_told, told_again
from sijill.facts.saying import UNATTRIBUTED, Saying, new_paragraph, sayings
from sijill.facts.speaker import Source
from sijill.facts.speech import words
from sijill.facts.statement import own_statement
from sijill.grammar import Chart
from sijill.match import Unit
from sijill.model import Report
from sijill.pack import Entry
from sijill.text import fold

_NO_TELLING = frozenset({"talk", "threat", "deny"})  # they carry no act on, and end what was said before
_LEAD = 7  # a source named within so many words of a passage's beginning is its own
_BULLETS = frozenset("*•-–▪■●◾⭕🔴")


def claim_at(
    chart: Chart, i: int, j: int, report: Report | None = None, outlets: Mapping[str, Entry] | None = None,
    *, voice: str | None = None,
) -> ClaimFact:  # fmt: skip
    """The saying that governs the passage of an event, the units ``[i, j)``.

    In this order: one that stands before it in its sentence, the first inside it, one behind it in its last sentence,
    the one that still holds from the sentences before, a claim of responsibility, the party whose statement or outlet
    it is; else nobody says so. In an organisation's own statement its word comes before those it quotes further in.

    Args:
        chart: after the layer ``claim``.
        i: first unit of the passage.
        j: the unit behind it.
        report: for its outlet, together with ``outlets`` (of the pack): a belligerent's own site speaks for it. Any
            other outlet's name makes no source.
        outlets: outlets by domain and name.
        voice: the armed group whose own statement the report is, if any.
    """
    speaker = voice or _own_outlet(report, outlets or {})
    said = [_own_word(s, speaker) for s in sayings(chart)] if speaker else sayings(chart)
    found = _governing(chart, said, i, j)
    if speaker is None or any(_stranger(s.claim) and not _admits(chart, s) for s in said):
        return found
    nobody = (found.kind == "unattributed" and not found.text) or found.source.head.startswith("srcnoun/circles")
    return _spoken_by(speaker) if nobody else found


def _stranger(claim: ClaimFact) -> bool:
    """Whether a source is none that a belligerent's own statement would have: the report is somebody else's."""
    if claim.weak or claim.act in _NO_TELLING or claim.source.head.startswith("srcnoun/circles"):
        return False  # الأنباء, التقرير: no source of its own
    return claim.kind in {"official", "witness"} or claim.source.head.startswith("srcnoun/source")


def _admits(chart: Chart, saying: Saying) -> bool:
    """``فيما أقر والي كذا بمقتل``: a foe who owns up to it or, in his foe's words, alleges it."""
    return chart.doc.units[saying.i].bare in _ADMISSIONS


def _governing(chart: Chart, said: Sequence[Saying], i: int, j: int) -> ClaimFact:
    """The saying that governs the units ``[i, j)``."""
    doc = chart.doc
    first = max(0, doc.sentence_at(i))
    last = max(0, doc.sentence_at(j - 1))
    strong = [s for s in said if not s.claim.weak and s.claim.act not in _NO_TELLING]
    inside = [s for s in strong if i <= s.i < j]
    before = [s for s in strong if s.sentence == first and s.i < i and not s.claim.before]
    if before and not (inside and inside[0].i < i + _LEAD and not inside[0].claim.continues):
        return _named(before[-1], said, j) if _still(chart, before[-1], i) else UNATTRIBUTED
    own = own_statement(chart, said)
    if own is not None and not (inside and inside[0].i < i + _LEAD):
        return own
    if inside:
        return _named(inside[0], said, j)
    behind = [s for s in strong if s.sentence == last and s.i >= j and s.claim.before]
    if behind:
        return behind[0].claim
    carried = _carried(chart, [s for s in said if not s.claim.weak], first)
    if carried is not None:
        return _named(carried, said, j)
    weak = [s for s in said if s.claim.weak and (i <= s.i < j or (s.sentence == last and s.i >= j))]
    if weak:
        return weak[0].claim
    if is_lede(doc.units, doc.sentences[first][0]) and (teller := lede_told(chart, strong, last)) is not None:
        return teller.claim
    again = between(strong, first, last) or told_again(chart, strong, last, j)
    return again.claim if again is not None else UNATTRIBUTED


_ADMISSIONS = frozenset({"اقر", "اقرت", "اقروا", "اعترف", "اعترفت", "اعترفوا", "زعم", "زعمت", "زعموا"})
_OWN_HEADS = ("title/commander", "office/bureau")  # القائد العسكري فلان, قيادة الإمارة
_OWN_ROLES = frozenset({"army", "force", "forces", "security", "air", "artillery", "media"})


def _own_word(saying: Saying, voice: str) -> Saying:
    """A saying in a belligerent's own statement: its reporters, its unnamed officers and its spokesmen are its own."""
    source = saying.claim.source
    unnamed = not source.group and not source.country
    if source.kind == "armed group" or not unnamed or source.again:
        return saying
    if source.role == "media" and _state(voice):
        return saying  # a state's agency has correspondents, a group's statement speaks through its own
    officer = source.role in _OWN_ROLES and not source.by
    officer = officer or (source.head.startswith(_OWN_HEADS) and not _state(voice))  # القائد العسكري فلان
    officer = officer or (source.head == "title/official:pl" and not _state(voice))  # أفاد المسؤولون من ولاية كذا
    spokesman = source.kind == "unknown" and source.by is not None and source.stated
    if not officer and not spokesman:
        return saying
    own = msgspec.structs.replace(source, kind="armed group", role="armed", group=voice, candidates=(voice,))
    return msgspec.structs.replace(
        saying, claim=msgspec.structs.replace(saying.claim, kind="party", group=voice, source=own)
    )


def _state(side: str) -> bool:
    """Whether a belligerent is a state or its forces, by its canonical name."""
    return side.startswith(("Government", "Military", "Police"))


def _spoken_by(side: str) -> ClaimFact:
    """The word of a belligerent in its own statement or outlet, where the text names nobody."""
    state = _state(side)
    source = Source("force" if state else "armed group", "army" if state else "armed", side, candidates=(side,))
    return msgspec.structs.replace(UNATTRIBUTED, kind="official" if state else "party", group=side, source=source)


def _own_outlet(report: Report | None, outlets: Mapping[str, Entry]) -> str | None:
    """The belligerent whose own outlet it is."""
    entry = outlets.get(fold(report.outlet)) if report is not None and report.outlet else None
    return entry.attrs.get("side") or None if entry is not None and entry.attrs.get("kind") == "party" else None


def _still(chart: Chart, saying: Saying, i: int) -> bool:
    """Whether a saying in the same sentence still holds at unit ``i``."""
    if not saying.claim.local or i <= saying.j:
        return True
    units = chart.doc.units
    return not any(
        units[k].form in {"،", ","}
        and k + 1 <= i
        and units[k + 1].form[:1] == "و"
        and units[k + 1].bare != units[k + 1].form
        for k in range(saying.j, min(i, len(units) - 1))
    )


def _named(saying: Saying, said: Sequence[Saying], j: int) -> ClaimFact:
    """The same source with its name, where an official without one is named later on."""
    source = saying.claim.source
    titled = source.head.startswith("title/")
    if source.by or not titled or source.role in {"", "security", "medical", "official", "army"}:
        return saying.claim
    for other in said:
        theirs = other.claim.source
        if other.i > saying.i and theirs.name and theirs.role == source.role and source.kind == theirs.kind:
            return other.claim
        if other.i >= j and other.claim.kind != saying.claim.kind and theirs.kind in {"armed group"}:
            break
    return saying.claim


def _carried(chart: Chart, strong: Sequence[Saying], sentence: int) -> Saying | None:
    """The saying that still holds when this sentence begins."""
    doc = chart.doc
    parted = False
    for s in range(min(sentence, len(doc.sentences) - 1), -1, -1):
        start, end = doc.sentences[s]
        here = [x for x in strong if x.sentence == s and s < sentence]
        if here:
            last = here[-1].claim
            holds = (not last.local or _bears(last)) and last.act not in _NO_TELLING and (not parted or _bears(last))
            return here[-1] if holds else None
        if _cuts(doc.units, start, end):
            return None
        parted = parted or _parts(doc.units, start)
    return None


def _bears(claim: ClaimFact) -> bool:
    """Whether a source tells the paragraphs that follow too: a monitor, a named medium, an armed group's statement."""
    source = claim.source
    if claim.before:
        return False
    return (
        source.kind == "ngo"
        or (source.kind == "media" and bool(claim.by))
        or (source.kind == "armed group" and source.stated)
    )


def _parts(units: list[Unit], start: int) -> bool:
    """Whether a sentence opens a paragraph of its own: not "also", "while", nor "the attack took place"."""
    if not new_paragraph(units, start):
        return False
    first = units[start]
    if first.bare in _JOINING or first.form in _JOINING:
        return False
    second = units[start + 1] if start + 1 < len(units) else first
    return not (second.form.startswith("ال") and "act" in second.symbols and first.kind == "word")


def _cuts(units: list[Unit], start: int, end: int) -> bool:
    """Whether the teller himself begins to speak with the sentence ``[start, end)``."""
    first = units[start]
    if first.form in _BULLETS or (start and units[start - 1].form in _BULLETS):
        return True
    if any(units[k].form == ":" == units[k + 1].form for k in range(start, min(start + 5, end - 1))):
        return True  # حلب::
    if "teller" in first.symbols or "background" in first.symbols or first.bare in {"كان", "كانت", "كانوا", "اما"}:
        return True
    if first.kind != "word":
        return False
    if any(u.form in {"هي", "هو"} for u in units[start + 1 : start + 4]):
        return True
    return _other_day(units, start, end)


_JOINING = words("كما فيما حين بينما كذلك ايضا كذا")
_EARLIER = words("قبل منذ خلال")
_PARTS = words("مساء صباح فجر ليل ليله ظهر عصر يوم في")
_DAYS = words("السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه امس")


def _other_day(units: list[Unit], start: int, end: int) -> bool:
    """Whether a sentence opens with a time of its own: ``ومساء الخميس``, ``قبل أيام``, ``وفي وقت سابق``."""
    opening = [u.bare for u in units[start : min(start + 3, end)]]
    if not opening:
        return False
    if opening[0] in _EARLIER or opening[:3] == ["في", "وقت", "سابق"]:
        return True
    return opening[0] in _PARTS and any(w in _DAYS for w in opening[1:2])

"""Every saying of a report where it stands, its source resolved: who "the source", "he added", "the agency" is."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.facts.claim import ClaimFact
from sijill.facts.speaker import Source
from sijill.grammar import Chart
from sijill.match import Unit
from sijill.text import fold

UNATTRIBUTED = ClaimFact(None, "unattributed", None, "", (0, 0), Source("unknown"))
_BODIES = ("office/", "ngo/")


class Saying(msgspec.Struct, frozen=True):
    """One saying where it stands, its source resolved."""

    i: int
    j: int
    sentence: int
    claim: ClaimFact


def sayings(chart: Chart) -> list[Saying]:
    """All sayings in the order of the text; those that only point back carry the source they point at."""
    return chart.once("sayings", _read_sayings)


def _read_sayings(chart: Chart) -> list[Saying]:
    facts = chart.all("claim")
    starts = chart.doc.sentences
    raw: list[Saying] = []
    s = 0
    for fact in facts:
        while s + 1 < len(starts) and starts[s + 1][0] <= fact.i:
            s += 1
        raw.append(Saying(fact.i, fact.j, s, fact.value))
    out: list[Saying] = []
    for k, saying in enumerate(raw):
        found = _antecedent(saying.claim, out, raw[k + 1 :])
        claim = saying.claim if found is None else _again(saying.claim, found)
        if found is None and claim.source.head.startswith(_BODIES):  # nobody named before: itself
            claim = msgspec.structs.replace(claim, continues=False)
        out.append(msgspec.structs.replace(saying, claim=claim))
    for k, saying in enumerate(out):
        if saying.claim.source.points:
            _identify(out, k)
    return out


def _identify(said: list[Saying], k: int) -> None:
    """Give the officer whom saying ``k`` names ("the official, who is Colonel X") his name where he spoke before."""
    named = said[k].claim.source
    same = (s.claim.source for s in reversed(said[:k]) if s.claim.source.head == named.head and not s.claim.by)
    first = next(same, None)
    if first is None:
        return
    full = msgspec.structs.replace(first, by=named.by, name=named.name)
    for n, saying in enumerate(said):
        if n == k or saying.claim.source == first:
            claim = msgspec.structs.replace(saying.claim, by=named.by, source=full, group=full.group)
            said[n] = msgspec.structs.replace(saying, claim=claim)


def _again(claim: ClaimFact, first: ClaimFact) -> ClaimFact:
    """The saying with the source that it points back at."""
    return msgspec.structs.replace(
        claim, by=first.by, kind=first.kind, group=first.group or claim.group, source=first.source,
        text=claim.text or first.text, span=claim.span if claim.text else first.span,
        continues=not claim.source.name,
    )  # fmt: skip


def _antecedent(claim: ClaimFact, before: Sequence[Saying], after: Sequence[Saying]) -> ClaimFact | None:
    """The saying that names the source this one only points back at, None where it names its own."""
    source = claim.source
    strong = [s.claim for s in before if not s.claim.weak] or [s.claim for s in before]
    latest = strong[-1] if strong else None
    if source.name:
        fuller = _fuller(source, (*reversed(before), *after))
        return fuller or (latest if claim.continues and not claim.by else None)
    if not claim.continues:
        return None
    if not source.head or source.head.startswith(("stmt/", "srcnoun/news")):
        return latest
    if source.head.startswith(_BODIES):
        noun = fold(claim.text).split()[0].lstrip("و").removeprefix("ال")
        return next((c for c in reversed(strong) if noun in _nouns(c)), None)
    head, _, number = source.head.partition(":")
    same = [c for c in strong if c.source.head == source.head or _points_at(head, number, c.source)]
    if not same and head.startswith("title/spokes"):
        same = [c for c in strong if c.group or (c.by and c.kind == "ngo")]
    person = latest is not None and latest.source.head.startswith("title/")  # المصدر نفسه: the officer who spoke
    back = head.startswith("title/rank") or (head == "srcnoun/source" and person)
    return same[-1] if same else latest if back else None


def _nouns(claim: ClaimFact) -> list[str]:
    """The words that name a source that is a body, without their articles."""
    return [w.removeprefix("لل").removeprefix("ال") for w in fold(claim.text).split()] if claim.text else []


def _fuller(source: Source, others: Sequence[Saying]) -> ClaimFact | None:
    """The saying of the same person with the full name, or with the office."""
    words = source.name.split()
    for saying in others:
        other = saying.claim.source
        fuller = len(other.name) > len(source.name) or (
            other.name == source.name and other.kind != "unknown" == source.kind
        )
        if fuller and _same_person(words, other.name):
            return saying.claim
    return None


def _points_at(head: str, number: str, source: Source) -> bool:
    """Whether "the official", "the agency", "the movement" can mean this source."""
    theirs, _, their_number = source.head.partition(":")
    family = head.partition("/")[0]
    if family == "srcnoun":
        return theirs.startswith("srcnoun/")
    if head == theirs:
        return number == their_number
    if family == "title":
        return theirs.startswith("title/") and bool(source.name) and number == "sg"
    return source.kind == {"media": "media", "body": "armed group", "witness": "witness", "ngo": "ngo"}.get(family)


def _same_person(words: Sequence[str], name: str) -> bool:
    theirs = name.split()
    bare = {w.removeprefix("ال") for w in theirs}
    return all(w.removeprefix("ال") in bare for w in words)


def new_paragraph(units: list[Unit], start: int) -> bool:
    """Whether a line ends right before unit ``start``."""
    return start > 0 and any(u.kind == "newline" for u in units[max(start - 2, 0) : start])

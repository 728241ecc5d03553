"""The toll of an incident: low, best and high of every count, who says each, and how it grew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sijill.model import Casualty, Conflict, Event, IncidentCasualty, Outcome, Said, TollStep
from sijill.text import fold

_DUAL, _PLURAL = 2, 3
_OBLIQUE = "ين"
Told = tuple[Event, int, str | None]
"""An event, the number of the voice that tells it, and the day its report was published."""


class _Count(msgspec.Struct, frozen=True):
    """What one telling counts of one group and outcome, parts added up."""

    event: Event
    voice: int
    published: str | None
    low: int
    high: int | None
    numbered: bool = False

    @property
    def vague(self) -> bool:
        """Whether it is what a plural without a number stands for (codebook, Counts): three and more."""
        return self.high is None and self.low in {_DUAL, _PLURAL} and not self.numbered

    @property
    def exact(self) -> bool:
        return self.low == self.high


def merge_tolls(tellings: Sequence[Told]) -> tuple[tuple[IncidentCasualty, ...], tuple[Conflict, ...], tuple[str, ...]]:
    """The casualties of an incident, the conflicts among the counts, and notes on tolls that grew."""
    merged, conflicts, notes = [], [], []
    totals: dict[tuple[str, Outcome], list[_Count]] = {}
    for told in tellings:
        for key, count in _counts(told).items():
            totals.setdefault(key, []).append(count)
    sums = _sums(tellings)
    for (group, outcome), counts in sorted(totals.items(), key=lambda item: (_order(item[0][1]), item[0][0])):
        standing, grew = _standing([c for c in counts if not _of_all(c, outcome, sums)] or counts)
        disputes = _disputes(outcome, tellings, standing)
        merged.append(_merged(group, outcome, counts, standing, disputes))
        if grew:
            notes.append(f"the count of {group} {outcome} grew: {grew}")
        if _quarrel(standing):
            conflicts.append(_conflict(f"{outcome}: {group}", standing))
        if disputes:
            said = [Said(value=_words(c), events=(c.event.id,)) for c in standing]
            said += [Said(value=f"{words}, not {group}", events=(event,)) for event, _, words in disputes]
            conflicts.append(Conflict(field=f"{outcome}: who", values=tuple(said)))
    return tuple(merged), tuple(conflicts), tuple(notes)


def _sums(tellings: Sequence[Told]) -> dict[Outcome, set[int]]:
    """What each telling that counts several groups apart counts of them together, by outcome."""
    sums: dict[Outcome, set[int]] = {}
    for event, _, _ in tellings:
        for outcome in {c.outcome for c in event.casualties}:
            rows = [c for c in event.casualties if c.outcome == outcome and c.low]
            if len({c.group for c in rows}) > 1 and all(c.low == c.high for c in rows):
                sums.setdefault(outcome, set()).add(sum(c.low or 0 for c in rows))
    return sums


def _of_all(count: _Count, outcome: Outcome, sums: Mapping[Outcome, set[int]]) -> bool:
    """Whether a telling that counts one group counts as many as another counts of several: the dead of all."""
    alone = len({c.group for c in count.event.casualties if c.outcome == outcome}) == 1
    return alone and count.exact and count.low in sums.get(outcome, set())


def _order(outcome: str) -> int:
    return ("killed", "wounded", "killed or wounded", "captured", "missing").index(outcome)


def _counts(told: Told) -> dict[tuple[str, Outcome], _Count]:
    event, voice, published = told
    counts: dict[tuple[str, Outcome], _Count] = {}
    for c in event.casualties:
        old = counts.get((c.group, c.outcome))
        low = (_least(c) or 0) + (old.low if old else 0)
        high = None if c.high is None or (old and old.high is None) else c.high + (old.high or 0 if old else 0)
        numbered = any(ch.isdigit() for ch in c.text or "") or (old is not None and old.numbered)
        counts[c.group, c.outcome] = _Count(event, voice, published, low, high, numbered)
    return counts


def _least(count: Casualty) -> int | None:
    """The fewest that a count stands for: a plural in ``ين`` without a number is written like a dual, so two.

    ``وإصابة آخرين`` can be two others; ``وأصيب آخرون`` cannot.
    """
    bare = (count.low, count.high) == (_PLURAL, None) and count.text is not None
    first = fold(count.text or "").partition(" ")[0]
    return _DUAL if bare and first.endswith(_OBLIQUE) and not first.startswith("ال") else count.low


def _standing(counts: Sequence[_Count]) -> tuple[list[_Count], str]:
    """The counts that still hold: a toll that grew day by day is what the last day says, and how it grew."""
    days = sorted({c.published for c in counts if c.published})
    if len(days) < 2:
        return list(counts), ""
    last = [c for c in counts if c.published == days[-1]]
    floor = min(c.low for c in last)
    standing = [c for c in counts if c.published in (days[-1], None) or c.high is None or c.high >= floor]
    if len(standing) == len(counts):
        return standing, ""
    steps = [min(c.low for c in counts if c.published == day) for day in days]
    if steps != sorted(steps):
        return list(counts), ""
    return standing, ", ".join(f"{low} ({day})" for low, day in zip(steps, days, strict=True))


def _disputes(outcome: str, tellings: Sequence[Told], counts: Sequence[_Count]) -> list[tuple[str, str, str]]:
    """Tellings that count the same dead or wounded as another group's and none as this one's, event, report, words."""
    high = max((c.low if c.high is None else c.high for c in counts), default=0)
    if high == 0:
        return []
    beside = {c.group for count in counts for c in count.event.casualties if c.outcome == outcome}
    found = []
    for event, _, _ in tellings:
        others = [c for c in event.casualties if c.outcome == outcome and (c.low or c.high != 0)]
        if not others or any(c.group in beside for c in others):
            continue
        low = sum(c.low or 0 for c in others)
        top = None if any(c.high is None for c in others) else sum(c.high or 0 for c in others)
        if low <= high and (top is None or top >= min(c.low for c in counts)):
            found.append((event.id, event.doc_id, ", ".join(sorted(f"{c.group} {c.low}" for c in others))))
    return found


def _supported(counts: Sequence[_Count]) -> list[_Count]:
    """The counts that the bounds rest on.

    A plural without a number gives way to a number, and a figure of few voices to one that more than twice as many
    bear; what gives way stays in the history, and where it contradicts, among the conflicts.
    """
    told = [c for c in counts if not c.vague] or list(counts)
    voices: dict[tuple[int, int | None], set[int]] = {}
    for c in told:
        voices.setdefault((c.low, c.high), set()).add(c.voice)
    most = max(len(who) for who in voices.values())
    return [c for c in told if 2 * len(voices[c.low, c.high]) >= most]


def _merged(
    group: str,
    outcome: Outcome,
    counts: Sequence[_Count],
    standing: Sequence[_Count],
    disputes: Sequence[tuple[str, str, str]],
) -> IncidentCasualty:
    standing = _supported(standing)
    low, high, best = min(c.low for c in standing), _high(standing), _best(standing)
    says = {
        "low": _reports(c for c in standing if c.low == low),
        "best": _reports(c for c in standing if best is not None and c.low == best),
        "high": _reports(c for c in standing if c.high == high),
    }
    if disputes:
        low, says["low"] = 0, tuple(sorted({doc for _, doc, _ in disputes}))
    history = sorted(counts, key=lambda c: (c.published or "9999", c.event.id))
    return IncidentCasualty(
        group=group, outcome=outcome, low=low, best=best, high=high, says=says,
        history=tuple(
            TollStep(doc_id=c.event.doc_id, event=c.event.id, low=c.low, high=c.high, day=c.published) for c in history
        ),
    )  # fmt: skip


def _reports(counts: Iterable[_Count]) -> tuple[str, ...]:
    return tuple(sorted({c.event.doc_id for c in counts}))


def _high(counts: Sequence[_Count]) -> int | None:
    """The highest end; an open end is closed by a telling that puts a number to what the open one leaves open.

    "at least 4" and "6" together are 4 to 6, but "at least 20" is not closed by "6".
    """
    ends = [c.high for c in counts if c.high is not None]
    floor = max(c.low for c in counts)
    return max(ends) if ends and max(ends) >= floor else None


def _best(counts: Sequence[_Count]) -> int | None:
    """The number that most voices bear; of equals the one published last, then the higher; else the highest low."""
    exact = [c for c in counts if c.exact] or list(counts)
    votes: dict[int, set[int]] = {}
    for c in exact:
        votes.setdefault(c.low, set()).add(c.voice)
    latest = {low: max(c.published or "" for c in exact if c.low == low) for low in votes}
    return max(votes, key=lambda low: (len(votes[low]), latest[low], low), default=None)


def _quarrel(counts: Sequence[_Count]) -> bool:
    """Whether two of the counts cannot both be right."""
    ends = [c.high for c in counts if c.high is not None]
    return bool(ends) and max(c.low for c in counts) > min(ends)


def _conflict(field: str, counts: Sequence[_Count]) -> Conflict:
    by: dict[str, list[str]] = {}
    for c in counts:
        by.setdefault(_words(c), []).append(c.event.id)
    return Conflict(field=field, values=tuple(Said(value=v, events=tuple(sorted(by[v]))) for v in sorted(by)))


def _words(count: _Count) -> str:
    if count.high is None:
        return f"{count.low} or more"
    return str(count.low) if count.exact else f"{count.low} to {count.high}"

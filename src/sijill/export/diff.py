"""What changed between two files of events or incidents: added, changed field by field, withdrawn with the reason.

Both files are streamed, and what is found is kept on disk until it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

import msgspec

from sijill.errors import UsageError
from sijill.export.desk import Desk, Tie
from sijill.export.flat import damage_text, range_text
from sijill.export.inputs import Kind, files_of, kind_of, read_sources
from sijill.model import Event, Incident, Span, to_json

Status = Literal["changed", "added", "withdrawn"]
STATUSES: tuple[Status, ...] = get_args(Status)
_OLD, _NEW = "old", "new"
_OVERLAP = 0.25  # of two passages, intersection over union, from which on they tell the same act (as in evaluating)


class Change(msgspec.Struct, frozen=True):
    """One value that differs; None where there is none."""

    field: str
    old: str | None
    new: str | None


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record that was added, changed or withdrawn.

    Attributes:
        what: type, day and place in a line.
        reason: why it came or went, or what changed it, as far as the files tell.
        instead: ids of the records that now tell what it told, or told what it tells.
    """

    id: str
    status: Status
    what: str
    reason: str = ""
    instead: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


class Counts(msgspec.Struct, kw_only=True):
    """The comparison in numbers.

    Attributes:
        same: records that stand unchanged; ``evidence`` of them those whose words, rules or coder differ and no value.
    """

    kind: Kind
    old: str
    new: str
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    same: int = 0
    evidence: int = 0

    def __str__(self) -> str:
        return f"{self.changed:,} changed, {self.added:,} added, {self.withdrawn:,} withdrawn, {self.same:,} as before"


_ENTRY = msgspec.json.Decoder(Entry)


class Difference:
    """The whole comparison of two files of one kind; leaving the block drops it.

    Attributes:
        counts: the comparison in numbers.

    Raises:
        UsageError: one holds events, the other incidents.
        InputError: a line is neither.
    """

    def __init__(self, old: Path, new: Path):
        self.counts = Counts(kind=_common_kind(old, new), old=old.name, new=new.name)
        self._desk = Desk()
        try:
            self._compare(old, new)
        except BaseException:
            self._desk.__exit__()
            raise

    def __enter__(self) -> Difference:
        return self

    def __exit__(self, *_: object) -> None:
        self._desk.__exit__()

    def entries(self, *statuses: Status) -> Iterator[Entry]:
        """What was found: the changed, then the added, then the withdrawn; or those of some statuses alone."""
        for status in statuses or STATUSES:
            yield from map(_ENTRY.decode, self._desk.told(status))

    def json(self) -> Iterator[bytes]:
        """The comparison as one object of JSON, an entry a line."""
        yield msgspec.json.encode(self.counts)[:-1] + b',"entries":['
        for number, entry in enumerate(self.entries()):
            yield (b",\n" if number else b"\n") + msgspec.json.encode(entry)
        yield b"\n]}\n"

    def _compare(self, old: Path, new: Path) -> None:
        kind, desk, counts = self.counts.kind, self._desk, self.counts
        desk.fill((source.id, to_json(source)) for source in read_sources(old, kind))
        for source in read_sources(new, kind):
            desk.see(source.id)
            _tie(desk, _NEW, source)
            line = desk.get(source.id)
            if line is None:
                counts.added += 1
                desk.add(to_json(source))
            else:
                self._compared(_decoded(line, kind), source)
        for line in desk.gone():
            counts.withdrawn += 1
            source = _decoded(line, kind)
            _tie(desk, _OLD, source)
            self._tell(source, "withdrawn", _why_gone(desk, source))
        for line in desk.came():
            source = _decoded(line, kind)
            self._tell(source, "added", _why_added(desk, source))

    def _tell(self, source: Event | Incident, status: Status, why: _Why, changes: tuple[Change, ...] = ()) -> None:
        reason, instead = why
        entry = Entry(id=source.id, status=status, what=what(source), reason=reason, instead=instead, changes=changes)
        self._desk.tell(status, msgspec.json.encode(entry))

    def _compared(self, old: Event | Incident, new: Event | Incident) -> None:
        counts = self.counts
        if old == new:
            counts.same += 1
            return
        before, after = fields(old), fields(new)
        names = dict.fromkeys((*before, *after))
        changes = tuple(Change(n, before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n))
        if not changes:
            counts.same += 1
            counts.evidence += 1
            return
        counts.changed += 1
        self._tell(new, "changed", (_why_changed(old, new), ()), changes)


def _common_kind(old: Path, new: Path) -> Kind:
    kinds = (kind_of(old), kind_of(new))
    empty = [path for path in (old, new) if not any(file.stat().st_size for file in files_of(path))]
    if kinds[0] != kinds[1] and not empty:
        raise UsageError(f"it holds {kinds[1]}s, and {old} {kinds[0]}s", file=str(new), hint="compare like with like")
    return "incident" if "incident" in kinds else "event"


def _decoded(line: bytes, kind: Kind) -> Event | Incident:
    return msgspec.json.decode(line, type=Event) if kind == "event" else msgspec.json.decode(line, type=Incident)


def _why_changed(old: Event | Incident, new: Event | Incident) -> str:
    if isinstance(old, Incident) and isinstance(new, Incident):
        if decided := [d for d in new.decisions if d not in old.decisions]:
            return f"by decision {', '.join(decided)}"
        if joined := [e for e in new.events if e not in old.events]:
            return f"also told by {', '.join(joined)}"
        left = [e for e in old.events if e not in new.events]
        return f"no longer told by {', '.join(left)}" if left else ""
    if isinstance(old, Event) and isinstance(new, Event) and old.sijill != new.sijill:
        return f"coded by {new.sijill.version} {new.sijill.packs}, before by {old.sijill.version} {old.sijill.packs}"
    return ""


# ---------------------------------------------------------------------- why a record came or went


_Why = tuple[str, tuple[str, ...]]


def _tie(desk: Desk, side: str, source: Event | Incident) -> None:
    """Lay a record under what it can be found by: its report, or its events and the ids it had."""
    if isinstance(source, Event):
        desk.tie(side, (source.doc_id,), Tie(source.id, source.passage, source.type))
    else:
        desk.tie(side, (*source.events, *source.was), Tie(source.id, (0, 0), " ".join(source.decisions)))


def _why_gone(desk: Desk, source: Event | Incident) -> _Why:
    return _event_gone(desk, source) if isinstance(source, Event) else _incident_gone(desk, source)


def _event_gone(desk: Desk, event: Event) -> _Why:
    """An event went because its report went, because it is coded otherwise now, or because it is no event any more."""
    there = desk.tied(_NEW, event.doc_id)
    if not there:
        return f"no event of report {event.doc_id} is in the new file", ()
    over = [tie for tie in there if overlap(tie.span, event.passage) >= _OVERLAP]
    if not over:
        return "the passage is coded as no event any more", ()
    kinds = ", ".join(dict.fromkeys(tie.more for tie in over))
    return f"coded otherwise: {kinds}", tuple(tie.id for tie in over)


def _incident_gone(desk: Desk, incident: Incident) -> _Why:
    """An incident went because it was merged, split, or because its events went; a person's decision is named."""
    homes = [there[-1] for key in (incident.id, *incident.events) if (there := desk.tied(_NEW, key))]
    ids = tuple(dict.fromkeys(tie.id for tie in homes))
    if not ids:
        return "its events are not in the new file", ()
    decided = dict.fromkeys(d for tie in homes for d in tie.more.split() if d not in incident.decisions)
    by = f", by decision {', '.join(decided)}" if decided else ""
    return f"{'merged into' if len(ids) == 1 else 'split into'} {', '.join(ids)}{by}", ids


def _why_added(desk: Desk, source: Event | Incident) -> _Why:
    """What a new record goes back to, as far as the files tell."""
    if isinstance(source, Incident):
        told = source.was or tuple(dict.fromkeys(tie.id for key in source.events for tie in desk.tied(_OLD, key)))
        return (f"goes back to {', '.join(told)}", told) if told else ("", ())
    before = tuple(t.id for t in desk.tied(_OLD, source.doc_id) if overlap(t.span, source.passage) >= _OVERLAP)
    return (f"coded otherwise before: {', '.join(before)}", before) if before else ("", ())


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans.

    >>> overlap((0, 10), (5, 15))
    0.3333333333333333
    """
    both = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return both / max(1, max(a[1], b[1]) - min(a[0], b[0]))


# ---------------------------------------------------------------------- a record as values


def what(source: Event | Incident) -> str:
    """Type, day and place in a line."""
    place = source.place
    where = ", ".join(dict.fromkeys(p for p in (place.name, place.admin2, place.admin1, place.country) if p))
    return " · ".join(part for part in (source.type, source.date.start or "no day", where or "no place") if part)


def fields(source: Event | Incident) -> dict[str, str | None]:
    """The values of a record by name, as a person compares them; evidence and confidence are none."""
    date, place = source.date, source.place
    out: dict[str, str | None] = {
        "type": source.type, "date.start": date.start, "date.end": date.end, "date.precision": _text(date.precision),
        "time": source.time, "part": source.part,
        **{f"place.{name}": _text(getattr(place, name)) for name in (
            "country", "admin1", "admin2", "name", "relation", "direction", "distance_km", "lat", "lon",
            "precision", "id",
        )},
        "initiator": "; ".join(f"{a.group} ({a.class_})" for a in source.initiator) or None,
        "target": "; ".join(f"{a.group} ({a.class_})" for a in source.target) or None,
        "weapon": "; ".join(source.weapon) or None,
        "damage": "; ".join(map(damage_text, source.damage)) or None,
    }  # fmt: skip
    for count in source.casualties:
        best = getattr(count, "best", None)
        told = range_text(count.low, count.high) + (
            f", mostly {best}" if best is not None and best != count.low else ""
        )
        out[f"casualties: {count.group} {count.outcome}"] = told
    if isinstance(source, Event):
        out |= {f"report.{name}": getattr(source.report, name) for name in ("outlet", "published", "url")}
        out["claim"] = f"{source.claim.by or '—'} ({source.claim.kind})"
        out["passage"] = f"{source.passage[0]}–{source.passage[1]}"
    else:
        out["claims"] = "; ".join(f"{c.by or '—'} ({c.kind})" for c in source.claims) or None
        out["reports"] = "; ".join(source.reports)
        out["events"] = "; ".join(source.events)
        out["independent_sources"] = str(source.independent_sources)
        out["conflicts"] = "; ".join(c.field for c in source.conflicts) or None
        out["chosen"] = "; ".join(f"{field} by {decision}" for field, decision in source.chosen.items()) or None
    return out


def _text(value: object) -> str | None:
    return None if value is None else str(value)

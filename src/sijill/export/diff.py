"""What changed between two files of events or incidents: added, changed field by field, withdrawn with the reason.

Both files are streamed; in memory stand the ids, and what belongs to the records that went or came.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from sijill.errors import UsageError
from sijill.export.flat import damage_text, range_text
from sijill.export.inputs import Kind, files_of, kind_of, read_sources
from sijill.export.shelf import Shelf
from sijill.model import Event, Incident, Span, to_json

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
    status: Literal["added", "changed", "withdrawn"]
    what: str
    reason: str = ""
    instead: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


class Difference(msgspec.Struct, kw_only=True):
    """The whole comparison.

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
    entries: list[Entry] = []


def diff(old: Path, new: Path) -> Difference:
    """Compare two files of one kind.

    Raises:
        UsageError: one holds events, the other incidents.
        InputError: a line is neither.
    """
    kinds = (kind_of(old), kind_of(new))
    empty = [path for path in (old, new) if not any(file.stat().st_size for file in files_of(path))]
    if kinds[0] != kinds[1] and not empty:
        raise UsageError(f"it holds {kinds[1]}s, and {old} {kinds[0]}s", file=str(new), hint="compare like with like")
    kind: Kind = "incident" if "incident" in kinds else "event"
    found = Difference(kind=kind, old=old.name, new=new.name)
    with Shelf() as shelf:
        shelf.fill((source.id, to_json(source)) for source in read_sources(old, kind))
        seen: set[str] = set()
        came: list[Event | Incident] = []
        for source in read_sources(new, kind):
            seen.add(source.id)
            line = shelf.get(source.id)
            if line is None:
                came.append(source)
            else:
                _compare(_decoded(line, kind), source, found)
        gone = [source for source in read_sources(old, kind) if source.id not in seen]
    reasons = _reasons(gone, new, kind)
    back = _Gone(gone)
    for source in came:
        reason, instead = back.why_added(source)
        found.entries.append(Entry(id=source.id, status="added", what=what(source), reason=reason, instead=instead))
    for source in gone:
        reason, instead = reasons[source.id]
        found.entries.append(Entry(id=source.id, status="withdrawn", what=what(source), reason=reason, instead=instead))
    found.added, found.withdrawn = len(came), len(gone)
    return found


def _decoded(line: bytes, kind: Kind) -> Event | Incident:
    return msgspec.json.decode(line, type=Event) if kind == "event" else msgspec.json.decode(line, type=Incident)


def _compare(old: Event | Incident, new: Event | Incident, found: Difference) -> None:
    if old == new:
        found.same += 1
        return
    before, after = fields(old), fields(new)
    names = dict.fromkeys((*before, *after))
    changes = tuple(Change(n, before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n))
    if not changes:
        found.same += 1
        found.evidence += 1
        return
    found.changed += 1
    found.entries.append(
        Entry(id=new.id, status="changed", what=what(new), reason=_why_changed(old, new), changes=changes)
    )


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


def _reasons(gone: Iterable[Event | Incident], new: Path, kind: Kind) -> dict[str, _Why]:
    if kind == "event":
        return _events_gone([e for e in gone if isinstance(e, Event)], new)
    return _incidents_gone([i for i in gone if isinstance(i, Incident)], new)


def _events_gone(gone: list[Event], new: Path) -> dict[str, _Why]:
    """An event went because its report went, because it is coded otherwise now, or because it is no event any more."""
    wanted = {event.doc_id for event in gone}
    there: dict[str, list[tuple[str, Span, str]]] = {}
    for event in read_sources(new, "event") if wanted else ():
        if isinstance(event, Event) and event.doc_id in wanted:
            there.setdefault(event.doc_id, []).append((event.id, event.passage, event.type))
    out: dict[str, _Why] = {}
    for event in gone:
        rows = there.get(event.doc_id)
        if rows is None:
            out[event.id] = (f"no event of report {event.doc_id} is in the new file", ())
            continue
        over = [(id_, kind) for id_, span, kind in rows if overlap(span, event.passage) >= _OVERLAP]
        if over:
            kinds = ", ".join(dict.fromkeys(kind for _, kind in over))
            out[event.id] = (f"coded otherwise: {kinds}", tuple(id_ for id_, _ in over))
        else:
            out[event.id] = ("the passage is coded as no event any more", ())
    return out


def _incidents_gone(gone: list[Incident], new: Path) -> dict[str, _Why]:
    """An incident went because it was merged, split, or because its events went; a person's decision is named."""
    wanted = {event for incident in gone for event in incident.events} | {incident.id for incident in gone}
    home: dict[str, tuple[str, tuple[str, ...]]] = {}
    for incident in read_sources(new, "incident") if wanted else ():
        if isinstance(incident, Incident):
            for key in {*incident.events, *incident.was} & wanted:
                home[key] = (incident.id, incident.decisions)
    out: dict[str, _Why] = {}
    for incident in gone:
        homes = dict.fromkeys(home[key] for key in (incident.id, *incident.events) if key in home)
        ids = tuple(dict.fromkeys(id_ for id_, _ in homes))
        decided = [d for _, decisions in homes for d in decisions if d not in incident.decisions]
        by = f", by decision {', '.join(dict.fromkeys(decided))}" if decided else ""
        if not ids:
            out[incident.id] = ("its events are not in the new file", ())
        else:
            out[incident.id] = (f"{'merged into' if len(ids) == 1 else 'split into'} {', '.join(ids)}{by}", ids)
    return out


class _Gone:
    """The records that went, found by the report or the event they belong to."""

    def __init__(self, gone: Iterable[Event | Incident]):
        self._by: dict[str, list[Event | Incident]] = {}
        for source in gone:
            for key in (source.doc_id,) if isinstance(source, Event) else source.events:
                self._by.setdefault(key, []).append(source)

    def why_added(self, source: Event | Incident) -> _Why:
        """What a new record goes back to, as far as the files tell."""
        if isinstance(source, Incident):
            told = source.was or tuple(dict.fromkeys(o.id for key in source.events for o in self._by.get(key, ())))
            return (f"goes back to {', '.join(told)}", told) if told else ("", ())
        before = tuple(
            o.id for o in self._by.get(source.doc_id, ())
            if isinstance(o, Event) and overlap(o.passage, source.passage) >= _OVERLAP
        )  # fmt: skip
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
        out["claim"] = f"{source.claim.by or '—'} ({source.claim.kind})"
        out["passage"] = f"{source.passage[0]}–{source.passage[1]}"
    else:
        out["claims"] = "; ".join(f"{c.by or '—'} ({c.kind})" for c in source.claims) or None
        out["reports"] = "; ".join(source.reports)
        out["events"] = "; ".join(source.events)
        out["independent_sources"] = str(source.independent_sources)
        out["conflicts"] = "; ".join(c.field for c in source.conflicts) or None
    return out


def _text(value: object) -> str | None:
    return None if value is None else str(value)

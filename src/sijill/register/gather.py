"""Which events are one incident: what a link run found, and people's decisions on it, which act at once.

A decision moves events between incidents, or changes what they tell; their records are marked ``stale`` until they are
written anew (the next link run does, or ``sijill.run.register.rewrite_stale``). Link runs get all standing decisions
and cannot break them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

import msgspec
from sqlalchemy import Connection, func, insert, select

from sijill.errors import UsageError
from sijill.model import CHOOSABLE, Decision, Incident, field_json, stable_id, to_json
from sijill.register.engines import in_lots
from sijill.register.log import append, each_entry, entries_about, undone
from sijill.register.records import Entry, IncidentRow
from sijill.register.schema import EXPORTED, event, incident
from sijill.register.view import effective_events, event_row

_INCIDENT = msgspec.json.Decoder(Incident)
_HOMES = msgspec.json.Decoder(dict[str, str | None])
_ROW = tuple(incident.c[name] for name in IncidentRow.__struct_fields__)
DECIDED = ("same", "different", "split", "choose")
_ONE = ("split", "choose")  # kinds that one event is enough for


def save(con: Connection, draft: Entry) -> Entry:
    """Chain a decision on incidents into the log and move the events."""
    names = tuple(dict.fromkeys(draft.events))
    if len(names) < (1 if draft.kind in _ONE else 2):
        raise UsageError(f"a decision {draft.kind!r} needs more events than {len(names)}")
    homes = _homes(con, (*names, *draft.apart))
    unseen = [n for n in (*names, *draft.apart) if n not in draft.seen and homes[n] not in draft.seen]
    if unseen:
        raise UsageError(f"{unseen[0]}: no version seen", hint="send the version of each event or of its incident")
    if draft.kind == "choose":
        return _choose(con, draft, homes)
    apart = draft.apart
    if draft.kind == "split" and not apart:
        theirs = {home for home in (homes[n] for n in names) if home is not None}
        apart = tuple(e for e in members(con, theirs) if e not in names)
    entry = append(
        con,
        msgspec.structs.replace(
            draft, events=names, apart=apart, incident=draft.incident or homes[names[0]],
            was=msgspec.json.encode({n: homes[n] for n in names}).decode(),
        ),
    )  # fmt: skip
    if not entry.aside:
        _move(con, _wanted(con, entry, homes))
    return entry


def _choose(con: Connection, draft: Entry, homes: Mapping[str, str | None]) -> Entry:
    """Keep which telling's value holds; the incident is written anew with it."""
    if len(homes) != 1 or draft.field not in CHOOSABLE:
        raise UsageError("a choice names one event and a field", hint=f"fields: {', '.join(CHOOSABLE)}")
    ((name, home),) = homes.items()
    if home is None:
        raise UsageError(f"{name} is in no incident", hint="link first: sijill register run")
    told = effective_events(con, [event_row(con, name)])[name]
    bare = msgspec.structs.replace(told, place=msgspec.structs.replace(told.place, candidates=()))
    now = msgspec.to_builtins(incident_of(con, home)[1])
    entry = append(
        con,
        msgspec.structs.replace(
            draft, events=(name,), incident=home, value=field_json(bare, draft.field),
            was=msgspec.json.encode(now[draft.field]).decode(),
        ),
    )  # fmt: skip
    if not entry.aside:
        _restate(con, home)
    return entry


def restore(con: Connection, decided: Entry, *, back: int) -> None:
    """Move events as they were before a decision that was taken back, or again as it said."""
    if decided.kind == "choose":
        for home in {_homes(con, decided.events)[decided.events[0]], decided.incident}:
            if home is not None:
                _restate(con, home)
        return
    entries = [e for e in each_entry(con, (*DECIDED, "undo")) if e.seq <= back]
    if decided.seq in undone(entries):
        _move(con, _HOMES.decode(decided.was or "{}"))
    else:
        _move(con, _wanted(con, decided, _homes(con, decided.events)))


def replay_since(con: Connection, seq: int) -> None:
    """Move events again by the decisions on incidents behind an entry: a link run did not know of them yet."""
    entries = list(each_entry(con, (*DECIDED, "undo")))
    by_seq = {entry.seq: entry for entry in entries}
    back = undone(entries)
    for entry in entries:
        if entry.seq <= seq or entry.aside or entry.seq in back:
            continue
        taken_back = by_seq.get(entry.undoes or 0)
        if entry.kind == "choose":
            restore(con, entry, back=entry.seq)
        elif entry.kind in DECIDED:
            _move(con, _wanted(con, entry, _homes(con, entry.events)))
        elif taken_back is not None and taken_back.kind in DECIDED:
            restore(con, taken_back, back=entry.seq)


def _homes(con: Connection, names: Collection[str]) -> dict[str, str | None]:
    rows = con.execute(select(event.c.id, event.c.incident_id).where(event.c.id.in_(names)))
    homes = {row.id: row.incident_id for row in rows}
    for name in names:
        if name not in homes:
            raise UsageError(f"no event {name!r} in the register")
    return homes


def members(con: Connection, incidents: Collection[str]) -> list[str]:
    """The events of incidents, in the order of their ids."""
    return list(con.scalars(select(event.c.id).where(event.c.incident_id.in_(incidents)).order_by(event.c.id)))


def _wanted(con: Connection, entry: Entry, homes: Mapping[str, str | None]) -> dict[str, str]:
    """Where events go by a decision."""
    if entry.kind == "same":
        theirs = sorted({home for home in homes.values() if home is not None})
        everyone = sorted({*members(con, theirs), *entry.events})
        sizes = {home: len(members(con, [home])) for home in theirs}
        goal = min(theirs, key=lambda home: (-sizes[home], home)) if theirs else _fresh(con, everyone[0])
        return dict.fromkeys(everyone, goal)
    if entry.kind == "split":
        goal = _fresh(con, min(entry.events))
        return dict.fromkeys(entry.events, goal)
    moved: dict[str, str] = {}
    taken: set[str | None] = set()
    for name in entry.events:
        home = homes[name]
        if home is not None and home in taken:
            moved[name] = _fresh(con, name, set(moved.values()))
        taken.add(home)
    return moved


def _fresh(con: Connection, name: str, more: Collection[str] = ()) -> str:
    """An id that no incident has or had."""
    turn = 0
    while True:
        found = stable_id("i", name, *([turn] if turn else []))
        if found not in more and con.scalar(select(incident.c.id).where(incident.c.id == found)) is None:
            return found
        turn += 1


def _move(con: Connection, goals: Mapping[str, str | None]) -> None:
    """Give events their incidents, and mark all incidents that this touches as stale."""
    if not goals:
        return
    before = _homes(con, goals.keys())
    by_goal: dict[str | None, list[str]] = defaultdict(list)
    for name, goal in goals.items():
        by_goal[goal].append(name)
    for goal, names in by_goal.items():
        con.execute(
            event.update().where(event.c.id.in_(names), event.c.incident_id.is_distinct_from(goal)).values(
                incident_id=goal, version=event.c.version + 1
            )
        )  # fmt: skip
    for name in sorted({home for home in (*goals.values(), *before.values()) if home is not None}):
        _restate(con, name)


def mark_stale(con: Connection, name: str) -> None:
    """Mark the incident of an event whose values changed: it is to be written anew."""
    home = select(event.c.incident_id).where(event.c.id == name).scalar_subquery()
    con.execute(incident.update().where(incident.c.id == home, incident.c.live).values(stale=True))


def _restate(con: Connection, name: str) -> None:
    """Bring the row of an incident into line with who is in it; its values wait for a rewrite."""
    rows = con.execute(select(event).where(event.c.incident_id == name).order_by(event.c.id)).all()
    old = con.execute(select(incident).where(incident.c.id == name)).first()
    if not rows:
        if old is not None:
            con.execute(
                incident.update().where(incident.c.id == name).values(live=False, version=old.version + 1, events=0)
            )
        return
    ids, docs = tuple(r.id for r in rows), tuple(sorted({r.doc_id for r in rows}))
    found = (
        Incident(id=name, type=rows[0].type, reports=docs, events=ids) if old is None
        else msgspec.structs.replace(_INCIDENT.decode(old.json), reports=docs, events=ids)
    )  # fmt: skip
    values = incident_columns(found) | {"live": True, "stale": True}
    if old is None:
        con.execute(insert(incident).values(**values, id=name, version=1))
    else:
        con.execute(incident.update().where(incident.c.id == name).values(**values, version=old.version + 1))


def incident_columns(found: Incident) -> dict[str, object]:
    """The columns that an incident is found by, and its JSON."""
    return {
        "events": len(found.events), "reports": len(found.reports), "conflicts": len(found.open_conflicts),
        "type": found.type, "country": found.place.country, "day": found.date.start, "lat": found.place.lat,
        "lon": found.place.lon, "precision": found.place.precision, "json": to_json(found).decode(),
    }  # fmt: skip


# ---------------------------------------------------------------------- reading


def incident_of(con: Connection, incident_id: str) -> tuple[IncidentRow, Incident]:
    """An incident and its record. ``stale``: its members changed by a decision; its values are of before.

    Raises:
        UsageError: there is none of this id, or all its events went elsewhere.
    """
    row = con.execute(select(*_ROW, incident.c.json, incident.c.live).where(incident.c.id == incident_id)).first()
    if row is None or not row.live:
        raise UsageError(f"no incident {incident_id!r} in the register")
    named = row._mapping
    return IncidentRow(**{c.name: named[c.name] for c in _ROW}), _INCIDENT.decode(row.json)


def incidents(
    con: Connection, *, conflicts: bool = False, least_events: int = 1, after: tuple[str, str] | None = None,
    limit: int = 50,
) -> list[IncidentRow]:  # fmt: skip
    """Incidents, the latest day first (those without a day last).

    Args:
        con: a transaction.
        conflicts: only those whose tellings contradict one another.
        least_events: only those told so often.
        after: day (``""`` for none) and id of the last row of the page before.
        limit: rows a page.
    """
    day = func.coalesce(incident.c.day, "")
    query = select(*_ROW).where(incident.c.live, incident.c.events >= least_events)
    query = query.where(incident.c.conflicts > 0) if conflicts else query
    if after is not None:
        query = query.where((day < after[0]) | ((day == after[0]) & (incident.c.id > after[1])))
    rows = con.execute(query.order_by(day.desc(), incident.c.id).limit(limit)).mappings()
    return [IncidentRow(**row) for row in rows]


def each_incident(con: Connection) -> Iterator[Incident]:
    """Every live incident, by id."""
    rows = select(incident.c.json).where(incident.c.live).order_by(incident.c.id)
    for row in con.execute(rows, execution_options={"yield_per": 500}):
        yield _INCIDENT.decode(row.json)


def stale_incidents(con: Connection) -> list[str]:
    """Ids of live incidents whose values wait for a rewrite."""
    return list(con.scalars(select(incident.c.id).where(incident.c.live, incident.c.stale).order_by(incident.c.id)))


def standing_decisions(con: Connection, subjects: Collection[str] | None = None) -> list[Decision]:
    """The decisions on incidents that stand, for a link run: in their order, and only on events that stand.

    A decision that names an event which no run codes any more holds for the others that it names, and a choice of a
    telling for the incident as it was named. With ``subjects`` only those that name one of these events or incidents.
    """
    entries = list(each_entry(con, (*DECIDED, "undo"))) if subjects is None else entries_about(con, subjects)
    back = undone(entries)
    standing = [e for e in entries if e.kind in DECIDED and e.seq not in back and not e.aside]
    known = _that_stand(con, {name for e in standing for name in (*e.events, *e.apart)})
    found = []
    for entry in standing:
        decision = decision_of(entry)
        if decision is None:
            continue
        events, apart = (tuple(e for e in some if e in known) for some in (decision.events, decision.apart))
        if entry.kind == "choose":
            found.append(msgspec.structs.replace(decision, events=events))
        elif len(events) >= (1 if entry.kind == "split" else 2):
            found.append(msgspec.structs.replace(decision, events=events, apart=apart, incident=None))
    return found


def _that_stand(con: Connection, names: Collection[str]) -> set[str]:
    found: set[str] = set()
    for some in in_lots(sorted(names)):
        found |= set(con.scalars(select(event.c.id).where(event.c.id.in_(some), EXPORTED)))
    return found


def decision_of(entry: Entry) -> Decision | None:
    """An entry of the log as a decision, in the form in which it is exported; None for what is no decision."""
    if entry.kind == "run" or entry.kind == "stale":  # noqa: PLR1714 - so the checker of types sees it too
        return None
    return Decision(
        kind=entry.kind, id=entry.id, by=entry.by, at=entry.at, events=entry.events, apart=entry.apart,
        incident=entry.incident, field=entry.field, value=entry.value, spans=entry.spans, note=entry.note,
        undoes=None if entry.undoes is None else f"d{entry.undoes}", aside=entry.aside,
    )  # fmt: skip

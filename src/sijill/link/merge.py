"""From the tellings of one act to one incident: what most bear, the range they span, and where they contradict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from sijill.link.features import (
    DISTRICT,
    FINE,
    PROVINCE,
    Tables,
    day_number,
    name_key,
    place_level,
    side_of,
    sides_of,
)
from sijill.link.toll import merge_tolls
from sijill.link.words import Source, independent
from sijill.model import (
    SUB_EVENT_TYPES,
    Actor,
    Claim,
    Conflict,
    Damage,
    Date,
    Event,
    Incident,
    Join,
    Place,
    Said,
)
from sijill.places.geo import km

T = TypeVar("T")
_NEAR_KM = 25.0  # UCDP's where_prec 2


class Telling(msgspec.Struct, frozen=True):
    """An event among those of its incident: who speaks (one number a voice) and when it was published."""

    event: Event
    voice: int
    published: str | None


def tellings_of(
    events: Sequence[Event], sources: Sequence[Source], published: Callable[[str], str | None]
) -> list[Telling]:
    """The events of an incident with their voices, in the order of their ids."""
    voices = independent(sources)
    return [Telling(e, voices[e.doc_id], published(e.doc_id)) for e in sorted(events, key=lambda e: e.id)]


def merge(incident_id: str, tellings: Sequence[Telling], tables: Tables, joined: tuple[Join, ...] = ()) -> Incident:
    """One incident out of its tellings; every value is one that a telling bears, and every quarrel is listed."""
    events = [t.event for t in tellings]
    kind = _elect(((t, t.event.type) for t in tellings), lambda v: _rank(v, SUB_EVENT_TYPES)) or "Other"
    dates, place = merge_date(tellings), merge_place(tellings)
    notes: tuple[str, ...] = ()
    if dates.start is None and (said := first_report(tellings)) is not None:
        dates, notes = said, ("no telling dates the act: its day is that of the first report",)
    casualties, toll_conflicts, grown = merge_tolls([(t.event, t.voice, t.published) for t in tellings])
    conflicts = [*_conflicts(tellings, tables), *toll_conflicts]
    parts = [(t, t.event.part) for t in tellings if t.event.part is not None]
    return Incident(
        id=incident_id,
        type=kind,
        date=dates,
        time=_elect((t, t.event.time) for t in tellings if t.event.time is not None),
        part=_elect(parts),
        place=place,
        initiator=merge_side([(t, t.event.initiator) for t in tellings], tables, least=1),
        target=merge_side([(t, t.event.target) for t in tellings], tables),
        weapon=tuple(_by_votes([(t, w) for t in tellings for w in t.event.weapon])),
        casualties=casualties,
        damage=_damage(tellings),
        claims=tuple(
            sorted({Claim(kind=e.claim.kind, by=e.claim.by) for e in events}, key=lambda c: (c.by or "~", c.kind))
        ),
        reports=tuple(sorted({e.doc_id for e in events})),
        events=tuple(e.id for e in events),
        independent_sources=len({t.voice for t in tellings}),
        conflicts=tuple(conflicts),
        joined=joined,
        notes=(*notes, *grown),
    )


def _rank(value: str, order: Sequence[str]) -> int:
    return order.index(value) if value in order else len(order)


def _votes(told: Iterable[tuple[Telling, T]]) -> dict[T, int]:
    """How many voices bear each value, in the order in which the values come up."""
    voices: dict[T, set[int]] = {}
    for telling, value in told:
        voices.setdefault(value, set()).add(telling.voice)
    return {value: len(who) for value, who in voices.items()}


def _elect(told: Iterable[tuple[Telling, T]], tie: Callable[[T], object] = str) -> T | None:
    """The value that most voices bear; ties go by ``tie``, least first; none where none is told."""
    votes = _votes(told)
    return min(votes, key=lambda value: (-votes[value], tie(value)), default=None)


def _by_votes(told: Iterable[tuple[Telling, T]]) -> list[T]:
    votes = _votes(told)
    return sorted(votes, key=lambda value: (-votes[value], str(value)))


def merge_date(tellings: Sequence[Telling]) -> Date:
    """The day that most voices bear; a single day goes before a range, and of equals the earlier.

    Reports stamped late say `today` of yesterday's act far more often than the other way round.
    """
    told = [(t, (t.event.date.start, t.event.date.end)) for t in tellings if t.event.date.start or t.event.date.end]
    days = [(t, span) for t, span in told if span[0] == span[1]]
    span = _elect(days or told, lambda s: (_width(s), s[0] or s[1]))
    if span is None:
        return Date()
    bearer = next(t.event.date for t, own in told if own == span)
    return Date(start=span[0], end=span[1], text=bearer.text, precision=bearer.precision)


def first_report(tellings: Sequence[Telling]) -> Date | None:
    """The day of the first report, for an act that no telling dates: right to within a few days (date_prec 2)."""
    days = sorted(t.published for t in tellings if t.published)
    return Date(start=days[0], end=days[0], precision=2) if days else None


def _width(span: tuple[str | None, str | None]) -> int:
    first, last = day_number(span[0]), day_number(span[1])
    return last - first if first is not None and last is not None else 10_000


def merge_place(tellings: Sequence[Telling]) -> Place:
    """The finest place that most voices bear out, with the fullest record of it; what it leaves open others may fill.

    A voice bears a place out that tells it, or another near by: the village beside the town that the next one tells.
    """
    levels = {t.event.id: place_level(t.event.place) for t in tellings}
    finest = min(levels.values())
    told = [(t, _place_key(t.event.place)) for t in tellings if levels[t.event.id] == finest]
    near = {k: _borne_out([t.event.place for t, own in told if own == k], tellings) for _, k in told}
    votes = _votes(told)
    key = min(votes, key=lambda k: (-len(near[k]), -votes[k], k))
    bearers = [t.event.place for t, own in told if own == key]
    best = min(bearers, key=lambda p: (p.lat is None, p.precision or 9, -_filled(p), p.name or "", p.text or ""))
    for other in sorted((t.event.place for t in tellings), key=lambda p: (-_filled(p), p.name or "", p.text or "")):
        if other.country == best.country and (best.admin1 is None or other.admin1 == best.admin1):
            best = msgspec.structs.replace(best, admin1=best.admin1 or other.admin1)
            if _place_key(other) == key and best.admin2 is None:
                best = msgspec.structs.replace(best, admin2=other.admin2)
    return msgspec.structs.replace(best, candidates=())


def _borne_out(places: Sequence[Place], tellings: Sequence[Telling]) -> set[int]:
    """The voices that tell one of these places, or a point near it."""
    keys, points = {_place_key(p) for p in places}, [p for p in places if _is_point(p)]
    return {
        t.voice for t in tellings
        if _place_key(t.event.place) in keys
        or (_is_point(t.event.place) and any(_apart(p, t.event.place) <= _NEAR_KM for p in points))
    }  # fmt: skip


def _is_point(place: Place) -> bool:
    return place.lat is not None and place.lon is not None and place_level(place) <= DISTRICT


def _apart(a: Place, b: Place) -> float:
    return km((a.lat or 0.0, a.lon or 0.0), (b.lat or 0.0, b.lon or 0.0))


def _place_key(place: Place) -> str:
    return "|".join(
        (place.country or "", name_key(place.name) or name_key(place.admin2) or name_key(place.admin1) or "")
    )


def _filled(place: Place) -> int:
    return sum(v is not None for v in (place.country, place.admin1, place.admin2, place.name, place.lat, place.id))


def merge_side(
    told: Sequence[tuple[Telling, tuple[Actor, ...]]], tables: Tables, *, least: int | None = None
) -> tuple[Actor, ...]:
    """The groups of a side, those that most voices bear first; an unidentified one only where none is named.

    Args:
        told: what each telling says of the side.
        tables: under which names one side goes.
        least: how many voices must bear a side; without, at least half of those that name any. Who did it is for a
            reader to weigh, so that every attacker who is named by anybody is named, and the quarrel is a conflict.
    """
    named = [(t, a) for t, actors in told for a in actors if sides_of([a], tables)]
    if not named:
        return tuple(Actor(group=a.group, class_=a.class_) for a in _once([a for _, actors in told for a in actors]))
    voices = {t.voice for t, _ in named}
    votes = _votes((t, side_of(a.group, tables)) for t, a in named)
    need = len(voices) / 2 if least is None else least
    kept = [(t, a) for t, a in named if votes[side_of(a.group, tables)] >= need]
    groups = _by_votes([(t, a.group) for t, a in (kept or named)])
    return tuple(
        Actor(group=g, class_=_elect(((t, a.class_) for t, a in named if a.group == g)) or "unknown") for g in groups
    )


def _once(actors: Iterable[Actor]) -> list[Actor]:
    seen: dict[str, Actor] = {}
    for actor in actors:
        seen.setdefault(actor.group, actor)
    return [seen[group] for group in sorted(seen)]


def _damage(tellings: Sequence[Telling]) -> tuple[Damage, ...]:
    """One entry an object and outcome, with the count that most voices bear, of equals the higher."""
    counts: dict[tuple[str, str], list[tuple[Telling, Damage]]] = {}
    for t in tellings:
        for d in t.event.damage:
            counts.setdefault((d.object, d.outcome), []).append((t, d))
    merged = []
    for key in sorted(counts):
        count = _elect(((t, d.count) for t, d in counts[key] if d.count is not None), lambda n: -(n or 0))
        merged.append(Damage(object=key[0], outcome=counts[key][0][1].outcome, count=count))
    return tuple(merged)


def _conflicts(tellings: Sequence[Telling], tables: Tables) -> list[Conflict]:
    """The fields on which two tellings cannot both be right; one being finer than the other is no conflict."""
    found = []
    kinds = [(t, t.event.type) for t in tellings]
    if len({tables.families.get(kind, "other") for _, kind in kinds}) > 1:
        found.append(_conflict("type", kinds))
    days = [(t, t.event.date.start) for t in tellings if t.event.date.start and t.event.date.start == t.event.date.end]
    if len({day for _, day in days}) > 1:
        found.append(_conflict("date", days))
    places = [t for t in tellings if t.event.place.name or t.event.place.admin1]
    if any(elsewhere(a.event.place, b.event.place) for i, a in enumerate(places) for b in places[:i]):
        found.append(_conflict("place", [(t, _said_place(t.event.place)) for t in places]))
    for field in ("initiator", "target"):
        told = [(t, actors) for t in tellings if sides_of(actors := getattr(t.event, field), tables)]
        sides = [frozenset(sides_of(actors, tables)) for _, actors in told]
        if any(not a & b for i, a in enumerate(sides) for b in sides[:i]):
            found.append(_conflict(field, [(t, ", ".join(sorted(a.group for a in actors))) for t, actors in told]))
    return found


def _conflict(field: str, told: Iterable[tuple[Telling, str | None]]) -> Conflict:
    by: dict[str, list[str]] = {}
    for t, value in told:
        by.setdefault(value or "", []).append(t.event.id)
    return Conflict(field=field, values=tuple(Said(value=v, events=tuple(sorted(by[v]))) for v in sorted(by)))


def elsewhere(a: Place, b: Place) -> bool:
    """Whether two places, both told finely, are not one, nor one within the other."""
    if a.admin1 and b.admin1 and name_key(a.admin1) != name_key(b.admin1):
        return True
    level = max(place_level(a), place_level(b))
    if level >= PROVINCE or (level == DISTRICT and name_key(a.admin2) == name_key(b.admin2)):
        return False
    if level == FINE and name_key(a.name) == name_key(b.name):
        return False
    names_a, names_b = {name_key(a.name), name_key(a.admin2)}, {name_key(b.name), name_key(b.admin2)}
    return name_key(a.name) not in names_b and name_key(b.name) not in names_a


def _said_place(place: Place) -> str:
    return ", ".join(dict.fromkeys(n for n in (place.name, place.admin2, place.admin1) if n))

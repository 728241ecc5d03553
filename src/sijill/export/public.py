"""What may be published: no private person's name, no unverified perpetrator's name, no exact point of a civilian home.

Applied to the records before any format sees them. The texts of the reports go; of the words of a count only figures
and magnitudes stay. A name that the packs do not know as a group or an outlet may be a person's, so it goes.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from sijill.export.codes import event_types, known_names
from sijill.export.losses import Teller
from sijill.export.phrase import trimmed
from sijill.export.record import CIVILIANS, UNIDENTIFIED
from sijill.model import Actor, Claim, Conflict, Event, Incident, Place, Report
from sijill.places.store import Places

WITHHELD = "Name withheld"
#: What the manifest of a public export says was done.
SAYS = (
    "texts of reports, titles, passages and quotes are left out; of a count's words only figures and magnitudes stay",
    "who says so: a name that is neither a known group nor a known outlet is left out, since it may be a person's",
    f"an initiator whom one other voice accuses is `{WITHHELD}` with its class; not in battles, protests and arrests",
    "where civilians or homes were hit, the point is the settlement's (precision 2) or its district's (3)",
)
_HOMES = ("house", "building")
_SETTLEMENTS = ("town", "village", "admin1", "admin2", "admin3", "country")
_QUOTED = re.compile("«[^»]*»")
_NOWHERE: dict[str, Any] = {"text": None, "direction": None, "distance_km": None, "candidates": ()}
_COARSE = 1  # digits of a degree, about eleven kilometres: where no settlement is known


class Public:
    """Makes events, incidents and reports fit to be published, and tells what it took out (never the thing itself)."""

    def __init__(self, places: Places):
        self._places = places

    def report(self, report: Report) -> Report:
        """A report without its words."""
        return msgspec.structs.replace(report, text="", title=None)

    def apply(self, source: Event | Incident, teller: Teller) -> Event | Incident:
        """An event or incident without what should not be published."""
        return self._event(source, teller) if isinstance(source, Event) else self._incident(source, teller)

    def _event(self, event: Event, teller: Teller) -> Event:
        why = {field: _QUOTED.sub("«…»", reason) for field, reason in event.why_null.items()}
        return msgspec.structs.replace(
            event,
            report=msgspec.structs.replace(event.report, title=None),
            place=self._place(event, teller),
            initiator=_initiator(event, (event.claim,), 1, teller),
            target=_wordless(event.target),
            casualties=tuple(msgspec.structs.replace(c, text=trimmed(c.text)) for c in event.casualties),
            damage=tuple(msgspec.structs.replace(d, text=None) for d in event.damage),
            claim=_claim(event.claim, teller),
            why_null=why,
        )

    def _incident(self, incident: Incident, teller: Teller) -> Incident:
        initiator = _initiator(incident, incident.claims, incident.independent_sources, teller)
        withheld = any(a.group == WITHHELD for a in initiator)
        place = self._place(incident, teller)
        hidden = {"initiator"} if withheld else set()
        hidden |= {"place"} if place != incident.place else set()
        return msgspec.structs.replace(
            incident,
            place=place,
            initiator=initiator,
            target=_wordless(incident.target),
            damage=tuple(msgspec.structs.replace(d, text=None) for d in incident.damage),
            claims=tuple(dict.fromkeys(_claim(c, teller) for c in incident.claims)),
            conflicts=tuple(_conflict(c, hidden) for c in incident.conflicts),
        )

    def _place(self, source: Event | Incident, teller: Teller) -> Place:
        place = source.place
        if place.lat is None or place.lon is None or (place.precision or 1) > 1 or not _civilian(source):
            return place
        teller.tell("place", "public/point-of-civilians")
        known = self._places.get(place.id) if place.id is not None else None
        if known is not None and known.kind in _SETTLEMENTS:
            return _moved(place, known.lat, known.lon, 2)
        district = self._places.admin_of(place.id)[1] if known is not None and place.id is not None else None
        if district is not None:
            moved = _moved(place, district.lat, district.lon, 3)
            return msgspec.structs.replace(moved, name=district.name, id=district.id)
        return _moved(place, round(place.lat, _COARSE), round(place.lon, _COARSE), 2)


def _moved(place: Place, lat: float, lon: float, precision: int) -> Place:
    return msgspec.structs.replace(place, lat=lat, lon=lon, precision=precision, **_NOWHERE)


def _civilian(source: Event | Incident) -> bool:
    """Whether civilians or a home were hit; a demonstration is in public."""
    if event_types().get(source.type) == "Protests":
        return False
    return (
        any(a.class_ == "civilians" for a in source.target)
        or any(c.group == CIVILIANS for c in source.casualties)
        or any(d.object in _HOMES for d in source.damage)
    )


def _initiator(source: Event | Incident, claims: tuple[Claim, ...], voices: int, teller: Teller) -> tuple[Actor, ...]:
    """The initiators; one that is only accused, by a single voice that is not its own, goes by its class."""
    kind = event_types().get(source.type)
    open_act = (
        kind in ("Battles", "Protests", "Strategic developments") and source.type != "Looting/property destruction"
    )
    own = {c.by for c in claims if c.kind == "party"}
    out = []
    for actor in source.initiator:
        verified = (
            open_act or voices > 1 or actor.group in own or actor.group in (UNIDENTIFIED, "Rioters", "Protesters")
        )
        if not verified:
            teller.tell("initiator", "public/unverified-perpetrator")
        out.append(Actor(group=actor.group if verified else WITHHELD, class_=actor.class_))
    return tuple(dict.fromkeys(out))


def _wordless(actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
    return tuple(msgspec.structs.replace(actor, text=None) for actor in actors)


def _claim(claim: Claim, teller: Teller) -> Claim:
    if claim.by is None or claim.by in known_names():
        return Claim(kind=claim.kind, by=claim.by)
    teller.tell("claim", "public/name-of-a-person")
    return Claim(kind=claim.kind)


def _conflict(conflict: Conflict, hidden: set[str]) -> Conflict:
    """A conflict whose values would tell what is withheld keeps only that there is one."""
    return msgspec.structs.replace(conflict, values=()) if conflict.field in hidden else conflict

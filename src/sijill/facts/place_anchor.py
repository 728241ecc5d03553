"""Where a place stands that the table does not know: at the town that its phrase puts it beside, or in its countryside.

``قرية كذا شرق مدينة عين عيسى في ريف الرقة`` is somewhere by that town, and not in the middle of the province.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sijill.facts.place_country import Gazetteer
from sijill.facts.place_fact import TOWNS, PlaceFact, PlaceTold
from sijill.places.geo import bearing, km, offset
from sijill.places.records import SEAT1, SEAT2, Hints, Mention, Resolution, Row

_UNPLACED = (3, 4, 6)  # where_prec of what stands in the middle of a unit
_DISTRICT, _AREA = 3, 5
_EXACT = (1, 2)
_BESIDE = TOWNS | {"village", "any"}
_LOOSE = frozenset(("village", "quarter", "any", "front", "facility", "street", "camp", "post", "unknown", "town"))
#: So far from its capital lies the middle of a province's northern countryside where the table knows few places there.
SIDE_KM = 25.0
#: A town farther off than this says nothing of the province; one nearer than the other stands for the place itself.
FAR_KM, _BY_KM = 60.0, 15.0
_LARGE = 100_000


def anchored(
    found: Resolution, value: PlaceFact, around: Iterable[PlaceTold], places: Gazetteer, country: str | None
) -> Resolution:
    """The resolution of an unknown place with the point that its phrase gives it.

    Args:
        found: what the gazetteer says of it.
        value: the place as told.
        around: the other places of its phrase.
        places: the gazetteer.
        country: in which it lies.

    Returns:
        At a known town of the phrase with precision 3, in the countryside of the phrase with precision 5, or as found.
    """
    if found.why_null is None and found.precision in _EXACT and value.level in _LOOSE:
        return _by_its_town(found, value, around, places, country)
    if found.why_null is None or found.precision not in _UNPLACED or value.level not in _LOOSE:
        return found
    land = found.country or country
    told = sorted((f.value for f in around), key=lambda v: -v.rank)
    for v in told:
        wide = v.level == "area"
        town = v.level in _BESIDE and not on_a_side(v)
        if not (town or wide or (v.level == "rural" and _province(v, places, land) is None)):
            continue
        row = places.resolve([Mention(name=v.name)], Hints(country=land, admin1=found.admin1))
        fits = row.why_null is None and found.admin1 in (None, row.admin1)
        if fits and row.precision in ((_AREA,) if wide else _EXACT) and (not wide or found.precision > _DISTRICT):
            side = bearing(v.direction)
            if side is not None and v.distance_km is not None and v.distance_km > _BY_KM:
                return _off(found, row, v.distance_km, side)
            near = value.level == "village" and v.distance_km is None
            lat, lon = _side_of_district(row, side, places) if near else _point(row)
            return msgspec.structs.replace(
                found, lat=lat, lon=lon, precision=_AREA if wide else _DISTRICT, id=row.id,
                country=row.country, admin1=row.admin1,
                notes=(*found.notes, f"it stands at {row.name} or on the side of it that the text tells"),
            )  # fmt: skip
    for v in told if found.precision > _DISTRICT else ():
        side = bearing(v.direction if on_a_side(v) else v.part)
        unit = _province(v, places, land) if v.level in ("rural", "city") else None
        seat = places.seat(unit) if unit is not None else None
        if side is not None and unit is not None and seat is not None:
            lat, lon = on_side(places, places.get(unit), (seat.lat, seat.lon), side)
            note = f"it stands on the side of {seat.name} that the text tells"
            return msgspec.structs.replace(found, lat=lat, lon=lon, precision=_AREA, notes=(*found.notes, note))
    return found


def _side_of_district(town: Resolution, side: int | None, places: Gazetteer) -> tuple[float, float]:
    """``قرية كذا جنوب مدينة كذا``: amid the villages on that side of a district's seat, else the town itself."""
    row = places.get(town.id) if town.id is not None else None
    unit = row.admin2_id if row is not None and row.flags & SEAT2 else None
    return (places.side(unit, side) if unit is not None and side is not None else None) or _point(town)


def _off(found: Resolution, town: Resolution, away: float, side: int) -> Resolution:
    """So many km out of a town on one side: in the town's province, where none is told, if it is not far."""
    lat, lon = offset((town.lat or 0.0, town.lon or 0.0), side, away)
    admin1 = found.admin1 or (town.admin1 if away < FAR_KM else None)
    note = f"it stands {away:.0f} km out of {town.name}, as the text tells"
    return msgspec.structs.replace(
        found,
        lat=lat,
        lon=lon,
        precision=_DISTRICT,
        id=None,
        country=town.country,
        admin1=admin1,
        notes=(*found.notes, note),
    )


def _by_its_town(
    found: Resolution, value: PlaceFact, around: Iterable[PlaceTold], places: Gazetteer, country: str | None
) -> Resolution:
    """A namesake far from the town that the text puts the place by (``قرية كذا جنوب مدينة كذا``) is another place."""
    row = places.get(found.id) if found.id else None
    if row is not None and (row.flags & SEAT1 or row.population >= _LARGE):
        return found  # مدينة غومبي جنوب داماتورو: however far, a city is known by its name
    for v in (f.value for f in around):
        road = "between" in (v.relation, value.relation)
        if not v.aside or road or v.distance_km is not None or v.level not in _BESIDE or on_a_side(v):
            continue
        town = places.resolve([Mention(name=v.name)], Hints(country=found.country or country))
        if town.why_null is not None or town.precision not in _EXACT:
            continue
        if km(_point(town), _point(found)) > FAR_KM:
            return msgspec.structs.replace(
                found, lat=town.lat, lon=town.lon, precision=_DISTRICT, id=town.id, country=town.country,
                admin1=town.admin1, admin2=town.admin2, name=found.name,
                notes=(*found.notes, f"it stands at {town.name}, beside which the text puts it, not at its namesake"),
            )  # fmt: skip
    return found


def _point(found: Resolution) -> tuple[float, float]:
    return found.lat or 0.0, found.lon or 0.0


def on_a_side(v: PlaceFact) -> bool:
    """``غربي حماة``, of the name of a province and its capital: anywhere on that side of it."""
    return v.level == "city" and v.direction is not None and v.distance_km is None


def on_side(places: Gazetteer, row: Row | None, middle: tuple[float, float], degrees: int) -> tuple[float, float]:
    """The middle of the countryside on one side: of the places there of a province, or of the district of a town.

    Args:
        places: the gazetteer.
        row: the province or town, if the gazetteer knows it.
        middle: from where the side is told.
        degrees: the side.
    """
    unit = None if row is None else row.id
    if row is not None and row.kind == "town":
        unit = row.admin1_id if row.flags & SEAT1 else row.admin2_id if row.flags & SEAT2 else None
    return (places.side(unit, degrees) if unit else None) or offset(middle, degrees, SIDE_KM)


def _province(v: PlaceFact, places: Gazetteer, country: str | None) -> str | None:
    """The province that a countryside is of, None where it is a town's."""
    return next((r.id for r in places.lookup(v.name, country=country, kinds=("admin1",))), None)

"""Places of one name: which of them is meant, by the side on which it lies, or where all of them are."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.places.geo import apart, degrees, km
from sijill.places.records import Resolution, Row

#: Namesakes all this near to one another: the place stands in their midst, within ``where_prec`` 3.
_MIDST_KM = 30.0
#: What is told to lie on a side of a town or province lies within so many degrees of it, never beyond so many.
_SIDE, _NOT_SIDE = 60.0, 100.0
_SIDE_WORTH = 0.12
#: So near to the point of reference a direction tells nothing.
_CENTRAL_KM = 5.0


def on_sides(row: Row, sides: Sequence[tuple[float, float, int]]) -> float:
    """What it is worth that a place lies on the sides told, of the towns and provinces of its phrase."""
    value = 0.0
    for lat, lon, side in sides:
        if km((lat, lon), (row.lat, row.lon)) > _CENTRAL_KM:
            off = apart(degrees((lat, lon), (row.lat, row.lon)), side)
            value += _SIDE_WORTH if off <= _SIDE else -_SIDE_WORTH if off > _NOT_SIDE else 0.0
    return value


def in_their_midst(found: Resolution, ranked: Sequence[Row], margin: float) -> Resolution:
    """An abstention with a point amid the namesakes, where all that are as likely lie near to one another.

    Args:
        found: the abstention.
        ranked: the namesakes, best first.
        margin: how much less likely than the best one may be.
    """
    alike = [r for r in ranked if r.score >= ranked[0].score - margin]
    points = [(r.lat, r.lon) for r in alike]
    if len({(r.country, r.admin1) for r in alike}) > 1 or any(km(a, b) > _MIDST_KM for a in points for b in points):
        return found
    lat, lon = (round(sum(p[i] for p in points) / len(points), 5) for i in (0, 1))
    note = f"it stands amid {len(points)} places of the name"
    return msgspec.structs.replace(found, lat=lat, lon=lon, precision=3, id=None, notes=(*found.notes, note))

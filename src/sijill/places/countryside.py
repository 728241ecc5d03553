"""The countryside on one side of a town: the middle of the places that lie there."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from sijill.places.geo import apart, degrees, km

#: Kinds of places that a countryside is made of.
PEOPLED = ("admin3", "town", "village", "camp")
#: From where to where it reaches (km), and within how many degrees. Of 158 Syrian villages that reports put into one,
#: half lie within 18 km of its middle and 0.73 within 25; of a point 25 km out of the town 0.70 do.
_NEAREST, _FARTHEST, _WITHIN = 5.0, 40.0, 45.0
_ENOUGH = 5


def middle(
    points: Iterable[tuple[float, float]], seat: tuple[float, float], towards: int
) -> tuple[float, float] | None:
    """The median of the points on one side of a seat; None of fewer than five.

    Args:
        points: latitude and longitude of a unit's places.
        seat: those of its seat.
        towards: the side, in degrees from north.
    """
    around = [p for p in points if _NEAREST < km(seat, p) <= _FARTHEST]
    there = [p for p in around if apart(degrees(seat, p), towards) <= _WITHIN]
    if len(there) < _ENOUGH:
        return None
    return round(median(lat for lat, _ in there), 4), round(median(lon for _, lon in there), 4)

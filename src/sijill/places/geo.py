"""Distances and offsets on the sphere."""

from __future__ import annotations

import math

_BEARINGS = {
    "north": 0, "north-east": 45, "east": 90, "south-east": 135, "south": 180, "south-west": 225, "west": 270,
    "north-west": 315,
}  # fmt: skip


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (lat, lon) in km."""
    la1, lo1, la2, lo2 = math.radians(a[0]), math.radians(a[1]), math.radians(b[0]), math.radians(b[1])
    h = math.sin((la2 - la1) / 2) ** 2 + math.cos(la1) * math.cos(la2) * math.sin((lo2 - lo1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def bearing(relation: str | None) -> int | None:
    """Degrees of a direction such as ``north-west`` (also ``northwest``, ``north of``), None for any other relation."""
    if relation is None:
        return None
    word = relation.lower().removesuffix(" of").replace(" ", "-").replace("_", "-")
    for head in ("north", "south"):
        if word in (head + "east", head + "west"):
            word = f"{head}-{word[5:]}"
    return _BEARINGS.get(word)


def offset(point: tuple[float, float], degrees: float, distance_km: float) -> tuple[float, float]:
    """The point that lies so many km from another in a direction."""
    north = distance_km * math.cos(math.radians(degrees)) / 111.2
    east = distance_km * math.sin(math.radians(degrees)) / (111.2 * max(0.1, math.cos(math.radians(point[0]))))
    return round(point[0] + north, 5), round(point[1] + east, 5)


def degrees(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The direction in which a point lies of another, in degrees from north, on a map whose north is up."""
    east = (b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return math.degrees(math.atan2(east, b[0] - a[0])) % 360


def apart(one: float, other: float) -> float:
    """The angle between two directions, 0 to 180."""
    return abs((one - other + 180) % 360 - 180)

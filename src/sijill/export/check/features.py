"""GeoJSON by RFC 7946, and what sijill adds to it: a point has its precision and radius."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sijill.export.check.problem import Found
from sijill.export.check.stream import JsonError, members


def check_geojson(path: Path) -> Found:
    """Check a file, feature by feature; in memory stand only the ids."""
    found = Found()
    kind, listed = None, False
    seen: set[object] = set()
    try:
        for name, value, is_feature in members(path, "features"):
            if is_feature:
                found.rows += 1
                _feature(value, found.rows, found)
                _id(value, found, seen)
            elif name == "features":
                listed = isinstance(value, list)
            elif name == "type":
                kind = value
            elif name == "crs":
                found.tell(0, "crs", "RFC 7946 knows no other reference system than WGS 84")
    except JsonError as error:
        found.tell(0, "", f"no JSON in UTF-8: {error}")
        return found
    if kind != "FeatureCollection" or not listed:
        found.tell(0, "type", "no FeatureCollection with its features")
    return found


def _id(feature: Any, found: Found, seen: set[object]) -> None:
    id_ = feature.get("id") if isinstance(feature, dict) else None
    if isinstance(id_, str | int | float):
        if id_ in seen:
            found.tell(found.rows, "id", f"{id_!r} stands twice")
        seen.add(id_)
    elif id_ is not None:
        found.tell(found.rows, "id", "is neither a text nor a number")


def _feature(feature: Any, number: int, found: Found) -> None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        found.tell(number, "type", "no Feature")
        return
    for member in ("geometry", "properties"):
        if member not in feature:
            found.tell(number, member, "is missing; null where there is none")
    properties, geometry = feature.get("properties"), feature.get("geometry")
    if properties is not None and not isinstance(properties, dict):
        found.tell(number, "properties", "is no object")
        properties = None
    if geometry is None:
        return
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        found.tell(number, "geometry", "is no Point")
        return
    message = point_problem(geometry.get("coordinates"))
    if message is not None:
        found.tell(number, "coordinates", message)
    for name in ("place_precision", "radius_km"):
        if (properties or {}).get(name) is None:
            found.tell(number, name, "is missing, and there is a point")


def point_problem(point: Any) -> str | None:
    """What is wrong with the coordinates of a point, if anything."""
    if not isinstance(point, list) or len(point) not in (2, 3):
        return "are not two or three numbers"
    if any(isinstance(n, bool) or not isinstance(n, int | float) for n in point):
        return "are not numbers"
    lon, lat = point[:2]
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return f"{lon}, {lat} is no longitude and latitude"
    return "0, 0 is no place" if lon == lat == 0 else None

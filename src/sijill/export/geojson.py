"""One feature an event (RFC 7946): a point with its precision and radius, or no geometry where no place is settled."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.export.base import Format, Radius, Totals
from sijill.export.flat import flat
from sijill.model import Event, Report

_NOT_PROPERTIES = {"id", "latitude", "longitude"}


def feature(report: Report, event: Event, radius: Radius) -> dict[str, object]:
    """An event as a feature; the point of a province or district is its middle, and ``radius_km`` its size."""
    row, place = flat(report, event), event.place
    placed = place.lat is not None and place.lon is not None
    circle = radius(place.precision, place.id) if placed and place.precision is not None else None
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]} if placed else None,
        "properties": {k: v for k, v in row.items() if k not in _NOT_PROPERTIES} | {"radius_km": circle},
    }


def render(report: Report, events: Sequence[Event], radius: Radius) -> bytes:
    """The events of a report as features, with commas between."""
    return b",\n".join(msgspec.json.encode(feature(report, event, radius)) for event in events)


def _head() -> bytes:
    return b'{"type":"FeatureCollection","features":[\n'


def _foot(_: Totals) -> bytes:
    return b"\n]}\n"


GEOJSON = Format(name="geojson", endings=(".geojson", ".json"), head=_head, render=render, between=b",\n", foot=_foot)

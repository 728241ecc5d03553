"""One feature an event or incident (RFC 7946): a point with its precision and radius; without a place no geometry."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.export.base import Format, Radius, Totals
from sijill.export.flat import flat
from sijill.export.record import Record, of_event
from sijill.model import Event, Report

_NOT_PROPERTIES = {"id", "latitude", "longitude"}


def feature(record: Record, radius: Radius) -> dict[str, object]:
    """A record as a feature; the point of a province or district is its middle, and ``radius_km`` its size."""
    row, place = flat(record), record.place
    placed = place.lat is not None and place.lon is not None
    circle = radius(place.precision, place.id) if placed and place.precision is not None else None
    return {
        "type": "Feature",
        "id": record.id,
        "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]} if placed else None,
        "properties": {k: v for k, v in row.items() if k not in _NOT_PROPERTIES} | {"radius_km": circle},
    }


def render(report: Report, events: Sequence[Event], radius: Radius) -> bytes:
    """The events of a report as features, with commas between."""
    return b",\n".join(msgspec.json.encode(feature(of_event(event, report), radius)) for event in events)


def _head() -> bytes:
    return b'{"type":"FeatureCollection","features":[\n'


def _foot(_: Totals) -> bytes:
    return b"\n]}\n"


GEOJSON = Format(name="geojson", endings=(".geojson", ".json"), head=_head, render=render, between=b",\n", foot=_foot)

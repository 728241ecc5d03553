"""What a map sums up: the events of a part of the world by place and precision; and those of one spot."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, func, literal_column, select, text

from sijill.register.listing import Box, Filter, conditions
from sijill.register.records import Row
from sijill.register.schema import event
from sijill.register.view import ROW_COLUMNS, row_of

KM_A_DEGREE = 111.32


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Events of one precision whose points lie in one cell.

    Attributes:
        spread_km: how far their points lie from the middle, at most.
        box: west, south, east, north of their points.
    """

    lat: float
    lon: float
    precision: int
    events: int
    label: str
    spread_km: float
    box: Box


def spots(
    con: Connection, wanted: Filter, *, box: Box, cell: float, limit: int = 1500
) -> list[Spot]:  # fmt: skip
    """The spots of a part of the map, the most events first.

    Args:
        con: a transaction.
        wanted: which events.
        box: the part: west, south, east, north in degrees.
        cell: width in degrees of the cells in which events are counted together.
        limit: the most spots.
    """
    c = event.c
    # One row a point first, off the index in its own order: of these there are far fewer than of events.
    named = func.min(func.coalesce(c.place, c.admin2, c.admin1, c.country, ""))
    point = (
        select(c.lat, c.lon, c.precision, named.label("label"), func.count().label("n"))
        .where(*conditions(con, wanted), *inside(box)).group_by(c.lat, c.lon, c.precision).subquery().c
    )  # fmt: skip
    exact = func.coalesce(point.precision, literal_column("6")).label("exact")
    n = func.sum(point.n)
    query = select(
        (func.sum(point.lat * point.n) / n).label("lat"), (func.sum(point.lon * point.n) / n).label("lon"),
        exact, n.label("n"), func.min(point.label).label("label"),
        func.count(func.distinct(point.label)).label("names"),
        func.min(point.lat).label("south"), func.max(point.lat).label("north"), func.min(point.lon).label("west"),
        func.max(point.lon).label("east"),
    ).group_by(func.floor(point.lat / cell), func.floor(point.lon / cell), exact)  # fmt: skip
    return [
        Spot(
            lat=r.lat, lon=r.lon, precision=r.exact, events=int(r.n), box=(r.west, r.south, r.east, r.north),
            label=r.label if r.names == 1 else f"{r.label} +{r.names - 1}",
            spread_km=_km(r.north - r.south, r.east - r.west, r.lat) / 2,
        )
        for r in con.execute(query.order_by(n.desc(), text("lat"), text("lon")).limit(limit))
    ]  # fmt: skip


def _km(height: float, width: float, lat: float) -> float:
    """The diagonal of a box of degrees."""
    return math.hypot(height, width * math.cos(math.radians(lat))) * KM_A_DEGREE


def inside(box: Box) -> Sequence[ColumnElement[bool]]:
    """Events whose point lies in a part of the world."""
    west, south, east, north = box
    return event.c.lat.between(south, north), event.c.lon.between(west, east)


def count_unplaced(con: Connection, wanted: Filter) -> int:
    """How many events of a filter have no point."""
    query = select(func.count()).select_from(event).where(*conditions(con, wanted), event.c.lat.is_(None))
    return con.scalar(query) or 0


def rows_inside(con: Connection, wanted: Filter, box: Box, *, limit: int) -> tuple[list[Row], int]:
    """The events of a part of the map, the latest day first, and how many there are."""
    where = (*conditions(con, wanted), *inside(box))
    found = con.execute(
        select(*ROW_COLUMNS).where(*where).order_by(func.coalesce(event.c.day, "").desc(), event.c.num).limit(limit)
    )
    total = con.scalar(select(func.count()).select_from(event).where(*where)) or 0
    return [row_of(r) for r in found.mappings()], total

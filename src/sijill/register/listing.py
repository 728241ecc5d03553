"""The queue: events by what needs a person most, filtered, a page at a time; and what map and timeline show."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    column,
    func,
    literal_column,
    select,
    table,
    text,
    union_all,
)

from sijill.errors import UsageError
from sijill.register.engines import SQLITE
from sijill.register.finding import matching
from sijill.register.records import STANDING, WAITING, Row, Status
from sijill.register.schema import DAY, LASTS, event
from sijill.register.view import ROW_COLUMNS, row_of

Sort = Literal["need", "day"]
Box = tuple[float, float, float, float]
FACETS = ("status", "country", "type", "precision")
_FEW = 1500  # events of some days that are looked up by their numbers


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which events; what is None is not asked for.

    Attributes:
        status: any of these; those that wait for a person by default.
        day_from, day_to: ISO days, ends included; events without a day are left out where one is given.
        precision: of the place, any of these; 0 for places without one.
        confidence_below: the least certain field is below this.
        text: words of the report, as ``search`` reads them.
        by: the last person who touched it.
        killed_from: at least so many killed are told.
    """

    status: tuple[Status, ...] = WAITING
    country: str | None = None
    admin1: str | None = None
    type: str | None = None
    day_from: str | None = None
    day_to: str | None = None
    precision: tuple[int, ...] = ()
    confidence_below: float | None = None
    conflict: bool | None = None
    text: str | None = None
    doc_id: str | None = None
    incident_id: str | None = None
    by: str | None = None
    killed_from: int | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page; ``next`` is to be given as ``after`` for the one behind it, None at the end."""

    rows: tuple[Row, ...]
    next: str | None = None


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A dot on the map: one event, or with ``events`` above 1 those of one cell."""

    lat: float
    lon: float
    events: int
    killed: int
    id: str | None = None
    type: str | None = None
    day: str | None = None
    precision: int | None = None


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A bar of the timeline: a day (``2031-03-02``) or month (``2031-03``)."""

    day: str
    events: int
    killed: int


def queue(
    con: Connection, wanted: Filter | None = None, *, sort: Sort = "need", after: str | None = None, limit: int = 50
) -> Page:
    """A page of events, what needs a person most first (``view.need_of``), or by day.

    Raises:
        UsageError: ``after`` is no mark of this list.
    """
    wanted = wanted or Filter()
    if sort == "need":
        key: ColumnElement[Any] = event.c.need
    else:
        key = DAY
    query = select(*ROW_COLUMNS).where(*conditions(con, wanted))
    if after is not None:
        first, num = _mark(after, sort)
        # Said twice, so that the index is entered where the page before ended.
        query = query.where(key <= first, (key < first) | (event.c.num > num))
    rows = [row_of(r) for r in con.execute(query.order_by(key.desc(), event.c.num).limit(limit + 1)).mappings()]
    page = tuple(rows[:limit])
    mark = None
    if len(rows) > limit:
        last = page[-1]
        mark = f"{last.need if sort == 'need' else last.day or ''}~{last.num}"
    return Page(rows=page, next=mark)


def _mark(after: str, sort: Sort) -> tuple[int | str, int]:
    first, _, num = after.rpartition("~")
    try:
        return (int(first) if sort == "need" else first), int(num)
    except ValueError as error:
        raise UsageError(f"no such page: {after!r}", hint="take the mark that the page before gave") from error


def conditions(con: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """A filter as SQL over the table ``event``."""
    c = event.c
    found = _when(con, wanted)
    for name in ("country", "admin1", "type", "conflict", "doc_id", "incident_id"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(c[name].is_(value) if isinstance(value, bool) else c[name] == value)
    if wanted.precision:
        found.append(func.coalesce(c.precision, 0).in_(wanted.precision))
    if wanted.confidence_below is not None:
        found.append(c.confidence < wanted.confidence_below)
    if wanted.by is not None:
        found.append(c.touched_by == wanted.by)
    if wanted.killed_from is not None:
        found.append(c.killed >= wanted.killed_from)
    if wanted.text:
        found.append(c.report_num.in_(matching(con, wanted.text)))
    return found


def _when(con: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """The state and the days of a filter; few events of some days are looked up first, whatever the order of the list.

    An index that has the order of the list would be read from its top until a page is full: all of it for a rare day.
    """
    c, first, last = event.c, wanted.day_from, wanted.day_to
    if first is None and last is None:
        return [_state(wanted.status)]
    begun = [] if last is None else [c.day <= last]
    inside = select(c.num).where(*begun, *([] if first is None else [c.day >= first]))
    if first is not None:  # and those that began before, or nobody knows when, and last into the days
        before = c.day.is_(None) | (c.day < first)
        inside = union_all(inside, select(c.num).where(LASTS, c.day_end >= first, before, *begun))  # type: ignore[assignment]
    if len(con.scalars(inside.limit(_FEW + 1)).all()) <= _FEW:
        # Said so that no index serves it, else the database would take the one that has the order of the list.
        return [c.num.in_(inside), func.coalesce(c.status, "").in_(wanted.status)]
    return [_state(wanted.status), *begun, *([] if first is None else [func.coalesce(c.day_end, c.day) >= first])]


def _state(wanted: tuple[Status, ...]) -> ColumnElement[bool]:
    if set(wanted) == set(WAITING):
        return event.c.waits
    if set(wanted) == set(STANDING):
        return event.c.stands
    return event.c.status.in_(wanted)


def count(con: Connection, wanted: Filter | None = None) -> int:
    """How many events a filter leaves."""
    return con.scalar(select(func.count()).select_from(event).where(*conditions(con, wanted or Filter()))) or 0


def facets(con: Connection, name: str, wanted: Filter | None = None) -> dict[str | int | None, int]:
    """How many events of a filter have each value of a column, the most frequent first.

    Raises:
        UsageError: it is none of ``FACETS``.
    """
    if name not in FACETS:
        raise UsageError(f"no facet {name!r}", hint=f"one of: {', '.join(FACETS)}")
    query = select(event.c[name], func.count()).where(*conditions(con, wanted or Filter())).group_by(event.c[name])
    return dict(sorted(con.execute(query).all(), key=lambda row: (-row[1], str(row[0]))))


def events_of_report(con: Connection, doc_id: str, *, gone: bool = False) -> list[Row]:
    """The events of a document, in the order of the text; those that nobody wants any more only where asked for."""
    query = select(*ROW_COLUMNS).where(event.c.doc_id == doc_id)
    query = query if gone else query.where(event.c.status != "gone")
    return [row_of(r) for r in con.execute(query.order_by(event.c.num)).mappings()]


# ---------------------------------------------------------------------- map and timeline


def points(
    con: Connection, wanted: Filter | None = None, *, box: Box | None = None, cell: float | None = None,
    limit: int = 5000,
) -> list[Point]:  # fmt: skip
    """Dots for a map.

    Args:
        con: a transaction.
        wanted: which events; all that stand by default.
        box: west, south, east, north in degrees; the whole world without.
        cell: width in degrees of the cells in which events are counted together; each event by itself without.
        limit: the most dots.
    """
    where = conditions(con, wanted or Filter(status=STANDING))
    where += [event.c.lat.is_not(None), *([] if box is None else [_in_box(con, box)])]
    killed = func.coalesce(func.sum(event.c.killed), 0)
    if cell is None:
        columns = (event.c.lat, event.c.lon, event.c.killed, event.c.id, event.c.type, event.c.day, event.c.precision)
        rows = con.execute(select(*columns).where(*where).limit(limit))
        return [
            Point(lat=r.lat, lon=r.lon, events=1, killed=r.killed or 0, id=r.id, type=r.type, day=r.day,
                  precision=r.precision)
            for r in rows
        ]  # fmt: skip
    row, col = func.floor(event.c.lat / cell), func.floor(event.c.lon / cell)
    query = select(func.avg(event.c.lat).label("lat"), func.avg(event.c.lon).label("lon"), func.count().label("n"),
                   killed.label("killed")).where(*where).group_by(row, col)  # fmt: skip
    found = con.execute(query.order_by(func.count().desc(), text("lat"), text("lon")).limit(limit))
    return [Point(lat=r.lat, lon=r.lon, events=r.n, killed=r.killed) for r in found]


def _in_box(con: Connection, box: Box) -> ColumnElement[bool]:
    west, south, east, north = box
    if con.dialect.name == SQLITE:
        boxes = table("event_box", *(column(name) for name in ("num", "west", "east", "south", "north")))
        near: Select[Any] = select(boxes.c.num).where(
            boxes.c.east >= west, boxes.c.west <= east, boxes.c.north >= south, boxes.c.south <= north
        )
        return event.c.num.in_(near)
    envelope = func.ST_MakeEnvelope(west, south, east, north, 4326)
    return literal_column("event.point").op("&&")(envelope)


def timeline(con: Connection, wanted: Filter | None = None, *, by: Literal["day", "month"] = "month") -> list[Bar]:
    """How many events, and how many killed at least, a day or month; events without a day are left out."""
    where = [*conditions(con, wanted or Filter(status=STANDING)), event.c.day.is_not(None)]
    killed = func.coalesce(func.sum(event.c.killed), 0)
    days = select(event.c.day, func.count().label("n"), killed.label("k")).where(*where).group_by(event.c.day)
    rows = days.order_by(event.c.day)
    if by == "month":
        one = days.subquery().c
        month = func.substr(one.day, 1, 7).label("day")
        rows = select(month, func.sum(one.n).label("n"), func.sum(one.k).label("k")).group_by(month).order_by(month)
    return [Bar(day=r.day, events=int(r.n), killed=int(r.k)) for r in con.execute(rows)]

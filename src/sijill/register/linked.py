"""What a link run made: kept for good, and brought into the view of now in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, bindparam, insert, select

from sijill.model import Event, Incident
from sijill.register.engines import in_lots
from sijill.register.gather import incident_columns
from sijill.register.schema import EXPORTED, coded, event, incident, linked, touched
from sijill.register.view import CONFLICT_NEED, decode_event

_LOT = 500


def standing_events(con: Connection, *, accepted: bool = False) -> Iterator[tuple[int, Event]]:
    """Every event that stands (or that people accepted), with the number of its report: what is linked and exported.

    The order is that in which the reports came, and of the text within a report.
    """
    columns = (event.c.id, event.c.report_num, coded.c.json, touched.c.json.label("own"))
    query = select(*columns).select_from(
        event.outerjoin(coded, coded.c.num == event.c.coded_num).outerjoin(touched, touched.c.event_num == event.c.num)
    ).where(EXPORTED)  # fmt: skip
    query = query.where(event.c.word == "accepted") if accepted else query
    rows = con.execute(query.order_by(event.c.report_num, event.c.num), execution_options={"yield_per": _LOT})
    for row in rows:
        yield row.report_num, decode_event(row.own or row.json, row.id)


def previous_incidents(con: Connection) -> Iterator[tuple[str, list[str]]]:
    """Every live incident with its events as they are now: by these a link run gives ids that stand."""
    query = select(event.c.incident_id, event.c.id).where(event.c.incident_id.is_not(None))
    name: str | None = None
    held: list[str] = []
    for row in con.execute(query.order_by(event.c.incident_id, event.c.id), execution_options={"yield_per": 5000}):
        if row.incident_id != name:
            if name is not None:
                yield name, held
            name, held = row.incident_id, []
        held.append(row.id)
    if name is not None:
        yield name, held


def store_incidents(con: Connection, run_num: int, found: Iterable[Incident]) -> int:
    """Keep the incidents of a run and make them the view of now; ids that are not among them go out of it."""
    before = dict(con.execute(select(incident.c.id, incident.c.version)).all())
    bodies = dict(con.execute(select(incident.c.id, incident.c.json).where(incident.c.live)).all())
    homes: dict[str, tuple[str, bool]] = {}
    lot: list[Incident] = []
    kept: set[str] = set()
    for one in found:
        kept.add(one.id)
        homes |= dict.fromkeys(one.events, (one.id, bool(one.open_conflicts)))
        lot.append(one)
        if len(lot) == _LOT:
            _put(con, run_num, lot, before, bodies)
            lot = []
    _put(con, run_num, lot, before, bodies)
    for some in in_lots(sorted(set(bodies) - kept)):
        con.execute(
            incident.update().where(incident.c.id.in_(some)).values(
                live=False, events=0, version=incident.c.version + 1
            )
        )  # fmt: skip
    _bring_home(con, homes)
    return len(kept)


def _put(
    con: Connection, run_num: int, lot: list[Incident], before: Mapping[str, int], bodies: Mapping[str, str]
) -> None:
    if not lot:
        return
    rows = [incident_columns(one) | {"id": one.id, "live": True, "stale": False} for one in lot]
    nums = con.scalars(
        insert(linked).returning(linked.c.num, sort_by_parameter_order=True),
        [{"run_num": run_num, "incident_id": row["id"], "json": row["json"]} for row in rows],
    )
    new: list[dict[str, object]] = []
    known: list[dict[str, object]] = []
    for row, num in zip(rows, nums, strict=True):
        version = before.get(str(row["id"]))
        moved = bodies.get(str(row["id"])) != row["json"]
        values = row | {"linked_num": num, "version": (version or 0) + (version is None or moved)}
        (new if version is None else known).append(values)
    if new:
        con.execute(insert(incident), new)
    if known:
        names = [c.name for c in incident.c if c.name != "id"]
        query = incident.update().where(incident.c.id == bindparam("b_id"))
        con.execute(
            query.values({name: bindparam(f"b_{name}") for name in names}),
            [{f"b_{name}": values[name] for name in (*names, "id")} for values in known],
        )


def _bring_home(con: Connection, homes: Mapping[str, tuple[str, bool]]) -> None:
    """Write the incident of each event, and how much it needs a person, where either is another now."""
    columns = (event.c.num, event.c.id, event.c.incident_id, event.c.conflict, event.c.need)
    moved = []
    for row in con.execute(select(*columns)):
        home, conflict = homes.get(row.id, (None, False))
        if (home, conflict) != (row.incident_id, bool(row.conflict)):
            need = row.need + CONFLICT_NEED * (conflict - bool(row.conflict))
            moved.append({"b_num": row.num, "b_home": home, "b_conflict": conflict, "b_need": need})
    if moved:
        con.execute(
            event.update().where(event.c.num == bindparam("b_num")).values(
                incident_id=bindparam("b_home"), conflict=bindparam("b_conflict"), need=bindparam("b_need")
            ),
            moved,
        )  # fmt: skip


def rewrite_incident(con: Connection, made: Incident) -> None:
    """Write the values of an incident whose members a decision changed."""
    con.execute(
        incident.update().where(incident.c.id == made.id).values(
            **incident_columns(made), stale=False, version=incident.c.version + 1
        )
    )  # fmt: skip
    conflict = bool(made.open_conflicts)
    mine = event.update().where(event.c.incident_id == made.id, event.c.conflict != conflict)
    change = CONFLICT_NEED if conflict else -CONFLICT_NEED
    con.execute(mine.values(conflict=conflict, need=event.c.need + change))

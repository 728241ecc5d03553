"""What a filter leaves: incidents, and how many events as far as anybody would count them."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from sijill.register.listing import Filter, conditions
from sijill.register.records import IncidentRow
from sijill.register.schema import event, incident

_COLUMNS = tuple(incident.c[name] for name in IncidentRow.__struct_fields__)


def count_up_to(con: Connection, wanted: Filter, most: int) -> int:
    """How many events a filter leaves, or ``most`` where there are more: no list is read to its end to be counted."""
    some = select(event.c.num).where(*conditions(con, wanted)).limit(most).subquery()
    return con.scalar(select(func.count()).select_from(some)) or 0


def incidents_like(
    con: Connection, wanted: Filter, *, after: tuple[str, str] | None = None, limit: int = 50
) -> list[IncidentRow]:
    """Incidents, the latest day first (those without a day last).

    Args:
        con: a transaction.
        wanted: ``country``, ``type``, ``day_from``, ``day_to`` and ``conflict`` are looked at.
        after: day (``""`` for none) and id of the last row of the page before.
        limit: rows a page.
    """
    c, day = incident.c, func.coalesce(incident.c.day, "")
    query = select(*_COLUMNS).where(c.live)
    for column, value in ((c.country, wanted.country), (c.type, wanted.type)):
        query = query if value is None else query.where(column == value)
    query = query if wanted.day_from is None else query.where(c.day >= wanted.day_from)
    query = query if wanted.day_to is None else query.where(c.day <= wanted.day_to)
    query = query if wanted.conflict is None else query.where((c.conflicts > 0) == wanted.conflict)
    if after is not None:
        query = query.where((day < after[0]) | ((day == after[0]) & (c.id > after[1])))
    return [IncidentRow(**row) for row in con.execute(query.order_by(day.desc(), c.id).limit(limit)).mappings()]

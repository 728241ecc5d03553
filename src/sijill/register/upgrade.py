"""A register of an older schema brought to the present one: its steps in their order, all in one transaction.

What came in, what was coded and what people said stays as it is; the steps change how the view of now is kept. A step
is never changed once it is out, so it is plain SQL and looks at no table of ``schema``, which moves on.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from sijill.register.engines import SQLITE
from sijill.register.schema import SCHEMA, audit, meta

#: By the schema that each step leads to; ``{no}``, ``{yes}`` and a column that ``{holds}`` as the database writes them.
_STEPS: dict[int, tuple[str, ...]] = {
    2: (  # which events stand is a column; indexes for days, for what map and timeline add up, for what is stale
        "ALTER TABLE event ADD COLUMN stands BOOLEAN NOT NULL DEFAULT {no}",
        "UPDATE event SET stands = {yes} WHERE status IN ('open', 'edited', 'accepted', 'changed')",
        "DROP INDEX event_on_map",
        "DROP INDEX event_in_time",
        "CREATE INDEX event_on_day ON event (day)",
        "CREATE INDEX event_until_day ON event (day_end, day) WHERE day IS NULL OR day_end > day",
        'CREATE INDEX event_on_map ON event (stands, lat, lon, "precision", place, admin2, admin1, country, killed)',
        "CREATE INDEX event_in_time ON event (stands, day, killed)",
        "CREATE INDEX incident_stale ON incident (id) WHERE stale{holds}",
    ),
}


def schema_of(con: Connection) -> int | None:
    """The schema that a register names; None where it names none."""
    told = con.scalar(select(meta.c.value).where(meta.c.key == "schema"))
    return int(told) if told is not None and told.isdecimal() else None


def upgrade(con: Connection, *, at: str) -> int:
    """Bring a register to the present schema; the one that it had. The caller holds the turn to write."""
    before = schema_of(con) or SCHEMA
    no, yes, holds = ("0", "1", " = 1") if con.dialect.name == SQLITE else ("false", "true", "")
    for wanted in range(before + 1, SCHEMA + 1):
        for statement in _STEPS[wanted]:
            con.exec_driver_sql(statement.format(no=no, yes=yes, holds=holds))
    if before < SCHEMA:
        con.execute(meta.update().where(meta.c.key == "schema").values(value=str(SCHEMA)))
        told = {"at": at, "by": "sijill", "what": "upgraded", "detail": f"schema {before} to {SCHEMA}"}
        con.execute(insert(audit).values(told))
    return before

"""The tables of a register, the same for SQLite and PostgreSQL.

What came in (``report``, ``source``), what was coded (``run``, ``coding``, ``coded``, ``linked``) and what people said
(``log``, ``audit``) is only ever added to: triggers refuse to change or delete it (``engines``). ``doc``, ``event``,
``touched`` and ``incident`` are the view of now; they can be made again out of the former (``check`` does).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    literal_column,
)

#: Goes up when the tables change, with a step in ``upgrade``; a register of a later schema is refused, not guessed at.
SCHEMA = 2

metadata = MetaData()


def _num() -> Column[int]:
    return Column("num", Integer, primary_key=True)


meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

# ---------------------------------------------------------------------- what came in

report = Table(
    "report", metadata, _num(),
    Column("doc_id", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("published", String), Column("outlet", String), Column("url", String), Column("language", String),
    Column("country", String), Column("title", String),
    Column("sha256", String), Column("reader", String),
    Column("text_sha256", String, nullable=False, index=True),
    Column("added_at", String, nullable=False),
    Column("text", Text, nullable=False),  # last: what stands before it is read without it
    UniqueConstraint("doc_id", "revision"),
)  # fmt: skip

source = Table(
    "source", metadata, _num(),
    Column("report_num", Integer, ForeignKey("report.num"), nullable=False, index=True),
    Column("doc_id", String, nullable=False),
    Column("file", String, nullable=False), Column("line", Integer),
    Column("sha256", String), Column("reader", String), Column("published", String), Column("outlet", String),
    Column("url", String), Column("language", String), Column("country", String), Column("title", String),
    Column("added_at", String, nullable=False), Column("added_by", String, nullable=False),
)  # fmt: skip

doc = Table(
    "doc", metadata, Column("doc_id", String, primary_key=True),
    Column("report_num", Integer, ForeignKey("report.num"), nullable=False, unique=True),
)  # fmt: skip

word = Table(
    "word", metadata, Column("form", String, primary_key=True), Column("skeleton", String, nullable=False, index=True)
)

# ---------------------------------------------------------------------- what was coded

run = Table(
    "run", metadata, _num(),
    Column("state", String, nullable=False),  # open, done, ended (given up for a later one)
    Column("version", String, nullable=False), Column("packs", String, nullable=False),
    Column("settings", Text, nullable=False),
    Column("begun_at", String, nullable=False), Column("ended_at", String),
    Column("reports", Integer), Column("events", Integer), Column("rejected", Integer), Column("incidents", Integer),
    Column("digest", String),
)  # fmt: skip

coding = Table(
    "coding", metadata,
    Column("run_num", Integer, ForeignKey("run.num"), primary_key=True),
    Column("report_num", Integer, ForeignKey("report.num"), primary_key=True),
    Column("events", Integer, nullable=False), Column("reject", Text),
    Column("digest", String, nullable=False),
    Index("coding_by_report", "report_num", "run_num"),
)  # fmt: skip

coded = Table(
    "coded", metadata, _num(),
    Column("run_num", Integer, nullable=False), Column("report_num", Integer, ForeignKey("report.num"), nullable=False),
    Column("event_id", String, nullable=False),
    Column("json", Text, nullable=False),
    Index("coded_by_report", "report_num", "run_num"),
)  # fmt: skip

linked = Table(
    "linked", metadata, _num(),
    Column("run_num", Integer, ForeignKey("run.num"), nullable=False, index=True),
    Column("incident_id", String, nullable=False, index=True), Column("json", Text, nullable=False),
)  # fmt: skip

# ---------------------------------------------------------------------- what people said

log = Table(
    "log", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False), Column("by", String, nullable=False), Column("kind", String, nullable=False),
    Column("undoes", Integer), Column("body", Text, nullable=False),
    Column("previous", String, nullable=False), Column("hash", String, nullable=False),
    Index("log_by_person", "by", "seq"), Index("log_undoes", "undoes"), Index("log_by_kind", "kind", "seq"),
)  # fmt: skip

# Which records an entry speaks of, so that the history of one is found at once.
about = Table(
    "about", metadata,
    Column("subject", String, primary_key=True), Column("seq", Integer, ForeignKey("log.seq"), primary_key=True),
)  # fmt: skip

# ---------------------------------------------------------------------- the view of now

event = Table(
    "event", metadata, _num(),
    Column("id", String, nullable=False, unique=True),
    Column("doc_id", String, nullable=False),
    Column("report_num", Integer, ForeignKey("report.num"), nullable=False),
    Column("coded_num", Integer, ForeignKey("coded.num")),  # what the view is made of; None: a person added it
    Column("latest_num", Integer, ForeignKey("coded.num")),  # what the last run made of it; None: it found none
    Column("settled_num", Integer),  # the latest that a person saw on deciding
    Column("status", String, nullable=False), Column("word", String, nullable=False),
    Column("waits", Boolean, nullable=False),  # for a person: one of the statuses of ``records.WAITING``
    Column("stands", Boolean, nullable=False),  # on the map and in the files: one of ``records.STANDING``
    Column("version", Integer, nullable=False),
    Column("incident_id", String), Column("conflict", Boolean, nullable=False),
    Column("need", Integer, nullable=False),
    Column("type", String, nullable=False), Column("country", String), Column("admin1", String),
    Column("admin2", String), Column("place", String), Column("day", String), Column("day_end", String),
    Column("precision", Integer), Column("confidence", Float, nullable=False),
    Column("killed", Integer), Column("killed_civilians", Integer),
    Column("lat", Float), Column("lon", Float),
    Column("touched_by", String), Column("touched_at", String),
    Index("event_by_doc", "doc_id"), Index("event_by_report", "report_num"), Index("event_by_incident", "incident_id"),
)  # fmt: skip

#: The day of an event, "" without one: sorts alike in both databases.
DAY = func.coalesce(event.c.day, literal_column("''"))
#: Events whose time does not begin and end on one day that is told.
LASTS = event.c.day.is_(None) | (event.c.day_end > event.c.day)
#: What is linked and exported: what stands, but for what a person rejected and a later run codes otherwise.
EXPORTED = event.c.stands & (event.c.word != "rejected")
# A queue is read off one of these in its own order, from where the page before ended.
Index(
    "event_by_need", event.c.waits, event.c.need.desc(), event.c.num,
    # Filters that have no index of their own are tried here, before a row is fetched.
    event.c.day, event.c.day_end, event.c.precision, event.c.confidence, event.c.conflict, event.c.killed,
)  # fmt: skip
Index("event_by_country", event.c.waits, event.c.country, event.c.need.desc(), event.c.num)
Index("event_by_type", event.c.waits, event.c.type, event.c.need.desc(), event.c.num)
Index("event_by_day", event.c.waits, DAY.desc(), event.c.num)
Index("event_by_status", "status", event.c.need.desc(), event.c.num)
# A stretch of days is found here before anything is sorted; the second holds what may begin before it and last into it.
Index("event_on_day", event.c.day)
Index("event_until_day", event.c.day_end, event.c.day, sqlite_where=LASTS, postgresql_where=LASTS)
# What map and timeline add up stands in these whole, and in the order in which it is added up.
Index(
    "event_on_map", event.c.stands, event.c.lat, event.c.lon, event.c.precision, event.c.place, event.c.admin2,
    event.c.admin1, event.c.country, event.c.killed,
)  # fmt: skip
Index("event_in_time", event.c.stands, event.c.day, event.c.killed)

touched = Table(
    "touched", metadata,
    Column("event_num", Integer, ForeignKey("event.num"), primary_key=True), Column("json", Text, nullable=False),
)  # fmt: skip

incident = Table(
    "incident", metadata, Column("id", String, primary_key=True),
    Column("linked_num", Integer, ForeignKey("linked.num")),
    Column("version", Integer, nullable=False), Column("live", Boolean, nullable=False),
    Column("stale", Boolean, nullable=False),  # its members changed by a decision since it was written
    Column("events", Integer, nullable=False), Column("reports", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
    Column("type", String, nullable=False), Column("country", String), Column("day", String),
    Column("lat", Float), Column("lon", Float), Column("precision", Integer),
    Column("json", Text, nullable=False),
    Index("incident_by_day", "live", "day", "id"), Index("incident_by_conflicts", "live", "conflicts", "id"),
)  # fmt: skip

# Looked for after every decision; there is hardly ever one.
Index("incident_stale", incident.c.id, sqlite_where=incident.c.stale, postgresql_where=incident.c.stale)

# ---------------------------------------------------------------------- who may

account = Table(
    "account", metadata, Column("name", String, primary_key=True),
    Column("role", String, nullable=False), Column("password", String), Column("disabled", Boolean, nullable=False),
    Column("created_at", String, nullable=False), Column("created_by", String, nullable=False),
)  # fmt: skip

session = Table(
    "session", metadata, Column("token_sha256", String, primary_key=True),
    Column("account", String, ForeignKey("account.name"), nullable=False, index=True),
    Column("csrf", String, nullable=False), Column("begun_at", String, nullable=False),
    Column("seen_at", String, nullable=False), Column("expires_at", String, nullable=False, index=True),
)  # fmt: skip

failure = Table(
    "failure", metadata, _num(),
    Column("name", String, nullable=False), Column("address", String, nullable=False),
    Column("at", String, nullable=False),
    Index("failure_by_name", "name", "at"), Index("failure_by_address", "address", "at"),
)  # fmt: skip

audit = Table(
    "audit", metadata, _num(),
    Column("at", String, nullable=False), Column("by", String, nullable=False), Column("what", String, nullable=False),
    Column("detail", Text, nullable=False),
)  # fmt: skip

#: Refuse UPDATE and DELETE; ``run`` rows may be closed once.
APPEND_ONLY = (report, source, coding, coded, linked, log, about, audit)

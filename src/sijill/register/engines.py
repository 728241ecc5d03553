"""What differs between SQLite and PostgreSQL: how a transaction begins, triggers, full text, boxes on the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url

from sijill.errors import UsageError
from sijill.register.schema import APPEND_ONLY

T = TypeVar("T")

SQLITE, POSTGRES = "sqlite", "postgresql"
_WRITE = "sijill_write"
_LOCK = 7_145_011  # of PostgreSQL: one writer at a time extends the chain of the log
_BUSY_MS = 30_000

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a saved decision outlives a power cut, not only a killed process
    f"busy_timeout={_BUSY_MS}",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else REPLACE would delete past the triggers
    "temp_store=MEMORY",
    "cache_size=-65536",
    "mmap_size=268435456",
)


def url_of(target: str) -> URL:
    """The address of a register: a ``postgresql://`` URL, or the path of a file.

    Raises:
        UsageError: a URL of another kind.
    """
    if "://" not in target:
        return URL.create(SQLITE, database=target)
    url = make_url(target)
    if url.get_backend_name() != POSTGRES:
        raise UsageError(
            f"no register is kept at {url.get_backend_name()}://",
            hint="give a file such as my.sijill, or postgresql://…",
        )
    return url.set(drivername="postgresql+psycopg")


def engine_of(target: str) -> Engine:
    """An engine with the transactions that a register needs; nothing is connected to yet.

    Raises:
        UsageError: the driver of PostgreSQL is not installed.
    """
    url = url_of(target)
    if url.get_backend_name() == POSTGRES:
        try:
            return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        except ImportError as error:
            raise UsageError("PostgreSQL needs one more package", hint="pip install 'sijill[postgres]'") from error
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": _BUSY_MS / 1000}, pool_size=10,
                           max_overflow=20)  # fmt: skip
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


def _connected(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begun(con: Connection) -> None:
    # A write lock taken at the first write would fail where another wrote since the first read.
    con.exec_driver_sql("BEGIN IMMEDIATE" if con.get_execution_options().get(_WRITE) else "BEGIN")


def options(engine: Engine, *, write: bool) -> dict[str, Any]:
    """The execution options of a connection that reads one snapshot, or writes."""
    if engine.dialect.name == SQLITE:
        return {_WRITE: write}
    return {} if write else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def take_turn(con: Connection) -> None:
    """Wait until no one else writes; SQLite did so on beginning."""
    if con.dialect.name == POSTGRES:
        con.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def in_lots(items: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """The items in lots small enough for one statement."""
    return (items[start : start + size] for start in range(0, len(items), size))


# ---------------------------------------------------------------------- what SQLAlchemy's tables cannot say


def create_extras(con: Connection) -> None:
    """Triggers, full text and boxes, on new tables."""
    for statement in _sqlite() if con.dialect.name == SQLITE else _postgres():
        con.exec_driver_sql(statement)


def _sqlite() -> list[str]:
    made = [
        "CREATE VIRTUAL TABLE report_words USING fts5(words, content='', detail='none', "
        'tokenize="unicode61 remove_diacritics 0")',
        "CREATE VIRTUAL TABLE event_box USING rtree(num, west, east, south, north)",
        "CREATE TRIGGER event_box_in AFTER INSERT ON event WHEN new.lat IS NOT NULL AND new.lon IS NOT NULL BEGIN "
        "INSERT INTO event_box VALUES (new.num, new.lon, new.lon, new.lat, new.lat); END",
        "CREATE TRIGGER event_box_out AFTER UPDATE OF lat, lon ON event "
        "WHEN new.lat IS NOT old.lat OR new.lon IS NOT old.lon BEGIN "
        "DELETE FROM event_box WHERE num = old.num; "
        "INSERT INTO event_box SELECT new.num, new.lon, new.lon, new.lat, new.lat WHERE new.lat IS NOT NULL; END",
        "CREATE TRIGGER run_stands BEFORE UPDATE ON run WHEN old.state <> 'open' BEGIN "
        "SELECT RAISE(ABORT, 'a run that ended is not changed'); END",
        "CREATE TRIGGER run_stays BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'a run is not deleted'); END",
    ]
    for table in APPEND_ONLY:
        made += [
            f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} BEGIN "
            f"SELECT RAISE(ABORT, '{table.name} is only added to'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return made


def _postgres() -> list[str]:
    made = [
        "CREATE TABLE report_words (num integer PRIMARY KEY REFERENCES report(num), words tsvector NOT NULL)",
        "CREATE INDEX report_words_found ON report_words USING gin (words)",
        "ALTER TABLE event ADD COLUMN point geometry(Point, 4326) "
        "GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED",
        "CREATE INDEX event_point ON event USING gist (point)",
        "CREATE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is only added to'; END $$",
        "CREATE FUNCTION run_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF OLD.state <> 'open' THEN RAISE EXCEPTION 'a run that ended is not changed'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER run_stands BEFORE UPDATE ON run FOR EACH ROW EXECUTE FUNCTION run_stands()",
        "CREATE TRIGGER run_stays BEFORE DELETE OR TRUNCATE ON run FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()",
    ]
    made += [
        f"CREATE TRIGGER {table.name}_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()"
        for table in APPEND_ONLY
    ]
    return made


def prepare(con: Connection, target: str) -> None:
    """What must be there before the tables: PostGIS.

    Raises:
        UsageError: it is not, and may not be made.
    """
    if con.dialect.name != POSTGRES:
        return
    if con.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")) is None:
        try:
            con.execute(text("CREATE EXTENSION postgis"))
        except Exception as error:
            raise UsageError(
                "the database has no PostGIS", file=shown(target),
                hint="install postgresql-15-postgis-3 and run CREATE EXTENSION postgis in it as its administrator",
            ) from error  # fmt: skip


def shown(target: str) -> str:
    """The address without its password, for messages."""
    return url_of(target).render_as_string(hide_password=True) if "://" in target else target

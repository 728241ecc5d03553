"""A register of an older schema: brought to the present one with everything in it; one of a newer schema: refused."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from register_world import FIRST, add, coded, look, new_register, report, run, say
from sqlalchemy import Connection, inspect, text

from sijill.errors import UsageError
from sijill.register import STANDING, Filter, Register, count, entries, head, queue
from sijill.register.accounts import audits
from sijill.register.check import check
from sijill.register.engines import SQLITE
from sijill.register.schema import SCHEMA
from sijill.register.upgrade import upgrade

#: What sijill wrote when the schema was 1: four events, of which one was edited and accepted and one rejected.
FIRST_SCHEMA = Path(__file__).parent / "documents" / "register-1.sijill.gz"
#: What takes the present schema back to the first one, the last step first; the newest step has its own line here.
BACK = (
    "DROP INDEX incident_stale", "DROP INDEX event_on_day", "DROP INDEX event_until_day", "DROP INDEX event_on_map",
    "DROP INDEX event_in_time", "ALTER TABLE event DROP COLUMN stands",
    "CREATE INDEX event_on_map ON event (status, lat, lon, killed)",
    "CREATE INDEX event_in_time ON event (status, day, killed)", "UPDATE meta SET value = '1' WHERE key = 'schema'",
)  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> str:
    path = tmp_path / "old.sijill"
    path.write_bytes(gzip.decompress(FIRST_SCHEMA.read_bytes()))
    return str(path)


def shape(con: Connection) -> dict[str, object]:
    """Tables, columns and indexes as the database tells them."""
    if con.dialect.name != SQLITE:
        columns = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        rows = con.execute(text(f"{columns} WHERE table_schema = 'public'"))
        indexes = con.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"))
        return {"columns": sorted(map(tuple, rows)), "indexes": sorted(map(tuple, indexes))}
    found, made = inspect(con), {}
    rows = con.execute(text("SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))
    made["all"] = sorted(map(tuple, rows))
    for table in found.get_table_names():
        made[table] = sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table))
        for one in con.execute(text(f"PRAGMA index_list({table})")).all():
            parts = con.execute(text(f"PRAGMA index_xinfo({one[1]})")).all()
            made[one[1]] = [(c[2], c[3]) for c in parts], one[4]
    return made


def test_an_older_file_opens_with_everything_in_it(old: str, tmp_path: Path) -> None:
    before = sqlite3.connect(old)
    log = before.execute("SELECT * FROM log").fetchall()
    before.close()
    with Register.open(old) as register, register.read() as con:
        assert [tuple(row) for row in con.execute(text("SELECT * FROM log"))] == log
        assert list(check(con)) == []
        assert count(con, Filter(status=STANDING)) == 3
        assert {row.status for row in queue(con, Filter(status=("accepted", "rejected"))).rows} == {
            "accepted", "rejected"
        }  # fmt: skip
        (_, line), *_ = audits(con)
        assert (line.what, line.detail) == ("upgraded", f"schema 1 to {SCHEMA}")
        upgraded = shape(con)
    with Register.create(str(tmp_path / "new.sijill")) as register, register.read() as con:
        assert shape(con) == upgraded
    with Register.open(old) as register:  # once is enough
        assert len([1 for _, a in _audit(register) if a.what == "upgraded"]) == 1
        say(register, "accept", coded(FIRST).id)
        assert look(register, coded(FIRST).id).row.status == "accepted"


def _audit(register: Register) -> list:
    with register.read() as con:
        return audits(con)


def test_a_server_is_upgraded_when_told_to(target: str) -> None:
    with new_register(target) as register:
        add(register, report("r1"))
        run(register, {"r1": [coded(FIRST)]})
        with register.read() as con:
            new, noted = shape(con), head(con)
        with register.write() as con:
            for statement in BACK:
                con.execute(text(statement))
    if "://" in target:
        with pytest.raises(UsageError, match=r"older sijill \(schema 1") as told:
            Register.open(target)
        assert "sijill register upgrade" in (told.value.hint or "")
    with Register.open(target, upgraded=True) as register, register.read() as con:
        assert shape(con) == new
        assert head(con) == noted
        assert list(check(con)) == []
        assert len(entries(con)) == 1


def test_a_step_that_fails_changes_nothing(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.register.upgrade._STEPS", {2: ("DROP INDEX event_on_map", "DROP INDEX not_there")})
    with pytest.raises(UsageError, match="cannot be used"):
        Register.open(old)
    monkeypatch.undo()
    with Register.open(old) as register, register.read() as con:
        assert list(check(con)) == []


def test_a_newer_register_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = str(tmp_path / "newer.sijill")
    with new_register(path) as register, register.write() as con:
        con.execute(text(f"UPDATE meta SET value = '{SCHEMA + 1}' WHERE key = 'schema'"))
    with pytest.raises(UsageError, match="newer sijill") as told:
        Register.open(path)
    assert "pip install --upgrade" in (told.value.hint or "")


def test_upgrading_what_is_of_today_does_nothing(tmp_path: Path) -> None:
    with new_register(str(tmp_path / "t.sijill")) as register, register.write() as con:
        assert upgrade(con, at=register.clock()) == SCHEMA
        assert audits(con) == []

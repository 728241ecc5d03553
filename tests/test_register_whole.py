"""Is it whole? Tampering is named, copies are verified, and nothing that people or runs do breaks the register."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import postgres_server
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from register_world import FIRST, SECOND, THIRD, add, coded, look, new_register, report, run, say, toll
from sqlalchemy import text

from sijill.errors import UsageError
from sijill.model import Decision
from sijill.register import Register, StaleError, decide, events_of_report, head, history, search
from sijill.register.backup import backup
from sijill.register.check import check
from sijill.register.log import GENESIS, body_of, chain_hash
from sijill.register.records import Entry
from sijill.register.status import status_of

KINDS = ("accept", "reject", "field")
BENCH = Path(__file__).parents[1] / "bench"
_CODED = "num, run_num, report_num, event_id, json"
GUARDS = {
    "sqlite": "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'event_box%'",
    "postgresql": "SELECT 'DROP TRIGGER ' || tgname || ' ON ' || tgrelid::regclass FROM pg_trigger "
    "WHERE NOT tgisinternal",
}

INDEX = {"sqlite": "report_words_docsize", "postgresql": "report_words"}  # FTS5 holds no text to delete by


@pytest.fixture
def register(target: str) -> Iterator[Register]:
    with new_register(target) as made:
        _fill(made)
        yield made


def _fill(made: Register) -> None:
    add(made, report("r1"), report("r2", text=f"{SECOND} {THIRD}"))
    run(made, {"r1": [coded(FIRST), coded(SECOND, killed=None)], "r2": []})
    say(made, "field", _first(made), field="casualties", value=toll(4))
    say(made, "accept", _first(made))


def _first(register: Register) -> str:
    with register.read() as con:
        return events_of_report(con, "r1")[0].id


def problems(register: Register, **options: str) -> list[str]:
    with register.read() as con:
        return [f"{p.where}: {p.what}" for p in check(con, **options)]


# ---------------------------------------------------------------------- tampering


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE report SET text = replace(text, 'ثلاثة', 'ثلاثون') WHERE num = 1", "the text is not the one"),
        ("UPDATE coded SET json = replace(json, '\"low\":3', '\"low\":9')", "not those that were coded"),
        (f"INSERT INTO coded ({_CODED}) SELECT 99, {_CODED[5:]} FROM coded WHERE num = 1", "not those that were coded"),
        ("UPDATE coding SET digest = 'x' WHERE report_num = 1", "what it coded is not what it told"),
        ("UPDATE run SET digest = 'x'", "another digest by now"),
        ("UPDATE log SET body = replace(body, 'low\\\":4', 'low\\\":40') WHERE seq = 2", "its hash is not of"),
        ("UPDATE log SET body = replace(body, 'salma', 'omar') WHERE seq = 3", "its columns say other"),
        ("UPDATE log SET \"by\" = 'omar' WHERE seq = 3", "its columns say other"),
        ("UPDATE log SET previous = 'x' WHERE seq = 3", "not chained"),
        ("DELETE FROM about WHERE seq = 2; DELETE FROM log WHERE seq = 2", "entry 2 is missing"),
        ("DELETE FROM about WHERE seq = 3; DELETE FROM log WHERE seq = 3", "by the log it is"),
        ("UPDATE touched SET json = replace(json, '\"low\":4', '\"low\":40')", "not what the decisions on it come to"),
        ("UPDATE event SET status = 'rejected', word = 'rejected' WHERE num = 1", "by the log it is 'accepted'"),
        ("UPDATE event SET killed = 40 WHERE num = 1", "killed is 40"),
        ("UPDATE event SET incident_id = 'i404' WHERE num = 1", "it is not there"),
        ("DELETE FROM report_words WHERE true", "the index of words"),
    ],
)
def test_tampering_is_named(tampered: Register, tampering: str, named: str) -> None:
    with tampered.engine.connect() as con:  # all in one transaction, which is taken back
        assert list(check(con)) == []
        engine = con.dialect.name
        for (statement,) in con.execute(text(GUARDS[engine])).all():
            con.execute(text(statement))
        for statement in tampering.split("; "):
            con.exec_driver_sql(statement.replace("report_words", INDEX[engine]))
        found = [f"{p.where}: {p.what}" for p in check(con)]
        assert any(named in problem for problem in found), found
        con.rollback()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def tampered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    target = str(tmp_path_factory.mktemp("tampered") / "t.sijill")
    if request.param == "postgresql":
        target = postgres_server.empty(request.getfixturevalue("postgres"), "other")
    with new_register(target) as made:
        _fill(made)
        yield made


def test_a_log_whose_end_was_cut_off_lacks_the_head_that_was_noted(register: Register) -> None:
    with register.read() as con:
        found = status_of(con)
    assert (found.entries, found.head) == (3, head_of(register))
    assert problems(register, head=found.head) == []
    assert "the noted head is not in it" in problems(register, head="0" * 63 + "1")[0]


def head_of(register: Register) -> str:
    with register.read() as con:
        return head(con)[1]


_TEXT = st.text(max_size=20)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(_TEXT, st.none() | _TEXT), min_size=2, max_size=8), st.data())
def test_any_change_of_any_entry_breaks_the_chain(said: list[tuple[str, str | None]], data: st.DataObject) -> None:
    bodies = [body_of(Entry(seq=n, at="", by=by, kind="accept", note=note)) for n, (by, note) in enumerate(said, 1)]
    kept = _chain(bodies)
    at = data.draw(st.integers(0, len(bodies) - 1))
    how = data.draw(st.sampled_from(["change", "drop", "swap"]))
    tampered = list(bodies)
    if how == "change":
        spot = data.draw(st.integers(0, len(bodies[at]) - 1))
        tampered[at] = bodies[at][:spot] + chr(ord(bodies[at][spot]) + 1) + bodies[at][spot + 1 :]
    elif how == "drop" and at < len(bodies) - 1:
        del tampered[at]
    else:
        tampered[at], tampered[at - 1] = tampered[at - 1], tampered[at]
    if tampered != bodies:
        assert _chain(tampered)[-1] != kept[-1]


def _chain(bodies: list[str]) -> list[str]:
    hashes = [GENESIS]
    for body in bodies:
        hashes.append(chain_hash(hashes[-1], body))
    return hashes


# ---------------------------------------------------------------------- copies


@pytest.mark.parametrize("there", ["sqlite", "postgresql"])
def test_a_copy_is_the_same_register_and_works_on(
    register: Register, there: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    goal = str(tmp_path / "copy.sijill")
    if there == "postgresql":
        goal = postgres_server.empty(request.getfixturevalue("postgres"), "third")
    counts = backup(register, goal)
    assert (counts["report"], counts["log"]) == (2, 3)
    with Register.open(goal) as copy:
        assert head_of(copy) == head_of(register)
        assert problems(copy) == []
        name = _first(copy)
        assert look(copy, name).event == look(register, name).event
        say(copy, "reject", name)
        add(copy, report("r9", text=THIRD))
        with copy.read() as con:
            assert len(search(con, "المهندس").hits) == 3
    with pytest.raises(UsageError, match="already"):
        backup(register, goal)


def test_no_copy_is_left_of_a_register_that_is_not_whole(register: Register, tmp_path: Path) -> None:
    with register.write() as con:
        con.execute(text("UPDATE event SET killed = 40 WHERE num = 1"))
    with pytest.raises(UsageError, match="not whole"):
        backup(register, str(tmp_path / "copy.sijill"))
    assert not (tmp_path / "copy.sijill").exists()


def test_what_is_no_register_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a database, but long enough to be looked at " * 20)
    with pytest.raises(UsageError, match="cannot be used"):
        Register.open(str(other))
    with pytest.raises(UsageError, match="something already"):
        Register.create(str(other))
    with pytest.raises(UsageError, match="no such register"):
        Register.open(str(tmp_path / "none.sijill"))
    with pytest.raises(UsageError, match="mysql"):
        Register.open("mysql://somewhere/x")
    with pytest.raises(UsageError, match="cannot be used"):
        Register.open(f"postgresql://nobody@/none?host={tmp_path}")
    newer = str(tmp_path / "newer.sijill")
    with new_register(newer) as made, made.write() as con:
        con.execute(text("UPDATE meta SET value = '99' WHERE key = 'schema'"))
    with pytest.raises(UsageError, match="schema 99"):
        Register.open(newer)


# ---------------------------------------------------------------------- whatever people and runs do


class Work(RuleBasedStateMachine):
    """Runs that code anything, people who decide anything; what somebody settled is never changed but by a person."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.world = new_register(f"{self.folder.name}/t.sijill")
        self.register = self.world.__enter__()
        self.said: dict[str, tuple[str, str]] = {}  # event: what a person's word made of it
        self.packs = 0
        add(self.register, report("r1"))
        self.texts = report("r1").text

    def teardown(self) -> None:
        self.world.__exit__(None, None, None)
        self.folder.cleanup()

    def names(self) -> list[str]:
        with self.register.read() as con:
            return [row.id for row in events_of_report(con, "r1")]

    def note(self, name: str) -> None:
        now = look(self.register, name)
        if now.row.word == "open":
            self.said.pop(name, None)
        else:
            self.said[name] = (now.row.word, repr(now.event))

    @rule(
        which=st.sets(st.sampled_from([FIRST, SECOND, THIRD])), killed=st.integers(0, 3), cut=st.sampled_from([0, 0, 9])
    )
    def run_it(self, which: set[str], killed: int, cut: int) -> None:
        self.packs += 1
        made = []
        for sentence in sorted(which & {s for s in (FIRST, SECOND, THIRD) if s in self.texts}):
            event = coded(sentence, text=self.texts, killed=killed or None)
            made.append(
                coded(
                    sentence, text=self.texts, killed=killed or None, passage=(event.passage[0] + cut, event.passage[1])
                )
            )
        run(self.register, {"r1": made}, packs=f"p{self.packs}")

    @rule(prefix=st.sampled_from(["", "عاجل. ", "تصحيح. "]), drop=st.sampled_from(["", SECOND]))
    def revise(self, prefix: str, drop: str) -> None:
        self.texts = prefix + report("r1").text.replace(drop, "") if drop else prefix + report("r1").text
        add(self.register, report("r1", text=self.texts))

    @precondition(lambda self: self.names())
    @rule(
        at=st.integers(0, 9),
        kind=st.sampled_from(["accept", "reject", "field"]),
        low=st.integers(0, 4),
        aside=st.booleans(),
    )
    def say_it(self, at: int, kind: str, low: int, aside: bool) -> None:
        names = self.names()
        name = names[at % len(names)]
        fields = {"field": "casualties", "value": toll(low)} if kind == "field" else {}
        before = look(self.register, name)
        say(self.register, kind, name, aside=aside, **fields)
        if aside:
            assert look(self.register, name) == before
        else:
            self.note(name)

    @precondition(lambda self: self.said)
    @rule(at=st.integers(0, 9), last=st.integers(0, 3))
    def undo(self, at: int, last: int) -> None:
        name = sorted(self.said)[at % len(self.said)]
        with self.register.read() as con:
            entries = history(con, name)
        entry = entries[-1 - last % len(entries)]
        try:
            decide(self.register, Decision(kind="undo", by="omar", undoes=entry.id), seen={})
        except UsageError:
            return  # it was taken back already
        self.note(name)

    @precondition(lambda self: any(look(self.register, n).latest for n in self.said))
    @rule()
    def take_latest(self) -> None:
        name = next(n for n in sorted(self.said) if look(self.register, n).latest)
        latest = look(self.register, name).latest
        say(self.register, "accept", name, take="latest")
        assert look(self.register, name).event == latest
        self.note(name)

    @precondition(lambda self: self.names())
    @rule()
    def save_too_late(self) -> None:
        name = self.names()[0]
        version = look(self.register, name).row.version
        with pytest.raises(StaleError):
            say(self.register, "reject", name, seen={name: version - 1})

    @invariant()
    def what_people_said_stands(self) -> None:
        for name, said in self.said.items():
            now = look(self.register, name)
            assert (now.row.word, repr(now.event)) == said
            assert now.row.status in {now.row.word, "changed"}

    @invariant()
    def it_is_whole(self) -> None:
        assert problems(self.register) == []


def test_no_run_changes_what_a_person_said() -> None:
    examples = int(os.environ.get("SIJILL_LAWS", "5"))
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=examples, stateful_step_count=12, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip


def test_nothing_is_lost_when_it_is_killed() -> None:
    """The short form of the bench: a run, a save and a run again are killed in their midst."""
    done = subprocess.run(
        [sys.executable, str(BENCH / "register_kill.py"), "--kills", "3", "--reports", "60"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 problems" in done.stdout

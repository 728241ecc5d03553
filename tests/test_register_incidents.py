"""Incidents in the register: what a link run made, and people's decisions on it: at once, and for the next run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from register_world import FIRST, SECOND, THIRD, add, coded, look, new_register, report, run, say, toll

from sijill.errors import UsageError
from sijill.model import Conflict, Decision, Incident, Said
from sijill.register import (
    Entry,
    Filter,
    Register,
    StaleError,
    agreement,
    count,
    decide,
    events_of_report,
    history,
    incident_of,
    incidents,
    members,
    pairs_of_coders,
)
from sijill.register.agreement import kappa
from sijill.register.check import check
from sijill.register.gather import replay_since, stale_incidents, standing_decisions
from sijill.register.linked import previous_incidents, rewrite_incident, store_incidents
from sijill.run.register import rewrite_stale


@pytest.fixture
def register(target: str) -> Iterator[Register]:
    """Three reports of three events; the first two tell of the same shell, so that i1 has two events and a conflict."""
    with new_register(target) as made:
        add(made, *(report(f"r{n}", text=f"{FIRST} {SECOND} {THIRD} العدد {n}") for n in (1, 2, 3)))
        run(made, {f"r{n}": _events(n) for n in (1, 2, 3)})
        link(made, ["1a 2a", "1b", "1c", "2b", "2c", "3a", "3b", "3c"])
        yield made


def _events(n: int) -> list:
    text = f"{FIRST} {SECOND} {THIRD} العدد {n}"
    return [
        coded(s, text=text, doc_id=f"r{n}", id=f"e{n}{k}", killed=None)
        for s, k in zip((FIRST, SECOND, THIRD), "abc", strict=True)
    ]


def link(register: Register, groups: list[str], run_num: int = 1) -> None:
    """Store incidents as a link run would, each named after its first event; those of several have a conflict."""
    found = []
    for group in groups:
        events = tuple(f"e{name}" for name in group.split())
        quarrel = (Conflict(field="date", values=tuple(Said(value=e, events=(e,)) for e in events)),)
        docs = tuple(sorted({f"r{name[1]}" for name in events}))
        conflicts = quarrel if len(events) > 1 else ()
        found.append(Incident(id=f"i{events[0][1:]}", type="Attack", reports=docs, events=events, conflicts=conflicts))
    with register.write() as con:
        store_incidents(con, run_num, found)


def word(register: Register, kind: str, events: str, **fields) -> str:
    names = tuple(f"e{name}" for name in events.split())
    seen = {name: look(register, name).row.version for name in names}
    return decide(register, Decision(kind=kind, by="salma", events=names, **fields), seen=seen).id


def homes(register: Register) -> dict[str, list[str]]:
    with register.read() as con:
        assert [f"{p.where}: {p.what}" for p in check(con)] == []
        return dict(previous_incidents(con))


def test_a_link_run_gives_every_event_its_incident_and_marks_conflicts(register: Register) -> None:
    with register.read() as con:
        row, made = incident_of(con, "i1a")
        assert (row.events, row.reports, row.conflicts, made.events) == (2, 2, 1, ("e1a", "e2a"))
        assert count(con, Filter(conflict=True)) == 2
        assert [r.id for r in incidents(con, conflicts=True)] == ["i1a"]
        assert len(incidents(con, limit=99)) == 8
        assert members(con, ["i1a"]) == ["e1a", "e2a"]
    needs = look(register, "e1a").row.need
    link(register, ["1a", "2a", "1b", "1c", "2b", "2c", "3a", "3b", "3c"])
    assert look(register, "e1a").row.need == needs - 400
    with register.read() as con:
        assert count(con, Filter(conflict=True)) == 0


def test_merge_split_and_different_act_at_once_and_are_taken_back(register: Register) -> None:
    before = homes(register)
    merged = word(register, "same", "1a 3a")
    assert homes(register)["i1a"] == ["e1a", "e2a", "e3a"]
    with register.read() as con, pytest.raises(UsageError, match="no incident"):
        incident_of(con, "i3a")
    with register.read() as con:
        assert stale_incidents(con) == ["i1a"]
        assert [e.kind for e in history(con, "e3a")] == ["same"]
    split = word(register, "split", "2a")
    assert homes(register)["i1a"] == ["e1a", "e3a"]
    apart = word(register, "different", "1a 3a")
    assert homes(register)["i1a"] == ["e1a"]
    for name in (apart, split, merged):
        decide(register, Decision(kind="undo", by="salma", undoes=name), seen={})
    assert homes(register) == before


def test_standing_decisions_are_what_a_link_run_must_hold(register: Register) -> None:
    merged = word(register, "same", "1a 3a")
    word(register, "split", "2a")
    gone = word(register, "different", "1b 2b")
    decide(register, Decision(kind="undo", by="salma", undoes=gone), seen={})
    with register.read() as con:
        found = standing_decisions(con)
        assert [(d.kind, d.events, d.apart, d.id) for d in found] == [
            ("same", ("e1a", "e3a"), (), merged),
            ("split", ("e2a",), ("e1a", "e3a"), "d3"),
        ]
    say(register, "reject", "e3a")
    with register.read() as con:
        assert [(d.kind, d.events, d.apart) for d in standing_decisions(con)] == [("split", ("e2a",), ("e1a",))]


def test_a_decision_taken_while_a_run_links_is_not_lost(register: Register) -> None:
    old = word(register, "same", "1b 2b")
    with register.read() as con:
        seen = len(list(history(con, "e1b"))) + 1
    word(register, "same", "1a 3a")
    decide(register, Decision(kind="undo", by="salma", undoes=old), seen={})
    link(register, ["1a 2a", "1b 2b", "1c", "2c", "3a", "3b", "3c"])
    with register.write() as con:
        replay_since(con, seen)
    now = homes(register)
    assert now["i1a"] == ["e1a", "e2a", "e3a"]
    assert ["e1b", "e2b"] not in now.values()


def test_an_incident_names_its_version_too(register: Register) -> None:
    decision = Decision(kind="same", by="salma", events=("e1a", "e3a"))
    with pytest.raises(UsageError, match="no version seen"):
        decide(register, decision, seen={"e1a": 1})
    decide(register, decision, seen={"i1a": 1, "i3a": 1})
    with pytest.raises(StaleError):
        decide(register, decision, seen={"i1a": 1, "i3a": 1})


def test_a_rewritten_incident_settles_its_conflict(register: Register) -> None:
    word(register, "split", "2a")
    with register.write() as con:
        for name in stale_incidents(con):
            held = tuple(members(con, [name]))
            docs = tuple({f"r{e[1]}" for e in held})
            rewrite_incident(con, Incident(id=name, type="Attack", reports=docs, events=held))
    with register.read() as con:
        assert stale_incidents(con) == []
        assert count(con, Filter(conflict=True)) == 0
    assert homes(register)["i1a"] == ["e1a"]


def choose(register: Register, event: str, field: str, incident: str = "i1a") -> Entry:
    with register.read() as con:
        seen = {incident: incident_of(con, incident)[0].version}
    decision = Decision(kind="choose", by="salma", events=(event,), incident=incident, field=field)
    return decide(register, decision, seen=seen, rewrite=rewrite_stale)


def test_a_telling_that_was_chosen_holds_and_settles_its_conflict(register: Register) -> None:
    pytest.importorskip("splink")
    say(register, "field", "e1a", field="date", value={"start": "2031-03-02", "end": "2031-03-02", "precision": 1})
    say(register, "field", "e2a", field="date", value={"start": "2031-02-28", "end": "2031-02-28", "precision": 1})
    say(register, "field", "e1a", field="casualties", value=toll(4))
    say(register, "field", "e2a", field="casualties", value=toll(7))
    with register.write() as con:
        rewrite_stale(con)
    with register.read() as con:
        row, made = incident_of(con, "i1a")
        assert (row.conflicts, made.chosen) == (2, {})
        assert count(con, Filter(conflict=True)) == 2
    day, killed = choose(register, "e2a", "date"), choose(register, "e2a", "casualties")
    with register.read() as con:
        row, made = incident_of(con, "i1a")
        assert (row.conflicts, row.stale, count(con, Filter(conflict=True))) == (0, False, 0)
        assert {c.field for c in made.conflicts} == {"date", "killed: Civilians"}
        (toll_,) = made.casualties
        assert (made.date.start, toll_.low, toll_.best, toll_.high) == ("2031-02-28", 7, 7, 7)
        assert toll_.says == {"low": ("r2",), "best": ("r2",), "high": ("r2",)}
        assert [step.low for step in toll_.history] == [4, 7]
        assert made.chosen == {"casualties": killed.id, "date": day.id}
        assert set(made.decisions) == {killed.id, day.id}
        assert [e.kind for e in history(con, "i1a")] == ["choose", "choose"]
        assert '"2031-02-28"' in (day.value or "")
        assert [(d.kind, d.events, d.field) for d in standing_decisions(con)] == [
            ("choose", ("e2a",), "date"), ("choose", ("e2a",), "casualties"),
        ]  # fmt: skip
    other = choose(register, "e1a", "date")
    with register.read() as con:
        made = incident_of(con, "i1a")[1]
        assert (made.date.start, made.chosen["date"]) == ("2031-03-02", other.id)
    for name in (other.id, day.id):
        decide(register, Decision(kind="undo", by="salma", undoes=name), seen={}, rewrite=rewrite_stale)
    with register.read() as con:
        row, made = incident_of(con, "i1a")
        assert (row.conflicts, set(made.chosen)) == (1, {"casualties"})
        assert [p.what for p in check(con)] == []


def test_a_choice_goes_with_its_telling_and_outlives_it(register: Register) -> None:
    pytest.importorskip("splink")
    say(register, "field", "e2a", field="casualties", value=toll(7))
    chosen = choose(register, "e2a", "casualties")
    word(register, "split", "2a")
    home = look(register, "e2a").row.incident_id or ""
    with register.write() as con:
        rewrite_stale(con)
    with register.read() as con:
        assert incident_of(con, "i1a")[1].chosen == {}
        assert incident_of(con, home)[1].chosen == {"casualties": chosen.id}
    say(register, "reject", "e2a")
    with register.read() as con:
        (kept,) = [d for d in standing_decisions(con) if d.kind == "choose"]
    assert (kept.events, kept.incident, kept.value) == ((), "i1a", chosen.value)


def test_a_choice_must_be_of_one_telling_and_a_field(register: Register) -> None:
    for events, field in ((("e1a", "e2a"), "date"), (("e1a",), "claim"), (("e1a",), None)):
        with pytest.raises(UsageError, match="one event and a field"):
            decide(register, Decision(kind="choose", by="salma", events=events, field=field), seen={"i1a": 1})
    with pytest.raises(UsageError, match="no version seen"):
        decide(register, Decision(kind="choose", by="salma", events=("e1a",), field="date"), seen={})
    choose_ = Decision(kind="choose", by="salma", events=("e1a",), field="date")
    decide(register, choose_, seen={"i1a": 1})
    with pytest.raises(StaleError):
        decide(register, choose_, seen={"i1a": 1})


def test_an_incident_is_written_anew_with_a_telling_that_changed(register: Register) -> None:
    """A corrected toll is the incident's at once; a rejected telling has no say, and comes back when that is undone."""
    pytest.importorskip("splink")
    version = look(register, "e1a").row.version
    change = Decision(
        kind="field", by="salma", events=("e1a",), field="casualties",
        value='[{"group": "Civilians", "outcome": "killed", "low": 9, "high": 9}]',
    )  # fmt: skip
    decide(register, change, seen={"e1a": version}, rewrite=rewrite_stale)
    with register.read() as con:
        assert [(c.low, c.high) for c in incident_of(con, "i1a")[1].casualties] == [(9, 9)]
    rejected = decide(
        register, Decision(kind="reject", by="salma", events=("e1a",)), seen={"e1a": version + 1}, rewrite=rewrite_stale
    )
    with register.read() as con:
        row, made = incident_of(con, "i1a")
        assert (made.casualties, made.events, row.events) == ((), ("e1a", "e2a"), 2)
        assert [p.what for p in check(con)] == []
    decide(register, Decision(kind="undo", by="salma", undoes=rejected.id), seen={}, rewrite=rewrite_stale)
    with register.read() as con:
        assert [(c.low, c.high) for c in incident_of(con, "i1a")[1].casualties] == [(9, 9)]


# ---------------------------------------------------------------------- two readers


def test_a_second_reader_changes_nothing_and_sees_none_of_the_first(register: Register) -> None:
    say(register, "field", "e1a", by="salma", field="time", value='"10:00"')
    say(register, "accept", "e1a", by="salma")
    version = look(register, "e1a").row.version
    say(register, "field", "e1a", by="omar", field="part", value='"dawn"', aside=True)
    said = say(register, "accept", "e1a", by="omar", aside=True)
    now = look(register, "e1a")
    assert (now.row.version, now.event.time, now.event.part) == (version, "10:00", None)
    assert '"part":"dawn"' in said.value
    assert '"time":null' in said.value
    assert homes(register)


def test_agreement_of_two_coders(register: Register) -> None:
    for n in (1, 2, 3):
        for k in "ab":
            say(register, "accept", f"e{n}{k}", by="salma")
    for name in ("e1a", "e2a", "e3a"):
        say(
            register, "field", name, by="omar", field="type", value='"Armed clash"', aside=True
        ) if name == "e3a" else None
        say(register, "accept", name, by="omar", aside=True)
    say(register, "reject", "e1b", by="omar", aside=True)
    with register.read() as con:
        assert pairs_of_coders(con) == {("omar", "salma"): 4}
        rows = {row.field: row for row in agreement(con, "salma", "omar")}
    assert (rows["is an event"].events, rows["is an event"].same, rows["is an event"].kappa) == (4, 3, 0.0)
    assert (rows["type"].events, rows["type"].same) == (3, 2)
    assert rows["type"].f1 == pytest.approx(2 / 3)
    assert rows["country"].f1 == 1.0
    assert rows["weapon"].f1 is None


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        ([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15, 0.4),  # a textbook's table
        ([("a", "a")], None),
        ([], None),
    ],
)
def test_kappa(pairs, expected) -> None:
    assert kappa(pairs) == (None if expected is None else pytest.approx(expected))


def test_events_of_a_report_keep_their_incident(register: Register) -> None:
    with register.read() as con:
        assert [row.incident_id for row in events_of_report(con, "r2")] == ["i1a", "i2b", "i2c"]

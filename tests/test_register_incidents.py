"""Incidents in the register: what a link run made, and people's decisions on it: at once, and for the next run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from register_world import FIRST, SECOND, THIRD, add, coded, look, new_register, report, run, say

from sijill.errors import UsageError
from sijill.model import Conflict, Decision, Incident, Said
from sijill.register import (
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
        found = standing_decisions(con, {"e1a", "e2a", "e3a"})
        assert [(d.kind, d.events, d.apart, d.id) for d in found] == [
            ("same", ("e1a", "e3a"), (), merged),
            ("split", ("e2a",), ("e1a", "e3a"), "d3"),
        ]
        assert standing_decisions(con, {"e1a"}) == []


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

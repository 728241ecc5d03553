"""Clustering and decisions: what holds whatever the weights say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import InputError
from sijill.link.cluster import MILLI, Clusters, Edges, Limits, Members, Rules, cluster
from sijill.link.decide import Ruled, read_decisions, rule
from sijill.link.history import name_incidents
from sijill.model import Decision

LIMITS = Limits(
    context_bits=3.0, undated_bits=0.0, join_bits=0.0, keep_bits=-6.0, absent_bits=-8.0, margin_bits=1.0, max_days=3
)


def edges(*rows: tuple[int, int, float]) -> Edges:
    ordered = sorted((min(a, b), max(a, b), round(bits * MILLI)) for a, b, bits in rows)
    columns = [np.array([row[i] for row in ordered], dtype=np.int64) for i in range(3)]
    return Edges(*columns)


def members(count: int, *, doc=None, day=None, coarse=()) -> Members:
    docs = np.array(doc if doc is not None else range(count), dtype=np.int64)
    days = np.array(day if day is not None else [0] * count, dtype=np.int64)
    return Members(docs, days, days, np.array([n in coarse for n in range(count)], dtype=np.int64))


def groups(clusters: Clusters) -> list[list[int]]:
    return [group for group in clusters.groups if len(group) > 1]


def test_events_of_one_report_stay_two():
    found = cluster(3, edges((0, 1, 9), (0, 2, 5), (1, 2, 4)), members(3, doc=[7, 7, 8]), Rules(), LIMITS)
    assert groups(found) == [[0, 2]]


def test_a_retelling_in_one_report_is_one():
    rules = Rules(retold=frozenset({(0, 1)}))
    assert groups(cluster(2, edges((0, 1, 9)), members(2, doc=[7, 7]), rules, LIMITS)) == [[0, 1]]


def test_a_chain_does_not_swallow_what_its_ends_deny():
    found = cluster(3, edges((0, 1, 6), (1, 2, 5), (0, 2, -6)), members(3), Rules(), LIMITS)
    assert groups(found) == [[0, 1]]


def test_a_coarse_record_bridges_no_two_incidents():
    rows = edges((0, 1, 6), (2, 3, 6), (4, 0, 5), (4, 1, 5), (4, 2, 3), (4, 3, 3))
    assert groups(cluster(5, rows, members(5, coarse={4}), Rules(), LIMITS)) == [[0, 1, 4], [2, 3]]


def test_a_report_goes_with_its_coarse_record_where_that_fits_better():
    rows = edges((0, 1, 5), (0, 2, 9))
    assert groups(cluster(3, rows, members(3, doc=[7, 8, 8], coarse={2}), Rules(), LIMITS)) == [[0, 2]]


def test_what_was_held_back_joins_when_the_coarse_record_went_elsewhere():
    rows = edges((0, 1, 5), (0, 2, 7), (3, 4, 12), (2, 3, 9), (2, 4, 9))
    found = cluster(5, rows, members(5, doc=[7, 8, 8, 9, 10], coarse={2}), Rules(), LIMITS)
    assert groups(found) == [[0, 1], [2, 3, 4]]


def test_a_coarse_record_that_fits_two_incidents_stands_alone_and_says_so():
    rows = edges((0, 1, 6), (2, 3, 6), (4, 0, 5), (4, 1, 5), (4, 2, 5), (4, 3, 5))
    found = cluster(5, rows, members(5, coarse={4}), Rules(), LIMITS)
    assert groups(found) == [[0, 1], [2, 3]]
    assert {refusal.why for refusal in found.refusals} == {
        "fits more than one incident equally well, so it stands alone"
    }


@pytest.mark.parametrize(("bits", "joined"), [(9, [[3, 4]]), (5.5, [[2, 4]])])
def test_a_coarse_record_stays_with_one_that_stands_alone_where_that_fits_clearly_better(bits, joined):
    rows = edges((3, 0, 5), (3, 1, 5), (4, 2, 5), (3, 4, bits))
    assert groups(cluster(5, rows, members(5, coarse={3, 4}), Rules(), LIMITS)) == joined


def test_an_incident_does_not_swallow_a_week_and_says_so():
    days = [0, 2, 4, 6]
    rows = edges(*((a, b, 8) for a in range(4) for b in range(a)))
    found = cluster(4, rows, members(4, day=days), Rules(), LIMITS)
    assert all(max(days[n] for n in group) - min(days[n] for n in group) <= LIMITS.max_days for group in found.groups)
    assert any("would span" in refusal.why for refusal in found.refusals)


WEIGHTS = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] < p[1]), st.integers(-6, 9), max_size=30
)
PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] != p[1]), max_size=6)
KINDS = st.lists(st.sampled_from(["same", "different"]), min_size=6, max_size=6)


@given(WEIGHTS, st.lists(st.integers(0, 6), min_size=10, max_size=10), st.sets(st.integers(0, 9), max_size=4))
def test_two_events_of_one_report_stay_two_whatever_the_weights(weights, docs, coarse):
    found = cluster(
        10, edges(*((a, b, w) for (a, b), w in weights.items())), members(10, doc=docs, coarse=coarse), Rules(), LIMITS
    )
    assert sorted(n for group in found.groups for n in group) == list(range(10))
    assert all(len({docs[n] for n in group}) == len(group) for group in found.groups)
    joints = sorted((j.left, j.right) for j in found.joints)
    assert len(joints) == 10 - len(found.groups)


@settings(max_examples=200)
@given(WEIGHTS, PAIRS, KINDS, st.lists(st.integers(0, 4), min_size=10, max_size=10))
def test_decisions_always_win_and_of_two_the_later(weights, pairs, kinds, docs):
    taken = [Decision(kind=k, events=(f"e{a}", f"e{b}")) for (a, b), k in zip(pairs, kinds, strict=False)]
    numbers = {f"e{n}": n for n in range(10)}
    ruled = rule(read_decisions(taken), numbers, {})
    rules = Rules(frozenset(ruled.same), frozenset(ruled.apart))
    found = cluster(
        10, edges(*((a, b, w) for (a, b), w in weights.items())), members(10, doc=docs, day=docs), rules, LIMITS
    )
    home = {n: number for number, group in enumerate(found.groups) for n in group}
    assert all(home[a] == home[b] for a, b in ruled.same)
    assert all(home[a] != home[b] for a, b in ruled.apart)
    if taken:
        a, b = (numbers[e] for e in taken[-1].events)
        assert (home[a] == home[b]) == (taken[-1].kind == "same")
    upheld = len(ruled.same) + len(ruled.apart)
    assert upheld >= len({frozenset(d.events) for d in taken}) - len(ruled.overruled)


def decide(*decisions: Decision, events: int = 6, incidents=None) -> Ruled:
    return rule(read_decisions(decisions), {f"e{n}": n for n in range(events)}, incidents or {})


def test_the_later_of_two_contradicting_decisions_stands_and_it_is_told():
    ruled = decide(Decision(kind="same", events=("e1", "e2")), Decision(kind="different", events=("e2", "e1")))
    assert (ruled.same, list(ruled.apart)) == ({}, [(1, 2)])
    assert "line 1" in ruled.overruled[0]


def test_a_contradiction_through_a_third_event_is_seen():
    ruled = decide(
        Decision(kind="different", events=("e0", "e2")),
        Decision(kind="same", events=("e0", "e1")),
        Decision(kind="same", events=("e1", "e2")),
    )
    assert ruled.apart == {}
    assert len(ruled.overruled) == 1


def test_a_split_keeps_its_events_together_and_the_rest_away():
    ruled = decide(
        Decision(kind="split", incident="i1", events=("e0", "e1")), incidents={"i1": ["e0", "e1", "e2", "gone"]}
    )
    assert list(ruled.same) == [(0, 1)]
    assert sorted(ruled.apart) == [(0, 2), (1, 2)]


def test_an_undone_decision_rules_nothing():
    ruled = decide(Decision(kind="same", id="d1", events=("e1", "e2")), Decision(kind="undo", undoes="d1"))
    assert ruled.same == {}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"kind": "same", "events": ["e1", "nowhere"]}', "does not exist: nowhere"),
        ('{"kind": "same", "events": ["e1"]}', "needs 2 events"),
        ('{"kind": "split", "incident": "i9", "events": ["e1"]}', "does not exist: i9"),
        ('{"kind": "perhaps", "events": ["e1", "e2"]}', "not a decision"),
    ],
)
def test_a_decision_that_cannot_be_followed_is_an_error_with_its_line(tmp_path, line, told):
    path = tmp_path / "decisions.jsonl"
    path.write_text('{"kind": "same", "events": ["e1", "e2"]}\n' + line + "\n")
    with pytest.raises(InputError, match=told) as error:
        rule(read_decisions(path), {"e1": 1, "e2": 2}, {})
    assert (error.value.file, error.value.line) == (str(path), 2)


EVENTS = st.lists(st.sampled_from([f"e{n}" for n in range(12)]), unique=True, min_size=1, max_size=12)


def partition(events: list[str], cuts: list[int]) -> list[list[str]]:
    parts: dict[int, list[str]] = {}
    for event, cut in zip(events, cuts * 12, strict=False):
        parts.setdefault(cut, []).append(event)
    return sorted(sorted(part) for part in parts.values())


@given(
    EVENTS, st.lists(st.integers(0, 3), min_size=1, max_size=12), st.lists(st.integers(0, 3), min_size=1, max_size=12)
)
def test_ids_are_unique_stand_and_tell_where_they_come_from(events, before, after):
    first = partition(events, before)
    earlier = {named.id: group for named, group in zip(name_incidents(first, {}), first, strict=True)}
    now = partition([*events, "new1", "new2"], after)
    named = name_incidents(now, earlier)
    assert len({n.id for n in named}) == len(now)
    for name, group in zip(named, now, strict=True):
        sources = {i for i, members in earlier.items() if set(members) & set(group)}
        assert sources - {name.id} == set(name.was)
        if len(sources) == 1 and set(earlier[next(iter(sources))]) <= set(group):
            assert name.id in sources  # an incident that only grew keeps its id
        if not sources:
            assert name.id not in earlier
    assert name_incidents(list(reversed(now)), earlier) == list(reversed(named))


def test_a_split_is_told():
    named = name_incidents([["e1", "e2"], ["e3"]], {"i1": ["e1", "e2", "e3"]})
    assert [(n.id == "i1", n.was) for n in named] == [(True, ()), (False, ("i1",))]

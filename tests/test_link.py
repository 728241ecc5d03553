"""Linking from files to incidents: what a user meets."""

from __future__ import annotations

import json
import random
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("splink")

from sijill.errors import InputError, UsageError
from sijill.link import explain_incident, link_events
from sijill.model import Incident, event_from_json

DAYS = ["2031-03-02", "2031-03-02", "2031-03-03", "2031-03-09", None]
TOWNS = [
    ("Qasr Jadid", "Wadi Safa", "قصر جديد"),
    ("Tell Zaytun", "Wadi Safa", "تل زيتون"),
    ("Umm Nakhl", "Jabal Hur", "أم نخل"),
]
SIDES = ["Northern Front", "Military Forces of Freedonia", "Unidentified armed group"]


def event(name: str, doc: str, **fields) -> dict:
    town = TOWNS[fields.pop("town", 0)]
    killed, wounded = fields.pop("killed", (4, 4)), fields.pop("wounded", (9, 9))
    day = fields.pop("day", "2031-03-02")
    counts = [("killed", killed), ("wounded", wounded)]
    casualties = [{"group": "Civilians", "outcome": o, "low": c[0], "high": c[1]} for o, c in counts if c]
    return {
        "id": name,
        "doc_id": doc,
        "passage": [0, 40],
        "type": "Remote explosive/landmine/IED",
        "date": {"start": day, "end": day},
        "place": {"country": "XF", "admin1": "Safa", "admin2": town[1], "name": town[0], "text": town[2]},
        "initiator": [{"group": "Northern Front", "class": "rebel group"}],
        "target": [{"group": "Civilians", "class": "civilians"}],
        "weapon": ["vehicle bomb"],
        "casualties": casualties,
    } | fields


def write(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def link(tmp_path: Path, rows: list[dict], **options) -> list[Incident]:
    out = tmp_path / "incidents.jsonl"
    link_events([write(tmp_path / "events.jsonl", rows)], out, **options)
    return [msgspec.json.decode(line, type=Incident) for line in out.read_bytes().splitlines()]


def by_event(incidents: list[Incident]) -> dict[str, Incident]:
    return {e: i for i in incidents for e in i.events}


def test_three_outlets_with_three_tolls_tell_one_incident(tmp_path):
    rows = [
        event("a", "r1"),
        event("b", "r2", killed=(6, 6)),
        event("c", "r3", killed=(4, None), initiator=[{"group": "Unidentified armed group", "class": "unknown"}]),
    ]
    (incident,) = link(tmp_path, rows)
    toll = incident.casualties[0]
    assert (toll.low, toll.best, toll.high) == (4, 6, 6)
    assert (toll.says["low"], toll.says["high"]) == (("r1", "r3"), ("r2",))
    assert [a.group for a in incident.initiator] == ["Northern Front"]
    assert [c.field for c in incident.conflicts] == ["killed: Civilians"]
    assert incident.reports == ("r1", "r2", "r3")
    assert incident.independent_sources == 3
    assert len(incident.joined) == 2
    assert {w.field for w in incident.joined[0].because} > {"before", "day", "place", "killed"}


def test_two_bombs_in_one_town_on_one_day_stay_two(tmp_path):
    early, late = {"part": "dawn", "time": "05:00"}, {"part": "night", "time": "22:00"}
    rows = [
        event("a", "r1", **early),
        event("b", "r2", **early),
        event("c", "r1", killed=(31, 31), wounded=(70, 70), **late),
        event("d", "r2", killed=(31, 31), wounded=(70, 70), **late),
        event("e", "r3", killed=(31, 31), **late),
    ]
    assert sorted(i.events for i in link(tmp_path, rows)) == [("a", "b"), ("c", "d", "e")]


def test_another_attacker_joins_as_a_conflict(tmp_path):
    other = [{"group": "Military Forces of Freedonia", "class": "state forces"}]
    (incident,) = link(tmp_path, [event("a", "r1"), event("b", "r2", initiator=other)])
    assert [c.field for c in incident.conflicts] == ["initiator"]
    assert [s.value for s in incident.conflicts[0].values] == ["Military Forces of Freedonia", "Northern Front"]


def test_a_toll_that_grows_is_one_incident_with_its_history(tmp_path):
    reports = [{"doc_id": f"r{n}", "text": "", "published": f"2031-03-0{n + 1}"} for n in (1, 2, 3)]
    rows = [event("a", "r1", killed=(5, 5)), event("b", "r2", killed=(7, 7)), event("c", "r3", killed=(8, 8))]
    (incident,) = link(tmp_path, rows, reports=[write(tmp_path / "reports.jsonl", reports)])
    toll = incident.casualties[0]
    assert (toll.low, toll.best, toll.high) == (8, 8, 8)
    assert [(s.day, s.low) for s in toll.history] == [("2031-03-02", 5), ("2031-03-03", 7), ("2031-03-04", 8)]
    assert "5 (2031-03-02), 7 (2031-03-03), 8 (2031-03-04)" in incident.notes[0]


def test_reposts_and_one_outlet_twice_are_one_voice(tmp_path):
    words = ["".join(letters) for letters in product("بتثجح", repeat=3)]
    copy, other = " ".join(words[:60]), " ".join(words[60:])
    texts = {"r1": copy, "r2": copy + " زائدة", "r3": other, "r4": "قصير"}
    outlets = {"r1": "A", "r2": "B", "r3": "C", "r4": "C"}
    reports = [{"doc_id": d, "text": t, "published": "2031-03-02", "outlet": outlets[d]} for d, t in texts.items()]
    rows = [event(f"e{d}", d) for d in texts]
    (incident,) = link(tmp_path, rows, reports=[write(tmp_path / "reports.jsonl", reports)])
    assert (len(incident.reports), incident.independent_sources) == (4, 2)


def test_who_the_dead_were_is_disputed(tmp_path):
    fighters = [{"group": "Northern Front", "outcome": "killed", "low": 4, "high": 4}]
    rows = [event("a", "r1", wounded=None), event("b", "r2", casualties=fighters)]
    (incident,) = link(tmp_path, rows)
    civilians = next(c for c in incident.casualties if c.group == "Civilians")
    assert (civilians.low, civilians.best, civilians.high) == (0, 4, 4)
    assert civilians.says["low"] == ("r2",)
    assert "killed: who" in {c.field for c in incident.conflicts}


def test_events_without_place_or_day_are_incidents_of_their_own(tmp_path):
    bare = {"date": None, "place": None, "claim": None, "casualties": []}
    found = link(tmp_path, [event("a", "r1", **bare), event("b", "r2", **bare), event("c", "r3", date=None)])
    assert [i.events for i in found] == [("a",), ("b",), ("c",)]


def test_rows_that_are_no_events_are_told_and_left_out(tmp_path):
    good = json.dumps(event("a", "r1"))
    bad = json.dumps(event("b", "r2", killed=(9, 2)))
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join([good, "{", bad, '{"id": "x"}', good, ""]), encoding="utf-8")
    summary = link_events([path], tmp_path / "out.jsonl")
    assert (summary.read, summary.linked, summary.repeated, summary.incidents) == (5, 1, 1, 1)
    assert [(r.line, r.file) for r in summary.rejected] == [(n, str(path)) for n in (2, 3, 4)]
    assert "low 9 is above its high 2" in summary.rejected[1].reason
    assert len((tmp_path / "out.jsonl.rejects.jsonl").read_text().splitlines()) == 3


def test_no_events_give_no_incidents(tmp_path):
    assert link(tmp_path, []) == []


def test_two_events_of_one_id_are_an_error(tmp_path):
    with pytest.raises(InputError, match="share the id a"):
        link(tmp_path, [event("a", "r1"), event("a", "r2")])


def test_a_missing_file_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        link_events([tmp_path / "none.jsonl"], tmp_path / "out.jsonl")


def test_without_the_extra_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(UsageError, match=r"pip install 'sijill\[link\]'"):
        link_events([write(tmp_path / "events.jsonl", [event("a", "r1")])], tmp_path / "out.jsonl")


def test_decisions_win_over_weights(tmp_path):
    rows = [event("a", "r1"), event("b", "r2"), event("c", "r3", town=2, day="2031-07-01")]
    taken = write(
        tmp_path / "decisions.jsonl",
        [
            {"kind": "different", "events": ["a", "b"], "by": "reader", "id": "d1"},
            {"kind": "same", "events": ["b", "c"], "by": "reader", "id": "d2"},
        ],
    )
    found = link(tmp_path, rows, decisions=taken)
    assert [i.events for i in found] == [("a",), ("b", "c")]
    assert [i.decisions for i in found] == [("d1",), ("d1", "d2")]
    assert found[1].joined[0].decision == "d2"


def test_a_telling_that_was_chosen_gives_the_value_as_it_was_then(tmp_path):
    rows = [event("a", "r1"), event("b", "r2", killed=(6, 6), day="2031-03-03")]
    (before,) = link(tmp_path, rows)
    assert {c.about for c in before.conflicts} == {"date", "casualties"} == {c.about for c in before.open_conflicts}
    said = '[{"group": "Civilians", "outcome": "killed", "low": 5, "high": null}]'
    taken = [
        {"kind": "choose", "events": ["b"], "field": "date", "id": "d1"},
        {"kind": "choose", "events": ["a"], "field": "casualties", "id": "d2"},
        {"kind": "choose", "events": ["b"], "field": "casualties", "id": "d3", "value": said},
    ]
    (found,) = link(tmp_path, rows, decisions=write(tmp_path / "d.jsonl", taken))
    assert (found.date.start, found.chosen, found.decisions) == (
        "2031-03-03", {"casualties": "d3", "date": "d1"}, ("d1", "d2", "d3"),
    )  # fmt: skip
    assert [(c.outcome, c.low, c.best, c.high) for c in found.casualties] == [
        ("killed", 5, 5, None), ("wounded", 9, 9, 9),
    ]  # fmt: skip
    assert found.open_conflicts == ()
    taken.append({"kind": "undo", "undoes": "d3"})
    (found,) = link(tmp_path, rows, decisions=write(tmp_path / "d.jsonl", taken))
    assert (found.chosen["casualties"], found.casualties[0].low, found.casualties[0].high) == ("d2", 4, 4)


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"events": ["nowhere"], "field": "date"}, "does not exist: nowhere"),
        ({"events": ["a", "b"], "field": "date"}, "no field of one telling"),
        ({"events": ["a"], "field": "passage"}, "no field of one telling"),
        ({"events": ["a"], "field": "place", "value": "17"}, "no value for place"),
    ],
)
def test_a_choice_that_cannot_be_followed_is_an_error(tmp_path, choice, told):
    taken = write(tmp_path / "d.jsonl", [{"kind": "choose", "id": "d1"} | choice])
    with pytest.raises(InputError, match=told):
        link(tmp_path, [event("a", "r1"), event("b", "r2")], decisions=taken)


def test_a_split_of_an_incident_by_its_id(tmp_path):
    rows = [event(e, f"r{e}") for e in "abcd"]
    (before,) = link(tmp_path, rows)
    previous = tmp_path / "previous.jsonl"
    (tmp_path / "incidents.jsonl").rename(previous)
    taken = write(tmp_path / "d.jsonl", [{"kind": "split", "incident": before.id, "events": ["d"]}])
    after = link(tmp_path, rows, decisions=taken, previous=previous)
    assert [(i.events, i.id == before.id, i.was) for i in after] == [
        (("a", "b", "c"), True, ()),
        (("d",), False, (before.id,)),
    ]


def test_parquet_gives_what_json_lines_give(tmp_path):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rows = [event("a", "r1"), event("b", "r2"), event("c", "r3", town=2)]
    lines = write(tmp_path / "events.jsonl", rows)
    strict = [msgspec.to_builtins(event_from_json(line)) for line in lines.read_bytes().splitlines()]
    for row in strict:
        for empty in ("confidence", "because", "why_null", "report"):
            del row[empty]
    pq.write_table(pa.Table.from_pylist(strict), tmp_path / "events.parquet")
    link_events([lines], tmp_path / "one.jsonl")
    link_events([tmp_path / "events.parquet"], tmp_path / "two.jsonl")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_explain_lays_the_tellings_side_by_side(tmp_path):
    rows = [event("a", "r1"), event("b", "r2", killed=(6, 6), part="dawn")]
    texts = [
        {"doc_id": d, "text": f"نص التقرير {d}", "published": "2031-03-02", "outlet": d.upper()} for d in ("r1", "r2")
    ]
    reports = write(tmp_path / "reports.jsonl", texts)
    (incident,) = link(tmp_path, rows, reports=[reports])
    for name in (incident.id, "a"):
        table = explain_incident(name, tmp_path / "incidents.jsonl", [tmp_path / "events.jsonl"], reports=[reports])
        assert table.id == incident.id
        assert table.columns == ("r1\nR1\n2031-03-02", "r2\nR2\n2031-03-02")
        found = {row.field: row for row in table.rows}
        assert found["killed: Civilians"].tellings == ("4", "6")
        assert [f for f, row in found.items() if row.differs] == ["killed: Civilians"]
        assert found["passage"].tellings == ("نص التقرير r1", "نص التقرير r2")
        assert "bits" in table.joints[0]
        assert table.notes[0] == "2 reports, 2 independent sources"
    with pytest.raises(UsageError, match="no incident nowhere"):
        explain_incident("nowhere", tmp_path / "incidents.jsonl", [tmp_path / "events.jsonl"])
    with pytest.raises(UsageError, match="lack 1 of the 2 tellings: b"):
        explain_incident("a", tmp_path / "incidents.jsonl", [write(tmp_path / "few.jsonl", rows[:1])])


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "doc": st.integers(0, 5),
            "town": st.integers(0, 2),
            "day": st.sampled_from(DAYS),
            "killed": st.sampled_from([None, (4, 4), (5, 5), (4, None), (30, 30)]),
            "side": st.sampled_from(SIDES),
            "part": st.sampled_from([None, "dawn", "night"]),
        }
    ),
    min_size=1,
    max_size=9,
)


def rows_of(drawn: list[dict], start: int = 0) -> list[dict]:
    return [
        event(
            f"e{number:02d}",
            f"r{row['doc']}",
            town=row["town"],
            day=row["day"],
            killed=row["killed"],
            part=row["part"],
            initiator=[{"group": row["side"], "class": "unknown"}],
        )
        for number, row in enumerate(drawn, start)
    ]


SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(drawn, rng: random.Random):
    rows = rows_of(drawn)
    with TemporaryDirectory() as name:
        work = Path(name)
        link(work, rows)
        first = (work / "incidents.jsonl").read_bytes()
        rng.shuffle(rows)
        half = len(rows) // 2
        parts = [write(work / "one.jsonl", rows[:half]), write(work / "two.jsonl", rows[half:])]
        link_events(parts, work / "incidents.jsonl")
        assert (work / "incidents.jsonl").read_bytes() == first


@SLOW
@given(ROWS, ROWS)
def test_ids_stand_when_more_reports_come(drawn, more):
    with TemporaryDirectory() as name:
        work = Path(name)
        before = link(work, rows_of(drawn))
        previous = (work / "incidents.jsonl").rename(work / "previous.jsonl")
        later = [row | {"doc_id": f"later-{row['doc_id']}"} for row in rows_of(more, len(drawn))]
        after = link(work, rows_of(drawn) + later, previous=previous)
        home = by_event(after)
        for incident in before:
            now = {home[e].id: home[e] for e in incident.events}
            known = {i for found in now.values() for i in (found.id, *found.was)}
            assert incident.id in known  # it stands, or its heirs say what they were
            if len(now) == 1 and {e for i in before for e in i.events if home[e].id in now} == set(incident.events):
                assert incident.id in now
        assert all(len({e.split("-")[0] for e in i.reports}) <= len(i.events) for i in after)


@SLOW
@given(ROWS)
def test_two_events_of_one_report_are_two_incidents(drawn):
    with TemporaryDirectory() as name:
        for incident in link(Path(name), rows_of(drawn)):
            assert len(incident.reports) == len(incident.events)

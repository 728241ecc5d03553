"""Dossiers, headings, and what an incident says where its tellings differ."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("splink")

from test_link import event, link, write

from sijill.errors import InputError, UsageError
from sijill.link import LinkOptions
from sijill.link.dossier import Subjects, openings, read_dossiers
from sijill.link.features import Row, load_tables, row_of
from sijill.link.merge import Telling, merge
from sijill.link.retell import heads
from sijill.model import Event, Incident, event_from_json, to_json


def told(*rows: dict, published: tuple[str | None, ...] = ()) -> Incident:
    """One incident of these events, each a voice of its own."""
    days = published or (None,) * len(rows)
    tellings = [Telling(of(row), n, day) for n, (row, day) in enumerate(zip(rows, days, strict=True))]
    return merge("i", tellings, load_tables())


def of(row: dict) -> Event:
    return event_from_json(json.dumps(row).encode())


# ---------------------------------------------------------------------- dossiers


def test_reports_of_one_dossier_join_where_they_would_not_alone(tmp_path):
    rows = [
        event("a", "r1", day=None, wounded=None),
        event("b", "r2", day=None, killed=(5, 5), wounded=None),
        event("c", "r2", day=None, killed=(1, 1), wounded=None, town=1, passage=[90, 120]),
    ]
    assert len(link(tmp_path, rows)) == 3
    options = LinkOptions(dossiers={"r1": "north", "r2": "north"})
    found = link(tmp_path, rows, options=options)
    subject = next(i for i in found if i.subject_of)
    assert (subject.events, subject.subject_of) == (("a", "b"), ("north",))
    assert "dossier" in {w.field for w in subject.joined[0].because}
    assert sum(w.bits for w in subject.joined[0].because) == pytest.approx(subject.joined[0].bits, abs=0.3)


def test_a_dossier_is_about_the_act_of_whose_losses_most_of_its_reports_tell():
    rows = [
        event("a", "r1", killed=None, wounded=None), event("b", "r2", killed=None, wounded=None),
        event("c", "r1", passage=[50, 90]), event("d", "r2", passage=[50, 90], wounded=None),
        event("e", "r3", killed=(30, None), wounded=None),
    ]  # fmt: skip
    events = [of(row) for row in rows]
    subjects = Subjects(dict.fromkeys(("r1", "r2", "r3"), "north"), events)
    for number, group in enumerate((events[:2], events[2:4], events[4:])):
        subjects.add(number, group, openings(events))
    assert subjects.of_groups() == {1: ("north",)}
    assert openings(events) == {"r1": "a", "r2": "b", "r3": "e"}


@pytest.mark.parametrize(
    ("text", "message"),
    [("r1 north\n", "not a report's id"), ("r1\tnorth\nr1\tsouth\n", "stands in two dossiers"), ("\tnorth\n", "not a")],
)
def test_a_file_of_dossiers_that_cannot_be_read_tells_its_line(tmp_path, text, message):
    path = tmp_path / "dossiers.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_dossiers(path)
    assert caught.value.line == text.count("\n")
    with pytest.raises(UsageError, match="no such file"):
        read_dossiers(tmp_path / "none.tsv")


# ---------------------------------------------------------------------- headings


@pytest.mark.parametrize(
    ("heading", "joins"),
    [
        ({}, True),
        ({"killed": None, "wounded": None}, True),
        ({"killed": (3, None)}, True),
        ({"killed": (13, 13)}, False),
        ({"day": "2031-03-01"}, False),
        ({"town": 1}, False),
        ({"type": "Arrests"}, False),
        ({"passage": [300, 340]}, False),
        ({"passage": [0, 250]}, False),
        ({"initiator": [{"group": "Military Forces of Freedonia", "class": "state forces"}]}, False),
    ],
)
def test_a_heading_tells_the_act_of_its_text_again_where_nothing_speaks_against_it(heading, joins):
    act = of(event("b", "r1", passage=[400, 480]))
    assert heads(of(event("a", "r1") | event("a", "r1", **heading)), act, load_tables()) is joins


def test_a_heading_and_its_text_are_one_incident(tmp_path):
    rows = [event("a", "r1", wounded=None), event("b", "r1", passage=[60, 160]), event("c", "r2")]
    assert [i.events for i in link(tmp_path, rows)] == [("a", "b", "c")]


# ---------------------------------------------------------------------- what an incident says


def test_an_act_that_nobody_dates_has_the_day_of_its_first_report():
    incident = told(event("a", "r1", day=None), event("b", "r2", day=None), published=("2031-03-04", "2031-03-03"))
    assert (incident.date.start, incident.date.end, incident.date.precision) == ("2031-03-03", "2031-03-03", 2)
    assert "no telling dates the act" in incident.notes[0]
    dated = told(event("a", "r1", day=None), event("b", "r2"), published=("2031-03-04", "2031-03-03"))
    assert (dated.date.start, dated.notes) == ("2031-03-02", ())
    assert told(event("a", "r1", day=None)).date.start is None


def test_a_plural_without_a_number_gives_way_to_numbers():
    incident = told(
        event("a", "r1", killed=(3, None)), event("b", "r2", killed=(1, 1)), event("c", "r3", killed=(2, 2))
    )
    toll = incident.casualties[0]
    assert (toll.low, toll.high) == (1, 2)
    assert [step.low for step in toll.history] == [3, 1, 2]
    assert "killed: Civilians" in {c.field for c in incident.conflicts}
    numbered = {"group": "Civilians", "outcome": "killed", "low": 3, "high": None, "text": "3 على الأقل"}
    said = told(event("a", "r1", casualties=[numbered]), event("b", "r2", killed=(4, 4), wounded=None))
    assert (said.casualties[0].low, said.casualties[0].high) == (3, 4)


def test_a_figure_of_one_voice_gives_way_to_one_of_three():
    rows = [event(name, f"r{name}", killed=(n, n)) for name, n in (("a", 4), ("b", 4), ("c", 4), ("d", 9))]
    toll = told(*rows).casualties[0]
    assert (toll.low, toll.best, toll.high, toll.says["high"]) == (4, 4, 4, ("ra", "rb", "rc"))
    assert 9 in {step.low for step in toll.history}
    two = told(*rows[1:]).casualties[0]
    assert (two.low, two.high) == (4, 9)


def test_every_attacker_that_anybody_names_is_named_and_the_most_named_first():
    other = [{"group": "Military Forces of Freedonia", "class": "state forces"}]
    rows = [event("a", "r1"), event("b", "r2"), event("c", "r3", initiator=other)]
    incident = told(*rows)
    assert [a.group for a in incident.initiator] == ["Northern Front", "Military Forces of Freedonia"]
    assert "initiator" in {c.field for c in incident.conflicts}


def test_an_incident_stands_where_its_tellings_agree():
    def at(name: str, lat: float, lon: float) -> dict:
        return {"country": "XF", "admin1": "Safa", "name": name, "text": name, "lat": lat, "lon": lon, "precision": 1}

    far, village, town = at("Aaa", 10.0, 10.0), at("Tell", 30.0, 40.0), at("Qasr", 30.1, 40.1)
    rows = [event(n, f"r{n}", place=p) for n, p in (("a", far), ("b", village), ("c", town), ("d", village))]
    assert told(*rows).place.name == "Tell"
    assert told(*rows[:3]).place.name in {"Qasr", "Tell"}


def test_merging_is_the_same_every_time():
    rows = [event("a", "r1", killed=(3, None)), event("b", "r2", town=1), event("c", "r3", day=None)]
    assert to_json(told(*rows)) == to_json(told(*rows))


def test_dossiers_may_be_given_as_a_file(tmp_path):
    path = tmp_path / "dossiers.tsv"
    path.write_text("r1\tnorth\n\nr2\tnorth\n", encoding="utf-8")
    assert read_dossiers(path) == {"r1": "north", "r2": "north"}
    assert read_dossiers(None) == {}
    assert write(tmp_path / "x.jsonl", []).is_file()


def test_of_two_acts_told_alike_a_dossier_is_about_the_one_that_killed():
    rows = [
        event("a", "r1", killed=None, wounded=(6, 6)),
        event("b", "r1", town=1, killed=(1, 1), wounded=None, passage=[90, 140]),
    ]
    events = [of(row) for row in rows]
    subjects = Subjects({"r1": "north"}, events)
    for number, group in enumerate((events[:1], events[1:])):
        subjects.add(number, group, openings(events))
    assert subjects.of_groups() == {1: ("north",)}


def count(text: str | None, low: int = 3, high: int | None = None, group: str = "Civilians") -> dict:
    return {"group": group, "outcome": "wounded", "low": low, "high": high, "text": text}


@pytest.mark.parametrize(
    ("text", "low"), [("آخرين", 2), ("مدنيين", 2), ("آخرون", 3), ("عدد من المدنيين", 3), ("المصابين", 3), (None, 3)]
)
def test_a_plural_that_is_written_like_a_dual_counts_from_two(text, low):
    toll = told(event("a", "r1", casualties=[count(text)])).casualties[0]
    assert (toll.low, toll.high) == (low, None)


def test_a_count_that_is_the_sum_of_two_groups_is_of_neither():
    parts = [count("مدني", 1, 1), count("أربعة جنود", 4, 4, "Military Forces of Freedonia")]
    tellings = [event("a", "r1", casualties=parts), event("b", "r2", casualties=[count("خمسة أشخاص", 5, 5)])]
    tolls = {c.group: (c.low, c.high) for c in told(*tellings, published=("2031-03-02", "2031-03-04")).casualties}
    assert tolls == {"Civilians": (1, 1), "Military Forces of Freedonia": (4, 4)}
    history = told(*tellings).casualties[0].history
    assert [step.low for step in history] == [1, 5]


def test_a_village_that_no_table_knows_is_one_by_its_name():
    def at(name: str, village: str) -> Row:
        row = event(name, f"r{name}")
        row["place"] = {"country": "FD", "admin1": "North", "name": village, "text": village, "precision": 4}
        return row_of(of(row), load_tables(), [])

    assert at("a", "Marj Qutn").pname == at("b", "Al-Marj Qutn").pname is not None
    assert at("c", "North").pname is None


def test_a_borrowed_point_says_nothing_of_what_lies_around_it():
    row = event("a", "r1")
    own = {"country": "FD", "admin1": "North", "name": "Marj Qutn", "lat": 10.0, "lon": 20.0}
    reaches = [
        row_of(of(row | {"place": own | {"precision": n, "admin2": d}}), load_tables(), []).reach
        for n, d in ((3, None), (3, "Marj Qutn"), (2, None))
    ]
    assert reaches == [0.0, 25.0, 25.0]

"""The register: reports kept once, runs for good, decisions chained, and no run over a person's word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from register_world import FIRST, SECOND, TEXT, THIRD, add, coded, look, new_register, report, run, say, toll
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from sijill.errors import InputError, UsageError
from sijill.model import Decision
from sijill.register import (
    Filter,
    Register,
    StaleError,
    begin_run,
    count,
    decide,
    entries,
    events_of_report,
    history,
    queue,
    report_by_num,
    report_of,
    runs,
    store_coding,
)
from sijill.register.check import check
from sijill.register.runs import count_pending
from sijill.register.schema import APPEND_ONLY


@pytest.fixture
def register(target: str) -> Iterator[Register]:
    with new_register(target) as made:
        yield made


def whole(register: Register) -> list[str]:
    with register.read() as con:
        return [f"{p.where}: {p.what}" for p in check(con)]


# ---------------------------------------------------------------------- reports


def test_the_same_text_twice_is_one_report_with_two_sources(register: Register) -> None:
    assert add(register, report("r1")).new == 1
    done = add(register, report("other", outlet="Safa Times"), file="second.jsonl")
    assert (done.new, done.known, done.sources) == (0, 1, 1)
    done = add(register, report("r1"))
    assert (done.known, done.sources) == (1, 0)
    with register.read() as con:
        found = report_of(con, "other")
    assert found.report.doc_id == "r1"
    assert [(s.doc_id, s.file, s.outlet) for s in found.sources] == [
        ("r1", "in.jsonl", "Wadi News"),
        ("other", "second.jsonl", "Safa Times"),
    ]


def test_another_text_under_a_known_id_is_a_revision_and_the_first_stays(register: Register) -> None:
    add(register, report("r1"))
    assert add(register, report("r1", text=FIRST)).revised == 1
    with register.read() as con:
        now = report_of(con, "r1")
        assert (now.revision, now.report.text, now.current) == (2, FIRST, True)
        before = report_by_num(con, 1)
        assert (before.revision, before.report.text, before.current) == (1, TEXT, False)


def test_a_corrected_day_is_a_revision_too(register: Register) -> None:
    add(register, report("r1"))
    assert add(register, report("r1", published="2031-03-04")).revised == 1


def test_what_came_in_and_what_was_said_is_neither_changed_nor_deleted(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    say(register, "accept", look_first(register))
    with register.write() as con:
        con.execute(text("INSERT INTO audit (num, at, by, what, detail) VALUES (1, '', '', '', '')"))
        con.execute(text("INSERT INTO linked (num, run_num, incident_id, json) VALUES (1, 1, 'i1', '{}')"))
    for table in APPEND_ONLY:
        column = table.columns.values()[-1].name
        for change in (f"UPDATE {table.name} SET {column} = {column}", f"DELETE FROM {table.name}"):
            with register.read() as con:
                assert con.scalar(text(f"SELECT count(*) FROM {table.name}"))
            with pytest.raises(DatabaseError, match="only added to"), register.write() as con:
                con.execute(text(change))


def test_a_run_that_ended_is_not_changed(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    for change in ("UPDATE run SET packs = 'x'", "DELETE FROM run"):
        with pytest.raises(DatabaseError), register.write() as con:
            con.execute(text(change))


def look_first(register: Register) -> str:
    with register.read() as con:
        return queue(con).rows[0].id


# ---------------------------------------------------------------------- a person's word


def test_a_field_is_set_with_its_words_accepted_and_taken_back(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    words = (TEXT.index("ثلاثة"), TEXT.index("ثلاثة") + 5)
    entry = say(register, "field", name, field="casualties", value=toll(4), spans=(words,), note="a fourth died")
    now = look(register, name)
    assert now.event.casualties[0].low == 4
    assert [(b.span, b.rule) for b in now.event.because["casualties"]] == [(words, "person")]
    assert (now.row.status, now.row.killed, now.edited, now.coded.casualties[0].low) == (
        "edited",
        4,
        ("casualties",),
        3,
    )
    assert '"low":3' in entry.was
    assert '"low":4' in entry.value
    accepted = say(register, "accept", name, by="omar")
    assert look(register, name).row.status == "accepted"
    decide(register, Decision(kind="undo", by="omar", undoes=accepted.id), seen={})
    assert look(register, name).row.status == "edited"
    undo = decide(register, Decision(kind="undo", by="salma", undoes=entry.id), seen={})
    assert (look(register, name).row.status, look(register, name).event.casualties[0].low) == ("open", 3)
    decide(register, Decision(kind="undo", by="salma", undoes=undo.id), seen={})
    assert look(register, name).event.casualties[0].low == 4
    with register.read() as con:
        assert [e.kind for e in history(con, name)] == ["field", "accept", "undo", "undo", "undo"]
    assert whole(register) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"field": "type", "value": '"Picnic"'}, "not of the codebook"),
        ({"field": "casualties", "value": toll(5, 2)}, "runs backwards"),
        ({"field": "colour", "value": '"red"'}, "no field"),
        ({"field": "casualties.7.low", "value": "1"}, "not a value"),
        ({"field": "date", "value": '{"start": 3}'}, "not a value"),
        ({"field": "type", "value": '"Attack"', "spans": ((0, 10_000),)}, "not in the text"),
        ({"field": "place.text", "value": '"نص من خارج التقرير"'}, "is not in the text"),
        ({"field": "type", "value": "{"}, "not a value"),
    ],
)
def test_a_value_that_breaks_a_law_is_refused_and_nothing_is_saved(tmp_path, fields, said: str) -> None:
    with new_register(str(tmp_path / "x.sijill")) as register:
        add(register, report("r1"))
        run(register, {"r1": [coded(FIRST)]})
        name = look_first(register)
        with pytest.raises(InputError, match=said):
            say(register, "field", name, **fields)
        assert look(register, name).row.version == 1
        with register.read() as con:
            assert [e.kind for e in entries(con)] == ["run"]


def test_a_blank_is_told_with_its_reason(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    say(register, "field", name, field="date", value="{}", note="the text was stamped late")
    now = look(register, name).event
    assert (now.date.start, now.why_null["date"], "date" in now.because) == (None, "the text was stamped late", False)
    assert whole(register) == []


def test_an_event_is_added_by_its_passage(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    kind = "Abduction/forced disappearance"
    value = {"id": "", "doc_id": "r1", "passage": [TEXT.index(THIRD), len(TEXT)], "type": kind}
    entry = decide(register, Decision(kind="add", by="salma", value=json.dumps(value)), seen={})
    (name,) = entry.events
    now = look(register, name)
    assert (now.row.status, now.coded, now.event.type) == ("edited", None, kind)
    say(register, "accept", name)
    run(register, {"r1": [coded(FIRST)]}, packs="p2")
    assert look(register, name).row.status == "accepted"
    decide(register, Decision(kind="undo", by="salma", undoes=entry.id), seen={})
    assert look(register, name).row.status == "gone"
    assert whole(register) == []


def test_the_second_to_save_sees_both_versions_and_nothing_is_lost(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    seen = {name: look(register, name).row.version}
    say(register, "field", name, by="salma", field="casualties", value=toll(4), seen=seen)
    with pytest.raises(StaleError) as told:
        say(register, "field", name, by="omar", field="casualties", value=toll(5), seen=seen, note="the ministry says")
    assert told.value.theirs[name].event.casualties[0].low == 4
    assert '"low": 5' in told.value.yours.value
    assert look(register, name).event.casualties[0].low == 4
    with register.read() as con:
        kept = history(con, name)[-1]
    assert (kept.kind, kept.by, kept.note) == ("stale", "omar", "field: the ministry says")
    assert whole(register) == []


def test_a_decision_must_say_who_and_what_was_seen(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    for decision, seen in (
        (Decision(kind="accept", events=(name,)), {name: 1}),
        (Decision(kind="accept", by="salma", events=(name,)), {}),
        (Decision(kind="accept", by="salma", events=("e404",)), {"e404": 1}),
        (Decision(kind="undo", by="salma", undoes="d404"), {}),
        (Decision(kind="undo", by="salma", undoes="d1"), {}),  # a run is not taken back
    ):
        with pytest.raises(UsageError):
            decide(register, decision, seen=seen)


def test_many_at_once_lose_nothing(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST), coded(SECOND, killed=None), coded(THIRD, killed=None)]})
    with register.read() as con:
        names = [row.id for row in events_of_report(con, "r1")]

    def work(person: int) -> tuple[int, int]:
        saved = refused = 0
        for turn in range(8):
            name = names[(person + turn) % len(names)]
            try:
                say(register, "field", name, by=f"coder {person}", field="time", value=f'"{person:02d}:{turn:02d}"')
                saved += 1
            except StaleError:
                refused += 1
        return saved, refused

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(work, range(6)))
    with register.read() as con:
        kinds = [e.kind for e in entries(con, limit=100)]
    assert sum(a + b for a, b in done) == 48
    assert kinds.count("field") == sum(a for a, _ in done)
    assert kinds.count("stale") == sum(b for _, b in done)
    assert whole(register) == []


# ---------------------------------------------------------------------- runs over decisions


def test_an_untouched_event_follows_the_coder(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    run(register, {"r1": [coded(FIRST, killed=5)]}, packs="p2")
    now = look(register, name)
    assert (now.row.status, now.row.killed, now.row.version) == ("open", 5, 2)
    run(register, {"r1": []}, packs="p3")
    assert look(register, name).row.status == "gone"
    run(register, {"r1": [coded(FIRST)]}, packs="p4")
    assert look(register, name).row.status == "open"
    assert whole(register) == []


def test_an_accepted_event_stays_and_comes_back_when_coded_otherwise(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    say(register, "field", name, field="casualties", value=toll(4))
    say(register, "accept", name)
    run(register, {"r1": [coded(FIRST)]}, packs="p2")  # nothing new
    assert look(register, name).row.status == "accepted"
    run(register, {"r1": [coded(FIRST, killed=7)]}, packs="p3")
    now = look(register, name)
    assert (now.row.status, now.row.word, now.row.killed) == ("changed", "accepted", 4)
    assert (now.event.casualties[0].low, now.latest.casualties[0].low, now.coded.casualties[0].low) == (4, 7, 3)
    with register.read() as con:
        assert queue(con).rows[0].id == name
    say(register, "accept", name)  # mine
    assert (look(register, name).row.status, look(register, name).row.killed) == ("accepted", 4)
    run(register, {"r1": [coded(FIRST, killed=7)]}, packs="p4")  # seen already
    assert look(register, name).row.status == "accepted"
    run(register, {"r1": [coded(FIRST, killed=8)]}, packs="p5")
    say(register, "accept", name, take="latest")
    assert (look(register, name).row.status, look(register, name).row.killed) == ("accepted", 8)
    assert whole(register) == []


def test_a_coder_that_comes_to_agree_with_a_person_asks_nothing(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    say(register, "field", name, field="casualties", value=toll(4))
    run(register, {"r1": [coded(FIRST, killed=4)]}, packs="p2")
    assert look(register, name).row.status == "edited"


def test_a_decided_event_that_no_run_finds_any_more_stays(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST), coded(SECOND, killed=None)]})
    with register.read() as con:
        first, second = (row.id for row in events_of_report(con, "r1"))
    say(register, "accept", first)
    say(register, "reject", second)
    run(register, {"r1": []}, packs="p2")
    assert (look(register, first).row.status, look(register, first).latest) == ("changed", None)
    assert look(register, second).row.status == "changed"
    assert whole(register) == []


def test_a_rejection_stands_while_the_act_is_the_same(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    say(register, "reject", name)
    run(register, {"r1": [coded(FIRST, killed=9)]}, packs="p2")
    assert look(register, name).row.status == "rejected"
    run(register, {"r1": [coded(FIRST, type="Armed clash")]}, packs="p3")
    assert look(register, name).row.status == "changed"


def test_a_decision_follows_its_event_when_ids_and_passages_move(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    say(register, "accept", name)
    start, end = coded(FIRST).passage
    moved = coded(FIRST, id="e-of-another-rule", passage=(start + 12, end))
    run(register, {"r1": [moved]}, packs="p2")
    now = look(register, name)
    assert (now.row.status, now.latest.id, now.latest.passage) == ("changed", name, (start + 12, end))
    with register.read() as con:
        assert count(con, Filter(status=("open", "changed", "accepted"))) == 1


def test_an_accepted_event_of_a_revised_text_keeps_its_own_text(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST), coded(SECOND, killed=None)]})
    with register.read() as con:
        first, second = (row.id for row in events_of_report(con, "r1"))
    say(register, "accept", first)
    revised = "عاجل. " + TEXT.replace("ثلاثة مدنيين", "خمسة مدنيين")
    add(register, report("r1", text=revised))
    new = FIRST.replace("ثلاثة", "خمسة")
    run(register, {"r1": [coded(new, text=revised, killed=5), coded(SECOND, text=revised, killed=None)]}, packs="p2")
    one, other = look(register, first), look(register, second)
    assert (one.row.status, one.row.report_num, one.latest_report_num, one.latest.casualties[0].low) == (
        "changed",
        1,
        2,
        5,
    )
    assert (other.row.status, other.row.report_num) == ("open", 2)
    assert revised[slice(*other.event.passage)] == SECOND
    assert whole(register) == []


def test_an_id_that_is_taken_is_never_given_twice(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    name = look_first(register)
    say(register, "accept", name)
    text_ = f"{THIRD} ثم هدأت البلدة تماما ولم يقع شيء آخر طوال النهار."
    add(register, report("r1", text=text_))
    run(register, {"r1": [coded(THIRD, text=text_, id=name, killed=None)]}, packs="p2")
    with register.read() as con:
        rows = events_of_report(con, "r1")
    assert len({row.id for row in rows}) == len(rows) == 2
    assert look(register, name).row.status == "changed"


def test_a_report_that_the_coder_fails_over_changes_nothing(register: Register) -> None:
    add(register, report("r1"))
    run(register, {"r1": [coded(FIRST)]})
    with register.write() as con:
        begun = begin_run(con, version="1", packs="p2", settings="{}", at="2031-03-06T00:00:00Z")
        store_coding(con, begun, 1, [], reject="the coder failed")
    assert look(register, look_first(register)).row.status == "open"


def test_a_run_codes_what_is_new_or_of_older_packs(register: Register) -> None:
    add(register, report("r1"), report("r2", text=FIRST))
    with register.read() as con:
        assert count_pending(con, "p1", "1") == 2
    run(register, {"r1": [coded(FIRST)], "r2": []})
    add(register, report("r3", text=SECOND))
    with register.read() as con:
        assert [count_pending(con, packs, "1") for packs in ("p1", "p2")] == [1, 3]
    run(register, {"r1": [coded(FIRST)]}, packs="p2")
    with register.read() as con:
        assert [count_pending(con, packs, "1") for packs in ("p1", "p2")] == [2, 2]
        assert [(r.num, r.state, r.reports) for r in runs(con)] == [(2, "done", 1), (1, "done", 2)]

"""ACLED's columns: order, code lists, and its rules on fatalities, days and places, each told where it decides."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import msgspec
import pandas
import pytest
from export_cases import (
    ATTACK,
    BOMB,
    CIVILIANS,
    CLASH,
    KAKRAK,
    NATO,
    NOBODY,
    POLICE,
    REPORT,
    TALIBAN,
    changed,
    example_events,
    incident,
    record,
    run,
    toll,
)
from gold_events import example_reports

from sijill.export.acled import Acled, AcledOptions, acled_table
from sijill.export.check import check
from sijill.export.fatalities import deaths_of, fatalities
from sijill.export.losses import Teller
from sijill.export.record import Toll, of_incident
from sijill.export.source_scale import scale_of
from sijill.export.when import days_of
from sijill.model import Actor, Date, Event, Place, Report

COLUMNS = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 "
    "actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location "
    "latitude longitude geo_precision source source_scale notes fatalities tags timestamp"
)


def row_of(event: Event, report: Report | None = None, **options: object) -> dict[str, object]:
    row = Acled(AcledOptions(**options)).row(record(event, report), Teller())  # type: ignore[arg-type]
    assert row is not None
    return row


def losses_of(event: Event) -> dict[str, str]:
    teller = Teller()
    Acled().row(record(event), teller)
    return {loss.rule: loss.field for loss in teller.losses}


def test_the_31_columns_stand_in_order() -> None:
    assert acled_table().names == tuple(COLUMNS.split())
    assert tuple(row_of(BOMB)) == acled_table().names


def test_no_id_can_be_taken_for_one_of_acleds() -> None:
    assert not re.fullmatch(r"[A-Z]{3}\d+", str(row_of(BOMB)["event_id_cnty"]))
    assert row_of(BOMB)["event_id_cnty"] == "SJ-AFG-e1"


def test_a_row_as_acled_writes_it() -> None:
    row = row_of(BOMB, REPORT)
    wanted = {
        "event_date": "2009-09-03", "year": 2009, "time_precision": 1, "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence", "actor1": "Taliban", "inter1": "Rebel group", "actor2": "NATO/ISAF",
        "inter2": "External/Other forces", "interaction": "Rebel group-External/Other forces",
        "civilian_targeting": None, "iso": 4, "region": "Caucasus and Central Asia", "country": "Afghanistan",
        "admin1": "Uruzgan",
        "admin2": "Tarin Kowt", "admin3": None, "location": "Kakrak", "latitude": 32.6, "longitude": 65.9,
        "geo_precision": 2, "source": "Reuters", "source_scale": "International", "fatalities": 7, "tags": None,
        "timestamp": 1252022400,
    }  # fmt: skip
    assert {key: row[key] for key in wanted} == wanted


# ---------------------------------------------------------------------- fatalities

FATALITIES = [
    # words, low, high, sub-event type, ACLED's number, rule
    ("عشرات القتلى", 20, None, "Attack", 10, "acled/tens"),
    ("العشرات من عناصر التنظيم", 20, None, "Air/drone strike", 10, "acled/tens"),
    ("دزينات من الجنود", 24, None, "Attack", 12, "acled/dozens"),
    ("dozens of soldiers", 24, None, "Attack", 12, "acled/dozens"),
    ("مئات الضحايا", 200, None, "Attack", 100, "acled/hundreds"),
    ("الآلاف", 2000, None, "Attack", 1000, "acled/thousands"),
    ("عشرات الآلاف", 20000, None, "Attack", 10000, "acled/tens-of-thousands"),
    ("عشرات", None, None, "Attack", 10, "acled/tens"),
    ("العشرات بينهم 15 امرأة", 15, None, "Attack", 15, "acled/lowest"),  # the figure goes before the word
    ("عدد من المدنيين", 3, None, "Attack", 3, "acled/untold-small"),
    ("عدد من المدنيين", 3, None, "Air/drone strike", 10, "acled/untold-large"),
    ("قتلى", 3, None, "Suicide bomb", 10, "acled/untold-large"),
    (None, None, None, "Armed clash", 3, "acled/untold-small"),
    ("ثلاثة مقاتلين على الأقل", 3, None, "Air/drone strike", 3, "acled/lowest"),
    ("3 على الأقل", 3, None, "Air/drone strike", 3, "acled/lowest"),
    ("سبعة", 7, 7, "Attack", 7, "acled/number"),
    ("ما بين أربعة وسبعة", 4, 7, "Attack", 4, "acled/lowest"),
    ("مقتل جنديا", 11, 99, "Attack", 11, "acled/lowest"),
    ("أكثر من عشرين", 20, None, "Attack", 20, "acled/lowest"),
    ("نحو خمسة", None, 5, "Attack", 1, "acled/up-to"),
    ("لم يقتل أحد", 0, 0, "Attack", 0, "acled/number"),
]


@pytest.mark.parametrize(("text", "low", "high", "kind", "number", "rule"), FATALITIES)
def test_fatalities_are_read_off_the_words(
    text: str | None, low: int | None, high: int | None, kind: str, number: int, rule: str
) -> None:
    told = Toll(group="Civilians", outcome="killed", low=low, high=high, text=text)
    assert deaths_of(told, kind) == (number, rule)


def test_fatalities_add_up_and_casualties_are_none() -> None:
    event = changed(BOMB, casualties=(
        toll("NATO/ISAF", "killed", 2, 2), toll("Civilians", "killed", 20, None, "عشرات"),
        toll("Taliban", "killed or wounded", 1, None), toll("Civilians", "wounded", 9, 9),
    ))  # fmt: skip
    teller = Teller()
    assert fatalities(record(event), teller) == 12
    assert [loss.rule for loss in teller.losses] == ["acled/tens", "acled/casualties-not-fatalities"]
    assert (teller.losses[0].said, teller.losses[0].wrote) == ("Civilians: عشرات", 10)


def test_silence_is_zero_and_told() -> None:
    teller = Teller()
    assert fatalities(record(CLASH), teller) == 0
    assert [loss.rule for loss in teller.losses] == ["acled/silence-is-zero"]


def test_an_incident_takes_what_most_reports_bear_and_its_words() -> None:
    assert fatalities(of_incident(incident(), (), ()), Teller()) == 7
    (counted,) = incident().casualties
    vague = msgspec.structs.replace(counted, low=20, best=20, high=None, history=(
        msgspec.structs.replace(counted.history[0], low=20, high=None),
    ))  # fmt: skip
    telling = changed(BOMB, casualties=(toll("NATO/ISAF", "killed", 20, None, "عشرات الجنود"),))
    assert fatalities(of_incident(incident(casualties=(vague,)), (), [telling]), Teller()) == 10
    assert fatalities(of_incident(incident(casualties=(vague,)), (), ()), Teller()) == 20  # without the words


# ---------------------------------------------------------------------- days and places


@pytest.mark.parametrize(
    ("date", "day", "precision"),
    [
        (Date(start="2009-09-03", end="2009-09-03", precision=1), "2009-09-03", 1),
        (Date(start="2009-09-03", end="2009-09-04", precision=2), "2009-09-03", 2),
        (Date(start="2009-09-01", end="2009-09-07", precision=3), "2009-09-04", 2),
        (Date(start="2009-09-01", end="2009-09-30", precision=4), "2009-09-15", 3),
        (Date(start="2009-01-01", end="2009-12-31", precision=5), "2009-07-02", 3),
        (Date(start="2009-09-03", end="2009-09-05"), "2009-09-04", 2),
        (Date(end="2009-09-05"), "2009-09-05", 3),
    ],
)
def test_days(date: Date, day: str, precision: int) -> None:
    row = row_of(changed(BOMB, date=date))
    assert (row["event_date"], row["time_precision"]) == (day, precision)


@pytest.mark.parametrize("date", [Date(), Date(start="unknown")])
def test_an_event_without_a_day_is_left_out_and_told(date: Date) -> None:
    teller = Teller()
    assert Acled().row(record(changed(BOMB, date=date)), teller) is None
    assert not teller.end("e1")
    assert teller.left_out == {"no day": 1}
    assert days_of(date) is None


def test_an_undated_event_may_stand_in_the_fortnight_before_its_report(tmp_path: Path) -> None:
    undated = changed(BOMB, date=Date())
    out, made, losses = run(
        tmp_path, "acled", [undated, changed(CLASH, doc_id="d2", date=Date())], reports=[REPORT], undated=True
    )
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert (row["event_date"], row["time_precision"]) == ("2009-08-28", "3")
    assert row["notes"].startswith("Between 21 August and 4 September 2009, the Taliban claimed")
    assert made.left_out == {"no day": 1}  # nobody knows when its report was published
    assert losses[0]["losses"][0]["wrote"] == "2009-08-21..2009-09-04"  # type: ignore[index]


@pytest.mark.parametrize(("given", "wanted"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 3), (7, 3), (None, 3)])
def test_precision_of_places(given: int | None, wanted: int) -> None:
    event = changed(BOMB, place=msgspec.structs.replace(KAKRAK, precision=given))
    assert row_of(event)["geo_precision"] == wanted


def test_what_is_not_placed_has_no_point_and_is_told() -> None:
    event = changed(BOMB, place=Place(country="AF", admin1="Uruzgan"))
    row = row_of(event)
    assert [row[c] for c in ("latitude", "longitude", "geo_precision", "location")] == [None, None, None, "Uruzgan"]
    assert losses_of(event)["acled/not-placed"] == "latitude"


# ---------------------------------------------------------------------- sides


@pytest.mark.parametrize(
    ("initiator", "target", "kind", "first", "second", "pair"),
    [
        ((TALIBAN,), (NATO,), "Armed clash", "Taliban", "NATO/ISAF", "Rebel group-External/Other forces"),
        ((NATO,), (TALIBAN,), "Armed clash", "NATO/ISAF", "Taliban", "Rebel group-External/Other forces"),
        ((NOBODY,), (CIVILIANS,), "Attack", "Unidentified Armed Group (Afghanistan)", "Civilians (Afghanistan)",
         "Political militia-Civilians"),
        ((), (CIVILIANS,), "Attack", "Unidentified Armed Group (Afghanistan)", "Civilians (Afghanistan)",
         "Political militia-Civilians"),
        ((NATO,), (CIVILIANS,), "Air/drone strike", "NATO/ISAF", "Civilians (Afghanistan)",
         "External/Other forces-Civilians"),
        ((), (), "Peaceful protest", "Protesters (Afghanistan)", None, "Protesters only"),
        ((), (POLICE,), "Arrests", "Police Forces of Iraq", None, "State forces only"),
        ((NOBODY, TALIBAN), (NATO,), "Armed clash", "Taliban", "NATO/ISAF", "Rebel group-External/Other forces"),
    ],
)  # fmt: skip
def test_sides(
    initiator: tuple[Actor, ...], target: tuple[Actor, ...], kind: str, first: str, second: str | None, pair: str
) -> None:
    row = row_of(changed(BOMB, type=kind, initiator=initiator, target=target))
    assert (row["actor1"], row["actor2"], row["interaction"]) == (first, second, pair)


def test_those_beside_the_first_are_associated() -> None:
    row = row_of(changed(CLASH, initiator=(TALIBAN, Actor(group="Al-Qaeda", class_="rebel group"))))
    assert row["assoc_actor_1"] == "Al-Qaeda"


def test_inter_codes_as_numbers() -> None:
    row = row_of(BOMB, numbers=True)
    assert (row["inter1"], row["inter2"], row["interaction"]) == (2, 8, 28)
    assert row_of(changed(BOMB, target=()), numbers=True)["interaction"] == 20


@pytest.mark.parametrize(
    ("kind", "target", "told"),
    [
        ("Attack", (), True), ("Excessive force against protesters", (), True), ("Mob violence", (CIVILIANS,), True),
        ("Air/drone strike", (CIVILIANS,), True), ("Air/drone strike", (CIVILIANS, NATO), False),
        ("Armed clash", (CIVILIANS,), False),
    ],
)  # fmt: skip
def test_civilian_targeting(kind: str, target: tuple[Actor, ...], told: bool) -> None:
    assert (row_of(changed(ATTACK, type=kind, target=target))["civilian_targeting"] == "Civilian targeting") is told


def test_the_timestamp_is_given_or_the_input_s_never_the_clock_s() -> None:
    assert row_of(BOMB, REPORT, timestamp=5)["timestamp"] == 5
    assert row_of(BOMB, REPORT)["timestamp"] == 1252022400
    assert row_of(BOMB)["timestamp"] is None


@pytest.mark.parametrize(
    ("outlets", "country", "scale"),
    [
        (["Reuters"], "AF", "International"), (["reuters.com"], "GB", "National"), (["x"], "AF", "Other"),
        ([None], "AF", "Other"), (["Reuters", "AFP"], "FR", "International-National"),
    ],
)  # fmt: skip
def test_source_scale(outlets: list[str | None], country: str, scale: str) -> None:
    assert scale_of(outlets, country).scale == scale


# ---------------------------------------------------------------------- whole files


def test_pandas_and_duckdb_read_what_was_written(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "acled", example_events(), reports=example_reports())
    reports = {r.doc_id: r for r in example_reports()}
    all_rows = (Acled().row(record(event, reports[event.doc_id]), Teller()) for event in example_events())
    made = [row for row in all_rows if row is not None]
    assert len(made) > 50
    frame = pandas.read_csv(out)
    assert tuple(frame.columns) == acled_table().names
    found = frame.astype(object).where(frame.notna(), None).to_dict("records")
    for row, read in zip(made, found, strict=True):
        assert {k: v for k, v in read.items() if v != row[k]} == {}
    table = duckdb.sql(f"select * from read_csv('{out}')")
    assert tuple(table.columns) == acled_table().names
    for row, values in zip(made, table.fetchall(), strict=True):
        read = dict(zip(table.columns, values, strict=True))
        read["event_date"] = read["event_date"].isoformat()
        assert read == row


def test_an_incident_is_a_row_as_an_event_is(tmp_path: Path) -> None:
    out, made, losses = run(tmp_path, "acled", [incident()], events=[BOMB], reports=[REPORT])
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert (row["event_id_cnty"], row["source"], row["fatalities"]) == ("SJ-AFG-i1", "Reuters; d9", "7")
    assert made.rules["acled/most-reports"] == 1
    assert [loss["rule"] for loss in losses[0]["losses"]].count("acled/outlet-not-known") == 1  # type: ignore[index]
    assert check(out, "acled").problems == []


def test_arabic_notes_and_hxl(tmp_path: Path) -> None:
    out, made, _ = run(tmp_path, "acled", [BOMB], language="ar", hxl=True, numbers=True, timestamp=9)
    names, tags, row = csv.reader(out.read_text(encoding="utf-8-sig").splitlines())
    assert (tags[0], tags[names.index("fatalities")]) == ("#event+code", "#affected+killed")
    assert row[names.index("notes")].startswith("في 3 سبتمبر 2009")
    assert check(out, "acled").problems == []
    assert made.always[0].startswith("event_id_cnty: SJ-")

"""UCDP GED's columns: lethal events with two sides, deaths that add up, ids that are never UCDP's."""

from __future__ import annotations

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
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.export.check import check
from sijill.export.ged import GED, Ged, own_id, priogrid
from sijill.export.losses import Teller
from sijill.export.record import of_incident
from sijill.model import Actor, Claim, Date, Event, Place
from sijill.places.store import Places

COLUMNS = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name "
    "dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b "
    "number_of_sources source_article source_office source_date source_headline source_original where_prec "
    "where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id "
    "region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best "
    "high low gwnoa gwnob"
)
IRAQ = Place(country="IQ", admin1="Nineveh", name="Mosul", lat=36.34, lon=43.13, precision=1)
STATE = Actor(group="Islamic State", class_="rebel group")
MOB = Actor(group="Rioters", class_="rioters")
PROTEST = Actor(group="Protesters", class_="protesters")
KILLED = changed(ATTACK, place=IRAQ, initiator=(STATE,), casualties=(toll("Civilians", "killed", 4, 4),))


def row_of(event: Event) -> dict[str, object]:
    row = Ged(Places.open()).row(record(event, REPORT), Teller())
    assert row is not None
    return row


def left_out(event: Event) -> str:
    teller = Teller()
    assert Ged(Places.open()).row(record(event), teller) is None
    teller.end(event.id)
    (why,) = teller.left_out
    return why


def test_the_49_columns_stand_in_order() -> None:
    assert GED.names == tuple(COLUMNS.split())
    assert tuple(row_of(BOMB)) == GED.names


def test_no_id_can_be_taken_for_one_of_ucdp() -> None:
    row = row_of(BOMB)
    for name in ("id", "conflict_new_id", "dyad_new_id", "side_a_new_id", "side_b_new_id"):
        assert isinstance(row[name], int)
        assert -(2**48) <= row[name] < 0
    assert str(row["relid"]) == "SJ-AFG-2009-e1"
    assert own_id("event", "a") != own_id("event", "b") != own_id("side", "a")


@pytest.mark.parametrize(
    ("initiator", "target", "dead", "wanted", "deaths"),
    [
        ((STATE,), (POLICE,), "Police Forces of Iraq", (1, "Government of Iraq", "Islamic State", "645"), (4, 0, 0, 0)),
        ((POLICE,), (STATE,), "Islamic State", (1, "Government of Iraq", "Islamic State", "645"), (0, 4, 0, 0)),
        ((STATE,), (CIVILIANS,), "Civilians", (3, "Islamic State", "Civilians", None), (0, 0, 4, 0)),
        ((STATE,), (TALIBAN,), "Taliban", (2, "Islamic State", "Taliban", None), (0, 4, 0, 0)),
        ((STATE,), (POLICE, CIVILIANS), "Civilians", (1, "Government of Iraq", "Islamic State", "645"), (0, 0, 4, 0)),
        ((STATE,), (POLICE,), "Al-Qaeda", (1, "Government of Iraq", "Islamic State", "645"), (0, 0, 0, 4)),
        ((POLICE,), (PROTEST,), "Protesters", (3, "Government of Iraq", "Civilians", "645"), (0, 0, 4, 0)),
        ((NATO,), (TALIBAN,), "Taliban", (1, "NATO/ISAF", "Taliban", None), (0, 4, 0, 0)),
        ((STATE,), (), "Civilians", (3, "Islamic State", "Civilians", None), (0, 0, 4, 0)),
        ((), (CIVILIANS,), "Civilians", (3, "Unidentified armed group", "Civilians", None), (0, 0, 4, 0)),
    ],
)  # fmt: skip
def test_sides_violence_and_deaths(
    initiator: tuple[Actor, ...],
    target: tuple[Actor, ...],
    dead: str,
    wanted: tuple[object, ...],
    deaths: tuple[int, ...],
) -> None:
    row = row_of(changed(KILLED, initiator=initiator, target=target, casualties=(toll(dead, "killed", 4, 4),)))
    assert (row["type_of_violence"], row["side_a"], row["side_b"], row["gwnoa"]) == wanted
    assert tuple(row[f"deaths_{w}"] for w in ("a", "b", "civilians", "unknown")) == deaths
    assert (row["low"], row["best"], row["high"]) == (4, 4, 4)


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [(4, 4, (4, 4, 4)), (3, 5, (3, 3, 5)), (20, None, (20, 20, 20)), (None, 6, (0, 0, 6)), (11, 99, (11, 11, 99))],
)
def test_ranges(low: int | None, high: int | None, wanted: tuple[int, int, int]) -> None:
    row = row_of(changed(KILLED, casualties=(toll("Civilians", "killed", low, high),)))
    assert (row["low"], row["best"], row["high"]) == wanted


_BOUND = st.one_of(st.none(), st.integers(0, 500))


@given(st.lists(st.tuples(st.sampled_from(("Civilians", "Islamic State", "X")), _BOUND, _BOUND), max_size=4))
@settings(max_examples=100, deadline=None)
def test_deaths_always_add_up(counts: list[tuple[str, int | None, int | None]]) -> None:
    tolls = tuple(
        toll(group, "killed", *(sorted((low, high)) if None not in (low, high) else (low, high)))  # type: ignore[type-var]
        for group, low, high in counts
    )
    row = Ged(Places.open()).row(record(changed(KILLED, casualties=tolls)), Teller())
    if row is not None:
        parts = [row[f"deaths_{w}"] for w in ("a", "b", "civilians", "unknown")]
        assert row["best"] == sum(parts)  # type: ignore[arg-type]
        assert row["low"] <= row["best"] <= row["high"]  # type: ignore[operator]
        assert row["high"] >= 1  # type: ignore[operator]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (CLASH, "nobody is said to have been killed"),
        (changed(KILLED, casualties=(toll("Civilians", "killed", 0, 0),)), "nobody is said to have been killed"),
        (changed(KILLED, casualties=(toll("Civilians", "killed", None, None),)), "nobody is said to have been killed"),
        (changed(KILLED, casualties=(toll("Civilians", "wounded", 3, 3),)), "nobody is said to have been killed"),
        (changed(KILLED, date=Date()), "no day"),
        (changed(KILLED, place=Place()), "no country"),
        (changed(KILLED, place=Place(country="GL")), "country has no number of Gleditsch and Ward"),
        (changed(KILLED, initiator=(MOB,)), "the side that acts is no organised group"),
        (changed(KILLED, target=(), casualties=(toll("Islamic State", "killed", 1, 1),)), "no two sides are told"),
    ],
)
def test_what_ged_does_not_hold_is_left_out_with_its_reason(event: Event, why: str) -> None:
    assert left_out(event) == why


def test_an_unplaced_event_stands_in_the_middle_of_its_country() -> None:
    row = row_of(changed(KILLED, place=Place(country="IQ", admin1="Nineveh")))
    assert (row["where_prec"], row["where_coordinates"], row["adm_1"]) == (6, "Iraq", "Nineveh")
    assert 32 < float(str(row["latitude"])) < 35


@pytest.mark.parametrize(("precision", "name"), [(1, "Kakrak"), (3, "Tarin Kowt district"), (4, "Uruzgan province")])
def test_a_coarse_place_goes_by_its_unit(precision: int, name: str) -> None:
    event = changed(BOMB, place=msgspec.structs.replace(KAKRAK, precision=precision))
    assert (row_of(event)["where_coordinates"], row_of(event)["where_prec"]) == (name, precision)


def test_days_sources_and_claim() -> None:
    event = changed(BOMB, date=Date(start="2009-09-01", end="2009-09-30", precision=4))
    row = row_of(changed(event, claim=Claim(kind="official", by="Government of Afghanistan")))
    wanted = {
        "date_prec": 4, "event_clarity": 2, "date_start": "2009-09-01 00:00:00.000",
        "date_end": "2009-09-30 00:00:00.000", "source_original": "Government of Afghanistan",
        "source_article": '"Reuters,2009-09-04,خبر"', "source_office": "Reuters", "country": "Afghanistan",
        "country_id": 700, "region": "Asia", "number_of_sources": 1,
    }  # fmt: skip
    assert {key: row[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    ("lat", "lon", "cell"),
    [(22.488976, 90.062732, 161821), (-90, -180, 1), (90, 180, 259200), (89.9, 179.9, 259200), (0, 0, 129961)],
)
def test_priogrid(lat: float, lon: float, cell: int) -> None:
    assert priogrid(lat, lon) == cell


@pytest.mark.parametrize(("iso", "name", "gw", "region"), [
    ("YE", "Yemen (North Yemen)", 678, "Middle East"), ("PS", "Israel", 666, "Middle East"),
    ("SS", "South Sudan", 626, "Africa"), ("RU", "Russia (Soviet Union)", 365, "Europe"),
    ("EG", "Egypt", 651, "Middle East"),
    ("CD", "DR Congo (Zaire)", 490, "Africa"), ("XK", "Kosovo", 347, "Europe"),
    ("CO", "Colombia", 100, "Americas"),
])  # fmt: skip
def test_countries_in_ucdp_s_numbers(iso: str, name: str, gw: int, region: str) -> None:
    row = row_of(changed(KILLED, place=Place(country=iso, lat=1.0, lon=1.0, precision=6)))
    assert (row["country"], row["country_id"], row["region"]) == (name, gw, region)


def test_an_incident_has_its_range_and_its_sources() -> None:
    row = Ged(Places.open()).row(of_incident(incident(), (REPORT,), ()), Teller())
    assert row is not None
    assert (row["low"], row["best"], row["high"], row["number_of_sources"]) == (7, 7, 9, 2)
    assert row["source_original"] == "Taliban" or "not named (official)" in str(row["source_original"])


def test_unidentified_sides_are_told_as_ucdp_would_not_count_them() -> None:
    teller = Teller()
    Ged(Places.open()).row(record(changed(KILLED, initiator=(NOBODY,))), teller)
    assert "ged/unidentified-side" in {loss.rule for loss in teller.losses}


def test_pandas_and_duckdb_read_what_was_written(tmp_path: Path) -> None:
    out, made, _ = run(tmp_path, "ged", example_events())
    ged = Ged(Places.open())
    rows = [row for event in example_events() if (row := ged.row(record(event), Teller())) is not None]
    assert made.rows == len(rows) > 15
    assert made.read == made.written + sum(made.left_out.values())
    frame = pandas.read_csv(out, dtype={"gwnoa": str, "gwnob": str})
    found = frame.astype(object).where(frame.notna(), None).to_dict("records")
    for row, read in zip(rows, found, strict=True):
        assert {k: v for k, v in read.items() if v != row[k]} == {}
    table = duckdb.sql(f"select * from read_csv('{out}', all_varchar=true)")
    for row, values in zip(rows, table.fetchall(), strict=True):
        assert values == tuple(None if v is None else str(v) for v in row.values())
    assert check(out, "ged").problems == []

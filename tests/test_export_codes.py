"""The field's code lists as the packs hold them: whole, unambiguous, and words for every type."""

from __future__ import annotations

import re

import pytest

from sijill.export.acled import REGIONS, acled_table
from sijill.export.codes import act_phrase, countries, country, event_types, force_of, is_state, known_names
from sijill.export.ged import Ged
from sijill.export.phrase import names_three, vague_word
from sijill.export.record import BY_WEAPON
from sijill.model import SUB_EVENT_TYPES, Actor
from sijill.places.store import Places


def test_every_country_has_its_codes_once() -> None:
    table = countries().values()
    assert len(table) == 250
    for codes in ([c.iso2 for c in table], [c.iso3 for c in table], [c.iso for c in table if c.iso]):
        assert len(set(codes)) == len(codes)
    assert {c.region for c in table} == set(REGIONS)
    assert all(re.search("[\u0600-\u06ff]", c.arabic) for c in table)
    assert [c.iso2 for c in table if c.iso is None] == ["XK"]


def test_a_number_of_gleditsch_and_ward_is_one_state_s_but_for_territories() -> None:
    shared: dict[int, list[str]] = {}
    for c in countries().values():
        if c.gw is not None:
            shared.setdefault(c.gw, []).append(c.iso2)
    assert {gw: isos for gw, isos in shared.items() if len(isos) > 1} == {666: ["IL", "PS"], 600: ["EH", "MA"]}


def test_the_gazetteer_s_countries_are_all_known() -> None:
    places = Places.open()
    for iso in countries():
        row = places.country(iso)
        assert row is None or (-90 <= row.lat <= 90 and -180 <= row.lon <= 180)
    assert country("XF") is None
    assert country(None) is None


def test_the_event_types_are_those_of_the_model() -> None:
    assert set(event_types()) == set(SUB_EVENT_TYPES)
    assert len(set(event_types().values())) == 6
    assert set(event_types()) >= BY_WEAPON
    assert acled_table().columns[6].codes == tuple(event_types())


@pytest.mark.parametrize("table", ["notes_en.tsv", "notes_ar.tsv"])
def test_every_type_is_told_with_whatever_sides_are_known(table: str) -> None:
    kinds = set(SUB_EVENT_TYPES) - (BY_WEAPON if "en" in table else set())
    for kind in kinds:
        for a in ("", "AAA"):
            for b in ("", "BBB"):
                told = act_phrase(table, kind, a, b)
                assert ("AAA" in told, "BBB" in told) == (bool(a), bool(b))


@pytest.mark.parametrize(
    ("group", "iso"),
    [
        ("Military Forces of Syria", "SY"), ("Police Forces of the Philippines", "PH"), ("Government of Israel", "IL"),
        ("Afghan National Army", "AF"), ("Israel", "IL"), ("NATO/ISAF", None), ("United States", "US"),
        ("Military Forces of the Democratic Republic of Congo", "CD"),
    ],
)  # fmt: skip
def test_the_force_of_a_state(group: str, iso: str | None) -> None:
    force = force_of(group)
    assert force is not None
    assert (force.country.iso2 if force.country else None) == iso


@pytest.mark.parametrize("group", ["Taliban", "Government of Somaliland", "Friends of Iraq"])
def test_others_are_no_force_of_a_state(group: str) -> None:
    assert force_of(group) is None


def test_a_class_makes_a_state_s_standing() -> None:
    assert is_state(Actor(group="Peshmerga", class_="state forces"))
    assert not is_state(Actor(group="Houthis", class_="rebel group"))


def test_names_that_are_known_are_groups_and_outlets() -> None:
    assert {"Taliban", "Reuters", "Military Forces of Iraq"} <= known_names()
    assert "" not in known_names()


@pytest.mark.parametrize(
    ("text", "vague", "three"),
    [
        ("عشراتٌ من القتلى", "tens", False), ("عشرات آلاف", "tens-of-thousands", False), ("مِئات", "hundreds", False),
        ("عشرة", None, False), ("ثلاثة وعشرون", None, True), ("hundreds of people", "hundreds", False),
        (None, None, False),        ("الثلاث", None, True), ("ثلاثمئة", None, False),
    ],
)  # fmt: skip
def test_magnitudes(text: str | None, vague: str | None, three: bool) -> None:
    found = vague_word(text)
    assert (found.id if found else None) == vague
    assert names_three(text) is three


@pytest.mark.parametrize(
    ("iso", "region"),
    [
        ("AF", "Caucasus and Central Asia"), ("PK", "South Asia"), ("IR", "Middle East"), ("TR", "Middle East"),
        ("YE", "Middle East"), ("SD", "Northern Africa"), ("SS", "Eastern Africa"), ("TD", "Middle Africa"),
        ("ML", "Western Africa"), ("MZ", "Eastern Africa"), ("ZW", "Southern Africa"), ("RU", "Europe"),
        ("GE", "Caucasus and Central Asia"), ("MM", "Southeast Asia"), ("CN", "East Asia"), ("HT", "Caribbean"),
    ],
)  # fmt: skip
def test_regions_are_acled_s(iso: str, region: str) -> None:
    """Names by the guide to ACLED's API, version 3.4; Afghanistan as its own rows have it."""
    known = country(iso)
    assert known is not None
    assert known.region == region


@pytest.mark.parametrize(
    ("iso", "name", "number"),
    [
        ("BA", "Bosnia-Herzegovina", 346), ("CD", "DR Congo (Zaire)", 490), ("CG", "Congo", 484),
        ("CI", "Ivory Coast", 437), ("KH", "Cambodia (Kampuchea)", 811), ("MG", "Madagascar (Malagasy)", 580),
        ("MK", "Macedonia, FYR", 343), ("MM", "Myanmar (Burma)", 775), ("RO", "Rumania", 360),
        ("RS", "Serbia (Yugoslavia)", 340), ("RU", "Russia (Soviet Union)", 365),
        ("SZ", "Kingdom of eSwatini (Swaziland)", 572), ("US", "United States of America", 2),
        ("VN", "Vietnam (North Vietnam)", 816), ("YE", "Yemen (North Yemen)", 678), ("ZW", "Zimbabwe (Rhodesia)", 552),
        ("SY", "Syria", 652), ("IQ", "Iraq", 645), ("AF", "Afghanistan", 700),
    ],
)  # fmt: skip
def test_names_and_numbers_of_states_are_ucdp_s(iso: str, name: str, number: int) -> None:
    known = country(iso)
    assert known is not None
    assert (known.ged_name, known.gw) == (name, number)


def test_ged_holds_every_country_that_has_a_number() -> None:
    named = [c for c in countries().values() if c.gw is not None]
    assert all(c.ged_region for c in named)
    assert {c.ged_region for c in named} <= set(next(c.codes for c in Ged.table.columns if c.name == "region"))

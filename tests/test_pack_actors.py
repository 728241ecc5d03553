"""The tables of actors, roles, epithets, outlets and nationalities keep their form."""

import re
from pathlib import Path

import pytest

from sijill.model import ACTOR_CLASSES
from sijill.pack import SHIPPED
from sijill.text import fold

HEADERS = {
    "actors": "id group class country since until names",
    "roles": "id role group class since until",
    "epithets": "id speaker country refers note names",
    "outlets": "id country side kind english domains names",
    "nationalities": "id iso2 english country_names adjectives",
}
ROLES = {
    "army",
    "police",
    "government",
    "airforce",
    "navy",
    "intelligence",
    "border",
    "judiciary",
    "foreign",
    "air",
    "security",
}
KINDS = {"media", "ngo", "party", "official"}
TOKENS = {"@enemy", "@self", "@government", "@foreign"}
DAY = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")
COUNTRY = re.compile(r"([A-Z]{2})?")
ARABIC = re.compile(r"[\u0621-\u064a]")
SIGN_IN_WORD = re.compile(r"[^\s\-/.()][\-/.()]|[\-/.()][^\s\-/.()]")

FILES = sorted(p for p in SHIPPED.rglob("*.tsv") if p.stem in HEADERS)


def rows_of(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    header = lines[0].split("\t")
    rows = [line.split("\t") for line in lines[1:]]
    assert all(len(row) == len(header) for row in rows), [r for r in rows if len(r) != len(header)][:1]
    return [dict(zip(header, row, strict=True)) for row in rows]


def table(stem: str) -> list[dict[str, str]]:
    return [row for path in FILES if path.stem == stem for row in rows_of(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SHIPPED).as_posix())
def test_table_has_its_columns_and_clean_cells(path: Path) -> None:
    header = next(x for x in path.read_text(encoding="utf-8").split("\n") if not x.startswith("#"))
    assert header.split("\t") == HEADERS[path.stem].split()
    for row in rows_of(path):
        assert row["id"], row
        assert all(cell == cell.strip() for cell in row.values()), row


@pytest.mark.parametrize("stem", sorted(HEADERS))
def test_ids_are_unique(stem: str) -> None:
    ids = [row["id"] for row in table(stem)]
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})


@pytest.mark.parametrize("stem", ["actors", "epithets", "outlets"])
def test_names_are_arabic_forms_that_the_tokens_of_a_text_can_match(stem: str) -> None:
    for row in table(stem):
        names = row["names"].split("|")
        assert all(" ".join(n.split()) == n and n for n in names), row["id"]
        assert all(not SIGN_IN_WORD.search(n) for n in names), (row["id"], "a sign stands as a word of its own")
        assert len({fold(n) for n in names}) == len(names), (row["id"], "spellings that fold to the same")
        if stem != "outlets":
            assert any(ARABIC.search(n) for n in names), row["id"]


def test_actors_have_known_classes_countries_and_days() -> None:
    for row in table("actors") + table("roles"):
        assert row["class"] in ACTOR_CLASSES, row["id"]
        assert row["group"], row["id"]
        assert DAY.fullmatch(row["since"]), row["id"]
        assert DAY.fullmatch(row["until"]), row["id"]
        assert not (row["since"] and row["until"]) or row["since"] <= row["until"] + "~", row["id"]
    assert all(COUNTRY.fullmatch(row["country"]) for row in table("actors"))
    assert {row["role"] for row in table("roles")} <= ROLES


def test_every_country_with_actors_says_who_its_soldiers_and_policemen_are() -> None:
    for path in FILES:
        if path.stem == "roles":
            assert {"army", "police", "government"} <= {row["role"] for row in rows_of(path)}, path
    assert {p.parent for p in FILES if p.stem == "roles"} == {p.parent for p in FILES if p.stem == "actors"}


def test_no_name_of_a_country_means_two_groups_at_the_same_time() -> None:
    clashes = []
    for path in FILES:
        if path.stem != "actors":
            continue
        seen: dict[str, list[dict[str, str]]] = {}
        for row in rows_of(path):
            for name in {fold(n) for n in row["names"].split("|")}:
                for other in seen.get(name, []):
                    apart = (row["until"] or "9") < (other["since"] or "0") or (other["until"] or "9") < (
                        row["since"] or "0"
                    )
                    if other["group"] != row["group"] and not apart:
                        clashes.append((path.parent.name, name, other["id"], row["id"]))
                seen.setdefault(name, []).append(row)
    assert clashes == []


def test_epithets_refer_to_known_groups() -> None:
    known = {row["group"] for row in table("actors")} | {row["group"] for row in table("roles")}
    named = {"Civilians", "Protesters", "Rioters", "Unidentified armed group", "Private security"}
    for row in table("epithets"):
        assert COUNTRY.fullmatch(row["country"]), row["id"]
        assert row["speaker"] == "*" or row["speaker"] in known, (row["id"], row["speaker"])
        unknown = set(row["refers"].split("; ")) - known - named - TOKENS
        assert not unknown, (row["id"], unknown)


def test_outlets_have_a_kind_and_a_known_side() -> None:
    known = {row["group"] for row in table("actors")} | {row["group"] for row in table("roles")}
    for row in table("outlets"):
        assert row["kind"] in KINDS, row["id"]
        assert COUNTRY.fullmatch(row["country"]), row["id"]
        assert row["english"], row["id"]
        assert not row["side"] or row["side"] in known, (row["id"], row["side"])
        assert all(re.fullmatch(r"[a-z0-9.\-]+\.[a-z]{2,}", d) for d in filter(None, row["domains"].split("|"))), row


def test_no_domain_belongs_to_two_outlets() -> None:
    domains = [d for row in table("outlets") for d in row["domains"].split("|") if d]
    assert len(domains) == len(set(domains)), sorted({d for d in domains if domains.count(d) > 1})


def test_nationalities_cover_the_world_once() -> None:
    rows = table("nationalities")
    codes = [row["iso2"] for row in rows]
    assert len(codes) == len(set(codes)) >= 190
    for row in rows:
        assert COUNTRY.fullmatch(row["iso2"]), row
        assert row["country_names"], row
        assert row["adjectives"], row

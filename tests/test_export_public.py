"""Public exports: no private name, no accused name, no civilian's point, no words; and each is said to be gone."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import msgspec
import openpyxl
import pytest
from export_cases import (
    ATTACK,
    BOMB,
    CIVILIANS,
    CLASH,
    KAKRAK,
    NATO,
    REPORT,
    STATE_OF_IRAQ,
    changed,
    incident,
    run,
    toll,
)

from sijill.export.losses import Teller
from sijill.export.phrase import trimmed
from sijill.export.public import SAYS, WITHHELD, Public
from sijill.export.run import EXPORTS
from sijill.model import (
    Actor,
    Candidate,
    Claim,
    Conflict,
    Damage,
    Event,
    Head,
    Incident,
    Place,
    Said,
    to_json,
)  # fmt: skip
from sijill.places.store import Places

SECRET = "Salim Abu Nadir"  # nobody's name
WORDS = "جدار الياسمين"
POINT = Place(country="IQ", admin1="Nineveh", name="Mosul", text=WORDS, lat=36.34117, lon=43.13031, precision=1)
HOME = changed(
    ATTACK, place=POINT, initiator=(Actor(group="Islamic State", class_="rebel group", text=WORDS),),
    target=(Actor(group="Civilians", class_="civilians", text=WORDS),),
    claim=Claim(kind="witness", by=SECRET, text=WORDS), why_null={"time": f"«{WORDS}» says nothing"},
    casualties=(toll("Civilians", "killed", 20, None, f"عشرات من {WORDS}"),),
    damage=(Damage(object="house", outcome="burned", count=1, text=WORDS),),
)  # fmt: skip


def public(source: Event | Incident) -> Event | Incident:
    return Public(Places.open()).apply(source, Teller())


def gone(source: Event | Incident) -> list[str]:
    teller = Teller()
    Public(Places.open()).apply(source, teller)
    assert all(loss.said is None and loss.wrote is None for loss in teller.losses)  # it does not tell what it hides
    return [loss.rule for loss in teller.losses]


# ---------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("claim", "kept"),
    [
        (Claim(kind="witness", by=SECRET), None),
        (Claim(kind="party", by=SECRET), None),
        (Claim(kind="official", by=SECRET), None),
        (Claim(kind="party", by="Taliban"), "Taliban"),
        (Claim(kind="media", by="Reuters"), "Reuters"),
        (Claim(kind="official"), None),
    ],
)
def test_only_names_of_known_groups_and_outlets_stay(claim: Claim, kept: str | None) -> None:
    assert public(changed(BOMB, claim=claim)).claim == Claim(kind=claim.kind, by=kept)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("event", "kept"),
    [
        (BOMB, True),  # it says so itself
        (changed(BOMB, claim=Claim(kind="official", by="Government of Afghanistan")), False),
        (changed(BOMB, claim=Claim(kind="unattributed")), False),
        (changed(BOMB, claim=Claim(kind="party", by="NATO/ISAF")), False),
        (changed(CLASH, claim=Claim(kind="unattributed")), True),  # two sides of a fight
        (changed(ATTACK, type="Peaceful protest"), True),
        (changed(ATTACK, type="Arrests", initiator=(STATE_OF_IRAQ,)), True),
        (changed(ATTACK, type="Looting/property destruction", initiator=(STATE_OF_IRAQ,)), False),
        (ATTACK, True),  # unidentified anyway
    ],
)
def test_an_initiator_that_is_only_accused_goes_by_its_class(event: Event, kept: bool) -> None:
    (actor,) = public(event).initiator
    assert actor.class_ == event.initiator[0].class_
    assert actor.group == (event.initiator[0].group if kept else WITHHELD)
    assert ("public/unverified-perpetrator" in gone(event)) is not kept


def test_two_independent_sources_name_an_initiator() -> None:
    told = incident(claims=(Claim(kind="official"),), type="Attack")
    assert public(told).initiator[0].group == "Taliban"
    assert public(msgspec.structs.replace(told, independent_sources=1)).initiator[0].group == WITHHELD


def test_a_conflict_does_not_tell_what_is_withheld() -> None:
    quarrel = Conflict(field="initiator", values=(Said(value="Taliban", events=("e1",)),))
    told = incident(claims=(Claim(kind="official"),), independent_sources=1, conflicts=(quarrel,), type="Attack")
    assert public(told).conflicts == (Conflict(field="initiator", values=()),)  # type: ignore[union-attr]


# ---------------------------------------------------------------------- points


def test_the_point_of_civilians_is_their_settlement_s() -> None:
    places = Places.open()
    (town, *_) = places.english("Mosul", country="IQ")
    place = public(changed(HOME, place=msgspec.structs.replace(POINT, id=town.id))).place
    assert (place.precision, place.text) == (2, None)
    (settlement,) = {(r.lat, r.lon) for r in [places.get(place.id or "")] if r is not None}
    assert (place.lat, place.lon) == settlement


def test_a_point_that_no_table_knows_is_rounded() -> None:
    place = public(HOME).place
    assert (place.lat, place.lon, place.precision) == (36.3, 43.1, 2)


@pytest.mark.parametrize(
    ("event", "moved"),
    [
        (HOME, True),
        (changed(HOME, target=(NATO,), casualties=(), damage=()), False),
        (changed(HOME, target=(NATO,), casualties=(), damage=(Damage(object="house", outcome="burned"),)), True),
        (changed(HOME, target=(NATO,), casualties=(toll("Civilians", "wounded", 1, 1),), damage=()), True),
        (changed(HOME, type="Peaceful protest"), False),
        (changed(HOME, place=KAKRAK), False),  # coarse already
        (changed(HOME, place=Place(country="IQ")), False),
    ],
)
def test_whose_point_is_moved(event: Event, moved: bool) -> None:
    assert (public(event).place != event.place) is moved
    assert ("public/point-of-civilians" in gone(event)) is moved


def test_candidates_of_a_moved_point_go_too() -> None:
    near = Candidate(name="x", id="x", lat=36.34117, lon=43.13031, score=1)
    assert public(changed(HOME, place=msgspec.structs.replace(POINT, candidates=(near,)))).place.candidates == ()


# ---------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("العشرات من رجال فلان", "العشرات"), ("12 شخصًا", "12"), ("ثلاثة إخوة من آل فلان", "ثلاثة"), ("جنود", None),
        (None, None),        ("مئات الآلاف من الناس", "مئات الآلاف"),
    ],
)  # fmt: skip
def test_only_figures_and_magnitudes_of_a_count_stay(text: str | None, kept: str | None) -> None:
    assert trimmed(text) == kept


@pytest.mark.parametrize("form", sorted(EXPORTS))
def test_no_format_lets_anything_through(form: str, tmp_path: Path) -> None:
    report = msgspec.structs.replace(REPORT, text=f"{WORDS} {SECRET} قتل", title=f"{SECRET} {WORDS}")
    told = incident(
        claims=(Claim(kind="witness", by=SECRET), Claim(kind="official")), place=POINT, type="Attack",
        target=(CIVILIANS,), events=("e3",), reports=("d1",), independent_sources=1,
        initiator=(Actor(group="Islamic State", class_="rebel group"),),
    )  # fmt: skip
    home = changed(HOME, report=Head.of(report))
    for sources, more in (([home], {}), ([told], {"events": [home]})):
        out, made, losses = run(tmp_path, form, sources, reports=[report], public=True, **more)  # type: ignore[arg-type]
        found = everything(out) + json.dumps(losses, ensure_ascii=False).encode()
        for secret in (SECRET, WORDS, "36.34117", "43.13031", "Islamic State"):
            assert secret.encode() not in found, secret
        assert made.public == SAYS
        assert {"public/point-of-civilians", "public/name-of-a-person", "public/unverified-perpetrator"} <= set(
            made.rules
        )
        # and the same without --public does carry them, or this test would prove nothing
        if form not in ("hapi", "html"):
            assert any(s.encode() in everything(run(tmp_path, form, sources, reports=[report], **more)[0])  # type: ignore[arg-type]
                       for s in (SECRET, WORDS, "Islamic State"))  # fmt: skip


def everything(out: Path) -> bytes:
    """All that a file holds: a workbook and Parquet unpacked."""
    if out.suffix == ".xlsx":
        return "\n".join(
            str(c.value) for s in openpyxl.load_workbook(out) for row in s.iter_rows() for c in row
        ).encode()  # fmt: skip
    if out.suffix == ".parquet" or out.is_dir():
        files = sorted(out.glob("*.parquet")) if out.is_dir() else [out]
        return "\n".join(str(duckdb.sql(f"from read_parquet('{f}')").fetchall()) for f in files).encode()
    return out.read_bytes()


def test_without_public_nothing_is_taken_out(tmp_path: Path) -> None:
    out, made, _ = run(tmp_path, "jsonl", [HOME])
    assert out.read_bytes() == to_json(HOME) + b"\n"
    assert made.public == ()

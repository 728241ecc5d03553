"""Who a phrase means: country, day, speaker, class, and that no epithet ever comes out as a canonical name."""

from __future__ import annotations

import re

import pytest
from side_cases import coder, events, groups, sides

from sijill.facts.actor import Actors, Stage
from sijill.model import ACTOR_CLASSES, Report

CLASSES = [
    ("Taliban", "AF", "2011-05-20", "rebel group"),
    ("Taliban", "AF", "2022-05-20", "state forces"),
    ("Military Forces of Turkey", "SY", "2018-05-20", "external forces"),
    ("Military Forces of Turkey", "TR", "2018-05-20", "state forces"),
    ("Israel", "PS", "2018-05-20", "external forces"),
    ("Israel", "IL", "2018-05-20", "state forces"),
    ("United States", "IQ", "2005-05-20", "external forces"),
    ("Police Forces of Thailand", "TH", "2015-05-20", "state forces"),
    ("Government of Burundi", "BI", "2015-05-20", "state forces"),
    ("NATO/ISAF", "AF", "2009-05-20", "external forces"),
    ("Popular Mobilization Forces", "IQ", "2016-05-20", "political militia"),
    ("Civilians", "IQ", "2016-05-20", "civilians"),
]
ARABIC = re.compile(r"[\u0600-\u06ff]")
ROLES = [
    ("AF", "army", "2010-05-20", "Afghan National Army"),
    ("AF", "army", "2022-05-20", "Military Forces of Afghanistan"),
    ("AF", "foreign", "2009-05-20", "NATO/ISAF"),
    ("SY", "army", "2018-05-20", "Military Forces of Syria"),
    ("EG", "security", "2018-05-20", "Police Forces of Egypt"),
    ("IQ", "security", "2018-05-20", "Military Forces of Iraq"),
    ("US", "army", "2018-05-20", "United States"),
    ("IL", "army", "2018-05-20", "Israel"),
    ("GB", "army", "2018-05-20", "Military Forces of the United Kingdom"),
    ("NL", "army", "2018-05-20", "Military Forces of the Netherlands"),
    ("KZ", "police", "2018-05-20", "Police Forces of Kazakhstan"),
]
NAMED = [
    ("SY", "قصف الطيران التركي مواقع قسد في بلدة عامودا", "Military Forces of Turkey", "SDF"),
    ("SY", "قصفت طائرات إسرائيلية معسكرا لقوات النظام", "IL", "SY"),
    ("IQ", "هاجم مسلحون من تنظيم \"داعش\" بلدة زمار", "IS", "C"),
    ("SY", "قصفت ميليشيا \"قسد\" بلدة كلجبرين", "SDF", "C"),
    ("NG", "هاجم مسلحون يشتبه بأنهم من بوكو حرام بلدة غوزا", "BH", "C"),
    ("KE", "هاجم مسلحون يرجح انتماؤهم إلى حركة «الشباب» بلدة مانديرا", "SH", "C"),
    ("IQ", "هاجم مجهولون بلدة العظيم", "?", "C"),
    ("SD", "قصفت القوات الحكومية بلدة كورما", "Military Forces of Sudan", "C"),
    ("YE", "قصفت ميليشيات الحوثي وصالح بلدة الحوبان", "H+Forces of Ali Abdullah Saleh", "C"),
    ("SY", "قصفت قوات النظام والميليشيات الإيرانية بلدة الزربة", "SY+Pro-Iran militias", "C"),
    ("SY", "قصفت طائرات حربية يعتقد أنها روسية بلدة ترمانين", "RU", "C"),
]  # fmt: skip
POINTING = [
    ("IQ", "هاجم تنظيم داعش بلدة الشرقاط. وقتل عناصر التنظيم ثلاثة شرطيين عراقيين عند مدخلها", "IS"),
    ("SO", "أعلنت حركة الشباب أنها هاجمت بلدة بلعد", "SH"),
    ("NG", "أعلن الجيش النيجيري أن قواته قصفت معسكرا لبوكو حرام", "NG"),
]
SPOKEN = [
    (
        "AF",
        "فجر المجاهدون عبوة في دبابة للقوات المحتلة بمديرية سنجين. كما هاجم المجاهدون مركزا للشرطة العميلة",
        "T",
        "N",
    ),
    (
        "AF",
        "هاجم المجاهدون مركزا للشرطة العميلة بمديرية سنجين. وفجر المجاهدون عبوة في دبابة للقوات المحتلة",
        "T",
        "ANP",
    ),
]


@pytest.fixture(scope="module")
def actors() -> Actors:
    return coder().actors


@pytest.mark.parametrize(("group", "country", "day", "cls"), CLASSES)
def test_classes_depend_on_country_and_day(actors: Actors, group: str, country: str, day: str, cls: str) -> None:
    assert actors.class_of(group, country, day=day) == cls


@pytest.mark.parametrize(("country", "role", "day", "group"), ROLES)
def test_bare_forces_are_called_by_country_and_day(
    actors: Actors, country: str, role: str, day: str, group: str
) -> None:
    found = actors.of_role(country, role, day)
    assert found is not None
    assert found[0] == group


@pytest.mark.parametrize(("country", "text", "initiator", "target"), NAMED)
def test_named(country: str, text: str, initiator: str, target: str) -> None:
    assert sides(text + ".", country, "2016-05-20") == (groups(initiator), groups(target))


@pytest.mark.parametrize(("country", "text", "initiator"), POINTING)
def test_pronouns_and_definite_nouns_point_back(country: str, text: str, initiator: str) -> None:
    assert sides(text + ".", country, "2016-05-20")[0] == groups(initiator)


@pytest.mark.parametrize(("country", "text", "initiator", "target"), SPOKEN)
def test_a_statement_is_read_by_its_own_words(country: str, text: str, initiator: str, target: str) -> None:
    assert sides(text + ".", country, "2011-05-20") == (groups(initiator), groups(target))


def test_no_epithet_comes_out() -> None:
    """All epithets of the packs, each as the doer of one act: what comes out is a name of the tables, in Latin."""
    pack = coder().pack
    forms = {w for w, senses in pack.words.items() if any(e.cat == "epithet" for e, _ in senses)}
    forms |= {
        " ".join((first, *rest)) for first, rows in pack.phrases.items() for rest, senses in rows
        if any(e.cat == "epithet" for e, _ in senses)
    }  # fmt: skip
    known = set(pack.groups) | {r.group for r in pack.roles}
    speakers = sorted(
        {
            e.attrs["speaker"] for table in (pack.words.items(), pack.phrases.items()) for _, rows in table
            for row in rows for e, _ in (row[1] if isinstance(row[0], tuple) else (row,)) if e.cat == "epithet"
        }
    )  # fmt: skip
    assert len(forms) > 1000
    assert len(speakers) > 20
    for n, form in enumerate(sorted(forms)):
        for event in events(f"قصفت {form} بلدة السوق.", "SY" if n % 2 else "AF", "2012-05-20") if n % 5 == 0 else ():
            for actor in (*event.initiator, *event.target):
                assert not ARABIC.search(actor.group), form
                assert actor.group in known or actor.group in GENERIC or " of " in actor.group, (form, actor.group)
                assert actor.class_ in ACTOR_CLASSES


GENERIC = {
    "Civilians", "Unidentified armed group", "Private security", "Protesters", "Rioters", "United Nations",
    "Israeli settlers",
}  # fmt: skip


def test_every_epithet_refers_to_a_name_or_to_a_rule(actors: Actors) -> None:
    pack = coder().pack
    entries = {e.id: e for senses in pack.words.values() for e, _ in senses if e.cat == "epithet"}
    entries |= {e.id: e for rows in pack.phrases.values() for _, s in rows for e, _ in s if e.cat == "epithet"}
    rules = {"@self", "@enemy", "@government"}
    for entry in entries.values():
        for part in entry.attrs["refers"].split(";"):
            name = part.strip()
            assert name in rules or not ARABIC.search(name), entry.id


def test_stage_without_country_leaves_bare_forces_open(actors: Actors) -> None:
    party = coder().chart(_report("هاجم الجيش")).all("party")[0].value
    assert actors.resolve(party, Stage()) is None


def _report(text: str):  # type: ignore[no-untyped-def]
    return Report(doc_id="case", text=text)

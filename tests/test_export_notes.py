"""Notes: plain sentences that say what the record says, no more, and leave a claim a claim."""

from __future__ import annotations

import msgspec
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
    TALIBAN,
    changed,
    example_events,
    incident,
    record,
    toll,
)

from sijill.export.notes import note
from sijill.export.record import of_incident
from sijill.model import (
    SUB_EVENT_TYPES,
    Actor,
    Claim,
    Conflict,
    Damage,
    Date,
    Event,
    Place,
    Report,
    Said,
)  # fmt: skip

HERE = "in Kakrak, near Tarin Kowt, Uruzgan"
ON = "On 3 September 2009,"
REPORTED = f"{ON} it was reported that"
CLAIMED = f"{ON} the Taliban claimed that"
ATTACKED = f"{REPORTED} an unidentified armed group attacked civilians"
UNPLACED = Place()


def replaced(event: Event, **place: object) -> Event:
    return changed(event, place=msgspec.structs.replace(KAKRAK, **place))


ENGLISH = [
    (BOMB, f"{CLAIMED} an IED killed seven NATO/ISAF soldiers {HERE}."),
    # who says so
    (changed(BOMB, claim=Claim(kind="official", by="Government of Afghanistan")),
     f"{ON} according to the Government of Afghanistan, an IED attributed to the Taliban killed seven NATO/ISAF "
     f"soldiers {HERE}."),
    (changed(BOMB, claim=Claim(kind="official")),
     f"{ON} according to officials, an IED attributed to the Taliban killed seven NATO/ISAF soldiers {HERE}."),
    (changed(BOMB, claim=Claim(kind="witness"), initiator=()),
     f"{ON} according to witnesses, an IED killed seven NATO/ISAF soldiers {HERE}."),
    (changed(BOMB, claim=Claim(kind="unattributed"), initiator=(NOBODY,)),
     f"{REPORTED} an IED killed seven NATO/ISAF soldiers {HERE}."),
    (changed(BOMB, claim=Claim(kind="party", by="Karim Salih")),
     f"{ON} Karim Salih, speaking for a party to the fighting, claimed that an IED attributed to the Taliban killed "
     f"seven NATO/ISAF soldiers {HERE}."),
    # how many
    (changed(BOMB, initiator=(), casualties=(toll("Civilians", "killed", 3, None, "ثلاثة على الأقل"),)),
     f"{CLAIMED} an IED killed at least three civilians {HERE}."),
    (changed(BOMB, casualties=(toll("Civilians", "killed", 3, None, "عدد من الناس"),)),
     f"{CLAIMED} an IED killed several civilians {HERE}."),
    (changed(BOMB, casualties=(toll("Civilians", "killed", 3, 5),)),
     f"{CLAIMED} an IED killed between three and five civilians {HERE}."),
    (changed(BOMB, casualties=(toll("Civilians", "killed", None, 12),)),
     f"{CLAIMED} an IED killed up to 12 civilians {HERE}."),
    (changed(BOMB, casualties=(toll("Civilians", "killed", 20, None, "عشرات المدنيين"),)),
     f"{CLAIMED} an IED killed tens of civilians {HERE}."),
    (changed(BOMB, casualties=(toll("Civilians", "killed", None, None),)),
     f"{CLAIMED} an IED killed an unknown number of civilians {HERE}."),
    (changed(BOMB, casualties=(toll("NATO/ISAF", "killed", 11, 99, "جنديا"),)),
     f"{CLAIMED} an IED killed between 11 and 99 (the figure is missing in the report) NATO/ISAF "
     f"soldiers {HERE}."),
    (changed(BOMB, casualties=(toll("NATO/ISAF", "killed", 1, 1),)),
     f"{CLAIMED} an IED killed one NATO/ISAF soldier {HERE}."),
    (changed(BOMB, casualties=(toll("NATO/ISAF", "killed", 0, 0),)),
     f"{CLAIMED} an IED hit NATO/ISAF {HERE}, with no NATO/ISAF killed."),
    (changed(BOMB, casualties=(toll("NATO/ISAF", "killed or wounded", 1, None),)),
     f"{CLAIMED} an IED caused losses among NATO/ISAF {HERE}."),
    (changed(BOMB, casualties=()), f"{CLAIMED} an IED hit NATO/ISAF {HERE}."),
    (changed(BOMB, casualties=(), target=()), f"{CLAIMED} an IED went off {HERE}."),
    (changed(BOMB, casualties=(toll("Desert Patrols", "killed", 2, 2),),
             target=(Actor(group="Desert Patrols", class_="political militia"),)),
     f"{CLAIMED} an IED killed two members of Desert Patrols {HERE}."),
    (changed(BOMB, casualties=(toll("Houthis", "killed", 2, 2),),
             target=(Actor(group="Houthis", class_="rebel group"),)),
     f"{CLAIMED} an IED killed two Houthi fighters {HERE}."),
    # several counts
    (changed(BOMB, casualties=(toll("NATO/ISAF", "killed", 2, 2), toll("NATO/ISAF", "wounded", 4, 4))),
     f"{CLAIMED} an IED killed two NATO/ISAF soldiers and wounded four {HERE}."),
    (changed(BOMB, casualties=(toll("NATO/ISAF", "killed", 2, 2), toll("Civilians", "killed", 1, 1),
                               toll("Civilians", "wounded", 20, None, "العشرات"))),
     f"{CLAIMED} an IED killed two NATO/ISAF soldiers and one civilian and wounded tens of civilians "
     f"{HERE}."),
    (changed(CLASH, casualties=(toll("Taliban", "killed", 3, 3), toll("NATO/ISAF", "wounded", 2, 2),
                                toll("NATO/ISAF", "captured", 1, 1))),
     f"{CLAIMED} their forces clashed with NATO/ISAF {HERE}, leaving three Taliban fighters dead and "
     "two NATO/ISAF soldiers wounded. One NATO/ISAF soldier was taken captive."),
    # sides
    (ATTACK, f"{ATTACKED} {HERE}."),
    (changed(ATTACK, initiator=()), f"{REPORTED} civilians were attacked {HERE}."),
    (changed(ATTACK, target=()), f"{REPORTED} an unidentified armed group carried out an attack {HERE}."),
    (changed(ATTACK, initiator=(), target=()), f"{REPORTED} an attack was carried out {HERE}."),
    (changed(CLASH, claim=Claim(kind="media", by="Orient Net"), initiator=(POLICE, NATO)),
     f"{ON} according to Orient Net, the Police Forces of Iraq and NATO/ISAF clashed with NATO/ISAF {HERE}."),
    (changed(ATTACK, type="Arrests", initiator=(POLICE,), casualties=(toll("Civilians", "captured", 4, 4),)),
     f"{REPORTED} the Police Forces of Iraq arrested four civilians {HERE}."),
    (changed(ATTACK, type="Peaceful protest", target=(), initiator=(Actor(group="Protesters", class_="protesters"),)),
     f"{REPORTED} protesters held a protest {HERE}. [size=no report]"),
    (changed(ATTACK, type="Protest with intervention", initiator=(POLICE,),
             target=(Actor(group="Protesters", class_="protesters"),)),
     f"{REPORTED} protesters held a protest, in which the Police Forces of Iraq intervened {HERE}. [size=no report]"),
    (changed(BOMB, type="Air/drone strike", weapon=("drone",), initiator=(NATO,), target=(TALIBAN,), casualties=(),
             claim=Claim(kind="official")),
     f"{ON} according to officials, a drone strike by NATO/ISAF hit the Taliban {HERE}."),
    # days
    (changed(ATTACK, date=Date()), f"It was reported that an unidentified armed group attacked civilians {HERE}."),
    (changed(ATTACK, date=Date(start="2009-09-03", end="2009-09-05", precision=2)),
     f"Between 3 and 5 September 2009, it was reported that an unidentified armed group attacked civilians {HERE}."),
    (changed(ATTACK, date=Date(start="2009-08-30", end="2009-09-02", precision=2)),
     "Between 30 August and 2 September 2009, it was reported that an unidentified armed group attacked civilians "
     f"{HERE}."),
    (changed(ATTACK, date=Date(start="2009-09-01", end="2009-09-30", precision=4)),
     f"In September 2009, it was reported that an unidentified armed group attacked civilians {HERE}."),
    (changed(ATTACK, date=Date(start="2009-09-03", end="2009-09-03", precision=3)),
     f"Around 3 September 2009, it was reported that an unidentified armed group attacked civilians {HERE}."),
    (changed(ATTACK, date=Date(end="2009-09-03")),
     f"By 3 September 2009, it was reported that an unidentified armed group attacked civilians {HERE}."),
    (changed(ATTACK, part="evening"),
     "On the evening of 3 September 2009, it was reported that an unidentified armed group attacked civilians "
     f"{HERE}."),
    # places
    (replaced(ATTACK, precision=1, relation="near"),
     f"{ATTACKED} near Kakrak, Tarin Kowt district, Uruzgan."),
    (replaced(ATTACK, precision=2, relation="near", direction="south-west", distance_km=12.0),
     f"{ATTACKED} 12 km south-west of Kakrak, Tarin Kowt district, Uruzgan."),
    (replaced(ATTACK, precision=2, direction="north"), f"{ATTACKED} north of Kakrak, Tarin Kowt district, Uruzgan."),
    (replaced(ATTACK, precision=1, relation="between"),
     f"{ATTACKED} between Kakrak and another place, Tarin Kowt district, Uruzgan."),
    (replaced(ATTACK, precision=3),
     f"{ATTACKED} in Kakrak, Tarin Kowt district, Uruzgan (known only to "
     "the district)."),
    (replaced(ATTACK, precision=3, name="Tarin Kowt"),
     f"{ATTACKED} in Tarin Kowt district, Uruzgan."),
    (replaced(ATTACK, precision=4, name="Uruzgan", admin2=None),
     f"{ATTACKED} at an unspecified place in Uruzgan."),
    (replaced(ATTACK, precision=6, name=None, admin1=None, admin2=None),
     f"{ATTACKED} at an unspecified place in Afghanistan."),
    (changed(ATTACK, place=UNPLACED), f"{ATTACKED}."),
    # damage
    (changed(ATTACK, damage=(Damage(object="house", outcome="burned", count=2),
                             Damage(object="other", outcome="burned"),
                             Damage(object="aircraft", outcome="destroyed", count=1))),
     f"{ATTACKED} {HERE}. Two houses and other property were burned and "
     "one aircraft was destroyed."),
]  # fmt: skip


@pytest.mark.parametrize(("event", "told"), ENGLISH)
def test_english(event: Event, told: str) -> None:
    assert note(record(event)) == told


def test_an_unattributed_event_is_told_by_its_outlet() -> None:
    report = Report(doc_id="d1", text="", outlet="AFP")
    assert note(record(ATTACK, report)).startswith(f"{ON} according to AFP, an unidentified armed group attacked")


def test_an_incident_tells_the_range_the_quarrels_and_the_sources() -> None:
    quarrel = Conflict(field="date", values=(Said(value="2009-09-03", events=("e1",)),))
    told = note(of_incident(incident(conflicts=(quarrel,)), (), ()))
    assert told == (
        f"{ON} according to officials, and as the Taliban claimed, an IED killed between seven and nine NATO/ISAF "
        f"soldiers {HERE}. One vehicle was destroyed. Accounts of the toll range from 7 to 9 killed (NATO/ISAF). "
        "Reports differ on the date. Two independent sources tell it."
    )


def test_a_toll_that_one_source_denies_is_told_so() -> None:
    (counted,) = incident().casualties
    denied = incident(casualties=(msgspec.structs.replace(counted, low=0, best=7),))
    assert "Accounts of the toll range from 0 to 9 killed (NATO/ISAF)." in note(of_incident(denied, (), ()))


def test_every_type_has_words_of_its_own_in_both_languages() -> None:
    for language in ("en", "ar"):
        told = [note(record(changed(ATTACK, type=kind)), language) for kind in SUB_EVENT_TYPES]  # type: ignore[arg-type]
        assert len(set(told)) == len(SUB_EVENT_TYPES)


def test_no_note_has_a_brace_a_none_or_a_double_space() -> None:
    for event in example_events():
        for language in ("en", "ar"):
            told = note(record(event), language)  # type: ignore[arg-type]
            assert told.endswith((".", "]"))
            assert not any(slip in told for slip in ("{", "}", "None", "  ", " ,", "in ,")), told


ARABIC = [
    (replaced(changed(ATTACK, date=Date()), direction="south-west", distance_km=12.0),
     "بحسب ما ورد، هجوم من مجموعة مسلحة مجهولة على المدنيين على بعد 12 كم جنوب غرب ككرك، أروزجان، أفغانستان."),
    (BOMB, "في 3 سبتمبر 2009، بحسب حركة طالبان (طرف في القتال)، انفجار عبوة أو لغم منسوب إلى حركة طالبان استهدف قوات "
           "الناتو/إيساف قرب ككرك، أروزجان، أفغانستان، ما أدى إلى مقتل 7 من قوات الناتو/إيساف."),
    (changed(ATTACK, date=Date(), casualties=(toll("Civilians", "killed", 20, None, "عشرات"),
                                              toll("Civilians", "wounded", 3, 5))),
     "بحسب ما ورد، هجوم من مجموعة مسلحة مجهولة على المدنيين قرب ككرك، أروزجان، أفغانستان، ما أدى إلى مقتل عشرات من "
     "المدنيين وإصابة ما بين 3 و5 من المدنيين."),
    (changed(ATTACK, type="Arrests", initiator=(POLICE,), place=Place(country="IQ"), target=(CIVILIANS,)),
     "في 3 سبتمبر 2009، بحسب ما ورد، اعتقال شرطة العراق أشخاصا من المدنيين في موضع غير محدد في العراق."),
]  # fmt: skip


@pytest.mark.parametrize(("event", "told"), ARABIC)
def test_arabic(event: Event, told: str) -> None:
    assert note(record(event), "ar") == told

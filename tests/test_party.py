"""Noun phrases of people and things: text → words, bounds and role of the first phrase."""

from __future__ import annotations

import pytest
from charts import chart_of

PHRASES = {
    "ثلاثة جنود": ("ثلاثة جنود", 3, 3, "army"),
    "شرطيان اثنان": ("شرطيان اثنان", 2, 2, "police"),
    "9 من أفراد الشرطة": ("9 من أفراد الشرطة", 9, 9, "police"),
    "الجنود الخمسة": ("الجنود الخمسة", 5, 5, "army"),
    "أحد الحراس": ("أحد الحراس", 1, 1, "guard"),
    "امرأتين": ("امرأتين", 2, 2, "civilian"),
    "رجل دين": ("رجل دين", 1, 1, "civilian"),
    "صاحبي محل": ("صاحبي محل", 2, 2, "civilian"),
    "ضابط برتبة نقيب": ("ضابط برتبة نقيب", 1, 1, "force"),
    "عشرات المزارعين": ("عشرات المزارعين", 20, None, "civilian"),
    "مسلحا": ("مسلحا", 11, 99, "militant"),
    "كل من فيها وعددهم أربعة": ("كل من فيها وعددهم أربعة", 4, 4, "member"),
    "الشاب سالم داود (22 عاما)": ("الشاب سالم داود (22 عاما)", 1, 1, "civilian"),
    "عدد من العناصر": ("عدد من العناصر", 3, None, "member"),
    "خمسة آخرون": ("خمسة آخرون", 5, 5, "other"),
}


@pytest.mark.parametrize("text", PHRASES)
def test_phrases(text: str) -> None:
    chart = chart_of(text)
    fact = chart.all("party")[0]
    v = fact.value
    assert (chart.doc.quote(fact.span), v.low, v.high, v.role) == PHRASES[text]


OWNERS = {
    "ثلاثة من جنوده": "ه",
    "سبعة منهم": "هم",
    "قتلى في صفوفهم": "هم",
    "جميع الجنود": "",
    "سبعة أشخاص بينهم طفل": "",
}


@pytest.mark.parametrize("text", OWNERS)
def test_pronouns_that_say_whose(text: str) -> None:
    assert chart_of(text).all("party")[0].value.pron == OWNERS[text]


def test_civilians_among_whom() -> None:
    assert chart_of("سقوط خمسة جرحى في صفوف المدنيين").all("party")[0].value.own == "civilian"


def test_an_object_is_no_adjective() -> None:
    chart = chart_of("قتل جنود فلسطينيا على حاجز")
    assert chart.doc.quote(chart.all("party")[0].span) == "جنود"


def test_numbers_of_raids_count_no_people() -> None:
    assert not [f for f in chart_of("شنت ثلاث غارات").all("party") if f.value.noun == "number"]

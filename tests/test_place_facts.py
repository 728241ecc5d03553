"""Places in running text, and the place of each act: what is announced holds, and nothing leaks."""

from __future__ import annotations

from functools import lru_cache

import pytest

from sijill.events import Coder
from sijill.facts.place_name import is_common
from sijill.facts.place_scope import PlaceChoice, PlaceScope
from sijill.grammar import Chart
from sijill.model import Report
from sijill.pipeline import load_coder


@lru_cache(maxsize=1)
def coder() -> Coder:
    return load_coder(())


def read(text: str) -> tuple[PlaceScope, Chart]:
    report = Report(doc_id="p", text=text)
    chart = coder().chart(report)
    return PlaceScope(chart, report, coder().places), chart


def places(text: str, told: str, *, joint: bool = False) -> list[PlaceChoice]:
    """The places of the act that the words ``told`` tell."""
    scope, chart = read(text)
    start = text.index(told)
    i = next(u.i for u in chart.doc.units if u.start >= start)
    j = next((u.i for u in chart.doc.units if u.start >= start + len(told)), len(chart.doc.units))
    return scope.place_of(i, j, joint=joint)


def texts(text: str, told: str, *, joint: bool = False) -> list[str | None]:
    return [c.place.text for c in places(text, told, joint=joint)]


ROUNDUP = """حصاد اليوم
حلب:: قصف مدفعي طال بلدة مارع بالريف الشمالي، وسقطت قذائف على قرية تل الغزلان.
درعا:: اغتال مجهولون عنصرا سابقا في بلدة نصيب.
الحسكة:: انفجر لغم بسيارة في الريف الجنوبي."""


def test_a_heading_gives_its_province_to_the_places_below_it() -> None:
    (choice,) = places(ROUNDUP, "وسقطت قذائف على قرية تل الغزلان")
    assert (choice.place.country, choice.place.admin1, choice.place.text) == ("SY", "Aleppo", "تل الغزلان")


def test_nothing_leaks_from_one_item_to_the_next() -> None:
    (choice,) = places(ROUNDUP, "اغتال مجهولون عنصرا سابقا في بلدة نصيب")
    assert (choice.place.admin1, choice.place.text) == ("Daraa", "نصيب")


def test_an_area_without_a_name_is_the_announced_province() -> None:
    (choice,) = places(ROUNDUP, "انفجر لغم بسيارة في الريف الجنوبي")
    assert (choice.place.admin1, choice.place.text) == ("Hasakah", "الحسكة")


def test_every_place_of_a_list_is_one_of_its_own_and_one_phrase_where_the_act_is_one() -> None:
    text = "تعرضت قرى مرزوقة وكفر شحمة وأم الغيطان في محافظة إدلب لقصف مدفعي."
    assert texts(text, text) == ["مرزوقة", "كفر شحمة", "أم الغيطان"]
    assert texts(text, text, joint=True) == ["مرزوقة وكفر شحمة وأم الغيطان"]


def test_the_same_district_is_the_one_told_before() -> None:
    text = "انفجرت عبوة في منطقة شورابك بمديرية سنجين بولاية هلمند. كما هوجمت نقطة في منطقة كلانتو بالمديرية نفسها."
    (choice,) = places(text, "كما هوجمت نقطة في منطقة كلانتو بالمديرية نفسها")
    assert (choice.place.admin1, choice.place.admin2, choice.place.text) == ("Helmand", "Sangin", "كلانتو")


def test_a_village_that_is_pointed_to_is_the_last_one_told() -> None:
    text = "دخل الجنود قرية بير الحمام بريف الرقة. وبعد ساعة قصفت طائرة القرية."
    (choice,) = places(text, "وبعد ساعة قصفت طائرة القرية")
    assert choice.place.text == "بير الحمام"
    assert choice.because[0].span == (text.rindex("القرية"), text.rindex("القرية") + len("القرية"))


def test_a_clause_without_a_place_inherits_and_says_so() -> None:
    text = "هاجم مسلحون حقلا قرب بلدة الشحيل بدير الزور. وقتل حارسان."
    (choice,) = places(text, "وقتل حارسان")
    assert choice.inherited
    assert choice.place.text == "الشحيل"


def test_nothing_told_is_no_place_and_the_reason() -> None:
    (choice,) = places("قتل جندي وأصيب آخر.", "قتل جندي")
    assert choice.fact is None
    assert choice.why_null == "no place is named in the clause or before it"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أصيب أربعة في انفجار بمدينة تكريت ونقلوا إلى مستشفى الزهراء في سامراء.", "تكريت"),
        ("قتل سائق قادم من أربيل برصاص مسلحين في ناحية الرشاد جنوب كركوك.", "الرشاد"),
        ("قال قائد شرطة بابل إن عبوة انفجرت في قضاء المحاويل.", "المحاويل"),
        ("سقطت قذائف أطلقت من جبل الشومر على بلدة عرسال.", "عرسال"),
        ("فجر انتحاري نفسه في سوق الغزل وسط بغداد.", "سوق الغزل"),
    ],
)
def test_where_people_came_from_or_were_taken_is_not_the_place(text: str, expected: str) -> None:
    assert texts(text, text) == [expected]


def test_a_road_and_a_frontier_keep_their_relation() -> None:
    (road,) = places(
        "انفجر لغم على الطريق الواصل بين مدينة القامشلي وبلدة تل حميس.",
        "انفجر لغم على الطريق الواصل بين مدينة القامشلي وبلدة تل حميس",
    )
    assert (road.place.text, road.place.relation) == ("القامشلي", "between")


def test_the_centre_of_a_province_is_its_capital() -> None:
    (choice,) = places("انفجرت عبوة في مركز ولاية لغمان.", "انفجرت عبوة في مركز ولاية لغمان")
    assert (choice.place.text, choice.place.admin1, choice.place.country) == ("مركز ولاية لغمان", "Laghman", "AF")


def test_the_country_of_the_words_around_holds_for_a_namesake() -> None:
    egypt = places(
        "قتل مجندان مصريان في هجوم على نقطة بمدينة رفح في شمال سيناء.", "قتل مجندان مصريان في هجوم على نقطة بمدينة رفح"
    )
    gaza = places(
        "قصفت طائرات إسرائيلية منزلا في مدينة رفح جنوب قطاع غزة.",
        "قصفت طائرات إسرائيلية منزلا في مدينة رفح جنوب قطاع غزة",
    )
    assert (egypt[0].place.country, gaza[0].place.country) == ("EG", "PS")


def test_every_choice_shows_words_of_the_report() -> None:
    scope, chart = read(ROUNDUP)
    for fact in scope.facts:
        start, end = fact.value.text
        assert ROUNDUP[start:end] == chart.doc.quote(fact.span)
        assert ROUNDUP[start:end].strip()


def test_ordinary_words_are_told_from_unknown_names() -> None:
    assert is_common("الاحتفال")
    assert is_common("سياراتهم")
    assert not is_common("ستوبرك")


def test_places_without_a_gazetteer_keep_their_words() -> None:
    report = Report(doc_id="p", text="انفجر لغم في قرية بير الحمام.")
    chart = coder().chart(report)
    (choice,) = PlaceScope(chart, report, None).place_of(0, len(chart.doc.units))
    assert (choice.place.text, choice.place.lat) == ("بير الحمام", None)
    assert choice.why_null == "no gazetteer was given"


def test_a_quarter_lies_in_the_district_of_the_town_told_before() -> None:
    (choice,) = places("وفي الموصل سقطت قذيفة على حي النخيل وأصيب طفل.", "سقطت قذيفة على حي النخيل")
    assert (choice.place.admin1, choice.place.admin2) == ("Nineveh", "Mosul")
    (apart,) = places("وفي الموصل انتشر الجيش. وسقطت قذيفة على قرية النخيل.", "وسقطت قذيفة على قرية النخيل")
    assert apart.place.admin2 is None


def test_a_town_of_the_phrase_tells_the_country_before_a_power_that_is_named() -> None:
    (airport,) = places(
        "استهدفت غارة إسرائيلية مطار الزهر العسكري في دمشق.", "استهدفت غارة إسرائيلية مطار الزهر العسكري في دمشق"
    )
    assert (airport.place.country, airport.place.admin1) == ("SY", "Damascus")


def test_an_adjective_is_no_kind_word() -> None:
    assert not read("أطلقت فصائل محلية سراح ثلاثة.")[0].facts
    (fact,) = read("وقع الهجوم في محلية سراح.")[0].facts
    assert fact.value.level == "admin2"


def test_a_definite_adjective_shows_a_common_word_to_be_a_name() -> None:
    (field,) = read("وقع الانفجار في حقل الأماني النفطي.")[0].facts
    assert field.value.level == "facility"
    assert [f.value.name for f in read("وقع الانفجار في حقل ياسمين النفطي.")[0].facts] == ["ياسمين"]
    assert not read("وقع الانفجار في حقل ياسمين.")[0].facts


def test_a_sea_is_of_no_country_and_a_town_on_its_shore_comes_first() -> None:
    (sea,) = places("تعرضت سفينة لهجوم في خليج عدن أمس.", "تعرضت سفينة لهجوم في خليج عدن أمس")
    assert (sea.place.country, sea.place.name, sea.place.precision) == (None, "Gulf of Aden", 7)
    (shore,) = places(
        "أسقطت طائرة فوق البحر الأحمر قبالة سواحل المخا.", "أسقطت طائرة فوق البحر الأحمر قبالة سواحل المخا"
    )
    assert (shore.place.country, shore.place.text, shore.place.relation) == ("YE", "المخا", "near")
    (province,) = places("انفجر لغم في محافظة البحر الأحمر بمصر.", "انفجر لغم في محافظة البحر الأحمر بمصر")
    assert (province.place.country, province.place.admin1) == ("EG", "Red Sea")


def test_a_camp_that_can_lie_nowhere_else_does_not_take_the_province_told_before() -> None:
    text = "وفي طرابلس شمال لبنان سقط جريح. وفي مخيم عين الحلوة أطلق مسلح النار."
    (camp,) = places(text, "وفي مخيم عين الحلوة أطلق مسلح النار")
    assert (camp.place.admin1, camp.place.text) == ("South", "مخيم عين الحلوة")


def test_the_countryside_of_a_town_is_an_area_on_its_side() -> None:
    (choice,) = places("قتل خمسة في ريف حلب الشمالي أمس.", "قتل خمسة في ريف حلب الشمالي أمس")
    assert (choice.place.precision, choice.place.direction, choice.place.admin2) == (5, "north", None)
    assert choice.place.lat is not None
    assert choice.place.lat > 36.3
    (town,) = places("قتل خمسة في بلدة مارع في ريف حلب الشمالي.", "قتل خمسة في بلدة مارع في ريف حلب الشمالي")
    assert (town.place.precision, town.place.direction) == (1, None)


def test_a_direction_and_a_distance_are_kept_with_the_place() -> None:
    (choice,) = places("وقع الهجوم على بعد 15 كلم شمال غرب حماة.", "وقع الهجوم على بعد 15 كلم شمال غرب حماة")
    assert (choice.place.direction, choice.place.distance_km, choice.place.aside) == (
        "north-west", 15.0, "15 km north-west of",
    )  # fmt: skip


def test_what_is_also_a_groups_name_is_a_place_behind_a_preposition_alone() -> None:
    assert texts("قتل ثلاثة في ولاية حلب أمس.", "قتل ثلاثة في ولاية حلب أمس") == ["حلب"]
    assert not read("أعلن تنظيم ولاية حلب مسؤوليته.")[0].facts


def test_a_phrase_that_ends_in_a_kind_word_opens_a_name() -> None:
    (fact,) = read("اغتيل مختار قرية دير الزيت.")[0].facts
    assert (fact.value.name, fact.value.role) == ("دير الزيت", "from")
    (town,) = read("أعلن سقوط مدينة برزوكا.")[0].facts
    assert (town.value.name, town.value.role) == ("برزوكا", "at")


def test_no_adjective_of_a_nation_and_no_month_is_a_village() -> None:
    assert [f.value.name for f in read("وقع الانفجار قرب الحدود السورية التركية.")[0].facts] == []
    assert read("وقع الانفجار في 2 آب في حمص.")[0].facts[0].value.name == "حمص"


def test_where_a_bombardment_came_from_is_not_where_it_fell() -> None:
    scope, _ = read("تعرضت أحياء تعز لقصف مدفعي من تلة السلال.")
    assert [(f.value.name, f.value.level, f.value.role) for f in scope.facts] == [
        ("تعز", "city", "at"),
        ("السلال", "mountain", "from"),
    ]
    (left,) = read("انسحب المسلحون من بلدة سلوق.")[0].facts
    assert left.value.role == "out"


def test_a_report_that_goes_on_to_a_town_elsewhere_leaves_the_province_told_before() -> None:
    text = "قال وزير في كييف إن الهدنة قائمة. وقتل جندي في قصف على بلدة شتشاستيا شرقي أوكرانيا."
    (town,) = places(text, "وقتل جندي في قصف على بلدة شتشاستيا شرقي أوكرانيا")
    assert (town.place.country, town.place.admin1) == ("UA", "Luhansk")


def test_a_country_takes_no_province_from_what_was_told_before() -> None:
    text = "وفي الرقة قتل رجل. استهداف ناقلة نفط قبالة عمان."
    (land,) = places(text, "استهداف ناقلة نفط قبالة عمان")
    assert (land.place.country, land.place.admin1) == ("OM", None)


def test_the_outlets_country_counts_where_the_text_tells_none() -> None:
    def country(text: str, outlet: str) -> str | None:
        (event,) = coder().code(Report(doc_id="o", text=text, outlet=outlet, published="2020-05-20"))
        return event.place.country

    assert country("انفجرت عبوة في بلدة زرنوقا وأصيب طفل.", "شبكة شام") == "SY"
    assert country("انفجرت عبوة في بلدة زرنوقا الليبية وأصيب طفل.", "شبكة شام") == "LY"
    assert country("انفجرت عبوة في بلدة زرنوقا وأصيب طفل.", "رويترز") is None


@pytest.mark.parametrize(
    ("told", "precision", "near"),
    [
        ("سقطت قذائف على قرية الغرنوقية شرق مدينة تادف", 3, (36.349, 37.526)),
        ("سقطت قذائف على قرية الغرنوقية في ريف إعزاز", 3, (36.587, 37.046)),
        ("سقطت قذائف على قرية الغرنوقية بريف حلب الغربي", 5, (36.217, 36.902)),
        ("سقطت قذائف على قرية الغرنوقية غربي حماة", 5, (35.155, 36.465)),
        ("سقطت قذائف على قرية الغرنوقية جنوب مدينة كوباني", 3, (36.699, 38.375)),
        ("وفي جبهة زرنوق شرقي صنعاء سقطت قذائف على منطقة الغرنوقية", 5, (15.351, 44.515)),
        ("سقطت قذائف على حي الغرنوقية جنوب مدينة كوباني", 3, (36.891, 38.354)),
        ("سقطت قذائف على قرية الغرنوقية في محافظة حلب", 4, (36.216, 37.620)),
    ],
)
def test_a_village_that_the_table_lacks_stands_where_its_phrase_puts_it(
    told: str, precision: int, near: tuple[float, float]
) -> None:
    (choice,) = places(told, told)
    assert (choice.place.text, choice.place.precision) == ("الغرنوقية", precision)
    assert (choice.place.lat, choice.place.lon) == pytest.approx(near, abs=0.02)
    assert choice.why_null is not None
    assert any("it stands" in note for note in choice.notes) == (precision != 4)


def test_a_quarter_lies_in_its_town() -> None:
    (choice,) = places("قتل حارس في حي الجورة بمدينة دير الزور", "قتل حارس في حي الجورة بمدينة دير الزور")
    assert (choice.place.name, choice.place.precision) == ("Al-Jura", 3)
    assert (choice.place.lat, choice.place.lon) == pytest.approx((35.336, 40.141), abs=0.02)


def test_the_object_of_a_noun_of_attack_is_where_it_was() -> None:
    told = "باغت الجيش السكان بقصفه لبلدة تفتناز فجرا وسط اشتباكات على محاور بلدتي كفرنبل وحزارين"
    assert texts(told, told)[0] == "تفتناز"


def test_an_area_holds_the_towns_that_are_said_to_be_in_it() -> None:
    told = "أصابت شظايا سقف مدرسة في بلدة كنصفرة في منطقة جبل الزاوية"
    assert texts(told, told) == ["كنصفرة"]


@pytest.mark.parametrize(
    ("told", "text", "precision", "near"),
    [
        # a namesake lies on the side that is told; of a side that tells them not apart, or of none, no one is taken
        ("سقطت قذيفة على قرية بوغاز غرب مدينة منبج", "بوغاز", 1, (36.472, 37.653)),
        ("سقطت قذيفة على قرية بوغاز شرق مدينة منبج", "بوغاز", 1, (36.722, 38.257)),
        ("سقطت قذيفة على قرية بوغاز في ريف حلب الشرقي", "بوغاز", 5, (36.207, 37.424)),
        ("سقطت قذيفة على قرية زمار بريف حلب الجنوبي", "زمار", 1, (35.89, 36.97)),
        ("سقطت قذيفة على قرية زمار بريف حلب الشرقي", "زمار", 1, (36.39, 37.64)),
        ("سقطت قذيفة على قرية رحمانية في محافظة حلب", "رحمانية", 4, (36.216, 37.620)),
        # namesakes that lie near to one another
        ("سقطت قذيفة على قرية الغوز في محافظة حلب", "الغوز", 3, (36.405, 37.374)),
        # beside a town the nearer namesake
        ("سقطت قذيفة على قرية رحمانية قرب مدينة منبج", "رحمانية", 1, (36.311, 37.795)),
        # a town, and the district that is called like it
        ("انفجر لغم في مدينة رأس العين", "رأس العين", 1, (36.850, 40.071)),
        ("انفجر لغم في منطقة رأس العين", "رأس العين", 3, (36.885, 40.524)),
        ("انفجر لغم على الطريق بين مدينتي إدلب وأريحا", "إدلب", 2, (35.872, 36.622)),
        ("قصفت تركيا سيارة بين سد تشرين ومدينة صرين فقتل سائق تركي", "سد تشرين", 2, (36.484, 38.240)),
        # a name of province and capital alike: on a side of it, of the town alone
        ("سقطت قذائف شرقي دير الزور", "دير الزور", 5, (35.202, 40.450)),
        ("سقطت قذائف شرق مدينة دير الزور", "دير الزور", 2, (35.336, 40.141)),
        # by a town of a region; a desert of an area
        ("انفجرت عبوة في شمال سوريا قرب بلدة سلوك", "سلوك", 2, (36.596, 39.130)),
        ("انفجرت عبوة في بادية الرصافة في منطقة المنصورة", "بادية الرصافة", None, None),
        # in quotation marks, behind the preposition
        ('سقطت قذائف على "عفرين" أمس', "عفرين", 1, (36.512, 36.870)),
        ("سقطت قذائف على «بلدة سلوك» أمس", "سلوك", 1, (36.596, 39.130)),
    ],
)
def test_where_a_place_stands(told: str, text: str, precision: int | None, near: tuple[float, float] | None) -> None:
    (choice,) = places(told, told)
    assert choice.place.text == text
    if near is not None:
        assert (choice.place.lat, choice.place.lon) == pytest.approx(near, abs=0.03)
        assert choice.place.precision == precision


@pytest.mark.parametrize(
    ("text", "told", "country", "admin1"),
    [
        # the units of its phrase tell the country before an army or a country of another phrase
        ("قتلت قوات أمريكية رجلا في قرية الشحيل بريف دير الزور", "قتلت قوات", "SY", "Deir ez-Zor"),
        ("قصف على حي الزيتونة في مدينة إدلب بعد اتفاق بين روسيا وتركيا", "قصف على حي", "SY", "Idlib"),
        ("هاجمت فصائل مدعومة من تركيا قرية زرنوقا في ناحية عين عيسى", "هاجمت فصائل", "SY", "Raqqa"),
        ("حلقت طائرات فوق أربيل العراقية. وقصفت مسيرة تركية سيارة في ريف ديرك", "وقصفت مسيرة", "SY", "Hasakah"),
        ("استهدفت مسيرة تركية شاحنة عند سد تشرين فقتل سائق تركي", "استهدفت مسيرة", "SY", "Aleppo"),
        ("قصفت تركيا سيارة بين سد تشرين ومدينة صرين فقتل سائق تركي", "قصفت تركيا", "SY", "Aleppo"),
        ("حلقت طائرات فوق أربيل العراقية وبغداد. وقصفت مسيرة قرية زرنوقا في ريف ديرك", "وقصفت", "SY", "Hasakah"),
        ("قتل مدني سوري بقصف على قرية زرنوقا بعد اتفاق بين روسيا وتركيا", "قتل مدني", "SY", None),
        # but a namesake of the country that is told stays there
        ("قصف جوي على بلدة الباب في محافظة نينوى العراقية", "قصف جوي", "IQ", "Nineveh"),
    ],
)
def test_the_country_of_a_place_is_that_of_its_units(text: str, told: str, country: str, admin1: str | None) -> None:
    (choice,) = places(text, text[text.index(told) :])
    assert (choice.place.country, choice.place.admin1) == (country, admin1)


def test_a_name_is_placed_by_what_another_phrase_of_the_report_says_of_it() -> None:
    first = "سقطت قذائف على قرية رحمانية غرب مدينة منبج."
    (again,) = places(f"{first} وقتل راع في قرية رحمانية.", "وقتل راع في قرية رحمانية")
    assert (again.place.precision, again.place.lat) == (1, pytest.approx(36.311, abs=0.01))
    two = f"{first} وسقطت قذائف على قرية رحمانية في ناحية بلبل بريف عفرين. وقتل راع في قرية رحمانية."
    (either,) = places(two, "وقتل راع في قرية رحمانية")
    assert either.place.precision not in (1, 2)
    headed = f"{first}\nحماة::\nقتل راع في قرية رحمانية."
    (other,) = places(headed, "قتل راع في قرية رحمانية")
    assert other.place.admin1 == "Hama"


def test_of_two_places_of_a_name_the_one_by_the_towns_of_the_report_is_taken_less_surely() -> None:
    text = "سقطت قذيفة على قرية الكرك في سوريا. وتظاهر سكان في مدينة الصنمين."
    (near,) = places(text, "سقطت قذيفة على قرية الكرك في سوريا")
    assert (near.place.admin1, near.place.precision) == ("Daraa", 2)
    among = "سقطت قذيفة على قرية بوغاز في سوريا. وتظاهر سكان في مدينة الباب وفي مدينة كوباني."
    (either,) = places(among, "سقطت قذيفة على قرية بوغاز في سوريا")
    assert either.place.precision not in (1, 2)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("سقطت قذيفة على قرية خانا سري وأصيب راع", "خانا سري"),
        ("سقطت قذيفة على قرية زرنوقا سري وأصيب راع", "زرنوقا"),
        ("سقطت قذيفة على بلدة سراقب سري وأصيب راع", "سراقب"),
    ],
)
def test_a_name_goes_on_where_the_table_knows_the_longer_one(told: str, name: str) -> None:
    assert texts(told, told) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "سقطت قذائف على قرية بوغاز، وأصابت أخرى قرية دير جمال غرب مدينة منبج",
        "سقطت قذائف على قرية زمار، وأصابت أخرى قرية زرنوقا بريف حلب الشرقي",
    ],
)
def test_a_side_that_another_phrase_tells_says_nothing_of_a_place(text: str) -> None:
    assert places(text, text)[0].place.precision not in (1, 2)


def test_a_town_beside_another_phrases_place_is_only_one_of_the_reports() -> None:
    text = "سقطت قذائف على قرية رحمانية، وأصابت أخرى قرية زرنوقا قرب مدينة منبج"
    assert places(text, text)[0].place.precision == 2

"""Sides, dead, means and claims as outlets of many countries tell them: invented texts, half of them near misses."""

from __future__ import annotations

import pytest
from side_cases import events, groups, sides

Told = tuple[str, str, str, str]

FIGURES = [
    ("KE", "قتل مسلحون 14 شخصا في مركز تجاري بمدينة نيروبي", "?", "C"),
    ("KE", "قتل مهاجمون 9 من رجال الشرطة في بلدة مانديرا", "?", "Police Forces of Kenya"),
    ("SO", "قتلت قوات أميصوم 12 من مقاتلي حركة الشباب قرب بلدة بيدوا", "AMISOM", "SH"),
]
LINKED = [
    ("LY", "شنت طائرات تابعة لحفتر غارة على مواقع لقوات الوفاق في بلدة غريان", "Libyan National Army",
     "Military Forces of Libya"),
    ("YE", "قصفت قوات موالية للرئيس السابق علي صالح بلدة الراهدة بالمدفعية", "Forces of Ali Abdullah Saleh", "C"),
    ("SS", "هاجمت قوات بقيادة رياك مشار ثكنة للجيش في بلدة ناصر", "SPLM-IO", "Military Forces of South Sudan"),
    ("SS", "التقى رياك مشار وزير الدفاع وقتل جندي في هجوم مسلح ببلدة ناصر", "?", "Military Forces of South Sudan"),
    ("YE", "قتل سبعة من المتمردين الحوثيين في كمين للمقاومة الشعبية بمدينة لحج", "Popular Resistance (Yemen)", "H"),
    ("IN", "فجر انتحاري من جماعة جيش محمد سيارة مفخخة في قافلة للشرطة الهندية", "Jaish-e-Mohammed",
     "Police Forces of India"),
    ("IN", "فجر انتحاري سيارة مفخخة في قافلة للشرطة الهندية", "?", "Police Forces of India"),
]  # fmt: skip
PEOPLES = [
    ("MM", "هاجم متمردون من الروهينغا مركزا للشرطة في بلدة مونغدو", "?", "Police Forces of Myanmar"),
    ("IQ", "اندلعت اشتباكات بالأسلحة الرشاشة بين عشيرتين في بلدة الشطرة وأصيب أربعة", "Clan militia", "Clan militia"),
    ("TD", "قتل سبعة في اشتباكات بين مزارعين ورعاة في بلدة أم دم", "Farmers militia", "Herders militia"),
    ("TD", "قتل مسلحون أربعة رعاة في بلدة أم دم", "?", "C"),
    ("NG", "قتل مسلحون سبعة مزارعين في بلدة دانكو", "?", "C"),
    ("IQ", "هاجم مسلحون قبليون نقطة تفتيش للشرطة العراقية في بلدة الفاو", "Clan militia", "Police Forces of Iraq"),
]
SERVANTS = [
    ("IQ", "اغتال مسلحون موظفا في وزارة الزراعة وسط مدينة البصرة", "?", "Civilians"),
    ("IQ", "اغتال مسلحون موظفا في شركة أهلية وسط مدينة البصرة", "?", "C"),
    ("SY", "اغتال مجهولون عضوا في لجنة للصلح بمدينة نوى", "?", "C"),
    ("SY", "قتل عضو في تنظيم داعش برصاص مجهولين في بلدة البصيرة", "?", "IS"),
    ("KE", "قتل ثلاثة مهاجمين عندما هاجمت حركة الشباب فندقا في مدينة كيسمايو", "SH", "C"),
    ("SY", "أعلنت قوات سوريا الديمقراطية مقتل 25 من مرتزقة داعش في بلدة هجين", "SDF", "IS"),
]
SPEAKERS = [
    ("IQ", "استهدف جنود الخلافة آلية للجيش الرافضي بعبوة ناسفة قرب بلدة الطارمية", "IS", "IQ"),
    ("SD", "قالت قوات الدعم السريع إنها أسقطت طائرة مقاتلة لمليشيا البرهان في بلدة بحري", "Rapid Support Forces",
     "Military Forces of Sudan"),
    ("SY", "أعلنت قوات سوريا الديمقراطية أن مقاتليها قتلوا تسعة من المرتزقة في بلدة عين عيسى", "SDF",
     "Syrian National Army"),
    ("DZ", "أعلن الجيش الجزائري مقتل ثلاثة إرهابيين في ولاية البويرة", "Military Forces of Algeria", "?"),
    ("EG", "أعلن تنظيم ولاية سيناء مسؤوليته عن قنص جندي من قوات الجيش في بلدة رفح", "Islamic State (Sinai)", "EG"),
]  # fmt: skip
MANNERS = [
    ("SY", "قصفت دولة الاحتلال التركي بالطائرات المسيرة قرية تنب وأصيب مدني", "TR", "C"),
    ("SY", "قصف جيش الاحتلال التركي ومرتزقته قرية تنب وأصيب مدني", "TR+Syrian National Army", "C"),
    ("SY", "أصيب ثلاثة أطفال بانفجار ذخيرة من مخلفات قصف سابق لقوات النظام في بلدة كنسبا", "-", "C"),
    ("EG", "انفجرت عبوة زرعت بواسطة العناصر الإرهابية في مدرعة للجيش المصري بمدينة رفح", "?", "EG"),
    ("SY", "اغتال مجهولون قياديا سابقا في الجيش الحر في بلدة المليحة", "?", "C"),
    ("SY", "اغتال مجهولون قياديا في الجيش الحر في بلدة المليحة", "?", "Free Syrian Army"),
    ("IQ", "اشتبكت قوات البيشمركة مع عناصر داعش لدى محاولتهم اقتحام قرية البو محمد", "IS", "Peshmerga"),
    ("IQ", "اشتبكت قوات البيشمركة مع عناصر داعش في قرية البو محمد", "Peshmerga", "IS"),
    ("IQ", "تواصل القوات العراقية قصفها مواقع داعش في بلدة الكرمة", "IQ", "IS"),
    ("SY", "شنت المقاتلات الفرنسية والبريطانية غارات على مواقع داعش في بلدة عين عيسى",
     "Military Forces of France+Military Forces of the United Kingdom", "IS"),
    ("SY", "قصفت القوات التركية مواقع قسد في بلدة عين عيسى", "TR", "SDF"),
    ("PS", "فجر مجهولون سيارات تابعة لمسؤولين وقياديين في كتائب القسام في مدينة رفح", "?", "Hamas"),
    ("PS", "أطلقت قوات الأمن التابعة لحركة حماس النار على مسلحين في مدينة رفح", "Hamas", "?"),
    ("IQ", "انفجرت سيارة مفخخة في بلدة الشعب وقتل 20 شخصا بينهم ثلاثة جنود عراقيين", "?", "C+IQ"),
]  # fmt: skip
BEHIND = [
    ("TR", "قتل ضابط تركي برصاص تنظيم داعش قرب بلدة كلس، وردت المدفعية التركية بقصف مواقع التنظيم", "IS", "TR"),
    ("TR", "قتل أربعة شرطيين أتراك في انفجار عبوة ببلدة سيلوبي، ونسبت السلطات الهجوم إلى حزب العمال الكردستاني", "PKK",
     "Police Forces of Turkey"),
    ("TR", "قتل أربعة شرطيين أتراك في انفجار عبوة ببلدة سيلوبي، ونسبت الوكالة الخبر إلى مسؤول", "?",
     "Police Forces of Turkey"),
    ("SO", "سيطرت القوات الصومالية مدعومة بقوات أميصوم على بلدة باردهيري", "Military Forces of Somalia+AMISOM", None),
    ("YE", "سيطر الجيش الموالي للرئيس هادي على بلدة لودر", "YE", None),
    ("TD", "أعلن الجيش التشادي أنه قتل 117 من مقاتلي بوكو حرام قرب بلدة باغا", "Military Forces of Chad", "BH"),
    ("BH", "قتل شرطيان بحرينيان في تفجير أمام مدرسة في بلدة سترة", "?", "Police Forces of Bahrain"),
    ("SO", "قتل إمام مسجد برصاص مجهولين في بلدة أفجوي", "?", "C"),
    ("TR", "هاجمت امرأتان القنصلية الأمريكية في إسطنبول وتبنى حزب العمال الكردستاني الهجوم", "PKK", None),
]  # fmt: skip
FOES = [
    ("NG", "قتل مسلحون يعتقد أنهم من بوكو حرام عشرة صيادين في بلدة باغا", "BH", "C"),
    ("NG", "قتل مسلحون عشرة صيادين في بلدة باغا", "?", "C"),
    ("IQ", "أعدم داعش ثمانية من أبناء عشيرة البو نمر في بلدة هيت", "IS", "C"),
    ("IQ", "يتحصن تنظيم داعش في الجبال. وقتلت قوات البيشمركة 30 مسلحا في قرية حسن جلاد", "Peshmerga", "IS"),
    ("IQ", "قتلت قوات البيشمركة 30 مسلحا في قرية حسن جلاد", "Peshmerga", "?"),
]
ENDED = [
    ("DZ", "قضت وحدات الجيش الجزائري على ثلاثة إرهابيين في ولاية البويرة", "Military Forces of Algeria", "?"),
    ("TR", "حيدت القوات التركية 13 إرهابيا من منظمة بي كا كا في ولاية هكاري", "TR", "PKK"),
    ("SY", "وقضى ثلاثة مدنيين في قصف على بلدة دوما", "-", "C"),
]
COUNTS = [
    ("SY", "انفجرت عبوة بسيارة قيادي في فيلق الشام ما أسفر عن إصابته", [("Sham Legion", "wounded", 1, 1)]),
    ("PS", "استشهد شاب متأثرا بإصابته برصاص الجيش الإسرائيلي في بلدة قباطية", [("Civilians", "killed", 1, 1)]),
    ("PS", "اقتحم جنود إسرائيليون بلدة قباطية لاعتقال مطلوبين وأصابوا طفلا", [("Civilians", "wounded", 1, 1)]),
    (
        "SA",
        "استشهد رجل أمن وأصيب اثنان برصاص مجهولين في مدينة القطيف",
        [("Police Forces of Saudi Arabia", "killed", 1, 1), ("Police Forces of Saudi Arabia", "wounded", 2, 2)],
    ),
    ("IQ", "قتل ضابط وثلاثة جنود من قوات البيشمركة في انفجار لغم ببلدة مخمور", [("Peshmerga", "killed", 4, 4)]),
    ("IQ", "قتل ضابط في الجيش العراقي وثلاثة من عناصر البيشمركة بهجوم مسلح في بلدة مخمور",
     [("Military Forces of Iraq", "killed", 1, 1), ("Peshmerga", "killed", 3, 3)]),
    ("IQ", "قتل 12 داعشيا في غارة على بلدة القائم", [("Islamic State", "killed", 12, 12)]),
    ("SY", "دمر الثوار دبابة لقوات النظام بصاروخ تاو في بلدة الليرمون وقتل طاقمها",
     [("Military Forces of Syria", "killed", 3, None)]),
    ("PK", "قتل وزير داخلية الإقليم الباكستاني و16 آخرون في تفجير بمدينة أتوك",
     [("Government of Pakistan", "killed", 17, 17)]),
    ("PK", "قتل زعيم حركة طالبان باكستان ملا نذير و13 من رفاقه في غارة على بلدة وانا",
     [("Tehrik-i-Taliban Pakistan", "killed", 14, 14)]),
    ("SY", "قتل عنصر من «قسد» وأصيب اثنان بقصف على بلدة عين عيسى",
     [("Syrian Democratic Forces", "killed", 1, 1), ("Syrian Democratic Forces", "wounded", 2, 2)]),
    ("CM", "قتل 16 عسكريا كاميرونيا في هجوم لبوكو حرام على بلدة داراك",
     [("Military Forces of Cameroon", "killed", 16, 16)]),
    ("NE", "قتل 19 جنديا نيجريا في هجوم لبوكو حرام على بلدة ديفا", [("Military Forces of Niger", "killed", 19, 19)]),
    ("YE", "قتل 42 من الحوثيين وأسرت المقاومة الشعبية 11 مسلحا في معارك ببلدة صرواح",
     [("Houthis", "captured", 11, 11), ("Houthis", "killed", 42, 42)]),
]  # fmt: skip
MEANS = [
    ("SY", "أطلق مجهولون النار على قيادي سابق في بلدة المليحة", ["small arms"]),
    ("IQ", "اختطف مجهولون قياديا سابقا في بلدة المليحة", []),
    ("PS", "أصيب طفل بانفجار صاروخ من مخلفات الاحتلال في بلدة خزاعة", ["missile"]),
    ("SY", "أصيب طفل بانفجار جسم من مخلفات الحرب في بلدة كفرتخاريم", ["explosives"]),
]


@pytest.mark.parametrize(
    ("country", "text", "did", "hit"),
    FIGURES + LINKED + PEOPLES + SERVANTS + SPEAKERS + ENDED + MANNERS + BEHIND + FOES,
)
def test_who_did_what_to_whom(country: str, text: str, did: str, hit: str | None) -> None:
    found = sides(text, country, "2019-05-20" if country not in {"YE", "SS"} else "2015-05-20")
    assert found[0] == groups(did)
    assert hit is None or found[1] == groups(hit)


@pytest.mark.parametrize(("country", "text", "counts"), COUNTS)
def test_whose_dead(country: str, text: str, counts: list[tuple[str, str, int, int]]) -> None:
    found = [(c.group, c.outcome, c.low, c.high) for e in events(text, country) for c in e.casualties]
    assert sorted(found, key=str) == sorted(counts, key=str)


@pytest.mark.parametrize(("country", "text", "weapons"), MEANS)
def test_by_what_means(country: str, text: str, weapons: list[str]) -> None:
    assert [w for e in events(text, country) for w in e.weapon] == weapons

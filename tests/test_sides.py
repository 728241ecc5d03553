"""What the codebook settles where a side is not told, and which of several frames counts: invented texts."""

from __future__ import annotations

import pytest
from side_cases import events, groups, sides

EVIDENT = [
    ("IQ", "انفجرت عبوة ناسفة في سوق بلدة المحمودية وقتل ثلاثة مدنيين", "?", "C"),
    ("IQ", "قتل شرطي عراقي بهجوم مسلح في بلدة المقدادية", "?", "Police Forces of Iraq"),
    ("SY", "سقطت قذيفة هاون على بلدة جرمانا وأصيب طفل", "-", "C"),
    ("SY", "أصيب ثلاثة أطفال بانفجار لغم من مخلفات الحرب في بلدة العشارة", "-", "C"),
    ("PS", "أصيب طفلان بانفجار غامض في بلدة بيت لاهيا", "-", "C"),
    ("YE", "قصف مجهول المصدر بقذائف الهاون على بلدة الراهدة", "-", "C"),
    ("ML", "اختطف ثلاثة عمال إغاثة قرب بلدة ميناكا", "?", "C"),
]
CROWDS = [
    ("TN", "تظاهر مئات العمال في مدينة قفصة للمطالبة بالتشغيل", "P", "-"),
    ("MA", "فرقت الشرطة المغربية بالغاز المسيل للدموع مظاهرة في مدينة جرادة", "Police Forces of Morocco", "P"),
    (
        "IQ",
        "خرجت مظاهرة في مدينة الناصرية وأطلقت قوات الأمن العراقية الرصاص الحي على المتظاهرين وأصيب ستة منهم",
        None,
        "P",
    ),
]
ARRESTS = [
    ("EG", "ألقت الشرطة المصرية القبض على خمسة أشخاص في مدينة بنها", "EGP", "C"),
    ("TN", "أوقفت قوات الأمن التونسية ثلاثة مشتبه بهم في مدينة القصرين", "Police Forces of Tunisia", "C"),
    ("IQ", "اعتقل الجيش العراقي أربعة من عناصر داعش في بلدة الحويجة", "IQ", "IS"),
    ("TR", "تم توقيف صحفي في مدينة ديار بكر", "Government of Turkey", "C"),
]
WEAPONS = [
    ("IQ", "تمكنت الشرطة العراقية من إبطال مفعول عبوة ناسفة في بلدة الرشاد", "Police Forces of Iraq", "?"),
    ("SY", "فككت فرق الهندسة في قسد عبوة ناسفة وسط مدينة الرقة", None, "?"),
]
OWNED = [
    ("IQ", "انفجرت سيارة مفخخة في مدينة سامراء وقتل مدنيان. وتبنى تنظيم داعش التفجير", "IS", "C"),
    (
        "PK",
        "قتل أربعة مدنيين بهجوم مسلح في مدينة كويتا. وأعلنت حركة طالبان باكستان مسؤوليتها عن الهجوم",
        "Tehrik-i-Taliban Pakistan",
        "C",
    ),
    ("NG", "انفجرت قنبلة في سوق مدينة يولا وقتل مدنيون. ولم تعلن أي جهة مسؤوليتها عن التفجير", "?", "C"),
]
REPLIES = [
    (
        "SY",
        "قصفت قوات النظام بلدة النيرب. وردت فصائل الثوار بقصف مواقع قوات النظام في بلدة خان طومان",
        1,
        "Opposition Rebels (Syria)",
        "SY",
    ),
    ("SY", "قصفت ميليشيا قسد بلدة مارع. وقصفت مدينة اعزاز بعد ساعة", 1, "SDF", "C"),
    ("SY", "شنت طائرات روسية غارات على بلدة حزانو. كما قصفت بلدة كللي", 1, "RU", "C"),
]
OUTSKIRTS = [
    ("SY", "قصفت قوات النظام أطراف بلدة الزيارة", "SY", "-"),
    ("SY", "قصفت قوات النظام محيط بلدة السرمانية", "SY", "-"),
]
TABLES = {
    "evident": EVIDENT,
    "crowds": CROWDS,
    "arrests": ARRESTS,
    "weapons": WEAPONS,
    "owned": OWNED,
    "outskirts": OUTSKIRTS,
}


@pytest.mark.parametrize(
    ("country", "text", "initiator", "target"),
    [pytest.param(*row, id=f"{name}-{n}") for name, rows in TABLES.items() for n, row in enumerate(rows)],
)
def test_sides(country: str, text: str, initiator: str | None, target: str) -> None:
    found = sides(text + ".", country, "2016-05-20")
    if initiator is not None:
        assert found[0] == groups(initiator)
    assert found[1] == groups(target)


@pytest.mark.parametrize(("country", "text", "nth", "initiator", "target"), REPLIES)
def test_subjects_left_out(country: str, text: str, nth: int, initiator: str, target: str) -> None:
    found = events(text + ".", country, "2016-05-20")
    assert len(found) == 2
    assert sorted(a.group for a in found[nth].initiator) == groups(initiator)
    assert sorted(a.group for a in found[nth].target) == groups(target)


def test_every_side_has_its_words_or_a_reason() -> None:
    for rows in TABLES.values():
        for row in rows:
            for event in events(row[1] + ".", row[0], "2016-05-20"):
                for name in ("initiator", "target"):
                    assert (name in event.because) != (name in event.why_null)


def test_nobody_stands_on_both_sides() -> None:
    for rows in TABLES.values():
        for row in rows:
            for event in events(row[1] + ".", row[0], "2016-05-20"):
                assert not {a.group for a in event.initiator} & {a.group for a in event.target}

"""Numbers: every spelling of a numeral has one value, and what is no count never looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import machine, quotes, read

from sijill.facts.number import Limit, Number, bounded
from sijill.facts.numeral import cardinal, digits

UNITS = ("", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
FEMININE = ("", "واحدة", "اثنتين", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر")
TENS = ("", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
HUNDREDS = ("", "مئة", "مئتان", "ثلاثمئة", "أربعمائة", "خمسمئة", "ستمئة", "سبعمائة", "ثمانمئة", "تسعمئة")


def below_hundred(n: int, *, feminine: bool) -> str:
    units = FEMININE if feminine else UNITS
    if n <= 10:
        return units[n]
    if n < 20:
        first = {11: ("أحد", "إحدى"), 12: ("اثنا", "اثنتا")}.get(n, (UNITS[n - 10], FEMININE[n - 10]))
        return f"{first[feminine]} {'عشرة' if feminine else 'عشر'}"
    tens = TENS[n // 10] if not feminine else TENS[n // 10][:-2] + "ين"
    return f"{units[n % 10]} و{tens}" if n % 10 else tens


def spell(n: int, *, feminine: bool = False) -> str:
    """A number as it is written out; the cases vary with the gender, as the press mixes them."""
    parts = []
    thousands, rest = divmod(n, 1000)
    if thousands:
        hundreds, below = divmod(thousands, 100)
        words = " و".join(w for w in (HUNDREDS[hundreds], below_hundred(below, feminine=False)) if w)
        plural = "آلاف" if 3 <= below <= 10 else "ألفا" if below >= 11 else "ألف"
        parts.append({1: "ألف", 2: "ألفين"}.get(thousands, f"{words} {plural}"))
    if rest // 100:
        parts.append(HUNDREDS[rest // 100])
    if rest % 100:
        parts.append(below_hundred(rest % 100, feminine=feminine))
    return " و".join(parts)


def value(text: str) -> float | None:
    units = machine()[0].units(text)
    scan = cardinal(units, 0)
    return scan.value if scan and scan.j == len(units) else None


@given(st.integers(1, 999_999), st.booleans())
@settings(max_examples=400, deadline=None)
def test_a_number_written_out_is_read_back(n: int, feminine: bool) -> None:
    if n // 1000 % 100 in {1, 2} and n // 1000 > 2:
        n += 3000  # ألف واحد is written in another way
    assert value(spell(n % 1_000_000, feminine=feminine)) == n % 1_000_000


@given(st.integers(0, 9_999_999))
@settings(max_examples=100, deadline=None)
def test_thousands_marks_and_eastern_digits_change_nothing(n: int) -> None:
    grouped = f"{n:,}"
    for text in (str(n), grouped, grouped.replace(",", "،"), grouped.replace(",", "٬")):
        eastern = text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert value(text) == value(eastern) == n


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أحد عشر", 11), ("احدى عشرة", 11), ("إثنا عشر", 12), ("اثنتي عشرة", 12), ("ثمانية عشر", 18),
        ("ثماني عشرة", 18),
        ("ثلاثةعشر", 13), ("تسع وتسعين", 99), ("مائة", 100), ("ماية", 100), ("مية وعشرة", 110), ("مئتي", 200),
        ("ميتين", 200), ("ثلاث مئة", 300), ("خمس مائة وستين", 560), ("ستمائة", 600), ("ثمانمائة وثمانية", 808),
        ("ألفان", 2000), ("الفين وخمسمئة", 2500), ("عشرة آلاف", 10_000), ("مئة ألف", 100_000),
        ("مليونين", 2_000_000),
        ("مليون و200 ألف", 1_200_000), ("3 ملايين", 3_000_000), ("ألف و50", 1050), ("2.5 مليون", 2_500_000),
        ("صفر", 0),
        ("درزن", 12), ("تلاتة", 3), ("اتنين", 2),
    ],
)  # fmt: skip
def test_spellings_of_the_press(text: str, expected: float) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(("form", "expected"), [("12.500", 12500), ("1,5", 1.5), ("10،500", 10500), ("7", 7)])
def test_digits(form: str, expected: float) -> None:
    assert digits(form) == expected


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("نحو 30 شخصا", 30, 30), ("حوالى أربعين رجلا", 40, 40), ("ما يقارب 50 عاملا", 50, 50),
        ("قرابة مئة لاجئ", 100, 100), ("أكثر من 12 قرية", 12, None), ("ما يزيد عن 20 بيتا", 20, None),
        ("أزيد من 60 محتجا", 60, None), ("لا يقل عن خمسة رعاة", 5, None), ("على الأقل 9 طلاب", 9, None),
        ("أقل من عشرة بحارة", None, 10), ("لا يتجاوز عشرين رجلا", None, 20), ("ما بين 10 و15 تاجرا", 10, 15),
        ("من 3 إلى 5 أشخاص", 3, 5), ("أربعة أو خمسة عمال", 4, 5), ("10-12 راكبا", 10, 12),
        ("مئات الآلاف", 200_000, None),
        ("عشرات الصيادين", 20, None), ("بضعة رجال", 3, None), ("عدد آخر من النساء", 3, None),
        ("العديد من البيوت", 3, None),
        ("عدة مئات من الطلاب", 300, None), ("(14) حارسا", 14, 14), ("ملايين المصلين", 2_000_000, None),
    ],
)  # fmt: skip
def test_bounds_of_a_count(text: str, low: int | None, high: int | None) -> None:
    facts = read(f"جاء {text} الى البلدة").all("number")
    assert [(f.value.low, f.value.high) for f in facts] == [(low, high)]


@pytest.mark.parametrize(
    "text",
    [
        "في عام 2013", "في 2015", "مارس 2014", "مونديال 2010", "(26 عاما)", "عمره 12",
        "البالغ من العمر ستة عشر عاما",
        "90 بالمئة", "15%", "في نسبة 40 في المئة", "مسافة 12 كلم", "وزنها 20 كيلوغراما", "ألف دولار", "3 ساعات",
        "خمسة أيام", "عيار 23", "عيار 12.7 ملم", "الفوج 46", "اللواء (55)", "صاروخ غراد 107", "طائرة إف-16",
        "قذائف آر بي جي 7",
        "بندقية إم 16", "دبابة T72", "القرار 1701", "المادة 140", "شارع 20", "رقم 5", "الساعة 7:15", "15 شباط",
        "14-06-2023", "1- مقدمة", "هاتف 0123456789", "مات في الستين شمال المدينة", "هذا العدد من الناس",
    ],
)  # fmt: skip
def test_what_is_no_count(text: str) -> None:
    assert quotes(read(text), "number") == []


@pytest.mark.parametrize(
    "text",
    [
        "فإن الحارس نام",
        "الأمامية والمساعدة",
        "وأحد الرجال",
        "لم يصب أحد",
        "نصف البيوت",
        "الرجال الألمان",
        "نحو المدينة",
    ],
)
def test_words_that_only_look_like_numbers(text: str) -> None:
    assert quotes(read(text), "number") == []


def test_a_bound_behind_the_noun_is_applied_by_the_caller() -> None:
    chart = read("جرح 12 شخصا على الأقل")
    (number,), (limit,) = chart.all("number"), chart.all("bound")
    assert bounded(number.value, limit.value) == Number(12, None, "acc")
    assert bounded(Number(8, 8), Limit("high")) == Number(None, 8)


def test_a_joined_number_is_another_count() -> None:
    assert quotes(read("مقتل ستة و20 جريحا وخمسة وثلاثة"), "number") == ["ستة", "20", "خمسة", "ثلاثة"]

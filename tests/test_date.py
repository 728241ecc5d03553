"""Days against the day of publication, and what the text itself takes for today."""

from __future__ import annotations

import datetime as dt

import pytest
from reading import read

from sijill.facts.date import Day, anchor, date_of, dateline, days_in, is_history, is_of_saying, resolve, time_in

WEDNESDAY = dt.date(2021, 3, 10)


def dates(text: str, published: dt.date | None = WEDNESDAY) -> list[tuple[str | None, str | None, int | None]]:
    chart = read(text)
    found = [date_of(chart, f, published) for f in chart.all("day")]
    return [(d.start, d.end, d.precision) for d in found]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("اليوم", "2021-03-10", None), ("هذا اليوم", "2021-03-10", None), ("أمس", "2021-03-09", None),
        ("يوم أمس", "2021-03-09", None), ("البارحة", "2021-03-09", None), ("أول من أمس", "2021-03-08", None),
        ("أمس الأول", "2021-03-08", None), ("أول أمس", "2021-03-08", None), ("غدا", "2021-03-11", None),
        ("مساء الأربعاء", "2021-03-10", None), ("الخميس", "2021-03-04", None),
        ("الأربعاء الماضي", "2021-03-03", None), ("الجمعة قبل الماضي", "2021-02-26", None),
        ("الثلاثاء الماضي", "2021-03-09", None), ("الأحد المقبل", "2021-03-14", None),
        ("أمس الاثنين", "2021-03-08", None),
        ("اليوم (الجمعة)", "2021-03-05", None), ("الليلة الماضية", "2021-03-09", "2021-03-10"),
        ("الليلة قبل الماضية", "2021-03-08", "2021-03-09"),
        ("ليل الاثنين الثلاثاء", "2021-03-08", "2021-03-09"),
        ("ليلة الثلاثاء-الأربعاء", "2021-03-09", "2021-03-10"), ("ليلة أول من أمس", "2021-03-08", None),
        ("5 شباط", "2021-02-05", None), ("12 آذار", "2020-03-12", None), ("11 مارس", "2021-03-11", None),
        ("25 ديسمبر (كانون الأول) الماضي", "2020-12-25", None), ("3 من الشهر الجاري", "2021-03-03", None),
        ("الخامس من الشهر الماضي", "2021-02-05", None), ("في 7 الجاري", "2021-03-07", None),
        ("30 فبراير", None, None), ("29 شباط", "2020-02-29", None), ("9/11/2019", "2019-11-09", None),
        ("11/25/2019", "2019-11-25", None), ("2019-11-9", "2019-11-09", None),
        ("الاثنين 8/3", "2021-03-08", None),
        ("في السوق 6 آذار", "2021-03-06", None),  # but حي 6 آذار is called so
        ("الثلاثاء 3/9", "2021-03-09", None),  # the month first, as the weekday shows
        ("الخميس 3/9", "2020-09-03", None),
        ("الجمعة 3/9", "2020-09-03", None),
        ("الثلاثاء 3 أيلول", "2020-09-03", None),
        ("منذ ثلاثة أيام", "2021-03-07", None), ("قبل يومين", "2021-03-08", None),
        ("قبل أسبوع", "2021-02-28", "2021-03-06"),
        ("خلال الـ24 ساعة الماضية", "2021-03-09", "2021-03-10"),
        ("خلال الساعات الماضية", "2021-03-09", "2021-03-10"),
        ("خلال اليومين الماضيين", "2021-03-08", "2021-03-09"), ("الأسبوع الماضي", "2021-03-03", "2021-03-09"),
        ("الشهر الماضي", "2021-02-01", "2021-02-28"), ("العام الماضي", "2020-01-01", "2020-12-31"),
        ("يناير الماضي", "2021-01-01", "2021-01-31"), ("أواخر يناير", "2021-01-21", "2021-01-31"),
        ("بين 3 و5 آذار", "2021-03-03", "2021-03-05"), ("في نيسان من العام الماضي", "2020-04-01", "2020-04-30"),
        ("يومي السبت والأحد", "2021-03-06", "2021-03-07"), ("12 رمضان 1430هـ", "2009-09-02", None),
        ("15 رجب", "2021-02-27", None), ("قبل أيام", None, None), ("منذ سنوات", None, None),
        ("عام 2013", "2013-01-01", "2013-12-31"),
    ],
)  # fmt: skip
def test_a_day_is_resolved_against_publication(text: str, start: str | None, end: str | None) -> None:
    assert [d[:2] for d in dates(f"وقع الحادث {text} قرب البلدة")] == [(start, end or start)]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("اليوم الثلاثاء 15 شباط", None), ("مساء أمس الجمعة", None), ("آذار 2020", None),
        ("ليوم الأربعاء 14-06-2023", "2023-06-14"), ("الأحد، سبتمبر 26, 2021", "2021-09-26"),
        ("5 تشرين الأول 2023", "2023-10-05"), ("17 محرم 1442", "2020-09-05"),
    ],
)  # fmt: skip
def test_without_publication_only_a_full_date_holds(text: str, start: str | None) -> None:
    assert [d[0] for d in dates(text, None)] == [start]


def test_precision_follows_the_length() -> None:
    text = "اليوم ثم الليلة الماضية ثم الأسبوع الماضي ثم الشهر الماضي ثم العام الماضي"
    assert [d[2] for d in dates(text)] == [1, 2, 3, 4, 5]


def test_the_next_day_counts_from_the_day_told_before() -> None:
    assert [d[0] for d in dates("قصفوا البلدة يوم الجمعة وفي اليوم التالي دخلوها")] == ["2021-03-05", "2021-03-06"]


def test_last_night_counts_from_the_day_of_the_speaker() -> None:
    assert dates("قال شهود الثلاثاء إن لصوصا سرقوا الليلة الماضية متجرا")[1][:2] == ("2021-03-08", "2021-03-09")
    assert dates("قال شهود إن لصوصا سرقوا الليلة الماضية متجرا")[0][:2] == ("2021-03-09", "2021-03-10")


def test_the_text_of_a_date_holds_its_part_of_day() -> None:
    chart = read("وفي صباح أمس الثلاثاء انفجر لغم")
    assert date_of(chart, chart.all("day")[0], WEDNESDAY).text == "صباح أمس الثلاثاء"


@pytest.mark.parametrize(
    ("text", "published", "own"),
    [
        ("قتل راع اليوم (الاثنين) ثم أمس", WEDNESDAY, dt.date(2021, 3, 8)),
        ("قتل راع أمس الأحد", WEDNESDAY, dt.date(2021, 3, 8)),
        ("قتل راع أمس الثلاثاء", WEDNESDAY, WEDNESDAY),
        ("قتل راع أمس", WEDNESDAY, WEDNESDAY),
        ("قتل راع أمس", None, None),
        ("حصاد يوم الأربعاء 14-06-2023", None, dt.date(2023, 6, 14)),
        ("قتل راع أمس الأربعاء 4 تشرين الأول 2023", None, dt.date(2023, 10, 5)),
    ],
)
def test_the_text_says_which_day_is_today(text: str, published: dt.date | None, own: dt.date | None) -> None:
    assert anchor(read(text), published) == own


def test_a_dateline_is_a_full_date_in_the_head() -> None:
    found = dateline(read("عنوان\nالأحد, سبتمبر 26, 2021\nقال مراسلنا"))
    assert found is not None
    assert found[1] == dt.date(2021, 9, 26)
    assert dateline(read("وقع الحادث صباح اليوم")) is None


@pytest.mark.parametrize(
    ("text", "history"),
    [
        ("أمس", False), ("قبل عشرة أيام", False), ("24 شباط", False), ("20 شباط", True), ("العام الماضي", True),
        ("عام 2013", True), ("منذ سنوات", True), ("قبل شهرين", True), ("قبل أيام", False),
        ("الشهر الماضي", True),
    ],
)  # fmt: skip
def test_more_than_14_days_ago_is_history(text: str, history: bool) -> None:
    (fact,) = days_in(read(text), 0, 9)
    assert is_history(fact.value, WEDNESDAY) is history


def test_the_day_of_a_saying_is_told_apart() -> None:
    chart = read("قال شهود أمس إن حافلة انقلبت الجمعة قرب النهر")
    assert [is_of_saying(chart, f) for f in chart.all("day")] == [True, False]


def test_past_midnight_between_two_days_it_is_the_second() -> None:
    assert dates("داهموا القرية بعد منتصف ليل السبت - الأحد")[0][:2] == ("2021-03-07", "2021-03-07")
    assert dates("داهموا القرية ليل السبت - الأحد")[0][:2] == ("2021-03-06", "2021-03-07")


def test_both_of_them_are_no_monday() -> None:
    assert dates("تحطمت الطائرة ومقتل طياريها الاثنين") == []
    assert dates("تحطمت الطائرة وقتل طيارها الاثنين") != []


def test_what_lies_ahead_is_planned() -> None:
    assert [f.value.planned for f in read("غدا ثم أمس ثم السبت المقبل").all("day")] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "time", "part"),
    [
        ("الساعة السادسة من عصر الأربعاء", "18:00", "afternoon"),
        ("الساعة الثامنة من صباح الخميس", "08:00", "morning"),
        ("عند الثالثة والنصف من بعد ظهر أمس", "15:30", "afternoon"),
        ("الساعة الحادية عشرة والربع ليلا", "23:15", "night"),
        ("الساعة 3 فجرا", "03:00", "dawn"), ("في تمام الساعة 01:25", "01:25", "night"),
        ("الساعة 12 ظهرا", "12:00", "noon"),
        ("الساعة الواحدة و26 دقيقة من فجر اليوم", "01:26", "dawn"),
        ("بحدود الساعة 11:02 صباحا", "11:02", "morning"),
        ("الساعة الثانية عشرة والنصف بعد منتصف الليل", "00:30", "night"),
        ("الساعة 05:00 تغ (08:00 بالتوقيت المحلي)", "08:00", "morning"),
        ("مساء أول من أمس", None, "evening"), ("فجرا", None, "dawn"), ("نفذت غارات ليلية", None, "night"),
        ("نفّذت مساءً مهمة", None, "evening"),
        ("منتصف ليلة الأحد", None, "night"), ("ضحى الجمعة", None, "morning"),
        ("الساعة السادسة", "06:00", None), ("في ثلاث ساعات", None, None),
    ],
)  # fmt: skip
def test_clock_and_part_of_day(text: str, time: str | None, part: str | None) -> None:
    chart = read(text)
    assert time_in(chart, 0, len(chart.doc.units)) == (time, part)


@pytest.mark.parametrize(
    "text",
    [
        "فجر المجاهدون عبوة ناسفة", "ظهر القائد في شريط", "مارس ضغوطا", "سيارة نيسان بيضاء", "سوق الجمعة",
        "علي جمعة",
        "عبد الله خميس", "آب الرجل إلى بيته", "على ظهر شاحنة", "من وراء ظهر الناس", "اليوم العالمي للطفل",
        "لليوم الثاني على التوالي",
        "عملية فجر ليبيا", "كل يوم", "بعد يوم من الحادث", "ألف ليلة وليلة", "الصباح والمساء",
        "محمد رجب شعبان", "بنتيجة 3-2",
        "قبل يومين من الهجوم", "12 قرية", "عصر العولمة", "حكم صفر",
    ],
)  # fmt: skip
def test_what_is_no_day_and_no_hour(text: str) -> None:
    chart = read(text)
    assert [chart.doc.quote(f.span) for kind in ("day", "clock") for f in chart.all(kind)] == []


@pytest.mark.parametrize(
    ("weekday", "iso"), [(5, "2015-09-26"), (4, "2015-09-25"), (3, "2015-09-24"), (0, "2015-09-25")]
)
def test_the_weekday_beside_a_hijri_date_settles_when_its_month_began(weekday: int, iso: str) -> None:
    assert resolve(Day(day=12, month=12, year=1436, hijri=True, weekday=weekday), WEDNESDAY).start == iso


def test_a_hijri_year_outside_the_tables_has_no_date() -> None:
    assert resolve(Day(day=1, month=1, year=1310, hijri=True), WEDNESDAY).start is None

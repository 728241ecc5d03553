"""How long a day holds in a report (codebook "Reading rules"), on invented texts: one day or "-" for each event."""

from __future__ import annotations

import pytest

from sijill.model import Report
from sijill.pipeline import load_coder

# (days of the events in their order, text); published Wednesday 2021-03-10.
SCOPES = [
    # The day of one item holds for what goes on about it, not for the next item with a place of its own.
    ("09 09 -", "انفجرت عبوة ناسفة أمس في مدينة هيت فقتل شرطي. وانفجرت عبوة ثانية قرب ناحية البغدادي.\n"
                "وفي مدينة الكوت اغتال مسلحون معلما أمام منزله."),
    ("09 -", "فجر انتحاري نفسه أمس في مدينة بيشاور.\nوفي كراتشي قتل مسلحون شرطيين."),
    ("09 -", "قصف الجيش أمس بلدة كفرنبل.\nمن جهة أخرى اعتقلت الشرطة أربعة مشتبه بهم في مدينة سلمية."),
    ("10 10", "قتل أربعة جنود اليوم الأربعاء في هجوم على نقطة تفتيش في مدينة حيس.\n"
              "كما انفجر لغم بشاحنة في مدينة المخا."),
    # Talk that goes on goes on about the day that the item began with.
    ("09 08 09", "قالت الشرطة إن عبوة انفجرت أمس في مدينة هيت. وأشارت إلى مقتل جنديين أول من أمس بهجوم في مدينة راوة. "
                 "وأضافت أن انتحاريا فجر نفسه في مدينة عنه."),
    # A full date in the headline is the day of the whole bulletin, and what its "today" counts from.
    ("09 09", "حصاد يوم الثلاثاء 9 آذار 2021\nإدلب: قصف الجيش بلدة كفرنبل.\nحلب: انفجر لغم في مدينة الباب."),
    ("09 08", "عمليات الثلاثاء 9 مارس 2021\nقتل شرطي صباح اليوم بانفجار عبوة في مدينة لشكركاه.\n"
              "هاجم مسلحون مساء أمس نقطة تفتيش للجيش في مدينة قندهار."),
    # So is the day of a line that a list follows.
    ("10 10", "تقرير عن الأحداث\nوثق فريقنا اليوم الأربعاء ما يلي:\nقصف الطيران بلدة كفرنبل.\n"
              "وفي حلب انفجر لغم في مدينة الباب."),
    # So is the day of the line under a title that says what kind of text it is, but not one told within a paragraph.
    ("09 09", "غرفة عمليات السهل\nنشرة ليوم الثلاثاء 9 آذار 2021\nقصف الجيش بلدة كفرنبل فجر اليوم.\n"
              "وأعلن حاجز في مدينة سلمية انشقاقه."),
    ("07 08", "هاجم المقاتلون فجر الأحد 7 آذار 2021 نقطة للجيش في مدينة هيت. "
              "وقصفوا مساء الاثنين مقر الجيش في مدينة راوة."),
    # Of the two days of a night the one in which the hour lies.
    ("10", "قصف الجيش مدينة هيت عند الساعة 2:30 ليلة الثلاثاء - الأربعاء."),
    ("09", "قصف الجيش مدينة هيت عند العاشرة من ليل الثلاثاء الأربعاء."),
    # The day of a dateline comes behind every day told of the act.
    ("09", "هجوم في هيت\nبغداد 10 آذار – هاجم مسلحون نقطة تفتيش في مدينة هيت وقتلوا شرطيا. "
           "وأوضح قائد الشرطة أن الهجوم وقع مساء الثلاثاء، وأن المهاجمين فروا."),
    ("10", "هجوم في هيت\nبغداد 10 آذار – قتل شرطي في هجوم على نقطة تفتيش في مدينة هيت."),
    # In a bulletin by province each item stands for itself.
    ("09 10 10 10", "درعا: أطلق مجهولون النار مساء أمس على سيارة عسكرية في مدينة نوى.\n"
                    "ألقى مجهولون قنبلة يدوية في مدينة طفس.\nحلب: انفجر لغم في مدينة الباب.\n"
                    "الرقة: قصف الجيش مدينة عين عيسى."),
]  # fmt: skip


@pytest.mark.parametrize(("days", "text"), SCOPES)
def test_how_long_a_day_holds(days: str, text: str) -> None:
    report = Report(doc_id="scope", text=text, published="2021-03-10", language="ar")
    told = " ".join((e.date.start or "-")[-2:] for e in load_coder().code(report))
    assert told == days


UNPUBLISHED = [
    (
        "2021-08-09",
        "أخبار البلد\nقصفت طائرة بلدة حاس اليوم.\nتاريخ النشر:\n10 آب 2021\nتاريخ التحديث:\n14 يناير 2026",
    ),
    ("2021-08-09", "أخبار\nالبلد اليوم\n10/08/2021\nقصفت طائرة بلدة حاس اليوم."),
]


@pytest.mark.parametrize(("day", "text"), UNPUBLISHED)
def test_a_page_says_itself_when_it_was_published(day: str, text: str) -> None:
    events = load_coder().code(Report(doc_id="page", text=text.replace("اليوم.", "أمس."), language="ar"))
    assert [e.date.start for e in events] == [day]


def test_the_day_on_which_a_page_was_fetched_is_no_day_of_an_act() -> None:
    text = "السبت 1 آب 2026\nقصفت طائرة بلدة حاس.\nوأدى القصف إلى مقتل مدنيين اثنين."
    events = load_coder().code(Report(doc_id="page", text=text, published="2024-10-20", language="ar"))
    assert [e.date.start for e in events] == [None]

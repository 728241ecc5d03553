"""Sub-event types (codebook "Sub-event types") and how many events a text tells ("The unit"), on invented texts."""

from __future__ import annotations

import pytest
from side_cases import coder, events, groups, sides

from sijill.model import Report

# (type, country, text); "-" where the text tells no event.
TYPES = [
    ("Armed clash", "YE", "اشتبك الجيش مع الحوثيين في مديرية حيس"),
    ("Armed clash", "SY", "نصب مسلحون كمينا لدورية للجيش قرب مدينة سلمية"),
    ("Armed clash", "IQ", "أطلق مسلحون النار على نقطة تفتيش للجيش في مدينة هيت وقتلوا جنديين"),
    ("Government regains territory", "YE", "سيطر الجيش اليمني على قرية النور في مديرية حيس بعد معارك مع الحوثيين"),
    ("Government regains territory", "YE", "استعادت قوات الجيش السيطرة على مدينة حيس"),
    ("Non-state actor overtakes territory", "YE", "سيطر الحوثيون على مدينة حيس"),
    ("Non-state actor overtakes territory", "YE", "هاجم الحوثيون موقعا للجيش قرب حيس وسيطروا عليه"),
    ("Chemical weapon", "SY", "قصف الطيران المروحي بلدة سراقب ببراميل تحوي غاز الكلور"),
    ("Air/drone strike", "SY", "شن الطيران الحربي غارتين على بلدة كفرنبل"),
    ("Air/drone strike", "YE", "ضربت طائرات مسيرة مستودعا للحوثيين في مدينة ذمار مساء الأربعاء"),
    ("Suicide bomb", "AF", "فجر انتحاري نفسه وسط حشد في مدينة هرات"),
    ("Suicide bomb", "IQ", "هاجم انتحاري بحزام ناسف حاجزا للشرطة في الفلوجة"),
    ("Shelling/artillery/missile attack", "SY", "سقطت ثلاث قذائف هاون على حي سكني في مدينة السلمية"),
    ("Shelling/artillery/missile attack", "YE", "قصف الحوثيون بالمدفعية أحياء سكنية في مدينة تعز"),
    ("Remote explosive/landmine/IED", "IQ", "انفجرت عبوة ناسفة لدى مرور حافلة في مدينة هيت"),
    ("Remote explosive/landmine/IED", "SY", "قتل راع بانفجار لغم من مخلفات الحرب قرب مدينة سلمية"),
    ("Remote explosive/landmine/IED", "IQ", "انفجرت سيارة مفخخة قرب سوق في مدينة بعقوبة"),
    ("Grenade", "AF", "ألقى مجهولون قنبلة يدوية على منزل في مدينة هرات"),
    ("Sexual violence", "SD", "اغتصب مسلحون امرأتين قرب مدينة نيالا"),
    ("Attack", "IQ", "اغتال مسلحون معلما أمام منزله في مدينة هيت"),
    ("Attack", "IQ", "أطلق مجهولون النار على سيارة مدنية في مدينة هيت فقتلوا سائقها"),
    ("Attack", "SD", "طعن مجهول تاجرا بسكين في مدينة نيالا"),
    ("Abduction/forced disappearance", "YE", "خطف مسلحون مهندسا من منزله في مدينة عدن"),
    ("Excessive force against protesters", "IQ", "أطلقت الشرطة الرصاص الحي على متظاهرين في مدينة الكوت فقتل متظاهر"),
    ("Protest with intervention", "IQ", "فرقت الشرطة بالغاز المسيل للدموع مظاهرة في مدينة الكوت"),
    ("Peaceful protest", "YE", "تظاهر مئات المعلمين في عدن احتجاجا على تأخر الرواتب"),
    ("Peaceful protest", "YE", "نفذ العاملون في ميناء عدن إضرابا عن العمل احتجاجا على تأخر الرواتب"),
    ("Violent demonstration", "IQ", "رشق محتجون الشرطة بالحجارة وأحرقوا إطارات في مدينة الكوت"),
    ("Agreement", "YE", "وقع الجيش والحوثيون اتفاقا لوقف إطلاق النار في مدينة تعز"),
    ("Agreement", "YE", "جرت عملية تبادل أسرى بين الجيش والحوثيين في مدينة تعز"),
    ("Arrests", "IQ", "اعتقلت الشرطة أربعة مشتبه بهم في مدينة الكوت"),
    ("Disrupted weapons use", "IQ", "فككت الشرطة عبوة ناسفة في مدينة هيت"),
    ("Disrupted weapons use", "SY", "عثر الجيش على مخزن أسلحة قرب مدينة سلمية"),
    ("Headquarters or base established", "YE", "أقام الجيش معسكرا جديدا قرب مدينة حيس"),
    ("Looting/property destruction", "SD", "أحرق مسلحون ثلاثة متاجر في مدينة نيالا"),
    ("Looting/property destruction", "SD", "نهب مسلحون شاحنات إغاثة قرب مدينة نيالا"),
    ("Non-violent transfer of territory", "YE", "انسحب الحوثيون من مدينة حيس"),
    ("Change to group/activity", "SY", "أعلنت فصائل معارضة اندماجها في تشكيل عسكري جديد في إدلب"),
    ("-", "YE", "قتل ثلاثة أشخاص في حادث سير قرب عدن"),
    ("-", "YE", "وصل الوزير إلى عدن لبحث الأوضاع الأمنية"),
    ("-", "YE", "ضرب زلزال قوي مدينة ذمار"),
    ("-", "YE", "هدد الحوثيون باستهداف السفن في البحر الأحمر"),
    ("-", "IQ", "تحيي المدينة الذكرى العاشرة للتفجير الذي وقع فيها"),
    ("-", "SY", "نفى الجيش وقوع أي هجوم في مدينة سلمية"),
    ("-", "YE", "وقتل آنذاك خمسة جنود في هجوم على قاعدة في عدن"),
    ("-", "SY", "تدرب الطلاب على إخلاء المباني في حال وقوع قصف"),
    ("Arrests", "IQ", "اعتقلت الشرطة ثلاثة أشخاص في مدينة الكوت وضبطت بحوزتهم أسلحة"),
    ("Disrupted weapons use", "IQ", "ضبطت الشرطة أسلحة وذخائر في مدينة الكوت"),
]

# (number of events, text)
COUNTS = [
    # the headline tells one of them again
    (
        2,
        "مقتل ثلاثة جنود بانفجار في سلمية\n\nقتل ثلاثة جنود بانفجار عبوة ناسفة في مدينة سلمية صباح "
        "الأحد 17 مايو 2015. وفي حادث منفصل خطف مسلحون طبيبا في مدينة مصياف.",
    ),
    # ten in a row without a full stop
    (
        3,
        "انفجرت عبوة ناسفة في مدينة سلمية وأصيب جنديان وقصف مسلحون بالهاون مدينة مصياف وهاجم "
        "مسلحون حاجزا للجيش في بلدة صوران",
    ),
    # a later sentence details the same act
    (1, "انفجرت سيارة مفخخة في مدينة سلمية. وأسفر الانفجار عن مقتل أربعة أشخاص. وقال شاهد إن الانفجار هز المدينة."),
    # each named place of one clause of strikes is an event
    (3, "شن الطيران الحربي غارات على بلدات صوران ومورك وكفرزيتا"),
    # two acts of two sides in one place
    (2, "نصب مسلحون كمينا لدورية للجيش في مدينة سلمية وقتلوا جنديين، ثم شن الطيران الحربي غارة على مزارع المدينة"),
    # an accident and a memory beside an act
    (1, "قتل سائق في حادث سير في مصياف. وفي مدينة سلمية قتل جندي برصاص مسلحين."),
]


@pytest.mark.parametrize(("kind", "country", "text"), TYPES)
def test_type(kind: str, country: str, text: str) -> None:
    assert [e.type for e in events(text, country)] == ([] if kind == "-" else [kind])


@pytest.mark.parametrize(("number", "text"), COUNTS)
def test_number_of_events(number: int, text: str) -> None:
    found = coder().code(Report(doc_id="case", text=text, published="2015-05-20", country="SY"))
    assert len(found) == number, [(e.type, e.place.text, e.passage) for e in found]


@pytest.mark.parametrize(
    ("country", "initiator", "target", "text"),
    [
        ("SY", "?", "-", "هاجم مسلحون قاعدة في سلمية"),  # a base, not a group's name
        ("SY", "?", "SY", "هاجم مسلحون معسكرا للجيش في سلمية"),
        ("YE", "H", "C", "خطف مسلحون حوثيون معلما في ذمار"),
        ("YE", "YE", "-", "استعادت قوات الجيش السيطرة على مدينة حيس"),  # a force of no country's name
        ("AF", "T", "ANA", "قتل ثلاثة جنود للجيش الحكومي في كمين لمقاتلي طالبان في مديرية نرخ"),
        ("AF", "T", "N", "أعلنت حركة طالبان أن مقاتليها فجروا عبوة ناسفة في عربة لقوات الاحتلال في مديرية جرشك"),
        ("AF", "T", "N", "تعرضت قاعدة كبيرة لقوات الاحتلال لقصف نفذه مقاتلو طالبان قرب مدينة أسد آباد"),
    ],
)
def test_sides(country: str, initiator: str, target: str, text: str) -> None:
    assert sides(text, country, "2012-05-20") == (groups(initiator), groups(target))


def test_the_passage_is_the_act_and_a_mere_toll_is_told_besides() -> None:
    act = "هاجمت مروحيتان موقعا في بلدة الكرمة صباح أمس"
    toll = "وتحدث مصدر في بلدة الكرمة عن مقتل ثمانية جنود وإصابة ثلاثة"
    report = Report(
        doc_id="case", text=f"يوم دام\n{act}.\nولم يعلق الجيش.\nوبقي السوق مغلقا.\n{toll}.", published="2021-03-10"
    )
    (event,) = coder().code(report)
    assert report.text[slice(*event.passage)].startswith(act)
    assert [report.text[slice(*span)].rstrip(".") for span in event.also] == [toll]

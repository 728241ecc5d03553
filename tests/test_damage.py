"""Damage and means: text → objects with what befell them, and the weapons of the event."""

from __future__ import annotations

import pytest
from charts import chart_of, events_of

HARMS = {
    "دمر المقاتلون ثلاث دبابات وسيارتين": [("armoured vehicle", "destroyed", 3), ("vehicle", "destroyed", 2)],
    "أدى الانفجار إلى تدمير مدرعة واحتراق شاحنة": [("armoured vehicle", "destroyed", 1), ("truck", "burned", 1)],
    "أصيبت الحافلة فدمرت تماما": [("vehicle", "destroyed", 1)],
    "دمرت كلا الدبابتين": [("armoured vehicle", "destroyed", 2)],
    "استهدفوا دبابة ما تسبب في تدميرها": [("armoured vehicle", "destroyed", 1)],
    "أحرقوا خمس شاحنات وصهريجي وقود": [("truck", "burned", 5), ("tanker", "burned", 2)],
    "وغنموا أسلحة وسيارة رينجر": [("weapon", "captured", None), ("vehicle", "captured", 1)],
    "ضبطت الشرطة بندقيتين و12 عبوة ناسفة": [("weapon", "captured", 2), ("other", "captured", 12)],
    "أضرم محتجون غاضبون النار في مبنى البلدية": [("building", "burned", 1)],
    "أشعلوا النار في أكثر من 40 منزلا": [("house", "burned", 40)],
    "أشعلوا النار في عشرات المنازل": [("house", "burned", None)],
    "ألحقت الشظايا أضرارا بمركبتين": [("vehicle", "damaged", 2)],
    "تضرر عدد من المنازل": [("house", "damaged", None)],
    "فجر مسلحون أنبوب نفط": [("other", "destroyed", 1)],
    "هدمت الجرافات منزلا": [("house", "destroyed", 1)],
    "تحطيم زجاج ثلاث مركبات": [("vehicle", "damaged", 3)],
    "تحطمت عربتان من طراز همفي": [("armoured vehicle", "destroyed", 2)],
    "أحرقوا مقر حزب محلي": [("building", "burned", 1)],
    "أسقطت طائرة مروحية": [("aircraft", "destroyed", 1)],
    "أسقط المقاتلون طائرة حربية": [("aircraft", "destroyed", 1)],
    "سرقت المجموعة ست شاحنات": [("truck", "captured", 6)],
    "انهار المبنى بالكامل": [("building", "destroyed", 1)],
    "نهب مسلحون مستودعا للأدوية": [("building", "captured", 1)],
    "استولى المسلحون على مقر الكتيبة": [],
    "اقتصرت الأضرار على الماديات": [],
    "أسفر القصف عن أضرار في المنازل والممتلكات": [("house", "damaged", None)],
    "أحرقوا الإطارات المطاطية": [],
    "انفجرت سيارة مفخخة": [],
    # of the things told last
    "دمرت قواتنا آليتين وغنمت ثالثة": [("vehicle", "destroyed", 2), ("vehicle", "captured", 1)],
    "دمرت سبع عربات واستولت على ثلاث": [("vehicle", "destroyed", 7), ("vehicle", "captured", 3)],
    "دمرت آليتين وقتلت ثلاثة": [("vehicle", "destroyed", 2)],
    # the verb of lighting far before its fire; shots are no fire
    "أشعل العشرات من أهالي البلدة، مساء أمس الأحد، النيران في منزلين": [("house", "burned", 2)],
    "أحرقوا منزلا ثم أطلقوا النار على سيارة": [("house", "burned", 1)],
    "أحرق متظاهرون دورية للشرطة": [("vehicle", "burned", 1)],
    "استهدف مسلحون دورية للشرطة ودمروها": [],
    "وتفحمت الحافلة بالكامل": [("vehicle", "burned", 1)],
    "وحرقت عشرات المنازل": [("house", "burned", None)],
    # on it, off the rails, after the doer and the day
    "سقطت القنبلة على مقهى وألحقت به أضرارا": [("building", "damaged", 1)],
    "أدى التفجير إلى خروج عربتين عن القضبان": [("other", "damaged", 2)],
    "هدمت جرافات الاحتلال صباح اليوم بناية": [("building", "destroyed", 1)],
    # what was taken: goods and arms, not the shop; arms that are found, not bombs
    "ونهب مسلحون متاجر السوق": [],
    "سرق المستوطنون أكياسا من الثمار": [("other", "captured", None)],
    "واستولى المقاتلون بعد ساعة على خمس سيارات": [("vehicle", "captured", 5)],
    "صادرت القوة أسلحة وعبوتين ناسفتين": [("weapon", "captured", None)],
    "عثرت القوات على ست بنادق": [("weapon", "captured", 6)],
    "عثرت القوات على سيارة مهجورة": [],
    "وتم التحفظ على بندقيتين": [("weapon", "captured", 2)],
    # brought down, stopped on the way, lost
    "أسقطت الدفاعات الجوية ثلاث طائرات مسيرة": [("aircraft", "destroyed", 3)],
    "أسقطت الدفاعات الجوية صاروخا": [],
    "فجرت القوات ثلاث سيارات مفخخة قبل وصولها إلى أهدافها": [("vehicle", "destroyed", 3)],
    "كبدت المهاجمين عشرات القتلى وأكثر من 15 عربة": [("vehicle", "destroyed", 15)],
}


@pytest.mark.parametrize("text", HARMS)
def test_harms(text: str) -> None:
    found = [(f.value.object, f.value.outcome, f.value.count) for f in chart_of(text).all("damage")]
    assert found == HARMS[text]


MEANS = {
    "انفجرت عبوة ناسفة في سيارة مدنية وأصيب سائق": ("ied",),
    "اغتال مجهولون شابا برصاص مسدس": ("small arms",),
    "شنت طائرات حربية غارة على موقع للمسلحين": ("aircraft",),
    "قصفت طائرة تركية مسيرة سيارة فقتل ثلاثة مسلحين": ("drone",),
    "انفجرت شاحنة محملة بالمتفجرات أمام فندق وقتل عشرة": ("vehicle bomb",),
    "اعتقلت الشرطة خمسة أشخاص وضبطت بنادق": (),
    "هاجم المقاتلون بالقذائف والرشاشات قافلة للجيش في كمين": ("rpg", "small arms"),
    "سقطت قذائف هاون على حي سكني": ("mortar",),
    "أصيب طفل جراء انفجار ذخائر غير منفجرة من مخلفات الحرب": ("explosives",),
    "اندلعت اشتباكات في بلدة مسكنة بالأسلحة المتوسطة والقذائف الصاروخية المحمولة على الكتف": ("small arms", "rpg"),
    "استهدفت مسيرة معادية دراجة نارية في بلدة مسكنة فقتل سائقها": ("drone",),
    "أغلق محتجون الطريق في بلدة مسكنة بالإطارات المشتعلة": ("fire",),
    "أحرق محتجون مبنى البلدية في بلدة مسكنة": ("fire",),
    "سقط صاروخ باليستي على منزل في بلدة مسكنة فقتل رجل": ("missile",),
    "سقط مقذوف على منزل في بلدة مسكنة فقتل رجل": (),
    "شنت طائرات حربية غارة على معمل للعبوات في بلدة مسكنة": ("aircraft",),
    "فرقت الشرطة متظاهرين في بلدة مسكنة بالقنابل الصوتية": (),
}


@pytest.mark.parametrize("text", MEANS)
def test_means(text: str) -> None:
    assert events_of(text)[0].weapon == MEANS[text]

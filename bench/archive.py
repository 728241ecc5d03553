"""A mixed archive of news: ``bench/archive.py COUNT OUT.jsonl [--relevant 0.05] [--seed 1]``.

Reports of about 1,500 characters. The relevant ones are made of the examples' sentences, as in ``speed.py``; the others
of invented sentences on sport, markets, weather, health, schools, culture, science, parliaments and accidents, with the
words of war that such news really uses (a striker's attack, a fight against prices, a campaign, a blow to exports).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from speed import LENGTH, reports

from sijill.model import Report, to_json

SLOTS = {
    "team": ["نادي السنابل", "نادي الميناء الشرقي", "نادي القلعة البيضاء", "نادي وادي الزيتون", "نادي الشراع"],
    "man": ["سامي الدرويش", "وليد الكناني", "حسام البستاني", "طارق الصباغ", "نادر الجوهري", "فؤاد الشماع"],
    "woman": ["ليلى الحكيم", "منى العطار", "سلمى الخياط", "هدى البناء", "رنا القاضي"],
    "town": ["النخيلات", "عين الصفصاف", "تل الريحان", "وادي العنب", "رأس الجسر", "أم السنابل"],
    "n": [str(n) for n in range(2, 95)],
    "day": ["السبت", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"],
}
SUBJECTS = {
    "sport": """فاز {team} على ضيفه {team} بهدفين مقابل هدف واحد في المباراة التي جرت مساء {day} ضمن الدوري.
سجل اللاعب {man} هدف التعادل في الدقيقة {n} من الشوط الثاني بعد هجمة مرتدة سريعة.
وقال مدرب الفريق {man} إن اللاعبين قدموا شوطا كبيرا رغم غياب قائد خط الدفاع.
وأهدر مهاجم الفريق ضربة جزاء قبل نهاية المباراة بدقيقتين وسط دهشة الجمهور.
ويستعد المنتخب لمواجهة صعبة في نصف نهائي البطولة على ملعب مدينة {town}.
وأصيب الحارس {man} بشد عضلي وسيغيب عن التدريبات {n} يوما.
ويتصدر {team} ترتيب الدوري برصيد {n} نقطة قبل ثلاث جولات من الختام.
وتعاقد النادي مع المدافع {man} لموسمين بعد مفاوضات طويلة مع ناديه السابق.""",
    "market": """ارتفع مؤشر السوق في ختام جلسة {day} بنسبة {n} في المئة بدعم من أسهم المصارف.
وقال المحلل {man} إن أسعار القمح تراجعت مع زيادة المعروض في الأسواق العالمية.
وأعلنت شركة النسيج الوطنية أرباحا فصلية بلغت {n} مليون دينار.
ويتوقع خبراء أن يرفع المصرف المركزي سعر الفائدة خلال الربع المقبل لكبح التضخم.
وزادت صادرات التمور من ميناء {town} إلى {n} ألف طن منذ مطلع العام.
وانخفض سعر صرف العملة أمام الدولار لليوم الثالث على التوالي.
ووقعت الوزارة عقدا مع شركة محلية لتوسعة صوامع الحبوب في {town}.
وشهدت أسواق الخضار إقبالا كبيرا قبل العيد رغم حملة مقاطعة الأسعار المرتفعة.""",
    "weather": """توقعت هيئة الأرصاد أن تكون الأجواء معتدلة نهارا وباردة ليلا في معظم المناطق.
وتتراوح درجات الحرارة في {town} بين {n} و{n} درجة مئوية يوم {day}.
وتهب رياح شمالية غربية نشطة تثير الغبار على الطرق الصحراوية.
ودعت الهيئة السائقين إلى الحذر بسبب الضباب الكثيف في ساعات الصباح.
وينتظر المزارعون أمطار الخريف بعد صيف جاف لم تشهد البلاد مثله منذ {n} عاما.
وارتفع منسوب المياه في سد {town} إلى {n} مترا بعد ذوبان الثلوج.""",
    "health": """افتتحت وزيرة الصحة {woman} مركزا لغسيل الكلى في {town} يضم {n} سريرا.
وأوضحت الطبيبة {woman} أن شرب الماء بانتظام يقي من حصى الكلى.
وتبدأ حملة التطعيم ضد الحصبة يوم {day} في {n} مدرسة.
وبحسب دراسة جديدة فإن النوم الكافي يحسن الذاكرة لدى كبار السن.
وينصح الأطباء بممارسة المشي نصف ساعة يوميا وتناول الخضار الطازجة.
وحصل مستشفى {town} على أجهزة أشعة حديثة بتبرع من أهل الخير.""",
    "school": """أعلنت وزارة التربية نتائج امتحانات الثانوية العامة ونسبة نجاح بلغت {n} في المئة.
وكرمت جامعة {town} الطلبة المتفوقين في حفل حضره رئيس الجامعة {man}.
وتستقبل المدارس {n} ألف تلميذ مع بداية العام الدراسي يوم {day}.
وقالت المعلمة {woman} إن مكتبة المدرسة تضم {n} كتابا جديدا للأطفال.
ويشارك فريق من الطلبة في أولمبياد الرياضيات الذي تستضيفه مدينة {town}.
ووزعت الجمعية حقائب مدرسية على أبناء الأسر محدودة الدخل في {town}.""",
    "culture": """افتتح مساء {day} معرض الكتاب في {town} بمشاركة {n} دار نشر.
وقرأت الشاعرة {woman} قصائد من ديوانها الجديد وسط حضور كبير.
ويعرض المخرج {man} فيلمه الأول الذي يروي حكاية صياد عجوز يعود إلى قريته.
وعزفت الفرقة الوطنية مقطوعات من التراث في مهرجان {town} الصيفي.
ورممت دائرة الآثار قوس السوق القديم الذي يعود إلى {n} قرنا.
وفازت رواية للكاتب {man} بجائزة الرواية لهذا العام.""",
    "science": """أطلقت شركة ناشئة تطبيقا يساعد المزارعين على حساب حاجة الأشجار من الماء.
وقال الباحث {man} إن اللوح الشمسي الجديد يولد كهرباء تكفي {n} منزلا.
ورصد فلكيون مذنبا يمكن رؤيته بالعين المجردة فجر {day}.
وطورت جامعة {town} صنفا من الشعير يتحمل الملوحة.
ويعمل الهاتف الجديد ببطارية تدوم {n} ساعة وشاشة قابلة للطي.
وأنشأت البلدية محطة لمعالجة المياه تخدم {n} ألف نسمة.""",
    "politics": """بحث رئيس الوزراء {man} مع نظيره الزائر سبل تعزيز التعاون في مجالي الزراعة والنقل.
وأقر مجلس النواب يوم {day} مشروع قانون الموازنة بأغلبية {n} صوتا.
ودعا النائب {man} إلى مكافحة الفساد ومحاسبة المقصرين.
ووقع الوزيران مذكرة تفاهم للربط السككي بين البلدين.
وانتقدت أحزاب المعارضة خطة رفع الضرائب وطالبت بجلسة استماع علنية.
وتجري الانتخابات البلدية في {town} بعد {n} يوما وسط إقبال متوقع من الناخبين.
وتقدم الحكومة تقريرا عن الأداء الاقتصادي إلى البرلمان الأسبوع المقبل.""",
    "accident": """أخمدت فرق الإطفاء حريقا في مستودع أخشاب قرب {town} من دون خسائر في الأرواح.
وتسبب انقطاع التيار في توقف المترو ساعتين صباح {day}.
واصطدمت شاحنتان على طريق {town} وأغلقت الشرطة المسار الأيمن.
وأنقذ خفر السواحل {n} صيادا تعطل قاربهم في عرض البحر.""",
}


def civil(count: int, seed: int) -> Iterator[str]:
    """Texts of about 1,500 characters that tell of no armed conflict, each mostly on one subject."""
    chance = random.Random(seed)
    lines = {name: text.splitlines() for name, text in SUBJECTS.items()}
    subjects = list(lines)
    for _ in range(count):
        main, text = chance.choice(subjects), ""
        while len(text) < LENGTH:
            line = chance.choice(lines[main if chance.random() < 0.8 else chance.choice(subjects)])
            while "{" in line:
                slot = line[line.index("{") + 1 : line.index("}")]
                line = line.replace("{" + slot + "}", chance.choice(SLOTS[slot]), 1)
            text += line + "\n"
        yield text


def archive(count: int, relevant: float = 0.05, seed: int = 1) -> Iterator[Report]:
    """Reports in a mixed order, the same for a seed; those with ``w`` before their number tell of acts."""
    chance = random.Random(seed)
    acts = [chance.random() < relevant for _ in range(count)]
    told, others = iter(reports(sum(acts))), civil(count - sum(acts), seed)
    for number, act in enumerate(acts):
        text = next(told).text if act else next(others)
        yield Report(doc_id=f"{'w' if act else 'c'}{number}", text=text, published="2016-05-04")


def write_archive(path: Path, count: int, relevant: float = 0.05, seed: int = 1) -> None:
    """The archive as JSON lines."""
    with path.open("wb") as file:
        for report in archive(count, relevant, seed):
            file.write(to_json(report) + b"\n")


def main() -> None:
    """Write one."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("count", type=int)
    ask.add_argument("out", type=Path)
    ask.add_argument("--relevant", type=float, default=0.05)
    ask.add_argument("--seed", type=int, default=1)
    args = ask.parse_args()
    write_archive(args.out, args.count, args.relevant, args.seed)


if __name__ == "__main__":
    main()

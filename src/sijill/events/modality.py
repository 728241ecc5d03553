"""How a clause speaks: done, denied, planned, threatened, mere talk, background, an accident (codebook "The unit")."""

from __future__ import annotations

import re

from sijill.events.acts import Act
from sijill.events.clause import Clause, Mode
from sijill.events.standing import FINE
from sijill.grammar import Chart
from sijill.match import Unit

_BEFORE = 5  # how far before its trigger a word of negation or plan still governs it
_WIDE = 12
_SUFFERED = 18  # units from the verb of whom it befell to what befell him
_THEN = frozenset({"انذاك", "وقتذاك", "حينذاك", "يومذاك"})
_AFORESAID = frozenset({"انفه", "المذكوره", "سالفه", "السابقه"})
_MANY = frozenset({"عمليات", "هجمات", "استهدافات", "حوادث", "ضربات", "غارات", "حالات", "جرايم"})
_RUMOURS = frozenset({
    "تناقلته", "تناقله", "تداولته", "تداوله", "تداول", "صحه", "انباء", "شايعات", "شايعه", "مزاعم", "خبر", "اخبار",
    "تقارير", "تردد", "اشيع", "نشر", "نشرته", "منشور",
})  # fmt: skip
_FALSE = frozenset({"عار", "عاريه", "غير", "لا"})
_TURNS = frozenset({"لكن", "بل", "موكدا", "موكده", "موضحا", "مشيرا", "مضيفا"})
_MEMORIES = frozenset({"ذكري", "الذكري"})
_OFTEN = frozenset({"ايضا", "عاده", "غالبا", "دايما", "باستمرار", "مرارا", "يوميا", "احيانا", "بانتظام"})
_NAMED = FINE | {"city", "admin1"}
_WAGE = frozenset({"يخوض", "تخوض", "يخوضون", "يشن", "تشن", "يشنون", "ينفذ", "تنفذ", "ينفذون", "يواجه", "تواجه"})
# What stands before a truce that is only sought, and how far before.
_SOUGHT = frozenset({
    "مساعي", "مسعي", "جهود", "مبادره", "مبادرات", "مقترح", "مقترحات", "اقتراح", "مفاوضات", "محادثات", "مباحثات", "اي",
    "اجل", "بهدف", "شروط", "فرص", "احتمال", "احتمالات", "امكانيه", "مسوده", "مشروع", "خطه", "يشترط", "تقترح", "يقترح",
    "رغم", "برغم", "خرق", "خروقات", "انتهاك", "انهيار", "بخرق", "تمديد",
})  # fmt: skip
_SOUGHT_REACH = 3
_CALLS = re.compile(
    "(?:دعا|دعت|دعوا|دعوه|دعوت.*|[تي]دعو.*|داعي[اهن]*|م?طالب(?:ا|ه|ت|وا|ين|ات|ته)?|م?ناشد.*|ح[ثض](?:ت|وا)?)"
)
_CALL = 9  # units from a call to what is called for
_CAUSES = frozenset({"خلفيه", "بتهمه", "بتهم", "تهمه", "بشبهه", "بدعوي"})  # what an act is why of, not what was done
# What a court or a warrant says of somebody: the act is why he is held or tried, and older than that.
_INVOLVED = frozenset({"ضلوع", "ضلوعه", "ضلوعهم", "تورط", "تورطه", "تورطهم", "ضالع", "ضالعين", "ضالعون", "متورط",
                       "متورطين", "متورطون"})  # fmt: skip
_CHARGED = frozenset({"متهم", "متهمين", "متهمون", "متهمان", "مدان", "مدانين", "مدانون", "ادين", "ادينوا", "ادينت"})
_JUDGED = (
    "حكم",
    "حكما",
    "قضت",
    "قضي",
    "ادان",
    "دانت",
    "سجن",
    "بسجن",
    "بالسجن",
    "اعدام",
    "بالاعدام",
    "مويد",
    "محاكم",
    "تحاكم",
)
_TRIAL = ("محكم", "مدان", "متهم", "قضاء")
_CRIMES = ("هجره", "ابحار", "احتيال", "سرقه", "تزوير", "غش")
_RUMOUR = 9  # units from a denial to what it gainsays
_WITHOUT = frozenset({"دون", "بدون", "بلا"})
_ACCIDENT = frozenset({"accident"})
_NEGATION = frozenset({"negation"})
_DONE = frozenset({"act", "toll"})


def judge(clause: Clause, chart: Chart) -> None:
    """Drop the acts that were not done, and say how the whole clause speaks."""
    if chart.doc.having(_ACCIDENT, clause.i, clause.j) and not any(
        a.force >= 2 and a.type not in {"ied", "mob"} for a in clause.acts
    ):
        clause.mode = Mode.ACCIDENT
        return
    if _gainsaid(clause, chart):
        clause.mode = Mode.DENIED
        return
    if any(_remembered(a, chart) for a in clause.acts):
        clause.mode = Mode.BACKGROUND
        return
    if _reacts(clause, chart) or _tried(clause, chart):
        clause.mode = Mode.TALK
        return
    if _no_fight(clause, chart):
        clause.mode = Mode.ACCIDENT
        return
    if _habit(clause, chart) or _tallied(clause, chart):
        clause.mode = Mode.BACKGROUND
        return
    modes = [_of_act(a, clause, chart) for a in clause.acts]
    done = [a for n, a in enumerate(clause.acts) if modes[n] is Mode.TOLD]
    if clause.acts and not done:
        real = [t for t in clause.tolls if t.value.kind == "count"]
        tried = Mode.TALK in modes and all(t.value.at > clause.acts[0].unit for t in real)  # its toll, not another's
        if not real or Mode.PLANNED in modes or tried:
            clause.mode = modes[0]
    clause.acts = done
    if clause.mode is Mode.TOLD and (_background(clause) or _then(clause, chart) or _had_been(clause, chart)):
        clause.mode = Mode.BACKGROUND


def _reacts(clause: Clause, chart: Chart) -> bool:
    """``ودان الأمين العام التفجير، كما دانته فرنسا``: a reaction to what was told, with no toll or day of its own."""
    acts = [a for a in clause.acts if a.force > 0]
    if not acts or clause.days or not all(a.anaphoric for a in acts):
        return False
    if any(t.value.kind == "count" for t in clause.tolls):
        return False
    first = min(a.unit for a in acts)
    units = chart.doc.units
    return any(
        r.attrs.get("talk")
        for k in chart.doc.having(_NEGATION, clause.i, first)
        for r in units[k].readings_of("negation")
    )


def _tried(clause: Clause, chart: Chart) -> bool:
    """``أصدرت المحكمة حكمها في ملف مجموعة متهمة …``: what a court's judgement is about was done long before."""
    before = [u.bare.removeprefix("ال") for u in chart.doc.units[clause.i : _first(clause)]]
    return any(w.startswith(_TRIAL) for w in before) and any(w.startswith(_JUDGED) for w in before)


def _first(clause: Clause) -> int:
    """The unit of the first act or toll of a clause; where it begins if it has none."""
    first = -1
    for act in clause.acts:
        first = act.unit if first < 0 else min(first, act.unit)
    for toll in clause.tolls:
        at: int = toll.value.at
        first = at if first < 0 else min(first, at)
    return clause.i if first < 0 else first


def _no_fight(clause: Clause, chart: Chart) -> bool:
    """``أحبط حراس السواحل محاولات هجرة غير شرعية``: what was foiled was no violence."""
    acts = [a for a in clause.acts if a.force > 0]
    if not acts or clause.weapons or not all(a.attrs.get("foil") for a in acts):
        return False
    last = max(a.unit for a in acts)
    return any(u.bare.removeprefix("ال").startswith(_CRIMES) for u in chart.doc.units[last + 1 : last + 7])


def _habit(clause: Clause, chart: Chart) -> bool:
    """``تستهدف أيضا المسلحين``, ``في غارات تشنها القوات``: what somebody does again and again, on no day."""
    if clause.days or any(t.value.kind == "count" and t.value.low == t.value.high for t in clause.tolls):
        return False
    acts = [a for a in clause.acts if a.force > 0]
    units = chart.doc.units
    if acts and all(a.reading.feat.startswith("pres") for a in acts):
        return any(units[k].bare in _OFTEN for k in range(clause.i, clause.j))
    many = bool(acts) and all(a.reading.feat == "pl" for a in acts)
    if many and any(u.bare in _WAGE for u in units[clause.i : clause.i + 2]):
        return not any(f.value.level in FINE for f in clause.places)  # ويخوض الجيش معارك في شمال سيناء
    fine = any(f.value.level in _NAMED for f in clause.places)
    return many and not fine and any(_goes_on(units, a.unit) for a in acts)


def _tallied(clause: Clause, chart: Chart) -> bool:
    """``كما أصيب بالعمليات آنفة الذكر 40``: a count of many acts that were counted before."""
    if not clause.tolls or any(f.value.level in _NAMED for f in clause.places):
        return False
    units = chart.doc.units
    return any(
        units[k].bare.partition(" ")[0] in _AFORESAID
        and any(u.bare.removeprefix("ب").removeprefix("ال") in _MANY for u in units[k - 2 : k])
        for k in range(clause.i + 1, clause.j)
    )


def _goes_on(units: list[Unit], k: int) -> bool:
    """``غارات تشنها …``: a verb in the present right behind the act, with its pronoun."""
    return any(
        r.feat.startswith("pres") and r.enc and r.cat == "light" for u in units[k + 1 : k + 3] for r in u.readings
    )


def _gainsaid(clause: Clause, chart: Chart) -> bool:
    """``نفى ما تناقلته الصفحات عن هجوم``, ``خبر خطف أربعة عار عن الصحة``: a rumour that is told to be gainsaid."""
    units = chart.doc.units
    first = _first(clause)
    start, end = chart.doc.sentence_of(first) or (clause.i, clause.j)
    if any(first <= k < end and _untrue(units[k + 1 : k + 4]) for k in chart.doc.worded(_FALSE)):
        return any(u.bare.removeprefix("ال") in _RUMOURS for u in units[start:first])
    for k in chart.doc.having(_NEGATION, start, first):
        denial = units[k].reading("negation")
        if denial is None or not denial.entry.attrs.get("deny"):
            continue
        said = next(
            (m for m in range(k, min(k + _RUMOUR, first)) if units[m].bare.removeprefix("ال") in _RUMOURS), None
        )
        if said is not None:
            return not any("say" in units[m].symbols or units[m].bare in _TURNS for m in range(said + 1, first))
    return False


def _untrue(behind: list[Unit]) -> bool:
    return any(u.bare.removeprefix("ال") in {"صحه", "صحيح", "صحيحه", "اساس"} for u in behind)


def _remembered(act: Act, chart: Chart) -> bool:
    """``أحيت البلدة ذكرى معركة …``."""
    return any(u.bare.removeprefix("ل") in _MEMORIES for u in chart.doc.units[max(0, act.unit - 3) : act.unit])


def _aside(act: Act, clause: Clause, units: list[Unit]) -> Mode | None:
    """How an act is told that is only a cause, a charge, an aim or a wish; else None."""
    if act.unit > clause.i and units[act.unit - 1].bare in _CAUSES:
        return Mode.BACKGROUND  # على خلفية توقيف زميلهم, بتهمة تنفيذ هجمات
    if act.type == "agree" and any(
        u.bare.removeprefix("ال") in _SOUGHT for u in units[max(clause.i, act.unit - _SOUGHT_REACH) : act.unit]
    ):
        return Mode.PLANNED  # مساعي وقف إطلاق النار, قبل أي هدنة
    if act.type == "agree" and _called_for(units, act, clause.i):
        return Mode.TALK
    if act.unit > clause.i + 1 and _charged(units, act):
        return Mode.TALK
    if "س" in act.reading.pro:
        return Mode.PLANNED
    if (
        act.reading.pro.lstrip("وف") in {"ل", "لل"}
        and act.type != "suicide"
        and not act.reading.feat.startswith("past")
        and not _suffered(act, clause)
    ):
        return Mode.PLANNED  # لتوقيف, لشن: what for, not what was done
    return None


def _of_act(act: Act, clause: Clause, chart: Chart) -> Mode:
    units = chart.doc.units
    if (set_aside := _aside(act, clause, units)) is not None:
        return set_aside
    first = max(clause.i, act.unit - _WIDE + 1)
    if not chart.doc.having(_NEGATION, first, act.unit):
        return Mode.TOLD
    foiled = any(a.attrs.get("foil") or a.type == "disrupt" for a in clause.acts if a.unit <= act.unit)
    for k in range(act.unit - 1, first - 1, -1):
        other = units[k]
        near = act.unit - k <= _BEFORE
        if r := other.reading("negation"):
            attrs = r.attrs
            if near and attrs.get("plan") and foiled:
                continue
            if near and attrs.get("neg") and act.unit - k <= (1 if other.bare in _WITHOUT else 2):
                return Mode.DENIED
            if near and attrs.get("plan"):
                return Mode.PLANNED
            if attrs.get("deny"):
                return Mode.DENIED
            if attrs.get("threat") and not _detailed(clause):
                return Mode.TALK
        if other.form in "،," and near:
            break
    return Mode.TOLD


def _called_for(units: list[Unit], act: Act, i: int) -> bool:
    """``دعت الأمم المتحدة إلى هدنة``, ``طالب بوقف القتال``: a truce that somebody asks for."""
    before = units[act.unit - 1].form if act.unit > i else ""
    if before != "الي" and not act.reading.pro.lstrip("وف").startswith(("ب", "ل")) and before not in {"علي", "ضروره"}:
        return False
    return any(_CALLS.fullmatch(u.bare) for u in units[max(i, act.unit - _CALL) : act.unit])


def _charged(units: list[Unit], act: Act) -> bool:
    """``أدينوا بالضلوع في تفجير``, ``متهمين بقتل جندي``: what somebody was tried for."""
    k = act.unit
    if units[k - 1].bare == "في":
        return units[k - 2].bare.removeprefix("ب").removeprefix("ال") in _INVOLVED
    return "ب" in act.reading.pro and units[k - 1].bare.removeprefix("ال") in _CHARGED


def _then(clause: Clause, chart: Chart) -> bool:
    """``وقتل آنذاك خمسة``: the verb of harm or attack is set back to another time."""
    return not clause.days and any(
        clause.i < k < clause.j and bool(chart.doc.having(_DONE, max(clause.i, k - 2), k))
        for k in chart.once("then", _thens)
    )


def _had_been(clause: Clause, chart: Chart) -> bool:
    """``سبق أن شهدت المدينة قصفا``: what happened before, told with no day and no count, is history."""
    if clause.days or any(t.value.kind == "count" for t in clause.tolls):
        return False
    first = min((a.unit for a in clause.acts), default=clause.i)
    return any(u.form.removeprefix("و").startswith("سبق ") for u in chart.doc.units[clause.i : first])


def _thens(chart: Chart) -> list[int]:
    return chart.doc.worded(_THEN)


def _suffered(act: Act, clause: Clause) -> bool:
    """``تعرضت القرية لقصف``, ``نتيجة لقصف``: the noun behind ل is what happened."""
    return any(a.roles == "pv" and 0 < act.unit - a.unit <= _SUFFERED for a in clause.acts) or act.roles == "nn"


def _detailed(clause: Clause) -> bool:
    """Whether a clause of talk also details what happened: a toll, or a day and a place."""
    return any(t.value.kind == "count" for t in clause.tolls) or bool(clause.days and clause.places)


# Acts that one tells singly; their bare plural with no toll and no day is talk of many.
_COUNTABLE = frozenset({"attack", "suicide", "murder", "loot", "abduct", "sexual"})


def _background(clause: Clause) -> bool:
    """History, habit, or a summary of many acts: all nouns of action plural, no place finer than a country, no toll."""
    acts = [a for a in clause.acts if a.force > 0]
    if not acts or any(t.value.kind == "count" for t in clause.tolls):
        return False
    many = all(a.reading.feat == "pl" or a.anaphoric for a in acts) and any(a.reading.feat == "pl" for a in acts)
    placed = any(f.value.level != "country" for f in clause.places)
    habit = all(a.type in _COUNTABLE for a in acts) and not clause.days
    marched = bool(clause.days) and all(a.type == "protest" for a in acts)  # تجددت المظاهرات أمس: a day tells of one
    # اندلعت أمس اشتباكات بين كذا وكذا: a day and both sides tell of one
    fought = bool(clause.days) and len(clause.parties) > 1 and all(a.attrs.get("clash") for a in acts)
    return many and (habit or not (placed or marched or fought))

"""A report cut into clauses: stretches that tell of at most one act at one place, or of none.

Full stops are not enough: a communiqué runs ten attacks together, a bulletin sets two into one line. A clause ends
where a sentence ends, before connectives that turn to something else, and before a main verb or act with a place of its
own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

import msgspec

from sijill.events.acts import Act, acts_of
from sijill.events.openings import CUT, HARD_END, LEADS, SURE, Openings
from sijill.events.types import family
from sijill.facts.damage_told import set_alight
from sijill.facts.party import conjoined
from sijill.facts.speech import OPENING
from sijill.grammar import Chart, Fact
from sijill.match import Reading, Unit

_BASES = ("قاعد", "كلي", "مطار", "دفاع", "قياد", "قوات", "قوه", "غطا", "اسناد", "دعم", "تغطي")
_AMONG_THEM = frozenset({"بينها", "ابرزها", "منها", "اخرها", "اعنفها", "من بينها"})
_TOTALS = frozenset({"حصيله", "اجمالي", "مجموع", "متفرقه", "عموم", "الاتي", "التاليه", "مختلفه", "يلي"})
_TALLIES = frozenset({"حصيله"})
_LISTS = frozenset({"الاتي", "التاليه", "يلي"})  # what a summary ends with before its list of acts
POINTING = frozenset({"هذه", "هذا", "تلك", "ذلك", "بهذا", "لهذا"})
_ONE_OF = frozenset({"احدي", "احد"})
_OF_THEM = frozenset({"منهم", "منهن"})
_ON_THEM = frozenset({"بحوزته", "بحوزتهم", "بحوزتها", "بحوزتهما"})  # arms of whoever was held
# Who did what was told before; the armed men only where no place tells of another act of theirs.
_DOERS = frozenset({
    "المهاجمين", "المهاجمون", "المهاجمان", "المهاجم", "الجناه", "الجاني", "المعتدين", "المعتدون", "الخاطفين", "الخاطفون",
    "المنفذين", "المنفذون", "المنفذ", "القتله", "المسلحين", "المسلحون", "المسلحان",
})  # fmt: skip
_HARMED = frozenset({"الضحايا", "القتلي", "المصابين", "المصابون", "الجرحي", "القتيل", "الضحيه", "الجثث"})
_PAIRED = 8
_SEQUEL = frozenset({"بعد", "اثناء", "خلال", "عقب", "ثم", "حين", "حينما", "عندما"})
_DEEDS = frozenset({"arrest", "abduct", "disrupt", "agree"})  # acts that are events of their own beside an attack
_AGAINST = frozenset(
    {"ضد", "احتجاجا", "تنديدا", "استنكارا", "رفضا", "للتنديد", "للاحتجاج", "اعتراضا", "غضبا", "منددين"}
)
_DRONES = "act/drone-attack"
_NEAR_ACT = 6  # units from the verb that brings a drone down to the drone
_FINE = frozenset({"town", "village", "quarter", "camp", "facility", "any", "admin2", "admin3"})  # where one act can be
_WORDS = ("تهام", "تهم", "لتهم", "رساي", "معلومات", "سري", "رهاين", "سجناء", "محتجز", "جثامين", "جثث", "زيارات", "راء")
_PIECES = frozenset({"حطام", "شظايا", "بقايا"})
_MOST = frozenset({"معظم", "غالبيه", "اغلب", "جميع", "كل", "بعض", "عدد", "جثث", "جثامين", "اغلبيه"})
_RELATIVE = frozenset({"الذي", "التي", "اللذين", "اللذان"})
_AFTER = frozenset({"بعد", "اثر", "عقب"})
_FROM_AFAR = frozenset({"shelling", "air"})
_ACT = frozenset({"act"})
_STARTER = frozenset({"starter"})
_HITS = frozenset({"hits"})
_SAY = frozenset({"say"})
_TRIGGERS = frozenset({"act", "toll", "weapon", "damage"})
# A toll told again, grown since.
_GROWING = frozenset({"ارتفع", "ارتفعت", "ارتفاع", "ليرتفع", "لترتفع", "متاثرا", "متاثره", "متاثرين"})
_NAMED = frozenset({"act", "fired"})  # categories of words that name an act
# What a clause takes note of: categories, and words as they stand once their conjunction is peeled.
_NOTED_CATEGORIES = _NAMED | {"weapon", "say", "place_same", "place_this", "starter", "otherone"}
_NOTED_WORDS = (
    POINTING
    | _ONE_OF
    | _OF_THEM
    | _ON_THEM
    | _DOERS
    | _HARMED
    | _AFTER
    | _TOTALS
    | {f"ال{t}" for t in _TOTALS}
    | _GROWING
)


class Mode(Enum):
    """How a clause speaks of what it tells."""

    TOLD = "told"
    DENIED = "denied"
    PLANNED = "planned"
    TALK = "talk"
    BACKGROUND = "background"
    ACCIDENT = "accident"


class Clause(msgspec.Struct):
    """A stretch of units ``[i, j)`` and what stands in it."""

    i: int
    j: int
    sentence: int
    starter: str = ""
    new: bool = False
    acts: list[Act] = []
    tolls: list[Fact] = []
    damages: list[Fact] = []
    parties: list[Fact] = []
    places: list[Fact] = []
    days: list[Fact] = []
    weapons: list[tuple[int, Reading]] = []
    mode: Mode = Mode.TOLD
    other: bool = False
    points: bool = False
    said: bool = False
    same: bool = False
    total: bool = False
    lists: bool = False
    grown: bool = False


class Cutter:
    """Finds the clauses of one document.

    Between two phrases of place in one sentence stands one cut, at the likeliest beginning of another act; connectives
    that turn to something else cut wherever both sides tell of an act.
    """

    def __init__(self, chart: Chart, chains: Sequence[tuple[int, int, int]]):
        """Args: the chart, and phrases of place where acts can be: first unit with its preposition, first, last + 1."""
        self.chart, self.units, self.chains = chart, chart.doc.units, chains
        self._openings = Openings(chart)
        self._triggers = sorted({*chart.doc.having(_TRIGGERS), *(f.value.at for f in chart.all("toll"))})
        self._sequel = sorted({*chart.doc.having(_ACT), *chart.doc.worded(_SEQUEL)})

    def clauses(self) -> list[Clause]:
        """All clauses in order."""
        out: list[Clause] = []
        start, n = 0, 0
        for k in self.chart.doc.ends:
            unit = self.units[k]
            if unit.form in HARD_END:
                self._sentence(start, unit.i, n, out)
                start, n = unit.i + 1, n + (unit.i > start)
        self._sentence(start, len(self.units), n, out)
        return out

    def _sentence(self, i: int, j: int, number: int, out: list[Clause]) -> None:
        if i >= j:
            return
        cuts = self._cuts(i, j)
        sequels = self._sequels(i, j, cuts)
        for a, b in pairwise(sorted({i, *cuts, *sequels, j})):
            reading = self.units[a].reading("starter")
            starter = "" if reading is None else reading.id
            new = bool(reading and reading.attrs.get("new")) or (a in sequels and self._answers(a))
            out.append(Clause(a, b, number, starter, new))

    def _told_in(self, i: int, j: int) -> bool:
        at = bisect_left(self._triggers, i)
        return at < len(self._triggers) and self._triggers[at] < j

    def _cuts(self, i: int, j: int) -> list[int]:
        starters = [k for k in self.chart.doc.having(_STARTER, i + 2, j - 1) if self._turns(k)]
        places = [c for c in self.chains if i < c[1] < j]
        cuts: list[int] = []
        last = i
        for k in starters:
            if self._told_in(last, k) and self._told_in(k, j):
                cuts.append(k)
                last = k
        for a, b in pairwise(places):
            between = [c for c in cuts if a[2] <= c <= b[1]]
            left = max([i, *(c for c in cuts if c <= b[1])])
            right = min([j, *(c for c in cuts if c > b[1])])
            best = self._best_cut(left, max(a[2], left), b, right)
            if best is not None and (not between or best[0] >= (LEADS if between[-1] < best[1] else SURE)):
                cuts.append(best[1])
                cuts.sort()
        for k in self._openings.likely(i + 3, j - 3):
            if self._announces(k) and self._told_in(max([i, *(c for c in cuts if c <= k)]), k) and k not in cuts:
                cuts.append(k)
        return sorted(cuts)

    def _announces(self, k: int) -> bool:
        """A main verb joined to nothing before it, its day or hour behind it: an item of a run-on communiqué."""
        return self._openings.verb(k) >= SURE and not conjoined(self.units[k])

    def _turns(self, k: int) -> bool:
        unit, before = self.units[k], self.units[k - 1]
        if "subord" in before.symbols or (" " not in unit.form and before.kind == "number"):
            return False  # 16 عسكريا: counted, no turn of the tale
        return (
            conjoined(unit)
            or before.kind == "sign"
            or " " not in unit.form
            or not unit.form.startswith(("في ", "من ", "علي "))
        )

    def _best_cut(self, left: int, after: int, place: tuple[int, int, int], right: int) -> tuple[float, int] | None:
        best: tuple[float, int] | None = None
        for k in range(after, place[1] + 1):
            score = self._openings.score(k, place[0])
            if score < CUT or (best is not None and score < best[0]):
                continue
            if self._told_in(left, k) and self._told_in(k, right):
                best = (score, k)
        return best

    def _other_deed(self, k: int, i: int, cuts: Sequence[int]) -> bool:
        """``واعتقال ثلاثة``, ``وفككت عبوة``: an arrest, an abduction, a disarming joined to an act of another kind."""
        unit = self.units[k]
        act = acts_of(unit)
        joined = conjoined(unit) or self.units[k - 1].form == "ثم"
        if act is None or act.type not in _DEEDS or act.force < 2 or act.anaphoric or not joined:
            return False
        left = max([i, *(c for c in cuts if c <= k)])
        told = [a for m in range(left, k) if (a := _act(self.chart, m, left)) is not None and a.force >= 1]
        if act.type == "arrest" and any(family(a.type) == "protest" for a in told):
            return False  # فرقت الشرطة المحتجين واعتقلت أربعة
        if act.type == "arrest" and told and all(a.attrs.get("raid") for a in told) and not self._bled(left, k):
            return False  # نفذت القوة إنزالا واعتقلت أربعة
        known = self.units[k + 1].reading("weapon") if act.type == "disrupt" and k + 1 < len(self.units) else None
        if known is not None and known.definite:
            return False  # وفككت اللغم: the one told of before
        return bool(told) and all(family(a.type) != family(act.type) for a in told)

    def _answers(self, k: int) -> bool:
        """``وبعد الهجوم قصف العدو المنطقة``: shells or aircraft that answer an attack are an act of their own."""
        found = (acts_of(u) for u in self.units[k + 2 : k + 4])
        return self.units[k].bare in _AFTER and any(a is not None and a.type in _FROM_AFAR for a in found)

    def _bled(self, i: int, j: int) -> bool:
        """Whether anybody was killed or hurt, as a clash has it and a mere raid has not."""
        return any(f.value.kind == "count" and f.value.low for f in self.chart.between("toll", i, j))

    def _sequels(self, i: int, j: int, cuts: Sequence[int]) -> list[int]:
        """``وبعد الهجوم قصف …``: an act of another family that follows on an act, with no place of its own."""
        out: list[int] = []
        for k in self._sequel[bisect_left(self._sequel, i + 3) : bisect_left(self._sequel, j - 1)]:
            unit = self.units[k]
            if not unit.conjoined and unit.form != "ثم" and self.units[k - 1].form != "ثم":
                continue
            if k not in cuts and self._other_deed(k, i, cuts):
                out.append(k)
                continue
            if unit.bare not in _SEQUEL or k in cuts:
                continue
            acts = [a for m in range(k + 1, min(k + 6, j)) if (a := acts_of(self.units[m])) is not None]
            verbs = [a for a in acts if a.reading.feat.startswith("past") or _verbal(self.units, a, k)]
            left = max([i, *(c for c in (*cuts, *out) if c <= k)])
            told = {
                family(a.type) for m in range(left, k) if (a := acts_of(self.units[m])) is not None and a.force >= 1
            }
            if not verbs or not (told or self._bled(left, k)):
                continue
            kind = family("air" if _flown(self.units, verbs[0]) else verbs[0].type)
            second = any("otherone" in u.symbols for u in self.units[verbs[0].unit + 1 : verbs[0].unit + 5])
            if (kind not in told and kind != "any") or (second and kind == "bomb"):  # وبعد ساعة انفجر لغم ثان
                out.append(k)
        return out


def _verbal(units: Sequence[Unit], act: Act, k: int) -> bool:
    """``وبعد الهجوم قصف العدو``: behind a definite noun, a word that can be noun or verb is a verb."""
    noun = acts_of(units[k + 1])
    return act.unit == k + 2 and not act.reading.definite and noun is not None and noun.reading.definite


def _flown(units: Sequence[Unit], act: Act) -> bool:
    """``أغارت طائرات …``: an attack whose doer, right behind the verb, is aircraft."""
    if act.type != "attack" or act.unit + 1 >= len(units) or not act.reading.feat.startswith("past"):
        return False
    reading = units[act.unit + 1].reading("weapon")
    return reading is not None and reading.attrs.get("type") == "air"


def _act(chart: Chart, k: int, i: int) -> Act | None:
    """The act of a unit: of its own, or of a means with a verb of firing; ``فجر`` of a day or hour is none."""
    units = chart.doc.units
    act = acts_of(units[k])
    if act is None or act.force < 2:
        act = _paired(units, k, i) or act
    if act is None or (act.reading.feat.startswith("past") and (chart.over("day", k) or chart.over("clock", k))):
        return None
    if act.reading.entry.id == "act/strafe" and set_alight(units, k):
        return None  # أضرموا في المبنى النيران
    if _flown(units, act):
        return msgspec.structs.replace(act, type="air", force=2)
    if act.type == "change" and units[k].form.endswith("بايع") and "ئ" in chart.doc.text[units[k].start : units[k].end]:
        return None  # بائع: who sells, not بايع: who pledged himself
    if act.attrs.get("bodies") and _known_dead(units, k):
        return None
    if act.reading.id == "act/exchange-v" and any(
        u.bare.lstrip("لبا").startswith(_WORDS) for u in units[k + 1 : k + 8]
    ):
        return None  # تبادلت الحكومة والمعارضة الاتهامات
    if act.reading.id == "act/arrest-detain-v" and _holds_things(units, k):
        return None  # احتجز الثلج عشرات السيارات
    found = acts_of(units[k - 1]) if act.type == "ied" and units[k].conjoined and k > i else None
    if found is not None and found.type == "disrupt":
        return None  # اكتشاف وتفجير عبوات: blown up by those who found them
    if act.reading.entry.id == "act/plant-v" and act.reading.feat.startswith("pres"):
        return None  # قتل مسلحين كانا يزرعان لغما: what they were about
    before = units[k - 1].reading("light") if k > i else None
    if before is not None and before.attrs.get("none"):
        return msgspec.structs.replace(act, announced=True)  # تجددت الاشتباكات
    return act


def _shells(clause: Clause, chart: Chart) -> None:
    """Shells that fall, hit or are fired are an act where no act is named: ``سقطت أربع قذائف على …``."""
    if any(a.force >= 2 and family(a.type) in {"fire", "bomb", "disrupt"} for a in clause.acts):
        return
    if not clause.weapons or not chart.doc.having(_HITS, clause.i, clause.j):
        return
    for k, reading in clause.weapons:
        kind = reading.attrs.get("type", "")
        if kind in {"shelling", "air"}:
            units = chart.doc.units  # وأضاف أن القذائف سقطت قرب السوق, وسقط حطام الصاروخ
            known = reading.definite and (_subject(units, k, clause.i) or units[k - 1].bare in _PIECES)
            clause.acts.append(Act(k, reading, kind, 2, "nn", announced=not known))
            return


def _holds_things(units: Sequence[Unit], k: int) -> bool:
    """Whether what is held is a thing, with nobody named beside it."""
    behind = units[k + 1 : k + 6]
    return any("object" in u.symbols for u in behind) and not any("person" in u.symbols for u in behind)


def _known_dead(units: Sequence[Unit], k: int) -> bool:
    """``انتشال جثث الضحايا``, ``انتشال جثثهم``: those told of before, whom rescuers bring out."""
    at = next((m for m in range(k + 1, min(k + 4, len(units) - 1)) if units[m].form.startswith("جث")), None)
    if at is None:
        return False
    body, whose = units[at].reading("person"), units[at + 1].reading("person")
    return bool(body and body.enc) or bool(whose and whose.definite and whose.attrs.get("outcome"))


def _of_base(units: Sequence[Unit], k: int) -> bool:
    """``قاعدة كذا الجوية``, ``غطاء جوي``: an adjective of a place, a body or help, no means."""
    if not units[k].bare.removeprefix("ال").startswith("جوي"):
        return False
    return any(u.bare.removeprefix("ال").startswith(_BASES) for u in units[max(0, k - 3) : k])


def _paired(units: Sequence[Unit], k: int, i: int) -> Act | None:
    """A noun that only its verb makes an act, the doer between them: ``أطلق مجهولون النار``, ``أقامت القوة معسكرا``."""
    reading = units[k].reading("fired")
    if reading is None:
        return None
    attrs = reading.attrs
    for m in range(k - 1, max(i - 1, k - _PAIRED), -1):
        if any(r.attrs.get("opens") == attrs["pair"] for r in units[m].readings_of("light")):
            return Act(k, reading, attrs["type"], 2, "an", announced=True)
    return None


def _demonstrates(clause: Clause) -> bool:
    return any(a.type == "protest" for a in clause.acts)


def _protested(units: Sequence[Unit], k: int) -> bool:
    """Whether the act at a unit is what people protest against (``ضد توقيف زميل``, ``تنديدا بقصف المدينة``)."""
    before = units[k - 1].bare if k else ""
    if before in {"علي", "من"} and k > 1:
        before = units[k - 2].bare
    return before in _AGAINST


def _fired(clause: Clause, k: int) -> bool:
    """Whether the verb of the clause, right before unit ``k``, is of shells or aircraft."""
    return any(a.type in _FROM_AFAR and a.reading.feat.startswith("past") and k - a.unit <= 3 for a in clause.acts)


def _counted(unit: Unit) -> bool:
    return unit.kind == "number" or "num" in unit.symbols


def _very(units: Sequence[Unit], k: int) -> bool:
    """``في نفس المنطقة``."""
    reading = units[k].reading("place_this") if k + 1 < len(units) else None
    return reading is not None and bool(reading.attrs.get("same")) and "place_cue" in units[k + 1].symbols


def _single_out(clause: Clause, units: Sequence[Unit]) -> None:
    """``قتل ستة في هجمات متفرقة بينها انفجار …``: of a total the one act that is named; the count is not its own."""
    one = next((a for a in clause.acts if a.force >= 2 and units[a.unit - 1].form in _AMONG_THEM), None)
    if one is not None:
        clause.total = False
        clause.acts = [a for a in clause.acts if a.unit >= one.unit]
        clause.tolls = [t for t in clause.tolls if t.value.at > one.unit]


def _note(clause: Clause, units: Sequence[Unit], k: int) -> None:
    """What a word says of how its clause stands to the others: again, another, the same place, a total."""
    unit = units[k]
    if unit.bare in _GROWING:
        clause.grown = True
    if k < clause.i + 3 and "say" in unit.symbols:
        clause.said = True
    if "place_same" in unit.symbols and k and {"act", "toll"} & units[k - 1].symbols:
        clause.points = True  # القصف نفسه
    elif "place_same" in unit.symbols or _very(units, k):
        clause.same = True
    if unit.bare in _TALLIES and any((a := acts_of(u)) is not None and a.anaphoric for u in units[k + 1 : k + 3]):
        clause.grown = True  # ارتفاع حصيلة الهجوم: of one act
    elif unit.bare in _TOTALS or unit.bare.removeprefix("ال") in _TOTALS:
        clause.total = True
        clause.lists = clause.lists or unit.bare in _LISTS
    if (starter := unit.reading("starter")) is not None and starter.attrs.get("new"):
        clause.new = True
    if unit.bare in _ONE_OF and k + 1 < clause.j and (w := units[k + 1].reading("weapon")) is not None:
        clause.points = clause.points or w.definite  # إحدى القذائف
    if unit.bare in _OF_THEM and _counted(units[k - 1]) and all(a.type == "arrest" for a in clause.acts):
        clause.points = True  # اعتقلت عشرة منهم
    if unit.bare in _AFTER and k <= clause.i + 1 and _while_after(units, k + 1):
        clause.new = True  # وبعد ساعات من التفجير قتل مسلحون طبيبا
    if unit.bare in _AFTER and units[k + 1 : k + 2] and units[k + 1].form == "ذلك" and _fired(clause, k):
        clause.new = True  # قصفت طائرة بعد ذلك سوقا
    if unit.bare in _ON_THEM and all(a.type in {"arrest", "disrupt"} for a in clause.acts):
        clause.points = True  # كما ضبطت بحوزتهم أحزمة ناسفة
    if unit.bare in _DOERS and _subject(units, k, clause.i):
        placed = any(f.value.level in _FINE for f in clause.places)
        # وأضاف أن المهاجمين أحرقوا عشرة منازل; the armed men of another village may be others
        led_off = any("abduct" in {r.attrs.get("type") for r in u.readings_of("act")} for u in units[k : k + 4])
        clause.points = clause.points or not placed or not (led_off or unit.bare.startswith("المسلح"))
    if unit.bare in _HARMED and _subject(units, k, clause.i) and not clause.places:
        clause.points = True  # وأضاف أن معظم الضحايا من النساء
    if unit.bare in POINTING and k + 1 < clause.j and {"act", "toll", "loss"} & units[k + 1].symbols:
        clause.points = True
    if "otherone" in unit.symbols and clause.i < k <= clause.i + 3 and "place_cue" in units[k - 1].symbols:
        clause.new = True  # وفي محور آخر
    if (
        "otherone" in unit.symbols
        and k > clause.i
        and ({"act", "weapon", "toll", "object", "body"} & units[k - 1].symbols)
        and not (unit.form == "لاحقا" and "toll" in units[k - 1].symbols)  # توفي لاحقا
    ):
        reading = unit.reading("otherone")
        clause.other = clause.other or (reading is not None and not reading.definite)


def _opens_quote(units: Sequence[Unit], k: int, i: int) -> bool:
    """Whether a quotation that began in the clause opens at unit ``k``."""
    if k < i or units[k].form not in OPENING:
        return False
    return units[k].form != '"' or sum(u.form == '"' for u in units[i : k + 1]) % 2 == 1


def _subject(units: Sequence[Unit], k: int, i: int) -> bool:
    """Whether a noun stands where a subject does: behind "that", or behind the verb that opens the clause."""
    if k <= i:
        return k == i
    before = units[k - 1]
    if before.bare in _MOST and k > i + 1:
        before = units[k - 2]
    return "subord" in before.symbols or (k == i + 1 and not before.form.endswith("وا"))


def _timed_from(units: Sequence[Unit], k: int) -> bool:
    """Whether the act at unit ``k`` is what a time is counted from."""
    return k > 1 and units[k - 1].form in {"من", "علي"} and "measure" in units[k - 2].symbols


def _while_after(units: Sequence[Unit], k: int) -> bool:
    """``ساعات من التفجير``, ``نحو ساعة من الهجوم``: a time counted from an act that was told."""
    ahead = units[k : k + 5]
    at = next((n for n, u in enumerate(ahead) if "measure" in u.symbols), None)
    if at is None or at + 2 >= len(ahead) or ahead[at + 1].form != "من":
        return False
    act = acts_of(ahead[at + 2])
    return act is not None and act.anaphoric


def goes_on(clause: Clause, chart: Chart) -> int:
    """Where in a clause the talk goes on behind the act that it tells (``…، وقال مصدر إن …``); else its end."""
    told = min([*(a.unit for a in clause.acts), *(t.value.at for t in clause.tolls)], default=clause.j)
    units = chart.doc.units
    saying = (k for k in chart.doc.having(_SAY, told + 1, clause.j) if units[k].conjoined)
    return next((k for k in saying if any(r.feat.startswith("past") for r in units[k].readings_of("say"))), clause.j)


def _downed(clause: Clause, k: int) -> bool:
    """``أسقط الجيش مسيرات انتحارية``: what was brought down is no strike."""
    return any(a.type == "disrupt" and 0 < k - a.unit <= _NEAR_ACT for a in clause.acts)


def _noted(chart: Chart) -> list[int]:
    """The units of a text that a clause takes note of."""
    return sorted({*chart.doc.having(_NOTED_CATEGORIES), *chart.doc.worded(_NOTED_WORDS)})


def fill(clause: Clause, chart: Chart) -> None:
    """Collect what stands in a clause."""
    units = chart.doc.units
    clause.tolls = chart.between("toll", clause.i, clause.j)
    clause.damages = chart.between("damage", clause.i, clause.j)
    clause.parties = chart.between("party", clause.i, clause.j)
    clause.places = chart.between("place", clause.i, clause.j)
    clause.days = chart.between("day", clause.i, clause.j)
    noted = chart.once("noted", _noted)
    for k in noted[bisect_left(noted, clause.i) : bisect_left(noted, clause.j)]:
        unit = units[k]
        act = None if _NAMED.isdisjoint(unit.symbols) else _act(chart, k, clause.i)
        drone = act is not None and act.type == "protest" and "then" not in act.attrs  # مسيرة
        flies = drone and bool({"weapon", "force", "object"} & unit.symbols)
        flies = flies or (act is not None and act.reading.id == _DRONES and _downed(clause, k))
        if act is not None and act.anaphoric and _timed_from(units, k):
            act = None  # بعد ساعات من التفجير: only says when
        if act is not None and not flies and not (_protested(units, k) and _demonstrates(clause)):
            if act.force < 2 and clause.acts and clause.acts[-1].anaphoric and units[k - 1].form in _RELATIVE:
                act = msgspec.structs.replace(act, described=True)  # التفجير الذي استهدف مسجدا
            behind = k > clause.i and units[k - 1].form in _AFTER and bool(clause.acts)
            clause.acts.append(msgspec.structs.replace(act, behind=True) if behind else act)
            if act.anaphoric and len(clause.acts) == 1 and units[k - 1].bare in {"ان", "بان"}:
                clause.points = True  # إن الاشتباكات اندلعت بعد منتصف الليل
            if unit.form.endswith("وا") and _opens_quote(units, k - 1, clause.i):
                clause.points = True  # قال أحد السكان "أحرقوا منازلنا": they who were told of
        weapon = unit.reading("weapon")
        if weapon is not None and not _of_base(units, k):
            clause.weapons.append((k, weapon))
        _note(clause, units, k)
    _shells(clause, chart)
    if clause.total:
        _single_out(clause, units)

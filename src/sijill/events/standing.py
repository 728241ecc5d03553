"""How a clause stands to those before it: the same act again, another, one of several (codebook "The unit")."""

from __future__ import annotations

from sijill.events.acts import NAMED, acts_of
from sijill.events.clause import Clause
from sijill.facts.place_bare import TAKING_PLACE
from sijill.facts.speech import OPENING
from sijill.match import Unit

_TOTALS = frozenset({"حصيله", "اجمالي", "مجموع", "متفرقه", "عموم", "الاتي", "التاليه", "مختلفه", "يلي", "حصاد"})
_TALLIES = frozenset({"حصيله"})
_LISTS = frozenset({"الاتي", "التاليه", "يلي"})  # what a summary ends with before its list of acts
POINTING = frozenset({"هذه", "هذا", "تلك", "ذلك", "بهذا", "لهذا"})
_ONE_OF = frozenset({"احدي", "احد"})
_OF_THEM = frozenset({"منهم", "منهن"})
_ON_THEM = frozenset({"بحوزته", "بحوزتهم", "بحوزتها", "بحوزتهما"})  # arms of whoever was held
# Who did what was told before; the armed men only where no place tells of another act of theirs.
_DOERS = frozenset({
    "المهاجمين", "المهاجمون", "المهاجمان", "المهاجم", "الجناه", "الجاني", "المعتدين", "المعتدون", "الخاطفين",
    "الخاطفون", "المنفذين", "المنفذون", "المنفذ", "القتله", "المسلحين", "المسلحون", "المسلحان",
})  # fmt: skip
_HARMED = frozenset({"الضحايا", "القتلي", "المصابين", "المصابون", "الجرحي", "القتيل", "الضحيه", "الجثث"})
FINE = frozenset({"town", "village", "quarter", "camp", "facility", "any", "admin2", "admin3"})  # where one act can be
_MOST = frozenset({"معظم", "غالبيه", "اغلب", "جميع", "كل", "بعض", "عدد", "جثث", "جثامين", "اغلبيه"})
AFTER = frozenset({"بعد", "اثر", "عقب"})
FROM_AFAR = frozenset({"shelling", "air"})
# A toll told again, grown since.
_GROWING = frozenset({
    "ارتفع", "ارتفعت", "ارتفاع", "بارتفاع", "ليرتفع", "لترتفع", "متاثرا", "متاثره", "متاثرين",
})  # fmt: skip
# What a clause takes note of: categories, and words as they stand once their conjunction is peeled.
_STANDING = frozenset({"say", "place_same", "place_this", "starter", "otherone"})
NOTED_CATEGORIES = NAMED | {"weapon"} | _STANDING
NOTED_WORDS = (
    POINTING
    | _ONE_OF
    | _OF_THEM
    | _ON_THEM
    | _DOERS
    | _HARMED
    | AFTER
    | _TOTALS
    | {f"ال{t}" for t in _TOTALS}
    | _GROWING
    | {"حيث"}
)


def note(clause: Clause, units: list[Unit], k: int) -> None:
    """What a word says of how its clause stands to the others: again, another, the same place, a total.

    Args:
        clause: with its facts, and the acts before the word.
        units: the report's.
        k: the word.
    """
    unit = units[k]
    if unit.bare not in NOTED_WORDS and _STANDING.isdisjoint(unit.symbols):
        return  # a mere act or means
    if unit.bare in _GROWING:
        clause.grown = True
    if k < clause.i + 3 and "say" in unit.symbols:
        clause.said = True
    pointed = _points(clause, units, k)
    if ("place_same" in unit.symbols and not pointed) or _very(units, k):
        clause.same = True
    _note_total(clause, units, k)
    clause.points = clause.points or pointed
    clause.new = clause.new or _turns(clause, units, k)
    clause.other = clause.other or _another(clause, units, k)


def _note_total(clause: Clause, units: list[Unit], k: int) -> None:
    unit = units[k]
    if unit.bare in _TALLIES and any((a := acts_of(u)) is not None and a.anaphoric for u in units[k + 1 : k + 3]):
        clause.grown = True  # ارتفاع حصيلة الهجوم: of one act
    elif unit.bare in _TOTALS or unit.bare.removeprefix("ال") in _TOTALS:
        clause.total = True
        clause.lists = clause.lists or unit.bare in _LISTS


def _points(clause: Clause, units: list[Unit], k: int) -> bool:
    """Whether a word points back to an act told before: ``القصف نفسه``, ``تلك المعارك``, ``إحدى القذائف``."""
    unit, ahead = units[k], units[k + 1] if k + 1 < clause.j else None
    if "place_same" in unit.symbols and k and {"act", "toll"} & units[k - 1].symbols:
        return True
    if unit.bare in _ONE_OF and ahead is not None and (weapon := ahead.reading("weapon")) is not None:
        return weapon.definite
    if unit.bare in _OF_THEM and _counted(units[k - 1]):
        return all(a.type == "arrest" for a in clause.acts)  # اعتقلت عشرة منهم
    if unit.form == "حيث" and ahead is not None and ahead.bare in TAKING_PLACE:
        act = units[k + 2].reading("act") if k + 2 < clause.j else None
        return act is not None and act.definite  # من كذا حيث وقع القتال
    if unit.bare in _ON_THEM:
        return all(a.type in {"arrest", "disrupt"} for a in clause.acts)  # كما ضبطت بحوزتهم أحزمة ناسفة
    if unit.bare in _DOERS and subject(units, k, clause.i):
        placed = any(f.value.level in FINE for f in clause.places)
        # وأضاف أن المهاجمين أحرقوا عشرة منازل; the armed men of another village may be others
        led_off = any("abduct" in {r.attrs.get("type") for r in u.readings_of("act")} for u in units[k : k + 4])
        return not placed or not (led_off or unit.bare.startswith("المسلح"))
    if unit.bare in _HARMED and subject(units, k, clause.i):
        return not clause.places  # وأضاف أن معظم الضحايا من النساء
    return unit.bare in POINTING and ahead is not None and bool({"act", "toll", "loss"} & ahead.symbols)


def _turns(clause: Clause, units: list[Unit], k: int) -> bool:
    """Whether a word begins another act: ``من جهة أخرى``, ``وبعد ساعات من التفجير``, ``وفي محور آخر``."""
    unit = units[k]
    if (starter := unit.reading("starter")) is not None and starter.attrs.get("new"):
        return True
    if unit.bare in AFTER:
        if k <= clause.i + 1 and _while_after(units, k + 1):
            return True
        return (
            bool(units[k + 1 : k + 2]) and units[k + 1].form == "ذلك" and _fired(clause, k)
        )  # قصفت طائرة بعد ذلك سوقا
    return "otherone" in unit.symbols and clause.i < k <= clause.i + 3 and "place_cue" in units[k - 1].symbols


def _another(clause: Clause, units: list[Unit], k: int) -> bool:
    """``عبوة أخرى``: an indefinite word for one more."""
    reading = units[k].reading("otherone")
    if reading is None or reading.definite or k <= clause.i:
        return False
    of_act = bool({"act", "weapon", "toll", "object", "body"} & units[k - 1].symbols)
    return of_act and not (units[k].form == "لاحقا" and "toll" in units[k - 1].symbols)  # توفي لاحقا


def opens_quote(units: list[Unit], k: int, i: int) -> bool:
    """Whether a quotation that began in the clause opens at unit ``k``."""
    if k < i or units[k].form not in OPENING:
        return False
    return units[k].form != '"' or sum(u.form == '"' for u in units[i : k + 1]) % 2 == 1


def subject(units: list[Unit], k: int, i: int) -> bool:
    """Whether a noun stands where a subject does: behind "that", or behind the verb that opens the clause."""
    if k <= i:
        return k == i
    before = units[k - 1]
    if before.bare in _MOST and k > i + 1:
        before = units[k - 2]
    return "subord" in before.symbols or (k == i + 1 and not before.form.endswith("وا"))


def _while_after(units: list[Unit], k: int) -> bool:
    """``ساعات من التفجير``, ``نحو ساعة من الهجوم``: a time counted from an act that was told."""
    ahead = units[k : k + 5]
    at = next((n for n, u in enumerate(ahead) if "measure" in u.symbols), None)
    if at is None or at + 2 >= len(ahead) or ahead[at + 1].form != "من":
        return False
    act = acts_of(ahead[at + 2])
    return act is not None and act.anaphoric


def _fired(clause: Clause, k: int) -> bool:
    """Whether the verb of the clause, right before unit ``k``, is of shells or aircraft."""
    return any(a.type in FROM_AFAR and a.reading.feat.startswith("past") and k - a.unit <= 3 for a in clause.acts)


def _counted(unit: Unit) -> bool:
    return unit.kind == "number" or "num" in unit.symbols


def _very(units: list[Unit], k: int) -> bool:
    """``في نفس المنطقة``."""
    reading = units[k].reading("place_this") if k + 1 < len(units) else None
    return reading is not None and bool(reading.attrs.get("same")) and "place_cue" in units[k + 1].symbols

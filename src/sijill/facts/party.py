"""Noun phrases of people, forces and things: how many, what they are, whose they are.

``ضابط وثلاثة جنود بالجيش``, ``9 من أفراد الشرطة``, ``دورية راجلة لقوات الاحتلال``, ``جميع من كان على متنها``.
The counts follow the codebook's section "Counts"; a number that was lost is read from the noun (tamyiz, Wright II
§ 99–101).
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from sijill.facts.number import Number
from sijill.grammar import Chart, Fact, span_of
from sijill.match import CONJUNCTIONS, Reading, Unit

Head = Literal["person", "actor", "epithet", "force", "body", "object", "nat", "aboard"]
_HEADS: tuple[Head, ...] = ("person", "actor", "epithet", "force", "object", "body")
_OPENERS = frozenset({"person", "actor", "epithet", "object", "body", "force", "nat", "all", "one-of"})
_PLACE_OR_GROUP = frozenset({"place", "actor"})
_REFS = ("actor", "epithet", "force", "body", "nat")
_NUN = ("ون", "ين", "ان")
_THEIR_NUMBER = ("عددهم", "عددها", "عددهن")
_FEW = (3, None)  # a bare plural, "a number of", all those aboard (codebook "Counts")
_LOST_NUMBER = (11, 99)  # singular accusative: only 11..99 take it
_OWN_NUMBER = {"sg": 1, "acc": 1, "du": 2, "dupl": 2}
_QUOTES = frozenset('"«»“”')
_NUMBERS = frozenset({"sg", "du", "pl", "acc", "dupl"})
_OF = frozenset({"من"})
_IN = frozenset({"في", "ضمن", "لدي", "من"})
_MEN = frozenset(
    {"member", "fighter", "person", "army", "force", "police", "security", "guard"}
)  # عناصر، جنود، رجال of somebody
_OFFICES = frozenset({"government", "local", "judicial"})  # roles of offices whose people are the government's
_THEM = frozenset({"منهم", "منها", "منهن", "منهما"})
_NOT_PEOPLE = frozenset({"weapon", "act", "measure", "object", "dayhead", "dayword", "month", "daypart"})
_PRONOUNS = frozenset({"ه", "ها", "هم", "هما", "هن", "نا"})
_ABOARD = frozenset({"من", "الذين", "ركاب", "ركابها", "ركابه", "طاقم", "طاقمها", "طاقمه", "افرادها", "افراده"})
_INSIDE = ("متن", "داخل", "فيه", "بداخل", "عليه", "في")
_NUMBER_REACH = 5
_COUNTED_ANEW = frozenset({"toll", "hitback", "number"})
_TITLES = 5  # units of a leader's titles and his name
_BELONGING = ("الموالي", "المواليه", "الموالين", "التابع", "التابعه")  # ends of names that a man's name follows
_NAMING = frozenset({"person", "epithet"})
_FORCED = frozenset({"force", "actor", "epithet"})
_STREETS = frozenset({"حي", "شارع", "ساحه", "ميدان", "دوار", "حاره", "محله", "ناحيه", "زقاق", "جسر", "نفق", "تقاطع"})
CLOTHES = frozenset(
    {"زي", "زيا", "بزي", "ازياء", "بازياء", "ملابس", "بملابس", "لباس", "لباسا", "بلباس", "بدلات", "ببدلات"}
)
_WEARING = frozenset({"يرتدون", "يرتدي", "يرتديان", "ترتدي", "مرتدين", "يلبسون"})
_MADE_UP = frozenset({"مكونه", "مكون", "مولفه", "مولف", "قوامها", "قوامه", "تضم", "يضم", "متكونه"})
_ONE = frozenset({"واحده", "واحد"})
_LED_BY = frozenset({"بقياده", "بزعامه", "بامره"})
_NAME = 5  # units of a personal name
_DUAL = re.compile("\u064e\u0651?ي[\u0652]?ن[\u0650]?$")
_OPENING = frozenset('("«[{“')
_CLOSING = frozenset(')"»]}”')


class Ref(msgspec.Struct, frozen=True):
    """A word that says whose: a group's name, an epithet, a force, a nationality."""

    unit: int
    cat: str
    readings: tuple[Reading, ...]
    form: str = ""  # its folded words


class Party(msgspec.Struct, frozen=True):
    """One noun phrase.

    Attributes:
        low, high: how many (an open end is None); both None where no count can be read.
        counted: whether a number or its trace in the grammar stands in the text.
        role: of the head noun (lexicon people.tsv) or of the force.
        outcome: of nouns that carry the toll themselves (قتيل, جريح).
        noun: id of the head's entry.
        other: ``others`` (آخرين), so the group is that of the people before.
        refs: whose they are, in the order of the text.
        at: unit of the head noun.
        own: the role that an adjective or a body behind the head gives it.
        pron: the pronoun that says whose (``جنوده``, ``سبعة منهم``): the side told before.
        vague: counted by no figure (``عشرات``, ``عدد من``, a bare plural).
        lost: the noun's ending shows that its number was lost (or that it is the object of a verb).
    """

    head: Head
    low: int | None
    high: int | None
    counted: bool
    role: str
    outcome: str
    noun: str
    at: int
    refs: tuple[Ref, ...] = ()
    other: bool = False
    own: str = ""
    definite: bool = False
    attrs: dict[str, str] = {}
    pron: str = ""
    vague: bool = False
    lost: bool = False


PartyTold = Fact[Party]


def find_parties(chart: Chart) -> None:
    """Add a fact of kind ``party`` for every noun phrase of people, forces or things, left to right."""
    units, end = chart.doc.units, 0
    # في محافظة كذا: what is also a group's name is a place behind a preposition.
    placed = {f.i for f in chart.all("place") if f.j == f.i + 1 and units[f.i].symbols.issuperset(_PLACE_OR_GROUP)}
    for i in sorted({*chart.doc.having(_OPENERS), *(f.i for f in chart.all("number"))}):
        unit = units[i]
        if i < end or i in placed or _street(units, i) or _took(units, i) or _worn(units, i) or _some_of(chart, i):
            continue
        if i and "modifier" in unit.symbols and _deed(units[i - 1]) and not conjoined(unit):
            person = unit.reading("person")
            if person is None or person.feat not in {"pl", "du", "dupl"}:
                continue  # هجوم مسلح: an adjective of the act
        found = _phrase(chart, i)
        if found is not None:
            chart.add(found)
            end = found.j


def _street(units: list[Unit], i: int) -> bool:
    """``حي العسكري``, ``ساحة الشهداء``: what a quarter or a square is called counts nobody."""
    if i == 0 or _NAMING.isdisjoint(units[i].symbols) or not units[i].form.startswith("ال"):
        return False
    before = units[i - 1].bare
    return (before[1:] if before[:1] == "ب" else before) in _STREETS


def _some_of(chart: Chart, i: int) -> bool:
    """``مجموعة من عشرين مسلحا``: the figure behind it counts them."""
    return any(f.value.vague and chart.at("number", f.j) for f in chart.at("number", i))


def _worn(units: list[Unit], i: int) -> bool:
    """``زيا عسكريا``, ``ملابس مدنية``: how somebody was dressed counts nobody."""
    return i > 0 and units[i - 1].bare in CLOTHES and "person" in units[i].symbols and "force" not in units[i].symbols


def _took(units: list[Unit], i: int) -> bool:
    """``أسر الجيش ثلاثة``: the army took them prisoner, no families of the army."""
    behind = units[i + 1] if i + 1 < len(units) else None
    return behind is not None and units[i].bare == "اسر" and not _FORCED.isdisjoint(behind.symbols)


def _deed(unit: Unit) -> bool:
    """A noun of action or of a weapon, which an adjective may follow; a verb or an arrest is followed by somebody."""
    deed = "act" in unit.symbols and not all(
        r.feat.startswith(("past", "pres")) or r.attrs.get("toll") == "captured" for r in unit.readings_of("act")
    )
    return deed or "weapon" in unit.symbols


def _phrase(chart: Chart, i: int) -> Fact | None:
    """The noun phrase that begins at unit ``i``, if any."""
    units = chart.doc.units
    if _in_front(chart, i):
        return None
    j, number = i, None
    parts: tuple[Fact, ...] = ()
    exact = False
    numbers = chart.at("number", i)
    if numbers:
        number, parts, j = numbers[0].value, (numbers[0],), numbers[0].j
    elif "all" in units[i].symbols or one_of(chart, i):
        j = i + 1
        exact = "all" not in units[i].symbols
    every = "all" in units[i].symbols and j > i and number is None
    if every and (units[i].form.endswith(" من") or (j < len(units) and units[j].form in _ABOARD)):
        return _aboard(chart, i, i if units[i].form.endswith(" من") else j)
    if number is not None and j + 1 < len(units) and units[j].form in _QUOTES and units[j + 1].form in _OF:
        j += 1
    of = j > i and j < len(units) and units[j].form in _OF
    if of:
        j += 1
    if j >= len(units) or _in_front(chart, j):
        return _lone_number(chart, i, number) if number is not None and not of else None
    head = _head(units[j], numbered=j > i, marbuta=chart.doc.text[units[j].end - 1] == "ة")
    if head is None or (number is not None and _joined_by_and(units[j], head[1])):
        return _lone_number(chart, i, number) if number is not None else None
    cat, reading = head
    acc = reading.feat == "acc" or number is not None
    m = _Behind(j + 1)
    if not (reading.attrs.get("hits") and reading.feat == "sg"):  # إصابة آخرين: the act, and those hit behind it
        m = _modifiers(chart, j + 1, cat, definite=reading.definite and cat in {"person", "force"}, acc=acc)
    if reading.id.startswith("person/employee") and not any("حكومي" in u.form for u in units[j : m.end]):
        m.own = ""  # موظف في وزارة serves unarmed, عشرون موظفا حكوميا are the government's
    k = m.end
    if number is None and (behind := _number_behind(chart, k, feat=reading.feat)) is not None:
        number, k = behind.value, behind.j  # شرطيان اثنان, الجنود الخمسة
    k += "household" in reading.attrs and k < len(units) and units[k].bare in _ONE  # خمسة من عائلة واحدة
    dual = number is None and _written_dual(chart, units[j], reading)
    low, high, counted = (2, 2, True) if dual else _count(reading, cat, number, of=of, one=exact, every=every)
    low, high, k, told = told_behind(chart, k, low, high)
    size = _size(chart, k, cat, reading, m) if number is None else None
    if size is not None:
        low, high, k, told = *size, True
    return Fact("party", i, k, span_of(chart.doc, i, k, ()), _party(
        units[j], cat, reading, m, low=low, high=high, counted=counted or told, number=number
    ), f"party/{cat}", parts)  # fmt: skip


def _written_dual(chart: Chart, unit: Unit, reading: Reading) -> bool:
    """``موظفَين``: a dual by its written vowel, where the letters alone may be a plural (Wright I § 299)."""
    plural = reading.feat in {"pl", "dupl"}
    return plural and _DUAL.search(chart.doc.text, unit.start, unit.end) is not None


def _in_front(chart: Chart, k: int) -> bool:
    """``أمام المدرسة``: before it, no imam."""
    unit = chart.doc.units[k]
    return unit.form == "امام" and chart.doc.text[unit.start] != "إ"


def _number_behind(chart: Chart, k: int, *, feat: str) -> Fact | None:
    """``شرطيان اثنان``, ``الجنود الخمسة``; an indefinite number behind a plural counts something else."""
    if k >= len(chart.doc.units) or conjoined(chart.doc.units[k]):
        return None
    own = _OWN_NUMBER.get(feat)
    return next(
        (f for f in chart.at("number", k) if not f.value.vague and (f.value.definite or f.value.low == own)), None
    )


class _Behind(msgspec.Struct):
    """What hangs on a head.

    Attributes:
        end: the unit behind it.
        refs: whose it is.
        other: whether it says ``others``.
        own: the role that it gives the head.
        pron: a pronoun that says whose.
    """

    end: int
    refs: list[Ref] = []
    other: bool = False
    own: str = ""
    pron: str = ""


def _party(  # noqa: PLR0913
    unit: Unit, cat: Head, reading: Reading, m: _Behind, *,
    low: int | None, high: int | None, counted: bool, number: Number | None,
) -> Party:  # fmt: skip
    attrs = reading.attrs
    if cat == "force" and (thing := unit.reading("object")) is not None:
        attrs = {**thing.attrs, **attrs}
    refs = tuple(m.refs)
    if cat == "person":
        refs = (
            *refs,
            *(Ref(unit.i, c, tuple(unit.readings_of(c)), unit.form) for c in ("actor", "epithet") if c in unit.symbols),
        )
    elif cat in {"actor", "epithet", "force", "nat"}:
        refs = (Ref(unit.i, cat, tuple(unit.readings_of(cat)), unit.form), *refs)
    pron = reading.enc if reading.enc in _PRONOUNS and not attrs.get("kin") else m.pron
    role = attrs.get("role", "")
    if cat == "person" and m.own == "militant" and role in {"civilian", "person"} and "civil" not in reading.id:
        role = m.own  # شخصان مسلحان
    vague = (number is not None and number.vague) or (number is None and (low, high) == _FEW)
    return Party(
        head=cat,
        low=low,
        high=high,
        counted=counted,
        role=role,
        outcome=attrs.get("outcome", ""),
        noun=reading.id,
        at=unit.i,
        refs=refs,
        other=m.other,
        own=m.own,
        definite=reading.definite or bool(reading.enc),
        attrs=attrs,
        pron=pron,
        vague=vague,
        lost=number is None and (low, high) == _LOST_NUMBER,
    )


def one_of(chart: Chart, i: int) -> bool:
    """``أحد الجنود``, ``وأحد الجنود``; ``واحد`` without a hamza on its alef counts."""
    unit = chart.doc.units[i]
    if "one-of" not in unit.symbols:
        return False
    return not unit.form.startswith("واحد") or " " in unit.form or chart.doc.text[unit.start + 1] in "أإ"


def _joined_by_and(unit: Unit, reading: Reading) -> bool:
    """``مقتل عشرة وإصابة عشرين``, ``أصيب سبعة بكمين``: a noun joined to a number or behind ب is not what it counts."""
    return reading.pro[:1] in {*CONJUNCTIONS, "ب"} or (not reading.pro and unit.bare != unit.form)


def _head(unit: Unit, *, numbered: bool, marbuta: bool) -> tuple[Head, Reading] | None:
    """The head that a unit is; ``marbuta``: it is written with ة, so that no ه of ``his`` ends it (``أسلحة مهربة``)."""
    if not unit.readings:
        return None
    for cat in _HEADS:
        if cat in unit.symbols:
            for reading in unit.readings_of(cat):
                if (reading.attrs.get("weak") and not numbered) or (marbuta and reading.enc == "ه"):
                    continue
                if (
                    cat in {"actor", "epithet"}
                    and unit.first == unit.last
                    and reading.feat == "def"
                    and _other_word(unit, reading)
                ):
                    continue
                return cat, reading
    nat = unit.reading("nat")
    if nat is not None and (numbered or nat.feat in {"du", "pl", "dupl"}):
        return "nat", nat
    return None


def with_nun(unit: Unit) -> bool:
    """``مسلحون``, ``مسلحين``: a sound plural that keeps its nun owns nothing behind it (Wright II § 75)."""
    person = unit.reading("person")
    return person is not None and person.feat in {"pl", "dupl", "du"} and unit.form.endswith(_NUN)


def _other_word(unit: Unit, reading: Reading) -> bool:
    """``القاعدة``, ``الاحتلال`` name a group only with the article, and not where the word is a thing or a body."""
    return not reading.definite or not {"body", "object"}.isdisjoint(unit.symbols)


def _count(
    reading: Reading, cat: Head, number: Number | None, *, of: bool, one: bool, every: bool
) -> tuple[int | None, int | None, bool]:
    if number is not None:
        return number.low, number.high, True
    if one:
        return 1, 1, True
    if every:
        return (2, 2, True) if reading.feat == "du" else (*_FEW, True)
    if cat == "person" and reading.attrs.keys() & {"household", "crew"}:
        return *_FEW, False
    if (cat not in {"person", "object", "nat"} and reading.feat not in _NUMBERS) or of:
        return None, None, False
    match reading.feat:
        case "du":
            return 2, 2, True
        case "acc":
            return (2, 2, True) if reading.enc else (*_LOST_NUMBER, True)  # طفلاها
        case "pl" | "dupl":
            return *_FEW, False
        case "sg":
            return 1, 1, not reading.definite
    return None, None, False


def _modifiers(chart: Chart, k: int, cat: Head, *, definite: bool, acc: bool) -> _Behind:
    """What hangs on the head from unit ``k`` on."""
    units = chart.doc.units
    found = _Behind(k)
    while found.end < len(units):
        step = _modifier(chart, found.end, cat, owned=bool(found.refs or found.pron), definite=definite)
        if step is None or (not acc and _object_form(units[found.end])):
            break
        found.end, found.refs = step.end, found.refs + step.refs
        found.other, found.own, found.pron = found.other or step.other, found.own or step.own, found.pron or step.pron
    return found


def conjoined(unit: Unit) -> bool:
    """Whether و or ف joins the unit to what stands before."""
    return unit.conjoined


def _object_form(unit: Unit) -> bool:
    """``قتل جنود فلسطينيا``: an accusative behind another form is no adjective of it."""
    row = [r for r in unit.readings if r.cat in {"nat", "modifier"}]
    return bool(row) and all(r.feat == "acc" for r in row)


def _modifier(chart: Chart, k: int, cat: Head, *, owned: bool, definite: bool) -> _Behind | None:  # noqa: PLR0912
    """One step over what hangs on a head."""
    units = chart.doc.units
    unit = units[k]
    if cat == "person" and not owned and unit.form in _THEM:
        return _Behind(k + 1, pron="هم")
    if conjoined(unit) or unit.ends_sentence:
        return None
    person = unit.reading("person")
    if person is not None and person.attrs.get("role") == "other" and not person.pro.strip("ال"):
        return _Behind(k + 1, other=True)
    if "link" in unit.symbols:
        return _linked(chart, k)
    if unit.form in _LED_BY:
        return _leader(units, k + 1)
    if "nat" in unit.symbols and (reading := unit.reading("nat")) and reading.pro in {"", "ال"}:
        if definite and not reading.pro and cat == "person":
            return None  # العقيد تركي فلان: his name
        return _Behind(k + 1, [Ref(k, "nat", tuple(unit.readings_of("nat")))])
    if (
        "modifier" in unit.symbols
        and (reading := unit.reading("modifier"))
        and reading.pro in {"", "ال"}
        and not reading.enc
    ):
        own = reading.attrs
        if person is not None and cat != "person" and not reading.definite:
            return None
        refs = [Ref(k, "modifier", (reading,))] if own.keys() & {"foreign", "puppet", "clan"} else []
        role = own.get("role", "") if cat == "person" or "men" not in own else ""
        return _Behind(k + 1, refs, own=role)
    if unit.form == "ل" and k + 1 < len(units) and not owned and (ref := _ref(units[k + 1], ("", "ال"))):
        return _Behind(k + 2, [Ref(k + 1, *ref, units[k + 1].form)])  # مدرعة لـ"قسد"
    if unit.form in _IN and k + 1 < len(units) and (cat == "person" or not owned or unit.form == "من"):
        return _within(units, k, cat)
    if cat in {"actor", "epithet"}:
        if "link" in units[k - 1].symbols or units[k - 1].form.endswith(_BELONGING):
            if ref := _ref(unit, ("ل", "لل")):
                return _Behind(k + 1, [Ref(k, *ref, unit.form)])  # قوات الأمن التابعة لحركة …
            return _leader(units, k)
        return None  # a name takes no genitive: قصفت قوات النظام مواقع …
    apart = with_nun(units[k - 1]) and not unit.form.endswith(_NUN)  # مسلحون قاعدة, but مسلحون حوثيون
    # Idafa only behind an indefinite head.
    joined: tuple[str, ...] = ("ل", "لل") if owned or definite or apart else ("", "ال", "ل", "لل")
    if cat == "force" and definite and not owned:
        joined = ("ال", "ل", "لل")  # الجيش الحوثي, but اتهم الجيش حركة كذا
    if cat == "person" and not owned and (role := _employer(unit, ("ب", "بال") if definite else ("", "ب", "بال"))):
        return _Behind(k + 1, own=role)
    attributive = unit.first == unit.last and unit.form.startswith("ال") and unit.form.endswith((*_NUN, "ي"))
    if cat == "person" and definite and not owned and attributive and "actor" in unit.symbols:
        return _Behind(k + 1, [Ref(k, "actor", tuple(unit.readings_of("actor")), unit.form)])  # القيادي الحوثي
    if ref := _ref(unit, (*joined, "ب", "بال") if cat == "person" and not owned else joined):
        return _Behind(k + 1, [Ref(k, *ref, unit.form)], pron=_pronoun(ref))
    strange = not unit.readings if cat == "force" else cat == "object" and not unit.readings_of("person")
    if strange and not owned and _belongs(units, k + 1):
        return _Behind(k + 1)  # مستودع للذخيرة تابع لقوات كذا, طائرة أنتنوف تابعة للجيش
    if cat in {"object", "body"} and "place_adj" in unit.symbols and k + 1 < len(units):
        owner = _ref(units[k + 1], ("ل", "لل"))  # قاعدة كبيرة للجيش
        return _Behind(k + 2, [Ref(k + 1, *owner, units[k + 1].form)]) if owner else None
    if cat != "person":
        return None
    if (uniform := _uniform(units, k)) is not None:
        return uniform
    if unit.form in _OPENING:
        return next((_Behind(m + 1) for m in range(k + 1, min(k + 7, len(units))) if units[m].form in _CLOSING), None)
    if "person" in unit.symbols and person is not None and person.attrs.get("rank") and not person.pro:
        return _Behind(k + 1)  # وكيل رقيب, ملازم أول
    if unit.form == "برتبه" and k + 1 < len(units):
        return _Behind(k + 2)
    name = next((f for m in range(k, max(-1, k - _NAME), -1) for f in chart.at("person_name", m) if f.j > k), None)
    named = name is not None and name.i <= k < name.j and units[name.j - 1].form not in CONJUNCTIONS
    return _Behind(name.j) if name is not None and named else None


def _belongs(units: list[Unit], k: int) -> bool:
    return k < len(units) and units[k].bare.removeprefix("ال").startswith("تابع") and "link" in units[k].symbols


def _uniform(units: list[Unit], k: int) -> _Behind | None:
    """``مسلحون يرتدون زي حركة كذا``: a group that is no state's, by its dress; soldiers' clothes anybody may wear."""
    k += units[k].bare in _WEARING
    if k + 1 >= len(units) or units[k].bare not in CLOTHES or (ref := _ref(units[k + 1], ("", "ال"))) is None:
        return None
    irregular = ref[0] == "actor" and all(r.attrs.get("class") != "state forces" for r in ref[1])
    return _Behind(k + 2, [Ref(k + 1, *ref, units[k + 1].form)]) if irregular else None


def _linked(chart: Chart, k: int) -> _Behind | None:
    """``التابعين ل…``, ``في صفوف …``: a word of belonging and whom it belongs to."""
    units = chart.doc.units
    unit, reading = units[k], units[k].reading("link")
    if reading is not None and reading.enc:
        return _Behind(k + 1, pron=reading.enc)
    if unit.form.endswith(("صفوفهم", "صفوفها", "صفوفه")):
        return _Behind(k + 1, pron="هم")
    if k + 1 >= len(units):
        return None
    if units[k + 1].form == "ل" and k + 2 < len(units):
        k += 1  # تابعة لـ"قسد"
    behind = units[k + 1]
    if (leader := _leader(units, k + 1)) is not None:
        return leader
    if ref := _ref(behind, ("ل", "لل", "", "ال", "ب", "بال")):
        return _Behind(k + 1, pron=_pronoun(ref))
    person = behind.reading("person")
    if person is not None and reading is not None and (owner := _owning_man(chart, k + 1)) is not None:
        return owner
    if person is not None and (reading is None or " " in unit.form or unit.form == "وسط"):
        return _Behind(k + 2, own=person.attrs.get("role", ""), pron=person.enc)
    return None


def _owning_man(chart: Chart, k: int) -> _Behind | None:
    """``سيارات تابعة لمسؤولين وقياديين في …``: whose men they belong to, told behind the first or the second."""
    inner = _phrase(chart, k)
    if (
        inner is not None
        and not inner.value.refs
        and inner.j < len(chart.doc.units)
        and conjoined(chart.doc.units[inner.j])
    ):
        inner = _phrase(chart, inner.j)
    whose = [r for r in inner.value.refs if r.cat in {"actor", "force"}] if inner is not None else []
    return _Behind(inner.j, whose) if inner is not None and whose else None


def _leader(units: list[Unit], k: int) -> _Behind | None:
    """``الموالية لحفتر``, ``بقيادة الرئيس السابق علي صالح``: forces named by the man whom they follow."""
    for m in range(k, min(k + _TITLES, len(units))):
        unit = units[m]
        readings = tuple(r for r in unit.readings_of("eponym") if r.pro in {"", "ل", "ال", "لل"})
        if readings:
            return _Behind(m + 1, [Ref(m, "actor", readings, unit.form)])
        if not ({"title", "nat", "modifier"} & unit.symbols or unit.form.startswith(("ال", "لل"))):
            return None
    return None


def _within(units: list[Unit], k: int, cat: Head) -> _Behind | None:
    """``من قوات …``, ``في الجيش``, ``من عناصر …``, ``من جنوده``: what the head is part of."""
    unit, behind = units[k], units[k + 1]
    person = behind.reading("person") if unit.form == "من" and cat == "person" else None
    if person is not None and person.attrs.get("household"):
        one = k + 2 < len(units) and units[k + 2].bare in _ONE
        return _Behind(k + 2 + one, own="civilian")  # أفراد من عائلة واحدة
    men = person is not None and person.attrs.get("role") in _MEN and person.feat in {"pl", "dupl"}
    if cat == "person" and (role := _employer(behind, ("", "ال"))):
        return _Behind(k + 2, own=role)
    named = _ref(units[k + 2], ("",)) if "body" in behind.symbols and k + 2 < len(units) else None
    if not men and named is not None and named[0] == "actor":  # عضوان في جماعة حزب الله
        return _Behind(k + 3, [Ref(k + 2, *named, units[k + 2].form)], own=_person_role(behind))
    if not men and (ref := _ref(behind, ("", "ال"))):
        return _Behind(k + 2, [Ref(k + 1, *ref, behind.form)], own=_person_role(behind), pron=_pronoun(ref))
    if men and person is not None:
        role = person.attrs["role"]
        return _Behind(k + 2, own="" if role in {"member", "person"} else role, pron=person.enc)
    return None


def _employer(unit: Unit, pros: tuple[str, ...]) -> str:
    """``موظف في وزارة``, ``عضو ببلدية``: whoever serves an office of the state is the government's."""
    reading = unit.reading("office")
    return "government" if reading and reading.pro in pros and reading.attrs.get("role") in _OFFICES else ""


def _pronoun(ref: tuple[str, tuple[Reading, ...]]) -> str:
    enc = ref[1][0].enc
    return enc if enc in _PRONOUNS else ""


def _person_role(unit: Unit) -> str:
    reading = unit.reading("force")
    return reading.attrs.get("role", "") if reading else ""


def _ref(unit: Unit, pros: tuple[str, ...]) -> tuple[str, tuple[Reading, ...]] | None:
    """Whether the unit names an owner behind one of these proclitics."""
    for cat in _REFS:
        if cat == "nat" or cat not in unit.symbols:
            continue
        readings = tuple(r for r in unit.readings_of(cat) if r.pro in pros)
        if cat == "epithet" or (cat == "actor" and unit.first == unit.last):
            readings = tuple(r for r in readings if r.feat != "def" or r.definite)  # قاعدة is no القاعدة
        if readings:
            return cat, readings
    return None


def _aboard(chart: Chart, i: int, j: int) -> Fact | None:
    """``all those aboard``: 3 or more, or the number that follows (codebook "Counts")."""
    units = chart.doc.units
    k = j + 1
    if units[j].form in {"من", "الذين"} or units[j].form.endswith(" من"):
        while k < len(units) and k < j + 5 and not units[k].ends_sentence and "," not in units[k].form:
            k += 1
            if units[k - 1].form.startswith(_INSIDE):
                break
        else:
            return None
        if not units[k - 1].form.startswith(_INSIDE):
            return None
    low, high, end, told = told_behind(chart, k, *_FEW)
    refs: tuple[Ref, ...] = ()
    if told and (inner := _of_whom(chart, end)) is not None:
        end, refs, role = inner.j, inner.value.refs, inner.value.role
        if inner.value.head == "person" and role not in {"member", "person", ""}:
            value = msgspec.structs.replace(inner.value, low=low, high=high, counted=True, lost=False, vague=False)
            return Fact("party", i, end, span_of(chart.doc, i, end, ()), value, "party/aboard")
    else:
        role = "member"
    value = Party("aboard", low, high, True, role, "", "aboard", j, refs, vague=not told)
    return Fact("party", i, end, span_of(chart.doc, i, end, ()), value, "party/aboard")


def _size(chart: Chart, k: int, cat: Head, reading: Reading, m: _Behind) -> tuple[int | None, int | None, int] | None:
    """How many a body or a household is said to be made up of: from, to, and where the words end."""
    if cat in {"body", "epithet"} and (men := _made_of(chart, k)) is not None:
        m.refs = [*m.refs, *men.value.refs]
        return men.value.low, men.value.high, men.j
    if reading.attrs.get("household") and (found := _household(chart, k)) is not None:
        return found[0], found[0], found[1]
    return None


def _made_of(chart: Chart, k: int) -> Fact | None:
    """``خلية مكونة من خمسة عناصر``, ``مجموعة من أربعة أشخاص``: the people of whom a body is made up."""
    units = chart.doc.units
    k += k < len(units) and units[k].bare in _MADE_UP
    k += k < len(units) and units[k].form in _OF
    inner = (
        _phrase(chart, k) if k < len(units) and units[k - 1].bare in _MADE_UP | _OF and chart.at("number", k) else None
    )
    return inner if inner is not None and inner.value.head == "person" and not inner.value.outcome else None


def _household(chart: Chart, k: int) -> tuple[int, int] | None:
    """``عائلة من ستة أفراد``, ``عائلة مؤلفة من أب وأم وخمسة أطفال``: how many, and where the words end."""
    units, total = chart.doc.units, 0
    while k < len(units) and (units[k].bare in _MADE_UP or units[k].bare.startswith("كامل")):
        k += 1
    if k + 1 >= len(units) or units[k].form not in _OF:
        return None
    k += 1
    while (inner := _phrase(chart, k)) is not None and inner.value.head == "person" and inner.value.low is not None:
        total, k = total + inner.value.low, inner.j
        if k >= len(units) or not conjoined(units[k]):
            break
    return (total, k) if total > 1 else None


def _of_whom(chart: Chart, k: int) -> Fact | None:
    """``وعددهم ستة من الجنود``: the people behind the number."""
    units = chart.doc.units
    if k < len(units) and (unit := units[k]).reading("person") is not None and not conjoined(unit):
        return _phrase(chart, k)  # وعددهم أحد عشر جنديا
    if k + 1 < len(units) and units[k].form in _OF and "person" in units[k + 1].symbols:
        return _phrase(chart, k + 1)
    return None


def told_behind(chart: Chart, k: int, low: int | None, high: int | None) -> tuple[int | None, int | None, int, bool]:
    """A number told behind the noun that ends before unit ``k``: ``وعددهم خمسة``, ``على الأقل``.

    Returns: the count from and to, ``low`` and ``high`` where none is told, the unit behind it, whether one is.
    """
    units = chart.doc.units
    for m in range(k, min(k + _NUMBER_REACH, len(units))):
        if not _their_number(units[m]):
            continue
        if any(u.ends_sentence or not _COUNTED_ANEW.isdisjoint(u.symbols) for u in units[k:m]):
            break
        for n in range(m, min(m + 3, len(units))):
            if numbers := chart.at("number", n):
                return numbers[0].value.low, numbers[0].value.high, numbers[0].j, True
    bounds = chart.at("bound", k)
    if bounds and low is not None and low == high:
        value = bounds[0].value
        return (low, None, bounds[0].j, True) if value.mode == "low" else (None, high, bounds[0].j, True)
    return low, high, k, False


def _their_number(unit: Unit) -> bool:
    """Whether a word says that a number is that of the people before it: ``وعددهم``, ``البالغ``."""
    return unit.bare == "البالغ" or (unit.bare.startswith("عدد") and unit.bare.startswith(_THEIR_NUMBER))


def _lone_number(chart: Chart, i: int, number: Number) -> Fact | None:
    """A number with no noun (``وأصيب اثنان``, ``خمسة آخرون``, ``42 منهم``): whom it counts is told before."""
    units = chart.doc.units
    fact = chart.at("number", i)[0]
    k = fact.j
    past = k < len(units) and "byagent" in units[k].symbols  # أصيب اثنان برصاص …
    past = past or bool(chart.at("day", k))  # وجرح اثنان صباح اليوم, وأصيب خمسة يوم الجمعة
    if k < len(units) and not past and not _NOT_PEOPLE.isdisjoint(units[k].symbols) and not conjoined(units[k]):
        things = [r for r in units[k].readings if r.cat in _NOT_PEOPLE]
        if all(not r.pro and not r.feat.startswith(("past", "pres")) for r in things):
            return None  # ثلاث غارات
    pron = ""
    if k < len(units) and (units[k].form in _THEM or one_of(chart, k)):
        pron = "هم"
        k += 1
    low, high, k, _ = told_behind(chart, k, number.low, number.high)
    value = Party("person", low, high, True, "other", "", "number", i, other=True, pron=pron, vague=number.vague)
    return Fact("party", i, k, span_of(chart.doc, i, k, ()), value, "party/number", (fact,))

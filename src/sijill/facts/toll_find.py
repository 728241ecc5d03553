"""Where the noun phrases stand that a word of killing or wounding governs: behind it, before it, joined by و."""

from __future__ import annotations

import msgspec

from sijill.facts.ledger import PEOPLE, SIDES, Ledger
from sijill.facts.party import Party, conjoined
from sijill.facts.victim import lone_victim
from sijill.grammar import Fact
from sijill.match import Unit

WINDOW = 10
TIGHT = 4
_LEFT = 7
_OBJECT = 10  # units from a doer to the one whom he killed
_SUSPECTED = frozenset(
    {"يعتقد", "يشتبه", "يرجح", "انهم", "بانهم", "انه", "بانه", "ينتمون", "ينتمي", "انتماوهم", "بانتمايهم"}
)
_TITLE = 9  # units of an office, where it is held, and a name
_NAME = 8  # units of a name and an age
_AMONG = 14  # and so far where parts of it are named in between
_ORIGIN = frozenset({"من", "في", "كانوا", "كان", "هم"})
_FROM = 8  # units of where people are from, or what they are
DOERS = frozenset(
    {"militant", "fighter", "army", "attacker", "police", "security", "force", "settler", "guard", "member"}
)
_ALONG = frozenset(
    {
        "ومعه",
        "ومعهم",
        "ومعها",
        "معه",
        "معها",
        "معهم",
        "برفقته",
        "برفقتهم",
        "برفقه",
        "وبرفقته",
        "فضلا",
        "اضافه",
        "بالاضافه",
        "الي",
        "مع",
        "عن",
        "جانب",
        "وايضا",
        "وكذلك",
        "كذلك",
        "ايضا",
    }
)
_OFFICE = 4  # units of an office behind its first word
_RETINUE = frozenset({"member", "guard", "civilian", "other"})
_NAMED = frozenset({"actor", "epithet"})
_NO_NAMES = frozenset({"act", "weapon", "damage", "subord", "day", "number"})  # categories that no name is of
_DEEDS = frozenset({"toll", "act", "hitback", "damage", "light"})
_WHO = frozenset({"الذي", "التي", "الذين", "اللذين", "اللذان"})
_ASIDES = 32  # units of day, place and occasion between an army and those whom it killed
_TIMES_OF_DAY = frozenset({"فجرا", "صباحا", "ظهرا", "عصرا", "مساء", "ليلا", "نهارا", "ضحي"})
_ALLIES = ("وحلفا", "وحليف", "وانصار")
_GRAVE = frozenset({"بليغ", "بالغ", "خطير", "خطر", "حرج", "طفيف", "متوسط", "خفيف"})
_CUTS = frozenset({"ان", "حين", "عندما", "حينما", "بعدما", "الذي", "التي", "الذين"})
_MEANWHILE = frozenset({"خلال", "اثناء", "بعد", "عقب", "اثر"})
_PREPOSITIONS = frozenset(
    {
        "في",
        "علي",
        "مع",
        "من",
        "ضد",
        "بين",
        "قبل",
        "يد",
        "بنيران",
        "برصاص",
        "عن",
        "قرب",
        "باسم",
        "بعد",
        "الي",
        "حتي",
        "لدي",
        "نحو",
        "ايدي",
        "بحق",
        "تجاه",
        "صوب",
        "خلال",
        "اثناء",
        "عقب",
        "اثر",
    }
)


class Finder:
    """Finds the noun phrases around a trigger."""

    def __init__(self, ledger: Ledger):
        self.ledger, self.chart, self.units = ledger, ledger.chart, ledger.units
        self._aged: set[int] = set()  # ends of names with an age

    def behind(self, i: int, *, near: int = WINDOW, tail: str = "") -> Fact | None:
        """The first noun phrase of people behind unit ``i``, over days, places and circumstances."""
        limit = min(i + (near if not tail else WINDOW + TIGHT), len(self.units))
        k = i
        while k < limit:
            unit = self.units[k]
            if unit.ends_sentence or "hitback" in unit.symbols or unit.form in _CUTS:
                return self._one_of_them(k) if k == i else None
            if k == i and "toll" in unit.symbols and conjoined(unit):
                return None  # 14 منهم قتلوا وأصيب 12: the number is the second verb's
            if k > i and ("toll" in unit.symbols or (unit.reading("act") is not None and not _object_of(unit))):
                if not self._in_it(k):
                    return None
                k += 1
                continue
            fact = self.ledger.party_at.get(k) or (lone_victim(self.chart, k, strict=k > i) if k <= i + 2 else None)
            if fact is not None:
                v: Party = fact.value
                some = (
                    k == i + 1 and self.units[i].form == "من" and v.low == 3 and v.head == "person" and v.role in DOERS
                )
                led = self.units[k - 1].form.endswith(tail) if tail else some or not self._circumstance(k)
                if v.head != "object" and not (v.noun == "number" and k > i + 1 and not tail) and led:
                    return fact
                k = fact.j
                continue
            k = self._next(k)
        return None

    def past_asides(self, i: int) -> Fact | None:
        """``قضت مفرزة للجيش، يوم الجمعة، إثر كمين بولاية كذا، على إرهابي``: whom ``على`` names behind the asides."""
        for k in range(i + 1, min(i + _ASIDES, len(self.units) - 1)):
            if self.units[k].ends_sentence or "toll" in self.units[k].symbols:
                return None
            if self.units[k].bare == "علي" and self.units[k - 1].form in "،,)":
                return self.ledger.party_at.get(k + 1)
        return None

    def _in_it(self, k: int) -> bool:
        """``استشهد في المعركة مجاهدان``: the act told before, in which they fell."""
        reading = self.units[k].reading("act")
        known = reading is not None and reading.definite and not reading.pro.lstrip("وف").removesuffix("ال")
        return known and self.units[k - 1].form in {"في", "خلال", "اثناء"}

    def _next(self, k: int) -> int:
        """The unit behind the day or hour that begins here, else behind this one."""
        time = self.chart.at("day", k) or self.chart.at("clock", k)
        return time[0].j if time else k + 1

    def _one_of_them(self, k: int) -> Fact | None:
        """``مقتل أحدهما``."""
        grave = k + 1 < len(self.units) and self.units[k + 1].bare.removesuffix("ه") in _GRAVE
        if grave or "hitback" not in self.units[k].symbols:
            return None  # إصابة أحدهم بليغة: he was counted
        return lone_victim(self.chart, k, strict=False)

    def _circumstance(self, k: int) -> bool:
        """``في هجوم لـ…``, ``على يد …``: a phrase behind a preposition is not who was hit."""
        before = self.units[k - 1].form if k else ""
        reading = self.units[k].readings[0] if self.units[k].readings else None
        pro = reading.pro.lstrip("وف") if reading else ""
        return before in _PREPOSITIONS or "byagent" in self.units[k - 1].symbols or pro.startswith(("ب", "ك"))

    def before(self, i: int, number: str) -> Fact | None:
        """The noun phrase that ends before unit ``i`` and agrees with the verb, past what hangs on it."""
        if i and self.units[i - 1].form in _WHO:  # أحد المدنيين الذي فقد حياته
            whom = self.ledger.party_end.get(i - 1)
            return whom if whom is not None and whom.value.head in PEOPLE and _agrees(whom.value, number) else None
        among = any("hitback" in self.units[k].symbols for k in range(max(0, i - _AMONG), i))
        side: Fact | None = None  # 25 من مسلحي كذا وقوات كذا قتلوا: a side behind those who are counted
        k, limit = i + 1, max(i - (_AMONG if among and number == "pl" else _LEFT), 0)
        while k > limit + 1:
            k -= 1
            fact = self.ledger.party_end.get(k)
            if fact is not None and fact.value.head in PEOPLE | SIDES and not self._aside(fact):
                v: Party = fact.value
                sole = (v.low, v.high) == (1, 1)
                if (number == "sg" and (v.low in {1, None} or v.lost)) or (number == "du" and v.low in {1, 2}):
                    return fact
                if number == "pl" and v.head in SIDES and not v.counted:
                    side = side or fact
                    limit = max(fact.i - _LEFT, 0)
                elif number == "pl" and (not sole or v.refs):
                    return fact
            if k < i and (self.units[k].ends_sentence or {"toll", "act"} & self.units[k].symbols):
                return side
        return side

    def _aside(self, fact: Fact) -> bool:
        """Whether a phrase hangs on another (``من عائلة واحدة``, ``بينهم ثلاثة أطفال``)."""
        return self._circumstance(fact.i) or (fact.i > 0 and "hitback" in self.units[fact.i - 1].symbols)

    def topic(self, fact: Fact) -> bool:
        """Whether a phrase opens its clause, before its verb (``إن ضابطا قتل``)."""
        if fact.i == 0:
            return True
        before = self.units[fact.i - 1]
        return before.kind in {"sign", "newline"} or before.bare in {
            "ان",
            "بان",
            "وان",
            "انه",
            "لكن",
            "حيث",
            "بينما",
            "فيما",
        }

    def object_of(self, subject: Fact) -> Fact | None:
        """The noun phrase behind the subject that is the verb's object."""
        k = subject.j
        while k < min(subject.j + _OBJECT, len(self.units)):
            unit = self.units[k]
            if conjoined(unit) and k == subject.j and (beside := self._beside(subject)) is not None:
                subject, k = beside, beside.j  # قتل الجيش والمسلحون الموالون له عشرة
                continue
            if k == subject.j and unit.form.startswith(_ALLIES):  # قتل الجيش وحلفاؤه عشرة
                k += 1
                continue
            if (after := self._next(k)) > k + 1:  # فجر اليوم
                k = after
                continue
            if unit.bare in _SUSPECTED or unit.form in _TIMES_OF_DAY:  # مسلحون يعتقد أنهم من … قتلوا
                k += 1
                continue
            if unit.form in "،," and (after := self._set_off(k)) > k:
                k = after
                continue
            joined = conjoined(unit) or (unit.form == "واحد" and k in self.ledger.party_at)  # وأحد رفاقه
            if unit.ends_sentence or unit.form in "،," or joined or "hitback" in unit.symbols:
                return None
            if {"toll", "subord"} & unit.symbols and unit.form not in {"من", "علي"}:
                return None
            act = unit.reading("act")
            meanwhile = self.units[k - 1].form in _MEANWHILE  # أوقفت الشرطة خلال المسيرة 12 شابا
            meanwhile = meanwhile or (self.units[k - 1].form == "في" and act is not None and act.definite)
            if act is not None and not (_object_of(unit) or meanwhile) and "person" not in unit.symbols:
                return None
            fact = self.ledger.party_at.get(k) or lone_victim(self.chart, k, strict=True)
            if fact is not None:
                v: Party = fact.value
                figure = (
                    v.counted and not v.vague and v.head in SIDES and (v.head in {"body", "epithet"} or fact.i < v.at)
                )
                men = v.head in PEOPLE or (figure and v.low != 1)  # قتل الجيش ثلاثة من حركة كذا
                if men and not self._circumstance(k) and not v.outcome:
                    return fact  # أوقفت الشرطة خلية مكونة من خمسة
                k = fact.j
                continue
            k = self._next(k)
        return None

    def _beside(self, subject: Fact) -> Fact | None:
        """The side joined by و right behind a side that acts."""
        other = self.ledger.party_at.get(subject.j)
        sides = other is not None and subject.value.head in SIDES and other.value.head in SIDES
        return other if sides and other is not None and not other.value.counted else None

    def _set_off(self, k: int) -> int:
        """The unit behind ``، الخميس،``: a day or hour set off by commas, from the first of them; else that itself."""
        end = self._next(k + 1) if k + 1 < len(self.units) else k
        closed = k + 2 < end + 1 < len(self.units) and self.units[end].form in "،,"
        return end + 1 if closed else k

    def joined_before(self, last: Fact) -> list[Fact]:
        """``12 متشددا وخمسة مدنيين قتلوا``: those told before the last one, joined by و."""
        out: list[Fact] = []
        while True:
            before = self.units[last.i - 1] if last.i else None
            if before is None or not (self.units[last.i].form[:1] == "و" or before.form == "و"):
                return out
            found = self.ledger.party_end.get(last.i if before.form != "و" else last.i - 1)
            if found is None or found.value.head not in PEOPLE or found.i in self.ledger.used or found.value.outcome:
                return out
            if self._circumstance(found.i):
                return out
            out.insert(0, found)
            last = found

    def joined(self, end: int, outcome: str = "") -> Fact | None:
        """The noun phrase joined behind ``end``: by و, ``ومعه``, ``إضافة إلى``, or past the means of the first.

        One that tells of another fate than ``outcome`` itself (``وجريح``) is none.
        """
        thing = self.ledger.party_at.get(end)
        owned = thing is not None and thing.value.head == "object" and not conjoined(self.units[end])
        if owned and thing is not None and thing.j < len(self.units) and self.units[thing.j].form[:1] == "و":
            end = thing.j  # سائق السيارة ومرافقه
        if end >= len(self.units):
            return None
        unit = self.units[end]
        if (one := self._and_one_of(end)) is not None:
            return one
        if unit.form == "هم":  # ثمانية هم أم وأطفالها السبعة
            return self._past_origin(end)
        k = end
        if unit.form == "و":
            k = end + 1
        elif unit.form in _ALONG or unit.bare in _ALONG:
            while (
                k < len(self.units) and k < end + 4 and (self.units[k].form in _ALONG or self.units[k].bare in _ALONG)
            ):
                k += 1
        elif unit.form[:1] != "و" or not (conjoined(unit) or end in self.ledger.party_at):  # the latter: وكالة
            found = self._along_with(end) or self._past_means(end) or self._past_title(end)
            return found or self._past_name(end) or self._past_origin(end)
        fact = self.ledger.party_at.get(k) or lone_victim(self.chart, k, strict=True)
        if fact is None or "toll" in self.units[k].symbols:
            return None
        v: Party = fact.value
        men = v.head in PEOPLE or (v.head in _NAMED and v.counted and not v.vague)  # مدني وأربعة من جنود كذا
        if not men or v.outcome not in {"", outcome}:
            return None
        return None if self._acts(fact) else fact

    def _along_with(self, end: int) -> Fact | None:
        """``عضو في مجلس المحافظة مع اثنين من مرافقيه``: men of his, behind the rest of his office."""
        k = next((m for m in range(end, min(end + _OFFICE, len(self.units))) if self.units[m].form == "مع"), None)
        fact = self.ledger.party_at.get(k + 1) if k is not None else None
        between = self.units[end : k or end]
        if fact is None or any(u.ends_sentence or {"toll", "act"} & u.symbols for u in between):
            return None
        v: Party = fact.value
        return fact if v.counted and v.head == "person" and v.pron and v.role in _RETINUE else None

    def _and_one_of(self, k: int) -> Fact | None:
        """``مقتل السائق وأحد الجرحى``: one of those hurt before, who has another fate now."""
        one = self.ledger.party_at.get(k) if self.units[k].form == "واحد" else None
        if one is None or one.value.head != "person" or one.value.noun == "number":
            return None
        return one.holding(msgspec.structs.replace(one.value, outcome=""))

    def _acts(self, fact: Fact) -> bool:
        """Whether a verb right behind makes the phrase its own subject."""
        nxt = self.units[fact.j] if fact.j < len(self.units) else None
        return nxt is not None and any(
            r.feat in {"past.pl", "past.du"} and r.cat in {"act", "light", "toll"} for r in nxt.readings
        )

    def _past_title(self, end: int) -> Fact | None:
        """``وزير داخلية الإقليم فلان و16 آخرون``: others joined behind the office and the name of the first."""
        for k in range(end, min(end + _TITLE, len(self.units))):
            unit = self.units[k]
            comma = unit.form in "،," and not (k + 1 < len(self.units) and conjoined(self.units[k + 1]))
            if unit.ends_sentence or comma or _DEEDS & unit.symbols or unit.form in _PREPOSITIONS:
                return None
            fact = self.ledger.party_at.get(k) if conjoined(unit) or (k and self.units[k - 1].form == "و") else None
            if fact is not None:
                v: Party = fact.value
                first = self.ledger.party_end.get(end)
                kin = bool(v.attrs.get("kin")) and (first is None or _is_one(first.value))  # عمدة البلدة وزوجته
                others = v.counted and (v.other or v.pron or v.role == "other")
                return fact if v.head == "person" and (others or kin) and not v.outcome else None
        return None

    def _past_origin(self, end: int) -> Fact | None:
        """``سبعة متطوعين من أبناء القرية وجندي واحد``: one or more joined behind where the first ones are from."""
        before = self.ledger.party_end.get(end)
        if before is None or not before.value.counted or self.units[end].form.partition(" ")[0] not in _ORIGIN:
            return None
        if self.units[end].form == "هم" and self.units[end + 1 : end + 2] and self.units[end + 1].form not in _ORIGIN:
            return None
        for k in range(end + 1, min(end + _FROM, len(self.units))):
            unit = self.units[k]
            if unit.ends_sentence or unit.form in "،," or {"toll", "act", "hitback", "say"} & unit.symbols:
                return None
            if not conjoined(unit):
                continue
            fact = self.ledger.party_at.get(k)
            if fact is None:
                return None
            v: Party = fact.value
            told = v.counted and v.head == "person" and not v.definite and not v.lost and not v.outcome
            return fact if told and not self._acts(fact) else None
        return None

    def _past_name(self, end: int) -> Fact | None:
        """``الطفلة فلانة (12 عاما) والمواطن فلان``, ``… وفلان الفلاني 30 عاما``: the next one told by name."""
        before = self.ledger.party_end.get(end)
        office = "title" in self.units[end - 1].symbols  # مراسلة وكالة كذا فلانة والصحفي فلان
        one = before is not None and before.value.head == "person" and _is_one(before.value)
        office = office if before is None else one and not before.value.definite
        if end not in self._aged and not (office or one):
            return None
        for k in range(end, min(end + _NAME, len(self.units))):
            unit = self.units[k]
            preposition = unit.form in _PREPOSITIONS and not (unit.form == "علي" and self._ends(unit) == "ي")
            if unit.ends_sentence or unit.form in "،," or preposition or {"toll", "hitback"} & unit.symbols:
                return None
            if not conjoined(unit):
                if office and not _NO_NAMES.isdisjoint(unit.symbols):
                    return None
                continue
            fact = self.ledger.party_at.get(k)
            if fact is not None:
                second = fact.value.head == "person" and _is_one(fact.value) and fact.value.definite
                return fact if second and not fact.value.outcome else None
            return self._aged_name(k)
        return None

    def _aged_name(self, k: int) -> Fact | None:
        """A name with an age behind it (``وفلان الفلاني 30 عاما``): one more person."""
        for m in range(k + 1, min(k + _NAME, len(self.units) - 1)):
            if self.units[m].form == "(" or not self.units[m].kind.startswith("number"):
                if self.units[m].ends_sentence or {"toll", "hitback"} & self.units[m].symbols:
                    return None
                continue
            if "measure" not in self.units[m + 1].symbols:
                return None
            self._aged.add(m + 2)
            value = Party("person", 1, 1, False, "civilian", "", "name", k, definite=True)
            return Fact("party", k, m + 2, (self.units[k].start, self.units[m + 1].end), value, "party/name")
        return None

    def _ends(self, unit: Unit) -> str:
        """The last letter of a unit as it stands in the text: ``علي`` the name, ``على`` the preposition."""
        return self.chart.doc.text[unit.end - 1]

    def _past_means(self, end: int) -> Fact | None:
        unit = self.units[end]
        if not unit.form.startswith("ب"):
            return None
        for k in range(end + 1, min(end + 7, len(self.units))):
            mid = self.units[k]
            if mid.ends_sentence or mid.form in "،," or {"toll", "hitback"} & mid.symbols:
                return None
            fact = self.ledger.party_at.get(k)
            if fact is not None and mid.form[:1] == "و":
                after = self.units[fact.j] if fact.j < len(self.units) else None
                alike = after is not None and after.form.startswith("ب")
                return fact if fact.value.counted and fact.value.head == "person" and alike else None
        return None


def _agrees(v: Party, number: str) -> bool:
    """Whether a phrase can be the subject of a verb in this number behind ``الذي``."""
    return (v.low == v.high == 1) if number == "sg" else (v.low, v.high) != (1, 1)


def _is_one(v: Party) -> bool:
    return v.low == v.high == 1


def _object_of(unit: Unit) -> bool:
    """Whether an act word behind a toll only names the means (``بالرصاص``)."""
    reading = unit.reading("act")
    return reading is not None and (reading.pro.lstrip("وف").startswith("ب") or bool(reading.attrs.get("suicide")))

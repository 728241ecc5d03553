"""Tolls: who was killed, wounded, captured or went missing, and how many (codebook "Counts").

A toll is read from a trigger (``قتل``, ``مقتل``, ``أصيب`` …) and the noun phrases it governs, or from a noun that
carries the toll itself (``سبعة قتلى``). Whose dead they are is settled when the event is put together.
"""

from __future__ import annotations

import re

from sijill.facts.ground import ground, timed_from
from sijill.facts.ledger import PEOPLE, SIDES, Ledger, Toll, added, shared_side, shares_number, toll_of
from sijill.facts.party import Party, conjoined
from sijill.facts.toll_course import CourseReader
from sijill.facts.toll_find import DOERS, TIGHT, WINDOW, Finder
from sijill.facts.toll_noun import NounReader
from sijill.grammar import Chart, Fact
from sijill.match import Reading, Unit

__all__ = ["Toll", "added", "find_tolls", "shared_side"]

# The last: verbs of falling, losing, choking, which tell of a toll only with people.
_TRIGGERS = frozenset({"toll", "act", "maybe-toll", "course"})
_FELLED = 5  # units from "they felled" to "between dead and wounded"
_BETWEEN = 14  # so far before "between dead and wounded" the people counted may stand
_SENTENCE = 40
_BUT = frozenset({"سوي", "الا"})
_RITES = frozenset({"جنازه", "لجنازه", "بجنازه", "عزاء", "تابين", "لتابين"})
_EXECUTION = "act/execute-n"
_CONFIRM = frozenset({"توكد", "يوكد", "تاكيد", "يتاكد", "تاكد"})
_LIFE = re.compile("ل?حيات(?:ه|ها|هم|هما|هن)")
_MET = ("تعرض", "يتعرض", "خضع", "نتيجه")  # verbs that take what happened behind ل
_WOUNDS = ("لاصاب", "لجرو", "لجراح")
_VOICES = {"av": "act", "pv": "pass", "pn": "noun", "an": "noun"}


def _verbal(reading: Reading, voice: str) -> bool:
    return voice != "noun" and (reading.feat.startswith(("past", "pres")) or voice in {"act", "pass", "both"})


def _number_of(unit: Unit, reading: Reading) -> str:
    """``sg``, ``du`` or ``pl`` of a verb; phrases are judged by their first word."""
    feat = reading.feat.partition(".")[2]
    if feat:
        return {"ms": "sg", "fs": "sg", "we": "pl"}.get(feat, feat)
    word = unit.form.split(" ")[0]
    if word.endswith(("وا", "ون")):
        return "pl"
    return "du" if len(word) >= 4 and word.endswith(("ا", "ان")) else "sg"


class _Reader:
    """Finds the tolls of one document."""

    def __init__(self, chart: Chart):
        self.ledger = Ledger(chart)
        self.find = Finder(self.ledger)
        self.course = CourseReader(self.ledger, self.find)
        self.units = chart.doc.units

    def read(self) -> None:
        """All tolls of the document, added to the chart."""
        for k in self.ledger.chart.doc.having(_TRIGGERS):
            unit = self.units[k]
            if (course := unit.reading("course")) is not None:
                self.course.read(unit, course)
                continue
            reading = toll_of(unit) or (None if self._particle(k) else unit.reading("maybe-toll"))
            if reading is not None and not self._counted_noun(unit):
                self._trigger(unit, reading)
            elif reading is None and unit.bare.startswith(_MET[:2]):
                self._met_with(unit)
        NounReader(self.ledger).read()
        for loss in self.ledger.losses.read():
            self.ledger.add(loss.outcome, loss.low, loss.high, loss.parties, loss.at, loss.at + 1, kind=loss.kind)
        self.ledger.write()

    def _particle(self, k: int) -> bool:
        """``أما في الشمال فقد قتل …``: before a verb in the past ``فقد`` is a particle, nobody's loss."""
        behind = self.units[k + 1].readings if k + 1 < len(self.units) else ()
        return any(r.feat.startswith("past") or r.attrs.get("voice") == "pass" for r in behind)

    def _met_with(self, unit: Unit) -> None:
        """``تعرض عاملان لإصابات خطيرة``: those who met with wounds were wounded."""
        met = self.units[unit.i + 1 : unit.i + 1 + WINDOW]
        wounds = next((u for u in met if u.ends_sentence or u.form.startswith(_WOUNDS)), None)
        hurt = None if wounds is None or wounds.ends_sentence else self.find.behind(unit.i + 1)
        if hurt is not None and wounds is not None and hurt.j <= wounds.i and self._fits(hurt):
            self._count("wounded", hurt, unit.i)

    def _counted_noun(self, unit: Unit) -> bool:
        """``13 إصابة``, ``إصابات``: the noun, not the act of wounding."""
        person = unit.reading("person")
        if person is None or not person.attrs.get("hits"):
            return False
        near = (self.ledger.party_at.get(i) for i in range(max(0, unit.i - 4), unit.i + 1))
        fact = next((f for f in near if f is not None and f.value.at == unit.i), None)
        return person.feat in {"pl", "du"} or (fact is not None and fact.i < unit.i)

    def _trigger(self, unit: Unit, reading: Reading) -> None:
        attrs = reading.attrs
        voice = attrs.get("voice") or _VOICES.get(attrs.get("roles", ""), "noun")
        outcome = self._lost_outcome(unit, attrs.get("outcome") or attrs["toll"])
        if voice == "left":
            self._between(unit)
            return
        enc = reading.enc or attrs.get("pron", "")  # إصابته reads as a verb as well, so the noun is listed
        whole = unit.first != unit.last  # القضاء على
        known = (reading.definite and not whole) or (enc and outcome == "wounded")  # متأثرا بإصابته
        if (
            (outcome != "captured" and self._ground(unit))
            or self._negated(unit, reading, outcome)
            or (enc and timed_from(self.units, unit.i))  # بعد عامين على احتجازه
            or (voice == "noun" and known and reading.pro.lstrip("وف").startswith("ب"))
        ):
            return
        joint = self._joint(unit.i + 1)
        if joint is not None and joint != outcome:
            if self._second_told(unit, reading, voice):
                return  # قتل وأصيب أربعة: the noun stands behind the second word
            if self.units[unit.i + 1].form == "او":
                outcome = "killed or wounded"  # إن تسعة قتلوا أو جرحوا
                self.ledger.triggers.add(unit.i + 2)
        first = unit.i - (2 if unit.i > 1 and self.units[unit.i - 1].form == "او" else 1)
        paired = first >= 0 and (conjoined(unit) or first < unit.i - 1) and first not in self.ledger.triggers
        before = toll_of(self.units[first]) if paired else None
        if before is not None and not before.enc and (self._outcome(before) or outcome) != outcome:
            outcome = "killed or wounded"  # but لقي شخصان مصرعهما وأصيب أربعة
        if enc:
            if _verbal(reading, voice) or outcome == "captured" or self._led_to(unit, reading):
                self._pronoun(unit, outcome, many=enc in {"هم", "هن"})
            return
        if voice in {"noun", "obj"}:
            if outcome == "captured" and unit.i and self.units[unit.i - 1].form == "علي":
                return  # احتجاجا على توقيف: told as a ground
            near = TIGHT if voice == "noun" else WINDOW
            right = self.find.behind(unit.i + 1, near=near, tail=self._tail(unit, attrs))
            right = right or (self._sentenced(unit.i + 1) if reading.entry.id == _EXECUTION else None)
            if right is not None and self._fits(right):
                self._count(outcome, right, unit.i, lost=True)
            return
        if not (attrs.get("over") and self._ended(unit)):
            self._verb(unit, reading, voice, outcome)

    def _sentenced(self, k: int) -> Fact | None:
        """``إعداما ميدانيا بحق سبعة``: those behind ``بحق``."""
        at = next((m for m in range(k, min(k + TIGHT, len(self.units))) if self.units[m].bare == "بحق"), None)
        return self.ledger.party_at.get(at + 1) if at is not None else None

    def _ground(self, unit: Unit) -> bool:
        """``احتجاجا على مقتل``, ``تنديدا بمقتل``, ``جنازة شاب قتل``: why or where another act was done."""
        if ground(self.units, unit.i):
            return True
        dead = self.ledger.party_end.get(unit.i)
        return dead is not None and dead.i > 0 and self.units[dead.i - 1].bare in _RITES

    def _second_told(self, unit: Unit, reading: Reading, voice: str) -> bool:
        """Whether of two words joined together only the second has those whom it befell beside it."""
        if not _verbal(reading, voice) or voice == "act":
            return True
        number = _number_of(unit, reading)
        left = self.find.before(unit.i, number)
        return left is None or left.i in self.ledger.used or not (self.find.topic(left) or number != "sg")

    def _lost_outcome(self, unit: Unit, outcome: str) -> str:
        """``فقد مدني حياته``, ``فقدان أم لحياتها``: what was lost is the life, and nobody is missing."""
        for behind in self.units[unit.i + 1 : unit.i + 1 + WINDOW] if outcome == "missing" else ():
            if behind.ends_sentence or "toll" in behind.symbols:
                break
            if _LIFE.fullmatch(behind.form):
                return "killed"
        return outcome

    def _purpose(self, unit: Unit, reading: Reading) -> bool:
        """``لاعتقال مطلوبين``: what they came for; ``تعرض لاعتقال`` and ``أدى لاعتقال`` happened."""
        if reading.pro.lstrip("وف") != "ل" or _verbal(reading, "noun"):
            return False
        before = self.units[unit.i - 1] if unit.i else None
        return before is None or not ({"act", "result", "light"} & before.symbols or before.bare.startswith(_MET))

    def _led_to(self, unit: Unit, reading: Reading) -> bool:
        """``ما أدى لمقتله``, ``تسبب في إصابته``."""
        before = self.units[unit.i - 1].form if unit.i else ""
        return reading.pro.lstrip("وف") == "ل" or before in {"الي", "عن", "في"}

    @staticmethod
    def _outcome(reading: Reading) -> str:
        return reading.attrs.get("outcome") or reading.attrs.get("toll", "")

    @staticmethod
    def _tail(unit: Unit, attrs: dict[str, str]) -> str:
        """The preposition that must stand before those hit (``ألقت القبض … على``)."""
        return "علي" if unit.form.endswith("القبض") else attrs.get("with", "")

    def _joint(self, k: int) -> str | None:
        """The outcome of a second trigger joined right behind the first."""
        if k >= len(self.units) or (not conjoined(self.units[k]) and self.units[k].form != "او"):
            return None
        if self.units[k].form == "او" and k + 1 < len(self.units):
            k += 1
        reading = toll_of(self.units[k])
        person = self.units[k].reading("person")
        if reading is None or reading.enc or (person is not None and person.feat in {"pl", "du"}):
            return None
        outcome = self._outcome(reading)
        return outcome if outcome in {"killed", "wounded"} else None

    def _negated(self, unit: Unit, reading: Reading, outcome: str) -> bool:
        """Whether it did not happen, or is only what they came for."""
        if outcome == "captured" and self._purpose(unit, reading):
            return True
        before = self.units[unit.i - 1].bare if unit.i else ""
        if before in {"لم", "لن", "لا", "دون"}:
            return not any(u.bare in _BUT for u in self.units[unit.i + 1 : unit.i + 3])  # لم يصب سوى شرطي
        if self._unconfirmed(unit.i):
            return True
        return before == "ان" and unit.i > 1 and self.units[unit.i - 2].bare in {"دون", "بدون", "من دون"}

    def _unconfirmed(self, i: int) -> bool:
        """``من دون أن تؤكد مقتله``."""
        row = [u.bare for u in self.units[max(0, i - 4) : i]]
        return bool(row) and row[-1] in _CONFIRM and any(w in {"لم", "لا", "دون", "من دون", "يتسن"} for w in row[:-1])

    def _verb(self, unit: Unit, reading: Reading, voice: str, outcome: str) -> None:
        number = _number_of(unit, reading)
        attrs = reading.attrs
        tail = self._tail(unit, attrs)
        if along := self.course.with_him(unit.i + 1):
            self._with_one(outcome, along, unit.i)
            return
        right = self.find.behind(unit.i + 1, near=2 if attrs.get("near") else WINDOW, tail=tail)
        left = None if conjoined(unit) else self.find.before(unit.i, number)  # a verb behind و has its own subject
        if attrs.get("near") and right is not None and self._lost_men(left, right, unit.i):
            return
        if tail or attrs.get("fall"):
            if right is not None and (tail or self._fallen(right)):
                self._count(outcome, right, unit.i, left if tail else None)
            return
        if voice != "pass":
            if self._active(unit, right, left, number, voice, outcome):
                return
            if voice == "act":
                return
        if left is not None and left.i not in self.ledger.used and (number != "sg" or self.find.topic(left)):
            self._count(outcome, left, unit.i)
        elif right is not None and self._fits(right, voice) and (number == "sg" or left is None):
            self._count(outcome, right, unit.i, lost=self._lost(unit, reading, right))
        elif left is not None and left.i not in self.ledger.used and not reading.feat.startswith("pres"):
            self._count(outcome, left, unit.i)
        elif outcome == "killed" and right is None:
            self._dies(unit)

    def _lost_men(self, left: Fact | None, right: Fact, at: int) -> bool:
        """``وفقد الجيش في الهجوم جنديين``, ``قواتنا فقدت خمسة``: men of a force that it lost are dead."""
        if right.value.counted and (left is None or left.value.head not in SIDES or left.value.counted):
            return False
        behind = self.find.object_of(right) if right.value.head in SIDES else None
        lost = right if right.value.counted else behind
        if lost is not None and lost.value.counted:
            self._count("killed", lost, at)
        return True

    def _fallen(self, fact: Fact) -> bool:
        """Whether those who fell (``سقط أربعة جنود``) are people that are counted."""
        v: Party = fact.value
        people = v.head in PEOPLE or (v.head in SIDES and fact.i < v.at)
        return people and v.counted and not v.outcome and not self._of_things(fact)

    def _of_things(self, fact: Fact) -> bool:
        """``صواريخ سقطت أربعة منها``: a part of things."""
        return fact.value.noun == "number" and any(u.form == "منها" for u in self.units[fact.i : fact.j])

    def _lost(self, unit: Unit, reading: Reading, right: Fact) -> bool:
        """Whether an accusative behind a verb can only stand for a figure that was lost (``قتل جنديا``).

        It is the object where a doer stands between (``قتلت غارة طفلا``), or the verb is feminine, or goes on with the
        doer of what was told before (``هاجم الموقع وقتل جنديا``, ``انفجر لغم فقتل جنديا``).
        """
        clitics = reading.pro or unit.form[:1]
        if right.i > unit.i + 1 or reading.feat == "past.fs" or "ف" in clitics[:2]:
            return False
        if not conjoined(unit):
            return True
        for k in range(unit.i - 1, -1, -1):
            if self.units[k].ends_sentence:
                break
            if any(r.cat == "act" and r.feat.startswith("past") for r in self.units[k].readings):
                return False
        return True

    def _ended(self, unit: Unit) -> bool:
        """``قضت القوات على ثلاثة``: who made an end of whom, where they did not end themselves."""
        doer = self.find.behind(unit.i + 1)
        if doer is None or not (self._doer(doer) and not self._figure(doer.value)) or doer.i > unit.i + 1:
            return False
        hit = self.find.behind(doer.j, tail="علي") or self.find.past_asides(doer.j)
        if hit is None or not (hit.value.counted or hit.value.vague):
            return False
        self._count("killed", hit, unit.i, doer)
        return True

    def _active(self, unit: Unit, right: Fact | None, left: Fact | None, number: str, voice: str, outcome: str) -> bool:
        """``قتلت القوات ثلاثة``, ``مسلحون قتلوا ستة``, ``اعتقلوا خمسة``: who did it, and who was hit."""
        if right is None:
            return False
        v: Party = right.value
        target = bool(v.attrs.get("target"))
        if target and outcome != "captured":
            return False  # أصابت قنبلة دورية
        victim = self.find.object_of(right) if target or number == "sg" else None
        if target and victim is None:
            return False  # but اعتقلت دورية ثلاثة شبان
        if number == "sg":
            if victim is not None and (target or self._can_do(right, victim)):
                self._count(outcome, victim, unit.i, right)
                return True
            if voice == "both":
                if left is None or not self.find.topic(left) or right.i > unit.i + 1:
                    return False
                named = left.value.head in SIDES and v.head == "person" and v.definite and v.low == v.high == 1
                if not (v.lost or self._figure(v) or named):  # إن القوات قتلت الشاب فلان
                    return False
                self._count(outcome, right, unit.i, left)
                return True
            doer = v.head in SIDES or (v.role in DOERS and not v.counted) or v.vague
            doer = doer and not (v.attrs.get("crew") and v.pron)  # أسرت طاقمها
            if doer and (left is None or not self._doer(left)) and not self._figure(v):
                return True  # اعتقلت الشرطة …: nobody is counted
        elif right.i == unit.i + 1 and self._figure(v) and (left is None or not v.other):
            pass  # قتلوا خمسة: a verb in the plural has its subject before it
        elif voice == "both" and (
            left is not None and not (self._doer(left) and right.i <= unit.i + 2 and (v.counted or v.vague))
        ):
            return False
        if v.head in PEOPLE or (v.head in SIDES and (v.counted or voice == "act")):
            self._count(outcome, right, unit.i, left)
            return True
        return False

    @staticmethod
    def _figure(v: Party) -> bool:
        return v.counted and not v.vague

    @staticmethod
    def _doer(left: Fact) -> bool:
        return left.value.head in SIDES or left.value.role in DOERS

    def _can_do(self, right: Fact, victim: Fact) -> bool:
        v: Party = right.value
        if v.head in SIDES:
            return not v.counted or victim.value.lost or v.low is None
        doer = v.role in DOERS or (victim.value.lost and v.low == 1)
        return doer and (not self._figure(v) or victim.value.lost or v.role != "police")

    def _pronoun(self, unit: Unit, outcome: str, *, many: bool) -> None:
        """``فأصابوه``, ``أردوه قتيلا``: whom the pronoun means stands before; ``إصابته وجنديين``: others with him."""
        if not many and (along := self.course.with_them(unit.i + 1)):
            self._with_one(outcome, along, unit.i)
            return
        for fact in reversed([f for f in self.ledger.parties if f.j <= unit.i and f.i >= unit.i - _SENTENCE]):
            if any(self.units[k].ends_sentence for k in range(fact.j, unit.i)):
                break
            v: Party = fact.value
            if v.head not in PEOPLE or v.noun == "number" or (v.low == 1) == many or v.low == 2:
                continue
            low, high = (v.low, v.high) if many else (1, 1)
            self.ledger.add(outcome, low, high, (fact,), unit.i, unit.i + 1, pronoun=True)
            for k in range(unit.i + 1, min(unit.i + 3, len(self.units))):
                if (again := self.ledger.party_at.get(k)) is not None and again.value.outcome:
                    self.ledger.used.add(again.i)
            return

    def _with_one(self, outcome: str, along: list[Fact], at: int) -> None:
        """The one whom a pronoun means, and those joined to it."""
        self.ledger.triggers.add(at)
        low, high = added([f.value for f in along])
        more = low + 1 if low is not None else 1, high + 1 if high is not None else None
        self.ledger.add(outcome, *more, tuple(along), at, along[-1].j)

    def _dies(self, unit: Unit) -> None:
        """``أصيب رجل … ما لبث أن فارق الحياة``: the wounded one is dead."""
        for made in reversed(self.ledger.made):
            if made.i < unit.i - _SENTENCE or any(self.units[k].ends_sentence for k in range(made.i, unit.i)):
                return
            if made.toll.outcome == "wounded" and made.toll.low == made.toll.high == 1:
                made.dead = True
                self.ledger.add("killed", 1, 1, made.toll.parties, unit.i, unit.i + 1, pronoun=True)
                return

    def _between(self, unit: Unit) -> None:
        """``سقط ثلاثة منهم بين قتيل وجريح``: one count for both outcomes."""
        if (whom := self._felled(unit.i)) is not None:
            self.ledger.add("killed or wounded", 3, None, whom, unit.i, unit.i + 1)
            return
        for k in range(unit.i, max(unit.i - _BETWEEN, -1), -1):
            fact = self.ledger.party_at.get(k)
            if fact is None or fact.value.head not in PEOPLE | SIDES or not fact.value.counted:
                if k < unit.i and self.units[k].ends_sentence:
                    break
                continue
            for made in self.ledger.made:
                made.dead = made.dead or any(p.i == fact.i for p in made.toll.parties)
            self.ledger.used.add(fact.i)
            self.ledger.add("killed or wounded", fact.value.low, fact.value.high, (fact,), unit.i, unit.i + 1)
            return
        right = self.find.behind(unit.i + 1, near=TIGHT)
        if right is not None and right.value.counted:
            self._count("killed or wounded", right, unit.i)

    def _felled(self, k: int) -> tuple[Fact, ...] | None:
        """``وأوقعوهم بين قتيل وجريح``, ``وأوقعوا طاقمها``: those whom a verb right before fells, uncounted."""
        for m in range(k - 1, max(k - _FELLED, -1), -1):
            unit = self.units[m]
            if unit.bare.startswith("اوقع"):
                party = self.ledger.party_at.get(m + 1)
                if party is not None and party.value.counted:
                    return None  # وأوقعوا أربعة بين قتيل وجريح
                if m == k - 1 and not unit.form.endswith("هم"):
                    return None
                people = party is not None and party.value.head in PEOPLE and party.value.pron == ""
                return (party,) if party is not None and people else ()
            if unit.ends_sentence:
                return None
        return None

    def _with_him(self, k: int) -> Fact | None:
        """``إن القائد أصيب بجروح واثنين من مرافقيه``: men of his, joined behind the verb."""
        k += k < len(self.units) and self.units[k].form.startswith(("بجرو", "بجرا", "باصابا"))
        fact = self.ledger.party_at.get(k)
        return (
            fact if fact is not None and conjoined(self.units[k]) and fact.value.counted and fact.value.pron else None
        )

    def _fits(self, party: Fact, voice: str = "noun") -> bool:
        v: Party = party.value
        if party.i in self.ledger.used:
            return False
        if voice == "both" and v.head in SIDES and v.low is None and v.high is None:
            return False  # قتلت المقاومة …: a side that nobody counts did it
        return v.head in PEOPLE or (v.head in SIDES and (v.head != "force" or v.counted))

    def _counted_among(self, first: Fact, outcome: str) -> bool:
        """``مقتل ثلاثة … فيما توفي الثالث``: one of those told before; behind ten dead the eleventh is one more."""
        rank = next((f.value for f in self.ledger.chart.at("ordinal", first.i)), None)
        if rank is None or not rank.definite:
            return False
        told = [m.toll for m in self.ledger.made if m.toll.outcome == outcome and m.i > first.i - _SENTENCE]
        return any(t.low is not None and t.low >= rank.value for t in told)

    def _count(self, outcome: str, first: Fact, at: int, agent: Fact | None = None, *, lost: bool = False) -> None:
        """A toll over a noun phrase and those joined to it by و."""
        if first.i in self.ledger.used or (first.value.noun == "ordinal" and self._counted_among(first, outcome)):
            return
        if first.value.outcome and first.value.outcome != outcome:
            if outcome == "killed" and first.value.outcome == "wounded" and first.value.counted:
                self.course.died(first, at)
            return
        first = self.ledger.sharing_side(first) if first.value.outcome else first
        parties, end = [*(self.find.joined_before(first) if first.j <= at else ()), first], first.j
        if first.j <= at and (along := self._with_him(at + 1)) is not None:
            parties.append(along)
            self.ledger.used.add(along.i)
        while (nxt := self.find.joined(end, outcome)) is not None:
            end = nxt.j
            if not shares_number(parties[0].value, nxt.value):
                parties.append(nxt)
            self.ledger.used.add(nxt.i)
        self.ledger.used.update(p.i for p in parties)
        self.ledger.triggers.add(at)
        low, high = added([p.value for p in parties], lost=lost and agent is None and first.i > at)
        self.ledger.add(outcome, low, high, tuple(parties), at, end, agent=agent)


def find_tolls(chart: Chart) -> None:
    """Add a fact of kind ``toll`` for every count of people."""
    _Reader(chart).read()

"""Tolls: who was killed, wounded, captured or went missing, and how many (codebook "Counts").

A toll is read from a trigger (``قتل``, ``مقتل``, ``أصيب`` …) and the noun phrases it governs, or from a noun that carries the
toll itself (``سبعة قتلى``). Whose dead they are is settled when the event is put together.
"""

from __future__ import annotations

import msgspec

from sijill.facts.loss import LossReader
from sijill.facts.party import Party, conjoined
from sijill.facts.victim import lone_victim
from sijill.grammar import Chart, Fact
from sijill.match import Reading, Unit
from sijill.model import Outcome, Span

_PEOPLE = frozenset({"person", "nat", "aboard"})
_SIDES = frozenset({"actor", "epithet", "force", "body"})
_TRIGGERS = (
    "toll",
    "act",
    "maybe-toll",
)  # the last: verbs of falling, losing, choking, which tell of a toll only with people
_WINDOW = 10
_TIGHT = 4
_LEFT = 7
_AMONG = 14  # and so far where parts of it are named in between
_BETWEEN = 14  # so far before "between dead and wounded" the people counted may stand
_SENTENCE = 40
_VOICES = {"av": "act", "pv": "pass", "pn": "noun", "an": "noun"}
_DOERS = frozenset(
    {"militant", "fighter", "army", "attacker", "police", "security", "force", "settler", "guard", "member"}
)
_ALONG = frozenset({
    "ومعه", "ومعهم", "ومعها", "معه", "معها", "معهم", "برفقته", "برفقتهم", "برفقه", "وبرفقته", "فضلا", "اضافه", "بالاضافه", "الي", "مع",
    "عن", "جانب", "وايضا", "وكذلك", "كذلك", "ايضا",
})  # fmt: skip
_HITS_AFTER = ("وقوع", "سقوط", "تسجيل", "خلف", "اوقع", "سقط", "وقعت", "سقطت", "اسفر", "ادي", "سجل", "وجود", "اسفرت", "ادت", "خلفت", "الي", "عن", "وصول", "وصلت")  # fmt: skip
_GIVES = ("اوقع", "خلف", "كبد", "خلفا", "موقع")  # verbs whose object is the dead: the accusative is theirs
_CUTS = frozenset({"ان", "حين", "عندما", "حينما", "بعدما", "الذي", "التي", "الذين"})
_PREPOSITIONS = frozenset({
    "في", "علي", "مع", "من", "ضد", "بين", "قبل", "يد", "بنيران", "برصاص", "عن", "قرب", "باسم", "بعد", "الي", "حتي", "لدي", "نحو", "ايدي",
    "بحق", "تجاه", "صوب",
})  # fmt: skip
_FOUND = ("عثر", "انتشل", "العثور", "انتشال", "شوهد", "وجد", "تسلم", "استقبل", "وصول")
_TALLIES = frozenset({"عدد", "حصيله", "اعداد", "حصيلة"})
_REACHED = frozenset({"الي", "بلغ", "بلغت", "هو", "عند", "يبلغ", "تجاوز", "بواقع"})
_MAY = frozenset({"قد", "ربما", "يمكن", "يتوقع", "مرشح"})
_OVER = frozenset({"تجاوز", "يتجاوز", "تجاوزت", "فاق", "يفوق", "تخطي"})


class Toll(msgspec.Struct, frozen=True):
    """One count as it is told.

    Attributes:
        outcome: what befell them.
        low, high: how many.
        parties: the noun phrases that are counted (facts of kind ``party``), one group each unless they add up.
        agent: the noun phrase that did it, where an active verb tells so.
        at: the unit of the trigger.
        kind: ``count``, ``none`` (an explicit 0), ``loss`` (losses without a number).
        total: told as the tally of all (``عدد القتلى``): what is told beside it is part of it.
        pronoun: the object is a pronoun; the phrase in ``parties`` is the one that it means.
    """

    outcome: Outcome
    low: int | None
    high: int | None
    parties: tuple[Fact, ...]
    at: int
    kind: str = "count"
    agent: Fact | None = None
    total: bool = False
    pronoun: bool = False


class _Made(msgspec.Struct):
    toll: Toll
    i: int
    j: int
    span: Span
    dead: bool = False


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
    return "du" if len(word) > 4 and word.endswith(("ا", "ان")) else "sg"


class _Reader:
    """Finds the tolls of one document."""

    def __init__(self, chart: Chart):
        self.chart, self.units = chart, chart.doc.units
        self.parties = chart.all("party")
        self.party_at: dict[int, Fact] = {f.i: f for f in self.parties}
        self.party_end: dict[int, Fact] = {f.j: f for f in self.parties}
        self.used: set[int] = set()
        self.triggers: set[int] = set()
        self.made: list[_Made] = []
        self.losses = LossReader(chart, self.party_at)

    def read(self) -> None:
        """All tolls of the document, added to the chart."""
        for unit in self.units:
            if unit.symbols.isdisjoint(_TRIGGERS):
                continue
            reading = self._toll_of(unit) or unit.reading("maybe-toll")
            if reading is not None and not self._counted_noun(unit):
                self._trigger(unit, reading)
        for fact in self.parties:
            if fact.value.outcome and fact.i not in self.used:
                self._victims(fact)
        for loss in self.losses.read():
            self._add(loss.outcome, loss.low, loss.high, loss.parties, loss.at, loss.at + 1, kind=loss.kind)
        for made in self.made:
            if not made.dead:
                rule = f"toll/{made.toll.kind}-{made.toll.outcome.replace(' ', '-')}"
                self.chart.add(Fact("toll", made.i, made.j, made.span, made.toll, rule, made.toll.parties))

    @staticmethod
    def _toll_of(unit: Unit) -> Reading | None:
        return unit.reading("toll") or next((r for r in unit.readings_of("act") if r.entry.attrs.get("toll")), None)

    def _counted_noun(self, unit: Unit) -> bool:
        """``13 إصابة``, ``إصابات``: the noun, not the act of wounding."""
        person = unit.reading("person")
        if person is None or not person.entry.attrs.get("hits"):
            return False
        fact = next((f for i in range(max(0, unit.i - 4), unit.i + 1) if (f := self.party_at.get(i)) and f.value.at == unit.i), None)  # fmt: skip
        return person.feat in {"pl", "du"} or (fact is not None and fact.i < unit.i)

    # ---- triggers ----

    def _trigger(self, unit: Unit, reading: Reading) -> None:
        attrs = reading.entry.attrs
        voice = attrs.get("voice") or _VOICES.get(attrs.get("roles", ""), "noun")
        outcome = attrs.get("outcome") or attrs["toll"]
        if voice == "left":
            self._between(unit)
            return
        if self._negated(unit) or (voice == "noun" and reading.definite and reading.pro.lstrip("وف").startswith("ب")):
            return
        joint = self._joint(unit.i + 1)
        if joint is not None and joint != outcome:
            left = self._left(unit.i, _number_of(unit, reading)) if _verbal(reading, voice) and voice != "act" else None
            if left is None or left.i in self.used or not (self._topic(left) or _number_of(unit, reading) != "sg"):
                return  # قتل وأصيب أربعة: the noun stands behind the second word
        before = self._toll_of(self.units[unit.i - 1]) if unit.i and conjoined(unit) else None
        if before is not None and unit.i - 1 not in self.triggers and (self._outcome(before) or outcome) != outcome:
            outcome = "killed or wounded"
        if reading.enc:
            if _verbal(reading, voice) or outcome == "captured" or self._led_to(unit, reading):
                self._pronoun(unit, reading, outcome)
            return
        if voice in {"noun", "obj"}:
            if outcome == "captured" and unit.i and self.units[unit.i - 1].form == "علي":
                return  # احتجاجا على توقيف: told as a ground
            right = self._right(unit.i + 1, near=_TIGHT if voice == "noun" else _WINDOW, tail=self._tail(unit, attrs))
            if right is not None and self._fits(right):
                self._count(outcome, right, unit.i, lost=True)
            return
        self._verb(unit, reading, voice, outcome)

    def _led_to(self, unit: Unit, reading: Reading) -> bool:
        """``ما أدى لمقتله``, ``تسبب في إصابته``."""
        before = self.units[unit.i - 1].form if unit.i else ""
        return reading.pro.lstrip("وف") == "ل" or before in {"الي", "عن", "في"}

    @staticmethod
    def _outcome(reading: Reading) -> str:
        return reading.entry.attrs.get("outcome") or reading.entry.attrs.get("toll", "")

    @staticmethod
    def _tail(unit: Unit, attrs: dict[str, str]) -> str:
        """The preposition that must stand before those hit (``ألقت القبض … على``)."""
        return "علي" if unit.form.endswith("القبض") else attrs.get("with", "")

    def _joint(self, k: int) -> str | None:
        """The outcome of a second trigger joined right behind the first."""
        if k >= len(self.units) or not conjoined(self.units[k]) and self.units[k].form != "او":
            return None
        if self.units[k].form == "او" and k + 1 < len(self.units):
            k += 1
        reading = self._toll_of(self.units[k])
        person = self.units[k].reading("person")
        if reading is None or reading.enc or (person is not None and person.feat in {"pl", "du"}):
            return None
        outcome = self._outcome(reading)
        return outcome if outcome in {"killed", "wounded"} else None

    def _negated(self, unit: Unit) -> bool:
        before = self.units[unit.i - 1].bare if unit.i else ""
        if before in {"لم", "لن", "لا", "دون"}:
            return True
        return before == "ان" and unit.i > 1 and self.units[unit.i - 2].bare in {"دون", "بدون", "من دون"}

    def _verb(self, unit: Unit, reading: Reading, voice: str, outcome: str) -> None:
        number = _number_of(unit, reading)
        attrs = reading.entry.attrs
        tail = self._tail(unit, attrs)
        right = self._right(unit.i + 1, near=2 if attrs.get("near") else _WINDOW, tail=tail)
        if attrs.get("near") and right is not None and not right.value.counted:
            return
        left = self._left(unit.i, number)
        if tail:
            if right is not None:
                self._count(outcome, right, unit.i, left)
            return
        if attrs.get("fall"):
            if (
                right is not None
                and right.value.head in _PEOPLE | _SIDES
                and right.value.counted
                and not right.value.outcome
            ):
                self._count(outcome, right, unit.i)
            return
        if voice != "pass":
            if self._active(unit, right, left, number, voice, outcome):
                return
            if voice == "act":
                return
        if left is not None and left.i not in self.used and (number != "sg" or self._topic(left)):
            self._count(outcome, left, unit.i)
        elif right is not None and self._fits(right) and (number == "sg" or left is None):
            self._count(outcome, right, unit.i, lost=True)
        elif left is not None and left.i not in self.used and not reading.feat.startswith("pres"):
            self._count(outcome, left, unit.i)
        elif outcome == "killed" and right is None:
            self._dies(unit)

    def _active(self, unit: Unit, right: Fact | None, left: Fact | None, number: str, voice: str, outcome: str) -> bool:  # noqa: PLR0913
        """``قتلت القوات ثلاثة``, ``مسلحون قتلوا ستة``, ``اعتقلوا خمسة``: who did it, and who was hit."""
        if right is None:
            return False
        v: Party = right.value
        if number == "sg":
            victim = self._object(right)
            if victim is not None and self._can_do(right, victim):
                self._count(outcome, victim, unit.i, right)
                return True
            if voice == "both":
                if left is None or not self._topic(left) or right.i > unit.i + 1 or not (v.lost or self._figure(v)):
                    return False
                self._count(outcome, right, unit.i, left)
                return True
            doer = v.head in _SIDES or (v.role in _DOERS and not v.counted) or v.vague
            if doer and (left is None or not self._doer(left)) and not self._figure(v):
                return True  # اعتقلت الشرطة …: nobody is counted
        elif right.i == unit.i + 1 and self._figure(v) and (left is None or not v.other):
            pass  # قتلوا خمسة: a verb in the plural has its subject before it
        elif voice == "both" and (
            left is not None and not (self._doer(left) and right.i <= unit.i + 2 and (v.counted or v.vague))
        ):
            return False
        if v.head in _PEOPLE or (v.head in _SIDES and (v.counted or voice == "act")):
            self._count(outcome, right, unit.i, left)
            return True
        return False

    @staticmethod
    def _figure(v: Party) -> bool:
        return v.counted and not v.vague

    @staticmethod
    def _doer(left: Fact) -> bool:
        return left.value.head in _SIDES or left.value.role in _DOERS

    def _can_do(self, right: Fact, victim: Fact) -> bool:
        v: Party = right.value
        if v.head in _SIDES:
            return not v.counted or victim.value.lost or v.low is None
        doer = v.role in _DOERS or (victim.value.lost and v.low == 1)
        return doer and (not self._figure(v) or victim.value.lost or v.role != "police")

    def _object(self, subject: Fact) -> Fact | None:
        """The noun phrase behind the subject that is the verb's object."""
        k = subject.j
        while k < min(subject.j + 8, len(self.units)):
            unit = self.units[k]
            if unit.ends_sentence or unit.form in "،," or conjoined(unit) or "hitback" in unit.symbols:
                return None
            if {"toll", "subord"} & unit.symbols and unit.form not in {"من", "علي"}:
                return None
            if unit.reading("act") is not None and not _object_of(unit) and "person" not in unit.symbols:
                return None
            fact = self.party_at.get(k) or lone_victim(self.chart, k, strict=True)
            if fact is not None:
                v: Party = fact.value
                if v.head in _PEOPLE and not self._circumstance(k) and not v.outcome:
                    return fact
                k = fact.j
                continue
            day = self.chart.at("day", k) or self.chart.at("clock", k)
            k = day[0].j if day else k + 1
        return None

    def _pronoun(self, unit: Unit, reading: Reading, outcome: str) -> None:
        """``فأصابوه``, ``أردوه قتيلا``: whom the pronoun means stands before."""
        many = reading.enc in {"هم", "هن"}
        for fact in reversed([f for f in self.parties if f.j <= unit.i and f.i >= unit.i - _SENTENCE]):
            if any(self.units[k].ends_sentence for k in range(fact.j, unit.i)):
                break
            v: Party = fact.value
            if v.head not in _PEOPLE or v.noun == "number" or (v.low == 1) == many or v.low == 2:
                continue
            low, high = (v.low, v.high) if many else (1, 1)
            self._add(outcome, low, high, (fact,), unit.i, unit.i + 1, pronoun=True)
            for k in range(unit.i + 1, min(unit.i + 3, len(self.units))):
                if (again := self.party_at.get(k)) is not None and again.value.outcome:
                    self.used.add(again.i)
            return

    def _dies(self, unit: Unit) -> None:
        """``أصيب رجل … ما لبث أن فارق الحياة``: the wounded one is dead."""
        for made in reversed(self.made):
            if made.i < unit.i - _SENTENCE or any(self.units[k].ends_sentence for k in range(made.i, unit.i)):
                return
            if made.toll.outcome == "wounded" and made.toll.low == made.toll.high == 1:
                made.dead = True
                self._add("killed", 1, 1, made.toll.parties, unit.i, unit.i + 1, pronoun=True)
                return

    def _between(self, unit: Unit) -> None:
        """``سقط ثلاثة منهم بين قتيل وجريح``: one count for both outcomes."""
        for k in range(unit.i, max(unit.i - _BETWEEN, -1), -1):
            fact = self.party_at.get(k)
            if fact is None or fact.value.head not in _PEOPLE | _SIDES or not fact.value.counted:
                if k < unit.i and self.units[k].ends_sentence:
                    break
                continue
            for made in self.made:
                made.dead = made.dead or any(p.i == fact.i for p in made.toll.parties)
            self.used.add(fact.i)
            self._add("killed or wounded", fact.value.low, fact.value.high, (fact,), unit.i, unit.i + 1)
            return
        right = self._right(unit.i + 1, near=_TIGHT)
        if right is not None and right.value.counted:
            self._count("killed or wounded", right, unit.i)

    def _fits(self, party: Fact) -> bool:
        v: Party = party.value
        if party.i in self.used:
            return False
        return v.head in _PEOPLE or (v.head in _SIDES and (v.head != "force" or v.counted))

    def _right(self, i: int, *, near: int = _WINDOW, tail: str = "") -> Fact | None:
        """The first noun phrase of people behind unit ``i``, over days, places and circumstances."""
        limit = min(i + (near if not tail else _WINDOW + _TIGHT), len(self.units))
        k = i
        while k < limit:
            unit = self.units[k]
            if unit.ends_sentence or "hitback" in unit.symbols or unit.form in _CUTS:
                return self._one_of_them(k) if k == i else None
            if k > i and ("toll" in unit.symbols or (unit.reading("act") is not None and not _object_of(unit))):
                return None
            fact = self.party_at.get(k) or (lone_victim(self.chart, k, strict=k > i) if k <= i + 2 else None)
            if fact is not None:
                v: Party = fact.value
                some = (
                    k == i + 1 and self.units[i].form == "من" and v.low == 3 and v.head == "person" and v.role in _DOERS
                )
                led = self.units[k - 1].form == tail if tail else some or not self._circumstance(k)
                if v.head != "object" and not (v.noun == "number" and k > i + 1 and not tail) and led:
                    return fact
                k = fact.j
                continue
            day = self.chart.at("day", k) or self.chart.at("clock", k)
            k = day[0].j if day else k + 1
        return None

    def _one_of_them(self, k: int) -> Fact | None:
        """``مقتل أحدهما``."""
        return lone_victim(self.chart, k, strict=False) if "hitback" in self.units[k].symbols else None

    def _circumstance(self, k: int) -> bool:
        """``في هجوم لـ…``, ``على يد …``: a phrase behind a preposition is not who was hit."""
        before = self.units[k - 1].form if k else ""
        reading = self.units[k].readings[0] if self.units[k].readings else None
        pro = reading.pro.lstrip("وف") if reading else ""
        return before in _PREPOSITIONS or "byagent" in self.units[k - 1].symbols or pro.startswith(("ب", "ك"))

    def _left(self, i: int, number: str) -> Fact | None:
        """The noun phrase that ends before unit ``i`` and agrees with the verb, past what hangs on it."""
        among = any("hitback" in self.units[k].symbols for k in range(max(0, i - _AMONG), i))
        for k in range(i, max(i - (_AMONG if among and number == "pl" else _LEFT), 0), -1):
            fact = self.party_end.get(k)
            if fact is not None and fact.value.head in _PEOPLE | _SIDES and not self._aside(fact):
                v: Party = fact.value
                sole = (v.low, v.high) == (1, 1)
                if number == "sg" and v.low in {1, None} or number == "du" and v.low in {1, 2}:
                    return fact
                if number == "pl" and (not sole or v.refs):
                    return fact
            if k < i and (self.units[k].ends_sentence or {"toll", "act"} & self.units[k].symbols):
                return None
        return None

    def _aside(self, fact: Fact) -> bool:
        """Whether a phrase hangs on another (``من عائلة واحدة``, ``بينهم ثلاثة أطفال``)."""
        return self._circumstance(fact.i) or (fact.i > 0 and "hitback" in self.units[fact.i - 1].symbols)

    def _topic(self, fact: Fact) -> bool:
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

    # ---- counts ----

    def _count(self, outcome: str, first: Fact, at: int, agent: Fact | None = None, *, lost: bool = False) -> None:
        """A toll over a noun phrase and those joined to it by و."""
        if first.value.outcome and first.value.outcome != outcome or first.i in self.used:
            return
        parties, end = [*(self._joined_before(first) if first.j <= at else ()), first], first.j
        while (nxt := self._next(end)) is not None:
            end = nxt.j
            if not _shares_number(parties[0].value, nxt.value):
                parties.append(nxt)
            self.used.add(nxt.i)
        self.used.update(p.i for p in parties)
        self.triggers.add(at)
        low, high = added([p.value for p in parties], lost=lost and agent is None and first.i > at)
        self._add(outcome, low, high, tuple(parties), at, end, agent=agent)

    def _joined_before(self, last: Fact) -> list[Fact]:
        """``12 متشددا وخمسة مدنيين قتلوا``: those told before the last one, joined by و."""
        out: list[Fact] = []
        while True:
            before = self.units[last.i - 1] if last.i else None
            if before is None or not (self.units[last.i].form[:1] == "و" or before.form == "و"):
                return out
            found = self.party_end.get(last.i if before.form != "و" else last.i - 1)
            if found is None or found.value.head not in _PEOPLE or found.i in self.used or found.value.outcome:
                return out
            if self._circumstance(found.i):
                return out
            out.insert(0, found)
            last = found

    def _next(self, end: int) -> Fact | None:
        """The noun phrase joined behind ``end``: by و, ``ومعه``, ``إضافة إلى``, or past the means (``بالرصاص وعشرات بالغاز``)."""
        if end >= len(self.units):
            return None
        unit = self.units[end]
        k = end
        if unit.form == "و":
            k = end + 1
        elif unit.form in _ALONG or unit.bare in _ALONG:
            while (
                k < len(self.units) and k < end + 4 and (self.units[k].form in _ALONG or self.units[k].bare in _ALONG)
            ):
                k += 1
        elif unit.form[:1] != "و":
            return self._past_means(end)
        fact = self.party_at.get(k) or lone_victim(self.chart, k, strict=True)
        if fact is None or fact.value.head not in _PEOPLE or fact.value.outcome or "toll" in self.units[k].symbols:
            return None
        return None if self._acts(fact) else fact

    def _acts(self, fact: Fact) -> bool:
        """Whether a verb right behind makes the phrase its own subject."""
        nxt = self.units[fact.j] if fact.j < len(self.units) else None
        return nxt is not None and any(
            r.feat in {"past.pl", "past.du"} and r.entry.cat in {"act", "light", "toll"} for r in nxt.readings
        )

    def _past_means(self, end: int) -> Fact | None:
        unit = self.units[end]
        if not unit.form.startswith("ب"):
            return None
        for k in range(end + 1, min(end + 7, len(self.units))):
            mid = self.units[k]
            if mid.ends_sentence or mid.form in "،," or {"toll", "hitback"} & mid.symbols:
                return None
            fact = self.party_at.get(k)
            if fact is not None and mid.form[:1] == "و":
                after = self.units[fact.j] if fact.j < len(self.units) else None
                alike = after is not None and after.form.startswith("ب")
                return fact if fact.value.counted and fact.value.head == "person" and alike else None
        return None

    # ---- nouns that carry the toll ----

    def _victims(self, fact: Fact) -> None:
        """Nouns that carry the toll themselves."""
        v: Party = fact.value
        unit = self.units[v.at]
        figure = v.counted and fact.i < v.at
        if v.attrs.get("body"):
            self._bodies(fact)
            return
        if not figure and self._tally(fact):
            return
        if v.definite and not figure or (v.pron and not figure and v.definite):
            return
        if v.attrs.get("hits") and fact.i == v.at and (unit.i in self.triggers or not self._announced(fact.i)):
            return
        if self._subset(fact) or (not figure and self.losses.denied(fact.i)):
            return
        if v.noun == "person/dead-and-hurt" and not v.counted:
            self.used.add(fact.i)
            for outcome in ("killed", "wounded"):  # قتلى وجرحى: both in the plural, each by itself
                self._add(outcome, 3, None, (fact,), fact.i, fact.j, again=outcome == "wounded")
            return
        low, high = (v.low, v.high) if v.low is not None or v.high is not None else (3, None)
        if v.lost and any(u.bare.startswith(_GIVES) for u in self.units[max(0, fact.i - 2) : fact.i]):
            low, high = (1, 1) if " " not in unit.form else (low, high)
        if figure and any(u.bare in _OVER for u in self.units[max(0, fact.i - 4) : fact.i]):
            high = None
        self.used.add(fact.i)
        total = any(u.bare in _TALLIES for u in self.units[max(0, fact.i - 8) : fact.i]) and figure
        self._add(v.outcome, low, high, (fact,), fact.i, fact.j, total=total)

    def _tally(self, fact: Fact) -> bool:
        """``ارتفع عدد القتلى إلى 9``: the number behind is theirs."""
        at = fact.value.at
        if not any(self.units[k].bare in _TALLIES for k in range(max(0, at - 2), at)):
            return False
        for k in range(fact.j, min(fact.j + _BETWEEN, len(self.units))):
            if self.units[k].ends_sentence or {"toll", "act"} & self.units[k].symbols and self.units[k].form[:1] == "و":
                break
            found = self.party_at.get(k)
            if self.units[k].bare in _MAY:
                break
            if found is None or self.units[k - 1].bare not in _REACHED or found.value.low is None:
                continue
            if found.value.outcome or found.value.head not in _PEOPLE or found.i in self.used:
                break
            self.used |= {found.i, fact.i}
            self._add(fact.value.outcome, found.value.low, found.value.high, (found,), fact.i, found.j, total=True)
            break
        return True

    def _bodies(self, fact: Fact) -> None:
        """``ثلاث جثث``, ``جثث أربعة مدنيين``, ``جثة تاجر``."""
        v: Party = fact.value
        if v.pron or (v.definite and fact.i == v.at):
            return
        inner = self.party_at.get(fact.j)
        if inner is not None and (
            inner.value.head not in _PEOPLE or conjoined(self.units[inner.i]) or inner.i in self.used
        ):
            inner = None
        found = any(self.units[k].bare.startswith(_FOUND) for k in range(max(0, fact.i - 5), fact.i))
        if inner is None and not (v.counted and (fact.i < v.at or found)):
            return
        one = v.low == v.high == 1 or inner is None or fact.i < v.at
        low, high = (v.low, v.high) if one or inner is None else (inner.value.low, inner.value.high)
        if v.lost:
            low, high = 1, 1
        self.used.update({fact.i, *([inner.i] if inner else [])})
        self._add("killed", low, high, (inner or fact,), fact.i, inner.j if inner else fact.j)

    def _subset(self, fact: Fact) -> bool:
        """``بينهم حالات خطيرة``, ``بينهم ثلاثة جرحى``: parts of a count told before."""
        for k in range(fact.i - 1, max(fact.i - 4, -1), -1):
            if "hitback" in self.units[k].symbols:
                told = self.made[-1].toll.outcome if self.made else ""
                return not fact.value.counted or told == fact.value.outcome
        return False

    def _announced(self, i: int) -> bool:
        return any(self.units[k].bare in _HITS_AFTER or self.units[k].form in _HITS_AFTER for k in range(max(0, i - 3), i))  # fmt: skip

    def _add(
        self, outcome: str, low: int | None, high: int | None, parties: tuple[Fact, ...], at: int, end: int,
        *, kind: str = "count", agent: Fact | None = None, total: bool = False, pronoun: bool = False, again: bool = False,
    ) -> None:  # fmt: skip  # noqa: PLR0913
        told = () if pronoun else parties
        i, j = min((at, *(p.i for p in told))), max((at + 1, end)) - again  # one place, two facts
        value = Toll(outcome, low, high, parties, at, kind, agent, total, pronoun)  # type: ignore[arg-type]
        span: Span = (self.units[at].start, self.units[end - 1].end)
        if told:
            span = (min(p.span[0] for p in told), max(p.span[1] for p in told))
        self.made.append(_Made(value, i, j, span))


def _object_of(unit: Unit) -> bool:
    """Whether an act word behind a toll only names the means (``بالرصاص``)."""
    reading = unit.reading("act")
    return reading is not None and (
        reading.pro.lstrip("وف").startswith("ب") or bool(reading.entry.attrs.get("suicide"))
    )


def _shares_number(first: Party, second: Party) -> bool:
    """``عشرين موظفا وحارسا``: a second singular accusative stands under the number before it."""
    return (
        second.lost and first.low is not None and first.low == first.high and 11 <= first.low <= 99 and not first.lost
    )


def added(parties: list[Party], *, lost: bool = False) -> tuple[int | None, int | None]:
    """Parts that do not overlap are added up; one open end opens the sum.

    Args:
        lost: whether the first may stand for a number that was lost; elsewhere a singular accusative is 1.
    """
    bounds: list[tuple[int | None, int | None]] = []
    for k, p in enumerate(parties):
        if p.low is None and p.high is None:
            bounds.append((1, 1))
        else:
            bounds.append((1, 1) if p.lost and not (lost and k == 0) else (p.low, p.high))
    high = [h for _, h in bounds]
    lows = [low for low, _ in bounds]
    return (
        None if all(low is None for low in lows) else sum(low or 0 for low in lows),
        None if any(h is None for h in high) else sum(h for h in high if h is not None),
    )


def find_tolls(chart: Chart) -> None:
    """Add a fact of kind ``toll`` for every count of people."""
    _Reader(chart).read()

"""Nouns that carry a toll themselves: ``سبعة قتلى``, ``13 إصابة``, ``جثث أربعة مدنيين``, ``عدد القتلى إلى 9``."""

from __future__ import annotations

from sijill.facts.ledger import PEOPLE, Ledger
from sijill.facts.party import Party, conjoined
from sijill.grammar import Fact

_REACH = 14
_HITS_AFTER = frozenset(
    {
        "وقوع",
        "سقوط",
        "تسجيل",
        "خلف",
        "اوقع",
        "اوقعت",
        "اوقعوا",
        "سقط",
        "وقعت",
        "سقطت",
        "اسفر",
        "ادي",
        "سجل",
        "وجود",
        "اسفرت",
        "ادت",
        "خلفت",
        "الي",
        "عن",
        "وصول",
        "وصلت",
    }
)
_GIVES = ("اوقع", "خلف", "كبد", "موقع")  # verbs whose object is the dead: the accusative is theirs
_FOUND = ("عثر", "انتشل", "العثور", "انتشال", "شوهد", "وجد", "تسلم", "استقبل", "وصول")
_BURIED = ("تبادل", "شيع", "يشيع", "تشييع", "دفن", "تسليم")
_ONE_OF = frozenset({"احد", "احدي", "احدهم"})
_RITE = 4  # units between such a word and the dead
_FELLS = frozenset({"toll/bring-down", "act/finish"})
_TALLIES = frozenset({"عدد", "حصيله", "اعداد"})
_REACHED = frozenset({"الي", "بلغ", "بلغت", "هو", "عند", "يبلغ", "تجاوز", "بواقع"})
_AMOUNTS = frozenset({"بلغ", "بلغت", "يبلغ", "تبلغ", "تجاوز", "تجاوزت"})
_THAT = frozenset({"ان", "بان"})
_MAY = frozenset({"قد", "ربما", "يمكن", "يتوقع", "مرشح"})
_OVER = frozenset({"تجاوز", "يتجاوز", "تجاوزت", "فاق", "يفوق", "تخطي"})


class NounReader:
    """Reads the nouns of tolls of one document, once the verbs and nouns of action are read."""

    def __init__(self, ledger: Ledger):
        self.ledger, self.units = ledger, ledger.units

    def read(self) -> None:
        """All of them."""
        for fact in self.ledger.parties:
            if fact.value.outcome and fact.i not in self.ledger.used and not self._buried(fact.i):
                self._victims(fact)

    def _victims(self, fact: Fact) -> None:
        """Nouns that carry the toll themselves."""
        v: Party = fact.value
        unit = self.units[v.at]
        figure = v.counted and fact.i < v.at
        if self._fallen(fact):
            return
        if not figure and self._tally(fact):
            return
        if (v.definite and not figure) or (v.pron and not figure and v.definite):
            return
        if v.attrs.get("hits") and fact.i == v.at and (unit.i in self.ledger.triggers or not self._announced(fact.i)):
            return
        if self._subset(fact) or (self._speaks(fact.i) if figure else self.ledger.losses.denied(fact.i)):
            return
        if self._both(fact):
            return
        if not figure and (men := self._counted_before(fact)) is not None:
            self.ledger.used |= {fact.i, men.i}
            self.ledger.add(v.outcome, men.value.low, men.value.high, (men,), men.i, fact.j)
            return
        low, high = (v.low, v.high) if v.low is not None or v.high is not None else (3, None)
        if v.lost and any(u.bare.startswith(_GIVES) for u in self.units[max(0, fact.i - 2) : fact.i]):
            low, high = (1, 1) if " " not in unit.form else (low, high)
        if figure and any(u.bare in _OVER for u in self.units[max(0, fact.i - 4) : fact.i]):
            high = None
        self.ledger.used.add(fact.i)
        fact = self.ledger.sharing_side(fact)
        total = any(u.bare in _TALLIES for u in self.units[max(0, fact.i - 8) : fact.i]) and figure
        self.ledger.add(v.outcome, low, high, (fact,), fact.i, fact.j, total=total)

    def _fallen(self, fact: Fact) -> bool:
        """Bodies, and words that only say again that somebody fell (``فأرداه قتيلا``, ``جثته مصابة بطلقات``)."""
        v: Party = fact.value
        if v.attrs.get("body"):
            self._bodies(fact)
            return True
        body = self.units[fact.i - 1].reading("person") if fact.i else None
        if body is not None and body.attrs.get("body"):
            return True
        felled = self._felled(fact.i) if v.lost else None
        if felled is None:
            return False
        self.ledger.used.add(fact.i)
        if felled not in self.ledger.triggers:
            self.ledger.add(v.outcome, 1, 1, (fact,), fact.i, fact.j)
        return True

    def _both(self, fact: Fact) -> bool:
        """``قتلى وجرحى``: both in the plural, each by itself, unless ``أوقع جميعهم``: each of them one or the other."""
        if fact.value.noun != "person/dead-and-hurt" or fact.value.counted:
            return False
        self.ledger.used.add(fact.i)
        if (all_of := self._all_before(fact)) is not None:
            self.ledger.add("killed or wounded", 3, None, (all_of,), fact.i, fact.j)
            return True
        for outcome in ("killed", "wounded"):
            self.ledger.add(outcome, 3, None, (fact,), fact.i, fact.j, again=int(outcome == "wounded"))
        return True

    def _buried(self, i: int) -> bool:
        """``تبادلا جثامين 17 قتيلا``, ``تشييع ثلاثة شهداء``: those who fell before."""
        return any(u.bare.startswith(_BURIED) for u in self.units[max(0, i - _RITE) : i])

    def _speaks(self, i: int) -> bool:
        """``وروى أحد الجرحى``: he tells of it, and was counted with the others."""
        return i > 0 and self.units[i].bare in _ONE_OF and "say" in self.units[i - 1].symbols

    def _all_before(self, fact: Fact) -> Fact | None:
        """``أوقع جميع أفرادها قتلى وجرحى``: each of them one or the other."""
        before = self._given(fact.i)
        return before if before is not None and before.value.head == "aboard" else None

    def _counted_before(self, fact: Fact) -> Fact | None:
        """``أوقعت سبعة عناصر قتلى``: those whom the verb before them leaves dead."""
        before = self._given(fact.i)
        if before is None or before.i in self.ledger.used or conjoined(self.units[fact.i]):
            return None
        v: Party = before.value
        return before if v.counted and v.head in PEOPLE and not v.outcome else None

    def _given(self, i: int) -> Fact | None:
        """Those who stand between a verb of leaving people so (``أوقع``) and unit ``i``."""
        before = self.ledger.party_end.get(i)
        if before is None:
            return None
        gave = any(u.bare.startswith(_GIVES) for u in self.units[max(0, before.i - 2) : before.i])
        return before if gave else None

    def _felled(self, i: int) -> int | None:
        """The verb that leaves somebody dead, before a noun that only says so again (``أردى جنديا قتيلا``)."""
        for k in range(i - 1, max(i - _REACH, -1), -1):
            if self.units[k].ends_sentence:
                return None
            if any(r.id in _FELLS for r in self.units[k].readings):
                return k
        return None

    def _tally(self, fact: Fact) -> bool:
        """``ارتفع عدد القتلى إلى 9``: the number behind is theirs."""
        at = fact.value.at
        last = self.ledger.made[-1] if self.ledger.made else None
        second = last is not None and last.toll.total and last.j == fact.i and conjoined(self.units[fact.i])
        lone = self.ledger.party_at.get(fact.j)
        told_of = lone is not None and lone.value.noun == "number"
        second |= told_of and fact.value.definite and self.units[fact.i - 1].bare in _THAT  # إن القتلى ثمانية
        if not second and not any(self.units[k].bare in _TALLIES for k in range(max(0, at - 2), at)):
            return False
        reached = any(u.bare in _AMOUNTS for u in self.units[max(0, at - 3) : at])  # بلغت حصيلة القتلى ستة
        for k in range(fact.j, min(fact.j + _REACH, len(self.units))):
            if self.units[k].ends_sentence or (
                {"toll", "act"} & self.units[k].symbols and self.units[k].form[:1] == "و"
            ):
                break
            found = self.ledger.party_at.get(k)
            if self.units[k].bare in _MAY:
                break
            told = self.units[k - 1].bare in _REACHED or ((reached or fact.value.definite) and k == fact.j)
            if found is None or not told or found.value.low is None:
                continue
            if found.value.outcome or found.value.head not in PEOPLE or found.i in self.ledger.used:
                break
            self.ledger.used |= {found.i, fact.i}
            self.ledger.add(
                fact.value.outcome, found.value.low, found.value.high, (found,), fact.i, found.j, total=True
            )
            break
        return True

    def _bodies(self, fact: Fact) -> None:
        """``ثلاث جثث``, ``جثث أربعة مدنيين``, ``جثة تاجر``."""
        v: Party = fact.value
        if v.pron or (v.definite and fact.i == v.at):
            self._his_body(fact)
            return
        inner = self.ledger.party_at.get(fact.j)
        if inner is not None and (
            inner.value.head not in PEOPLE or conjoined(self.units[inner.i]) or inner.i in self.ledger.used
        ):
            inner = None
        found = any(self.units[k].bare.startswith(_FOUND) for k in range(max(0, fact.i - 5), fact.i))
        if inner is None and not (v.counted and (fact.i < v.at or found)):
            return
        one = v.low == v.high == 1 or inner is None or fact.i < v.at
        low, high = (v.low, v.high) if one or inner is None else (inner.value.low, inner.value.high)
        if v.lost:
            low, high = 1, 1
        self.ledger.used.update({fact.i, *([inner.i] if inner else [])})
        self.ledger.add("killed", low, high, (inner or fact,), fact.i, inner.j if inner else fact.j)

    def _subset(self, fact: Fact) -> bool:
        """``بينهم حالات خطيرة``, ``بينهم ثلاثة جرحى``, ``ثلاثة من الجرحى``: parts of a count told before."""
        v: Party = fact.value
        if v.counted and v.definite and fact.i < v.at and self.units[v.at - 1].form == "من":
            return True
        for k in range(fact.i - 1, max(fact.i - 4, -1), -1):
            if "hitback" in self.units[k].symbols:
                told = self.ledger.made[-1].toll.outcome if self.ledger.made else ""
                return not fact.value.counted or told == fact.value.outcome
        return False

    def _announced(self, i: int) -> bool:
        return any(u.bare in _HITS_AFTER or u.form in _HITS_AFTER for u in self.units[max(0, i - 3) : i])

    def _his_body(self, fact: Fact) -> None:
        """``خطفوا شابا … وعثر على جثته``: the one whom they took is dead."""
        found = any(self.units[k].bare.startswith(_FOUND) for k in range(max(0, fact.i - 5), fact.i))
        taken = [m for m in self.ledger.made if m.toll.outcome == "captured" and m.i < fact.i]
        if found and fact.value.pron and taken and taken[-1].toll.low == taken[-1].toll.high == 1:
            taken[-1].dead = True
            self.ledger.used.add(fact.i)
            self.ledger.add("killed", 1, 1, taken[-1].toll.parties, fact.i, fact.j, pronoun=True)

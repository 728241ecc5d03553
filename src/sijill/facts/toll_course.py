"""What became of people, told in other words than a verb of killing: ``ضربوه حتى الموت``, ``نقلت سيدتان إلى المستشفى``.

And of those told as wounded the ones who died since (``توفي أحد الجرحى``): they move from one count to the other.
"""

from __future__ import annotations

from sijill.facts.ledger import PEOPLE, Ledger
from sijill.facts.party import Party, conjoined
from sijill.facts.toll_find import Finder
from sijill.facts.victim import lone_victim
from sijill.grammar import Fact
from sijill.match import Reading, Unit

_BACK = 10  # units before "to death" in which those stand whom it befell
_BURNED = ("احرق", "حرق", "يحرق", "دفن", "يدفن")
_TO_HOSPITAL = 9  # units between the verb and those taken
_HE = frozenset({"هو", "هي"})


class CourseReader:
    """Reads them into the ledger of one document."""

    def __init__(self, ledger: Ledger, find: Finder):
        self.ledger, self.find, self.units = ledger, find, ledger.units

    def read(self, unit: Unit, reading: Reading) -> None:
        """The toll that such a word tells, if any."""
        attrs = reading.attrs
        if attrs["voice"] == "hospital":
            self._hospital(unit)
        elif (fact := self._last_before(unit.i)) is not None and (attrs["voice"] == "dead" or self._alive(fact, unit)):
            self._add(attrs["outcome"], fact, unit.i)

    def _add(self, outcome: str, fact: Fact, at: int, *, weak: bool = False) -> None:
        self.ledger.used.add(fact.i)
        v: Party = fact.value
        low, high = (1, 1) if v.lost else (v.low, v.high)
        self.ledger.add(outcome, low, high, (fact,), at, max(at + 1, fact.j), weak=weak)

    def _last_before(self, i: int) -> Fact | None:
        """The people told last before unit ``i`` in its sentence."""
        for k in range(i - 1, max(-1, i - _BACK), -1):
            if self.units[k].ends_sentence or self.units[k].form in "،,":
                return None
            fact = self.ledger.party_at.get(k)
            if fact is not None and fact.value.head in PEOPLE and fact.value.counted:
                return fact if fact.i not in self.ledger.used and not fact.value.outcome else None
        return None

    def _alive(self, fact: Fact, unit: Unit) -> bool:
        """``أحرقوا رجلين حيين``; ``أحياء`` that nobody is counted before are quarters of a town."""
        burned = any(u.bare.startswith(_BURNED) for u in self.units[max(0, fact.i - _BACK) : fact.i])
        return burned and fact.j == unit.i and fact.value.low is not None and not fact.value.vague

    def _hospital(self, unit: Unit) -> None:
        """``ونقل الهلال الأحمر 14 محتجا إلى المستشفيات``: hurt, unless they were told as hurt before."""
        for k in range(unit.i + 1, min(unit.i + _TO_HOSPITAL, len(self.units))):
            behind = self.units[k]
            fact = self.ledger.party_at.get(k)
            if behind.ends_sentence or behind.form in "،," or (fact is None and {"toll", "act"} & behind.symbols):
                return
            if fact is None and k == unit.i + 1:
                fact = lone_victim(self.ledger.chart, k, strict=False)
                if fact is not None and fact.value.noun != "ordinal":
                    return
            if fact is None or fact.value.head not in PEOPLE or (fact.value.definite and not fact.value.counted):
                continue
            v: Party = fact.value
            if v.counted and not v.outcome and not v.pron and fact.i not in self.ledger.used:
                self._add("wounded", fact, unit.i, weak=v.noun != "ordinal")
            return

    def died(self, first: Fact, at: int) -> None:
        """``وفاة اثنين من المصابين الستة``: they are dead, and fewer are wounded."""
        v: Party = first.value
        self.ledger.used.add(first.i)
        self.ledger.triggers.add(at)
        self.ledger.add("killed", v.low, v.high, (first,), at, first.j, died=True)
        of = next((f.value for f in self.ledger.chart.at("number", first.j) if f.value.definite), None)
        if of is not None and of.low is not None and v.low is not None and of.low == of.high and of.low > v.low:
            left = of.low - v.low
            self.ledger.add("wounded", left, left, (first,), at, first.j + 1)

    def with_him(self, k: int) -> list[Fact]:
        """``جرح هو وسائقه``: those joined to a pronoun that stands by itself at unit ``k``."""
        return self.with_them(k) if k < len(self.units) and self.units[k].form in _HE else []

    def with_them(self, k: int) -> list[Fact]:
        """Those joined to a pronoun that ends before unit ``k``: ``إصابته وجنديين``."""
        k += k < len(self.units) and self.units[k].form in _HE
        if k >= len(self.units) or not conjoined(self.units[k]):
            return []
        fact = self.ledger.party_at.get(k)
        out: list[Fact] = []
        while fact is not None and fact.value.head in PEOPLE and not fact.value.outcome and fact.value.low is not None:
            out.append(fact)
            self.ledger.used.add(fact.i)
            fact = self.find.joined(fact.j)
        return out

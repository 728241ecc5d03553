"""Losses without a number, and tolls that are said to be none (codebook "Counts")."""

from __future__ import annotations

import msgspec

from sijill.grammar import Chart, Fact
from sijill.match import Unit

_REACH = 8
_FAR = 16  # units from a verb of leading to something to what it did not lead to
_WORDS = frozenset({"noloss", "loss", "person", "survive"})
_NOT = frozenset(
    {"ولا", "فلا", "لم", "دون", "بدون", "بلا", "لا", "من دون", "ليس", "ليست", "دون ان", "من دون ان", "عدم", "غير"}
)
# Where what was lost is not known, nothing is told.
_UNKNOWN = frozenset(
    {
        "معلومات",
        "حجم",
        "حول",
        "وضوح",
        "تفاصيل",
        "نسبه",
        "تقدير",
        "انباء",
        "معرفه",
        "تعرف",
        "يعرف",
        "تتضح",
        "يتضح",
        "تتوفر",
        "يتسن",
        "علم",
        "تفصيل",
        "مدي",
        "طبيعه",
        "بعد",
        "تحديد",
        "عدد",
        "تاكيد",
        "ذكر",
        "نفي",
        "نفت",
        "ينفي",
    }
)
_NEWS = frozenset({"انباء", "معلومات"})  # where they came, something is known: وردت أنباء عن خسائر في صفوفهم
_WENT = ("انسحب", "عاد", "غادر", "رجع", "انسحاب", "عوده", "تكبد", "يتكبد", "تتكبد")
_CAME = ("ورد", "ردت", "رد", "وصل", "تحدث", "جاء")
_LEADS_TO = frozenset({"يسفر", "تسفر", "يود", "تود", "يوقع", "توقع", "يخلف", "تخلف", "يتسبب", "تتسبب"})
_POINTING = frozenset({"هذه", "تلك"})
_GOODS = frozenset({"ماديه", "الماديه", "الماديات"})


class Loss(msgspec.Struct, frozen=True):
    """Losses of somebody, or none."""

    outcome: str
    low: int
    high: int | None
    parties: tuple[Fact, ...]
    at: int
    kind: str


class LossReader:
    """Finds losses and explicit nones in one document."""

    def __init__(self, chart: Chart, party_at: dict[int, Fact]):
        self.chart, self.units, self.party_at = chart, chart.doc.units, party_at

    def read(self) -> list[Loss]:
        """All of them, in order."""
        out: list[Loss] = []
        for k in self.chart.doc.having(_WORDS):
            unit = self.units[k]
            found: Loss | None = None
            if "noloss" in unit.symbols:
                if not self._doubted(unit.i):
                    found = self._none(unit.i)
            elif "survive" in unit.symbols:
                found = self._survived(unit.i)
            elif (loss := unit.reading("loss")) is not None:
                found = self._loss(unit, material=bool(loss.attrs.get("material")))
            elif self._bare(unit) and self.denied(unit.i):
                found = None if self._doubted(unit.i) else self._none(unit.i)
            if found is not None:
                out.append(found)
        return out

    @staticmethod
    def _bare(unit: Unit) -> bool:
        """A noun of casualties in the plural (``ضحايا``, ``إصابات``)."""
        reading = unit.reading("person")
        if reading is None or reading.attrs.get("body"):
            return False
        return bool(reading.attrs.get("outcome")) and reading.feat in {"pl", "dupl"}

    def _before(self, i: int, reach: int = _REACH) -> list[Unit]:
        out: list[Unit] = []
        for k in range(i - 1, max(-1, i - reach - 1), -1):
            if self.units[k].ends_sentence or self.units[k].form in "،,":
                break
            out.append(self.units[k])
        return out

    def denied(self, i: int) -> bool:
        """Whether a noun of casualties at unit ``i`` is said not to be (``دون أن يبلغ عن إصابات``)."""
        before = self._before(i, _FAR)
        if any(u.bare in _NOT for u in before[:7]):
            return True
        led = next((n for n, u in enumerate(before) if u.bare in _LEADS_TO), None)  # لم يسفر القصف … عن إصابات
        return led is not None and led + 1 < len(before) and before[led + 1].bare in _NOT

    def _doubted(self, i: int) -> bool:
        near = self._before(i)[:5]
        for n, unit in enumerate(near):
            if unit.bare in _UNKNOWN or unit.form in _UNKNOWN:
                behind = [u.bare for u in near[n + 1 :]]
                came = unit.bare in _NEWS and any(w.startswith(_CAME) for w in behind)
                return not came or not _NOT.isdisjoint(behind)
            if unit.bare in _NOT:
                return False  # بعد اشتباك لم يسفر عن ضحايا
        return False

    def _survived(self, i: int) -> Loss | None:
        """``ونجا الرعاة``: of those shot at nobody died; one who got off while others fell is counted nowhere."""
        fact = self.party_at.get(i + 1)
        v = fact.value if fact is not None else None
        if fact is None or v is None or v.head != "person" or not v.definite or v.counted or v.outcome:
            return None
        return Loss("killed", 0, 0, (fact,), i, "none") if v.low != 1 and self.units[fact.i].form[:2] != "من" else None

    def _none(self, i: int) -> Loss:
        return Loss("killed", 0, 0, self._whose(i, led=True), i, "none")

    def _loss(self, unit: Unit, *, material: bool) -> Loss | None:
        """``خسائر`` with no number; ``لم يلحق … أي خسائر`` is an explicit none."""
        before = self._before(unit.i)
        behind = self.units[unit.i + 1 : unit.i + 3]
        if self._doubted(unit.i) or any(u.bare in _POINTING for u in before[:1]):
            return None
        if material or any(u.form in _GOODS for u in behind[:1]) or self._goods(unit.i):
            return None
        if any(u.bare in _NOT for u in before) or any(u.form == "اي" for u in before[:1]):
            return self._none(unit.i)
        return Loss("killed or wounded", 1, None, self._whose(unit.i), unit.i, "loss")

    def _goods(self, i: int) -> bool:
        """``خسائر بعدة سيارات``: things were lost, not people."""
        for k in range(i + 1, min(i + 4, len(self.units))):
            fact = self.party_at.get(k)
            if fact is not None:
                return bool(fact.value.attrs.get("object")) and fact.value.head == "object"
        return False

    def _whose(self, i: int, *, led: bool = False) -> tuple[Fact, ...]:
        """The side that the losses are told of: behind the word, or between it and the verb.

        Args:
            i: the unit of the word.
            led: whether only a side behind ``ب``, ``ل`` or ``في صفوف`` counts.
        """
        for k in range(i + 1, min(i + 6, len(self.units))):
            if self.units[k].ends_sentence or self.units[k].form in "،,":
                break
            fact = self._side(k)
            if fact is not None and (not led or self._led(k)):
                return (fact,)
        for k in range(i - 1, max(-1, i - 5), -1):
            if self.units[k].ends_sentence or self.units[k].form in "،,":
                break
            fact = self._side(k)
            if fact is not None and (self._led(k) or (led and self._left(fact, i))):
                return (fact,)
        return ()

    def _left(self, fact: Fact, i: int) -> bool:
        """``وانسحب المقاتلون دون خسائر``: they who went off had none."""
        before = self.units[fact.i - 1] if fact.i else None
        return before is not None and before.bare.startswith(_WENT) and fact.j >= i - 2

    def _led(self, k: int) -> bool:
        """Whether ``ب``, ``ل`` or ``في صفوف`` stands before the phrase at unit ``k``."""
        behind = any(r.pro.lstrip("وف").startswith(("ب", "ل")) for r in self.units[k].readings)
        return behind or "صفوف" in self.units[k - 1].form

    def _side(self, k: int) -> Fact | None:
        fact = self.party_at.get(k)
        if fact is None or fact.value.outcome or fact.value.head == "object":
            return None
        return fact

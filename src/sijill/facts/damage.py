"""Things destroyed, damaged, burned or captured (codebook "Fields", damage)."""

from __future__ import annotations

import msgspec

from sijill.facts.damage_told import downed, one_more, set_alight, stopped
from sijill.facts.party import Party, conjoined
from sijill.grammar import Chart, Fact
from sijill.match import Reading, Unit
from sijill.text import fold

_REACH = 9
_BACK = 30
_LIST = 8  # so many units may part two things of one list
_BLOWN = 4
_ON_IT = frozenset({"به", "بها", "بهما", "بهم", "فيه", "فيها"})
_PATROLS = frozenset({"body/patrol", "body/patrol-b"})  # men, and what burns of them is their car
_GENERIC = frozenset({"اسلحه", "الاسلحه"})
_BLOWN_UP = frozenset(
    {"house", "building", "other"}
)  # what is blown up is destroyed; a car that is blown up may be the bomb
_PLACES = frozenset({"base", "house", "building"})  # what is taken of these is ground, not booty
_SEIZED_WEAPONS = frozenset({"ied", "landmine", "explosives", "suicide vest"})
_PREPOSITIONS = frozenset(
    {"في", "من", "قرب", "علي", "الي", "عن", "امام", "تحت", "اسفل", "داخل", "بين", "نحو", "لدي", "ضد", "حول", "مع"}
)
_CIVIL = (
    "حزب",
    "شرك",
    "بلدي",
    "ثقافي",
    "جمعي",
    "منظم",
    "اذاع",
    "صحيف",
    "قنا",
    "محافظ",
    "برلمان",
    "مجلس",
    "نقاب",
    "اتحاد",
    "جامع",
    "بريد",
    "اجتماعي",
    "صحي",
    "تجاري",
    "توزيع",
    "انتخاب",
    "موسس",
)
_MANY = frozenset(
    {
        "مواقع",
        "نقاط",
        "مقرات",
        "مقار",
        "مراكز",
        "معسكرات",
        "قواعد",
        "ثكنات",
        "حواجز",
        "تحصينات",
        "دشم",
        "مخافر",
        "تمركزات",
        "تجمعات",
        "ارتكازات",
        "خنادق",
        "انفاق",
        "اوكار",
    }
)
_PARTS = (
    "زجاج",
    "نوافذ",
    "واجه",
    "جزء",
    "اجزاء",
    "سور",
    "جدار",
    "سقف",
    "بواب",
    "ابواب",
)  # of what is damaged, not destroyed
_KINDS = frozenset({"طراز", "نوع", "طرازي"})
_WEAPONS = frozenset({"weapon"})
_TRIGGERS = frozenset({"damage", "fired", "loss", "act", "toll", "weapon"})


class Harm(msgspec.Struct, frozen=True):
    """One object and what befell it; ``count`` None where only a bare plural is told."""

    object: str
    outcome: str
    count: int | None
    party: Fact
    at: int


def find_damage(chart: Chart) -> None:
    """Add a fact of kind ``damage`` for every thing that a damage word governs."""
    things = {f.i: f for f in chart.all("party") if f.value.attrs.get("object") or f.value.noun in _PATROLS}
    if things or chart.doc.having(_WEAPONS):
        _Reader(chart, things).read()


class _Reader:
    """Finds the damage of one document."""

    def __init__(self, chart: Chart, things: dict[int, Fact]):
        self.chart, self.units, self.things = chart, chart.doc.units, things
        self.row = sorted(k for k, f in things.items() if f.value.attrs.get("object"))

    def read(self) -> None:
        """All damage, added to the chart."""
        for k in self.chart.doc.having(_TRIGGERS):
            unit = self.units[k]
            symbols = unit.symbols
            if "damage" in symbols and (reading := unit.reading("damage")) is not None:
                self._governed(unit, reading)
            elif "fired" in symbols:
                if set_alight(self.units, unit.i):
                    self._listed(self._behind(unit.i, within=True), "burned", unit.i)
            elif "loss" in symbols:
                first = self._behind(unit.i, within=True, near=5)
                if first is not None and not self._people_before(unit.i, first.i):
                    self._listed(first, "damaged", unit.i)
            elif "act" in symbols and (reading := unit.reading("act")) is not None:
                self._act(unit, reading)
            elif "toll" in symbols and (reading := unit.reading("toll")) is not None and reading.id == "toll/wound-act":
                self._struck(unit)
            elif "weapon" in symbols and (reading := unit.reading("weapon")) is not None:
                self._told(stopped(self.chart, unit, reading), unit.i)

    def _told(self, fact: Fact | None, at: int) -> None:
        if fact is not None:
            self._add(fact, "destroyed", at)

    def _governed(self, unit: Unit, reading: Reading) -> None:
        attrs = reading.attrs
        outcome = attrs["outcome"]
        if attrs.get("said"):  # الآلية المعطوبة
            fact = next((f for k in self.row if (f := self.things[k]).i <= unit.i <= f.j and k >= unit.i - 3), None)
            if fact is not None:
                self._add(fact, outcome, unit.i)
            return
        behind = (
            None if reading.enc else self._behind(unit.i, within=bool(attrs.get("within")), after=attrs.get("with", ""))
        )
        if behind is None and (more := one_more(self.chart, self._before(unit.i), unit.i)) is not None:
            self._add(more, outcome, unit.i)
            return
        if behind is not None and self._left_out(behind, attrs):
            return
        if outcome == "captured":
            if not self._negated(unit.i):
                self._captured(unit.i, behind)
            return
        if behind is not None and attrs.get("as"):
            self._add(behind, outcome, unit.i, kind=attrs["as"])
            return
        if behind is not None:
            part = any(u.bare.startswith(_PARTS) for u in self.units[unit.i + 1 : behind.i])
            self._listed(behind, "damaged" if part and outcome == "destroyed" else outcome, unit.i)
            return
        if (
            attrs.get("within")
            and outcome == "damaged"
            and any(u.form in _ON_IT for u in self.units[max(0, unit.i - 2) : unit.i + 3])
        ):
            before = self._before(unit.i)  # ألقوا قنبلة على مقهى، ما ألحق به أضرارا
            if before is not None:
                self._add(before, outcome, unit.i)
            return
        finite = reading.feat.startswith("past") or attrs.get("voice") == "pass"
        if reading.enc or (finite and attrs.get("voice") in {"both", "pass"} and not reading.feat.endswith(".pl")):
            before = self._before(unit.i)
            if before is not None:
                self._add(before, outcome, unit.i)

    def _left_out(self, behind: Fact, attrs: dict[str, str]) -> bool:
        """Finds that are no arms, and things that are only counted among losses where a figure stands."""
        if attrs.get("arms"):
            return self._object(behind) != "weapon"
        return bool(attrs.get("counted")) and not (behind.value.counted and behind.i < behind.value.at)

    def _act(self, unit: Unit, reading: Reading) -> None:
        """Things blown up, looted and razed by the act's own verb."""
        attrs = reading.attrs
        if reading.enc or self._negated(unit.i):
            return
        if attrs.get("down"):
            self._told(downed(self.chart, unit.i), unit.i)
            return
        if attrs["type"] == "ied" and attrs["roles"] in {"av", "an", "pn"} and not reading.id.startswith("act/blast"):
            first = self._behind(unit.i, near=_BLOWN)
            if (
                first is not None
                and self._object(first) in _BLOWN_UP
                and not self.units[first.i - 1].form.endswith("ب")
            ):
                self._listed(first, "destroyed", unit.i)
        elif reading.id in {"act/loot-v", "act/loot-n"}:
            first = self._behind(unit.i, near=6)
            if first is None or self._object(first) not in _PLACES or first.value.noun.startswith("object/depot"):
                self._listed(first, "captured", unit.i)  # ونهبوا متاجر السوق: what they took is not told
        elif unit.form.startswith("احرق"):
            self._listed(self._behind(unit.i), "burned", unit.i)  # أحرق متظاهرون مبنى, one phrase of an act
        elif reading.id == "act/demolish":
            self._listed(self._behind(unit.i), "destroyed", unit.i)

    def _struck(self, unit: Unit) -> None:
        """``أصابت قذيفة منزلا``."""
        first = self._behind(unit.i, near=6)
        if first is not None and self._object(first) in {"house", "base", "vehicle", "armoured vehicle", "truck"}:
            self._add(first, "damaged", unit.i)

    def _negated(self, i: int) -> bool:
        return i > 0 and self.units[i - 1].bare in {"لم", "لن", "لا", "دون", "ان"} and self.units[i - 1].bare != "ان"

    def _people_before(self, i: int, j: int) -> bool:
        return any("person" in self.units[k].symbols for k in range(i + 1, j))

    def _behind(self, i: int, *, within: bool = False, near: int = _REACH, after: str = "") -> Fact | None:
        """The first thing that a word governs.

        Args:
            i: the unit of the word.
            near: how far behind it the thing may stand.
            within: whether the thing may stand behind ``في`` or ``ب`` (fires, damage).
            after: the preposition that it must stand behind (``استولى … على``).
        """
        units = self.units
        for k in range(i + 1, min(i + near, len(units))):
            unit = units[k]
            if unit.ends_sentence or unit.form in "،," or (k > i + 1 and unit.form in {"ان", "حين", "عندما"}):
                return None
            fact = self.things.get(k)
            if fact is not None and not _flies(fact):
                if after and units[fact.i - 1].form != fold(after):
                    continue
                led = not after and units[fact.i - 1].form in _PREPOSITIONS
                owned = any(
                    r.pro.lstrip("وف").startswith(("ب", "ل", "ك")) for r in unit.readings if r.attrs.get("object")
                )
                if within or not (led or owned):
                    return self._object_behind(fact) if k == i + 1 and (fact.value.definite or _works(fact)) else fact
            if k > i + 1 and not {"toll", "damage"}.isdisjoint(unit.symbols):
                return None
            if k > i + 1 and "act" in unit.symbols and not {"weapon", "modifier"} & unit.symbols:
                return None
        return None

    def _object_behind(self, subject: Fact) -> Fact:
        """``هدمت الجرافات منزلا``: the thing behind a subject that is a thing itself."""
        k, end = subject.j, min(subject.j + 2, len(self.units))
        while k < end:
            day = self.chart.at("day", k)
            if day:
                k, end = day[0].j, min(day[0].j + 2, len(self.units))
                continue
            fact = self.things.get(k)
            k += 1
            if fact is not None and not conjoined(self.units[fact.i]) and not fact.value.definite and not _flies(fact):
                return fact
        return subject

    def _before(self, i: int) -> Fact | None:
        """The thing told last before unit ``i`` in its sentence: what a pronoun or a verb without a subject means."""
        for k in range(i - 1, max(-1, i - _BACK), -1):
            if self.units[k].ends_sentence:
                return None
            fact = self.things.get(k)
            if fact is not None and not _flies(fact) and fact.value.noun not in _PATROLS:
                return fact
        return None

    def _captured(self, i: int, behind: Fact | None) -> None:
        """Booty: things, and weapons that are counted or named beside them."""
        if behind is not None and self._object(behind) in _PLACES:
            return
        end = self._listed(behind, "captured", i)
        if behind is not None and self.units[behind.value.at].form in _GENERIC:
            return  # أسلحة وأحزمة ناسفة: arms, of whatever kind
        for k in range(i + 1, min(max(end, i + 4) + _LIST, len(self.units))):
            unit = self.units[k]
            if unit.ends_sentence or (k > i + 1 and {"toll", "damage"} & unit.symbols):
                return
            reading = unit.reading("weapon")
            if reading is None or unit.i in self.things or reading.attrs["weapon"] not in _SEIZED_WEAPONS:
                continue
            number = next(
                (f for m in range(max(i + 1, k - 2), k) for f in self.chart.at("number", m) if f.j == k), None
            )
            told = k <= i + 2 or number is not None or conjoined(unit)
            if told:
                self._booty(unit, number, i)

    def _booty(self, unit: Unit, number: Fact | None, at: int) -> None:
        count = number.value.low if number is not None and not number.value.vague else None
        if number is None and (reading := unit.reading("weapon")) is not None and reading.feat in {"sg", "acc", "du"}:
            count = 2 if reading.feat == "du" else 1
        i = number.i if number is not None else unit.i
        span = (number.span[0] if number is not None else unit.start, unit.end)
        value = Party("object", count, count, count is not None, "", "", "weapon", unit.i, attrs={"object": "other"})
        party = Fact("party", i, unit.i + 1, span, value, "party/booty")
        self.chart.add(
            Fact(
                "damage", i, unit.i + 1, span, Harm("other", "captured", count, party, at), "damage/captured", (party,)
            )
        )

    def _listed(self, first: Fact | None, outcome: str, at: int) -> int:
        """The thing and those joined to it by و, also past an owner or an adjective; the end of the list."""
        if first is None:
            return at + 1
        self._add(first, outcome, at)
        end = first.j
        k = end
        while k < min(end + _LIST, len(self.units)):
            unit = self.units[k]
            if unit.ends_sentence or not {"toll", "damage"}.isdisjoint(unit.symbols):
                break
            if "act" in unit.symbols and not {"weapon", "modifier", "object"} & unit.symbols:
                break
            if any(r.feat.startswith("past") for r in unit.readings if r.pro[:1] == "و"):
                break
            fact = self.things.get(k)
            if fact is not None and unit.form.startswith("و") and not _flies(fact):
                self._add(fact, outcome, at)
                end = k = fact.j
                continue
            k += 1
        return end

    def _object(self, fact: Fact) -> str:
        """What the thing is: also by its make (``عربة من طراز همفي``) and by whom a seat belongs to."""
        v: Party = fact.value
        kind = str(v.attrs.get("object") or "vehicle")
        units = self.units
        for k in range(v.at + 1, min(fact.j + 3, len(units))):
            if units[k].bare in _KINDS and k + 1 < len(units):
                make = units[k + 1].reading("object")
                return make.attrs["object"] if make is not None and make.attrs.get("object") else kind
        if kind == "base" and v.head in {"body", "object"}:
            behind = units[v.at + 1 : v.at + 3]
            if any(u.bare.removeprefix("ال").removeprefix("لل").startswith(_CIVIL) for u in behind):
                return "building"
        return kind

    def _add(self, fact: Fact, outcome: str, at: int, *, kind: str = "") -> None:
        v: Party = fact.value
        if v.noun in _PATROLS and outcome != "burned":
            return
        if outcome == "damaged" and self.units[v.at].bare.removeprefix("ال") == "ممتلكات":
            return  # "damage to property" says no more than damage
        harm = Harm(kind or self._object(fact), outcome, self._number(v), fact, at)
        self.chart.add(Fact("damage", fact.i, fact.j, fact.span, harm, f"damage/{outcome}", (fact,)))

    def _number(self, v: Party) -> int | None:
        if v.lost:
            return 1
        if v.low is not None and not v.vague:
            return v.low
        if v.low is None and v.high is None and v.head in {"body", "object"}:
            word = self.units[v.at].bare.split(" ")[0].removeprefix("ال")
            if word in _MANY or word.endswith("ات"):
                return None
            return 2 if len(word) > 4 and word.endswith(("ين", "ان", "تي")) else 1
        return None


def _works(fact: Fact) -> bool:
    """``جرافات الاحتلال``: machines in the plural, with whose they are, which may do the harm themselves."""
    v: Party = fact.value
    return (
        v.vague and v.attrs.get("object") == "vehicle" and any(r.cat in {"actor", "epithet", "force"} for r in v.refs)
    )


def _flies(fact: Fact) -> bool:
    """Aircraft told as a force (``دمرت الطائرات منزلا``) do, and are not hit."""
    return bool(fact.value.head == "force" and fact.value.attrs.get("object") == "aircraft")

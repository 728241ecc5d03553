"""Acts: the words of the lexicon that open an event."""

from __future__ import annotations

import msgspec

from sijill.facts.damage_told import set_alight
from sijill.grammar import Chart
from sijill.match import Reading, Unit

_PAIRED = 8
# What is exchanged that is no fire: accusations, messages, prisoners.
_WORDS = ("تهام", "تهم", "لتهم", "رساي", "معلومات", "سري", "رهاين", "سجناء", "محتجز", "جثامين", "جثث", "زيارات", "راء")
BLASTS = frozenset({"act/blast-n", "act/blast-v"})
_CARS = frozenset({"vehicle", "truck", "motorcycle"})
_LIBERATES = frozenset({"act/liberate-v", "act/liberate-n"})
_HELD = ("محتجز", "رهين", "رهاين", "مختطف", "مخطوف", "اسير", "اسري", "معتقل", "سجين", "سجناء", "طالبات", "تلميذ")
_PLACES = frozenset({"place_cue", "place"})
NAMED = frozenset({"act", "fired"})  # categories of words that name an act


class Act(msgspec.Struct, frozen=True):
    """A trigger: its unit, its reading, and what the lexicon says of it.

    Attributes:
        announced: whether it is told as new though it is definite (``تجددت الاشتباكات``).
        behind: whether it only leads up to another act (``بعد معارك``).
        described: whether it is the verb that says more of a definite act (``التفجير الذي استهدف السوق``).
    """

    unit: int
    reading: Reading
    type: str
    force: int
    roles: str
    announced: bool = False
    behind: bool = False
    described: bool = False

    @property
    def attrs(self) -> dict[str, str]:
        """The attributes of its lexicon entry."""
        return self.reading.attrs

    @property
    def anaphoric(self) -> bool:
        """A definite noun with nothing new to say: ``الهجوم``, ``هذا الانفجار``, ``انفجارها``."""
        if self.described:
            return True
        known = self.reading.definite or (self.reading.enc and self.roles == "nn")
        return bool(known) and not self.announced and not self.reading.feat.startswith(("past", "pres"))


def acts_of(unit: Unit) -> Act | None:
    """The strongest act reading of a unit."""
    best: Act | None = None
    for r in unit.readings_of("act"):
        a = r.attrs
        force = int(a["force"])
        surer = best is not None and force == best.force and "then" in a and "then" not in best.attrs
        if best is None or force > best.force or surer:  # مسيرة انطلقت is no drone
            best = Act(unit.i, r, a["type"], force, a["roles"])
    return best


def act_at(chart: Chart, k: int, i: int) -> Act | None:
    """The act of a unit: of its own, or of a means with a verb of firing; ``فجر`` of a day or hour is none."""
    units = chart.doc.units
    act = acts_of(units[k])
    if act is None or act.force < 2:
        act = _paired(units, k, i) or act
    if act is None or (act.reading.feat.startswith("past") and (chart.over("day", k) or chart.over("clock", k))):
        return None
    if act.reading.entry.id == "act/strafe" and set_alight(units, k):
        return None  # أضرموا في المبنى النيران
    if flown(units, act):
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
    if act.reading.entry.id in _LIBERATES and _people(units, k):
        return msgspec.structs.replace(act, type="clash", force=1)  # حررت القوات 32 محتجزا: a rescue, no ground won
    found = acts_of(units[k - 1]) if act.type == "ied" and units[k].conjoined and k > i else None
    if found is not None and found.type == "disrupt":
        return None  # اكتشاف وتفجير عبوات: blown up by those who found them
    if act.reading.entry.id == "act/plant-v" and act.reading.feat.startswith("pres"):
        return None  # قتل مسلحين كانا يزرعان لغما: what they were about
    before = units[k - 1].reading("light") if k > i else None
    if before is not None and before.attrs.get("none"):
        return msgspec.structs.replace(act, announced=True)  # تجددت الاشتباكات
    return act


def burst(units: list[Unit], act: Act) -> bool:
    """``انفجرت سيارة في سوق``: a blast whose subject, right behind it, is a vehicle: a bomb was in it."""
    if act.reading.id not in BLASTS or act.unit + 1 >= len(units):
        return False
    car = units[act.unit + 1].reading("object")
    return car is not None and not car.pro and not car.enc and car.attrs["object"] in _CARS and not car.attrs.get("mil")


def flown(units: list[Unit], act: Act) -> bool:
    """``أغارت طائرات …``: an attack whose doer, right behind the verb, is aircraft."""
    if act.type != "attack" or act.unit + 1 >= len(units) or not act.reading.feat.startswith("past"):
        return False
    reading = units[act.unit + 1].reading("weapon")
    return reading is not None and reading.attrs.get("type") == "air"


def _holds_things(units: list[Unit], k: int) -> bool:
    """Whether what is held is a thing, with nobody named beside it."""
    behind = units[k + 1 : k + 6]
    return any("object" in u.symbols for u in behind) and not any("person" in u.symbols for u in behind)


def _people(units: list[Unit], k: int) -> bool:
    """Whether those who were held are told right behind the verb, before any place."""
    for unit in units[k + 1 : k + 6]:
        if unit.ends_sentence or not _PLACES.isdisjoint(unit.symbols):
            return False
        if unit.bare.removeprefix("ال").startswith(_HELD):
            return True
    return False


def _known_dead(units: list[Unit], k: int) -> bool:
    """``انتشال جثث الضحايا``, ``انتشال جثثهم``: those told of before, whom rescuers bring out."""
    at = next((m for m in range(k + 1, min(k + 4, len(units) - 1)) if units[m].form.startswith("جث")), None)
    if at is None:
        return False
    body, whose = units[at].reading("person"), units[at + 1].reading("person")
    return bool(body and body.enc) or bool(whose and whose.definite and whose.attrs.get("outcome"))


def _paired(units: list[Unit], k: int, i: int) -> Act | None:
    """A noun that only its verb makes an act, the doer between them: ``أطلق مجهولون النار``, ``أقامت القوة معسكرا``."""
    reading = units[k].reading("fired")
    if reading is None:
        return None
    attrs = reading.attrs
    for m in range(k - 1, max(i - 1, k - _PAIRED), -1):
        if any(r.attrs.get("opens") == attrs["pair"] for r in units[m].readings_of("light")):
            return Act(k, reading, attrs["type"], 2, "an", announced=True)
    return None

"""What stands before the name of a place: preposition, relation, direction, distance, whose office or home it is."""

from __future__ import annotations

import msgspec

from sijill.facts.ground import ground
from sijill.facts.place_name import OPENING, cue_reading
from sijill.match import Doc, Reading, Unit
from sijill.text import NUMBER

_ROLES = {"in": "at", "on": "at", "from": "out", "to": "to"}
_PHRASES = {"place_bound": "bound", "place_from": "from", "place_to": "away"}
_PHRASED = frozenset(_PHRASES)
_FARTHEST = 9  # units that a phrase of place can have before its kind-word
_MOVED = 4  # units between the word for taking somebody away and the place he is taken to
_SHOT = 4  # units between a bombardment and the word for where it came from
_ROUNDS = frozenset(("صواريخ", "صاروخا", "صاروخين", "قذايف", "قذيفه", "قذيفتين", "نيران", "النيران", "رصاص"))
_LAUNCHED = frozenset(("اطلق", "اطلقت", "اطلقا", "اطلقوا", "انطلق", "انطلقت"))
_ATTACKS = frozenset(("shelling", "air", "attack", "clash", "arrest"))
_DOERS = frozenset(("actor", "epithet", "force", "nat", "modifier", "weapon"))
_LEADING = frozenset(
    a + w for w in ("مودي", "موديه", "مود", "موصل", "موصله", "واصل", "واصله", "مفضي", "مفض") for a in ("", "ال")
) | {"يودي", "تودي", "يوصل"}
_AREAS = frozenset(("place_cue", "place_rel"))
_PARTS = _AREAS | {"place_dir", "place_stop", "object"}
_ABOUT = frozenset(("نحو", "حوالي", "قرابه", "زهاء"))
_SOURCES = frozenset(("مصدر", "مصدرا", "مصدران", "مصدرين", "مصادر"))
_NEXT = 3  # units from the preposition to the name behind its kind-word
_COPULAS = frozenset(("هي", "هو"))


class Setting(msgspec.Struct, frozen=True):
    """The role of the place, relation, direction, distance; where the phrase begins; whether a word marks it so."""

    role: str
    relation: str | None
    direction: str | None
    distance_km: float | None
    start: int
    marked: bool


def setting(doc: Doc, i: int, pro: str) -> Setting:
    """What stands before the phrase of a place that begins at unit ``i`` behind the proclitic ``pro``."""
    return _Backward(doc.units, i, pro).read()


class _Backward:
    """Reads from a name towards the beginning of its phrase, one unit at a time."""

    def __init__(self, units: list[Unit], i: int, pro: str):
        self.units, self.i, self.start = units, i, i
        self.b = i - 2 if i > 1 and units[i - 1].form in OPENING else i - 1  # على «كذا»
        self.role, self.marked = "at", False
        self.relation: str | None = None
        self.distance: float | None = None
        self.directions: list[str] = []
        self.clitic = _preposition(pro)
        self.by_way = False  # إلى الشمال من: the words between belong to the direction

    def read(self) -> Setting:
        for _ in range(_FARTHEST):
            if self.clitic.startswith("ب"):
                self.role, self.marked = "at", True
                break
            if self.clitic.startswith("ل") and self.relation is None:
                self.role = "of"
            if self.b < 0 or self.units[self.b].ends_sentence or not self._step(self.units[self.b]):
                break
            self.start = self.b
            self.b -= 1
        if not self.marked and self.start and ground(self.units, self.start - 1):
            self.role, self.marked = "away", True  # احتجاجا على قصف كذا: what was done there is why
        if self.role == "of" and (_struck(self.units, self.start) or _quarters(self.units, self.start)):
            self.role, self.marked = "at", True
        marked = self.marked or bool(self.directions)
        return Setting(self.role, self.relation, direction_of(self.directions), self.distance, self.start, marked)

    def _ends(self, role: str, *, inside: bool = True) -> bool:
        """The phrase is read to its beginning; ``inside``: the last unit belongs to it."""
        self.role, self.marked = role, True
        if inside:
            self.start = self.b
        return False

    def _step(self, unit: Unit) -> bool:
        """Take one unit more; False where the phrase does not go on before it."""
        symbols = unit.symbols
        if unit.form == "#" and self.b == self.i - 1:
            self.marked = True  # a hashtag
            return True
        if not _PHRASED.isdisjoint(symbols):
            return self._ends(next(role for cat, role in _PHRASES.items() if cat in symbols))
        if "place_src" in symbols and not self.directions and self.relation is None:
            return self._office(_of(unit, "place_src"))
        if "place_dir" in symbols:
            return self._direction_word(_of(unit, "place_dir"))
        if "place_far" in symbols:
            self.clitic = ""
            return True
        if "place_this" in symbols:
            return self._this(unit)
        if "place_beside" in symbols and self.role == "of":
            return self._ends("neighbour")
        if "place_rel" in symbols:
            return self._relation_word(unit, _of(unit, "place_rel"))
        if "place_km" in symbols:
            return self._kilometres(unit)
        if self.distance is not None and unit.form in _ABOUT:
            return True
        cue = cue_reading(unit)
        if cue is not None and not cue.definite:
            self.clitic = _preposition(cue.pro)
            if cue.attrs["level"] == "rural" and self.relation is None:
                self.relation = "rural"
            return True
        return "place_stop" in symbols and self._stop_word(unit, _of(unit, "place_stop"))

    def _office(self, reading: Reading) -> bool:
        if not reading.definite and not reading.enc:
            self._ends("source", inside=False)
        return False

    def _direction_word(self, reading: Reading) -> bool:
        if reading.definite and not self.by_way:
            return False
        self.directions.insert(0, reading.attrs["dir"])
        self.clitic = _preposition(reading.pro)
        return True

    def _this(self, unit: Unit) -> bool:
        self.clitic = _preposition(_of(unit, "place_this").pro)
        if unit.form.startswith("ب") or self.clitic.startswith("ب"):
            self.start, self.marked = self.b, True
            return False
        return True

    def _relation_word(self, unit: Unit, reading: Reading) -> bool:
        if reading.definite and unit.first == unit.last:
            return False
        kind = reading.attrs["relation"]
        if kind == "borderwith":
            self.relation = "border"
            return self._ends("neighbour")
        if kind != "distance" and not (kind == "in" and self.relation is not None):
            self.relation = self.relation or kind
        self.marked = True
        self.clitic = _preposition(reading.pro)
        return True

    def _kilometres(self, unit: Unit) -> bool:
        if self.b > 0 and self.units[self.b - 1].kind == NUMBER:
            self.distance = _number(self.units[self.b - 1].form)
            self.b -= 1
        elif unit.form.endswith("ين"):
            self.distance = 2.0
        self.clitic = ""
        return True

    def _stop_word(self, unit: Unit, reading: Reading) -> bool:
        word = reading.attrs.get("at")
        if word == "from" and (self.directions or self.relation or self.b == self.i - 1):
            if (
                self.b == self.i - 1
                and self.b > 0
                and not _spatial(self.units[self.b - 1])
                and not _part(self.units, self.b - 1)
            ):
                return self._ends("from" if _fired(self.units, self.b) else "out")
            self.by_way = True
            return True
        if word == "to" and "place_dir" in self.units[self.b + 1].symbols:
            self.by_way = True
            return True
        if word == "to" and self.b and self.units[self.b - 1].bare in _LEADING:
            self.relation = self.relation or "near"  # على الطريق المؤدي إلى كذا
            return self._ends("at")
        if word == "in" and _carried(self.units, self.b):
            return self._ends("away")
        if word == "in" and self.i - self.b < _NEXT and _source_before(self.units, self.b):
            return self._ends("told", inside=False)  # مصدر طبي في كذا
        if word in ("in", "on") or (
            word in _ROLES and not self.directions and not (word == "to" and self.relation == "near")
        ):
            before = self.units[max(0, self.b - _MOVED) : self.b]
            moved = word == "to" and any("place_move" in u.symbols for u in before)
            return self._ends("away" if moved else _ROLES[word])
        if word == "of":
            self.role = "weak"
        elif unit.bare in _COPULAS:
            self._ends("weak", inside=False)
        return False


def _source_before(units: list[Unit], b: int) -> bool:
    """Whether a source, with or without its adjective, stands right before unit ``b``."""
    return any(u.bare.removeprefix("ال") in _SOURCES for u in units[max(0, b - 2) : b])


def _of(unit: Unit, cat: str) -> Reading:
    return next(r for r in unit.readings if r.cat == cat)


def _preposition(pro: str) -> str:
    """A proclitic without conjunction and article."""
    return pro.removesuffix("ال").lstrip("وف")


def _spatial(unit: Unit) -> bool:
    return not {"place_dir", "place_rel", "place_km", "place_far"}.isdisjoint(unit.symbols)


def _fired(units: list[Unit], b: int) -> bool:
    """Whether ``من`` tells where a bombardment or its rounds came from."""
    for unit in reversed(units[max(0, b - _SHOT) : b]):
        if unit.bare in _LAUNCHED:
            continue
        act = unit.reading("act")
        if act is not None:
            return act.attrs.get("type") in ("shelling", "air")
        if unit.form in _ROUNDS or "weapon" in unit.symbols:
            return True
        if "place_stop" in unit.symbols or unit.ends_sentence:
            return False
    return False


def _struck(units: list[Unit], start: int) -> bool:
    """``قصف القوات لبلدة …``, ``بقصفها لقرية …``: the object of a noun of attack, its doer at most between."""
    for unit in reversed(units[max(0, start - _SHOT) : start]):
        act = unit.reading("act")
        if act is not None:
            return not act.feat.startswith(("past", "pres")) and act.attrs.get("type") in _ATTACKS
        if unit.readings and _DOERS.isdisjoint(unit.symbols):
            return False
        if unit.ends_sentence or unit.kind != "word":
            return False
    return False


def _quarters(units: list[Unit], start: int) -> bool:
    """``على الأحياء السكنية والسوق الشعبي لمدينة …``, ``الأطراف الشرقية لبلدة …``: parts of the place that was hit."""
    parts = False
    for unit in reversed(units[max(0, start - _FARTHEST) : start]):
        if any(r.attrs.get("at") in ("in", "on") for r in unit.readings_of("place_stop")) or "hits" in unit.symbols:
            return parts
        if not any(r.definite and r.cat in _PARTS for r in unit.readings):
            return False
        parts = parts or not _AREAS.isdisjoint(unit.symbols)
    return False


def _carried(units: list[Unit], b: int) -> bool:
    """``نقلوا إلى مشفى «كذا» في …``: where those lie who were taken there."""
    for k in range(b - 1, max(-1, b - _FARTHEST), -1):
        unit = units[k]
        if unit.ends_sentence or not {"act", "toll"}.isdisjoint(unit.symbols):
            return False
        if not {"place_move", "place_to"}.isdisjoint(unit.symbols):
            return any(r.id.startswith("pcue/hospital") for u in units[k + 1 : b] for r in u.readings_of("place_cue"))
    return False


def _part(units: list[Unit], b: int) -> bool:
    """Whether ``من`` behind this unit means a part of the place: ``مناطق متفرقة من``."""
    while b > 0 and "place_stop" in units[b].symbols and units[b].form not in ("في", "من"):
        b -= 1
    cue = cue_reading(units[b])
    return cue is not None and not cue.definite


def _number(form: str) -> float | None:
    try:
        return float(form.replace(",", "").replace("،", ""))
    except ValueError:
        return None


def direction_of(found: list[str]) -> str | None:
    """One direction out of the words for it: ``جنوب شرقي`` is south-east, of ``شمال وشرق`` the first holds."""
    if not found:
        return None
    for a, b in ((found[0], found[1]), (found[1], found[0])) if len(found) > 1 else ():
        if a in ("north", "south") and b in ("east", "west"):
            return f"{a}-{b}"
    return found[0]

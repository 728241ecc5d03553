"""By what means: the weapons that a report tells for one event (codebook "Fields", weapon)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.events.acts import Act, burst
from sijill.events.clause import Clause
from sijill.facts.damage import Harm
from sijill.grammar import Chart
from sijill.match import Reading

AIR = frozenset({"aircraft", "drone"})
BOMBS = frozenset({"ied", "landmine", "vehicle bomb", "explosives"})
SHELLS = frozenset({"rocket", "mortar", "artillery", "missile"})
_FOREIGN_ENC = frozenset({"ي", "ك", "نا", "ني", "كم"})  # لغماني is a name, no mine of mine
_HELD = (
    "ضبط",
    "مصادر",
    "صادر",
    "بحوز",
    "العثور",
    "عثر",
    "حيازه",
    "حاز",
    "استرجاع",
    "استرج",
    "غنم",
    "غنيم",
    "اغتنم",
    "اغتنام",
    "استول",
    "الاستيلاء",
    "تهريب",
    "يحمل",
    "تحمل",
    "حامل",
    "محمل",
    "تدريب",
    "اسر",
    "تسليم",
    "سلم",
)
_FLYING = ("طيران", "طائرات", "مقاتلات", "مروحيات", "الجو", "الجويه")
_LAUNCHED = 6  # units behind a raid in which the verb stands that says whose it was
_NOT = frozenset({"دون", "لم", "لن", "بدون"})
_PLANTED = (
    "زرع",
    "مزروع",
    "اسفل",
    "تحت",
    "مرور",
    "مرورها",
    "جانب",
    "لاصق",
    "الصق",
    "موقوت",
    "وضع",
    "مخبا",
    "خبا",
    "دفن",
    "طريق",
    "الطريق",
    "دوري",
    "رتل",
    "موكب",
)
_THROWN = ("القي", "القاء", "القوا", "القت", "رمي", "رموا", "رمت")
_LOADED = ("محمل", "مليي", "محشو", "معبا", "ملغوم", "مفخخ")
_FIRES = frozenset(
    {
        "Attack",
        "Looting/property destruction",
        "Violent demonstration",
        "Mob violence",
        "Excessive force against protesters",
        "Protest with intervention",
    }
)
_ARMLESS = frozenset(
    {
        "Arrests",
        "Agreement",
        "Change to group/activity",
        "Headquarters or base established",
        "Non-violent transfer of territory",
        "Abduction/forced disappearance",
    }
)
_AIRBORNE = frozenset({"Air/drone strike", "Disrupted weapons use", "Chemical weapon"})
_FIRED = frozenset({"Shelling/artillery/missile attack", "Air/drone strike"})
_ALIKE = ("مماثل", "مشابه")
_ALSO = frozenset({"ايضا", "كذلك"})
_BACK = 6
_LOAD = 6  # units between a lorry and what it is loaded with
_ARSON = ("احرق", "حرق", "يحرق", "تحرق", "اضرم", "اشعل", "اضرام", "اشعال", "احراق", "احرقت")
_HOUSES = frozenset({"house", "building", "base"})
_STORES = ("معمل", "معامل", "مصنع", "مصانع", "ورش", "مخزن", "مخازن", "مستودع", "منص")
_GUIDED = ("باليستي", "بالستي", "موجه", "مجنح", "كروز", "سكود", "ارض", "مضاد")


class Weapon(msgspec.Struct, frozen=True):
    """One means as it is told.

    Attributes:
        unit: where.
        kind: the codebook's word.
        vague: whether a clearer word beside it replaces it.
        held: whether it was taken, found or carried, not used.
        house: of a fire: whether a house, a building or a post was set on fire.
        unsaid: a projectile: something was fired, by what is not told.
    """

    unit: int
    kind: str
    vague: bool = False
    held: bool = False
    house: bool = False
    unsaid: bool = False


class MeansReader:
    """Reads the means of one event."""

    def __init__(self, chart: Chart, clauses: Sequence[Clause]):
        self.chart, self.units, self.clauses = chart, chart.doc.units, clauses
        self.acts = [a for c in clauses for a in c.acts]
        self._foiled = any(a.type == "disrupt" for a in self.acts)  # the drone that was brought down
        hit = [f for c in clauses for f in c.damages]
        self._taken = {k for f in hit if f.value.outcome == "captured" for k in range(f.i, f.j)}
        self._struck = {k for f in hit if f.value.outcome != "captured" for k in range(f.i, f.j)}

    def read(self) -> list[Weapon]:
        """All weapons told, in the order of the text."""
        out = [w for c in self.clauses for k, r in c.weapons if (w := self._weapon(c, k, r)) is not None]
        for act in self.acts:
            kind = act.attrs.get("weapon") if act.reading.cat != "weapon" else None
            if kind and (act.reading.id != "act/exchange-v" or self._fire_behind(act.unit)):
                if act.reading.id == "act/rocket-fall" and self.units[act.unit + 1 : act.unit + 2]:
                    kind = "missile" if self.units[act.unit + 1].bare.startswith(_GUIDED) else kind
                kind = "vehicle bomb" if burst(self.units, act) else kind
                vague = kind == "explosives" or act.reading.id == "act/shell-fall"
                out.append(Weapon(act.unit, kind, vague, held=self._held(act.unit) and act.type == "shooting"))
        out += [w for c in self.clauses for f in c.damages if (w := self._arson(f.value)) is not None]
        out += [Weapon(k, "aircraft") for a in self.acts if (k := self._flown(a)) is not None]
        return sorted(out, key=lambda w: w.unit)

    def _arson(self, harm: Harm) -> Weapon | None:
        """``أحرقوا السوق``: what somebody set on fire; what burned of itself was hit by something else."""
        if harm.outcome != "burned":
            return None
        unit = self.units[harm.at]
        lit = "fired" in unit.symbols or unit.bare.startswith(_ARSON)
        return Weapon(harm.at, "fire", house=harm.object in _HOUSES) if lit else None

    def _flown(self, act: Act) -> int | None:
        """Where a force is named by its aircraft, right behind a strike (``قصف سلاح الجو``) or behind its verb.

        ``غارات بالصواريخ شنها طيران النظام``: a raid is anybody's; those who launched it flew.
        """
        k = act.unit + 1
        if act.type == "air":
            k = next((m + 1 for m in range(k, min(k + _LAUNCHED, len(self.units))) if self._launches(m)), k)
        elif act.type != "shelling":
            return None
        unit = self.units[k] if k < len(self.units) else None
        named = unit is not None and not {"actor", "epithet"}.isdisjoint(unit.symbols)
        return k if named and any(w.endswith(_FLYING) for w in self.units[k].form.split()) else None

    def _launches(self, k: int) -> bool:
        return "byagent" in self.units[k].symbols or any(
            r.enc and r.entry.cat == "light" for r in self.units[k].readings
        )

    def _fire_behind(self, k: int) -> bool:
        return any({"fired"} & u.symbols for u in self.units[k + 1 : k + 8])

    def _weapon(self, clause: Clause, k: int, reading: Reading) -> Weapon | None:
        attrs = reading.attrs
        struck = k in self._struck and not (attrs["weapon"] == "drone" and self._foiled)
        if reading.enc in _FOREIGN_ENC or struck or self._negated(k) or self.chart.over("place", k):
            return None
        if self._made(k):
            return None
        kind, vague = attrs["weapon"], bool(attrs.get("vague"))
        before = self.units[k - 1].form.lstrip("وفب") if k > clause.i else ""
        if kind == "ied" and reading.id == "weapon/bomb":
            if any(u.bare.startswith(_THROWN) for u in self.units[max(clause.i, k - 3) : k]):
                kind = "grenade"
            elif not self._planted(clause, k):
                kind = "explosives"
        elif attrs.get("remnant") and kind == "landmine":
            if any(r.attrs["weapon"] in SHELLS for u in self.units[max(0, k - 2) : k] for r in u.readings_of("weapon")):
                return None  # صاروخ من مخلفات الحرب: the shell is named
            kind = "explosives"
        elif kind == "rocket" and self._left_over(k):
            kind = "missile"  # an army's, that fell without going off
        elif kind == "aircraft" and any(
            u.bare.removeprefix("ال").startswith("مسير") for u in self.units[k + 1 : min(k + 3, clause.j)]
        ):
            kind = "drone"
        elif kind == "explosives" and self._loaded(clause, k):
            kind = "vehicle bomb"
        held = k in self._taken or before.startswith(_HELD) or self._held(k)
        return Weapon(k, kind, vague, held, unsaid=bool(attrs.get("unsaid")))

    def _made(self, k: int) -> bool:
        """``معمل للعبوات``, ``مخازن الصواريخ``: where arms are made or kept was hit."""
        return k > 0 and self.units[k - 1].bare.removeprefix("ال").startswith(_STORES)

    def _left_over(self, k: int) -> bool:
        return any(r.attrs.get("remnant") for u in self.units[k + 1 : k + 3] for r in u.readings_of("weapon"))

    def _negated(self, k: int) -> bool:
        """Shots that were not fired (``دون أن يطلقوا رصاصة``)."""
        reading = self.units[k].reading("weapon")
        shots = reading is not None and reading.attrs["weapon"] == "small arms"
        return shots and any(u.bare in _NOT for u in self.units[max(0, k - 4) : k])

    def _planted(self, clause: Clause, k: int) -> bool:
        near = self.units[max(clause.i, k - 8) : min(clause.j, k + 10)]
        return any(u.bare.removeprefix("ب").startswith(_PLANTED) for u in near)

    def _loaded(self, clause: Clause, k: int) -> bool:
        """``شاحنة محملة بطن من المتفجرات``."""
        for m in range(max(clause.i, k - 10), k):
            if self.units[m].form.startswith(_LOADED) and m > 0:
                return any("object" in u.symbols for u in self.units[max(clause.i, m - _LOAD) : m])
        return False

    def _held(self, k: int) -> bool:
        """Whether the weapon was found, taken or carried, not used."""
        for m in range(k - 1, max(-1, k - _BACK), -1):
            unit = self.units[m]
            if unit.ends_sentence or unit.form in "،,":
                return False
            if unit.bare.startswith(_HELD):
                return True
        return False


def means_of(told: Sequence[Weapon], acts: Sequence[Act]) -> list[str]:
    """The means used, the vague dropped where a clear one stands beside it."""
    used = [w for w in told if not w.held] if any(a.type != "disrupt" for a in acts) else list(told)
    if not used and any(a.type == "disrupt" for a in acts):
        used = list(told)
    clear = {w.kind for w in used if not w.vague}
    out = [k for k in dict.fromkeys(w.kind for w in used) if k in clear or not _better(k, clear)]
    if "drone" in out and "aircraft" in out:
        out.remove("aircraft")
    if any(a.type == "suicide" for a in acts) and "ied" in out and len(out) > 1:
        out.remove("ied")
    for vague, better in (
        ("explosives", BOMBS - {"explosives"} | {"suicide vest", "grenade"}),
        ("ied", frozenset({"vehicle bomb", "landmine", "grenade"})),
    ):
        if vague in out and better & set(out):
            out.remove(vague)
    return out if "artillery" in clear else _launched(out, acts)


def _launched(means: list[str], acts: Sequence[Act]) -> list[str]:
    """Shells that are not said to come from guns are rocket-propelled grenades where men attack on the ground."""
    kinds = {a.type for a in acts if a.reading.cat != "weapon"}
    if "artillery" not in means or kinds & {"shelling", "air"}:
        return means
    ground = any(a.type in {"clash", "shooting"} and a.force >= 2 for a in acts) or "small arms" in means
    return ["rpg" if m == "artillery" else m for m in means] if ground else means


def fitting(means: Sequence[str], told: Sequence[Weapon], kind: str) -> list[str]:
    """The means that such an event is fought with: aircraft that carry the dead away and a bomb's fires are none."""
    if kind == "Peaceful protest":
        return [m for m in means if m == "fire"]  # burning tyres
    if kind in _ARMLESS:
        return []
    if all(w.unsaid for w in told if w.kind == "artillery"):
        means = [m for m in means if m != "artillery"]
    fires = kind in _FIRES or (kind not in _FIRED and any(w.house for w in told))
    out = [m for m in means if (m not in AIR or kind in _AIRBORNE) and (m != "fire" or fires)]
    if kind == "Air/drone strike":
        out = [
            "missile" if m in {"rocket", "missile"} else m
            for m in out
            if m not in {"small arms", "explosives", "artillery"}
        ]
        if not AIR & set(out):
            out.insert(0, "aircraft")
    elif kind == "Remote explosive/landmine/IED" and not out:
        out = ["explosives"]
    elif kind == "Armed clash" and "explosives" in out:
        out.remove("explosives")
    elif kind == "Disrupted weapons use" and not out:
        out = list(dict.fromkeys(w.kind for w in told))
    return list(dict.fromkeys(out))


def _better(vague: str, clear: set[str]) -> bool:
    if vague == "artillery":
        return bool(clear & (SHELLS | {"rpg"}))
    return bool(clear & (BOMBS | {"suicide vest", "grenade"} | SHELLS | AIR))


class MeansBefore:
    """The means of the events before in a report: what ``قصف مماثل`` and ``القصف … أيضا`` go back to."""

    def __init__(self, chart: Chart):
        self.units = chart.doc.units
        self._before: dict[str, list[list[str]]] = {}

    def settle(self, kind: str, means: list[str], clauses: Sequence[Clause]) -> list[str]:
        """The event's own means, or those before where it only points back to them."""
        row = self._before.setdefault(kind, [])
        if row and kind in _FIRED and means in ([], ["aircraft"]):
            words = [u.bare for c in clauses for u in self.units[c.i : c.j]]
            if any(w.startswith(_ALIKE) for w in words):
                means = row[-1]
            elif any(w in _ALSO for w in words) and any(
                a.anaphoric or a.type == "air" for c in clauses for a in c.acts
            ):
                means = list(dict.fromkeys(m for old in row for m in old)) if kind != "Air/drone strike" else row[-1]
        if means:
            row.append(means)
        return means

"""What stands in a clause: its acts, tolls, sides, places, days and means."""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from sijill.events.acts import NAMED, Act, act_at
from sijill.events.clause import Clause
from sijill.events.standing import AFTER, NOTED_CATEGORIES, NOTED_WORDS, note, opens_quote, subject
from sijill.events.types import family
from sijill.facts.ground import ground, timed_from
from sijill.grammar import Chart
from sijill.match import Unit

_BASES = ("قاعد", "كلي", "مطار", "دفاع", "قياد", "قوات", "قوه", "غطا", "اسناد", "دعم", "تغطي", "ملاح", "خطوط", "نقل",
          "رحل", "مجال", "حرك", "شحن", "ارصاد")  # fmt: skip
_AMONG_THEM = frozenset({"بينها", "ابرزها", "منها", "اخرها", "اعنفها", "من بينها"})
_DRONES = "act/drone-attack"
_CONFRONTED = "act/confront"
_LED_AWAY = frozenset({"act/abduct-led", "act/led-away"})
_CHANT = "act/chant"
_NEAR_ACT = 6  # units from the verb that brings a drone down to the drone
_PIECES = frozenset({"حطام", "شظايا", "بقايا"})
_RELATIVE = frozenset({"الذي", "التي", "اللذين", "اللذان"})
_HITS = frozenset({"hits"})
_SAY = frozenset({"say"})
_THAT = frozenset({"ان", "بان"})


def fill(clause: Clause, chart: Chart) -> None:
    """Collect what stands in a clause."""
    units = chart.doc.units
    clause.tolls = chart.between("toll", clause.i, clause.j)
    clause.damages = chart.between("damage", clause.i, clause.j)
    clause.parties = chart.between("party", clause.i, clause.j)
    clause.places = chart.between("place", clause.i, clause.j)
    clause.days = chart.between("day", clause.i, clause.j)
    noted = chart.once("noted", _noted)
    for k in noted[bisect_left(noted, clause.i) : bisect_left(noted, clause.j)]:
        unit = units[k]
        act = None if NAMED.isdisjoint(unit.symbols) else _done(clause, chart, k)
        if act is not None:
            clause.acts.append(act)
            if act.anaphoric and len(clause.acts) == 1 and units[k - 1].bare in _THAT:
                clause.points = True  # إن الاشتباكات اندلعت بعد منتصف الليل
            if act.reading.id == _CHANT and unit.conjoined and len(clause.acts) == 1:
                clause.points = True  # ورفع المشاركون لافتات: those who were told of
            if unit.form.endswith("وا") and opens_quote(units, k - 1, clause.i):
                clause.points = True  # قال أحد السكان "أحرقوا منازلنا": they who were told of
        weapon = unit.reading("weapon")
        if weapon is not None and not _of_base(units, k):
            clause.weapons.append((k, weapon))
        note(clause, units, k)
    _shells(clause, chart)
    _gassed(clause, units)
    if clause.total:
        _single_out(clause, units)


def _done(clause: Clause, chart: Chart, k: int) -> Act | None:
    """The act at unit ``k``, where it is one of the clause's own."""
    units = chart.doc.units
    act = act_at(chart, k, clause.i)
    if act is None or (act.anaphoric and timed_from(units, k)):
        return None  # بعد ساعات من التفجير: only says when
    if act.reading.entry.id in _LED_AWAY and any(a.type in {"arrest", "abduct"} for a in clause.acts):
        return None  # اعتقلت شابين واقتادتهما إلى جهة مجهولة: the same act goes on
    drone = act.type == "protest" and "then" not in act.attrs  # مسيرة
    flies = drone and bool({"weapon", "force", "object"} & units[k].symbols)
    if flies or (act.reading.id == _DRONES and _downed(clause, k)):
        return None
    if ground(units, k) and _demonstrates(clause):
        return None  # تظاهروا ضد توقيف زميل
    if act.force < 2 and clause.acts and clause.acts[-1].anaphoric and units[k - 1].form in _RELATIVE:
        act = msgspec.structs.replace(act, described=True)  # التفجير الذي استهدف مسجدا
    behind = k > clause.i and units[k - 1].form in AFTER and bool(clause.acts)
    return msgspec.structs.replace(act, behind=True) if behind else act


def _shells(clause: Clause, chart: Chart) -> None:
    """Shells that fall, hit or are fired are an act where no act is named: ``سقطت أربع قذائف على …``."""
    if any(a.force >= 2 and family(a.type) in {"fire", "bomb", "disrupt"} for a in clause.acts):
        return
    if not clause.weapons or not chart.doc.having(_HITS, clause.i, clause.j):
        return
    for k, reading in clause.weapons:
        kind = reading.attrs.get("type", "")
        if kind in {"shelling", "air"}:
            units = chart.doc.units  # وأضاف أن القذائف سقطت قرب السوق, وسقط حطام الصاروخ
            known = reading.definite and (subject(units, k, clause.i) or units[k - 1].bare in _PIECES)
            clause.acts.append(Act(k, reading, kind, 2, "nn", announced=not known))
            return


def _gassed(clause: Clause, units: list[Unit]) -> None:
    """``أصيب عشرات بالاختناق خلال مواجهات مع …``: a crowd that is met with tear gas, where nobody else used arms."""
    kinds = {a.type for a in clause.acts if a.force >= 2}
    if (
        "clash" not in kinds
        or kinds - {"clash", "shooting", "disperse"}
        or any(a.reading.id != _CONFRONTED for a in clause.acts if a.type == "clash")
    ):
        return
    if any("harmless" in u.symbols or "اختناق" in u.bare for u in units[clause.i : clause.j]):
        clause.acts = [
            msgspec.structs.replace(a, type="disperse") if a.reading.id == _CONFRONTED else a for a in clause.acts
        ]


def goes_on(clause: Clause, chart: Chart) -> int:
    """Where in a clause the talk goes on behind the act that it tells (``…، وقال مصدر إن …``); else its end."""
    told = min([*(a.unit for a in clause.acts), *(t.value.at for t in clause.tolls)], default=clause.j)
    units = chart.doc.units
    saying = (k for k in chart.doc.having(_SAY, told + 1, clause.j) if units[k].conjoined)
    return next((k for k in saying if any(r.feat.startswith("past") for r in units[k].readings_of("say"))), clause.j)


def _noted(chart: Chart) -> list[int]:
    """The units of a text that a clause takes note of."""
    return sorted({*chart.doc.having(NOTED_CATEGORIES), *chart.doc.worded(NOTED_WORDS)})


def _of_base(units: list[Unit], k: int) -> bool:
    """``قاعدة كذا الجوية``, ``غطاء جوي``: an adjective of a place, a body or help, no means."""
    if not units[k].bare.removeprefix("ال").startswith("جوي"):
        return False
    return any(u.bare.removeprefix("ال").startswith(_BASES) for u in units[max(0, k - 3) : k])


def _demonstrates(clause: Clause) -> bool:
    return any(a.type == "protest" for a in clause.acts)


def _downed(clause: Clause, k: int) -> bool:
    """``أسقط الجيش مسيرات انتحارية``: what was brought down is no strike."""
    return any(a.type == "disrupt" and 0 < k - a.unit <= _NEAR_ACT for a in clause.acts)


def _single_out(clause: Clause, units: list[Unit]) -> None:
    """``قتل ستة في هجمات متفرقة بينها انفجار …``: of a total the one act that is named; the count is not its own."""
    one = next((a for a in clause.acts if a.force >= 2 and units[a.unit - 1].form in _AMONG_THEM), None)
    if one is not None:
        clause.total = False
        clause.acts = [a for a in clause.acts if a.unit >= one.unit]
        clause.tolls = [t for t in clause.tolls if t.value.at > one.unit]

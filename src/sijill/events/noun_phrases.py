"""Noun phrases around a trigger: what stands behind or before it, and behind which preposition."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sijill.facts.party import CLOTHES, Party, PartyTold, Ref, conjoined
from sijill.grammar import Chart, Fact
from sijill.match import QUOTES, Unit

PREPOSITIONS = frozenset({
    "علي", "في", "ضد", "من", "الي", "قرب", "عن", "مع", "بحق", "بين", "امام", "داخل", "خارج", "وسط", "تجاه", "صوب",
    "باتجاه", "نحو", "حول", "عبر", "لدي", "بواسطه", "بقياده", "بدعم", "باسناد", "بمشاركه", "برفقه", "ضمن", "دون",
    "بمسانده", "بموازره", "بمعاونه",
    "شمال", "جنوب", "شرق", "غرب", "بعد", "قبل", "خلال", "اثناء", "منذ", "حتي", "تحت", "فوق", "خلف",
})  # fmt: skip
_BREAKS = frozenset({
    "ان", "انه", "انها", "انهم", "الذي", "التي", "الذين", "اللذين", "حيث", "عندما", "حين", "حينما", "بعدما", "مما",
    "ما", "اثر", "عقب", "نتيجه", "جراء", "بسبب", "خلال", "اثناء", "بعد", "قبل", "قرب", "لدي", "ردا", "وسط", "احتجاجا",
    "بينما", "فيما", "كما", "دون", "بحسب", "حسب", "وفق", "وفقا",
})  # fmt: skip
PRONOUNS = frozenset({"انه", "انها", "انهم", "بانه", "بانها", "بانهم"})
_THEN = frozenset({"ثم", "قبل", "ان"})
_OPENS = frozenset({"ان", "بان", "لان", "بعدما", "عندما", "حين", "حينما", "حيث", "قد"})
_PRONOUN_LEAD = frozenset(
    {"انه", "انها", "انهم", "بانه", "بانها", "بانهم", "قد", "كان", "كانت", "كانوا", "هو", "هي", "هم"}
)
_ARMED_ROLES = frozenset({
    "army", "police", "militant", "attacker", "fighter", "security", "force", "member", "leader", "settler", "foreign",
    "un", "air", "artillery", "border", "forces", "guard", "suspect",
})  # fmt: skip
_VERBAL = frozenset({"act", "toll", "light", "say", "damage"})
_NOMINAL = frozenset({"person", "actor", "epithet", "force", "body"})
_COUNTRY = frozenset({"country"})
_DEEDS = frozenset({"act", "light", "damage"})
_WEAPON = frozenset({"weapon"})
_HOLD = frozenset({"نفوذ", "سيطره"})
_FROM = frozenset({"من", "مصدره", "مصدرها"})
_GROUND = frozenset({"مناطق", "منطقه", "خاضعه", "مواقع", "قري"})
_NOBODY = frozenset({"prisoner", "victim"})
_REACH = 12
_MOVED = 20  # units from the subject of a verb to a second verb joined to the first
ATTEMPT = ("محاول", "المحاول", "لمحاول")  # محاولة تقدم: behind it stands a noun of action
_MISSIONS = ("سفار", "قنصلي")


def agentive(fact: PartyTold) -> bool:
    """Whether the phrase names people or a body that can act."""
    v: Party = fact.value
    if v.refs and v.refs[0].form.removeprefix("ال").startswith(_MISSIONS):
        return False  # استهدفت الصواريخ السفارة
    if v.head == "object":
        moving = v.attrs.get("object") in {"armoured vehicle", "vehicle", "aircraft", "other"}
        return moving and any(r.cat in {"nat", "actor", "force", "epithet"} for r in v.refs)
    if v.attrs.get("target"):
        return v.noun.startswith(("body/patrol", "body/convoy"))
    return v.role not in _NOBODY


def armed(fact: PartyTold) -> bool:
    """Whether the phrase names an armed side."""
    v: Party = fact.value
    if v.head in {"actor", "epithet", "force", "body"}:
        return not v.attrs.get("target") or bool(v.refs)
    return v.role in _ARMED_ROLES or any(r.cat in {"actor", "epithet", "force", "body"} for r in v.refs)


def plain_adjective(unit: Unit) -> bool:
    """A word that can be an adjective: one of the tables, or one that they know at most as a name."""
    if conjoined(unit) or unit.kind != "word" or "nat" in unit.symbols or unit.bare in PREPOSITIONS:
        return False
    known = (r.cat for r in unit.readings)
    return bool({"modifier", "otherone", "weapon"} & unit.symbols) or all(
        c.startswith(("place_", "name")) for c in known
    )


class Phrases:
    """The noun phrases of a stretch of units."""

    def __init__(self, chart: Chart, i: int, j: int, start: int | None = None):
        """Args: the stretch ``[i, j)``; ``start`` of its sentence, where the subject of its first verb may stand."""
        self.chart, self.units, self.i, self.j = chart, chart.doc.units, i, j
        self.start = i if start is None else start
        rows = [self._with_nation(f) for f in chart.between("party", self.start, j) if not self._holder(f)]
        rows = self._called_so(rows)
        rows += self._aircraft(rows)
        rows += self._countries({f.i for f in rows})
        self._at = {f.i: f for f in rows}
        self._end = {f.j: f for f in rows}
        self.fallen: set[int] = set()  # phrases that a toll counts, no subjects of other verbs
        self.sources = [(f.i, f.j) for f in chart.between("claim", max(0, i - 12), j)]

    def _holder(self, fact: PartyTold) -> bool:
        """``مناطق نفوذ كذا``, ``الخاضعة لسيطرة «كذا»``: who holds the ground where the act was."""
        k = fact.i - 1 - (fact.i > 1 and self.units[fact.i - 1].kind == "sign")
        held = k > 1 and self.units[k].form.removeprefix("ل") in _HOLD
        fired = any(u.bare in _FROM for u in self.units[max(0, k - 3) : k - 1])  # قصف مصدره مناطق سيطرة كذا
        return held and not fired and self.units[k - 1].bare.removeprefix("ال") in _GROUND

    def _with_nation(self, fact: PartyTold) -> PartyTold:
        """``سفينة حربية كينية``: the nationality that stands behind another adjective."""
        v: Party = fact.value
        if v.head not in {"object", "force"} or any(r.cat in {"nat", "actor", "epithet"} for r in v.refs):
            return fact
        for k in range(fact.j, min(fact.j + 2, self.j)):
            unit = self.units[k]
            nat = unit.reading("nat")
            if nat is not None and nat.pro in {"", "ال"} and self.chart.over("place", k) is None:  # no سوق ليبيا
                ref = Ref(k, "nat", tuple(unit.readings_of("nat")))
                value = msgspec.structs.replace(v, refs=(*v.refs, ref))
                return Fact(fact.kind, fact.i, k + 1, (fact.span[0], unit.end), value, fact.rule, fact.parts)
            if not plain_adjective(unit):
                break
        return fact

    def _called_so(self, rows: list[PartyTold]) -> list[PartyTold]:
        """``قوات كذا "قسد"``: a name in quotes right behind a side is its own, no second side."""
        out: list[PartyTold] = []
        for fact in rows:
            before = out[-1] if out else None
            gap = self.units[before.j : fact.i] if before is not None and before.j <= fact.i else ()
            plain = len(gap) < 2 and all(not u.readings and u.form.startswith("ال") for u in gap)
            quoted = fact.value.head == "actor" and self.chart.doc.text[self.units[fact.i].start] in QUOTES
            if before is None or before.j > fact.i or not (quoted and plain and armed(before)):
                out.append(fact)
                continue
            value = msgspec.structs.replace(before.value, refs=(*before.value.refs, *fact.value.refs))
            span = (before.span[0], fact.span[1])
            out[-1] = Fact(before.kind, before.i, fact.j, span, value, before.rule, before.parts)
        return out

    def _countries(self, taken: set[int]) -> list[PartyTold]:
        """``قصفت تركيا مواقع``, ``شنت روسيا غارات``: a country right behind a verb that it is the subject of."""
        out: list[PartyTold] = []
        for k in self.chart.doc.having(_COUNTRY, self.i + 1, self.j):
            if k in taken or any(r.pro for r in self.units[k].readings_of("country")):
                continue
            if any(r.feat == "past.fs" and r.cat in _DEEDS for r in self.units[k - 1].readings):
                out.append(self._of_nation(k, "country"))
        return out

    def _aircraft(self, rows: list[PartyTold]) -> list[PartyTold]:
        """``طائرة أمريكية بدون طيار``: aircraft that the tables know as means only, with their nation if told."""
        out: list[PartyTold] = []
        for k in self.chart.doc.having(_WEAPON, self.i, self.j):
            unit = self.units[k]
            weapon = None if any(f.i <= k < f.j for f in rows) else unit.reading("weapon")
            if weapon is None or weapon.attrs.get("weapon") not in {"aircraft", "drone"}:
                continue
            if unit.bare.removeprefix("ال").startswith("جوي"):
                continue  # الضربة الجوية: the adjective says how, not who
            refs: tuple[Ref, ...] = ()
            end = k + 1
            for m in range(k + 1, min(k + 4, self.j)):
                nat = self.units[m].reading("nat")
                if nat is not None and nat.pro in {"", "ال"}:
                    refs, end = (Ref(m, "nat", tuple(self.units[m].readings_of("nat"))),), m + 1
                    break
                if not plain_adjective(self.units[m]):
                    break
            value = Party("force", None, None, False, "air", "", weapon.id, k, refs, definite=weapon.definite)
            out.append(Fact("party", k, end, (unit.start, self.units[end - 1].end), value, "party/aircraft"))
        return out

    def begins(self) -> Iterable[int]:
        """The units at which phrases begin, in no order."""
        return self._at

    def at(self, k: int) -> PartyTold | None:
        """The phrase that begins at unit ``k``."""
        return self._at.get(k)

    def ends_at(self, k: int) -> PartyTold | None:
        """The phrase that ends before unit ``k``."""
        return self._end.get(k)

    def ending_in(self, k: int) -> PartyTold | None:
        """The phrase that begins before unit ``k`` and covers it."""
        for m in range(k - 1, max(self.i - 1, k - 4), -1):
            fact = self._at.get(m)
            if fact is not None:
                return fact if fact.j > k else None
        return None

    def preposition(self, fact: PartyTold) -> str:
        """The preposition that governs a phrase: a word before it, or ب ل ك at its first word."""
        unit = self.units[fact.i]
        reading = unit.readings[0] if unit.readings else None
        noun = fact.value.noun
        for other in unit.readings:
            if other.id == noun:
                reading = other
                break
        pro = reading.pro.removesuffix("ال").lstrip("وف") if reading is not None else ""
        if pro:
            return "ل" if pro.startswith("ل") else pro[:1]
        if conjoined(unit) and fact.i and (joined := self._end.get(fact.i)) is not None:
            return self.preposition(joined)
        before = self.units[fact.i - 1] if fact.i > self.start else None
        if before is None:
            return ""
        if before.bare in CLOTHES:
            return before.bare  # يرتدون زي الشرطة
        if before.form in {'"', "«", "("} and fact.i - 2 >= self.i:
            before = self.units[fact.i - 2]
        return before.bare if before.bare in PREPOSITIONS else ""

    def after(self, k: int, limit: int) -> list[tuple[PartyTold, str]]:
        """Phrases behind unit ``k`` with prepositions, over days, hours and places, to where the verb's reach ends."""
        out: list[tuple[PartyTold, str]] = []
        end = min(k + limit, self.j)
        while k < end:
            fact = self._at.get(k)
            if fact is not None:
                out.append((fact, self.preposition(fact)))
                end = min(max(end, fact.j + 6), self.j)
                k = fact.j
                continue
            unit = self.units[k]
            if unit.ends_sentence or unit.bare in _BREAKS or {"hitback", "result", "starter"} & unit.symbols:
                break
            if unit.form in {"،", ","} and out:
                break
            before = self.units[k - 1] if k > 0 else unit
            if _finite(unit) and before.form not in PREPOSITIONS and not before.bare.startswith(ATTEMPT):
                break
            k = self._over(k)
        return out

    def _over(self, k: int) -> int:
        for kind in ("day", "clock", "place"):
            facts = self.chart.at(kind, k)
            if facts:
                return max(facts[0].j, k + 1)
        return k + 1

    def next(self, k: int, near: int) -> PartyTold | None:
        """The first phrase that begins within ``near`` units."""
        for m in range(k, min(k + near, self.j)):
            if m in self._at:
                return self._at[m]
            unit = self.units[m]
            if unit.form in "،,؛.:" or _finite(unit):
                return None
        return None

    def owner_before(self, k: int) -> PartyTold | None:
        """The armed side behind no preposition that stands last before unit ``k``: whose act a pronoun says it is."""
        for m in range(k, max(self.i, k - _REACH), -1):
            fact = self._end.get(m)
            if fact is not None and armed(fact) and not self.preposition(fact) and not fact.value.counted:
                return fact
            if self.units[m - 1].form in "،,؛." or self.units[m - 1].ends_sentence:
                return None
        return None

    def nation(self, k: int, *, anywhere: bool = False) -> PartyTold | None:
        """An adjective of nationality as a side (``غارة أمريكية``): its state's force."""
        if k >= self.j:
            return None
        unit = self.units[k]
        reading = unit.reading("nat")
        if reading is None or reading.pro not in {"", "ال"} or (k in self._at and not anywhere):
            return None
        return self._of_nation(k)

    def _of_nation(self, k: int, cat: str = "nat") -> PartyTold:
        unit = self.units[k]
        ref = Ref(k, "nat", tuple(unit.readings_of(cat)))
        value = Party("force", None, None, False, "air", "", "force/of-nation", k, (ref,))
        return Fact("party", k, k + 1, (unit.start, unit.end), value, "party/nation")

    def nation_joined(self, k: int) -> PartyTold | None:
        """``والباكستانية``, ``ونظيره الباكستاني``: the force of a further nation, joined to one of the first."""
        k += k < self.j and self.units[k].bare.startswith("نظير")
        reading = self.units[k].reading("nat") if k < self.j else None
        if reading is None or not (self.units[k].conjoined or self.units[k - 1].bare.startswith("نظير")):
            return None
        return self._of_nation(k)

    def subject_before(self, k: int, *, plural: bool) -> PartyTold | None:
        """The subject before its verb at unit ``k``.

        A phrase behind no preposition that opens its sentence or ``أن``.
        """
        if self.units[k - 1].bare in PRONOUNS and k - 1 > self.i:
            return self._source_before(k - 1)
        m = k
        passed = 0
        crossed = False
        left = self.start if k <= self.i + 1 and not conjoined(self.units[k]) else self.i
        while m > left and passed < _REACH + 6 * plural:
            unit = self.units[m - 1]
            fact = self._end.get(m)
            if fact is not None:
                found = None if self._owns(fact) else self._as_subject(fact, k, plural=plural and not crossed)
                if found is not None:
                    return found
                m = fact.i
                continue
            if unit.form in {"،", ",", "-", "؛"}:
                if not plural:
                    return None
                crossed = True
            if unit.ends_sentence or (_finite(unit) and not {"say"} & unit.symbols):
                return None
            if unit.bare in {"الذي", "التي", "الذين", "حيث", "عندما", "حين", "حينما", "بعدما", "بينما", "فيما", "كما"}:
                return None
            if "say" in unit.symbols and not plural:
                return None
            m -= 1
            passed += 1
        return None

    def mover(self, k: int, feat: str) -> PartyTold | None:
        """``دخلت قوة من كذا الحي ونهبت …``: the armed subject of the verb to which that at unit ``k`` is joined."""
        if not conjoined(self.units[k]) and self.units[k - 1].bare not in _THEN:
            return None
        left = k
        while left > max(self.start, k - _MOVED) and not self.units[left - 1].ends_sentence:
            left -= 1
        fact = next(
            (f for m in range(k - 1, left, -1) if (f := self._at.get(m)) and armed(f) and not self.preposition(f)), None
        )
        if fact is None or not agentive(fact) or fact.i in self.fallen or conjoined(self.units[fact.i]):
            return None
        if any(_finite(u) for u in self.units[fact.j : k]):
            return None
        verb = self.units[fact.i - 1]
        if any(r.feat.startswith("past") for r in verb.readings):
            return fact if "say" not in verb.symbols else None
        opens = fact.i - 1 == left or conjoined(verb) or self.units[fact.i - 2].bare in _OPENS
        feminine = verb.form.endswith("ت")
        told = verb.kind == "word" and not verb.readings and not verb.form.startswith("ال")
        return fact if opens and told and feminine == feat.endswith("fs") else None

    def _owns(self, fact: PartyTold) -> bool:
        """``بيوت الأهالي``: an owner behind the thing owned is no subject of its own."""
        thing = self._end.get(fact.i)
        return thing is not None and thing.value.head == "object" and not conjoined(self.units[fact.i])

    def _source_before(self, k: int) -> PartyTold | None:
        """``أعلن الجيش أنه قصف``: who tells of it did it."""
        for m in range(k, max(self.i, k - _REACH), -1):
            fact = self._end.get(m)
            if fact is not None and armed(fact) and not self.preposition(fact):
                return fact
            if self.units[m - 1].ends_sentence:
                return None
        return None

    def _as_subject(self, fact: PartyTold, k: int, *, plural: bool) -> PartyTold | None:
        if fact.i in self.fallen or not agentive(fact) or self.preposition(fact) or self.units[fact.i - 1].form == "(":
            return None
        first = fact
        while conjoined(self.units[first.i]) and (joined := self._end.get(first.i)) is not None:
            first = joined
        if any(i <= first.i < j for i, j in self.sources) and self.units[k - 1].bare not in _PRONOUN_LEAD:
            return None
        if self.preposition(first):
            return None
        if fact.value.head == "person" and fact.value.role == "civilian" and not plural:
            return None
        near = fact.j >= k - 1
        before = self.units[first.i - 1] if first.i > self.start else None
        opens = (
            before is None
            or before.bare in {"ان", "بان", "لان"}
            or before.form in {"،", ",", ":", "-", '"', "«"}
            or "starter" in before.symbols
            or before.kind in {"sign", "newline"}
        )
        if plural or opens or near:
            return first if not conjoined(self.units[fact.i]) or first is not fact else fact
        return None


def _finite(unit: Unit) -> bool:
    """Whether the unit is a verb of the tables and nothing that a noun phrase can begin with."""
    if _VERBAL.isdisjoint(unit.symbols) or not _NOMINAL.isdisjoint(unit.symbols):
        return False
    if any(r.attrs.get("voice") == "obj" for r in unit.readings_of("toll")):
        return True  # أودى بحياة
    return any(r.feat.startswith(("past", "pres")) and r.cat in _VERBAL for r in unit.readings)

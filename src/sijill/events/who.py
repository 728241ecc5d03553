"""From the frames of an event to its two sides: which frames count, which groups phrases mean, who is told of twice.

Phrases that name nobody themselves are read with what stands beside them: a name in quotes, a second name joined by و,
a pronoun, ``التنظيم`` for the group named last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sijill.events.clause import Clause
from sijill.events.frame import Frame, Row
from sijill.events.noun_phrases import PREPOSITIONS, armed
from sijill.facts.actor import ARMED_CLASSES, CIVILIANS, CLAN, UNIDENTIFIED, Actors, Side, Stage, of_clan
from sijill.facts.party import Party, PartyTold, Ref, conjoined, with_nun
from sijill.facts.speech import THAT
from sijill.facts.toll import shared_side
from sijill.grammar import Chart
from sijill.match import Reading
from sijill.model import Span

_VIOLENT = frozenset(
    {"ied", "suicide", "grenade", "clash", "shelling", "air", "attack", "shooting", "murder", "toll", "harm"}
)
_ANYBODY = frozenset({"person/youth", "person/person"})
_QUOTES = frozenset('"«»“”(){}[]')
_BETWEEN = frozenset({"من", "في", "ل", "لدي", "تابع", "تابعه", "التابعه", "التابع", "التابعين", "تابعين", "ضمن"})
_NEAR, _FAR = 45, 120  # units a pronoun and a definite noun may point back over
_CALIPHATE, _HELD_BY_IT = "Islamic State", frozenset({"IQ", "SY"})
_GUNMEN = frozenset({"person/gunman", "person/insurgent", "person/terrorist", "person/extremist", "person/radical",
                     "person/jihadist", "person/attacker", "person/fighter", "person/rebel",
                     "person/mercenaries", "person/mercenary", "person/resister"})  # fmt: skip
_SUSPECTED = frozenset(
    {"يشتبه", "يعتقد", "بانهم", "بانه", "انهم", "انتمايهم", "انتماءهم", "انتمائهم", "ينتمون", "الي", "ينتمي", "يرجح"}
)
_ABOARD = frozenset({"تقل", "يقل", "يستقلها", "تستقلها", "تقلهم", "يستقله", "كانت", "كان", "تنقل", "تحمل"})
_BODIES = frozenset({"body/movement", "body/militia", "body/unit", "body/unit-b"})  # جبهة is a front line as well
_MINE = frozenset({"ه", "ها", "نا"})  # whose word it is speaks of its own so
_FORCES = frozenset({"army", "force", "security", "police"})
_STATE = frozenset({"state forces", "external forces"})
_UNIFORMS = frozenset({"army", "force", "police", "security"})
_IRREGULAR = frozenset({"rebel group", "political militia", "identity militia"})
_CALLED_FORCE = ("قوات", "القوات", "قوه", "القوه")
_WINGS = ("الجناح", "الذراع")
_MILITANT = frozenset({"militant", "attacker", "fighter", "member", "leader", "suspect"})


# Peasants, herders and families who fight one another.
_KIN = {"person/farmer": "Farmers militia", "person/shepherd": "Herders militia", "person/families": CLAN,
        "person/families-b": CLAN}  # fmt: skip


def named_party(k: int, readings: tuple[Reading, ...]) -> Party:
    """A name as a phrase of its own."""
    return Party("actor", None, None, False, "", "", "actor", k, (Ref(k, "actor", readings),))


class Told(msgspec.Struct, frozen=True):
    """A side with the words that named it."""

    side: Side
    span: Span
    rule: str


class Who:
    """Settles whom the phrases of one event mean, on its stage."""

    def __init__(self, actors: Actors, stage: Stage, chart: Chart):
        self.actors, self.stage, self.chart, self.units = actors, stage, chart, chart.doc.units
        self._cache: dict[int, list[Side]] = {}
        self._parties: list[PartyTold] = chart.all("party")

    # --- one phrase --------------------------------------------------------------------------------------------------

    def sides_of(self, fact: PartyTold) -> list[Side]:
        """The groups that a phrase means, with those joined to it by و."""
        if fact.rule == "party/nation":
            return self._own(fact)
        found = list(self._own(fact))
        at = fact.j
        while (joined := self._joined(at)) is not None:
            more = self._own(joined)
            if not more or (more[0].group in {UNIDENTIFIED, CIVILIANS} and found):
                break
            found += [s for s in more if s.group not in {x.group for x in found}]
            at = joined.j
        return found + self._second_nation(fact, found)

    def _second_nation(self, fact: PartyTold, found: Sequence[Side]) -> list[Side]:
        """``القوات التركية والأمريكية``: a further nationality joined to the first."""
        nat = self.units[fact.j].reading("nat") if fact.j < len(self.units) else None
        if nat is None or nat.pro not in {"و", "وال"} or not found or found[0].cls not in _STATE:
            return []
        side = self.actors.force_side(nat.attrs["iso2"], "army", self.stage, 3, "actor/force-of-country")
        return [side] if side is not None and side.group != found[0].group else []

    def _joined(self, k: int) -> PartyTold | None:
        if k + 1 < len(self.units) and self.units[k].form.startswith(_WINGS):  # كتائب … الجناح العسكري لحركة …
            wing = next((row[0] for m in (k, k + 1) if (row := self.chart.at("party", m))), None)
            k = wing.j if wing is not None else k
        while k < len(self.units) and self.units[k].form in _QUOTES:
            k += 1
        if k >= len(self.units) or not (conjoined(self.units[k]) or self.units[k].form == "و"):
            return None
        if self.units[k].form == "و":
            k += 1
            while k < len(self.units) and self.units[k].form in _QUOTES:
                k += 1
        row = self.chart.at("party", k)
        if row and armed(row[0]) and not row[0].value.counted:
            return row[0]
        return None

    def _own(self, fact: PartyTold) -> list[Side]:
        if fact.i not in self._cache:
            self._cache[fact.i] = self._settled(fact)
        return self._cache[fact.i]

    def _settled(self, fact: PartyTold) -> list[Side]:
        if fact.rule == "party/aircraft" and not fact.value.refs:
            flown = self.actors.flown_by(self.units[fact.i].form.split(), self.stage)
            if flown is not None:
                return [flown]
        found = self._resolved(fact.value)
        if found and found[0].firm == 3:
            return found
        named = self._inside(fact) or self._beside(fact)
        if named:
            return named
        return self._predicate(fact) or self._back(fact, found) or found or self._some_force(fact)

    def _some_force(self, fact: PartyTold) -> list[Side]:
        """``قوة الحماية``, ``وحدات خاصة`` of nobody: the army of the country."""
        v: Party = fact.value
        linked = fact.j < len(self.units) and {"link", "toward"} & self.units[fact.j].symbols
        if v.head != "force" or v.role != "forces" or len(v.refs) > 1 or linked or v.pron or not self.stage.country:
            return []
        side = self.actors.force_side(self.stage.country, "army", self.stage, 1, "actor/some-force")
        return [side] if side is not None else []

    def _resolved(self, v: Party) -> list[Side]:
        """By the actor tables; a name that is only a kind of force counts in its own country."""
        nat = next((r.readings[0].attrs["iso2"] for r in v.refs if r.cat == "nat"), None)
        if v.head == "epithet" and nat is not None and all(r.cat != "actor" for r in v.refs):
            flies = any(w in self.units[v.at].form for w in ("طيران", "طائر", "طاير", "جوي"))
            role = "air" if flies else "army"
            side = self.actors.force_side(nat, role, self.stage, 3, "actor/force-of-country")
            if side is not None:
                return [side]
        named = next((r for r in v.refs if r.cat == "actor"), None)
        if named is not None and " و" in self.units[named.unit].form and len(named.readings) > 1:
            return self.actors.allies(named.readings, self.stage)
        return self.actors.resolve_all(v, self.stage)

    def _inside(self, fact: PartyTold) -> list[Side]:
        """A name within the phrase, in quotes: ``جماعة «…»``, also where only noun and name together are one."""
        v: Party = fact.value
        if v.head not in {"person", "body", "object", "force"} or not any(
            self.units[k].form in _QUOTES for k in range(v.at + 1, min(fact.j + 1, len(self.units)))
        ):
            return []
        end = min(fact.j + 5, len(self.units))
        noun = ""
        for k in range(v.at, end):
            unit = self.units[k]
            if unit.form in _QUOTES:
                if noun and k + 1 < end:
                    words = [noun]
                    for m in range(k + 1, min(k + 5, len(self.units))):
                        if self.units[m].form in _QUOTES:
                            break
                        words.append(self.units[m].form)
                    readings = self.actors.lookup(words) or self.actors.lookup(words[1:])
                    if readings:
                        return self._resolved(named_party(k + 1, readings))
                continue
            if k > v.at and k < fact.j and "actor" in unit.symbols:
                return self._resolved(named_party(k, tuple(unit.readings_of("actor"))))
            body = unit.reading("body")
            if body is not None:
                noun = unit.form[len(body.pro) :] if body.pro else unit.form
            elif k >= fact.j:
                break
        return []

    def _beside(self, fact: PartyTold) -> list[Side]:
        """A name in quotes or behind من after the phrase: ``ميليشيا "…"``, ``عناصر من «…»``, ``يشتبه بأنهم من …``."""
        if fact.value.head not in {"person", "body", "object", "force", "aboard"}:
            return []
        k, limit, strange = fact.j, fact.j + 3, 2 * (fact.value.head in {"body", "object"})
        while k < min(limit, len(self.units)):
            unit = self.units[k]
            row = self.chart.at("party", k) if not conjoined(unit) else []
            if row and k == fact.j and fact.value.head == "force" and fact.value.definite and unit.form[:2] != "ال":
                return []  # قصف الجيش قوات كذا: a noun with its article owns nothing
            if row and k == fact.j and with_nun(self.units[k - 1]):
                return []  # هاجمت امرأتان القنصلية: a noun that keeps its nun owns nothing
            if row and k > fact.j and row[0].value.head == "body" and not row[0].value.attrs.get("target"):
                return [s for s in self._own(row[0]) if s.firm >= 2 and s.cls in ARMED_CLASSES]
            if row and k == fact.j and fact.value.head == "object" and row[0].value.head == "person":
                return self._own(row[0])  # the judge's car
            if row and (
                row[0].value.head in {"actor", "epithet"} or (row[0].value.head in {"person", "force"} and k > fact.j)
            ):
                return [s for s in self._resolved(row[0].value) if s.firm >= 2 and s.cls in ARMED_CLASSES]
            if unit.bare in _SUSPECTED or unit.bare.startswith("انتما") or unit.bare in _ABOARD:
                limit = k + 5
            elif not (unit.form in _QUOTES or unit.bare in _BETWEEN or {"link", "modifier"} & unit.symbols):
                if not strange or unit.readings or unit.kind != "word" or k + 1 >= len(self.units):
                    break
                strange -= 1  # an adjective that no table knows
                limit += 1
            k += 1
        return []

    def _back(self, fact: PartyTold, found: Sequence[Side]) -> list[Side]:
        """Whom a pronoun or a definite noun points back at."""
        v: Party = fact.value
        whose = [r for r in v.refs if r.unit != v.at]
        if v.attrs.get("civil"):
            return []
        if v.head == "person" and whose and all(_the_force(r) for r in whose) and not v.pron:
            return self._the_forces(fact.i)  # عناصر من القوات نفسها
        if (
            v.pron
            and (v.role in _MILITANT | _FORCES | {"guard"} or v.head in {"force", "body", "object"})
            and not whose
        ):
            found = (
                self._state_before(fact)
                or self._before(fact.i, _NEAR, ARMED_CLASSES)
                or (self._speaker() if v.pron in _MINE else [])
            )
            return [self._army_of(s) if v.head == "force" else s for s in found]
        if v.noun == "number" and v.pron == "هم" and (those := self._those(fact.i)):
            return those
        if v.other and not found:
            return self._before(fact.i, _NEAR, ARMED_CLASSES) if v.pron or self._of_them(fact) else []
        called = bool(found) and found[0].group != UNIDENTIFIED
        if (
            not v.definite
            or v.pron
            or any(r.cat in {"nat", "actor"} or (called and r.cat == "epithet") for r in v.refs)
        ):
            return []
        if v.head == "body" and v.noun in _BODIES and not whose:
            return self._before(fact.i, _FAR, _IRREGULAR) or self._called(v)
        if v.head == "force" and v.role == "forces" and not whose:
            return self._the_forces(fact.i)
        if v.head == "person" and v.noun in _GUNMEN and not v.attrs.get("epithet"):
            return self._before(fact.i, _FAR, _IRREGULAR) or (self._only_rebels() if v.low != 1 else [])
        return []

    def _those(self, i: int) -> list[Side]:
        """``قصفت التلال التي فر إليها المسلحون وقتلت ستة منهم``: the people last told of, where no group is."""
        for fact in reversed(self._parties):
            v: Party = fact.value
            if fact.i >= i or v.noun == "number" or v.head in {"object", "body"}:
                continue
            if fact.i < i - _NEAR or v.head != "person" or v.low == 1:
                return []
            return [Side(s.group, s.cls, 1, "actor/named-before") for s in self._own(fact)]
        return []

    def _the_forces(self, i: int) -> list[Side]:
        """``القوة``, ``القوات نفسها``: the side last told of that is called a force, else a state's."""
        for fact in reversed(self._parties):
            if fact.i < i and any(r.cat == "actor" and r.form.startswith(_CALLED_FORCE) for r in fact.value.refs):
                if fact.i < i - _FAR or any(self.units[k].kind == "newline" for k in range(fact.i, i)):
                    break
                found = [s for s in self._resolved(fact.value) if s.firm >= 2 and s.cls in ARMED_CLASSES]
                if found:
                    return [Side(found[0].group, found[0].cls, 2, "actor/named-before")]
        return self._before(i, _FAR, _STATE)

    def _only_rebels(self) -> list[Side]:
        """``المسلحون`` of another paragraph: the one rebel group of this country that the report names."""
        stage = self.stage
        rebels = [
            g
            for g in stage.groups
            if self.actors.class_of(g, stage.country, day=stage.day) == "rebel group"
            and (self.actors.home.get(g) == stage.country or (g == _CALIPHATE and stage.country in _HELD_BY_IT))
        ]
        return [Side(rebels[0], "rebel group", 1, "actor/only-rebels")] if len(rebels) == 1 and stage.country else []

    def _called(self, v: Party) -> list[Side]:
        """``الميليشيات`` of nobody named before: whom those who speak call so."""
        unit = self.units[v.at]
        if "epithet" not in unit.symbols:
            return []
        ref = Ref(v.at, "epithet", tuple(unit.readings_of("epithet")), unit.form)
        return self._resolved(msgspec.structs.replace(v, head="epithet", noun="", refs=(ref,)))

    def _speaker(self) -> list[Side]:
        """``أعلن المركز الإعلامي للقوات أن مقاتليها …``: those who speak, where nobody else is named."""
        group = self.stage.speaker
        cls = self.actors.class_of(group, self.stage.country, day=self.stage.day) if group else ""
        return [Side(group, cls, 2, "actor/speaker")] if group and cls in ARMED_CLASSES else []

    def _state_before(self, fact: PartyTold) -> list[Side]:
        """``أعلنت تركيا أن قواتها``: the country that says so is whose they are."""
        k = fact.i - 2
        if k < 1 or fact.value.pron != "ها" or self.units[k + 1].form not in THAT:
            return []
        reading = self.units[k].reading("country")
        if reading is None or reading.pro or "say" not in self.units[k - 1].symbols:
            return []
        side = self.actors.force_side(reading.attrs.get("iso2"), "army", self.stage, 2, "actor/named-before")
        return [] if side is None else [side]

    def _army_of(self, side: Side) -> Side:
        """``قالت الحكومة إن قواتها``: a government's forces are its army."""
        country = self.actors.home.get(side.group) if side.group.startswith("Government of ") else None
        return self.actors.force_side(country, "army", self.stage, side.firm, side.rule) or side

    def _predicate(self, fact: PartyTold) -> list[Side]:
        """``طائرة … يرجح أنها روسية``: whose it was is told behind it."""
        if fact.value.head != "force":
            return []
        for k in range(fact.j, min(fact.j + 6, len(self.units) - 1)):
            if self.units[k].bare in {"انها", "بانها", "انه"}:
                nat = self.units[k + 1].reading("nat")
                if nat is not None:
                    side = self.actors.force_side(nat.attrs["iso2"], "air", self.stage, 2, "actor/said-to-be")
                    if side is not None:
                        return [side]
                for m in range(k + 1, min(k + 4, len(self.units))):
                    row = self.chart.at("party", m)
                    if row and row[0].value.head in {"actor", "epithet"}:
                        return self._resolved(row[0].value)
        return []

    def one_foe(self, fallen: Party, outcome: str) -> Side | None:
        """Whose bare ``مسلحين`` fell to a state's force: the one armed group that the report names."""
        if fallen.role != "militant" or outcome == "captured":
            return None
        rebels = self.rebels()
        return rebels[0] if len(rebels) == 1 else None

    def rebels(self) -> list[Side]:
        """The rebel groups that the report names."""
        stage = self.stage
        named = {g: self.actors.class_of(g, stage.country, day=stage.day) for g in stage.groups}
        return [Side(g, cls, 1, "actor/only-foe") for g, cls in named.items() if cls == "rebel group"]

    def _of_them(self, fact: PartyTold) -> bool:
        return any(u.form in {"منهم", "منها", "منهما"} for u in self.units[fact.i : fact.j + 1])

    def _before(self, i: int, reach: int, classes: frozenset[str]) -> list[Side]:
        """The last group of these classes that is named before unit ``i``, in the same item."""
        for fact in reversed(self._parties):
            if fact.i >= i:
                continue
            if fact.i < i - reach or any(self.units[k].kind == "newline" for k in range(fact.i, i)):
                return []
            if reach == _NEAR and fact.value.head == "body" and fact.value.noun in _BODIES:
                known = self._resolved(fact.value)
                if not known:
                    return [Side(UNIDENTIFIED, "unknown", 1, "actor/unidentified")]
            if not (fact.value.refs or fact.value.head in {"actor", "epithet", "force"}):
                continue
            for side in self._resolved(fact.value):
                if side.firm >= 2 and side.cls in classes:
                    return [Side(side.group, side.cls, 2, "actor/named-before")]
        return []

    # --- the two sides -----------------------------------------------------------------------------------------------

    def _rows(self, row: Row, *, mutual: bool) -> list[Told]:
        out: list[Told] = []
        for fact, rule in row:
            found = self._own(fact) if rule == "role/between" else self.sides_of(fact)
            kin = self._kin(fact.value) if mutual else None
            for side in found if kin is None else [Side(kin, "identity militia", 2, "actor/kin")]:
                if all(t.side.group != side.group for t in out):
                    out.append(Told(side, fact.span, rule))
        return out

    @staticmethod
    def _kin(v: Party) -> str | None:
        """The militia that people are who fight or bargain as kin or by their trade (``وجهاء قبيلتي كذا``)."""
        kin = _KIN.get(v.noun)
        return CLAN if kin is None and v.head == "person" and any(of_clan(ref) for ref in v.refs) else kin

    def agents(self, frame: Frame) -> list[Told]:
        """Who did what a frame tells."""
        row = self._rows(frame.agents, mutual=frame.mutual)
        if frame.kind in _VIOLENT:
            officials = {f.span for f, _ in frame.agents if f.value.head == "person" and f.value.role == "government"}
            row = [t for t in row if t.span not in officials]
        if (
            frame.mutual
            and len(row) == 1
            and row[0].side.group == CIVILIANS
            and frame.agents[0][0].value.noun in _ANYBODY
        ):
            row = [Told(Side(UNIDENTIFIED, "unknown", 1), row[0].span, row[0].rule)]
        for fact, rule in frame.agents:
            if fact.value.head == "nat" and (nation := self.actors.nation_side(fact.value, self.stage)) is not None:
                row = [t for t in row if t.span != fact.span] + [Told(nation, fact.span, rule)]
        if len(row) > 1:
            row = [t for t in row if t.side.group not in {UNIDENTIFIED, CIVILIANS}] or row
        return row

    def patients(self, frame: Frame) -> list[Told]:
        """Whom it hit."""
        out = self._rows(frame.patients, mutual=frame.mutual)
        if not frame.mutual:  # a clan that is raided is people
            people = Side(CIVILIANS, "civilians", 1)
            out = [Told(people, t.span, t.rule) if t.side.rule == "actor/clan" else t for t in out]
        for fact, rule in frame.patients:
            if fact.value.attrs.get("civil") and not self.sides_of(fact):
                out.append(Told(Side(CIVILIANS, "civilians", 1, "actor/civilian-object"), fact.span, rule))
        return out

    def decide(self, frames: Sequence[Frame], inherited: Sequence[Told]) -> tuple[list[Told], list[Told]]:
        """Initiators and targets told by the frames; ``inherited``: who acted before, for a subject left out."""
        sides = [(f, *self._turned(f)) for f in frames]
        doers = self._doers(sides, inherited)
        mine = {t.side.group for t in doers}
        hit: list[Told] = []
        first = 0
        for frame, agents, patients in sides:
            if hit and frame.order > first:
                continue  # another telling of the act names those hit at most more loosely
            first = frame.order
            theirs = {t.side.group for t in agents if t.side.firm >= 2}
            if theirs and mine and not theirs & mine and {t.side.group for t in patients if t.side.firm >= 2} & mine:
                _add(hit, [t for t in agents if t.side.firm >= 2])  # who strikes back was hit before
                continue
            _add(hit, patients)
        for frame, agents, _ in sides:
            if frame.kind == "transfer" and mine and not mine & {t.side.group for t in agents}:
                _add(hit, agents)  # who withdrew lost the place
        hit = [t for t in hit if t.side.group not in mine or (t.side.group == UNIDENTIFIED and not doers)]
        if any(t.side.cls in _IRREGULAR for t in doers):  # the attackers killed in their own attack are no target
            fell = {f.span for frame in frames for f, _ in frame.patients if f.value.role == "attacker"}
            hit = [t for t in hit if t.span not in fell or t.side.group != UNIDENTIFIED]
        return doers, self._kept(hit)

    def _turned(self, frame: Frame) -> tuple[list[Told], list[Told]]:
        agents, patients = self.agents(frame), self.patients(frame)
        if frame.turned:
            return patients, agents
        if self.stage.country == "EG":  # there a كمين is a checkpoint
            posts = [t for t in agents if t.rule == "role/ambush-of" and t.side.cls not in _IRREGULAR]
            return [t for t in agents if t not in posts], [*patients, *posts]
        return agents, patients

    def _doers(self, sides: Sequence[tuple[Frame, list[Told], list[Told]]], inherited: Sequence[Told]) -> list[Told]:
        """The doers of the first frame that names them.

        An evident attack before other acts, named groups before gunmen.
        """
        order = sorted(sides, key=lambda s: (s[0].kind in {"transfer", "agree"}, s[0].order, s[0].force < 1))
        weak: list[Told] = []
        for frame, agents, _ in order:
            crowd = frame.kind == "murder" and all(f.value.low != 1 for f, _ in frame.agents)  # المارة انهالوا عليه
            people = crowd or frame.mutual or frame.kind in {"attack", "loot"}
            able = [t for t in agents if people or t.side.group != CIVILIANS]
            if any(t.side.firm >= 2 and t.side.group != CIVILIANS for t in able):
                return self._with_allies(able, sides)
            if not weak:
                weak = able
        if weak:
            return weak
        if inherited and any((f.dropped or f.again) and not f.agents for f, _, _ in sides):
            return list(inherited)
        return []

    @staticmethod
    def _with_allies(doers: list[Told], sides: Sequence[tuple[Frame, list[Told], list[Told]]]) -> list[Told]:
        """``قصف الجيش … وقال مسعفون إن قصف الجيش وحلفائه …``: another telling that names these doers and more holds."""
        known = {t.side.group for t in doers}
        for frame, agents, _ in sides:
            groups = {t.side.group for t in agents if t.side.firm >= 2 and t.side.group != CIVILIANS}
            if known < groups and frame.kind in _VIOLENT:
                doers, known = agents, groups
        return doers

    def fallen(self, clauses: Iterable[Clause], *, forces: bool = False) -> list[Told]:
        """Those whom the tolls count, the first named first; ``forces``: whether a state's force did it."""
        out: list[Told] = []
        for clause in clauses:
            for toll in clause.tolls:
                if toll.value.kind == "count" and toll.value.low != 0:
                    for k, party in enumerate(toll.value.parties):
                        if party.value.attrs.get("suicide"):
                            continue
                        shared = shared_side(toll.value.parties, k)
                        row = self._own(party) if shared is party.value else self._resolved(shared)
                        if forces and [s.group for s in row] == [UNIDENTIFIED]:
                            foe = self.one_foe(party.value, toll.value.outcome)
                            row = [foe] if foe is not None else row
                        row = [Side(CIVILIANS, "civilians", 2, s.rule) if s.group == CLAN else s for s in row]
                        _add(out, [Told(s, party.span, "side/those-hit") for s in row])
        return out

    def among(self, clause: Clause) -> list[Told]:
        """``بينهم ثلاثة جنود``: the forces whose men a toll names among others."""
        out: list[Told] = []
        for fact in clause.parties:
            v: Party = fact.value
            before = self.units[fact.i - 1] if fact.i > clause.i else None
            if before is None or "hitback" not in before.symbols or v.role not in _UNIFORMS or v.own == "civilian":
                continue
            _add(out, [Told(s, fact.span, "side/among-those-hit") for s in self._own(fact) if s.cls in _STATE])
        return out

    def first_named(self, clause: Clause, hit: Sequence[Told]) -> list[Told]:
        """The side that opens a clause behind a verb that no table knows (``صال جنود الخلافة على …``)."""
        theirs = {t.side.group for t in hit} | {UNIDENTIFIED, CIVILIANS}
        counted = {p.i for t in clause.tolls for p in t.value.parties}
        sources = [(f.i, f.j) for f in self.chart.between("claim", clause.i, clause.j)]
        for fact in clause.parties[:1]:
            before = self.units[fact.i - 1] if fact.i > clause.i else None
            opens = before is None or (before.kind == "word" and not before.readings) or before.bare in {"ان", "بان"}
            if not opens or fact.i in counted or any(i <= fact.i < j for i, j in sources) or not fact.value.definite:
                continue
            if any(u.bare in PREPOSITIONS for u in self.units[max(clause.i, fact.i - 2) : fact.i]):
                continue
            told = [Told(s, fact.span, "side/first-named") for s in self.sides_of(fact) if s.firm >= 2]
            if armed(fact) and told and all(t.side.group not in theirs and t.side.cls in ARMED_CLASSES for t in told):
                return told
        return []

    def behind(self, preposition: str, clauses: Iterable[Clause]) -> list[Told]:
        """The armed sides that stand behind a preposition."""
        out: list[Told] = []
        for clause in clauses:
            for fact in clause.parties:
                before = self.units[fact.i - 1] if fact.i > clause.i else None
                if before is not None and before.bare == preposition:
                    _add(
                        out, [Told(s, fact.span, "side/behind") for s in self.sides_of(fact) if s.cls in ARMED_CLASSES]
                    )
        return out

    def names_speaker(self, clause: Clause) -> bool:
        """Whether the speaker's own men are named in a clause, not as those who fell."""
        counted = {p.i for t in clause.tolls for p in t.value.parties}
        return any(s.group == self.stage.speaker for f in clause.parties if f.i not in counted for s in self._own(f))

    def present(self, clauses: Iterable[Clause]) -> list[Told]:
        """All sides that the clauses name, the first named first."""
        return [
            Told(s, f.span, "side/present")
            for c in clauses for f in c.parties for s in self._own(f) if s.cls in ARMED_CLASSES
        ]  # fmt: skip

    @staticmethod
    def _kept(row: list[Told]) -> list[Told]:
        """``مسلحون`` beside a named group are that group; the homes and cars of an armed side are no civilians."""
        if any(t.side.firm >= 2 and t.side.group not in {CIVILIANS, UNIDENTIFIED} for t in row):
            row = [
                t for t in row if t.side.group != UNIDENTIFIED and not (t.side.group == CIVILIANS and t.side.firm == 1)
            ]
        return row


def _the_force(ref: Ref) -> bool:
    """``القوات``, ``القوة`` with no name."""
    return ref.cat == "force" and any(r.definite and r.attrs.get("role") == "forces" for r in ref.readings)


def _add(row: list[Told], more: Iterable[Told]) -> None:
    for told in more:
        if all(t.side.group != told.side.group for t in row):
            row.append(told)

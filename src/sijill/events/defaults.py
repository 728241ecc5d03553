"""What the codebook settles where a side is not told: crowds, evident attacks, claims, inhabited places."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.events.acts import BLASTS, acts_of, burst
from sijill.events.clause import Clause
from sijill.events.counts import UNSETTLED
from sijill.events.frame import Frame
from sijill.events.noun_phrases import plain_adjective
from sijill.events.sides import Sides
from sijill.events.types import family
from sijill.events.who import Told, Who
from sijill.facts.actor import ARMED_CLASSES, CIVILIANS, CLAN, UNIDENTIFIED, Actors, Side, Stage
from sijill.facts.claim import ClaimFact
from sijill.facts.place_scope import PlaceChoice
from sijill.grammar import Chart
from sijill.model import Span

# An attack of these types has somebody behind it, named or not (codebook "Reading rules").
_SOMEBODY = frozenset({
    "Armed clash", "Remote explosive/landmine/IED", "Suicide bomb", "Attack", "Grenade",
    "Abduction/forced disappearance", "Mob violence", "Looting/property destruction", "Sexual violence",
})  # fmt: skip
_HITS_PLACES = frozenset({
    "Shelling/artillery/missile attack", "Air/drone strike", "Remote explosive/landmine/IED", "Suicide bomb", "Grenade",
    "Chemical weapon",
})  # fmt: skip
_CROWDS = {"Peaceful protest": ("Protesters", "protesters"), "Violent demonstration": ("Rioters", "rioters")}
_PUT_DOWN = frozenset({"Protest with intervention", "Excessive force against protesters"})
_UNTOLD_TARGET = frozenset(
    {"Change to group/activity", "Headquarters or base established", "Peaceful protest", "Other"}
)
_ON_CIVILIANS = frozenset({"Attack", "Abduction/forced disappearance", "Mob violence", "Sexual violence", "Arrests",
                           "Looting/property destruction"})  # fmt: skip
_LIVED_IN = frozenset({"town", "village", "quarter", "camp", "facility"})
_BY_ARMS = _SOMEBODY | _HITS_PLACES | {"Disrupted weapons use"}
_BY_FORCES = frozenset({"Armed clash", "Air/drone strike", "Shelling/artillery/missile attack",
                        "Government regains territory"})  # fmt: skip
_FROM_AFAR = frozenset({"Air/drone strike", "Shelling/artillery/missile attack"})
_PUBLIC = (
    "انبوب", "انابيب", "خط انابيب", "خط الانابيب", "برج كهرب", "ابراج كهرب", "برج الكهرب", "سكه حديد", "سكه الحديد",
    "خط الغاز", "خط غاز",
)  # fmt: skip
_STRIKES = frozenset({"shelling", "air", "chemical"})
_SAME_DOERS = _STRIKES | {"arrest"}
_STATE = frozenset({"state forces", "external forces"})
_IRREGULAR = frozenset({"rebel group", "political militia"})
_OF_NATION = 4  # units behind a missile in which the nationality stands that says whose it was
# What a group that lists its acts by their infinitives did itself, unless its list mourns the dead.
_OWN_DEEDS = frozenset({"Armed clash", "Attack", "Abduction/forced disappearance", "Grenade", "Suicide bomb",
                        "Remote explosive/landmine/IED", "Arrests", "Non-state actor overtakes territory"})  # fmt: skip
_MARTYRS = frozenset({"toll/martyr-v", "toll/martyr-n", "person/martyr"})
_BASES = ("قاعد", "قواعد", "مطار", "معسكر", "مهبط")
_POSTS = ("قاعد", "قواعد", "مطار", "معسكر", "ثكن", "موقع", "مواقع", "نقط", "برج", "ابراج", "مهبط", "تجهيزات")
_BROUGHT_DOWN = frozenset({"act/intercept-v", "act/intercepted", "act/bring-down-v", "act/air-defence-v",
                           "act/destroy-missile-n"})  # fmt: skip
_FRONTS = ("جبه", "الجبه", "بجبه", "محور", "محاور", "بمحور", "خطوط", "مخلفات", "قديم")
_SUSPECTED = "person/suspects-b"
_RIOTING = ("الشغب", "شغب", "التخريب", "تخريب")
_BELONGS = (
    "بالانتما",
    "الانتما",
    "انتما",
    "لانتما",
    "منتم",
    "ينتم",
    "بانتما",
    "بالارتباط",
    "مرتبط",
    "بمبايع",
    "بالولا",
)
_WORKS = frozenset({"العمل", "التعامل", "التعاون", "الصله", "صلته", "صلتهم", "التخابر", "التواصل"})
_CHARGES = ("تهم", "شبه", "اشتباه", "لاشتباه")  # بتهمة العمل مع كذا
_TOOK_PART = ("ضلوع", "بضلوع", "بالضلوع", "تورط", "بتورط", "بالتورط", "ضالع")
_VIOLENT = frozenset({"ied", "suicide", "attack", "clash", "shelling", "air", "grenade", "shooting"})
_ARMED_SUSPECT = ("بحوزت", "وبحوزت", "يعدون", "يعدان", "يخططون", "يخططان", "يخطط", "يجهزون", "بالتخطيط", "بالاعداد")
_HELD = ("معسكر", "قاعده", "مطار", "ثكنه", "مقر", "كليه حربيه", "الكليه الحربيه", "مخفر", "قياده", "مركز")
_UNKNOWN = ("مجهول", "المجهول")
_NOT_KNOWN = frozenset({"لم", "لا", "دون"})
_KNOWN = ("تعرف", "يعرف", "تتضح", "تتبن", "تعلن", "تحدد", "يتضح")
_WHO_DID = frozenset({"الجهه", "هويه", "اي", "مصدر", "مصدرها"})
_MINISTRIES = (("داخلية", "police"), ("دفاع", "army"))
_CROWD_CLASSES = frozenset({"protesters", "rioters", "civilians", "unknown"})


class Scene(msgspec.Struct):
    """All that the defaults look at: the event as far as it is read.

    Attributes:
        own: whether the report is a belligerent's own statement (its ``stage.speaker``).
        span: of the clause that stands for the whole.
        clauses: its clauses, the fullest first.
    """

    kind: str
    sides: Sides
    stage: Stage
    clauses: Sequence[Clause]
    frames: Sequence[Frame]
    who: Who
    place: PlaceChoice | None
    span: Span
    own: bool = False
    source: ClaimFact | None = None


class Earlier(msgspec.Struct):
    """Who acted in the events told before, for subjects that are left out and acts that are told of again."""

    rows: list[tuple[frozenset[str], int, list[Told]]] = []

    def add(self, clauses: Sequence[Clause], initiators: Sequence[Told]) -> None:
        """Remember an event."""
        kinds = frozenset(family(a.type) for c in clauses for a in c.acts if a.force > 0)
        self.rows.append((kinds, max(c.sentence for c in clauses), [t for t in initiators if t.side.firm >= 2]))

    def doers(self, frames: Sequence[Frame], main: Clause) -> list[Told]:
        """Who did what a frame leaves unsaid: of the last act of its kind (``القصف``), else of the sentence before."""
        for frame in frames:
            if frame.again and not frame.agents and frame.kind in _SAME_DOERS:
                kind = family(frame.kind)
                for kinds, _, who in reversed(self.rows):
                    if who and kind in kinds:
                        return [Told(t.side, t.span, "side/same-as-before") for t in who]
        for frame in frames:
            if frame.dropped and not frame.agents and self.rows:
                _, sentence, who = self.rows[-1]
                if main.sentence - sentence <= 1:
                    return [Told(t.side, t.span, "side/subject-left-out") for t in who]
        return []


class Defaults:
    """Applies what the codebook settles."""

    def __init__(self, actors: Actors, chart: Chart):
        self.actors, self.chart = actors, chart

    def apply(self, scene: Scene) -> None:
        """All defaults, in the order in which they build on one another."""
        self._crowds(scene)
        self._deal(scene)
        self._foiled(scene)
        self._transfer(scene)
        self._kin(scene)
        self._those_hit(scene)
        self._suspects(scene)
        self._source(scene)
        self._flown(scene)
        self._own_acts(scene)
        self._armour(scene)
        self._first(scene)
        self._somebody(scene)
        self._public_works(scene)
        self._place(scene)
        self._weapons_found(scene)
        self._territory(scene)
        self._unhurt(scene.sides)

    @staticmethod
    def _unhurt(sides: Sides) -> None:
        """``دون إصابات``: it is those who were hit that had none."""
        for count in sides.counts:
            if count.group == UNSETTLED:
                count.group = sides.targets[0].side.group if sides.targets else CIVILIANS

    @staticmethod
    def _kin(scene: Scene) -> None:
        """``اشتباكات بين عشيرتين``: both sides, and those who fell, are clans under arms."""
        sides = scene.sides
        fought = any(f.mutual for f in scene.frames) and [t.side.group for t in sides.initiators] == [CLAN]
        if fought and not any(t.side.cls in ARMED_CLASSES for t in sides.targets):
            sides.targets = list(sides.initiators)
            for count in sides.counts:
                count.group = CLAN if count.group == CIVILIANS else count.group

    @staticmethod
    def _foiled(scene: Scene) -> None:
        """``أحبط الجيش محاولة تسلل لعناصر الحركة``: those who tried are initiators, who stopped them target."""
        foils = {a.unit for c in scene.clauses for a in c.acts if a.attrs.get("foil")}
        if scene.kind != "Armed clash" or not foils:
            return
        held = [t for f in scene.frames if f.at in foils for t in scene.who.agents(f)]
        mine = {t.side.group for t in held}
        tried = [t for f in scene.frames if f.at not in foils for t in scene.who.agents(f)]
        tried += [t for f in scene.frames if f.at in foils for t in scene.who.patients(f)]
        tried = [t for t in _unique(tried) if t.side.cls in ARMED_CLASSES and t.side.group not in mine]
        if held and tried:
            scene.sides.initiators, scene.sides.targets = tried, _unique(held)

    @staticmethod
    def _deal(scene: Scene) -> None:
        """``أعلن X وY هدنة``: of those who bargain the first named is initiator, the others are the other side."""
        sides = scene.sides
        if scene.kind == "Agreement" and not sides.targets and len(sides.initiators) > 1:
            sides.initiators, sides.targets = sides.initiators[:1], sides.initiators[1:]

    def _transfer(self, scene: Scene) -> None:
        """Who takes a place over is initiator, who leaves it target (``انسحبت … وسلمتها إلى …``)."""
        if scene.kind != "Non-violent transfer of territory":
            return
        told = [f for f in scene.frames if f.kind == "transfer"]
        taking = {a.unit for c in scene.clauses for a in c.acts if a.attrs.get("takes")}
        takes = [t for f in told if f.at in taking for t in scene.who.agents(f)]
        left = [t for f in told if f.at not in taking for t in scene.who.agents(f)]
        if takes and not left:  # تسلم الجيش نقاطا كان يشغلها مسلحون
            left = [t for t in scene.who.present(scene.clauses) if t.side.group not in {x.side.group for x in takes}]
        known = {x.side.group for x in left}
        takers = takes or [t for t in scene.who.behind("الي", scene.clauses) if t.side.group not in known]
        handed = [t for f in told for t in scene.who.patients(f) if t.rule in {"role/handed-to", "role/object"}]
        takers = takers or [t for t in (*handed, *scene.sides.initiators) if t.side.group not in known]
        takers = takers or [t for t in self._not_quoted(scene) if t.side.group not in known]  # دخلته قوات … بعد انسحاب
        if takers and (left or takes):
            scene.sides.initiators, scene.sides.targets = _unique(takers), _unique(left)

    def _not_quoted(self, scene: Scene) -> list[Told]:
        """The sides that the clauses name but as sources."""
        sources = [f.span for c in scene.clauses for f in self.chart.between("claim", c.i, c.j)]
        named = scene.who.present(scene.clauses)
        return [t for t in named if not any(a <= t.span[0] and t.span[1] <= b for a, b in sources)]

    def _public_works(self, scene: Scene) -> None:
        """Pipelines, power lines and railways are the government's."""
        if scene.sides.targets or not scene.stage.country or scene.kind not in _SOMEBODY:
            return
        units = self.chart.doc.units
        for clause in scene.clauses:
            for k in range(clause.i, clause.j):
                word = units[k].bare.removeprefix("ب").removeprefix("ال")
                if word.startswith(_PUBLIC):
                    found = self.actors.of_role(scene.stage.country, "government", scene.stage.day)
                    if found is not None and all(t.side.group != found[0] for t in scene.sides.initiators):
                        side = Side(found[0], "state forces", 1, "actor/public-works")
                        scene.sides.targets = [Told(side, (units[k].start, units[k].end), "side/public-works")]
                    return

    def _territory(self, scene: Scene) -> None:
        """From whom a place was taken, if nobody is named: the state's army, or the one armed group of the report."""
        sides, stage = scene.sides, scene.stage
        if sides.targets or not sides.initiators or not stage.country:
            return
        if scene.kind == "Non-state actor overtakes territory":
            found = self.actors.of_role(stage.country, "army", stage.day)
            if found is not None and all(t.side.group != found[0] for t in sides.initiators):
                cls = self.actors.class_of(found[0], stage.country, found[1], stage.day)
                sides.targets = [Told(Side(found[0], cls, 1), scene.span, "side/who-held-it")]
        elif scene.kind == "Government regains territory" or (
            scene.kind in _FROM_AFAR and all(t.side.cls in _STATE for t in sides.initiators)
        ):
            rebels = [g for g in stage.groups if self.actors.class_of(g, stage.country, day=stage.day) == "rebel group"]
            if len(rebels) == 1 and all(t.side.group != rebels[0] for t in sides.initiators):
                sides.targets = [Told(Side(rebels[0], "rebel group", 1), scene.span, "side/who-held-it")]

    def _crowds(self, scene: Scene) -> None:
        sides = scene.sides
        if scene.kind in _CROWDS:
            group, cls = _CROWDS[scene.kind]
            told = [
                t
                for t in sides.initiators
                if t.side.cls in _CROWD_CLASSES and t.side.group not in {UNIDENTIFIED, CIVILIANS}
            ]
            others = [t for t in (*sides.initiators, *sides.targets) if t.side.cls in ARMED_CLASSES]
            if sides.initiators and sides.initiators[0].side.cls == "identity militia":
                return
            if scene.kind == "Violent demonstration" and not others:
                others = [t for t in sides.targets if t.side.group == CIVILIANS]
            if scene.kind == "Violent demonstration":
                for count in sides.counts:
                    count.group = group if count.group == "Protesters" else count.group
                others = [t for t in others if t.side.group != "Protesters"]
            span = (told or sides.initiators or [Told(Side(group, cls, 2), scene.span, "")])[0].span
            sides.initiators = [Told(Side(group, cls, 2), span, "side/crowd")]
            sides.targets = [] if scene.kind == "Peaceful protest" else _unique(others)
        if scene.kind in _PUT_DOWN:
            force = [t for t in (*sides.initiators, *sides.targets) if t.side.cls not in _CROWD_CLASSES]
            force = force or [t for t in scene.who.present(scene.clauses) if t.side.cls in _STATE][:1]
            force = force or [t for t in sides.initiators if t.side.group == UNIDENTIFIED]  # gunmen shot at them
            sides.initiators = _unique(force)
            sides.targets = [Told(Side("Protesters", "protesters", 2), scene.span, "side/crowd")]
            for count in sides.counts:
                count.group = "Protesters" if count.group == CIVILIANS else count.group
        if scene.kind == "Mob violence":
            for row in (sides.initiators, sides.targets if not sides.initiators else []):
                row[:] = [
                    Told(Side(t.side.group, "rioters", t.side.firm), t.span, t.rule)
                    if t.side.group in {CIVILIANS, "Rioters", "Protesters"} else t
                    for t in row
                ]  # fmt: skip

    def _suspects(self, scene: Scene) -> None:
        """Who is arrested: civilians, until the text says what they are held for.

        ``بتهمة الانتماء لداعش`` makes them that group's, arms in their hands or a bombing that they planned unnamed
        gunmen, ``بإثارة الشغب`` rioters.
        """
        if scene.kind != "Arrests":
            return
        sides = scene.sides
        held = self._held_for(scene)
        loose = {CIVILIANS, UNIDENTIFIED}
        for row in (sides.targets,):
            row[:] = [
                Told(held or Side(CIVILIANS, "civilians", 1), t.span, t.rule)
                if t.side.rule == "actor/suspect" or (held is not None and t.side.group in loose)
                else t
                for t in row
            ]
            row[:] = _unique(row)
        if held is None and [t.side.group for t in sides.targets] != [CIVILIANS]:
            return
        if held is not None and any(t.side.group not in {held.group, *loose} for t in sides.targets):
            return
        for count in sides.counts:
            if count.outcome == "captured" and count.group in loose:
                count.group = held.group if held is not None else CIVILIANS

    def _of_violence(self, k: int) -> bool:
        """``يشتبه في ضلوعهم في التفجير``: what those who are held are thought to have had a part in."""
        found = (acts_of(u) for u in self.chart.doc.units[k + 1 : k + 4])
        return any(a is not None and a.type in _VIOLENT for a in found)

    def _held_for(self, scene: Scene) -> Side | None:
        """What those who are arrested are suspected of being."""
        units = self.chart.doc.units
        armed = False
        if any(f.value.role == "civilian" and "hitback" in units[f.i - 1].symbols for f in scene.clauses[0].parties):
            return None  # أربعة أشخاص بينهم معلم
        for clause in scene.clauses[:1]:
            for k in range(clause.i, clause.j):
                word = units[k].bare
                if word.startswith(_RIOTING) and k and units[k - 1].bare.startswith(("باثاره", "اثاره", "باعمال")):
                    return Side("Rioters", "rioters", 1)
                works = word in _WORKS and units[k - 1].bare.removeprefix("ب").startswith(_CHARGES)
                if word.startswith(_BELONGS) or works:
                    for fact in self.chart.between("party", k, min(k + 5, clause.j)):
                        named = [s for s in scene.who.sides_of(fact) if s.firm >= 2 and s.cls in _IRREGULAR]
                        if named:
                            return named[0]
                armed |= word.startswith(_ARMED_SUSPECT) or (word.startswith(_TOOK_PART) and self._of_violence(k))
            armed |= any(f.value.noun == _SUSPECTED and f.value.high in {1, 2} for f in clause.parties)  # of this act
        return Side(UNIDENTIFIED, "unknown", 1) if armed else None

    def _those_hit(self, scene: Scene) -> None:
        """Those whom the tolls count, where nobody else was hit, and men in uniform told of among civilians."""
        self._counted_hit(scene)
        sides = scene.sides
        if sides.targets and all(t.side.group == CIVILIANS for t in sides.targets) and scene.kind not in _PUT_DOWN:
            mine = {t.side.group for t in sides.initiators}
            sides.targets += [t for t in scene.who.among(scene.clauses[0]) if t.side.group not in mine]

    def _counted_hit(self, scene: Scene) -> None:
        """Those whom the tolls count: armed sides before the civilians among them."""
        sides = scene.sides
        mine = {t.side.group for t in sides.initiators}
        forces = bool(sides.initiators) and all(t.side.cls in _STATE for t in sides.initiators)
        counted = scene.who.fallen(scene.clauses, forces=forces)
        armed = [t for t in counted if t.side.cls in ARMED_CLASSES and t.side.group not in mine]
        known = [t for t in armed if t.side.group != UNIDENTIFIED]
        if (armed and all(t.side.group == CIVILIANS and t.side.firm == 1 for t in sides.targets)) or (
            known and all(t.side.group == UNIDENTIFIED for t in sides.targets)
        ):
            sides.targets = []  # the bus of those soldiers
        if sides.targets:
            guards = [t for t in armed if t.side.cls == "private security"]
            if any(t.side.cls in _STATE for t in sides.targets):
                sides.targets += [t for t in guards if all(x.side.group != t.side.group for x in sides.targets)]
            return
        fallen = [t for t in counted if t.side.group not in mine]
        if fallen and fallen[0].side.group == CIVILIANS:
            sides.targets = _unique([*fallen[:1], *armed])
        elif armed:
            sides.targets = _unique(armed)
        else:
            sides.targets = _unique(fallen)
        if sides.targets or scene.kind in _UNTOLD_TARGET:
            return
        for count in sides.counts:
            if count.low != 0 and count.group not in {*mine, UNSETTLED}:
                cls = self.actors.class_of(count.group, scene.stage.country, day=scene.stage.day)
                sides.targets = [Told(Side(count.group, cls, 2), count.span, "side/those-hit")]
                return
        self._armour(scene)
        if not sides.targets and scene.kind in _ON_CIVILIANS:
            sides.targets = [Told(Side(CIVILIANS, "civilians", 1), scene.span, "side/unarmed")]

    def _source(self, scene: Scene) -> None:
        """``أعلن الجيش مقتل 33 مسلحا في غارات``: who tells of the enemy's dead did it, where nobody else is named."""
        sides, source = scene.sides, scene.source
        if any(t.side.firm >= 2 for t in sides.initiators) or scene.kind in _CROWDS or scene.kind in _PUT_DOWN:
            return
        hit = {t.side.group for t in sides.targets}
        speaker = scene.stage.speaker
        enemy = bool(hit) and not hit & {CIVILIANS, UNIDENTIFIED, speaker or ""}
        told = (
            scene.own
            and speaker is not None
            and not hit & {speaker, CIVILIANS}
            and scene.who.names_speaker(scene.clauses[0])
        )
        if scene.own and speaker and scene.kind in _BY_ARMS and (enemy or told or not hit):
            cls = self.actors.class_of(speaker, scene.stage.country, day=scene.stage.day)
            if cls in ARMED_CLASSES and (hit or cls not in _STATE):  # an army tells of attacks on it as well
                sides.initiators = [Told(Side(speaker, cls, 2), scene.span, "side/own-statement")]
                return
        group = self._force_of(source, scene.stage) if source is not None else None
        if source is None or not group or group in hit or not hit or CIVILIANS in hit or sides.initiators:
            return
        cls = self.actors.class_of(group, scene.stage.country, day=scene.stage.day)
        theirs = {t.side.cls for t in sides.targets}
        irregular = cls in _STATE and theirs <= {"unknown", "rebel group", "political militia"}
        if source.source.kind == "government":
            fits = irregular and scene.kind in _BY_FORCES
        else:
            fits = irregular or (theirs <= ARMED_CLASSES and cls in ARMED_CLASSES and scene.kind in _BY_ARMS)
        if fits:
            sides.initiators = [Told(Side(group, cls, 2), source.span, "side/source-of-the-report")]

    def _flown(self, scene: Scene) -> None:
        """``أعلنت الوزارة أن مقاتلات قصفت مواقع للمسلحين``: aircraft of nobody are whose word it is."""
        sides, source = scene.sides, scene.source
        if scene.kind != "Air/drone strike" or sides.initiators or source is None or source.group is None:
            return
        if any(t.side.cls in _STATE or t.side.group == CIVILIANS for t in sides.targets):
            return
        home = self.actors.state_of(source.group)
        side = self.actors.force_side(home, "air", scene.stage, 2, "actor/force-of-country")
        if side is not None:
            sides.initiators = [Told(side, source.span, "side/source-of-the-report")]

    def _force_of(self, source: ClaimFact, stage: Stage) -> str | None:
        """The side of a source that bears arms itself; of a ministry of the interior or of defence its men."""
        if source.source.kind in {"force", "armed group"}:
            return source.group
        role = next((r for word, r in _MINISTRIES if word in source.text), None)
        if source.source.kind != "government" or role is None or not stage.country:
            return None
        found = self.actors.of_role(stage.country, role, stage.day)
        return found[0] if found is not None else None

    def _own_acts(self, scene: Scene) -> None:
        """A group that lists its acts did what nobody else is named for; bases that it shells are its enemy's."""
        speaker, sides = scene.stage.speaker, scene.sides
        cls = self.actors.class_of(speaker, scene.stage.country, day=scene.stage.day) if speaker else ""
        if not scene.own or speaker is None or cls not in _IRREGULAR:
            return
        repelled = scene.kind == "Armed clash" and any(f.turned and not f.agents for f in scene.frames)
        if repelled and sides.initiators and all(t.side.group != speaker for t in sides.initiators):
            sides.targets = [Told(Side(speaker, cls, 2), scene.span, "side/own-statement")]  # صد محاولة تقدم لقوات كذا
        nobody = all(t.side.group in {UNIDENTIFIED, CIVILIANS} for t in sides.initiators)
        hit = {t.side.group for t in sides.targets}
        if nobody and scene.kind in _OWN_DEEDS and speaker not in hit and not self._mourned(scene):
            sides.initiators = [Told(Side(speaker, cls, 2), scene.span, "side/own-statement")]
        if not sides.targets and [t.side.group for t in sides.initiators] == [speaker] and self._at(scene, _POSTS):
            foe = self.actors.enemy(scene.stage, post=not self._at(scene, _BASES))
            if foe is not None and foe.group != speaker:
                sides.targets = [Told(foe, scene.span, "side/enemy-of-speaker")]

    def _armour(self, scene: Scene) -> None:
        """``استهدف مقاتلو كذا دبابة``: tanks and troops of nobody are those of whom the group fights."""
        sides = scene.sides
        mine = sides.initiators[0].side if len(sides.initiators) == 1 else None
        told = any(t.side.rule != "actor/some-force" for t in sides.targets)
        if told or mine is None or mine.cls not in _IRREGULAR or scene.kind not in _BY_ARMS:
            return
        for frame in scene.frames:
            for fact, _ in frame.patients:
                v = fact.value
                troops = v.head == "force" and v.role == "forces" and all(r.unit == v.at for r in v.refs)  # قوة مشاة
                if troops or (v.attrs.get("mil") and not v.refs):
                    stage = msgspec.structs.replace(scene.stage, speaker=mine.group)
                    at_home = self.actors.home.get(mine.group) is not None
                    foe = (
                        self.actors.enemy(stage, post=False)
                        if at_home
                        else self.actors.force_side(stage.country, "army", stage, 1, "actor/some-force")
                    )
                    if foe is not None and foe.group != mine.group:
                        for count in sides.counts:
                            held = any(t.side.group == count.group for t in sides.targets)
                            count.group = foe.group if held else count.group
                        sides.targets = [Told(foe, fact.span, "side/enemy-of-attacker")]
                    return

    def _mourned(self, scene: Scene) -> bool:
        """Whether the dead are called martyrs: they fell to the other side."""
        units = self.chart.doc.units
        return any(r.id in _MARTYRS for c in scene.clauses for u in units[c.i : c.j] for r in u.readings)

    def _at(self, scene: Scene, kinds: tuple[str, ...]) -> bool:
        """Whether fire was told of at a place that is held by arms."""
        if scene.kind not in _HITS_PLACES | {"Armed clash"}:
            return False
        words = [u.bare for c in scene.clauses for u in self.chart.doc.units[c.i : c.j]]
        return any(w.removeprefix("ال").startswith(kinds) for w in words)

    def _somebody(self, scene: Scene) -> None:
        """An evident attack has somebody behind it; a blast with no bomb, a mine and left-over ordnance need not."""
        sides = scene.sides
        if sides.initiators:
            return
        if scene.kind == "Arrests":
            self._state(scene, "government", "side/arrests")
            return
        if (scene.kind not in _SOMEBODY or _fire(scene)) and not self._unknown_doer(scene):
            return
        if self._nobody(scene) and not self._mined(scene):
            return
        known = [t for t in sides.targets if t.side.group == UNIDENTIFIED]
        if scene.kind == "Mob violence":
            sides.initiators = [Told(Side("Rioters", "rioters", 1), scene.span, "side/crowd")]
        elif not known:
            sides.initiators = [Told(Side(UNIDENTIFIED, "unknown", 1), scene.span, "side/evident-attack")]

    @staticmethod
    def _first(scene: Scene) -> None:
        """The side that opens the clause, where no verb that the tables know has a subject."""
        sides = scene.sides
        if not sides.initiators or all(t.side.group == UNIDENTIFIED for t in sides.initiators):
            first = scene.who.first_named(scene.clauses[0], sides.targets)
            if any(a.attrs.get("bodies") for c in scene.clauses for a in c.acts):
                return  # عثرت الشرطة على جثث
            if first and (not sides.initiators or scene.kind in _SOMEBODY):
                sides.initiators = first
                mine = {t.side.group for t in sides.initiators}
                sides.targets = [t for t in sides.targets if t.side.group not in mine]

    def _state(self, scene: Scene, role: str, rule: str) -> None:
        country = scene.stage.country
        found = self.actors.of_role(country, role, scene.stage.day) if country else None
        if found is not None:
            cls = self.actors.class_of(found[0], country, found[1], scene.stage.day)
            scene.sides.initiators = [Told(Side(found[0], cls, 1), scene.span, rule)]

    def _unknown_doer(self, scene: Scene) -> bool:
        """``طيران مجهول``, ``قذيفة مجهولة المصدر``, ``ولم تعرف الجهة التي أطلقتها``: somebody whom nobody knows."""
        units = self.chart.doc.units
        for clause in scene.clauses:
            means = {k for k, _ in clause.weapons} | {f.j - 1 for f in clause.parties if f.value.role == "air"}
            if any(u.bare.startswith(_UNKNOWN) for k in means for u in units[k + 1 : min(k + 3, clause.j)]):
                return True
            for k in range(clause.i, clause.j - 1):
                side = units[k + 1].bare in _WHO_DID and any(u.bare in _NOT_KNOWN for u in units[max(0, k - 1) : k + 1])
                if side and units[k].bare.startswith(_KNOWN):
                    return True
        return False

    def _mined(self, scene: Scene) -> bool:
        """``انفجر لغم بدورية``: a mine that hits men under arms away from a front, and is no left-over of a war."""
        if any(r.attrs.get("remnant") for c in scene.clauses for _, r in c.weapons):
            return False
        front = any(u.bare.startswith(_FRONTS) for c in scene.clauses for u in self.chart.doc.units[c.i : c.j])
        return not front and any(t.side.cls in _STATE for t in scene.sides.targets)

    def _nobody(self, scene: Scene) -> bool:
        weapons = [r for c in scene.clauses for _, r in c.weapons]
        if self._unknown_doer(scene) or any(burst(self.chart.doc.units, a) for c in scene.clauses for a in c.acts):
            return False
        if any(r.attrs.get("remnant") or r.attrs["weapon"] == "landmine" for r in weapons):
            return True
        acts = {a.reading.id for c in scene.clauses for a in c.acts if a.force > 0}
        return scene.kind == "Remote explosive/landmine/IED" and not weapons and bool(acts) and acts <= BLASTS

    def _place(self, scene: Scene) -> None:
        """People live where a shell falls, unless it falls outside or the place is held by arms."""
        place = scene.place
        if scene.sides.targets or place is None or place.fact is None or not _strikes(scene):
            return
        if place.fact.value.level not in _LIVED_IN or place.place.relation is not None:
            return
        units = self.chart.doc.units
        words = [u.bare.removeprefix("ال") for u in units[max(0, place.fact.i - 2) : place.fact.j]]
        if any(w.startswith(h) for w in words for h in _HELD):
            return
        scene.sides.targets = [Told(Side(CIVILIANS, "civilians", 1), place.fact.span, "side/inhabited-place")]

    @staticmethod
    def _brought_down(scene: Scene) -> bool:
        """``أسقط مقاتلو الحركة طائرة مسيرة أمريكية``: an armed group that downs the drone of a named side."""
        doers = [t for f in scene.frames if f.kind == "disrupt" for t in scene.who.agents(f)]
        named = any(t.side.cls in ARMED_CLASSES - _STATE and t.side.firm >= 2 for t in doers)
        return named and any(t.side.cls in _STATE for t in scene.sides.targets)

    def _weapons_found(self, scene: Scene) -> None:
        """Who disarms is initiator; who planted or fired is target."""
        sides = scene.sides
        if scene.kind != "Disrupted weapons use" or self._brought_down(scene):
            return
        state = [t for t in sides.initiators if t.side.cls in _STATE]
        wrong = [t for t in sides.targets if t.side.cls in _STATE and t.rule != "side/those-hit"]
        if not state and not wrong:
            named = scene.who.present(scene.clauses)
            wrong = [t for t in named if t.side.cls in _STATE and t.side.group not in _counted(sides)][:1]
        if not state and wrong:
            theirs = [t for t in sides.initiators if t.side.group != UNIDENTIFIED]
            sides.initiators, sides.targets = wrong, _unique([*theirs, *sides.targets])
        elif not sides.initiators or sides.initiators[0].side.group == UNIDENTIFIED:
            source = scene.source
            if source is not None and source.group and source.source.kind in {"force", "government"}:
                cls = self.actors.class_of(source.group, scene.stage.country, day=scene.stage.day)
                sides.initiators = [Told(Side(source.group, cls, 2), source.span, "side/source-of-the-report")]
            elif not _in_flight(scene):
                self._state(scene, "police", "side/disarmed-by-police")
        told = {t.side.group for t in sides.targets}
        flew = self._launched(scene) if _in_flight(scene) else []
        sides.targets = [t for t in sides.targets if t.side.group != CIVILIANS and t.side.cls not in _STATE] or flew
        if not sides.targets:
            sides.targets = [Told(Side(UNIDENTIFIED, "unknown", 1), scene.span, "side/whose-weapon")]
        for count in sides.counts if _in_flight(scene) else ():
            if count.kind == "none" and count.group in {UNSETTLED, *told}:
                count.group = CIVILIANS  # اعترضت صاروخا أطلقه X دون إصابات

    def _launched(self, scene: Scene) -> list[Told]:
        """``مسيرة إسرائيلية``, ``صواريخ أطلقها X``: whose was brought down, else the one armed group of the report."""
        stage, units = scene.stage, self.chart.doc.units
        mine = {t.side.group for t in scene.sides.initiators}
        for clause in scene.clauses:
            for k, _ in clause.weapons:
                for m in range(k + 1, min(k + _OF_NATION, clause.j)):
                    nat = units[m].reading("nat")
                    if nat is not None and nat.pro in {"", "ال"}:
                        side = self.actors.force_side(nat.attrs["iso2"], "army", stage, 2, "actor/force-of-country")
                        if side is not None and side.group not in mine:
                            return [Told(side, (units[m].start, units[m].end), "side/whose-weapon")]
                    if not plain_adjective(units[m]):
                        break
        classes = {g: self.actors.class_of(g, stage.country, day=stage.day) for g in stage.groups if g not in mine}
        foes = [g for g, cls in classes.items() if cls in _IRREGULAR]
        state = any(t.side.cls in _STATE for t in scene.sides.initiators)
        if not state or len(foes) != 1:
            return []
        return [Told(Side(foes[0], classes[foes[0]], 1), scene.span, "side/only-foe")]


def _in_flight(scene: Scene) -> bool:
    """Whether a missile or a drone was brought down, which no police does."""
    kinds = {r.attrs["weapon"] for c in scene.clauses for _, r in c.weapons}
    acts = {a.reading.id for c in scene.clauses for a in c.acts}
    return bool(kinds & {"missile", "rocket", "drone", "aircraft"} or acts & _BROUGHT_DOWN)


def _fire(scene: Scene) -> bool:
    """Whether the acts told are shelling or bombing only, whatever the event is called."""
    kinds = {f.kind for f in scene.frames if f.force >= 1} - {"attack", "toll"}
    return bool(kinds) and kinds <= {"shelling", "air"}


def _strikes(scene: Scene) -> bool:
    if scene.kind in _HITS_PLACES or _fire(scene):
        return True
    kinds = {f.kind for f in scene.frames if f.force >= 1} - {"toll", "harm"}
    state = any(t.side.cls in _STATE for t in scene.sides.initiators)
    return scene.kind == "Armed clash" and kinds == {"attack"} and not state


def _counted(sides: Sides) -> set[str]:
    return {c.group for c in sides.counts}


def _unique(row: Sequence[Told]) -> list[Told]:
    out: list[Told] = []
    for told in row:
        if all(t.side.group != told.side.group for t in out):
            out.append(told)
    return out

"""Small words that put names in a role: ``من قبل``, ``ضد``, ``في``; and light verbs, whose subject did what follows."""

from __future__ import annotations

from bisect import bisect_left

from sijill.events.clause import Clause
from sijill.events.frame import Frame
from sijill.events.noun_phrases import Phrases, agentive, armed
from sijill.facts.party import PartyTold
from sijill.grammar import Chart
from sijill.match import Reading

_ACCUSES = frozenset({"اتهم", "اتهمت", "اتهموا", "حمل", "حملت", "حملوا", "متهما", "متهمه", "محملا", "محمله"})
_ASCRIBES = frozenset({"نسب", "نسبت", "نسبوا", "ينسب", "تنسب", "عزا", "عزت"})
_SUPPORTED = ("مدعوم", "مسنود", "معزز")
_CUES = frozenset({"byagent", "toward"})
_BARE_CUES = _ACCUSES | _ASCRIBES
_LIGHT_VERB = frozenset({"light"})
_HIT = ("رتل", "دوري", "قافل", "موكب", "عرب", "الي", "مدرع", "دباب", "سيار", "شاحن", "ناقل", "جنود", "نقط", "حاجز")
_WITH_HELP = frozenset({"بدعم", "باسناد", "بمسانده", "بمشاركه", "بموازره", "بالتعاون", "بالاشتراك", "بمعاونه"})
_ACCUSED = ("اتهام", "تهم", "بتهم", "متهم")  # بتهمة التعاون مع الجيش
_DUTY = ("بمهام", "بمهمت", "بواجب", "بعملها", "بعمله", "بعملهم", "بدوريت", "بجولت")
_PLANTED = 12
_LIGHT = 12
_TRY = "light/light-try"
_USED = "light/light-use"  # يستخدمونه: what they use, no act of theirs


class CueReader:
    """Completes the frames of one clause."""

    def __init__(self, phrases: Phrases, clause: Clause, frames: list[Frame], order: int):
        self.phrases, self.clause, self.units, self.order = phrases, clause, phrases.units, order
        self.counted = {p.i for t in clause.tolls for p in t.value.parties}
        self.frames = frames

    def read(self) -> list[Frame]:
        """The frames, with those that a cue alone opens."""
        self._cues()
        self._light()
        self._helped()
        return self.frames

    def _helped(self) -> None:
        """``بدعم من X``, ``بالتعاون مع X``: who took part beside the doer."""
        helped = self.phrases.chart.once("helped", _helped)
        for k in helped[bisect_left(helped, self.clause.i) : bisect_left(helped, self.clause.j - 2)]:
            ally = self.phrases.next(k + 1 + (self.units[k + 1].form in {"من", "مع"}), 1)
            if ally is None or not armed(ally) or self._own_wings(ally):
                continue
            told = self.units[ally.j].bare if ally.j < len(self.units) else ""
            frame = next((f for f in (self._nearest(k), *self.frames) if f.agents), None)
            if frame is not None and told not in {"الذي", "التي"} and not frame.turned:  # who did an act of its own
                frame.agent(ally, "role/supported-by")

    def _own_wings(self, ally: PartyTold) -> bool:
        """``بإسناد من سلاح الجو``: the same army."""
        nobody = all(r.cat == "force" for r in ally.value.refs) and "تحالف" not in self.units[ally.i].form
        return ally.value.role == "air" and nobody

    def _nearest(self, k: int) -> Frame:
        """The frame that a cue belongs to: the last before it, else the first."""
        earlier = [f for f in self.frames if f.at <= k]
        if earlier:
            strong = [f for f in earlier if f.force >= 1]
            return (strong or earlier)[-1]
        if not self.frames:
            self.frames.append(Frame(k, "toll", 0, self.order))
        return self.frames[0]

    def _hit_before(self, k: int) -> Frame | None:
        """``قتل ضابط برصاص X وردت … بقصف``: a toll told before the cue, where all acts stand behind it."""
        toll = next((t for t in self.clause.tolls if t.value.at < k), None)
        if toll is None or not self.frames or self.frames[0].at < k:
            return None
        frame = Frame(toll.value.at, "toll", 1, self.order)
        for party in toll.value.parties:
            frame.patient(self.phrases.at(party.i), "role/killed")
        self.frames.insert(0, frame)
        return frame

    def _doer_cue(self, k: int) -> bool:
        """Words before who did it: ``على يد X``, ``اتهمت X``, ``نسبت … إلى X``, ``مدعومة ب X``."""
        unit = self.units[k]
        if "byagent" in unit.symbols:
            fact = self.phrases.next(k + 1, 4)
            if fact is not None:
                frame = self._hit_before(k) or self._nearest(k)
                frame.patients = [(f, r) for f, r in frame.patients if f.i != fact.i]
                if frame.turned or (frame.kind == "disrupt" and frame.agents):
                    frame.patient(fact, "role/by")  # صد هجوما شنه, اعترض صاروخا أطلقته
                else:
                    frame.agent(fact, "role/by")
        elif unit.bare in _ACCUSES:
            self._accused(k)
        elif unit.bare in _ASCRIBES:
            self._ascribed(k)
        elif _supported(unit.bare):
            ally = self.phrases.next(k + 1, 1)
            if ally is not None and armed(ally) and ally.value.role != "air" and self.phrases.preposition(ally) == "ب":
                self._nearest(k).agent(ally, "role/supported-by")
        else:
            return False
        return True

    def _cues(self) -> None:
        """``من قبل``, ``على يد``, ``نفذه`` before the doer; ``على``, ``ضد``, ``استهدف`` before who was hit."""
        i, j = self.clause.i, self.clause.j
        cues = self.phrases.chart.once("cues", _cues)
        cues = cues[bisect_left(cues, i) : bisect_left(cues, j)]
        for k in sorted({*cues, *(k for k in self.phrases.begins() if i <= k < j)}):
            unit = self.units[k]
            if self._doer_cue(k):
                continue
            if unit.bare == "في" and self._planted(k):
                fact = self.phrases.next(k + 1, 1)
                if fact is not None and (
                    fact.value.head in {"object", "person"} or fact.value.attrs.get("target") or self._moves(fact)
                ):
                    self._nearest(k).patient(fact, "role/planted-in")
            elif "toward" in unit.symbols and unit.bare not in {"في", "نحو"} and not unit.reading("act"):
                fact = self.phrases.next(k + 1, 4)
                if fact is not None and any("toll" in u.symbols for u in self.units[k + 1 : fact.i]):
                    continue  # على التراجع بعد مقتل ثلاثة
                known = any(f.at <= k for f in self.frames) and not (fact is not None and self._named_before(fact))
                if fact is not None and known and self._nearest(k).kind != "protest":
                    self._nearest(k).patient(fact, "role/against")
            elif (
                (fact := self.phrases.at(k)) is not None
                and self.phrases.preposition(fact) == "ب"
                and self._planted(k)
                and (fact.value.head == "object" or fact.value.attrs.get("target") or fact.value.role == "forces")
                and "weapon" not in unit.symbols
            ):
                self._nearest(k).patient(fact, "role/planted-in")

    def _accused(self, k: int) -> None:
        """``اتهمت المنظمة X ب…``, ``حملت X المسؤولية``: who is accused did it, where nobody else is named."""
        bare = [f for f, prep in self.phrases.after(k + 1, 8) if not prep]
        blamed = any(
            u.bare.removeprefix("ال").startswith("مسوولي")
            or u.bare.startswith(("باطلاق", "بقصف", "بتنفيذ", "بالوقوف", "بشن"))
            for u in self.units[k + 1 : min(k + 12, self.clause.j)]
        )
        if bare and blamed and armed(bare[-1]) and self.frames and not any(f.agents for f in self.frames):
            self._nearest(k).agent(bare[-1], "role/accused")

    def _ascribed(self, k: int) -> None:
        """``نسبت السلطات الهجوم إلى X``: X did it; who ascribes it was not hit."""
        end = min(k + 9, self.clause.j)
        to = next((m for m in range(k + 1, end) if self.units[m].bare == "الي"), None)
        fact = self.phrases.next(to + 1, 3) if to is not None else None
        if fact is None or not armed(fact):
            return
        for frame in self.frames:
            frame.patients = [(f, r) for f, r in frame.patients if not k < f.i < fact.j]
            frame.agents = [(f, r) for f, r in frame.agents if not k < f.i < fact.j]
        if self.frames and not any(f.agents for f in self.frames):
            self._nearest(k).agent(fact, "role/ascribed-to")

    def _named_before(self, fact: PartyTold) -> bool:
        return any(f.i == fact.i for frame in self.frames for f, _ in frame.agents)

    def _moves(self, fact: PartyTold) -> bool:
        """``في رتل أمريكي``: a name of a side that begins with what a bomb can hit."""
        return fact.value.head in {"actor", "epithet"} and self.units[fact.i].bare.startswith(_HIT)

    def _planted(self, k: int) -> bool:
        return any(a.type in {"ied", "suicide"} and 0 < k - a.unit <= _PLANTED for a in self.clause.acts)

    def _light(self) -> None:
        """``شن X هجوما``, ``قام X ب…``, ``تمكن X من``: the subject of the light verb is the doer of what follows."""
        for k in self.phrases.chart.doc.having(_LIGHT_VERB, self.clause.i, self.clause.j):
            if "act" in self.units[k].symbols:
                continue
            frame = next((f for f in self.frames if k < f.at <= k + _LIGHT), None)
            reading = next((r for r in self.units[k].readings_of("light") if self._opens(r, frame)), None)
            if reading is None:
                continue
            if (patrol := self._on_duty(k)) is not None:
                exposed = next((f for f in self.frames if f.at > k and not f.patients and not f.agents), None)
                if exposed is not None:
                    exposed.patient(patrol, "role/on-duty")
                continue
            if frame is None and reading.enc and reading.id != _USED:
                frame = self._nearest(k)
            if frame is None:
                frame = next((f for f in reversed(self.frames) if f.at <= k), None)
                if frame is None or reading.attrs.get("needs"):
                    frame = self._light_toll(k)
                if frame is None:
                    continue
            self._light_subject(frame, k, reading)

    def _on_duty(self, k: int) -> PartyTold | None:
        """``أثناء قيام دورية بمهامها … تعرضت لإطلاق نار``: who was on duty did nothing else."""
        fact = self.phrases.next(k + 1, 2)
        if fact is None:
            return None
        behind = self.units[fact.j : min(fact.j + 5, self.clause.j)]
        return fact if any(u.bare.startswith(_DUTY) for u in behind) else None

    def _opens(self, reading: Reading, frame: Frame | None) -> bool:
        """Whether a light verb goes with the act behind it.

        Some say something with their own noun only (``وقع اتفاقا``).
        """
        attrs = reading.attrs
        if attrs.get("none"):
            return False
        pair = attrs.get("opens", "fire")
        if pair == "fire":
            return True
        if frame is None:
            return False
        fired = self.units[frame.at].reading("fired")
        return (fired is not None and fired.attrs.get("pair") == pair) or (
            pair == "base" and any(r.id.startswith("act/ambush") for r in self.units[frame.at].readings)
        )

    def _light_toll(self, k: int) -> Frame | None:
        """``تمكن X من قتل Y``."""
        toll = next((t for t in self.clause.tolls if k < t.value.at <= k + _LIGHT), None)
        if toll is None:
            return None
        frame = Frame(toll.value.at, "toll", 1, self.order)
        for party in toll.value.parties:
            frame.patient(self.phrases.at(party.i), "role/killed")
        self.frames.append(frame)
        return frame

    def _light_subject(self, frame: Frame, k: int, reading: Reading) -> None:
        rule = "role/subject-of-light-verb"
        noun = not reading.feat.startswith(("past", "pres")) and reading.attrs.get("noun")
        behind = next((f for f, p in self.phrases.after(k + 1, 5) if not p and f.i <= max(frame.at, k + 2)), None)
        if reading.enc and behind is not None and not noun:
            frame.agent(behind, rule)
            return
        plural = reading.feat.endswith((".pl", ".du"))
        before = None if noun else self.phrases.subject_before(k, plural=plural)
        subject = before or (behind if behind is not None and not plural else None)
        if subject is None or not agentive(subject) or (subject.i in self.counted and subject.value.role == "civilian"):
            frame.dropped = frame.dropped or (not frame.agents and reading.feat.startswith("past"))
            return
        if frame.turned and frame.agents and reading.id == _TRY and before is None:
            frame.patient(subject, rule)  # حاول X التقدم فتصدى له Y
            return
        if any(f.i == subject.i for f, _ in frame.patients):
            frame.patients = [(f, r) for f, r in frame.patients if f.i != subject.i]
        for f, rule_ in list(frame.agents):
            if self.phrases.preposition(f) == "ل" and rule_ == "role/doer-of-noun":  # نصب X كمينا لـ Y
                frame.agents.remove((f, rule_))
                frame.patient(f, "role/against")
        frame.agent(subject, rule)
        frame.dropped = False


def _helped(chart: Chart) -> list[int]:
    """The units of a text that say who helped the doer, no accusation of help."""
    units = chart.doc.units
    return [k for k in chart.doc.worded(_WITH_HELP) if not (k and units[k - 1].bare.startswith(_ACCUSED))]


def _supported(bare: str) -> bool:
    """``مدعومة ب X``."""
    return bare.startswith("م") and bare.startswith(_SUPPORTED)


def _cues(chart: Chart) -> list[int]:
    """The units of a text that can say who did it or who was hit, phrases apart."""
    doc = chart.doc
    supported = [u.i for u in doc.units if _supported(u.bare)]
    return sorted({*doc.having(_CUES), *doc.worded(_BARE_CUES), *supported})

"""Who did it and who was hit, read for every act from where names stand to its trigger.

Each trigger gives a *frame*: the doers and those hit that its own grammar tells of. Verb before subject and subject
before verb, passives, nouns of action with their doer or object behind them (Wright II § 22–30), ``بين … و``,
``من قبل``, light verbs. Which frames count for an event, and which group a phrase means, is settled in ``who``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from sijill.events.acts import Act
from sijill.events.clause import Clause
from sijill.events.cues import CueReader
from sijill.events.frame import Frame
from sijill.events.noun_phrases import ATTEMPT, PREPOSITIONS, PRONOUNS, Phrases, agentive, armed, plain_adjective
from sijill.facts.ledger import TollTold
from sijill.facts.party import Party, PartyTold, conjoined
from sijill.grammar import Chart, Fact
from sijill.match import Reading

# Of these a lone noun phrase behind the verb is the subject of a passive, where it is no armed side.
_MAY_BE_PASSIVE = frozenset({"abduct", "murder", "arrest", "attack", "shelling", "capture", "sexual", "clash",
                             "shooting", "ied"})  # fmt: skip
_TERRITORY = frozenset({"retake", "takeover"})
_CROWD_ACTS = frozenset({"protest", "riot", "mob", "loot", "disperse", "agree", "change"})
_TAKEN = frozenset({"abduct", "murder", "arrest", "capture", "sexual"})
_FALSE_SUBJECT = frozenset({"act", "weapon"})
_ADJECTIVES = frozenset({"modifier", "nat", "otherone", "weapon"})
_MUTUAL = frozenset({"agree", "mob", "transfer"})
_SET_OFF = frozenset({"ied", "suicide", "grenade"})  # their verb's device is its object, even right behind it
_HOUSES = ("مديري", "وزار", "سفار", "قنصلي", "قياده", "مقر", "مبني", "مجمع", "مركز", "قسم", "مخفر", "محكم")
_GOVERNED = 14
_STRIKES = frozenset({"shelling", "air", "attack"})
_ITS = ("ته", "تها", "تهم")  # endings of a noun of action with the pronoun of its doer
_MOVING = ("لدوري", "لرتل", "لارتال", "لقافل", "لموكب", "دوري")
_OWN_ACTS = _STRIKES | {
    "change",
    "takeover",
    "retake",
}  # acts that a pronoun behind their noun says to be of the side named before
_BACKED = frozenset({"بدعم", "باسناد", "بمسانده", "بتغطيه", "باشراف"})  # بدعم من: who helped
_TOLL = frozenset({"toll"})
_OPENS = frozenset({"ان", "بان", "لان", "قال", ":", "،", "-", "–", "حين", "حيث"})
_JOINED = frozenset({"past.fs", "past.pl", "past.du"})  # endings that only an active verb has, or a passive of many
_STRUCK = "toll/wound-act"
_FELL = frozenset({"وقع", "وقعت", "وقعوا", "سقط", "سقطت", "سقطوا", "تعرض", "تعرضت"})
_SNIPED = ("قنص", "اقتنص")
_HITTING = frozenset({"act", "damage", "toll"})
_SIGNS = ("وقع", "ابرم", "اتفق", "توصل", "عقد", "تعهد")
_UNIFORMED = frozenset({"army", "force", "police", "security"})
_DAMAGE = frozenset({"damage"})
_SOME = frozenset({"احد", "احدي", "عدد", "بعض", "مجموعه", "اخر"})
_BOMBER = re.compile("^فجرت? (?:ال)?(?:مهاجم )?(?:انتحاري|استشهادي)")


class RoleReader:
    """Reads the frames of one clause."""

    def __init__(self, chart: Chart, clause: Clause, order: int = 0, *, own: bool = False):
        self.own = own
        self.chart, self.clause, self.units, self.order = chart, clause, chart.doc.units, order
        start = next((i for i, j in chart.doc.sentences if i <= clause.i < j), clause.i)
        self.phrases = Phrases(chart, clause.i, clause.j, start)
        self.phrases.fallen = {p.i for t in clause.tolls for p in t.value.parties if p.value.counted}
        self.counted = {p.i for t in clause.tolls for p in t.value.parties}
        self.frames: list[Frame] = []

    def read(self) -> list[Frame]:
        """All frames, in the order of the text."""
        for act in self.clause.acts:
            self.frames.append(self._frame(self._listed(act) if self.own else act))
        for toll in self.clause.tolls:
            self._toll(toll)
        self._harms()
        self._struck()
        self.frames.sort(key=lambda f: f.at)
        return CueReader(self.phrases, self.clause, self.frames, self.order).read()

    # --- verbs and nouns of action -----------------------------------------------------------------------------------

    def _frame(self, act: Act) -> Frame:
        frame = Frame(
            act.unit, act.type, act.force, self.order,
            turned=bool(act.attrs.get("turned")),
            again=act.anaphoric or self._same(act.unit) or self._more(act),
            mutual=bool(act.attrs.get("clash")) or act.type in _MUTUAL,
        )  # fmt: skip
        act = self._told_by(act)
        finite = act.reading.feat.startswith(("past", "pres"))
        if finite and act.unit > self.clause.i and self.units[act.unit - 1].bare.startswith(ATTEMPT):
            finite, act = False, msgspec.structs.replace(act, roles="an")  # محاولة تقدم لقوات كذا: the noun
        phrase = self.units[act.unit].first != self.units[act.unit].last
        if act.unit > self.clause.i and "مخلفات" in self.units[act.unit - 1].form:
            return frame  # من مخلفات قصف سابق: whose shells they were, no act of this day
        if act.roles == "nn" and finite and not frame.mutual:
            return frame  # عثر الأهالي على جثث: those who found them did nothing
        if act.roles == "sv":
            self._inner_subject(frame, act)
        elif act.attrs.get("suicide") and phrase and _BOMBER.search(self.units[act.unit].form):
            self._suicide(frame, act)  # فجر انتحاري من … سيارة
        elif frame.mutual and (act.attrs.get("clash") or act.roles == "nn" or act.type in {"agree", "mob"}):
            self._mutual(frame, act, finite=finite)
        elif act.type in _TERRITORY and self.units[act.unit].form.split()[0].endswith(_ITS):
            self._hold(frame, act)
        elif finite or (act.roles in {"av", "pv"} and phrase) or (act.roles == "pn" and self._literal_verb(act)):
            self._verb(frame, act.unit, act.reading, passive=act.roles == "pv", inert=act.roles == "iv")
        elif not act.attrs.get("suicide") or act.reading.id == "act/suicide-a":
            self._noun(frame, act)
        else:
            self._suicide(frame, act)
        return frame

    def _hold(self, frame: Frame, act: Act) -> None:
        """``أعلنت الحركة سيطرتها على …``: whose hold it is stands before."""
        owner = self.phrases.owner_before(act.unit)
        frame.agent(owner, "role/owner-of-act")
        held = self.phrases.next(act.unit + 1, 2)
        if held is not None and armed(held):
            frame.patient(held, "role/taken-from")

    def _listed(self, act: Act) -> Act:
        """``- قنص جندي …``: of a word that is a verb and an infinitive, the infinitive at the head of an item."""
        before = self.units[act.unit - 1] if act.unit else None
        heads = before is None or before.kind in {"newline", "sign"}
        if not heads or not act.reading.feat.startswith("past"):
            return act
        noun = next(
            (r for r in self.units[act.unit].readings_of("act") if r.attrs["roles"] == "pn" and not r.pro), None
        )
        return act if noun is None else msgspec.structs.replace(act, reading=noun, roles="pn")

    def _told_by(self, act: Act) -> Act:
        """``طيران الجيش قصف سوقا``: of a word that is an infinitive and a verb, the verb right behind its subject."""
        if act.reading.feat.startswith(("past", "pres")) or self.units[act.unit].conjoined:
            return act
        before = self.phrases.ends_at(act.unit)
        if before is None or not armed(before) or before.value.counted:
            return act
        if before.i != self.clause.i and self.units[before.i - 1].bare not in _OPENS:
            return act
        verb = next((r for r in self.units[act.unit].readings_of("act") if r.feat == "past.ms" and not r.pro), None)
        return act if verb is None else msgspec.structs.replace(act, reading=verb, roles=verb.attrs["roles"])

    def _literal_verb(self, act: Act) -> bool:
        """Verbs that a row lists as they stand, among nouns (``هدمت``, ``اغتصبوا``, ``ضبطت أسلحة``)."""
        word = self.units[act.unit].form.split()[0]
        return not act.reading.feat and (
            word.endswith(("وا", "تا")) or (word.endswith("ت") and not word.endswith("ات"))
        )

    def _more(self, act: Act) -> bool:
        """``كما اعتقل سبعة آخرون``: one more arrest, by whoever made the last."""
        before = self.units[max(self.clause.i, act.unit - 2) : act.unit]
        return act.type == "arrest" and any(u.bare in {"كما", "كذلك"} for u in before)

    def _same(self, k: int) -> bool:
        return any(u.bare in {"مماثل", "مماثله", "مماثلا", "ايضا", "كذلك"} for u in self.units[k + 1 : k + 4])

    def _inner_subject(self, frame: Frame, act: Act) -> None:
        """``شن الطيران``, ``أغارت طائرات``: the subject stands inside the phrase, whose it is behind it."""
        k = act.unit + 1
        while k < min(act.unit + 3, self.clause.j) and self._plain_adjective(k):
            k += 1
        nat = self.phrases.nation(k, anywhere=True)
        frame.agent(nat or self.phrases.next(k, 2) or self._aircraft(act), "role/subject")
        if not frame.agents:
            frame.dropped = True
        for fact, prep in self.phrases.after(k + bool(nat), _GOVERNED):
            if not prep and fact not in [f for f, _ in frame.agents]:
                frame.patient(fact, "role/object")

    def _plain_adjective(self, k: int) -> bool:
        return self.phrases.at(k) is None and plain_adjective(self.units[k])

    def _aircraft(self, act: Act) -> PartyTold:
        """The aircraft inside the phrase, whosever they are."""
        unit = self.units[act.unit]
        value = Party("force", None, None, False, "air", "", "force/aircraft", act.unit)
        return Fact("party", act.unit, act.unit + 1, (unit.start, unit.end), value, "party/aircraft")

    def _suicide(self, frame: Frame, act: Act) -> None:
        """``انتحاري من …``: whose the bomber was."""
        inside = self.phrases.at(act.unit)
        if inside is not None and inside.value.refs:
            frame.agent(inside, "role/bomber-of")
            return
        fact = self.phrases.next(act.unit + 1, 4)
        if fact is not None and self.phrases.preposition(fact) in {"من", "", "في"} and armed(fact):
            near = self.units[act.unit + 1]
            if near.form in {"من", "تابع", "ينتمي"} or fact.i == act.unit + 1:
                frame.agent(fact, "role/bomber-of")

    def _verb(self, frame: Frame, k: int, reading: Reading, *, passive: bool, inert: bool = False) -> None:
        after = self.phrases.after(k + 1, _GOVERNED)
        bare = [f for f, p in after if not p]
        if passive:
            frame.patient(bare[0] if bare else self._subject_before(k, reading), "role/passive-subject")
            return
        if inert:
            return
        if reading.enc and bare and bare[0].i <= k + 3:  # هاجمهم مسلحون
            frame.agent(bare[0], "role/subject")
            return
        plural = reading.feat.endswith((".pl", ".du"))
        planted = frame.kind in _SET_OFF and k + 1 < self.clause.j and "weapon" in self.units[k + 1].symbols
        if self._of_thing(k) or (not plural and not planted and self._thing_behind(k)):
            frame.again = frame.again or self._again_behind(k)
            self._objects(frame, bare, after)
            return
        before = self._subject_before(k, reading)
        if before is not None:
            frame.agent(before, "role/subject-before")
            self._objects(frame, bare, after)
            return
        held = bool(bare) and self.units[bare[0].i - 1].form.endswith(" علي")  # ألقى … القبض على خلية
        if bare and not plural and not held and agentive(bare[0]) and not self._is_object(frame, bare, after):
            frame.agent(bare[0], "role/subject")
            beside = self._beside_subject(bare)  # قصفت القوات والفصائل الموالية لها قرية
            self._objects(frame, bare[beside:], [x for x in after if x[0] not in bare[:beside]])
            return
        if reading.feat in _JOINED:
            frame.agent(self.phrases.mover(k, reading.feat), "role/subject-of-verb-before")
        frame.dropped = not frame.agents and (reading.feat.startswith("past") or plural)
        self._objects(frame, bare, after)

    def _beside_subject(self, bare: Sequence[PartyTold]) -> int:
        """How many of the phrases behind a verb are its subjects, joined by و: the first and those right behind it."""
        n = 1
        while n < len(bare) and bare[n].i == bare[n - 1].j and conjoined(self.units[bare[n].i]):
            n += 1
        return n

    def _objects(self, frame: Frame, bare: Sequence[PartyTold], after: Sequence[tuple[PartyTold, str]]) -> None:
        if bare:
            frame.patient(bare[0], "role/object")
        if frame.kind in _TERRITORY:
            for fact, prep in after:
                if prep == "من" and armed(fact) and self.units[fact.i - 2].bare not in _BACKED:
                    frame.patient(fact, "role/taken-from")
        for fact, prep in after:
            if prep in {"على", "علي", "ضد"} and not bare and not frame.turned:  # صدوا هجوما على مواقعهم
                frame.patient(fact, "role/against")
            elif prep == "ل" and armed(fact):
                self._behind_to(frame, fact)

    def _behind_to(self, frame: Frame, fact: PartyTold) -> None:
        """``سلمت الفصائل المعبر للجيش``, ``تصدت قوات لمجموعة من …``: an armed side behind ``ل``."""
        if frame.kind == "transfer":
            frame.patient(fact, "role/handed-to")
        elif frame.turned and (self._met(frame.at, fact.i) or self._tried(frame.at, fact.i)):
            frame.patient(fact, "role/repelled")

    def _held_others(self, fact: PartyTold) -> bool:
        """Whether the clause counts others than the phrase itself as held."""
        return any(t.value.outcome == "captured" and fact not in t.value.parties for t in self.clause.tolls)

    def _is_object(self, frame: Frame, bare: Sequence[PartyTold], after: Sequence[tuple[PartyTold, str]]) -> bool:
        """Whether the only noun phrase behind a verb was hit: the verb is a passive, or its subject is left out."""
        v: Party = bare[0].value
        if v.head == "object" and agentive(bare[0]) and any(r.cat == "nat" for r in v.refs):
            return False  # a Kenyan warship shells
        if v.attrs.get("target") and frame.kind == "arrest" and self._held_others(bare[0]):
            return False  # اعتقلت دورية للجيش أربعة شبان
        if v.definite and v.refs and agentive(bare[0]) and v.attrs.get("object") == "aircraft":
            return False  # استهدفت الطائرات التابعة لجيش كذا …
        if v.attrs.get("target") or v.head == "object":
            razed = len(bare) > 1 and bare[1].value.head == "object" and not conjoined(self.units[bare[1].i])
            return not v.refs or len(bare) < 2 or (bool(bare[1].value.counted) and not (razed and agentive(bare[0])))
        if v.role == "civilian" and frame.kind not in _CROWD_ACTS and len(bare) == 1 and not v.refs:
            return True
        if len(bare) > 1 or any(p in {"علي", "ل", "ضد"} for _, p in after) or frame.kind not in _MAY_BE_PASSIVE:
            return False
        if self.units[frame.at].bare.startswith(_SNIPED) and v.counted and v.role in _UNIFORMED:
            return True  # قنص جندي
        if any(f.i > bare[0].i and not self._behind_preposition(f.i) for f in self.clause.places):
            return False
        if (
            v.low == v.high == 1
            and not v.definite
            and v.attrs.get("object") == "aircraft"
            and (self.own or self._owned_by(bare[0].j))
        ):
            return True  # استهدفت مروحية للعدو; in a group's own list without the owner as well
        if v.head in {"actor", "epithet"} or (v.head == "force" and v.role in {"air", "artillery", "forces"}):
            return False
        if v.head != "person":  # اعتقل سبعة فلسطينيين
            return v.head == "nat" and v.counted and frame.kind in _TAKEN
        if frame.kind in _TAKEN:
            return v.role not in {"settler"} and not (
                v.role in {"militant", "attacker", "fighter"} and frame.kind not in {"arrest", "capture"}
            )
        return v.role in {"civilian", "government", "guard", "prisoner"} and not armed(bare[0])

    def _behind_preposition(self, k: int) -> bool:
        return self.units[k - 1].form in PREPOSITIONS or self.units[k].form.startswith("ب")

    def _owned_by(self, k: int) -> bool:
        """Whether ``ل`` right behind a thing says whose it is."""
        return k < self.clause.j and any(
            r.pro.lstrip("وف").startswith("ل") and r.cat in {"actor", "epithet", "force"}
            for r in self.units[k].readings
        )

    def _of_thing(self, k: int) -> bool:
        """``غارة استهدفت …``: a verb behind an act or a means is its relative clause."""
        m = k - 1
        while m >= self.clause.i and k - m < 5:
            unit = self.units[m]
            if self.phrases.ends_at(m + 1) is not None and not _FALSE_SUBJECT & unit.symbols:
                return False
            if _FALSE_SUBJECT & unit.symbols and not any(r.feat.startswith(("past", "pres")) for r in unit.readings):
                fact = self.phrases.ends_at(m + 1)
                if (
                    m > self.clause.i
                    and self.units[m - 1].bare in PREPOSITIONS
                    and any(r.definite for r in unit.readings)
                ):
                    return False  # أثناء المعركة أغارت …
                return fact is None or fact.value.head == "object"
            if not _ADJECTIVES & unit.symbols and unit.form not in {'"', "»"} and unit.readings:
                return False
            m -= 1
        return False

    def _thing_behind(self, k: int) -> bool:
        """``استهدف القصف …``: the subject is the act itself."""
        if k + 1 >= self.clause.j:
            return False
        unit = self.units[k + 1]
        reading = unit.reading("act") or unit.reading("weapon")
        return (
            reading is not None
            and not reading.feat.startswith(("past", "pres"))
            and (self.phrases.at(k + 1) is None)
            and not reading.pro.strip("وف").startswith(("ب", "ل"))
            and (
                reading.definite
                or "weapon" in unit.symbols
                or (reading.feat != "acc" and "light" not in self.units[k].symbols)
            )
        )

    def _again_behind(self, k: int) -> bool:
        reading = self.units[k + 1].reading("act") if k + 1 < self.clause.j else None
        return reading is not None and reading.definite

    def _subject_before(self, k: int, reading: Reading) -> PartyTold | None:
        plural = reading.feat.endswith((".pl", ".du"))
        return self.phrases.subject_before(k, plural=plural)

    def _noun(self, frame: Frame, act: Act) -> None:
        """Nouns of action: nationality, idafa, ``ل`` and ``من`` behind them."""
        k = act.unit + 1
        if act.reading.enc in {"ها", "هم", "ه"} and act.type in _OWN_ACTS and self.order == 0:
            before = self.phrases.owner_before(act.unit)  # تواصل القوات قصفها, أعلنت الحركة انضمامها
            if before is not None:
                frame.agent(before, "role/owner-of-act")
        inside = self.phrases.at(act.unit) or self.phrases.ending_in(act.unit)
        if inside is not None and act.roles == "an" and inside.value.refs and inside.j > act.unit + 1:
            if self._waylaid(inside):
                frame.patient(inside, "role/ambush-for")  # كمين لدورية
                return None
            frame.agent(inside, "role/ambush-of")  # كمين لـ…: the word is a thing as well
            return None
        if act.reading.id.startswith("act/ambush"):
            frame.patient(self._fell_into(act.unit), "role/fell-into")
        strange = 0
        k += k < self.clause.j and "link" in self.units[k].symbols  # رصاص قناص تابع ل…
        while (
            k < self.clause.j
            and self.phrases.at(k) is None
            and ("weapon" in self.units[k].symbols or not conjoined(self.units[k]))
        ):
            unit = self.units[k]
            nat = self.phrases.nation(k)
            if nat is not None:
                frame.agent(nat, "role/nationality-of-act")
                return self._behind_doer(frame, nat.j)
            strange += not unit.readings
            if (
                (unit.reading("weapon") and unit.form.startswith("ب"))
                or k > act.unit + 3
                or not self._plain_adjective(k)
            ):
                break
            k += 1
        fact = self.phrases.next(k, 2)
        if fact is None:
            return None
        prep = self.phrases.preposition(fact)
        if prep == "من" and fact.i == k + 1 and armed(fact):
            frame.agent(fact, "role/doer-of-noun")
        elif prep in {"", "ل"} and fact.i <= k + (not prep) and strange <= 1:
            self._doer_or_object(frame, act, fact, prep, self._following(fact))
        return None

    def _following(self, fact: PartyTold) -> PartyTold | None:
        """The phrase right behind another, past its means (``قصف الجيش بالمدفعية موقعا``)."""
        follow = self.phrases.next(fact.j, 3)
        if follow is not None and self.phrases.preposition(follow) == "ب":
            fact, follow = follow, self.phrases.next(follow.j, 3)
        return follow if follow is not None and follow.i <= fact.j + 1 else None

    def _tried(self, at: int, k: int) -> bool:
        """``صد محاولة تقدم لقوات كذا``: whose attempt it was."""
        return any(u.bare.startswith(ATTEMPT) for u in self.units[at + 1 : k])

    def _met(self, at: int, k: int) -> bool:
        """Whether ``ل`` at unit ``k`` is governed by ``تصدى`` at unit ``at``, not by ``المؤيدة`` and the like."""
        before = self.units[k - 1]
        return "تصد" in self.units[at].form and "link" not in before.symbols and not before.bare.startswith("الم")

    def _fell_into(self, k: int) -> PartyTold | None:
        """``وقع رتل … في كمين``, ``سقطت قافلة … بكمين``: who fell into it."""
        if not (self.units[k].form.startswith("ب") or (k and self.units[k - 1].form == "في")):
            return None
        verb = next((m for m in range(k - 1, max(self.clause.i - 1, k - _GOVERNED), -1)
                     if self.units[m].bare in _FELL), None)  # fmt: skip
        return self.phrases.next(verb + 1, 2) if verb is not None else None

    def _waylaid(self, fact: PartyTold) -> bool:
        """Whether an ambush is for those behind ``ل``: a patrol or a convoy; in their enemy's list, all but his own."""
        if any(self.units[r.unit].form.startswith(_MOVING) for r in fact.value.refs):
            return True
        own = any(a.attrs.get("refers") == "@self" for r in fact.value.refs if r.cat == "epithet" for a in r.readings)
        return self.own and not own

    def _behind_doer(self, frame: Frame, k: int) -> None:
        fact = self.phrases.next(k, 3)
        if fact is not None and self.phrases.preposition(fact) in {"علي", "ضد"}:
            frame.patient(fact, "role/against")

    def _doer_or_object(self, frame: Frame, act: Act, fact: PartyTold, prep: str, follow: PartyTold | None) -> None:
        if prep == "" and act.reading.pro.lstrip("وف") in {"", "ال"} and self._hits(act.unit):
            frame.patient(fact, "role/object")  # استهدفت غارة مسلحي كذا
            return
        two = follow is not None and self.phrases.preposition(follow) in {"", "ل"}
        two = two and not (prep == "ل" and follow is not None and self.phrases.preposition(follow) == "ل")
        thing = fact.value.head == "object" or bool(fact.value.attrs.get("target"))
        thing = thing or (act.type in _SET_OFF and _premises(fact))  # تفجير مديرية أمن كذا
        flies = fact.value.attrs.get("object") == "aircraft" or fact.value.role == "air"
        if act.roles == "pn":
            strikes = flies and act.type in {"attack", "shelling", "air"}
            if prep == "" and (
                strikes or (two and follow is not None and armed(fact) and not thing and _takes(act, fact))
            ):
                frame.agent(fact, "role/doer-of-noun")
                frame.patient(follow, "role/object-of-noun")
            else:
                frame.patient(fact, "role/object-of-noun")
        elif act.roles == "an":
            if thing and prep == "":
                frame.patient(fact, "role/object-of-noun")
            elif armed(fact) and not (thing and prep == "ل"):
                frame.agent(fact, "role/doer-of-noun")
                if two and prep == "":
                    frame.patient(follow, "role/object-of-noun")
            elif act.attrs.get("also") == "pn" or prep == "ل" or thing:
                frame.patient(fact, "role/object-of-noun")
            elif agentive(fact):
                frame.agent(fact, "role/doer-of-noun")

    def _hits(self, k: int) -> bool:
        """Whether the act at unit ``k`` is itself the subject of the verb right before it."""
        before = self.units[k - 1] if k > self.clause.i else None
        return before is not None and any(
            r.cat in _HITTING and r.feat.startswith("past") and r.attrs.get("voice") != "pass" for r in before.readings
        )

    # --- fights and bargains between two -----------------------------------------------------------------------------

    def _mutual(self, frame: Frame, act: Act, *, finite: bool) -> None:
        """``بين X وY``, ``اشتبك X مع Y``, ``مع Y``: the first named is initiator where no attacker is told."""
        if act.reading.id == "act/exchange-v" and not any(
            "fired" in u.symbols or u.bare.removeprefix("ال").split(" ")[0] in {"قصف", "نيران", "اطلاق"}
            for u in self.units[act.unit + 1 : act.unit + 8]
        ):
            return
        if finite:
            after = [f for f, p in self.phrases.after(act.unit + 1, 6) if not p]
            subject = self.phrases.subject_before(act.unit, plural=True) or next(iter(after), None)
            second = self._second(subject) if subject is not None else None
            frame.agent(subject, "role/between" if second is not None else "role/clash-subject")
            frame.patient(second, "role/between")
        elif act.type == "agree":
            self._signed(frame, act.unit)
        for k in range(act.unit + 1, min(act.unit + 24, self.clause.j)):
            form = self.units[k].form
            if form == "بين":
                if self._between(frame, k):
                    return
            elif form in {"مع", "ضد"}:
                other = self.phrases.next(k + 1, 5)
                if other is not None and other.value.head != "object":
                    if self._attempting(other.j):
                        frame.patients, frame.agents = [*frame.agents], []
                        frame.agent(other, "role/attempting")
                        return
                    frame.patient(other, "role/with")
                    if not frame.agents:
                        self._dead_of(frame, act.unit)
                return
            elif (
                "act" in self.units[k].symbols
                and self.units[k].reading("act") is not None
                and k > act.unit + 2
                and self.units[k].readings[0].feat.startswith("past")
            ):
                return

    def _signed(self, frame: Frame, k: int) -> None:
        """``وقعت حركة كذا وحركة كذا اتفاق …``, ``اتفق وجهاء القبيلتين على …``: who stands behind the verb of a deal."""
        for m in range(k - 1, max(self.clause.i - 1, k - _GOVERNED), -1):
            if self.units[m].ends_sentence:
                return
            if self.units[m].bare.startswith(_SIGNS):
                first = self.phrases.next(m + 1, 2)
                if first is not None and first.i < k and not self.phrases.preposition(first):
                    frame.agent(first, "role/between")
                    frame.patient(self._second(first), "role/between")
                return

    def _attempting(self, k: int) -> bool:
        """``اشتبك X مع Y لدى محاولتهم اقتحام``: Y came."""
        near = [u.bare for u in self.units[k : min(k + 3, self.clause.j)]]
        return len(near) > 1 and near[0] in {"لدي", "اثناء", "خلال", "عند"} and near[1].startswith("محاولت")

    def _second(self, fact: PartyTold) -> PartyTold | None:
        """``وقعت الحكومة ومتمردو X``, ``القوات الهندية والباكستانية``: the side joined to the first."""
        if (nation := self.phrases.nation_joined(fact.j)) is not None:
            return nation
        other = self.phrases.at(fact.j)
        return other if other is not None and conjoined(self.units[other.i]) and armed(other) else None

    def _between(self, frame: Frame, k: int) -> bool:
        first = self.phrases.next(k + 1, 6)
        if first is None:
            return False
        frame.agent(first, "role/between")
        end = first.j
        for m in range(end, min(end + 18, self.clause.j)):
            fact = self.phrases.at(m)
            b = m - 1
            while b > end and self.units[b].form in {'"', "«", "“"}:
                b -= 1
            before = self.units[b]  # وأحد المطلوبين is written like "one"
            some = before.form == "واحد" or (conjoined(before) and before.bare in _SOME)
            joined = conjoined(self.units[m]) or some or before.form in {"و", "وبين", "بين"}
            if fact is not None and joined:
                frame.patient(fact, "role/between")
                return True
            if self.units[m].ends_sentence:
                return True
        return True

    def _dead_of(self, frame: Frame, k: int) -> None:
        """``قتل عنصران من X في اشتباكات مع Y``: X fought Y."""
        for fact in self.clause.parties:
            told = any(i <= fact.i < j for i, j in self.phrases.sources)
            if (
                fact.i < k
                and not told
                and armed(fact)
                and any(r.cat in {"actor", "epithet", "force", "nat"} for r in fact.value.refs)
            ):
                frame.agent(fact, "role/those-who-fell")
                return

    # --- tolls, cues, light verbs ------------------------------------------------------------------------------------

    def _toll(self, toll: TollTold) -> None:
        """``قتل مسلحون شرطيا``, ``قتلت القوات أربعة``: an active verb of killing with its doer."""
        at = toll.value.at
        if any(f.at == at for f in self.frames):
            return
        reading = self.units[at].reading("toll")
        frame = Frame(at, "toll", 1, self.order)
        agent = toll.value.agent
        if agent is not None and _kills(agent) and not conjoined(self.units[agent.i]):
            frame.agent(self.phrases.at(agent.i) or agent, "role/doer-of-killing")
        elif (
            reading is not None
            and reading.attrs.get("voice") in {"both", "act"}
            and reading.feat.startswith(("past", "pres"))
        ):
            self._killing(frame, at, reading, toll)
        for party in toll.value.parties if frame.agents or frame.dropped else ():
            frame.patient(self.phrases.at(party.i), "role/killed")
        if frame.agents or frame.dropped:
            self.frames.append(frame)

    def _killing(self, frame: Frame, at: int, reading: Reading, toll: TollTold) -> None:
        if at > self.clause.i and self.units[at - 1].bare in PRONOUNS:
            frame.agent(self.phrases.subject_before(at, plural=False), "role/doer-of-killing")  # أعلن الجيش أنه قتل
            return
        bare = [f for f, p in self.phrases.after(at + 1, _GOVERNED) if not p]
        counted = {p.i for p in toll.value.parties}
        first = bare[0] if bare else None
        if first is not None and (
            (first.i not in counted and _kills(first) and first.i <= at + 2)
            or (
                len(bare) > 1
                and (_kills(first) or self._several(first, bare[1]))
                and bare[1].value.counted
                and first.i <= at + 1
            )
        ):
            frame.agent(first, "role/doer-of-killing")
        elif reading.feat.endswith((".pl", ".fs", ".du")) and first is not None and first.value.counted:
            subject = self.phrases.subject_before(at, plural=reading.feat.endswith((".pl", ".du")))
            if subject is not None and subject.i not in counted and armed(subject) and not _several_of(subject):
                frame.agent(subject, "role/doer-of-killing")
            else:
                frame.dropped = reading.pro[:1] in {"و", "ف"} and first.value.role in {"militant", "civilian"}

    @staticmethod
    def _several(first: PartyTold, second: PartyTold) -> bool:
        """``قتل جنود فلسطينيا``: uncounted men in uniform right before the one they killed."""
        v: Party = first.value
        return v.role in {"army", "police", "security"} and not v.counted and second.i == first.j

    def _harms(self) -> None:
        """``دمرت طائرات … منزلا``: a verb of harm with its subject, where no act says more."""
        acts = {a.unit for a in self.clause.acts}
        for k in self.chart.doc.having(_DAMAGE, self.clause.i, self.clause.j):
            reading = self.units[k].reading("damage")
            if reading is None or k in acts or not reading.feat.startswith("past"):
                continue
            if reading.attrs.get("voice") in {"both", "act"} and reading.feat.endswith(("fs", "ms", "pl", "du")):
                frame = Frame(k, "harm", 0, self.order)
                self._verb(frame, k, reading, passive=False)
                frame.agents = [(f, r) for f, r in frame.agents if armed(f)]
                frame.dropped = False
                if frame.agents:
                    self.frames.append(frame)

    def _struck(self) -> None:
        """``أصابت قنبلة دورية بريطانية``: what a weapon struck."""
        for k in self.chart.doc.having(_TOLL, self.clause.i, self.clause.j - 1):
            reading = self.units[k].reading("toll")
            if reading is None or reading.id != _STRUCK or "weapon" not in self.units[k + 1].symbols:
                continue
            hit = next((f for f, p in self.phrases.after(k + 2, _GOVERNED) if not p), None)
            if hit is not None and hit.i not in self.counted:
                frame = Frame(k, "harm", 0, self.order)
                by = self.phrases.at(k + 1)
                if by is not None and armed(by) and len(by.value.refs) > 1:
                    frame.agent(by, "role/subject")  # أصابت طائرة مسيرة تابعة للجيش شاحنة
                frame.patient(hit, "role/struck")
                self.frames.append(frame)


def _takes(act: Act, fact: PartyTold) -> bool:
    """Whether a phrase can be the doer of an arrest: no gunman or suspect is."""
    return act.type not in {"arrest", "capture"} or fact.value.head != "person" or bool(fact.value.refs)


def _premises(fact: PartyTold) -> bool:
    """Whether a force is named by the house that it sits in (``مديرية أمن كذا``)."""
    return bool(fact.value.refs) and fact.value.refs[0].form.removeprefix("ال").startswith(_HOUSES)


def _several_of(fact: PartyTold) -> bool:
    """``25 من ميليشيات X``: so many of a named side fell rather than killed."""
    return fact.value.counted and bool(fact.value.refs) and fact.value.role not in {"militant", "attacker"}


def _kills(fact: PartyTold) -> bool:
    """Whether a phrase behind a verb of killing can be its subject.

    Gunmen, named sides, no lone soldier or policeman.
    """
    v: Party = fact.value
    if v.head in {"actor", "epithet", "nat"} and v.counted:
        return False  # حوثيان: two of them were killed
    return armed(fact) and (v.head != "person" or v.role in {"militant", "attacker", "fighter", "settler"})


def read_roles(chart: Chart, clauses: Sequence[Clause], *, own: bool = False) -> list[Frame]:
    """The frames of one event: those of its fullest clause first.

    Args:
        chart: the facts of the report.
        clauses: that tell the event.
        own: whether a belligerent lists its own acts, each by its infinitive (``قنص جندي``).
    """
    return [frame for order, clause in enumerate(clauses) for frame in RoleReader(chart, clause, order, own=own).read()]

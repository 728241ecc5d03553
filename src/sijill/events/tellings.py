"""Which clauses tell the same act: joining details, recognising retellings, keeping separate acts apart.

Codebook "The unit": a headline, a lede or a summary that tells again what the body details is a further mention of the
body's event; attacks with different places, days or weapons' classes are events of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.events.clause import Clause, Mode
from sijill.events.standing import FINE
from sijill.events.types import family
from sijill.facts.actor import CIVILIANS
from sijill.facts.damage import Harm
from sijill.facts.ledger import TollTold
from sijill.grammar import Fact
from sijill.model import Place

# Weights of the likeness of two tellings, set by hand on invented pairs and checked on the development gold; a telling
# joins from SAME on. They are one scale: do not tune one alone.
SAME = 2.0
PLACE_SAME, PLACE_INSIDE, PLACE_CLASH = 2.0, 0.1, -3.5
FAMILY_SAME, FAMILY_ANY, FAMILY_CLASH = 1.0, 0.5, -2.0
TOLL_SAME, TOLL_CLASH, TOLL_CLASH_MORE = 2.0, -1.5, -0.5
SIDE_SAME = 0.75
DAY_CLASH = -2.5
ANAPHORA = 1.25
OTHER = -2.0
TURNS = -1.0
NEXT_TO, GOES_ON, DETAIL = 0.75, 0.75, 0.75
HEADLINE = 0.75
DAMAGE_SAME = 1.5
PLACELESS = 0.75  # a telling with no place of its own is more often a detail than an act
PLACE_LEAD = -1.0  # headlines name places loosely
_DETAILED = 2  # so many acts told singly leave a headline of many nothing of its own
_FELLOWS = frozenset({"person/colleague", "person/comrade", "person/companion"})
_PARTS, _PARTS_REACH = 6, 8  # so many drafts, within so many sentences, can be what a total adds up
# Levels that other places lie in.
_AREAS = frozenset({"country", "admin1", "admin2", "unit", "rural", "area", "region", "city"})
_POINT = frozenset({1, 2})  # precisions of a place that the table knows itself
_SETTLEMENTS = frozenset({"town", "village", "camp", "admin3", "any", "city", "capital"})
_BUILT = frozenset({"facility", "street", "post", "quarter", "road"})  # levels that lie inside a town


_Counts = dict[str, set[tuple[int | None, int | None]]]  # exact counts by outcome


class Telling(msgspec.Struct):
    """One clause that tells of an act, with what it can be compared by.

    Attributes:
        place: folded name of the finest place it names itself ("" where it names none).
        wider: folded names of all places it names.
        day: resolved ISO day it names itself, or None.
        groups: canonical groups of the sides it names.
        past: whether its day is only said to be some time ago (``قبل أيام``).
        heading: whether it is a subheading amid the text; titles: the headline of the item with a dateline behind it.
        lead: whether it stands in the headline; lede: in the headline or the sentence behind it.
        listed: whether it opens a line of a list.
        opens: whether its sentence opens with its place (``وفي مدينة كذا …``).
        spread: whether it names several places, each with an act of its own.
        adopts: the families of acts told before that it says somebody did (``وتبنت كذا الهجوم``).
        anaphoric: whether all its acts are definite nouns; bare: whether it tells of tolls or damage alone.
        counts, harms: what its clause counts exactly, and what was damaged there. These four are found by itself.
    """

    clause: Clause
    place: str = ""
    where: Place = Place()
    level: str = ""
    wider: frozenset[str] = frozenset()
    day: str | None = None
    groups: frozenset[str] = frozenset()
    past: bool = False
    heading: bool = False
    titles: bool = False
    lead: bool = False
    lede: bool = False
    listed: bool = False
    opens: bool = False
    families: frozenset[str] = frozenset()
    specific: frozenset[str] = frozenset()
    spread: bool = False
    adopts: frozenset[str] | None = None
    anaphoric: bool = False
    bare: bool = False
    counts: _Counts = {}
    harms: frozenset[tuple[str, int | None]] = frozenset()

    def __post_init__(self) -> None:
        acts = [a for a in self.clause.acts if a.force > 0]
        self.anaphoric = bool(acts) and all(a.anaphoric for a in acts)
        self.bare = not self.specific and not acts
        self.counts = counts(self.clause.tolls)
        self.harms = _harms(self.clause.damages)

    @property
    def sums_up(self) -> bool:
        """A headline, or a lede that tells of several kinds of act."""
        kinds = self.specific - {"ground"} if "control" in self.specific else self.specific  # استعاد البلدة بعد معارك
        return self.lead or (self.lede and (len(kinds) > 1 or self.many))

    @property
    def many(self) -> bool:
        """Acts in the plural, in a country or nowhere: ``هجمات في أنحاء العراق``."""
        return self.level in {"", "country"} and any(a.reading.feat == "pl" for a in self.clause.acts if a.force > 0)


class Draft(msgspec.Struct):
    """An event in the making: the clauses that tell it, and what they tell taken together, from unit to unit."""

    tellings: list[Telling] = []
    specific: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    harms: frozenset[tuple[str, int | None]] = frozenset()
    counts: _Counts = {}
    start: int = -1
    end: int = 0

    def add(self, telling: Telling) -> None:
        """Take a telling in."""
        self.tellings.append(telling)
        self.start = telling.clause.i if self.start < 0 else min(self.start, telling.clause.i)
        self.end = max(self.end, telling.clause.j)
        self.specific |= telling.specific
        self.groups |= telling.groups
        self.harms |= telling.harms
        if telling.day:
            self.days |= {telling.day}
        for outcome, values in telling.counts.items():
            self.counts.setdefault(outcome, set()).update(values)

    @property
    def last(self) -> Telling:
        """The latest telling."""
        return self.tellings[-1]


def families_of(clause: Clause) -> tuple[frozenset[str], frozenset[str]]:
    """The act families of a clause: all, and those that a strong trigger or a means names."""
    acts = [a for a in clause.acts if a.force > 0]
    if any(not a.anaphoric for a in acts):
        acts = [a for a in acts if not a.anaphoric]
    kinds = {family(a.type) for a in acts}
    own = bool(clause.days or clause.places)  # without either, an arrest is what came of the act told before it
    held = own and bool(clause.tolls) and all(f.value.outcome == "captured" for f in clause.tolls)
    strong = {family(a.type) for a in acts if a.force >= 2 or (held and a.type == "arrest")}
    downed = any(a.attrs.get("down") for a in acts)  # أسقطوا طائرة: no means of theirs
    if not strong & _APART and not clause.points and not downed:
        means = {r.attrs.get("type", "") for _, r in clause.weapons}
        dropped = {"ied", "grenade"} if "air" in means else set()  # إلقاء طائرة قنبلتين: its load, no bomb by itself
        strong |= {family(m) for m in means & {"ied", "suicide", "shelling", "air", "grenade"} - dropped}
    return frozenset(kinds | strong), frozenset(strong - {"any"})


# Families whose devices are not what happened: the bomb that was disarmed, the arms found at an arrest.
_APART = frozenset({"disrupt", "arrest", "abduct", "agree", "loot", "protest"})


def counts(tolls: Sequence[TollTold]) -> _Counts:
    """Exact counts by outcome."""
    out: _Counts = {}
    for t in tolls:
        v = t.value
        if v.kind == "count" and v.low is not None and (v.low == v.high or v.low > 3):
            out.setdefault(v.outcome, set()).add((v.low, v.high))
    return out


def _family_score(telling: Telling, draft: Draft) -> float:
    mine, theirs = telling.specific, draft.specific
    if not theirs and mine == {"arrest"} and _others_held(telling, draft):
        return FAMILY_CLASH
    if mine == {"disrupt"} and not theirs and draft.counts and not telling.clause.points:
        return FAMILY_CLASH  # قتل جنديان … كما أحبطت القوات هجوما
    if not mine or not theirs:
        return FAMILY_ANY
    if mine & theirs or (
        mine == {"arrest"} and "protest" in theirs and ("protest" in telling.families or telling.clause.points)
    ):
        return FAMILY_SAME  # the latter: واعتقلت الشرطة عشرة محتجين
    if telling.clause.points and mine == {"disrupt"} and "arrest" in theirs:
        return FAMILY_SAME  # وضبطت بحوزتهم بنادق
    if "any" in telling.families or not telling.families:
        return FAMILY_ANY
    return FAMILY_CLASH


def _others_held(telling: Telling, draft: Draft) -> bool:
    """``واعتقلت القوة 12 متورطا`` in a sentence behind an act that killed or hurt: an event of its own."""
    return (
        not telling.clause.points
        and telling.clause.sentence > draft.last.clause.sentence
        and not any(a.attrs.get("raid") for t in draft.tellings for a in t.clause.acts)
        and "captured" in telling.counts
        and not {"killed", "wounded"}.isdisjoint(draft.counts)
    )


def _place_score(telling: Telling, draft: Draft) -> float:
    """The same name; one inside the other; or two different places."""
    named = [t for t in draft.tellings if t.place]
    if not telling.place or not named or _beside(telling, draft) or (telling.clause.new and not _fine(telling.clause)):
        return 0.0
    if any(t.place == telling.place or _same_settlement(t, telling) for t in named):
        return PLACE_SAME
    fine = [t for t in named if t.level not in _AREAS] if telling.level not in _AREAS else []
    if telling.lead:
        province, country = telling.where.admin1, telling.where.country
        beside = telling.where.direction is not None or telling.where.relation == "near"
        if (telling.level in _AREAS or beside) and province and any(t.where.admin1 == province for t in named):
            return PLACE_SAME / 2  # the headline's province is the act's
        if telling.level == "country" and country and any(t.where.country == country for t in named):
            return PLACE_SAME / 4  # less so where it names the country alone
    score = PLACE_CLASH
    for other in fine or named:
        score = max(score, _inside(telling, other))
    return max(score, PLACE_LEAD) if telling.lede or all(t.lede for t in draft.tellings) else score


def _same_settlement(a: Telling, b: Telling) -> bool:
    """``معسكر كذا`` and ``كذا``: one place of the table by two names."""
    settled = {a.level, b.level} <= _SETTLEMENTS and {a.where.precision, b.where.precision} <= _POINT
    return settled and a.where.id is not None and a.where.id == b.where.id


def _inside(telling: Telling, other: Telling) -> float:
    """Whether of two places of different names one may lie in the other: district and village, town and market."""
    a, b = telling.where, other.where
    if (a.admin1 and b.admin1 and a.admin1 != b.admin1) or (a.country and b.country and a.country != b.country):
        return PLACE_CLASH
    coarse = {telling.level, other.level} & _AREAS
    if a.admin2 and b.admin2 and a.admin2 != b.admin2 and not coarse:
        return PLACE_CLASH
    built = {telling.level, other.level} & _BUILT
    if built and a.admin2 and b.admin2 and a.admin2 != b.admin2:
        return PLACE_CLASH  # a bridge in one town is none in another
    if (coarse or built) and (telling.place in other.wider or other.place in telling.wider):
        return PLACE_SAME / 2
    return PLACE_INSIDE if coarse or (built and telling.level != other.level) else PLACE_CLASH


def _toll_score(telling: Telling, draft: Draft) -> float:
    mine, theirs = telling.counts, draft.counts
    score = clash = 0.0
    for outcome, values in mine.items():
        if outcome not in theirs:
            continue
        lows = {v[0] for v in values}
        if lows & {v[0] for v in theirs[outcome]}:
            low = max(v for v in lows if v is not None)
            score += TOLL_SAME if low > 1 else TOLL_SAME / 2
        elif not any(_fits(v, w) or (not telling.lead and _fits(w, v)) for v in values for w in theirs[outcome]):
            clash += TOLL_CLASH_MORE if clash else TOLL_CLASH
    return score + clash


def _fits(vague: tuple[int | None, int | None], exact: tuple[int | None, int | None]) -> bool:
    """``عشرات القتلى`` in a headline and 31: a bound that the other count does not break."""
    return vague[1] is None and vague[0] is not None and exact[0] is not None and exact[0] >= vague[0]


def _harms(damages: Sequence[Fact[Harm]]) -> frozenset[tuple[str, int | None]]:
    if not damages:
        return frozenset()
    return frozenset((f.value.object, f.value.count) for f in damages if f.value.count is None or f.value.count > 1)


def _part(telling: Telling, draft: Draft) -> bool:
    """``ووقع التفجير الثاني …`` behind ``ثلاثة تفجيرات``: one of several that were told together."""
    several = any(a.reading.feat in {"pl", "du"} for t in draft.tellings for a in t.clause.acts if a.force > 0)
    return several and not telling.place and _family_score(telling, draft) > FAMILY_ANY


def _another_word(telling: Telling) -> bool:
    """``وتبنت الحركة الهجوم قائلة إنها قتلت 17``: another source on the act told before has its own count."""
    return telling.clause.grown or (telling.anaphoric and telling.clause.said and not telling.place)


def _of_another_hour(telling: Telling, draft: Draft) -> bool:
    """``ارتفعت حصيلة التفجير إلى 11``: what was counted first differs from the count since."""
    return bool(telling.specific & draft.specific) and any(t.clause.grown for t in draft.tellings)


def _beside(telling: Telling, draft: Draft) -> bool:
    """``فجروا عبوة في المنطقة نفسها``: an act told as new, in a place that was told before.

    A place that it names besides says more: ``وفي الولاية نفسها قصفوا مركز كذا`` tells again what the summary told.
    """
    if not telling.clause.same or telling.anaphoric or telling.bare:
        return False
    return not (_fine(telling.clause) and any(t.place == telling.place for t in draft.tellings))


def _besides(telling: Telling, draft: Draft) -> bool:
    """``كما شنوا هجوما على …`` behind an act of another kind: an indefinite noun of action tells of one more."""
    if telling.clause.starter != "starter/also" or telling.specific & draft.specific:
        return False
    return any(a.force >= 2 and a.reading.feat in {"acc", "sg"} and not a.reading.definite for a in telling.clause.acts)


def likeness(telling: Telling, draft: Draft, *, near: bool) -> float:
    """How much speaks for one and the same act."""
    score = _family_score(telling, draft) + _place_score(telling, draft)
    told = _toll_score(telling, draft)
    score += told if told > 0 or not (_another_word(telling) or _of_another_hour(telling, draft)) else 0.0
    if telling.groups & draft.groups and (told >= 0 or (telling.groups & draft.groups) - {CIVILIANS}):
        score += SIDE_SAME
    if telling.day and draft.days and telling.day not in draft.days:
        score += DAY_CLASH
    other = telling.listed or (telling.clause.other and not _part(telling, draft))
    placed = telling.place or telling.clause.same  # في المنطقة نفسها: a place of its own, by reference
    if not placed and not telling.clause.new and not other:
        score += PLACELESS
    if (telling.anaphoric and not telling.listed) or telling.clause.points:
        score += ANAPHORA
    if draft.harms and telling.harms & draft.harms:
        score += DAMAGE_SAME
    if other or telling.clause.new or _beside(telling, draft) or _besides(telling, draft):
        score += OTHER
    if near:
        score += NEXT_TO
        if telling.clause.said and not telling.place:
            score += GOES_ON
        if telling.clause.said and not telling.lede and all(t.lede for t in draft.tellings):
            score += DETAIL
    if telling.opens and not telling.lead and telling.place and all(t.place != telling.place for t in draft.tellings):
        score += TURNS
    if telling.past and any(t.clause.days and not t.past for t in draft.tellings):
        score += DAY_CLASH
    if telling.lead:
        score += HEADLINE
    return score


def gather(tellings: Sequence[Telling]) -> list[Draft]:
    """Put the tellings together in the order of the text; headlines and ledes that sum up several acts come last."""
    drafts: list[Draft] = []
    current: Draft | None = None
    for telling in tellings:
        if telling.sums_up:
            continue
        target = (
            _adopted(telling, drafts)
            or _companions(telling, current)
            or _headed(telling, current)
            or _continues(telling, current)
            or _best(telling, drafts, current)
        )
        if target is None and current is not None and not telling.place and _besides(telling, current):
            telling.place, telling.level, telling.where = next(
                ((t.place, t.level, t.where) for t in reversed(current.tellings) if t.place), ("", "", Place())
            )  # one more act where the last one was
        current = _put(telling, target, drafts)
    for telling in tellings:
        if telling.sums_up:
            target = _best(telling, drafts, None)
            if telling.lead and telling.spread and _told_singly(telling, drafts):
                continue
            summary = telling.lead and (telling.many or _in_short(telling, drafts))
            if target is not None or not summary or len(drafts) < _DETAILED:
                _put(telling, target, drafts)
    return [d for d in drafts if not _adds_up(d, drafts)]


def _exact(draft: Draft, outcome: str) -> int:
    """How many a draft counts at most, of its exact counts; 0 without any."""
    values = {low for low, high in draft.counts.get(outcome, set()) if low is not None and low == high}
    return max(values, default=0)


def _adds_up(total: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether the draft is the sum of those that follow it (codebook "The unit": a total is no event).

    ``قتل 12 في تفجيرين: سبعة في … وخمسة في …``: two or more drafts right behind it count as many together.
    """
    if not all(t.lede or t.clause.total or (not t.clause.sentence and t.bare) for t in total.tellings):
        return False
    last = max(t.clause.i for t in total.tellings)
    parts = [d for d in drafts if d is not total and d.start > last]
    if any(t.spread and not t.lead and t.level in FINE for t in total.tellings):
        return False  # at villages that it names
    for outcome in ("killed", "wounded"):
        whole, told, known = _exact(total, outcome), 0, 0
        for part in parts[:_PARTS] if whole > 1 else ():
            if part.last.clause.sentence - total.tellings[0].clause.sentence > _PARTS_REACH:
                break
            count = _exact(part, outcome)
            told, known = told + count, known + bool(count)
            if known > 1 and told == whole:
                return True
    return False


def _put(telling: Telling, target: Draft | None, drafts: list[Draft]) -> Draft:
    if target is None:
        target = Draft()
        drafts.append(target)
    target.add(telling)
    return target


def _adopted(telling: Telling, drafts: Sequence[Draft]) -> Draft | None:
    """The last act of those that a claim of responsibility means; one with a place tells an act of its own."""
    if telling.adopts is None or telling.place:
        return None
    meant = telling.adopts
    return next((d for d in reversed(drafts) if any(t.families & meant for t in d.tellings)), None)


def _companions(telling: Telling, current: Draft | None) -> Draft | None:
    """``قتل دركي فيما أصيب اثنان من زملائه في انفجار …``: his companions fell where he did."""
    if current is None or not current.last.bare or current.last.clause.sentence != telling.clause.sentence:
        return None
    own = [p.value for t in telling.clause.tolls for p in t.value.parties]
    his = bool(own) and all(v.noun in _FELLOWS and v.pron for v in own)
    return current if his and not current.last.place and not telling.opens else None


def _told_singly(telling: Telling, drafts: Sequence[Draft]) -> bool:
    """Whether the acts at the places of a headline or lede are told one by one further on."""
    places = {name for d in drafts for t in d.tellings if not t.sums_up for name in t.wider}
    return sum(any(name in place or place in name for place in places) for name in telling.wider) >= _DETAILED


def _in_short(telling: Telling, drafts: Sequence[Draft]) -> bool:
    """``اعتقالات في أنحاء الشمال``: acts in the plural, of a kind and with numbers that are told in full further on."""
    acts = [a for a in telling.clause.acts if a.force > 0]
    plural = bool(acts) and all(a.reading.feat in {"pl", "dupl"} for a in acts)
    kinds = {kind for d in drafts for t in d.tellings for kind in t.families}
    counted = telling.counts.items()
    known = all(any(values & d.counts.get(outcome, set()) for d in drafts) for outcome, values in counted)
    return plural and known and not telling.specific.isdisjoint(kinds)


def _headed(telling: Telling, current: Draft | None) -> Draft | None:
    """The act that a subheading right before it announces, whatever connective opens it."""
    if current is None or not all(t.heading for t in current.tellings) or telling.heading:
        return None
    clash = _family_score(telling, current) == FAMILY_CLASH or _place_score(telling, current) == PLACE_CLASH
    return None if clash and not current.last.titles else current


def _continues(telling: Telling, current: Draft | None) -> Draft | None:
    """A result or a detail right behind its act: tolls or damage alone, with no place of their own."""
    if current is None or telling.clause.new or telling.clause.other or telling.listed:
        return None
    if not telling.bare:
        return None
    named = any(t.place for t in current.tellings)
    if (
        telling.place
        and named
        and all(telling.place != t.place and telling.place not in t.wider for t in current.tellings)
    ):
        return None
    if telling.specific and _family_score(telling, current) == FAMILY_CLASH:
        return None
    same_lead = telling.lead == current.last.lead
    if not same_lead:
        return None
    close = telling.clause.sentence - current.last.clause.sentence <= 1
    if not close or (telling.day and current.last.day and telling.day != current.last.day):
        return None
    theirs = current.counts
    clash = telling.place and any(
        o in theirs and not {v[0] for v in values} & {v[0] for v in theirs[o]} for o, values in telling.counts.items()
    )
    return None if clash else current


def _best(telling: Telling, drafts: Sequence[Draft], current: Draft | None) -> Draft | None:
    if telling.heading and not telling.lead:
        return None
    best: tuple[float, Draft] | None = None
    for draft in reversed(drafts):
        near = (
            draft is current
            and telling.clause.sentence - draft.last.clause.sentence <= 1
            and not telling.clause.starter
        )
        score = likeness(telling, draft, near=near)
        if score >= SAME and (best is None or score > best[0] or (telling.sums_up and score == best[0])):
            best = (score, draft)  # a headline tells the first of those that it fits equally
    return best[1] if best else None


def _fine(clause: Clause) -> bool:
    """Whether a clause names a place where one act can have been; a dateline is none."""
    return any(f.value.level in FINE and f.value.role != "dateline" and not f.value.pointer for f in clause.places)


def told(clause: Clause) -> bool:
    """Whether the clause tells an act of its own, so that it opens or continues an event."""
    if clause.mode is not Mode.TOLD or clause.known or (clause.total and not _fine(clause)):
        return False
    return (
        any(a.force > 0 for a in clause.acts)
        or bool(clause.tolls)
        or any(r.attrs["weapon"] in {"ied", "vehicle bomb", "landmine"} for _, r in clause.weapons)
    )

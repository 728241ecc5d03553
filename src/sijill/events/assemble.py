"""From the drafts of a report to its events: every field with its words, every blank with its reason (laws 1 and 2)."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from sijill.events.acts import Act, acts_of
from sijill.events.clause import Clause
from sijill.events.defaults import Defaults, Earlier, Scene
from sijill.events.happened import Happened
from sijill.events.means import MeansBefore, MeansReader, fitting, means_of
from sijill.events.openings import HARD_END
from sijill.events.responsibility import Responsibility
from sijill.events.roles import read_roles
from sijill.events.sides import SideReader, Sides
from sijill.events.tellings import Draft, Telling
from sijill.events.types import decide
from sijill.events.voice import Voice
from sijill.events.when import Calendar, When
from sijill.events.who import Told
from sijill.facts.actor import CIVILIANS, Actors, Stage
from sijill.facts.attribution import claim_at
from sijill.facts.claim import ClaimFact
from sijill.facts.claimant import settle
from sijill.facts.damage import Harm
from sijill.facts.place_scope import PlaceChoice, PlaceScope
from sijill.grammar import Chart
from sijill.match import Unit
from sijill.model import Actor, Because, Casualty, Claim, Coder, Damage, Event, Head, Place, Report, Span, stable_id
from sijill.places import Places

_FIRM = {3: 0.95, 2: 0.85, 1: 0.6}  # how sure a side is, by how firmly it is known
_HERE, _LEAD = 1.2, 1.0  # so much finer must a place of another telling be; so much less a headline's counts
_PROVINCE, _IN_PROVINCE = 1.0, 0.9  # of a place no finer than a province a little is enough
_CITY = 1.9  # of a bare name of province and capital alike
_TITLE_UNITS, _HEADING, _REPEATED = 30, 10, 0.75
_RETOLD = 3  # sentences from an act to the one that tells whose word it is
_IDS = 3  # of those of a name, the likeliest
_ISO2 = 2  # letters of a country's id among those of a name
# What the acts are called that a lede sums up: in several places, one by one, one after the other.
_SPREAD = frozenset({"سلسله", "متفرقه", "منفصله", "منفصلين", "متفرقين", "موجه", "مختلفه"})
_BYLINES, _LEDE = 4, 10  # lines of a headline and its byline, units that a lede has at least
_SUMMED_BEFORE, _SUMMED_BEHIND = 24, 8  # units around those acts in which it is told that they were several
_NO_ATTACKS = frozenset({"arrest", "protest", "agree", "disrupt", "change", "transfer", "hq"})
_STARTER = frozenset({"starter"})
_BULLETS = frozenset("*•-–●▪#")
_DASHES = frozenset("-–ـ:")
_NUMBERING = frozenset(")-.–/")
_TERRITORY = ("Government regains territory", "Non-state actor overtakes territory")
_BLAST, _HOUSES = "Remote explosive/landmine/IED", frozenset({"house", "building"})
_MAX_GROWTH = 2.5  # a passage grows over neighbouring clauses up to this many times the main one


def _title(chart: Chart) -> int:
    """How many sentences the headline has: -1 where the text opens without one."""
    start = sentences = 0
    for unit in chart.doc.units[:_TITLE_UNITS]:
        if unit.form in HARD_END:
            sentences += unit.i > start
            start = unit.i + 1
        if unit.kind == "newline":
            return sentences + _second_title(chart, unit.i)
    return -1


def _second_title(chart: Chart, end: int) -> int:
    """1 where a second line of the headline stands right below the first, and a blank line below that; else 0."""
    ends = chart.doc.newlines[1:2]
    if not ends or "\n" in _break(chart, end)[1:] or "\n" not in _break(chart, ends[0])[1:]:
        return 0
    return int(0 < ends[0] - end < _TITLE_UNITS and chart.doc.units[ends[0] - 1].form not in HARD_END)


def _break(chart: Chart, k: int) -> str:
    """The line ends between a line and the next that holds anything."""
    units, text = chart.doc.units, chart.doc.text
    ahead = units[k + 1].start if k + 1 < len(units) else len(text)
    return text[units[k].start : ahead].replace(" ", "").replace("\r", "")


def _title_words(chart: Chart) -> set[str]:
    return {u.bare for u in chart.doc.units[: chart.doc.first_line] if u.kind == "word"}


def _bullet(units: list[Unit], k: int) -> bool:
    """Whether a line begins as those of a list do: ``- …``, ``3) …``."""
    if k + 1 >= len(units):
        return False
    return units[k].form in _BULLETS or (units[k].kind == "number" and units[k + 1].form in _NUMBERING)


def _beside(first: Harm, second: Harm) -> bool:
    """Whether one word tells of both, and both are counted."""
    return first.at == second.at and first.count is not None and second.count is not None


class Assembler:
    """Builds the events of one report."""

    def __init__(
        self, chart: Chart, report: Report, actors: Actors, places: Places | None, coder: Coder, home: str | None = None
    ):
        self.chart, self.report, self.actors, self.places, self.coder = chart, report, actors, places, coder
        self._head = Head.of(report)
        self._scope = PlaceScope(chart, report, places, home)
        self.leads = _title(chart)
        self._turns = self._breaks()
        self.calendar = Calendar(chart, report, self._headings(), self._turns, self._announcing(), self._summing())
        self._datelines = datelines = [c.i for c in self._scope.chains if c.heads[0].value.role == "dateline"]
        lines = [0, *(k + 1 for k in chart.doc.newlines if k + 1 < len(chart.doc.units))]
        self._bullets = [k for k in lines if _bullet(chart.doc.units, k)]
        self._items = sorted({0, *datelines, *self._bullets, *(i for i, _ in chart.doc.sentences)})
        self.defaults = Defaults(actors, chart)
        self.responsibility = Responsibility(actors, chart)
        self._sections = self._countries()
        self._ids: dict[tuple[int, str], int] = {}
        self._told_at: dict[tuple[int, int, int], list[PlaceChoice]] = {}
        self._means = MeansBefore(chart)
        self._happened = Happened(chart, self._scope)

    def _countries(self) -> list[tuple[int, str]]:
        """Where a country stands as a heading, on a line of its own, and its ISO2."""
        units = self.chart.doc.units
        alone = [
            f
            for f in self.chart.all("place")
            if f.value.level == "country"
            and (f.i == 0 or units[f.i - 1].kind == "newline")
            and all(u.kind == "newline" for u in units[f.j + (f.j < len(units) and units[f.j].form == ":") :][:1])
        ]
        return [(f.i, x) for f in alone for x in f.value.ids[:_IDS] if len(x) == _ISO2]

    def _headings(self) -> list[int]:
        """Where headings of places stand (``حلب:``)."""
        return [c.i for c in self._scope.chains if c.heads[0].value.role == "header"]

    def _breaks(self) -> list[int]:
        """Where another item of a round-up begins: a sentence that opens with its place or with ``من جهة أخرى``."""
        first = {k for i, _ in self.chart.doc.sentences for k in (i, i + 1)}  # وفي كذا, أما في كذا
        opening = {max(c.heads[0].value.begin, 0) for c in self._scope.chains if c.heads[0].value.level != "country"}
        turning = {
            k
            for k in self.chart.doc.having(_STARTER)
            if any(r.attrs.get("new") for r in self.chart.doc.units[k].readings_of("starter"))
        }
        return sorted((first & (opening | turning)) | set(self._headings()))

    def opens(self, clause: Clause) -> bool:
        """Whether another item begins with the clause: ``وفي مدينة كذا …``."""
        return any(clause.i <= k <= clause.i + 1 for k in self._turns)

    def lists(self, clause: Clause) -> bool:
        """Whether the clause opens a line of a list of several, each an item of its own: no headline, nor its body."""
        if clause.i not in self._bullets or len(self._bullets) < 2 or self.chart.doc.units[clause.i].form == "#":
            return False
        below = next((k for k in self._bullets if k > clause.i), clause.i)
        return not any(u.form in _DASHES for k in (clause.i, below) for u in self.chart.doc.units[k + 2 : k + 5])

    def _announcing(self) -> tuple[int, int]:
        """The units of a first line that a list follows (``أبرز ما أعلنته كذا اليوم:``), of the title or the body."""
        units = self.chart.doc.units
        lines = self.chart.doc.newlines[:2] if self.leads > 0 else []
        if lines and lines[0] and units[lines[0] - 1].form == ":":
            return 0, lines[0]
        return (lines[0], lines[1]) if len(lines) == 2 and units[lines[1] - 1].form == ":" else (0, 0)

    def _summing(self) -> tuple[int, int]:
        """Around the acts that a lede sums up (``قتل عشرة في سلسلة هجمات الأربعاء``): their day is that of each."""
        units, ends = self.chart.doc.units, self.chart.doc.newlines[:_BYLINES]
        lines = next(((i, j) for i, j in itertools.pairwise(ends) if j - i > _LEDE), None)
        if self.leads <= 0 or lines is None:
            return 0, 0
        for k in range(lines[0], lines[1]):
            act = acts_of(units[k])
            if act is not None and act.reading.feat == "pl" and act.type not in _NO_ATTACKS:
                i, j = max(lines[0], k - _SUMMED_BEFORE), min(lines[1], k + _SUMMED_BEHIND)
                if any(u.bare.removeprefix("ال") in _SPREAD for u in units[i:j]):
                    return i, j
        return 0, 0

    def chains(self) -> list[tuple[int, int, int]]:
        """The phrases of place where an act can have been: first unit with its preposition, first unit, end."""
        sources = [(f.i, f.j) for f in self.chart.all("claim")]
        return [
            (max(c.heads[0].value.begin, 0), c.i, c.j)
            for c in self._scope.chains
            if not any(i <= c.i < j for i, j in sources)
            and c.heads[0].value.role == "at"
            and c.heads[0].value.level != "country"
        ]

    def titles_item(self, clause: Clause) -> bool:
        """A line of its own with a dateline behind it: the headline of one item among several."""
        units = self.chart.doc.units
        end = next((k for k in range(clause.j, len(units)) if units[k].kind != "sign"), None)
        if end is None or units[end].kind != "newline":
            return False
        start = next((k for k in range(end, len(units)) if units[k].kind == "word"), end)
        return any(start <= k <= start + 1 for k in self._datelines)

    def is_heading(self, clause: Clause) -> bool:
        """A short nominal line amid the text that announces what follows: ``تدمير ثلاث آليات في كذا``."""
        if clause.sentence > self.leads and self.titles_item(clause):
            return True
        units = self.chart.doc.units
        first, before = units[clause.i], units[clause.i - 1] if clause.i else None
        if (
            before is None
            or not before.ends_sentence
            or clause.j - clause.i > _HEADING
            or clause.sentence <= self.leads
        ):
            return False
        headed = self._behind_header(clause)
        if headed is not None:
            first = units[headed]  # قندوز: السيطرة على ثلاث نقاط
        noun = any(
            r.cat in {"act", "toll", "damage"} and not r.feat.startswith(("past", "pres")) and r.pro in {"", "ال"}
            for r in first.readings
        )
        verbs = any(
            r.feat.startswith(("past", "pres")) and r.cat in {"say", "light"}
            for u in units[clause.i : clause.j]
            for r in u.readings
        )
        return noun and not verbs

    def _behind_header(self, clause: Clause) -> int | None:
        """The first word behind the name and colon that open a line of its own, where the next line has none such."""
        units = self.chart.doc.units
        header = next((f for f in self.chart.at("place", clause.i) if f.value.role == "header"), None)
        if header is None or clause.j >= len(units) or units[clause.j].kind != "newline":
            return None
        behind = next((k for k in range(clause.j, len(units)) if units[k].kind == "word"), None)
        if behind is None or any(f.value.role == "header" for f in self.chart.at("place", behind)):
            return None
        return next((k for k in range(header.j, clause.j) if units[k].kind == "word"), None)

    def repeats_title(self, clause: Clause) -> bool:
        """Whether a clause is the headline over again (``رابط الخبر: …``)."""
        units = self.chart.doc.units
        title = self.chart.doc.first_line
        if not 3 < title < _TITLE_UNITS or clause.i <= title:
            return False
        head = self.chart.once("words of the title", _title_words)
        length: int = clause.j - clause.i
        if length < _REPEATED * len(head):
            return False
        words = {u.bare for u in units[clause.i : clause.j] if u.kind == "word"}
        return len(words & head) >= _REPEATED * len(head) and len(words) <= 2 * len(head)

    def place(self, clause: Clause) -> list[PlaceChoice]:
        """The places told in a clause."""
        anchor = clause.acts[0].unit if clause.acts else clause.tolls[0].value.at if clause.tolls else clause.i
        key = (clause.i, clause.j, anchor)
        if key not in self._told_at:
            found = self._scope.place_of(clause.i, clause.j, anchor=anchor)
            told = [c for c in found if c.fact is not None]
            if told and not told[0].inherited and told[0].fact is not None and self._speaks(told[0].fact.i):
                told = told[1:]  # أعلن مستشفى كذا: the place is the source
            self._told_at[key] = told
        return list(self._told_at[key])

    def _speaks(self, i: int) -> bool:
        """Whether a facility at unit ``i`` is who says so."""
        fact = next(iter(self.chart.at("place", i)), None)
        if fact is None or fact.value.level != "facility":
            return False
        return any(f.i <= i < f.j and f.value.text for f in self.chart.all("claim"))

    def events(self, drafts: Sequence[Draft], speaker: Voice, groups: tuple[str, ...]) -> list[Event]:
        """All events of the report, in the order of their passages."""
        out: list[Event] = []
        earlier = Earlier()
        mains = [self._main(draft) for draft in drafts]
        begins = sorted(t.clause.i for draft in drafts for t in draft.tellings)
        places = [self._places(draft, main, begins) for draft, main in zip(drafts, mains, strict=True)]
        home = next((c.place.country for row in places for c in row if c.place.country), None)
        self.responsibility.bind(drafts)
        for draft, main, choices in zip(drafts, mains, places, strict=True):
            home = next((c.place.country for c in choices if c.place.country), home)
            out += self._draft(draft, main, choices, speaker, groups, earlier, home=home)
        return sorted(out, key=lambda e: e.passage)  # listed places keep their order

    def _draft(  # noqa: PLR0913
        self,
        draft: Draft,
        main: Telling,
        choices: list[PlaceChoice],
        voice: Voice,
        groups: tuple[str, ...],
        earlier: Earlier,
        *,
        home: str | None,
    ) -> list[Event]:
        clauses = self._ordered(draft, main)
        section = next((iso for i, iso in reversed(self._sections) if i < main.clause.i), None)
        country = section or (choices[0].place.country if choices else None) or self.report.country or home
        when = self._when(draft, main)
        own = voice.speaker if voice.own else None
        source = self._claimed_by(draft, main, own)
        speaker = voice.speaker or (source.group if source.source.kind == "armed group" and not source.weak else None)
        we = speaker or (source.group if source.source.kind in {"force", "government"} else None)
        quoted = source.group if source.source.kind in {"force", "government"} else None
        army, troops = self.actors.abroad(own, quoted, country)
        stage = Stage(country, when.date.start or self.report.published, speaker, groups, we, army, troops)
        frames = read_roles(self.chart, clauses, own=voice.own)
        reader = SideReader(self.actors, stage, self.chart)
        sides = reader.read(frames, clauses, earlier.doers(frames, main.clause))
        self.responsibility.settle(draft, sides, reader.who)
        told = [t.clause for t in draft.tellings if not t.sums_up] or [t.clause for t in draft.tellings]
        kind, means = self._type(told, sides)
        self.defaults.apply(
            Scene(
                kind, sides, stage, clauses, frames, reader.who, choices[0] if choices else None, self._span(told[0]),
                own=voice.own, source=source,
            )
        )  # fmt: skip
        earlier.add(clauses, sides.initiators)
        return [
            self._event(draft, main, choice, when, sides, stage, kind=kind, means=means, source=source, first=n == 0)
            for n, choice in enumerate(choices or [None])
        ]

    def _claimed_by(self, draft: Draft, main: Telling, own: str | None) -> ClaimFact:
        """Who says so: of the main telling, else of the first that goes on with it and names somebody.

        An armed group that claims the act or contradicts further on is no source of what was told before it spoke.
        """
        found = claim_at(self.chart, main.clause.i, main.clause.j, self.report, voice=own)
        if found.kind != "unattributed" or found.text:
            return found
        reach = range(main.clause.sentence, main.clause.sentence + _RETOLD + 1)
        for t in sorted(draft.tellings, key=lambda t: t.clause.i):
            if t is main or t.lead or t.clause.sentence not in reach:
                continue
            told = claim_at(self.chart, t.clause.i, t.clause.j, self.report, voice=own)
            if told.kind != "unattributed" and not told.weak and told.source.kind != "armed group":
                return told
        return found

    @staticmethod
    def _main(draft: Draft) -> Telling:
        """The fullest telling: a place, a toll, strong acts; an act before a mere toll, the body before a headline."""

        def weight(t: Telling) -> float:
            c = t.clause
            tolls = [] if c.lists else c.tolls
            return (
                2.0 * bool(t.place) + 1.0 * bool(tolls) + 0.5 * len(tolls) + 0.5 * bool(c.days)
                + 1.0 * any(a.force >= 2 for a in c.acts) + 0.5 * bool(c.weapons)
                - 1.5 * (t.lead or t.titles or c.lists) - 0.5 * t.anaphoric - 2.0 * t.bare
            )  # fmt: skip

        if len(draft.tellings) == 1:
            return draft.tellings[0]
        return max(draft.tellings, key=lambda t: (weight(t), -t.clause.i))

    @staticmethod
    def _ordered(draft: Draft, main: Telling) -> list[Clause]:
        return [main.clause, *(t.clause for t in draft.tellings if t is not main and not t.clause.lists)]

    def _when(self, draft: Draft, main: Telling) -> When:
        """The day of the main telling, else of the others, else the last one told before it in the item."""
        start = self._items[bisect_right(self._items, main.clause.i) - 1]  # 0 is always among them
        ranges = [(c.i, c.j) for c in self._ordered(draft, main)]
        return self.calendar.when(ranges, (start, main.clause.i), summed=not draft.specific & _NO_ATTACKS)

    def _places(self, draft: Draft, main: Telling, begins: Sequence[int]) -> list[PlaceChoice]:
        """The places of the main telling, or the finest that another telling, or a sentence behind it, names.

        ``begins`` are the first units of all clauses of the report that tell of acts.
        """
        own = self.place(main.clause)
        here, coarse = 0.0, False
        if own and not own[0].inherited and own[0].fact is not None:
            value = own[0].fact.value
            rank = _CITY if value.level == "city" and not value.cue else value.rank
            here = rank + (_IN_PROVINCE if rank <= _CITY or value.direction is not None else _HERE)
            coarse = rank == _CITY
        best = own
        for telling in draft.tellings:
            if telling is main or len(own) > 1:
                continue
            named = self.place(telling.clause)
            if len(named) != 1 or named[0].fact is None:
                continue
            if named[0].inherited and not self._lent(named[0], own, telling, main):
                continue
            rank = named[0].fact.value.rank - _LEAD * telling.lead
            elsewhere = coarse and named[0].place.admin1 not in {None, own[0].place.admin1}
            if rank > here and not elsewhere:
                here, best = rank, named[:1]
        return self._where_it_was(main, best, begins) or best

    def _where_it_was(self, main: Telling, told: list[PlaceChoice], begins: Sequence[int]) -> list[PlaceChoice]:
        """The finer place of a sentence behind the act that only says where it was (``ووقع الحادث في قرية كذا``)."""
        if len(told) > 1 or not self._happened.at:
            return []
        until = next((i for i in begins if i >= main.clause.j), len(self.chart.doc.units))
        found = self._happened.after(main.clause.i, until)
        if found is None or found.fact is None:
            return []
        own = told[0] if told else None
        if own is None or own.fact is None:
            return [found]
        here = own.fact.value
        finer = found.fact.value.rank > here.rank + (0.0 if here.aside or own.inherited else _IN_PROVINCE)
        return [found] if finer and own.place.admin1 in {None, found.place.admin1} else []

    @staticmethod
    def _lent(choice: PlaceChoice, own: list[PlaceChoice], telling: Telling, main: Telling) -> bool:
        """Whether the place that a later telling has from the sentence before it is that of an act in a province."""
        told = own[0] if own else None
        if told is None or told.inherited or told.fact is None or told.fact.value.rank > _PROVINCE:
            return False
        later = not telling.place and telling.clause.sentence > main.clause.sentence
        return later and choice.place.admin1 is not None and choice.place.admin1 == told.place.admin1

    def _type(self, clauses: Sequence[Clause], sides: Sides) -> tuple[str, list[str]]:
        acts = [a for c in clauses for a in c.acts]
        told = MeansReader(self.chart, clauses).read()
        means = means_of(told, acts)
        hit = {t.side.group for t in sides.targets} | {
            c.group or CIVILIANS for c in sides.counts if c.group or c.low == 0
        }
        hurt = {c.outcome for c in sides.counts if c.group in {"Protesters", CIVILIANS} and c.low != 0}
        fired = {w for a in acts if a.type == "shooting" for w in self.chart.doc.units[a.unit].form.split()}
        shot = "killed" in hurt or ("wounded" in hurt and bool(fired & {"حي", "الحي"}))
        bodies = any(a.attrs.get("bodies") for a in acts)
        slain = any(a.type == "murder" and a.force >= 2 for a in acts)
        unarmed = all(g in {CIVILIANS, "Protesters"} or (slain and g.startswith("Government of ")) for g in hit)
        kind = decide(
            acts, means, civilian=(bool(hit) or bodies) and unarmed,
            hurt=any(c.low != 0 and c.outcome != "captured" for c in sides.counts), protest_hurt=shot,
            crowd=sides.initiators[0].side.cls if sides.initiators else self._crowd(acts),
        )  # fmt: skip
        if kind == _BLAST and self._razed(clauses, sides, means):
            kind = "Looting/property destruction"
        held = any(a.type == "arrest" and a.attrs.get("by") for a in acts)
        if kind == "Arrests" and held and sides.initiators and sides.initiators[0].side.cls == "unknown":
            kind = "Abduction/forced disappearance"  # who nobody knows has no power to arrest
        if kind in _TERRITORY and sides.initiators:
            doer = sides.initiators[0].side.cls
            allied = doer == "political militia" and kind == _TERRITORY[0]  # militias that fight beside an army
            kind = _TERRITORY[0] if allied or doer in {"state forces", "external forces"} else _TERRITORY[1]
        return kind, self._means.settle(kind, fitting(means, told, kind), clauses)

    @staticmethod
    def _razed(clauses: Sequence[Clause], sides: Sides, means: Sequence[str]) -> bool:
        """``نسفت القوات منازل``, ``فجر مقاتلو كذا بيت فلان``: houses pulled down by a known side, nobody hurt."""
        harms = [f.value for c in clauses for f in c.damages]
        verb = any(a.type == "ied" and a.reading.feat.startswith("past") for c in clauses for a in c.acts)
        hurt = any(c.low != 0 for c in sides.counts)
        named = bool(sides.initiators) and all(t.side.cls != "unknown" for t in sides.initiators)
        houses = bool(harms) and all(h.object in _HOUSES for h in harms)
        return verb and named and houses and not hurt and set(means) <= {"explosives"}

    @staticmethod
    def _crowd(acts: Sequence[Act]) -> str:
        """``أحرق محتجون``, a demonstration where ``اشتبكوا مع الشرطة``: if nobody else did it, those who protest."""
        told = any(a.type == "protest" for a in acts)
        return "protesters" if told and any(a.reading.feat.startswith("past") for a in acts) else ""

    def _span(self, clause: Clause) -> Span:
        """The code points of a clause, without the marks and joins at its ends."""
        units = self.chart.doc.units
        i, j = clause.i, clause.j
        while i < j - 1 and units[i].kind in {"sign", "newline"} and units[i].form not in '"«([':
            i += 1
        while j - 1 > i and units[j - 1].kind in {"sign", "newline"} and units[j - 1].form not in '"»)]':
            j -= 1
        return (units[i].start, units[j - 1].end)

    def _passage(self, draft: Draft, main: Telling) -> tuple[Span, tuple[Span, ...]]:
        """The main telling with its neighbours, and the other tellings."""
        spans = [(t, self._span(t.clause)) for t in draft.tellings]
        spans.sort(key=lambda x: x[1])
        start, end = self._span(main.clause)
        limit = _MAX_GROWTH * max(end - start, 80)
        at = next(k for k, (t, _) in enumerate(spans) if t is main)
        low = high = at
        for k in range(at + 1, len(spans)):
            t, s = spans[k]
            if t.clause.i - spans[k - 1][0].clause.j > 2 or s[1] - start > limit or t.lead != main.lead:
                break
            end, high = s[1], k
        for k in range(at - 1, -1, -1):
            t, s = spans[k]
            if spans[k + 1][0].clause.i - t.clause.j > 2 or end - s[0] > limit or t.lead != main.lead:
                break
            start, low = s[0], k
        return (start, end), tuple(s for k, (_, s) in enumerate(spans) if not low <= k <= high)

    def _event(  # noqa: PLR0913
        self,
        draft: Draft,
        main: Telling,
        choice: PlaceChoice | None,
        when: When,
        sides: Sides,
        stage: Stage,
        *,
        kind: str,
        means: list[str],
        source: ClaimFact,
        first: bool,
    ) -> Event:
        passage, also = self._passage(draft, main)
        because: dict[str, tuple[Because, ...]] = {}
        why: dict[str, str] = {}
        trigger = main.clause.acts[0].unit if main.clause.acts else main.clause.i
        units = self.chart.doc.units
        unit = units[trigger]
        because["type"] = tuple(
            Because(span=(units[a.unit].start, units[a.unit].end), rule=a.reading.id)
            for t in draft.tellings for a in t.clause.acts
        )[:6] or (Because(span=passage, rule="type/toll-alone"),)  # fmt: skip
        place = choice.place if choice else Place()
        if choice is not None:
            because["place"] = choice.because
            if choice.why_null:
                why["place"] = choice.why_null
        else:
            why["place"] = "no place is named in the passage or announced before it"
        if when.spans:
            because["date"] = tuple(Because(span=s, rule=r) for s, r in when.spans)
        elif when.date.start is not None:
            because["date"] = (Because(span=passage, rule="date/bulletin-of-its-day"),)
        if when.date.start is None:
            why["date"] = when.why_null or "no day is told, or the report has no day of publication"
        counts = self._casualties(sides, because) if first else ()
        damage = self._damage(draft, because) if first else ()
        claim = self._claim(source, sides, stage, because)
        if claim.by and "claim" not in because:
            because["claim"] = (Because(span=passage, rule="claim/own-statement"),)
        for name, row in (("initiator", sides.initiators), ("target", sides.targets)):
            if row:
                because[name] = tuple(Because(span=t.span, rule=t.rule or t.side.rule) for t in row)
            else:
                why[name] = "nobody is named, and nothing points to anybody"
        if means:
            because["weapon"] = self._weapon_words(draft) or (Because(span=passage, rule="weapon/act"),)
        if when.time is None:
            why["time"] = "no hour is told"
        key = (unit.start, kind)
        nth = self._ids[key] = self._ids.get(key, -1) + 1
        return Event(
            id=stable_id("e", self.report.doc_id, unit.start, nth), doc_id=self.report.doc_id,
            report=self._head, passage=passage, also=also, type=kind, date=when.date, time=when.time,
            part=when.part, place=place, initiator=self._actors(sides.initiators),
            target=self._actors(sides.targets), weapon=tuple(means), casualties=counts, damage=damage, claim=claim,
            confidence=self._confidence(sides, choice, when), because=because, why_null=why, sijill=self.coder,
        )  # fmt: skip

    def _actors(self, row: Sequence[Told]) -> tuple[Actor, ...]:
        return tuple(Actor(group=t.side.group, class_=t.side.cls, text=self.chart.doc.quote(t.span)) for t in row)

    def _casualties(self, sides: Sides, because: dict[str, tuple[Because, ...]]) -> tuple[Casualty, ...]:
        if sides.counts:
            because["casualties"] = tuple(Because(span=c.span, rule=c.rule) for c in sides.counts)
        return tuple(
            Casualty(group=c.group, outcome=c.outcome, low=c.low, high=c.high, text=self.chart.doc.quote(c.span))  # type: ignore[arg-type]
            for c in sides.counts
        )

    def _damage(self, draft: Draft, because: dict[str, tuple[Because, ...]]) -> tuple[Damage, ...]:
        best: dict[tuple[str, str], tuple[Harm, Span]] = {}
        for telling in draft.tellings:
            for fact in telling.clause.damages:
                harm: Harm = fact.value
                key = (harm.object, harm.outcome)
                if key in best and _beside(best[key][0], harm):  # أحرقوا مدرستها وعيادتها
                    first, span = best[key]
                    harm = msgspec.structs.replace(harm, count=(first.count or 0) + (harm.count or 0))
                    best[key] = (harm, (span[0], fact.span[1]))
                    continue
                if key not in best or (best[key][0].count is None and harm.count is not None):
                    best[key] = (harm, fact.span)
        if best:
            because["damage"] = tuple(Because(span=s, rule=f"damage/{h.outcome}") for h, s in best.values())
        return tuple(
            Damage(object=h.object, outcome=h.outcome, count=h.count, text=self.chart.doc.quote(s))  # type: ignore[arg-type]
            for h, s in best.values()
        )

    def _weapon_words(self, draft: Draft) -> tuple[Because, ...]:
        units = self.chart.doc.units
        return tuple(
            Because(span=(units[k].start, units[k].end), rule=r.id)
            for t in draft.tellings for k, r in t.clause.weapons
        )[:4]  # fmt: skip

    def _claim(self, fact: ClaimFact, sides: Sides, stage: Stage, because: dict[str, tuple[Because, ...]]) -> Claim:
        def role_group(role: str) -> str | None:
            found = self.actors.of_role(stage.country, role, stage.day) if stage.country else None
            return found[0] if found else None

        groups = [[t.side.group for t in row] for row in (sides.initiators, sides.targets)]
        claim = settle(fact, groups[0], groups[1], [c.group for c in sides.counts], role_group=role_group)
        if fact.text:
            because["claim"] = (Because(span=fact.span, rule=f"claim/{fact.source.kind}"),)
        return claim

    @staticmethod
    def _confidence(sides: Sides, choice: PlaceChoice | None, when: When) -> dict[str, float]:
        out: dict[str, float] = {}
        if sides.initiators:
            out["initiator"] = _FIRM[min([t.side.firm for t in sides.initiators])]
        if sides.targets:
            out["target"] = _FIRM[min([t.side.firm for t in sides.targets])]
        if choice is not None:
            out["place"] = 0.5 if choice.inherited else 0.9
        if when.date.start is not None:
            out["date"] = 0.95 if when.spans else 0.6
        return out

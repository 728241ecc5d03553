"""The coder: one report in, its events out. A pure function of the report, the packs and the places."""

from __future__ import annotations

from functools import lru_cache

from sijill import __version__
from sijill.events.assemble import Assembler
from sijill.events.assertion import belief
from sijill.events.clause import Clause
from sijill.events.clauses import Cutter
from sijill.events.crowds import held
from sijill.events.fill import fill, goes_on
from sijill.events.modality import judge
from sijill.events.standing import POINTING
from sijill.events.tellings import Draft, Telling, families_of, gather, told
from sijill.events.voice import home_of, voice_of
from sijill.events.when import When
from sijill.facts.actor import Actors, Stage, named_groups
from sijill.facts.damage import find_damage
from sijill.facts.party import PartyTold, find_parties
from sijill.facts.place import with_places
from sijill.facts.place_scope import PlaceChoice
from sijill.facts.registry import LAYERS, MAKERS
from sijill.facts.toll import find_tolls
from sijill.grammar import Chart, Fact, Grammar
from sijill.match import Doc, Matcher
from sijill.model import Coder as CoderStamp
from sijill.model import Event, Place, Report
from sijill.pack import Pack
from sijill.places import Places
from sijill.text import fold

# Drafts that no telling reports more firmly are mentions. A lone telling has nothing in its text to bear it out.
# One that counts the dead of a place or of a named side has details that talk lacks.
_BELIEF, _BELIEF_TOLL, _BELIEF_ALONE = 0.2, 0.42, 0.525
_BEFELL = "act/exposed-v"  # تعرضت ثلاث نساء للاغتصاب
_HARMING = frozenset({"air", "shelling", "ied", "suicide"})  # types of acts whose tolls grow
_folded = lru_cache(maxsize=8_192)(fold)  # of names of places, those met last


def matcher_of(pack: Pack, places: Places | None) -> Matcher:
    """The matcher over a pack and the names of a gazetteer: what is worth keeping between two starts of the program."""
    return Matcher.of(pack) if places is None else with_places(pack, places.names_for_automaton())


class Coder:
    """Codes reports; made once from packs and places, then used for any number of reports.

    >>> from sijill.pack import load_pack
    >>> coder = Coder(load_pack(), Places.open())
    >>> [e.type for e in coder.code(Report(doc_id="a", text="انفجرت عبوة ناسفة في بلدة الشدادي وأصيب مدنيان."))]
    ['Remote explosive/landmine/IED']
    """

    def __init__(self, pack: Pack, places: Places | None, matcher: Matcher | None = None):
        self.pack, self.places = pack, places
        self.matcher = matcher or matcher_of(pack, places)
        self._grammar = Grammar(pack.rules, MAKERS, LAYERS)
        self.actors = Actors(pack)
        self._weights = pack.weights.get("assertion", {})
        self.digest = pack.digest if places is None else f"{pack.digest}-{places.digest()}"
        self.stamp = CoderStamp(version=__version__, packs=self.digest)

    def code(self, report: Report) -> list[Event]:
        """The events that a report tells."""
        return self.read(report)[0]

    def chart(self, report: Report) -> Chart:
        """All facts of a report."""
        chart = Chart(Doc(report, self.matcher.units(report.text)))
        self._grammar.parse(chart)
        find_parties(chart)
        find_tolls(chart)
        find_damage(chart)
        return chart

    def read(self, report: Report) -> tuple[list[Event], Chart]:
        """The events, and the facts that they were made from."""
        self.actors.forget()
        chart = self.chart(report)
        assembler = Assembler(chart, report, self.actors, self.places, self.stamp, home_of(report, self.pack))
        parties: list[PartyTold] = chart.all("party")
        groups = tuple(dict.fromkeys(g for f in parties for g in named_groups(f.value.refs)))
        voice = voice_of(chart, report, self.pack, self.actors)
        tellings = self.tellings(chart, assembler, voice.speaker, groups)
        need = _need(tellings, own=voice.own)
        drafts = [d for d in gather(tellings) if self._stands(d) and self._reports(d, chart, need)]
        return assembler.events(drafts, voice, groups), chart

    def tellings(
        self, chart: Chart, assembler: Assembler, speaker: str | None, groups: tuple[str, ...]
    ) -> list[Telling]:
        """The clauses that tell of acts, in order."""
        clauses = Cutter(chart, assembler.chains()).clauses()
        for clause in clauses:
            fill(clause, chart)
            judge(clause, chart)
        stretches = {c.sentence for c in clauses if any(_stretch(f) for f in c.days)}
        out: list[Telling] = []
        history: Clause | None = None  # the last clause, where it told of what happened long ago
        for clause in clauses:
            if not told(clause) or (history is not None and _looks_back(clause, history)):
                continue
            if clause.sentence - 1 in stretches and _points_at_many(clause, chart):
                continue
            telling = self._telling(clause, assembler, speaker, groups)
            history = clause if telling is None else None
            if telling is not None:
                out.append(telling)
        return out

    def _telling(
        self, clause: Clause, assembler: Assembler, speaker: str | None, groups: tuple[str, ...]
    ) -> Telling | None:
        report = assembler.report
        choices = [c for c in assembler.place(clause) if not c.inherited and not _in_passing(c)]
        when = assembler.calendar.when([(clause.i, clause.j)])
        if when.history and assembler.calendar.when([(clause.i, goes_on(clause, assembler.chart))]).history:
            return None
        families, specific = families_of(clause)
        stage = Stage(choices[0].place.country if choices else report.country, report.published, speaker, groups)
        sides = {
            s.group for f in clause.parties if (s := self.actors.resolve(f.value, stage)) is not None and s.firm >= 2
        }
        names = [_folded(c.place.text or "") for c in choices if c.place.text]
        wide = {_folded(f.value.name) for f in clause.places if f.value.name}
        return Telling(
            clause=clause, place=names[0] if names else "", where=choices[0].place if choices else Place(),
            level=choices[0].fact.value.level if choices and choices[0].fact is not None else "",
            wider=frozenset(wide | set(names)),
            day=_day_told(when, clause, dated=assembler.calendar.anchor is not None),
            groups=frozenset(sides), heading=assembler.is_heading(clause),
            titles=assembler.titles_item(clause), listed=assembler.lists(clause),
            past=bool(clause.days) and all(f.value.vague or f.value.back for f in clause.days),
            lead=clause.sentence < assembler.leads or assembler.repeats_title(clause),
            lede=clause.sentence <= assembler.leads, opens=assembler.opens(clause),
            families=families, specific=specific, spread=len(set(names)) > 1,
            adopts=assembler.responsibility.adopted(clause),
        )  # fmt: skip

    def _reports(self, draft: Draft, chart: Chart, need: float) -> bool:
        """Whether a telling reports the act firmly enough; what the others are worth is not asked any more."""
        if need <= _BELIEF and any(_detailed(t) for t in draft.tellings):
            return True
        return any(
            belief(t.clause, chart, self._weights) >= need or held(t.clause, chart, placed=bool(t.place))
            for t in draft.tellings
        )

    @staticmethod
    def _stands(draft: Draft) -> bool:
        """Whether there is enough for an event: a strong act, or an act with a place, a toll or a side."""
        clauses = [t.clause for t in draft.tellings]
        if any(t.specific for t in draft.tellings) or any(a.force >= 2 for c in clauses for a in c.acts):
            return True
        acted = any(a.force >= 1 for c in clauses for a in c.acts)
        hit = any(t.value.kind == "count" for c in clauses for t in c.tolls)
        placed = any(t.place for t in draft.tellings) or any(_slain(c) for c in clauses)
        return (acted and (hit or placed or any(t.groups for t in draft.tellings))) or (hit and placed)


def _day_told(when: When, clause: Clause, *, dated: bool) -> str | None:
    """The day that a telling names itself; in a report that nobody dated its weekday."""
    if dated or when.date.start is not None:
        return when.date.start if when.own and not when.said else None
    weekdays = {f.value.weekday for f in clause.days if f.value.weekday is not None}
    return f"weekday {weekdays.pop()}" if len(weekdays) == 1 else None


def _slain(clause: Clause) -> bool:
    """``قتل مسلحون موظفا صباح أمس``: who killed, whom and when tell of an act wherever it was."""
    doers = [t.value.agent for t in clause.tolls if t.value.outcome == "killed" and t.value.agent is not None]
    return bool(clause.days) and any(agent.value.head == "person" for agent in doers)


def _stretch(day: Fact) -> bool:
    """``منذ مطلع العام``, ``خلال العام الجاري``: a time over which acts are added up."""
    return bool(day.value.old) or day.value.period == "year"


def _points_at_many(clause: Clause, chart: Chart) -> bool:
    """``وأدت تلك الغارات إلى مقتل 54``: behind such a time, what came of all acts that were added up."""
    units = chart.doc.units
    return clause.points and any(
        units[a.unit - 1].bare in POINTING and units[a.unit].form.endswith("ات") for a in clause.acts if a.unit
    )


def _in_passing(choice: PlaceChoice) -> bool:
    """``من قومية الأمهرة``, ``أحد جنودها من بوتسوانا``: a name that says nothing of where the act was."""
    value = choice.fact.value if choice.fact is not None else None
    return value is not None and (value.role == "weak" or (value.role == "out" and value.level == "country"))


def _detailed(telling: Telling) -> bool:
    """A finite verb of a strong act with its place and a day or a toll: whatever stands around it, it was done."""
    clause = telling.clause
    counted = any(f.value.kind == "count" and f.value.low for f in clause.tolls)
    befell = any(a.reading.id == _BEFELL and a.reading.feat.startswith("past") for a in clause.acts)
    return (
        bool(telling.place)
        and (bool(clause.days) or counted)
        and any(a.force >= 3 and (befell or a.reading.feat.startswith("past")) for a in clause.acts)
    )


def _looks_back(clause: Clause, history: Clause) -> bool:
    """``وقتل في تلك المعارك 300``: more of the history told right before, with no place and no day of its own."""
    acts = [a for a in clause.acts if a.force > 0]
    back = clause.points or (bool(acts) and all(a.anaphoric for a in acts))
    own = bool(clause.days) or any(f.value.role != "source" for f in clause.places)
    return back and not own and clause.sentence - history.sentence <= 1


def _grown(telling: Telling) -> bool:
    """``ارتفع عدد القتلى جراء الغارات``: what a toll has grown of was reported before."""
    clause = telling.clause
    return clause.grown and bool(telling.place) and any(a.type in _HARMING for a in clause.acts)


def _need(tellings: list[Telling], *, own: bool) -> float:
    """How firmly a report's tellings must tell; ``own``: whether a belligerent tells of its own acts."""
    if len(tellings) > 1 or own or any(_grown(t) for t in tellings):
        return _BELIEF
    counted = any(
        (t.place or t.groups)
        and any(f.value.kind == "count" and f.value.outcome != "captured" and f.value.low for f in t.clause.tolls)
        for t in tellings
    )
    return _BELIEF_TOLL if counted else _BELIEF_ALONE

"""Where an act happened: the places of its clause, else what was told before it, and the gazetteer's choice."""

from __future__ import annotations

import msgspec

from sijill.facts.place_chain import NOT_HERE, Chain, Chains, State
from sijill.facts.place_choice import Chooser
from sijill.facts.place_country import Countries, Gazetteer, NoPlaces, rows_of
from sijill.facts.place_fact import IN_TOWN, TOWNS, PlaceFact, PlaceTold
from sijill.facts.place_longer import lengthened
from sijill.grammar import Chart
from sijill.match import Unit
from sijill.model import Because, Place, Report, Span
from sijill.places import Resolution
from sijill.places.geo import km
from sijill.places.records import KNOWN

_PER_RANK = 0.6  # the finer of two places is worth more …
_FINEST_RANK, _CITY_RANK = 5.0, 1.9  # … up to villages; a bare name of province and capital alike counts as a province
_POINTER, _BUILT_NEAR, _VAST, _ASIDE = 0.8, 3.0, 1.0, 0.3
_PER_UNIT, _MOST_UNITS, _BACKWARD = 0.012, 60, 0.3
_NEAR_BOTH_KM = 50.0  # halfway between two places this near to one another is within 25 km of both
_TAKEN, _GATHERS = 0.8, 1.5  # of whom it was taken away, where those live who gathered
_BEYOND = 0.4  # of a place behind another act
_ACTS = frozenset(("act",))
_CROWDS = frozenset(("protest", "riot"))  # a crowd gathers where it lives
_TAKES = frozenset(("arrest", "abduct"))  # من بلدة كذا: taken away there
_SQUARES = frozenset(("pcue/street-b",))
_PER_SENTENCE, _MOST_SENTENCES = 0.25, 2
_NO_TOWN = frozenset(("", "pcue/area"))  # كذا, منطقة كذا: the province as likely as its capital
_DISTRICT = 3  # precision of a place in a district that the text names
_OF_A_TOWN = frozenset(("quarter", "village", "town", "any", "facility", "street", "post", "unknown"))
_SPEAKS_FOR = frozenset(("city", "town", "admin1", "admin2", "unit", "any"))
_SPOTS = frozenset(("street", "post"))
_ANYWHERE = frozenset(("town", "admin3", "camp", "admin2"))  # levels to which a pointer looks for a whole phrase
_PROVINCES = frozenset(("city", "admin1", "rural"))
_LOCAL = frozenset(("town", "admin3", "admin2", "any", "rural"))
_ABOVE = frozenset(("at", "header", "of"))  # roles in which a place of another phrase can lie above the finest


class PlaceChoice(msgspec.Struct, frozen=True, kw_only=True):
    """The place of an act, with what it was read from.

    Attributes:
        fact: the finest place named; None where the clause names none and nothing is inherited.
        above: the places of its phrase and of what was announced that narrowed the choice.
        inherited: the clause itself names no place: this one was told before.
        because: the spans it was read from.
        why_null: why there is no point, or no place.
        notes: what a reader should know.
    """

    place: Place
    fact: PlaceTold | None = None
    above: tuple[PlaceTold, ...] = ()
    inherited: bool = False
    because: tuple[Because, ...] = ()
    why_null: str | None = None
    notes: tuple[str, ...] = ()


class PlaceScope:
    """A report's places, ready to be asked where an act happened.

    Args:
        chart: with the facts of the layer ``place``.
        report: the report.
        places: the gazetteer; without one the places keep their words alone.
        home: the country of the report's outlet.
    """

    def __init__(self, chart: Chart, report: Report, places: Gazetteer | None, home: str | None = None):
        self.chart, self.report = chart, report
        places = NoPlaces() if places is None else places
        facts = chart.all("place")
        countries = Countries(chart, facts, places, report.country, home)
        found = lengthened([f for f in facts if countries.plausible(f)], chart.doc, places, countries)
        self.facts = _paired(found, chart.doc.units)
        self._sentence = countries.sentence
        self._places = places
        self._told: dict[str, tuple[float, float]] | None = None
        self._chains = Chains(chart, self.facts, places, countries)
        self._chooser = Chooser(places, countries, self.facts)

    @property
    def chains(self) -> list[Chain]:
        """The phrases of place of the report, in order."""
        return self._chains.chains

    def place_of(self, i: int, j: int, *, anchor: int | None = None, joint: bool = False) -> list[PlaceChoice]:
        """The place of an act told in the units ``[i, j)``: one, or one for each place that a clause of strikes lists.

        ``anchor`` is the unit of the act's trigger. With ``joint`` the listed places are one place of one act (a clash
        in two villages), not an act each.
        """
        at = i if anchor is None else anchor
        chains = self._chains.within(i, j)
        listed = {f.value.name: c.i for c in chains if len(c.heads) > 1 for f in c.heads}
        if listed:  # تعرضت أ وب وج لقصف وأصيب رجل في ب: a detail of one of them
            chains = [c for c in chains if len(c.heads) > 1 or c.i < listed.get(c.heads[0].value.name, c.i + 1)]
        ranked = chains if len(chains) < 2 else sorted(chains, key=lambda c: (-self._worth(c, at), c.i))
        for chain in ranked:
            state = self._chains.state(max(i, chain.i))
            lost = chain.heads[0].value.pointer and not state.finest and len(ranked) > 1
            if (
                chain.heads[0].value.role == "from"
                and state.finest
                and not (self._act(at, _CROWDS) or _lies_in(chain, state))
            ):
                return [self._inherited(state)]  # where the dead were from, beside a place of the act that was told
            if len(ranked) == 1 and self._is_square(chain) and self._town_of(state):
                return [self._inherited(state)]  # a square of the town that was told
            if chain.heads[0].value.role == "source" and self._speaks_for(chain, state):
                return [self._inherited(state)]
            if self._chains.role_worth(chain.heads[0]) > NOT_HERE and not lost:
                return self._choices(chain, chains, state, joint=joint)
        return [self._inherited(self._chains.state(i))]

    def _beyond(self, anchor: int, i: int) -> bool:
        """Whether the verb of another act stands between an act and a place behind it."""
        return any(
            r.cat == "act" and r.feat.startswith("past")
            for k in self.chart.doc.having(_ACTS, anchor + 1, max(anchor + 1, i))
            for r in self.chart.doc.units[k].readings
            if not self.chart.over("day", k) and not self.chart.over("clock", k)  # فجرا
        )

    def _act(self, at: int, kinds: frozenset[str]) -> bool:
        """Whether the act at a unit is of one of these types."""
        act = self.chart.doc.units[at].reading("act")
        return act is not None and act.attrs.get("type") in kinds

    def _is_square(self, chain: Chain) -> bool:
        """``عند دوار كذا``, and not ``ساحة كذا`` where that is an area of which the table knows."""
        value: PlaceFact = chain.heads[0].value
        if value.cue not in _SQUARES or len(chain.heads) > 1:
            return False
        return not any(row.kind == "area" for row in rows_of(self._places, value))

    @staticmethod
    def _town_of(state: State) -> bool:
        """Whether the last place told is one that can have squares."""
        return bool(state.finest) and state.finest[0].value.level in TOWNS | {"quarter"}

    def _speaks_for(self, chain: Chain, state: State) -> bool:
        """Whether a governor or office speaks for the province in which the last place told lies."""
        value: PlaceFact = chain.heads[0].value
        if not state.finest or value.pointer or value.level not in ("admin1", "city"):
            return False
        rows = rows_of(self._places, state.finest[0].value)
        return any(self._chains.holds(value, row.admin1) for row in rows)

    def _worth(self, chain: Chain, anchor: int) -> float:
        """How likely a chain tells the place of the act: by role, by how fine it is, by how near it stands."""
        head = chain.heads[0]
        value: PlaceFact = head.value
        rank = _CITY_RANK if value.level == "city" and value.cue in _NO_TOWN else value.rank
        worth = self._chains.role_worth(head) + (_TAKEN if value.role == "out" and self._act(anchor, _TAKES) else 0.0)
        worth += (_GATHERS if value.role == "from" and self._act(anchor, _CROWDS) else 0.0) + _PER_RANK * min(
            rank, _FINEST_RANK
        )
        worth -= _POINTER * value.pointer
        worth -= _BUILT_NEAR * (value.level in _SPOTS and value.relation == "near")
        worth -= _ASIDE * value.aside
        worth -= _VAST * (value.level in ("country", "river"))
        away: int = head.i - anchor
        worth -= _BEYOND * self._beyond(anchor, head.i)
        worth -= _PER_UNIT * min(abs(away), _MOST_UNITS) + (_BACKWARD if away < 0 else 0.0)
        return worth - _PER_SENTENCE * min(_MOST_SENTENCES, abs(self._sentence[head.i] - self._sentence[anchor]))

    def _choices(self, chain: Chain, chains: list[Chain], state: State, *, joint: bool) -> list[PlaceChoice]:
        heads, above, pointed = chain.heads, [f for f in chain.above if not _apposed(f, chain)], False
        if heads[0].value.pointer:
            heads, more = self._pointed(heads[0], state)
            above += more
            pointed = heads != chain.heads
            if not heads and above:  # nothing to point to: what the phrase names above it
                heads, above = (max(above, key=lambda f: f.value.rank),), []
            if not heads:
                return [self._inherited(state)]
        above += self._of_passage(chain, chains, heads)
        if not state.header and all(f.value.level == "country" for f in above):
            above += self._of_source(chains, heads)
        if heads[0].value.relation == "between" or (heads[0].value.relation == "border" and len(heads) > 1):
            return [self._midway(heads, above, state)]
        if joint and len(heads) > 1:
            return [self._choice(heads[0], above, state, last=heads[-1], listed=True)]
        found = [self._choice(h, above, state, listed=len(heads) > 1) for h in heads]
        if not pointed:
            return found
        told = chain.heads[0]
        pointer = Because(span=told.span, rule=told.rule)
        if told.value.level == "rural":
            found = [msgspec.structs.replace(c, place=self._chooser.countryside(c.place, told.value)) for c in found]
        return [msgspec.structs.replace(c, because=(pointer, *c.because)) for c in found]

    def _midway(self, heads: tuple[PlaceTold, ...], above: list[PlaceTold], state: State) -> PlaceChoice:
        """The first of two places that an act lies between, its point halfway: precision 5 where that is far off."""
        first = self._choice(heads[0], [*above, *heads[1:]], state)
        others = [*heads[1:], *(f for f in above if f.value.role == "neighbour" and f.value.relation == "between")]
        if not others or first.place.precision not in (1, 2):
            return first
        other = self._choice(others[0], [heads[0], *(f for f in above if f not in others)], state).place
        a, b = (first.place.lat, first.place.lon), (other.lat, other.lon)
        if other.precision not in (1, 2) or None in a or None in b:
            return first
        here, there = (a[0] or 0.0, a[1] or 0.0), (b[0] or 0.0, b[1] or 0.0)
        lat, lon = ((x + y) / 2 for x, y in zip(here, there, strict=True))
        precision = 2 if km(here, there) <= _NEAR_BOTH_KM else 5
        place = msgspec.structs.replace(first.place, lat=round(lat, 5), lon=round(lon, 5), precision=precision)
        return msgspec.structs.replace(first, place=place)

    def _of_passage(self, chain: Chain, chains: list[Chain], heads: tuple[PlaceTold, ...]) -> list[PlaceTold]:
        """Coarser places of the passage's other phrases: ``وفي محافظة كذا … في قرية كذا``."""
        rank, sentence = heads[0].value.rank, self._sentence[chain.i] + 1
        return [
            f if f in other.heads else _apart_from_its_phrase(f)
            for other in chains
            if other is not chain and other.heads[0] not in heads
            for f in (*other.heads, *other.above)
            if (f.value.rank < rank or (f.value.rank == rank and self._frames(f))) and f.value.role in _ABOVE
            and not f.value.pointer
            and (f.value.role != "of" or f.value.cue or f.value.level not in TOWNS)
            and self._sentence[f.i] <= sentence
            and (f in other.heads or not f.value.aside or f.value.level in _PROVINCES)
        ]  # fmt: skip

    def _of_source(self, chains: list[Chain], heads: tuple[PlaceTold, ...]) -> list[PlaceTold]:
        """``قال ضابط في شرطة كذا إن … في حي كذا``: the town or district whose police or governor speaks of its own."""
        head = heads[0].value
        if head.certain or head.level not in _OF_A_TOWN:
            return []
        return [
            f if head.level in IN_TOWN or f.value.level != "city" else f.holding(
                msgspec.structs.replace(f.value, level="admin1")  # قال محافظ كذا
            )
            for other in chains
            for f in other.heads
            if f.value.role == "source" and f.value.level in _SPEAKS_FOR and not f.value.pointer
            and f.i < heads[0].i and self._sentence[f.i] == self._sentence[heads[0].i]
        ]  # fmt: skip

    def _frames(self, fact: PlaceTold) -> bool:
        """``وفي كذا، …``: a town that opens its sentence, for what happened in and around it."""
        begin = fact.value.begin
        units = self.chart.doc.units
        opens = begin >= 0 and (begin == 0 or self._sentence[begin - 1] != self._sentence[begin])
        return opens and fact.value.level in TOWNS and fact.j < len(units) and units[fact.j].form in ("،", ",", ":")

    def _pointed(self, fact: PlaceTold, state: State) -> tuple[tuple[PlaceTold, ...], list[PlaceTold]]:
        """What a pointer points to: the last place of its level, with the units above it."""
        level = fact.value.level
        if level in ("village", "quarter", "camp", "town", "admin3"):
            found = self._last_of(fact)
            if found is not None:
                return found
        if level in ("any", "village", "quarter", "camp"):
            return state.finest[:1], list(state.finest_above)
        if level in ("town", "admin3"):
            target = state.town or next(iter(state.finest), None)
            return ((target,) if target else ()), list(state.finest_above)
        if level in ("admin1", "unit", "rural"):
            return ((state.admin1,) if state.admin1 else state.finest[:1]), []
        if level == "admin2":
            found = self._last_of(fact)
            if found is not None:
                return found
            target = state.admin2 or state.town or state.admin1
            return ((target,) if target else ()), [state.admin1] if state.admin1 else []
        return (fact,), []

    def _last_of(self, fact: PlaceTold) -> tuple[tuple[PlaceTold, ...], list[PlaceTold]] | None:
        """The last place of a pointer's level; ``البلدة`` also takes a village."""
        level = fact.value.level
        towns = level in ("town", "admin3")
        wanted = {level} if not towns else TOWNS if fact.value.cue == "pcue/city" else TOWNS | {"village", "unknown"}
        for chain in self._chains.before(fact.i):
            for f in (*chain.heads, *chain.above) if level in _ANYWHERE else chain.heads[:1]:
                if f.value.level in wanted and not f.value.pointer and f.value.role != "dateline":
                    return (f,), [g for g in chain.above if g is not f]
        return None

    def _inherited(self, state: State) -> PlaceChoice:
        """Where the clause names no place: the last one told in the same item."""
        if not state.finest:
            return PlaceChoice(place=Place(), why_null="no place is named in the clause or before it")
        head = state.admin1 if state.header and state.admin1 is not None else state.finest[0]
        choice = self._choice(head, list(state.finest_above) if head is state.finest[0] else [], state)
        return msgspec.structs.replace(choice, inherited=True)

    def _choice(
        self,
        head: PlaceTold,
        above: list[PlaceTold],
        state: State,
        *,
        last: PlaceTold | None = None,
        listed: bool = False,
    ) -> PlaceChoice:
        value: PlaceFact = head.value
        text: Span = value.text if last is None else (value.text[0], last.value.text[1])
        landed = [self._landed(f, state) for f in above]
        quote = self.chart.doc.quote(text)
        place, resolution, used = self._chooser.choose(value, quote, landed, state, listed=listed)
        if resolution.why_null is not None and not any(f.value.certain and f.value.rank < value.rank for f in landed):
            place, resolution, used = self._as_elsewhere(head, state, quote) or (place, resolution, used)
        if resolution.why_null is not None and len(resolution.candidates) > 1 and place.precision not in (1, 2, 3):
            place, resolution, used = self._by_others(value, landed, state, quote) or (place, resolution, used)
        if place.precision in (1, 2) and self._wide(value):
            place = msgspec.structs.replace(place, precision=5)
        because = (Because(span=text, rule=head.rule), *(Because(span=f.span, rule=f.rule) for f in used))
        return PlaceChoice(
            place=place,
            fact=head,
            above=tuple(used),
            because=because,
            why_null=resolution.why_null,
            notes=resolution.notes,
        )

    def _as_elsewhere(
        self, head: PlaceTold, state: State, quote: str
    ) -> tuple[Place, Resolution, list[PlaceTold]] | None:
        """A name that no table places by itself, as another phrase of the report places it by what lies above it.

        Where a heading announced another province, or two phrases put it in two places, it is not taken for the same.
        """
        told, found = head.value, {}
        name = told.name
        for chain in self.chains if name else ():
            if head not in chain.heads and chain.above and chain.heads[0].value.name == name:
                other = self._chains.state(chain.i)
                value = msgspec.structs.replace(
                    chain.heads[0].value, relation=told.relation, direction=told.direction,
                    distance_km=told.distance_km, part=told.part,
                )  # fmt: skip
                choice = self._chooser.choose(value, quote, [self._landed(f, other) for f in chain.above], other)
                own = choice[1].why_null is None and choice[1].precision in (1, 2)
                if own or (choice[1].precision == _DISTRICT and choice[1].admin2_source == "text"):
                    found[choice[1].id] = choice
        if len(found) != 1:
            return None
        (choice,) = found.values()
        held = state.admin1 if state.header else None
        return choice if held is None or self._chains.holds(held.value, choice[0].admin1) else None

    def _by_others(
        self, value: PlaceFact, above: list[PlaceTold], state: State, quote: str
    ) -> tuple[Place, Resolution, list[PlaceTold]] | None:
        """Of several places of a name the one by the towns that the report tells of: not as sure as one told there."""
        if state.header:
            return None
        points = self._towns()
        others = [point for name, point in points.items() if name != value.name]
        place, resolution, used = self._chooser.choose(value, quote, above, state, nearby=others)
        if resolution.why_null is not None or place.precision not in (1, 2):
            return None
        return msgspec.structs.replace(place, precision=2), resolution, used

    def _towns(self) -> dict[str, tuple[float, float]]:
        """The towns and districts of which the report tells that can be nothing else, by name."""
        if self._told is None:
            self._told = {}
            for v in (f.value for f in self.facts):
                told = (v.certain or v.cue) and v.level in _LOCAL and v.role in _ABOVE
                rows = rows_of(self._places, v) if told else []
                rows = [r for r in rows if r.flags & KNOWN] or rows
                spots = [r for kind in ("town", "admin3", "admin2") for r in rows if r.kind == kind]
                province = v.level == "rural" and any(r.kind == "admin1" for r in rows)
                if (
                    spots
                    and not province
                    and all(km((r.lat, r.lon), (spots[0].lat, spots[0].lon)) < _NEAR_BOTH_KM for r in rows)
                ):
                    self._told[v.name] = (spots[0].lat, spots[0].lon)
        return self._told

    def _wide(self, value: PlaceFact) -> bool:
        """``مناطق (متفرقة) جنوب مدينة كذا``: several areas on one side of a town, no point beside it."""
        near = self.chart.doc.units[max(0, value.begin - 2) : max(0, value.begin) + 1]
        areas = any(r.id == "pcue/area" and r.feat == "pl" for unit in near for r in unit.readings_of("place_cue"))
        return areas and value.direction is not None and value.distance_km is None

    def _landed(self, fact: PlaceTold, state: State) -> PlaceTold:
        """A pointer above the place (``بالمديرية نفسها``) as the place that it points to."""
        if not fact.value.pointer:
            return fact
        found, _ = self._pointed(fact, state)
        return found[0] if found else fact


def _apart_from_its_phrase(fact: PlaceTold) -> PlaceTold:
    """What lies above the place of another phrase: the side that it tells is that place's."""
    if fact.value.direction is None and fact.value.part is None:
        return fact
    return fact.holding(msgspec.structs.replace(fact.value, apart=True))


def _paired(facts: list[PlaceTold], units: list[Unit]) -> list[PlaceTold]:
    """The places, the second of two with a kind-word each (``بين محافظة أ ومحافظة ب``) between them as well."""
    out: list[PlaceTold] = []
    for f in facts:
        last = out[-1] if out else None
        alone = last is not None and (len(out) < 2 or out[-2].value.group != last.value.group)
        if last is not None and alone and last.value.relation == "between" and _joins(last, f, units):
            value = msgspec.structs.replace(f.value, relation="between", group=last.value.group)
            out.append(f.holding(value))
        else:
            out.append(f)
    return out


def _joins(last: PlaceTold, fact: PlaceTold, units: list[Unit]) -> bool:
    v: PlaceFact = fact.value
    begin = min(v.begin, fact.i)
    return (
        v.relation is None and bool(v.cue) and v.level == last.value.level and not v.pointer
        and begin - last.j in (0, 1) and (units[begin].conjoined or units[last.j].form == "و")
    )  # fmt: skip


def _apposed(fact: PlaceTold, chain: Chain) -> bool:
    """``تعز المدينة``: what kind of place is meant, and no other that was told before."""
    head = chain.heads[-1]
    return fact.value.pointer and fact.i == head.j and fact.value.level in TOWNS and head.value.level in TOWNS


def _lies_in(chain: Chain, state: State) -> bool:
    """Whether a phrase names the place told before as what lies above it (``أهالي قرية أ بمحافظة ب``)."""
    above = {f.value.name for f in chain.above}
    return any(f.value.name in above for f in state.finest)


def place_of(  # noqa: PLR0913
    chart: Chart,
    i: int,
    j: int,
    report: Report,
    places: Gazetteer | None,
    *,
    anchor: int | None = None,
    joint: bool = False,
) -> list[PlaceChoice]:
    """The place or places of an act told in the units ``[i, j)``; keep a ``PlaceScope`` where many are asked for."""
    return PlaceScope(chart, report, places).place_of(i, j, anchor=anchor, joint=joint)

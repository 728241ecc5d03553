"""Where an act happened: the places of its clause, what was announced before it, and the one choice of the gazetteer.

Places that stand in one phrase make a *chain* (``قرية أ بمديرية ب في ولاية ج``): its finest is its *head*, the others lie above it
or beside it. Province, district and country that a chain or a heading announces hold until the next one announces others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from sijill.facts.place import RANK, PlaceFact
from sijill.facts.place_name import is_common
from sijill.grammar import Chart, Fact
from sijill.match import Unit
from sijill.model import Because, Place, Report, Span
from sijill.pack import Entry
from sijill.places.records import CAPITAL, SEAT1, SEAT2, Hints, Mention, Resolution, Row
from sijill.text import NEWLINE

_KINDS: dict[str, str | None] = {
    "country": "country", "admin1": "admin1", "admin2": "admin2", "admin3": "admin3", "town": "town", "capital": "town",
    "village": "village", "quarter": "quarter", "camp": "camp", "area": "area", "mountain": "area", "river": "area",
    "facility": "site", "street": "site", "post": "site", "city": None, "unit": None, "rural": None, "front": "any",
    "any": "any", "unknown": None,
}  # fmt: skip
#: What each role is worth when one place of a passage is to be chosen.
_ROLE_WORTH = {"at": 0.0, "header": -1.5, "of": -1.0, "out": -1.0, "to": -0.5, "weak": -2.3, "from": -2.5, "neighbour": -4.0, "source": -6.0,
               "dateline": -6.0, "away": -7.0}  # fmt: skip
_NOT_HERE = -3.5
_BRIDGE = frozenset("،,()«»\"“”و")
_POWERS = frozenset(("US", "RU", "IL", "TR", "IR", "FR", "GB"))
_BRIDGE_UNITS = 7
_CITY = 50_000  # a town this big without a district in the table is the seat of one called like it
_COARSE = frozenset(("country", "admin1", "unit", "admin2", "city", "rural"))
_TOWNS = frozenset(("town", "city", "admin3", "capital"))
_BUILT = frozenset(("facility", "street", "post"))
_IN_TOWN = frozenset(("quarter", "facility", "street", "camp", "post", "unknown"))
_CIVIC = frozenset("pcue/" + w for w in ("hospital", "hospital-b", "university", "school", "college", "mosque", "mosque-b", "hotel",
                                        "market", "mall"))  # fmt: skip


class Gazetteer(Protocol):
    """What is asked of the table (``Places`` is one)."""

    def lookup(
        self, name: str, *, country: str | None = None, admin1: str | None = None, admin2: str | None = None,
        kinds: tuple[str, ...] | None = None,
    ) -> list[Row]:
        """Places of a name."""

    def get(self, id_: str) -> Row | None:
        """The place of an id."""

    def seat(self, unit: str) -> Row | None:
        """The capital of a province, or the seat of a district."""

    def resolve(self, mentions: Sequence[Mention], hints: Hints) -> Resolution:
        """The joint choice."""


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
    fact: Fact | None = None
    above: tuple[Fact, ...] = ()
    inherited: bool = False
    because: tuple[Because, ...] = ()
    why_null: str | None = None
    notes: tuple[str, ...] = ()


class _Chain(NamedTuple):
    heads: tuple[Fact, ...]
    above: tuple[Fact, ...]
    i: int
    j: int


class _State(NamedTuple):
    """What holds after a chain: the announced units, the last town, the last finest places."""

    at: int
    country: Fact | None = None
    admin1: Fact | None = None
    admin2: Fact | None = None
    town: Fact | None = None
    near: Fact | None = None
    finest: tuple[Fact, ...] = ()
    finest_above: tuple[Fact, ...] = ()
    header: bool = False


class PlaceScope:
    """A report's places, ready to be asked where an act happened.

    Args:
        chart: with the facts of the layer ``place``.
        report: the report.
        places: the gazetteer.
    """

    def __init__(self, chart: Chart, report: Report, places: Gazetteer):
        self.chart, self.report, self.places = chart, report, places
        self.units = chart.doc.units
        self.facts = chart.all("place")
        self._sentence = self._sentences()
        self._countries: list[tuple[int, str, float]] | None = None
        self._guesses: dict[int, str | None] = {}
        self.facts = [f for f in self.facts if self._plausible(f)]
        self.chains = self._chain()
        self.states = self._walk()

    # ------------------------------------------------------------------ chains

    def _plausible(self, fact: Fact) -> bool:
        """Whether a bare name that is also an ordinary word lies in the country that the text speaks of."""
        value: PlaceFact = fact.value
        if value.cue or value.level == "country" or not value.ids or not is_common(self.chart.doc.quote(value.text)):
            return True
        guess = self._guess(value)
        lands = {row.country for id_ in value.ids[:8] if (row := self.places.get(id_)) is not None}
        return guess is None or guess in lands

    def _sentences(self) -> list[int]:
        out, n = [], 0
        for u in self.units:
            out.append(n)
            n += u.ends_sentence
        return out

    def _chain(self) -> list[_Chain]:
        chains: list[list[Fact]] = []
        for fact in self.facts:
            if chains and self._linked(chains[-1][-1], fact):
                chains[-1].append(fact)
            else:
                chains.append([fact])
        return [self._headed(c) for c in chains]

    def _linked(self, last: Fact, fact: Fact) -> bool:
        if last.value.role in ("header", "dateline"):
            return False
        if last.value.group == fact.value.group:
            return True
        if self._sentence[last.i] != self._sentence[fact.i]:
            return False
        begin = max(last.j, min(fact.value.begin, fact.i))
        if self.units[begin].form in ("علي", "وعلي") and fact.value.relation is None and fact.value.level not in ("road", "front"):
            return False  # من أ على ب: the second is what was hit
        gap = self.units[last.j : begin]
        return len(gap) <= _BRIDGE_UNITS and all(_bridges(u) for u in gap)

    def _headed(self, facts: list[Fact]) -> _Chain:
        best = facts[0]
        for fact in facts[1:]:
            if fact.value.group == best.value.group or self._beside(best, fact) or not self._finer(fact.value, best.value):
                continue
            best = fact
        heads = [f for f in facts if f is best or self._beside(best, f)]
        return _Chain(tuple(heads), tuple(f for f in facts if f not in heads), facts[0].i, facts[-1].j)

    def _province_of(self, value: PlaceFact) -> set[str | None]:
        return {row.admin1_id for id_ in value.ids[:8] if (row := self.places.get(id_)) is not None and row.id != row.admin1_id}

    def _finer(self, a: PlaceFact, b: PlaceFact) -> bool:
        """Whether a later place of a phrase is its finest, and not what the phrase goes on with."""
        if a.pointer and not b.pointer:
            return False
        if a.relation in ("near", "border", "between", "rural") or a.direction is not None:
            return b.role == "neighbour"
        if a.level in ("facility", "street", "post") and a.relation == "near":
            return False
        if b.cue and not a.cue and a.rank < 4.0:
            return False  # في قضاء أ في ب: the second lies above
        if a.ids and b.ids and self._province_of(b) & set(a.ids):
            return False
        return a.rank > b.rank + 0.9 and _ROLE_WORTH[a.role] > _NOT_HERE

    def _beside(self, best: Fact, fact: Fact) -> bool:
        if fact is best or fact.value.role == "neighbour":
            return False
        if fact.value.group == best.value.group:
            return True
        # قرية أ وبلدة ب ومحيط قرية ج
        begin = fact.value.begin if best.i < fact.value.begin < fact.i else fact.i
        if not self.units[begin].form.startswith("و") or fact.value.rank < 3.0 or abs(fact.value.rank - best.value.rank) > 2.5:
            return False
        if self.units[begin].form == "و" or begin == best.j:
            return begin == best.j
        before = next((f for f in self.facts if f.j == begin), None)
        return before is not None and before.i > best.i and self._beside(best, before)

    # ------------------------------------------------------------------ scope

    def _walk(self) -> list[_State]:
        state = _State(at=-1)
        out = [state]
        for chain in self.chains:
            state = self._after(state, chain)
            out.append(state)
        return out

    def _after(self, state: _State, chain: _Chain) -> _State:
        facts = [*chain.heads, *chain.above]
        role = chain.heads[0].value.role
        if role == "dateline" and self._local(chain.heads[0].value):
            head = chain.heads[0]
            return _State(chain.j, admin1=head if head.value.level in ("city", "admin1") else None, town=head, near=head, finest=(head,))
        if self._role_worth(chain.heads[0]) <= _NOT_HERE:
            return state._replace(at=chain.j)
        header = role == "header" or self._opens_line(chain)
        named = [f for f in facts if not f.value.pointer]
        above = {f.value.level: f for f in reversed(named) if f.value.role != "neighbour" and not _beside_it(f, chain)}
        admin1 = above.get("admin1") or above.get("unit") or above.get("city")
        if admin1 is None and "rural" in above and "admin1" in self._kinds(above["rural"].value, None):
            admin1 = above["rural"]
        admin2 = above.get("admin2")
        country = above.get("country")
        town = above.get("town") or above.get("city") or above.get("admin3")
        if role in ("weak", "of") and not header:
            return state._replace(at=chain.j, country=country or state.country)
        if country is not None and admin1 is None and chain.heads[0].value.level == "country":
            admin1_kept: Fact | None = None
        else:
            admin1_kept = state.admin1
        finest, finest_above = state.finest, state.finest_above
        if named and not chain.heads[0].value.pointer and (chain.heads[0].value.rank > 0 or not state.finest):
            finest, finest_above = chain.heads, chain.above
        known = next((f for f in named if f.value.ids and f.value.level in _TOWNS | {"admin2"} and f.value.role != "neighbour"), None)
        if admin1 is not None:
            same = state.admin1 is not None and state.admin1.value.name == admin1.value.name
            return _State(
                chain.j, country or (state.country if same else None), admin1, admin2 or (state.admin2 if same else None),
                town or (state.town if same else None), None, finest, finest_above, header,
            )  # fmt: skip
        near = known or state.near
        if known is not None and admin1_kept is not None and not self._holds(admin1_kept.value, known.value):
            admin1_kept = None  # the text has gone on to another province
        return _State(chain.j, country or state.country, admin1_kept, admin2 or state.admin2, town or state.town,
                      near, finest, finest_above, header)  # fmt: skip

    def _local(self, value: PlaceFact) -> bool:
        """Whether a dateline's town is none of those where correspondents sit."""
        rows = [row for id_ in value.ids[:8] if (row := self.places.get(id_)) is not None]
        return bool(rows) and not any(row.flags & CAPITAL or row.kind == "country" for row in rows)

    def _holds(self, unit: PlaceFact, place: PlaceFact) -> bool:
        """Whether a province can hold a place of the gazetteer."""
        units = {row.admin1_id for id_ in unit.ids if (row := self.places.get(id_)) is not None}
        around = {row.admin1_id for id_ in place.ids if (row := self.places.get(id_)) is not None}
        return not units or not around or not units.isdisjoint(around)

    def _opens_line(self, chain: _Chain) -> bool:
        """Whether a chain is a heading: alone before a colon, semicolon or line end at the beginning of a line."""
        j = chain.j
        if j >= len(self.units) or self.units[j].form not in (":", "؛", ";", "\n"):
            return False
        k = chain.heads[0].value.begin - 1
        return k < 0 or self.units[k].kind == NEWLINE or self.units[k].form in "-*•#"

    def _state(self, i: int) -> _State:
        """What holds before unit ``i``."""
        found = self.states[0]
        for state in self.states[1:]:
            if state.at > i:
                break
            found = state
        return found

    # ------------------------------------------------------------------ the choice

    def place_of(self, i: int, j: int, *, anchor: int | None = None, joint: bool = False) -> list[PlaceChoice]:
        """The place of an act told in the units ``[i, j)``: one, or one for each place that a clause of strikes lists.

        Args:
            anchor: the unit of the act's trigger.
            joint: listed places are one place of one act (a clash in two villages), not an act each.
        """
        anchor = i if anchor is None else anchor
        chains = self._chains_in(i, j)
        state = self._state(i)
        ranked = sorted(chains, key=lambda c: (-self._worth(c, anchor), c.i))
        chosen = next((c for c in ranked if self._role_worth(c.heads[0]) > _NOT_HERE), None)
        if chosen is None:
            return [self._inherited(state, i, j)]
        return self._choices(chosen, chains, self._state_before(chosen, i), i, j, joint=joint)

    def _chains_in(self, i: int, j: int) -> list[_Chain]:
        """The chains of a passage; one that begins before it is cut there."""
        out: list[_Chain] = []
        for chain in self.chains:
            if i <= chain.heads[0].i < j:
                out.append(chain)
            elif chain.j > i and chain.i < j:
                inside = sorted((f for f in (*chain.heads, *chain.above) if i <= f.i < j), key=lambda f: f.i)
                if inside:
                    out.append(self._headed(inside))
        return out

    def _state_before(self, chain: _Chain, i: int) -> _State:
        return self._state(max(i, chain.i))

    def _role_worth(self, fact: Fact) -> float:
        value: PlaceFact = fact.value
        if any("place_origin" in u.symbols for u in self.units[max(0, value.begin - 4) : value.begin]):
            return -3.0
        if value.role == "source" and value.level not in _BUILT and (value.cue or value.level in ("city", "admin1", "town")):
            return -3.0 if value.cue else -3.3
        if value.cue in _CIVIC:
            return _ROLE_WORTH[value.role] - (1.0 if value.role == "at" and not self._told(fact) else 5.0)
        return _ROLE_WORTH[value.role]

    def _told(self, fact: Fact) -> bool:
        """Whether somebody of the place speaks (``مصدر في مستشفى كذا``), or the hurt were brought there."""
        begin = fact.value.begin
        return any("place_speaker" in u.symbols for u in self.units[max(0, begin - 4) : begin])

    def _worth(self, chain: _Chain, anchor: int) -> float:
        value: PlaceFact = chain.heads[0].value
        rank = 1.9 if value.level == "city" and not value.cue else value.rank
        worth = self._role_worth(chain.heads[0]) + 0.6 * min(rank, 5.0)
        if value.pointer:
            worth -= 0.8
        if value.level in ("facility", "street", "post") and value.relation == "near":
            worth -= 3.0
        if value.level in ("country", "river"):
            worth -= 1.0
        away = chain.heads[0].i - anchor
        worth -= 0.012 * min(abs(away), 60) + (0.3 if away < 0 else 0.0)
        worth -= 0.25 * min(2, abs(self._sentence[chain.heads[0].i] - self._sentence[anchor]))
        return worth

    def _choices(
        self, chain: _Chain, chains: list[_Chain], state: _State, i: int, j: int, *, joint: bool
    ) -> list[PlaceChoice]:
        heads, above = chain.heads, list(chain.above)
        inherited = False
        if heads[0].value.pointer:
            heads, more, inherited = self._pointed(heads[0], state)
            above += more
            if not heads:
                return [self._inherited(state, i, j)]
        rank = heads[0].value.rank
        for other in chains:
            if other is chain or other.heads[0] in heads:
                continue
            for f in (*other.heads, *other.above):
                if f.value.rank < rank and f.value.role in ("at", "header", "of") and not f.value.pointer and (
                    self._sentence[f.i] <= self._sentence[chain.i] + 1):  # fmt: skip
                    above.append(f)
        if heads[0].value.relation == "between":
            heads = heads[:1]
        if joint and len(heads) > 1:
            return [self._choice(heads[0], above, state, last=heads[-1])]
        return [self._choice(h, above, state) for h in heads]

    def _pointed(self, fact: Fact, state: _State) -> tuple[tuple[Fact, ...], list[Fact], bool]:
        """What a pointer points to: the last place of its level."""
        level = fact.value.level
        if level in ("village", "quarter", "camp"):
            for chain in reversed([c for c in self.chains if c.j <= fact.i]):
                if chain.heads[0].value.level == level and not chain.heads[0].value.pointer:
                    return chain.heads[:1], list(chain.above), True
        if level == "any" or level in ("village", "quarter", "camp"):
            return state.finest[:1], list(state.finest_above), True
        if level in ("town", "admin3"):
            wanted = _TOWNS if fact.value.cue == "pcue/city" else _TOWNS | {"village", "unknown"}
            for chain in reversed([c for c in self.chains if c.j <= fact.i]):
                for f in (*chain.heads, *chain.above):
                    if f.value.level in wanted and not f.value.pointer and f.value.role != "dateline":
                        return (f,), [g for g in chain.above if g is not f], True
            target = state.town or (state.finest[0] if state.finest else None)
            return ((target,) if target else ()), list(state.finest_above), True
        if level in ("admin1", "unit", "rural"):
            return ((state.admin1,) if state.admin1 else state.finest[:1]), [], True
        if level == "admin2":
            target = state.admin2 or state.town or state.admin1
            return ((target,) if target else ()), [state.admin1] if state.admin1 else [], True
        return (fact,), [], False

    def _inherited(self, state: _State, i: int, j: int) -> PlaceChoice:
        """Where the clause names no place: the last one told in the same item."""
        if not state.finest:
            why = "no place is named in the clause or before it"
            return PlaceChoice(place=Place(), why_null=why)
        head = state.admin1 if state.header and state.admin1 is not None else state.finest[0]
        choice = self._choice(head, list(state.finest_above) if head is state.finest[0] else [], state)
        return msgspec.structs.replace(choice, inherited=True)

    # ------------------------------------------------------------------ with the gazetteer

    def _choice(self, head: Fact, above: list[Fact], state: _State, *, last: Fact | None = None) -> PlaceChoice:
        value: PlaceFact = head.value
        text: Span = value.text if last is None else (value.text[0], last.value.text[1])
        resolution, used = self._resolve(value, [self._landed(f, state) for f in above], state)
        facts = (head, *used)
        place = resolution.place(self.chart.doc.quote(text))
        relation = value.relation if value.relation in ("near", "between", "border") else None
        if relation is None and value.direction is not None and value.rank < 3.6 and value.role != "header":
            relation = "near"
        if value.level == "capital":
            place = self._country_capital(place, value)
        elif value.seat and resolution.admin1 is not None:
            place = self._capital(place, resolution)
        elif resolution.admin2_source in ("gazetteer", None):
            place = msgspec.structs.replace(place, admin2=self._district(resolution, above, place))
        return PlaceChoice(
            place=msgspec.structs.replace(place, relation=relation), fact=head, above=tuple(used),
            because=tuple(Because(span=f.span, rule=f.rule) for f in facts), why_null=resolution.why_null,
            notes=resolution.notes,
        )  # fmt: skip

    def _capital(self, place: Place, resolution: Resolution) -> Place:
        """``مركز ولاية كذا``: the province's capital in the place of the province."""
        row = self.places.seat(resolution.id) if resolution.id else None
        if row is None:
            return place
        return msgspec.structs.replace(
            place, name=row.name, admin2=row.admin2 or row.name, lat=row.lat, lon=row.lon, id=row.id, precision=1
        )

    def _seat_of(self, value: PlaceFact) -> Row | None:
        """The capital that a phrase names by its unit, or by nothing but the article."""
        if value.level == "capital":
            land = value.iso2 or self._guess(value)
            return self.places.seat(land) if land else None
        rows = self.places.lookup(value.name, kinds=("admin1",))
        return self.places.seat(rows[0].id) if rows else None

    def _country_capital(self, place: Place, value: PlaceFact) -> Place:
        """``العاصمة``: that of the country that the text speaks of."""
        land = value.iso2 or self._guess(value)
        row = self._seat_of(value)
        if row is None:
            return msgspec.structs.replace(place, country=land or place.country)
        return msgspec.structs.replace(
            place, country=row.country, admin1=row.admin1, admin2=row.admin2, name=row.name, lat=row.lat, lon=row.lon,
            id=row.id, precision=1, candidates=(),
        )  # fmt: skip

    def _district(self, resolution: Resolution, above: list[Fact], place: Place) -> str | None:
        """The district, where a place of the phrase is its seat or has no other district than its own name."""
        for f in above:
            v: PlaceFact = f.value
            if v.level in _TOWNS | {"admin2", "camp"} and not v.pointer and (v.distance_km is None or v.distance_km < 30):
                row = self._row(v, resolution.country)
                if row is not None and row.admin1 == resolution.admin1 and (row.flags & SEAT2 or row.kind == "admin2"):
                    return row.admin2 or row.name
        row = self.places.get(place.id) if place.id else None
        if row is not None and row.kind == "town" and row.admin2 is None and (row.flags & SEAT1 or row.population >= _CITY):
            return row.name
        return None

    def _landed(self, fact: Fact, state: _State) -> Fact:
        """A pointer above the place (``بالمديرية نفسها``) as the place that it points to."""
        if not fact.value.pointer:
            return fact
        found, _, _ = self._pointed(fact, state)
        return found[0] if found else fact

    def _resolve(self, value: PlaceFact, above: list[Fact], state: _State) -> tuple[Resolution, list[Fact]]:
        country = self._announced_country(value, above)
        guess = self._guess(value)
        land = country or guess
        used: list[Fact] = []
        mentions = [Mention(name=value.name, kind=self._kind(value, land), relation=None)]
        soft: list[Fact] = []
        for f in above:
            v: PlaceFact = f.value
            if (v.pointer and v.level != "capital") or v.level == "country" or v.name == value.name or v.role == "neighbour":
                continue
            if v.rank >= min(value.rank, 3.4) and not (v.level == "any" and value.rank > 4):
                continue
            if v.relation in ("near", "border", "between") or v.direction is not None:
                soft.append(f)
                continue
            if v.level == "capital" or v.seat:
                seat = self._seat_of(v)
                if seat is not None and seat.admin1 is not None:
                    mentions.append(Mention(name=seat.admin1_id or seat.admin1, kind="admin1"))
                    used.append(f)
                continue
            kind = self._kind(v, land)
            if v.level in ("city", "rural", "town") and value.level not in _IN_TOWN and "admin1" in self._kinds(v, land):
                kind = "admin1"
            if kind in ("admin1", "admin2", "admin3", None, "any") or kind == "town":
                mentions.append(Mention(name=v.name, kind=None if kind in ("town", "any") else kind))
                used.append(f)
        admin1, admin2, nearby = None, None, []
        if not any(m.kind == "admin1" for m in mentions):
            admin1, more = self._scope_admin1(value, used, soft, state, land)
            used += more
        for f in soft:
            row = self._row(f.value, land)
            if row is not None:
                nearby.append((row.lat, row.lon))
                if f not in used:
                    used.append(f)
        country = country or self._firm_country(value, used, guess)
        hints = Hints(
            country=country, report_country=guess, admin1=admin1, admin2=admin2, nearby=tuple(nearby),
            relation=value.direction, distance_km=value.distance_km,
        )  # fmt: skip
        return self.places.resolve(mentions, hints), used

    def _kind(self, value: PlaceFact, land: str | None) -> str | None:
        if value.level in ("unit", "admin1"):
            if self.places.lookup(value.name, country=land, kinds=("admin1",)):
                return "admin1"
            return "admin2" if self.places.lookup(value.name, country=land, kinds=("admin2",)) else "admin1" if (
                value.level == "admin1") else "admin2"  # fmt: skip
        return _KINDS[value.level]

    def _kinds(self, value: PlaceFact, land: str | None) -> set[str]:
        return {r.kind for r in self.places.lookup(value.name, country=land)}

    def _row(self, value: PlaceFact, land: str | None) -> Row | None:
        """The place that a name above or beside the act most likely means."""
        rows = self.places.lookup(value.name, country=land)
        if not rows and value.certain:
            rows = self.places.lookup(value.name)
        return rows[0] if rows else None

    def _scope_admin1(
        self, value: PlaceFact, used: list[Fact], soft: list[Fact], state: _State, land: str | None
    ) -> tuple[str | None, list[Fact]]:
        """The province that holds for the place: of the town beside it, else the announced one, if the place agrees."""
        for f in (*used, *soft):
            v: PlaceFact = f.value
            if v.level in ("admin1", "city", "unit", "town", "admin2", "admin3", "rural") and (
                v.distance_km is None or v.distance_km < 60
            ):
                row = self._unit_row(v, land)
                if row is not None and row.admin1_id is not None and self._agrees(value, row.admin1_id, land):
                    return row.admin1_id, [f] if f in soft else []
        told = state.admin1 or state.near
        if told is None or told.value.name == value.name:
            return None, []
        row = self._unit_row(told.value, land)
        if row is None or row.admin1_id is None:
            return (told.value.name, [told]) if told is state.admin1 else (None, [])
        for f in used:
            if not self._agrees(f.value, row.admin1_id, land):
                return None, []
        return (row.admin1_id, [told]) if self._agrees(value, row.admin1_id, land) else (None, [])

    def _unit_row(self, value: PlaceFact, land: str | None) -> Row | None:
        kinds = ("admin1",) if value.level in ("admin1", "unit", "rural") else None
        for country in dict.fromkeys((land, None)) if value.certain else (land,):
            rows = self.places.lookup(value.name, country=country, kinds=kinds)
            if not rows and kinds:
                rows = self.places.lookup(value.name, country=country)
            if value.level == "city":
                rows = [r for r in rows if r.kind == "admin1"] or rows
            if rows:
                return rows[0]
        return None

    def _agrees(self, value: PlaceFact, admin1: str, land: str | None) -> bool:
        """Whether a name can lie in a province: it is known there, or nothing of weight is known elsewhere."""
        rows = [r for r in self.places.lookup(value.name, country=land) if r.score > 0.9]
        if not rows or any(r.admin1_id == admin1 for r in rows):
            return True
        if value.level in ("village", "quarter", "any", "front", "facility", "street", "camp"):
            return not any(r.kind == "admin1" for r in rows)
        return not any(r.kind in ("admin1", "admin2", "town") or r.population > 20_000 for r in rows)

    # ------------------------------------------------------------------ the country

    def _firm_country(self, value: PlaceFact, used: list[Fact], guess: str | None) -> str | None:
        """The country that the words around speak of, unless the place is well known and only elsewhere."""
        if guess is None:
            return None
        for v in (value, *(f.value for f in used)):
            if v.certain and v.level in ("admin1", "city", "town", "admin2", "country") and not self.places.lookup(
                v.name, country=guess
            ):
                return None
        return guess

    def _announced_country(self, value: PlaceFact, above: list[Fact]) -> str | None:
        if value.iso2:
            return value.iso2
        for f in above:
            if f.value.level == "country" and f.value.iso2 and f.value.role not in ("neighbour", "source"):
                iso2: str = f.value.iso2
                return iso2
        return next((f.value.iso2 for f in above if f.value.iso2 and f.value.role != "neighbour"), None)

    def _evidence(self) -> list[tuple[int, str, float]]:
        """Every word that tells of a country: unit, country, weight."""
        if self._countries is None:
            out: list[tuple[int, str, float]] = []
            for u in self.units:
                for cat, weight in (("country", 1.0), ("nat", 0.7), ("actor", 0.5)):
                    if cat in u.symbols:
                        entry: Entry = next(r.entry for r in u.readings if r.entry.cat == cat)
                        iso2 = entry.attrs.get("iso2") or entry.attrs.get("country") or ""
                        if len(iso2) == 2:
                            out.append((u.i, iso2, weight * (0.25 if iso2 in _POWERS else 1.0)))
                        break
            for f in self.facts:
                v: PlaceFact = f.value
                if v.certain and v.ids and (v.cue or not is_common(self.chart.doc.quote(v.text))) and v.level in ("admin1", "city", "admin2", "town"):
                    lands = {row.country for id_ in v.ids[:6] if (row := self.places.get(id_)) is not None}
                    out += [(f.i, land, 1.0 / len(lands)) for land in sorted(lands)]
            self._countries = out
        return self._countries

    def _guess(self, value: PlaceFact) -> str | None:
        """The country that the words around a place speak of; then the report's own."""
        at = value.group
        sentence = self._sentence[at] if 0 <= at < len(self._sentence) else 0
        if sentence not in self._guesses:
            self._guesses[sentence] = self._guessed(sentence)
        return self._guesses[sentence]

    def _guessed(self, sentence: int) -> str | None:
        totals: dict[str, float] = {}
        for unit, iso2, weight in self._evidence():
            apart = abs(self._sentence[unit] - sentence)
            near = 2.0 if apart == 0 else 1.0 if apart == 1 else 0.35
            totals[iso2] = totals.get(iso2, 0.0) + weight * near
        if self.report.country:
            totals[self.report.country] = totals.get(self.report.country, 0.0) + 1.5
        if not totals:
            return None
        return max(sorted(totals), key=lambda c: totals[c])


def _bridges(unit: Unit) -> bool:
    """Whether a unit between two places leaves them in one phrase."""
    if unit.form in _BRIDGE:
        return True
    if "place_cue" in unit.symbols and unit.form.startswith("و") and all(r.pro.startswith("و") for r in unit.readings):
        return False
    if "nat" in unit.symbols or "place_dir" in unit.symbols or "place_cue" in unit.symbols or "place_same" in unit.symbols or (
        "place_this" in unit.symbols
    ):  # fmt: skip
        return True
    if "place_rel" in unit.symbols or "place_km" in unit.symbols or unit.kind == "number":
        return True
    for r in unit.readings:
        if r.entry.cat == "place_stop":
            verb = r.entry.attrs.get("verb")
            return not verb or r.entry.id in ("pstop/v04",) or unit.bare in ("تقع", "يقع", "تبعد", "يبعد")
    return False


def _beside_it(fact: Fact, chain: _Chain) -> bool:
    """Whether a place of a chain only lies near its head or in a direction from it."""
    v: PlaceFact = fact.value
    return fact not in chain.heads and (v.relation in ("near", "border", "between") or (
        v.direction is not None and v.level not in ("country", "admin1")))  # fmt: skip


def place_of(  # noqa: PLR0913
    chart: Chart, i: int, j: int, report: Report, places: Gazetteer, *, anchor: int | None = None, joint: bool = False
) -> list[PlaceChoice]:
    """The place or places of an act told in the units ``[i, j)``; keep a ``PlaceScope`` where many are asked for."""
    return PlaceScope(chart, report, places).place_of(i, j, anchor=anchor, joint=joint)


_ = RANK, _COARSE

"""Places that stand in one phrase, and what each phrase announces for those that follow.

``قرية أ بمديرية ب في ولاية ج`` is one *chain*: its finest place is its *head* (or its heads, in a list), the others lie
above it or beside it. Province, district and country that a chain or a heading announces hold until the next one
announces others.
"""

from __future__ import annotations

import msgspec

from sijill.facts.place_country import Countries, Gazetteer, rows_of
from sijill.facts.place_fact import BESIDE, BUILT, ROADS, TOWNS, PlaceFact, PlaceTold
from sijill.grammar import Chart
from sijill.match import Unit
from sijill.places.records import CAPITAL, Row
from sijill.text import NEWLINE

#: What each role is worth when one place of a passage is to be chosen; from ``NOT_HERE`` down the act was not there.
ROLE_WORTH = {
    "at": 0.0, "to": -0.5, "of": -1.0, "out": -1.0, "header": -1.5, "weak": -2.3, "bound": -2.4, "from": -2.5,
    "told": -3.3, "neighbour": -4.0, "source": -6.0, "dateline": -6.0, "away": -7.0,
}  # fmt: skip
NOT_HERE = -3.5
_SOURCE_UNIT, _SOURCE_TOWN, _ORIGIN = -3.0, -3.3, -3.0  # the last resort: the governor of the district speaks
_LAUNCH = -4.0  # من أجواء …: fired from there, never there
_CIVIC_PENALTY, _CIVIC_ELSEWHERE = 1.0, 5.0  # schools and hospitals are named for other reasons as well
_CIVIC = frozenset(
    "pcue/" + w
    for w in (
        "hospital",
        "hospital-b",
        "university",
        "school",
        "college",
        "mosque",
        "mosque-b",
        "hotel",
        "market",
        "mall",
    )
)
_A_TOWN = 2.6
_VAST = frozenset(("country", "region"))
_BRIDGE = frozenset('،,()«»"“”و')
_BRIDGE_CATS = frozenset(("nat", "place_dir", "place_cue", "place_same", "place_this", "place_rel", "place_km"))
_BRIDGE_VERBS = frozenset(("تقع", "يقع", "تبعد", "يبعد"))
_BRIDGE_UNITS = 7
_STREETS = frozenset(("pcue/street", "pcue/street-b"))
_SETTLED = frozenset(("pcue/town", "pcue/village"))
_CITIES = frozenset(("pcue/city", "pcue/capital"))
_AT = frozenset(("علي", "باتجاه", "تجاه", "نحو", "صوب"))
_GOVERNS = frozenset(("السلطات", "الحكومه", "سلطات", "الخارجيه"))
_IN = frozenset(("place_in",))
_FROM, _SPEAKING, _LAUNCHING = (frozenset({f"place_{said}"}) for said in ("origin", "speaker", "launch"))
_BEFORE = 4  # units before a phrase that can say who speaks there, or what came from there
_LINE_ENDS = frozenset((":", "؛", ";", "\n"))


class Chain(msgspec.Struct, frozen=True):
    """One phrase of places, units ``[i, j)``."""

    heads: tuple[PlaceTold, ...]
    above: tuple[PlaceTold, ...]
    i: int
    j: int


class State(msgspec.Struct, frozen=True):
    """What holds from unit ``at`` on.

    Attributes:
        country, admin1, admin2, town: as last announced.
        near: a town that the gazetteer knows, told after the province, where it lies elsewhere or none was told.
        finest, finest_above: the last places told, with the units above them.
        header: a heading announced it.
    """

    at: int
    country: PlaceTold | None = None
    admin1: PlaceTold | None = None
    admin2: PlaceTold | None = None
    town: PlaceTold | None = None
    near: PlaceTold | None = None
    finest: tuple[PlaceTold, ...] = ()
    finest_above: tuple[PlaceTold, ...] = ()
    header: bool = False

    def moved(self, at: int, country: PlaceTold | None = None) -> State:
        """The same from another unit on, with another country if one is given."""
        return State(
            at, country or self.country, self.admin1, self.admin2, self.town, self.near, self.finest, self.finest_above,
            self.header,
        )  # fmt: skip


class Chains:
    """The chains of a report, and what holds after each."""

    def __init__(self, chart: Chart, facts: list[PlaceTold], places: Gazetteer, countries: Countries):
        self._doc, self.units, self._facts, self._places = chart.doc, chart.doc.units, facts, places
        self._sentence = countries.sentence
        self._covered = {k for f in facts for k in range(f.i, f.j)}
        self.chains = self._link()
        self.states = self._walk()

    # ------------------------------------------------------------------ one phrase

    def _link(self) -> list[Chain]:
        chains: list[list[PlaceTold]] = []
        for fact in self._facts:
            if chains and self._linked(chains[-1][-1], fact):
                chains[-1].append(fact)
            else:
                chains.append([fact])
        return [self._headed(c) for c in chains]

    def _linked(self, last: PlaceTold, fact: PlaceTold) -> bool:
        """Whether a place stands in one phrase with the last one."""
        if last.value.role in ("header", "dateline"):
            return False
        if last.value.group == fact.value.group:
            return True
        if self._sentence[last.i] != self._sentence[fact.i]:
            return False
        begin = max(last.j, min(fact.value.begin, fact.i))
        if self.units[begin].bare == "علي" and fact.value.relation is None and fact.value.level != "front":
            return False  # من أ على ب: the second is what was hit
        if self._launched(last.value) or (fact.value.begin == last.j and self._origin(last.value)):
            return False
        gap = self.units[last.j : begin]
        return len(gap) <= _BRIDGE_UNITS and all(_bridges(u) for u in gap)

    def _headed(self, facts: list[PlaceTold]) -> Chain:
        best = facts[0]
        for fact in facts[1:]:
            if not self._beside(best, fact) and not self._inside(best, fact) and self._finer(fact.value, best.value):
                best = fact
        heads = tuple(f for f in facts if f is best or self._beside(best, f))
        return Chain(heads, tuple(f for f in facts if f not in heads), facts[0].i, facts[-1].j)

    def _inside(self, best: PlaceTold, fact: PlaceTold) -> bool:
        """``بلدة كذا بمنطقة كذا``, ``مديرية كذا في العاصمة كذا``: what comes right behind is what the place lies in."""
        a, b = fact.value, best.value
        begin = max(best.j, min(a.begin, fact.i))
        if (
            begin != best.j
            or a.aside
            or not (_IN & self.units[begin].symbols or self.units[fact.i].form.startswith("ب"))
        ):
            return False
        return (b.cue in _SETTLED and a.cue == "pcue/area") or (
            b.level == "admin2" and bool(b.cue) and a.cue in _CITIES
        )

    def _finer(self, a: PlaceFact, b: PlaceFact) -> bool:
        """Whether a later place of a phrase is its finest, and not what the phrase goes on with."""
        if a.pointer and not b.pointer:
            return False
        if b.level == "water":
            return True  # in that sea off this town
        if a.relation == "near" and (b.level == "river" or b.cue in ROADS) and a.rank >= _A_TOWN:
            return True  # the town by which the stretch of a river or road lies
        if a.relation == "near" and a.rank >= _A_TOWN and b.level in _VAST and not b.aside:
            return True  # في شمال البلاد قرب بلدة كذا
        if a.aside or a.relation == "rural":
            return b.role == "neighbour"
        if b.level == "street" and b.cue in _STREETS and a.level in TOWNS and not a.aside:
            return True  # a street is no place of its own in a town that is named
        if b.role == "from" and a.role == "to" and b.level not in BUILT:
            return True  # fired from the one at the other
        if b.level == "area" and b.cue and a.level == "any" and a.role == "at":
            return False  # بادية كذا في منطقة كذا
        if b.cue and not a.cue and a.rank < 4.0:
            return False  # في قضاء أ في ب: the second lies above
        rows = rows_of(self._places, a) if a.level == "any" and b.cue else []
        if rows and all(row.kind == "area" for row in rows):
            return False  # بلدة كذا في منطقة جبل كذا: an area holds towns, whatever it is called
        if a.ids and _units_of(rows_of(self._places, b)) & set(a.ids):
            return False
        return a.rank > b.rank + 0.9 and ROLE_WORTH[a.role] > NOT_HERE

    def _beside(self, best: PlaceTold, fact: PlaceTold) -> bool:
        """Whether a place is listed with the head: ``قرى أ وب``, ``قرية أ وبلدة ب ومحيط قرية ج``."""
        if fact is best or fact.value.role in ("neighbour", "away", "from", "source"):
            return False
        if fact.value.group == best.value.group:
            return True
        begin = fact.value.begin if best.i < fact.value.begin < fact.i else fact.i
        apart = abs(fact.value.rank - best.value.rank)
        if not self.units[begin].conjoined or fact.value.rank < 3.0 or apart > 2.5:
            return False
        if self.units[begin].form == "و" or begin == best.j:
            return begin == best.j
        before = next((f for f in self._facts if f.j == begin), None)
        return before is not None and before.i > best.i and self._beside(best, before)

    def within(self, i: int, j: int) -> list[Chain]:
        """The chains of a passage; one that begins before it or goes on behind it is cut there."""
        out: list[Chain] = []
        for chain in self.chains:
            if i <= chain.heads[0].i < j:
                out.append(chain)
            elif chain.j > i and chain.i < j:
                inside = sorted((f for f in (*chain.heads, *chain.above) if i <= f.i < j), key=lambda f: f.i)
                if inside:
                    out.append(self._headed(inside))
        return out

    def before(self, i: int) -> list[Chain]:
        """The chains that end before unit ``i``, the last first."""
        return [c for c in reversed(self.chains) if c.j <= i]

    def role_worth(self, fact: PlaceTold) -> float:
        """What the role of a place in its sentence is worth."""
        value: PlaceFact = fact.value
        if self._launched(value):
            return _LAUNCH
        if self._origin(value):
            return _ORIGIN
        if (
            value.role == "source"
            and value.level not in BUILT
            and (value.cue or value.level in ("city", "admin1", "town"))
        ):
            return _SOURCE_UNIT if value.cue else _SOURCE_TOWN
        if value.level == "city" and value.role == "at" and self._rules(value):
            return _SOURCE_TOWN  # السلطات في كابل: they speak or act, wherever that was
        if value.cue in _CIVIC:
            here = value.role == "at" and not self._stands_before(value, _SPEAKING)
            return ROLE_WORTH[value.role] - (_CIVIC_PENALTY if here else _CIVIC_ELSEWHERE)
        return ROLE_WORTH[value.role]

    def _rules(self, value: PlaceFact) -> bool:
        """Whether a government is told by its seat (``الحكومة في كذا``)."""
        return 0 < value.begin < len(self.units) and self.units[value.begin - 1].bare in _GOVERNS

    def _origin(self, value: PlaceFact) -> bool:
        """Whether shots came from a place, and were not fired at it (``أطلق صاروخين على كذا``)."""
        aimed = 0 <= value.begin < len(self.units) and self.units[value.begin].bare in _AT
        return not aimed and self._stands_before(value, _FROM)

    def _launched(self, value: PlaceFact) -> bool:
        """Whether a shot came from a place: ``من أجواء أ``, not what it then hit."""
        opens = "place_stop" not in self.units[value.begin].symbols
        return opens and self._stands_before(value, _LAUNCHING, "place_stop")

    def _stands_before(self, value: PlaceFact, cats: frozenset[str], stop: str = "") -> bool:
        words = self._doc.having(cats)
        if not words:
            return False
        for k in range(value.begin - 1, max(0, value.begin - _BEFORE) - 1, -1):
            if k in self._covered or stop in self.units[k].symbols:
                return False  # said of the place between, or of the one that the shot came from
            if k in words:
                return True
        return False

    # ------------------------------------------------------------------ what holds

    def state(self, i: int) -> State:
        """What holds before unit ``i``."""
        found = self.states[0]
        for state in self.states[1:]:
            if state.at > i:
                break
            found = state
        return found

    def _walk(self) -> list[State]:
        out = [State(at=-1)]
        for chain in self.chains:
            out.append(self._after(out[-1], chain))
        return out

    def _after(self, state: State, chain: Chain) -> State:
        head = chain.heads[0]
        role = head.value.role
        if role == "dateline" and self._local(head.value):
            own = head if head.value.level in ("city", "admin1") else None
            return State(chain.j, admin1=own, town=head, near=head, finest=(head,))
        if self.role_worth(head) <= NOT_HERE or (role == "told" and state.finest):
            return state.moved(chain.j)
        named = [f for f in (*chain.heads, *chain.above) if not f.value.pointer]
        units = {f.value.level: f for f in reversed(named) if f.value.role != "neighbour" and not _only_near(f, chain)}
        country = units.get("country")
        header = role == "header" or self._opens_line(chain)
        if role in ("weak", "of") and not header:
            return state.moved(chain.j, country)
        finest, above = state.finest, state.finest_above
        if named and not head.value.pointer and (head.value.rank > 0 or not finest):
            finest, above = chain.heads, chain.above
        told = State(
            chain.j, state.country, state.admin1, state.admin2, state.town, state.near, finest, above, header
        )  # fmt: skip
        return self._announce(told, units, named, head)

    def _announce(self, state: State, units: dict[str, PlaceTold], named: list[PlaceTold], head: PlaceTold) -> State:
        """The state with the units that a chain names in place of the older ones."""
        country, admin2 = units.get("country"), units.get("admin2")
        town = units.get("town") or units.get("city") or units.get("admin3")
        admin1 = (
            units.get("admin1") or units.get("unit") or units.get("city") or self._rural_province(units.get("rural"))
        )
        if admin1 is not None:
            kept = (
                state if state.admin1 is not None and state.admin1.value.name == admin1.value.name else State(state.at)
            )
            return State(
                state.at, country or kept.country, admin1, admin2 or kept.admin2, town or kept.town, None,
                state.finest, state.finest_above, state.header,
            )  # fmt: skip
        told = next(
            (f for f in named if f.value.ids and f.value.level in TOWNS | {"admin2"} and f.value.role != "neighbour"),
            None,
        )
        holds = state.admin1
        if head.value.level == "country" and country is not None:
            holds = None
        elif told is not None and holds is not None and not self._holds(holds.value, told.value):
            holds = None  # the text has gone on to another province
        return State(
            state.at, country or state.country, holds, admin2 or state.admin2, town or state.town, told or state.near,
            state.finest, state.finest_above, state.header,
        )  # fmt: skip

    def _rural_province(self, rural: PlaceTold | None) -> PlaceTold | None:
        """``ريف كذا`` announces a province only where a province is called so."""
        if rural is None:
            return None
        return rural if any(r.kind == "admin1" for r in self._places.lookup(rural.value.name)) else None

    def _local(self, value: PlaceFact) -> bool:
        """Whether a dateline's town is none of those where correspondents sit."""
        rows = rows_of(self._places, value)
        return bool(rows) and not any(row.flags & CAPITAL or row.kind == "country" for row in rows)

    def _holds(self, unit: PlaceFact, place: PlaceFact) -> bool:
        """Whether a province can hold a place of the gazetteer."""
        units = {row.admin1_id for row in rows_of(self._places, unit)}
        around = {row.admin1_id for row in rows_of(self._places, place)}
        return not units or not around or not units.isdisjoint(around)

    def holds(self, unit: PlaceFact, admin1: str | None) -> bool:
        """Whether an announced unit is, or lies in, the province of this name."""
        return any(row.admin1 == admin1 for row in rows_of(self._places, unit))

    def _opens_line(self, chain: Chain) -> bool:
        """Whether a chain is a heading: alone before a colon, semicolon or line end at the beginning of a line."""
        if chain.j >= len(self.units) or self.units[chain.j].form not in _LINE_ENDS:
            return False
        k = chain.heads[0].value.begin - 1
        return k < 0 or self.units[k].kind == NEWLINE or self.units[k].form in "-*•#"


def _units_of(rows: list[Row]) -> set[str]:
    """The ids of the provinces and districts that places lie in."""
    return {id_ for row in rows for id_ in (row.admin1_id, row.admin2_id) if id_ is not None and id_ != row.id}


def _bridges(unit: Unit) -> bool:
    """Whether a unit between two places leaves them in one phrase."""
    if unit.form in _BRIDGE or unit.kind == "number":
        return True
    if not _BRIDGE_CATS.isdisjoint(unit.symbols):
        return not ("place_cue" in unit.symbols and all(r.pro.startswith("و") for r in unit.readings))
    for r in unit.readings:
        if r.cat == "place_stop":
            return not r.attrs.get("verb") or unit.bare in _BRIDGE_VERBS
    return False


def _only_near(fact: PlaceTold, chain: Chain) -> bool:
    """Whether a place of a chain only lies near its head or in a direction from it."""
    value: PlaceFact = fact.value
    if fact in chain.heads:
        return False
    return value.relation in BESIDE or (value.direction is not None and value.level not in ("country", "admin1"))

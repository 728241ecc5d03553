"""The place of an act by the gazetteer: what its phrase and the announced units leave to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from sijill.facts.place_anchor import FAR_KM, anchored, on_a_side, on_side
from sijill.facts.place_chain import State
from sijill.facts.place_country import Countries, Gazetteer, lands_of, rows_of
from sijill.facts.place_fact import BESIDE, IN_TOWN, RANK, ROADS, TOWNS, PlaceFact, PlaceTold
from sijill.model import Place
from sijill.places.entries import latin_key
from sijill.places.geo import bearing, km
from sijill.places.records import KNOWN, SEAT1, SEAT2, WIDE, Hints, Mention, Resolution, Row
from sijill.places.resolve import FIRE_ACROSS
from sijill.translit import transliterate

_NOT_AROUND = frozenset(("neighbour", "from"))  # what it borders on, where the shot came from
_LAND_WORDS = frozenset(f"pcue/{w}" for w in ("settlement", "kibbutz"))  # there are such in Israel, on the West Bank, …
_KINDS: dict[str, str | None] = {
    "country": "country", "water": "water",
    "admin1": "admin1", "admin2": "admin2", "admin3": "admin3", "town": "town", "capital": "town",
    "village": "village", "quarter": "quarter", "camp": "camp", "area": "area", "region": "area", "mountain": "peak",
    "river": "river", "facility": "site", "street": "site", "post": "site", "city": None, "unit": None, "rural": None,
    "front": "any", "sector": "any", "any": "any", "unknown": None,
}  # fmt: skip
_CITY = 50_000  # a town this big without a district in the table is the seat of one called like it
_TOWN = 20_000  # a place this big is not mistaken for a village of its name
_EXACT = 0.9
_ALIKE = 0.88  # the highest score of a name that only sounds like one in Latin letters
_NEXT_KM = 50  # a place that lies by a town is no farther from it
_SEAT_KM = 30
_SMALL = frozenset(("village", "quarter", "any", "front", "facility", "street", "camp"))
_TELLING = frozenset(("admin1", "city", "unit", "town", "admin2", "admin3", "rural"))
_FIRM = frozenset(("admin1", "city", "town", "admin2", "country", "facility", "camp", "area", "mountain", "region"))
_UNITS = frozenset(("admin1", "city", "rural", "town", "admin2", "admin3"))
_IN_QUARTERS = IN_TOWN - {"unknown"}  # what stands in the town that was told last, though the phrase does not say so
#: What is called by the town that it serves: an airport named after a town lies there, a street does not.
_OF_TOWN = frozenset(f"pcue/{w}" for w in ("airport", "airport-b", "port", "refinery"))
_PROVINCIAL = frozenset(("admin1", "city", "rural", "country"))  # no district of the name is meant
_DISTRICTS = frozenset(("admin2", "unit"))
_WIDE = frozenset(("area", "mountain", "river"))
_VILLAGES = frozenset(("village", "any", "front", "unknown"))
_SETTLED = frozenset(("pcue/town", "pcue/village", "pcue/city"))
_WIDE_POSTS = frozenset(("street", "area", "mountain"))
_POSTS = frozenset(("village", "any", "front", "facility", "town")) | _WIDE_POSTS
_ON_SHORE = frozenset((None, "in", "near"))
_MUNICIPAL = frozenset(("PH",))  # countries whose districts are their towns
_STEP = 2  # units between the two ends of a way
_ABOVE_VILLAGES = 3.4  # no finer level lies above another place


class _Around(msgspec.Struct, frozen=True):
    """The places around the finest: those it lies in, those it lies beside, and the mentions that the former make."""

    inside: list[PlaceTold]
    beside: list[PlaceTold]
    mentions: list[Mention]


class Chooser:
    """Asks the gazetteer for the place of an act."""

    def __init__(self, places: Gazetteer, countries: Countries, facts: Sequence[PlaceTold] = ()):
        self._places, self._countries = places, countries
        self._told = {
            id_
            for f in facts
            if f.value.certain and f.value.role != "away" and f.value.level not in _PROVINCIAL
            for id_ in f.value.ids
        }

    def choose(
        self, value: PlaceFact, text: str, above: list[PlaceTold], state: State, *, listed: bool = False,
        nearby: Sequence[tuple[float, float]] = (),
    ) -> tuple[Place, Resolution, list[PlaceTold]]:  # fmt: skip
        """The place of one act, as it was resolved, and the places that narrowed the choice.

        Args:
            value: the finest place.
            listed: it stands in a list of places, all of which lie where the list does.
            text: its words.
            above: the other places of its phrase and passage, pointers followed.
            state: what was announced before.
            nearby: points of other places of the report, by which it may lie.
        """
        if value.level == "water":
            return self._water(value, text)
        resolution, used = self._resolve(value, above, state, listed=listed, nearby=nearby)
        place = resolution.place(text)
        if value.level == "capital":
            place = self._country_capital(place, value)
        elif value.seat and resolution.admin1 is not None:
            place = self._capital(place, resolution)
        elif resolution.admin2_source in ("gazetteer", None):
            around = [*above, state.town] if value.level in _IN_QUARTERS and state.town is not None else above
            if value.level == "admin2":
                around = [f for f in around if f.value.level not in TOWNS]  # مديرية كذا في العاصمة كذا
            if value.level in _WIDE:
                around = [f for f in around if f.value.level != "city"]  # وادي كذا بمأرب: in the province
            place = msgspec.structs.replace(place, admin2=self._district(resolution, around, place))
        if value.level in _DISTRICTS and place.admin2 is None and place.precision in (1, 3, 4) and not value.aside:
            district = resolution.name if self._kind(value, resolution.country) == "admin2" else None
            place = msgspec.structs.replace(place, admin2=district)  # مديرية كذا, unknown or known as a town
        if place.country in _MUNICIPAL and place.admin2 is None and place.precision in (1, 2, 4):
            place = msgspec.structs.replace(place, admin2=self._municipality(value, resolution, above))
        relation = value.relation if value.relation in BESIDE else None
        if relation is None and value.direction is not None and value.rank < 3.6 and value.role != "header":
            relation = "near"
        precision = 2 if relation is not None and place.precision == 1 else place.precision  # beside it, not in it
        place = msgspec.structs.replace(
            place, relation=relation, precision=precision, direction=value.direction or value.part,
            distance_km=value.distance_km,
        )  # fmt: skip
        area = value.level == "rural" or on_a_side(value)
        return self.countryside(place, value) if area else place, resolution, used

    def countryside(self, place: Place, value: PlaceFact) -> Place:
        """The area around a town or of a province: precision 5, on the side that its adjective tells.

        A province's countryside lies outside the district of its capital.
        """
        if place.lat is None or place.lon is None or place.precision not in (1, 2, 4):
            return place
        middle = (place.lat, place.lon)
        row = self._places.get(place.id) if place.id else None
        if value.level == "rural" and row is not None and row.flags & SEAT1 and not row.flags & SEAT2:
            place = msgspec.structs.replace(place, admin2=None)
        seat = self._places.seat(row.id) if row is not None and row.kind == "admin1" else None
        if seat is not None:
            middle = (seat.lat, seat.lon)
        degrees = bearing(value.part or value.direction)
        lat, lon = middle if degrees is None else on_side(self._places, row, middle, degrees)
        return msgspec.structs.replace(place, lat=lat, lon=lon, precision=5)

    def _water(self, value: PlaceFact, text: str) -> tuple[Place, Resolution, list[PlaceTold]]:
        """A sea: of no country, at precision 7."""
        row = next(iter(self._places.lookup(value.name, kinds=("water",))), None)
        if row is None:
            return Place(text=text), Resolution(why_null=f"no sea of the name «{value.name}» in the table"), []
        relation = value.relation if value.relation in BESIDE else None
        found = Resolution(name=row.name, lat=row.lat, lon=row.lon, precision=7, id=row.id, relation=relation)
        return found.place(text), found, []

    def _resolve(
        self,
        value: PlaceFact,
        above: list[PlaceTold],
        state: State,
        *,
        listed: bool,
        nearby: Sequence[tuple[float, float]],
    ) -> tuple[Resolution, list[PlaceTold]]:
        guess = self._countries.guess(value)
        own = {r.country for r in self._places.lookup(value.name) if r.flags & KNOWN} if value.name else set()
        country = _announced_country(value, above) or self._land_of_area(above) or self._land_of_word(value)
        country = country or self._land_of_units(above, guess, own)
        country = country and self._with_its_units(country, above)
        land = country or guess
        across = self._across(value, above, guess) if country is None else None
        if across is not None:
            land, above, state = across, [], State(state.at)  # what was told around it lies on this side
        elif country is None and len(own) == 1 and (guess is None or self._only_elsewhere(value, above, state, guess)):
            land = min(own)
        around = self._around(value, above, land)
        used = list(around.inside)
        mentions = [Mention(name=value.name, kind=self._kind(value, land)), *self._narrow(around, land)]
        admin1 = None
        if not any(m.kind == "admin1" for m in mentions):
            admin1, more = self._province(value, around, state, land, listed=listed)
            if admin1 is None and not value.ids and value.level in _SMALL | {"town", "area"}:
                admin1 = self._province_of_area(value, (*above, *state.finest), land)
            used += more
        by = list(nearby)
        for f in around.beside:
            row = self._row(f.value, land)
            if row is not None:
                by.append((row.lat, row.lon))
                used += [f] if f not in used else []
        hints = Hints(
            country=across or country or self._firm(value, used, guess), report_country=guess, admin1=admin1,
            earlier=not state.header and any(f in (state.admin1, state.near) for f in used),
            nearby=tuple(by), sides=self._sides((*around.inside, *around.beside), land),
            relation=value.direction, distance_km=value.distance_km,
        )  # fmt: skip
        found = self._places.resolve(mentions, hints)
        if found.why_null is not None and found.precision not in (1, 2, 3) and state.admin2 is not None:
            found = self._in_district(found, value, state.admin2, land)
        return anchored(found, value, (*around.inside, *around.beside), self._places, country or guess), used

    def _narrow(self, around: _Around, land: str | None) -> list[Mention]:
        """The places above, less a province that is also a wider region where a town beside the place tells better."""
        towns = [f for f in (*around.inside, *around.beside) if f.value.level in TOWNS and f.value.certain]
        if not towns:
            return around.mentions
        return [m for m in around.mentions if m.kind != "admin1" or not self._is_wide(m.name, land)]

    def _is_wide(self, name: str, land: str | None) -> bool:
        rows = self._places.lookup(name, country=land, kinds=("admin1",))
        return bool(rows) and bool(rows[0].flags & WIDE)

    def _sides(self, around: Sequence[PlaceTold], land: str | None) -> tuple[tuple[float, float, int], ...]:
        """On which side of the towns and provinces of its phrase a place lies, as ``Hints`` want it."""
        out = []
        for v in (f.value for f in around if not f.value.apart):
            side = bearing(v.part or (v.direction if v.distance_km is None else None))
            row = self._unit_row(v, land) if side is not None else None
            if row is not None and side is not None:
                middle = (self._places.seat(row.id) if row.kind == "admin1" else None) or row
                out.append((middle.lat, middle.lon, side))
        return tuple(out)

    def _in_district(self, found: Resolution, value: PlaceFact, told: PlaceTold, land: str | None) -> Resolution:
        """An unknown village in the district that the sentence, or the one before it, has announced."""
        sentence = self._countries.sentence
        near = 0 <= value.group < len(sentence) and sentence[value.group] - sentence[told.i] in (0, 1)
        if value.level not in _VILLAGES or value.certain or not near:
            return found
        row = next((r for r in self._known_rows(told.value, land) if r.kind == "admin2"), None)
        if row is None or found.admin1 not in (None, row.admin1) or found.admin2 is not None:
            return found
        return msgspec.structs.replace(
            found, country=row.country, admin1=row.admin1, admin2=row.name, lat=row.lat, lon=row.lon, precision=3,
            id=row.id, admin2_source="text",
        )  # fmt: skip

    def _around(self, value: PlaceFact, above: list[PlaceTold], land: str | None) -> _Around:
        around = _Around([], [], [])
        above = [f for f in above if f not in _on_the_way(above)]
        fine = value.level in _IN_QUARTERS or value.level == "river"
        limit = _ABOVE_VILLAGES if fine else min(value.rank, _ABOVE_VILLAGES)
        for f in above:
            v: PlaceFact = f.value
            if (
                (v.pointer and v.level != "capital")
                or v.level == "country"
                or v.name == value.name
                or (v.role in _NOT_AROUND and v.relation != "between")
            ):
                continue
            if v.aside and v.rank <= max(limit, value.rank):
                around.beside.append(f)  # of two towns one lies beside the other
                continue
            province = v.level == "city" and value.level in _WIDE  # وادي كذا بمأرب
            rank = RANK["admin1"] if province else v.rank
            holds = v.cue == "pcue/area" and value.cue in _SETTLED  # بلدة كذا بمنطقة كذا
            if rank >= limit and not (v.level == "any" and (value.rank > 4 or holds)):
                continue
            mention = self._mention(v, value, land)
            if mention is not None:
                around.mentions.append(mention)
                around.inside.append(f)
        return around

    def _mention(self, above: PlaceFact, value: PlaceFact, land: str | None) -> Mention | None:
        """A place that lies above the finest, as the resolver wants it."""
        if above.level == "capital" or above.seat:
            seat = self._seat_of(above)
            if seat is None or seat.admin1 is None:
                return None
            return Mention(name=seat.admin1_id or seat.admin1, kind="admin1")
        kind = self._kind(above, land)
        if (
            above.level in ("city", "rural", "town")
            and value.level not in IN_TOWN
            and any(r.kind == "admin1" for r in self._places.lookup(above.name, country=land))
        ):
            kind = "admin1"  # شمال حلب for a village is the province, for a quarter the town
        if kind == "any" and above.cue == "pcue/area" and value.cue in _SETTLED and self._is_district(above, land):
            kind = "admin2"  # قرية كذا بمنطقة كذا
        if kind not in ("admin1", "admin2", "admin3", "town", "any", None):
            return None
        return Mention(name=above.name, kind=None if kind in ("town", "any") else kind)

    def _is_district(self, value: PlaceFact, land: str | None) -> bool:
        """Whether the table has a district or town of a name, and no province."""
        kinds = {r.kind for r in self._places.lookup(value.name, country=land) if r.score > _EXACT}
        return bool(kinds & {"admin2", "admin3", "town"}) and "admin1" not in kinds

    def _land_of_word(self, value: PlaceFact) -> str | None:
        """Israel for a settlement or kibbutz that bears a name of the table there."""
        if value.cue not in _LAND_WORDS:
            return None
        rows = self._places.lookup(value.name, country="IL")
        return "IL" if rows and rows[0].score > _EXACT else None

    def _land_of_area(self, above: list[PlaceTold]) -> str | None:
        """The country of a well known area that the place lies in (``إقليم كذا`` that is no province)."""
        for f in above:
            value: PlaceFact = f.value
            if value.certain and value.level in ("area", "region") and not value.aside and value.role != "neighbour":
                lands = {row.country for row in rows_of(self._places, value)}
                if len(lands) == 1:
                    return lands.pop()
        return None

    def _province_of_area(self, value: PlaceFact, told: Sequence[PlaceTold], land: str | None) -> str | None:
        """The province of a well known area, an island or a lake's shore, that lies in one alone."""
        for area in (f.value for f in told if f.value.certain and f.value.level == "area"):
            holds = area.relation in _ON_SHORE and area.direction is None and area.role != "neighbour"
            units = {r.admin1_id for r in rows_of(self._places, area) if land in (None, r.country)}
            if holds and len(units) == 1 and area.name != value.name:
                return units.pop()
        return None

    def _land_of_units(self, above: list[PlaceTold], guess: str | None, own: set[str]) -> str | None:
        """The country of a unit or town of the phrase that the country guessed from the text does not have.

        ``own`` are the countries where the place itself is known well.
        """
        for f in above:
            value: PlaceFact = f.value
            beside = value.level == "country" and value.aside  # بين روسيا وتركيا
            if value.certain and value.level in _FIRM | _UNITS and value.role not in _NOT_AROUND and not beside:
                lands = lands_of(rows_of(self._places, value))
                if len(lands) == 1 and guess not in lands and (not own or own & lands):
                    return lands.pop()
        return None

    def _with_its_units(self, country: str, above: list[PlaceTold]) -> str:
        """The country that was announced, unless it lacks a unit of the phrase that only another one has."""
        for f in above:
            value: PlaceFact = f.value
            unit = value.level in _UNITS or value.level == "any"
            if value.certain and unit and value.role not in _NOT_AROUND and not value.pointer:
                lands = lands_of(rows_of(self._places, value))
                if len(lands) == 1 and country not in lands and not self._places.lookup(value.name, country=country):
                    return lands.pop()
        return country

    def _kind(self, value: PlaceFact, land: str | None) -> str | None:
        """The gazetteer's kind of a level; ``مقاطعة`` is a province in one country, a district in another."""
        if value.level == "rural" and any(r.kind == "admin1" for r in self._places.lookup(value.name, country=land)):
            return "admin1"  # ريف حلب is of the province
        if value.cue in ROADS:
            return None  # between two provinces as between two towns
        if value.level == "village" and not value.cue and not value.ids:
            return None  # so ranked by what stands behind it
        if value.level not in ("unit", "admin1"):
            return _KINDS[value.level]
        if self._places.lookup(value.name, country=land, kinds=("admin1",)):
            return "admin1"
        if self._places.lookup(value.name, country=land, kinds=("admin2",)):
            return "admin2"
        return "admin1" if value.level == "admin1" else "admin2"

    def _row(self, value: PlaceFact, land: str | None) -> Row | None:
        """The place that a name above or beside the act most likely means."""
        if value.level == "capital":
            return self._seat_of(value)
        rows = self._known_rows(value, land)
        return rows[0] if rows else None

    def _known_rows(self, value: PlaceFact, land: str | None) -> list[Row]:
        """The places of a name in a country; a well known town of another country before a village of its name here."""
        rows = self._places.lookup(value.name, country=land)
        weak = not rows or (value.level == "city" and all(r.kind not in ("admin1", "town") for r in rows))
        return (self._places.lookup(value.name) or rows) if weak and value.certain else rows

    # ------------------------------------------------------------------ the province

    def _province(
        self, value: PlaceFact, around: _Around, state: State, land: str | None, *, listed: bool
    ) -> tuple[str | None, list[PlaceTold]]:
        """The province that holds for the place: of the town beside it, else the announced one, if the place agrees."""
        if value.level in ("country", "region"):
            return None, []
        for f in (*around.inside, *around.beside):
            v: PlaceFact = f.value
            if v.level in _TELLING | {"capital"} and (v.distance_km is None or v.distance_km < FAR_KM):
                row = self._row(v, land) if v.level == "capital" else self._unit_row(v, land)
                if row is not None and row.admin1_id is not None and self._agrees(value, row.admin1_id, land):
                    own = self._next_to(value, row, v) if f in around.beside else None
                    return own or row.admin1_id, [f] if f in around.beside else []
        told = state.admin1 or state.near
        if told is None or told.value.name == value.name:
            return None, []
        row = self._unit_row(told.value, land)
        if row is None or row.admin1_id is None:
            unknown = told is state.admin1 and not value.certain  # a province that the table lacks
            return (told.value.name, [told]) if unknown else (None, [])
        if not listed and (
            self._known_elsewhere(value, row.admin1_id) or self._town_elsewhere(value, row.admin1_id, land)
        ):
            return None, []
        if all(self._agrees(v, row.admin1_id, land) for v in (value, *(f.value for f in around.inside))):
            return row.admin1_id, [told]
        return None, []

    def _next_to(self, value: PlaceFact, town: Row, beside: PlaceFact) -> str | None:
        """The province of the place of this name that lies next to a town, be it another than the town's."""
        reach = _NEXT_KM + (beside.distance_km or 0.0)
        rows = [r for r in self._places.lookup(value.name, country=town.country) if r.score > _EXACT]
        near = [(km((r.lat, r.lon), (town.lat, town.lon)), r.admin1_id or "") for r in rows if r.kind != "admin1"]
        away, admin1 = min(near, default=(reach, ""))
        return admin1 if away < reach else None

    def _known_elsewhere(self, value: PlaceFact, admin1: str) -> bool:
        """Whether a name that can mean nothing else lies only in other provinces than the one told before."""
        if not value.certain:
            return False
        units = {row.admin1_id for row in rows_of(self._places, value) if row.flags & KNOWN}
        return bool(units) and None not in units and admin1 not in units

    def _town_elsewhere(self, value: PlaceFact, admin1: str, land: str | None) -> bool:
        """Whether a bare name that is also a word is that of a town of size, all of whose namesakes lie elsewhere."""
        if value.certain or value.cue or land is None or not value.ids:
            return False
        rows = [r for r in rows_of(self._places, value) if r.country == land]
        return bool(rows) and all(
            r.admin1_id not in (None, admin1) and r.kind in ("town", "admin2") and r.flags & KNOWN for r in rows
        ) and any(r.population > _TOWN or r.flags & (SEAT1 | SEAT2) for r in rows)  # fmt: skip

    def _unit_row(self, value: PlaceFact, land: str | None) -> Row | None:
        rows = self._known_rows(value, land)
        if value.level in ("admin1", "unit", "rural", "city"):
            rows = [r for r in rows if r.kind == "admin1"] or rows
        return rows[0] if rows else None

    def _agrees(self, value: PlaceFact, admin1: str, land: str | None) -> bool:
        """Whether a name can lie in a province: it is known there, or nothing of weight is known elsewhere."""
        rows = [r for r in self._places.lookup(value.name, country=land) if r.score > _EXACT]
        if not rows or any(r.admin1_id == admin1 for r in rows):
            return True
        if value.cue and value.level in _IN_QUARTERS and value.cue not in _OF_TOWN:
            return True  # a quarter that bears the name of a province
        if value.level in _SMALL:
            return not any(r.kind == "admin1" for r in rows)
        return not any(r.kind in ("admin1", "admin2", "town") or r.population > _TOWN for r in rows)

    def _firm(self, value: PlaceFact, used: list[PlaceTold], guess: str | None) -> str | None:
        """The country that the words around speak of, unless the place is well known and only elsewhere."""
        if guess is None:
            return None
        for v in (value, *(f.value for f in used)):
            firm = v.level in _FIRM | _UNITS
            firm = firm or (v.level == "any" and all(r.kind == "area" for r in rows_of(self._places, v)))
            if v.certain and firm and not self._has(v, guess):
                return None
        return guess

    def _has(self, value: PlaceFact, land: str) -> bool:
        """Whether a country has a place of a name, be it in another spelling, and not one that only sounds like it."""
        if value.level == "city" and value.certain:
            return land in lands_of(rows_of(self._places, value))  # no village of the name of a province
        return any(r.score > _ALIKE for r in self._places.lookup(value.name, country=land))

    def _only_elsewhere(self, value: PlaceFact, above: list[PlaceTold], state: State, guess: str) -> bool:
        """Whether the country that the words speak of has neither a name that means nothing else nor what is told."""
        told = (f.value for f in (*above, state.admin1, state.near) if f is not None and f.value.certain)
        return value.certain and not any(self._has(v, guess) for v in (value, *told))

    def _across(self, value: PlaceFact, above: list[PlaceTold], guess: str | None) -> str | None:
        """The country across a border over which the text's country is shelled, where a place lies there alone.

        Not where its phrase puts it into a unit of this side.
        """
        if guess is None or value.level not in _POSTS or self._places.lookup(value.name, country=guess):
            return None
        if any(not f.value.aside and not f.value.pointer and self._has(f.value, guess) for f in above):
            return None
        wide = value.level in _WIDE_POSTS
        rows = [r for r in self._places.lookup(value.name) if r.flags & KNOWN and r.score > _EXACT]
        lands = {r.country for r in rows if not wide or r.kind in ("area", "site")}
        return lands.pop() if len(lands) == 1 and {guess, *lands} in FIRE_ACROSS else None

    # ------------------------------------------------------------------ capitals and districts

    def _seat_of(self, value: PlaceFact) -> Row | None:
        """The capital that a phrase names by its unit, or by nothing but the article."""
        if value.level == "capital":
            land = value.iso2 or self._countries.guess(value)
            return self._places.seat(land) if land else None
        rows = self._places.lookup(value.name, kinds=("admin1",))
        return self._places.seat(rows[0].id) if rows else None

    def _capital(self, place: Place, resolution: Resolution) -> Place:
        """``مركز ولاية كذا``: the province's capital in the place of the province."""
        row = self._places.seat(resolution.id) if resolution.id else None
        if row is None:
            return place
        return msgspec.structs.replace(
            place, name=row.name, admin2=row.admin2 or row.name, lat=row.lat, lon=row.lon, id=row.id, precision=1
        )

    def _country_capital(self, place: Place, value: PlaceFact) -> Place:
        """``العاصمة``: that of the country that the text speaks of."""
        row = self._seat_of(value)
        if row is None:
            land = value.iso2 or self._countries.guess(value) or place.country
            return Place(country=land, text=place.text)
        return msgspec.structs.replace(
            place, country=row.country, admin1=row.admin1, admin2=row.admin2 or self._own_district(row),
            name=row.name, lat=row.lat, lon=row.lon, id=row.id, precision=1, candidates=(),
        )  # fmt: skip

    def _district(self, resolution: Resolution, above: list[PlaceTold], place: Place) -> str | None:
        """The district, where a place of the phrase is its seat, or the place gives it its own name."""
        for f in sorted(above, key=lambda f: f.value.aside or f.value.level != "admin2" or not f.value.cue):
            v: PlaceFact = f.value
            near = v.distance_km is None or v.distance_km < _SEAT_KM
            if near and not v.pointer and v.level in TOWNS | {"admin2", "camp"}:
                for found in self._known_rows(v, resolution.country):
                    seat = found.flags & SEAT2 or found.kind == "admin2"
                    if seat and found.admin1 == resolution.admin1 and found.score > _EXACT:
                        return found.admin2 or found.name
        row = self._places.get(place.id) if place.id else None
        if row is not None and resolution.why_null is None and row.admin2_id in self._told:
            return row.admin2  # a district that the text names elsewhere
        return self._own_district(row) or self._district_of_town(resolution, above)

    def _district_of_town(self, resolution: Resolution, above: list[PlaceTold]) -> str | None:
        """The district that a town of the phrase gives its name."""
        for f in above:
            v: PlaceFact = f.value
            if v.certain and not v.aside and not v.pointer and v.level in TOWNS:
                row = next((r for r in self._known_rows(v, resolution.country) if r.kind == "town"), None)
                if row is not None and row.admin1 == resolution.admin1 and row.score > _EXACT:
                    return self._own_district(row)
        return None

    def _municipality(self, value: PlaceFact, resolution: Resolution, above: list[PlaceTold]) -> str | None:
        """The town itself, or the one that a village's phrase names, where towns are the districts."""
        if value.level in TOWNS and not value.aside and not value.pointer:
            return resolution.name
        named = (f.value for f in above if f.value.level == "town" and f.value.cue and not f.value.aside)
        return next((transliterate(v.name) for v in named if not v.pointer), None) if value.level == "village" else None

    def _own_district(self, row: Row | None) -> str | None:
        """The district that bears the name of a town: its own, or where the table has none the large town itself."""
        if row is None or row.kind != "town":
            return None
        unit = self._places.get(row.admin2_id) if row.admin2_id else None
        if unit is not None and latin_key(unit.name) == latin_key(row.name):
            return unit.name
        large = row.flags & SEAT1 or row.population >= _CITY
        return row.name if large and (unit is None or not unit.flags & KNOWN) else None


def _on_the_way(facts: list[PlaceTold]) -> list[PlaceTold]:
    """The ends of a way, ``من أ إلى ب``: what was hit in between lies in neither."""
    ordered = sorted(facts, key=lambda f: f.i)
    return [
        f
        for a, b in pairwise(ordered)
        if a.value.role == "out" and b.value.role in ("to", "bound", "away") and b.value.begin - a.j < _STEP
        for f in (a, b)
    ]


def _announced_country(value: PlaceFact, above: list[PlaceTold]) -> str | None:
    """The country that the phrase itself names."""
    if value.iso2:
        return value.iso2
    lands = [f.value for f in above if f.value.iso2 and f.value.role not in _NOT_AROUND and not f.value.aside]
    whole = [v for v in lands if v.level == "country" and v.role != "source"]
    return next((v.iso2 for v in (*whole, *lands)), None)

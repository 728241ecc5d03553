"""Which country the words around a place speak of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sijill.facts.place_fact import COMPASS, PlaceFact, PlaceTold
from sijill.facts.place_word import is_common
from sijill.grammar import Chart
from sijill.match import Unit
from sijill.places.records import KNOWN, Hints, Mention, Resolution, Row
from sijill.places.resolve import Lookup

#: Words that tell of a country, and how much each is worth.
_WEIGHTS = (("country", 1.0), ("nat", 0.7), ("actor", 0.5))
_TELLING_COUNTRY = frozenset(cat for cat, _ in _WEIGHTS)
#: Armies that act abroad: their name says little of where.
_POWERS = frozenset(("US", "RU", "IL", "TR", "IR", "FR", "GB"))
_FOREIGN = 0.25
_VERBS = frozenset({"say", "act", "light", "damage"})
_SAID, _NEXT, _ELSEWHERE = 2.0, 1.0, 0.35  # in the sentence itself, in one beside it, farther off
_FLEETING = 0.36  # a power's aircraft, named once, say nothing of the country that they fly over
#: Countries whose outlets tell of little else, and what an outlet's home is worth where the text tells no country.
_AT_HOME = frozenset(("AF", "IQ", "LY", "ML", "NG", "PS", "SD", "SO", "SS", "SY", "YE"))
_HOME = 0.4
_OWN = 1.5  # the country that the source gives for the report
_HEADS = frozenset(("header", "dateline"))
_TELLING = frozenset(("admin1", "city", "unit", "admin2", "town"))
_SETTLED = frozenset(("city", "admin1"))
_LARGE = 100_000
_SMALL = 5_000
_CHIEF, _MINOR = frozenset(("country", "admin1")), frozenset(("village", "quarter", "town"))
_NAMESAKES = 8  # of so many places of one name the countries are looked up


class Gazetteer(Lookup, Protocol):
    """What the reading of places asks of the table."""

    def resolve(self, mentions: Sequence[Mention], hints: Hints) -> Resolution:
        """The joint choice."""


class NoPlaces:
    """A gazetteer that knows nothing."""

    def lookup(  # noqa: D102
        self,
        name: str,  # noqa: ARG002
        *,
        country: str | None = None,  # noqa: ARG002
        admin1: str | None = None,  # noqa: ARG002
        admin2: str | None = None,  # noqa: ARG002
        kinds: tuple[str, ...] | None = None,  # noqa: ARG002
    ) -> list[Row]:
        return []

    def get(self, id_: str) -> Row | None:  # noqa: ARG002, D102
        return None

    def seat(self, unit: str) -> Row | None:  # noqa: ARG002, D102
        return None

    def side(self, unit: str, degrees: int) -> tuple[float, float] | None:  # noqa: ARG002, D102
        return None

    def resolve(self, mentions: Sequence[Mention], hints: Hints) -> Resolution:  # noqa: ARG002, D102
        return Resolution(country=hints.country, why_null="no gazetteer was given")


def rows_of(places: Gazetteer, value: PlaceFact) -> list[Row]:
    """The places that the gazetteer has of a name."""
    return [row for id_ in value.ids[:_NAMESAKES] if (row := places.get(id_)) is not None]


def lands_of(rows: Sequence[Row]) -> set[str]:
    """The countries that a name may mean: of its namesakes those that are written by hand or large, else all.

    A village counts for nothing beside a province or large town of its name.
    """
    noted = [r for r in rows if r.flags & KNOWN] or [r for r in rows if r.population >= _LARGE]
    if any(r.kind in _CHIEF or r.population >= _LARGE for r in noted):
        noted = [r for r in noted if r.kind not in _MINOR or r.population >= _SMALL]
    return {r.country for r in noted or rows}


class Countries:
    """The country that the text speaks of, sentence by sentence."""

    def __init__(
        self, chart: Chart, facts: Sequence[PlaceTold], places: Gazetteer, own: str | None, home: str | None = None
    ):
        self._chart, self._facts, self._places, self._own = chart, facts, places, own
        self._home = home if home in _AT_HOME else None
        self.sentence = _sentences(chart)
        self._evidence: list[tuple[int, str, float]] | None = None  # sentence, country, weight
        self._guesses: dict[int, list[str]] = {}

    def guess(self, value: PlaceFact) -> str | None:
        """The country that the words around a place speak of; then the report's own."""
        at = value.group
        sentence = self.sentence[at] if 0 <= at < len(self.sentence) else 0
        if sentence not in self._guesses:
            self._guesses[sentence] = self._guessed(sentence)
        best = self._guesses[sentence]
        if len(best) > 1 and value.name:  # جندي هندي بقصف باكستاني على كذا: the one that knows the name
            best = [land for land in best if self._places.lookup(value.name, country=land)]
        return best[0] if len(best) == 1 else None

    def plausible(self, fact: PlaceTold) -> bool:
        """Whether a bare name that is also an ordinary word lies in the country that the text speaks of."""
        value: PlaceFact = fact.value
        if not value.pointer and COMPASS.issuperset(value.name.split()):
            guess = self.guess(value)
            return guess is None or any(r.country == guess for r in rows_of(self._places, value))
        settled = value.level == "country" or (value.level in _SETTLED and value.certain)
        if value.cue or settled or not value.ids or not self._common(value):
            return True
        guess = self.guess(value)
        return guess is None or any(row.country == guess for row in rows_of(self._places, value))

    def _common(self, value: PlaceFact) -> bool:
        return is_common(self._chart.doc.quote(value.text))

    def _guessed(self, sentence: int) -> list[str]:
        """The countries that most speaks for, alike."""
        if self._evidence is None:
            self._evidence = [(self.sentence[k], iso2, w) for k, iso2, w in (*self._words(), *self._names())]
        totals: dict[str, float] = {self._own: _OWN} if self._own else {self._home: _HOME} if self._home else {}
        for told, iso2, weight in self._evidence:
            near = _SAID if told == sentence else _NEXT if -1 <= told - sentence <= 1 else _ELSEWHERE
            totals[iso2] = totals.get(iso2, 0.0) + weight * near
        most = max(totals.values(), default=0.0)
        return sorted(c for c in totals if totals[c] == most) if most > _FLEETING else []

    def _words(self) -> list[tuple[int, str, float]]:
        """Countries, nationalities and sides that are at home somewhere: unit, country, weight."""
        out = []
        names = {
            k
            for f in self._facts
            if (f.value.cue and f.value.level != "country") or f.value.role == "neighbour"  # المتاخمة لنيجيريا
            for k in range(f.i, f.j)
        }
        units = self._chart.doc.units
        for k in self._chart.doc.having(_TELLING_COUNTRY):
            u = units[k]
            if k and "place_launch" in units[k - 1].symbols:
                continue  # من أجواء لبنان: the shot fell elsewhere
            if k and "country" in u.symbols and _does(units[k - 1]):
                continue  # أدانت مصر الهجوم: it speaks or acts, wherever that was
            if k and any(r.attrs["relation"] == "borderwith" for r in units[k - 1].readings_of("place_rel")):
                continue  # قرب الحدود مع كولومبيا: on this side of it
            for cat, weight in _WEIGHTS:
                if cat in u.symbols and u.i not in names and "place_rel" not in u.symbols:
                    lands = _lands_of_word(u, cat)
                    share = weight / max(1, len(lands))
                    within = cat == "country" and k > 0 and "place_dir" in units[k - 1].symbols  # بغرب إيران
                    out += [(u.i, x, share * (_FOREIGN if x in _POWERS and not within else 1.0)) for x in lands]
                    break
        return out

    def _launched(self, value: PlaceFact) -> bool:
        """Whether a shot came over the place (``من اتجاه بلدة كذا``): it fell elsewhere."""
        units = self._chart.doc.units
        return any("place_launch" in units[k].symbols for k in (value.begin - 1, value.begin) if k >= 0)

    def _names(self) -> list[tuple[int, str, float]]:
        """Towns and units that the gazetteer knows, their weight shared by the countries of their namesakes."""
        out = []
        for f in self._facts:
            value: PlaceFact = f.value
            heads = value.role in _HEADS  # a name that opens an item or a line can be nothing else
            settled = value.level in _SETTLED and value.role == "at"
            told = heads or (value.certain and (value.cue or settled or not self._common(value)))
            if told and value.ids and value.level in _TELLING and not self._launched(value):
                lands = sorted(lands_of(rows_of(self._places, value)))
                out += [(f.i, land, 1.0 / len(lands)) for land in lands]
        return out


def _does(unit: Unit) -> bool:
    """Whether a verb in the feminine stands here, whose subject the country right behind it is."""
    condemns = {"negation", "say"} <= unit.symbols and unit.form.endswith("ت")
    return condemns or any(r.feat == "past.fs" and r.cat in _VERBS for r in unit.readings)


def _lands_of_word(unit: Unit, cat: str) -> list[str]:
    """The countries that a word tells of: a side's home and where it is at war, if the word can mean it alone."""
    reading = unit.readings_of(cat)[0]
    if cat != "actor":
        lands = {reading.attrs.get("iso2") or reading.attrs.get("country") or ""}
    elif "force" in unit.symbols:
        return []  # القوات الحكومية, of any country
    elif not reading.attrs.get("country"):
        return []  # of no one country
    else:
        lands = {reading.attrs["country"], reading.id.partition("/")[0].upper()}
    return sorted(land for land in lands if len(land) == 2)


def _sentences(chart: Chart) -> list[int]:
    """The number of the sentence of every unit."""
    out, n = [], 0
    for u in chart.doc.units:
        out.append(n)
        n += u.ends_sentence
    return out

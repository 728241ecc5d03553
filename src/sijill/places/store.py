"""The gazetteer as a read-only table: exact names by key, near names inside an announced province."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from sijill.errors import UsageError
from sijill.places.alike import Alike
from sijill.places.countryside import PEOPLED, middle
from sijill.places.entries import plain
from sijill.places.keys import ARABIC, form, place_key, skeletons
from sijill.places.records import KINDS, RADIUS_KM, Hints, Kind, Mention, Resolution, Row
from sijill.places.resolve import resolve
from sijill.translit import transliterate

SHIPPED = Path(__file__).parent.parent / "packs" / "places" / "places.db"
_COLUMNS = "p.id, p.sid, p.kind, p.country, p.a1, p.a2, p.name, p.lat, p.lon, p.pop, p.flags, p.names"
#: How alike an Arabic name, read aloud, and a Latin one must be (rapidfuzz ratio); of two consonants more.
_LATIN_ALIKE, _LATIN_SHORT = 60.0, 80.0
_CACHE, _CHOICES = 50_000, 10_000
_REACH = 0.25  # degrees, some 25 km
_HEARD = 8_192  # Latin names, those met last
_PROVINCES = 384  # whose names are held by their sound, some 30 KB each: those of a dozen countries

_Raw = tuple[int, str | None, int, str, int | None, int | None, str, int, int, int, int, str]


def key_number(key: str) -> int:
    """A key as the 48-bit number that the table is sorted by; the names themselves decide on a collision."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=6).digest(), "big")


def latin_key_of(country: str, skeleton: str) -> str:
    """The key of a name in Latin letters by its consonants, kept apart from the Arabic ones."""
    return f"{country}~{skeleton}"


def public_id(number: int, sid: str | None) -> str:
    """The id that surfaces show: our own readable one, or the source's (``gn:`` GeoNames, ``wof:`` Who's On First)."""
    return sid or f"{('gn', 'wof', 'own')[number % 4]}:{number // 4}"


def number_of(id_: str) -> int | None:
    """The table's number of a source id; None for a readable one."""
    source, _, digits = id_.partition(":")
    if source in ("gn", "wof", "own") and digits.isdigit():
        return int(digits) * 4 + ("gn", "wof", "own").index(source)
    return None


class Places:
    """A gazetteer, opened read-only; one per worker process.

    >>> [r.name for r in Places.open().lookup("حلب", kinds=("admin1",))]
    ['Aleppo']
    """

    def __init__(self, db: sqlite3.Connection, path: Path):
        self.path = path
        self._db = db
        self._rows: dict[int, Row] = {}
        self._got: dict[str, Row | None] = {}
        self._names: dict[int, tuple[str | None, str | None]] = {}
        self._near_in = lru_cache(maxsize=_PROVINCES)(self._near_in_uncached)
        self._exact = lru_cache(maxsize=_CACHE)(self._exact_uncached)
        self._lookup = lru_cache(maxsize=_CACHE)(self._lookup_uncached)
        self._number = lru_cache(maxsize=_CACHE)(self._number_uncached)
        self._provinces = lru_cache(maxsize=_CACHE)(self._provinces_uncached)
        self._seat = lru_cache(maxsize=_CACHE)(self._seat_uncached)
        self._side = lru_cache(maxsize=_CACHE)(self._side_uncached)
        self._resolve = lru_cache(maxsize=_CHOICES)(self._resolve_uncached)

    @classmethod
    def open(cls, path: Path | None = None) -> Places:
        """Open the shipped gazetteer, or a table that ``build`` made on top of it.

        Raises:
            UsageError: there is no such table, or it is none of ours.
        """
        path = SHIPPED if path is None else Path(path)
        if not path.is_file():
            raise UsageError("no such gazetteer", file=str(path), hint="make one with: sijill places build")
        db = sqlite3.connect(f"file:{path.resolve().as_posix()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        try:
            found = db.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except sqlite3.DatabaseError as error:
            raise UsageError(f"not a gazetteer: {error}", file=str(path)) from error
        if found != ("1",):
            raise UsageError(f"gazetteer of format {found}, this program reads 1", file=str(path))
        return cls(db, path)

    def close(self) -> None:
        """Close the table."""
        self._db.close()

    def digest(self) -> str:
        """What the table was built from, as one short hash: goes into the digest of the packs."""
        found = self._db.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
        return str(found[0]) if found else ""

    # ------------------------------------------------------------------ names

    def names_for_automaton(self) -> Iterator[tuple[str, str, str, bool]]:
        """Folded name, kind, id, and whether it is also a common word or a person's name: for the lexicon's trie.

        An area that lies in no one province (``شمال العراق``) comes as ``region``.
        """
        query = (
            "SELECT l.form, p.kind, p.a1, p.id, p.sid, l.ambiguous FROM lexicon l JOIN place p ON p.id = l.place"
            " ORDER BY l.form, l.place"
        )
        for name, kind, province, number, sid, ambiguous in self._db.execute(query):
            wide = KINDS[kind] == "area" and province is None
            yield name, "region" if wide else KINDS[kind], public_id(number, sid), bool(ambiguous)

    def arabic_names(self, id_: str) -> list[str]:
        """Every folded Arabic name of a place."""
        number = self._number(id_)
        found = self._db.execute("SELECT names FROM place WHERE id = ?", (number,)).fetchone()
        return [] if found is None or not found[0] else str(found[0]).split("|")

    def lookup(
        self,
        name: str,
        *,
        country: str | None = None,
        admin1: str | None = None,
        admin2: str | None = None,
        kinds: tuple[str, ...] | None = None,
    ) -> list[Row]:
        """Places of this name, best first: exact after folding, and near names where a province (id) is announced.

        Args:
            name: Arabic, raw or folded.
            country: ISO code; only places inside count.
            admin1: id of a province; only places inside count, and those whose names sound alike.
            admin2: id of a district; only places inside count.
            kinds: only these kinds.
        """
        return list(self._lookup(name, country, admin1, admin2, kinds))

    def _lookup_uncached(
        self, name: str, country: str | None, admin1: str | None, admin2: str | None, kinds: tuple[str, ...] | None
    ) -> tuple[Row, ...]:
        name = form(name)

        def inside(row: Row) -> bool:
            return (
                (country is None or row.country == country)
                and (admin1 is None or row.admin1_id == admin1)
                and (admin2 is None or row.admin2_id == admin2)
                and (kinds is None or row.kind in kinds)
            )

        found = {row.id: row for row in self._exact(name) if inside(row)}
        if not found and country is not None:
            found = {row.id: row for row in self._latin(name, country) if inside(row)}
        number = self._number(admin1) if admin1 is not None else None
        if number is not None and len(name) >= 3:
            for place, score in self._near_in(number).search(place_key(name)).items():
                row = self.row(place)
                if row.id not in found and inside(row):
                    reason = f"name sounds alike in {row.admin1}"
                    found[row.id] = _with(row, round(score, 3), (*row.reasons, reason))
        return tuple(sorted(found.values(), key=_rank))

    def _exact_uncached(self, name: str) -> tuple[Row, ...]:
        key = place_key(name)
        query = f"SELECT {_COLUMNS} FROM spell s JOIN place p ON p.id = s.place WHERE s.key = ?"
        found: list[Row] = []
        for raw in self._db.execute(query, (key_number(key),)):
            names = raw[-1].split("|")
            if name in names:
                found.append(_with(self._row(raw), 1.0, ("name as written",)))
            elif any(place_key(n) == key for n in names):
                found.append(_with(self._row(raw), 0.95, ("name in another spelling",)))
        return tuple(sorted(found, key=_rank))

    def _latin(self, name: str, country: str) -> Iterator[Row]:
        """Units and towns of a country that writes Latin letters, whose name there sounds like the Arabic one."""
        spoken = _bare(transliterate(re.sub("^ا(?=[وي])", "", name)))
        for skeleton in skeletons(place_key(name)):
            if len(skeleton) < 2:
                continue
            key = key_number(latin_key_of(country, skeleton))
            query = f"SELECT {_COLUMNS} FROM spell s JOIN place p ON p.id = s.place WHERE s.key = ?"
            for raw in self._db.execute(query, (key,)):
                alike = fuzz.ratio(spoken, _heard(raw[6]))
                if raw[3] == country and alike >= (_LATIN_ALIKE if len(skeleton) > 2 else _LATIN_SHORT):
                    row = self._row(raw)
                    yield _with(row, round(0.7 + 0.18 * alike / 100, 3), (f"sounds like {row.name}",))

    def _near_in_uncached(self, admin1: int) -> Alike:
        rows = self._db.execute("SELECT names, id FROM place WHERE a1 = ? ORDER BY id", (admin1,)).fetchall()
        keys = [(place_key(name), id_) for names, id_ in rows for name in names.split("|")]
        return Alike(keys, arabic=self.row(admin1).country in ARABIC)

    def resolve(self, mentions: Sequence[Mention], hints: Hints) -> Resolution:
        """The joint choice for one act; see ``sijill.places.resolve``."""
        return self._resolve(tuple(mentions), hints)

    def _resolve_uncached(self, mentions: tuple[Mention, ...], hints: Hints) -> Resolution:
        return resolve(self, mentions, hints)

    # ------------------------------------------------------------------ units

    def get(self, id_: str) -> Row | None:
        """The place of this id (ours, ``gn:…``, ``wof:…``, or another source's id that was merged into it)."""
        if id_ not in self._got:
            number = self._number(id_)
            self._got[id_] = None if number is None else self.row(number)
        return self._got[id_]

    def row(self, number: int) -> Row:
        """The place of this number of the table."""
        if number not in self._rows:
            raw = self._db.execute(f"SELECT {_COLUMNS} FROM place p WHERE p.id = ?", (number,)).fetchone()
            self._rows[number] = self._row(raw)
        return self._rows[number]

    def admin_of(self, id_: str) -> tuple[Row | None, Row | None]:
        """Province and district of a place; the unit itself counts as its own."""
        row = self.get(id_)
        if row is None:
            return None, None
        return (
            self.get(row.admin1_id) if row.admin1_id else None,
            self.get(row.admin2_id) if row.admin2_id else None,
        )

    def centroid(self, id_: str) -> tuple[float, float] | None:
        """Where a place or a unit is put on the map."""
        row = self.get(id_)
        return None if row is None else (row.lat, row.lon)

    def country(self, iso: str) -> Row | None:
        """A country by its ISO code."""
        return self.get(iso.upper())

    def seat(self, unit: str) -> Row | None:
        """The town that is a country's, province's or district's seat; None where the table does not know it."""
        return self._seat(unit)

    def _seat_uncached(self, unit: str) -> Row | None:
        number = self._number(unit)
        found = self._db.execute("SELECT seat FROM seat WHERE unit = ?", (number,)).fetchone()
        return None if found is None else self.row(int(found[0]))

    def side(self, unit: str, degrees: int) -> tuple[float, float] | None:
        """The middle of a unit's places on one side of its seat (its northern countryside); None of too few."""
        return self._side(unit, degrees)

    def _side_uncached(self, unit: str, towards: int) -> tuple[float, float] | None:
        row, seat = self.get(unit), self.seat(unit)
        column = {"admin1": "a1", "admin2": "a2"}.get(row.kind) if row is not None else None
        if seat is None or column is None:
            return None
        kinds = ",".join(str(KINDS.index(kind)) for kind in PEOPLED)
        query = f"SELECT lat, lon FROM place WHERE {column} = ? AND kind IN ({kinds})"
        points = [(lat / 1e4, lon / 1e4) for lat, lon in self._db.execute(query, (self._number(unit),))]
        return middle(points, (seat.lat, seat.lon), towards)

    def reaches(self, province: str, lat: float, lon: float) -> bool:
        """Whether any place of a province lies within a quarter of a degree of a point."""
        box = (round((v + d) * 1e4) for v in (lat, lon) for d in (-_REACH, _REACH))
        query = "SELECT 1 FROM place WHERE a1 = ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND id != a1 LIMIT 1"
        return self._db.execute(query, (self._number(province), *box)).fetchone() is not None

    def provinces(self, country: str) -> list[str]:
        """The ids of a country's provinces."""
        return list(self._provinces(country))

    def _provinces_uncached(self, country: str) -> tuple[str, ...]:
        rows = self._db.execute("SELECT id, sid FROM place WHERE kind = 1 AND country = ? ORDER BY id", (country,))
        return tuple([public_id(number, sid) for number, sid in rows])

    def districts(self, province: str) -> list[str]:
        """The ids of a province's districts."""
        query = "SELECT id, sid FROM place WHERE a1 = ? AND kind = 2 ORDER BY id"
        return [public_id(number, sid) for number, sid in self._db.execute(query, (self._number(province),))]

    def english(self, name: str, *, country: str | None = None) -> list[Row]:
        """Places of an English name, units first; reads the whole table, so for people's questions only."""
        query = "SELECT id FROM place WHERE name = ? COLLATE NOCASE ORDER BY kind, pop DESC, id"
        rows = [self.row(number) for (number,) in self._db.execute(query, (name,))]
        return [row for row in rows if country is None or row.country == country]

    def radius_km(self, precision: int, id_: str | None = None) -> float:
        """The radius of the circle that shows a precision; of a unit its own size where the table knows places in it.

        >>> Places.open().radius_km(1)
        3.0
        """
        number = self._number(id_) if id_ is not None and precision in (3, 4, 6) else None
        if number is not None:
            found = self._db.execute("SELECT radius FROM extent WHERE place = ?", (number,)).fetchone()
            if found is not None:
                return float(found[0])
        return RADIUS_KM[precision]

    def _number_uncached(self, id_: str) -> int | None:
        number = number_of(id_)
        if number is not None and self._db.execute("SELECT 1 FROM place WHERE id = ?", (number,)).fetchone():
            return number
        found = self._db.execute("SELECT place FROM ref WHERE ref = ?", (id_,)).fetchone()
        return None if found is None else int(found[0])

    def _unit(self, number: int | None) -> tuple[str | None, str | None]:
        if number is None:
            return None, None
        if number not in self._names:
            found = self._db.execute("SELECT sid, name FROM place WHERE id = ?", (number,)).fetchone()
            self._names[number] = (public_id(number, found[0]), found[1]) if found else (None, None)
        return self._names[number]

    def _row(self, raw: _Raw) -> Row:
        number, sid, kind, country, a1, a2, name, lat, lon, pop, flags, _ = raw
        admin1_id, admin1 = self._unit(a1)
        admin2_id, admin2 = self._unit(a2)
        kind_name: Kind = KINDS[kind]  # type: ignore[assignment]
        return Row(
            id=public_id(number, sid), kind=kind_name, country=country, name=name, lat=lat / 1e4, lon=lon / 1e4,
            admin1=admin1, admin2=admin2, admin1_id=admin1_id, admin2_id=admin2_id, population=pop, flags=flags,
        )  # fmt: skip


_VOWELS = str.maketrans("oewy", "uiui")


@lru_cache(maxsize=_HEARD)
def _heard(name: str) -> str:
    """A name of the table as ``_bare`` compares it."""
    return _bare(plain(name))


def _bare(name: str) -> str:
    """The letters of a name alone, ``gh`` as g, its vowels as Arabic tells them apart."""
    letters = "".join(c for c in name.casefold() if c.isalpha()).replace("gh", "g").removeprefix("al")
    return letters.translate(_VOWELS)


def _with(row: Row, score: float, reasons: tuple[str, ...]) -> Row:
    return Row(
        id=row.id, kind=row.kind, country=row.country, name=row.name, lat=row.lat, lon=row.lon, admin1=row.admin1,
        admin2=row.admin2, admin1_id=row.admin1_id, admin2_id=row.admin2_id, population=row.population, flags=row.flags,
        score=score, score_of_name=score, reasons=reasons,
    )  # fmt: skip


def _rank(row: Row) -> tuple[float, int, int, str]:
    return -row.score, -row.population, KINDS.index(row.kind), row.id

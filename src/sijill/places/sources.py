"""Readers of place tables: GeoNames dumps, Who's On First exports, plain TSV. Bad rows are told and skipped."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sijill.errors import InputError, UsageError
from sijill.places.entries import Entry, clean_unit, has_arabic, number, plain
from sijill.places.records import CAPITAL, KINDS, SEAT1, SEAT2, WIDE, Kind

#: Columns of plain TSV; only ``name``, ``lat`` and ``lon`` must be there (lat and lon may be empty for units).
TSV_COLUMNS = ("id", "kind", "name", "country", "parent", "lat", "lon", "population", "flags", "arabic")
_WOF = ("country", "wof_id", "placetype", "lat", "lon", "parent_id", "region_id", "county_id", "population",
        "geonames_id", "name_en", "names_arabic_script")  # fmt: skip
_WOF_KINDS: dict[str, Kind] = {
    "country": "country", "region": "admin1", "county": "admin2", "locality": "village", "neighbourhood": "quarter",
    "localadmin": "admin3", "borough": "quarter", "campus": "site",
}  # fmt: skip
_GEONAMES_KINDS: dict[str, Kind] = {
    "PCLI": "country", "PCLD": "country", "ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin3", "ADM4": "admin3",
    "PPLX": "quarter", "STLMT": "village", "CMPRF": "camp", "CMP": "camp", "RGN": "area", "VAL": "area",
    "DSRT": "area", "MT": "area", "MTS": "area", "ISL": "area", "AIRB": "site", "AIRP": "site", "DAM": "site",
    "OILF": "site", "PASS": "site", "BDG": "site", "CSTL": "site", "FT": "site", "INSM": "site",
}  # fmt: skip
_FLAGS = {"seat1": SEAT1, "seat2": SEAT2, "capital": CAPITAL, "wide": WIDE}

Problem = Callable[[str, int, str], None]
_Reader = Callable[[list[str], str], Entry | None]


def read(path: Path, names: dict[int, list[str]], problem: Problem) -> Iterator[Entry]:
    """The entries of a source, whatever its format.

    Args:
        path: the source.
        names: further Arabic names by GeoNames id (see ``alternate_names``).
        problem: called with file, line and reason for every row that is skipped.

    Raises:
        UsageError: the file is none of the formats.
    """
    first = next(_lines(path), (0, ""))[1]
    head = tuple(first.rstrip("\r\n").split("\t"))
    reader: _Reader
    if head[: len(_WOF)] == _WOF:
        reader, start = _wof, 2
    elif "name" in head and "lat" in head and "lon" in head:
        reader, start = _plain_reader(head, path), 2
    elif len(head) == 19 and head[0].isdigit():
        reader, start = _geonames_reader(names), 1
    else:
        raise UsageError(
            "not a table of places", file=str(path),
            hint="takes a GeoNames country file, a Who's On First export, or TSV with the columns name, lat, lon",
        )  # fmt: skip
    for line, text in _lines(path):
        if line < start or not text.strip() or text.startswith("#"):
            continue
        try:
            entry = reader(text.rstrip("\r\n").split("\t"), f"{path}:{line}")
        except InputError as error:
            problem(str(path), line, error.message)
            continue
        if entry is not None:
            yield entry


def alternate_names(path: Path) -> dict[int, list[str]] | None:
    """Arabic-script names by GeoNames id out of an ``alternateNamesV2`` file; None where it is none."""
    if "alternatenames" not in path.name.lower():
        return None
    names: dict[int, list[str]] = {}
    for _, text in _lines(path):
        cells = text.rstrip("\r\n").split("\t")
        if len(cells) >= 4 and cells[1].isdigit() and cells[2] not in ("link", "wkdt", "post") and has_arabic(cells[3]):
            names.setdefault(int(cells[1]), []).append(cells[3])
    return names


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines of a text file, also inside gzip or zip; bytes that are no UTF-8 become marks."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as box:
            inside = [n for n in sorted(box.namelist()) if n.endswith(".txt") and "readme" not in n.lower()]
            if not inside:
                raise UsageError("no table inside", file=str(path))
            with box.open(inside[-1]) as raw:
                yield from enumerate(io.TextIOWrapper(raw, encoding="utf-8", errors="replace"), 1)
        return
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
            yield from enumerate(lines, 1)
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        yield from enumerate(lines, 1)


def _point(lat: str, lon: str) -> tuple[float, float]:
    return number(lat, "latitude", low=-90, high=90), number(lon, "longitude", low=-180, high=180)


def _population(text: str) -> int:
    return int(number(text, "population", low=0, high=5e9)) if text else 0


def _wof(cells: list[str], origin: str) -> Entry | None:
    if len(cells) != len(_WOF):
        raise InputError(f"{len(cells)} columns, not {len(_WOF)}")
    country, wof_id, placetype, lat, lon, _, region, county, population, geonames, name, arabic = cells
    kind = _WOF_KINDS.get(placetype)
    if kind is None:
        raise InputError(f"unknown placetype: {placetype!r}")
    if not wof_id.isdigit():
        raise InputError(f"wof_id is no number: {wof_id!r}")
    names = tuple(dict.fromkeys(clean_unit(n) for n in arabic.split("|") if has_arabic(n)))
    point = _point(lat, lon)
    if not names and kind not in ("admin1", "admin2"):
        return None
    size = _population(population)
    by_id = (f"gn:{geonames}",) if geonames.isdigit() and kind != "admin1" else ()
    return Entry(
        ref=by_id[0] if by_id else f"wof:{wof_id}", refs=(f"wof:{wof_id}",),
        kind="town" if kind == "village" and size >= 20_000 else kind, country=country, name=plain(name),
        lat=point[0], lon=point[1], population=size, names=names,
        parents=tuple(f"wof:{p}" for p in (county, region) if p and p != wof_id), origin=origin,
    )  # fmt: skip


def _gn_parents(country: str, a1: str, a2: str) -> tuple[str, ...]:
    province = (f"gnadm:{country}.{a1}",) if a1 else ()
    return ((f"gnadm:{country}.{a1}.{a2}",) if a2 else ()) + province


def _geonames_reader(names: dict[int, list[str]]) -> _Reader:
    def read_row(cells: list[str], origin: str) -> Entry | None:
        if len(cells) != 19:
            raise InputError(f"{len(cells)} columns, not 19")
        id_, name, _, alternates, lat, lon, feature, code, country, _, a1, a2 = cells[:12]
        if not id_.isdigit():
            raise InputError(f"geonameid is no number: {id_!r}")
        kind = _GEONAMES_KINDS.get(code, "village" if feature == "P" else None)
        if kind is None:
            return None
        point, size = _point(lat, lon), _population(cells[14])
        arabic = [n for n in alternates.split(",") if has_arabic(n)] + names.get(int(id_), [])
        if not arabic and kind not in ("admin1", "admin2"):
            return None
        flags = {"PPLC": CAPITAL | SEAT1, "PPLA": SEAT1, "PPLA2": SEAT2}.get(code, 0)
        refs = {"admin1": (f"gnadm:{country}.{a1}",), "admin2": (f"gnadm:{country}.{a1}.{a2}",)}.get(kind, ())
        above = _gn_parents(country, a1, a2 if kind != "admin2" else "")
        return Entry(
            ref=f"gn:{id_}", refs=refs, kind="town" if kind == "village" and (size >= 20_000 or flags) else kind,
            country=country, name=plain(name), lat=point[0], lon=point[1], population=size,
            names=tuple(dict.fromkeys(clean_unit(n) for n in arabic)), parents=() if kind == "country" else above,
            flags=flags, origin=origin,
        )  # fmt: skip

    return read_row


def _plain_reader(head: tuple[str, ...], path: Path) -> _Reader:
    unknown = [c for c in head if c not in TSV_COLUMNS]
    if unknown:
        raise UsageError(
            f"unknown columns: {', '.join(unknown)}", file=str(path), hint=f"known: {', '.join(TSV_COLUMNS)}"
        )

    def read_row(cells: list[str], origin: str) -> Entry | None:
        if len(cells) > len(head):
            raise InputError(f"{len(cells)} columns, not {len(head)}")
        row = dict(zip(head, cells + [""] * (len(head) - len(cells)), strict=True))
        return plain_entry(row, origin)

    return read_row


def plain_entry(row: dict[str, str], origin: str, *, name_only: bool = False) -> Entry:
    """The entry of a row of plain TSV.

    Args:
        row: cells by column.
        origin: ``file:line``.
        name_only: whether a place may come with nothing but its names, to be found in other sources.

    Raises:
        InputError: a cell is not what its column demands.
    """
    kind = row.get("kind") or "village"
    if kind not in KINDS:
        raise InputError(f"unknown kind: {kind!r}")
    id_, name = row.get("id", ""), row["name"]
    if not name:
        raise InputError("no name")
    parent = row.get("parent") or (id_.rpartition("/")[0] if "/" in id_ else "")
    country = row.get("country") or (id_ or parent)[:2]
    if len(country) != 2 or not country.isupper():
        raise InputError(f"no country code: {country!r}")
    point: tuple[float | None, float | None] = (None, None)
    if row.get("lat") or row.get("lon"):
        point = _point(row.get("lat") or "", row.get("lon") or "")
    elif not parent and kind not in ("country", "admin1") and name_only is False:
        raise InputError("neither coordinates nor a parent")
    flags = 0
    marks = [f for f in (row.get("flags") or "").split(",") if f]
    for mark in marks:
        if mark not in _FLAGS and mark not in ("ambiguous", "quiet"):
            raise InputError(f"unknown flag: {mark!r}")
        flags |= _FLAGS.get(mark, 0)
    return Entry(
        ref=id_ or f"tsv:{origin}", kind=kind, country=country, name=name,  # type: ignore[arg-type]
        lat=point[0], lon=point[1], population=_population(row.get("population") or ""),
        names=tuple(n for n in (row.get("arabic") or "").split("|") if n),
        parents=tuple(p for p in parent.split("|") if p), flags=flags, lexicon="quiet" not in marks,
        ambiguous="ambiguous" in marks, name_weight=3, origin=origin,
    )  # fmt: skip

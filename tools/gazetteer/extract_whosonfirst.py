#!/usr/bin/env python3
"""Take the facts that ship out of a Who's On First export: units, towns, and villages that one name settles.

    extract_whosonfirst.py EXPORT.tsv.gz tools/data/whosonfirst.tsv

One row a place: id, kind, English name, point, district, province, population, Arabic spellings (one a spelling after
folding, letters of other languages only where nothing else is). Run by hand when an export comes; the result is kept.
"""

from __future__ import annotations

import collections
import gzip
import sys
from pathlib import Path

from gazetteer.registry import arabic_only
from sijill.places.entries import plain
from sijill.places.keys import place_key

_KINDS = {"region": "admin1", "county": "admin2", "locality": "village", "neighbourhood": "quarter"}


_TOWN = 200  # people
#: Where reports name villages without their district day by day, and the table is short.
_IN_FULL = frozenset(("SY", "PS", "LY", "SO", "SD"))


def rows(export: Path) -> list[tuple[str, ...]]:
    """The rows that are kept, by country and id.

    Of villages those whose district is known and whose name is alone in the country (all in ``_IN_FULL``), as no report
    settles the others; who needs them builds them in.
    """
    kept: list[tuple[str, ...]] = []
    with gzip.open(export, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            country, id_, placetype, lat, lon, _, region, county, population, geonames, name, arabic = line.rstrip(
                "\n"
            ).split("\t")
            kind = _KINDS.get(placetype)
            names = arabic_only(arabic.split("|"))
            if kind is None or not (names or kind in ("admin1", "admin2")):
                continue
            point = f"{float(lat):.4f}", f"{float(lon):.4f}"
            size = population if population.isdigit() and int(population) > 0 else ""
            parents = (county if county != id_ else "", region if region != id_ else "")
            kept.append((country, kind, id_, geonames, plain(name), *point, *parents, size, "|".join(names[:4])))
    shared = collections.Counter((r[0], key) for r in kept for key in _keys(r))
    return sorted((r for r in kept if _ships(r, shared)), key=lambda r: (r[0], r[1], int(r[2])))


def _keys(row: tuple[str, ...]) -> set[str]:
    return {place_key(name) for name in row[-1].split("|")} if row[1] not in ("admin1", "admin2") else set()


def _ships(row: tuple[str, ...], shared: collections.Counter[tuple[str, str]]) -> bool:
    if row[1] in ("admin1", "admin2") or int(row[9] or 0) >= _TOWN:
        return True
    if row[0] in _IN_FULL:
        return bool(row[7])
    return bool(row[7]) and all(shared[row[0], key] == 1 for key in _keys(row))


def main() -> None:
    """Read the export, write the table."""
    export, out = map(Path, sys.argv[1:3])
    head = "country\tkind\twof\tgeonames\tname\tlat\tlon\tdistrict\tprovince\tpopulation\tarabic\n"
    out.write_text(head + "".join("\t".join(r) + "\n" for r in rows(export)), encoding="utf-8")


if __name__ == "__main__":
    main()

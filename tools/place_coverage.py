#!/usr/bin/env python3
"""Which provinces, capitals and towns of the gazetteer have an Arabic name, country by country.

    place_coverage.py [--places FILE] [--people N] [--missing CC[,CC…]]

One line a country that reports are about: its provinces with an Arabic name, capital, towns of N people and more, and
how many of these towns are found in a text on their own (``lexicon``), not only behind a kind-word. ``--missing`` names
what lacks one, the largest first. A town without a name is still found by the sound of its Latin one where its country
writes so.
"""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from gazetteer.select import CORE, LATIN

from sijill.places.records import CAPITAL, KINDS

DEFAULT = Path(__file__).parent.parent / "src" / "sijill" / "packs" / "places" / "places.db"
_PROVINCE, _TOWN = KINDS.index("admin1"), KINDS.index("town")
_ROWS = "SELECT id, name, names, pop, flags FROM place WHERE country = ? AND kind = ? AND pop >= ?"


class Coverage:
    """Counts of one country's rows of one kind."""

    def __init__(self, base: sqlite3.Connection, country: str, kind: int, people: int = 0):
        rows: list[tuple[int, str, str, int, int]] = base.execute(_ROWS, (country, kind, people)).fetchall()
        spelled = {row[0] for row in base.execute("SELECT DISTINCT place FROM lexicon")} if rows else set()
        self.all, self.named = len(rows), sum(bool(r[2]) for r in rows)
        self.alone = sum(r[0] in spelled for r in rows)
        self.capital = any(r[4] & CAPITAL and r[2] for r in rows)
        self.missing = [(r[1], r[3]) for r in sorted(rows, key=lambda r: (-r[3], r[1])) if not r[2]]


def report(base: sqlite3.Connection, countries: Sequence[str], people: int, missing: Sequence[str]) -> None:
    """Print a line a country, then what is missing."""
    print(f"country  provinces named  capital  towns of {people}: all, named, found alone")
    for country in countries:
        provinces = Coverage(base, country, _PROVINCE)
        towns = Coverage(base, country, _TOWN, people)
        capital = "yes" if towns.capital else "no"
        print(
            f"{country:7}  {provinces.named:4d} / {provinces.all:4d}      {capital:7} "
            f"{towns.all:5d} {towns.named:5d} {towns.alone:5d}"
        )
        if country in missing:
            for label, found in (("province", provinces), ("town", towns)):
                for name, inhabitants in found.missing:
                    print(f"    {label} {name}" + (f" ({inhabitants})" if inhabitants else ""))


def main() -> None:
    """Read the table and report."""
    ap = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ap.add_argument("--places", type=Path, default=DEFAULT)
    ap.add_argument("--people", type=int, default=20_000, metavar="N")
    ap.add_argument("--missing", type=lambda value: value.split(","), default=[], metavar="CC[,CC…]")
    args = ap.parse_args()
    with sqlite3.connect(f"file:{args.places}?mode=ro", uri=True) as base:
        report(base, sorted(CORE | LATIN), args.people, args.missing)


if __name__ == "__main__":
    main()

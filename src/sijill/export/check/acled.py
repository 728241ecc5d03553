"""A file in ACLED's 31 columns: its own, or an export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sijill.export.acled import INTERACTIONS, INTERS, TARGETING, acled_table, disorder_of, interaction_name
from sijill.export.check.problem import Found
from sijill.export.check.rows import Cells, check_table, day_of
from sijill.export.codes import countries, event_types
from sijill.export.table import Column, Table

_ID = re.compile(r"[A-Z]{3}\d+|SJ-[A-Z]{3}-\S+")
_WORDS = {str(n): name for n, name in enumerate(INTERS, start=1)}


def _either() -> Table:
    """The columns with both kinds of inter codes, since ACLED gives out either."""
    words, numbers = acled_table(), acled_table(numbers=True)

    def both(a: Column, b: Column) -> Column:
        return msgspec.structs.replace(a, codes=(*a.codes, *b.codes, "0")) if a.codes != b.codes else a

    columns = (both(a, b) for a, b in zip(words.columns, numbers.columns, strict=True))
    return Table("acled", tuple(columns))


def check_acled(path: Path) -> Found:
    """Check a file."""
    return check_table(path, (_either(),), "event_id_cnty", (_ids, _days, _types, _actors, _places))


def _ids(row: Cells) -> Iterator[tuple[str, str]]:
    if not _ID.fullmatch(row["event_id_cnty"]):
        yield "event_id_cnty", f"{row['event_id_cnty']!r} is neither ACLED's form of an id nor sijill's"


def _days(row: Cells) -> Iterator[tuple[str, str]]:
    day = day_of(row["event_date"])
    if day is not None and day.year != int(row["year"]):
        yield "year", f"{row['year']} is not the year of {row['event_date']}"


def _types(row: Cells) -> Iterator[tuple[str, str]]:
    kind = event_types()[row["sub_event_type"]]
    if row["event_type"] != kind:
        yield "event_type", f"{row['sub_event_type']} belongs to {kind}, not to {row['event_type']}"
    disorder = disorder_of(row["sub_event_type"], kind)
    if row["disorder_type"] != disorder:
        yield "disorder_type", f"{row['sub_event_type']} belongs to {disorder}, not to {row['disorder_type']}"
    if kind == "Violence against civilians" and row["civilian_targeting"] != TARGETING:
        yield "civilian_targeting", f"is blank for {kind}"


def _actors(row: Cells) -> Iterator[tuple[str, str]]:
    one, two = row["inter1"], "" if row["inter2"] == "0" else row["inter2"]
    if bool(row["actor2"]) != bool(two):
        yield "inter2", "actor2 and inter2 go together"
    if row["assoc_actor_2"] and not row["actor2"]:
        yield "assoc_actor_2", "somebody beside an actor2 that is blank"
    pairs = {(_WORDS[p[0]], _WORDS.get(p[1], "")): p for p in INTERACTIONS}
    names = (_WORDS.get(one, one), _WORDS.get(two, two))
    pair = pairs.get(names) or pairs.get((names[1], names[0]))
    if pair is None or row["interaction"] not in (pair, interaction_name(pair)):
        yield "interaction", f"{row['interaction']!r} is not that of {names[0]} and {names[1] or 'nobody'}"


def _places(row: Cells) -> Iterator[tuple[str, str]]:
    placed = [bool(row[name]) for name in ("latitude", "longitude", "geo_precision")]
    if any(placed) and not all(placed):
        yield "latitude", "latitude, longitude and geo_precision go together"
    if placed[0] and float(row["latitude"]) == float(row["longitude"]) == 0:
        yield "latitude", "0, 0 is no place"
    if row["iso"]:
        named = next((c for c in countries().values() if c.name == row["country"]), None)
        if named is not None and named.iso != int(row["iso"]):
            yield "iso", f"{row['iso']} is not the number of {row['country']}"
        if named is not None and named.region != row["region"]:
            yield "region", f"{row['country']} is in {named.region}, not in {row['region']}"

"""A file in the shape of HDX HAPI's conflict events."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from pathlib import Path

from sijill.export.check.problem import Found
from sijill.export.check.rows import Cells, check_table, moment_of
from sijill.export.codes import countries
from sijill.export.hapi import HAPI


def check_hapi(path: Path) -> Found:
    """Check a file."""
    seen: set[tuple[str, ...]] = set()

    def once(row: Cells) -> Iterator[tuple[str, str]]:
        key = tuple(row[name] for name in (
            "location_code", "provider_admin1_name", "provider_admin2_name", "admin1_code", "admin2_code", "event_type",
            "reference_period_start",
        ))  # fmt: skip
        if key in seen:
            yield "event_type", "unit, month and kind stand twice"
        seen.add(key)

    return check_table(path, (HAPI,), None, (_period, _unit, once))


def _period(row: Cells) -> Iterator[tuple[str, str]]:
    start, end = moment_of(row["reference_period_start"]), moment_of(row["reference_period_end"])
    if start is None or end is None:
        return
    if start.day != 1:
        yield "reference_period_start", "is not the first day of a month"
    if (start.year, start.month) != (end.year, end.month) or end.day != monthrange(end.year, end.month)[1]:
        yield "reference_period_end", "is not the last day of that month"


def _unit(row: Cells) -> Iterator[tuple[str, str]]:
    if row["location_code"] not in {c.iso3 for c in countries().values()}:
        yield "location_code", f"{row['location_code']!r} is no country"
    names = {1: ("provider_admin1_name", "admin1_name"), 2: ("provider_admin2_name", "admin2_name")}
    level = int(row["admin_level"])
    for at in (1, 2):
        named = any(row[name] for name in names[at])
        if at == level and not named:
            yield "admin_level", f"{level}, and the unit is not named"
        if at > level and named:
            yield "admin_level", f"{level}, and a finer unit is named"

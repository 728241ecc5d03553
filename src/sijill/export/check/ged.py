"""A file in the 49 columns of UCDP GED: UCDP's own, or an export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sijill.export.check.problem import Found
from sijill.export.check.rows import Cells, check_table, moment_of
from sijill.export.codes import countries
from sijill.export.ged import GED, priogrid

_POINT = re.compile(r"POINT \((?P<lon>-?\d+(?:\.\d+)?) (?P<lat>-?\d+(?:\.\d+)?)\)")
_OWN = "SJ-"
_IDS = ("id", "conflict_new_id", "dyad_new_id", "side_a_new_id", "side_b_new_id")
_WIDEST = {1: 1, 2: 6, 3: 7, 4: 31, 5: 366}
_ONE_SIDED = 3
_CLOSE = 1e-4  # degrees


def check_ged(path: Path) -> Found:
    """Check a file."""
    return check_table(path, (GED,), "id", (_ids, _deaths, _days, _sides, _places))


def _ids(row: Cells) -> Iterator[tuple[str, str]]:
    if row["relid"].startswith(_OWN):
        for name in _IDS:
            if int(row[name]) >= 0:
                yield name, f"{row[name]} could be UCDP's own; those of an export are negative"


def _deaths(row: Cells) -> Iterator[tuple[str, str]]:
    parts = [int(row[name]) for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")]
    low, best, high = (int(row[name]) for name in ("low", "best", "high"))
    if best != sum(parts):
        yield "best", f"{best} is not the sum of the four, {sum(parts)}"
    if not low <= best <= high:
        yield "best", f"low {low}, best {best} and high {high} are out of order"


def _days(row: Cells) -> Iterator[tuple[str, str]]:
    start, end, precision = moment_of(row["date_start"]), moment_of(row["date_end"]), int(row["date_prec"])
    if start is None or end is None:
        return
    width = (end.date() - start.date()).days + 1
    if width < 1:
        yield "date_end", "lies before date_start"
    elif width > _WIDEST[precision]:
        yield "date_prec", f"{precision} does not go with {width} days"
    if start.year != int(row["year"]):
        yield "year", f"{row['year']} is not the year of {row['date_start']}"


def _sides(row: Cells) -> Iterator[tuple[str, str]]:
    if int(row["type_of_violence"]) == _ONE_SIDED and row["side_b"] != "Civilians":
        yield "side_b", f"one-sided violence is against Civilians, not {row['side_b']!r}"
    if row["side_a"] == row["side_b"]:
        yield "side_b", "both sides are one"


def _places(row: Cells) -> Iterator[tuple[str, str]]:
    lat, lon = float(row["latitude"]), float(row["longitude"])
    point = _POINT.fullmatch(row["geom_wkt"])
    if point is None:
        yield "geom_wkt", f"{row['geom_wkt']!r} is no point"
    elif abs(float(point["lon"]) - lon) > _CLOSE or abs(float(point["lat"]) - lat) > _CLOSE:
        yield "geom_wkt", "is not the point of latitude and longitude"
    if int(row["priogrid_gid"]) != priogrid(lat, lon):
        yield "priogrid_gid", f"{row['priogrid_gid']} is not the cell of the point, {priogrid(lat, lon)}"
    land = next((c for c in countries().values() if c.gw == int(row["country_id"])), None)
    if land is None:
        yield "country_id", f"{row['country_id']} is no number of Gleditsch and Ward"
    elif land.ged_region != row["region"]:
        yield "region", f"{row['country']} is in {land.ged_region}, not in {row['region']}"

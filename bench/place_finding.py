"""Places given the gold passages: country, province, district and text of each event, scored as evaluate does.

    python bench/place_finding.py GOLD_DIR [--places places.db] [--errors]

The passage is taken from the gold, so this measures finding and resolving alone, not the detection of events.
"""

from __future__ import annotations

import argparse
import bisect
import collections
import json
import time
import unicodedata
from pathlib import Path
from typing import Any

from sijill.facts.place import MAKERS, with_places
from sijill.facts.place_scope import PlaceScope
from sijill.grammar import Chart, Grammar
from sijill.match import Doc, Matcher
from sijill.model import Place, Report
from sijill.pack import load_pack
from sijill.places.store import Places

SLOTS = ("country", "admin1", "admin2", "place_text")
STRIKES = {"Air/drone strike", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Suicide bomb"}
_DIGRAPHS = (
    ("kh", "x"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("q", "k"), ("j", "g"),
    ("z", "s"), ("v", "w"), ("p", "b"),
)  # fmt: skip


def folded(s: str | None) -> str:
    s = unicodedata.normalize("NFKD", s or "").casefold()
    s = "".join(c for c in s if not unicodedata.combining(c))
    s = s.translate(str.maketrans("أإآىةگکیپچ", "اااهيككيبج".replace("هي", "يه")))
    return "".join(c for c in s if c.isalnum())


def sounds(s: str | None) -> str:
    s = folded(s)
    for a, b in _DIGRAPHS:
        s = s.replace(a, b)
    s = "".join(c for c in s if c not in "aeiouyhw'")
    return "".join(c for i, c in enumerate(s) if i == 0 or c != s[i - 1])


def slots(place: dict[str, Any]) -> dict[str, str]:
    return {
        "country": (place.get("country") or "").upper(), "admin1": sounds(place.get("admin1")),
        "admin2": sounds(place.get("admin2")), "place_text": folded(place.get("text")),
    }  # fmt: skip


def gold_of(gold: dict[str, Any], pred: dict[str, Any]) -> dict[str, Any]:
    """The gold place, with the prediction's unit where the gold settles none or accepts that one."""
    gold = dict(gold)
    for level in ("admin1", "admin2"):
        alts = [sounds(a) for a in gold.get(level + "_alt") or []]
        if not gold.get(level) or sounds(pred.get(level)) in alts:
            gold[level] = pred.get(level)
    return gold


def passage(event: dict[str, Any]) -> tuple[int, int]:
    span = event["passage"]
    return (span["start"], span["end"]) if isinstance(span, dict) else (span[0], span[1])


class Bench:
    def __init__(self, places: Places):
        pack = load_pack()
        self.places = places
        self.matcher: Matcher = with_places(pack, places.names_for_automaton())
        self.grammar = Grammar([r for r in pack.rules if r.layer == "place"], MAKERS, ["place"])
        self.seconds = self.characters = 0.0

    def scope(self, report: Report) -> PlaceScope:
        units = self.matcher.units(report.text)
        started = time.perf_counter()
        chart = Chart(Doc(report, units))
        self.grammar.parse(chart)
        scope = PlaceScope(chart, report, self.places)
        self.seconds += time.perf_counter() - started
        self.characters += len(report.text)
        return scope

    @staticmethod
    def _order(text: str, events: list[dict[str, Any]]) -> dict[int, int]:
        """Which of the listed places of a shared passage each event has, by where its words stand."""
        nth: dict[int, int] = {}
        for span in {passage(e) for e in events}:
            told = [e for e in events if passage(e) == span]
            told.sort(key=lambda e: text.find(str((e.get("place") or {}).get("text")), *span))
            nth |= {id(e): n for n, e in enumerate(told)}
        return nth

    def places_of(self, scope: PlaceScope, events: list[dict[str, Any]]) -> list[Place]:
        starts = [u.start for u in scope.chart.doc.units]
        nth = self._order(scope.report.text, events)
        shared = collections.Counter(passage(e) for e in events)
        out = []
        for event in events:
            start, end = passage(event)
            i, j = bisect.bisect_left(starts, start), bisect.bisect_left(starts, end)
            anchor = next((k for k in range(i, j) if {"act", "toll"} & scope.chart.doc.units[k].symbols), i)
            began = time.perf_counter()
            joint = shared[start, end] == 1 and event["type"] not in STRIKES
            choices = scope.place_of(i, j, anchor=anchor, joint=joint)
            self.seconds += time.perf_counter() - began
            out.append(choices[min(nth[id(event)], len(choices) - 1)].place)
        return out


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    ap.add_argument("gold", type=Path, nargs="+")
    ap.add_argument("--places", type=Path)
    ap.add_argument("--errors", action="store_true")
    args = ap.parse_args()
    bench = Bench(Places.open(args.places))
    tp, fp, fn = (collections.Counter[str]() for _ in range(3))
    files = sorted(
        p for g in args.gold for p in g.rglob("*.json") if p.name != "links.json" and p.with_suffix(".txt").exists()
    )
    for file in files:
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = file.with_suffix(".txt").read_text(encoding="utf-8")
        report = Report(doc_id=gold["doc_id"], text=text, published=gold.get("published"), outlet=gold.get("outlet"))
        scope = bench.scope(report)
        for event, place in zip(gold["events"], bench.places_of(scope, gold["events"]), strict=True):
            theirs = {"country": place.country, "admin1": place.admin1, "admin2": place.admin2, "text": place.text}
            a, b = slots(gold_of(event.get("place") or {}, theirs)), slots(theirs)
            wrong = [s for s in SLOTS if a[s] != b[s]]
            for s in SLOTS:
                tp[s] += bool(a[s]) and a[s] == b[s]
                fp[s] += bool(b[s]) and a[s] != b[s]
                fn[s] += bool(a[s]) and a[s] != b[s]
            if wrong and args.errors:
                start, end = passage(event)
                gold_place = {k: (event.get("place") or {}).get(k) for k in ("country", "admin1", "admin2", "text")}
                print(gold["doc_id"], "|".join(wrong), "\n   gold", gold_place, "\n   ours", theirs, place.relation)
                print("  ", text[start:end][:300].replace("\n", " // "))
    for s in SLOTS:
        p, r = tp[s] / max(1, tp[s] + fp[s]), tp[s] / max(1, tp[s] + fn[s])
        print(f"{s:12} P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}  ({tp[s] + fn[s]})")
    print(f"{len(files)} reports, {1000 * bench.seconds * 1500 / max(1, bench.characters):.2f} ms per 1,500 characters")


if __name__ == "__main__":
    main()

"""Who says so, measured on gold passages and gold sides: ``python bench/claims.py GOLD_DIR [--errors]``."""

from __future__ import annotations

import argparse
import collections
import json
import sys
import time
import unicodedata
from pathlib import Path

from sijill.facts.attribution import claim_at
from sijill.facts.claim import LAYER, MAKERS
from sijill.facts.claimant import settle
from sijill.grammar import Chart, Grammar
from sijill.match import Doc, Matcher
from sijill.model import Report
from sijill.pack import load_pack

_SOUNDS = (
    ("kh", "x"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("q", "k"), ("j", "g"),
    ("z", "s"), ("v", "w"), ("p", "b"),
)  # fmt: skip


def sounds(name: str) -> str:
    """Consonants of an English name."""
    s = unicodedata.normalize("NFKD", name).casefold()
    s = "".join(c for c in s if c.isalnum())
    for a, b in _SOUNDS:
        s = s.replace(a, b)
    s = "".join(c for c in s if c not in "aeiouyhw'")
    return "".join(c for i, c in enumerate(s) if i == 0 or c != s[i - 1])


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("gold", type=Path)
    ap.add_argument("--errors", action="store_true")
    ap.add_argument("--facts", default="")
    args = ap.parse_args()
    pack = load_pack()
    matcher = Matcher.of(pack)
    grammar = Grammar([r for r in pack.rules if r.layer == LAYER], MAKERS, (LAYER,))
    tally: dict[str, collections.Counter[str]] = {
        "claim_kind": collections.Counter(),
        "claim_by": collections.Counter(),
    }
    seconds, letters = 0.0, 0
    for path in sorted(p for p in args.gold.rglob("*.json") if p.name != "links.json"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        report = Report(doc_id=gold["doc_id"], text=text, published=gold["published"], outlet=gold.get("outlet"))
        doc = Doc(report, matcher.units(text))
        chart = Chart(doc)
        start = time.perf_counter()
        grammar.run_layer(chart, LAYER)
        seconds, letters = seconds + time.perf_counter() - start, letters + len(text)
        if args.facts and args.facts in path.name:
            for kind in ("claim", "person_name", "modality"):
                for f in chart.all(kind):
                    sys.stdout.write(f"{kind} {doc.quote(f.span)!r} {f.rule} {f.value}\n")
        for event in gold["events"]:
            a, b = (
                event["passage"]
                if isinstance(event["passage"], list)
                else (event["passage"]["start"], event["passage"]["end"])
            )
            i = next((u.i for u in doc.units if u.end > a), 0)
            j = next((u.i for u in doc.units if u.start >= b), len(doc.units))
            found = claim_at(chart, i, j, report)
            groups = [[x["group"] for x in event[k]] for k in ("initiator", "target", "casualties")]
            mine = settle(found, *groups)
            pairs = {"claim_kind": (event["claim"]["kind"], mine.kind),
                     "claim_by": (sounds(event["claim"]["by"] or ""), sounds(mine.by or ""))}  # fmt: skip
            for slot, (g, m) in pairs.items():
                tally[slot]["gold"] += bool(g)
                tally[slot]["mine"] += bool(m)
                tally[slot]["hit"] += bool(g) and g == m
            if args.errors and any(g != m for g, m in pairs.values()):
                print(
                    gold["doc_id"],
                    (a, b),
                    event["claim"],
                    "MINE",
                    mine.kind,
                    mine.by,
                    "|",
                    found.source.kind,
                    found.source.role,
                    found.text,
                )
    for slot, t in tally.items():
        p, r = t["hit"] / max(1, t["mine"]), t["hit"] / max(1, t["gold"])
        print(f"{slot:12} P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}  ({t['gold']})")
    print(f"{1000 * seconds * 1500 / letters:.2f} ms per 1,500 characters")


if __name__ == "__main__":
    main()

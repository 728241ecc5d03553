"""The gate measured: ``bench/gate.py [--gold DIR] [--sentences FILE.jsonl] [--reports 1000]``.

What it keeps: of hand-coded reports that hold an event (the examples; ``--gold``: a folder as ``sijill evaluate`` reads
it), of sentences (``--sentences``: lines of text and label yes, no, hard no), of those that the coder finds an event
in. What it costs: microseconds of processor time a report, beside coding's. What it lets pass of an archive's civil
reports (``archive.py``).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from pathlib import Path

from archive import civil
from speed import reports

from sijill.model import Report
from sijill.pipeline import load_coder
from sijill.run import GATES, Gate

EXAMPLES = Path(__file__).parents[1] / "examples"


def held(folder: Path, texts: Path) -> list[str]:
    """The texts of hand-coded reports that hold an event."""
    return [
        (texts / f"{path.stem}.txt").read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.json"))
        if (texts / f"{path.stem}.txt").exists() and json.loads(path.read_text(encoding="utf-8")).get("events")
    ]


def kept(gate: Gate, texts: Iterable[str]) -> str:
    """How many pass, of how many."""
    passed = [gate.why_not(text) is None for text in texts]
    return f"{sum(passed):5} of {len(passed):5}  {sum(passed) / max(len(passed), 1):.3f}"


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--gold", type=Path)
    ask.add_argument("--sentences", type=Path)
    ask.add_argument("--reports", type=int, default=1000)
    args = ask.parse_args()
    coder = load_coder()
    sets = {"examples": held(EXAMPLES / "gold", EXAMPLES)}
    if args.gold:
        sets["gold"] = held(args.gold, args.gold)
    if args.sentences:
        rows = [json.loads(line) for line in args.sentences.read_text(encoding="utf-8").splitlines()]
        for label in ("yes", "hard no", "no"):
            texts = [row["text"] for row in rows if row["label"] == label]
            coded = [t for t in texts if coder.code(Report(doc_id="a", text=t, published="2010-01-01"))]
            sets |= {f"sentences, {label}": texts, "  that are coded " + label: coded}
    sets["civil reports"] = list(civil(args.reports, 1))
    corpus = reports(args.reports + 100)
    for report in corpus[:100]:
        coder.code(report)
    begun = time.process_time()
    for report in corpus[100:200]:
        coder.code(report)
    coding = (time.process_time() - begun) / 100
    for name in GATES[:2]:
        gate = Gate(coder.matcher, coder.pack, name)
        print(f"gate {name}")
        for told, texts in sets.items():
            print(f"  {told:28} {kept(gate, texts)}")
        begun = time.process_time()
        for report in corpus:
            gate.why_not(report.text)
        took = (time.process_time() - begun) / len(corpus)
        print(f"  {took * 1e6:.0f} µs a report; coding takes {coding * 1e6:,.0f} µs, {coding / took:.0f} times as long")


if __name__ == "__main__":
    main()

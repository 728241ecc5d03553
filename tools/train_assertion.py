"""Train the model of ``sijill.events.assertion``: is a clause a report of an act, or talk of one?

    python tools/train_assertion.py SHARED [--check]

Learns from sentences that people judged (``sentences/dev.jsonl``: the clauses of a "no" are talk, of a "yes" at least
one is a report) and from the passages of hand-coded reports (``gold``, and our own ``examples``). Writes weights only,
no text, to ``src/sijill/packs/lang/ar/model/assertion.tsv``; the same input gives the same table. ``--check`` prints
the score by five-fold cross-validation over sentences instead. Needs scikit-learn (extra ``train``).
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from sijill.events import Coder
from sijill.events.assemble import Assembler
from sijill.events.assertion import features
from sijill.events.tellings import Telling
from sijill.grammar import Chart
from sijill.model import Report
from sijill.pack import load_pack
from sijill.places import Places

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "src/sijill/packs/lang/ar/model/assertion.tsv"
PROTEST = {"protest", "disperse", "riot", "mob"}
CALM = {"arrest", "agree", "disrupt", "hq", "change", "loot", "transfer"}
C = 0.25  # inverse strength of regularisation; 0.1 to 1 differ by less than a point of F1 in cross-validation
RARE = 4  # features that fewer clauses have are left out, which also keeps single words of a text out of the table
ROUNDS = 4  # of choosing the clause that makes a "yes" sentence a yes
FEW = 2.5  # weight of a "yes" on protest, of which there are 46
HARD_NO, GOLD = 0.4, 1.0  # weights of sentences that most but not all judged no, and of clauses of reports


class Row(NamedTuple):
    """One clause: its features, its label, its weight, the sentence or report it is from."""

    names: list[str]
    label: bool
    weight: float
    source: str


def _tellings(coder: Coder, report: Report) -> tuple[Chart, list[Telling]]:
    chart = coder.chart(report)
    assembler = Assembler(chart, report, coder.actors, coder.places, coder.stamp)
    return chart, coder.tellings(chart, assembler, None, ())


def _asked(telling: Telling, asked: str) -> bool:
    kinds = {a.type for a in telling.clause.acts if a.force > 0}
    return bool(kinds & PROTEST) if asked == "protest" else bool(kinds - PROTEST - CALM) or not kinds


def sentence_rows(coder: Coder, path: Path) -> Iterator[Row]:
    """Clauses of judged sentences."""
    for line in path.read_text(encoding="utf-8").splitlines():
        s = json.loads(line)
        chart, tellings = _tellings(coder, Report(doc_id=s["doc_id"], text=s["text"], published=s.get("published")))
        for t in tellings:
            if _asked(t, s["asked"]):
                weight = (
                    HARD_NO
                    if s["label"] == "hard no"
                    else FEW
                    if s["asked"] == "protest" and s["label"] == "yes"
                    else 1.0
                )
                yield Row(features(t.clause, chart), s["label"] == "yes", weight, f"{s['asked']}:{s['doc_id']}")


def report_rows(coder: Coder, gold: Path, texts: Path) -> Iterator[Row]:
    """Clauses of hand-coded reports: inside a passage or a further mention, or outside all."""
    for path in sorted(gold.rglob("*.json")):
        doc = json.loads(path.read_text(encoding="utf-8"))
        source = next((p for p in (path.with_suffix(".txt"), texts / f"{path.stem}.txt") if p.exists()), None)
        if source is None or "events" not in doc:
            continue
        with source.open(encoding="utf-8", newline="") as f:
            text = f.read()
        spans = [tuple(s) for e in doc["events"] for s in (e["passage"], *e.get("also", []))]
        chart, tellings = _tellings(coder, Report(doc_id=doc["doc_id"], text=text, published=doc.get("published")))
        units = chart.doc.units
        for t in tellings:
            a, b = units[t.clause.i].start, units[t.clause.j - 1].end
            inside = max((min(b, e) - max(a, s) for s, e in spans), default=0)
            yield Row(features(t.clause, chart), inside > 0.4 * (b - a), GOLD, f"report:{doc['doc_id']}")


class Model:
    """A fitted model: feature → weight."""

    def __init__(self, rows: list[Row]):
        common = Counter(n for r in rows for n in r.names)
        self.keep = {n for n, k in common.items() if k >= RARE}
        chosen = rows
        for _ in range(ROUNDS):
            self.weights = self._fit(chosen)
            chosen = self._choose(rows)

    def _fit(self, rows: list[Row]) -> dict[str, float]:
        vec = DictVectorizer(sort=True)
        x = vec.fit_transform([{n: 1.0 for n in r.names if n in self.keep} for r in rows])
        x.indices, x.indptr = x.indices.astype("int32"), x.indptr.astype("int32")
        model = LogisticRegression(C=C, solver="liblinear", random_state=0, max_iter=1000)
        model.fit(x, [r.label for r in rows], sample_weight=[r.weight for r in rows])
        weights = dict(zip(vec.get_feature_names_out(), (float(w) for w in model.coef_[0]), strict=True))
        return {"bias": float(model.intercept_[0])} | weights

    def score(self, names: list[str]) -> float:
        """Log odds of a report."""
        return self.weights["bias"] + sum(self.weights.get(n, 0.0) for n in names)

    def _choose(self, rows: list[Row]) -> list[Row]:
        """Of the clauses of a "yes" sentence keep the likeliest: one is enough."""
        best: dict[str, Row] = {}
        out = []
        for row in rows:
            if not row.label or row.source.startswith("report:"):
                out.append(row)
            elif row.source not in best or self.score(row.names) > self.score(best[row.source].names):
                best[row.source] = row
        return out + list(best.values())


def cross_validate(rows: list[Row]) -> None:
    """Print precision and recall by threshold, over sentences held out."""
    best: dict[str, float] = {}
    for fold in range(5):
        train = [r for r in rows if zlib.crc32(r.source.encode()) % 5 != fold]
        model = Model(train)
        for r in rows:
            if zlib.crc32(r.source.encode()) % 5 == fold and not r.source.startswith("report:"):
                best[r.source] = max(best.get(r.source, -99.0), model.score(r.names))
    labels = {r.source: r.label for r in rows if r.weight != HARD_NO}
    for asked in ("assault", "protest"):
        for threshold in (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0):
            said = {s for s, v in best.items() if v >= threshold and s in labels and s.startswith(asked)}
            hits = sum(labels[s] for s in said)
            yes = sum(v for s, v in labels.items() if s.startswith(asked))
            precision, recall = hits / max(1, len(said)), hits / max(1, yes)
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            told = f"P {precision:.3f}  R {recall:.3f} of {yes} found by the rules  F1 {f1:.3f}"
            print(f"{asked:8} {threshold:5.1f}  {told}")


def main() -> None:
    """Train, or check."""
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    ap.add_argument("shared", type=Path)
    ap.add_argument("--check", action="store_true")
    args = ap.parse_args()
    pack = msgspec.structs.replace(load_pack(), weights={})
    coder = Coder(pack, Places.open())
    rows = list(sentence_rows(coder, args.shared / "sentences/dev.jsonl"))
    rows += list(report_rows(coder, args.shared / "gold", args.shared))
    rows += list(report_rows(coder, ROOT / "examples/gold", ROOT / "examples"))
    if args.check:
        cross_validate(rows)
        return
    weights = Model(rows).weights
    TABLE.parent.mkdir(exist_ok=True)
    lines = [
        f"{name}\t{weight:.4f}" for name, weight in sorted(weights.items()) if abs(weight) >= 0.02 or name == "bias"
    ]
    TABLE.write_text("id\tweight\n" + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(lines)} weights from {len(rows)} clauses\n")


if __name__ == "__main__":
    main()

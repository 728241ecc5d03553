"""Linking measured: on gold links, on generated events, and how its weights are trained.

    python bench/link.py gold GOLD_DIR [--events EVENTS.jsonl]  pairwise and B3 F1 against GOLD_DIR/links.json
    python bench/link.py synthetic DIR [--reports]  precision, recall, time and memory on bench/synthetic.py's
    python bench/link.py spark DIR [--reports] [--master local[2]]  both engines: time, and whether they give the same
    python bench/link.py train DIR [--seed 1]        learn the weights without labels, write the pack's settings

With ``--events`` the gold links are judged on coded events: each is taken for the gold event it is paired with
(passages that overlap by a quarter and more, best first), as the scorer of events does.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sijill.link import LinkOptions, link_events, train_weights

Key = tuple[str, int]
SETTINGS = Path(str(resources.files("sijill") / "packs" / "link" / "settings.json"))


def pairs_of(groups: Iterable[Sequence[Any]]) -> set[tuple[Any, Any]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def f1(tp: float, guessed: float, true: float) -> tuple[float, float, float]:
    p, r = tp / guessed if guessed else 1.0, tp / true if true else 1.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def b_cubed(guess: Iterable[Sequence[Any]], truth: Iterable[Sequence[Any]]) -> tuple[float, float, float]:
    of_guess = {x: set(g) for g in guess for x in g}
    of_truth = {x: set(g) for g in truth for x in g}
    both = {x: len(of_guess[x] & of_truth[x]) for x in of_truth}
    p = sum(n / len(of_guess[x]) for x, n in both.items()) / len(both)
    r = sum(n / len(of_truth[x]) for x, n in both.items()) / len(both)
    return p, r, 2 * p * r / (p + r)


def load_gold(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        (doc := json.loads(p.read_text(encoding="utf-8")))["doc_id"]: doc
        | {"text": p.with_suffix(".txt").read_text("utf-8")}
        for p in sorted(folder.glob("*.json"))
        if p.name != "links.json"
    }


def write_reports(gold: Mapping[str, dict[str, Any]], path: Path) -> None:
    keys = ("doc_id", "text", "published", "outlet", "language")
    rows = ({key: doc.get(key) for key in keys} for doc in gold.values())
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def gold_events(gold: Mapping[str, dict[str, Any]], path: Path) -> dict[str, Key]:
    """The gold events with ids made of report and number."""
    names: dict[str, Key] = {}
    with path.open("w", encoding="utf-8") as out:
        for doc_id, doc in gold.items():
            for number, event in enumerate(doc["events"]):
                names[f"{doc_id}#{number}"] = (doc_id, number)
                out.write(json.dumps({"id": f"{doc_id}#{number}", "doc_id": doc_id} | event, ensure_ascii=False) + "\n")
    return names


def iou(a: Sequence[int], b: Sequence[int]) -> float:
    inter, union = max(0, min(a[1], b[1]) - max(a[0], b[0])), max(a[1], b[1]) - min(a[0], b[0])
    return inter / union if union else 0.0


def paired(gold: Mapping[str, dict[str, Any]], coded: Path) -> dict[str, Key]:
    """Coded event id to the gold event it is paired with."""
    by_doc: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in coded.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        by_doc[event["doc_id"]].append(event)
    names: dict[str, Key] = {}
    for doc_id, doc in gold.items():
        fits = []
        for g, event in enumerate(doc["events"]):
            spans = [event["passage"], *(event.get("also") or [])]
            for p, mine in enumerate(by_doc[doc_id]):
                overlap = max(iou(span, mine["passage"]) for span in spans)
                if overlap >= 0.25:
                    fits.append((overlap + 0.25 * (event["type"] == mine["type"]), -g, -p))
        taken: set[tuple[str, int]] = set()
        for _, g, p in sorted(fits, reverse=True):
            if ("g", g) not in taken and ("p", p) not in taken:
                taken |= {("g", g), ("p", p)}
                names[by_doc[doc_id][-p]["id"]] = (doc_id, -g)
    return names


def score_gold(folder: Path, coded: Path | None, keep: Path | None) -> None:
    gold = load_gold(folder)
    links = json.loads((folder / "links.json").read_text(encoding="utf-8"))
    truth_groups = [[(doc, number) for doc, number in group] for group in links["clusters"]]
    unsure = {tuple(sorted((tuple(a), tuple(b)))) for a, b, _ in links.get("uncertain", [])}
    with TemporaryDirectory() as work_name:
        work = keep or Path(work_name)
        work.mkdir(exist_ok=True, parents=True)
        write_reports(gold, work / "reports.jsonl")
        events = coded or work / "events.jsonl"
        names = paired(gold, events) if coded else gold_events(gold, events)
        summary = link_events([events], work / "incidents.jsonl", reports=[work / "reports.jsonl"])
        incidents = [json.loads(line) for line in (work / "incidents.jsonl").read_text("utf-8").splitlines()]
    groups = [[names[e] for e in i["events"] if e in names] for i in incidents]
    everyone = [(doc, n) for doc, d in gold.items() for n in range(len(d["events"]))]
    known = {x for group in groups for x in group}
    groups += [[x] for x in everyone if x not in known]
    linked = {x for group in truth_groups for x in group}
    truth = [*truth_groups, *([x] for x in everyone if x not in linked)]
    want = pairs_of(truth)
    got = pairs_of(groups) - (unsure - want)
    print(f"{len(everyone)} events, {summary.incidents} incidents, {summary.joined} joined; {len(want)} pairs to find")
    print("pairwise  P {:.3f}  R {:.3f}  F1 {:.3f}".format(*f1(len(got & want), len(got), len(want))))
    print("B3        P {:.3f}  R {:.3f}  F1 {:.3f}".format(*b_cubed(groups, truth)))
    for pair in sorted(want - got):
        print("missed", *pair)
    for pair in sorted(got - want):
        print("wrong ", *pair)


def score_synthetic(folder: Path, *, reports: bool, out: Path) -> None:
    start = time.monotonic()
    summary = link_events(
        [folder / "events.jsonl"], out, reports=[folder / "reports.jsonl"] if reports else [], options=LinkOptions()
    )
    seconds = time.monotonic() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak, worked = used.ru_maxrss / 1024**2, used.ru_utime + used.ru_stime
    truth = dict(line.split("\t") for line in (folder / "truth.tsv").read_text().splitlines())
    sizes = Counter(truth.values())
    want, got, hit = sum(n * (n - 1) // 2 for n in sizes.values()), 0, 0
    with out.open(encoding="utf-8") as lines:
        for line in lines:
            members = Counter(truth[e] for e in json.loads(line)["events"])
            n = sum(members.values())
            got += n * (n - 1) // 2
            hit += sum(k * (k - 1) // 2 for k in members.values())
    print(
        f"{summary.linked} events of {len(sizes)} incidents, {summary.incidents} found, {summary.pairs} pairs weighed"
    )
    print("pairwise  P {:.4f}  R {:.4f}  F1 {:.4f}".format(*f1(hit, got, want)))
    print(f"{seconds:.1f} s, {worked:.1f} s of processor time, {peak:.2f} GiB at the peak")


def compare_engines(folder: Path, master: str, *, reports: bool) -> None:
    """Link with both engines; the time that Spark needs to start is told apart."""
    from sijill.link.spark import Given, link_on_spark  # noqa: PLC0415 - needs another extra
    from sijill.spark import session  # noqa: PLC0415

    events, texts = str(folder / "events.jsonl"), [str(folder / "reports.jsonl")] if reports else []
    took = []
    with TemporaryDirectory() as work_name:
        here, there = (Path(work_name, f"{name}.jsonl") for name in ("here", "there"))
        took.append(time.monotonic())
        summary = link_events([events], here, reports=texts)
        took.append(time.monotonic())
        with session(master, {"spark.driver.maxResultSize": "0", "spark.ui.enabled": "false"}) as spark:
            took.append(time.monotonic())
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            link_on_spark(Given([events], texts), str(there), spark)
            took.append(time.monotonic())
        same = here.read_bytes() == there.read_bytes()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    local, start, other = (later - earlier for earlier, later in pairwise(took))
    print(f"{summary.linked} events, {summary.incidents} incidents, {summary.pairs} pairs weighed")
    print(
        f"local {local:.1f} s; Spark's start {start:.1f} s, Spark on {master} {other:.1f} s ({other / local:.2f} times)"
    )
    print(f"this process at its peak {peak / 1024**2:.2f} GiB, {before / 1024**2:.2f} GiB before Spark linked")
    print(f"load {os.getloadavg()[0]:.1f}")
    if not same:
        sys.exit("the incidents differ")
    print("the same bytes")


def train(folder: Path, seed: int) -> None:
    """Learn the weights from generated events and their texts; print them and write them into the pack."""
    settings = train_weights([folder / "events.jsonl"], reports=[folder / "reports.jsonl"], seed=seed)
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                m, u = (round(level.get(k, 0.0), 8) for k in ("m_probability", "u_probability"))
                level["m_probability"], level["u_probability"] = m, u
                bits = math.log2(m / u) if m and u else float("nan")
                field, found = comparison["output_column_name"], level["label_for_charts"]
                print(f"{field:10} {found:38} m {m:.5f} u {u:.7f} {bits:+.1f}")
    print("prior", math.log2(settings["probability_two_random_records_match"]))
    SETTINGS.write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    gold = verbs.add_parser("gold")
    gold.add_argument("folder", type=Path)
    gold.add_argument("--events", type=Path)
    gold.add_argument("--keep", type=Path, help="folder for the reports, events and incidents")
    made = verbs.add_parser("synthetic")
    made.add_argument("folder", type=Path)
    made.add_argument("--reports", action="store_true")
    made.add_argument("--out", type=Path)
    both = verbs.add_parser("spark")
    both.add_argument("folder", type=Path)
    both.add_argument("--reports", action="store_true")
    both.add_argument("--master", default="local[2]")
    learn = verbs.add_parser("train")
    learn.add_argument("folder", type=Path)
    learn.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.verb == "gold":
        score_gold(args.folder, args.events, args.keep)
    elif args.verb == "synthetic":
        score_synthetic(args.folder, reports=args.reports, out=args.out or args.folder / "incidents.jsonl")
    elif args.verb == "spark":
        compare_engines(args.folder, args.master, reports=args.reports)
    else:
        train(args.folder, args.seed)


if __name__ == "__main__":
    main()

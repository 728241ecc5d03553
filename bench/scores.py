"""Code the gold and score it: ``bench/scores.py [--check | --update | --readme]``.

The examples are always scored; the reference gold and the judged sentences when they lie in ``../shared``. ``--check``
fails where a score is below its floor in ``floors.json``. ``--update`` raises floors to what is measured, and lowers
none unless ``--lower REASON`` says why. ``--readme`` puts the table into README.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sijill.evaluate import GoldReport, Score, as_coded, load_gold, score
from sijill.model import Report
from sijill.pipeline import load_coder
from sijill.read import Read, read_all

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FLOORS = Path(__file__).with_name("floors.json")
SLACK = 0.005  # a floor lies this much under what was measured when it was set
MARKS = ("<!-- scores: made by bench/scores.py --readme -->", "<!-- end of scores -->")
NAMES = {
    "examples": "our own examples (invented texts, coded by their author)",
    "seeds": "reference gold, seeds (coded twice)",
    "dev": "reference gold, development reports",
    "sentences": "judged sentences",
}

# Event types that make a sentence one of assault or of protest, as the annotators were asked.
ASSAULT = {
    "Armed clash", "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED", "Grenade", "Sexual violence", "Attack", "Abduction/forced disappearance",
    "Government regains territory", "Non-state actor overtakes territory", "Excessive force against protesters",
    "Mob violence", "Violent demonstration",
}  # fmt: skip
PROTEST = {
    "Peaceful protest", "Protest with intervention", "Excessive force against protesters", "Violent demonstration",
    "Mob violence",
}  # fmt: skip

Found = dict[str, dict[str, float]]


UPPER_BOUND = (
    "The weights of act or talk were trained on these same sentences: read this table as an upper bound;",
    "`tools/train_assertion.py ../shared --check` prints what is left over five folds that were not trained on.",
)


def example_reports() -> dict[str, Report]:
    """The examples with their metadata."""
    return {i.report.doc_id: i.report for i in read_all([str(ROOT / "examples")]) if isinstance(i, Read)}


def gold_reports(golds: list[GoldReport]) -> dict[str, Report]:
    """Gold reports with nothing but their text and day."""
    return {
        g.gold.doc_id: Report(doc_id=g.gold.doc_id, text=g.text, published=g.gold.published) for g in golds if g.text
    }


def score_gold(folder: Path, reports: dict[str, Report] | None = None) -> dict[str, Score]:
    """The rows over a gold folder."""
    golds = load_gold(folder)
    texts = gold_reports(golds) if reports is None else reports
    coder = load_coder()
    coded = {g.gold.doc_id: as_coded(coder.code(texts[g.gold.doc_id])) for g in golds if g.gold.doc_id in texts}
    return score([g.gold for g in golds], coded)[0]


def score_sentences(path: Path) -> dict[str, Score]:
    """Does a sentence hold an assault or a protest? Precision over the clear noes."""
    coder, counts = load_coder(), Counter[tuple[str, str, bool]]()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        types = {e.type for e in coder.code(Report(doc_id=row["doc_id"], text=row["text"], published=row["published"]))}
        wanted = ASSAULT if row["asked"] == "assault" else PROTEST
        counts[row["asked"], row["label"], bool(types & wanted)] += 1
    out: dict[str, Score] = {}
    for asked in ("assault", "protest"):
        hit, missed = counts[asked, "yes", True], counts[asked, "yes", False]
        for name, false in (
            (asked, counts[asked, "no", True]),
            (f"{asked} strict", counts[asked, "no", True] + counts[asked, "hard no", True]),
        ):
            p, r = hit / (hit + false) if hit + false else 0.0, hit / (hit + missed) if hit + missed else 0.0
            out[name] = Score(p, r, 2 * p * r / (p + r) if p + r else 0.0, hit + missed)
    return out


def corpora() -> Iterator[tuple[str, Path, dict[str, Score]]]:
    """Every corpus at hand with its rows."""
    yield "examples", ROOT / "examples" / "gold", score_gold(ROOT / "examples" / "gold", example_reports())
    for name in ("seeds", "dev"):
        folder = SHARED / "gold" / name
        if folder.is_dir():
            yield name, folder, score_gold(folder)
    sentences = SHARED / "sentences" / "dev.jsonl"
    if sentences.is_file():
        yield "sentences", sentences, score_sentences(sentences)


def fingerprint(path: Path) -> str:
    """A digest of the gold that was scored, so that a floor is held against the gold that it was set on."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def gated(name: str, rows: dict[str, Score]) -> dict[str, float]:
    """The scores that have floors."""
    if name == "sentences":
        return {"assault F1": rows["assault"].f1, "assault P": rows["assault"].p, "protest F1": rows["protest"].f1}
    return {"event F1": rows["event"].f1, "RECORD": rows["RECORD"].f1}


def check(found: Found) -> list[str]:
    """Scores below their floors."""
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    return [
        f"{name}: {what} is {value:.3f}, its floor {floors[name][what]:.3f}"
        for name, values in found.items()
        for what, value in values.items()
        if value < floors.get(name, {}).get(what, 0.0)
    ]


def update(found: Found, marks: dict[str, str], reason: str | None) -> None:
    """Raise the floors; lower them only with a reason, which is kept."""
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    for name, values in found.items():
        row = pinned["floors"].setdefault(name, {})
        for what, value in values.items():
            floor = round(max(0.0, value - SLACK), 3)
            if floor >= row.get(what, 0.0) or reason:
                row[what] = floor
        pinned["gold"][name] = marks[name]
    if reason:
        pinned["lowered"].append(reason)
    FLOORS.write_text(json.dumps(pinned, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def table(rows: dict[str, dict[str, Score]]) -> str:
    """The scores as the README shows them."""
    lines = ["| on | events | event F1 | RECORD |", "|---|---|---|---|"]
    for name, row in rows.items():
        if name != "sentences":
            event, record = row["event"], row["RECORD"]
            figures = f"{event.f1:.2f} (P {event.p:.2f}, R {event.r:.2f}) | {record.f1:.2f}"
            lines.append(f"| {NAMES[name]} | {event.gold} | {figures} |")
    if "sentences" in rows:
        lines += ["", "| does a sentence tell of one? | sentences that do | P | R | F1 |", "|---|---|---|---|---|"]
        lines += [
            f"| {name} | {s.gold} | {s.p:.2f} | {s.r:.2f} | {s.f1:.2f} |" for name, s in rows["sentences"].items()
        ]
        lines += ["", *UPPER_BOUND]
    return "\n".join(lines)


def into_readme(text: str) -> None:
    """Put the table between its marks."""
    path = ROOT / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    path.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


def main() -> int:
    """Score, print, and do what was asked."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--check", action="store_true", help="fail below the floors")
    ask.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    ask.add_argument("--lower", metavar="REASON", help="with --update: also lower them, for this reason")
    ask.add_argument("--readme", action="store_true", help="write the table into README.md")
    args = ask.parse_args()
    rows: dict[str, dict[str, Score]] = {}
    marks: dict[str, str] = {}
    for name, path, found in corpora():
        rows[name], marks[name] = found, fingerprint(path)
        print(f"── {NAMES[name]}")
        for slot, s in found.items():
            print(f"{slot:16} P {s.p:.3f}  R {s.r:.3f}  F1 {s.f1:.3f}  ({s.gold})")
    held = {name: gated(name, row) for name, row in rows.items()}
    if args.readme:
        into_readme(table(rows))
    if args.update:
        update(held, marks, args.lower)
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))["gold"]
    for name, mark in marks.items():
        if pinned.get(name, mark) != mark:
            print(f"note: the gold of {name} is not the one that its floors were set on (bench/scores.py --update)")
    low = check(held) if args.check else []
    for line in low:
        print(f"below its floor: {line}")
    if args.check and not low:
        print("all scores stand on or above their floors")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())

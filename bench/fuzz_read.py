"""Hostile files: mutations of every kind of document and bombs made by hand; none may crash, hang or write anything.

python bench/fuzz_read.py [COUNT] [--seed N] [--without-ocr]

Reads COUNT files (10,000). Every item must be a report or a reject with a reason; no file may take more than ten
seconds of computing, in this process and the one where documents are opened (by the clock it takes longer where others
work on the machine as well); nothing may appear in the folders that the reader could write to.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from documents.bombs import bombs  # noqa: E402
from documents.mutations import mutated  # noqa: E402
from documents.samples import samples  # noqa: E402

from sijill.read import Read, Reject, Source  # noqa: E402
from sijill.read.route import Router  # noqa: E402
from sijill.read.workshop import Workshop  # noqa: E402

SECONDS = 10.0


class Guarded:
    """Folders in which nothing may appear: the working folder, the temporary one, the home."""

    def __init__(self, root: Path):
        self.root = root
        for name, variable in (("work", ""), ("tmp", "TMPDIR"), ("home", "HOME")):
            (root / name).mkdir()
            if variable:
                os.environ[variable] = str(root / name)
        os.chdir(root / "work")

    def strays(self) -> list[str]:
        return [str(path) for name in ("work", "tmp", "home") for path in (self.root / name).rglob("*")]


def computing(workshop: Workshop) -> float:
    """Seconds of computing so far, of this process, the dead ones it started and the live one of the workshop."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    live = 0.0
    pid = workshop.pid
    if pid is not None:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        live = sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + children.ru_utime + children.ru_stime + live


def judged(name: str, items: list[Read | Reject], outcome: Counter[str]) -> list[str]:
    """Count what became of a file; what is wrong with it."""
    wrong = []
    for item in items:
        outcome["read" if isinstance(item, Read) else "rejected"] += 1
        if isinstance(item, Reject):
            wrong += [] if item.reason else [f"{name}: a reject without a reason"]
            outcome["brought down"] += "brought its reader down" in item.reason
            outcome["out of time"] += "of computing" in item.reason
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description="Read hostile files.")
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-ocr", action="store_true", help="let no page be recognised: a tenth of the time")
    asked = parser.parse_args()
    if asked.without_ocr:
        os.environ["PATH"] = ""
    count, chance = asked.count, random.Random(asked.seed)
    seeds = [(sample.name, sample.data) for sample in samples()]
    made = list(bombs(scale=10))
    wrong: list[str] = []
    outcome: Counter[str] = Counter()
    slowest, slow_name, longest, long_name, begun = 0.0, "", 0.0, "", time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Workshop() as workshop:
        guarded = Guarded(Path(folder))
        router = Router(workshop, {"text": ("الخبر",)})
        inbox = Path(folder, "in")
        inbox.mkdir()
        for n in range(count):
            name, data = made[n] if n < len(made) else mutated(seeds, chance)
            path = inbox / f"{n}-{name}"
            path.write_bytes(data)
            started, spent = time.perf_counter(), computing(workshop)
            try:
                items = list(router.read(Source(str(path), path.name, path.name, named=True).entry(), len(data)))
            except Exception as error:  # noqa: BLE001 - this is what is looked for
                wrong.append(f"{path.name}: {type(error).__name__}: {error}")
                items = []
            took, waited = computing(workshop) - spent, time.perf_counter() - started
            if took > slowest:
                slowest, slow_name = took, path.name
            if waited > longest:
                longest, long_name = waited, path.name
            if took > SECONDS:
                wrong.append(f"{path.name}: {took:.1f} s")
            wrong += judged(path.name, items, outcome)
            path.unlink()
            if n % 500 == 499:
                told = f"{n + 1:,} files, {len(wrong)} wrong, {slowest:.1f} s of computing at most ({slow_name})"
                print(f"{told}, {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
        wrong += [f"written: {stray}" for stray in guarded.strays()]
        os.chdir(ROOT)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    for line in wrong:
        print(line)
    print(
        f"{count:,} files, {len(made)} of them bombs: {len(wrong)} wrong; {outcome['read']:,} reports, "
        f"{outcome['rejected']:,} rejects ({outcome['brought down']} brought the reader's process down, "
        f"{outcome['out of time']} ran out of time); slowest {slowest:.1f} s of computing ({slow_name}), "
        f"{longest:.1f} s by the clock ({long_name}) on a machine of load {os.getloadavg()[1]:.0f}; "
        f"{time.perf_counter() - begun:.0f} s in all, {memory:,.0f} MB at most in this process"
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

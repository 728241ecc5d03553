"""The performance card of coding: ``bench/speed.py [--quick] [--json]``.

Rate on one core (of processor time) over reports of about 1,500 characters, warm, and what each stage of coding takes
of it; how many times longer that takes than one bare scan of the same text for the words of the lexicon (bare: the text
is cut into words anew, where coding remembers the pieces that it met before); the time from the program's start to its
first event; memory of one worker; how time and memory grow with ten times the reports; the rate of two workers, and how
much sooner they are done than one. Reports are made of the examples' sentences, in an order that a seed fixes. The
program starts with its modules compiled and its tables cached, as an installed one does.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sijill.events import Coder, coder
from sijill.events.assemble import Assembler
from sijill.events.clauses import Cutter
from sijill.facts.place_scope import PlaceScope
from sijill.grammar import Grammar
from sijill.match import Matcher
from sijill.model import Report, to_json
from sijill.pipeline import load_coder
from sijill.read import Read, read_all
from sijill.text import tokenize_anew

ROOT = Path(__file__).parents[1]
LENGTH = 1500
TARGETS = {
    "reports/s": ">= 300",
    "to one scan": "<= 12",
    "two cores/s": ">= 1000",
    "start s": "<= 1.0",
    "memory MB": "<= 400",
    "10x time": "9 to 11",
    "10x memory": "<= 1.1",
}


def reports(count: int) -> list[Report]:
    """As many reports of about 1,500 characters, all different."""
    sentences = [
        s.strip() for i in read_all([str(ROOT / "examples")]) if isinstance(i, Read)
        for s in re.split(r"(?<=[.\n])", i.report.text) if s.strip()
    ]  # fmt: skip
    chance = random.Random(1500)
    out = []
    for number in range(count):
        text = ""
        while len(text) < LENGTH:
            sentence = re.sub(r"\d+", lambda _: str(chance.randrange(2, 90)), chance.choice(sentences))
            text += sentence + "\n"
        out.append(Report(doc_id=f"r{number}", text=text, published="2016-05-04"))
    return out


def rate(count: int) -> tuple[float, float, float]:
    """Reports a second of processor time of one process, warm.

    Also how many times longer ten times the reports take, and how many times longer coding takes than a scan.
    """
    warm, corpus = load_coder(), reports(11 * count + 200)
    marks = [0.0]
    for part in (corpus[:200], corpus[200 : 200 + count], corpus[200 + count :]):
        begun = time.process_time()
        for report in part:
            warm.code(report)
        marks.append(time.process_time() - begun)
    begun = time.process_time()
    for report in corpus[200 + count :]:
        warm.matcher.units_of(report.text, tokenize_anew(report.text))
    scanned = time.process_time() - begun
    return 10 * count / marks[3], marks[3] / marks[2], marks[3] / scanned


class Stages:
    """Milliseconds of each stage of coding, each without the stages inside it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def watch(self, name: str, owner: Any, attribute: str) -> None:
        """Time every call of a function; a number in braces in the name stands for that argument."""
        made = getattr(owner, attribute)

        def timed(*args: Any, **more: Any) -> Any:
            self._inner.append(0.0)
            begun = time.process_time()
            try:
                return made(*args, **more)
            finally:
                took, label = time.process_time() - begun, name.format(*args)
                self.seconds[label] = self.seconds.get(label, 0.0) + took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        setattr(owner, attribute, timed)


def stages(count: int) -> dict[str, float]:
    """Milliseconds a report of every stage, in the order of the work."""
    watched, parts = load_coder(), Stages()
    corpus = reports(count + 100)
    for report in corpus[:100]:
        watched.code(report)
    parts.watch("rest", Coder, "read")
    parts.watch("units", Matcher, "units")
    parts.watch("layer {2}", Grammar, "run_layer")
    for name in ("find_parties", "find_tolls", "find_damage"):
        parts.watch(name.removeprefix("find_"), coder, name)
    parts.watch("places", PlaceScope, "__init__")
    parts.watch("places", PlaceScope, "place_of")
    for owner, name in ((Cutter, "__init__"), (Cutter, "clauses"), (coder, "fill"), (coder, "judge")):
        parts.watch("clauses", owner, name)
    parts.watch("tellings", Coder, "tellings")
    parts.watch("tellings", coder, "gather")
    parts.watch("assemble", Assembler, "__init__")
    parts.watch("assemble", Assembler, "events")
    for report in corpus[100:]:
        watched.code(report)
    return {name: round(1000 * took / count, 3) for name, took in parts.seconds.items()}


def start(times: int) -> float:
    """Seconds from the start of the program to its first event on standard output: the median."""
    with (
        tempfile.TemporaryDirectory() as compiled,
        tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file,
    ):
        surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        file.write("قتل جنديان بانفجار عبوة ناسفة قرب مدينة الموصل أمس.")
        file.flush()
        found = []
        for _ in range(times + 1):
            begun = time.perf_counter()
            with subprocess.Popen(
                [sys.executable, "-m", "sijill", "code", file.name, "-o", "-", "--quiet"],
                stdout=subprocess.PIPE, env=surroundings | {"PYTHONPYCACHEPREFIX": compiled},
            ) as program:  # fmt: skip
                assert program.stdout is not None
                program.stdout.readline()
                found.append(time.perf_counter() - begun)
        return sorted(found[1:])[times // 2]


# The peak of this program alone: what a parent learns of its child's memory (ru_maxrss) holds its own as well.
_WATCHED = """
import re, sys
from sijill.cli import main
try:
    main()
except SystemExit as end:
    if end.code:
        raise
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def run(count: int, workers: int = 1) -> tuple[float, float]:
    """Seconds and peak megabytes of ``sijill code`` over a file of reports."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.jsonl")
        with source.open("wb") as file:
            for report in reports(count):
                file.write(to_json(report) + b"\n")
        command = [sys.executable, "-c", _WATCHED, "code", str(source), "-o", f"{folder}/out.jsonl", "--quiet"]
        begun = time.perf_counter()
        done = subprocess.run([*command, "--workers", str(workers)], capture_output=True, text=True, check=True)
        return time.perf_counter() - begun, int(done.stdout) / 1024


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--quick", action="store_true", help="smaller corpora, rougher figures")
    ask.add_argument("--json", action="store_true")
    args = ask.parse_args()
    base = 50 if args.quick else 300
    speed, growth, ratio = rate(base)
    seconds, memory = run(base)
    large, peak = run(10 * base)
    found = {
        "reports/s": round(speed, 1), "to one scan": round(ratio, 1),
        "start s": round(start(3 if args.quick else 7), 2), "memory MB": round(memory),
        "10x time": round(growth, 2), "10x memory": round(peak / memory, 2),
    }  # fmt: skip
    if not args.quick and (os.cpu_count() or 1) > 1:
        one, two = large - seconds, run(10 * base, workers=2)[0] - run(base, workers=2)[0]
        found["two cores/s"] = round(9 * base / max(two, 1e-6))
        found["two workers"] = round(one / max(two, 1e-6), 2)
    compiled = not (coder.__file__ or "").endswith(".py")
    spent = {} if compiled else stages(base)  # last: from here on the coder is watched, which one compiled cannot be
    if args.json:
        print(json.dumps(found | {"ms": spent}))
        return
    for name, value in found.items():
        print(f"{name:16} {value:8}   {TARGETS.get(name, '')}")
    print("\nms a report, of processor time" if spent else "\ncompiled: no times of the stages")
    for name, took in sorted(spent.items(), key=lambda x: -x[1]):
        print(f"{name:16} {took:8.3f}")


if __name__ == "__main__":
    main()

"""The whole performance card: ``bench/card.py [PART...] [--sizes 1000,10000] [--link 10000] [--spark 10000]``.

Parts: ``code`` (rate on one and two cores, ratio to one scan for the words of the lexicon, start, memory), ``gate``,
``run`` (a mixed archive at several sizes: time and memory), ``link``, ``spark`` and ``linkspark`` (coding and linking
on Spark against the local engine, starts taken off). All of them without a name. Each figure is printed with its target
and added to ``bench/results.csv`` with the machine and the commit; the curves of the newest figures are drawn into
``docs/charts``.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import speed
from archive import archive, civil, write_archive
from chart import chart
from synthetic import write as write_events

ROOT = Path(__file__).parents[1]
RESULTS, CHARTS = ROOT / "bench" / "results.csv", ROOT / "docs" / "charts"
FIELDS = ("day", "commit", "machine", "load", "part", "what", "size", "value", "unit", "target")
_PAUSE = 0.1


class Figure(NamedTuple):
    """One line of the card; ``size`` is the number of reports or events, where there is one."""

    part: str
    what: str
    value: float
    unit: str
    target: str = ""
    size: int = 0


# ---------------------------------------------------------------------- measuring a command


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        for tasks in Path(f"/proc/{process}/task").glob("*/children"):
            for child in tasks.read_text().split():
                yield from _family(int(child))
    except OSError:
        return


def _held(process: int) -> float:
    """Megabytes of a process and all that it started; what they share counts for each."""
    pages = 0
    for one in _family(process):
        try:
            pages += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Cost(NamedTuple):
    """What a command took, with all its processes: seconds by the clock and of the processors, peak megabytes."""

    seconds: float
    processor: float
    memory: float


def measured(arguments: Sequence[str]) -> Cost:
    """The cost of a command of sijill."""
    begun, peak = time.perf_counter(), 0.0
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen([sys.executable, "-m", "sijill", *arguments], stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, _held(process.pid))
        time.sleep(_PAUSE)
    if process.returncode:
        sys.exit(f"sijill {' '.join(arguments)}: status {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.perf_counter() - begun, spent, peak)


# ---------------------------------------------------------------------- parts


def code(quick: bool) -> Iterator[Figure]:
    """Coding: one core by processor time, two by the clock."""
    base = 50 if quick else 300
    rate, growth, ratio = speed.rate(base)
    yield Figure("code", "one core", rate, "reports/s")
    yield Figure("code", "to one scan for the lexicon", ratio, "times", "<= 12")
    yield Figure("code", "10 x the reports", growth, "times", "9 to 11")
    yield Figure("code", "start to first event", speed.start(3 if quick else 7), "s", "<= 1.0")
    small, large = speed.run(base), speed.run(10 * base)
    yield Figure("code", "memory of one worker", large[1], "MB", "<= 400")
    yield Figure("code", "memory at 10 x", large[1] / small[1], "times", "<= 1.1")
    two = speed.run(10 * base, 2)[0] - speed.run(base, 2)[0]
    yield Figure("code", "two cores", 9 * base / max(two, 1e-6), "reports/s", ">= 1000")


def gate(quick: bool) -> Iterator[Figure]:
    """The gate's time beside coding's, on the same reports."""
    from sijill.pipeline import load_coder  # noqa: PLC0415
    from sijill.run import Gate  # noqa: PLC0415

    coder, count = load_coder(), 60 if quick else 300
    judge, reports = Gate(coder.matcher, coder.pack), speed.reports(2 * count)
    took = []
    for work in (coder.code, lambda r: judge.why_not(r.text)):
        for report in reports[:count]:
            work(report)
        begun = time.process_time()
        for report in reports[count:]:
            work(report)
        took.append((time.process_time() - begun) / count)
    yield Figure("gate", "a report", took[1] * 1e6, "µs")
    yield Figure("gate", "coding to gate", took[0] / took[1], "times", ">= 5")
    others = list(civil(1000, 2))
    passed = sum(judge.why_not(text) is None for text in others)
    yield Figure("gate", "civil reports that pass", passed / len(others), "of all")


def run(sizes: Sequence[int]) -> Iterator[Figure]:
    """A mixed archive, one report in twenty relevant, on all cores."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = Path(folder, f"{size}.jsonl")
            write_archive(source, size)
            cost = measured(["run", str(source), "-o", f"{folder}/{size}", "--quiet"])
            yield Figure("run", "archive", cost.seconds, "s", size=size)
            yield Figure("run", "archive, processor", cost.processor, "s", size=size)
            yield Figure("run", "archive, memory", cost.memory, "MB", size=size)
            yield Figure("run", "archive, rate", size / cost.seconds, "reports/s", ">= 6000", size)
            free = (os.cpu_count() or 1) * size / cost.processor
            yield Figure("run", "rate, were the cores free", free, "reports/s", ">= 6000", size)


def link(sizes: Sequence[int]) -> Iterator[Figure]:
    """Generated events into incidents."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_events(size, Path(folder))
            cost = measured(["link", f"{folder}/events.jsonl", "-o", f"{folder}/incidents.jsonl"])
        yield Figure("link", "events", cost.seconds, "s", size=size)
        yield Figure("link", "events, processor", cost.processor, "s", size=size)
        yield Figure("link", "events, memory", cost.memory, "MB", size=size)


def spark(size: int) -> Iterator[Figure]:
    """Both engines on the same Parquet file on two cores; what each takes for ten reports counts as its start."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        took: dict[str, list[Cost]] = {"local": [], "spark": []}
        for count in (10, size):
            rows = ({"doc_id": r.doc_id, "text": r.text, "published": r.published} for r in archive(count))
            source = f"{folder}/{count}.parquet"
            pq.write_table(pa.Table.from_pylist(list(rows)), source, row_group_size=max(count // 16, 1))
            for engine, more in (
                ("local", ["--workers", "2"]),
                ("spark", ["--engine", "spark", "--master", "local[2]", "--partitions", "16"]),
            ):
                out = f"{folder}/{engine}{count}"
                told = ["run", source, "-o", out, "--format", "parquet", "--quiet", *more]
                took[engine].append(measured(told))
        yield Figure("spark", "start", took["spark"][0].seconds, "s")
        local, other = (max(costs[1].seconds - costs[0].seconds, 1e-6) for costs in took.values())
        yield Figure("spark", "local engine", local, "s", size=size)
        yield Figure("spark", "spark on two cores", other, "s", size=size)
        yield Figure("spark", "spark to local", other / local, "times", "<= 1.3", size)


def linkspark(sizes: Sequence[int]) -> Iterator[Figure]:
    """Generated events into incidents by both engines; what each takes for ten events counts as its start."""
    starts: list[float] = []
    for size in (10, *sizes):
        with tempfile.TemporaryDirectory() as folder:
            write_events(size, Path(folder))
            told = ["link", f"{folder}/events.jsonl", "-o", f"{folder}/incidents.jsonl"]
            local = measured(told)
            other = measured([*told, "--engine", "spark", "--master", "local[2]"])
        if not starts:
            starts = [local.seconds, other.seconds]
            yield Figure("linkspark", "start", other.seconds, "s")
            continue
        took = [max(cost.seconds - start, 1e-6) for cost, start in zip((local, other), starts, strict=True)]
        yield Figure("linkspark", "local engine", took[0], "s", size=size)
        yield Figure("linkspark", "spark on two cores", took[1], "s", size=size)
        yield Figure("linkspark", "spark to local", took[1] / took[0], "times", size=size)
        yield Figure("linkspark", "spark, memory", other.memory, "MB", size=size)


# ---------------------------------------------------------------------- keeping and drawing


def _told(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout.strip()


def machine() -> str:
    """Processor, cores, Python."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        name = ""
    return f"{name or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def keep(figures: Sequence[Figure]) -> None:
    """Add the figures to the results."""
    new = not RESULTS.exists()
    commit = _told(["git", "rev-parse", "--short", "HEAD"])
    if _told(["git", "status", "--porcelain", "src"]):
        commit += "+"
    base = (datetime.now(UTC).date().isoformat(), commit, machine())
    with RESULTS.open("a", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        if new:
            rows.writerow(FIELDS)
        for f in figures:
            rows.writerow([*base, f"{os.getloadavg()[1]:.1f}", f.part, f.what, f.size or "", f"{f.value:.4g}", f.unit,
                           f.target])  # fmt: skip


def draw() -> None:
    """The curves of the newest figure of each size."""
    if not RESULTS.exists():
        return
    with RESULTS.open(encoding="utf-8", newline="") as file:
        newest = {(r["part"], r["what"], int(r["size"])): float(r["value"]) for r in csv.DictReader(file) if r["size"]}
    CHARTS.mkdir(exist_ok=True)
    for part, title, across in (("run", "sijill run, a mixed archive", "reports"), ("link", "sijill link", "events")):
        for end, up in ((", processor", "seconds of the processors"), (", memory", "megabytes")):
            what = {"run": "archive", "link": "events"}[part] + end
            points = sorted((size, value) for (p, w, size), value in newest.items() if (p, w) == (part, what))
            if len(points) > 1:
                name = f"{part}-{up.split()[0]}.svg"
                picture = chart(f"{title}: {up}", across, up, {what: points})
                (CHARTS / name).write_text(picture, encoding="utf-8")


def main() -> None:
    """Measure, print, keep, draw."""
    parts = ("code", "gate", "run", "link", "spark", "linkspark")
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("parts", nargs="*", metavar="PART", help=" ".join(parts))
    ask.add_argument("--quick", action="store_true", help="smaller corpora, rougher figures")
    ask.add_argument("--sizes", default="1000,10000,100000", help="of archives")
    ask.add_argument("--link", default="10000,100000", help="numbers of events; 1000000 takes long")
    ask.add_argument("--spark", type=int, default=100_000, help="reports for Spark")
    ask.add_argument("--forget", action="store_true", help="print only")
    args = ask.parse_args()
    unknown = set(args.parts) - set(parts)
    if unknown:
        ask.error(f"no part {', '.join(sorted(unknown))}; one of {', '.join(parts)}")
    sizes, events = ([int(n) for n in text.split(",")] for text in (args.sizes, args.link))
    work = {
        "code": lambda: code(args.quick), "gate": lambda: gate(args.quick), "run": lambda: run(sizes),
        "link": lambda: link(events), "spark": lambda: spark(args.spark),
        "linkspark": lambda: linkspark(events),
    }  # fmt: skip
    print(f"{machine()}; load {os.getloadavg()[1]:.1f}")
    for part in parts:
        if args.parts and part not in args.parts:
            continue
        figures = []
        for f in work[part]():
            figures.append(f)
            print(f"{f.part:9} {f.what:30} {f.size or '':>9} {f.value:12,.4g} {f.unit:10} {f.target}", flush=True)
        if not args.forget:
            keep(figures)
    if not args.forget:
        draw()


if __name__ == "__main__":
    main()

"""Export of many events: seconds, events a second and peak memory of each format, each in a process of its own.

    python bench/export.py [--events 1000000] [--formats acled,ged,…] [--check] [--diff] [--work DIR] [--keep]

With ``--check`` each file is also checked by ``sijill export --check``; with ``--diff`` the events are compared with
themselves after a tenth of them changed, a tenth got other ids and a tenth went.
The events are invented: ten a report, with places, sides, counts (figures, ranges, magnitudes in words), evidence and
days over ten years. The peak is that of the whole process (``VmHWM``), reading, gazetteer and libraries included.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from sijill.export.run import EXPORTS
from sijill.model import SUB_EVENT_TYPES

LIMIT_MB = 1024
_COUNTRIES = {"AF": (33.9, 66.0), "IQ": (33.2, 43.7), "SY": (35.0, 38.5), "YE": (15.5, 47.5), "LY": (27.0, 17.0)}
_SIDES = (
    ("Taliban", "rebel group"), ("Islamic State", "rebel group"), ("Unidentified armed group", "unknown"),
    ("Military Forces of Iraq", "state forces"), ("NATO/ISAF", "external forces"), ("Civilians", "civilians"),
)  # fmt: skip
_COUNTS = (
    (1, 1, "جندي"), (2, 2, "جنديان"), (7, 7, "سبعة جنود"), (3, None, "عدد من الجنود"), (20, None, "عشرات القتلى"),
    (4, 7, "ما بين أربعة وسبعة"),
)  # fmt: skip


def event(number: int, rng: random.Random) -> dict[str, object]:
    """One invented event."""
    country = rng.choice(tuple(_COUNTRIES))
    lat, lon = _COUNTRIES[country]
    day = (date(2010, 1, 1) + timedelta(days=rng.randrange(3650))).isoformat()
    by, against = rng.choice(_SIDES[:4]), rng.choice(_SIDES[3:])
    low, high, words = rng.choice(_COUNTS)
    start = rng.randrange(2000)
    return {
        "id": f"e{number:016x}", "doc_id": f"report-{number // 10:08d}", "passage": [start, start + 200], "also": [],
        "type": rng.choice(SUB_EVENT_TYPES), "date": {"start": day, "end": day, "text": "أمس", "precision": 1},
        "time": None, "part": rng.choice((None, "morning", "night")),
        "place": {
            "country": country, "admin1": f"Province {rng.randrange(30)}", "admin2": f"District {rng.randrange(300)}",
            "name": f"Village {rng.randrange(5000)}", "text": "القرية", "lat": lat + rng.uniform(-2, 2),
            "lon": lon + rng.uniform(-2, 2), "precision": rng.choice((1, 1, 2, 3)),
        },
        "initiator": [{"group": by[0], "class": by[1], "text": "المسلحون"}],
        "target": [{"group": against[0], "class": against[1], "text": "الجنود"}], "weapon": ["ied"],
        "casualties": [
            {"group": against[0], "outcome": "killed", "low": low, "high": high, "text": words},
            {"group": against[0], "outcome": "wounded", "low": 3, "high": 3, "text": "ثلاثة"},
        ],
        "damage": [], "claim": {"kind": rng.choice(("official", "party", "unattributed")), "by": None, "text": None},
        "because": {
            field: [{"span": [start, start + 6], "rule": f"{field}/rule"}]
            for field in ("type", "date", "place", "initiator", "target", "casualties")
        },
        "why_null": {"time": "no hour is told"}, "sijill": {"version": "0", "packs": "bench"},
    }  # fmt: skip


def make(path: Path, count: int, seed: int = 1) -> None:
    """Write invented events as JSON lines."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            out.write(json.dumps(event(number, rng), ensure_ascii=False) + "\n")


def measure(*arguments: str) -> tuple[float, float]:
    """Seconds and peak MB of one command."""
    code = (
        "import re, sys; from sijill.cli import app; sys.argv[0] = 'sijill'\n"
        "app(sys.argv[1:], standalone_mode=False)\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"  # ru_maxrss holds the parent's too
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1024


def change(events: Path, path: Path) -> None:
    """Write the events as a later coding might have them."""
    with events.open(encoding="utf-8") as lines, path.open("w", encoding="utf-8") as out:
        for number, line in enumerate(lines):
            match number % 10:
                case 0:
                    out.write(line.replace('"time": null', '"time": "10:00"'))
                case 1:
                    out.write(line.replace('"id": "e', '"id": "f', 1))
                case 2:
                    continue
                case _:
                    out.write(line)


def main() -> int:
    """Print a line a command; 1 where one needs more than the limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--formats", default=",".join(EXPORTS))
    options.add_argument("--check", action="store_true")
    options.add_argument("--diff", action="store_true")
    options.add_argument("--work", type=Path)
    options.add_argument("--keep", action="store_true")
    given = options.parse_args()
    work = given.work or Path(tempfile.mkdtemp(prefix="sijill-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    events, peaks = work / "events.jsonl", []
    if not events.exists():
        make(events, given.events)
    print(f"{given.events:,} events, {events.stat().st_size / 1e6:,.0f} MB")
    print(f"{'':<18}{'seconds':>9}{'events/s':>10}{'peak MB':>9}{'file MB':>9}")

    def run(name: str, out: Path, *arguments: str) -> None:
        seconds, peak = measure(*arguments)
        size = sum(f.stat().st_size for f in out.iterdir()) if out.is_dir() else out.stat().st_size
        peaks.append(peak)
        print(f"{name:<18}{seconds:>9.0f}{given.events / seconds:>10,.0f}{peak:>9.0f}{size / 1e6:>9.0f}", flush=True)

    for form in given.formats.split(",") if given.formats else ():
        out = work / f"out-{form}{EXPORTS[form]}"
        run(form, out, "export", str(events), "--as", form, "-o", str(out), "--quiet")
        if given.check:
            run(f"{form}, check", out, "export", "--check", str(out), "--as", form)
        for made in (out, Path(f"{out}.losses.jsonl"), Path(f"{out}.manifest.json")):
            shutil.rmtree(made) if made.is_dir() else made.unlink(missing_ok=True)
    if given.diff:
        later, found = work / "later.jsonl", work / "diff.json"
        change(events, later)
        run("diff", found, "diff", str(events), str(later), "-o", str(found))
    if not given.keep and given.work is None:
        shutil.rmtree(work)
    return int(max(peaks, default=0) > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())

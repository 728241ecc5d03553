"""Runs killed at random moments: ``bench/run_kill.py [--kills 100] [--reports 300]``.

A run over a mixed archive is killed (by SIGKILL: the run, or one of its workers) after a random time and begun again in
the same folder, until it is whole; then its files are compared with those of a run that nothing stopped, byte for byte.
This goes on with new folders until there were as many kills as asked for.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive import write_archive

ERRORS = "errors.txt"
_SITTING = """
import sys
from sijill.run import RunOptions, run_corpus
if __name__ == "__main__":
    run_corpus([sys.argv[1]], sys.argv[2], RunOptions(gate="words", shard_bytes=40_000), workers=2)
"""


def begin(source: Path, out: Path) -> subprocess.Popen[bytes]:
    """A sitting of a run as a process; small shards, so that many are whole when it is killed."""
    script = source.with_name("sitting.py")
    script.write_text(_SITTING)
    with source.with_name(ERRORS).open("wb") as errors:
        return subprocess.Popen([sys.executable, str(script), str(source), str(out)], stderr=errors)


def files(folder: Path) -> dict[str, bytes]:
    """What a run left, but for the times."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*") if p.is_file() and p.name != "status.json"
    }  # fmt: skip


def workers_of(process: int) -> list[int]:
    """The processes that a run has started."""
    try:
        return [int(p) for p in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except (OSError, ValueError):
        return []


def said(root: Path) -> str:
    """The last words of a sitting that failed."""
    return (root / ERRORS).read_text(encoding="utf-8", errors="replace")[-2_000:]


def main() -> None:
    """Kill, compare, print."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--kills", type=int, default=100)
    ask.add_argument("--reports", type=int, default=300)
    ask.add_argument("--seed", type=int, default=1)
    args = ask.parse_args()
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_archive(root / "in.jsonl", args.reports, relevant=0.2)
        begun = time.monotonic()
        if begin(root / "in.jsonl", root / "whole").wait():
            sys.exit("the run that nothing stops did not end well")
        usual, wanted = time.monotonic() - begun, files(root / "whole")
        kills = workers = sittings = whole = wrong = 0
        while kills < args.kills:
            out = root / f"out{whole}"
            while True:
                process = begin(root / "in.jsonl", out)
                sittings += 1
                try:
                    if process.wait(timeout=chance.uniform(0.05, 0.9) * usual) == 0:
                        break
                    sys.exit(f"{kills} kills; a sitting ended with status {process.returncode}: {said(root)}")
                except subprocess.TimeoutExpired:
                    kills += 1
                crew = workers_of(process.pid)
                if crew and chance.random() < 0.2:  # a worker alone: the run goes on by itself
                    workers += 1
                    os.kill(chance.choice(crew), signal.SIGKILL)
                    if process.wait() == 0:
                        break
                    sys.exit(f"{kills} kills; a run did not outlive its worker: {said(root)}")
                process.kill()
                process.wait()
            whole += 1
            wrong += files(out) != wanted
        print(f"{kills} kills ({workers} of a worker alone) in {sittings} sittings; {whole} runs made whole, "
              f"{wrong} of them unlike the run that nothing stopped")  # fmt: skip
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

"""Everything that is measured of a large register, in one go: in a file and on PostgreSQL, pages, coders, kills.

    nice -n 0 python bench/register_all.py [--events 100000] [--reports 30000] [--folder DIR] [--kills 50] [--times 60]

Builds the register once (in FOLDER, kept there, else in a temporary folder), then runs, each as a program of its own:
``register.py`` (what a page asks of the register), ``review.py`` (the pages over HTTP, twenty coders at once), the same
two on a copy that a PostgreSQL server of its own keeps, and ``register_kill.py`` on both. Each tells wall and
processor time; at the end stands what was not good enough, and the exit status is 1 where anything was not. Two cores
take about half an hour; nothing else should run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from register import opened_or_built

from sijill.register import Register
from sijill.register.backup import backup

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tests"))
import postgres_server  # noqa: E402

#: As an administrator of a small machine would set it; the rest is as installed.
SERVER = (*postgres_server.SAFE, "shared_buffers=512MB", "effective_cache_size=4GB")


@contextmanager
def on_server(file: str) -> Iterator[str]:
    """A copy of a register on a server of its own; its address."""
    with postgres_server.server(SERVER) as socket:
        postgres_server.make_databases(socket, "bench")
        target = postgres_server.url_of(socket, "bench")
        start = time.perf_counter()
        with Register.open(file) as register:
            backup(register, target)
        print(f"copied and verified in {time.perf_counter() - start:.0f} s", flush=True)
        yield target


def step(title: str, script: str, *args: str) -> list[str]:
    """Run one bench; what was wrong."""
    print(f"\n== {title}", flush=True)
    start, before = time.perf_counter(), os.times()
    code = subprocess.run([sys.executable, str(ROOT / "bench" / script), *args], check=False).returncode
    after = os.times()
    own = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"   {time.perf_counter() - start:.0f} s, {own:.0f} s of processor", flush=True)
    return [f"{title}: exit status {code}"] if code else []


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in {"events": 100_000, "reports": 30_000, "kills": 50, "times": 60, "coders": 20}.items():
        asked.add_argument(f"--{name}", type=int, default=value)
    asked.add_argument("--folder", type=Path, help="where the register is kept")
    asked.add_argument("--no-postgres", action="store_true")
    given = asked.parse_args()
    with nullcontext(given.folder) if given.folder else TemporaryDirectory() as folder:
        wrong = measure(Path(folder), given)
    print("\nnot good enough: " + "; ".join(wrong) if wrong else "\nall of it is good enough")
    return 1 if wrong else 0


def measure(folder: Path, given: argparse.Namespace) -> list[str]:
    """All steps; what was wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    file, start = str(folder / "bench.sijill"), time.perf_counter()
    opened_or_built(file, given.events, given.reports, 1).close()
    print(f"opened or built in {time.perf_counter() - start:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    times, coders = ("--times", str(given.times)), ("--coders", str(given.coders))
    wrong = step("register, file", "register.py", "--target", file, "--check", *times)
    wrong += step("pages, file", "review.py", "--target", file, "--check", *times, *coders)
    if not given.no_postgres:
        with on_server(file) as target:
            wrong += step("register, PostgreSQL", "register.py", "--target", target, "--check", *times)
            wrong += step("pages, PostgreSQL", "review.py", "--target", target, "--check", *times, *coders)
    if given.kills:
        wrong += step("kills, file", "register_kill.py", "--kills", str(given.kills))
    if given.kills and not given.no_postgres:
        wrong += step("kills, PostgreSQL", "register_kill.py", "--kills", str(given.kills), "--postgres")
    return wrong


if __name__ == "__main__":
    sys.exit(main())

"""How fast are the pages over a large register, and what do twenty coders at once meet?

    python bench/review.py --target FILE [--events 100000] [--reports 30000] [--times 60] [--coders 20]
                           [--rounds 15] [--check]

Builds the register of ``bench/register.py`` where there is none, serves it as ``sijill review`` does, and asks for
whole pages over HTTP: median and 95th in milliseconds as a browser on this machine would wait, and the processor's
time that the server took for each. Then so many coders work at once, each looking at the queue, opening a report,
correcting and accepting events; an answer that is neither as asked nor "somebody was faster" is an error. With
``--check`` the exit status is 1 where queue or report page take more than 200 ms at the median, search more than 100,
or anything failed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import quote

from register import opened_or_built, report_words

from sijill.register import Filter, Register, count, queue
from sijill.register.accounts import accounts, add_account

PASSWORD = "a password for the bench"
#: Milliseconds at the median, at most.
LIMITS = dict.fromkeys(("queue", "queue, filtered", "queue, by day", "report", "map, the world"), 200.0) | {
    "search": 100.0
}

IDLE = 60.0  # seconds; the server keeps an idle connection for 75


class Coder:
    """Somebody with a browser: one connection, one log-in."""

    def __init__(self, port: int, name: str):
        self.port, self.name = port, name
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self._token, self._last = "", time.monotonic()
        self._token = self.post("/api/v1/login", {"name": name, "password": PASSWORD})[1]["token"]

    def _fresh(self) -> None:
        """A new connection, as a browser makes one, where the server has let the idle one go."""
        if time.monotonic() - self._last > IDLE:
            self._connection.close()
        self._last = time.monotonic()

    def get(self, path: str) -> tuple[int, bytes]:
        """A page."""
        self._fresh()
        self._connection.request("GET", path, headers={"Authorization": f"Bearer {self._token}"})
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def post(self, path: str, body: object) -> tuple[int, Any]:
        """A call of the API."""
        self._fresh()
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {self._token}"} if self._token else {}
        self._connection.request("POST", path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())


def prepared(target: str, wanted: int, reports: int, coders: int) -> tuple[Register, list[str]]:
    """The register with its accounts; the names of those who code."""
    register = opened_or_built(target, wanted, reports, 1)
    names = [f"coder {n}" for n in range(coders)]
    with register.write() as con:
        known = {account.name for account in accounts(con)}
        for name in names:
            if name not in known:
                add_account(con, name, "coder", PASSWORD, at=register.clock(), by="bench")
    return register, names


def paths(register: Register, rng: random.Random) -> dict[str, list[str]]:
    """What is asked for, by kind."""
    with register.read() as con:
        rows = queue(con, Filter(), limit=2000).rows
    words = report_words(register)
    countries = sorted({row.country for row in rows if row.country})
    types = sorted({row.type for row in rows})
    days = sorted({row.day for row in rows if row.day})
    incidents = [row.incident_id for row in rows if row.incident_id]
    return {
        "queue": ["/queue"],
        "queue, filtered": [f"/queue?country={c}&type={quote(t, safe='')}" for c in countries for t in types],
        "queue, by day": [f"/queue?since={day}&until={day}" for day in days],
        "report": [f"/reports/{quote(row.doc_id)}" for row in rows],
        "incident": [f"/incidents/{name}" for name in incidents],
        "history": [f"/history/{row.id}" for row in rows],
        "search": [f"/search?q={quote(' '.join(rng.sample(words, rng.choice((1, 2)))))}" for _ in range(500)],
        "map, the world": ["/api/v1/map?box=-180,-90,180,90&zoom=3"],
        "map, a country": ["/api/v1/map?box=30,20,50,38&zoom=6"],
        "timeline": ["/api/v1/timeline"],
        "agreement": ["/agreement"],
    }


def timed(coder: Coder, asked: list[str], times: int, rng: random.Random) -> list[float]:
    """Milliseconds of so many answers."""
    took = []
    for _ in range(times):
        path = rng.choice(asked)
        start = time.perf_counter()
        status, body = coder.get(path)
        took.append(1000 * (time.perf_counter() - start))
        if status != 200:
            raise SystemExit(f"{path}: {status} {body[:200]!r}")
    return took


def work(coder: Coder, queues: list[str], rounds: int, seed: int) -> tuple[Counter[str], list[float]]:
    """Look at the queue, open a report, correct and accept what it tells; what came back, and how long each took."""
    rng, met, took = random.Random(seed), Counter[str](), []

    def note(what: str, status: int, start: float, *fine: int) -> bool:
        took.append(1000 * (time.perf_counter() - start))
        met[what if status in fine else f"{what}: {status}"] += 1
        return status == fine[0]

    for _ in range(rounds):
        start = time.perf_counter()
        status, body = coder.get("/api/v1" + rng.choice(queues))
        if not note("queue", status, start, 200):
            continue
        rows = json.loads(body)["rows"]
        if not rows:
            continue
        row = rng.choice(rows)["event"]
        start = time.perf_counter()
        note("report", coder.get(f"/reports/{quote(row['doc_id'])}")[0], start, 200)
        toll = [{"group": "Civilians", "outcome": "killed", "low": rng.randrange(9), "high": None, "text": None}]
        change = {"kind": "field", "version": row["version"], "fields": [{"field": "casualties", "value": toll}]}
        for body_ in (change, {"kind": "accept", "version": row["version"] + 1}):
            start = time.perf_counter()
            status, _ = coder.post(f"/api/v1/events/{row['id']}/decisions", body_)
            if not note("save" if status == 200 else "somebody was faster", status, start, 200, 409):
                break
    return met, took


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--target", required=True)
    for name, value in (
        ("events", 100_000),
        ("reports", 30_000),
        ("times", 60),
        ("coders", 20),
        ("rounds", 15),
        ("seed", 1),
    ):
        asked.add_argument(f"--{name}", type=int, default=value)
    asked.add_argument("--check", action="store_true")
    given = asked.parse_args()
    register, names = prepared(given.target, given.events, given.reports, given.coders)
    with register.read() as con:
        print(f"{count(con, Filter(status=('open', 'edited', 'accepted', 'rejected', 'changed', 'gone'))):,} events")
    rng = random.Random(given.seed)
    wanted = paths(register, rng)
    register.close()
    with TemporaryFile("w+") as told:
        serving = subprocess.Popen(
            [sys.executable, "-m", "sijill", "review", given.target, "--accounts", "--port", "0"],
            stderr=told, text=True, env=os.environ,
        )  # fmt: skip
        try:
            return measure(_port(serving, told), serving.pid, names, wanted, given)
        finally:
            told.seek(0)
            print("".join(told.readlines()[1:][-40:]), end="", file=sys.stderr)  # what went wrong there
            serving.terminate()
            serving.wait(10)


def _port(serving: subprocess.Popen[str], told: IO[str]) -> int:
    for _ in range(600):
        told.seek(0)
        if found := re.search(r":(\d+)/", told.read()):
            return int(found.group(1))
        if serving.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("it did not start")


def processor_ms(process: int) -> float:
    """The processor's time that a process has used so far: what it would take on a machine with nothing else to do."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(port: int, serving: int, names: list[str], wanted: dict[str, list[str]], given: argparse.Namespace) -> int:
    """The figures; 1 where one is too high."""
    one, wrong, rng = Coder(port, names[0]), [], random.Random(given.seed)
    for name, some in wanted.items():
        timed(one, some, 3, rng)
        before = processor_ms(serving)
        took = timed(one, some, given.times, rng)
        own = (processor_ms(serving) - before) / given.times
        median = statistics.median(took)
        wrong += [f"{name} takes {median:.0f} ms"] if median > LIMITS.get(name, float("inf")) else []
        late = statistics.quantiles(took, n=20)[-1]
        print(f"{name:18} {median:8.1f} ms {late:8.1f} ms (95th) {own:8.1f} ms of processor each", flush=True)
    queues = wanted["queue, filtered"] + wanted["queue, by day"]
    coders = [one, *(Coder(port, name) for name in names[1:])]
    start = time.perf_counter()
    with ThreadPoolExecutor(len(coders)) as pool:
        done = list(pool.map(work, coders, [queues] * len(coders), [given.rounds] * len(coders), range(len(coders))))
    seconds = time.perf_counter() - start
    met = sum((row for row, _ in done), Counter[str]())
    took = [x for _, some in done for x in some]
    print(f"{len(coders)} coders at once: {met.total()} answers in {seconds:.1f} s ({met.total() / seconds:.0f}/s)")
    print(f"  median {statistics.median(took):.0f} ms, 95th {statistics.quantiles(took, n=20)[-1]:.0f} ms")
    print("  " + ", ".join(f"{what} {n}" for what, n in sorted(met.items())))
    wrong += [f"{what} ({n})" for what, n in met.items() if ": " in what]
    if wrong:
        print("not good enough: " + "; ".join(wrong))
    return 1 if wrong and given.check else 0


if __name__ == "__main__":
    sys.exit(main())

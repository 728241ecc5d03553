"""Is anything lost when the machine dies? Kill -9 in the midst of runs and of saves, and check the register after each.

    python bench/register_kill.py [--kills 50] [--reports 2500] [--seed 1] [--postgres | --target postgresql://…]

With ``--postgres`` a server of its own keeps the register (``tests/postgres_server.py``).

A child process codes (or saves decisions one after the other, telling each when it is kept); after a random while it is
killed. Then: the register is whole (``register check``), every decision that was told is in the log, and no other but
the one that was under way. At the end the run goes on to its end, and what it coded is the same, to the byte, as in a
register where nothing was killed.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from sijill.model import Decision, Report
from sijill.pipeline import Settings, load_coder
from sijill.read import Read, read_all
from sijill.register import Filter, Register, count_reports, decide, head, queue
from sijill.register.check import check
from sijill.register.runs import run_digest
from sijill.register.schema import log
from sijill.run.register import add_to, run_register

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
sys.path.append(str(ROOT / "tests"))
import postgres_server  # noqa: E402

FIRST = 32
LONGEST = 0.6  # seconds until a child is killed, counted from its first word


def invented(wanted: int) -> Iterator[Read]:
    """The example reports over and over, each time with another last line."""
    base = [item.report for item in read_all([str(EXAMPLES)]) if isinstance(item, Read)]
    for number in range(wanted):
        old = base[number % len(base)]
        text = f"{old.text}\nالعدد {number} من النشرة"
        report = Report(doc_id=f"{old.doc_id}-{number}", text=text, published=old.published, outlet=old.outlet)
        yield Read(report=report, file="invented", line=number + 1)


# ---------------------------------------------------------------------- the children


def code(target: str) -> None:
    load_coder()  # its second is not what is to be hit
    with Register.open(target) as register:
        print("begun", flush=True)
        run_register(register, Settings(), link=False)
    print("done", flush=True)


def save(target: str, number: int) -> None:
    rng = random.Random(number)
    with Register.open(target) as register:
        print("begun", flush=True)
        while True:
            with register.read() as con:
                rows = queue(con, Filter(status=("open", "edited", "accepted", "rejected", "changed")), limit=200).rows
            row = rng.choice(rows)
            value = f'[{{"group":"Civilians","outcome":"killed","low":{rng.randrange(9)},"high":null}}]'
            decision = rng.choice((
                Decision(kind="accept", by="salma", events=(row.id,)),
                Decision(kind="reject", by="salma", events=(row.id,)),
                Decision(kind="field", by="salma", events=(row.id,), field="casualties", value=value),
            ))  # fmt: skip
            entry = decide(register, decision, seen={row.id: row.version})
            with register.read() as con:
                print(entry.seq, head(con)[1], flush=True)


# ---------------------------------------------------------------------- the parent


def killed(target: str, mode: str, number: int, rng: random.Random) -> tuple[list[tuple[int, str]], bool]:
    """What a child told before it was killed, and whether it had come to its end."""
    child = subprocess.Popen(
        [sys.executable, __file__, "--child", mode, "--target", target, "--seed", str(number)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(rng.uniform(0, LONGEST))
    child.kill()
    said = child.stdout.read().split("\n")
    child.wait()
    told = [line.split() for line in said if line.count(" ") == 1 and len(line.split()[-1]) == 64]
    return [(int(seq), hashed) for seq, hashed in told], "done" in said


def look(register: Register, told: dict[int, str], before: int, reports: int) -> list[str]:
    """What is wrong after a kill."""
    with register.read() as con:
        wrong = [f"{p.where}: {p.what}" for p in check(con)][:5]
        kept = {row.seq: row.hash for row in con.execute(select(log.c.seq, log.c.hash))}
        wrong += [f"decision d{seq} was told and is gone" for seq, hashed in told.items() if kept.get(seq) != hashed]
        if len(kept) > max([*told, before]) + 1:
            wrong.append("entries that nobody made")
        if count_reports(con) != reports:
            wrong.append("reports are gone")
    return wrong


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--reports", type=int, default=2500)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--target", help="postgresql:// database without a register; a temporary file else")
    asked.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    asked.add_argument("--child", choices=("code", "save"), help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.child:
        code(given.target) if given.child == "code" else save(given.target, given.seed)
        return 0
    if given.postgres:
        with postgres_server.server(postgres_server.SAFE) as socket:
            postgres_server.make_databases(socket, "kill")
            return go(postgres_server.url_of(socket, "kill"), given)
    return go(given.target, given)


def go(target: str | None, given: argparse.Namespace) -> int:
    with TemporaryDirectory() as folder:
        return trial(target or f"{folder}/kill.sijill", f"{folder}/whole.sijill", given)


def trial(target: str, whole: str, given: argparse.Namespace) -> int:
    rng, runs_hit, problems = random.Random(given.seed), 0, 0
    told: dict[int, str] = {}
    with Register.create(target) as register, Register.create(whole) as other:
        for one in (register, other):
            add_to(one, islice(invented(given.reports), FIRST), by="bench")
            run_register(one, Settings(), link=False)  # so that there is something to decide on
            add_to(one, invented(given.reports), by="bench")
        for number in range(given.kills):
            with register.read() as con:
                before, _ = head(con)
            mode = "save" if number % 2 else "code"
            said, done = killed(target, mode, given.seed * 1000 + number, rng)
            told |= dict(said)
            runs_hit += mode == "code" and not done
            wrong = look(register, told, before, given.reports)
            problems += len(wrong)
            where = f"{len(said)} saves told" if mode == "save" else "had ended" if done else "under way"
            print(f"kill {number + 1:3} in a {mode}, {where}: {'; '.join(wrong) or 'whole'}", flush=True)
        with register.read() as con:
            before, _ = head(con)  # a save that was killed between keeping and telling is among them
        for one in (register, other):
            run_register(one, Settings(), link=False)
        digests = []
        for one in (register, other):
            with one.read() as con:
                digests.append(run_digest(con, 2))
        wrong = look(register, told, before, given.reports)
        problems += len(wrong) + (digests[0] != digests[1])
        print(f"run to its end: {'; '.join(wrong) or 'whole'}")
    print(
        f"{given.kills} kills ({runs_hit} in the midst of a run), {len(told):,} saves told: "
        f"{problems} problems; coded as without kills: {digests[0] == digests[1]}"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

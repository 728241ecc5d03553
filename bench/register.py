"""How fast is a large register? Builds one of invented reports and times what a person waits for.

    python bench/register.py [--events 100000] [--reports 30000] [--target FILE|postgresql://…] [--times 100]
                             [--check]

The reports are texts of invented words (``bench/synthetic.py``), about three events each and some without any, linked
by the truth; two thousand decisions are taken. Then every page is asked for with drawn filters, ids and words, each in
a transaction of its own, and encoded as JSON: median and 95th of a hundred in milliseconds, and the processor's time of
this program for one (with PostgreSQL without the server's own). With ``--check`` the exit status is 1 where the queue
or a report page takes more than 200 ms at the median, or a search more than 100.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count as count_from
from itertools import islice
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from sqlalchemy import Connection, select
from synthetic import World, draw, iso

from sijill.errors import UsageError
from sijill.link.source import read_event
from sijill.model import Because, Candidate, Coder, Conflict, Decision, Event, Incident, Report, Said
from sijill.register import (
    STANDING,
    Arrival,
    Filter,
    Register,
    StaleError,
    add_reports,
    begin_run,
    count,
    count_reports,
    decide,
    end_run,
    events_of_report,
    facets,
    history,
    incident_of,
    incidents,
    points,
    queue,
    records_of,
    report_of,
    search,
    store_coding,
    timeline,
)
from sijill.register.check import check
from sijill.register.linked import store_incidents
from sijill.register.schema import event as event_table
from sijill.register.schema import word as word_table

LOT = 200
QUEUE, SEARCH = 200.0, 100.0  # ms at the median, at most
Told = tuple[str, list[tuple[Event, int]]]


def told(wanted: int, seed: int) -> Iterator[Told]:
    """Texts and the events that they tell, with the number of the act; about three a report."""
    world = World(seed, countries=24, rate=550.0)
    open_: dict[str, Told] = {}
    for number, (paper, row, act) in enumerate(islice(draw(world, wanted + wanted // 2), wanted), 1):
        # Reports of the linking bench carry one act and a half; here three tellings of an outlet share a text.
        text, events = open_.pop(paper.outlet, ("", []))
        passage = world.passage(act)
        start = len(text)
        row |= {"id": f"e{number:08x}", "doc_id": "", "passage": [start, start + len(passage)]}
        found = read_event(msgspec.json.encode(row), file="synthetic", number=number)
        events.append((dressed(found, act.number), act.number))
        text = f"{text}{passage}. "
        if len(events) < 3 + (number % 3 == 0):
            open_[paper.outlet] = (text, events)
        else:
            yield f"{text}{world.passage(act)} {world.passage(act)}.", events  # what tells of no event
    yield from open_.values()


def dressed(event: Event, number: int) -> Event:
    """The event with evidence, candidates and reasons as a coder gives them: as long as a real record."""
    spans = tuple(Because(span=event.passage, rule=f"bench/rule-{k}") for k in range(2))
    named = [n for n in ("type", "date", "place", "initiator", "target", "weapon", "casualties", "damage", "claim")
             if getattr(event, n)]  # fmt: skip
    place = event.place
    candidates = tuple(
        Candidate(name=place.name or "", id=f"b:{number}-{k}", lat=place.lat, lon=place.lon, score=0.9 - k / 10,
                  admin1=place.admin1, reasons=("name as written", f"in the announced {place.admin1}"))
        for k in range(2) if place.lat is not None and place.lon is not None
    )  # fmt: skip
    blank = {"date": "no day is told"} if event.date.start is None else {}
    return msgspec.structs.replace(
        event, because=dict.fromkeys(named, spans), why_null={"time": "no hour is told"} | blank,
        confidence={"place": 0.5 + number % 50 / 100, "date": 0.95}, sijill=Coder(version="bench", packs="bench"),
        place=msgspec.structs.replace(place, text=None, candidates=candidates),
    )  # fmt: skip


def quiet(seed: int) -> Iterator[Told]:
    """Texts that tell of no event, without end."""
    world = World(seed + 1, countries=24, rate=550.0)
    for number in count_from(1):
        for _, _, act in draw(world, 10_000):
            yield f"{number} {world.passage(act)} {world.passage(act)}.", []


def build(register: Register, wanted: int, reports: int, seed: int) -> None:
    """Fill a register with so many events, and so many reports at least."""
    acts: dict[int, list[str]] = defaultdict(list)
    docs: dict[str, str] = {}
    with register.write() as con:
        run = begin_run(con, version="bench", packs="bench", settings="{}", at=register.clock())
    number = 0
    rows, more = told(wanted, seed), quiet(seed)
    while lot := list(islice(rows, LOT)) or list(islice(more, max(0, min(LOT, reports - number)))):
        with register.write() as con:
            for text, events in lot:
                number += 1
                doc = f"bench-{number:06d}"
                day = iso(number % 1826)
                report = Report(doc_id=doc, text=text, published=day, outlet=f"Outlet {number % 60}", title=text[:40])
                add_reports(con, [Arrival(report=report, file="bench", line=number)], at=register.clock(), by="bench")
                made = [msgspec.structs.replace(event, doc_id=doc) for event, _ in events]
                store_coding(con, run, number, made)
                for event, act in events:
                    acts[act].append(event.id)
                    docs[event.id] = doc
    with register.write() as con:
        made_of = (incident(act, members, docs) for act, members in acts.items())
        end_run(con, run, at=register.clock(), incidents=store_incidents(con, run.num, made_of))


def opened_or_built(target: str, wanted: int, reports: int, seed: int) -> Register:
    """The register at a target; a new one that was filled where there is none."""
    with suppress(UsageError):
        return Register.open(target)
    register = Register.create(target)
    build(register, wanted, reports, seed)
    return register


def incident(act: int, members: list[str], docs: dict[str, str]) -> Incident:
    quarrel = (Conflict(field="date", values=tuple(Said(value=m, events=(m,)) for m in members)),)
    reports = tuple(sorted({docs[m] for m in members}))
    conflicts = quarrel if len(members) > 2 and act % 3 == 0 else ()
    return Incident(id=f"i{act:08x}", type="Attack", reports=reports, events=tuple(members), conflicts=conflicts)


def decisions(register: Register, wanted: int, rng: random.Random) -> list[float]:
    """Save decisions on drawn events; the seconds that each took."""
    with register.read() as con:
        ids = con.scalars(select(event_table.c.id)).all()
    took = []
    for _ in range(wanted):
        name = rng.choice(ids)
        with register.read() as con:
            version = con.scalar(select(event_table.c.version).where(event_table.c.id == name))
        kind = rng.choice(("accept", "reject", "field"))
        field, value = ("time", '"10:00"') if kind == "field" else (None, None)
        decision = Decision(kind=kind, by="salma", events=(name,), field=field, value=value)  # type: ignore[arg-type]
        start = time.perf_counter()
        try:
            decide(register, decision, seen={name: version or 0})
        except StaleError:
            continue
        took.append(time.perf_counter() - start)
    return took


# ---------------------------------------------------------------------- what is timed


def pages(register: Register, rng: random.Random) -> dict[str, Callable[[Connection], Any]]:
    """What a person asks for, drawn anew each time."""
    with register.read() as con:
        docs = con.scalars(select(event_table.c.doc_id).distinct().limit(5000)).all()
        homes = con.scalars(select(event_table.c.incident_id).distinct().limit(5000)).all()
        countries, kinds = list(facets(con, "country")), list(facets(con, "type"))
        words = con.scalars(select(word_table.c.form).limit(20_000)).all()
        deep = queue(con, limit=1).rows[0].need // 3
    common = report_words(register)

    def day() -> tuple[str, str]:
        first = rng.randrange(1700)
        return iso(first), iso(first + 60)

    def report_page(con: Connection) -> Any:
        doc = rng.choice(docs)
        return report_of(con, doc), records_of(con, events_of_report(con, doc))

    def between(con: Connection) -> Any:
        first, last = day()
        return queue(con, Filter(day_from=first, day_to=last))

    return {
        "queue": queue,
        "queue, deep": lambda con: queue(con, after=f"{rng.randrange(max(1, deep))}~0"),
        "queue, country": lambda con: queue(con, Filter(country=str(rng.choice(countries)))),
        "queue, type": lambda con: queue(con, Filter(type=str(rng.choice(kinds)))),
        "queue, days": between,
        "queue, by day": lambda con: queue(con, sort="day"),
        "queue, conflict and coarse": lambda con: queue(con, Filter(conflict=True, precision=(3, 4))),
        "queue, low confidence": lambda con: queue(con, Filter(confidence_below=0.51)),
        "queue, words": lambda con: queue(con, Filter(text=rng.choice(common))),
        "queue, nothing found": lambda con: queue(con, Filter(country="ZZ", by="nobody")),
        "count": count,
        "facets, country": lambda con: facets(con, "country"),
        "report page": report_page,
        "history of an event": lambda con: history(con, queue(con, Filter(status=("accepted",)), limit=1).rows[0].id),
        "incident page": lambda con: incident_of(con, rng.choice(homes)),
        "incidents, conflicts": lambda con: incidents(con, conflicts=True),
        "search, a common word": lambda con: search(con, rng.choice(common)),
        "search, two words": lambda con: search(con, f"{rng.choice(common)} {rng.choice(common)}"),
        "search, any word": lambda con: search(con, rng.choice(words)),
        "search, a slip": lambda con: search(con, rng.choice(words) + "ظ"),
        "map, cells": lambda con: points(con, Filter(status=STANDING), cell=2.0),
        "map, a box": lambda con: points(con, box=(28.0, 9.0, 31.0, 12.0), limit=2000),
        "timeline": timeline,
    }


def report_words(register: Register) -> list[str]:
    """Words of a few reports, as frequent as they are."""
    with register.read() as con:
        return [w for n in (1, 9, 99) for w in report_of(con, f"bench-{n:06d}").report.text.split() if len(w) > 3]


def timed(register: Register, ask: Callable[[Connection], Any], times: int) -> tuple[list[float], float]:
    """Seconds that each answer took, and the processor's seconds for one."""
    took, before = [], time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        with register.read() as con:
            msgspec.json.encode(ask(con))
        took.append(time.perf_counter() - start)
    return took, (time.process_time() - before) / times


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--events", type=int, default=100_000)
    asked.add_argument("--reports", type=int, default=30_000)
    asked.add_argument("--target", help="a register that is used where there is one, else made; a temporary file else")
    asked.add_argument("--times", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--check", action="store_true")
    given = asked.parse_args()
    with TemporaryDirectory() as folder:
        return measure(given.target or f"{folder}/bench.sijill", given)


def measure(target: str, given: argparse.Namespace) -> int:
    rng = random.Random(given.seed)
    start = time.perf_counter()
    register = opened_or_built(target, given.events, given.reports, given.seed)
    slow = []
    with register:
        with register.read() as con:
            reports = count_reports(con)
            events = count(con, Filter(status=(*STANDING, "rejected", "gone")))
        print(f"{events:,} events of {reports:,} reports, made in {time.perf_counter() - start:.0f} s")
        before = time.process_time()
        saved = decisions(register, 20 * given.times, rng)
        rows = {"save a decision": (saved, (time.process_time() - before) / len(saved))}
        for name, ask in pages(register, rng).items():
            timed(register, ask, 2)
            rows[name] = timed(register, ask, given.times)
        for name, (took, own) in rows.items():
            median, late = (1000 * x for x in (statistics.median(took), statistics.quantiles(took, n=20)[-1]))
            most = SEARCH if name.startswith("search") else QUEUE
            slow += [name] if median > most and not name.startswith(("map", "timeline")) else []
            print(f"{name:28} {median:8.1f} ms {late:8.1f} ms (95th) {1000 * own:8.1f} ms of processor")
        start = time.perf_counter()
        with register.read() as con:
            problems = list(check(con))
        print(f"{'check of everything':28} {time.perf_counter() - start:8.1f} s, {len(problems)} problems")
        for problem in problems[:5]:
            print(f"  {problem.where}: {problem.what}")
    if slow:
        print(f"too slow: {', '.join(slow)}")
    return 1 if (given.check and slow) or problems else 0


if __name__ == "__main__":
    sys.exit(main())

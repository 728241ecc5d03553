"""One shard: its reports read, judged by the gate, coded; its events in one file and its account in another.

The events are put in their place first, whole, then the account: a shard without one is not done, and is done again.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from sijill.export import Output, Radius
from sijill.export.jsonl import render as lines_of
from sijill.model import Event, Report, to_json
from sijill.near import sketch, words_of
from sijill.pipeline import Outcome, Pool, chunks, code_one, load_coder
from sijill.read import Read, Reject, digest_of_id, read_sources
from sijill.run.gate import Gate
from sijill.run.plan import RunOptions, Shard
from sijill.run.same import SameTexts
from sijill.run.table import EventFile

EVENTS, WORK = "events", "work"
AGAIN = ("a report of this doc_id was read before", "give every report an id of its own")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A shard to do, as it travels to a worker.

    Attributes:
        out: the run's folder.
        apart: code in a process of its own, as a worker died over this shard or beside it.
        known: digests of ids that earlier shards hold.
    """

    number: int
    shard: Shard
    out: str
    apart: bool = False
    known: frozenset[bytes] = frozenset()


class Account(msgspec.Struct, kw_only=True):
    """What became of a shard's reports: read = coded + the numbers of ``rejects`` and ``dropped``.

    Attributes:
        told: reports with an event.
        rejects: in their order; lines are counted from where the shard's stretch of the file begins.
        dropped: id of the report, and why.
        near: id and sketch of each report that passed the gate, where near-identical ones are to be told.
        ids: a digest of eight bytes for the id of each report that was not rejected, in their order.
        input: digest of the reports as they were read; ``output``: of the file of events.
    """

    number: int
    read: int = 0
    coded: int = 0
    told: int = 0
    events: int = 0
    rejects: list[Reject] = []
    dropped: list[tuple[str, str]] = []
    near: list[tuple[str, bytes]] = []
    ids: bytes = b""
    input: str = ""
    output: str = ""


def file_of(out: Path, number: int, form: str) -> Path:
    """Where a shard's events go."""
    return out / EVENTS / f"{number:06d}.{form}"


def account_of(out: Path, number: int) -> Path:
    """Where a shard's account goes."""
    return out / WORK / f"{number:06d}.json"


def render(report: Report, events: Sequence[Event], radius: Radius) -> tuple[bytes, ...]:
    """A report's events as lines of JSON; each format of runs is made of these."""
    return (lines_of(report, events, radius),)


class Worker:
    """Does shards; made once in a process."""

    def __init__(self, options: RunOptions):
        self._options = options
        self._coder = load_coder(options.settings.packs, options.settings.places)
        self._gate = Gate(self._coder.matcher, self._coder.pack, options.gate)
        self._same = SameTexts(self._coder.pack)

    def do(self, job: Job) -> Account:
        """Read, judge and code a shard, and put its files in their place."""
        account, out = Account(number=job.number), Path(job.out)
        wanted = self._wanted(job, account)
        with EventFile(file_of(out, job.number, self._options.form), self._options.form) as events:
            # Judged by the handful: what a coder looks at does not stay in the processor beside what a gate does.
            for outcome in self.coded(chain.from_iterable(chunks(wanted)), apart=job.apart):
                if outcome.reject is not None:
                    account.rejects.append(outcome.reject)
                    continue
                account.coded += 1
                account.told += outcome.events > 0
                account.events += outcome.events
                events.add(outcome.bodies[0])
        account.output = events.digest
        with Output(str(account_of(out, job.number))) as file:
            file.write(to_json(account))
        return account

    def _wanted(self, job: Job, account: Account) -> Iterator[Read | Reject]:
        """What is to be coded or rejected; the rest goes into the account as it is read."""
        seen, ids, digest = set(job.known), bytearray(), hashlib.blake2b(digest_size=16)
        for item in read_sources(job.shard, self._options.columns):
            account.read += 1
            if isinstance(item, Reject):
                yield item
                continue
            mark = digest_of_id(item.report.doc_id)
            if mark in seen:
                yield item.reject(*AGAIN)
                continue
            seen.add(mark)
            ids += mark
            digest.update(to_json(item.report))
            why = self.why_not(item.report)
            if why is not None:
                account.dropped.append((item.report.doc_id, why))
                continue
            if self._options.near:
                account.near.append((item.report.doc_id, array("I", sketch(words_of(item.report.text))).tobytes()))
            yield item
        account.ids, account.input = bytes(ids), digest.hexdigest()

    def why_not(self, report: Report) -> str | None:
        """Why the gate drops a report, or None where it passes."""
        return self._gate.why_not(report.text)

    def coded(self, items: Iterable[Read | Reject], *, apart: bool = False) -> Iterator[Outcome]:
        """What becomes of items that the gate let pass, in their order; ``apart``: in a process of its own."""
        return self._apart(items) if apart else map(self.code, items)

    def code(self, item: Read | Reject) -> Outcome:
        """Code what passed the gate; a text that was met before is not read again."""
        if isinstance(item, Reject):
            return Outcome(reject=item)
        key = self._same.key(item.report)
        outcome = self._same.find(key, item.report)
        if outcome is None:
            outcome = code_one(self._coder, item, render)
            self._same.keep(key, item.report, outcome)
        return outcome

    def _apart(self, items: Iterable[Read | Reject]) -> Iterator[Outcome]:
        with Pool(render, self._options.settings, 1) as pool:
            for outcomes in pool.map(chunks(items)):
                yield from outcomes

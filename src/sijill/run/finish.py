"""The end of a run: ids that came again across shards, and the files that tell of the whole."""

from __future__ import annotations

import hashlib
import shutil
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from sijill.errors import InputError
from sijill.export import Output
from sijill.model import to_json
from sijill.near import repost_groups
from sijill.read import LINES, Reject, SeenIds
from sijill.run.plan import Plan, Shard
from sijill.run.shard import EVENTS, WORK, Account, Job, account_of, file_of

RUN, LOCK = "run.json", ".lock"
_ACCOUNT = msgspec.json.Decoder(Account)
_ID = 8
_BLOCK = 1 << 20


class ShardDone(msgspec.Struct, frozen=True):
    """A file of events: its name in the run's folder, the reports read for it, its events, BLAKE2b of its bytes."""

    file: str
    reports: int
    events: int
    digest: str


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did (``run.json``): read = coded + rejected + all that was dropped.

    Attributes:
        told: reports with an event.
        dropped: reports by the gate's reason.
        input: BLAKE2b over the reports as they were read; None where they were read in no order.
        files, bytes: of the input.
    """

    version: str
    packs: str
    gate: str
    format: str
    near: bool
    columns: dict[str, tuple[str, ...]]
    shard_bytes: int
    files: int
    bytes: int | None
    input: str | None
    read: int
    coded: int
    told: int
    rejected: int
    dropped: dict[str, int]
    events: int
    shards: tuple[ShardDone, ...]


def read_account(out: Path, number: int) -> Account | None:
    """The account of a shard that is done, or None."""
    try:
        return _ACCOUNT.decode(account_of(out, number).read_bytes())
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise InputError(
            f"not an account of a shard: {error}", file=str(account_of(out, number)),
            hint="delete it, and the shard is done again",
        ) from error  # fmt: skip


def _accounts(out: Path, plan: Plan) -> Iterator[Account]:
    for number in range(len(plan.shards)):
        account = read_account(out, number)
        if account is None:
            raise InputError("a shard is gone", file=str(account_of(out, number)), hint="run it again")
        yield account


def settle_ids(out: Path, plan: Plan, redo: Callable[[Job], object]) -> None:
    """Turn away, in each shard, the reports whose id stands in an earlier one: such shards are done once more."""
    seen = SeenIds()
    for account in _accounts(out, plan):
        ids = account.ids
        marks = (ids[k : k + _ID] for k in range(0, len(ids), _ID))
        again = frozenset(mark for mark in marks if not seen.add_digest(mark))
        if again:
            n = account.number
            redo(Job(number=n, shard=plan.shards[n], out=str(out), known=again))


def write_whole(out: Path, plan: Plan) -> Summary:
    """Write ``rejects.jsonl``, ``dropped.jsonl`` and, last, ``run.json``; then the work folder goes."""
    totals = Account(number=0)
    why: Counter[str] = Counter()
    rejected, digest, done = 0, hashlib.blake2b(digest_size=16), []
    sketches: dict[str, tuple[int, ...]] = {}
    lines = LineNumbers()
    with Output(str(out / "rejects.jsonl")) as rejects, Output(str(out / "dropped.jsonl")) as dropped:
        for account, shard in zip(_accounts(out, plan), plan.shards, strict=True):
            totals.read += account.read
            totals.coded += account.coded
            totals.told += account.told
            totals.events += account.events
            rejected += len(account.rejects)
            digest.update(account.input.encode())
            sketches |= {doc_id: tuple(array("I", marks)) for doc_id, marks in account.near}
            for reject in account.rejects:
                rejects.write(to_json(lines.whole(reject, shard)) + b"\n")
            for doc_id, reason in account.dropped:
                why[reason] += 1
                dropped.write(msgspec.json.encode({"doc_id": doc_id, "why": reason}) + b"\n")
            name = file_of(out, account.number, plan.form).relative_to(out).as_posix()
            done.append(ShardDone(name, account.read, account.events, account.output))
    if plan.near:
        _write_near(out, sketches)
    summary = Summary(
        version=plan.version, packs=plan.packs, gate=plan.gate, format=plan.form, near=plan.near,
        columns=plan.columns, shard_bytes=plan.shard_bytes,
        files=len(plan.files), bytes=sum(file.size for file in plan.files), input=digest.hexdigest(), read=totals.read,
        coded=totals.coded, told=totals.told, rejected=rejected, dropped=dict(sorted(why.items())),
        events=totals.events, shards=tuple(done),
    )  # fmt: skip
    with Output(str(out / RUN)) as file:
        file.write(msgspec.json.format(to_json(summary), indent=1) + b"\n")
    return summary


def _write_near(out: Path, sketches: dict[str, tuple[int, ...]]) -> None:
    """Each report that is near-identical to others, but the first of them by id: which one that is."""
    with Output(str(out / "near.jsonl")) as file:
        for doc_id, first in sorted(repost_groups(sketches).items()):
            if doc_id != first:
                file.write(msgspec.json.encode({"doc_id": doc_id, "near_of": first}) + b"\n")


def read_whole(out: Path) -> Summary | None:
    """The account of a run that is whole, or None.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return msgspec.json.decode((out / RUN).read_bytes(), type=Summary)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise InputError(f"not the account of a run: {error}", file=str(out / RUN)) from error


def clear(out: Path) -> None:
    """Take away what only a run under way needs, and what killed sittings left half-written."""
    shutil.rmtree(out / WORK, ignore_errors=True)
    for path in (*out.glob(".*"), *(out / EVENTS).glob(".*")):
        with suppress(OSError):
            path.unlink()


class LineNumbers:
    """Turns lines that were counted within a stretch into lines of the file; each file is counted through once."""

    def __init__(self) -> None:
        self._name, self._at, self._lines = "", 0, 0

    def whole(self, reject: Reject, shard: Shard) -> Reject:
        """The reject with its line in the file."""
        source = next((s for s in shard if s.name == reject.file and s.start and s.path.endswith(LINES)), None)
        if source is None or reject.line is None:
            return reject
        return msgspec.structs.replace(reject, line=reject.line + self._before(source.path, source.start))

    def _before(self, path: str, start: int) -> int:
        if path != self._name or start < self._at:
            self._name, self._at, self._lines = path, 0, 0
        with open(path, "rb") as file:
            file.seek(self._at)
            while self._at < start:
                block = file.read(min(_BLOCK, start - self._at))
                if not block:
                    break
                self._lines += block.count(b"\n")
                self._at += len(block)
        return self._lines

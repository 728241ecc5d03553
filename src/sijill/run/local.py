"""The engine of one machine: shards mapped over processes; whatever stops it, the next sitting goes on.

Done is what has an account; everything else is done again, and comes out the same. So a run that was killed, however
often and wherever, ends in the bytes of one that was not.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import msgspec

from sijill.errors import UsageError
from sijill.export import Output
from sijill.model import to_json
from sijill.pipeline import belong_to_parent, load_coder
from sijill.run.finish import LOCK, Summary, clear, read_account, read_whole, settle_ids, write_whole
from sijill.run.plan import Plan, RunOptions, differences, make_plan
from sijill.run.progress import Progress, Watch
from sijill.run.shard import EVENTS, WORK, Account, Job, Worker

try:
    import fcntl
except ImportError:  # Windows has no such locks: there nothing keeps a second sitting out
    fcntl = None  # type: ignore[assignment]

_PLAN = "plan.json"


def run_corpus(
    inputs: Sequence[str], out: str | Path, options: RunOptions, *, workers: int = 1, watch: Watch | None = None
) -> Summary:
    """Code a corpus into a folder; where a run of the same settings and input stopped in it, go on.

    Args:
        inputs: files and folders.
        out: the folder: new, empty, or of a run.
        options: how to run.
        workers: processes.
        watch: told how far it is.

    Raises:
        UsageError: the folder holds something else, or a run of other settings, packs or input, or one under way.
    """
    folder = Path(out)
    coder = load_coder(options.settings.packs, options.settings.places)
    plan = make_plan(inputs, options, coder.digest)
    with _locked(folder):
        whole = read_whole(folder)
        if whole is not None:
            _refuse_other(folder, whole, plan)
            clear(folder)
            return whole
        _begin(folder, plan)
        progress = Progress(folder, len(plan.shards), sum(plan.weights), watch)
        jobs = []
        for number, shard in enumerate(plan.shards):
            account = read_account(folder, number)
            if account is None:
                jobs.append(Job(number=number, shard=shard, out=str(folder)))
            else:
                progress.add(account, plan.weights[number], earlier=True)
        try:
            with _Crew(options, max(1, min(workers, len(jobs) or 1))) as crew:
                for account in crew.map(jobs):
                    progress.add(account, plan.weights[account.number])
                settle_ids(folder, plan, lambda job: list(crew.map([job])))
            if (changed := plan.changed()) is not None:
                raise UsageError("changed while the run was reading", file=changed, hint="run it into another folder")
            summary = write_whole(folder, plan)
            clear(folder)
        except KeyboardInterrupt:
            progress.tell("stopped")
            raise
        except BaseException:
            progress.tell("failed")
            raise
        progress.end(summary)
        return summary


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep a second sitting out of the folder; a killed one's lock is gone with it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o666)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", file=str(folder)) from error
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UsageError("a run is under way in this folder", file=str(folder), hint="wait, or take another") from error
    finally:
        os.close(handle)


def _refuse_other(folder: Path, whole: Summary, plan: Plan) -> None:
    size = sum(file.size for file in plan.files)
    alike = all(getattr(plan, name) == getattr(whole, name) for name in ("version", "packs", "gate", "near", "columns"))
    mine = (plan.form, plan.shard_bytes, len(plan.files), size)
    if not alike or mine != (whole.format, whole.shard_bytes, whole.files, whole.bytes):
        raise UsageError(
            "a run of other settings, packs or input is whole in this folder", file=str(folder),
            hint="take another folder",
        )  # fmt: skip


def _begin(folder: Path, plan: Plan) -> None:
    """Lay down the plan, or see that the one that lies there is the same."""
    path = folder / WORK / _PLAN
    if path.exists():
        try:
            old = msgspec.json.decode(path.read_bytes(), type=Plan)
        except msgspec.DecodeError as error:
            raise UsageError(f"the plan of a run cannot be read: {error}", file=str(path)) from error
        other = differences(old, plan)
        if other is not None:
            raise UsageError(
                f"the run in this folder was begun with {other}", file=str(folder), hint="take another folder for it"
            )
    else:
        others = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
        if others and others != [WORK]:  # a sitting killed before it had a plan left this one
            raise UsageError(
                f"the folder holds {others[0]}, which is of no run", file=str(folder), hint="take another one"
            )
        (folder / WORK).mkdir(exist_ok=True)
        with Output(str(path)) as file:
            file.write(to_json(plan))
    (folder / EVENTS).mkdir(exist_ok=True)  # after the plan: what lies in a folder without one is of no run


class _Crew:
    """Processes that do shards."""

    def __init__(self, options: RunOptions, workers: int):
        self._options, self._workers = options, workers
        self._pool = self._start()

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, get_context("spawn"), initializer=_enlist, initargs=(self._options,))

    def map(self, jobs: Iterable[Job]) -> Iterator[Account]:
        """The accounts of the shards, as they are done.

        Where a process dies, it is not known over which of the shards under way: each is done anew by itself, its
        reports in a process of their own, so that the one to blame becomes a reject.
        """
        jobs = iter(jobs)
        under_way: dict[Future[Account], Job] = {}
        while True:
            for job in islice(jobs, self._workers + 1 - len(under_way)):
                under_way[self._submit(job)] = job
            if not under_way:
                return
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            try:
                for future in done:
                    account = future.result()
                    del under_way[future]
                    yield account
            except BrokenProcessPool:
                self._pool.shutdown(wait=True, cancel_futures=True)
                self._pool = self._start()
                for job in under_way.values():
                    yield self._alone(job)
                under_way = {}

    def _submit(self, job: Job) -> Future[Account]:
        try:
            return self._pool.submit(_do, job)
        except BrokenProcessPool as error:
            failed: Future[Account] = Future()
            failed.set_exception(error)
            return failed

    def _alone(self, job: Job) -> Account:
        try:
            return self._pool.submit(_do, msgspec.structs.replace(job, apart=True)).result()
        except BrokenProcessPool as error:
            first = job.shard[0].name
            raise UsageError(
                f"a process died over shard {job.number}, which begins in {first}", hint="is there memory enough?"
            ) from error


_worker: list[Worker] = []  # the one thing that a process keeps between its shards


def _enlist(options: RunOptions) -> None:
    belong_to_parent()
    _worker[:] = [Worker(options)]


def _do(job: Job) -> Account:
    return _worker[0].do(job)

"""Runs: reports in, rendered events out, in the order of the input, with any number of workers the same bytes.

``code_all`` maps ``Coder.code`` over what was read. The corpus is never held: chunks of reports travel to the workers
inside a bounded window. A report that the coder cannot digest, or that kills its worker, becomes a reject; the run goes
on.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import lru_cache, partial
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sijill.cache import cached, program_digest
from sijill.errors import PackError
from sijill.export import FORMATS, Format, Output, Radius, Totals
from sijill.match import Matcher
from sijill.model import Event, Report, to_json
from sijill.pack import SHIPPED, Pack, digest_of, load_pack
from sijill.places.store import Places
from sijill.read import Read, Reject

if TYPE_CHECKING:
    from sijill.events import Coder

#: A report's events in each of the wanted formats; made in the workers, so it must be a function of a module.
Render = Callable[[Report, Sequence[Event], Radius], tuple[bytes, ...]]
Chunk = list[Read | Reject]

_CHUNK_REPORTS, _CHUNK_CHARS = 32, 60_000
# Of a coded report nothing points in a circle: what it allocates goes when it is done, and looking for more costs 5 %.
_COLLECT = (50_000, 20, 100)
_WINDOW = 3  # chunks in flight a worker: enough to keep it busy, few enough to keep memory flat


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a coder is made of, as it travels to the workers."""

    packs: tuple[Path, ...] = ()
    places: Path | None = None


class Compiled(NamedTuple):
    """The packs as tables, and the lexicon with the gazetteer's names in it: what the cache keeps."""

    pack: Pack
    matcher: Matcher


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one report: its events, rendered, or why it was turned away."""

    events: int = 0
    bodies: tuple[bytes, ...] = ()
    reject: Reject | None = None


# ---------------------------------------------------------------------- the coder, compiled once


def load_coder(packs: tuple[Path, ...] = (), places: Path | None = None) -> Coder:
    """The coder over the shipped packs, with further packs laid over them and another gazetteer where one is given.

    Raises:
        PackError: a pack breaks the rules of its tables.
        UsageError: there is no such gazetteer.
    """
    return _load(tuple(Path(p).resolve() for p in packs), None if places is None else Path(places).resolve())


@lru_cache(maxsize=2)
def _load(packs: tuple[Path, ...], places: Path | None) -> Coder:
    from sijill.events import Coder, matcher_of  # noqa: PLC0415 - evaluating and reading need no coder

    for folder in packs:
        if not folder.is_dir():
            raise PackError("no such pack folder", file=str(folder), hint="lay it out as docs/packs.md says")
    gazetteer = Places.open(places)

    def compile_all() -> Compiled:
        pack = load_pack(*packs)
        return Compiled(pack, matcher_of(pack, gazetteer))

    key = "-".join((digest_of((SHIPPED, *packs)), gazetteer.digest(), program_digest()))
    compiled = cached("coder", key, Compiled, compile_all)
    gc.set_threshold(*_COLLECT)
    return Coder(compiled.pack, gazetteer, compiled.matcher)


# ---------------------------------------------------------------------- one report


def code_one(coder: Coder, item: Read | Reject, render: Render) -> Outcome:
    """Code one report and render its events; whatever goes wrong with it is its own reject."""
    if isinstance(item, Reject):
        return Outcome(reject=item)
    try:
        events = coder.code(item.report)
        return Outcome(events=len(events), bodies=render(item.report, events, radius_of(coder)))
    except Exception as error:  # noqa: BLE001 - law 7: one bad report never stops a run
        return Outcome(reject=item.reject(f"the coder failed: {type(error).__name__}: {error}", "please report it"))


def radius_of(coder: Coder) -> Radius:
    """How large the circle of a place is, by the gazetteer where there is one."""
    from sijill.places.records import RADIUS_KM  # noqa: PLC0415

    places = getattr(coder, "places", None)
    return places.radius_km if isinstance(places, Places) else lambda precision, _: RADIUS_KM[precision]


# ---------------------------------------------------------------------- many


def code_all(
    items: Iterable[Read | Reject], render: Render, settings: Settings, *, workers: int = 1
) -> Iterator[Outcome]:
    """One outcome for each item, in their order.

    Args:
        items: what ``read_all`` yields.
        render: makes bytes of a report's events; runs in the workers.
        settings: of the coder.
        workers: processes; a corpus of one chunk is coded in this one.
    """
    parts = chunks(items)
    first = list(islice(parts, 2))
    if workers <= 1 or len(first) < 2:
        coder = load_coder(settings.packs, settings.places)
        for chunk in chain(first, parts):
            for item in chunk:
                yield code_one(coder, item, render)
        return
    load_coder(
        settings.packs, settings.places
    )  # what is broken is told once, here, and the workers find the cache filled
    with Pool(render, settings, workers) as pool:
        for outcomes in pool.map(chain(first, parts)):
            yield from outcomes


def code_to(
    items: Iterable[Read | Reject],
    outputs: Sequence[tuple[str, Format]],
    settings: Settings,
    *,
    rejects: str | None = None,
    workers: int = 1,
    watch: Callable[[Totals, Reject | None], None] | None = None,
) -> Totals:
    """Code what was read into files, each whole or not there.

    Args:
        items: what ``read_all`` yields.
        outputs: path and format of each; ``-`` is standard output.
        settings: of the coder.
        rejects: where what was turned away is told, one JSON object a line; None for nowhere.
        workers: processes.
        watch: called after each report with the totals so far, and the reject where it is one.

    Raises:
        UsageError: a file cannot be written, or the settings name what is not there.
    """
    totals = Totals()
    names = tuple(form.name for _, form in outputs)
    with ExitStack() as stack:
        turned_away = None if rejects is None else stack.enter_context(Output(rejects))
        files = [_File(stack.enter_context(Output(path)), form) for path, form in outputs]
        for outcome in code_all(items, partial(_render_each, names), settings, workers=workers):
            totals.read += 1
            totals.events += outcome.events
            if outcome.reject is None:
                totals.coded += 1
                for file, body in zip(files, outcome.bodies, strict=True):
                    file.add(body)
            else:
                totals.rejected += 1
                if turned_away is not None:
                    turned_away.write(to_json(outcome.reject) + b"\n")
            if watch is not None:
                watch(totals, outcome.reject)
        for file in files:
            file.end(totals)
    return totals


class _File:
    """One output under way."""

    def __init__(self, output: Output, form: Format):
        self._output, self._form, self._begun = output, form, False
        output.write(form.head())

    def add(self, body: bytes) -> None:
        if body:
            self._output.write(self._form.between + body if self._begun else body)
            self._begun = True

    def end(self, totals: Totals) -> None:
        self._output.write(self._form.foot(totals))


def _render_each(names: tuple[str, ...], report: Report, events: Sequence[Event], radius: Radius) -> tuple[bytes, ...]:
    return tuple(FORMATS[name].render(report, events, radius) for name in names)


def chunks(items: Iterable[Read | Reject]) -> Iterator[Chunk]:
    """The items in handfuls that are worth the way to another process."""
    chunk: Chunk = []
    size = 0
    for item in items:
        chunk.append(item)
        size += len(item.report.text) if isinstance(item, Read) else 0
        if len(chunk) >= _CHUNK_REPORTS or size >= _CHUNK_CHARS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


class Pool:
    """Worker processes that give back chunks in their order; started anew when a report kills one."""

    def __init__(self, render: Render, settings: Settings, workers: int):
        self._render, self._settings, self._workers = render, settings, workers
        self._executor = self._start(workers)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _start(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers, get_context("spawn"), initializer=_start_worker, initargs=(self._render, self._settings)
        )

    def map(self, chunks: Iterable[Chunk]) -> Iterator[list[Outcome]]:
        """The outcomes of each chunk, in order, with a bounded number of chunks under way."""
        chunks = iter(chunks)
        window: deque[tuple[Chunk, Future[list[Outcome]]]] = deque()
        while True:
            for chunk in islice(chunks, self._workers * _WINDOW - len(window)):
                window.append((chunk, self._submit(chunk)))
            if not window:
                return
            chunk, future = window.popleft()
            try:
                outcomes = future.result()
            except BrokenProcessPool:
                outcomes = self._one_by_one(chunk)
                window = deque((waiting, self._submit(waiting)) for waiting, _ in window)
            yield outcomes

    def _submit(self, chunk: Chunk) -> Future[list[Outcome]]:
        try:
            return self._executor.submit(_code_chunk, chunk)
        except BrokenProcessPool as error:
            failed: Future[list[Outcome]] = Future()
            failed.set_exception(error)
            return failed

    def _one_by_one(self, chunk: Chunk) -> list[Outcome]:
        """Code a chunk in whose time a worker died, one report after the other; then go on with a new pool."""
        outcomes: list[Outcome] = []
        self._restart(1)
        for item in chunk:
            try:
                outcomes += self._submit([item]).result()
            except BrokenProcessPool:
                if isinstance(item, Reject):
                    raise
                outcomes.append(Outcome(reject=item.reject("the coder's process died over it", "please report it")))
                self._restart(1)
        self._restart(self._workers)
        return outcomes

    def _restart(self, workers: int) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._start(workers)


_worker: list[tuple[Coder, Render]] = []  # the one thing that a worker process keeps between its chunks


def belong_to_parent() -> None:
    """Make this process one that its parent ends, and that ends with it, however the parent ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def _start_worker(render: Render, settings: Settings) -> None:
    belong_to_parent()
    _worker[:] = [(load_coder(settings.packs, settings.places), render)]


def _code_chunk(chunk: Chunk) -> list[Outcome]:
    coder, render = _worker[0]
    return [code_one(coder, item, render) for item in chunk]

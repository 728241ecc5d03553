"""What a run is to do, settled before its first report: the input cut into shards, and the settings.

The cut depends on the input and the settings alone. A run that goes on must find the plan it was begun with.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from sijill import __version__
from sijill.cache import program_digest
from sijill.errors import UsageError
from sijill.pipeline import Settings
from sijill.read import LINES, STDIN, TABLES, Source, find_inputs, sources_of
from sijill.read.parquet import open_parquet
from sijill.run.gate import GateName

Shard = tuple[Source, ...]

FORMATS = ("jsonl", "parquet")
_SHARDS, _SMALLEST, _LARGEST = 400, 1 << 20, 64 << 20
_MANY_FILES = 5_000  # of one report each in a shard
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How to run: all that the output depends on beside the input.

    Attributes:
        settings: of the coder.
        gate: ``score``, ``words`` or ``off``, see ``gate``.
        form: of the events: ``jsonl`` or ``parquet``.
        near: also tell which of the reports that pass the gate are near-identical.
        columns: which columns of a table make up which key of a report.
        shard_bytes: of input in a shard, about; 0 is a 400th of the input, at least 1 MiB and at most 64.
    """

    settings: Settings = Settings()
    gate: GateName = "score"
    form: str = "jsonl"
    near: bool = False
    columns: dict[str, tuple[str, ...]] = {}
    shard_bytes: int = 0


class InputFile(msgspec.Struct, frozen=True):
    """A file as it stood when the run began."""

    name: str
    size: int
    mtime_ns: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is to do; kept in the run's folder until it is whole.

    Attributes:
        weights: how much input each shard is, for telling how far the run is.
    """

    version: str
    program: str
    packs: str
    gate: str
    form: str
    near: bool
    columns: dict[str, tuple[str, ...]]
    shard_bytes: int
    files: tuple[InputFile, ...]
    shards: tuple[Shard, ...]
    weights: tuple[int, ...]

    def changed(self) -> str | None:
        """The first file that is not as it was when the run began, or None."""
        for file in self.files:
            found = os.stat(file.name)
            if file != InputFile(file.name, found.st_size, found.st_mtime_ns):
                return file.name
        return None


def make_plan(inputs: Iterable[str], options: RunOptions, packs: str) -> Plan:
    """Cut the input into shards.

    Args:
        inputs: files and folders.
        options: how to run.
        packs: digest of the packs and the gazetteer.

    Raises:
        UsageError: an input is missing, is standard input, or the format is unknown.
        InputError: a Parquet file that is none.
    """
    given = find_inputs(list(inputs))
    if STDIN in given:
        raise UsageError("a run must be able to read its input again", hint="put it into a file first")
    if options.form not in FORMATS:
        raise UsageError(f"no format {options.form!r} for runs", hint=f"one of: {', '.join(FORMATS)}")
    sources = list(sources_of(given))
    twice = next((name for name, n in Counter(source.name for source in sources).items() if n > 1), None)
    if twice is not None:
        raise UsageError("given twice", file=twice)
    stats = [os.stat(source.path) for source in sources]
    pipe = next((s.name for s, found in zip(sources, stats, strict=True) if not stat.S_ISREG(found.st_mode)), None)
    if pipe is not None:
        raise UsageError("a run must be able to read its input again", file=pipe, hint="give files")
    total = sum(found.st_size for found in stats)
    size = options.shard_bytes or min(max(total // _SHARDS, _SMALLEST), _LARGEST)
    shards = list(_shards(sources, size))
    return Plan(
        version=__version__, program=program_digest(), packs=packs, gate=options.gate, form=options.form,
        near=options.near, columns=options.columns, shard_bytes=size,
        files=tuple(InputFile(s.name, t.st_size, t.st_mtime_ns) for s, t in zip(sources, stats, strict=True)),
        shards=tuple(shard for shard, _ in shards), weights=tuple(weight for _, weight in shards),
    )  # fmt: skip


def _shards(sources: Iterable[Source], size: int) -> Iterator[tuple[Shard, int]]:
    shard: list[Source] = []
    held = 0

    def room() -> int:
        return size - held

    for source in sources:
        for piece, weight in _pieces(source, room):
            shard.append(piece)
            held += weight
            if held >= size or len(shard) >= _MANY_FILES:
                yield tuple(shard), held
                shard, held = [], 0
    if shard:
        yield tuple(shard), held


def _pieces(source: Source, room: Callable[[], int]) -> Iterator[tuple[Source, int]]:
    """A file, or its stretches, each with how much it is; ``room`` says how much the shard under way still takes."""
    ending = Path(source.path).suffix
    if ending in LINES:
        yield from _stretches(source, room)
    elif ending in TABLES:
        yield from _row_groups(source, room)
    else:
        yield source, os.path.getsize(source.path)


def _stretches(source: Source, room: Callable[[], int]) -> Iterator[tuple[Source, int]]:
    end = os.path.getsize(source.path)
    with open(source.path, "rb") as file:
        if end <= room() or file.read(2) in _UTF16:
            yield source, end
            return
        start = 0
        while start < end:
            file.seek(min(start + room(), end))
            file.readline()
            cut = file.tell()
            yield source._replace(start=start, end=cut), cut - start
            start = cut


def _row_groups(source: Source, room: Callable[[], int]) -> Iterator[tuple[Source, int]]:
    metadata = open_parquet(Path(source.path)).metadata
    first = held = 0
    for number in range(metadata.num_row_groups):
        held += metadata.row_group(number).total_byte_size
        if held >= room() or number + 1 == metadata.num_row_groups:
            yield source._replace(start=first, end=number + 1), held
            first, held = number + 1, 0


def differences(old: Plan, new: Plan) -> str | None:
    """What keeps a run from going on, or None where nothing does."""
    for field, told in (
        ("version", "another version of sijill"), ("program", "another state of the program"),
        ("packs", "other packs or another gazetteer"), ("gate", f"the gate {old.gate!r}"),
        ("form", f"the format {old.form!r}"), ("columns", "another --map"),
        ("near", "--near" if old.near else "no --near"), ("shard_bytes", f"shards of {old.shard_bytes:,} bytes"),
    ):  # fmt: skip
        if getattr(old, field) != getattr(new, field):
            return told
    was, now = ({file.name: file for file in plan.files} for plan in (old, new))
    for name in sorted(was.keys() ^ now.keys()):
        return f"{name} {'among' if name in was else 'not among'} its input"
    changed = next((name for name in sorted(was) if was[name] != now[name]), None)
    if changed is not None:
        return f"{changed} as it was before it changed"
    return None if old.shards == new.shards else "its input in another order"

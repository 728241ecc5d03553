"""``sijill run``: a corpus into a folder of events, in shards, going on where it stopped."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.app import Map, Packs, PlacesFile, app, console
from sijill.errors import UsageError

if TYPE_CHECKING:
    from sijill.run import Summary
    from sijill.run.progress import Watch

_Corpus = Annotated[list[str], typer.Argument(help="Files and folders of reports.", metavar="CORPUS...")]


@app.command()
def run(
    corpus: _Corpus,
    out: Annotated[str, typer.Option("-o", "--out", help="The folder: new, empty, or of this very run.")],
    form: Annotated[str, typer.Option("--format", help="Of the events: jsonl or parquet.")] = "jsonl",
    gate: Annotated[str, typer.Option(help="What is coded: score, words or off.")] = "score",
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 is one for each core.")] = 0,
    shard_mb: Annotated[int, typer.Option(min=0, help="Megabytes of input in a shard; 0 goes by the input.")] = 0,
    near: Annotated[bool, typer.Option("--near", help="Also tell which coded reports are near-identical.")] = False,
    packs: Packs = None,
    places: PlacesFile = None,
    columns: Map = None,
    engine: Annotated[str, typer.Option(help="local, or spark for a cluster: Parquet in, Parquet out.")] = "local",
    master: Annotated[str | None, typer.Option(help="With spark: its master, such as local[2] or yarn.")] = None,
    partitions: Annotated[int, typer.Option(min=0, help="With spark: parts to cut the input into; 0: as read.")] = 0,
    conf: Annotated[
        list[str] | None, typer.Option("--spark-conf", help="With spark: key=value, again and again.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")] = False,
) -> None:
    """Code a corpus into a folder; stopped by whatever, the same command goes on."""
    from sijill.pipeline import Settings
    from sijill.read import parse_columns
    from sijill.run import ENGINES, GATES, RunOptions, run_corpus

    if gate not in GATES:
        raise UsageError(f"no gate {gate!r}", hint=f"one of: {', '.join(GATES)}")
    options = RunOptions(
        settings=Settings(packs=tuple(packs or ()), places=places), gate=gate, form=form, near=near,
        columns=parse_columns(columns or ()), shard_bytes=shard_mb << 20,
    )  # fmt: skip
    if engine not in ENGINES:
        raise UsageError(f"no engine {engine!r}", hint=f"one of: {', '.join(ENGINES)}")
    if near and engine != "local":
        raise UsageError("--near is for the engine local", hint="leave it out; sijill link finds reposts as well")
    if engine == "spark":
        from sijill.run import spark

        with spark.session(master, dict(map(_setting, conf or ()))) as found:
            summary = spark.run_spark(corpus, out, options, found, partitions=partitions)
    else:
        with ExitStack() as stack:
            watch = None if quiet or not sys.stderr.isatty() else _bar(stack)
            summary = run_corpus(corpus, out, options, workers=workers or os.cpu_count() or 1, watch=watch)
    if not quiet:
        _tell(summary, out)
    raise typer.Exit(1 if summary.rejected else 0)


def _setting(given: str) -> tuple[str, str]:
    key, equals, value = given.partition("=")
    if not equals:
        raise UsageError(f"{given!r} is no key=value", hint="as in --spark-conf spark.executor.memory=2g")
    return key, value


def _tell(summary: Summary, out: str) -> None:
    dropped = sum(summary.dropped.values())
    reasons = ", ".join(f"{why} {count:,}" for why, count in summary.dropped.items())
    print(
        f"{summary.read:,} reports: {summary.coded:,} coded, {dropped:,} dropped"
        + (f" ({reasons})" if reasons else "")
        + f", {summary.rejected:,} rejected; {summary.events:,} events in {summary.told:,} reports\n  {out}",
        file=sys.stderr,
    )


def _bar(stack: ExitStack) -> Watch:
    """A bar on the terminal, by bytes of the input."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from sijill.run import Status

    progress = stack.enter_context(
        Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("left"),
            TimeRemainingColumn(), console=console(stderr=True), transient=True,
        )
    )  # fmt: skip
    task = progress.add_task("starting", total=None)

    def watch(status: Status) -> None:
        told = f"{status.reports:,} reports, {status.events:,} events, {status.rate:,.0f}/s"
        progress.update(task, description=told, completed=status.bytes_done, total=status.bytes)

    return watch

"""``sijill run``: a corpus into a folder of events, in shards, going on where it stopped."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.app import (
    Engine,
    Map,
    Master,
    Packs,
    Partitions,
    PlacesFile,
    SparkConf,
    app,
    console,
    is_spark,
    spark_settings,
)
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
    engine: Engine = "local",
    master: Master = None,
    partitions: Partitions = 0,
    conf: SparkConf = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")] = False,
) -> None:
    """Code a corpus into a folder; stopped by whatever, the same command goes on."""
    from sijill.pipeline import Settings
    from sijill.read import parse_columns
    from sijill.run import GATES, RunOptions, run_corpus

    if gate not in GATES:
        raise UsageError(f"no gate {gate!r}", hint=f"one of: {', '.join(GATES)}")
    options = RunOptions(
        settings=Settings(packs=tuple(packs or ()), places=places), gate=gate, form=form, near=near,
        columns=parse_columns(columns or ()), shard_bytes=shard_mb << 20,
    )  # fmt: skip
    on_spark = is_spark(engine)
    if near and on_spark:
        raise UsageError("--near is for the engine local", hint="leave it out; sijill link finds reposts as well")
    if on_spark:
        from sijill.run.spark import run_spark
        from sijill.spark import session

        with session(master, spark_settings(conf)) as found:
            summary = run_spark(corpus, out, options, found, partitions=partitions)
    else:
        with ExitStack() as stack:
            watch = None if quiet or not sys.stderr.isatty() else _bar(stack)
            summary = run_corpus(corpus, out, options, workers=workers or os.cpu_count() or 1, watch=watch)
    if not quiet:
        _tell(summary, out)
    raise typer.Exit(1 if summary.rejected else 0)


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

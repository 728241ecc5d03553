"""``sijill link``: events of many reports into incidents."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.app import Dossiers, Engine, Master, Partitions, SparkConf, app, is_spark, link_package, spark_settings


@app.command()
def link(
    events: Annotated[list[str], typer.Argument(help="Events as JSON lines or Parquet.")],
    out: Annotated[
        str, typer.Option("-o", "--out", help="Where the incidents go; with spark a new folder, or .jsonl.")
    ],
    reports: Annotated[list[str] | None, typer.Option(help="The reports' texts as JSON lines.")] = None,
    decisions: Annotated[Path | None, typer.Option(help="People's decisions as JSON lines.")] = None,
    previous: Annotated[Path | None, typer.Option(help="Incidents of an earlier run, whose ids stand.")] = None,
    dossiers: Dossiers = None,
    engine: Engine = "local",
    master: Master = None,
    partitions: Partitions = 0,
    conf: SparkConf = None,
) -> None:
    """Join the events of many reports that tell the same act into incidents."""
    linker, on_spark = link_package(), is_spark(engine)
    options = linker.LinkOptions(dossiers=dossiers)
    if on_spark:
        from sijill.link.spark import Given, link_on_spark
        from sijill.spark import session

        given = Given(events, reports or (), decisions, previous)
        # The pairs come to the driver, all of them.
        with session(master, {"spark.driver.maxResultSize": "0"} | spark_settings(conf)) as found:
            made = link_on_spark(given, out, found, options, partitions=partitions)
    else:
        made = linker.link_events(
            events, Path(out), reports=reports or (), decisions=decisions, previous=previous, options=options
        )
    for row in made.rejected:
        print(f"sijill: {row.file}:{row.line}: {row.reason}", file=sys.stderr)
    print(
        f"{made.read:,} events: {made.incidents:,} incidents, {made.joined:,} of them told more than once, "
        f"{made.conflicts:,} with conflicts; {len(made.rejected):,} rows rejected\n  {out}",
        file=sys.stderr,
    )
    raise typer.Exit(1 if made.rejected else 0)

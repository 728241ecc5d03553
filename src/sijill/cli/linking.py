"""``sijill link``: events of many reports into incidents."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.app import Dossiers, app, link_package


@app.command()
def link(
    events: Annotated[list[Path], typer.Argument(help="Events as JSON lines or Parquet.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where the incidents go.")],
    reports: Annotated[list[Path] | None, typer.Option(help="The reports' texts as JSON lines.")] = None,
    decisions: Annotated[Path | None, typer.Option(help="People's decisions as JSON lines.")] = None,
    previous: Annotated[Path | None, typer.Option(help="Incidents of an earlier run, whose ids stand.")] = None,
    dossiers: Dossiers = None,
) -> None:
    """Join the events of many reports that tell the same act into incidents."""
    link_events, options = link_package().link_events, link_package().LinkOptions(dossiers=dossiers)
    made = link_events(events, out, reports=reports or (), decisions=decisions, previous=previous, options=options)
    for row in made.rejected:
        print(f"sijill: {row.file}:{row.line}: {row.reason}", file=sys.stderr)
    print(
        f"{made.read:,} events: {made.incidents:,} incidents, {made.joined:,} of them told more than once, "
        f"{made.conflicts:,} with conflicts; {len(made.rejected):,} rows rejected\n  {out}",
        file=sys.stderr,
    )
    raise typer.Exit(1 if made.rejected else 0)

"""``sijill code``: reports into events."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import Annotated

import typer

from sijill.cli.app import Inputs, Map, Packs, PlacesFile, app, watch_run
from sijill.cli.outputs import drop_empty, refuse_twice, rejects_beside, tell_rejects


@app.command()
def code(
    inputs: Inputs,
    out: Annotated[list[str], typer.Option("-o", "--out", help="Where to; - is standard output. May be given again.")],
    form: Annotated[str | None, typer.Option("--format", help="jsonl, csv, geojson or html; else by ending.")] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 is one for each core.")] = 1,
    packs: Packs = None,
    places: PlacesFile = None,
    columns: Map = None,
    rejects: Annotated[str | None, typer.Option(help="Where rejects go; rejects.jsonl beside the output else.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")] = False,
) -> None:
    """Code reports into events."""
    from sijill.export import format_of
    from sijill.pipeline import Settings, code_to, load_coder
    from sijill.read import find_inputs, parse_columns, read_all

    outputs = [(path, format_of(path, form)) for path in out]
    refuse_twice(out, rejects)
    found, named = find_inputs(inputs), parse_columns(columns or ())
    beside = rejects if rejects is not None else rejects_beside(out)
    settings = Settings(packs=tuple(packs or ()), places=places)
    load_coder(settings.packs, settings.places)  # told apart from the run: what is broken in it, and its time
    watch = watch_run(quiet=quiet)
    with watch.shown() if hasattr(watch, "shown") else nullcontext():
        totals = code_to(
            read_all(found, named),
            outputs,
            settings,
            rejects=beside,
            workers=workers or os.cpu_count() or 1,
            watch=watch,
        )
    drop_empty(None if rejects else beside, totals.rejected)
    if not quiet:
        tell_rejects(watch.rejects, totals.rejected, beside)
        rate = totals.read / max(watch.seconds, 1e-6)
        print(
            f"{totals.read:,} reports: {totals.coded:,} coded, {totals.rejected:,} rejected; {totals.events:,} events "
            f"in {watch.seconds:.1f} s ({rate:,.0f} reports/s)"
            + "".join(f"\n  {path}" for path in out if path != "-")
            + (f"\n  {beside}" if beside and totals.rejected else ""),
            file=sys.stderr,
        )
    raise typer.Exit(1 if totals.rejected else 0)

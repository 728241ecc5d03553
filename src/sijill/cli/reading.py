"""``sijill read``: pages, PDFs, office files, feeds, archives and tables into reports."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.app import Inputs, Map, app, watch_run
from sijill.cli.outputs import drop_empty, refuse_twice, rejects_beside, tell_rejects


@app.command()
def read(
    inputs: Inputs,
    out: Annotated[str, typer.Option("-o", "--out", help="Where the reports go, as JSON lines; - is standard output.")],
    columns: Map = None,
    rejects: Annotated[str | None, typer.Option(help="Where rejects go; rejects.jsonl beside the output else.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")] = False,
) -> None:
    """Read pages, PDFs, office files, feeds, archives and tables into reports."""
    from sijill.pipeline import read_to
    from sijill.read import find_inputs, parse_columns, read_all

    refuse_twice([out], rejects)
    found, named = find_inputs(inputs), parse_columns(columns or ())
    beside = rejects if rejects is not None else rejects_beside([out])
    watch = watch_run(quiet=quiet)
    with watch.shown() if hasattr(watch, "shown") else nullcontext():
        totals = read_to(read_all(found, named), out, rejects=beside, watch=watch)
    drop_empty(None if rejects else beside, totals.rejected)
    if not quiet:
        tell_rejects(watch.rejects, totals.rejected, beside)
        whole = Path(out).name if out != "-" else "standard output"
        print(
            f"{totals.read:,} found: {totals.coded:,} reports, {totals.rejected:,} rejected in {watch.seconds:.1f} s"
            f"\n  {whole if out == '-' else out}" + (f"\n  {beside}" if beside and totals.rejected else ""),
            file=sys.stderr,
        )
    raise typer.Exit(1 if totals.rejected else 0)

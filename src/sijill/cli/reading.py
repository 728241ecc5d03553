"""``sijill read``: pages, PDFs, office files, feeds, archives and tables into reports."""

from __future__ import annotations

import sys
from contextlib import ExitStack, nullcontext
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
    from sijill.export import Output, Totals
    from sijill.model import to_json
    from sijill.read import Read, find_inputs, parse_columns, read_all

    refuse_twice([out], rejects)
    found, named = find_inputs(inputs), parse_columns(columns or ())
    beside = rejects if rejects is not None else rejects_beside([out])
    watch, totals = watch_run(quiet=quiet), Totals()
    with ExitStack() as stack:
        stack.enter_context(watch.shown() if hasattr(watch, "shown") else nullcontext())
        turned_away = None if beside is None else stack.enter_context(Output(beside))
        reports = stack.enter_context(Output(out))
        for item in read_all(found, named):
            totals.read += 1
            if isinstance(item, Read):
                totals.coded += 1
                reports.write(to_json(item.report) + b"\n")
            else:
                totals.rejected += 1
                if turned_away is not None:
                    turned_away.write(to_json(item) + b"\n")
            watch(totals, None if isinstance(item, Read) else item)
    drop_empty(None if rejects else beside, totals.rejected)
    if not quiet:
        tell_rejects(watch.rejects, totals.rejected, beside)
        print(
            f"{totals.read:,} found: {totals.coded:,} reports, {totals.rejected:,} rejected in {watch.seconds:.1f} s"
            + ("" if out == "-" else f"\n  {out}")
            + (f"\n  {beside}" if beside and totals.rejected else ""),
            file=sys.stderr,
        )
    raise typer.Exit(1 if totals.rejected else 0)

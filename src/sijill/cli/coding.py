"""``sijill code``: reports into events."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.app import Inputs, Packs, PlacesFile, app, watch_run
from sijill.errors import UsageError


@app.command()
def code(
    inputs: Inputs,
    out: Annotated[list[str], typer.Option("-o", "--out", help="Where to; - is standard output. May be given again.")],
    form: Annotated[str | None, typer.Option("--format", help="jsonl, csv, geojson or html; else by ending.")] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 is one for each core.")] = 1,
    packs: Packs = None,
    places: PlacesFile = None,
    rejects: Annotated[str | None, typer.Option(help="Where rejects go; rejects.jsonl beside the output else.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")] = False,
) -> None:
    """Code reports into events."""
    from sijill.export import format_of
    from sijill.pipeline import Settings, code_to, load_coder
    from sijill.read import find_inputs, read_all

    outputs = [(path, format_of(path, form)) for path in out]
    _refuse_twice(out, rejects)
    found = find_inputs(inputs)
    beside = rejects if rejects is not None else _rejects_beside(out)
    settings = Settings(packs=tuple(packs or ()), places=places)
    load_coder(settings.packs, settings.places)  # told apart from the run: what is broken in it, and its time
    watch = watch_run(quiet=quiet)
    with watch.shown() if hasattr(watch, "shown") else nullcontext():
        totals = code_to(
            read_all(found), outputs, settings, rejects=beside, workers=workers or os.cpu_count() or 1, watch=watch
        )
    if rejects is None and beside is not None and not totals.rejected:
        Path(beside).unlink(missing_ok=True)  # empty now; it would only ask to be opened
    if not quiet:
        for reject in watch.rejects:
            where = ":".join(str(x) for x in (reject.file, reject.line) if x is not None)
            print(f"sijill: {where}: {reject.reason}" + (f" ({reject.hint})" if reject.hint else ""), file=sys.stderr)
        more = totals.rejected - len(watch.rejects)
        if more > 0:
            print(f"sijill: and {more:,} more" + (f", see {beside}" if beside else ""), file=sys.stderr)
        rate = totals.read / max(watch.seconds, 1e-6)
        print(
            f"{totals.read:,} reports: {totals.coded:,} coded, {totals.rejected:,} rejected; {totals.events:,} events "
            f"in {watch.seconds:.1f} s ({rate:,.0f} reports/s)"
            + "".join(f"\n  {path}" for path in out if path != "-")
            + (f"\n  {beside}" if beside and totals.rejected else ""),
            file=sys.stderr,
        )
    raise typer.Exit(1 if totals.rejected else 0)


def _rejects_beside(out: list[str]) -> str | None:
    first = next((path for path in out if path != "-" and not _is_device(path)), None)
    return None if first is None else str(Path(first).with_name("rejects.jsonl"))


def _is_device(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)


def _refuse_twice(out: list[str], rejects: str | None) -> None:
    paths = [p if p == "-" else os.path.realpath(p) for p in (*out, *([rejects] if rejects else []))]
    if len(set(paths)) < len(paths):
        raise UsageError("two outputs have the same name", file=next(p for p in paths if paths.count(p) > 1))
    for path in paths:
        if path != "-" and os.path.isdir(path):
            raise UsageError("the output is a folder", file=path, hint="name a file in it")
        if path != "-" and not os.path.isdir(os.path.dirname(path)):
            raise UsageError("no such folder", file=os.path.dirname(path), hint="make it first")

"""``sijill trim``: pages that were saved as text, cut down to their articles."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Annotated

import typer

from sijill.cli.app import Dossiers, Inputs, app
from sijill.cli.outputs import refuse_twice, tell_rejects


@app.command()
def trim(
    inputs: Inputs,
    out: Annotated[str, typer.Option("-o", "--out", help="Where the reports go, as JSON lines; - is standard output.")],
    dossiers: Dossiers = None,
    log: Annotated[str | None, typer.Option(help="Where to tell what was left out, and where days stood.")] = None,
) -> None:
    """Cut pages that were saved as text down to their articles, and date them by their own words."""
    from sijill.export import Output
    from sijill.link.dossier import read_dossiers
    from sijill.model import to_json
    from sijill.read import Reject
    from sijill.read.trim_files import record_of, trim_files

    refuse_twice([out], log)
    rejects: list[Reject] = []
    pages = kept = dated = 0
    with ExitStack() as stack:
        reports = stack.enter_context(Output(out))
        record = None if log is None else stack.enter_context(Output(log))
        for page in trim_files(inputs, read_dossiers(dossiers), rejects):
            pages += 1
            dated += page.dated is not None
            if page.report is not None:
                kept += 1
                reports.write(to_json(page.report) + b"\n")
            if record is not None:
                record.write(to_json(record_of(page)) + b"\n")
    tell_rejects(rejects[:5], len(rejects), None)
    print(
        f"{pages:,} pages: {kept:,} articles, {pages - kept:,} without one; {dated:,} dated by their words; "
        f"{len(rejects):,} rejected" + ("" if out == "-" else f"\n  {out}"),
        file=sys.stderr,
    )
    raise typer.Exit(1 if rejects else 0)

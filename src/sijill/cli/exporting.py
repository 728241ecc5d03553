"""``sijill export`` and ``sijill diff``: records in the field's formats; what changed between two files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.app import PlacesFile, app, console
from sijill.cli.outputs import tell_export
from sijill.cli.register import open_register_at
from sijill.errors import InputError, UsageError

if TYPE_CHECKING:
    from sijill.export.inputs import Kind, Library
    from sijill.model import Event, Incident, Report


@app.command()
def export(
    source: Annotated[
        str | None,
        typer.Argument(metavar="EVENTS|INCIDENTS|REGISTER", help="What sijill code or link wrote, or a register."),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--as", help="acled, ged, hapi, csv, xlsx, jsonl, geojson, geoparquet, parquet, html.")
    ] = None,
    out: Annotated[str | None, typer.Option("-o", "--out", help="Where to; - is standard output.")] = None,
    reports: Annotated[list[str] | None, typer.Option(help="The reports, for their texts. May be given again.")] = None,
    events: Annotated[list[Path] | None, typer.Option(help="With incidents: the events they join.")] = None,
    incidents: Annotated[bool, typer.Option("--incidents", help="Of a register: incidents, not events.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Leave out what should not be published.")] = False,
    hxl: Annotated[bool, typer.Option("--hxl", help="A row of HXL tags below the names of the columns.")] = False,
    notes: Annotated[str, typer.Option(help="acled: language of the notes, en or ar.")] = "en",
    inter: Annotated[str, typer.Option(help="acled: words or numbers in the inter columns.")] = "words",
    timestamp: Annotated[int | None, typer.Option(help="acled: Unix seconds for all rows.")] = None,
    undated: Annotated[
        bool,
        typer.Option("--undated", help="acled, ged, hapi: undated records in the fortnight before their report."),
    ] = False,
    places: PlacesFile = None,
    check: Annotated[
        Path | None, typer.Option("--check", help="Check a file of the format instead of writing one.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No summary.")] = False,
) -> None:
    """Write events or incidents in the field's formats, or check a file of one."""
    if form is None:
        raise UsageError("export needs a format", hint="--as acled, ged, geojson, …")
    if check is not None:
        raise typer.Exit(_check(check, form))
    if source is None or out is None:
        raise UsageError("export needs a file of events or incidents, or a register, and -o OUT")
    if notes not in ("en", "ar") or inter not in ("words", "numbers"):
        raise UsageError("no such choice", hint="--notes en or ar; --inter words or numbers")
    from sijill import __version__
    from sijill.export.manifest import Manifest
    from sijill.export.run import Plan, check_plan
    from sijill.export.run import export as run
    from sijill.places.store import Places

    given = _options(public=public, hxl=hxl, notes=notes, inter=inter, timestamp=timestamp, undated=undated)
    about = Manifest(sijill=__version__, format=form, options=given)
    kind = _kind(source, incidents=incidents)
    plan = Plan(
        form=form, kind=kind, out=out, public=public, hxl=hxl, language="ar" if notes == "ar" else "en",
        numbers=inter == "numbers", timestamp=timestamp, undated=undated,
    )  # fmt: skip
    check_plan(plan)
    if os.path.realpath(out) == os.path.realpath(source):
        raise UsageError("the output is the input", file=out, hint="give -o another name")
    with _opened(source, kind, reports or [], events or []) as (sources, library, input_):
        about.input = input_
        run(sources, library, Places.open(places), plan, about=about)
    if not quiet:
        tell_export(about, out)


def _is_register(source: str) -> bool:
    return "://" in source or source.endswith(".sijill")


def _kind(source: str, *, incidents: bool) -> Kind:
    if _is_register(source):
        return "incident" if incidents else "event"
    from sijill.export.inputs import kind_of

    return kind_of(Path(source))


@contextmanager
def _opened(
    source: str, kind: Kind, reports: list[str], events: list[Path]
) -> Iterator[tuple[Iterator[Event | Incident], Library, dict[str, str]]]:
    """The records, what belongs to them, and what the manifest says of the input."""
    if _is_register(source):
        with open_register_at(source) as register:  # first, since it tells where its extra is not installed
            from sijill.run.exporting import open_register

            with open_register(register, kind) as (sources, library, head):
                yield sources, library, {"name": "register", "kind": kind, "head": head}
        return
    from sijill.export.digest import sha256_of_all
    from sijill.export.inputs import Library, files_of, read_sources

    path = Path(source)
    with Library(_reports(reports), events) as library:
        yield (
            read_sources(path, kind),
            library,
            {"name": path.name, "kind": kind, "sha256": sha256_of_all(files_of(path))},
        )


def _options(**given: object) -> dict[str, str]:
    """The options that are not at their defaults."""
    return {name: str(value) for name, value in given.items() if value not in (False, None, "en", "words")}


def _reports(paths: list[str]) -> Iterator[Report]:
    """The reports of the inputs; one that cannot be read is told, since its words will be missing."""
    from sijill.read import Read, find_inputs, read_all

    for item in read_all(find_inputs(paths)) if paths else ():
        if isinstance(item, Read):
            yield item.report
        else:
            print(f"sijill: {InputError(item.reason, file=item.file, line=item.line, hint=item.hint)}", file=sys.stderr)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Events or incidents, as they were.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The same, as they are now.")],
    out: Annotated[str | None, typer.Option("-o", "--out", help="A .json file or a .html page; else a table.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Tell what changed between two files of events or incidents: added, changed field by field, withdrawn and why."""
    from sijill.export.diff import Difference
    from sijill.export.output import Output

    for path in (old, new):
        if not path.exists():
            raise UsageError("no such file", file=str(path))
    ending = "" if out is None else Path(out).suffix.lower()
    if out is not None and ending not in (".json", ".html", ".htm"):
        raise UsageError("its ending names no format of a comparison", file=out, hint="end it in .json or .html")
    with Difference(old, new) as found:
        if as_json or out is not None:
            from sijill.export.diff_page import page

            with Output(out or "-") as output:
                for piece in found.json() if as_json or ending == ".json" else page(found):
                    output.write(piece)
        else:
            from sijill.terminal import show_changes

            show_changes(console(), found)
        print(f"{found.counts}" + (f"\n  {out}" if out else ""), file=sys.stderr)


_SHOWN = 20


def _check(path: Path, form: str) -> int:
    """Print what is wrong with a file of a format; the exit status."""
    from sijill.export.check import check

    found = check(path, form)
    for problem in found.problems[:_SHOWN]:
        print(f"{path}:{problem}")
    more = len(found.problems) - _SHOWN
    if more > 0:
        print(f"and {more:,} more")
    verdict = f"{len(found.problems):,} problems" if found.problems else "no problem found"
    print(f"{found.rows:,} rows as {form}: {verdict}", file=sys.stderr)
    return 1 if found.problems else 0

"""The verbs of the command line. Errors are told in one line; 0 all well, 1 some reports rejected, 2 unusable call."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.errors import SijillError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from sijill.model import Event, Report
    from sijill.watch import Watch

app = typer.Typer(
    name="sijill", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Read Arabic reporting on armed conflict into a dataset of events, every value with its words.",
)  # fmt: skip
packs_app = typer.Typer(no_args_is_help=True, help="Check and list the packs: the knowledge that coding uses.")
places_app = typer.Typer(no_args_is_help=True, help="Look places up, and build a larger gazetteer.")
app.add_typer(packs_app, name="packs")
app.add_typer(places_app, name="places")

Inputs = Annotated[list[str], typer.Argument(help=".txt and .jsonl files, folders of them, or - for standard input.")]
Packs = Annotated[list[Path] | None, typer.Option("--packs", help="A folder of packs to lay over the shipped ones.")]
PlacesFile = Annotated[Path | None, typer.Option("--places", help="A gazetteer of your own (sijill places build).")]


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console  # noqa: PLC0415 - 50 ms that a run into a file does not need

    terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, highlight=False, width=None if terminal else 150)


@app.command()
def code(  # noqa: PLR0913, PLR0917 - each is an option of the command
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
    from sijill.export import format_of  # noqa: PLC0415
    from sijill.pipeline import Settings, code_to, load_coder  # noqa: PLC0415
    from sijill.read import find_inputs, read_all  # noqa: PLC0415

    outputs = [(path, format_of(path, form)) for path in out]
    _refuse_twice(out, rejects)
    found = find_inputs(inputs)
    beside = rejects if rejects is not None else _rejects_beside(out)
    settings = Settings(packs=tuple(packs or ()), places=places)
    load_coder(settings.packs, settings.places)  # told apart from the run: what is broken in it, and its time
    watch = _watch(quiet=quiet)
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


def _watch(*, quiet: bool) -> Watch:
    if quiet or not sys.stderr.isatty():
        from sijill.watch import Watch  # noqa: PLC0415

        return Watch()
    from sijill.terminal import Bar  # noqa: PLC0415

    return Bar(_console(stderr=True))


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


@app.command()
def explain(  # noqa: PLR0913, PLR0917
    target: Annotated[str, typer.Argument(metavar="FILE", help="A report, or the word incident and an id.")],
    incident: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Of an incident, or of an event in it.")
    ] = None,
    event: Annotated[int | None, typer.Option(min=1, help="Only the event of this number.")] = None,
    report: Annotated[str | None, typer.Option(help="The doc_id of the report, where the file holds several.")] = None,
    facts: Annotated[bool, typer.Option("--facts", help="Also every fact that rules found, as trees.")] = False,
    packs: Packs = None,
    places: PlacesFile = None,
    incidents: Annotated[Path | None, typer.Option(help="With incident: what sijill link wrote.")] = None,
    events: Annotated[list[Path] | None, typer.Option(help="With incident: the events that were linked.")] = None,
    reports: Annotated[list[Path] | None, typer.Option(help="With incident: the texts.")] = None,
) -> None:
    """Show why a report was coded so: its text in colour, and for each field its words and rule, or why it is blank."""
    from sijill import terminal  # noqa: PLC0415

    console = _console()
    if target == "incident" and incident is not None:
        link = _link_package()
        if incidents is None or not events:
            raise UsageError("explain incident needs --incidents and --events")
        shown = link.explain_incident(incident, incidents, events, reports=reports or ())
        terminal.show_incident(console, shown)
        return
    if incident is not None:
        raise UsageError("one file at a time", file=incident)
    from sijill.pipeline import load_coder  # noqa: PLC0415

    chosen = _one_report(target, report)
    coded, chart = load_coder(tuple(packs or ()), places).read(chosen)
    if event is not None and event > len(coded):
        raise UsageError(f"no event {event}: the report tells {len(coded)}", file=target)
    terminal.show_report(console, chosen, coded, event)
    if facts:
        terminal.show_facts(console, chart)


def _one_report(target: str, doc_id: str | None) -> Report:
    from sijill.errors import InputError  # noqa: PLC0415
    from sijill.read import Read, find_inputs, read_all  # noqa: PLC0415

    for item in read_all(find_inputs([target])):
        if doc_id is not None and (item.report.doc_id if isinstance(item, Read) else item.doc_id) != doc_id:
            continue
        if isinstance(item, Read):
            return item.report
        raise InputError(item.reason, file=item.file, line=item.line, hint=item.hint)
    raise UsageError(f"no report {doc_id!r} in it" if doc_id else "no report in it", file=target)


@app.command()
def show(
    events: Annotated[Path, typer.Argument(help="Events as JSON lines.")],
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many rows.")] = None,
) -> None:
    """Show events as a table."""
    from sijill.terminal import show_events  # noqa: PLC0415

    show_events(_console(), _read_events(events), limit=limit)


def _read_events(path: Path) -> Iterator[Event]:
    from sijill.model import event_from_json  # noqa: PLC0415

    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield event_from_json(line, file=str(path), number=number)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", file=str(path)) from error


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="A folder of hand-coded reports.", metavar="GOLD_DIR")],
    events: Annotated[Path, typer.Argument(help="Coded events as JSON lines.")],
    by_report: Annotated[bool, typer.Option("--by-report", help="Also a line a report, the weakest first.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Also gold beside coded, slot by slot.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The rows as one JSON object.")] = False,
) -> None:
    """Score coded events against hand-coded ones."""
    import msgspec  # noqa: PLC0415

    from sijill.evaluate import load_coded, load_gold, score  # noqa: PLC0415

    if not gold.is_dir():
        raise UsageError("no such folder", file=str(gold))
    golds = load_gold(gold)
    coded = load_coded(events)
    rows, differences = score([g.gold for g in golds], coded)
    if as_json:
        found: dict[str, object] = {"rows": rows} if by_report or errors else dict(rows)
        if by_report:
            found["reports"] = {g.gold.doc_id: score([g.gold], coded)[0] for g in golds}
        if errors:
            found["errors"] = differences
        print(msgspec.json.encode(found).decode())
        return
    from sijill.terminal import difference_lines, report_lines, score_lines  # noqa: PLC0415

    if errors:
        texts = {g.gold.doc_id: g.text or "" for g in golds}
        print(*difference_lines(_console(), differences, texts), "", sep="\n")
    if by_report:
        print(*report_lines({g.gold.doc_id: score([g.gold], coded)[0] for g in golds}), "", sep="\n")
    print(*score_lines(len(golds), rows), sep="\n")


@packs_app.command("check")
def packs_check(
    packs: Packs = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Name every row that no case fires.")] = False,
) -> None:
    """Load and validate the packs, run every rule's cases, and name what no case fires."""
    from sijill.check import check_packs  # noqa: PLC0415

    found = check_packs(tuple(packs or ()))
    for failure in found.failures:
        print(f"{failure.case.file}: rule {failure.case.rule}: {failure.case.text}\n    {failure.why}")
    for what, idle, shown in (("rules", found.idle_rules, None), ("rows", found.idle_rows, None if verbose else 10)):
        if idle:
            more = "" if shown is None or len(idle) <= shown else " …"
            print(f"{len(idle):,} {what} that no case fires: {', '.join(idle[:shown])}{more}")
    print(f"packs {found.digest}: {found.rows:,} rows, {found.rules:,} rules, {found.cases:,} cases, "
          f"{len(found.failures):,} of them fail")  # fmt: skip
    raise typer.Exit(1 if found.failures else 0)


@packs_app.command("list")
def packs_list(packs: Packs = None) -> None:
    """List the packs: their tables and how much is in them."""
    from sijill.check import list_packs  # noqa: PLC0415

    for table in list_packs(tuple(packs or ())):
        print(f"{table.pack:24} {table.table:24} {table.rows:>8,}")


@places_app.command("find")
def places_find(
    name: Annotated[str, typer.Argument(help="A name, in Arabic.")],
    near: Annotated[str | None, typer.Option(help="A province, district or place that it lies in or by.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO code of the country.")] = None,
    places: PlacesFile = None,
    limit: Annotated[int, typer.Option(min=1)] = 10,
) -> None:
    """Show the places that a name could mean, with scores and reasons."""
    from sijill.places import Places, find  # noqa: PLC0415

    code_ = country.upper() if country else None
    for row in find(Places.open(places), name, near=near, country=code_, limit=limit):
        units = ", ".join(x for x in (row.admin2, row.admin1, row.country) if x)
        print(f"{row.score:5.2f}  {row.name}, {units}  {row.lat:.4f} {row.lon:.4f}  {row.kind}  {row.id}")
        print(f"       {'; '.join(row.reasons)}")


@places_app.command("build")
def places_build(
    sources: Annotated[list[Path], typer.Argument(help="GeoNames files, Who's On First exports, plain tables.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The gazetteer to write.")],
    base: Annotated[Path | None, typer.Option(help="The gazetteer to start from, if not the shipped one.")] = None,
) -> None:
    """Merge sources into the gazetteer and write a larger one."""
    from sijill.places import build  # noqa: PLC0415

    made = build(sources, out, base=base)
    for problem in made.problems:
        print(f"sijill: {problem}", file=sys.stderr)
    print(
        f"{made.read:,} rows read: {made.added:,} new places, {made.merged:,} known, {made.skipped:,} skipped; "
        f"{made.places:,} places in {out}",
        file=sys.stderr,
    )


@app.command()
def link(
    events: Annotated[list[Path], typer.Argument(help="Events as JSON lines or Parquet.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where the incidents go.")],
    reports: Annotated[list[Path] | None, typer.Option(help="The reports' texts as JSON lines.")] = None,
    decisions: Annotated[Path | None, typer.Option(help="People's decisions as JSON lines.")] = None,
    previous: Annotated[Path | None, typer.Option(help="Incidents of an earlier run, whose ids stand.")] = None,
) -> None:
    """Join the events of many reports that tell the same act into incidents."""
    made = _link_package().link_events(events, out, reports=reports or (), decisions=decisions, previous=previous)
    for row in made.rejected:
        print(f"sijill: {row.file}:{row.line}: {row.reason}", file=sys.stderr)
    print(
        f"{made.read:,} events: {made.incidents:,} incidents, {made.joined:,} of them told more than once, "
        f"{made.conflicts:,} with conflicts; {len(made.rejected):,} rows rejected\n  {out}",
        file=sys.stderr,
    )
    raise typer.Exit(1 if made.rejected else 0)


def _link_package() -> ModuleType:
    """The package ``sijill.link``, where its extra is installed."""
    try:
        return import_module("sijill.link")
    except ImportError as error:
        raise UsageError("linking needs more packages", hint="pip install 'sijill[link]'") from error


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False) -> None:
    if version:
        from sijill import __version__  # noqa: PLC0415

        print(f"sijill {__version__}")
        raise typer.Exit


def main() -> None:
    """The console script: every failure in one line on standard error."""
    try:
        outcome = app(standalone_mode=False)
    except SijillError as error:
        sys.exit(_fail(str(error)))
    except typer.TyperException as error:
        sys.exit(_fail(error.format_message(), "see sijill --help"))
    except (KeyboardInterrupt, typer.Abort):
        print("sijill: interrupted", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; say nothing more
        sys.exit(1)
    sys.exit(outcome if isinstance(outcome, int) else 0)


def _fail(message: str, hint: str = "") -> int:
    print(f"sijill: {' '.join(message.split())}" + (f" ({hint})" if hint else ""), file=sys.stderr)
    return 2

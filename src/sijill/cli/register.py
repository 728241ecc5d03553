"""``sijill register``: one project's reports, runs, incidents and decisions in one place."""

from __future__ import annotations

import getpass
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.app import Inputs, Map, Packs, PlacesFile, app, watch_run
from sijill.errors import UsageError

if TYPE_CHECKING:
    from sijill.register import Register

register_app = typer.Typer(no_args_is_help=True, help="Keep reports, runs, incidents and decisions in one place.")
app.add_typer(register_app, name="register")

Where = Annotated[str, typer.Argument(metavar="REGISTER", help="A file such as my.sijill, or postgresql://…")]
By = Annotated[str | None, typer.Option("--by", help="Who does it; the user of this machine else.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")]


def open_register_at(where: str, *, create: bool = False, upgraded: bool = False) -> Register:
    """The register in a file or at an address, where its extra is installed."""
    try:
        from sijill.register import Register
    except ImportError as error:
        raise UsageError("a register needs more packages", hint="pip install 'sijill[register]'") from error
    return Register.create(where) if create else Register.open(where, upgraded=upgraded)


def _say(message: str, *, quiet: bool = False) -> None:
    if not quiet:
        print(message, file=sys.stderr)


@register_app.command("init")
def init(register: Where) -> None:
    """Make a new, empty register."""
    with open_register_at(register, create=True) as made:
        where = made.target if "://" not in register else "in the database"
        _say(f"a new register: {where}; next: sijill register add, with it and your reports")


@register_app.command("add")
def add(register: Where, inputs: Inputs, by: By = None, columns: Map = None, quiet: Quiet = False) -> None:
    """Store reports as they are read.

    A text that is there already becomes one more source of its report.
    """
    from sijill.read import find_inputs, parse_columns, read_all
    from sijill.run.register import add_to

    found, named = find_inputs(inputs), parse_columns(columns or ())
    with open_register_at(register) as opened:
        done, rejects = add_to(opened, read_all(found, named), by=by or getpass.getuser())
    for reject in rejects[: 0 if quiet else 20]:
        where = ":".join(str(x) for x in (reject.file, reject.line) if x is not None)
        _say(f"sijill: {where}: {reject.reason}" + (f" ({reject.hint})" if reject.hint else ""))
    _say(
        f"{done.read + len(rejects):,} reports: {done.new:,} new, {done.revised:,} changed, {done.known:,} known "
        f"({done.sources:,} from a new source), {len(rejects):,} rejected", quiet=quiet,
    )  # fmt: skip
    raise typer.Exit(1 if rejects else 0)


@register_app.command("run")
def run(
    register: Where,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    packs: Packs = None,
    places: PlacesFile = None,
    link: Annotated[bool, typer.Option("--link/--no-link", help="Whether to link the events into incidents.")] = True,
    quiet: Quiet = False,
) -> None:
    """Code and link what is new.

    What was coded by other packs is coded again; what people decided stands.
    """
    from sijill.pipeline import Settings
    from sijill.run.register import run_register

    watch = watch_run(quiet=quiet)
    with open_register_at(register) as opened, watch.shown() if hasattr(watch, "shown") else nullcontext():
        done = run_register(
            opened, Settings(packs=tuple(packs or ()), places=places), workers=workers, link=link, watch=watch
        )
    if done.run is not None:
        incidents = "" if done.run.incidents is None else f"; {done.run.incidents:,} incidents"
        _say(
            f"run {done.run.num}: {done.run.reports:,} reports, {done.run.rejected:,} of them rejected, "
            f"{done.run.events:,} events{incidents}", quiet=quiet,
        )  # fmt: skip
    for note in done.notes:
        _say(note, quiet=quiet)
    if done.run is not None:
        _say(f"next: sijill review {opened.target}", quiet=quiet or "://" in opened.target)
    raise typer.Exit(1 if done.totals.rejected else 0)


@register_app.command("status")
def status(register: Where) -> None:
    """Show what is in a register.

    Reports, runs, what waits for a person, and the head of the log to note down.
    """
    from sijill.register.status import status_of

    with open_register_at(register) as opened, opened.read() as con:
        found = status_of(con)
    for name, value in found.lines():
        print(f"{name:12} {value}")


@register_app.command("check")
def check(
    register: Where,
    head: Annotated[str | None, typer.Option(help="A head of the log that was noted: it must still be in it.")] = None,
) -> None:
    """Verify that a register is whole.

    Hashes, the chain of the log, the laws, and that every record is what the log says; exit 1 if not.
    """
    opened = open_register_at(register)
    from sijill.register.check import check as check_all

    count = 0
    with opened, opened.read() as con:
        for problem in check_all(con, head=head):
            print(f"{problem.where}: {problem.what}")
            count += 1
    _say("the register is whole" if not count else f"{count:,} problems")
    raise typer.Exit(1 if count else 0)


@register_app.command("export")
def export(
    register: Where,
    out: Annotated[list[str] | None, typer.Option("-o", "--out", help="Events; format by ending. May be given again.")]
    = None,
    form: Annotated[
        str | None, typer.Option("--as", help="A format of sijill export, for events and incidents: acled, ged, …")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Leave out what should not be published.")] = False,
    incidents: Annotated[str | None, typer.Option(help="Where the incidents go; JSON lines without --as.")] = None,
    decisions: Annotated[str | None, typer.Option(help="Where the decisions go, as JSON lines.")] = None,
    accepted: Annotated[bool, typer.Option("--accepted", help="Only events that a person accepted.")] = False,
    places: PlacesFile = None,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write what stands: events, incidents, decisions.

    Events have people's decisions applied, incidents the tellings that they chose.
    """
    from sijill.cli.outputs import refuse_twice, tell_export
    from sijill.export import format_of
    from sijill.export.run import Plan, check_plan, form_of
    from sijill.pipeline import Settings
    from sijill.run.exporting import export_as
    from sijill.run.register import export_decisions, export_incidents, export_register

    if not out and incidents is None and decisions is None:
        raise UsageError("nothing to export", hint="give -o, --incidents or --decisions")
    refuse_twice([path for path in (*(out or ()), incidents, decisions) if path is not None], None)
    plans: list[Plan] = []
    if form is not None or public:
        wanted = [("event", path) for path in out or ()] + [("incident", incidents)] * (incidents is not None)
        plans = [Plan(form=form_of(p or "", form), kind=k, out=p or "", public=public) for k, p in wanted]  # type: ignore[arg-type]
        for plan in plans:
            check_plan(plan)
    outputs = [] if plans else [(path, format_of(path)) for path in out or ()]
    with open_register_at(register) as opened:
        for plan in plans:
            about = export_as(opened, plan, places=places, accepted=accepted)
            if not quiet:
                tell_export(about, plan.out)
        if outputs:
            totals = export_register(opened, outputs, settings=Settings(places=places), accepted=accepted)
            _say(f"{totals.events:,} events of {totals.read:,} reports", quiet=quiet)
        if incidents is not None and not plans:
            _say(f"{export_incidents(opened, incidents):,} incidents", quiet=quiet)
        if decisions is not None:
            _say(f"{export_decisions(opened, decisions, public=public):,} decisions", quiet=quiet)


@register_app.command("upgrade")
def upgrade(register: Where) -> None:
    """Bring a register of an older sijill up to date.

    A file is on opening; one on a server when told to, after what serves it was ended.
    """
    with open_register_at(register, upgraded=True):
        _say("the register is of the present schema")


@register_app.command("backup")
def backup(
    register: Where,
    out: Annotated[
        str, typer.Option("-o", "--out", help="A new file, or a postgresql:// database without a register.")
    ],
) -> None:
    """Copy a register, and verify the copy.

    From and to a file or a server, while others work in it.
    """
    opened = open_register_at(register)
    from sijill.register.backup import backup as copy

    with opened:
        counts = copy(opened, out)
    _say(f"{counts['report']:,} reports, {counts['event']:,} events, {counts['log']:,} entries of the log: verified")

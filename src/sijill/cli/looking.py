"""``sijill explain`` and ``sijill show``: why it was coded so, in colour, and events as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.app import Packs, PlacesFile, app, console, link_package, one_report, read_events
from sijill.errors import UsageError


@app.command()
def explain(
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
    from sijill import terminal

    screen = console()
    if target == "incident" and incident is not None:
        link = link_package()
        if incidents is None or not events:
            raise UsageError("explain incident needs --incidents and --events")
        shown = link.explain_incident(incident, incidents, events, reports=reports or ())
        terminal.show_incident(screen, shown)
        return
    if incident is not None:
        raise UsageError("one file at a time", file=incident)
    from sijill.pipeline import load_coder

    chosen = one_report(target, report)
    coded, chart = load_coder(tuple(packs or ()), places).read(chosen)
    if event is not None and event > len(coded):
        raise UsageError(f"no event {event}: the report tells {len(coded)}", file=target)
    terminal.show_report(screen, chosen, coded, event)
    if facts:
        terminal.show_facts(screen, chart)


@app.command()
def show(
    events: Annotated[Path, typer.Argument(help="Events as JSON lines.")],
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many rows.")] = None,
) -> None:
    """Show events as a table."""
    from sijill.terminal import show_events

    show_events(console(), read_events(events), limit=limit)

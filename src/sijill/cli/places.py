"""``sijill places``: look names up, and build a larger gazetteer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.app import PlacesFile, app

places_app = typer.Typer(no_args_is_help=True, help="Look places up, and build a larger gazetteer.")
app.add_typer(places_app, name="places")


@places_app.command("find")
def places_find(
    name: Annotated[str, typer.Argument(help="A name, in Arabic.")],
    near: Annotated[str | None, typer.Option(help="A province, district or place that it lies in or by.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO code of the country.")] = None,
    places: PlacesFile = None,
    limit: Annotated[int, typer.Option(min=1)] = 10,
) -> None:
    """Show the places that a name could mean, with scores and reasons."""
    from sijill.places import Places, find

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
    from sijill.places import build

    made = build(sources, out, base=base)
    for problem in made.problems:
        print(f"sijill: {problem}", file=sys.stderr)
    print(
        f"{made.read:,} rows read: {made.added:,} new places, {made.merged:,} known, {made.skipped:,} skipped; "
        f"{made.places:,} places in {out}",
        file=sys.stderr,
    )

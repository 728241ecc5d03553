"""``sijill packs``: check and list the knowledge that coding uses."""

from __future__ import annotations

from typing import Annotated

import typer

from sijill.cli.app import Packs, app

packs_app = typer.Typer(no_args_is_help=True, help="Check and list the packs: the knowledge that coding uses.")
app.add_typer(packs_app, name="packs")


@packs_app.command("check")
def packs_check(
    packs: Packs = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Name every row that no case fires.")] = False,
) -> None:
    """Load and validate the packs, run every rule's cases, and name what no case fires."""
    from sijill.check import check_packs

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
    from sijill.check import list_packs

    for table in list_packs(tuple(packs or ())):
        print(f"{table.pack:24} {table.table:24} {table.rows:>8,}")

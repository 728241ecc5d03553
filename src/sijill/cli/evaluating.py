"""``sijill evaluate``: coded events against hand-coded ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.app import app, console
from sijill.errors import UsageError


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="A folder of hand-coded reports.", metavar="GOLD_DIR")],
    events: Annotated[Path, typer.Argument(help="Coded events as JSON lines.")],
    by_report: Annotated[bool, typer.Option("--by-report", help="Also a line a report, the weakest first.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Also gold beside coded, slot by slot.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The rows as one JSON object.")] = False,
) -> None:
    """Score coded events against hand-coded ones."""
    import msgspec

    from sijill.evaluate import load_coded, load_gold, score

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
    from sijill.terminal import difference_lines, report_lines, score_lines

    if errors:
        texts = {g.gold.doc_id: g.text or "" for g in golds}
        print(*difference_lines(console(), differences, texts), "", sep="\n")
    if by_report:
        print(*report_lines({g.gold.doc_id: score([g.gold], coded)[0] for g in golds}), "", sep="\n")
    print(*score_lines(len(golds), rows), sep="\n")

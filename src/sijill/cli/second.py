"""``sijill second``: code reports with a language model, and compare its coding with ours."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.app import Inputs, app, read_events
from sijill.cli.outputs import drop_empty, refuse_twice, rejects_beside, tell_rejects

second_app = typer.Typer(no_args_is_help=True, help="A second coder, for comparison: any OpenAI-compatible endpoint.")
app.add_typer(second_app, name="second")


@second_app.command("code")
def second_code(
    inputs: Inputs,
    out: Annotated[str, typer.Option("-o", "--out", help="Where the events go, as JSON lines.")],
    url: Annotated[str, typer.Option(help="The endpoint, as http://127.0.0.1:8080/v1.")],
    model: Annotated[str, typer.Option(help="The model's name there.")],
    key_env: Annotated[str, typer.Option(help="The environment variable that holds the key.")] = "SIJILL_SECOND_KEY",
    timeout: Annotated[float, typer.Option(min=1, help="Seconds an answer may take.")] = 120.0,
    tries: Annotated[int, typer.Option(min=1, help="How often one report is asked for.")] = 4,
    longest: Annotated[int, typer.Option(min=256, help="Tokens an answer may have.")] = 8192,
    price_in: Annotated[float, typer.Option(min=0, help="Money for a million tokens asked.")] = 0.0,
    price_out: Annotated[float, typer.Option(min=0, help="Money for a million tokens answered.")] = 0.0,
    budget: Annotated[float | None, typer.Option(min=0, help="Where to stop, in the same money.")] = None,
) -> None:
    """Code reports with a language model; only values whose words stand in the report are kept."""
    from sijill.errors import InputError
    from sijill.export import Output
    from sijill.model import to_json
    from sijill.read import Read, Reject, find_inputs, read_all
    from sijill.second import Client, Endpoint, SecondCoder
    from sijill.second.client import BudgetSpentError

    beside = rejects_beside([out])
    refuse_twice([out], beside)
    endpoint = Endpoint(
        url=url, model=model, key=os.environ.get(key_env, "none"), timeout=timeout, tries=tries, longest=longest,
        price_in=price_in, price_out=price_out, budget=budget,
    )  # fmt: skip
    coder = SecondCoder(Client(endpoint))
    rejects: list[Reject] = []
    coded = events = 0
    with Output(out) as output:
        for item in read_all(find_inputs(inputs)):
            if not isinstance(item, Read):
                rejects.append(item)
                continue
            try:
                found = coder.code(item.report)
            except (InputError, BudgetSpentError) as error:
                rejects.append(item.reject(error.message, error.hint))
                continue
            coded, events = coded + 1, events + len(found)
            output.write(b"".join(to_json(e) + b"\n" for e in found))
    if beside is not None:
        with Output(beside) as output:
            output.write(b"".join(to_json(r) + b"\n" for r in rejects))
        drop_empty(beside, len(rejects))
    tell_rejects(rejects[:20], len(rejects), beside)
    usage, dropped = coder.client.usage, sum(coder.dropped.values())
    fields = ", ".join(f"{name} {count}" for name, count in sorted(coder.dropped.items()))
    print(
        f"{coded + len(rejects):,} reports: {coded:,} coded, {len(rejects):,} rejected; {events:,} events; {dropped:,} "
        f"values without words in the report or of no code dropped{f' ({fields})' if fields else ''}\n"
        f"  {usage.calls:,} calls, {usage.retries:,} of them again; {usage.tokens_in:,} tokens asked, "
        f"{usage.tokens_out:,} answered; cost {usage.cost:.4f}\n  {out}",
        file=sys.stderr,
    )
    raise typer.Exit(1 if rejects else 0)


@second_app.command("compare")
def second_compare(
    first: Annotated[Path, typer.Argument(help="Events of sijill code, as JSON lines.")],
    second: Annotated[Path, typer.Argument(help="Events of sijill second code, of the same reports.")],
    out: Annotated[str, typer.Option("-o", "--out", help="The first coder's events with their new confidence.")],
) -> None:
    """Print how far two coders agree, and write the first one's events, surer or less sure for it."""
    from sijill.export import Output
    from sijill.model import to_json
    from sijill.second import Agreement, compare
    from sijill.second.agree import FIELDS

    refuse_twice([out], None)
    told = Agreement()
    with Output(out) as output:
        for event in compare(read_events(first), read_events(second), told):
            output.write(to_json(event) + b"\n")
    alone = f"{told.only_first:,} by the first alone, {told.only_second:,} by the second"
    print(f"{told.paired:,} events found by both, {alone}")
    for slot in FIELDS:
        share = told.share(slot)
        if share is not None:
            print(f"{slot:16} {share:.3f}  of {told.same.get(slot, 0) + told.different.get(slot, 0):,}")

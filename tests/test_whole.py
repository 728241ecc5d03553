"""Whole events of short texts from many countries, one row a text: ``whole.tsv``, all of it invented.

Columns: country, outlet, day of publication, text (``~`` for a line end), and its events, ``//`` between them: type,
place as told, initiators, targets, tolls, claim.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from sijill.events import Coder
from sijill.model import Casualty, Event, Report
from sijill.pack import load_pack
from sijill.places import Places

ROWS = [line.split("\t") for line in (Path(__file__).parent / "whole.tsv").read_text(encoding="utf-8").splitlines()]


@lru_cache(maxsize=1)
def coder() -> Coder:
    return Coder(load_pack(), Places.open())


def _count(c: Casualty) -> str:
    return f"{c.group}:{c.outcome}:{c.low}" + (f"-{c.high}" if c.high != c.low else "")


def _short(e: Event) -> str:
    fields = (
        e.type,
        e.place.text,
        ", ".join(a.group for a in e.initiator),
        ", ".join(a.group for a in e.target),
        " ".join(_count(c) for c in e.casualties),
        f"{e.claim.kind}:{e.claim.by or '-'}",
    )
    return " | ".join(f or "-" for f in fields)


@pytest.mark.parametrize(("country", "outlet", "day", "text", "told"), ROWS)
def test_the_events_of_a_text(country: str, outlet: str, day: str, text: str, told: str) -> None:
    report = Report(
        doc_id="case",
        text=text.replace("~", "\n"),
        published=day,
        country=country,
        outlet=outlet or None,
        language="ar",
    )
    assert " // ".join(_short(e) for e in coder().code(report)) == ("" if told == "-" else told)

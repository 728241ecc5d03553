"""Reading a text with the layers of numbers and dates, for their tests."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sijill.facts import date, number
from sijill.grammar import Chart, Grammar, Maker
from sijill.match import Doc, Matcher
from sijill.model import Report
from sijill.pack import load_pack

MAKERS: Mapping[str, Maker] = {**date.MAKERS, **number.MAKERS}
LAYERS = ("date", "number")


@lru_cache(maxsize=1)
def machine() -> tuple[Matcher, Grammar]:
    pack = load_pack()
    return Matcher.of(pack), Grammar([r for r in pack.rules if r.layer in LAYERS], MAKERS, LAYERS)


def read(text: str, published: str | None = None) -> Chart:
    matcher, grammar = machine()
    chart = Chart(Doc(Report(doc_id="case", text=text, published=published), matcher.units(text)))
    grammar.parse(chart)
    return chart


def quotes(chart: Chart, kind: str) -> list[str]:
    return [chart.doc.quote(f.span) for f in chart.all(kind)]

"""All facts of a text, without a gazetteer, for the tests of parties, tolls and damage."""

from __future__ import annotations

from functools import lru_cache

from sijill.events import Coder
from sijill.grammar import Chart
from sijill.model import Event, Report
from sijill.pack import load_pack


@lru_cache(maxsize=1)
def coder() -> Coder:
    return Coder(load_pack(), None)


def chart_of(text: str) -> Chart:
    return coder().chart(Report(doc_id="case", text=text, published="2019-04-10"))


def events_of(text: str) -> list[Event]:
    return coder().code(Report(doc_id="case", text=text, published="2019-04-10"))

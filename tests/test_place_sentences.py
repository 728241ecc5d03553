"""One sentence a row, from many countries, with the place that the codebook asks for: ``place_sentences.tsv``.

All acts are invented. An empty cell asks nothing, ``-`` asks for no value.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import pytest

from sijill.events import Coder
from sijill.model import Report
from sijill.pipeline import load_coder

TABLE = Path(__file__).with_name("place_sentences.tsv")
COLUMNS = ("country", "admin1", "admin2", "text", "relation", "precision")


@lru_cache(maxsize=1)
def coder() -> Coder:
    return load_coder(())


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as lines:
        return list(csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"))


@pytest.mark.parametrize("row", rows(), ids=lambda r: r["sentence"][:40])
def test_the_place_of_a_sentence(row: dict[str, str]) -> None:
    events = coder().code(Report(doc_id="s", text=row["sentence"], published="2020-05-20", language="ar"))
    assert events, "no event"
    place = events[0].place
    told = {c: "-" if (v := getattr(place, c)) is None else str(v) for c in COLUMNS if row[c]}
    assert told == {c: row[c] for c in COLUMNS if row[c]}

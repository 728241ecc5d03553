"""Which acts a report tells, each once, and where (codebook "The unit"): ``tellings.tsv``, all of it invented.

A row: ``type@place;type@place`` and the report, its lines parted by `` / ``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sijill.model import Report
from sijill.pipeline import load_coder
from sijill.text import fold

ROWS = [line.split("\t") for line in (Path(__file__).parent / "tellings.tsv").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("told", "text"), ROWS)
def test_each_act_is_told_once(told: str, text: str) -> None:
    report = Report(doc_id="case", text=text.replace(" / ", "\n"), published="2021-03-10", language="ar")
    left = [(e.type, fold(e.place.text or "")) for e in load_coder().code(report)]
    for kind, place in (part.split("@") for part in told.split(";") if part != "-"):
        found = next((row for row in left if row[0] == kind and fold(place) in row[1]), None)
        assert found is not None, f"{kind} at {place} is missing: {left}"
        left.remove(found)
    assert not left

"""Sub-event types over many turns of phrase (codebook "Sub-event types"): ``types.tsv``, all of it invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from side_cases import coder, events

from sijill.model import Report

ROWS = [line.split("\t") for line in (Path(__file__).parent / "types.tsv").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("kind", "text"), ROWS)
def test_the_type_of_a_sentence(kind: str, text: str) -> None:
    if kind == "-":
        assert coder().code(Report(doc_id="case", text=text, published="2015-05-20")) == []
    else:
        assert {e.type for e in events(text)} == {kind}

"""Every case of every rule is a test item: the layers find what the case expects, and no more."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from sijill.events import Coder
from sijill.grammar import Fact
from sijill.model import Report
from sijill.pack import Case, load_cases
from sijill.pipeline import load_coder

CASES = load_cases()


@lru_cache(maxsize=1)
def coder() -> Coder:
    return load_coder(())


def value_of(fact: Fact, key: str) -> Any:
    value = getattr(fact.value, key)
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", CASES, ids=[f"{c.rule}: {c.text[:50]}" for c in CASES])
def test_a_rule_finds_what_its_case_expects_and_nothing_else(case: Case) -> None:
    chart = coder().chart(Report(doc_id="case", text=case.text, published=case.published))
    for kind, expected in (case.expect or {case.kind: []}).items():
        assert [chart.doc.quote(f.span) for f in chart.all(kind)] == expected
    values = case.values if case.expect.get(case.kind) else []
    for fact, wanted in zip(chart.all(case.kind), values, strict=False):
        assert {k: value_of(fact, k) for k in wanted} == wanted


def test_a_case_has_no_more_values_than_facts() -> None:
    assert not [c.rule for c in CASES if len(c.values) > len(c.expect.get(c.kind, ()))]

"""Every case of every rule is a test item: what the layers find of the rule's kind is what the case expects, no more, no less."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pytest

from sijill.facts import date, number
from sijill.grammar import Chart, Fact, Grammar, Maker
from sijill.match import Doc, Matcher
from sijill.model import Report
from sijill.pack import Case, load_cases, load_pack

MAKERS: Mapping[str, Maker] = {**date.MAKERS, **number.MAKERS}
LAYERS = ("date", "number")
CASES = [c for c in load_cases() if c.file.rpartition("/")[2].removesuffix(".yaml") in LAYERS]


@lru_cache(maxsize=1)
def machine() -> tuple[Matcher, Grammar]:
    pack = load_pack()
    return Matcher.of(pack), Grammar([r for r in pack.rules if r.layer in LAYERS], MAKERS, LAYERS)


def read(text: str, published: str | None = None) -> Chart:
    matcher, grammar = machine()
    chart = Chart(Doc(Report(doc_id="case", text=text, published=published), matcher.units(text)))
    grammar.parse(chart)
    return chart


def value_of(fact: Fact, key: str) -> Any:
    return getattr(fact.value, key)


@pytest.mark.parametrize("case", CASES, ids=[f"{c.rule}: {c.text[:50]}" for c in CASES])
def test_a_rule_finds_what_its_case_expects_and_nothing_else(case: Case) -> None:
    chart = read(case.text, case.published)
    for kind, expected in (case.expect or {case.kind: []}).items():
        facts = chart.all(kind)
        assert [chart.doc.quote(f.span) for f in facts] == expected
        for fact, wanted in zip(facts, case.values if kind == case.kind else [], strict=False):
            assert {k: value_of(fact, k) for k in wanted} == wanted
    assert len(case.values) <= sum(map(len, case.expect.values()))

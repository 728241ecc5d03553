"""Checking packs: every row and rule loads, every rule's cases hold, and what no case ever fires is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sijill.model import Report
from sijill.pack import SHIPPED, Case, load_cases
from sijill.pipeline import load_coder

if TYPE_CHECKING:
    from sijill.events import Coder
    from sijill.grammar import Fact


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A case that does not hold."""

    case: Case
    why: str


class Checked(msgspec.Struct, kw_only=True):
    """What a check found.

    Attributes:
        idle_rules: rules that no case fires; ``idle_rows`` likewise rows, by their ids.
    """

    digest: str
    rules: int
    rows: int
    cases: int
    failures: list[Failure]
    idle_rules: list[str]
    idle_rows: list[str]


def check_packs(packs: tuple[Path, ...] = ()) -> Checked:
    """Load the packs, run all their cases, and see what never came up.

    Raises:
        PackError: a row or rule is not what its table demands.
    """
    coder = load_coder(packs)
    cases = load_cases(*packs)
    fired_rules: set[str] = set()
    fired_rows: set[str] = set()
    failures = [Failure(case=c, why=why) for c in cases if (why := _run(coder, c, fired_rules, fired_rows))]
    rows = _row_ids(coder)
    return Checked(
        digest=coder.digest, rules=len(coder.pack.rules), rows=len(rows), cases=len(cases), failures=failures,
        idle_rules=sorted({r.id for r in coder.pack.rules} - fired_rules), idle_rows=sorted(rows - fired_rows),
    )  # fmt: skip


def _row_ids(coder: Coder) -> set[str]:
    pack = coder.pack
    ids = {entry.id for senses in pack.words.values() for entry, _ in senses}
    return ids | {entry.id for rows in pack.phrases.values() for _, senses in rows for entry, _ in senses}


def _run(coder: Coder, case: Case, rules: set[str], rows: set[str]) -> str | None:
    """Why a case does not hold, or None; notes the rules and rows that fired."""
    chart = coder.chart(Report(doc_id="case", text=case.text, published=case.published))
    rows.update(reading.id for unit in chart.doc.units for reading in unit.readings)
    for kind in {case.kind, *case.expect}:
        for fact in chart.all(kind):
            _note(fact, rules)
    for kind, expected in (case.expect or {case.kind: []}).items():
        facts = chart.all(kind)
        found = [chart.doc.quote(f.span) for f in facts]
        if found != expected:
            return f"{kind}: expected {expected or 'nothing'}, found {found or 'nothing'}"
        for fact, wanted in zip(facts, case.values if kind == case.kind else [], strict=False):
            for key, value in wanted.items():
                got = getattr(fact.value, key, None)
                if got != (tuple(value) if isinstance(value, list) else value):
                    return f"{kind}.{key}: expected {value!r}, found {got!r}"
    return None


def _note(fact: Fact, rules: set[str]) -> None:
    rules.add(fact.rule)
    for part in fact.parts:
        _note(part, rules)


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table of a pack: its folder, its name, its rows."""

    pack: str
    table: str
    rows: int


def list_packs(packs: tuple[Path, ...] = ()) -> Iterator[Table]:
    """The tables and rule files of the packs, shipped ones first."""
    for root in (SHIPPED, *packs):
        for path in sorted(root.rglob("*")):
            folder = path.parent.relative_to(root).as_posix()
            if path.suffix == ".tsv":
                lines = path.read_text(encoding="utf-8").splitlines()
                rows = sum(1 for line in lines if line.strip() and not line.startswith("#")) - 1
                yield Table(pack=folder, table=path.stem, rows=max(rows, 0))
            elif path.suffix == ".yaml":
                count = path.read_text(encoding="utf-8").count("\n- id:") + path.read_text(encoding="utf-8").startswith(
                    "- id:"
                )
                yield Table(pack=folder, table=f"{path.stem} (rules)", rows=count)

"""Runs: every report accounted for, in order, the same bytes with any number of workers, whatever a report does."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from gold_events import EXAMPLES, GoldCoder, example_reports

from sijill import cache, pipeline
from sijill.errors import PackError, UsageError
from sijill.export import FORMATS, Totals
from sijill.export.base import Radius
from sijill.model import Event, Report
from sijill.pipeline import Settings, code_all, code_one, code_to, load_coder
from sijill.read import Read, Reject, read_all


def reads(count: int) -> Iterator[Read | Reject]:
    reports = example_reports()
    for i in range(count):
        source = reports[i % len(reports)]
        report = Report(doc_id=f"r{i}", text=source.text, published=source.published, country=source.country)
        yield Read(report=report, file="in.jsonl", line=i + 1)
        if i % 7 == 3:
            yield Reject(doc_id=f"bad{i}", file="in.jsonl", line=i + 1, reason="test")


def jsonl(report: Report, events: Sequence[Event], radius: Radius) -> tuple[bytes, ...]:
    return (FORMATS["jsonl"].render(report, events, radius),)


def deadly(report: Report, events: Sequence[Event], radius: Radius) -> tuple[bytes, ...]:
    """Stands for a coder that a text brings down, with the whole process."""
    if report.doc_id == "r40":
        os._exit(9)
    return (report.doc_id.encode(),)


def test_a_coder_codes_the_examples() -> None:
    outcomes = list(code_all(read_all([str(EXAMPLES)]), jsonl, Settings()))
    assert len(outcomes) == len(example_reports())
    assert sum(o.events for o in outcomes) > 50


def test_output_is_the_same_with_any_number_of_workers(tmp_path: Path) -> None:
    outputs = [[(str(tmp_path / f"{n}.{name}"), FORMATS[name]) for name in sorted(FORMATS)] for n in (1, 2, 3)]
    for n, out in zip((1, 2, 3), outputs, strict=True):
        totals = code_to(reads(100), out, Settings(), rejects=str(tmp_path / f"{n}.rejects"), workers=n)
        assert totals.read == totals.coded + totals.rejected == 114
        assert totals.coded == 100
    for one, two, three in zip(*outputs, strict=True):
        data = Path(one[0]).read_bytes()
        assert data == Path(two[0]).read_bytes() == Path(three[0]).read_bytes()
    assert (tmp_path / "1.rejects").read_bytes() == (tmp_path / "3.rejects").read_bytes()


def test_a_report_that_kills_its_worker_costs_itself_only() -> None:
    outcomes = list(code_all(reads(100), deadly, Settings(), workers=2))
    assert [o.bodies[0].decode() for o in outcomes if o.reject is None] == [f"r{i}" for i in range(100) if i != 40]
    (dead,) = [o.reject for o in outcomes if o.reject is not None and o.reject.reason != "test"]
    assert (dead.doc_id, dead.line) == ("r40", 41)


def test_a_report_that_the_coder_cannot_digest_is_a_reject() -> None:
    class Failing(GoldCoder):
        def code(self, report: Report) -> list[Event]:
            raise RecursionError(f"deep in {report.doc_id}")

    outcome = code_one(Failing(), next(reads(1)), jsonl)  # type: ignore[arg-type]
    assert outcome.reject is not None
    assert "RecursionError: deep in r0" in outcome.reject.reason


def test_no_more_than_a_window_is_read_ahead() -> None:
    taken = 0

    def counted() -> Iterator[Read | Reject]:
        nonlocal taken
        for item in reads(2000):
            taken += 1
            yield item

    run = code_all(counted(), jsonl, Settings(), workers=2)
    next(run)
    assert taken < 600
    run.close()  # type: ignore[attr-defined]


def test_nothing_to_read_makes_whole_empty_files(tmp_path: Path) -> None:
    out = [(str(tmp_path / f"e.{name}"), form) for name, form in FORMATS.items()]
    assert code_to([], out, Settings()) == Totals()
    assert (tmp_path / "e.jsonl").read_bytes() == b""


def test_a_broken_pack_is_told_with_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "country" / "xx"
    folder.mkdir(parents=True)
    (folder / "actors.tsv").write_text("id\tgroup\tcolour\na\tb\tc\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"actors\.tsv:1"):
        load_coder((tmp_path,))
    with pytest.raises(PackError, match="no such pack"):
        load_coder((tmp_path / "none",))
    with pytest.raises(UsageError, match="no such gazetteer"):
        load_coder((), tmp_path / "none.db")


# ---------------------------------------------------------------------- the cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "sijill"


def test_what_was_made_once_is_read_again(folder: Path) -> None:
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"a": 1}

    assert cache.cached("t", "k", dict, make) == cache.cached("t", "k", dict, make) == {"a": 1}
    assert len(made) == 1
    assert [p.name for p in folder.iterdir()] == ["t-k.pickle"]


@pytest.mark.parametrize("damage", [b"", b"\x80", b"not a pickle", pickle.dumps([1]), b"cos\nnothing\n."])
def test_a_damaged_cache_is_made_again(folder: Path, damage: bytes) -> None:
    cache.cached("t", "k", dict, lambda: {"a": 1})
    (folder / "t-k.pickle").write_bytes(damage)
    assert cache.cached("t", "k", dict, lambda: {"a": 2}) == {"a": 2}
    assert cache.cached("t", "k", dict, lambda: {"a": 3}) == {"a": 2}


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sijill").write_text("a file, no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.cached("t", "k", dict, lambda: {"a": 1}) == {"a": 1}


def test_old_caches_go(folder: Path) -> None:
    for i in range(20):
        cache.cached("t", str(i), dict, partial(dict, a=i))
    assert len(list(folder.iterdir())) == 6


def test_a_cached_coder_codes_as_a_fresh_one(folder: Path) -> None:
    pipeline._load.cache_clear()
    fresh = load_coder()
    pipeline._load.cache_clear()
    assert any(folder.iterdir())
    cached = load_coder()
    for report in example_reports():
        assert fresh.code(report) == cached.code(report)

"""Runs: the bytes of coding report by report, whatever stops them; nothing lost, nothing twice, nothing mixed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from gold_events import example_reports

import sijill.pipeline
import sijill.run.shard
from sijill.errors import UsageError
from sijill.model import Report, to_json
from sijill.pipeline import Outcome, Settings, load_coder
from sijill.read import Read, Reject, read_all
from sijill.run import RunOptions, run_corpus
from sijill.run.shard import Worker

OPTIONS = RunOptions(gate="off", shard_bytes=6_000)


def write(path: Path, reports: list[Report], extra: dict[int, bytes] | None = None) -> Path:
    lines = [to_json(report) for report in reports]
    for at, line in sorted((extra or {}).items()):
        lines.insert(at, line)
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def corpus(count: int) -> list[Report]:
    sources = example_reports()
    return [
        msgspec.structs.replace(sources[n % len(sources)], doc_id=f"r{n}", title=f"{n // len(sources)}")
        for n in range(count)
    ]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "status.json"
    }  # fmt: skip


def events(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted((folder / "events").iterdir()))


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture(scope="module")
def coded() -> Callable[[list[Report]], bytes]:
    coder = load_coder()
    return lambda reports: b"".join(to_json(e) + b"\n" for r in reports for e in coder.code(r))


# ---------------------------------------------------------------------- what comes out


def test_a_run_gives_what_coding_each_report_gives(tmp_path: Path, coded: Callable[[list[Report]], bytes]) -> None:
    reports = corpus(20)
    again = to_json(msgspec.structs.replace(reports[1], text="قتل جندي في كمين.")) + b"\n" + b"{no report"
    source = write(tmp_path / "in.jsonl", reports, {19: again})
    seen = []
    summary = run_corpus([str(source)], tmp_path / "out", OPTIONS, workers=2, watch=lambda s: seen.append(s.reports))
    assert len(summary.shards) > 3
    assert summary.read == summary.coded + summary.rejected == 22
    assert events(tmp_path / "out") == coded(reports)
    assert summary.events == coded(reports).count(b"\n")
    one, two = rows(tmp_path / "out" / "rejects.jsonl")
    assert (one["doc_id"], one["line"], two["line"]) == ("r1", 20, 21)
    assert "read before" in str(one["reason"])
    status = json.loads((tmp_path / "out" / "status.json").read_bytes())
    assert (status["state"], status["reports"], status["coded"], seen[-1]) == ("done", 22, 20, 22)
    assert status["bytes"] == status["bytes_done"] == source.stat().st_size
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "events", "run.json", "rejects.jsonl", "dropped.jsonl", "status.json",
    }  # fmt: skip


def test_the_gate_drops_by_name_and_reason(tmp_path: Path) -> None:
    civil = Report(doc_id="c", text="الطقس معتدل والسماء صافية والبحر هادئ.")
    source = write(tmp_path / "in.jsonl", [*corpus(3), civil])
    summary = run_corpus([str(source)], tmp_path / "out", RunOptions())
    assert (summary.read, summary.coded, summary.dropped) == (4, 3, {"no-word": 1})
    assert rows(tmp_path / "out" / "dropped.jsonl") == [{"doc_id": "c", "why": "no-word"}]


def test_near_identical_texts_are_told_and_coded_each_by_itself(tmp_path: Path) -> None:
    first, other, *_ = corpus(2)
    again = msgspec.structs.replace(first, doc_id="r2", text=f"وكالة: {first.text}")
    source = write(tmp_path / "in.jsonl", [first, other, again])
    summary = run_corpus([str(source)], tmp_path / "out", msgspec.structs.replace(OPTIONS, near=True))
    assert summary.coded == 3
    assert rows(tmp_path / "out" / "near.jsonl") == [{"doc_id": "r2", "near_of": "r0"}]


def test_parquet_in_and_out_holds_the_same_events(tmp_path: Path, coded: Callable[[list[Report]], bytes]) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    reports = corpus(6)
    table = pa.Table.from_pylist([msgspec.to_builtins(r) for r in reports])
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=2)
    options = msgspec.structs.replace(OPTIONS, form="parquet")
    summary = run_corpus([str(tmp_path / "in.parquet")], tmp_path / "out", options)
    assert len(summary.shards) > 1
    found = pq.read_table(tmp_path / "out" / "events").sort_by([("id", "ascending")]).to_pylist()
    wanted = sorted(map(json.loads, coded(reports).splitlines()), key=lambda e: e["id"])
    assert [json.loads(row["json"]) for row in found] == wanted
    assert [(r["type"], r["date_start"], r["place"]) for r in found] == [
        (e["type"], e["date"]["start"], e["place"]["name"]) for e in wanted
    ]


def test_a_folder_of_every_kind_is_run_in_its_order(tmp_path: Path, coded: Callable[[list[Report]], bytes]) -> None:
    for package in ("lxml", "warcio", "openpyxl", "pypdfium2"):
        pytest.importorskip(package)
    from documents.samples import samples  # noqa: PLC0415 - needs these

    (tmp_path / "in").mkdir()
    for sample in (s for s in samples() if s.name.endswith((".warc.gz", ".html", ".zip", ".csv", ".txt"))):
        (tmp_path / "in" / sample.name).write_bytes(sample.data)
    write(tmp_path / "in" / "99.jsonl", corpus(3))
    read = [item.report for item in read_all([str(tmp_path / "in")]) if isinstance(item, Read)]
    summary = run_corpus([str(tmp_path / "in")], tmp_path / "out", OPTIONS, workers=2)
    assert len(summary.shards) > 2
    assert summary.coded == len(read) > 8
    assert events(tmp_path / "out") == coded(read)


def test_a_text_printed_again_is_not_read_again_and_comes_out_the_same(
    monkeypatch: pytest.MonkeyPatch, coded: Callable[[list[Report]], bytes]
) -> None:
    worker, calls = Worker(OPTIONS), []
    code_one = sijill.pipeline.code_one
    monkeypatch.setattr(sijill.run.shard, "code_one", lambda *args: calls.append(1) or code_one(*args))
    reprints = [
        msgspec.structs.replace(report, doc_id=f"{report.doc_id}/{n}", **changes)
        for report in example_reports()
        for n, changes in enumerate(
            [{}, {"url": "https://example.org/"}, {"outlet": "an outlet of no pack"}, {"published": "2001-02-03"},
             {"outlet": "aljazeera.net"}, {"country": "TD"}]
        )
    ]  # fmt: skip
    for report in reprints:
        outcome = worker.code(Read(report=report, file="x"))
        assert outcome.bodies[0] == coded([report])
        assert outcome.events == outcome.bodies[0].count(b"\n")
    assert len(calls) < len(reprints) - 1.5 * len(example_reports())


# ---------------------------------------------------------------------- what stops it


SITTING = """
import sys
from sijill.run import RunOptions, run_corpus
if __name__ == "__main__":
    run_corpus([sys.argv[1]], sys.argv[2], RunOptions(gate="off", shard_bytes=6_000), workers=2)
"""


def test_a_run_killed_at_any_moment_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    """bench/run_kill.py does it a hundred times."""
    source, out, script = write(tmp_path / "in.jsonl", corpus(32)), tmp_path / "out", tmp_path / "sitting.py"
    script.write_text(SITTING)
    run_corpus([str(source)], tmp_path / "whole", OPTIONS, workers=2)
    killed = 0
    for wanted in (1, 4):  # shards done before the kill
        process = subprocess.Popen([sys.executable, str(script), str(source), str(out)])
        while process.poll() is None and len(list((out / "events").glob("[0-9]*"))) < wanted:
            time.sleep(0.01)
        killed += process.poll() is None
        process.kill()
        process.wait()
    assert killed
    run_corpus([str(source)], out, OPTIONS, workers=2)
    assert tree(out) == tree(tmp_path / "whole")


@pytest.mark.parametrize("step", ["work", "events"])
def test_a_run_killed_between_two_steps_of_its_start_goes_on(step: str, tmp_path: Path) -> None:
    source, out = write(tmp_path / "in.jsonl", corpus(3)), tmp_path / "out"
    run_corpus([str(source)], tmp_path / "whole", OPTIONS)
    mkdir = Path.mkdir

    def killed(self: Path, *args: object, **kwargs: object) -> None:
        mkdir(self, *args, **kwargs)  # type: ignore[arg-type]
        if self.name == step:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "mkdir", killed)
        with pytest.raises(KeyboardInterrupt):
            run_corpus([str(source)], out, OPTIONS)
    run_corpus([str(source)], out, OPTIONS)
    assert tree(out) == tree(tmp_path / "whole")


class Poisoned(Settings, frozen=True):
    """Settings whose coder a report brings down, with the whole process."""

    def __reduce__(self) -> tuple[Callable[[], Settings], tuple[()]]:
        return poison, ()


def poison() -> Settings:
    real = sijill.pipeline.code_one

    def deadly(coder: object, item: Read | Reject, render: object) -> Outcome:
        if isinstance(item, Read) and item.report.doc_id == "r2":
            os._exit(9)
        return real(coder, item, render)  # type: ignore[arg-type]

    sijill.pipeline.code_one = sijill.run.shard.code_one = deadly  # type: ignore[assignment]
    return Poisoned()


def test_a_report_that_kills_its_process_costs_itself_only(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", corpus(4))
    options = msgspec.structs.replace(OPTIONS, settings=Poisoned())
    summary = run_corpus([str(source)], tmp_path / "out", options)
    (reject,) = rows(tmp_path / "out" / "rejects.jsonl")
    assert (reject["doc_id"], reject["line"]) == ("r2", 3)
    assert (summary.read, summary.coded, summary.rejected) == (4, 3, 1)


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """A run that is whole."""
    source = write(tmp_path / "in.jsonl", corpus(4))
    run_corpus([str(source)], tmp_path / "out", OPTIONS)
    return source


def test_a_whole_run_is_not_run_again(stopped: Path, tmp_path: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*")}
    assert run_corpus([str(stopped)], tmp_path / "out", OPTIONS).read == 4
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*")} == before
    with pytest.raises(UsageError, match="other settings"):
        run_corpus([str(stopped)], tmp_path / "out", RunOptions(gate="words", shard_bytes=6_000))


@pytest.mark.parametrize(
    ("change", "told"),
    [({"gate": "words"}, "the gate 'off'"), ({"form": "parquet"}, "the format 'jsonl'"),
     ({"shard_bytes": 7_000}, "shards of 6,000 bytes")],
)  # fmt: skip
def test_a_run_does_not_go_on_with_other_settings(tmp_path: Path, change: dict[str, object], told: str) -> None:
    source = begun(tmp_path)
    with pytest.raises(UsageError, match=told):
        run_corpus([str(source)], tmp_path / "out", msgspec.structs.replace(OPTIONS, **change))


def begun(folder: Path) -> Path:
    """A run that has its plan and no more."""
    source = write(folder / "in.jsonl", corpus(4))

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_corpus([str(source)], folder / "out", OPTIONS, watch=stop)
    return source


def test_input_that_changes_under_a_run_ends_it(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", corpus(4))

    def touch(_: object) -> None:
        os.utime(source, ns=(1, 1))

    with pytest.raises(UsageError, match="changed while"):
        run_corpus([str(source)], tmp_path / "out", OPTIONS, watch=touch)
    assert not (tmp_path / "out" / "run.json").exists()


def test_a_run_does_not_go_on_with_other_input_or_in_a_strange_folder(tmp_path: Path) -> None:
    source = begun(tmp_path)
    assert json.loads((tmp_path / "out" / "status.json").read_bytes())["state"] == "stopped"
    (tmp_path / "more.jsonl").write_bytes(b"{}\n")
    with pytest.raises(UsageError, match=r"more.jsonl not among its input"):
        run_corpus([str(source), str(tmp_path / "more.jsonl")], tmp_path / "out", OPTIONS)
    source.write_bytes(source.read_bytes() + b"\n")
    with pytest.raises(UsageError, match="before it changed"):
        run_corpus([str(source)], tmp_path / "out", OPTIONS)
    with pytest.raises(UsageError, match="holds"):
        run_corpus([str(source)], tmp_path, OPTIONS)
    with pytest.raises(UsageError, match="read its input again"):
        run_corpus(["-"], tmp_path / "new", OPTIONS)
    with pytest.raises(UsageError, match="given twice"):
        run_corpus([str(source), str(source)], tmp_path / "new", OPTIONS)

"""Hostile documents: none crashes, hangs, reaches out or writes; each costs itself only. See bench/fuzz_read.py too."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("lxml")
pytest.importorskip("openpyxl")
pytest.importorskip("pypdfium2")

from documents import files, texts
from documents.bombs import bombs
from documents.mutations import mutated
from documents.samples import samples

from sijill.read import Read, Reject, deadline, read_all, worker
from sijill.read.records import Document
from sijill.read.workshop import Workshop


@pytest.fixture(scope="module")
def read_bombs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Read | Reject]]:
    """What was read of each bomb, in a folder where nothing else may appear."""
    inbox, work = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("work")
    for name, data in bombs():
        (inbox / name).write_bytes(data)
    before, path = os.getcwd(), os.environ["PATH"]
    os.chdir(work)
    os.environ["PATH"] = ""  # recognising empty pages is slow
    try:
        found: dict[str, list[Read | Reject]] = {}
        for item in read_all([str(inbox)]):
            found.setdefault(Path(item.file).relative_to(inbox).parts[0].partition("#")[0], []).append(item)
    finally:
        os.chdir(before)
        os.environ["PATH"] = path
    assert list(work.iterdir()) == []
    assert {p.name for p in inbox.iterdir()} - set(found) <= {"deep.json", "a.gz"}
    return found


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("locked.zip", "password"),
        ("strange-method.zip", "damaged"),
        ("cut.zip", "damaged"),
        ("fifo.tar", "a device"),
        ("link.tar", "a link"),
        ("hard.tar", "a link"),
        ("huge.tar", "bomb"),
        ("sparse.tar", "bomb"),
        ("nested.zip", "archives inside one another"),
        ("long.warc", "in the middle"),
        ("negative.warc", "without a length"),
        ("heads.warc", "without a length"),
        ("laughs.xml", "entities"),
        ("laughs-16.xml", "entities"),
        ("outside.xml", "entities"),
        ("deep.xml", "nested too deep"),
        ("deep.html", "nested too deep"),
        ("laughs.docx", "entities"),
        ("deep.docx", "nested too deep"),
        ("far.xlsx", "no sheet"),
        ("many.pdf", "3,000 pages"),
        ("nul.csv", "binary"),
        ("deep.json", "recursion"),
    ],
)
def test_a_bomb_is_told_with_its_reason(name: str, why: str, read_bombs: dict[str, list[Read | Reject]]) -> None:
    items = read_bombs[name]
    assert all(isinstance(item, Reject) for item in items)
    assert any(why in item.reason for item in items if isinstance(item, Reject)), items


def test_names_in_archives_are_no_paths(read_bombs: dict[str, list[Read | Reject]]) -> None:
    items = [*read_bombs["ways-out.zip"], *read_bombs["ways-out.tar"]]
    ids = {item.report.doc_id if isinstance(item, Read) else item.doc_id for item in items}
    assert "ways-out.zip/etc/cron.d/out" in ids
    assert not any(".." in (i or "") or "\x1b" in (i or "") for i in ids)


def test_nothing_of_this_machine_is_read(read_bombs: dict[str, list[Read | Reject]]) -> None:
    for items in read_bombs.values():
        assert not any("root:" in item.report.text for item in items if isinstance(item, Read))


def test_an_archive_that_unpacks_without_end_is_cut_off(tmp_path: Path) -> None:
    zeros = {f"{n}.txt": bytes(7_900_000) for n in range(12)}
    (tmp_path / "a.zip").write_bytes(files.zipped(zeros))
    (tmp_path / "b.txt").write_text(texts.MARKET.text, encoding="utf-8")
    *first, last = read_all([str(tmp_path)])
    assert isinstance(first[-1], Reject)
    assert "bomb" in first[-1].reason
    assert isinstance(last, Read)


def test_links_that_run_in_circles_and_pipes_are_no_trouble(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    (inbox / "a").mkdir(parents=True)
    (inbox / "a" / "up").symlink_to(inbox)
    (inbox / "loop.html").symlink_to(inbox / "loop.html")
    os.mkfifo(inbox / "pipe.pdf")
    (inbox / "z.txt").write_text(texts.MARKET.text, encoding="utf-8")
    items = list(read_all([str(inbox)]))
    assert [type(item).__name__ for item in items] == ["Reject", "Reject", "Read"]
    assert isinstance(items[1], Reject)
    assert "a pipe" in items[1].reason


def test_a_page_of_a_gigabyte_is_told_at_once(tmp_path: Path) -> None:
    with (tmp_path / "a.html").open("wb") as file:
        file.truncate(1_000_000_000)
    (item,) = read_all([str(tmp_path / "a.html")])
    assert isinstance(item, Reject)
    assert "larger than 64 MB" in item.reason


def test_a_document_that_brings_its_reader_down_costs_itself_only() -> None:
    page = "<html><body><h1>خبر</h1><p>" + texts.MARKET.text
    with Workshop() as workshop:
        good = Document(kind="html", name="a", doc_id="a", data=page.encode())
        assert [type(item).__name__ for item in workshop.read(good)] == ["Read"]
        assert workshop.pid is not None
        os.kill(workshop.pid, 9)
        assert [type(item).__name__ for item in workshop.read(good)][-1] in {"Read", "Reject"}
        assert [type(item).__name__ for item in workshop.read(good)] == ["Read"]


def test_a_reader_that_waits_is_ended_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "WAIT", 1.0)
    monkeypatch.setattr(deadline, "_LOOK", 0.1)
    page = Document(kind="html", name="a", doc_id="a", data=b"<p>" + texts.MARKET.text.encode())
    with Workshop() as workshop:
        assert [type(item).__name__ for item in workshop.read(page)] == ["Read"]
        assert workshop.pid is not None
        os.kill(workshop.pid, signal.SIGSTOP)
        (item,) = workshop.read(page)
        assert isinstance(item, Reject)
        assert "of computing" in item.reason


def test_a_process_may_wait_for_who_makes_use_of_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "WAIT", 0.2)
    monkeypatch.setattr(deadline, "_LOOK", 0.05)
    with subprocess.Popen([sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"],
                          stdout=subprocess.PIPE) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        limit = deadline.Deadline(process)
        limit.hold()
        time.sleep(0.6)
        assert process.poll() is None
        limit.go_on()
        assert process.wait(10) == -signal.SIGKILL
        limit.end()


def test_a_long_document_is_bounded_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    renewed: list[int] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: renewed.append(limits[0]))
    monkeypatch.setattr(worker, "_spent", lambda: 100)
    allowance = worker._Allowance(12)
    monkeypatch.setattr(worker, "_spent", lambda: 110)
    allowance.renew()
    assert renewed == [100 + 1 + worker.STEP, 100 + 1 + 12]


@pytest.mark.parametrize("seed", range(2))
def test_documents_damaged_at_random_are_read_or_told(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    chance = random.Random(seed)
    seeds = [(sample.name, sample.data) for sample in samples()]
    for n in range(40):
        name, data = mutated(seeds, chance)
        (tmp_path / f"{n:02}-{name}").write_bytes(data)
    items = list(read_all([str(tmp_path)]))
    told = {Path(item.file).relative_to(tmp_path).parts[0].partition("#")[0] for item in items}
    passed_over = {p.name for p in tmp_path.iterdir() if p.suffix == ".json"}
    assert {p.name for p in tmp_path.iterdir()} - passed_over <= told
    assert all(item.reason for item in items if isinstance(item, Reject))

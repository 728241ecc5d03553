"""Bad input, item by item: a clear message naming file and line, no traceback, and no other report lost."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from sijill.model import Report, to_json
from sijill.pipeline import load_coder

GOOD = "قتل جنديان وأصيب ثلاثة آخرون بانفجار عبوة ناسفة استهدفت دوريتهم قرب مدينة الموصل أمس."
FULL_DISK = os.path.exists("/dev/full")


def sijill(*args: str, cwd: Path | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "sijill", *args], capture_output=True, cwd=cwd, input=stdin, check=False
    )


def line(doc_id: str, text: str = GOOD, **more: object) -> str:
    return json.dumps({"doc_id": doc_id, "text": text, "published": "2016-05-04", **more}, ensure_ascii=False)


def test_a_folder_of_everything_bad_loses_no_good_report(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a_good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "b_empty.txt").write_bytes(b"")
    (folder / "c_binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 50)
    (folder / "d_wrong.txt").write_bytes(GOOD.encode("cp720"))
    (folder / "e_legacy.txt").write_bytes(GOOD.encode("cp1256"))
    (folder / "f_wide.txt").write_bytes(GOOD.encode("utf-16"))
    (folder / "g_halves.txt").write_bytes(GOOD.encode() + b"\xed\xa0\x80")
    (folder / "h_persian.txt").write_text("وزارت دفاع اعلام کرد که سه سرباز در انفجار مین زخمی شدند.", encoding="utf-8")
    (folder / "i_latin.txt").write_text("Two soldiers were killed by a bomb.", encoding="utf-8")
    half = '{"doc_id": "x3", "text": "نص \\ud83d"}'
    rows = [line("x1"), "{no json", line("x1"), line("x2", published="gestern"), half, line("x4")]
    (folder / "j_lines.jsonl").write_text("\n".join(rows), encoding="utf-8")
    done = sijill("code", str(folder), "-o", str(tmp_path / "e.jsonl"))
    err = done.stderr.decode()
    assert done.returncode == 1
    assert "Traceback" not in err
    assert "15 reports: 5 coded, 10 rejected" in err
    rejects = [json.loads(row) for row in (tmp_path / "rejects.jsonl").read_bytes().splitlines()]
    where = [f"{Path(r['file']).name}:{r['line']}" if r["line"] else Path(r["file"]).name for r in rejects]
    assert where == [
        "b_empty.txt", "c_binary.txt", "d_wrong.txt:1", "g_halves.txt:1", "h_persian.txt", "i_latin.txt",
        "j_lines.jsonl:2", "j_lines.jsonl:3", "j_lines.jsonl:4", "j_lines.jsonl:5",
    ]  # fmt: skip
    assert all(r["reason"] for r in rejects)
    told = {json.loads(row)["doc_id"] for row in (tmp_path / "e.jsonl").read_bytes().splitlines()}
    assert told == {"a_good", "e_legacy", "f_wide", "x1", "x4"}


def test_fifty_megabytes_on_one_line_are_told_in_little_memory(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    with source.open("wb") as file:
        file.write((line("a") + "\n").encode())
        file.write(b'{"doc_id": "huge", "text": "')
        for _ in range(50):
            file.write("قال المصدر ".encode() * 50_000)
        file.write(b'"}\n' + line("b").encode() + b"\n")
    code = (
        "import re, sys\n"
        "from sijill.read import read_all\n"
        "items = list(read_all([sys.argv[1]]))\n"
        "print([type(i).__name__ for i in items], items[1].line, items[1].reason)\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(source)], capture_output=True, text=True, check=True)
    first, memory = done.stdout.splitlines()
    assert first == "['Read', 'Reject', 'Read'] 2 a line of more than 24 MB"
    assert int(memory) < 200_000  # kB; the peak since exec, which ru_maxrss is not


def test_a_text_file_of_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    source = tmp_path / "in.txt"
    with source.open("wb") as file:
        file.truncate(50_000_000)
    done = sijill("code", str(source), "-o", str(tmp_path / "e.jsonl"))
    assert done.returncode == 1
    assert b"too large for one report" in done.stderr


def test_a_long_report_is_coded_in_time_in_proportion() -> None:
    coder = load_coder()
    events = coder.code(Report(doc_id="long", text=(GOOD + "\n") * 300, published="2016-05-04"))
    assert events
    assert all(0 <= e.passage[0] < e.passage[1] <= 301 * len(GOOD) for e in events)


@pytest.mark.parametrize(
    "text",
    [
        "قصـ.ـف الطيـ*ـران بلدة الشدادي وقـ ـتل مدنيان",
        "\u202eقصف\u202c الطيران \u2066بلدة\u2069 الشدادي \u2069\u2069\u202c وقتل مدنيان\u200f\u200e",
        "ﻗﺼﻒ ﺍﻟﻄﻴﺮﺍﻥ ﺑﻠﺪﺓ ﺍﻟﺸﺪﺍﺩﻱ ﻭﻗﺘﻞ ﻣﺪﻧﻴﺎﻥ",
        "قصف الطيران بلدة الشدادي وقتل ۱2٣ مدنيا و４ جنود",
        "قَصَفَ الطَّيَرَانُ بَلْدَةَ الشَّدَادِي وَقُتِلَ مَدَنِيَّانِ",
        "قصف" + "ـ" * 5000 + " الطيران",
        "قتل " + "\u0301" * 3000 + "جندي",
        "\n\n\n", "»«()[]{}،؛؟", "\u0600\u0601\u0602\u06dd", "قتل\x0bجندي\x0c في\x1c المدينة",
        "😀 قتل 👨‍👩‍👧‍👦 جنديان 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "و" * 500, "قتل " * 800, "(" * 800 + "قتل" + ")" * 800, "9" * 2000 + " قتيلا",
        "قتل ٠ جنود و 99999999999999999999999 مدنيا",
    ],
)  # fmt: skip
def test_odd_texts_are_coded_or_not_but_never_break(text: str) -> None:
    for event in load_coder().code(Report(doc_id="odd", text=text, published="2016-05-04")):
        to_json(event).decode("utf-8")
        for span in (event.passage, *event.also, *(b.span for row in event.because.values() for b in row)):
            assert 0 <= span[0] < span[1] <= len(text)


@pytest.mark.skipif(not FULL_DISK, reason="no /dev/full here")
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(line(f"d{i}") for i in range(30)), encoding="utf-8")
    told = "sijill: /dev/full: cannot be written: No space left on device (make room and run it again)\n"
    for more in (["-o", "/dev/full"], ["--rejects", "/dev/full"]):
        if more[0] == "--rejects":
            source.write_text("{\n" * 9000, encoding="utf-8")
        done = sijill("code", str(source), "-o", "whole.jsonl", *more, "--format", "jsonl", cwd=tmp_path)
        assert (done.returncode, done.stderr.decode()) == (2, told)
        assert os.listdir(tmp_path) == ["in.jsonl"]


@pytest.mark.skipif(not FULL_DISK, reason="no /dev/full here")
def test_a_full_disk_behind_standard_output_is_told() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sijill", "code", "-", "-o", "-"], input=line("a").encode(), stdout=full,
            stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"sijill: standard output: cannot be written: No space left")
    assert b"Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_error_to_speak_of() -> None:
    lines = "\n".join(line(f"d{i}") for i in range(400)).encode()
    done = subprocess.run(
        f"{sys.executable} -m sijill code - -o - --quiet | head -c 100",
        input=lines,
        shell=True,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert len(done.stdout) == 100


def test_an_unreadable_file_costs_itself_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone.txt")
    done = sijill("code", str(tmp_path), "-o", str(tmp_path / "e.jsonl"))
    assert done.returncode == 1
    assert b"b.txt: cannot be read: No such file" in done.stderr


def test_the_limits_of_this_process_were_left_alone() -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY

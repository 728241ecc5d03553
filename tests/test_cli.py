"""The command line as a user meets it: exit codes, one-line errors, files in their places."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from gold_events import EXAMPLES

import sijill
from sijill.cli import main
from sijill.events.coder import __version__ as coder_version

ONE = str(EXAMPLES / "iq_roundup.txt")


def call(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    old = sys.argv
    sys.argv = ["sijill", *args]
    try:
        main()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.argv = old
    said = capsys.readouterr()
    return status, said.out, said.err


def test_code_writes_every_format_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    names = ["events.jsonl", "events.csv", "events.geojson", "report.html"]
    status, out, err = call(capsys, "code", str(EXAMPLES), *(x for n in names for x in ("-o", str(tmp_path / n))))
    assert (status, out) == (0, "")
    assert "16 reports: 16 coded, 0 rejected" in err
    assert sorted(os.listdir(tmp_path)) == sorted(names)


def test_code_to_standard_output_is_events_and_nothing_else() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sijill", "code", ONE, "-o", "-"], capture_output=True, check=True, env=dict(os.environ)
    )
    assert all(json.loads(line)["doc_id"] == "iq_roundup" for line in done.stdout.splitlines())
    assert b"1 reports" in done.stderr


def test_rejects_make_exit_1_and_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"doc_id": "a", "text": "قتل جندي في انفجار لغم"}\n{nonsense\n', encoding="utf-8")
    status, _, err = call(capsys, "code", str(source), "-o", str(tmp_path / "e.jsonl"))
    assert status == 1
    assert f"sijill: {source}:2: not JSON" in err
    (row,) = [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (row["file"], row["line"]) == (str(source), 2)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("code", "/no/such/file", "-o", "x.jsonl"), "no such file"),
        (("code", ONE, "-o", "x.doc"), "its ending names no format"),
        (("code", ONE, "-o", "x.jsonl", "--format", "xls"), "no format 'xls'"),
        (("code", ONE, "-o", "/no/such/folder/x.jsonl"), "no such folder"),
        (("code", ONE, "-o", "x.jsonl", "-o", "x.jsonl"), "same name"),
        (("code", ONE, "-o", "x.jsonl", "--packs", "/no/such"), "no such pack"),
        (("code", ONE, "-o", "x.jsonl", "--places", "/no/such"), "no such gazetteer"),
        (("code", ONE, "-o", "x.jsonl", "--workers", "-1"), "workers"),
        (("code", ONE), "out"),
        (("explain", ONE, "--event", "99"), "no event 99"),
        (("explain", "incident", "i1"), "--incidents"),
        (("evaluate", "/no/such", ONE), "no such folder"),
        (("evaluate", str(EXAMPLES / "gold"), "/no/such.jsonl"), "cannot be read"),
        (("show", "/no/such.jsonl"), "cannot be read"),
        (("fly",), "fly"),
    ],
)  # fmt: skip
def test_an_unusable_call_ends_in_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = call(capsys, *args)
    assert status == 2
    assert out == ""
    assert err.startswith("sijill: ")
    assert err.count("\n") == 1
    assert said in err
    assert os.listdir(tmp_path) == []


def test_explain_shows_words_rules_and_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = call(capsys, "explain", ONE, "--facts")
    assert status == 0
    assert "[1]" in out
    assert "passage" in out
    assert "facts" in out


def test_evaluate_prints_rows_reports_and_differences(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    coded = tmp_path / "e.jsonl"
    assert call(capsys, "code", str(EXAMPLES), "-o", str(coded), "--quiet")[0] == 0
    status, out, _ = call(capsys, "evaluate", str(EXAMPLES / "gold"), str(coded), "--by-report", "--errors")
    assert status == 0
    assert "RECORD" in out
    assert "af_communique" in out
    status, out, _ = call(capsys, "evaluate", str(EXAMPLES / "gold"), str(coded), "--json")
    assert set(json.loads(out)["event"]) == {"p", "r", "f1", "gold"}


def test_show_prints_a_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    coded = tmp_path / "e.jsonl"
    call(capsys, "code", ONE, "-o", str(coded), "--quiet")
    status, out, _ = call(capsys, "show", str(coded))
    assert status == 0
    assert "iq_roundup" in out


def test_packs_and_places_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert "actors" in call(capsys, "packs", "list")[1]
    assert "Aleppo" in call(capsys, "places", "find", "حلب")[1]


def test_a_broken_pack_is_an_unusable_call(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "lang" / "ar" / "lexicon").mkdir(parents=True)
    bad = tmp_path / "lang" / "ar" / "lexicon" / "x.tsv"
    bad.write_text("id\tcat\tmorph\tattrs\tforms\nx/a\tact\tzz\tnonsense\tكلمة\n", encoding="utf-8")
    status, _, err = call(capsys, "packs", "check", "--packs", str(tmp_path))
    assert status == 2
    assert f"sijill: {bad}:2:" in err


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert sorted(sijill.__all__) == sijill.__all__
    assert all(getattr(sijill, name) is not None for name in sijill.__all__)
    assert sijill.__version__ == coder_version


def test_export_writes_checks_and_compares(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    events, acled = tmp_path / "e.jsonl", tmp_path / "a.csv"
    assert call(capsys, "code", ONE, "-o", str(events), "--quiet")[0] == 0
    args = ("export", str(events), "--as", "acled", "-o", str(acled), "--reports", ONE)
    status, out, err = call(capsys, *args)
    assert (status, out) == (0, "")
    assert f"{acled}.manifest.json" in err
    assert json.loads((tmp_path / "a.csv.manifest.json").read_text(encoding="utf-8"))["input"]["kind"] == "event"
    assert call(capsys, "export", "--check", str(acled), "--as", "acled")[0] == 0
    acled.write_text(acled.read_text(encoding="utf-8").replace("Iraq", "Iran"), encoding="utf-8")
    status, out, err = call(capsys, "export", "--check", str(acled), "--as", "acled")
    assert status == 1
    assert "is not the number of Iran" in out
    assert call(capsys, "diff", str(events), str(events))[2].endswith("as before\n")
    for name in ("d.json", "d.html"):
        assert call(capsys, "diff", str(events), str(events), "-o", str(tmp_path / name))[0] == 0
        assert (tmp_path / name).stat().st_size > 100


def test_export_to_standard_output_leaves_nothing_beside(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    events = tmp_path / "e.jsonl"
    call(capsys, "code", ONE, "-o", str(events), "--quiet")
    done = subprocess.run(
        [sys.executable, "-m", "sijill", "export", str(events), "--as", "jsonl", "-o", "-"],
        capture_output=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout == events.read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["e.jsonl"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["export", ONE], "export needs a format"),
        (["export", "--as", "acled"], "needs a file of events"),
        (["export", ONE, "--as", "shp", "-o", "x"], "neither an event nor an incident"),
        (["export", ONE, "--as", "acled", "-o", "x", "--notes", "fr"], "no such choice"),
        (["export", "--check", ONE, "--as", "shp"], "no format 'shp'"),
        (["export", "x.sijill", "--as", "csv", "-o", "x.sijill"], "the output is the input"),
        (["diff", ONE, "none.jsonl"], "no such file"),
        (["diff", ONE, ONE, "-o", "x.txt"], "names no format of a comparison"),
    ],
)
def test_an_export_that_cannot_be(args: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = call(capsys, *args)
    assert (status, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_run_tells_what_it_did_and_goes_on_only_as_begun(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    status, said, err = call(capsys, "run", ONE, "-o", out, "--workers", "1")
    assert (status, said) == (0, "")
    assert "1 reports: 1 coded, 0 dropped, 0 rejected; " in err
    assert (tmp_path / "out" / "events" / "000000.jsonl").stat().st_size
    status, _, err = call(capsys, "run", ONE, "-o", out, "--gate", "words")
    assert status == 2
    assert "a run of other settings" in err


@pytest.mark.parametrize(
    ("options", "told"),
    [(("--gate", "none"), "no gate 'none'"), (("--engine", "none"), "no engine 'none'"),
     (("--format", "csv"), "no format 'csv' for runs"), (("--engine", "spark", "--near"), "--near is for"),
     (("--engine", "spark", "--spark-conf", "a"), "is no key=value")],
)  # fmt: skip
def test_run_refuses_what_it_cannot_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    status, _, err = call(capsys, "run", ONE, "-o", str(tmp_path / "out"), *options)
    assert status == 2
    assert told in err
    assert err.count("\n") == 1

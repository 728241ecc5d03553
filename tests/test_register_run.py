"""The way of a project through its register: add, run, decide, run again, export; by the verbs and by the functions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gold_events import EXAMPLES
from register_world import Clock, add, look, say, toll
from test_cli import call

from sijill.model import Decision, Report
from sijill.pipeline import Settings
from sijill.read import read_all
from sijill.register import Register, decide, incident_of, incidents, queue, report_of, runs
from sijill.register.check import check
from sijill.run.register import add_to, rewrite_stale, run_register

SOME = ("iq_roundup.txt", "af_communique.txt", "ml_statement.txt")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in SOME:
        for source in (EXAMPLES / name, EXAMPLES / name.replace(".txt", ".meta.json")):
            (folder / source.name).write_bytes(source.read_bytes())
    return folder


def test_the_verbs_from_empty_to_exported(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, project: Path, target: str
) -> None:
    pytest.importorskip("splink")
    assert "a new register" in call(capsys, "register", "init", target)[2]
    status, out, err = call(capsys, "register", "add", target, str(project), "--by", "salma")
    assert (status, out) == (0, "")
    assert "3 reports: 3 new" in err
    assert "3 known (0 from a new source)" in call(capsys, "register", "add", target, str(project), "--by", "salma")[2]
    status, _, err = call(capsys, "register", "run", target)
    assert status == 0
    assert "run 1: 3 reports, 0 of them rejected" in err
    assert "incidents" in err
    assert "nothing is new" in call(capsys, "register", "run", target)[2]
    _, out, _ = call(capsys, "register", "status", target)
    assert "3 from 3 sources, 0 not coded yet" in out
    noted = out.split()[-1]

    with Register.open(target) as register:
        with register.read() as con:
            row = next(r for r in queue(con, limit=99).rows if r.killed)
        text = look(register, row.id).event
        say(register, "field", row.id, field="casualties", value=toll(41), spans=(text.passage,))
        say(register, "accept", row.id)
        with register.read() as con:
            doc = report_of(con, row.doc_id).report
        add(register, Report(doc_id=doc.doc_id, text=f"{doc.text}\nانتهى.", published=doc.published, outlet=doc.outlet))
    assert "run 2: 1 reports" in call(capsys, "register", "run", target)[2]
    assert call(capsys, "register", "check", target, "--head", noted)[0] == 0

    files = [tmp_path / name for name in ("events.jsonl", "events.csv", "incidents.jsonl", "decisions.jsonl")]
    events, table, grouped, decisions = map(str, files)
    options = ("-o", events, "-o", table, "--incidents", grouped, "--decisions", decisions)
    assert call(capsys, "register", "export", target, *options)[0] == 0
    found = {line["id"]: line for line in map(json.loads, files[0].read_text(encoding="utf-8").splitlines())}
    assert found[row.id]["casualties"][0]["low"] == 41
    assert len(files[1].read_text(encoding="utf-8-sig").splitlines()) >= len(found)
    homes = [e for line in files[2].read_text(encoding="utf-8").splitlines() for e in json.loads(line)["events"]]
    assert sorted(homes) == sorted(found)
    told = [json.loads(line) for line in files[3].read_text(encoding="utf-8").splitlines()]
    assert [(d["kind"], d["by"], d["id"]) for d in told] == [("field", "salma", "d2"), ("accept", "salma", "d3")]
    assert call(capsys, "register", "export", target, "-o", events, "--accepted", "--quiet")[0] == 0
    assert [json.loads(line)["id"] for line in files[0].read_text(encoding="utf-8").splitlines()] == [row.id]

    copy = str(tmp_path / "copy.sijill")
    assert "verified" in call(capsys, "register", "backup", target, "-o", copy)[2]
    assert call(capsys, "register", "check", copy)[1] == ""


def test_a_merge_holds_in_the_next_link_run_and_is_written_at_once(tmp_path: Path, project: Path) -> None:
    pytest.importorskip("splink")
    with Register.create(str(tmp_path / "t.sijill"), clock=Clock()) as register:
        add_to(register, read_all([str(project)]), by="tester")
        run_register(register, Settings())
        with register.read() as con:
            events = [r for r in queue(con, limit=99).rows if r.doc_id == "iq_roundup"][:2]
        homes = {e.incident_id: 1 for e in events}
        assert len(homes) == 2
        said = decide(register, Decision(kind="same", by="salma", events=tuple(e.id for e in events)), seen=homes)
        goal = look(register, events[0].id).row.incident_id
        with register.write() as con:
            assert rewrite_stale(con) == 1
        with register.read() as con:
            row, made = incident_of(con, goal)
            before = [r.id for r in incidents(con, limit=999)]
        assert (row.stale, row.events, set(made.events)) == (False, 2, {e.id for e in events})
        run_register(register, Settings())
        with register.read() as con:
            row, made = incident_of(con, goal)
            assert [r.id for r in incidents(con, limit=999)] == before
            assert made.decisions == (said.id,)
            assert [p.what for p in check(con)] == []
        decide(register, Decision(kind="undo", by="salma", undoes=said.id), seen={})
        run_register(register, Settings())
        assert len({look(register, e.id).row.incident_id for e in events}) == 2


def test_a_run_that_was_cut_off_is_gone_on_with(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.run.register._LOT", 1)
    seen = []

    def stop(totals, _) -> None:
        seen.append(totals.read)
        if totals.read == 2:
            raise KeyboardInterrupt

    with Register.create(str(tmp_path / "t.sijill"), clock=Clock()) as register:
        add_to(register, read_all([str(project)]), by="tester")
        with pytest.raises(KeyboardInterrupt):
            run_register(register, Settings(), link=False, watch=stop)
        with register.read() as con:
            assert [r.state for r in runs(con)] == ["open"]
        done = run_register(register, Settings(), link=False)
        assert (done.run.num, done.run.state, done.run.reports, done.totals.read) == (1, "done", 3, 1)
        with register.read() as con:
            assert [p.what for p in check(con)] == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("register", "run", "/no/such.sijill"), "no such register"),
        (("register", "init", "mysql://x/y"), "no register is kept at mysql"),
        (("register", "export", "/no/such.sijill"), "nothing to export"),
        (("register", "add", "/no/such.sijill", "/no/such.txt"), "no such file"),
    ],
)
def test_an_unusable_call_is_one_line(capsys: pytest.CaptureFixture[str], args: tuple[str, ...], said: str) -> None:
    status, out, err = call(capsys, *args)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1

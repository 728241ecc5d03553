"""A register as input of an export: what people decided is what goes out, with the texts it was read from."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from export_cases import incident
from register_world import FIRST, SECOND, TEXT, THIRD, add, coded, new_register, report, run, say, toll

from sijill.cli import app
from sijill.errors import UsageError
from sijill.export.inputs import Kind
from sijill.export.manifest import Manifest
from sijill.export.run import Plan, export
from sijill.places.store import Places
from sijill.register import Register, begin_run
from sijill.register.linked import store_incidents
from sijill.run.exporting import open_register


def written(register: Register, out: Path, form: str, kind: Kind = "event") -> Manifest:
    about = Manifest(sijill="t", format=form)
    with open_register(register, kind) as (sources, library, head):
        about.input = {"head": head}
        return export(sources, library, Places.open(), Plan(form=form, kind=kind, out=str(out)), about=about)


def rows(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))


def test_decisions_are_applied_and_words_are_those_of_the_revision(tmp_path: Path) -> None:
    with new_register(str(tmp_path / "a.sijill")) as register:
        add(register, report("r1"))
        run(register, {"r1": [coded(FIRST), coded(SECOND, killed=None), coded(THIRD, killed=1)]})
        say(register, "field", coded(FIRST).id, field="casualties", value=toll(4))
        say(register, "reject", coded(THIRD).id)
        made = written(register, tmp_path / "e.csv", "csv")
        first, second = rows(tmp_path / "e.csv")
    assert (first["killed_low"], first["passage"], first["outlet"]) == ("4", FIRST, "Wadi News")
    assert second["passage"] == SECOND
    assert (made.read, made.written) == (2, 2)
    assert len(made.input["head"]) > 10


def test_incidents_have_their_events_and_texts(tmp_path: Path) -> None:
    with new_register(str(tmp_path / "a.sijill")) as register:
        add(register, report("r1"))
        run(register, {"r1": [coded(FIRST)]})
        with register.write() as con:
            begun = begin_run(con, version="1", packs="p1", settings="{}", at=register.clock())
            told = incident("i5", events=(coded(FIRST).id,), reports=("r1",))
            store_incidents(con, begun.num, [told])
        written(register, tmp_path / "i.jsonl", "jsonl", "incident")
        written(register, tmp_path / "i", "parquet", "incident")
    (line,) = (tmp_path / "i.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["id"] == "i5"
    package = json.loads((tmp_path / "i" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["resources"][0]["name"] == "incidents"
    assert FIRST in pq.read_table(tmp_path / "i" / "evidence.parquet")["quote"].to_pylist()


def test_the_command_takes_a_register(tmp_path: Path) -> None:
    path = str(tmp_path / "a.sijill")
    with new_register(path) as register:
        add(register, report("r1"))
        run(register, {"r1": [coded(FIRST)]})
    out = tmp_path / "o.csv"
    app(["export", path, "--as", "csv", "-o", str(out), "--quiet"], standalone_mode=False)
    assert [row["passage"] for row in rows(out)] == [FIRST]
    app(["export", path, "--incidents", "--as", "csv", "-o", str(out), "--quiet"], standalone_mode=False)
    assert rows(out) == []
    with pytest.raises(UsageError, match=r"none\.sijill"):
        app(["export", str(tmp_path / "none.sijill"), "--as", "csv", "-o", str(out)], standalone_mode=False)


def test_register_export_writes_any_format_and_what_may_be_published(tmp_path: Path) -> None:
    path, out = str(tmp_path / "a.sijill"), tmp_path / "out"
    out.mkdir()
    with new_register(path) as register:
        add(register, report("r1"))
        run(register, {"r1": [coded(FIRST), coded(SECOND, killed=None), coded(THIRD, killed=1)]})
        say(register, "accept", coded(FIRST).id, note="a private word")
        say(register, "reject", coded(THIRD).id, by="omar")
        with register.write() as con:
            begun = begin_run(con, version="1", packs="p1", settings="{}", at=register.clock())
            store_incidents(con, begun.num, [incident("i5", events=(coded(FIRST).id,), reports=("r1",))])

    def call(*args: str) -> None:
        app(["register", "export", path, "--quiet", *args], standalone_mode=False)

    files = {name: str(out / name) for name in ("p.csv", "p.geojson", "i.csv", "d.jsonl")}
    call("--public", "-o", files["p.csv"], "-o", files["p.geojson"], "--incidents", files["i.csv"],
         "--decisions", files["d.jsonl"])  # fmt: skip
    written_ = "".join(one.read_text(encoding="utf-8") for one in sorted(out.iterdir()))
    assert not [
        word for word in (*TEXT.split(), "salma", "omar", "a private word") if len(word) > 3 and word in written_
    ]
    assert len(rows(out / "p.csv")) == 2
    manifest = json.loads((out / "p.csv.manifest.json").read_text(encoding="utf-8"))
    assert (manifest["options"], bool(manifest["public"])) == ({"public": "True"}, True)
    said = [json.loads(line) for line in (out / "d.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(d["kind"], d["by"]) for d in said] == [("accept", "coder 1"), ("reject", "coder 2")]
    call("--as", "csv", "--accepted", "-o", str(out / "a.csv"))
    assert [row["passage"] for row in rows(out / "a.csv")] == [FIRST]
    call("--as", "ged", "--incidents", str(out / "g.csv"))
    assert json.loads((out / "g.csv.manifest.json").read_text(encoding="utf-8"))["read"] == 1
    with pytest.raises(UsageError, match="names no format"):
        call("--public", "-o", str(out / "x.txt"))
    with pytest.raises(UsageError, match="no format 'xls'"):
        call("--as", "xls", "-o", str(out / "x.xls"))
    with pytest.raises(UsageError, match="same name"):
        call("-o", files["p.csv"], "--incidents", files["p.csv"])

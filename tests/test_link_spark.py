"""Linking on Spark gives the incidents of the local engine, byte for byte."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from functools import partial
from pathlib import Path
from types import ModuleType

import msgspec
import numpy as np
import pytest

pytest.importorskip("splink")
pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from spark_here import need_spark
from test_cli import call
from test_link import event, write

from sijill.errors import InputError, UsageError
from sijill.link import LinkOptions, link_events
from sijill.link.features import load_tables, row_of
from sijill.link.plan import Plan, carry_out
from sijill.link.run import read_limits
from sijill.link.source import read_event
from sijill.link.spark import Given, link_on_spark
from sijill.link.spark.alike import jaro_winkler_of_bytes
from sijill.link.spark.work import merge_batches, tabulate
from sijill.link.table import arrow_batch, arrow_schema, in_spark, settings_in_spark
from sijill.link.weights import read_model, read_settings, weigh_pairs
from sijill.link.words import Source
from sijill.spark import session


def bench(name: str) -> ModuleType:
    path = Path(__file__).parents[1] / "bench" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    found = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


# ---------------------------------------------------------------------- what both engines say


def test_the_settings_say_nothing_that_only_duckdb_knows() -> None:
    ours, theirs = read_settings(), settings_in_spark(read_settings())
    said = json.dumps(theirs)
    for word in ("list_", " len(", "(len(", "duckdb", "jaro_winkler_similarity", "['", "//"):
        assert word not in said
    assert json.dumps(ours).count('_probability"') == said.count('_probability"')
    assert [f["output_column_name"] for f in ours["comparisons"]] == [
        f["output_column_name"] for f in theirs["comparisons"]
    ]
    assert "jaro_winkler_similarity" in json.dumps(ours)  # the one that was read stays as it was


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("len(list_intersect(a_l, a_r)) >= 2", "size(array_intersect(a_l, a_r)) >= 2"),
        ("length(name_l) >= 4 and a_l != ['x', 'y']", "length(name_l) >= 4 and a_l != array('x', 'y')"),
        ("case when a is null then [] else [a // 4] end", "case when a is null then array() else array(a div 4) end"),
        ("(weapon_l & kin_r) > 0 or rare_l[1] = 'x'", "(weapon_l & kin_r) > 0 or rare_l[1] = 'x'"),
    ],
)  # fmt: skip
def test_sql_in_the_words_of_spark(here: str, there: str) -> None:
    assert in_spark(here) == there


def test_likeness_of_names_is_that_of_duckdb() -> None:
    rng, letters = random.Random(4), "ابتثجحخدذرزسشصضطظعغفقكلمنهوي abcdeé"
    names = ["".join(rng.choice(letters[:12] if rng.random() < 0.8 else letters) for _ in range(rng.randint(0, 12)))
             for _ in range(600)]  # fmt: skip
    pairs = [(rng.choice(names), rng.choice(names)) for _ in range(3000)]
    pairs += [(n, n[:k] + n[k + 1 :]) for n in names for k in (1, 4)] + [("", "")]
    left, right = (pa.array(side) for side in zip(*pairs, strict=True))
    table = pa.table({"n": range(len(pairs)), "a": left, "b": right})
    con = duckdb.connect()
    con.register("t", table)
    theirs = con.execute("select jaro_winkler_similarity(a, b) from t order by n").fetchnumpy()
    assert jaro_winkler_of_bytes(left, right).to_pylist() == list(next(iter(theirs.values())))
    assert jaro_winkler_of_bytes(pa.array(["a", None]), pa.array([None, "a"])).to_pylist() == [None, None]


def test_a_pair_just_below_the_threshold_is_told_by_whole_numbers() -> None:
    model, limits = read_model(), read_limits()
    field = next(iter(set(model.levels) - {"day", "place", "type", "means", "initiator", "target"}))
    least = round(limits.keep_bits * 1000) - model.prior
    found = {name: np.zeros(3, dtype=np.int16) for name in model.levels}
    found |= {"a": np.array([0, 0, 1]), "b": np.array([1, 2, 2]), field: np.array([least, least - 1, least - 11])}
    kept = weigh_pairs(found, model, limits, np.zeros(3, dtype=np.int64))
    assert list(zip(kept.left.tolist(), kept.right.tolist(), strict=True)) == [(0, 1)]
    # A dossier lifts what is a hundredth of a bit too light, and no more than that.
    kept = weigh_pairs(found, model, limits, np.ones(3, dtype=np.int64))
    assert list(zip(kept.left.tolist(), kept.right.tolist(), strict=True)) == [(0, 1), (0, 2)]


# ---------------------------------------------------------------------- what runs on its machines


def test_an_incident_whose_events_come_in_two_batches_is_one() -> None:
    rows = [event("a", "r1"), event("b", "r2"), event("c", "r3", town=2)]
    read = [read_event(json.dumps(row).encode(), file="", number=0) for row in rows]
    plans = [msgspec.msgpack.encode(Plan("i1", notes=("seen",))), None, msgspec.msgpack.encode(Plan("i2"))]
    table = pa.table(
        {"number": [0, 0, 1], "json": [msgspec.json.encode(e) for e in read], "plan": plans,
         "doc": ["r1", "r2", "r3"], "outlet": ["A", "A", None], "repost": pa.nulls(3, pa.string()),
         "published": ["2031-03-02", None, None]}
    )  # fmt: skip
    made = pa.Table.from_batches(merge_batches(table.to_batches(max_chunksize=1)))
    assert made.column("number").to_pylist() == [0, 1]
    sources = {"r1": Source("r1", "A", None), "r2": Source("r2", "A", None)}
    whole = carry_out(
        Plan("i1", notes=("seen",)), read[:2], sources.__getitem__, {"r1": "2031-03-02"}.get, load_tables()
    )
    assert made.column("json").to_pylist()[0].encode() == msgspec.json.encode(whole)
    assert whole.independent_sources == 1


def test_rows_to_compare_are_made_as_on_one_machine() -> None:
    line = json.dumps(event("a", "r1", day=None)).encode()
    read = read_event(line, file="", number=0)
    batch = pa.record_batch(
        {"uid": [7], "json": [msgspec.json.encode(read)], "doc": ["r1"], "published": ["2031-03-04"], "repost": ["r0"],
         "rare": [["زيتون"]]}
    )  # fmt: skip
    (made,) = tabulate({"r1": "north"}, [batch])
    row = row_of(read, load_tables(), ["زيتون"], repost="r0", published="2031-03-04", dossier="north")
    assert made.drop_columns(["uid"]).equals(arrow_batch([row], arrow_schema()))
    assert made.column("uid").to_pylist() == [7]


# ---------------------------------------------------------------------- what a user meets


def test_without_pyspark_the_error_says_what_to_install(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    lines = str(write(tmp_path / "events.jsonl", [event("a", "r1")]))
    status, _, err = call(capsys, "link", lines, "-o", str(tmp_path / "out.jsonl"), "--engine", "spark")
    assert (status, err.count("\n")) == (2, 1)
    assert "pip install 'sijill[spark]'" in err
    status, _, err = call(capsys, "link", lines, "-o", str(tmp_path / "out.jsonl"), "--engine", "abacus")
    assert (status, err) == (2, "sijill: no engine 'abacus' (one of: local, spark)\n")


def world(folder: Path) -> dict[str, Path]:
    """Generated events with their texts, events that retell, repeat or are none, decisions, dossiers, earlier ids."""
    bench("synthetic").write(1500, folder, seed=3, texts=True, rate=200.0)
    lines = (folder / "events.jsonl").read_text("utf-8").splitlines()
    own = [
        event("a1", "own1"), event("a2", "own1", also=[[0, 40]]), event("b", "own2", killed=(6, 6)),
        event("c", "own3", day=None, date=None), event("d", "own4", town=1), event("e", "own5", day="2031-03-09"),
    ]  # fmt: skip
    lines += [json.dumps(row, ensure_ascii=False) for row in own]
    broken = [lines[5], "{", json.dumps(event("x", "own9", killed=(9, 2))), "", lines[9]]
    (folder / "all.jsonl").write_text("\n".join([*lines[:700], *broken, *lines[700:]]) + "\n", encoding="utf-8")
    with (folder / "reports.jsonl").open("a", encoding="utf-8") as reports:
        for name, day in (("own1", "2031-03-02"), ("own3", "2031-03-03"), ("own3", "2031-03-02")):
            row = {"doc_id": name, "text": "نص قصير لتقرير", "published": day, "outlet": "O"}
            reports.write(json.dumps(row, ensure_ascii=False) + "\n")
    first = folder / "first.jsonl"
    first.write_text("\n".join(lines[:1000]) + "\n", encoding="utf-8")
    link_events([first], folder / "previous.jsonl")
    before = [json.loads(line) for line in (folder / "previous.jsonl").read_bytes().splitlines()]
    large = [i for i in before if len(i["events"]) > 3]
    torn = next(i for i in large if i["conflicts"])
    taken = [
        {"kind": "split", "incident": large[0]["id"], "events": large[0]["events"][:1], "by": "R"},
        {"kind": "same", "events": [large[1]["events"][0], large[2]["events"][0]], "by": "R"},
        {"kind": "different", "events": ["a1", "b"], "by": "R"},
        {"kind": "choose", "events": [torn["events"][-1]], "field": "casualties", "by": "R", "id": "d9"},
    ]
    dossiers = folder / "dossiers.tsv"
    dossiers.write_text("".join(f"{doc}\tnorth\n" for doc in large[3]["reports"]) + "own4\tsouth\n", encoding="utf-8")
    return {"events": folder / "all.jsonl", "reports": folder / "reports.jsonl", "previous": folder / "previous.jsonl",
            "decisions": write(folder / "decisions.jsonl", taken), "dossiers": dossiers, "plain": first}  # fmt: skip


def test_incidents_are_those_of_the_local_engine(tmp_path: Path) -> None:
    """Half a minute: Spark starts, and compiles what it does."""
    need_spark()
    given = world(tmp_path)
    options = LinkOptions(dossiers=given["dossiers"])
    here, there = tmp_path / "here.jsonl", tmp_path / "there.jsonl"
    local = partial(link_events, decisions=given["decisions"], previous=given["previous"], options=options)
    wanted = local([given["events"]], here, reports=[given["reports"]])
    assert (wanted.repeated, len(wanted.rejected), bool(wanted.split), bool(wanted.conflicts)) == (2, 2, True, True)
    told = here.read_text("utf-8")
    assert all(word in told for word in ('"subject_of":["north"]', '"subject_of":["south"]', '"d9"', "not joined with"))
    link_events([given["plain"]], tmp_path / "plain.jsonl")
    for name, rows in (("one", slice(0, 400)), ("two", slice(400, None))):
        lines = given["plain"].read_text("utf-8").splitlines()[rows]
        (tmp_path / "in").mkdir(exist_ok=True)
        pq.write_table(pa.table({"json": lines}), tmp_path / "in" / f"{name}.parquet")
    settings = {
        "spark.ui.enabled": "false",
        "spark.local.dir": str(tmp_path),
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }
    with session("local[2]", settings) as spark:
        full = Given([str(given["events"])], [str(given["reports"])], given["decisions"], given["previous"])
        assert link_on_spark(full, str(there), spark, options, partitions=2) == wanted
        assert there.read_bytes() == here.read_bytes()
        rejects = [path.with_name(path.name + ".rejects.jsonl").read_bytes() for path in (here, there)]
        assert rejects[0] == rejects[1]
        assert not list(tmp_path.glob("there.jsonl.*/"))
        folder = Given([str(tmp_path / "in")])
        link_on_spark(folder, str(tmp_path / "out"), spark, partitions=2)
        made = pq.read_table(tmp_path / "out" / "incidents").sort_by("number")
        assert made.column("json").to_pylist() == (tmp_path / "plain.jsonl").read_text("utf-8").splitlines()
        with pytest.raises(UsageError, match="is there already"):
            link_on_spark(folder, str(tmp_path / "out"), spark)
        with pytest.raises(UsageError, match="no such file of reports"):
            link_on_spark(Given([str(given["plain"])], ["nowhere.jsonl"]), str(there), spark, partitions=2)
        differ = write(tmp_path / "differ.jsonl", [event("a", "r1"), event("a", "r2")])
        with pytest.raises(InputError, match="two events that differ share the id a"):
            link_on_spark(Given([str(differ)]), str(there), spark, partitions=2)

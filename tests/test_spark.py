"""The engine of many machines gives the events of the local one, though a machine dies in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from gold_events import example_reports
from spark_here import need_spark

from sijill.errors import UsageError
from sijill.run import RunOptions, run_corpus, spark
from sijill.run.shard import Worker
from sijill.spark import session

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
CIVIL = "الطقس معتدل والسماء صافية والبحر هادئ."


def write(path: Path, times: int) -> None:
    """Reports, one of them civil, one in another language, one without a text, two ids that come again."""
    rows = [msgspec.to_builtins(r) | {"doc_id": f"{r.doc_id}-{n}"} for n in range(times) for r in example_reports()]
    rows += [{"doc_id": "civil", "text": CIVIL}, {"doc_id": "english", "text": "no Arabic"}, {"doc_id": "none"}]
    rows += [rows[0], rows[1] | {"text": rows[2]["text"]}]
    schema = pa.schema([(k, pa.string()) for k in ("doc_id", "text", "published", "outlet", "country")])
    pq.write_table(pa.Table.from_pylist(rows, schema), path, row_group_size=8)


def told(folder: Path) -> list[str]:
    return sorted(pq.read_table(folder / "events", columns=["json"]).column("json").to_pylist())


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for path in folder.glob("*.json") for line in path.read_text("utf-8").splitlines()]


def executors(process: int) -> list[int]:
    """The machines of a cluster that runs below a process."""
    found = []
    try:
        children = Path(f"/proc/{process}/task").glob("*/children")
        for child in (int(c) for path in children for c in path.read_text().split()):
            if b"CoarseGrainedExecutorBackend" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
            found += executors(child)
    except OSError:
        pass
    return found


def test_a_cluster_that_loses_a_machine_codes_as_this_one_does(tmp_path: Path) -> None:
    """Half a minute: Spark starts five Java machines."""
    need_spark()
    source = tmp_path / "in.parquet"
    write(source, 6)
    run_corpus([str(source)], tmp_path / "local", RunOptions(form="parquet", shard_bytes=20_000), workers=2)
    command = [sys.executable, "-m", "sijill", "run", str(source), "-o", str(tmp_path / "spark"), "--engine", "spark",
               "--master", "local-cluster[2,1,1024]", "--partitions", "12"]  # fmt: skip
    for setting in ("ui.enabled=false", "executor.memory=700m", "sql.shuffle.partitions=2", f"local.dir={tmp_path}"):
        command += ["--spark-conf", f"spark.{setting}"]
    places = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(tmp_path / "machines")}
    killed = 0
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, env=os.environ | places, stderr=log)
        while process.poll() is None:
            done = list((tmp_path / "spark" / "work").glob("_temporary/0/task_*"))
            if done and not killed and (machines := executors(process.pid)):
                os.kill(machines[0], signal.SIGKILL)
                killed = len(done)
            time.sleep(0.05)
    assert process.returncode == 1, (tmp_path / "log").read_text()  # some are rejected
    assert 0 < killed < 12
    assert told(tmp_path / "spark") == told(tmp_path / "local")
    rejects = sorted((r.get("doc_id", ""), r["line"], r["reason"]) for r in lines(tmp_path / "spark" / "rejects"))
    local = [json.loads(line) for line in (tmp_path / "local" / "rejects.jsonl").read_bytes().splitlines()]
    assert rejects == sorted((r["doc_id"], r["line"], r["reason"]) for r in local)
    assert len(rejects) == 4
    assert lines(tmp_path / "spark" / "dropped") == [{"doc_id": "civil", "why": "no-word"}]
    one, two = (json.loads(p.read_text("utf-8")) for p in (next((tmp_path / "spark" / "run").glob("*.txt")),
                                                          tmp_path / "local" / "run.json"))  # fmt: skip
    same = ("version", "packs", "gate", "read", "coded", "told", "rejected", "dropped", "events")
    assert {key: one[key] for key in same} == {key: two[key] for key in same}


def test_a_batch_apart_comes_out_as_one_that_is_not(tmp_path: Path) -> None:
    write(tmp_path / "in.parquet", 1)
    batch = pq.read_table(tmp_path / "in.parquet").combine_chunks().to_batches()[0]
    count = batch.num_rows
    batch = batch.append_column("file_path", pa.array(["f"] * count)).append_column("row_index", pa.array(range(count)))
    worker = Worker(RunOptions())
    here = spark.outcomes_of(worker, batch)
    assert here.equals(spark.outcomes_of(worker, batch, apart=True))
    assert here.column("status").to_pylist().count("coded") == len(example_reports()) + 2


def test_without_pyspark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UsageError, match=r"sijill\[spark\]"):
        session("local[1]", {})

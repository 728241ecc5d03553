"""The engine of many machines: the same worker, mapped by Spark over the rows of Parquet files.

Each row becomes an outcome: its events, or why there are none. Outcomes are kept as Parquet first; then ids that come
again are settled over all of them, as ``finish`` does between shards, and the events, rejects and drops are written.
A task that failed once is done report by report in a process of its own, so that a report that kills its coder becomes
a reject here as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sijill import __version__
from sijill.errors import UsageError
from sijill.model import to_json
from sijill.pipeline import Settings, load_coder
from sijill.read import Reject
from sijill.read.parquet import COLUMNS as REPORT_COLUMNS
from sijill.read.parquet import read_rows
from sijill.run.finish import Summary
from sijill.run.plan import RunOptions
from sijill.run.shard import AGAIN, Worker
from sijill.run.table import COLUMNS, row_of
from sijill.spark import mapped, write

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_SQL = {"string": "string", "double": "double", "int8": "tinyint"}
_EVENT = ", ".join(f"{name}: {_SQL[kind]}" for name, kind in COLUMNS.items())
_OUTCOME = (
    f"doc_id string, file string, row bigint, status string, why string, hint string, events array<struct<{_EVENT}>>"
)
CODED, DROPPED, REJECTED = "coded", "dropped", "rejected"


def run_spark(
    inputs: Sequence[str], out: str, options: RunOptions, spark: SparkSession, *, partitions: int = 0
) -> Summary:
    """Code reports in Parquet into a folder, both on any file system that Spark reads.

    Args:
        inputs: files and folders of Parquet.
        out: the folder; it must be new.
        options: how to run; the format is Parquet, and there are no shards.
        spark: a session.
        partitions: to cut the input into; 0 leaves it as Spark reads it.

    Raises:
        UsageError: the input has no such columns, or the folder is there.
    """
    coder = load_coder(options.settings.packs, options.settings.places)
    rows = _reports(spark, inputs, partitions)
    shipped = msgspec.structs.replace(options, settings=_ship(spark, options.settings))
    work = partial(code_batches, shipped, coder.digest)
    found = mapped(rows, work, _OUTCOME)
    write(found.write.parquet, f"{out}/work")
    found = _settled(spark.read.parquet(f"{out}/work"))
    from pyspark.sql import functions as f  # noqa: PLC0415

    told = found.where(f.col("status") == CODED).select(f.explode("events").alias("e")).select("e.*")
    write(told.write.parquet, f"{out}/events")
    rejects = found.where(f.col("status") == REJECTED).select(
        "doc_id", "file", (f.col("row") + 1).alias("line"), f.col("why").alias("reason"), "hint"
    )
    write(rejects.write.json, f"{out}/rejects")
    write(found.where(f.col("status") == DROPPED).select("doc_id", "why").write.json, f"{out}/dropped")
    summary = _summary(found, options, coder.digest, files=len(rows.inputFiles()))
    run = spark.createDataFrame([(to_json(summary).decode(),)], "value string").coalesce(1)
    write(run.write.text, f"{out}/run")
    return summary


def _reports(spark: SparkSession, inputs: Sequence[str], partitions: int) -> DataFrame:
    from pyspark.errors import AnalysisException  # noqa: PLC0415

    try:
        rows = spark.read.parquet(*inputs)
    except AnalysisException as error:
        raise UsageError(f"not read by Spark: {str(error).splitlines()[0]}", file=inputs[0]) from error
    missing = {"doc_id", "text"} - set(rows.columns)
    if missing:
        raise UsageError(f"no column {' and '.join(sorted(missing))}", file=inputs[0])
    wanted = [column for column in REPORT_COLUMNS if column in rows.columns]
    rows = rows.select(*wanted, "_metadata.file_path", "_metadata.row_index")
    return rows.repartition(partitions) if partitions else rows


def _ship(spark: SparkSession, settings: Settings) -> Settings:
    """Send packs and gazetteer to every machine; there they are known by their last name."""
    files = [*settings.packs, *([settings.places] if settings.places else [])]
    names = [path.name for path in files]
    if len(set(names)) < len(names):
        raise UsageError("two packs of one name", hint="rename one: machines know them by their last name")
    for path in files:
        spark.sparkContext.addFile(str(path), recursive=path.is_dir())
    return Settings(
        packs=tuple(Path(path.name) for path in settings.packs),
        places=None if settings.places is None else Path(settings.places.name),
    )


_held: list[tuple[RunOptions, str, Worker]] = []  # Spark keeps a process for further tasks, and so its worker


def _worker(options: RunOptions, packs: str) -> Worker:
    """The worker of this process."""
    if not _held or _held[0][:2] != (options, packs):
        _held[:] = [(options, packs, _enlist(options, packs))]
    return _held[0][2]


def _enlist(options: RunOptions, packs: str) -> Worker:
    from pyspark import SparkFiles  # noqa: PLC0415

    sent = options.settings
    here = Settings(
        packs=tuple(Path(SparkFiles.get(str(path))) for path in sent.packs),
        places=None if sent.places is None else Path(SparkFiles.get(str(sent.places))),
    )
    if load_coder(here.packs, here.places).digest != packs:
        raise UsageError("this machine has other packs than the driver")
    return Worker(msgspec.structs.replace(options, settings=here))


def code_batches(options: RunOptions, packs: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of reports to rows of outcomes; runs on the machines of the cluster."""
    from pyspark import TaskContext  # noqa: PLC0415

    worker, task = _worker(options, packs), TaskContext.get()
    apart = task is not None and task.attemptNumber() > 0
    for batch in batches:
        yield outcomes_of(worker, batch, apart=apart)


def outcomes_of(worker: Worker, batch: pa.RecordBatch, *, apart: bool = False) -> pa.RecordBatch:
    """The outcomes of one batch of reports."""
    import pyarrow as pa  # noqa: PLC0415

    items = list(read_rows([batch.select([c for c in REPORT_COLUMNS if c in batch.schema.names])], ""))
    why = [None if isinstance(item, Reject) else worker.why_not(item.report) for item in items]
    outcomes = worker.coded((item for item, reason in zip(items, why, strict=True) if reason is None), apart=apart)
    rows: list[tuple[str | None, str, str | None, str | None, list[dict[str, object]]]] = []
    for item, reason in zip(items, why, strict=True):
        doc_id = item.doc_id if isinstance(item, Reject) else item.report.doc_id
        if reason is not None:
            rows.append((doc_id, DROPPED, reason, None, []))
            continue
        outcome = next(outcomes)
        if outcome.reject is not None:
            rows.append((doc_id, REJECTED, outcome.reject.reason, outcome.reject.hint, []))
        else:
            events = [dict(zip(COLUMNS, row_of(line), strict=True)) for line in outcome.bodies[0].splitlines()]
            rows.append((doc_id, CODED, None, None, events))
    next(outcomes, None)  # let a process apart come to its end
    event = pa.struct([(name, pa.type_for_alias(kind)) for name, kind in COLUMNS.items()])
    kinds = (pa.string(), pa.string(), pa.string(), pa.string(), pa.list_(event))
    columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
    doc_ids, *others = columns
    return pa.record_batch(
        [doc_ids, batch.column("file_path"), batch.column("row_index"), *others],
        names=["doc_id", "file", "row", "status", "why", "hint", "events"],
    )


def _settled(found: DataFrame) -> DataFrame:
    """Turn away reports whose id stands further up, by the names of files and the rows in them."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    place = f.struct("file", "row")
    again = (
        found.where(f.col("status") != REJECTED).groupBy("doc_id")
        .agg(f.min(place).alias("first"), f.count("*").alias("times")).where("times > 1").drop("times")
    )  # fmt: skip
    if again.isEmpty():
        return found
    repeated = (f.col("status") != REJECTED) & f.col("first").isNotNull() & (place != f.col("first"))
    joined = found.join(again, "doc_id", "left").withColumn("repeated", f.coalesce(repeated, f.lit(False)))
    reason, hint = AGAIN
    return joined.select(
        "doc_id", "file", "row",
        f.when(f.col("repeated"), REJECTED).otherwise(f.col("status")).alias("status"),
        f.when(f.col("repeated"), reason).otherwise(f.col("why")).alias("why"),
        f.when(f.col("repeated"), hint).otherwise(f.col("hint")).alias("hint"),
        "events",
    )  # fmt: skip


def _summary(found: DataFrame, options: RunOptions, packs: str, *, files: int) -> Summary:
    from pyspark.sql import functions as f  # noqa: PLC0415

    why = f.when(f.col("status") == DROPPED, f.col("why"))
    rows = (
        found.groupBy("status", why.alias("why"))
        .agg(f.count("*"), f.sum(f.size("events")), f.sum((f.size("events") > 0).cast("int"))).collect()
    )  # fmt: skip
    counts = {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}
    coded, events, told = counts.get((CODED, None), (0, 0, 0))
    return Summary(
        version=__version__, packs=packs, gate=options.gate, format="parquet", near=False, columns={},
        shard_bytes=0, files=files, bytes=None,
        input=None, read=sum(row[2] for row in rows), coded=coded, told=told,
        rejected=counts.get((REJECTED, None), (0, 0, 0))[0], events=events, shards=(),
        dropped=dict(sorted((why, n) for (status, why), (n, _, _) in counts.items() if status == DROPPED)),
    )  # fmt: skip

"""Events and reports for linking on Spark: lines and rows read by many machines, with the file and line of each.

What comes out is Parquet in a folder of the run: ``told`` (each row an event, or why it is none), ``events`` (each id
once, in order, under its number) and, where there are reports, ``docs`` and ``rare``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sijill.errors import InputError, UsageError
from sijill.link.source import read_event
from sijill.link.words import RARE, rare_ceiling
from sijill.model import Event, Report, event_from_json, to_json
from sijill.near import repost_groups, sketch, words_of
from sijill.spark import mapped, write

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, SparkSession

_REPORT = msgspec.json.Decoder(Report)
_CHUNK = 32 << 20
_LINE = "n int, file string, line bigint"
_TOLD = f"{_LINE}, why string, id string, doc string, digest binary, json binary"
_READ = (
    f"{_LINE}, why string, doc string, published string, outlet string, text string, words array<string>, "
    "marks array<bigint>"
)
_PASSAGES = "uid bigint, words array<string>"
_PLACE = 33  # bits that Spark numbers the rows of a partition in


def kept(rows: DataFrame, path: str) -> DataFrame:
    """The rows, written and read again: what follows asks for them more than once."""
    write(rows.write.parquet, path)
    return rows.sparkSession.read.parquet(path)


def schema_of(columns: str) -> pa.Schema:
    """Columns as Spark writes a schema, for Arrow."""
    import pyarrow as pa  # noqa: PLC0415

    kinds = {"int": pa.int32(), "bigint": pa.int64(), "string": pa.string(), "binary": pa.binary()}
    kinds |= {f"array<{name}>": pa.list_(kind) for name, kind in kinds.items()}
    return pa.schema([(name, kinds[kind]) for name, kind in (column.split() for column in columns.split(", "))])


def arrow_rows(rows: Sequence[Sequence[Any]], columns: str) -> pa.RecordBatch:
    """A batch of Arrow from rows of these columns."""
    import pyarrow as pa  # noqa: PLC0415

    schema = schema_of(columns)
    values = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.record_batch([pa.array(v, kind) for v, kind in zip(values, schema.types, strict=True)], schema=schema)


def lines_of(spark: SparkSession, paths: Sequence[str], what: str, folder: str) -> DataFrame:
    """Rows of JSON with the number and name of the file and the line.

    Files of JSON lines are read by this machine and handed to Spark; Parquet it reads by itself, wherever it lies.

    Args:
        spark: a session.
        paths: files of JSON lines here, and files and folders of Parquet anywhere.
        what: is in them, for messages.
        folder: to keep lines in.

    Raises:
        UsageError: one is not there.
    """
    found: DataFrame | None = None
    for number, path in enumerate(paths):
        here = Path(path)
        if here.suffix != ".parquet" and "://" not in path and not here.is_dir():
            if not here.is_file():
                raise UsageError(f"no such file of {what}", file=path)
            rows = _spooled(spark, here, f"{folder}/lines-{what}-{number}", number, path)
        else:
            rows = _parquet(spark, number, path)
        found = rows if found is None else found.unionByName(rows)
    if found is None:
        raise UsageError(f"no file of {what}")
    return found


def _spooled(spark: SparkSession, here: Path, folder: str, number: int, name: str) -> DataFrame:
    import pyarrow as pa  # noqa: PLC0415

    def put(numbers: list[int], lines: list[bytes], *, first: bool) -> None:
        count = len(lines)
        columns = {"n": pa.array([number] * count, pa.int32()), "file": pa.array([name] * count, pa.string()),
                   "line": pa.array(numbers, pa.int64()), "json": pa.array(lines, pa.binary())}  # fmt: skip
        rows = spark.createDataFrame(pa.table(columns)).write
        write((rows if first else rows.mode("append")).parquet, folder)

    numbers: list[int] = []
    lines: list[bytes] = []
    size, first = 0, True
    with here.open("rb") as stream:
        for count, line in enumerate(stream, 1):
            if line.isspace():
                continue
            numbers.append(count)
            lines.append(line)
            size += len(line)
            if size >= _CHUNK:
                put(numbers, lines, first=first)
                numbers, lines, size, first = [], [], 0, False
    put(numbers, lines, first=first)
    return spark.read.parquet(folder)


def _parquet(spark: SparkSession, number: int, path: str) -> DataFrame:
    from pyspark.errors import AnalysisException  # noqa: PLC0415
    from pyspark.sql import functions as f  # noqa: PLC0415

    try:
        rows = spark.read.parquet(path)
    except AnalysisException as error:
        raise UsageError(f"not read by Spark: {str(error).splitlines()[0]}", file=path) from error
    body: Column = f.to_json(f.struct(*rows.columns), {"ignoreNullFields": "false"})
    if "json" in rows.columns:
        body = f.coalesce(f.col("json"), body)
    name = f.lit(path) if len(rows.inputFiles()) == 1 else f.col("_metadata.file_path")
    line = f.col("_metadata.row_index") + 1
    return rows.select(
        f.lit(number).alias("n"), name.alias("file"), line.alias("line"), body.cast("binary").alias("json")
    )


# ---------------------------------------------------------------------- events


def _read_events(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of JSON to events, of which only what merging needs is kept; runs on the machines of the cluster."""
    for batch in batches:
        yield arrow_rows([_event_row(row) for row in batch.to_pylist()], _TOLD)


def _event_row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    place = (row["n"], row["file"], row["line"])
    try:
        event = read_event(row["json"], file=row["file"], number=row["line"])
    except InputError as error:
        return (*place, error.message, None, None, None, None)
    slim = msgspec.structs.replace(event, because={}, confidence={}, why_null={})
    digest = hashlib.blake2b(to_json(event), digest_size=16).digest()
    return (*place, None, event.id, event.doc_id, digest, to_json(slim))


def read_told(lines: DataFrame, folder: str) -> DataFrame:
    """Each row an event, or why it is none."""
    return kept(mapped(lines, _read_events, _TOLD), f"{folder}/told")


def once(told: DataFrame) -> tuple[DataFrame, int]:
    """The events, each id once, and how many came again.

    Raises:
        InputError: two that differ share an id.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415

    events = told.where("why is null")
    again = (
        events.groupBy("id").agg(f.count("*").alias("times"), f.count_distinct("digest").alias("kinds"))
        .where("times > 1").agg(f.sum(f.col("times") - 1), f.min(f.when(f.col("kinds") > 1, f.col("id")))).first()
    )  # fmt: skip
    repeated, differs = again if again is not None else (None, None)
    if differs is not None:
        raise InputError(f"two events that differ share the id {differs}", hint="give every event its own id")
    return (events.dropDuplicates(["id"]), int(repeated)) if repeated else (events, 0)


def numbered(events: DataFrame, folder: str) -> DataFrame:
    """The events in the order of their ids, under their numbers."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    at = f.monotonically_increasing_id().alias("at")  # partition and row of it, both in order
    rows = kept(events.select("id", "doc", "json").sort("id").select("*", at), f"{folder}/events")
    part = f.shiftright("at", _PLACE)
    counts = sorted(rows.groupBy(part.alias("part")).count().collect())
    starts, before = list[tuple[int, int]](), 0
    for number, count in counts:
        starts.append((number, before))
        before += count
    start = rows.sparkSession.createDataFrame(starts, "part bigint, start bigint")
    uid = (f.col("at").bitwiseAND((1 << _PLACE) - 1) + f.col("start")).alias("uid")
    return rows.join(f.broadcast(start), part == f.col("part")).select(uid, "id", "doc", "json")


# ---------------------------------------------------------------------- reports


def _read_reports(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of JSON to reports, their words and sketches; runs on the machines of the cluster."""
    for batch in batches:
        yield arrow_rows([_report_row(row) for row in batch.to_pylist()], _READ)


def _report_row(row: Mapping[str, Any]) -> tuple[Any, ...]:
    place = (row["n"], row["file"], row["line"])
    try:
        report = _REPORT.decode(row["json"])
    except (msgspec.DecodeError, UnicodeError) as error:
        return (*place, f"not a report: {error}", None, None, None, None, None, None)
    words = words_of(report.text)
    told = (report.doc_id, report.published or None, report.outlet or None, report.text)
    return (*place, None, *told, sorted(set(words)), sketch(words) or None)


def read_docs(lines: DataFrame, folder: str) -> tuple[DataFrame, DataFrame]:
    """The reports by id, with the text that each repeats, and the rare words with the number of reports they are in.

    Which texts are one is found out by the driver, over their sketches of 48 numbers.

    Raises:
        InputError: a row is no report.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415

    read = kept(mapped(lines, _read_reports, _READ), f"{folder}/reports")
    wrong = read.where("why is not null").sort("n", "file", "line").select("file", "line", "why").first()
    if wrong is not None:
        raise InputError(wrong[2], file=wrong[0], line=wrong[1])
    last = f.struct("n", "file", "line")  # of reports with one id the last one's text counts
    told = [f.max_by(name, f.when(f.col(name).isNotNull(), last)).alias(name) for name in ("published", "outlet")]
    told += [f.max_by("text", last).alias("text"), f.max_by("marks", f.when(f.col("marks").isNotNull(), last))
             .alias("marks")]  # fmt: skip
    docs = kept(read.groupBy("doc").agg(*told), f"{folder}/docs")
    marks = docs.where("marks is not null").select("doc", "marks").toArrow().to_pydict()
    groups = repost_groups({doc: tuple(own) for doc, own in zip(marks["doc"], marks["marks"], strict=True)})
    reposts = read.sparkSession.createDataFrame(list(groups.items()), "doc string, repost string")
    ceiling = rare_ceiling(docs.count())
    counts = read.select(f.explode("words").alias("word")).groupBy("word").agg(f.count("*").alias("reports"))
    rare = kept(counts.where(f.col("reports") <= ceiling), f"{folder}/rare")
    return docs.select("doc", "published", "outlet", "text").join(reposts, "doc", "left"), rare


def _read_passages(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Events beside their reports' texts to the words of their passages; runs on the machines of the cluster."""
    for batch in batches:
        rows = batch.to_pylist()
        yield arrow_rows([(r["uid"], _passage_words(event_from_json(r["json"]), r["text"])) for r in rows], _PASSAGES)


def _passage_words(event: Event, text: str) -> list[str]:
    return sorted({word for start, end in (event.passage, *event.also) for word in words_of(text[start:end])})


def rare_words(events: DataFrame, docs: DataFrame, rare: DataFrame) -> DataFrame:
    """The rarest words of each event's passages, rarest first."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    beside = events.select("uid", "doc", "json").join(docs.select("doc", "text"), "doc").select("uid", "json", "text")
    words = mapped(beside, _read_passages, _PASSAGES).select("uid", f.explode("words").alias("word"))
    ranked = f.sort_array(f.collect_list(f.struct("reports", "word")))
    return words.join(rare, "word").groupBy("uid").agg(f.slice(ranked, 1, RARE)["word"].alias("rare"))

"""``link_on_spark``: linking where the events are too many for one machine; same incidents as here.

Reading, comparing (Splink on Spark) and merging are spread over the machines; the driver numbers the events, groups
them by the pairs that were found, and names the groups, as the local engine does and with its code. Between the steps
lies Parquet.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from sijill.link.choose import Choices
from sijill.link.decide import read_decisions, rule
from sijill.link.dossier import read_dossiers, subjects_of
from sijill.link.history import read_previous
from sijill.link.plan import Compared, Grouped, group_events, members_of, plans
from sijill.link.run import LinkOptions, LinkSummary, read_limits, summarize, write_rejects
from sijill.link.source import Rejected
from sijill.link.spark.compare import predict
from sijill.link.spark.read import (
    kept,
    lines_of,
    numbered,
    once,
    rare_words,
    read_docs,
    read_told,
)
from sijill.link.spark.work import BATCH_ROWS, MADE, RETOLD, merge_batches, retell_batches, tabulate
from sijill.link.table import COLUMNS, MEMBERS, TABLE, in_spark
from sijill.link.weigh import require
from sijill.link.weights import SLACK_BITS, pair_columns, read_model, weigh_pairs
from sijill.model import event_from_json
from sijill.spark import mapped, write

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray
    from pyspark.sql import DataFrame, SparkSession

_SQL = {
    "string": "string", "int32": "int", "int8": "tinyint", "int16": "smallint", "bool": "boolean",
    "float64": "double", "list": "array<string>",
}  # fmt: skip
_ROW = ", ".join(f"{name} {_SQL[kind]}" for name, kind in COLUMNS.items())


class Given(msgspec.Struct, frozen=True):
    """What is linked.

    Attributes:
        events: files of JSON lines on this machine; files and folders of Parquet anywhere.
        reports: the texts, in files as the events.
        decisions: people's decisions, a file of JSON lines.
        previous: the incidents of an earlier run, a file of JSON lines.
    """

    events: Sequence[str]
    reports: Sequence[str] = ()
    decisions: Path | None = None
    previous: Path | None = None


def link_on_spark(
    given: Given, out: str, spark: SparkSession, options: LinkOptions | None = None, *, partitions: int = 0
) -> LinkSummary:
    """Link the events of many reports into incidents on Spark.

    Args:
        given: what is linked.
        out: ``….jsonl``, one file on this machine as ``link_events`` writes it; else a new folder, on any file system,
            of which ``incidents`` is Parquet (``number, id, json, conflicts``; ``number`` is their order).
        spark: a session.
        options: settings and limits other than the pack's, and dossiers.
        partitions: to cut each step into; 0 takes two for each core.

    Raises:
        UsageError: a file is missing, the folder is there, or the extra ``link`` is not installed.
        InputError: a report or decision cannot be read, a decision names what is not there, or two events share an id.
    """
    require()
    partitions = partitions or 2 * spark.sparkContext.defaultParallelism
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(BATCH_ROWS))
    spark.conf.set("spark.sql.shuffle.partitions", str(partitions))
    if not out.endswith(".jsonl") or "://" in out:
        return _Run(spark, f"{out}/work", options or LinkOptions(), partitions).link(given, out)
    file = Path(out).resolve()
    file.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f"{file.name}.", dir=file.parent) as work:
        folder = Path(work).as_uri()
        summary = _Run(spark, folder, options or LinkOptions(), partitions).link(given, folder)
        _gather(Path(work, "incidents"), file)
        write_rejects(file, summary.rejected)
    return summary


class _Run:
    """One link run on Spark: what its steps share."""

    def __init__(self, spark: SparkSession, work: str, options: LinkOptions, partitions: int):
        self._spark, self._work, self._partitions = spark, work, partitions
        self._dossiers = read_dossiers(options.dossiers)
        self._limits = options.limits or read_limits()
        self._model = read_model(options.settings)
        spark.sparkContext.setCheckpointDir(f"{work}/checkpoint")  # Splink keeps its tables there

    def link(self, given: Given, out: str) -> LinkSummary:
        decisions, previous = read_decisions(given.decisions), read_previous(given.previous)
        told = read_told(lines_of(self._spark, given.events, "events", self._work), self._work)
        rejected = self._reject(told, out)
        found, repeated = once(told)
        events = numbered(found, self._work)
        names = _by_uid(events.select("uid", "id"))["id"].to_pylist()
        number_of = {name: number for number, name in enumerate(names)} if decisions else {}
        choices, ruled = Choices(decisions, number_of), rule(decisions, number_of, previous)
        docs = self._tabulate(events, given.reports)
        compared = self._compare(names)
        grouped = group_events(compared, ruled, self._retold(compared, events), previous, self._limits)
        made = self._merge(events, docs, grouped, choices, f"{out}/incidents")
        return summarize(
            grouped, repeated=repeated, conflicts=made, decisions=len(decisions), rejected=rejected, linked=len(names)
        )

    def _reject(self, told: DataFrame, out: str) -> list[Rejected]:
        wrong = told.where("why is not null").sort("n", "file", "line").selectExpr("file", "line", "why as reason")
        found = [Rejected(*row) for row in wrong.collect()]
        if found:
            write(wrong.write.json, f"{out}/rejects")
        return found

    def _tabulate(self, events: DataFrame, reports: Sequence[str]) -> DataFrame:
        """Make the table that is compared; the reports by id, without their texts."""
        if reports:
            docs, words = read_docs(lines_of(self._spark, reports, "reports", self._work), self._work)
            rare = rare_words(events, docs, words)
        else:
            docs = self._spark.createDataFrame([], "doc string, published string, outlet string, repost string")
            rare = self._spark.createDataFrame([], "uid bigint, rare array<string>")
        docs = docs.select("doc", "published", "outlet", "repost")
        beside = events.select("uid", "doc", "json").join(docs, "doc", "left").join(rare, "uid", "left")
        rows = mapped(beside, partial(tabulate, self._dossiers), f"uid bigint, {_ROW}")
        kept(rows, f"{self._work}/rows").createOrReplaceTempView("numbered")
        table = self._spark.sql(in_spark(TABLE))
        kept(table, f"{self._work}/table").createOrReplaceTempView("events")
        return docs

    def _compare(self, names: Sequence[str]) -> Compared:
        """Weigh the pairs that share a key, by Splink."""
        members = {
            name: column.to_numpy().astype(np.int64)
            for name, column in _by_uid(self._spark.sql(in_spark(MEMBERS))).items()
        }
        predicted = predict(self._spark, self._model, self._partitions)
        near = f"match_weight >= {self._limits.keep_bits - SLACK_BITS}"
        table = self._spark.sql(f"{pair_columns(self._model, predicted)} where {near}").toArrow()
        table = table.sort_by([("a", "ascending"), ("b", "ascending")])
        found = {name: table[name].to_numpy() for name in table.column_names}
        pairs = weigh_pairs(found, self._model, self._limits, members["dossier"])
        return Compared(names, pairs, members_of(members))

    def _retold(self, compared: Compared, events: DataFrame) -> frozenset[tuple[int, int]]:
        """Pairs of one report of which one event is the other, told again."""
        from pyspark.sql import functions as f  # noqa: PLC0415

        inside = list(compared.pairs.inside(compared.members.doc))
        if not inside:
            return frozenset()
        pairs = self._spark.createDataFrame(inside, RETOLD)
        for end in ("a", "b"):
            own = events.select(f.col("uid").alias(end), f.col("json").alias(f"json_{end}"))
            pairs = pairs.join(own, end)
        return frozenset((row[0], row[1]) for row in mapped(pairs, retell_batches, RETOLD).collect())

    def _merge(self, events: DataFrame, docs: DataFrame, grouped: Grouped, choices: Choices, path: str) -> int:
        """Write the incidents; the number of conflicts among them."""
        home = grouped.home
        subject_of: dict[int, tuple[str, ...]] = {}
        if self._dossiers:
            names = self._spark.createDataFrame([(doc,) for doc in self._dossiers], "doc string")
            own = events.join(names, "doc").select("uid", "json").collect()
            subject_of = subjects_of(self._dossiers, ((int(home[uid]), event_from_json(line)) for uid, line in own))
        placed = self._placed(grouped, choices, subject_of, home)
        told = events.select("uid", "doc", "json").join(placed, "uid").join(docs, "doc", "left")
        parts = told.repartition(self._partitions, "number").sortWithinPartitions("number", "uid")
        made = kept(mapped(parts, merge_batches, MADE), path)
        row = made.selectExpr("coalesce(sum(conflicts), 0)").first()
        return int(row[0]) if row is not None else 0

    def _placed(
        self, grouped: Grouped, choices: Choices, subject_of: Mapping[int, tuple[str, ...]], home: NDArray[np.int64]
    ) -> DataFrame:
        """The group of each event; the plan of the group stands with its first event."""
        import pyarrow as pa  # noqa: PLC0415

        plan: list[bytes | None] = [None] * len(home)
        for group, own in zip(grouped.clusters.groups, plans(grouped, self._model, choices, subject_of), strict=True):
            plan[group[0]] = msgspec.msgpack.encode(own)
        columns = {"uid": pa.array(np.arange(len(home))), "number": pa.array(home), "plan": pa.array(plan, pa.binary())}
        return self._spark.createDataFrame(pa.table(columns))


def _by_uid(rows: DataFrame) -> dict[str, pa.ChunkedArray]:
    """Columns of all rows in the order of the events."""
    table = rows.toArrow().sort_by("uid")
    return {name: table[name] for name in table.column_names}


# ---------------------------------------------------------------------- into one file


def _gather(folder: Path, out: Path) -> None:
    """Write the incidents of a folder of Parquet into one file, in their order."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    def lines(path: Path) -> Iterator[tuple[int, str]]:
        for batch in pq.ParquetFile(path).iter_batches(BATCH_ROWS, columns=["number", "json"]):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    draft = out.with_name(out.name + ".part")
    with draft.open("wb") as file:
        for _, line in heapq.merge(*(lines(path) for path in sorted(folder.glob("*.parquet")))):
            file.write(line.encode() + b"\n")
    draft.replace(out)

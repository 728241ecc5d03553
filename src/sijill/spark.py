"""What runs on Spark share: the session, mapping batches of Arrow, and writing to where nothing is yet."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sijill import __version__
from sijill.cache import program_digest
from sijill.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    _Work = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]

_BATCH_ROWS = 256


def session(master: str | None, conf: Mapping[str, str]) -> SparkSession:
    """A session of Spark.

    Args:
        master: as Spark names it; None leaves it to Spark's own configuration.
        conf: further settings of Spark.

    Raises:
        UsageError: the extra is not installed, or there is no Java.
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError("the engine spark needs pyspark", hint="pip install 'sijill[spark]'") from error
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise UsageError("Spark needs Java 17", hint="install it, or set JAVA_HOME")
    with without_pandas():
        import_module("pyspark.testing.utils")  # Spark imports it sooner or later, and warns then
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("sijill")
    settings = {
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_BATCH_ROWS),
        "spark.ui.showConsoleProgress": "false",
    }
    for key, value in (settings | dict(conf)).items():
        builder = builder.config(key, value)
    if master is not None:
        builder = builder.master(master)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    return made


@contextmanager
def without_pandas() -> Iterator[None]:
    """Where Spark would warn of the version of pandas that it asks for: what goes over as Arrow needs none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def mapped(rows: DataFrame, work: _Work, columns: str) -> DataFrame:
    """The rows that a function makes of batches of rows, on the machines of the cluster.

    A machine with another program than the driver's stops the run: half a run by another would be worse than none.

    Args:
        rows: what it is given.
        work: the function.
        columns: of what it makes, as Spark writes a schema.
    """
    with without_pandas():
        return rows.mapInArrow(partial(_checked, _program(), work), columns)


_program = lru_cache(maxsize=1)(program_digest)


def _checked(program: str, work: _Work, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    if _program() != program:
        raise UsageError("this machine has another sijill than the driver", hint=f"install {__version__} everywhere")
    yield from work(batches)


def write(writer: Any, path: str) -> None:
    """Write to a path where nothing is yet.

    Args:
        writer: what writes, given the path, such as ``rows.write.parquet``.
        path: on any file system that Spark reads.

    Raises:
        UsageError: there is something.
    """
    from pyspark.errors import AnalysisException  # noqa: PLC0415

    try:
        writer(path)
    except AnalysisException as error:
        if "PATH_ALREADY_EXISTS" not in str(error):
            raise
        raise UsageError("is there already", file=path, hint="take a new folder") from error

"""Comparing pairs by Splink on Spark, by the settings that DuckDB goes by on one machine."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sijill.errors import PackError
from sijill.link.table import settings_in_spark
from sijill.link.weights import Model

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession


def predict(spark: SparkSession, model: Model, partitions: int) -> str:
    """Compare every pair of the table ``events`` that shares a key; the name of the table of pairs.

    Args:
        spark: a session.
        model: the weights.
        partitions: to cut the pairs into.

    Raises:
        PackError: the settings hold SQL that Spark has not.
    """
    from pyspark.errors import AnalysisException  # noqa: PLC0415
    from pyspark.sql.pandas.functions import ArrowUDFType, arrow_udf  # noqa: PLC0415
    from splink import Linker  # noqa: PLC0415
    from splink.backends.spark import SparkAPI  # noqa: PLC0415

    logging.getLogger("splink").setLevel(logging.ERROR)
    alike = arrow_udf(jaro_winkler_of_bytes, "double", ArrowUDFType.SCALAR)
    spark.udf.register("jaro_winkler_of_bytes", alike)
    api = SparkAPI(  # type: ignore[no-untyped-call]
        spark_session=spark, register_udfs_automatically=False, repartition_after_blocking=True,
        num_partitions_on_repartition=partitions,
    )  # fmt: skip
    try:
        # Without a threshold: Spark would work it in where pairs are made, and compare each one over and over.
        linker = Linker(api.register("events"), settings_in_spark(model.settings), log_level=None)
        return linker.inference.predict().physical_name
    except AnalysisException as error:
        raise PackError(f"the settings of Splink are not for Spark: {str(error).splitlines()[0]}") from error


def jaro_winkler_of_bytes(left: pa.Array, right: pa.Array) -> pa.Array:
    """The likeness of two strings, 0 to 1, as DuckDB has it: of their bytes. Splink's own for Spark goes by letters."""
    import pyarrow as pa  # noqa: PLC0415
    from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415

    alike = JaroWinkler.similarity
    pairs = zip(left.to_pylist(), right.to_pylist(), strict=True)
    found = [None if a is None or b is None else alike(a.encode(), b.encode()) for a, b in pairs]
    return pa.array(found, pa.float64())

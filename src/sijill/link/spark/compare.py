"""Comparing pairs by Splink on Spark, by the settings that DuckDB goes by on one machine."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sijill.errors import PackError
from sijill.link.table import settings_in_spark
from sijill.link.weights import Model
from sijill.spark import without_pandas

if TYPE_CHECKING:
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
    from pyspark.sql.pandas.functions import arrow_udf  # noqa: PLC0415
    from splink import Linker  # noqa: PLC0415
    from splink.backends.spark import SparkAPI  # noqa: PLC0415

    from sijill.link.spark.alike import jaro_winkler_of_bytes  # noqa: PLC0415

    logging.getLogger("splink").setLevel(logging.ERROR)
    with without_pandas():
        alike = arrow_udf(jaro_winkler_of_bytes, "double")  # type: ignore[call-overload]
        spark.udf.register("jaro_winkler_of_bytes", alike)
    api = SparkAPI(  # type: ignore[no-untyped-call]
        spark_session=spark, register_udfs_automatically=False,
        num_partitions_on_repartition=partitions,
    )  # fmt: skip
    whole = "spark.sql.codegen.wholeStage"
    before = spark.conf.get(whole, "true")
    spark.conf.set(whole, "false")  # all comparisons as one method are more than Java takes, and would be interpreted
    try:
        # Without a threshold: Spark would work it in where pairs are made, and compare each one over and over.
        linker = Linker(api.register("events"), settings_in_spark(model.settings), log_level=None)
        return linker.inference.predict().physical_name
    except AnalysisException as error:
        raise PackError(f"the settings of Splink are not for Spark: {str(error).splitlines()[0]}") from error
    finally:
        spark.conf.set(whole, str(before))

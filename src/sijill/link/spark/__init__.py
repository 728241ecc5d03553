"""Linking on Spark, where the events are too many for one machine. Needs the extras ``link`` and ``spark``."""

from sijill.link.spark.run import Given, link_on_spark

__all__ = ["Given", "link_on_spark"]

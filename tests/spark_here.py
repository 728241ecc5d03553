"""Whether tests that start Spark run here: in CI or on demand, where the extra and Java are."""

from __future__ import annotations

import os
import shutil

import pytest


def need_spark() -> None:
    """Skip the test, with the reason, unless Spark is wanted and can start."""
    if not os.environ.get("CI") and not os.environ.get("SIJILL_CLUSTER"):
        pytest.skip("SIJILL_CLUSTER=1 starts Spark")
    pytest.importorskip("pyspark")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("there is no Java")

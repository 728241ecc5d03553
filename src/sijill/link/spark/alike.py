"""A function that DuckDB has and Spark lacks. Spark reads its kind off the annotations, so pyarrow is imported here."""

from __future__ import annotations

import pyarrow as pa
from rapidfuzz.distance import JaroWinkler


def jaro_winkler_of_bytes(left: pa.Array, right: pa.Array) -> pa.Array:
    """The likeness of two strings, 0 to 1, as DuckDB has it: of their bytes. Splink's own for Spark goes by letters."""
    alike = JaroWinkler.similarity
    pairs = zip(left.to_pylist(), right.to_pylist(), strict=True)
    # Two empty ones are not alike to DuckDB.
    found = [None if a is None or b is None else alike(a.encode(), b.encode()) if a else 0.0 for a, b in pairs]
    return pa.array(found, pa.float64())

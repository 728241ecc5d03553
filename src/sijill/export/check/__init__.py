"""Is a file what its format demands? Columns, types, code lists, and what one field says of another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sijill.errors import UsageError
from sijill.export.check.acled import check_acled
from sijill.export.check.events import check_jsonl
from sijill.export.check.features import check_geojson
from sijill.export.check.flat import check_csv, check_xlsx
from sijill.export.check.ged import check_ged
from sijill.export.check.hapi import check_hapi
from sijill.export.check.parquet import check_geoparquet, check_package
from sijill.export.check.problem import Found, Problem
from sijill.export.check.webpage import check_html

__all__ = ["CHECKS", "Found", "Problem", "check"]

CHECKS: dict[str, Callable[[Path], Found]] = {
    "acled": check_acled, "ged": check_ged, "hapi": check_hapi, "csv": check_csv, "xlsx": check_xlsx,
    "jsonl": check_jsonl, "geojson": check_geojson, "geoparquet": check_geoparquet, "parquet": check_package,
    "html": check_html,
}  # fmt: skip


def check(path: Path, form: str) -> Found:
    """What is wrong with a file of a format; nothing where all is well.

    Raises:
        UsageError: there is no such format or file.
    """
    if form not in CHECKS:
        raise UsageError(f"no format {form!r}", hint=f"one of: {', '.join(CHECKS)}")
    if not path.exists():
        raise UsageError("no such file", file=str(path))
    try:
        return CHECKS[form](path)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror or error}", file=str(path)) from error

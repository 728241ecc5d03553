"""Output formats, and a file that is whole or not there."""

from __future__ import annotations

from pathlib import Path

from sijill.errors import UsageError
from sijill.export.base import Format, Radius, Render, Totals
from sijill.export.csv import CSV
from sijill.export.geojson import GEOJSON
from sijill.export.jsonl import JSONL
from sijill.export.output import Output
from sijill.export.page import PAGE

__all__ = ["FORMATS", "Format", "Output", "Radius", "Render", "Totals", "format_of"]

FORMATS = {form.name: form for form in (JSONL, CSV, GEOJSON, PAGE)}


def format_of(path: str, name: str | None = None) -> Format:
    """The format of this name, or of the file's ending; JSON lines on standard output.

    Raises:
        UsageError: neither says.
    """
    if name is not None:
        if name not in FORMATS:
            raise UsageError(f"no format {name!r}", hint=f"one of: {', '.join(FORMATS)}")
        return FORMATS[name]
    if path == "-":
        return JSONL
    ending = Path(path).suffix.lower()
    for form in FORMATS.values():
        if ending in form.endings:
            return form
    raise UsageError(
        "its ending names no format", file=path, hint="end it in .jsonl, .csv, .geojson or .html, or give --format"
    )

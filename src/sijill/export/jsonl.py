"""One event a line, as docs/formats.md describes it: the whole record, with the evidence of every value."""

from __future__ import annotations

from collections.abc import Sequence

from sijill.export.base import Format, Radius, Totals
from sijill.model import Event, Report, to_json


def render(report: Report, events: Sequence[Event], radius: Radius) -> bytes:  # noqa: ARG001
    """The events of a report as lines."""
    return b"".join(to_json(event) + b"\n" for event in events)


def _nothing(_: Totals | None = None) -> bytes:
    return b""


JSONL = Format(name="jsonl", endings=(".jsonl", ".ndjson"), head=_nothing, render=render, between=b"", foot=_nothing)

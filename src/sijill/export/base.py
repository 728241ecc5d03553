"""What an output format is: a head, each report's events rendered alone, something between, a foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from sijill.model import Event, Report

#: From a place's precision and id to the radius of its circle in km.
Radius = Callable[[int, "str | None"], float]
#: A report's events as bytes; empty where there is nothing to write. Runs in the workers, so it keeps nothing.
Render = Callable[[Report, Sequence[Event], Radius], bytes]


class Totals(msgspec.Struct, kw_only=True):
    """How many reports and events a run has seen: read = coded + rejected."""

    read: int = 0
    coded: int = 0
    rejected: int = 0
    events: int = 0


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """One output format."""

    name: str
    endings: tuple[str, ...]
    head: Callable[[], bytes]
    render: Render
    between: bytes
    foot: Callable[[Totals], bytes]

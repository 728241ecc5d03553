"""Filters as addresses carry them, and as the register takes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

import msgspec

from sijill.errors import UsageError
from sijill.model import SUB_EVENT_TYPES
from sijill.register import STANDING, WAITING, Filter, Row, Status

ALL: tuple[Status, ...] = ("open", "edited", "accepted", "rejected", "changed", "gone")
#: A list is counted no further: nobody needs the number, and counting all takes longer than showing fifty.
COUNTED = 1000
_SETS: dict[str, tuple[Status, ...]] = {"": WAITING, "waiting": WAITING, "standing": STANDING, "all": ALL}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What an address asks for; None where it does not say."""

    status: str | None = None
    country: str | None = None
    type: str | None = None
    since: str | None = None
    until: str | None = None
    precision: int | None = None
    confidence: float | None = None
    conflict: bool = False
    untouched: bool = False

    def filter(self, default: tuple[Status, ...] = WAITING) -> Filter:
        """The same for the register."""
        if self.untouched:
            wanted: tuple[Status, ...] = ("open",)
        else:
            wanted = _SETS.get(self.status or "default", default)
            wanted = (self.status,) if self.status in ALL else wanted
        return Filter(
            status=wanted, country=self.country, type=self.type, day_from=self.since, day_to=self.until,
            precision=() if self.precision is None else (self.precision,), confidence_below=self.confidence,
            conflict=True if self.conflict else None,
        )  # fmt: skip

    def query(self, **more: str | None) -> str:
        """The same as the query of an address."""
        told: dict[str, object] = {
            name: 1 if value is True else value
            for name in self.__struct_fields__
            if (value := getattr(self, name)) is not None and value is not False
        }
        return urlencode(told | {name: value for name, value in more.items() if value})


def asked(query: Mapping[str, str]) -> Asked:
    """Read the query of an address; empty values ask for nothing.

    Raises:
        UsageError: a value is none for its field.
    """
    told = {name: value for name, value in query.items() if value}
    status, kind = told.get("status"), told.get("type")
    if status is not None and status not in ALL and status not in _SETS:
        raise UsageError(f"no state {status!r}")
    if kind is not None and kind not in SUB_EVENT_TYPES:
        raise UsageError(f"no type {kind!r}")
    try:
        return Asked(
            status=status, country=told.get("country"), type=kind, since=_day(told.get("since")),
            until=_day(told.get("until")), precision=_precision(told.get("precision")),
            confidence=_share(told.get("confidence")), conflict="conflict" in told,
            untouched="untouched" in told,
        )  # fmt: skip
    except ValueError as error:
        raise UsageError(f"not a filter: {error}") from error


def _day(value: str | None) -> str | None:
    return None if value is None else date.fromisoformat(value).isoformat()


def _precision(value: str | None) -> int | None:
    if value is not None and value not in set("01234567"):
        raise ValueError(f"{value!r} is no precision")
    return None if value is None else int(value)


def _share(value: str | None) -> float | None:
    if value is not None and not 0 <= float(value) <= 1:
        raise ValueError(f"{value!r} is not within 0..1")
    return None if value is None else float(value)


def reasons(row: Row) -> list[str]:
    """Why an event needs a person, in the order of weight, as keys of the words ``need.…``."""
    found = {
        "changed": row.status == "changed", "conflict": row.conflict, "civilians": bool(row.killed_civilians),
        "nowhere": row.place is None and row.country is None, "undated": row.day is None,
        "coarse": (row.precision or 0) >= 3, "unsure": row.confidence < 0.6,
    }  # fmt: skip
    return [name for name, holds in found.items() if holds and name != row.status]

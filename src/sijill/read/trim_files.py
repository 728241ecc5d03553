"""Trimming what files hold: read once for what pages repeat, and once more to cut them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from sijill.errors import UsageError
from sijill.model import Report
from sijill.read import STDIN, Read, Reject, read_all
from sijill.read.trim import Cut, Repeats, Trimmed, date_beside, days_of, trim
from sijill.read.trim_day import Dated


class TrimRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a page: whether an article was left, where its day stood, and the lines that were left out."""

    doc_id: str
    kept: bool
    dated: Dated | None
    cut: tuple[Cut, ...]


def record_of(trimmed: Trimmed) -> TrimRecord:
    """The line of the log for a page."""
    return TrimRecord(
        doc_id=trimmed.doc_id, kept=trimmed.report is not None, dated=trimmed.dated, cut=trimmed.cut
    )  # fmt: skip


def trim_files(inputs: Sequence[str], dossiers: Mapping[str, str], rejects: list[Reject]) -> Iterator[Trimmed]:
    """The pages of files, trimmed, in their order.

    Args:
        inputs: files and folders; they are read two times, with dossiers three times.
        dossiers: report id → name of the dossier (:func:`sijill.read.trim.trim_all`).
        rejects: takes what could not be read.

    Raises:
        UsageError: an input is standard input, which can be read only once.
    """
    if STDIN in inputs:
        raise UsageError("pages are read more than once, and standard input cannot be", hint="save it to a file first")
    repeats = Repeats()
    for item in read_all(inputs):
        if isinstance(item, Read):
            repeats.add(item.report)
        else:
            rejects.append(item)
    days = days_of((trim(r, repeats) for r in _reports(inputs)), dossiers) if dossiers else None
    for report in _reports(inputs):
        trimmed = trim(report, repeats)
        yield trimmed if days is None else date_beside(trimmed, days)


def _reports(inputs: Sequence[str]) -> Iterator[Report]:
    return (item.report for item in read_all(inputs) if isinstance(item, Read))

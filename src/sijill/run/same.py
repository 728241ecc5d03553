"""Texts that come again are coded once: what is known of a text is said of the next report that prints it.

Nothing may differ from coding the report itself. So two reports are the same only where all that the coder looks at is:
text, day of publication, country, language, title, and the outlet as far as the packs know it. The ids of the events,
which hold the report's own id, are made anew; where that cannot be done for sure, the report is coded.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict

import msgspec

from sijill.model import Head, Report, stable_id, to_json
from sijill.pack import Pack
from sijill.pipeline import Outcome
from sijill.text import fold

_KEPT = 2_000  # texts; reprints of one text stand close together in an archive
_WORD = re.compile(r"(?<!\w)\S")
_MOST_AT_A_WORD = 4  # events of one type that one word can open


class _Head(msgspec.Struct):
    id: str
    doc_id: str
    passage: tuple[int, int]


_HEAD = msgspec.json.Decoder(_Head)


class _Opening(msgspec.Struct):
    id: str
    doc_id: str
    report: Head


class _Known(msgspec.Struct):
    report: Report
    outcome: Outcome
    anchors: list[tuple[int, int]] | None = None


class SameTexts:
    """What the texts met last were coded as. Only for events as JSON lines."""

    def __init__(self, pack: Pack):
        self._outlets = pack.outlets
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    def key(self, report: Report) -> bytes:
        """A digest of all that the coder looks at."""
        entry = self._outlets.get(fold(report.outlet)) if report.outlet else None
        seen = msgspec.structs.replace(
            report, doc_id="", url=None, sha256=None, reader=None, outlet=None if entry is None else entry.id
        )
        return hashlib.blake2b(to_json(seen), digest_size=16).digest()

    def find(self, key: bytes, report: Report) -> Outcome | None:
        """The outcome of a report whose text was met before, or None."""
        known = self._known.get(key)
        if known is None:
            return None
        self._known.move_to_end(key)
        lines = known.outcome.bodies[0].splitlines()
        if known.anchors is None:
            known.anchors = [a for line in lines if (a := _anchor(_HEAD.decode(line), report.text)) is not None]
        if len(known.anchors) < len(lines):
            return None
        body = b"".join(
            _renamed(line, known.report, report, anchor) + b"\n"
            for line, anchor in zip(lines, known.anchors, strict=True)
        )
        return Outcome(events=known.outcome.events, bodies=(body,))

    def keep(self, key: bytes, report: Report, outcome: Outcome) -> None:
        """Remember what a report was coded as."""
        if outcome.reject is None:
            self._known[key] = _Known(msgspec.structs.replace(report, text=""), outcome)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)


def _anchor(head: _Head, text: str) -> tuple[int, int] | None:
    """Where the word stands that opens the event, and its number there: what its id was made of, and proves."""
    start, end = head.passage
    for found in _WORD.finditer(text, start, end):
        for nth in range(_MOST_AT_A_WORD):
            if stable_id("e", head.doc_id, found.start(), nth) == head.id:
                return found.start(), nth
    return None


def _renamed(line: bytes, old: Report, new: Report, anchor: tuple[int, int]) -> bytes:
    return _opening(new, anchor) + line[len(_opening(old, anchor)) :]


def _opening(report: Report, anchor: tuple[int, int]) -> bytes:
    """An event's line as far as it tells of its report."""
    opening = _Opening(stable_id("e", report.doc_id, *anchor), report.doc_id, Head.of(report))
    return to_json(opening)[:-1]

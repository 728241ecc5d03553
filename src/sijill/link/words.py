"""Which reports are one text printed twice, and which words of a passage are rare enough to know an act by."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from sijill.link.source import LineFiles, PathLike, Where, fetch_report, scan_reports
from sijill.model import Report, Span
from sijill.near import repost_groups, sketch, words_of

RARE = 14


class ReportIndex:
    """The reports by id: when and by whom published, which text each repeats, and how rare a word is among them."""

    def __init__(self) -> None:
        self.published: dict[str, str] = {}
        self.outlet: dict[str, str] = {}
        self._where: dict[str, Where] = {}
        self._sketches: dict[str, tuple[int, ...]] = {}
        self._reports_with: Counter[str] = Counter()
        self._groups: dict[str, str] = {}
        self._files = LineFiles()
        self._last: Report | None = None

    def __enter__(self) -> ReportIndex:
        return self

    def __exit__(self, *error: object) -> None:
        self._files.__exit__(*error)

    def __contains__(self, doc_id: str) -> bool:
        return doc_id in self._where

    def read(self, paths: Sequence[PathLike]) -> None:
        """Read the reports once: their metadata, their sketches, the count of their words."""
        for report, where in scan_reports(paths, self._files):
            self._where[report.doc_id] = where
            if report.published:
                self.published[report.doc_id] = report.published
            if report.outlet:
                self.outlet[report.doc_id] = report.outlet
            words = words_of(report.text)
            self._reports_with.update(set(words))
            if marks := sketch(words):
                self._sketches[report.doc_id] = marks
        self._groups = repost_groups(self._sketches)

    def repost(self, doc_id: str) -> str | None:
        """The first id of the group of near-identical texts that this report belongs to, if it has companions."""
        return self._groups.get(doc_id)

    def source(self, doc_id: str) -> Source:
        """Who speaks in this report."""
        return Source(doc_id, self.outlet.get(doc_id), self.repost(doc_id))

    def rare_words(self, doc_id: str, spans: Iterable[Span]) -> list[str]:
        """The rarest words of the passages, rarest first; none where the text is not at hand."""
        where = self._where.get(doc_id)
        if where is None:
            return []
        if self._last is None or self._last.doc_id != doc_id:
            self._last = fetch_report(self._files, where)
        text = self._last.text
        words = {word for start, end in spans for word in words_of(text[start:end])}
        ceiling = rare_ceiling(len(self._where))
        rare = [word for word in words if self._reports_with[word] <= ceiling]
        return sorted(rare, key=lambda word: (self._reports_with[word], word))[:RARE]


def rare_ceiling(reports: int) -> int:
    """In how many of the reports a word may stand and be rare."""
    # An act is told by a handful of reports; in a large pile chance and namesakes add some.
    return max(4, math.isqrt(reports) // 8)


class Source(msgspec.Struct, frozen=True):
    """Who speaks in a report, for counting voices: its outlet and the text it repeats."""

    doc_id: str
    outlet: str | None
    repost: str | None


def independent(sources: Sequence[Source]) -> dict[str, int]:
    """Number the voices among reports: reposts of one text, and one outlet twice, are one voice.

    >>> independent([Source("r1", "A", None), Source("r2", "B", "r2"), Source("r3", "A", "r2")])
    {'r1': 0, 'r2': 0, 'r3': 0}
    """
    voice: dict[str, int] = {}
    names: list[set[tuple[str, str]]] = []
    for source in sorted(sources, key=lambda s: s.doc_id):
        keys = {("doc", source.doc_id)}
        keys |= {("outlet", source.outlet)} if source.outlet else set()
        keys |= {("repost", source.repost)} if source.repost else set()
        hits = [i for i, known in enumerate(names) if known & keys]
        merged = keys.union(*(names[i] for i in hits))
        names = [known for i, known in enumerate(names) if i not in hits] + [merged]
    for number, known in enumerate(sorted(names, key=min)):
        for kind, value in known:
            if kind == "doc":
                voice[value] = number
    return dict(sorted(voice.items()))

"""``link_events``: the whole way from files of events to a file of incidents, on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from sijill.errors import InputError, PackError
from sijill.link.choose import Choices
from sijill.link.cluster import Limits
from sijill.link.decide import Numbered, read_decisions, rule
from sijill.link.dossier import read_dossiers, subjects_of
from sijill.link.features import Row, load_tables, row_of
from sijill.link.history import read_previous
from sijill.link.plan import Compared, Grouped, carry_out, group_events, members_of, plans
from sijill.link.retell import retold
from sijill.link.source import LineFiles, PathLike, Rejected, Where, fetch_event, scan_events, write_lines
from sijill.link.table import write_rows
from sijill.link.weigh import connect, load_members, load_rows, require, score_pairs, train
from sijill.link.weights import Model, read_model, read_settings
from sijill.link.words import ReportIndex
from sijill.model import Decision, Event, Incident


class LinkOptions(msgspec.Struct, frozen=True):
    """How to link.

    Attributes:
        settings: trained settings of Splink as JSON; without, those of the pack.
        limits: thresholds; without, those of the pack.
        memory_mb, threads: what DuckDB may take; they change no result.
        dossiers: which reports somebody collected about one incident: report id → name of the dossier, or a file of
            two columns set apart by a tab. Each dossier is the ``subject_of`` one incident.
    """

    settings: Path | None = None
    limits: Limits | None = None
    memory_mb: int = 2500
    threads: int = 2
    dossiers: Path | dict[str, str] | None = None


class LinkSummary(msgspec.Struct, frozen=True):
    """What a link run did; ``read`` is ``linked`` + ``repeated`` + the number of ``rejected``.

    Attributes:
        repeated: events that came in twice, word for word; they count once.
        joined: incidents of two and more events.
        merged, split: ids of earlier incidents that were merged into another, or split.
        overruled: decisions that a later one contradicts.
        rejected: rows that are no events, with the reason.
    """

    read: int
    linked: int
    repeated: int
    incidents: int
    joined: int
    pairs: int
    conflicts: int
    decisions: int
    merged: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def read_limits() -> Limits:
    """The thresholds of the pack ``link``."""
    source = resources.files("sijill") / "packs" / "link" / "limits.json"
    try:
        return msgspec.json.decode(source.read_bytes(), type=Limits)
    except msgspec.DecodeError as error:
        raise PackError(f"not the limits of linking: {error}", file=str(source)) from error


def link_events(
    events: Sequence[PathLike],
    out: PathLike,
    *,
    reports: Sequence[PathLike] = (),
    decisions: PathLike | Sequence[Decision] | None = None,
    previous: PathLike | None = None,
    options: LinkOptions | None = None,
) -> LinkSummary:
    """Link the events of many reports into incidents and write them as JSON lines.

    Args:
        events: files of events, ``.jsonl`` or ``.parquet``, sijill's own or coded by hand.
        out: where the incidents go; rows that are no events go to ``<out>.rejects.jsonl``.
        reports: the texts as ``.jsonl``: their days, outlets, reposts and rare words help.
        decisions: a file of decisions as JSON lines, or decisions in the order in which they were taken.
        previous: the incidents of an earlier run, whose ids stand.
        options: settings and limits other than the pack's, and dossiers.

    Raises:
        UsageError: a file is missing, or the extra ``link`` is not installed.
        InputError: a report or decision cannot be read, a decision names what is not there, or two events share an id.
    """
    require()
    with TemporaryDirectory(prefix="sijill-link-") as work, LineFiles() as files, ReportIndex() as index:
        index.read(reports)
        run = _Run(options or LinkOptions(), Path(work), files, index)
        return run.link(events, Path(out), read_decisions(decisions), read_previous(previous))


def train_weights(
    events: Sequence[PathLike], *, reports: Sequence[PathLike] = (), seed: int = 1, options: LinkOptions | None = None
) -> dict[str, Any]:
    """Learn the weights from unlabelled events: settings of Splink, to be kept as JSON and given to ``LinkOptions``."""
    require()
    with TemporaryDirectory(prefix="sijill-link-") as work, LineFiles() as files, ReportIndex() as index:
        index.read(reports)
        return _Run(options or LinkOptions(), Path(work), files, index).train(events, seed)


def write_rejects(out: Path, rejected: Sequence[Rejected]) -> None:
    """Write the rows that are no events beside the incidents; no file where there are none."""
    rejects = out.with_name(out.name + ".rejects.jsonl")
    rejects.unlink(missing_ok=True)
    if rejected:
        write_lines(rejects, iter(rejected))


def summarize(
    grouped: Grouped, *, linked: int, repeated: int, conflicts: int, decisions: int, rejected: Sequence[Rejected]
) -> LinkSummary:
    """The account of a run: what its groups tell, and what was counted on the way."""
    return LinkSummary(
        read=linked + repeated + len(rejected), linked=linked, repeated=repeated, incidents=len(grouped.named),
        joined=sum(len(group) > 1 for group in grouped.clusters.groups), pairs=len(grouped.pairs.left),
        conflicts=conflicts, decisions=decisions, merged=grouped.merged, split=grouped.split,
        overruled=grouped.ruled.overruled, rejected=tuple(rejected),
    )  # fmt: skip


class _Run:
    """One link run: what its steps share."""

    def __init__(self, options: LinkOptions, work: Path, files: LineFiles, index: ReportIndex):
        self._dossiers = read_dossiers(options.dossiers)
        self._options, self._work, self._files, self._index = options, work, files, index
        self._tables = load_tables()
        self._limits = options.limits or read_limits()
        self._rejected: list[Rejected] = []
        self._where: dict[str, Where] = {}
        self._repeated = self._conflicts = 0
        self._names: list[str] = []

    @cached_property
    def _model(self) -> Model:
        return read_model(self._options.settings)

    def link(
        self, paths: Sequence[PathLike], out: Path, decisions: Sequence[Numbered], previous: Mapping[str, Sequence[str]]
    ) -> LinkSummary:
        rows = self._work / "rows.parquet"
        count = write_rows(self._rows(paths), rows)
        self._names = sorted(self._where)
        choices = Choices(decisions, self._where)
        ruled = rule(decisions, {event: number for number, event in enumerate(self._names)}, previous)
        compared = self._compare(rows)
        pairs, told = compared.pairs.inside(compared.members.doc), self._event
        again = retold(((a, b, told(a), told(b)) for a, b in pairs), self._tables)
        grouped = group_events(compared, ruled, again, previous, self._limits)
        write_lines(out, self._incidents(grouped, choices))
        write_rejects(out, self._rejected)
        return summarize(
            grouped, repeated=self._repeated, conflicts=self._conflicts, decisions=len(decisions),
            rejected=self._rejected, linked=count,
        )  # fmt: skip

    def train(self, paths: Sequence[PathLike], seed: int) -> dict[str, Any]:
        rows = self._work / "rows.parquet"
        write_rows(self._rows(paths), rows)
        con = connect(self._work, self._options.memory_mb, self._options.threads)
        try:
            load_rows(con, rows)
            return train(con, read_settings(self._options.settings), seed=seed)
        finally:
            con.close()

    def _rows(self, paths: Sequence[PathLike]) -> Iterator[Row]:
        """The row of every event, each id once."""
        index = self._index
        for event, where in scan_events(paths, self._files, self._work, self._rejected):
            if (before := self._where.get(event.id)) is not None:
                if fetch_event(self._files, before) != event:
                    raise InputError(
                        f"two events that differ share the id {event.id}", hint="give every event its own id"
                    )
                self._repeated += 1
                continue
            self._where[event.id] = where
            rare = index.rare_words(event.doc_id, (event.passage, *event.also))
            yield row_of(
                event, self._tables, rare, repost=index.repost(event.doc_id),
                published=index.published.get(event.doc_id), dossier=self._dossiers.get(event.doc_id),
            )  # fmt: skip

    def _compare(self, rows: Path) -> Compared:
        """The weighted pairs, and what the constraints must know, by number of event."""
        con = connect(self._work, self._options.memory_mb, self._options.threads)
        try:
            load_rows(con, rows)
            table = load_members(con)
            pairs = score_pairs(con, self._model, self._limits, table["dossier"])
        finally:
            con.close()
        return Compared(self._names, pairs, members_of(table))

    def _event(self, number: int) -> Event:
        return fetch_event(self._files, self._where[self._names[number]])

    def _incidents(self, grouped: Grouped, choices: Choices) -> Iterator[Incident]:
        """The incidents, in the order of their first events."""
        index, home = self._index, grouped.home
        every = range(len(self._names)) if self._dossiers else ()
        told = ((int(home[n]), event) for n in every if (event := self._event(n)).doc_id in self._dossiers)
        subject_of = subjects_of(self._dossiers, told)
        settled = plans(grouped, self._model, choices, subject_of)
        for group, plan in zip(grouped.clusters.groups, settled, strict=True):
            events = [self._event(number) for number in group]
            incident = carry_out(plan, events, index.source, index.published.get, self._tables)
            self._conflicts += len(incident.open_conflicts)
            yield incident

"""``link_events``: the whole way from files of events to a file of incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from sijill.errors import InputError, PackError
from sijill.link.choose import Choices, choose
from sijill.link.cluster import MILLI, Clusters, Edges, Joint, Limits, Members, Rules, cluster
from sijill.link.decide import Numbered, Ruled, read_decisions, rule
from sijill.link.dossier import Subjects, openings, read_dossiers
from sijill.link.features import PROVINCE, RANGE, Row, load_tables, row_of
from sijill.link.history import Named, name_incidents, read_previous
from sijill.link.merge import Telling, merge, tellings_of
from sijill.link.retell import heads, retells
from sijill.link.source import LineFiles, PathLike, Rejected, Where, fetch_event, scan_events, write_lines
from sijill.link.weigh import (
    Model,
    Pairs,
    connect,
    load_rows,
    read_model,
    read_settings,
    require,
    score_pairs,
    train,
    write_rows,
)
from sijill.link.words import ReportIndex, Source
from sijill.model import Decision, Event, Incident, Join

_WIDE = 3


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
        pairs, members = self._compare(rows)
        rules = Rules(frozenset(ruled.same), frozenset(ruled.apart), self._retold(pairs, members))
        clusters = cluster(count, Edges(pairs.left, pairs.right, pairs.weight), members, rules, self._limits)
        named = name_incidents([[self._names[n] for n in group] for group in clusters.groups], previous)
        written = write_lines(out, self._incidents(clusters, named, pairs, ruled, choices))
        rejects = out.with_name(out.name + ".rejects.jsonl")
        rejects.unlink(missing_ok=True)
        if self._rejected:
            write_lines(rejects, iter(self._rejected))
        was, kept = {old for name in named for old in name.was}, {name.id for name in named}
        return LinkSummary(
            read=count + self._repeated + len(self._rejected), linked=count, repeated=self._repeated, incidents=written,
            joined=sum(len(group) > 1 for group in clusters.groups), pairs=len(pairs.left), conflicts=self._conflicts,
            decisions=len(decisions), merged=tuple(sorted(was - kept)), split=tuple(sorted(was & kept)),
            overruled=ruled.overruled, rejected=tuple(self._rejected),
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

    def _compare(self, rows: Path) -> tuple[Pairs, Members]:
        """The weighted pairs, and what the constraints must know, by number of event."""
        con = connect(self._work, self._options.memory_mb, self._options.threads)
        try:
            load_rows(con, rows)
            table = con.execute(
                "select dense_rank() over (order by doc) as doc, coalesce(day0, 0) as first, "
                "coalesce(day1, 0) as last, "
                f"plev >= {PROVINCE} or dlev > {RANGE} or day1 - day0 > {_WIDE} as coarse, "
                "case when dossier is null then 0 else dense_rank() over (order by dossier) end as dossier "
                "from events order by uid"
            ).fetchnumpy()
            dossier = np.asarray(table["dossier"], dtype=np.int64)
            pairs = score_pairs(con, self._model, self._limits, dossier)
        finally:
            con.close()
        return pairs, Members(*(np.asarray(table[name], dtype=np.int64) for name in ("doc", "first", "last", "coarse")))

    def _retold(self, pairs: Pairs, members: Members) -> frozenset[tuple[int, int]]:
        """Pairs of one report of which one event is the other, told again."""
        inside = np.flatnonzero(members.doc[pairs.left] == members.doc[pairs.right])
        found = zip(pairs.left[inside].tolist(), pairs.right[inside].tolist(), strict=True)
        told = [(a, b, self._event(a), self._event(b)) for a, b in found]
        return frozenset((a, b) for a, b, one, other in told if retells(one, other) or heads(one, other, self._tables))

    def _event(self, number: int) -> Event:
        return fetch_event(self._files, self._where[self._names[number]])

    def _incidents(
        self, clusters: Clusters, named: Sequence[Named], pairs: Pairs, ruled: Ruled, choices: Choices
    ) -> Iterator[Incident]:
        """The incidents, in the order of their first events."""
        home = np.zeros(len(self._names), dtype=np.int64)
        for number, group in enumerate(clusters.groups):
            home[group] = number
        joints: dict[int, list[Joint]] = {}
        for joint in clusters.joints:
            joints.setdefault(int(home[joint.left]), []).append(joint)
        notes: dict[int, list[str]] = {}
        for refusal in clusters.refusals:
            for one, other in ((refusal.left, refusal.right), (refusal.right, refusal.left)):
                note = f"not joined with {named[home[other]].id}: {refusal.why}"
                notes.setdefault(int(home[one]), []).append(note)
        decided: dict[int, set[str]] = {}
        for rules in (ruled.same, ruled.apart):
            for (a, b), name in rules.items():
                decided.setdefault(int(home[a]), set()).add(name)
                decided.setdefault(int(home[b]), set()).add(name)
        subject_of = self._subjects(clusters)
        for number, group in enumerate(clusters.groups):
            joined = [self._join(j, pairs, ruled) for j in joints.get(number, ())]
            incident, tellings = self._incident(group, named[number], joined)
            told = (*incident.notes, *dict.fromkeys(notes.get(number, ())))
            incident = msgspec.structs.replace(
                incident, notes=told, decisions=tuple(sorted(decided.get(number, ()))),
                subject_of=subject_of.get(number, ()),
            )  # fmt: skip
            incident = choose(incident, tellings, choices.of(incident))
            self._conflicts += len(incident.open_conflicts)
            yield incident

    def _subjects(self, clusters: Clusters) -> dict[int, tuple[str, ...]]:
        """The dossiers that each group is the subject of."""
        every = range(len(self._names)) if self._dossiers else ()
        events = [e for n in every if (e := self._event(n)).doc_id in self._dossiers]
        subjects = Subjects(self._dossiers, events)
        if self._dossiers:
            opening = openings(events)
            for number, group in enumerate(clusters.groups):
                subjects.add(number, [self._event(n) for n in group], opening)
        return subjects.of_groups()

    def _incident(
        self, group: Sequence[int], named: Named, joined: Sequence[Join]
    ) -> tuple[Incident, Sequence[Telling]]:
        index, events = self._index, [self._event(number) for number in group]
        docs = sorted({event.doc_id for event in events})
        sources = [Source(doc, index.outlet.get(doc), index.repost(doc)) for doc in docs]
        tellings = tellings_of(events, sources, index.published.get)
        merged = merge(named.id, tellings, self._tables, tuple(joined))
        return msgspec.structs.replace(merged, was=named.was), tellings

    def _join(self, joint: Joint, pairs: Pairs, ruled: Ruled) -> Join:
        events = (self._names[joint.left], self._names[joint.right])
        because = pairs.because(joint.left, joint.right, self._model)
        decision = ruled.same.get((joint.left, joint.right)) if joint.decided else None
        return Join(events=events, bits=round(joint.weight / MILLI, 1), because=because, decision=decision)

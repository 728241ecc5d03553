"""What a person sees in the terminal: coded text in colour, tables of events, scores and differences, progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from rich.box import SIMPLE, SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from sijill.evaluate import RECORD, Difference, Score
from sijill.export import Totals
from sijill.export.flat import casualty_text, damage_text
from sijill.grammar import Chart, Fact
from sijill.model import Actor, Event, Report, Span
from sijill.read import Reject
from sijill.watch import Watch

if TYPE_CHECKING:
    from sijill.export.diff import Difference as FileDifference
    from sijill.link import Comparison

# Okabe and Ito's colours, which colour-blind people tell apart, as backgrounds that both light and dark terminals show.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a7a00", "#777777")
_ON = ("white", "white", "white", "black", "black", "black", "white", "white")
_ISOLATE, _POP = "\u2067", "\u2069"

_CHANGES = 500  # records of a comparison in a table; a page or JSON has all of them
_FIELDS = ("type", "date", "time", "part", "place", "initiator", "target", "weapon", "casualties", "damage", "claim")


def _arabic(words: str, console: Console) -> str:
    """Words for a cell between Latin ones: isolated, so that the terminal's own ordering stays inside them."""
    words = " ".join(words.split())
    return f"{_ISOLATE}{words}{_POP}" if console.is_terminal and words else words


# ---------------------------------------------------------------------- explain


def show_report(console: Console, report: Report, events: Sequence[Event], only: int | None = None) -> None:
    """The text with its events' words in colour, then each event field by field."""
    shown = [(n, e) for n, e in enumerate(events) if only is None or n + 1 == only]
    facts = [report.doc_id, report.outlet, report.country, report.published or "no day of publication"]
    console.print(Text(" · ".join(f for f in facts if f), style="bold"))
    console.print(_coloured(report.text, shown))
    console.print()
    for number, event in shown:
        console.print(_event_table(console, report, event, number))
    if not events:
        console.print("This report tells no event.")


def _coloured(text: str, events: Sequence[tuple[int, Event]]) -> Text:
    """Passages in their event's colour, the words that gave a value bold and underlined."""
    out = Text()
    passages = [(span, n) for n, e in events for span in (e.passage, *e.also)]
    words = [(b.span, n) for n, e in events for row in e.because.values() for b in row if b.span != e.passage]
    cuts = sorted({0, len(text), *(at for span, _ in (*passages, *words) for at in span if at <= len(text))})
    starts = {e.passage[0]: n for n, e in reversed(events)}
    for a, b in pairwise(cuts):
        if a in starts:
            out.append(f"[{starts[a] + 1}]", style=f"bold {_ON[starts[a] % 8]} on {_COLOURS[starts[a] % 8]}")
        word, passage = _first(words, a, b), _first(passages, a, b)
        owner = word if word is not None else passage
        style = "" if owner is None else f"{_COLOURS[owner % 8]}" + (" bold underline" if word is not None else "")
        out.append(text[a:b], style=style)
    return out


def _first(spans: Iterable[tuple[Span, int]], a: int, b: int) -> int | None:
    return min((n for (start, end), n in spans if start <= a and b <= end), default=None)


def _event_table(console: Console, report: Report, event: Event, number: int) -> Table:
    title = Text(f"[{number + 1}] {event.type}", style=f"bold {_COLOURS[number % 8]}")
    table = Table(title=title, title_justify="left", box=SIMPLE, show_edge=False, pad_edge=False, expand=False)
    for name in ("field", "value", "words", "rule"):
        table.add_column(name, style="dim" if name in ("field", "rule") else None, overflow="fold")
    values = values_of(event)
    for field in (*_FIELDS, *sorted({*event.because, *event.why_null} - set(_FIELDS))):
        reasons = event.because.get(field, ())
        value, why = values.get(field, ""), event.why_null.get(field)
        if not (value or why or reasons):
            continue
        words = "\n".join(dict.fromkeys(_arabic(report.text[slice(*b.span)], console) for b in reasons))
        if why and not value:
            table.add_row(field, Text(f"— {why}", style="italic dim"), words, "")
        else:
            rules = "\n".join(dict.fromkeys(b.rule for b in reasons))
            table.add_row(field, value + (f"\n({why})" if why else ""), words, rules)
    table.add_row("passage", f"{event.passage[0]}–{event.passage[1]}", *("", ""))
    return table


def values_of(event: Event) -> dict[str, str]:
    """Every field of an event as one readable value; empty where nothing is told."""
    place, claim = event.place, event.claim
    point = "" if place.lat is None else f" ({place.lat:.3f}, {place.lon:.3f}; precision {place.precision})"
    return {
        "type": event.type, "date": day_text(event), "time": event.time or "", "part": event.part or "",
        "place": (f"{place.aside} " if place.aside else "") + place_text(event) + point,
        "initiator": _sides(event.initiator), "target": _sides(event.target), "weapon": ", ".join(event.weapon),
        "casualties": "\n".join(map(casualty_text, event.casualties)),
        "damage": "\n".join(map(damage_text, event.damage)),
        "claim": claim.kind + (f": {claim.by}" if claim.by else ""),
    }  # fmt: skip


def day_text(event: Event) -> str:
    """``2024-01-31`` or ``2024-01-30 to 2024-01-31``."""
    start, end = event.date.start, event.date.end
    return (start or "") if end in (None, start) else f"{start or '…'} to {end}"


def place_text(event: Event) -> str:
    """The place from the finest name up."""
    place = event.place
    return ", ".join(dict.fromkeys(n for n in (place.name, place.admin2, place.admin1, place.country) if n))


def _sides(actors: Sequence[Actor]) -> str:
    return "\n".join(f"{a.group} ({a.class_})" for a in actors)


def show_facts(console: Console, chart: Chart) -> None:
    """Every fact that rules found, as its parse tree."""
    kinds: dict[str, list[Fact]] = {}
    for fact in chart.everything() if hasattr(chart, "everything") else _facts(chart):
        kinds.setdefault(fact.kind, []).append(fact)
    tree = Tree("facts")
    for kind in sorted(kinds):
        branch = tree.add(Text(kind, style="bold"))
        for fact in kinds[kind]:
            _grow(branch, fact, chart, console)
    console.print(tree)


def _facts(chart: Chart) -> Iterator[Fact]:
    for kind in chart.kinds():
        yield from chart.all(kind)


def _grow(branch: Tree, fact: Fact, chart: Chart, console: Console) -> None:
    label = Text(f"{fact.span[0]}–{fact.span[1]} ")
    label.append(_arabic(chart.doc.quote(fact.span), console), style="bold")
    label.append(f"  {fact.value}"[:200])
    label.append(f"  {fact.rule}", style="dim")
    below = branch.add(label)
    for part in fact.parts:
        _grow(below, part, chart, console)


# ---------------------------------------------------------------------- tables


def show_events(console: Console, events: Iterable[Event], *, limit: int | None = None) -> None:
    """Events as a table, a row each; day, place with its precision, sides, toll."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name, widest in (
        ("report", 18),
        ("day", 10),
        ("type", 24),
        ("place", 34),
        ("by", 22),
        ("against", 22),
        ("toll", 34),
    ):
        table.add_column(
            name,
            overflow="fold",
            max_width=widest,
            min_width=22 if name == "type" else None,
            no_wrap=name in ("report", "day"),
        )
    count = 0
    for count, event in enumerate(events, start=1):
        if limit is not None and count > limit:
            continue
        precision = "" if event.place.precision is None else f" [{event.place.precision}]"
        table.add_row(
            Text(event.doc_id), Text(day_text(event)), Text(event.type), Text(place_text(event) + precision),
            Text("\n".join(a.group for a in event.initiator)), Text("\n".join(a.group for a in event.target)),
            Text("\n".join(map(casualty_text, event.casualties))),
        )  # fmt: skip
    console.print(table)
    if limit is not None and count > limit:
        console.print(f"… and {count - limit:,} more")
    console.print(
        f"{count:,} events; [n] behind a place is its precision: 1 the place itself … 6 the country",
        style="dim",
        markup=False,
    )


def score_lines(reports: int, rows: Mapping[str, Score]) -> Iterator[str]:
    """The rows as the reference scorer prints them."""
    yield f"{reports} reports"
    for slot, row in rows.items():
        yield f"{slot:16} P {row.p:.3f}  R {row.r:.3f}  F1 {row.f1:.3f}  ({row.gold})"


def report_lines(by_report: Mapping[str, Mapping[str, Score]]) -> Iterator[str]:
    """One line a report, the weakest first."""

    def key(item: tuple[str, Mapping[str, Score]]) -> tuple[float, str]:
        return item[1][RECORD].f1, item[0]

    yield f"{'report':32} {'events':>6}  {'event F1':>8}  {'RECORD':>6}"
    for doc_id, rows in sorted(by_report.items(), key=key):
        event = rows["event"]
        yield f"{doc_id:32} {event.gold:6}  {event.f1:8.3f}  {rows[RECORD].f1:6.3f}"


def difference_lines(console: Console, differences: Sequence[Difference], texts: Mapping[str, str]) -> Iterator[str]:
    """Gold beside coded, grouped by slot, with the words of the passage."""
    slots: dict[str, list[Difference]] = {}
    for difference in differences:
        slots.setdefault(difference.slot, []).append(difference)
    for slot, row in sorted(slots.items(), key=lambda item: (-len(item[1]), item[0])):
        yield f"── {slot}: {len(row)} differ"
        for d in row:
            yield f"{d.doc_id} {d.passage[0]}–{d.passage[1]}"
            yield f"   gold   {_shown(d.gold)}"
            yield f"   coded  {_shown(d.coded)}"
            words = texts.get(d.doc_id, "")[slice(*d.passage)]
            if words:
                yield f"   words  {_arabic(words, console)}"


def _shown(values: Sequence[object]) -> str:
    return (
        " | ".join(
            str(v) if not isinstance(v, tuple) else " ".join("–" if x is None else str(x) for x in v) for v in values
        )
        or "—"
    )


def show_incident(console: Console, comparison: Comparison) -> None:
    """The tellings of an incident side by side, fields on which they differ marked."""
    table = Table(title=comparison.id, title_justify="left", box=SIMPLE, show_lines=True)
    for name in ("", "incident", *comparison.columns):
        table.add_column(name, overflow="fold")
    for row in comparison.rows:
        style = "bold" if row.differs else ""
        cells = [_arabic(t, console) if any("\u0600" <= c <= "\u06ff" for c in t) else t for t in row.tellings]
        table.add_row(("≠ " if row.differs else "") + row.field, row.incident, *cells, style=style)
    console.print(table)
    for line in (*comparison.joints, *comparison.notes):
        console.print(Text(line))


# ---------------------------------------------------------------------- progress


class Bar(Watch):
    """A watch that shows reports, events and the rate on a terminal."""

    def __init__(self, console: Console):
        super().__init__()
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
            console=console, transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("reading", total=None)
        self._next = 0.0

    def __call__(self, totals: Totals, reject: Reject | None) -> None:
        """Take note, and move the bar ten times a second."""
        super().__call__(totals, reject)
        if self.seconds >= self._next:
            self._next = self.seconds + 0.1
            rate = totals.read / max(self.seconds, 0.001)
            told = f"{totals.read:,} reports, {totals.events:,} events, {totals.rejected:,} rejected, {rate:,.0f}/s"
            self._progress.update(self._task, description=told)

    @contextmanager
    def shown(self) -> Iterator[Bar]:
        """Show it while the block runs."""
        with self._progress:
            yield self


def show_changes(console: Console, found: FileDifference) -> None:
    """What changed between two files as a table: a row a record, and below it a row a value; the first of many."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in ("", "record", "what", "before", "now"):
        table.add_column(name, overflow="fold")
    for entry in islice(found.entries(), _CHANGES):
        table.add_row(Text(entry.status), Text(entry.id), Text(entry.what), Text(""), Text(entry.reason))
        for change in entry.changes:
            table.add_row("", "", Text(change.field), Text(change.old or "—"), Text(change.new or "—"))
    console.print(table)
    more = found.counts.changed + found.counts.added + found.counts.withdrawn - _CHANGES
    if more > 0:
        console.print(f"and {more:,} more records; -o FILE.json or FILE.html tells all")

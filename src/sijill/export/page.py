"""One self-contained page: every report right to left, its events' words marked, a card an event, map, timeline.

Head, reports and foot are written one after the other, so a page of any length needs the memory of one report.
Everything that comes out of a source is escaped, and the page's own policy forbids any script or address but its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from html import escape
from pathlib import Path

from sijill.export.base import Format, Radius, Totals
from sijill.export.flat import range_text
from sijill.export.marks import Mark, pieces
from sijill.model import Actor, Event, Report

COLOURS = 8  # classes c0 … c7 of page.css
_HERE = Path(__file__).parent
_PRECISION = {
    1: "the place itself", 2: "near it, within about 25 km", 3: "somewhere in the district",
    4: "somewhere in the province", 5: "a stretch or an area", 6: "somewhere in the country", 7: "at sea or in the air",
}  # fmt: skip
_DATE_PRECISION = {2: "within a few days", 3: "within a week", 4: "within a month", 5: "within a longer time"}
_LABELS = {
    "date": "When", "place": "Where", "initiator": "By", "target": "Against", "weapon": "With", "casualties": "Toll",
    "damage": "Damage", "claim": "Says who",
}  # fmt: skip
_FIELDS = frozenset({"type", "time", "part", *_LABELS})


def _h(value: object) -> str:
    return escape(str(value), quote=True)


# ---------------------------------------------------------------------- the text with its marks


def _field(key: str) -> str:
    """The row of a card that a key of ``because`` belongs to (``casualties.0`` → ``casualties``)."""
    name = key.partition(".")[0]
    return {"time": "date", "part": "date"}.get(name, name)


def _marks(events: Sequence[Event]) -> Iterable[Mark]:
    for number, event in enumerate(events):
        yield Mark(event.passage, number, "passage")
        for span in event.also:
            yield Mark(span, number, "also")
        for key, reasons in event.because.items():
            for because in reasons:
                if because.span != event.passage:  # a mark that says nothing more
                    yield Mark(because.span, number, _field(key))


def marked_text(text: str, events: Sequence[Event]) -> str:
    """The text as HTML: cut wherever a mark begins or ends, each piece naming its events and fields."""
    return "".join(_piece(text[p.start : p.end], p.marks, p.begins) for p in pieces(len(text), _marks(events)))


def _piece(words: str, active: Sequence[tuple[int, str]], starts: Sequence[int]) -> str:
    if not active:
        return _h(words)
    fields = sorted({mark for mark in active if mark[1] not in ("passage", "also")})
    owner = fields[0][0] if fields else min(active)[0]
    kinds = {what for n, what in active if n == owner}
    classes = ["m", f"c{owner % COLOURS}"] + (["w"] if fields else []) + (["a"] if "passage" not in kinds else [])
    data = f' data-e="{" ".join(map(str, sorted({n for n, _ in active})))}"'
    if fields:
        data += f' data-f="{" ".join(f"{n}.{what}" for n, what in fields)}"'
    if starts:
        data += f' data-n="{"·".join(str(n + 1) for n in starts)}"'
    return f'<span class="{" ".join(classes)}"{data}>{_h(words)}</span>'


# ---------------------------------------------------------------------- the card


def _quote(words: str) -> str:
    return f'<bdi lang="ar" dir="rtl">{_h(" ".join(words.split()))}</bdi>'


def _words(report: Report, event: Event, field: str) -> str:
    """The evidence of a row: its words, each once, with the rules as a tooltip."""
    reasons = [b for key, row in event.because.items() if _field(key) == field for b in row]
    quotes = dict.fromkeys(report.text[slice(*b.span)] for b in reasons if b.span != event.passage)
    if not quotes:
        return ""
    rules = ", ".join(dict.fromkeys(b.rule for b in reasons))
    return f'<span class="q" dir="rtl" title="{_h(rules)}">{" ".join(map(_quote, list(quotes)[:6]))}</span>'


def _actors(actors: Sequence[Actor]) -> str:
    return "<br>".join(f"{_h(a.group)} <small>{_h(a.class_)}</small>" for a in actors)


def _when(event: Event) -> str:
    day = event.date
    if day.start is None and event.time is None and event.part is None:
        return ""
    parts = [] if day.start is None else [_day(day.start)]
    if day.end not in (None, day.start):
        parts = [f"{_day(day.start)} – {_day(day.end)}" if day.start else f"until {_day(day.end)}"]
    parts += [_h(x) for x in (event.time or event.part,) if x]
    note = _DATE_PRECISION.get(day.precision or 1, "")
    return ", ".join(parts) + (f" <small>{note}</small>" if note else "")


def _day(iso: str | None) -> str:
    try:
        day = date.fromisoformat(iso or "")
    except ValueError:
        return _h(iso)
    return f'<time datetime="{day.isoformat()}">{day.day} {day:%B} {day.year}</time>'


def _where(event: Event) -> str:
    place = event.place
    parts = list(dict.fromkeys(p for p in (place.name, place.admin2, place.admin1, place.country) if p))
    if not parts:
        return ""
    relation = f"{_h(place.aside)} " if place.aside else ""
    note = _PRECISION.get(place.precision or 0, "") if place.lat is not None else "not on the map"
    return f"{relation}{_h(', '.join(parts))} <small>{note}</small>"


def _toll(event: Event) -> str:
    return "<br>".join(
        f'<b class="num">{range_text(c.low, c.high)}</b> {_h(c.outcome)} <small>{_h(c.group)}</small>'
        for c in event.casualties
    )


def _values(event: Event) -> dict[str, str]:
    """The rows of a card, in order, as HTML; empty where nothing is told."""
    claim = event.claim
    return {
        "date": _when(event), "place": _where(event), "initiator": _actors(event.initiator),
        "target": _actors(event.target), "weapon": _h(", ".join(event.weapon)), "casualties": _toll(event),
        "damage": "<br>".join(
            f'{_h(d.object)} {_h(d.outcome)}' + ("" if d.count is None else f' <b class="num">{d.count}</b>')
            for d in event.damage
        ),
        "claim": (f"{_h(claim.by)} " if claim.by else "") + f"<small>{_h(claim.kind)}</small>",
    }  # fmt: skip


def _card(report: Report, event: Event, number: int, radius: Radius) -> str:
    rows = []
    for field, value in _values(event).items():
        why = next((w for key, w in event.why_null.items() if _field(key) == field and key == field), None)
        if value:
            shown = f'<span class="v">{value}</span>{_words(report, event, field)}'
        elif why:
            shown = f'<span class="v none">— <small>{_h(why)}</small></span>'
        else:
            continue
        rows.append(
            f'<div class="row" tabindex="0" data-f="{number}.{field}"><dt>{_LABELS[field]}</dt><dd>{shown}</dd></div>'
        )
    head = (
        f'<h3 data-f="{number}.type" tabindex="0"><b class="n">{number + 1}</b>{_h(event.type)}</h3>'
        f'<a class="id" href="#{_h(event.id)}" title="link to this event">{_h(event.id)}</a>'
    )
    return (
        f'<li class="card c{number % COLOURS}" id="{_h(event.id)}" data-e="{number}"{_data(event, radius)}>'
        f'<div class="top">{head}</div><dl>{"".join(rows)}</dl></li>'
    )


def _data(event: Event, radius: Radius) -> str:
    place, day = event.place, event.date
    data: dict[str, object] = {"type": event.type, "country": place.country or ""}
    if day.start:
        data["day"] = day.start
    if place.lat is not None and place.lon is not None:
        precision = place.precision or 6
        data |= {"lat": round(place.lat, 4), "lon": round(place.lon, 4), "prec": precision}
        data |= {"km": round(radius(precision, place.id), 1), "place": place.name or place.admin2 or place.admin1 or ""}
    return "".join(f' data-{key}="{_h(value)}"' for key, value in data.items())


# ---------------------------------------------------------------------- the page


def render(report: Report, events: Sequence[Event], radius: Radius) -> bytes:
    """A report as an article of the page."""
    facts = [_h(x) for x in (report.outlet, report.country) if x]
    facts += [_day(report.published)] if report.published else ["no day of publication"]
    count = f"{len(events)} event{'' if len(events) == 1 else 's'}" if events else "no event"
    title = f'<p class="title" lang="ar" dir="rtl">{_h(report.title)}</p>' if report.title else ""
    cards = "".join(_card(report, event, n, radius) for n, event in enumerate(events))
    return (
        f'<article class="report"><header><h2><bdi>{_h(report.doc_id)}</bdi></h2>'
        f'<p class="facts">{" · ".join(facts)} · <b>{count}</b></p></header>{title}<div class="pair">'
        f'<div class="text" lang="ar" dir="rtl">{marked_text(report.text, events)}</div>'
        f'<ol class="cards">{cards or "<li class=none>This report tells no event.</li>"}</ol></div></article>\n'
    ).encode()


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _sha(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def _head() -> bytes:
    style = _asset("assets/palette.css") + _asset("templates/page.css")
    policy = (
        f"default-src 'none'; style-src {_sha(style)}; script-src {_sha(_asset('templates/page.js'))}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _asset("templates/head.html").replace("{{policy}}", policy).replace("{{style}}", style)
    return page.encode()


def _foot(totals: Totals) -> bytes:
    counts = f"{totals.coded:,} reports coded, {totals.events:,} events"
    if totals.rejected:
        counts += f", {totals.rejected:,} reports could not be read"
    page = _asset("templates/foot.html").replace("{{counts}}", _h(counts))
    return (
        page.replace("{{map}}", _asset("assets/map.json")).replace("{{script}}", _asset("templates/page.js")).encode()
    )


PAGE = Format(name="html", endings=(".html", ".htm"), head=_head, render=render, between=b"", foot=_foot)

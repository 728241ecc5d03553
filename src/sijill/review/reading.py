"""What the report page shows: the text in pieces, and a card an event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from sijill.export.marks import Mark, Piece, pieces
from sijill.model import Event, field_json
from sijill.register import EventRecord, Row, differing
from sijill.review.i18n import Words
from sijill.review.shown import ROWS, Item, as_line, items, row_of

COLOURS = 8  # classes c0 … c7 of the palette


class Stretch(msgspec.Struct, frozen=True):
    """A piece of the text for the page: its words and what the markup says of them."""

    start: int
    words: str
    classes: str = ""
    events: str = ""
    fields: str = ""
    badge: str = ""


class CardRow(msgspec.Struct, frozen=True):
    """A row of a card.

    Attributes:
        items: the values; empty where nothing is told, then ``why`` says why.
        json: the value for the editor.
        words: what it was read from; ``rules`` are the names of the rules that read it.
        edited: a person set it; ``coded`` is then what the coder had made of it.
        latest: what a later run makes of it, where that differs.
    """

    field: str
    items: list[Item]
    json: str
    why: str
    words: tuple[str, ...]
    rules: str
    edited: bool
    coded: str | None = None
    latest: str | None = None


class Card(msgspec.Struct, frozen=True):
    """An event beside its text; ``undo`` is the decision of this person that can be taken back."""

    index: int
    row: Row
    event: Event
    rows: list[CardRow]
    undo: str | None
    has_latest: bool
    elsewhere: bool


def stretches(text: str, events: Sequence[tuple[int, Event, bool]]) -> Iterator[Stretch]:
    """The whole text, cut at every mark.

    Args:
        text: the report's.
        events: number of the card, the event, and whether it stands (a rejected one is marked otherwise).
    """
    off = {number for number, _, stands in events if not stands}
    for piece in pieces(len(text), _marks(events)):
        yield _stretch(text, piece, off)


def _marks(events: Sequence[tuple[int, Event, bool]]) -> Iterator[Mark]:
    for number, event, _ in events:
        yield Mark(event.passage, number, "passage")
        for span in event.also:
            yield Mark(span, number, "also")
        for key, reasons in event.because.items():
            for because in reasons:
                if because.span != event.passage:  # a mark that says nothing more
                    yield Mark(because.span, number, row_of(key))


def _stretch(text: str, piece: Piece, off: set[int]) -> Stretch:
    words = text[piece.start : piece.end]
    if not piece.marks:
        return Stretch(piece.start, words)
    fields = sorted({mark for mark in piece.marks if mark[1] not in {"passage", "also"}})
    owner = fields[0][0] if fields else min(piece.marks)[0]
    kinds = {what for number, what in piece.marks if number == owner}
    classes = ["m", f"c{owner % COLOURS}"]
    classes += [name for name, holds in (("w", fields), ("a", "passage" not in kinds), ("off", owner in off)) if holds]
    return Stretch(
        piece.start, words, " ".join(classes), " ".join(map(str, sorted({number for number, _ in piece.marks}))),
        " ".join(f"{number}.{what}" for number, what in fields), "·".join(str(number + 1) for number in piece.begins),
    )  # fmt: skip


def card(t: Words, record: EventRecord, text: str | None, *, index: int, undo: str | None) -> Card:
    """The card of an event; ``text`` is None where its words belong to another text than the one shown."""
    changed = set(map(row_of, differing(record.event, record.latest))) if record.latest is not None else set()
    edited = set(map(row_of, record.edited))
    rows = [
        _card_row(t, record, name, text, edited=name in edited, changed=name in changed) for name in ROWS
    ]  # fmt: skip
    return Card(
        index=index, row=record.row, event=record.event, rows=rows, undo=undo, has_latest=record.latest is not None,
        elsewhere=text is None,
    )  # fmt: skip


def _card_row(t: Words, record: EventRecord, name: str, text: str | None, *, edited: bool, changed: bool) -> CardRow:
    event = record.event
    reasons = [b for key, row in event.because.items() if row_of(key) == name for b in row]
    found = [] if text is None else [" ".join(text[slice(*b.span)].split()) for b in reasons if b.span != event.passage]
    why = next((w for key, w in event.why_null.items() if key == name), "")
    return CardRow(
        field=name, items=items(t, event, name), json=field_json(event, name), why=t.reason(why) if why else "",
        words=tuple(dict.fromkeys(found))[:6], rules=", ".join(dict.fromkeys(b.rule for b in reasons)), edited=edited,
        coded=as_line(items(t, record.coded, name)) if edited and record.coded is not None else None,
        latest=as_line(items(t, record.latest, name)) if changed and record.latest is not None else None,
    )  # fmt: skip


def paper(words: str) -> str:
    """Words as a page can hold them, code point for code point: what no page can show becomes U+FFFD."""
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in words)

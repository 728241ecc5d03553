"""Channels as Telegram's desktop program exports them in JSON: a report a message with a text."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sijill.read.kinds import HEAD, is_telegram
from sijill.read.records import Document, Meta, Read, Reject

VERSION = "1"  # goes up when the same bytes would be read otherwise


class _Piece(msgspec.Struct):
    text: str = ""


class _Message(msgspec.Struct):
    id: int
    type: str = "message"
    date: str | None = None
    text: str | list[str | _Piece] = ""


class _Chat(msgspec.Struct):
    messages: list[msgspec.Raw] = []
    name: str | None = None
    id: int = 0


class _Chats(msgspec.Struct):
    every: list[_Chat] = msgspec.field(name="list", default_factory=list)


class _Export(_Chat):
    chats: _Chats = msgspec.field(default_factory=_Chats)


_EXPORT, _MESSAGE = msgspec.json.Decoder(_Export), msgspec.json.Decoder(_Message)


def read(document: Document) -> Iterator[Read | Reject]:
    """The messages of a channel, or of every channel in the export; those without words are passed over."""
    if not is_telegram(document.data[:HEAD]):
        yield document.reject("JSON, but no export of Telegram", "reports go as one object a line, in a .jsonl")
        return
    try:
        export = _EXPORT.decode(document.data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield document.reject(f"no export of Telegram: {error}", "export it again as machine-readable JSON")
        return
    for chat in (export, *export.chats.every):
        part = "" if chat is export else f"{chat.id}/"
        for raw in chat.messages:
            yield from _read_message(document, chat, part, raw)


def _read_message(document: Document, chat: _Chat, part: str, raw: msgspec.Raw) -> Iterator[Read | Reject]:
    try:
        message = _MESSAGE.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield document.reject(f"a message that cannot be read: {error}", "export it again as machine-readable JSON")
        return
    pieces = [message.text] if isinstance(message.text, str) else message.text
    text = "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
    if message.type == "message" and any(c.isalpha() for c in text):
        meta = Meta(published=(message.date or "")[:10] or None, outlet=chat.name)
        yield document.read(text, meta, reader=f"telegram/{VERSION}", part=f"{part}{message.id}")

"""Plain text: one file, one report, exactly as it is stored; a chat of WhatsApp: a report a message."""

from __future__ import annotations

from collections.abc import Iterator

from sijill.errors import InputError
from sijill.read import whatsapp
from sijill.read.encoding import decode
from sijill.read.records import READER, Document, Meta, Read, Reject


def read(document: Document) -> Iterator[Read | Reject]:
    """The report that a text file is."""
    try:
        text, encoding = decode(document.data)
    except InputError as error:
        yield document.reject(error.message, error.hint, error.line)
        return
    if whatsapp.is_chat(text):
        yield from whatsapp.read(document, text)
        return
    yield document.read(text, Meta(), reader=f"text/{READER}" + ("" if encoding == "utf-8" else f" {encoding}"))

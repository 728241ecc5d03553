"""The note of a record: plain sentences composed from it, in English or Arabic."""

from __future__ import annotations

from typing import Literal

from sijill.export.notes import arabic, english
from sijill.export.record import Record

Language = Literal["en", "ar"]
LANGUAGES: tuple[Language, ...] = ("en", "ar")


def note(record: Record, language: Language = "en") -> str:
    """The note of a record."""
    return arabic.note(record) if language == "ar" else english.note(record)

"""Chats as WhatsApp exports them (``WhatsApp Chat with ….txt``, ``_chat.txt``): a report a message.

How a line begins depends on the telephone: ``[12/03/2024, 14:05:33] Name: …``, ``١٢/٣/٢٠٢٤، ٢:٠٥ م - Name: …``,
``3/12/24, 2:05 PM - Name: …``. Which of two numbers is the day is told by the whole file, or not at all.

Those who write are private persons: their names stay out, unless ``--map outlet=author`` asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sijill.read.records import Document, Meta, Read, Reject

VERSION = "1"  # goes up when the same bytes would be read otherwise

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_HEAD = re.compile(
    rf"[{_MARKS}]*(?P<open>\[)?[{_MARKS}]*(\d{{1,4}})[{_MARKS}]*[/.\-][{_MARKS}]*(\d{{1,2}})[{_MARKS}]*[/.\-]"
    rf"[{_MARKS}]*(\d{{1,4}})[,،]?\s+\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:\s?[^\W\d_](?:\.?\s?[^\W\d_]){{0,2}}\.?)?"
    rf"[{_MARKS}]*(?(open)\]|\s[-–])\s"
)
_AUTHOR = re.compile(rf"[{_MARKS}\s~]*([^:\n]{{1,100}}?)[{_MARKS}]*:(?:\s|$)")
_NAMED = re.compile(r"(?:WhatsApp Chat (?:with|-)|(?:محادثة|دردشة) واتساب (?:مع|-))\s*(?P<name>.+)", re.IGNORECASE)
#: What stands for a picture, or for a message that was taken back.
_NOTHING = re.compile(
    r"<[^<>\n]{1,80}>|(?:image|video|audio|sticker|GIF|document|Contact card) omitted|.{1,200} \(file attached\)"
    r"|(?:This message was|You) deleted(?: this message)?\.?"
    r"|(?:تم حذف هذه الرسالة|(?:لقد )?حذفت(?: أنت)? هذه الرسالة)\.?"
    r"|(?:Messages and calls are|الرسائل والمكالمات).{1,300}|تم استبعاد \w+|\S{1,200} \((?:الملف مرفق|ملف مرفق)\)"
)
_LOOKED_AT, _ENOUGH = 40, 0.5  # lines of a file, and how many of them begin a message where it is a chat
_PERSONS = 2  # that a talk has; a group has more
_WITHIN = range(2009, 2101)  # years: there was no WhatsApp before


class _Message(NamedTuple):
    numbers: tuple[int, int, int]
    author: str | None
    lines: list[str]
    line: int


def is_chat(text: str) -> bool:
    """Whether a text begins as an export does: a message in its first line, and in many of those that follow."""
    lines = [line for line in text[: _LOOKED_AT * 400].split("\n")[:_LOOKED_AT] if line.strip()]
    if not lines or _HEAD.match(lines[0].translate(_DIGITS)) is None:
        return False
    heads = sum(_HEAD.match(line.translate(_DIGITS)) is not None for line in lines)
    return heads >= _ENOUGH * len(lines) or heads >= 3


def read(document: Document, text: str) -> Iterator[Read | Reject]:
    """The messages of a chat; the program's own notes, and what stands for pictures, are passed over."""
    messages = list(_messages(text))
    order = _order([m.numbers for m in messages])
    authors = {m.author for m in messages if m.author}
    named = "author" in document.columns.get("outlet", ())
    outlet = _group(document.doc_id) if len(authors) > _PERSONS else None
    for message in messages:
        body = "\n".join(message.lines).strip()
        body = re.sub(f"[{_MARKS}]", "", body) if _NOTHING.fullmatch(re.sub(f"[{_MARKS}]", "", body)) else body
        if message.author is None or _NOTHING.fullmatch(body) or not any(c.isalpha() for c in body):
            continue
        meta = Meta(published=_day(message.numbers, order), outlet=message.author if named else outlet)
        part = str(message.line)
        yield document.read(body, meta, reader=f"whatsapp/{VERSION}", part=part, line=message.line)


def _messages(text: str) -> Iterator[_Message]:
    held: _Message | None = None
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        found = _HEAD.match(line[:200].translate(_DIGITS))  # each digit stays one sign
        if found is None:
            if held is not None:
                held.lines.append(line)
            continue
        if held is not None:
            yield held
        rest = line[found.end() :]
        author = _AUTHOR.match(rest)
        numbers = (int(found[2]), int(found[3]), int(found[4]))
        said = rest if author is None else rest[author.end() :]
        held = _Message(numbers, None if author is None else author[1].strip(), [said], number)
    if held is not None:
        yield held


def _order(every: list[tuple[int, int, int]]) -> str | None:
    """How this telephone writes a day: ``ymd``, ``dmy`` or ``mdy``; None where both of the latter would do."""
    if all(first > 31 for first, _, _ in every):
        return "ymd"
    able = [o for o in ("dmy", "mdy") if all(_as_day(numbers, o) for numbers in every)]
    if len(able) > 1:
        able = [o for o in able if all(a <= b for a, b in pairwise(_as_day(n, o) or date.min for n in every))] or able
    return able[0] if len(able) == 1 else None


def _day(numbers: tuple[int, int, int], order: str | None) -> str | None:
    """The day as ISO; None where it could be two."""
    days = {_as_day(numbers, o) for o in ((order,) if order else ("dmy", "mdy"))}
    day = days.pop() if len(days) == 1 else None
    return None if day is None else day.isoformat()


def _as_day(numbers: tuple[int, int, int], order: str) -> date | None:
    of = dict(zip(order, numbers, strict=True))
    year = of["y"] + 2000 if of["y"] < 100 else of["y"]
    try:
        return date(year, of["m"], of["d"]) if year in _WITHIN else None
    except ValueError:
        return None


def _group(doc_id: str) -> str | None:
    """The name of the group, where the file bears it."""
    found = _NAMED.fullmatch(doc_id.rsplit("/", 1)[-1])
    return None if found is None else found["name"].strip()

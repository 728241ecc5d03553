"""Rich text (RTF): the words of the body, in the tables of letters that its fonts state; nothing of its apparatus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sijill.read.page_text import stamped_day
from sijill.read.records import Document, Meta, Read, Reject

VERSION = "1"  # goes up when the same bytes would be read otherwise

_DEPTH = 1_000  # groups inside one another
_TOKEN = re.compile(
    r"\\(?:(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|'(?P<hex>[0-9a-fA-F]{2})|(?P<sign>[^a-z]))"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_APPARATUS = frozenset({
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer",
    "footerl", "footerr", "footerf", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "xmlnstbl",
    "themedata", "colorschememapping", "datastore", "latentstyles", "filetbl", "annotation", "atnid", "atnauthor",
    "fldinst", "nonshppict", "bkmkstart", "bkmkend", "pntext", "mmathPr", "shpinst", "deleted",
})  # fmt: skip
_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": "\t", "cell": " | ", "nestcell": " | ",
    "nestrow": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f", "emspace": " ",
    "enspace": " ", "qmspace": " ",
}  # fmt: skip
_ESCAPED = {"~": "\u00a0", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n"}
_CHARSETS = {0: 0, 1: 0, 2: 0, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 179: 1256, 180: 1256, 186: 1257,
             204: 1251, 222: 874, 238: 1250}  # fmt: skip


class _State(NamedTuple):
    r"""What holds inside a group.

    Attributes:
        place: ``body``, ``fonts``, ``title``, or ``off`` where nothing is text.
        table: number of the Windows table of letters; 0 is the document's.
        fallback: signs that follow an ``\u`` for programs that do not know it.
    """

    place: str = "body"
    table: int = 0
    fallback: int = 1


def read(document: Document) -> Iterator[Read | Reject]:
    """The report that a rich text holds."""
    parser = _Parser(document.data.decode("latin-1"))
    parser.run()
    lines = [" | ".join(c.strip() for c in line.split(" | ") if c.strip()) for line in parser.text("body").split("\n")]
    lines = [line.strip() for line in lines if line.strip()]
    meta = Meta(title=parser.text("title").strip() or None, published=stamped_day(lines))
    yield document.read("\n".join(lines), meta, reader=f"rtf/{VERSION}")


class _Parser:
    def __init__(self, source: str):
        self._source = source
        self._state, self._stack = _State(), list[_State]()
        self._out: dict[str, list[str]] = {"body": [], "title": []}
        self._bytes = bytearray()  # letters of a table that await their decoding
        self._table, self._fonts, self._font, self._skip = 1252, dict[int, int](), 0, 0

    def text(self, place: str) -> str:
        """What was found of the body or the title; halves of signs beyond 16 bits put together."""
        found = "".join(self._out[place])
        return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def run(self) -> None:
        at = 0
        while (token := _TOKEN.search(self._source, at)) is not None:
            at = token.end()
            if token["hex"] is not None:
                self._byte(int(token["hex"], 16))
                continue
            if token["text"] is not None:
                self._plain(token["text"])
                continue
            self._flush()
            if token["brace"] is not None:
                self._brace(token["brace"])
            elif token["word"] is not None:
                number = None if token["number"] is None else int(token["number"])
                if token["word"] == "bin":
                    at += max(0, number or 0)
                else:
                    self._word(token["word"], number)
            elif token["sign"] == "*":
                self._state = self._state._replace(place="off")
            else:
                self._add(_ESCAPED.get(token["sign"], ""))
        self._flush()

    def _brace(self, brace: str) -> None:
        self._skip = 0
        if brace == "{":
            if len(self._stack) >= _DEPTH:
                raise RecursionError
            self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        if word == "u" and number is not None:
            self._add(chr(number & 0xFFFF))
            self._skip = state.fallback
        elif word == "uc":
            self._state = state._replace(fallback=max(0, number or 0))
        elif word == "ansicpg":
            self._table = number or 1252
        elif word == "f":
            self._font = number or 0
            self._state = state._replace(table=self._fonts.get(self._font, 0))
        elif word == "fcharset" and state.place == "fonts":
            self._fonts[self._font] = _CHARSETS.get(number or 0, 0)
        elif word == "plain":
            self._state = state._replace(table=0)
        elif word == "title" and state.place == "off":
            self._state = state._replace(place="title")
        elif word in {"deleted", "v"}:
            self._state = state._replace(place="body" if number == 0 else "off")
        elif word in _APPARATUS:
            self._state = state._replace(place="fonts" if word == "fonttbl" else "off")
        elif word in _SIGNS:
            self._add(_SIGNS[word])

    def _byte(self, byte: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(byte)

    def _plain(self, text: str) -> None:
        cut = min(self._skip, len(text))
        self._skip -= cut
        self._bytes += text[cut:].encode("latin-1")

    def _flush(self) -> None:
        if self._bytes:
            table = f"cp{self._state.table or self._table}"
            try:
                text = self._bytes.decode(table, "replace")
            except LookupError:
                text = self._bytes.decode("cp1252", "replace")
            self._bytes.clear()
            self._add(text)

    def _add(self, text: str) -> None:
        if self._state.place in self._out:
            self._out[self._state.place].append(text)

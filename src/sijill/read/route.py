"""From a file to its reader: told by name and first bytes, bounded, and whatever goes wrong with it its own reject.

What plain text does not need is imported where the first file asks for it, so that the program starts fast.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec

from sijill.errors import InputError
from sijill.read import kinds, telegram, text
from sijill.read.budget import BombError, Budget
from sijill.read.columns import Columns
from sijill.read.entry import Entry
from sijill.read.jsonl import read_jsonl
from sijill.read.records import Document, Meta, Read, Reject
from sijill.read.workshop import Workshop

_META = msgspec.json.Decoder(Meta)
Item = Read | Reject
_CONVERT = "save it as .docx; LibreOffice does many at once: soffice --headless --convert-to docx *.doc"


class Router:
    """Reads files of every kind.

    Args:
        workshop: where the delicate ones are opened.
        columns: of tables.
    """

    def __init__(self, workshop: Workshop, columns: Columns):
        self._workshop, self._columns = workshop, dict(columns)
        self._budget: Budget | None = None

    def read(self, entry: Entry, size: int) -> Iterator[Item]:
        """The reports of a file on disk.

        Args:
            entry: the file.
            size: of it, in bytes.
        """
        self._budget = Budget(size)
        yield from self._read(entry)

    def _read(self, entry: Entry) -> Iterator[Item]:
        try:
            with entry.open() as stream:
                yield from self._route(entry, stream)
        except BombError:
            if entry.depth:
                raise  # to the archive that stands on disk: nothing more of it is unpacked
            yield _told(entry, "it unpacks to far more than its size: a bomb, it seems", "the rest of it is not read")
        except InputError as error:
            yield Reject(
                doc_id=entry.doc_id, file=error.file or entry.name, line=error.line, reason=error.message,
                hint=error.hint,
            )  # fmt: skip
        except OSError as error:
            yield _told(entry, f"cannot be read: {error.strerror or error}")
        except Exception as error:  # noqa: BLE001 - law 7: one bad file never stops a run
            why = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
            yield _told(entry, f"damaged, the rest is not read: {why}", "get it again")

    def _route(self, entry: Entry, stream: BinaryIO) -> Iterator[Item]:
        head = cast(io.BufferedReader, stream).peek(kinds.HEAD)[: kinds.HEAD]
        kind = kinds.kind_of(entry.path, head)
        if kind == "zip" and kinds.by_name(entry.path) in {None, kinds.OLD_OFFICE}:
            from sijill.read.archive import looks_like  # noqa: PLC0415

            kind = looks_like(stream)
        if kind == "telegram" and not entry.named and not kinds.is_telegram(head):
            return  # somebody's settings or metadata
        if kind == kinds.OLD_OFFICE:
            yield _told(entry, "an office file from before 2007, which is not read", _CONVERT)
        elif kind == "parquet":
            yield _told(entry, "Parquet inside an archive is not read", "unpack it first")
        elif kind == "jsonl":
            yield from read_jsonl(stream, entry.name)
        elif kind == "csv":
            from sijill.read.csv import read_csv  # noqa: PLC0415

            yield from read_csv(stream, entry.name, entry.doc_id, self._columns)
        elif kind in {"zip", "tar", "gzip", "warc"}:
            yield from self._unpack(kind, entry, stream, head)
        else:
            yield from self._whole(kind, entry, stream)

    def _whole(self, kind: str, entry: Entry, stream: BinaryIO) -> Iterator[Item]:
        limit = kinds.KINDS[kind].limit
        data = stream.read(limit + 1)
        meta = self._beside(entry)
        document = Document(
            kind=kind, name=entry.name, doc_id=entry.doc_id, data=data, meta=meta, columns=self._columns
        )
        if not data:
            yield document.reject("the file is empty", "leave it out")
        elif len(data) > limit:
            hint = "cut it into its reports, one a file, or one a line of JSON"
            yield document.reject(f"larger than {limit // 1_000_000} MB, too large for one report", hint)
        elif kinds.KINDS[kind].apart:
            yield from self._workshop.read(document)
        else:
            yield from (telegram if kind == "telegram" else text).read(document)

    @staticmethod
    def _beside(entry: Entry) -> Meta:
        found = entry.beside()
        if found is None:
            return Meta()
        try:
            return _META.decode(found.data.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(
                f"metadata cannot be read: {error}", file=found.name, hint="see docs/formats.md"
            ) from error

    def _unpack(self, kind: str, entry: Entry, stream: BinaryIO, head: bytes) -> Iterator[Item]:
        from sijill.read import archive  # noqa: PLC0415

        budget = self._budget or Budget(0)
        if entry.depth >= archive.MAX_DEPTH and kind != "warc":
            yield _told(entry, f"more than {archive.MAX_DEPTH} archives inside one another", "unpack it first")
        elif kind == "gzip":
            yield from self._read(archive.in_gzip(stream, entry, budget))
        elif kind == "warc":
            yield from self._web_archive(entry, archive.inflated(stream, head, budget))
        elif kind == "zip":
            web = entry.path.lower().endswith(".wacz")
            yield from self._members(entry, archive.in_zip(stream, entry, budget, only="archive/" if web else ""))
        else:
            yield from self._members(entry, archive.in_tar(archive.inflated(stream, head, budget), entry, budget))

    def _members(self, entry: Entry, members: Iterator[Entry | Reject]) -> Iterator[Item]:
        empty = True
        for member in members:
            if isinstance(member, Reject):
                empty = False
                yield member
            else:
                for item in self._read(member):
                    empty = False
                    yield item
        if empty:
            yield _told(entry, "nothing to read in it", "it needs texts, pages, PDFs or the like")

    def _web_archive(self, entry: Entry, stream: BinaryIO) -> Iterator[Item]:
        from sijill.read import warc  # noqa: PLC0415

        for document in warc.documents(stream, entry.name, entry.doc_id):
            if isinstance(document, Reject):
                yield document
            elif kinds.KINDS[document.kind].apart:
                yield from self._workshop.read(document)
            else:
                yield from text.read(document)


def _told(entry: Entry, reason: str, hint: str | None = None) -> Reject:
    return Reject(doc_id=entry.doc_id, file=entry.name, reason=reason, hint=hint)

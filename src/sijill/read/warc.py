"""Web archives, WARC and ARC: each page, feed or document that a server gave, with its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from sijill.read.kinds import KINDS
from sijill.read.records import Document, Meta, Reject

_KINDS = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "text",
    "application/rss+xml": "feed", "application/atom+xml": "feed",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def documents(stream: BinaryIO, name: str, doc_id: str) -> Iterator[Document | Reject]:
    """The documents of a web archive, numbered by their records; pictures, scripts and errors are passed over.

    Args:
        stream: of its bytes, unpacked.
        name: of the archive, for messages.
        doc_id: its own; a document adds the number of its record.
    """
    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(stream, arc2warc=True), start=1):
            if record.rec_type not in {"response", "resource", "conversion"}:
                continue
            http = record.http_headers
            if http is not None and http.get_statuscode() != "200":
                continue
            stated = (http or record.rec_headers).get_header("Content-Type") or ""
            kind = _KINDS.get(stated.partition(";")[0].strip().lower())
            if kind is None:
                continue
            address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>") or None
            found = _CHARSET.search(stated)
            limit = KINDS[kind].limit
            document = Document(
                kind=kind, name=f"{name}#{number}", doc_id=f"{doc_id}#{number}", meta=Meta(url=address),
                charset=found[1] if found else None, data=record.content_stream().read(limit + 1),
            )  # fmt: skip
            if len(document.data) > limit:
                yield document.reject(f"larger than {limit // 1_000_000} MB", "save its text")
            elif document.data:
                yield document
    except ArchiveLoadFailed as error:
        yield Reject(
            doc_id=doc_id, file=f"{name}#{number + 1}", hint="the records before it were read; get the archive again",
            reason=f"no web archive from this record on: {' '.join(str(error).split())[:120]}",
        )  # fmt: skip

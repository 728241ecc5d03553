"""Web archives (WARC): each page, feed or document that a server gave, with its address.

Read by hand: the format is a few lines of headers and a length, and warcio looks for the end of a line without a bound.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from sijill.errors import InputError
from sijill.read.kinds import KINDS
from sijill.read.records import Document, Meta, Reject

_KINDS = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "text",
    "application/rss+xml": "feed", "application/atom+xml": "feed",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_LINE, _LINES = 1 << 16, 1_000  # bytes of a header line, lines of a header
_BLOCK = 1 << 18
_HTTP = 1 << 16  # bytes of a server's own header


class _Record(NamedTuple):
    headers: dict[str, str]
    length: int


def documents(stream: BinaryIO, name: str, doc_id: str) -> Iterator[Document | Reject]:
    """The documents of a web archive, numbered by their records; pictures, scripts and errors are passed over.

    Args:
        stream: of its bytes, unpacked.
        name: of the archive, for messages.
        doc_id: its own; a document adds the number of its record.
    """
    number = 0
    try:
        while (record := _next_record(stream)) is not None:
            number += 1
            left = record.length
            if record.headers.get("warc-type") in {"response", "resource", "conversion"}:
                limit = max(kind.limit for name, kind in KINDS.items() if name in _KINDS.values())
                block = stream.read(min(left, limit + _HTTP + 1))
                left -= len(block)
                yield from _document(record, block, f"{name}#{number}", f"{doc_id}#{number}")
            while left > 0 and (skipped := stream.read(min(left, _BLOCK))):
                left -= len(skipped)
            if left > 0:
                raise InputError("it ends in the middle of this record", hint="get the archive again")
        if not number:
            raise InputError("no web archive: no record in it", hint="get the archive again")
    except InputError as error:
        yield Reject(doc_id=doc_id, file=f"{name}#{number or 1}", reason=error.message, hint=error.hint)


def _next_record(stream: BinaryIO) -> _Record | None:
    """The header of the next record.

    Raises:
        InputError: something else stands there.
    """
    line = b"\r\n"
    while line in (b"\r\n", b"\n"):
        line = stream.readline(_LINE)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise InputError("no web archive from here on", hint="the records before it were read; get the archive again")
    headers = {}
    for _ in range(_LINES):
        line = stream.readline(_LINE)
        if line in (b"\r\n", b"\n", b""):
            break
        key, _, value = line.decode("utf-8", "replace").partition(":")
        headers[key.strip().lower()] = value.strip()
    length = headers.get("content-length", "")
    if not re.fullmatch(r"[0-9]{1,15}", length):
        raise InputError("a record without a length", hint="the records before it were read; get the archive again")
    return _Record(headers, int(length))


def _document(record: _Record, block: bytes, name: str, doc_id: str) -> Iterator[Document | Reject]:
    """The document of a record, where it is one of a kind that is read."""
    stated, body = record.headers.get("content-type", ""), block
    packing = ""
    if stated.startswith("application/http"):
        head, _, body = block.partition(b"\r\n\r\n")
        status, *lines = head[:_HTTP].decode("latin-1").split("\r\n")
        http = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
        if status.split(" ")[1:2] != ["200"]:
            return
        stated, packing = http.get("content-type", ""), http.get("content-encoding", "").lower()
        if http.get("transfer-encoding", "").lower() == "chunked":
            body = _joined(body)
    kind = _KINDS.get(stated.partition(";")[0].strip().lower())
    if kind is None or not body:
        return
    limit, found = KINDS[kind].limit, _CHARSET.search(stated)
    address = record.headers.get("warc-target-uri", "").strip("<>") or None
    document = Document(
        kind=kind, name=name, doc_id=doc_id, meta=Meta(url=address), charset=found[1] if found else None, data=b""
    )
    data = _unpacked(body, packing, limit)
    if data is None:
        yield document.reject(f"packed as {packing!r}, which is not read", "archive it without")
    elif len(data) > limit:
        yield document.reject(f"larger than {limit // 1_000_000} MB", "save its text")
    else:
        yield document.with_data(data)


def _joined(body: bytes) -> bytes:
    """A body that was sent in chunks; as much of it as is well-formed."""
    parts, at = [], 0
    while (end := body.find(b"\r\n", at, at + 64)) >= 0:
        size = body[at:end].partition(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size) or int(size, 16) == 0:
            break
        parts.append(body[end + 2 : end + 2 + int(size, 16)])
        at = end + 2 + int(size, 16) + 2
    return b"".join(parts) or body  # some tools keep the header and put the chunks together


def _unpacked(body: bytes, packing: str, limit: int) -> bytes | None:
    """A body as it was before the server packed it, up to the limit and a byte more; None where that is not known."""
    if packing in {"", "identity"} or (packing in {"gzip", "x-gzip"} and not body.startswith(b"\x1f\x8b")):
        return body
    if packing not in {"gzip", "x-gzip", "deflate"}:
        return None
    for bits in (47, -15):  # with either header, or bare
        try:
            return zlib.decompressobj(bits).decompress(body, limit + 1)
        except zlib.error:
            continue
    return None

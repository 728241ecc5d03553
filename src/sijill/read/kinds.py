"""Which reader a file is for: by its ending, and by its first bytes where the ending says nothing or is belied."""

from __future__ import annotations

import re

import msgspec

from sijill.read.records import MAX_BYTES, MAX_CHARS

HEAD = 4096  # bytes that are looked at
_MB = 1_000_000


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of file.

    Attributes:
        endings: of its names, in lower case.
        limit: the largest one that is read, in bytes; 0 where it is read as a stream.
        apart: whether it is read in a process of its own, because a hostile one may bring its reader down.
    """

    endings: tuple[str, ...]
    limit: int = 0
    apart: bool = False


KINDS: dict[str, Kind] = {
    "text": Kind(endings=(".txt",), limit=4 * MAX_CHARS),
    "jsonl": Kind(endings=(".jsonl", ".ndjson")),
    "html": Kind(endings=(".html", ".htm", ".xhtml"), limit=64 * _MB, apart=True),
    "pdf": Kind(endings=(".pdf",), limit=256 * _MB, apart=True),
    "mht": Kind(endings=(".mht", ".mhtml"), limit=64 * _MB, apart=True),
    "rtf": Kind(endings=(".rtf",), limit=64 * _MB, apart=True),
    "odt": Kind(endings=(".odt",), limit=64 * _MB, apart=True),
    "ods": Kind(endings=(".ods",), limit=64 * _MB, apart=True),
    "xls": Kind(endings=(".xls",), limit=64 * _MB, apart=True),
    "doc": Kind(endings=(".doc", ".dot")),
    "docx": Kind(endings=(".docx", ".docm"), limit=64 * _MB, apart=True),
    "xlsx": Kind(endings=(".xlsx", ".xlsm"), limit=64 * _MB, apart=True),
    "csv": Kind(endings=(".csv", ".tsv")),
    "feed": Kind(endings=(".xml", ".rss", ".atom"), limit=64 * _MB, apart=True),
    "telegram": Kind(endings=(".json",), limit=512 * _MB),
    "parquet": Kind(endings=(".parquet",)),
    "warc": Kind(endings=(".warc", ".warc.gz")),
    "zip": Kind(endings=(".zip", ".wacz")),
    "tar": Kind(endings=(".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")),
    "gzip": Kind(endings=(".gz",)),
}
META_ENDING = ".meta.json"
META_LIMIT = MAX_BYTES
OLD_OFFICE = "doc"  # told apart to be turned away with what to do, unless it is a page or rich text by another name
#: What a file may state to be, where its first bytes show something of the same build.
_BELIED = {
    "zip": {"zip", "docx", "xlsx", "odt", "ods"}, OLD_OFFICE: {OLD_OFFICE, "xls"}, "gzip": {"gzip", "tar", "warc"},
    "feed": {"feed", "html"},
}  # fmt: skip
_BY_LENGTH = sorted(((e, name) for name, kind in KINDS.items() for e in kind.endings), key=lambda pair: -len(pair[0]))
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL
)
_SAVED = re.compile(
    rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?Content-Type:\s*multipart/related", re.IGNORECASE
)
_TELEGRAM = re.compile(rb'"(?:messages|chats)"\s*:')


def kind_of(name: str, head: bytes) -> str:
    r"""The kind of a file.

    Args:
        name: of the file.
        head: its first bytes, up to ``HEAD``.

    >>> kind_of("a.HTML", b"<p>"), kind_of("b", b"%PDF-1.7"), kind_of("c.tar.gz", b"\x1f\x8b"), kind_of("d", b"")
    ('html', 'pdf', 'tar', 'text')
    """
    stated, shown = by_name(name), _by_bytes(head)
    if stated in {"text", "jsonl", "csv", "parquet"} or shown is None:
        return "text" if stated in {None, OLD_OFFICE} else stated
    return stated if stated in _BELIED.get(shown, {shown}) else shown


def by_name(name: str) -> str | None:
    """The kind that a file's ending states, or None."""
    low = name.lower()
    return next((kind for ending, kind in _BY_LENGTH if low.endswith(ending)), None)


def without_ending(name: str) -> str:
    """A name without the ending that states its kind."""
    low = name.lower()
    return next((name[: -len(ending)] for ending, _ in _BY_LENGTH if low.endswith(ending)), name)


def is_wanted(name: str) -> bool:
    """Whether a file of this path is read when a folder or an archive is: of a known kind, no hidden or lock file."""
    *folders, last = name.split("/")
    hidden = last.startswith((".", "~$")) or "__MACOSX" in folders
    return not hidden and not last.lower().endswith(META_ENDING) and by_name(last) is not None


def is_telegram(head: bytes) -> bool:
    """Whether JSON begins as an export of Telegram does."""
    return head.lstrip()[:1] == b"{" and _TELEGRAM.search(head) is not None


def _by_bytes(head: bytes) -> str | None:
    for mark, kind in (
        (b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"\x1f\x8b", "gzip"), (b"WARC/", "warc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE), (b"{\\rtf", "rtf"),
    ):  # fmt: skip
        if head.startswith(mark):
            return kind
    if _PAGE.match(head):
        return "html"
    if _SAVED.match(head):
        return "mht"
    return "feed" if _FEED.match(head) else None

"""The process that opens what may bring its reader down: pages, PDFs, office files, feeds.

It reads documents on standard input and writes what it made of each on standard output, as msgpack frames: four bytes
of length, then a list of items; an empty frame ends a document, and an empty list says that it goes on (a page of a PDF
is done). It is bounded in memory, in computing time between two frames, and in all of it in proportion to the document;
beyond any of these it dies, and whoever started it tells so.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO, Protocol, cast

import msgspec

from sijill.errors import InputError
from sijill.read.records import Document, Read, Reject

try:
    import resource
except ImportError:  # not on this system; the parent's clock has to do
    resource = None  # type: ignore[assignment]

MEMORY = 2_000_000_000  # bytes of address space; a page of 64 MB takes 0.9
STEP = 7  # seconds of computing between two frames; no honest page took 5
SECONDS = (
    6  # of computing in all, and one more for so many bytes: books in PDF take 3 a MB, pages and feeds half of one
)
BYTES_A_SECOND, BYTES_OF_MARKUP_A_SECOND = 200_000, 1_000_000
NEEDS = {
    "html": "lxml", "mht": "lxml", "docx": "lxml", "odt": "lxml", "ods": "lxml", "feed": "lxml", "rtf": "lxml",
    "xlsx": "openpyxl", "xls": "xlrd", "pdf": "pypdfium2",
}  # fmt: skip
_FRAME = 200  # items

Item = Read | Reject
Items = Iterator[Item | None]  # None says that a reader of something long got further


class Sent(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item on its way: the one or the other."""

    read: Read | None = None
    reject: Reject | None = None


_DOCUMENT = msgspec.msgpack.Decoder(Document)


class _Reader(Protocol):
    def read(self, document: Document) -> Items: ...


def seconds_for(document: Document) -> int:
    """How much computing a document may cost."""
    rate = BYTES_OF_MARKUP_A_SECOND if document.kind in {"html", "feed"} else BYTES_A_SECOND
    return SECONDS + len(document.data) // rate


def read_document(document: Document) -> Items:
    """What one document holds; whatever goes wrong with it is its own reject."""
    try:
        reader = cast(_Reader, import_module(f"sijill.read.{document.kind}"))
    except ImportError:
        needed = NEEDS.get(document.kind, "more packages")
        yield document.reject(f"reading {document.kind} needs {needed}", "pip install 'sijill[read]'")
        return
    try:
        yield from reader.read(document)
    except InputError as error:
        yield document.reject(error.message, error.hint, error.line)
    except MemoryError:
        yield document.reject("it takes too much memory to read", "cut it into its parts")
    except RecursionError:
        yield document.reject("it is nested too deep", "save it again in a plainer form")
    except Exception as error:  # noqa: BLE001 - law 7: one bad file never stops a run
        reason = f"damaged, or no {document.kind}: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
        yield document.reject(reason, "open it, and save it again or as plain text")


def main() -> None:
    """Serve documents until the input ends."""
    warnings.simplefilter("ignore")
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not be taken for a frame
    _limit_memory()
    while (data := read_frame(source)) is not None:
        document = _DOCUMENT.decode(data)
        allowance = _Allowance(seconds_for(document))
        held: list[Sent] = []
        for item in read_document(document):
            if item is not None:
                held.append(Sent(read=item) if isinstance(item, Read) else Sent(reject=item))
            if item is None or len(held) >= _FRAME:
                write_frame(sink, msgspec.msgpack.encode(held))
                held = []
                allowance.renew()
        if held:
            write_frame(sink, msgspec.msgpack.encode(held))
        write_frame(sink, b"")


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame, or None where the stream ends."""
    size = stream.read(4)
    if len(size) < 4:
        return None
    data = stream.read(int.from_bytes(size, "big"))
    return data if len(data) == int.from_bytes(size, "big") else None


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Send a frame."""
    stream.write(len(data).to_bytes(4, "big"))
    stream.write(data)
    stream.flush()


def _limit_memory() -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _Allowance:
    """The computing time of a document: so much between two frames, and so much in all."""

    def __init__(self, seconds: int):
        self._end = 0 if resource is None else _spent() + 1 + seconds
        self.renew()

    def renew(self) -> None:
        """Begin the time to the next frame."""
        if resource is not None:
            _, hard = resource.getrlimit(resource.RLIMIT_CPU)
            soft = min(_spent() + 1 + STEP, self._end)
            resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


def _spent() -> int:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int(usage.ru_utime + usage.ru_stime)


if __name__ == "__main__":
    main()

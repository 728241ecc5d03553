"""ZIP, tar and gzip: what lies in them is read where it lies, nothing is ever written to disk.

What an archive may unpack to is bounded by its own size. Names are taken for no paths; links and devices stay shut.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from bz2 import BZ2File
from collections.abc import Callable, Iterator
from lzma import LZMAFile
from typing import BinaryIO, cast

from sijill.read.budget import BombError, Budget, metered
from sijill.read.entry import Beside, Entry, part_of
from sijill.read.kinds import META_ENDING, META_LIMIT, is_wanted, without_ending
from sijill.read.records import Reject

MAX_DEPTH = 3  # archives inside one another
_NESTED = 512_000_000  # bytes of a ZIP inside another archive, which has to be held to be read
_NAME = 300  # characters shown of a member's name


def unzipped(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """What a gzip stream holds."""
    return metered(cast(BinaryIO, gzip.GzipFile(fileobj=stream)), budget)


def in_zip(stream: BinaryIO, entry: Entry, budget: Budget, *, only: str = "") -> Iterator[Entry | Reject]:
    """The members of a ZIP file that are read, in the order of their names.

    Args:
        stream: of its bytes.
        entry: the file itself.
        budget: of what may be unpacked.
        only: the folder inside that counts; empty for all.
    """
    whole = stream if stream.seekable() and entry.depth == 0 else _held(stream)
    if whole is None:
        yield _reject(entry, f"an archive of more than {_NESTED // 1_000_000} MB inside another", "unpack it first")
        return
    with zipfile.ZipFile(whole) as archive:
        members = {_safe(_zip_name(info)): info for info in archive.infolist() if not info.is_dir()}
        pages = {without_ending(name) for name in members if name.lower().endswith((".html", ".htm"))}

        def opener(info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
            return lambda: metered(cast(BinaryIO, archive.open(info)), budget)

        for name in sorted(members):
            if name.startswith(only) and is_wanted(name) and not _is_part(name, pages):
                info = members[name]
                if info.flag_bits & 1:
                    yield _reject(entry, "it is locked with a password", "unpack it first", name)
                    continue
                beside = members.get(without_ending(name) + META_ENDING)
                yield _member(entry, name, opener(info), opener(beside) if beside else None)


def in_tar(stream: BinaryIO, entry: Entry, budget: Budget) -> Iterator[Entry | Reject]:
    """The members of a tar file that are read, in their order; each must be read before the next is asked for."""
    pages: set[str] = set()
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            name = _safe(info.name)
            if not 0 <= info.size <= budget.left:
                raise BombError  # tarfile would look for the next member all the way behind it
            if info.isdir() or not is_wanted(name):
                continue
            if not info.isfile():
                kind = "a link" if info.issym() or info.islnk() else "a device"
                yield _reject(entry, f"{kind}, no file: it is not opened", "pack the file itself", name)
                continue
            if name.lower().endswith((".html", ".htm")):
                pages.add(without_ending(name))
            if _is_part(name, pages):
                continue
            inside = archive.extractfile(info)
            if inside is not None:
                held = metered(cast(BinaryIO, inside), budget)
                yield _member(entry, name, lambda held=held: held, None)  # type: ignore[misc]


def in_gzip(stream: BinaryIO, entry: Entry, budget: Budget) -> Entry:
    """What a gzip file holds, by the name without its ending."""
    path = entry.path[: -len(".gz")] if entry.path.lower().endswith(".gz") else entry.path
    inner = unzipped(stream, budget)
    return entry._replace(path=path, open=lambda: inner, depth=entry.depth + 1)


_OPEN = {
    b"application/vnd.oasis.opendocument.text": "odt", b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}  # fmt: skip


def looks_like(stream: BinaryIO) -> str:
    """What a ZIP file without a telling name is: an office file or ``zip``."""
    if not stream.seekable():
        return "zip"
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return _OPEN.get(archive.read("mimetype").strip(), "zip")
    except (zipfile.BadZipFile, RuntimeError):
        return "zip"
    finally:
        stream.seek(0)
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else "zip"


def inflated(stream: BinaryIO, head: bytes, budget: Budget) -> BinaryIO:
    """The stream without the packing that its first bytes show."""
    if head.startswith(b"\x1f\x8b"):
        return unzipped(stream, budget)
    if head.startswith(b"BZh"):
        return metered(cast(BinaryIO, BZ2File(stream)), budget)
    if head.startswith(b"\xfd7zXZ\x00"):
        return metered(cast(BinaryIO, LZMAFile(stream)), budget)
    return stream


def _member(entry: Entry, name: str, opener: Callable[[], BinaryIO], beside: Callable[[], BinaryIO] | None) -> Entry:
    def read_beside() -> Beside | None:
        if beside is None:
            return None
        with beside() as stream:
            return Beside(f"{entry.name}/{without_ending(name)}{META_ENDING}", stream.read(META_LIMIT))

    doc_id = name[:-4] if name.lower().endswith(".txt") else name
    return Entry(f"{entry.name}/{name}", name, f"{entry.doc_id}/{doc_id}", opener, read_beside, entry.depth + 1)


def _reject(entry: Entry, reason: str, hint: str, member: str = "") -> Reject:
    tail = f"/{member}" if member else ""
    return Reject(doc_id=entry.doc_id + tail, file=entry.name + tail, reason=reason, hint=hint)


def _held(stream: BinaryIO) -> BinaryIO | None:
    data = stream.read(_NESTED + 1)
    return None if len(data) > _NESTED else io.BytesIO(data)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name; one that was not marked as UTF-8 and is it nevertheless, as such."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _safe(name: str) -> str:
    """A member's name as a name: no root, no way up, nothing that a terminal would act on."""
    parts = [p for p in name.replace("\\", "/").split("/") if p not in {"", ".", ".."}]
    shown = "".join(c if c.isprintable() and not "\ud800" <= c <= "\udfff" else "_" for c in "/".join(parts))
    return shown if len(shown) <= _NAME else shown[: _NAME // 2] + "…" + shown[-_NAME // 2 :]


def _is_part(name: str, pages: set[str]) -> bool:
    """Whether a file is a part of a saved page: in the folder that the browser put beside it."""
    folders = name.split("/")[:-1]
    return any(part_of("/".join(folders[: n + 1])) in pages for n in range(len(folders)))

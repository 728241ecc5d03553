"""Plain text files, with what is known of them in a ``NAME.meta.json`` beside."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from sijill.errors import InputError
from sijill.read.encoding import decode
from sijill.read.records import MAX_BYTES, MAX_CHARS, READER, Meta, Read, Reject, make_report

_META = msgspec.json.Decoder(Meta)


def read_text(path: Path, name: str, doc_id: str) -> Read | Reject:
    """One file as one report.

    Args:
        path: the file.
        name: the file as the user gave it, for messages.
        doc_id: its id where the metadata give none.
    """
    try:
        meta = _meta(path, name)
        doc_id = str(meta.doc_id) if meta.doc_id not in (None, "") else doc_id
        with path.open("rb") as file:
            data = file.read(4 * MAX_CHARS + 1)
        if not data:
            raise InputError("the file is empty", hint="leave it out")
        if len(data) > 4 * MAX_CHARS:
            raise InputError(
                f"larger than {4 * MAX_CHARS // 1_000_000} MB, too large for one report",
                hint="cut it into its reports, one a file, or one a line of JSON",
            )
        text, encoding = decode(data)
        reader = f"text/{READER}" + ("" if encoding == "utf-8" else f" {encoding}")
        sha256 = hashlib.sha256(data).hexdigest()
        return Read(report=make_report(text, meta, doc_id=doc_id, sha256=sha256, reader=reader), file=name)
    except InputError as error:
        return Reject(doc_id=doc_id, file=error.file or name, line=error.line, reason=error.message, hint=error.hint)
    except OSError as error:
        return Reject(doc_id=doc_id, file=name, reason=f"cannot be read: {error.strerror}")


def _meta(path: Path, name: str) -> Meta:
    beside = path.with_name(path.stem + ".meta.json")
    if not beside.is_file():
        return Meta()
    shown = str(Path(name).with_name(beside.name))
    with beside.open("rb") as file:
        data = file.read(MAX_BYTES)
    try:
        return _META.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"metadata cannot be read: {error}", file=shown, hint="see docs/formats.md") from error

"""Bytes to text: UTF-8, UTF-16 with its mark, windows-1256 or ISO 8859-6 where the words prove it; nothing else."""

from __future__ import annotations

import re

from sijill.errors import InputError
from sijill.read.language import arabic_words

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
          (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_ARABIC = re.compile("[\u0621-\u065f]")
_MIXED_WORD = re.compile("[\u0621-\u064a][\u00c0-\u0233]|[\u00c0-\u0233][\u0621-\u064a]")  # the wrong table makes such
_HIGH = re.compile("[^\x00-\x7f]")

_MAX_CONTROL = 0.005  # of all characters; a page out of an old terminal has a few, a picture 0.1 and more
# 3,120 Arabic texts in windows-1256 and in ISO 8859-6: none came out wrong, 8 without a telling word were turned away
# (of their first 60 characters 59, 2 %). charset-normalizer, tried beside, named one in 570 Cyrillic.
_MIN_WORDS = 0.04
_MIN_ARABIC = 0.75
_SURROGATE = re.compile("[\ud800-\udfff]")
_SUSPECT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ud800-\udfff]")


def decode(data: bytes, *, file: str | None = None) -> tuple[str, str]:
    """The text of these bytes, exactly as they hold it, and the name of the encoding.

    Raises:
        InputError: no text, or in no encoding that can be told for sure.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding, file), encoding
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error, file)
    refuse_binary(text, file=file)
    return text, "utf-8"


def refuse_binary(text: str, *, file: str | None = None, line: int | None = None) -> None:
    """Turn away what is no text: control characters in numbers, NUL, halves of surrogate pairs.

    Raises:
        InputError: says which.
    """
    if _SUSPECT.search(text) is None:
        return
    found = _SURROGATE.search(text)
    if found:
        raise InputError(
            f"half of a surrogate pair (U+{ord(found.group()):04X}) at character {found.start()}",
            file=file, line=line, hint="it is no text; export it again as UTF-8",
        )  # fmt: skip
    if "\x00" in text or len(_CONTROL.findall(text)) > 2 + _MAX_CONTROL * len(text):
        raise InputError(
            "binary data, no text", file=file, line=line, hint="give plain text; UTF-16 needs its byte order mark"
        )


def _marked(data: bytes, encoding: str, file: str | None) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _damaged(data, error, file) from error
    refuse_binary(text, file=file)
    return text


def _damaged(data: bytes, error: UnicodeDecodeError, file: str | None) -> InputError:
    return InputError(
        f"not {error.encoding.upper()} at byte {error.start}: {error.reason}",
        file=file,
        line=data.count(b"\n", 0, error.start) + 1,
        hint="save the file as UTF-8",
    )


def _legacy(data: bytes, error: UnicodeDecodeError, file: str | None) -> tuple[str, str]:
    """Windows-1256 or ISO 8859-6, but only where what it yields has the small words and articles of Arabic."""
    refuse_binary(data.decode("latin-1").translate(dict.fromkeys(range(0x80, 0xA0))), file=file)
    readings = []
    for encoding, codec in (("windows-1256", "cp1256"), ("iso-8859-6", "iso8859_6")):
        text = data.decode(codec, "replace")
        arabic, high = len(_ARABIC.findall(text)), len(_HIGH.findall(text))
        if "\ufffd" not in text and arabic >= _MIN_ARABIC * high and not _MIXED_WORD.search(text):
            readings.append((arabic_words(text), text, encoding))
    share, text, encoding = max(readings, default=(0.0, "", ""))
    if share < _MIN_WORDS:
        raise _damaged(data, error, file) from error
    return text, encoding

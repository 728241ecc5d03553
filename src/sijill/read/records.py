"""What reading yields: a report with where it stood, or a reject with its reason."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache

import msgspec

from sijill.errors import InputError
from sijill.model import Origin, Report
from sijill.read.encoding import refuse_binary
from sijill.read.language import why_not_arabic
from sijill.read.mojibake import mend

MAX_CHARS = 2_000_000  # of one report; a long report has 20,000
MAX_BYTES = 12 * MAX_CHARS  # a JSON line may write every letter as ``\\u0627`` and quote it once more
READER = "1"  # goes up when the same bytes would be read otherwise

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
_YEARS = range(1800, 2101)


class Reject(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be read or coded: where it stands, why, and what to do about it."""

    doc_id: str | None = None
    file: str | None = None
    line: int | None = None
    reason: str
    hint: str | None = None

    @classmethod
    def of(cls, error: InputError, doc_id: str | None = None) -> Reject:
        """The reject that an error of input makes."""
        return cls(doc_id=doc_id, file=error.file, line=error.line, reason=error.message, hint=error.hint)


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was read, and the file and line it came from."""

    report: Report
    file: str
    line: int | None = None

    def reject(self, reason: str, hint: str | None = None) -> Reject:
        """The same report turned away after all."""
        return Reject(doc_id=self.report.doc_id, file=self.file, line=self.line, reason=reason, hint=hint)


class Meta(Origin, frozen=True, kw_only=True):
    """What a source states of a report beside its text; keys that are not here are passed over."""

    doc_id: str | int | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document as bytes, with what is known of it before it is opened.

    Attributes:
        kind: a name of ``kinds.KINDS``.
        name: the file as the user gave it; inside an archive ``archive.zip/path/inside``.
        doc_id: the id of its report where nothing states another.
        meta: what stands beside it; it holds over what the document says of itself.
        charset: what a web server said of its encoding.
        columns: which columns of a table make up which key of a report.
    """

    kind: str
    name: str
    doc_id: str
    data: bytes
    meta: Meta = Meta()
    charset: str | None = None
    columns: dict[str, tuple[str, ...]] = {}

    def with_data(self, data: bytes) -> Document:
        """The same document with its bytes."""
        return msgspec.structs.replace(self, data=data)

    def sha256(self) -> str:
        """Of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def read(self, text: str, meta: Meta, *, reader: str, part: str = "", line: int | None = None) -> Read | Reject:
        """The report of this text, or its reject.

        Args:
            text: what was found.
            meta: what the document says of it.
            reader: what found it, with its version.
            part: which of the document's reports it is; empty where it is the only one.
            line: where it stands, if that can be said.
        """
        stated = overlay(meta, self.meta)
        if part:
            doc_id = str(meta.doc_id) if meta.doc_id not in (None, "") else f"{self.doc_id}#{part}"
            sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        else:
            doc_id = str(stated.doc_id) if stated.doc_id not in (None, "") else self.doc_id
            sha256 = self.sha256()
        try:
            report = make_report(text, stated, doc_id=doc_id, sha256=sha256, reader=reader)
        except InputError as error:
            return Reject(doc_id=doc_id, file=self.name, line=line, reason=error.message, hint=error.hint)
        return Read(report=report, file=self.name, line=line)

    def reject(self, reason: str, hint: str | None = None, line: int | None = None) -> Reject:
        """The document turned away."""
        return Reject(doc_id=self.doc_id, file=self.name, line=line, reason=reason, hint=hint)


def overlay(meta: Meta, over: Meta) -> Meta:
    """The one with whatever the other states laid over it."""
    stated = {name: value for name in Meta.__struct_fields__ if (value := getattr(over, name)) is not None}
    return msgspec.structs.replace(meta, **stated) if stated else meta


def make_report(text: str, meta: Meta, *, doc_id: str, sha256: str, reader: str) -> Report:
    """A report, checked: of a sane length, a text, in Arabic, with a day and a country that are such.

    Raises:
        InputError: without file and line, which the caller knows.
    """
    if len(text) > MAX_CHARS:
        raise InputError(
            f"{len(text):,} characters in one report, at most {MAX_CHARS:,} are read",
            hint="cut it into its reports, one a line or file",
        )
    if not text or text.isspace():
        raise InputError("the text is empty", hint="leave it out")
    for value in (text, doc_id, meta.outlet, meta.url, meta.title):
        if value:
            refuse_binary(value)
    if not doc_id.strip():
        raise InputError("doc_id is empty", hint="give every report an id of its own")
    language = (meta.language or "ar").lower()
    if language.split("-")[0] not in {"ar", "ara"}:
        raise InputError(f"its language is stated as {meta.language!r}", hint="only Arabic is read")
    why, title = why_not_arabic(text), meta.title or None
    if why:
        mended = mend(text)
        if mended is None:
            raise InputError(why, hint="only Arabic is read")
        text, how = mended
        title, reader = (mend(title or "") or (title, ""))[0], f"{reader} mended {how}"
    return Report(
        doc_id=doc_id, text=text, published=_day(meta.published), outlet=meta.outlet or None, url=meta.url or None,
        language=meta.language or None, country=_country(meta.country), title=title, sha256=sha256, reader=reader,
    )  # fmt: skip


@lru_cache(maxsize=1000)
def _day(stated: str | None) -> str | None:
    """An ISO day, out of an ISO day or time stamp; the stamp's own day, whatever its zone."""
    if not stated or not stated.strip():
        return None
    found = _DAY.fullmatch(stated.strip())
    try:
        day = date.fromisoformat(found[1] if found else "")
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise InputError(
            f"published {stated[:40]!r} is no day", hint="write it as 2024-01-31, or leave it out where nobody knows"
        )
    return day.isoformat()


def _country(stated: str | None) -> str | None:
    if not stated or not stated.strip():
        return None
    code = stated.strip().upper()
    if not re.fullmatch("[A-Z]{2}", code):
        raise InputError(
            f"country {stated[:40]!r} is no ISO 3166-1 code", hint="write two letters such as YE, or leave it out"
        )
    return code

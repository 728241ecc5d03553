"""PDFs: their text layer where it is sound, the page's picture through tesseract where it is not, else a reject."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

import pypdfium2 as pdfium

from sijill.read import ocr
from sijill.read.language import arabic_words, why_not_arabic
from sijill.read.page_text import stamped_day
from sijill.read.pdf_lines import Line, page_lines, paragraphs
from sijill.read.records import MAX_CHARS, Document, Meta, Read, Reject

VERSION = "2"  # goes up when the same bytes would be read otherwise

_PAGES = 2_000
_SCANNED = 20  # letters a page; a page of text has 1,000 and more, a picture's page none or a stamp
_BROKEN = 0.02  # of a layer's signs that stand for nothing (private use, controls, the mark of a lost letter)
_WORDS = 0.06  # of words that only Arabic has; Arabic prose has 0.25 to 0.5, letters put at random 0.02
_JUDGED = 15  # words, from which on a layer can be judged by them
_LOST = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]")
_WORD = re.compile(r"[^\W\d_]+")
_HINT = "install tesseract with its Arabic data (tesseract-ocr-ara), or give the text"


def read(document: Document) -> Iterator[Read | Reject | None]:
    """The report that a PDF holds."""
    try:
        file = pdfium.PdfDocument(document.data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = "it is locked with a password" if locked else f"damaged, or no PDF: {error}"
        yield document.reject(reason, "save it without one" if locked else "open it, and print it to a new PDF")
        return
    with file:
        if len(file) > _PAGES:
            yield document.reject(f"{len(file):,} pages, at most {_PAGES:,} are read", "cut it into its parts")
            return
        pages = yield from _layer(file)
        why = why_unsound(pages)
        reader = f"pdf/{VERSION}"
        if why is None:
            lines = paragraphs(pages)
        elif ocr.version() is None:
            yield document.reject(why, _HINT)
            return
        elif len(file) > ocr.PAGES:
            yield document.reject(f"{why}; {len(file):,} pages are too many to recognise", "cut it into its parts")
            return
        else:
            reader += f" ocr tesseract {ocr.version()}"
            lines = paragraphs((yield from ocr.pages_of(file)))
            if not lines:
                yield document.reject(f"{why}; nothing could be recognised on its pages", "give the text")
                return
        meta = Meta(title=(file.get_metadata_dict().get("Title") or "").strip() or None, published=stamped_day(lines))
    yield document.read("\n".join(lines), _readable(meta), reader=reader)


def _readable(meta: Meta) -> Meta:
    """The metadata without a title that names the file or its program, or is garbled."""
    title = meta.title or ""
    sound = why_not_arabic(title) is None and not _LOST.search(title)
    return meta if sound else Meta(published=meta.published)


def _layer(file: pdfium.PdfDocument) -> Generator[None, None, list[list[Line]]]:
    """The lines of the text layer page by page; yields between them."""
    pages: list[list[Line]] = []
    size = 0
    for page in file:
        text = page.get_textpage()
        lines = page_lines(text)
        pages.append(lines)
        size += sum(len(line.text) for line in lines)
        text.close()
        page.close()
        yield
        if size > MAX_CHARS:
            break
    return pages


def why_unsound(pages: list[list[Line]]) -> str | None:
    """What is wrong with a text layer, or None where it can be trusted."""
    text = "\n".join(line.text for page in pages for line in page)
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if text and len(_LOST.findall(text)) > _BROKEN * len(text):
        return "its text layer is broken: its letters do not say what they stand for"
    if letters < _SCANNED * len(pages):
        return "no text layer: its pages are pictures"
    if len(words) < _JUDGED or why_not_arabic(text) is not None:
        return None  # another language, or too short to tell; whoever makes the report says so
    if sum(len(word) == 1 for word in words) > 0.5 * len(words):
        return "its text layer is broken: its words are cut into letters"
    return "its text layer is broken: its words are none" if arabic_words(text) < _WORDS else None

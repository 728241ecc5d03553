"""The lines of a PDF's page, from where its letters stand: the order in which a PDF names them cannot be relied on.

Programs write Arabic into PDFs in logical order, in visual order, word by word or mixed. What holds is the page:
letters of a line share a base line and run from right to left, numbers and Latin words inside it from left to right.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from pypdfium2 import raw

from sijill.read.pdf_columns import Box, blocks

# All in sizes of the letters. A letter that is named together with its vowel sign may stand where the sign does.
_SAME_BASE, _SAME_BASE_MARKED = 0.35, 0.6
_WORD_GAP, _WORD_GAP_MARKED = 0.14, 0.3  # inside words boxes are up to 0.08 apart, words 0.19 and more
_LINE_GAP = 1.2  # between words of one line; columns stand further apart
_LOOK_BACK = 12  # lines that a letter may still belong to
_NEAR = 25  # lines on either side that tell how wide a column is
_BLANK = frozenset({0, 9, 10, 13, 32, 0xA0, 0xAD, 0xFFFE, 0xFEFF, 0x200B})
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_FORMS = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]")
_ALEFS = frozenset("اأإآ")
_LTR = "0-9\u0660-\u0669\u06f0-\u06f9A-Za-z\u00c0-\u024f"
# Numbers keep together over one sign (3/9/2023), Latin words over spaces too; Arabic-Indic digits not over a dash.
_LTR_RUN = re.compile(
    r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f0-9'’&.,:/@_+\-() ]*[A-Za-z\u00c0-\u024f0-9]"
    r"|[0-9]+(?:[.,:/\-٫٬%][0-9]+)+|[\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/٫٬][\u0660-\u0669\u06f0-\u06f9]+)+"
    rf"|[{_LTR}]+"
)
_PAIRS = {"(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "«": "»", "»": "«", "<": ">", ">": "<"}
_OPENING, _CLOSING = frozenset("([{«<"), frozenset(")]}»>")


class Glyph(NamedTuple):
    """One sign of the page: what it stands for and where, in points from the page's lower left corner."""

    text: str
    left: float
    right: float
    base: float
    size: float


class Line(NamedTuple):
    """One line as read, and its box."""

    text: str
    left: float
    right: float
    base: float
    size: float


def page_lines(page: Any) -> list[Line]:
    """The lines of a page's text layer (a ``PdfTextPage``), in the order in which the page names them.

    Columns are read one after the other, the right one first where the page is Arabic.
    """
    groups = list(_glyphs(page))
    boxes = [_box(group, number) for number, group in enumerate(groups)]
    arabic = sum(_ARABIC.match(group[0].text) is not None for group in groups)
    found = blocks(boxes, from_right=2 * arabic > len(groups))
    return [
        line for block in found for line in _downward(list(map(_line, _merged(_gathered(groups[n] for n in block)))))
    ]


def _downward(lines: list[Line]) -> list[Line]:
    """Lines that are named from the foot of the page upwards, as PDFium names some tables, from its head."""
    up = sum(b.base > a.base + 0.5 * a.size for a, b in pairwise(lines))
    down = sum(b.base < a.base - 0.5 * a.size for a, b in pairwise(lines))
    return sorted(lines, key=lambda line: (-round(line.base), -line.right)) if up > down else lines


def _box(group: list[Glyph], number: int) -> Box:
    glyph = group[0]
    return Box(min(g.left for g in group), max(g.right for g in group), glyph.base, glyph.size, number)


def _glyphs(page: Any) -> Iterator[list[Glyph]]:
    """The signs of a page; the letters of a ligature together."""
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    held: list[Glyph] = []
    at = None
    for i in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, i)
        if code in _BLANK:
            continue
        raw.FPDFText_GetCharOrigin(page, i, x, y)
        raw.FPDFText_GetMatrix(page, i, matrix)
        left, _, right, _ = page.get_charbox(i, loose=True)
        size = abs(raw.FPDFText_GetFontSize(page, i) * (matrix.d or matrix.b)) or 1.0
        letter = chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd"
        glyph = Glyph(letter, left, max(left, right), y.value, size)
        if held and (x.value, y.value) != at:
            yield held
            held = []
        held, at = [*held, glyph], (x.value, y.value)
    if held:
        yield held


def _gathered(groups: Iterable[list[Glyph]]) -> list[list[Glyph]]:
    """Signs gathered into pieces of lines: of one base line, and near."""
    lines: list[list[Glyph]] = []
    for group in groups:
        glyph = _joined(group)
        for line in reversed(lines[-_LOOK_BACK:]):
            if _near(line, glyph):
                line.append(glyph)
                break
        else:
            lines.append([glyph])
    return lines


def _joined(group: list[Glyph]) -> Glyph:
    """The letters of one ligature as one sign, in logical order; lam and alef may come either way round."""
    text = "".join(g.text for g in group)
    if len(text) == 2 and text[1] == "ل" and text[0] in _ALEFS:
        text = text[::-1]
    return group[0]._replace(text=text, left=min(g.left for g in group), right=max(g.right for g in group))


def _near(line: list[Glyph], glyph: Glyph) -> bool:
    last = next((g for g in reversed(line) if not _marked(g)), line[-1])
    gap = max(glyph.left - last.right, last.left - glyph.right)
    return _level(last, glyph) and gap < _LINE_GAP * max(glyph.size, last.size)


def _level(a: Glyph, b: Glyph) -> bool:
    """Whether two signs share a base line."""
    most = _SAME_BASE_MARKED if _marked(a) or _marked(b) else _SAME_BASE
    return abs(a.base - b.base) < most * max(a.size, b.size)


def _marked(glyph: Glyph) -> bool:
    return any(unicodedata.combining(c) for c in glyph.text)


def _merged(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Pieces of one line put together, whatever the order they were written in."""
    while True:
        done: list[list[Glyph]] = []
        for line in lines:
            left, right = min(g.left for g in line), max(g.right for g in line)
            for other in reversed(done[-_LOOK_BACK:]):
                gap = max(left - max(g.right for g in other), min(g.left for g in other) - right)
                if _level(_steady(line), _steady(other)) and gap < _LINE_GAP * max(line[0].size, other[0].size):
                    other.extend(line)
                    break
            else:
                done.append(line)
        if len(done) == len(lines):
            return done
        lines = done


def _steady(line: list[Glyph]) -> Glyph:
    """A sign that stands on the line's base."""
    return next((g for g in line if not _marked(g)), line[0])


def _line(glyphs: list[Glyph]) -> Line:
    """One line: its signs by where they stand, marks to the letters they belong to, words apart."""
    marks = [g for g in glyphs if unicodedata.combining(g.text[0])]
    letters = sorted((g for g in glyphs if not unicodedata.combining(g.text[0])), key=lambda g: (g.left, g.right))
    if not letters:
        letters, marks = sorted(marks, key=lambda g: g.left), []
    texts = [g.text for g in letters]
    for mark in marks:
        middle = (mark.left + mark.right) / 2
        i = min(range(len(letters)), key=lambda k: abs((letters[k].left + letters[k].right) / 2 - middle))
        texts[i] += mark.text
    cells = []
    for i, letter in enumerate(letters):
        before = letters[i - 1]
        gap = _WORD_GAP_MARKED if _marked(letter) or _marked(before) else _WORD_GAP
        if i and letter.left - before.right > gap * max(letter.size, before.size):
            cells.append(" ")
        cells.append(texts[i])
    sizes = sorted(g.size for g in letters)
    bases = sorted(g.base for g in letters)
    return Line(
        logical(cells), letters[0].left, max(g.right for g in letters), bases[len(bases) // 2], sizes[len(sizes) // 2]
    )


def logical(cells: list[str]) -> str:
    """Signs from left to right as a line in the order of reading.

    >>> logical(list("2023 ربمتبس 3 دحلأا"))
    'الأحد 3 سبتمبر 2023'
    """
    shown = "".join(cells)
    if not _ARABIC.search(shown):
        return unicodedata.normalize("NFKC", shown) if _FORMS.search(shown) else shown
    turned = "".join(reversed(cells))
    turned = _LTR_RUN.sub(lambda run: run.group()[::-1], turned)
    if _FORMS.search(turned):
        turned = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form.group()), turned)
    mirrored = "".join(_PAIRS.get(c, c) for c in turned)
    return mirrored if _unbalanced(mirrored) < _unbalanced(turned) else turned


def _unbalanced(text: str) -> int:
    """How many brackets close what was not opened, or open what is not closed."""
    depth = wrong = 0
    for c in text:
        if c in _OPENING:
            depth += 1
        elif c in _CLOSING:
            wrong += depth == 0
            depth = max(0, depth - 1)
    return wrong + depth


def paragraphs(pages: list[list[Line]]) -> list[str]:
    """Lines joined to paragraphs, over pages as well; what stands at the edge of most pages falls away."""
    lines = [line for page in _without_edges(pages) for line in page]
    if not lines:
        return []
    steps = sorted(a.base - b.base for a, b in pairwise(lines) if a.base > b.base)
    step = steps[len(steps) // 3] if steps else 0.0
    told = [lines[0].text]
    for number, (before, line) in enumerate(pairwise(lines)):
        full = before.left - _margin(lines, number) < 1.2 * _first_word(line)  # it did not fit on the line before
        apart = step and before.base - line.base > 1.6 * step
        resized = abs(before.size - line.size) > 0.15 * before.size
        if full and not apart and not resized:
            told[-1] += " " + line.text
        else:
            told.append(line.text)
    return told


def _margin(lines: list[Line], number: int) -> float:
    """Where full lines end, on the left, about a line: of those above and below it, not of another column's."""
    own, near = lines[number], lines[max(0, number - _NEAR) : number + _NEAR + 1]
    ends = sorted(line.left for line in near if line.left < own.right and line.right > own.left)
    return ends[len(ends) // 10]


def _first_word(line: Line) -> float:
    """How wide a line's first word is, with the space before it."""
    return (len(line.text.split(" ", 1)[0]) + 1) * (line.right - line.left) / max(1, len(line.text))


def _without_edges(pages: list[list[Line]]) -> list[list[Line]]:
    """Pages without their numbers and without the lines that stand at the head or foot of most of them."""
    counts: dict[str, int] = {}
    for page in pages:
        for text in {_shape(line.text) for line in (*page[:2], *page[-2:])}:
            counts[text] = counts.get(text, 0) + 1
    common = {text for text, count in counts.items() if count >= 3 and count > len(pages) / 2}
    kept = []
    for page in pages:
        edge = {id(line) for line in (*page[:2], *page[-2:])}
        kept.append(
            [
                line for line in page
                if not (id(line) in edge and (_shape(line.text) in common or not _shape(line.text).strip("# -|/")))
            ]
        )  # fmt: skip
    return kept


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text).strip()

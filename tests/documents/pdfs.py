"""Small PDFs, written by hand so that their text layer is wrong in just the way that is wanted.

``printed.pdf`` and ``bulletin.pdf`` beside this file were printed from pages of these texts by Chromium in Noto Naskh
Arabic, as a reader would: the first is one report, the second has a running head, page numbers and five of them.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import zip_longest

LAM_ALEF = {"لا": "\ufefb", "لأ": "\ufef7", "لإ": "\ufef9", "لآ": "\ufef5"}


@cache
def _forms() -> dict[tuple[str, str], str]:
    """Letter and position → its presentation form."""
    found = {}
    for code in range(0xFE80, 0xFEF5):
        kind, *letters = unicodedata.decomposition(chr(code)).split()
        if len(letters) == 1:
            found[chr(int(letters[0], 16)), kind.strip("<>")] = chr(code)
    return found


def shaped(text: str) -> str:
    """The text in presentation forms, as old programs wrote it."""
    forms = _forms()
    for pair, ligature in LAM_ALEF.items():
        text = text.replace(pair, ligature)
    out = []
    for i, c in enumerate(text):
        before = i > 0 and ((text[i - 1], "initial") in forms)
        after = i + 1 < len(text) and ((text[i + 1], "final") in forms or "\ufef5" <= text[i + 1] <= "\ufefc")
        after = after and (c, "initial") in forms
        if "\ufef5" <= c <= "\ufefc":
            out.append(chr(ord(c) + 1) if before else c)
        else:
            kind = ("medial" if after else "final") if before else ("initial" if after else "isolated")
            out.append(forms.get((c, kind), c))
    return "".join(out)


def visual(line: str) -> str:
    """A line as it stands on paper from left to right: numbers keep their order."""
    out: list[str] = []
    digits = ""
    for c in line:
        if c.isdigit() or (c in ",." and digits and out is not None):
            digits += c
            continue
        out.insert(0, digits)
        digits = ""
        out.insert(0, {"(": ")", ")": "("}.get(c, c))
    out.insert(0, digits)
    return "".join(out)


def plain(c: str) -> str:
    return c


def to_private_use(c: str) -> str:
    return chr(0xE000 + ord(c) % 0x700) if c.isalpha() else c


def shifted(c: str) -> str:
    """A cipher of letters: what a table of glyph numbers taken for letters looks like."""
    return chr(0x628 + (ord(c) * 7) % 26) if "\u0621" <= c <= "\u064a" else c


def wrapped(text: str, width: int = 60) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return lines


def pdf(
    lines: Iterable[str], meaning: Callable[[str], str] = plain, *, each_word: bool = False, size: int = 12
) -> bytes:
    """One page of these lines, each given as it stands from left to right.

    Args:
        lines: signs from left to right.
        meaning: what the text layer says that a sign stands for.
        each_word: write word by word from the right, each from left to right, as some programs do.
        size: of the letters, in points.
    """
    advance = 0.5 * size
    placed = []
    for n, line in enumerate(lines):
        y, x = 780 - n * size * 1.6, 550 - advance * len(line)
        pieces = [(x, line)]
        if each_word:
            pieces, at = [], 0
            for word in line.split(" "):
                pieces.insert(0, (x + advance * at, word))
                at += len(word) + 1
        placed += [(start, y, piece) for start, piece in pieces]
    return _page(placed, meaning, size)


def columns(right: Sequence[str], left: Sequence[str], *, size: int = 11, gutter: float = 12) -> bytes:
    """Two columns side by side, written line by line across both, as programs that set a page as a table do.

    Args:
        right: signs of each line of the first column, from left to right.
        left: those of the second.
        size: of the letters, in points.
        gutter: between the columns, in points.
    """
    advance = 0.5 * size
    edge = 555 - advance * max(map(len, right)) - gutter
    placed = [(250.0, 810.0, visual("نشرة الضفاف"))]
    for n, pair in enumerate(zip_longest(right, left, fillvalue="")):
        y = 780 - n * size * 1.5
        placed += [(at - advance * len(line), y, line) for at, line in zip((555, edge), pair, strict=True) if line]
    return _page(placed, plain, size)


def _page(placed: Iterable[tuple[float, float, str]], meaning: Callable[[str], str], size: int) -> bytes:
    """A page of pieces of text where they stand."""
    codes: dict[str, int] = {}
    ops = []
    for x, y, piece in placed:
        shown = "".join(f"{codes.setdefault(c, len(codes) + 1):04x}" for c in piece)
        ops.append(f"BT /F1 {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{shown}> Tj ET")
    pairs = "\n".join(f"<{n:04x}> <{meaning(c).encode('utf-16-be').hex()}>" for c, n in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    )
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            _stream("\n".join(ops).encode("ascii")),
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Invented /Encoding /Identity-H"
            b" /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Invented /DW 500"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 8 0 R >>",
            _stream(cmap.encode("ascii")),
            b"<< /Type /FontDescriptor /FontName /Invented /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0"
            b" /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        ]
    )


def picture(width: int, height: int, grey: bytes) -> bytes:
    """A page that is a picture: what a scanner makes."""
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /I 5 0 R >> >> >>",
            _stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
            _stream(grey, f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray"
                    " /BitsPerComponent 8"),
        ]
    )  # fmt: skip


def _stream(data: bytes, more: str = "") -> bytes:
    packed = zlib.compress(data)
    head = f"<< {more} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode("ascii")
    return head + packed + b"\nendstream"


def assemble(objects: list[bytes]) -> bytes:
    """A whole file of these objects, the first of them the catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{n} 0 obj\n".encode("ascii") + body + b"\nendobj\n"
    start = len(out)
    rows = "".join(f"{at:010} 00000 n \n" for at in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode("ascii")
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
    return bytes(out)

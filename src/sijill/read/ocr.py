"""Reading a page's picture, by tesseract with its Arabic data where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Generator
from functools import cache
from typing import TYPE_CHECKING, Any

from sijill.read.pdf_lines import Line

if TYPE_CHECKING:
    import pypdfium2 as pdfium

PAGES = 40  # of one document; a page takes 2 to 10 seconds
_SCALE = 300 / 72  # dots for each point: what tesseract was trained on
_PIXELS = 40_000_000  # of one page; A4 has 8.7 million
_SECONDS = 60  # for a page
_SURE = 15  # of 100: what it is less sure of are mostly specks and rules


@cache
def version() -> str | None:
    """The version of tesseract, or None where it or its Arabic data are not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        told = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
        number = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    if "ara" not in told.stdout.split():
        return None
    return next((word for word in number.stdout.split() if word[:1].isdigit()), "of unknown version")


def pages_of(file: pdfium.PdfDocument) -> Generator[None, None, list[list[Line]]]:
    """The lines on the pages, in order; yields between them."""
    found = []
    for page in file:
        found.append(_recognised(_picture(page)))
        page.close()
        yield
    return found


def _picture(page: Any) -> bytes:
    """A page as a grey picture in the plainest format there is (PGM)."""
    width, height = page.get_size()
    scale = min(_SCALE, (_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    rows = memoryview(bitmap.buffer).cast("B")
    data = b"".join(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
    head = f"P5 {bitmap.width} {bitmap.height} 255\n".encode("ascii")
    bitmap.close()
    return head + data


def _recognised(picture: bytes) -> list[Line]:
    """The lines of one picture, without what tesseract itself does not trust; none where it takes too long."""
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", "ara", "tsv"], input=picture, capture_output=True,
            timeout=_SECONDS, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return []
    return _lines(done.stdout.decode("utf-8", "replace").splitlines()[1:])


def _lines(rows: list[str]) -> list[Line]:
    """The lines out of tesseract's table of words, their letters all of one size: heights of words say little."""
    found: dict[tuple[str, ...], list[tuple[float, float, float, str]]] = {}
    heights = []
    for row in rows:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and float(cells[10]) >= _SURE and cells[11].strip():
            left, top, width, height = (float(cell) for cell in cells[6:10])
            heights.append(height)
            found.setdefault(tuple(cells[1:5]), []).append((left, left + width, -top - height, cells[11].strip()))
    size = sorted(heights)[len(heights) // 2] if heights else 0.0
    return [
        Line(
            " ".join(w[3] for w in line),
            min(w[0] for w in line),
            max(w[1] for w in line),
            min(w[2] for w in line),
            size,
        )
        for line in found.values()
    ]

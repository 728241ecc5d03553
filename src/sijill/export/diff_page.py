"""A comparison as one self-contained page that fetches nothing and runs no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from sijill.export.diff import STATUSES, Difference, Entry

_TEMPLATES = Path(__file__).parent / "templates"


def _h(value: str | None) -> str:
    return "<i>none</i>" if value is None else f"<bdi>{escape(value)}</bdi>"


def page(found: Difference) -> Iterator[bytes]:
    """The page, piece by piece."""
    counts = found.counts
    style = (_TEMPLATES / "diff.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(counts.old)} and {escape(counts.new)}</title><style>{style}</style></head><body>"
        f"<h1>{_h(counts.old)} → {_h(counts.new)}</h1><p>{counts}</p>\n"
    )
    yield head.encode()
    for status in STATUSES:
        if count := getattr(counts, status):
            yield f'<section class="{status}"><h2>{status.capitalize()} <small>{count:,}</small></h2>\n'.encode()
            for entry in found.entries(status):
                yield _entry(entry).encode()
            yield b"</section>\n"
    yield b"</body></html>\n"


def _entry(entry: Entry) -> str:
    reason = f"<p>{escape(entry.reason)}</p>" if entry.reason else ""
    rows = "".join(
        f"<tr><th>{escape(c.field)}</th><td>{_h(c.old)}</td><td>{_h(c.new)}</td></tr>" for c in entry.changes
    )
    table = f"<table><tr><th>field</th><th>before</th><th>now</th></tr>{rows}</table>" if rows else ""
    return (
        f'<article id="{escape(entry.id, quote=True)}"><h3>{_h(entry.what)} <small>{escape(entry.id)}</small></h3>'
        f"{reason}{table}</article>\n"
    )

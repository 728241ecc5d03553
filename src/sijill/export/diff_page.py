"""A comparison as one self-contained page that fetches nothing and runs no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from sijill.export.diff import Difference, Entry

_TEMPLATES = Path(__file__).parent / "templates"
_TITLES = {"changed": "Changed", "added": "Added", "withdrawn": "Withdrawn"}


def _h(value: str | None) -> str:
    return "<i>none</i>" if value is None else f"<bdi>{escape(value)}</bdi>"


def page(found: Difference) -> bytes:
    """The page."""
    style = (_TEMPLATES / "diff.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    counts = (
        f"{found.changed:,} changed, {found.added:,} added, {found.withdrawn:,} withdrawn, {found.same:,} as before"
    )
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(found.old)} and {escape(found.new)}</title><style>{style}</style></head><body>"
        f"<h1>{_h(found.old)} → {_h(found.new)}</h1><p>{counts}</p>\n"
    )
    return (head + "".join(_sections(found)) + "</body></html>\n").encode()


def _sections(found: Difference) -> Iterator[str]:
    for status, title in _TITLES.items():
        entries = [entry for entry in found.entries if entry.status == status]
        if entries:
            yield f'<section class="{status}"><h2>{title} <small>{len(entries):,}</small></h2>\n'
            yield from map(_entry, entries)
            yield "</section>\n"


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

"""What verbs that write files share: names that clash, where rejects go, and how they are told at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sijill.errors import UsageError

if TYPE_CHECKING:
    from sijill.export.manifest import Manifest
    from sijill.read import Reject


def rejects_beside(out: Sequence[str]) -> str | None:
    """Where rejects go: beside the first output that is a file."""
    first = next((path for path in out if path != "-" and not _is_device(path)), None)
    return None if first is None else str(Path(first).with_name("rejects.jsonl"))


def _is_device(path: str) -> bool:
    return os.path.exists(path) and not os.path.isfile(path)


def refuse_twice(out: Sequence[str], rejects: str | None) -> None:
    """Check the names of outputs before anything is read.

    Raises:
        UsageError: two are the same, one is a folder, or stands in one that is not there.
    """
    paths = [p if p == "-" else os.path.realpath(p) for p in (*out, *([rejects] if rejects else []))]
    if len(set(paths)) < len(paths):
        raise UsageError("two outputs have the same name", file=next(p for p in paths if paths.count(p) > 1))
    for path in paths:
        if path != "-" and os.path.isdir(path):
            raise UsageError("the output is a folder", file=path, hint="name a file in it")
        if path != "-" and not os.path.isdir(os.path.dirname(path)):
            raise UsageError("no such folder", file=os.path.dirname(path), hint="make it first")


def drop_empty(rejects: str | None, count: int) -> None:
    """Take away a file of rejects that is empty; it would only ask to be opened."""
    if rejects is not None and not count:
        Path(rejects).unlink(missing_ok=True)


def tell_rejects(first: Sequence[Reject], count: int, file: str | None) -> None:
    """Tell the first rejects, and where the others are."""
    for reject in first:
        where = ":".join(str(x) for x in (reject.file, reject.line) if x is not None)
        print(f"sijill: {where}: {reject.reason}" + (f" ({reject.hint})" if reject.hint else ""), file=sys.stderr)
    if count > len(first):
        print(f"sijill: and {count - len(first):,} more" + (f", see {file}" if file else ""), file=sys.stderr)


def tell_export(about: Manifest, out: str) -> None:
    """Tell what an export wrote, and what it left out."""
    left = "".join(f"; {n:,} left out: {why}" for why, n in about.left_out.items())
    print(
        f"{about.read:,} {about.input['kind']}s: {about.written:,} written in {about.rows:,} rows{left}",
        file=sys.stderr,
    )
    if "no day" in about.left_out and "undated" not in about.options:
        print("  --undated keeps records without a day, in the fortnight before their report", file=sys.stderr)
    if out != "-":
        print(f"  {out}\n  {out}.losses.jsonl\n  {out}.manifest.json", file=sys.stderr)

"""Compiled knowledge on disk, so that a program's second start is quick.

One file a key under the user's cache folder. The key holds a digest of all that the value was made from; a file that
cannot be read is made again, a folder that cannot be written is done without. Concurrent processes write aside and
rename.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_KEEP = 6  # files of one name; older ones are of packs and programs that were since changed


def cache_folder() -> Path:
    """Where compiled tables are kept: ``$XDG_CACHE_HOME/sijill``, or ``~/.cache/sijill``."""
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(home) / "sijill" if home and Path(home).is_absolute() else Path.home() / ".cache" / "sijill"


def program_digest() -> str:
    """A digest over the program's own source: a changed reader of packs must not meet the tables of the one before."""
    digest = hashlib.blake2b(sys.version.encode(), digest_size=8)
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cached(name: str, key: str, kind: type[T], make: Callable[[], T]) -> T:
    """The value of a name and key, from the cache or made and put there.

    Args:
        name: of the file; ``key`` is the digest of all that ``make`` looks at.
        key: see there.
        kind: what the value must be; anything else in the file counts as unreadable.
        make: makes it.
    """
    try:
        path = cache_folder() / f"{name}-{key}.pickle"
        found = _read(path, kind)
    except (OSError, RuntimeError):  # no home folder
        return make()
    if found is None:
        found = make()
        with contextlib.suppress(OSError, RecursionError):
            _write(path, found, name)
    return found


def _read(path: Path, kind: type[T]) -> T | None:
    collecting = gc.isenabled()
    gc.disable()  # half a million small objects that all stay: collecting in between doubles the time
    try:
        with path.open("rb") as file:
            if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
                return None
            found = pickle.load(file)
        gc.freeze()  # nor need they be looked at again
    except Exception:  # noqa: BLE001 - whatever a damaged pickle raises, the tables are made again
        return None
    finally:
        if collecting:
            gc.enable()
    return found if isinstance(found, kind) else None


def _write(path: Path, value: object, name: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
        os.replace(aside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise
    mine = sorted(path.parent.glob(f"{name}-*.pickle"), key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for old in mine[_KEEP:]:
        with contextlib.suppress(OSError):
            old.unlink()

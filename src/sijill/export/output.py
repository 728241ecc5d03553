"""A file or folder that is whole or not there: written aside, renamed at the end."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sijill.errors import UsageError

STDOUT = "-"


class Output:
    """A file to write; ``-`` is standard output. Leaving the block without an error puts it in its place.

    A device or a pipe is written to as it is. A full disk, or one that may not be written, ends in a UsageError, and
    what stood under the name before still stands there.
    """

    def __init__(self, path: str):
        self.path = path
        self._aside: str | None = None
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Output:
        try:
            self._stream = self._open()
        except OSError as error:
            raise self._error(error) from error
        return self

    def _open(self) -> BinaryIO:
        if self.path == STDOUT:
            return sys.stdout.buffer
        if os.path.exists(self.path) and not stat.S_ISREG(os.stat(self.path).st_mode):
            return open(self.path, "wb")
        target = os.path.realpath(self.path)  # through a link, so that the link stays
        handle, self._aside = tempfile.mkstemp(dir=os.path.dirname(target), prefix=f".{os.path.basename(target)}-")
        return os.fdopen(handle, "wb")

    def write(self, data: bytes) -> None:
        """Add to the file."""
        try:
            self._writing.write(data)
        except OSError as error:
            raise self._error(error) from error

    @property
    def _writing(self) -> BinaryIO:
        if self._stream is None:
            raise UsageError("the output is not open", file=self.path)
        return self._stream

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        stream, aside = self._writing, self._aside
        try:
            if kind is None:
                stream.flush()
                if aside is not None:
                    os.fsync(stream.fileno())
            if self.path != STDOUT:
                stream.close()
            if kind is None and aside is not None:
                os.chmod(aside, 0o666 & ~_umask())
                os.replace(aside, os.path.realpath(self.path))
                self._aside = None
        except OSError as error:
            if kind is None:
                raise self._error(error) from error
        finally:
            self._drop()

    def _drop(self) -> None:
        if self._stream is not None and self.path != STDOUT:
            with contextlib.suppress(OSError):
                self._stream.close()
        if self._aside is not None:
            with contextlib.suppress(OSError):
                os.unlink(self._aside)

    def _error(self, error: OSError) -> Exception:
        if isinstance(error, BrokenPipeError):
            return error
        name = "standard output" if self.path == STDOUT else self.path
        hint = "make room and run it again" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else None
        return UsageError(f"cannot be written: {error.strerror}", file=name, hint=hint)


@contextlib.contextmanager
def aside(path: str) -> Iterator[Path]:
    """A path beside ``path`` for a library to write a file or a folder under; put in its place at the end.

    A folder takes the place of an empty one, or of one that an earlier export made (it holds ``datapackage.json``).

    Raises:
        UsageError: it cannot be written, or something else stands in its place.
    """
    target = Path(os.path.realpath(path))
    if path == STDOUT:
        raise UsageError("this format cannot go to standard output", hint="name a file with -o")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
            made = Path(folder) / target.name
            yield made
            if target.is_dir() and (any(target.iterdir()) and not (target / "datapackage.json").is_file()):
                raise UsageError("the output is a folder with other things in it", file=path, hint="name another")
            os.chmod(made, (0o777 if made.is_dir() else 0o666) & ~_umask())
            if target.is_dir():
                shutil.rmtree(target)
            os.replace(made, target)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror or error}", file=path) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

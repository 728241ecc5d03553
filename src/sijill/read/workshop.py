"""Where documents are opened: a process apart, started with the first of them, and anew when one brings it down."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec

from sijill.read.records import Document, Read, Reject
from sijill.read.worker import STEP, Sent, read_frame, seconds_for, write_frame

if TYPE_CHECKING:
    import subprocess

_ITEMS = msgspec.msgpack.Decoder(list[Sent])


class Workshop:
    """Reads documents apart; leaving the block ends the process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def pid(self) -> int | None:
        """Of the process, while it lives."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    def read(self, document: Document) -> Iterator[Read | Reject]:
        """What one document holds; the last of it is a reject where it brought the process down."""
        from sijill.read.deadline import Deadline  # noqa: PLC0415 - plain text never comes here, and need not wait

        process = self._started()
        deadline = Deadline(process)
        try:
            whole = False
            for items in _exchange(process, document):
                deadline.hold()
                whole = items is None
                yield from (item for sent in items or () if (item := sent.read or sent.reject) is not None)
                deadline.go_on()
            if not whole:
                process.wait()
                self._end()
                yield document.reject(_why_it_died(process.returncode, document), "leave it out, or save it as text")
        except BaseException:
            self._end()  # it is in the middle of something
            raise
        finally:
            deadline.end()

    def _started(self) -> subprocess.Popen[bytes]:
        import subprocess  # noqa: PLC0415

        if self._process is None or self._process.poll() is not None:
            self._end()  # its pipes, where it died between two documents
            paths = os.pathsep.join(p for p in sys.path if p)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sijill.read.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": paths},
            )  # fmt: skip
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:  # what was not sent yet will not be
                        continue


def _exchange(process: subprocess.Popen[bytes], document: Document) -> Iterator[list[Sent] | None]:
    """Frames of items, and None at the end; without it where the process died."""
    try:
        write_frame(cast(BinaryIO, process.stdin), msgspec.msgpack.encode(document))
    except OSError:
        return
    while (data := read_frame(cast(BinaryIO, process.stdout))) is not None:
        if not data:
            yield None
            return
        yield _ITEMS.decode(data)


def _why_it_died(status: int, document: Document) -> str:
    if -status in {9, 24}:  # killed by the clock, or by the limit of computing time
        return f"reading it took more than {STEP} s of computing at one stretch, or {seconds_for(document)} s in all"
    return f"it brought its reader down ({f'signal {-status}' if status < 0 else f'status {status}'})"

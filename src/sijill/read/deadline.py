"""A process that gets no further is ended by the clock.

While it computes, its own limit of computing time ends it: that is the same on a busy machine as on a calm one. One
that waits for what never comes, or is stopped, has no such limit, so its time runs by the clock.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from threading import Timer
from time import monotonic

WAIT = 9.0  # seconds without a sign of life and without computing
_LOOK = 1.0  # seconds between two looks
_BLIND = 10  # times as long where the system does not tell what a process computes
_IDLE = 0.01  # seconds of computing between two looks, below which it waits


class Deadline:
    """The time that a process has until its next sign of life.

    Args:
        process: is killed when it is over.
    """

    def __init__(self, process: subprocess.Popen[bytes]):
        self._process = process
        self._since, self._spent = monotonic(), spent(process.pid)
        self._held = self._ended = False
        self._timer = self._start()

    def hold(self) -> None:
        """Take note of a sign of life; while its words are made use of, the process may have to wait."""
        self._held = True

    def go_on(self) -> None:
        """Wait for the next one."""
        self._since, self._held = monotonic(), False

    def end(self) -> None:
        """Stop looking."""
        self._ended = True
        self._timer.cancel()

    def _start(self) -> Timer:
        timer = Timer(_LOOK, self._look)
        timer.daemon = True
        timer.start()
        return timer

    def _look(self) -> None:
        before, now = self._spent, spent(self._process.pid)
        self._spent, wait = now, WAIT
        if before is None or now is None:
            wait *= _BLIND
        elif now - before > _IDLE:
            self._since = monotonic()
        if monotonic() - self._since >= wait and not self._held:
            self._process.kill()
        elif not self._ended:
            self._timer = self._start()


def spent(pid: int) -> float | None:
    """Seconds that a process and those it started have computed; None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return None
    own = sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return own + sum(spent(int(child)) or 0.0 for child in children)

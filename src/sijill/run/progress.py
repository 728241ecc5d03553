"""How far a run is: totals, rate and time left, as the file ``status.json`` and for whoever watches."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from sijill.export import Output
from sijill.model import to_json
from sijill.run.finish import Summary
from sijill.run.shard import Account

_PAUSE = 1.0  # seconds between two writings of the file

State = Literal["running", "stopped", "failed", "done"]


class Status(msgspec.Struct, kw_only=True):
    """How far a run is. The only file of a run that holds times, and that two runs differ in.

    Attributes:
        shards, shards_done, bytes, bytes_done: of the whole run.
        reports, coded, told, rejected, events: of the shards that are done, also by earlier sittings.
        dropped: reports by reason.
        rate: reports a second, of this sitting.
        seconds: of this sitting; ``left`` seconds to go at this rate, None while nothing can be said.
    """

    state: State = "running"
    shards: int = 0
    shards_done: int = 0
    bytes: int = 0
    bytes_done: int = 0
    reports: int = 0
    coded: int = 0
    told: int = 0
    rejected: int = 0
    events: int = 0
    dropped: dict[str, int] = {}
    rate: float = 0.0
    seconds: float = 0.0
    left: float | None = None


Watch = Callable[[Status], None]


class Progress:
    """Counts the shards that are done.

    Args:
        out: the run's folder.
        shards, size: of the whole run.
        watch: told of every change.
    """

    def __init__(self, out: Path, shards: int, size: int, watch: Watch | None = None):
        self.status = Status(shards=shards, bytes=size)
        self._path, self._watch = out / "status.json", watch
        self._started = self._written = time.monotonic()
        self._before = (0, 0)  # reports and bytes of earlier sittings

    def add(self, account: Account, size: int, *, earlier: bool = False) -> None:
        """A shard of so many bytes is done."""
        status = self.status
        status.shards_done += 1
        status.bytes_done += size
        status.reports += account.read
        status.coded += account.coded
        status.told += account.told
        status.rejected += len(account.rejects)
        status.events += account.events
        status.dropped = dict(Counter(status.dropped) + Counter(why for _, why in account.dropped))
        if earlier:
            self._before = (status.reports, status.bytes_done)
        self.tell("running")

    def end(self, summary: Summary) -> None:
        """The run is whole; ids that came again are settled, which moves some counts."""
        for name in ("coded", "told", "rejected", "events", "dropped"):
            setattr(self.status, name, getattr(summary, name))
        self.tell("done")

    def tell(self, state: State) -> None:
        """Bring times up to date, and tell whoever watches."""
        status, now = self.status, time.monotonic()
        changed, status.state = state != status.state, state
        status.seconds = round(now - self._started, 1)
        reports, size = status.reports - self._before[0], status.bytes_done - self._before[1]
        status.rate = round(reports / max(status.seconds, 0.1), 1)
        status.left = round((status.bytes - status.bytes_done) * status.seconds / size, 1) if size else None
        if changed or now - self._written >= _PAUSE:
            self._written = now
            with Output(str(self._path)) as file:
                file.write(to_json(status) + b"\n")
        if self._watch is not None:
            self._watch(status)

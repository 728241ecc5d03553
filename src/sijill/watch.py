"""What is kept of a run while it goes on: the first rejects, and the time."""

from __future__ import annotations

import time

from sijill.export import Totals
from sijill.read import Reject

SHOWN = 5


class Watch:
    """Keeps the rejects that are told at the end."""

    def __init__(self) -> None:
        self.rejects: list[Reject] = []
        self.started = time.perf_counter()

    def __call__(self, totals: Totals, reject: Reject | None) -> None:  # noqa: ARG002 - a bar shows them
        """Take note of one more report."""
        if reject is not None and len(self.rejects) < SHOWN:
            self.rejects.append(reject)

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.perf_counter() - self.started

"""Runs over a corpus: shards, a gate before the coder, resuming; on one machine or many."""

from __future__ import annotations

from sijill.run.finish import Summary
from sijill.run.gate import GATES, Gate
from sijill.run.local import run_corpus
from sijill.run.plan import FORMATS, RunOptions
from sijill.run.progress import Status

__all__ = ["FORMATS", "GATES", "Gate", "RunOptions", "Status", "Summary", "run_corpus"]

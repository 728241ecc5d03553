"""The second coder: the interface of the first over an endpoint."""

from __future__ import annotations

from collections import Counter

from sijill import __version__
from sijill.model import Coder as Stamp
from sijill.model import Event, Report
from sijill.second.answer import Reader
from sijill.second.client import Client
from sijill.second.question import question


class SecondCoder:
    """Codes reports by asking a model.

    Attributes:
        dropped: how many values of each field were dropped, over all reports: not verbatim, or not of the codebook.
    """

    def __init__(self, client: Client):
        self.client = client
        self.dropped: Counter[str] = Counter()
        self._rule = f"second/{client.endpoint.model}"
        self.stamp = Stamp(version=__version__, packs=self._rule)

    def code(self, report: Report) -> list[Event]:
        """The events that the model finds in a report, each value with its words.

        Raises:
            BudgetSpentError: the budget is spent.
            InputError: no answer, or none that can be read; the report is not coded.
        """
        reader = Reader(report, self.stamp, self._rule)
        try:
            return reader.events(self.client.ask(question(report)))
        finally:
            self.dropped.update(reader.dropped)

"""From many tellings to one incident: events of several reports that tell the same act are joined, nothing lost.

The light parts import here; Splink and DuckDB (the extra ``link``) only when ``link_events`` runs.
"""

from sijill.link.explain import Comparison, ComparisonRow, explain_incident
from sijill.link.run import LinkOptions, LinkSummary, link_events, train_weights

__all__ = [
    "Comparison",
    "ComparisonRow",
    "LinkOptions",
    "LinkSummary",
    "explain_incident",
    "link_events",
    "train_weights",
]

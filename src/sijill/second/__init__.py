"""A second coder, for comparison: any OpenAI-compatible endpoint behind the interface of the first (``Coder.code``).

It is never needed and never trusted: a value whose words do not stand verbatim in the report is dropped and counted,
its values are the codebook's or none, and its events carry the rule ``second/MODEL`` as their evidence. ``compare``
holds two codings of the same reports against one another: where they agree confidence rises, where they differ it
falls, so that the review queue shows those events first.
"""

from sijill.second.agree import Agreement, compare
from sijill.second.client import Client, Endpoint, Usage
from sijill.second.coder import SecondCoder

__all__ = ["Agreement", "Client", "Endpoint", "SecondCoder", "Usage", "compare"]

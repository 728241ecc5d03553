"""Facts of a report → events: segmentation, scope, roles, retellings. ``Coder.code`` is the whole of coding one report."""

from sijill.events.coder import Coder, matcher_of

__all__ = ["Coder", "matcher_of"]

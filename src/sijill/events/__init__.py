"""Facts of a report → events: segmentation, scope, roles, retellings. ``Coder.code`` codes a whole report."""

from sijill.events.coder import Coder, matcher_of

__all__ = ["Coder", "matcher_of"]

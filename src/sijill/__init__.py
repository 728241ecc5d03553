"""Read Arabic reporting on armed conflict into events.

>>> import sijill
>>> coder = sijill.load_coder()
>>> report = sijill.Report(doc_id="a", text="قتل جنديان في انفجار لغم قرب كركوك أمس", published="2016-05-04")
>>> [(e.type, e.date.start) for e in coder.code(report)]
[('Remote explosive/landmine/IED', '2016-05-03')]
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sijill.errors import InputError, PackError, SijillError, UsageError
    from sijill.model import Event, Report, event_from_json, to_json
    from sijill.pipeline import load_coder
    from sijill.read import Read, Reject, read_all

__version__ = "0.1.0"

_HOMES = {
    "Event": "model", "InputError": "errors", "PackError": "errors", "Read": "read", "Reject": "read",
    "Report": "model", "SijillError": "errors", "UsageError": "errors", "event_from_json": "model",
    "load_coder": "pipeline", "read_all": "read", "to_json": "model",
}  # fmt: skip

__all__ = [
    "Event",
    "InputError",
    "PackError",
    "Read",
    "Reject",
    "Report",
    "SijillError",
    "UsageError",
    "__version__",
    "event_from_json",
    "load_coder",
    "read_all",
    "to_json",
]


def __getattr__(name: str) -> object:
    """The public names, each imported when it is first asked for: a command imports what it needs and no more."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sijill' has no attribute {name!r}")
    return getattr(import_module(f"sijill.{_HOMES[name]}"), name)

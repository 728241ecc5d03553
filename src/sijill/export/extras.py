"""Libraries of the extra ``formats``, loaded when a format wants them."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from sijill.errors import UsageError


def require(name: str) -> ModuleType:
    """The module of this name.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(f"this format needs {name.partition('.')[0]}", hint="pip install 'sijill[formats]'") from error

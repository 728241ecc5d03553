"""The verbs of the command line. Errors are told in one line; 0 all well, 1 some reports rejected, 2 unusable call.

Each module holds the verbs of one theme and imports what they need only when they run, so that the program starts fast.
"""

from __future__ import annotations

import os
import sys

import typer

from sijill.cli import (
    coding,
    evaluating,
    exporting,
    linking,
    looking,
    packs,
    places,
    reading,
    register,
    review,
    running,
    second,
    trimming,
)
from sijill.cli.app import app
from sijill.errors import SijillError

__all__ = [
    "app", "coding", "evaluating", "exporting", "linking", "looking", "main", "packs", "places", "reading",
    "register", "review", "running", "second", "trimming",
]  # fmt: skip


def main() -> None:
    """The console script: every failure in one line on standard error."""
    try:
        outcome = app(standalone_mode=False)
    except SijillError as error:
        sys.exit(_fail(str(error)))
    except typer.TyperException as error:
        sys.exit(_fail(error.format_message(), "see sijill --help"))
    except (KeyboardInterrupt, typer.Abort):
        print("sijill: interrupted", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; say nothing more
        sys.exit(1)
    sys.exit(outcome if isinstance(outcome, int) else 0)


def _fail(message: str, hint: str = "") -> int:
    print(f"sijill: {' '.join(message.split())}" + (f" ({hint})" if hint else ""), file=sys.stderr)
    return 2

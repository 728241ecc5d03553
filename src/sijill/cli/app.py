"""The program's root command, and what its verbs share: options, the console, the progress, a file of events."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from sijill.model import Event, Report
    from sijill.watch import Watch

app = typer.Typer(
    name="sijill", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Read Arabic reporting on armed conflict into a dataset of events, every value with its words.",
)  # fmt: skip

Inputs = Annotated[
    list[str],
    typer.Argument(help="Texts, JSON lines, pages, PDFs, archives …, folders of them, or - for standard input."),
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="Columns of tables: text=الخبر,published=التاريخ. May be given again."),
]
Packs = Annotated[list[Path] | None, typer.Option("--packs", help="A folder of packs to lay over the shipped ones.")]
Dossiers = Annotated[
    Path | None,
    typer.Option(
        help="Which reports were collected about one incident: lines of a report's id, a tab, a dossier's name."
    ),
]
PlacesFile = Annotated[Path | None, typer.Option("--places", help="A gazetteer of your own (sijill places build).")]

Engine = Annotated[str, typer.Option(help="local, or spark for a cluster: Parquet in, Parquet out.")]
Master = Annotated[str | None, typer.Option(help="With spark: its master, such as local[2] or yarn.")]
Partitions = Annotated[int, typer.Option(min=0, help="With spark: parts to cut the work into; 0 leaves it to sijill.")]
SparkConf = Annotated[list[str] | None, typer.Option("--spark-conf", help="With spark: key=value, again and again.")]


def is_spark(engine: str) -> bool:
    """Whether the engine is Spark.

    Raises:
        UsageError: there is no such engine.
    """
    if engine not in {"local", "spark"}:
        raise UsageError(f"no engine {engine!r}", hint="one of: local, spark")
    return engine == "spark"


def spark_settings(conf: list[str] | None) -> dict[str, str]:
    """The settings of Spark as given.

    Raises:
        UsageError: one is no ``key=value``.
    """
    found = {}
    for given in conf or ():
        key, equals, value = given.partition("=")
        if not equals:
            raise UsageError(f"{given!r} is no key=value", hint="as in --spark-conf spark.executor.memory=2g")
        found[key] = value
    return found


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False) -> None:
    if version:
        from sijill import __version__

        print(f"sijill {__version__}")
        raise typer.Exit


def console(*, stderr: bool = False) -> Console:
    """A console: as wide as the terminal, or 150 columns into a file."""
    from rich.console import Console

    terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, highlight=False, width=None if terminal else 150)


def watch_run(*, quiet: bool) -> Watch:
    """What watches a run: a progress bar on a terminal, else nothing that shows."""
    if quiet or not sys.stderr.isatty():
        from sijill.watch import Watch

        return Watch()
    from sijill.terminal import Bar

    return Bar(console(stderr=True))


def one_report(target: str, doc_id: str | None) -> Report:
    """The report of this id in a file, or the file's first.

    Raises:
        InputError: it cannot be read.
        UsageError: there is none.
    """
    from sijill.errors import InputError
    from sijill.read import Read, find_inputs, read_all

    for item in read_all(find_inputs([target])):
        if doc_id is not None and (item.report.doc_id if isinstance(item, Read) else item.doc_id) != doc_id:
            continue
        if isinstance(item, Read):
            return item.report
        raise InputError(item.reason, file=item.file, line=item.line, hint=item.hint)
    raise UsageError(f"no report {doc_id!r} in it" if doc_id else "no report in it", file=target)


def read_events(path: Path) -> Iterator[Event]:
    """The events of a file of JSON lines, one after the other.

    Raises:
        InputError: a line is no event.
        UsageError: the file cannot be read.
    """
    from sijill.model import event_from_json

    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield event_from_json(line, file=str(path), number=number)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", file=str(path)) from error


def link_package() -> ModuleType:
    """The package ``sijill.link``, where its extra is installed."""
    try:
        return import_module("sijill.link")
    except ImportError as error:
        raise UsageError("linking needs more packages", hint="pip install 'sijill[link]'") from error

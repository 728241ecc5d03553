"""One export: records in, a file of a format out, with what it could not express and its manifest beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import msgspec

from sijill.errors import UsageError
from sijill.export.acled import Acled, AcledOptions
from sijill.export.files import Features, Lines, Pages, Rows, Writer
from sijill.export.flat import Flat
from sijill.export.ged import Ged
from sijill.export.hapi import Hapi
from sijill.export.inputs import Kind, Library
from sijill.export.losses import Teller
from sijill.export.manifest import Manifest, entries_of, sorted_counts
from sijill.export.notes import Language
from sijill.export.output import STDOUT, Output, aside
from sijill.export.public import SAYS, Public
from sijill.export.record import Record
from sijill.export.table import Mapper
from sijill.export.when import in_fortnight
from sijill.model import Event, Incident
from sijill.places.store import Places

#: Formats of ``sijill export``, with the ending of the usual file name; a data package is a folder.
EXPORTS = {
    "acled": ".csv", "ged": ".csv", "hapi": ".csv", "csv": ".csv", "xlsx": ".xlsx", "jsonl": ".jsonl",
    "geojson": ".geojson", "geoparquet": ".parquet", "parquet": "", "html": ".html",
}  # fmt: skip
_TABLES = ("acled", "ged", "hapi", "csv")
_DATED = ("acled", "ged", "hapi")
_FLAT = ("words of sides, counts and damage, spans, rules, confidence, candidates of places: not in this format",)
_ALWAYS: dict[str, tuple[str, ...]] = {
    "csv": _FLAT, "xlsx": _FLAT, "geojson": _FLAT, "geoparquet": _FLAT,
    "parquet": ("words of damage, confidence, candidates of places, why events were joined: not in this format",),
    "html": ("a page for reading: no value in a form for programs",),
    "jsonl": (),
}  # fmt: skip


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How to export.

    Attributes:
        form: one of ``EXPORTS``.
        kind: whether events or incidents come in.
        out: where to; ``-`` is standard output, without side files.
        public: whether to leave out what should not be published.
        hxl: whether a row of HXL tags stands below the names of the columns.
        language, numbers, timestamp: of ``acled``; see ``AcledOptions``.
        undated: whether a record without a day stands in the fortnight before its first report, where a format needs a
            day: what is older is history by the codebook, and no event.
    """

    form: str
    kind: Kind = "event"
    out: str
    public: bool = False
    hxl: bool = False
    language: Language = "en"
    numbers: bool = False
    timestamp: int | None = None
    undated: bool = False


def export(
    sources: Iterable[Event | Incident], library: Library, places: Places, plan: Plan,
    *, about: Manifest, watch: Callable[[int], None] | None = None,
) -> Manifest:  # fmt: skip
    """Write records in a format, ``OUT.losses.jsonl`` and ``OUT.manifest.json``.

    Args:
        sources: events or incidents, streamed.
        library: the reports and events they point at.
        places: the gazetteer: radii, middles of countries and settlements.
        plan: format, path and options.
        about: the manifest to fill in: it names the program and the input.
        watch: called after each record with the number so far.

    Raises:
        UsageError: an unknown format, an option that it does not have, or a file that cannot be written.
    """
    check_plan(plan)
    beside = plan.out != STDOUT
    public = Public(places) if plan.public else None
    with Output(side_name(plan.out, "losses.jsonl")) if beside else nullcontext() as losses:
        teller, coders = Teller(losses), Counter[str]()
        with _writer(plan, places) as writer:
            for source in sources:
                shown = public.apply(source, teller) if public is not None else source
                record = _record(library, shown, public)
                if plan.undated:
                    record = in_fortnight(record, teller)
                about.rows += writer.add(record, teller)
                coders[f"{record.coder.version} {record.coder.packs}".strip() or "not told"] += 1
                about.read += 1
                about.written += teller.end(record.id)
                if watch is not None:
                    watch(about.read)
            about.rows += writer.close()
    about.coders, about.rules = sorted_counts(coders), sorted_counts(teller.rules)
    about.left_out = sorted_counts(teller.left_out)
    about.public = SAYS if plan.public else ()
    about.always = _always(plan, places)
    if beside:
        about.files = entries_of(Path(plan.out))
        with Output(side_name(plan.out, "manifest.json")) as manifest:
            manifest.write(msgspec.json.format(msgspec.json.encode(about), indent=1) + b"\n")
    return about


def check_plan(plan: Plan) -> None:
    """Refuse what cannot be done before anything is read.

    Raises:
        UsageError: says what.
    """
    if plan.form not in EXPORTS:
        raise UsageError(f"no format {plan.form!r}", hint=f"one of: {', '.join(EXPORTS)}")
    if plan.hxl and plan.form not in _TABLES:
        raise UsageError(f"{plan.form} has no row for HXL tags", hint=f"formats that have: {', '.join(_TABLES)}")
    if plan.undated and plan.form not in _DATED:
        raise UsageError(f"{plan.form} holds records without a day", hint=f"--undated goes with {', '.join(_DATED)}")
    if plan.form != "acled" and (plan.numbers or plan.timestamp is not None or plan.language != "en"):
        raise UsageError(f"{plan.form} has no notes, inter codes or timestamp", hint="these are options of acled")


def form_of(path: str, name: str | None) -> str:
    """The format of this name, or the one that a file's ending usually is of.

    Raises:
        UsageError: neither says.

    >>> form_of("events.geojson", None), form_of("events.csv", "acled")
    ('geojson', 'acled')
    """
    ending = Path(path).suffix.lower()
    usual = next((form for form in ("csv", *EXPORTS) if EXPORTS[form] == ending and ending), None)
    if (found := name or usual) is None:
        raise UsageError("its ending names no format", file=path, hint=f"--as one of: {', '.join(EXPORTS)}")
    return found


def side_name(out: str, ending: str) -> str:
    """The path of a file beside the output."""
    return f"{out.rstrip('/')}.{ending}"


def _record(library: Library, source: Event | Incident, public: Public | None) -> Record:
    record = library.record(source)
    if public is None:
        return record
    silent = Teller()  # the events of an incident: what is taken out of them was told with the incident
    tellings = tuple(e for t in record.tellings if isinstance(e := public.apply(t, silent), Event))
    return msgspec.structs.replace(record, reports=tuple(map(public.report, record.reports)), tellings=tellings)


def _mapper(plan: Plan, places: Places) -> Mapper:
    if plan.form == "acled":
        return Acled(AcledOptions(language=plan.language, numbers=plan.numbers, timestamp=plan.timestamp))
    if plan.form == "ged":
        return Ged(places)
    return Hapi() if plan.form == "hapi" else Flat(plan.kind)


def _always(plan: Plan, places: Places) -> tuple[str, ...]:
    return _ALWAYS[plan.form] if plan.form in _ALWAYS else getattr(_mapper(plan, places), "always", ())


@contextmanager
def _writer(plan: Plan, places: Places) -> Iterator[Writer]:
    mapper = _mapper(plan, places)
    if plan.form in ("xlsx", "parquet", "geoparquet"):
        with aside(plan.out) as path:
            writer = _library_writer(plan, path, mapper, places)
            try:
                yield writer
            except BaseException:
                with suppress(Exception):
                    writer.close()  # so that the library lets go of its files; what it made is thrown away
                raise
        return
    with Output(plan.out) as output:
        if plan.form in _TABLES:
            yield Rows(output, mapper, hxl=plan.hxl)
        elif plan.form == "geojson":
            yield Features(output, places.radius_km)
        else:
            yield Pages(output, places.radius_km) if plan.form == "html" else Lines(output)


def _library_writer(plan: Plan, path: Path, mapper: Mapper, places: Places) -> Writer:
    if plan.form == "xlsx":
        from sijill.export.xlsx import Book  # noqa: PLC0415 - an extra

        return Book(path, mapper, (*_ALWAYS["xlsx"], *(SAYS if plan.public else ())))
    from sijill.export.parquet import GeoParquet, Package  # noqa: PLC0415 - an extra

    return Package(path, mapper) if plan.form == "parquet" else GeoParquet(path, mapper, places.radius_km)

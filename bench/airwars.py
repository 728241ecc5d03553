"""Incidents that people coded, found again from the same sources: trim, code, link, and what the scorer needs.

    python bench/airwars.py BUNDLES.jsonl OUT_DIR [--places places.db] [--score SCORER.py] [--errors] [--blind]

Writes ``reports.jsonl``, ``events.jsonl`` and ``incidents.jsonl`` into OUT_DIR. Only the sources are read, never the
coded incident. Each bundle is a dossier, and ``subjects.jsonl`` holds the incident that each is about: that is what
``--score`` judges. With ``--blind`` nobody is told which sources are one bundle, and the scorer chooses.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sijill.link import LinkOptions, link_events
from sijill.model import Report, to_json
from sijill.pipeline import load_coder
from sijill.read.trim import trim_all


class Source(msgspec.Struct):
    id: str
    text: str
    publisher: str | None = None
    published: str | None = None


class Bundle(msgspec.Struct):
    """A bundle as far as the program may see it: what people coded is not decoded at all."""

    code: str
    sources: list[Source]


def reports_of(path: Path) -> Iterator[Report]:
    decoder = msgspec.json.Decoder(Bundle)
    with path.open("rb") as lines:
        for line in lines:
            bundle = decoder.decode(line)
            for source in bundle.sources:
                yield Report(
                    doc_id=f"{bundle.code}/{source.id}",
                    text=source.text,
                    published=source.published,
                    outlet=source.publisher,
                    language="ar",
                )


def subjects(incidents: Path) -> Iterator[bytes]:
    """The incidents that a bundle is about, with the reports of the bundles that they are the subject of."""
    for line in incidents.open("rb"):
        row = msgspec.json.decode(line)
        own = row.get("subject_of") or ()
        if own:
            row["reports"] = [doc for doc in row["reports"] if doc.partition("/")[0] in own]
            yield msgspec.json.encode(row) + b"\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--places", type=Path, help="a table made by `sijill places build`")
    parser.add_argument("--score", type=Path, help="the scorer to run on the incidents")
    parser.add_argument("--errors", action="store_true", help="let the scorer print each bundle beside what was found")
    parser.add_argument("--blind", action="store_true", help="do not tell the linker which sources are one bundle")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    reports, events, incidents = (args.out / f"{n}.jsonl" for n in ("reports", "events", "incidents"))
    start, coder, count = time.monotonic(), load_coder(places=args.places), 0
    with reports.open("wb") as texts, events.open("wb") as coded:
        pages = list(reports_of(args.bundles))
        bundles = None if args.blind else {page.doc_id: page.doc_id.partition("/")[0] for page in pages}
        for trimmed in trim_all(pages, bundles):
            report = trimmed.report
            if report is None:
                continue
            texts.write(to_json(report) + b"\n")
            for event in coder.code(report):
                coded.write(to_json(event) + b"\n")
                count += 1
    summary = link_events([events], incidents, reports=[reports], options=LinkOptions(dossiers=bundles))
    seconds = time.monotonic() - start
    print(f"{count} events, {summary.incidents} incidents, {summary.joined} of several tellings, {seconds:.0f} s")
    if args.score:
        extra, judged = ["--errors"] if args.errors else [], incidents
        if not args.blind:
            judged = args.out / "subjects.jsonl"
            judged.write_bytes(b"".join(subjects(incidents)))
        run = subprocess.run(
            [sys.executable, args.score, args.bundles, judged, *extra], check=True, capture_output=True, text=True
        )
        print(run.stdout, end="")


if __name__ == "__main__":
    main()

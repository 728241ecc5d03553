"""Hold another build of sijill to this one's bytes: ``bench/same.py FOLDER`` (``make fast`` leaves one in out/fast).

Codes the examples, the invented reports of the performance card and every text of a folder of gold, where one is given,
with both, and compares the events byte by byte. Exits 1 where they differ, and names the first report that does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

import msgspec
from speed import ROOT, reports

from sijill.model import Report, event_from_json, to_json
from sijill.read import Read, read_all


def texts(gold: list[Path]) -> list[Report]:
    """What is coded, each under an id of its own."""
    found = [i.report for i in read_all([str(p) for p in (ROOT / "examples", *gold)]) if isinstance(i, Read)]
    bare = [Report(doc_id="", text=r.text) for r in found]  # with no day and no outlet other rules speak
    everything = [*found, *bare, *reports(100)]
    return [msgspec.structs.replace(r, doc_id=f"{n}-{r.doc_id}") for n, r in enumerate(everything)]


def coded(source: Path, packages: str | None) -> list[bytes]:
    """The lines of events of a file of reports, by the build that stands in a folder, or by this one."""
    out = source.with_suffix(f".{'this' if packages is None else 'other'}.jsonl")
    surroundings = os.environ | ({} if packages is None else {"PYTHONPATH": packages})
    command = [sys.executable, "-m", "sijill", "code", str(source), "-o", str(out), "--quiet"]
    done = subprocess.run(command, env=surroundings, check=False)
    if done.returncode not in {0, 1}:  # 1: reports in other languages were turned away
        sys.exit(done.returncode)
    return out.read_bytes().splitlines()


def main() -> None:
    """Compare."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("folder", type=Path, help="holds the other build's package sijill")
    ask.add_argument("gold", type=Path, nargs="*", help="further folders of texts")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.jsonl")
        corpus = texts(args.gold)
        source.write_bytes(b"".join(to_json(r) + b"\n" for r in corpus))
        this, other = coded(source, None), coded(source, str(args.folder.resolve()))
    for mine, theirs in zip_longest(this, other):
        if mine != theirs:
            where = event_from_json(mine or theirs or b"").doc_id
            sys.exit(f"the builds differ, first in report {where}:\n{mine!r}\n{theirs!r}")
    print(f"{len(this):,} events of {len(corpus):,} reports: the same from both builds")


if __name__ == "__main__":
    main()

"""How well documents are read: words recovered, days of publication, and events that stand only beside an article.

python bench/reading.py [--all] [--without-ocr]

Reads the set of tests/documents (invented texts in pages, PDFs, office files, feeds, exports, archives, in all
encodings), and codes what was read and the clean texts: an event that the clean text has not came out of boilerplate.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from documents.samples import Expected, Sample, samples  # noqa: E402

from sijill.model import Report  # noqa: E402
from sijill.pipeline import load_coder  # noqa: E402
from sijill.read import Read, read_all  # noqa: E402
from sijill.read.ocr import version  # noqa: E402

WORDS, DAYS = 0.98, 0.95  # what is asked


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


class Tally:
    """What was asked and what was found."""

    def __init__(self) -> None:
        self.wanted = self.found = self.extra = self.days = self.reports = self.lost = self.events = self.strange = 0

    def add(self, expected: Expected, report: Report | None) -> str:
        """Compare one report; what is wrong with it, in a few words."""
        self.reports += 1
        wanted = words(expected.text)
        self.wanted += wanted.total()
        if report is None:
            self.lost += 1
            return "not read"
        got = words(report.text)
        found, extra = (wanted & got).total(), (got - wanted).total()
        self.found += found
        self.extra += extra
        right = report.published == expected.published
        self.days += right
        strange = self._strange(expected, report)
        self.events += len(strange[1])
        self.strange += len(strange[0])
        notes = [f"{found}/{wanted.total()} words, {extra} more"] if found < wanted.total() or extra else []
        notes += [] if right else [f"published {report.published}, not {expected.published}"]
        notes += [f"an event of {kind} that is not in the text" for kind in strange[0]]
        return "; ".join(notes)

    @staticmethod
    def _strange(expected: Expected, report: Report) -> tuple[list[str], list[str]]:
        coder = load_coder()
        clean = Report(doc_id=report.doc_id, text=expected.text, published=report.published)
        ours = Counter(
            event.type for event in coder.code(Report(doc_id="x", text=report.text, published=report.published))
        )
        theirs = Counter(event.type for event in coder.code(clean))
        return list((ours - theirs).elements()), list(theirs.elements())


def read_sample(sample: Sample, folder: Path) -> list[Report | str]:
    """What one document gave, reports and reasons."""
    path = folder / sample.name
    path.write_bytes(sample.data)
    items = list(read_all([str(path)], sample.columns))
    return [item.report if isinstance(item, Read) else f"{item.file}: {item.reason}" for item in items]


def main() -> None:
    tally, every = Tally(), [s for s in samples() if not s.needs_ocr or (version() and "--without-ocr" not in sys.argv)]
    with tempfile.TemporaryDirectory() as folder:
        for sample in every:
            items = read_sample(sample, Path(folder))
            reports = [item for item in items if isinstance(item, Report)]
            notes = [item for item in items if isinstance(item, str)]
            for n, expected in enumerate(sample.reports):
                note = tally.add(expected, reports[n] if n < len(reports) else None)
                notes += [note] if note else []
            notes += (
                [f"{len(reports) - len(sample.reports)} reports too many"] if len(reports) > len(sample.reports) else []
            )
            if notes or "--all" in sys.argv:
                print(f"{sample.name}: {'; '.join(notes) or 'right'}")
    recall, days = tally.found / tally.wanted, tally.days / tally.reports
    print(
        f"{len(every)} documents, {tally.reports} reports, {tally.lost} lost; words recovered {recall:.4f} "
        f"({tally.extra} more in {tally.wanted:,}); day of publication right {days:.3f}; {tally.strange} events out of "
        f"boilerplate beside {tally.events} in the texts"
    )
    sys.exit(recall < WORDS or days < DAYS or tally.strange > 0)


if __name__ == "__main__":
    main()

"""Pages that were saved as text, cut down to their article: menus, tickers, lists of other articles, comments.

A page saved as text has lost what told the article from what stands beside it. Two things bring it back: what the
lines say of themselves (``boilerplate.tsv``, sentences and bare titles), and what the pages of a batch repeat. A line
that stands in several otherwise different reports is none of theirs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import msgspec

from sijill.model import Report
from sijill.read import page_words as words
from sijill.read.trim_day import Dated, Years, day_beside, day_lines, find_day
from sijill.text import fold

TRIM = "1"  # goes up when the same page would be cut otherwise

_WORD = re.compile(r"[^\W\d_]{2,}")
_TOKEN = re.compile(r"\w+")
_NAME = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.؟?!؛][»”\"\s)\]]*$")
_TEASER = re.compile(r"(?:…|\.\.\.?|\[…\])\s*$")
_CREDIT = re.compile(r"\([^()]{3,60}\)\s*$|(?<!\w)(?:ال)?(?:أرشيف|أرشيفية|ارشيف|ارشيفيه|تعبيرية|تعبيريه)\)?\s*$")
_OWN = re.compile(r":\s*$|\d\s*(?:سن|عام|اعوام|شهر|اشهر)")  # opens a list, or stands in one of the dead with their ages
_FEW, _MANY = 6, 14  # words: a sentence with its stop has the one, a sentence without it the other
_LONG = 150  # characters of prose that end a list of other articles
_CLITICS, _PARTICLE = "وفبلك", 2
_TITLE = 3  # words from which on a line can be a title
_REPEATED, _REPEATED_PROSE = 2, 3  # different reports in which a title or a sentence stands, that is then of none
_BEFORE = 5  # lines above the first sentence where the headline may stand
_SHARED = 0.5  # of a headline's words, told again in its article
_POINTER, _STRANGE = 4, 0.34  # a title amid the text: more words than this, hardly any of them told by the text
_CHOICES = 3  # names of languages, a line each: where the page's reader chooses one
_TAIL, _REST = 2, 3  # bare titles, and lines of any kind, behind the last sentence: a list of other articles


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """A line that was left out, and why; ``line`` counts from 1."""

    line: int
    why: str
    text: str


class Trimmed(msgspec.Struct, frozen=True, kw_only=True):
    """A report cut down to its article, what was left out, and where its day came from.

    Attributes:
        report: None where nothing is left: the page holds no article.
    """

    doc_id: str
    report: Report | None
    cut: tuple[Cut, ...] = ()
    dated: Dated | None = None


class _Line(NamedTuple):
    text: str
    key: int  # of its folded words and figures, 0 where it has no words
    words: tuple[str, ...]

    @property
    def title(self) -> bool:
        return len(self.words) >= _TITLE

    @property
    def prose(self) -> bool:
        if _TEASER.search(self.text) and len(self.text) < _LONG:
            return False
        return len(self.words) >= (_FEW if _SENTENCE.search(self.text) else _MANY)

    @property
    def long(self) -> bool:
        return self.prose and len(self.text) >= _LONG


def _lines(text: str) -> list[_Line]:
    found = []
    for line in text.split("\n"):
        plain = fold(line)
        told = tuple(_WORD.findall(plain))
        key = zlib.crc32(" ".join(_TOKEN.findall(plain)).encode()) or 1 if told else 0
        found.append(_Line(line, key, told))
    return found


class Repeats:
    r"""Which lines stand in how many different reports of a batch, by outlet; and the years that its stamps tell.

    >>> repeats = Repeats()
    >>> for n, text in enumerate(("افتتح الجسر صباح اليوم أمام السيارات.", "أغلق السوق مساء أمس بسبب الأمطار.")):
    ...     repeats.add(Report(doc_id=str(n), outlet="أ", text=f"عناوين أخرى من الموقع\n{text}"))
    >>> repeats.is_repeated("عناوين أخرى من الموقع", "أ"), repeats.is_repeated("أغلق السوق مساء أمس", "أ")
    (True, False)
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], tuple[int, ...]] = {}
        self.years = Years()

    def add(self, report: Report) -> None:
        """Count the lines of a report."""
        lines = _lines(report.text)
        for outlet in {_outlet(report.outlet), ""}:
            mark = _mark(report, lines)
            for key in {line.key for line in lines if line.title}:
                known = self._seen.get((outlet, key), ())
                if mark not in known and len(known) < _REPEATED_PROSE:
                    self._seen[outlet, key] = (*known, mark)
        self.years.add(report.published, [line.text for line in lines])

    def is_repeated(self, line: str, outlet: str | None) -> bool:
        """Whether a line is told by several different reports of its outlet."""
        return self._repeated(_lines(line)[0], _outlet(outlet))

    def _repeated(self, line: _Line, outlet: str) -> bool:
        return self._count(line, outlet) >= (_REPEATED_PROSE if line.prose else _REPEATED)

    def _count(self, line: _Line, outlet: str) -> int:
        return len(self._seen.get((outlet, line.key), ())) if line.title else 0

    def of(self, lines: list[_Line], outlet: str | None) -> set[int]:
        """The lines of a report that others repeat: of its outlet, or side by side in those of any outlet."""
        name = _outlet(outlet)
        own = {i for i, line in enumerate(lines) if name and self._repeated(line, name)}
        anywhere = [i for i, line in enumerate(lines) if not line.long and self._repeated(line, "")]
        return own | {i for i in anywhere if i - 1 in anywhere or i + 1 in anywhere}


def _outlet(name: str | None) -> str:
    """An outlet's name as it is compared: `Enab Baladi News` and `enabbaladi` are one."""
    plain = "".join(_NAME.findall(fold(name or "").lower()))
    return plain.removesuffix("news").removesuffix("agency") or plain


def _mark(report: Report, lines: list[_Line]) -> int:
    """What tells reports apart: the longest sentence; where there is none, who published the page, and when."""
    told = max((line for line in lines if line.prose), key=lambda line: len(line.text), default=None)
    if told is not None and told.long:
        return told.key
    return zlib.crc32(f"{report.outlet}|{report.published}|{told.key if told else ''}".encode())


def trim(report: Report, repeats: Repeats) -> Trimmed:
    """Cut a page that was saved as text down to its article, and find its day where no metadata states it.

    Args:
        report: the page, line by line as it was saved.
        repeats: the lines of the batch it is part of (:class:`Repeats`), this report among them.
    """
    lines = _lines(report.text)
    why = _furniture(lines, repeats.of(lines, report.outlet))
    day_at = day_lines([line.text for line in lines])
    kept = [i for i in range(len(lines)) if i not in why and i not in day_at]
    cut = tuple(
        Cut(line=i + 1, why=why.get(i, "a stamp"), text=lines[i].text)
        for i in range(len(lines))
        if (i in why or i in day_at) and lines[i].text.strip()
    )
    if not any(lines[i].title for i in kept):
        return Trimmed(doc_id=report.doc_id, report=None, cut=cut)
    dated = None
    if report.published is None:
        dated = find_day([line.text for line in lines], kept, why, report.url, repeats.years)
    text = "\n".join(lines[i].text for i in kept).strip("\n")
    made = msgspec.structs.replace(
        report, text=text, published=dated.day if dated else report.published,
        reader=f"{report.reader} trim/{TRIM}" if report.reader else f"trim/{TRIM}",
    )  # fmt: skip
    return Trimmed(doc_id=report.doc_id, report=made, cut=cut, dated=dated)


def trim_all(reports: Iterable[Report], dossiers: Mapping[str, str] | None = None) -> list[Trimmed]:
    """Trim a batch that fits in memory (:func:`trim` with its :class:`Repeats` takes one of any size).

    Args:
        reports: the pages.
        dossiers: which of them somebody collected about one incident, report id → name of the dossier: a report of one
            that names only a weekday takes its day from the others.
    """
    batch, repeats = list(reports), Repeats()
    for report in batch:
        repeats.add(report)
    done = [trim(report, repeats) for report in batch]
    if not dossiers:
        return done
    days = days_of(done, dossiers)
    return [date_beside(one, days) for one in done]


def days_of(trimmed: Iterable[Trimmed], dossiers: Mapping[str, str]) -> Callable[[str], list[str]]:
    """The days on which the reports of a report's dossier were published, as far as they are known."""
    days: dict[str, list[str]] = {}
    for one in trimmed:
        if one.report is not None and one.report.published and one.doc_id in dossiers:
            days.setdefault(dossiers[one.doc_id], []).append(one.report.published)
    return lambda doc_id: days.get(dossiers.get(doc_id, ""), [])


def date_beside(trimmed: Trimmed, days: Callable[[str], list[str]]) -> Trimmed:
    """Date an undated report by the weekday that it names, among the days of its dossier's other reports."""
    report = trimmed.report
    if report is None or report.published is not None:
        return trimmed
    dated = day_beside(report.text, days(report.doc_id))
    if dated is None:
        return trimmed
    made = msgspec.structs.replace(report, published=dated.day)
    return msgspec.structs.replace(trimmed, report=made, dated=dated)


def _furniture(lines: list[_Line], repeated: set[int]) -> dict[int, str]:
    """The lines that are none of the article, with the reason."""
    why: dict[int, str] = {}
    body = [i for i, line in enumerate(lines) if line.prose and i not in repeated]
    head = _headline(lines, body, _stems(lines, body))
    last = max((i for i in body if lines[i].long), default=-1)
    for i in repeated - ({head} if head is not None else set()):
        why[i] = "other pages repeat it"
    in_list = ""
    for i, line in enumerate(lines):
        if words.opens_comments(line.text):
            why[i] = "the comments"
            in_list = in_list if i < last else "the comments"
        elif words.opens_links(line.text) or words.is_turn(line.text):
            why[i] = in_list = "a list of other articles"
        elif line.long and i not in repeated and in_list != "the comments":
            in_list = ""
        elif in_list and i != head:
            why.setdefault(i, in_list)
        elif line.text.strip() and words.is_boilerplate(line.text) and not any(c.isdigit() for c in line.text):
            why.setdefault(i, "a notice of the page")
    choices = [i for i, line in enumerate(lines) if words.names_language(line.text)]
    if len(choices) >= _CHOICES:
        why.update(dict.fromkeys(choices, "the choice of languages"))
    body = [i for i in body if i not in why]
    _cut_ends(lines, body, head, why)
    return why


def _stems(lines: list[_Line], body: list[int]) -> set[str]:
    """The words of an article, as they stand and without what is joined before them."""
    told = {w for i in body for w in lines[i].words}
    return told | {w.lstrip(_CLITICS) for w in told}


def _headline(lines: list[_Line], body: list[int], stems: set[str]) -> int | None:
    """The title above the first sentence whose words the sentences tell again."""
    if not body:
        return None
    above = [i for i in range(body[0] - 1, -1, -1) if lines[i].title][:_BEFORE]
    share, head = max(((_shared(lines[i], stems), -i) for i in above), default=(0.0, 0))
    return -head if share >= _SHARED else None


def _shared(line: _Line, stems: set[str]) -> float:
    """The share of a line's words that an article tells as well, particles and clitics aside."""
    mine = [w for w in line.words if len(w) > _PARTICLE]
    return sum(w in stems or w.lstrip(_CLITICS) in stems for w in mine) / max(1, len(mine))


def _cut_ends(lines: list[_Line], body: list[int], head: int | None, why: dict[int, str]) -> None:
    """What stands above the headline and below the last sentence; captions between headline and text."""
    if not body:
        left = [i for i, line in enumerate(lines) if line.title and i not in why]
        if why and (len(left) > _BEFORE or sum(len(lines[i].words) >= _FEW for i in left) > _TAIL):
            why.update(dict.fromkeys(left, "a list of titles"))
        return
    if head is not None:
        for i in range(head):
            if lines[i].text.strip():
                why.setdefault(i, "above the headline")
        for i in range(head + 1, body[0]):
            if lines[i].title and _CREDIT.search(lines[i].text):
                why.setdefault(i, "a caption")
    stems, above = _stems(lines, body), lines[body[0]]
    for i in range(body[0] + 1, body[-1]):
        line = lines[i]
        if len(line.words) > _POINTER and not line.prose and i not in why and not _OWN.search(fold(line.text)):
            # A line that goes on with the one before it is part of a sentence that was broken.
            whole = _SENTENCE.search(above.text) is not None or not above.prose
            if whole and _shared(line, stems) <= _STRANGE:
                why[i] = "a pointer to another article"
        above = line if line.text.strip() else above
    behind = [i for i in range(body[-1] + 1, len(lines)) if lines[i].text.strip() and i not in why]
    titles = [i for i in behind if lines[i].title]
    if len(titles) >= _TAIL or len(behind) >= _REST or (titles and len(behind) < len(lines) - body[-1] - 1 and why):
        why.update(dict.fromkeys(behind, "below the article"))

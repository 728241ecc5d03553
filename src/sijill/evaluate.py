"""How good is the coding? Coded events held against events that people coded by hand, slot by slot.

A coded event is paired with at most one of its report's gold events: their passages must overlap with intersection over
union of 0.25, against the gold passage or one of its further mentions. Pairs are taken best first. Every slot is then
scored end to end: what an unpaired gold event holds is missed, what an unpaired coded event holds is wrong.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from sijill.errors import InputError, UsageError
from sijill.model import Actor, Casualty, Damage, Event, Span, to_json

MIN_OVERLAP = 0.25
RECORD = "RECORD"

Value = tuple[object, ...] | str | None


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    text: str | None = None
    admin1_alt: tuple[str, ...] = ()
    admin2_alt: tuple[str, ...] = ()


class _Date(msgspec.Struct, frozen=True, kw_only=True):
    start: str | None = None


class _Claim(msgspec.Struct, frozen=True, kw_only=True):
    kind: str | None = None
    by: str | None = None


class Coded(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it is scored, whoever coded it: the codebook's fields, and the alternatives that gold accepts."""

    doc_id: str | None = None
    passage: Span
    also: tuple[Span, ...] | None = None
    type: str | None = None
    type_alt: tuple[str, ...] | None = None
    date: _Date | None = None
    time: str | None = None
    place: _Place | None = None
    initiator: tuple[Actor, ...] | None = None
    target: tuple[Actor, ...] | None = None
    weapon: tuple[str, ...] | None = None
    casualties: tuple[Casualty, ...] | None = None
    damage: tuple[Damage, ...] | None = None
    claim: _Claim | None = None

    def spans(self) -> tuple[Span, ...]:
        """The passage and the further mentions."""
        return (self.passage, *(self.also or ()))


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """A report that people coded."""

    doc_id: str
    published: str | None = None
    events: tuple[Coded, ...] = ()


class GoldReport(msgspec.Struct, frozen=True, kw_only=True):
    """A gold file, with the report's text where it lies beside."""

    gold: Gold
    text: str | None


class Score(msgspec.Struct, frozen=True):
    """Precision, recall and F1 of a slot, and how many values gold has in it."""

    p: float
    r: float
    f1: float
    gold: int


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A slot of one event in which gold and coded differ."""

    doc_id: str
    slot: str
    gold: tuple[Value, ...]
    coded: tuple[Value, ...]
    passage: Span


# ---------------------------------------------------------------------- reading


def load_gold(folder: Path) -> list[GoldReport]:
    """Every gold file below a folder, by path; a report's text is ``NAME.txt`` beside it or one folder above.

    Raises:
        UsageError: there is none. InputError: a file is no gold.
    """
    decoder = msgspec.json.Decoder(Gold)
    found: list[GoldReport] = []
    for path in sorted(
        p for p in folder.rglob("*.json") if p.name != "links.json" and not p.name.endswith(".meta.json")
    ):
        try:
            gold = decoder.decode(path.read_bytes())
        except (msgspec.DecodeError, UnicodeError) as error:
            raise InputError(f"not a gold file: {error}", file=str(path)) from error
        texts = (path.with_suffix(".txt"), path.parent.parent / f"{path.stem}.txt")
        text = next((t.read_bytes().decode("utf-8") for t in texts if t.is_file()), None)
        found.append(GoldReport(gold=gold, text=text))
    if not found:
        raise UsageError("no gold in it", file=str(folder), hint="gold is NAME.json with doc_id, published and events")
    return found


def load_coded(path: Path) -> dict[str, list[Coded]]:
    """Coded events by report.

    Raises:
        UsageError: no such file. InputError: a line is no event.
    """
    decoder = msgspec.json.Decoder(Coded)
    by_report: dict[str, list[Coded]] = defaultdict(list)
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    event = decoder.decode(line)
                except (msgspec.DecodeError, UnicodeError) as error:
                    raise InputError(f"not an event: {error}", file=str(path), line=number) from error
                by_report[event.doc_id or ""].append(event)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", file=str(path)) from error
    return by_report


def as_coded(events: Iterable[Event]) -> list[Coded]:
    """Events of the coder as they are scored."""
    decoder = msgspec.json.Decoder(Coded)
    return [decoder.decode(to_json(event)) for event in events]


# ---------------------------------------------------------------------- comparing


_LETTERS = str.maketrans("أإآىةگکیپچ", "ااايهككيبج")
_SOUNDS = (("kh", "x"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("q", "k"),
           ("j", "g"), ("z", "s"), ("v", "w"), ("p", "b"))  # fmt: skip


@lru_cache(maxsize=20_000)
def folded(name: str | None) -> str | None:
    """A name for comparison: case, marks, hamza seats and punctuation away.

    >>> folded("Deir ez-Zor"), folded("أُسَيْد")
    ('deirezzor', 'اسيد')
    """
    if name is None:
        return None
    letters = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c for c in letters if not unicodedata.combining(c)).translate(_LETTERS)
    return "".join(c for c in letters if c.isalnum())


@lru_cache(maxsize=20_000)
def sounds(name: str | None) -> str:
    """The consonants of an English name: spellings of one name meet.

    >>> sounds("Tarin Kowt") == sounds("Tarinkot")
    True
    """
    out = folded(name or "") or ""
    for letters, sound in _SOUNDS:
        out = out.replace(letters, sound)
    out = "".join(c for c in out if c not in "aeiouyhw'")
    return "".join(c for i, c in enumerate(out) if i == 0 or c != out[i - 1])


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans (of their hull where they do not touch)."""
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    union = max(a[1], b[1]) - min(a[0], b[0])
    return shared / union if union else 0.0


def slots(event: Coded) -> dict[str, list[Value]]:
    """Every slot of an event, as values that compare."""
    place, claim = event.place or _Place(), event.claim or _Claim()
    out: dict[str, list[Value]] = {"type": [event.type]}

    def put(slot: str, *values: Value) -> None:
        out.setdefault(slot, []).extend(v for v in values if v is not None)

    put("date", (event.date or _Date()).start or None)
    put("time", event.time or None)
    put("country", place.country.upper() if place.country else None)
    put("admin1", sounds(place.admin1) if place.admin1 else None)
    put("admin2", sounds(place.admin2) if place.admin2 else None)
    put("place_text", folded(place.text) if place.text else None)
    for role, actors in (("initiator", event.initiator), ("target", event.target)):
        put(f"{role}_group", *(folded(a.group) for a in actors or ()))
        put(f"{role}_class", *(a.class_ for a in actors or ()))
    put("weapon", *(event.weapon or ()))
    put("casualty_count", *((c.outcome, c.low, c.high) for c in event.casualties or ()))
    put("casualty_who", *((folded(c.group), c.outcome, c.low, c.high) for c in event.casualties or ()))
    put("damage", *((d.object, d.outcome, d.count) for d in event.damage or ()))
    put("claim_kind", claim.kind or None)
    put("claim_by", sounds(claim.by) if claim.by else None)
    return {slot: values for slot, values in out.items() if values}


def accepting(gold: Coded, coded: Coded) -> Coded:
    """Gold as it is held against this event.

    It takes the event's type or district where it accepts that alternative, and its province or district where it
    settles none itself.
    """
    ours, theirs = gold.place or _Place(), coded.place or _Place()

    def settled(mine: str | None, alternatives: tuple[str, ...], other: str | None) -> str | None:
        return other if not mine or sounds(other) in map(sounds, alternatives) else mine

    place = msgspec.structs.replace(
        ours,
        admin1=settled(ours.admin1, ours.admin1_alt, theirs.admin1),
        admin2=settled(ours.admin2, ours.admin2_alt, theirs.admin2),
    )
    type_ = coded.type if coded.type in (gold.type_alt or ()) else gold.type
    return msgspec.structs.replace(gold, type=type_, place=place)


def pairs_of(golds: Sequence[Coded], coded: Sequence[Coded]) -> list[tuple[int, int]]:
    """Indices of gold and coded events that tell the same act, best first."""
    candidates: list[tuple[float, int, int]] = []
    for i, gold in enumerate(golds):
        for j, event in enumerate(coded):
            best = max(overlap(span, event.passage) for span in gold.spans())
            if best >= MIN_OVERLAP:
                same = accepting(gold, event).type == event.type
                near = sounds((gold.place or _Place()).admin2) == sounds((event.place or _Place()).admin2)
                candidates.append((best + 0.25 * same + 0.15 * near, -i, -j))
    taken_gold: set[int] = set()
    taken_coded: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(candidates, reverse=True):
        if -i not in taken_gold and -j not in taken_coded:
            taken_gold.add(-i)
            taken_coded.add(-j)
            pairs.append((-i, -j))
    return pairs


# ---------------------------------------------------------------------- scoring


class Tally:
    """Counts of hits, false values and misses by slot."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.false: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()

    def add(self, gold: Gold, coded: Sequence[Coded]) -> list[Difference]:
        """Count one report; the slots in which it differs."""
        pairs = pairs_of(gold.events, coded)
        self.hits["event"] += len(pairs)
        self.missed["event"] += len(gold.events) - len(pairs)
        self.false["event"] += len(coded) - len(pairs)
        return [d for g, c in _sides(gold, coded, pairs) for d in self._compare(gold.doc_id, g, c)]

    def _compare(self, doc_id: str, gold: Coded | None, coded: Coded | None) -> Iterator[Difference]:
        mine, theirs = slots(gold) if gold else {}, slots(coded) if coded else {}
        for slot in dict.fromkeys((*mine, *theirs)):
            a, b = Counter(mine.get(slot, ())), Counter(theirs.get(slot, ()))
            hits = (a & b).total()
            self.hits[slot] += hits
            self.missed[slot] += a.total() - hits
            self.false[slot] += b.total() - hits
            if a != b:
                yield Difference(
                    doc_id=doc_id, slot=slot, gold=tuple(a.elements()), coded=tuple(b.elements()),
                    passage=(gold or coded).passage,  # type: ignore[union-attr]
                )  # fmt: skip

    def scores(self) -> dict[str, Score]:
        """The rows: events first, then each slot, then RECORD, the mean F1 of the slots that gold has."""
        rows: dict[str, Score] = {}
        for slot in sorted({*self.hits, *self.false, *self.missed}, key=lambda s: (s != "event", s)):
            hit, false, missed = self.hits[slot], self.false[slot], self.missed[slot]
            p = hit / (hit + false) if hit + false else 0.0
            r = hit / (hit + missed) if hit + missed else 0.0
            rows[slot] = Score(p, r, 2 * p * r / (p + r) if p + r else 0.0, hit + missed)
        if rows:
            of_slots = [row.f1 for slot, row in rows.items() if slot != "event" and row.gold]
            rows[RECORD] = Score(0, 0, sum(of_slots) / len(of_slots) if of_slots else 0.0, len(of_slots))
        return rows


def _sides(
    gold: Gold, coded: Sequence[Coded], pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[Coded | None, Coded | None]]:
    for i, j in pairs:
        yield accepting(gold.events[i], coded[j]), coded[j]
    paired_gold, paired_coded = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, event in enumerate(gold.events):
        if i not in paired_gold:
            yield event, None
    for j, event in enumerate(coded):
        if j not in paired_coded:
            yield None, event


def score(golds: Iterable[Gold], coded: Mapping[str, Sequence[Coded]]) -> tuple[dict[str, Score], list[Difference]]:
    """The rows over all reports, and every difference."""
    tally = Tally()
    differences = [d for gold in golds for d in tally.add(gold, coded.get(gold.doc_id, ()))]
    return tally.scores(), differences

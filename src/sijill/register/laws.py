"""The laws that an event must hold, whoever made it: quotes are of the text, values have words, counts are ranges."""

from __future__ import annotations

from collections.abc import Iterator

from sijill.model import ACTOR_CLASSES, DAMAGE_OBJECTS, PARTS_OF_DAY, SUB_EVENT_TYPES, WEAPONS, Event


def broken_laws(event: Event, text: str) -> list[str]:
    """What is wrong with an event of this text, in a few words each; empty where nothing is."""
    return [*_spans(event, text), *_quotes(event, text), *_evidence(event), *_counts(event), *_codes(event)]


def _spans(event: Event, text: str) -> Iterator[str]:
    spans = {"passage": (event.passage,), "also": event.also}
    spans |= {f"because.{field}": tuple(b.span for b in row) for field, row in event.because.items()}
    for name, some in spans.items():
        for start, end in some:
            if not 0 <= start < end <= len(text):
                yield f"{name}: [{start}, {end}) is no stretch of a text of {len(text)} characters"


def _quotes(event: Event, text: str) -> Iterator[str]:
    quotes = [("date", event.date.text), ("place", event.place.text), ("claim", event.claim.text)]
    for field in ("initiator", "target", "casualties", "damage"):
        quotes += [(field, row.text) for row in getattr(event, field)]
    for field, quote in quotes:
        if quote is not None and quote not in text:
            yield f"{field}: «{quote[:40]}» is not in the text"


def _evidence(event: Event) -> Iterator[str]:
    because = {key.partition(".")[0] for key in event.because}
    told = {
        "type": event.type, "date": event.date.start, "place": event.place.text, "initiator": event.initiator,
        "target": event.target, "weapon": event.weapon, "casualties": event.casualties, "damage": event.damage,
        "claim": event.claim.by,
    }  # fmt: skip
    for field, value in told.items():
        if value and field not in because:
            yield f"{field}: a value without its words"
    for field, blank in (("date", event.date.start), ("place", event.place.name or event.place.country)):
        if not blank and not event.why_null.get(field):
            yield f"{field}: a blank without its reason"


def _counts(event: Event) -> Iterator[str]:
    for count in event.casualties:
        low, high = count.low, count.high
        if (low is None and high is None) or min(x for x in (low, high) if x is not None) < 0:
            yield f"casualties: {low}..{high} is no count"
        elif low is not None and high is not None and low > high:
            yield f"casualties: {low}..{high} runs backwards"
    if any(harm.count is not None and harm.count < 0 for harm in event.damage):
        yield "damage: a count below 0"
    day, place = event.date, event.place
    if day.start is not None and day.end is not None and day.start > day.end:
        yield "date: it ends before it starts"
    if place.lat is not None and (place.lon is None or place.precision is None):
        yield "place: a point without its precision"


def _codes(event: Event) -> Iterator[str]:
    known: dict[str, tuple[set[str], tuple[str, ...]]] = {
        "type": ({event.type}, SUB_EVENT_TYPES),
        "part": ({event.part} if event.part else set(), PARTS_OF_DAY),
        "weapon": (set(event.weapon), WEAPONS),
        "side": ({a.class_ for a in (*event.initiator, *event.target)}, ACTOR_CLASSES),
        "damage": ({d.object for d in event.damage}, DAMAGE_OBJECTS),
    }
    for field, (values, codes) in known.items():
        for value in sorted(values - set(codes)):
            yield f"{field}: {value!r} is not of the codebook"

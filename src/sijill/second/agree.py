"""Two codings of the same reports, field by field; what it means for the confidence of the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from sijill.evaluate import as_coded, pairs_of, slots
from sijill.model import Event

#: Slots of the score, by the field of the event that they belong to.
FIELDS = {
    "type": "type", "date": "date", "admin1": "place", "place_text": "place", "initiator_group": "initiator",
    "target_group": "target", "weapon": "weapon", "casualty_count": "casualties", "damage": "damage",
    "claim_kind": "claim",
}  # fmt: skip
_RISES, _FALLS = 0.5, 0.3  # of the doubt left, so much goes where two coders agree; so sure at most where they differ
_UNSAID = 0.5  # what a field without a confidence of its own starts from


class Agreement(msgspec.Struct, kw_only=True):
    """How far two coders agree.

    Attributes:
        paired: events that both found; only_first, only_second: events that one found.
        same, different: by slot, over the paired events in which either tells something.
    """

    paired: int = 0
    only_first: int = 0
    only_second: int = 0
    same: dict[str, int] = {}
    different: dict[str, int] = {}

    def share(self, slot: str) -> float | None:
        """How often the two agree on a slot, 0..1; None where neither tells it."""
        both = self.same.get(slot, 0) + self.different.get(slot, 0)
        return self.same.get(slot, 0) / both if both else None


def compare(first: Iterable[Event], second: Iterable[Event], told: Agreement) -> Iterator[Event]:
    """The events of the first coder with their confidence raised or lowered by the second; ``told`` is filled in.

    Both must come from the same reports. An event that the second did not find keeps what it had, but for its type.
    """
    mine, theirs = _by_report(first), _by_report(second)
    for doc_id in sorted({*mine, *theirs}):
        ours, others = mine.get(doc_id, []), theirs.get(doc_id, [])
        a, b = as_coded(ours), as_coded(others)
        pairs = dict(pairs_of(a, b))
        told.paired += len(pairs)
        told.only_first += len(ours) - len(pairs)
        told.only_second += len(others) - len(pairs)
        for i, event in enumerate(ours):
            if i not in pairs:
                yield _doubted(event, {"type": False})
                continue
            left, right = slots(a[i]), slots(b[pairs[i]])
            same: dict[str, bool] = {}
            for slot, field in FIELDS.items():
                if not left.get(slot) and not right.get(slot):
                    continue
                alike = sorted(map(repr, left.get(slot, []))) == sorted(map(repr, right.get(slot, [])))
                count = told.same if alike else told.different
                count[slot] = count.get(slot, 0) + 1
                same[field] = same.get(field, True) and alike
            yield _doubted(event, same)


def _by_report(events: Iterable[Event]) -> dict[str, list[Event]]:
    out: dict[str, list[Event]] = {}
    for event in events:
        out.setdefault(event.doc_id, []).append(event)
    return out


def _doubted(event: Event, same: dict[str, bool]) -> Event:
    confidence = dict(event.confidence)
    for field, alike in same.items():
        had = confidence.get(field, _UNSAID)
        confidence[field] = round(had + (1 - had) * _RISES if alike else min(had, _FALLS), 3)
    return msgspec.structs.replace(event, confidence=confidence)

"""From an answer to events: only what the codebook knows and the report says in these very words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, get_args

import msgspec

from sijill.errors import InputError
from sijill.model import (
    ACTOR_CLASSES,
    DAMAGE_OBJECTS,
    SUB_EVENT_TYPES,
    WEAPONS,
    Actor,
    Because,
    Casualty,
    Claim,
    ClaimKind,
    Coder,
    Damage,
    DamageOutcome,
    Date,
    Event,
    Head,
    Outcome,
    Place,
    Report,
    Span,
    stable_id,
)  # fmt: skip

_OUTCOMES = frozenset(get_args(Outcome))
_DAMAGES = frozenset(get_args(DamageOutcome))
_CLAIMS = frozenset(get_args(ClaimKind))
_DAY = 10  # letters of an ISO day
_MOST = 1_000_000  # nobody counted more


class Reader:
    """Reads answers about one report.

    Attributes:
        dropped: how many values of each field were dropped: words that the report does not hold, unknown codes.
    """

    def __init__(self, report: Report, stamp: Coder, rule: str):
        self.report, self.stamp, self.rule = report, stamp, rule
        self.dropped: Counter[str] = Counter()
        self._passage: Span = (0, 0)
        self._because: dict[str, list[Because]] = {}

    def events(self, answer: str) -> list[Event]:
        """The events of an answer.

        Raises:
            InputError: it is no JSON object with a list of events.
        """
        try:
            said = msgspec.json.decode(_bare(answer))
        except (msgspec.DecodeError, UnicodeError) as error:
            raise InputError(f"the answer is no JSON: {error}", hint="code it again, or take another model") from error
        rows = said.get("events") if isinstance(said, dict) else None
        if not isinstance(rows, list):
            raise InputError("the answer holds no list of events", hint="code it again, or take another model")
        found: dict[str, Event] = {}
        for row in rows:
            event = self._event(row, len(found)) if isinstance(row, dict) else None
            if event is None:
                self.dropped["event"] += 1
            else:
                found.setdefault(event.id, event)
        return sorted(found.values(), key=lambda e: e.passage)

    def _event(self, row: dict[str, Any], number: int) -> Event | None:
        passage = self._find(row.get("passage"), (0, len(self.report.text)))
        kind = row.get("type")
        if passage is None or kind not in SUB_EVENT_TYPES:
            return None
        self._passage, self._because = passage, {}
        words = self._find(row.get("type_quote"), passage) or passage
        self._because["type"] = [Because(span=words, rule=self.rule)]
        place, claim = self._place(row.get("place")), self._claim(row.get("claim"))
        date = self._date(row.get("date"))
        return Event(
            id=stable_id("s", self.report.doc_id, passage, kind, number),
            doc_id=self.report.doc_id, report=Head.of(self.report), passage=passage, type=kind, date=date, place=place,
            initiator=self._sides("initiator", row), target=self._sides("target", row), weapon=self._weapons(row),
            casualties=self._casualties(row), damage=self._damage(row), claim=claim,
            confidence={}, because={k: tuple(v) for k, v in self._because.items()},
            why_null={
                name: "the second coder gave no words for it"
                for name, value in (("date", date.start), ("place", place.text)) if value is None
            },
            sijill=self.stamp,
        )  # fmt: skip

    def _find(self, quote: object, within: Span) -> Span | None:
        """Where the words stand: inside the passage, else anywhere in the report; None where they do not."""
        if not isinstance(quote, str) or not quote.strip():
            return None
        words = quote.strip()
        at = self.report.text.find(words, *within)
        at = at if at >= 0 else self.report.text.find(words)
        return (at, at + len(words)) if at >= 0 else None

    def _told(self, field: str, row: object) -> tuple[dict[str, Any], Span] | None:
        """A value that is an object and quotes words of the report; anything else is dropped."""
        span = self._find(row.get("quote"), self._passage) if isinstance(row, dict) else None
        if not isinstance(row, dict) or span is None:
            if row is not None:
                self.dropped[field] += 1
            return None
        return row, span

    def _keep(self, field: str, span: Span) -> str:
        self._because.setdefault(field, []).append(Because(span=span, rule=self.rule))
        return self.report.text[span[0] : span[1]]

    def _each(self, field: str, rows: object) -> list[tuple[dict[str, Any], Span]]:
        if rows is not None and not isinstance(rows, list):
            self.dropped[field] += 1
        return [told for r in rows if (told := self._told(field, r)) is not None] if isinstance(rows, list) else []

    def _date(self, row: object) -> Date:
        told = self._told("date", row)
        if told is None:
            return Date()
        start, end = told[0].get("start"), told[0].get("end") or told[0].get("start")
        if not (_day(start) and _day(end)) or str(start) > str(end):
            self.dropped["date"] += 1
            return Date()
        return Date(start=start, end=end, text=self._keep("date", told[1]), precision=1 if start == end else 2)

    def _place(self, row: object) -> Place:
        told = self._told("place", row)
        if told is None:
            return Place()
        country = told[0].get("country")
        return Place(
            country=country if isinstance(country, str) and len(country) == 2 and country.isupper() else None,
            admin1=_text(told[0].get("admin1")), name=_text(told[0].get("name")), text=self._keep("place", told[1]),
        )  # fmt: skip

    def _sides(self, field: str, row: dict[str, Any]) -> tuple[Actor, ...]:
        out = []
        for told, span in self._each(field, row.get(field)):
            group, cls = _text(told.get("group")), told.get("class")
            if group is None or cls not in ACTOR_CLASSES:
                self.dropped[field] += 1
                continue
            out.append(Actor(group=group, class_=cls, text=self._keep(field, span)))
        return tuple(out)

    def _weapons(self, row: dict[str, Any]) -> tuple[str, ...]:
        out: list[str] = []
        for told, span in self._each("weapon", row.get("weapon")):
            if told.get("kind") not in WEAPONS:
                self.dropped["weapon"] += 1
            elif told["kind"] not in out:
                self._keep("weapon", span)
                out.append(told["kind"])
        return tuple(out)

    def _casualties(self, row: dict[str, Any]) -> tuple[Casualty, ...]:
        out = []
        for told, span in self._each("casualties", row.get("casualties")):
            group, low, high = _text(told.get("group")), told.get("low"), told.get("high")
            if group is None or told.get("outcome") not in _OUTCOMES or not _bounds(low, high):
                self.dropped["casualties"] += 1
                continue
            text = self._keep("casualties", span)
            out.append(Casualty(group=group, outcome=told["outcome"], low=low, high=high, text=text))
        return tuple(out)

    def _damage(self, row: dict[str, Any]) -> tuple[Damage, ...]:
        out = []
        for told, span in self._each("damage", row.get("damage")):
            count = told.get("count")
            known = told.get("object") in DAMAGE_OBJECTS and told.get("outcome") in _DAMAGES
            if not known or not (count is None or _bounds(count, count)):
                self.dropped["damage"] += 1
                continue
            text = self._keep("damage", span)
            out.append(Damage(object=told["object"], outcome=told["outcome"], count=count, text=text))
        return tuple(out)

    def _claim(self, row: object) -> Claim:
        told = self._told("claim", row)
        if told is None or told[0].get("kind") not in _CLAIMS:
            if told is not None:
                self.dropped["claim"] += 1
            return Claim(kind="unattributed")
        return Claim(kind=told[0]["kind"], by=_text(told[0].get("by")), text=self._keep("claim", told[1]))


def _bare(answer: str) -> str:
    """The JSON inside a fence, which many models put around it."""
    text = answer.strip()
    if text.startswith("```"):
        text = text.strip("`").removeprefix("json").strip()
    return text


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def _day(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == _DAY and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _bounds(low: object, high: object) -> bool:
    whole = [v for v in (low, high) if v is not None]
    if not whole or any(not isinstance(v, int) or isinstance(v, bool) or not 0 <= v <= _MOST for v in whole):
        return False
    return len(whole) == 1 or whole[0] <= whole[1]  # type: ignore[operator]

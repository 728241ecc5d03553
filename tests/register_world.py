"""A small invented world for tests of the register: reports of a few sentences, and codings of them made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sijill.model import Actor, Because, Casualty, Coder, Date, Decision, Event, Place, Report, stable_id
from sijill.register import Arrival, Register, Run, add_reports, begin_run, decide, end_run, record_of, store_coding
from sijill.register.records import Entry, EventRecord

FIRST = "سقطت قذيفة على سوق تل الزيتون صباح أمس وقتل ثلاثة مدنيين."
SECOND = "وانفجرت عبوة ناسفة قرب جسر الوادي وأصيب حارسان."
THIRD = "وخطف مسلحون مهندسا من أم النخل."
TEXT = f"{FIRST} {SECOND} {THIRD}"
TIME = "2031-03-05T10:00:00Z"


class Clock:
    """A clock that a test sets; every look at it moves it a second."""

    def __init__(self) -> None:
        self.seconds = 0

    def __call__(self) -> str:
        self.seconds += 1
        hours, rest = divmod(self.seconds, 3600)
        return f"2031-03-{5 + hours // 24:02d}T{hours % 24:02d}:{rest // 60:02d}:{rest % 60:02d}Z"


def report(doc_id: str = "r1", text: str = TEXT, **fields: str) -> Report:
    return Report(doc_id=doc_id, text=text, **({"published": "2031-03-03", "outlet": "Wadi News"} | fields))


def coded(sentence: str, *, text: str = TEXT, doc_id: str = "r1", killed: int | None = 3, **fields: object) -> Event:
    """An event told by one sentence of a text."""
    start = text.index(sentence)
    span = (start, start + len(sentence))
    because = {name: (Because(span=span, rule="test/rule"),) for name in ("type", "date", "place", "target")}
    values = {
        "id": stable_id("e", doc_id, start), "doc_id": doc_id, "passage": span, "type": "Attack",
        "date": Date(start="2031-03-02", end="2031-03-02", precision=1),
        "place": Place(country="XF", admin1="Safa", name="Tell Zaytun", lat=12.5, lon=41.25, precision=1),
        "target": (Actor(group="Civilians", class_="civilians"),), "confidence": {"date": 0.9, "place": 0.8},
        "sijill": Coder(version="1", packs="p1"),
    }  # fmt: skip
    if killed is not None:
        values["casualties"] = (Casualty(group="Civilians", outcome="killed", low=killed, high=killed),)
        because["casualties"] = (Because(span=span, rule="test/rule"),)
    return Event(**(values | {"because": because} | fields))


def add(register: Register, *reports: Report, file: str = "in.jsonl"):
    with register.write() as con:
        arrivals = [Arrival(report=r, file=file, line=n) for n, r in enumerate(reports, 1)]
        return add_reports(con, arrivals, at=register.clock(), by="tester")


def run(register: Register, codings: dict[str, Sequence[Event]], *, packs: str = "p1") -> Run:
    """A run that makes of each document what is given."""
    with register.write() as con:
        begun = begin_run(con, version="1", packs=packs, settings="{}", at=register.clock())
        for doc_id, events in codings.items():
            store_coding(con, begun, _num(con, doc_id), events)
        return end_run(con, begun, at=register.clock())


def _num(con, doc_id: str) -> int:
    from sijill.register import report_of  # noqa: PLC0415

    return report_of(con, doc_id).num


def look(register: Register, event_id: str) -> EventRecord:
    with register.read() as con:
        return record_of(con, event_id)


def say(register: Register, kind: str, event_id: str, *, by: str = "salma", **fields) -> Entry:
    """A decision on an event as it stands now."""
    take = fields.pop("take", "mine")
    seen = fields.pop("seen", None) or {event_id: look(register, event_id).row.version}
    if "value" in fields and not isinstance(fields["value"], str):
        fields["value"] = json.dumps(fields["value"], ensure_ascii=False)
    return decide(register, Decision(kind=kind, by=by, events=(event_id,), **fields), seen=seen, take=take)


def toll(low: int, high: int | None = None) -> list[dict[str, object]]:
    return [{"group": "Civilians", "outcome": "killed", "low": low, "high": low if high is None else high}]


@contextmanager
def new_register(target: str) -> Iterator[Register]:
    with Register.create(target, clock=Clock()) as made:
        yield made

"""Invented events and incidents in the shapes that exports must cope with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import msgspec
from gold_events import GoldCoder, example_reports

from sijill.export.inputs import Library, read_sources
from sijill.export.manifest import Manifest
from sijill.export.record import Record, of_event
from sijill.export.run import EXPORTS, Plan, export
from sijill.model import (
    Actor,
    Casualty,
    Claim,
    Coder,
    Damage,
    Date,
    Event,
    Incident,
    IncidentCasualty,
    Place,
    Report,
    TollStep,
    to_json,
)
from sijill.places.store import Places

TALIBAN = Actor(group="Taliban", class_="rebel group")
NATO = Actor(group="NATO/ISAF", class_="external forces")
POLICE = Actor(group="Police Forces of Iraq", class_="state forces")
STATE_OF_IRAQ = Actor(group="Government of Iraq", class_="state forces")
CIVILIANS = Actor(group="Civilians", class_="civilians")
NOBODY = Actor(group="Unidentified armed group", class_="unknown")
DAY = Date(start="2009-09-03", end="2009-09-03", precision=1)
KAKRAK = Place(
    country="AF", admin1="Uruzgan", admin2="Tarin Kowt", name="Kakrak", text="ككرك", lat=32.6, lon=65.9, precision=2
)
BOMB = Event(
    id="e1", doc_id="d1", passage=(0, 10), type="Remote explosive/landmine/IED", date=DAY, place=KAKRAK,
    initiator=(TALIBAN,), target=(NATO,), weapon=("ied",),
    casualties=(Casualty(group="NATO/ISAF", outcome="killed", low=7, high=7, text="سبعة جنود"),),
    claim=Claim(kind="party", by="Taliban"), sijill=Coder(version="1", packs="p"),
)  # fmt: skip
CLASH = msgspec.structs.replace(BOMB, id="e2", type="Armed clash", weapon=("small arms",), casualties=())
ATTACK = msgspec.structs.replace(
    BOMB, id="e3", type="Attack", initiator=(NOBODY,), target=(CIVILIANS,), weapon=(), casualties=(),
    claim=Claim(kind="unattributed"),
)  # fmt: skip
REPORT = Report(doc_id="d1", text="قتل سبعة جنود في انفجار", outlet="Reuters", published="2009-09-04", title="خبر")


def changed(event: Event, **fields: object) -> Event:
    return msgspec.structs.replace(event, **fields)


def toll(group: str, outcome: str, low: int | None, high: int | None, text: str | None = None) -> Casualty:
    return Casualty(group=group, outcome=outcome, low=low, high=high, text=text)  # type: ignore[arg-type]


def record(event: Event, report: Report | None = None) -> Record:
    return of_event(event, report or Report(doc_id=event.doc_id, text=""))


def incident(id_: str = "i1", *, events: tuple[str, ...] = ("e1", "e9"), **fields: object) -> Incident:
    """Two tellings of the bomb, of which one counts more."""
    told = IncidentCasualty(
        group="NATO/ISAF", outcome="killed", low=7, best=7, high=9, says={"low": ("d1",), "high": ("d9",)},
        history=(TollStep(doc_id="d1", event="e1", low=7, high=7), TollStep(doc_id="d9", event="e9", low=9, high=9)),
    )  # fmt: skip
    made = Incident(
        id=id_, type=BOMB.type, date=DAY, place=KAKRAK, initiator=BOMB.initiator, target=BOMB.target, weapon=("ied",),
        casualties=(told,), damage=(Damage(object="vehicle", outcome="destroyed", count=1),),
        claims=(Claim(kind="official"), Claim(kind="party", by="Taliban")), reports=("d1", "d9"), events=events,
        independent_sources=2,
    )  # fmt: skip
    return msgspec.structs.replace(made, **fields)


def example_events() -> list[Event]:
    coder = GoldCoder()
    return [event for report in example_reports() for event in coder.code(report)]


def write(path: Path, sources: Iterable[Event | Incident]) -> Path:
    path.write_bytes(b"".join(to_json(s) + b"\n" for s in sources))
    return path


def run(
    tmp: Path, form: str, sources: Iterable[Event | Incident], *, reports: Iterable[Report] = (),
    events: Iterable[Event] = (), **options: object,
) -> tuple[Path, Manifest, list[dict[str, object]]]:  # fmt: skip
    """Export as the command does: the file, its manifest, its losses."""
    path = write(tmp / "in.jsonl", sources)
    kind = "incident" if any(isinstance(s, Incident) for s in sources) else "event"
    out = tmp / f"out-{form}{EXPORTS[form]}"
    plan = Plan(form=form, kind=kind, out=str(out), **options)  # type: ignore[arg-type]
    with Library(reports, [write(tmp / "events.jsonl", events)]) as library:
        about = Manifest(sijill="t", format=form)
        made = export(read_sources(path, kind), library, Places.open(), plan, about=about)  # type: ignore[arg-type]
    losses = [json.loads(line) for line in Path(f"{out}.losses.jsonl").read_text(encoding="utf-8").splitlines()]
    return out, made, losses

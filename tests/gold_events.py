"""Hand-coded events as if a coder had made them: lets readers, exports and pages be tested without one."""

from __future__ import annotations

import json
from pathlib import Path

from sijill.model import (
    Actor,
    Because,
    Casualty,
    Claim,
    Coder,
    Damage,
    Date,
    Event,
    Place,
    Report,
    Span,
    stable_id,
)  # fmt: skip

EXAMPLES = Path(__file__).parents[1] / "examples"
_POINTS = {"AF": (33.9, 66.0), "IQ": (33.2, 43.7), "SY": (35.0, 38.5), "YE": (15.5, 47.5), "LY": (27.0, 17.0)}


def example_reports() -> list[Report]:
    """The example reports, in order."""
    out = []
    for path in sorted(EXAMPLES.glob("*.txt")):
        meta = json.loads(path.with_name(path.stem + ".meta.json").read_text(encoding="utf-8"))
        keep = {k: v for k, v in meta.items() if k in {"published", "outlet", "country", "language", "url"}}
        out.append(Report(doc_id=path.stem, text=path.read_text(encoding="utf-8"), **keep))
    return out


class GoldCoder:
    """A coder that gives back the hand-coded events of the examples; of other texts it tells nothing."""

    version, digest = "gold", "none"

    def __init__(self) -> None:
        self._gold = {r.doc_id: gold_events(r) for r in example_reports()}

    def code(self, report: Report) -> list[Event]:
        return self._gold.get(report.doc_id, [])


def gold_events(report: Report) -> list[Event]:
    """The events of an example report, with the words of every field where they stand in its passage."""
    gold = json.loads((EXAMPLES / "gold" / f"{report.doc_id}.json").read_text(encoding="utf-8"))
    return [_event(report, item, n) for n, item in enumerate(gold["events"])]


def _event(report: Report, item: dict, number: int) -> Event:
    place = {k: v for k, v in item["place"].items() if k in {"country", "admin1", "admin2", "name", "text"}}
    lat, lon = _POINTS.get(place["country"], (30.0, 30.0))
    passage = tuple(item["passage"])
    words = {
        "date": [item["date"].get("text")], "place": [place.get("text")],
        "casualties": [c.get("text") for c in item["casualties"]],
    }  # fmt: skip
    because = {"type": (Because(span=passage, rule="gold/passage"),)}
    for field, texts in words.items():
        spans = [s for t in texts if t and (s := _find(report.text, t, passage))]
        if spans:
            because[field] = tuple(Because(span=s, rule=f"gold/{field}") for s in spans)
    return Event(
        id=stable_id("e", report.doc_id, *passage, number), doc_id=report.doc_id, passage=passage,
        also=tuple(tuple(s) for s in item.get("also", ())), type=item["type"],
        date=Date(**item["date"], precision=1 if item["date"]["start"] else None), time=item["time"], part=item["part"],
        place=Place(**place, relation=item.get("relation"), lat=lat + number / 5, lon=lon + number / 3,
                    precision=1 if place.get("name") not in (None, place.get("admin1")) else 4),
        initiator=tuple(_actor(a) for a in item["initiator"]), target=tuple(_actor(a) for a in item["target"]),
        weapon=tuple(item["weapon"]), casualties=tuple(Casualty(**c) for c in item["casualties"]),
        damage=tuple(Damage(**d) for d in item["damage"]), claim=Claim(**item["claim"]), because=because,
        why_null={f: "nothing in the text says so" for f in ("date", "initiator") if not _told(item, f)},
        sijill=Coder(version="gold", packs="none"),
    )  # fmt: skip


def _actor(a: dict) -> Actor:
    return Actor(group=a["group"], class_=a["class"])


def _told(item: dict, field: str) -> bool:
    return bool(item[field]["start"] if field == "date" else item[field])


def _find(text: str, words: str, passage: Span) -> Span | None:
    at = text.find(words, *passage)
    at = text.find(words) if at < 0 else at
    return None if at < 0 else (at, at + len(words))

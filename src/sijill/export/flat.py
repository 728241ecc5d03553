"""One event or incident as one flat row: what a spreadsheet or a map layer can hold of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sijill.export.columns import about
from sijill.export.losses import Teller
from sijill.export.record import CIVILIANS, Record, Toll
from sijill.export.table import JOIN, Cell, Column, Kind, Row, Table, degrees, joined
from sijill.model import Actor, Casualty, Conflict, Damage, Event, Incident

SIDES = ("initiator", "target", "civilians", "other")
OUTCOMES = {"killed": "killed", "wounded": "wounded", "captured": "captured", "missing": "missing",
            "killed or wounded": "killed_or_wounded"}  # fmt: skip
_BY_SIDE = ("killed", "wounded")
_HXL = {
    "id": "#event+code", "outlet": "#meta+source", "url": "#meta+url", "published": "#date+published",
    "type": "#event+type+sub", "date_start": "#date+start", "date_end": "#date+end", "country": "#country+code+v_iso2",
    "admin1": "#adm1+name", "admin2": "#adm2+name", "place": "#loc+name", "latitude": "#geo+lat",
    "longitude": "#geo+lon", "place_precision": "#geo+precision", "initiator": "#group+name+first",
    "target": "#group+name+second", "killed_low": "#affected+killed+min", "killed_best": "#affected+killed",
    "killed_high": "#affected+killed+max", "wounded_low": "#affected+injured+min",
    "wounded_best": "#affected+injured", "wounded_high": "#affected+injured+max", "passage": "#description",
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    "published": "date", "date_start": "date", "date_end": "date", "date_precision": "integer", "latitude": "number",
    "longitude": "number", "distance_km": "number", "place_precision": "integer", "passage_start": "integer",
    "passage_end": "integer", "further_mentions": "integer", "independent_sources": "integer",
}  # fmt: skip
_HEAD = (
    "type", "date_start", "date_end", "date_precision", "date_text", "time", "part_of_day", "country", "admin1",
    "admin2", "place", "place_text", "relation", "direction", "distance_km", "latitude", "longitude", "place_precision",
    "place_id", "initiator",
    "initiator_class", "target", "target_class", "weapon",
)  # fmt: skip


def _tolls_of(ends: Sequence[str]) -> list[str]:
    return [
        f"{name}{side}_{end}"
        for name in OUTCOMES.values()
        for side in ("", *(f"_{s}" for s in SIDES if name in _BY_SIDE))
        for end in ends
    ]


COLUMNS = (
    "id", "doc_id", "outlet", "published", "url", *_HEAD, *_tolls_of(("low", "high")), "casualties", "damage",
    "claim_kind", "claim_by", "claim_text", "passage_start", "passage_end", "passage", "further_mentions", "not_told",
    "sijill_version", "packs",
)  # fmt: skip
INCIDENT_COLUMNS = (
    "id", "reports", "outlets", "published", "events", "independent_sources", *_HEAD,
    *_tolls_of(("low", "best", "high")), "casualties", "damage", "claims", "conflicts", "notes", "decisions", "was",
)  # fmt: skip


def _table(name: str, columns: Sequence[str]) -> Table:
    bounds = ("_low", "_best", "_high")
    return Table(
        name,
        tuple(
            Column(c, "integer" if c.endswith(bounds) else _KINDS.get(c, "string"), about(c), _HXL.get(c, ""))
            for c in columns
        ),
    )


EVENTS = _table("events", COLUMNS)
INCIDENTS = _table("incidents", INCIDENT_COLUMNS)


class Flat:
    """Rows of events, or of incidents."""

    def __init__(self, kind: str):
        self.table = EVENTS if kind == "event" else INCIDENTS

    def row(self, record: Record, teller: Teller) -> Row:  # noqa: ARG002 - what is lost is lost of every record
        """The row of a record."""
        return flat(record)

    def rest(self) -> Iterator[Row]:
        """Nothing is left for the end."""
        return iter(())


def flat(record: Record) -> Row:
    """The row of a record, its keys the columns of its kind in order; what is not told is None."""
    source, date, place = record.source, record.date, record.place
    row: Row = dict.fromkeys(COLUMNS if isinstance(source, Event) else INCIDENT_COLUMNS)
    row |= {
        "id": record.id, "type": record.type, "date_start": date.start, "date_end": date.end,
        "date_precision": date.precision, "date_text": date.text, "time": source.time, "part_of_day": source.part,
        "country": place.country, "admin1": place.admin1, "admin2": place.admin2, "place": place.name,
        "place_text": place.text, "relation": place.relation, "direction": place.direction,
        "distance_km": place.distance_km, "latitude": degrees(place.lat),
        "longitude": degrees(place.lon), "place_precision": place.precision, "place_id": place.id,
        "initiator": _joined(a.group for a in record.initiator), "target": _joined(a.group for a in record.target),
        "initiator_class": _joined(a.class_ for a in record.initiator),
        "target_class": _joined(a.class_ for a in record.target), "weapon": _joined(record.weapon),
    }  # fmt: skip
    row |= _tolls(record)
    row |= {
        "casualties": _joined(map(casualty_text, record.tolls)),
        "damage": _joined(map(damage_text, record.damage)),
    }
    return row | (_of_event(record, source) if isinstance(source, Event) else _of_incident(record, source))


def _of_event(record: Record, event: Event) -> Row:
    report, claim = record.reports[0], event.claim
    return {
        "doc_id": event.doc_id, "outlet": report.outlet, "published": report.published, "url": report.url,
        "claim_kind": claim.kind, "claim_by": claim.by, "claim_text": claim.text, "passage_start": event.passage[0],
        "passage_end": event.passage[1], "passage": report.text[slice(*event.passage)] or None,
        "further_mentions": len(event.also),
        "not_told": _joined(f"{field}: {why}" for field, why in event.why_null.items()),
        "sijill_version": event.sijill.version, "packs": event.sijill.packs,
    }  # fmt: skip


def _of_incident(record: Record, incident: Incident) -> Row:
    return {
        "reports": _joined(incident.reports), "outlets": joined(r.outlet for r in record.reports if r.outlet),
        "published": max((r.published for r in record.reports if r.published), default=None),
        "events": _joined(incident.events), "independent_sources": incident.independent_sources,
        "claims": joined(f"{c.by or c.kind} ({c.kind})" if c.by else c.kind for c in incident.claims),
        "conflicts": joined(_conflict(c, incident.chosen.get(c.about)) for c in incident.conflicts),
        "notes": _joined(incident.notes), "decisions": _joined(incident.decisions), "was": _joined(incident.was),
    }  # fmt: skip


def _conflict(conflict: Conflict, decision: str | None) -> str:
    settled = "" if decision is None else f" (settled by {decision})"
    return f"{conflict.field}: {' | '.join(v.value for v in conflict.values)}{settled}"


def _joined(parts: Iterator[str] | Sequence[str] | map[str]) -> str | None:
    """Values in one cell, in the order of their neighbours' cells: none is left out for standing twice."""
    return JOIN.join(parts) or None


def side_of(record: Record, group: str) -> str:
    """Whose loss it is: civilians are civilians whoever was aimed at."""
    if group == CIVILIANS:
        return "civilians"
    sides: tuple[tuple[str, Sequence[Actor]], ...] = (("initiator", record.initiator), ("target", record.target))
    return next((name for name, actors in sides if any(a.group == group for a in actors)), "other")


def _tolls(record: Record) -> Row:
    """Bounds by outcome, for all and by side: blank twice is not told, blank once an open end."""
    out: Row = {}
    best = record.kind == "incident"
    for outcome, name in OUTCOMES.items():
        rows = [t for t in record.tolls if t.outcome == outcome]
        out |= _bounds(name, rows, best=best)
        for side in SIDES if name in _BY_SIDE else ():
            out |= _bounds(f"{name}_{side}", [t for t in rows if side_of(record, t.group) == side], best=best)
    return out


def _bounds(name: str, rows: Sequence[Toll], *, best: bool) -> Row:
    lows = [t.low for t in rows if t.low is not None]
    bests = [t.best for t in rows if t.best is not None]
    highs = [t.high for t in rows if t.high is not None]
    out: dict[str, Cell] = {f"{name}_low": sum(lows) if lows else None}
    if best:
        out[f"{name}_best"] = sum(bests) if rows and len(bests) == len(rows) else None
    return out | {f"{name}_high": sum(highs) if rows and len(highs) == len(rows) else None}


def range_text(low: int | None, high: int | None) -> str:
    """A range as people write it.

    >>> range_text(3, 3), range_text(3, 5), range_text(3, None), range_text(None, 4)
    ('3', '3–5', '3 or more', 'up to 4')
    """
    if low == high:
        return "an unknown number" if low is None else str(low)
    if high is None:
        return f"{low} or more"
    return f"up to {high}" if low is None else f"{low}–{high}"


def casualty_text(casualty: Casualty | Toll) -> str:
    """``Civilians killed 3–5``."""
    return f"{casualty.group} {casualty.outcome} {range_text(casualty.low, casualty.high)}"


def damage_text(damage: Damage) -> str:
    """``armoured vehicle destroyed 2``."""
    return f"{damage.object} {damage.outcome}" + ("" if damage.count is None else f" {damage.count}")

"""One event as one flat row: what a spreadsheet or a map layer can hold of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sijill.model import Actor, Casualty, Damage, Event, Report

Cell = str | int | float | None
Row = dict[str, Cell]

SIDES = ("initiator", "target", "civilians", "other")
_OUTCOMES = {"killed": "killed", "wounded": "wounded", "captured": "captured", "missing": "missing",
             "killed or wounded": "killed_or_wounded"}  # fmt: skip
_BY_SIDE = ("killed", "wounded")
JOIN = "; "


def _columns() -> tuple[str, ...]:
    tolls = [f"{name}{side}_{end}" for name in _OUTCOMES.values()
             for side in ("", *(f"_{s}" for s in SIDES if name in _BY_SIDE)) for end in ("low", "high")]  # fmt: skip
    return (
        "id", "doc_id", "outlet", "published", "url", "type", "date_start", "date_end", "date_precision", "date_text",
        "time", "part_of_day", "country", "admin1", "admin2", "place", "place_text", "relation", "direction",
        "distance_km", "latitude", "longitude", "place_precision", "place_id", "initiator", "initiator_class",
        "target", "target_class", "weapon", *tolls, "casualties", "damage", "claim_kind", "claim_by", "claim_text",
        "passage_start", "passage_end", "passage", "further_mentions", "not_told", "sijill_version", "packs",
    )  # fmt: skip


COLUMNS = _columns()


def flat(report: Report, event: Event) -> Row:
    """The row of an event, its keys the ``COLUMNS`` in order; what is not told is None."""
    row: Row = dict.fromkeys(COLUMNS)
    date, place, claim = event.date, event.place, event.claim
    row |= {
        "id": event.id, "doc_id": event.doc_id, "outlet": report.outlet, "published": report.published,
        "url": report.url, "type": event.type, "date_start": date.start, "date_end": date.end,
        "date_precision": date.precision, "date_text": date.text, "time": event.time, "part_of_day": event.part,
        "country": place.country, "admin1": place.admin1, "admin2": place.admin2, "place": place.name,
        "place_text": place.text, "relation": place.relation, "direction": place.direction,
        "distance_km": place.distance_km, "latitude": _degrees(place.lat),
        "longitude": _degrees(place.lon), "place_precision": place.precision, "place_id": place.id,
        "initiator": _joined(a.group for a in event.initiator), "target": _joined(a.group for a in event.target),
        "initiator_class": _joined(a.class_ for a in event.initiator),
        "target_class": _joined(a.class_ for a in event.target), "weapon": _joined(event.weapon),
    }  # fmt: skip
    row |= _tolls(event)
    return row | {
        "casualties": _joined(map(casualty_text, event.casualties)), "damage": _joined(map(damage_text, event.damage)),
        "claim_kind": claim.kind, "claim_by": claim.by, "claim_text": claim.text, "passage_start": event.passage[0],
        "passage_end": event.passage[1], "passage": report.text[slice(*event.passage)],
        "further_mentions": len(event.also),
        "not_told": _joined(f"{field}: {why}" for field, why in event.why_null.items()),
        "sijill_version": event.sijill.version, "packs": event.sijill.packs,
    }  # fmt: skip


def _degrees(value: float | None) -> float | None:
    return None if value is None else round(value, 5)


def _joined(parts: Iterable[str]) -> str | None:
    return JOIN.join(parts) or None


def side_of(event: Event, casualty: Casualty) -> str:
    """Whose loss it is: civilians are civilians whoever was aimed at."""
    if casualty.group == "Civilians":
        return "civilians"
    sides: tuple[tuple[str, Sequence[Actor]], ...] = (("initiator", event.initiator), ("target", event.target))
    return next((name for name, actors in sides if any(a.group == casualty.group for a in actors)), "other")


def _tolls(event: Event) -> Row:
    """Bounds by outcome, for all and by side: blank twice is not told, blank once an open end."""
    out: Row = {}
    for outcome, name in _OUTCOMES.items():
        rows = [c for c in event.casualties if c.outcome == outcome]
        out |= _bounds(name, rows)
        for side in SIDES if name in _BY_SIDE else ():
            out |= _bounds(f"{name}_{side}", [c for c in rows if side_of(event, c) == side])
    return out


def _bounds(name: str, rows: Sequence[Casualty]) -> Row:
    if not rows:
        return {f"{name}_low": None, f"{name}_high": None}
    lows = [c.low for c in rows if c.low is not None]
    highs = [c.high for c in rows if c.high is not None]
    return {
        f"{name}_low": sum(lows) if lows else None,
        f"{name}_high": sum(highs) if len(highs) == len(rows) else None,
    }


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


def casualty_text(casualty: Casualty) -> str:
    """``Civilians killed 3–5``."""
    return f"{casualty.group} {casualty.outcome} {range_text(casualty.low, casualty.high)}"


def damage_text(damage: Damage) -> str:
    """``armoured vehicle destroyed 2``."""
    return f"{damage.object} {damage.outcome}" + ("" if damage.count is None else f" {damage.count}")

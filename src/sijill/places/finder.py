"""``sijill places find``: the candidates of a name as a person would ask for them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sijill.places.geo import km
from sijill.places.keys import split_head, words
from sijill.places.records import Hints, Row
from sijill.places.resolve import prior
from sijill.places.store import Places

#: Words this short are parts of too many names.
_PART = 4


def find(
    places: Places, name: str, *, near: str | None = None, country: str | None = None, limit: int = 10
) -> list[Row]:
    """Candidates for a name, best first, each with score and reasons.

    Args:
        places: the gazetteer.
        name: Arabic, also with its heading word.
        limit: how many.
        near: a place, province or district (Arabic or English name, or id) that the candidates should lie in or by.
        country: ISO code.
    """
    anchors = _anchors(places, near, country) if near else []
    _, bare = split_head(name)
    rows = _named(places, dict.fromkeys((name, bare)), anchors, country)
    if not rows:
        parts = [w for w in words(bare) if len(w) > _PART and len(words(bare)) > 1]
        for row in _named(places, dict.fromkeys(parts), anchors, country).values():
            reasons = (f"only a part of «{bare}»", *row.reasons)
            rows[row.id] = msgspec.structs.replace(row, score=row.score * 0.5, reasons=reasons)
    return sorted((_scored(row, anchors) for row in rows.values()), key=lambda r: (-r.score, r.id))[:limit]


def _named(places: Places, names: Iterable[str], anchors: list[Row], country: str | None) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for spelled in names:
        for row in places.lookup(spelled, country=country):
            rows.setdefault(row.id, row)
        for anchor in anchors:
            if anchor.admin1_id is not None:
                for row in places.lookup(spelled, admin1=anchor.admin1_id):
                    rows.setdefault(row.id, row)
    return rows


def _anchors(places: Places, near: str, country: str | None) -> list[Row]:
    by_id = places.get(near)
    if by_id is not None:
        return [by_id]
    _, bare = split_head(near)
    found = places.lookup(near, country=country) or places.lookup(bare, country=country)
    return (found or places.english(near, country=country))[:4]


def _scored(row: Row, anchors: list[Row]) -> Row:
    score, reasons = prior(row, Hints()), list(row.reasons)
    for anchor in anchors:
        away = km((row.lat, row.lon), (anchor.lat, anchor.lon))
        if anchor.id in (row.admin1_id, row.admin2_id, row.id):
            score += 0.6
            reasons.append(f"in {anchor.name}")
            break
        if row.admin1_id is not None and row.admin1_id == anchor.admin1_id:
            score += 0.5
            reasons.append(f"in {row.admin1} as {anchor.name} is, {away:.0f} km from it")
            break
        if away < 150:
            score += 0.3
            reasons.append(f"{away:.0f} km from {anchor.name}")
            break
    return msgspec.structs.replace(row, score=round(score / 2.0, 3), reasons=tuple(reasons))

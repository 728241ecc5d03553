"""What the columns of the flat rows hold, in a line each: for the data package and the workbook."""

from __future__ import annotations

_ABOUT = {
    "id": "stable id of the event or incident", "doc_id": "id of the report", "outlet": "who published the report",
    "outlets": "who published the reports", "published": "day of publication (of an incident: of the last report)",
    "url": "address of the report", "reports": "ids of the reports", "events": "ids of the events that were joined",
    "independent_sources": "how many sources really spoke: reposts and one outlet twice count once",
    "type": "sub-event type of ACLED", "date_start": "first day", "date_end": "last day, included",
    "date_precision": "UCDP date_prec: 1 day, 2 under a week, 3 week, 4 month, 5 longer",
    "date_text": "the words that tell the day", "time": "local time, HH:MM", "part_of_day": "dawn to night",
    "country": "ISO 3166-1, two letters", "admin1": "province", "admin2": "district", "place": "the finest place named",
    "place_text": "its words", "relation": "how the act lies to the place: near, between, border",
    "direction": "which side of the place", "distance_km": "how far from it",
    "latitude": "WGS 84", "longitude": "WGS 84",
    "place_precision": "UCDP where_prec: 1 the place, 2 near, 3 district, 4 province, 5 area, 6 country, 7 sea or air",
    "place_id": "id in the gazetteer", "initiator": "groups that did it",
    "initiator_class": "their classes, in the same order",
    "target": "groups that it was done to", "target_class": "their classes, in the same order", "weapon": "means",
    "casualties": "all counts in words", "damage": "things destroyed, damaged, burned or captured",
    "claim_kind": "who says so: party, official, witness, media, ngo, unattributed", "claim_by": "by name",
    "claim_text": "its words", "claims": "who says so, each once", "passage_start": "first code point of the passage",
    "passage_end": "the one behind its last", "passage": "the words that tell the event",
    "further_mentions": "how often the report tells it again", "not_told": "blank fields and why",
    "sijill_version": "version of the coder", "packs": "digest of its packs",
    "conflicts": "fields on which the reports contradict one another, their values, and the decision that chose",
    "notes": "what a reader should know", "decisions": "people's decisions that shaped it", "was": "earlier ids",
    "radius_km": "radius of the circle that the precision stands for",
}  # fmt: skip
_ENDS = {
    "low": "lower bound; blank with the upper: not told", "best": "what most reports bear",
    "high": "upper bound; blank: open",
}  # fmt: skip


def about(name: str) -> str:
    """What a column holds.

    >>> about("killed_civilians_low")
    'killed, civilians: lower bound; blank with the upper: not told'
    """
    if name in _ABOUT:
        return _ABOUT[name]
    stem, _, end = name.rpartition("_")
    outcome = next(
        (o for o in ("killed_or_wounded", "killed", "wounded", "captured", "missing") if stem.startswith(o)), stem
    )
    side = stem.removeprefix(outcome).removeprefix("_")
    return f"{outcome.replace('_', ' ')}{f', {side}' if side else ''}: {_ENDS[end]}"

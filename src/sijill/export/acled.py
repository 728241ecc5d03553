"""ACLED's 31 columns (the layout since March 2023), with its code lists and its rules on days, places and fatalities.

An id begins with ``SJ-``, which none of ACLED's own does. What ACLED's rules turn into something else than the record
says is told in the losses, under the rule's id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from sijill.export.codes import Country, country, event_types
from sijill.export.fatalities import fatalities
from sijill.export.losses import Teller
from sijill.export.notes import Language, note
from sijill.export.record import CIVILIANS, UNIDENTIFIED, Record
from sijill.export.source_scale import SCALES, scale_of
from sijill.export.table import Cell, Column, Kind, Row, Table, degrees, joined
from sijill.export.when import days_of
from sijill.model import Actor

INTERS = (
    "State forces", "Rebel group", "Political militia", "Identity militia", "Rioters", "Protesters", "Civilians",
    "External/Other forces",
)  # fmt: skip
_INTER_OF = {
    "state forces": 1, "rebel group": 2, "political militia": 3, "identity militia": 4, "rioters": 5, "protesters": 6,
    "civilians": 7, "external forces": 8, "private security": 8, "unknown": 3,
}  # fmt: skip
# The pairs that ACLED has, the lower code first (codebook: Interaction codes); 78 is said with the 8 first.
INTERACTIONS = (
    *(f"{a}0" for a in range(1, 9)),
    *(f"{a}{b}" for a in range(1, 9) for b in range(a, 9)),
)
DISORDERS = (
    "Political violence", "Demonstrations", "Political violence; Demonstrations", "Strategic developments",
)  # fmt: skip
REGIONS = (
    "Antarctica", "Caribbean", "Caucasus and Central Asia", "Central America", "East Asia", "Eastern Africa", "Europe",
    "Middle Africa", "Middle East", "North America", "Northern Africa", "Oceania", "South America", "South Asia",
    "Southeast Asia", "Southern Africa", "Western Africa",
)  # fmt: skip
TARGETING = "Civilian targeting"
_GENERIC = (CIVILIANS, UNIDENTIFIED, "Protesters", "Rioters", "Private security")
_NAMES = {UNIDENTIFIED: "Unidentified Armed Group", "Private security": "Private Security Forces"}
# What stands for a side that nobody names, by the event type: ACLED's own convention.
_NOBODY = {
    "Battles": (UNIDENTIFIED, "unknown"), "Explosions/Remote violence": (UNIDENTIFIED, "unknown"),
    "Violence against civilians": (UNIDENTIFIED, "unknown"), "Protests": ("Protesters", "protesters"),
    "Riots": ("Rioters", "rioters"),
}  # fmt: skip
_TIME = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}
_GEO = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3, 7: 3}


def _numbers(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(n) for n in range(1, len(names) + 1))


def _interaction_names() -> tuple[str, ...]:
    return tuple(interaction_name(code) for code in INTERACTIONS)


def interaction_name(code: str) -> str:
    """ACLED's words for a pair of codes.

    >>> interaction_name("12"), interaction_name("10"), interaction_name("78")
    ('State forces-Rebel group', 'State forces only', 'External/Other forces-Civilians')
    """
    first, second = INTERS[int(code[0]) - 1], "" if code[1] == "0" else INTERS[int(code[1]) - 1]
    if not second:
        return f"{first} only"
    return f"{second}-{first}" if code == "78" else f"{first}-{second}"


def acled_table(*, numbers: bool = False) -> Table:
    """The 31 columns in order; with ``numbers`` the inter columns hold codes, else ACLED's words for them."""
    inters, pairs = (_numbers(INTERS), INTERACTIONS) if numbers else (INTERS, _interaction_names())
    kind: Kind = "integer" if numbers else "string"
    types = event_types()
    return Table("acled", (
        Column("event_id_cnty", hxl="#event+code", required=True),
        Column("event_date", "date", hxl="#date+occurred", required=True),
        Column("year", "integer", hxl="#date+year", required=True),
        Column("time_precision", "integer", required=True, low=1, high=3),
        Column("disorder_type", codes=DISORDERS, required=True),
        Column("event_type", hxl="#event+type", codes=tuple(dict.fromkeys(types.values())), required=True),
        Column("sub_event_type", hxl="#event+type+sub", codes=tuple(types), required=True),
        Column("actor1", hxl="#group+name+first", required=True),
        Column("assoc_actor_1", hxl="#group+name+first+assoc"),
        Column("inter1", kind, codes=inters, required=True),
        Column("actor2", hxl="#group+name+second"),
        Column("assoc_actor_2", hxl="#group+name+second+assoc"),
        Column("inter2", kind, codes=inters),
        Column("interaction", kind, codes=pairs, required=True),
        Column("civilian_targeting", codes=(TARGETING,)),
        Column("iso", "integer"),
        Column("region", hxl="#region+name", codes=REGIONS, required=True),
        Column("country", hxl="#country+name", required=True),
        Column("admin1", hxl="#adm1+name"), Column("admin2", hxl="#adm2+name"), Column("admin3", hxl="#adm3+name"),
        Column("location", hxl="#loc+name", required=True),
        Column("latitude", "number", hxl="#geo+lat", low=-90, high=90),
        Column("longitude", "number", hxl="#geo+lon", low=-180, high=180),
        Column("geo_precision", "integer", low=1, high=3),
        Column("source", hxl="#meta+source", required=True),
        Column("source_scale", codes=SCALES, required=True),
        Column("notes", hxl="#description", required=True),
        Column("fatalities", "integer", hxl="#affected+killed", required=True, low=0),
        Column("tags"),
        Column("timestamp", "integer"),
    ))  # fmt: skip


class AcledOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How ACLED's columns are filled.

    Attributes:
        language: of the notes.
        numbers: codes in the inter columns instead of words.
        timestamp: Unix seconds for all rows; without, midnight (UTC) of the day the last of the reports was published.
    """

    language: Language = "en"
    numbers: bool = False
    timestamp: int | None = None


class Acled:
    """Rows in ACLED's columns."""

    always = (
        "event_id_cnty: SJ-, the country's letters, the record's own id",
        "actors: sijill's canonical names, not ACLED's list; ACLED's periods of government are not told apart",
        "admin3: not told apart by sijill",
        "captured, missing, wounded, damage and open ends of counts: only in the notes",
        "words, spans, rules, confidence and reasons of blanks: not in this format",
    )

    def __init__(self, options: AcledOptions | None = None):
        self._options = options or AcledOptions()
        self.table = acled_table(numbers=self._options.numbers)
        self._blank: Row = dict.fromkeys(self.table.names)

    def rest(self) -> Iterator[Row]:
        """Nothing is left for the end."""
        return iter(())

    def row(self, record: Record, teller: Teller) -> Row | None:
        """The row of a record, or None where ACLED cannot hold it: no day, or no country."""
        days, land = days_of(record.date), country(record.place.country)
        if days is None or land is None:
            teller.leave_out("no day" if days is None else "no country")
            return None
        if days.precision > 1:
            said = f"{days.start.isoformat()}..{days.end.isoformat()}"
            teller.tell("event_date", "acled/middle-of-period", said, days.middle.isoformat())
        if days.precision == 5:
            teller.tell("time_precision", "acled/longer-than-a-month", days.precision, 3)
        kind = event_types().get(record.type, "Strategic developments")
        sides = _Sides(record, kind, land, teller)
        return self._blank | {
            "event_id_cnty": f"SJ-{land.iso3}-{record.id}",
            "event_date": days.middle.isoformat(), "year": days.middle.year, "time_precision": _TIME[days.precision],
            "disorder_type": disorder_of(record.type, kind), "event_type": kind, "sub_event_type": record.type,
            **sides.cells(numbers=self._options.numbers),
            "civilian_targeting": TARGETING if targets_civilians(record, kind) else None,
            "iso": land.iso, "region": land.region, "country": land.name,
            **_location(record, land, teller),
            **self._sources(record, land, teller),
            "notes": note(record, self._options.language),
            "fatalities": fatalities(record, teller),
            "tags": "crowd size=no report" if kind in ("Protests", "Riots") else None,
            "timestamp": self._timestamp(record, teller),
        }  # fmt: skip

    def _sources(self, record: Record, land: Country, teller: Teller) -> Row:
        names = [r.outlet or _site(r.url) or r.doc_id for r in record.reports]
        if any(r.outlet is None for r in record.reports):
            teller.tell("source", "acled/outlet-not-known", None, joined(names))
        scale, rule = scale_of([r.outlet or _site(r.url) for r in record.reports], land.iso2)
        teller.tell("source_scale", rule, joined(names), scale)
        return {"source": joined(names), "source_scale": scale}

    def _timestamp(self, record: Record, teller: Teller) -> int | None:
        if self._options.timestamp is not None:
            return self._options.timestamp
        published = max((r.published for r in record.reports if r.published), default=None)
        if published is None:
            teller.tell("timestamp", "acled/no-day-of-publication")
            return None
        return int(datetime.fromisoformat(published).replace(tzinfo=UTC).timestamp())


def disorder_of(sub_event: str, kind: str) -> str:
    """ACLED's disorder type (guide to the 2023 column changes)."""
    if sub_event == "Excessive force against protesters":
        return "Political violence; Demonstrations"
    if kind == "Protests" or sub_event == "Violent demonstration":
        return "Demonstrations"
    return "Strategic developments" if kind == "Strategic developments" else "Political violence"


def targets_civilians(record: Record, kind: str) -> bool:
    """Whether civilians were the main or only target (guide to the 2023 column changes)."""
    if kind == "Violence against civilians" or record.type == "Excessive force against protesters":
        return True
    hit = bool(record.target) and all(a.class_ == "civilians" for a in record.target)
    return hit and kind in ("Explosions/Remote violence", "Riots")


def _site(url: str | None) -> str | None:
    return None if not url or "//" not in url else url.split("/")[2].removeprefix("www.") or None


def _location(record: Record, land: Country, teller: Teller) -> Row:
    place = record.place
    precision = _GEO.get(place.precision or 0)
    placed = place.lat is not None and place.lon is not None
    if not placed:
        teller.tell("latitude", "acled/not-placed")
        precision = None
    elif place.precision in (5, 6, 7):
        teller.tell("geo_precision", "acled/wider-than-a-province", place.precision, precision)
    elif precision is None:
        precision = 3
        teller.tell("geo_precision", "acled/precision-not-known", None, precision)
    if place.aside:
        teller.tell("location", "acled/relation-in-notes", place.aside)
    return {
        "admin1": place.admin1, "admin2": place.admin2,
        "location": place.name or place.admin2 or place.admin1 or land.name,
        "latitude": degrees(place.lat, 4) if placed else None, "longitude": degrees(place.lon, 4) if placed else None,
        "geo_precision": precision,
    }  # fmt: skip


class _Sides:
    """The two actors of a row with those beside them."""

    def __init__(self, record: Record, kind: str, land: Country, teller: Teller):
        self._record, self._kind, self._land, self._teller = record, kind, land, teller
        first, second = list(record.initiator), list(record.target)
        if not first:
            first, second = self._nobody(second)
        self.first, self.second = self._ordered(first), self._ordered(second)
        for column, actors in (("inter1", self.first), ("inter2", self.second)):
            for actor in actors[:1]:
                if actor.class_ == "unknown":
                    teller.tell(column, "acled/unidentified-is-militia", actor.class_, INTERS[2])
                elif actor.class_ == "private security":
                    teller.tell(column, "acled/private-security-is-other", actor.class_, INTERS[7])

    def _nobody(self, second: list[Actor]) -> tuple[list[Actor], list[Actor]]:
        """ACLED's actor1 is never blank: an unidentified group, the crowd, or the only side that is told."""
        known = _NOBODY.get(self._kind)
        if known is None and second:
            self._teller.tell("actor1", "acled/only-side-first", None, second[0].group)
            return second, []
        group, class_ = known or (UNIDENTIFIED, "unknown")
        self._teller.tell("actor1", "acled/side-not-told", None, group)
        return [Actor(group=group, class_=class_)], second

    @staticmethod
    def _ordered(actors: list[Actor]) -> list[Actor]:
        """A named group before an unidentified one; else in the record's order."""
        return sorted(actors, key=lambda a: a.group == UNIDENTIFIED)

    def cells(self, *, numbers: bool) -> Row:
        """The cells from actor1 to interaction."""
        one, two = (_INTER_OF.get(side[0].class_, 3) if side else 0 for side in (self.first, self.second))
        pair = f"{min(one, two)}{max(one, two)}" if two else f"{one}0"
        inter1: Cell = one if numbers else INTERS[one - 1]
        inter2: Cell = None if not two else two if numbers else INTERS[two - 1]
        return {
            "actor1": self._name(self.first[0]), "assoc_actor_1": joined(map(self._name, self.first[1:])),
            "inter1": inter1, "actor2": self._name(self.second[0]) if self.second else None,
            "assoc_actor_2": joined(map(self._name, self.second[1:])), "inter2": inter2,
            "interaction": int(pair) if numbers else interaction_name(pair),
        }  # fmt: skip

    def _name(self, actor: Actor) -> str:
        if actor.group in _GENERIC:
            return f"{_NAMES.get(actor.group, actor.group)} ({self._land.name})"
        return actor.group

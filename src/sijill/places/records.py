"""What the places layer takes and gives: a row of the gazetteer, a mention, the hints around it, the choice."""

from __future__ import annotations

from typing import Literal

import msgspec

from sijill.model import Candidate, Place

#: Kinds of places, coarse to fine; the number is what the table stores.
KINDS = ("country", "admin1", "admin2", "admin3", "town", "village", "quarter", "camp", "area", "site", "water")
Kind = Literal[
    "country", "admin1", "admin2", "admin3", "town", "village", "quarter", "camp", "area", "site", "water"
]  # fmt: skip
#: The country code of seas, which are of none.
NO_LAND = "XW"
#: Flags of a place in the table: seat of its province or district, a point that is only a unit's middle, hand-written,
#: a province whose name the press also gives to a wider region (``البقاع``).
SEAT1, SEAT2, CAPITAL, CENTROID, KNOWN, WIDE = 1, 2, 4, 8, 16, 32
#: The circle (km) that a UCDP where_prec stands for where the unit's own size is not known.
RADIUS_KM = {1: 3.0, 2: 25.0, 3: 30.0, 4: 100.0, 5: 60.0, 6: 500.0, 7: 500.0}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One place of the gazetteer as an answer: who it is, where, how well it fits, and why.

    ``score_of_name`` is 1 for the name as written, 0.95 for another spelling of the same key, less for a near name;
    ``score`` starts from it and is raised and lowered by the joint choice.
    """

    id: str
    kind: Kind
    country: str
    name: str
    lat: float
    lon: float
    admin1: str | None = None
    admin2: str | None = None
    admin1_id: str | None = None
    admin2_id: str | None = None
    population: int = 0
    flags: int = 0
    score: float = 1.0
    score_of_name: float = 1.0
    reasons: tuple[str, ...] = ()

    def candidate(self) -> Candidate:
        """The row as a candidate of a coded place."""
        return Candidate(
            name=self.name, id=self.id, lat=self.lat, lon=self.lon, score=round(min(1.0, max(0.0, self.score)), 3),
            admin1=self.admin1, admin2=self.admin2, reasons=self.reasons,
        )  # fmt: skip


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A place named in the clause: its words, the kind its cue word announces, and how the act relates to it.

    Attributes:
        kind: of the cue word (``مديرية`` is admin2), None without one; ``peak`` and ``river`` of nature.
        relation: ``near``, ``between``, ``border``, ``north`` … as the codebook's ``relation``.
    """

    name: str
    kind: str | None = None
    relation: str | None = None


class Hints(msgspec.Struct, frozen=True, kw_only=True):
    """What the report says around the mention.

    Attributes:
        country: announced for this act; no namesake in another country is then taken. ``report_country`` and
            ``outlet_country`` only weigh.
        admin1, admin2: announced province and district, as Arabic names or as ids of the gazetteer.
        earlier: the province was told of another act and by no heading: a town known only elsewhere has left it.
        nearby: coordinates of the report's other places.
        sides: points with the degrees in which the place lies of each (``ريف كذا الغربي``: 270 of its capital).
        finest: words of the finest place, where it is none of the mentions.
        relation, distance_km: offset from the finest place (``relation`` a direction such as ``north-west``).
    """

    country: str | None = None
    report_country: str | None = None
    outlet_country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    earlier: bool = False
    nearby: tuple[tuple[float, float], ...] = ()
    sides: tuple[tuple[float, float, int], ...] = ()
    finest: str | None = None
    relation: str | None = None
    distance_km: float | None = None


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """The choice: a place with its precision, or the unit that holds with the reason why it is no finer.

    Attributes:
        admin2_source: ``text`` where the report names the district, ``seat`` where the place is its seat,
            ``gazetteer`` where only the table says so.
        why_null: why there is no point, or no place at all.
        notes: what a reader should know, such as a district that the table has in another province.
    """

    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: int | None = None
    id: str | None = None
    relation: str | None = None
    admin2_source: Literal["text", "seat", "gazetteer"] | None = None
    candidates: tuple[Candidate, ...] = ()
    why_null: str | None = None
    notes: tuple[str, ...] = ()

    def place(self, text: str | None = None) -> Place:
        """The choice as the place of an event."""
        return Place(
            country=self.country, admin1=self.admin1, admin2=self.admin2, name=self.name, text=text,
            relation=self.relation, lat=self.lat, lon=self.lon, precision=self.precision, id=self.id,
            candidates=self.candidates,
        )  # fmt: skip

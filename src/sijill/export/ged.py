"""The 49 columns of UCDP GED: lethal events with both sides told, by UCDP's rules on sides, deaths and precision.

Every id is a negative number made from the record's own id or the side's name: UCDP's are positive, so that none can
be taken for the other; ``relid`` begins with ``SJ-``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sijill.export.codes import Country, country, is_country
from sijill.export.ged_sides import Side, Sides, sides_of
from sijill.export.ged_toll import Deaths, deaths_of
from sijill.export.losses import Teller
from sijill.export.record import Record
from sijill.export.table import Column, Row, Table, degrees, joined
from sijill.export.when import Days, days_of
from sijill.places.store import Places

MIDNIGHT = " 00:00:00.000"
_REGIONS = ("Africa", "Americas", "Asia", "Europe", "Middle East")
_CELL = 0.5  # degrees of a PRIO-GRID cell, 720 in a row, counted from the south-west corner
_ROW = 720

GED = Table("ged", (
    Column("id", "integer", required=True), Column("relid", required=True),
    Column("year", "integer", hxl="#date+year", required=True), Column("active_year", "integer", low=0, high=1),
    Column("code_status", required=True),
    Column("type_of_violence", "integer", hxl="#event+type", required=True, low=1, high=3),
    Column("conflict_dset_id", "integer"), Column("conflict_new_id", "integer", required=True),
    Column("conflict_name", required=True), Column("dyad_dset_id", "integer"),
    Column("dyad_new_id", "integer", required=True), Column("dyad_name", required=True),
    Column("side_a_dset_id", "integer"), Column("side_a_new_id", "integer", required=True),
    Column("side_a", hxl="#group+name+first", required=True), Column("side_b_dset_id", "integer"),
    Column("side_b_new_id", "integer", required=True),
    Column("side_b", hxl="#group+name+second", required=True),
    Column("number_of_sources", "integer", required=True, low=-1), Column("source_article", hxl="#meta+source"),
    Column("source_office"), Column("source_date"), Column("source_headline", hxl="#description"),
    Column("source_original"), Column("where_prec", "integer", hxl="#geo+precision", required=True, low=1, high=7),
    Column("where_coordinates", hxl="#loc+name", required=True), Column("where_description"),
    Column("adm_1", hxl="#adm1+name"), Column("adm_2", hxl="#adm2+name"),
    Column("latitude", "number", hxl="#geo+lat", required=True, low=-90, high=90),
    Column("longitude", "number", hxl="#geo+lon", required=True, low=-180, high=180),
    Column("geom_wkt", required=True), Column("priogrid_gid", "integer", required=True, low=1, high=259_200),
    Column("country", hxl="#country+name", required=True),
    Column("country_id", "integer", required=True, low=2, high=990),
    Column("region", hxl="#region+name", codes=_REGIONS, required=True),
    Column("event_clarity", "integer", required=True, low=1, high=2),
    Column("date_prec", "integer", required=True, low=1, high=5),
    Column("date_start", "datetime", hxl="#date+start", required=True),
    Column("date_end", "datetime", hxl="#date+end", required=True),
    Column("deaths_a", "integer", required=True, low=0), Column("deaths_b", "integer", required=True, low=0),
    Column("deaths_civilians", "integer", required=True, low=0),
    Column("deaths_unknown", "integer", required=True, low=0),
    Column("best", "integer", hxl="#affected+killed", required=True, low=0),
    Column("high", "integer", hxl="#affected+killed+max", required=True, low=1),
    Column("low", "integer", hxl="#affected+killed+min", required=True, low=0),
    Column("gwnoa"), Column("gwnob"),
))  # fmt: skip


_BLANK: Row = dict.fromkeys(GED.names)


def own_id(kind: str, *names: str) -> int:
    """A negative id of 48 bits, the same on every machine, exact in a floating-point column.

    >>> own_id("event", "e1") == own_id("event", "e1") < 0
    True
    """
    digest = hashlib.blake2b("\x1f".join((kind, *names)).encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return -1 - int.from_bytes(digest)


def priogrid(latitude: float, longitude: float) -> int:
    """The PRIO-GRID cell of a point.

    >>> priogrid(22.488976, 90.062732)
    161821
    """
    row = min(int((latitude + 90) // _CELL), 359)
    column = min(int((longitude + 180) // _CELL), _ROW - 1)
    return row * _ROW + column + 1


class Ged:
    """Rows in the columns of UCDP GED.

    Args:
        places: the gazetteer, for the middle of the country of an event whose place is not settled.
    """

    table = GED
    always = (
        "id, *_new_id: negative, of sijill's own space; relid: SJ- and the record's id; *_dset_id: blank",
        "active_year: blank, since a file of events cannot know whether the dyad passed 25 deaths that year",
        "side_a, side_b: sijill's canonical names; governments as UCDP writes them",
        "wounded, captured, missing, damage, weapons, words and reasons of blanks: not in this format",
    )

    def __init__(self, places: Places):
        self._places = places

    def rest(self) -> Iterator[Row]:
        """Nothing is left for the end."""
        return iter(())

    def row(self, record: Record, teller: Teller) -> Row | None:
        """The row of a record, or None where GED cannot hold it; the teller knows why."""
        days, land = days_of(record.date), country(record.place.country)
        if not record.killed or all(t.high == 0 for t in record.killed):
            teller.leave_out("nobody is said to have been killed")
            return None
        if days is None:
            teller.leave_out("no day")
            return None
        if land is None or land.gw is None:
            teller.leave_out("no country" if land is None else "country has no number of Gleditsch and Ward")
            return None
        sides = sides_of(record, teller)
        if sides is None:
            return None
        deaths = deaths_of(record, sides, teller)
        where = self._where(record, land, teller)
        if deaths.high < 1 or where is None:
            teller.leave_out("nobody is said to have been killed" if where else "no coordinates")
            return None
        if land.ged_name != land.name and is_country(land.ged_name):
            teller.tell("country", "ged/territory-under-state", land.name, land.ged_name)
        return self._cells(record, days, land, sides) | where | _deaths(deaths)

    def _cells(self, record: Record, days: Days, land: Country, sides: Sides) -> Row:
        names = (sides.a.name, sides.b.name)
        clear = not getattr(record.source, "open_conflicts", ())
        return _BLANK | {
            "id": own_id("event", record.id), "relid": f"SJ-{land.iso3}-{days.start.year}-{record.id}",
            "year": days.start.year, "code_status": "Clear" if clear else "Check",
            "type_of_violence": sides.violence,
            "conflict_new_id": own_id("conflict", land.iso2, *names),
            "conflict_name": f"{land.ged_name}: {' - '.join(names)}",
            "dyad_new_id": own_id("dyad", *names), "dyad_name": " - ".join(names),
            "side_a_new_id": own_id("side", names[0]), "side_a": names[0],
            "side_b_new_id": own_id("side", names[1]), "side_b": names[1],
            "gwnoa": _gw(sides.a), "gwnob": _gw(sides.b),
            **_sources(record),
            "country": land.ged_name, "country_id": land.gw, "region": land.ged_region,
            "event_clarity": 2 if days.precision > 2 else 1, "date_prec": days.precision,
            "date_start": days.start.isoformat() + MIDNIGHT, "date_end": days.end.isoformat() + MIDNIGHT,
        }  # fmt: skip

    def _where(self, record: Record, land: Country, teller: Teller) -> Row | None:
        place = record.place
        lat, lon, precision = place.lat, place.lon, place.precision
        name = place.name or place.admin2 or place.admin1 or land.name
        if lat is None or lon is None:
            middle = self._places.country(land.iso2)
            if middle is None:
                return None
            teller.tell("where_prec", "ged/not-placed-is-country", place.precision, 6)
            lat, lon, precision = middle.lat, middle.lon, 6
        elif precision is None:
            precision = 2
            teller.tell("where_prec", "ged/precision-not-known", None, 2)
        latitude, longitude = round(lat, 6), round(lon, 6)
        return {
            "where_prec": precision, "where_coordinates": _unit(precision, place.admin1, place.admin2, land) or name,
            "where_description": joined(p for p in (f"{place.aside} {name}".strip(), place.text) if p),
            "adm_1": place.admin1, "adm_2": place.admin2, "latitude": degrees(lat, 6), "longitude": degrees(lon, 6),
            "geom_wkt": f"POINT ({longitude:.6f} {latitude:.6f})", "priogrid_gid": priogrid(latitude, longitude),
        }  # fmt: skip


def _gw(side: Side) -> str | None:
    """The number of a government; a text, since UCDP lists several of a coalition."""
    return None if side.gw is None else str(side.gw)


def _unit(precision: int, admin1: str | None, admin2: str | None, land: Country) -> str | None:
    """What the coordinates stand for, where they are the middle of a unit."""
    if precision == 3 and admin2:
        return f"{admin2} district"
    if precision == 4 and admin1:
        return f"{admin1} province"
    return land.ged_name if precision == 6 else None


def _deaths(deaths: Deaths) -> Row:
    return {
        "deaths_a": deaths.a, "deaths_b": deaths.b, "deaths_civilians": deaths.civilians,
        "deaths_unknown": deaths.unknown, "best": deaths.best, "high": deaths.high, "low": deaths.low,
    }  # fmt: skip


def _sources(record: Record) -> Row:
    reports = [r for r in record.reports if r.outlet or r.url or r.published or r.title]
    articles = ";".join(
        '"' + ",".join((r.outlet or r.url or r.doc_id, r.published or "", (r.title or "").replace('"', "'"))) + '"'
        for r in reports
    )
    who = joined(claim.by or f"not named ({claim.kind})" for claim in record.claims if claim.kind != "unattributed")
    return {
        "number_of_sources": record.independent_sources if record.kind == "incident" else 1,
        "source_article": articles or None, "source_office": joined(r.outlet for r in reports if r.outlet),
        "source_date": joined(r.published for r in reports if r.published),
        "source_headline": joined(r.title for r in reports if r.title), "source_original": who,
    }  # fmt: skip

"""The aggregate of HDX HAPI: events and fatalities by second-order unit, month and kind of event.

The kinds overlap as HAPI's do: an act against civilians counts as political violence as well. Rows come at the end, in
the order of their keys; a unit and month in which nothing is told has no row.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator

from sijill.export.acled import disorder_of, targets_civilians
from sijill.export.codes import country, event_types
from sijill.export.fatalities import fatalities
from sijill.export.losses import Teller
from sijill.export.record import Record
from sijill.export.table import Column, Row, Table
from sijill.export.when import days_of

KINDS = ("civilian_targeting", "demonstration", "political_violence")
HAPI = Table("hapi", (
    Column("location_code", hxl="#country+code", required=True),
    Column("has_hrp", hxl="#meta+has_hrp", codes=("Y", "N")),
    Column("in_gho", hxl="#meta+in_gho", codes=("Y", "N")),
    Column("provider_admin1_name", hxl="#adm1+name+provider"),
    Column("provider_admin2_name", hxl="#adm2+name+provider"),
    Column("admin1_code", hxl="#adm1+code"), Column("admin1_name", hxl="#adm1+name"),
    Column("admin2_code", hxl="#adm2+code"), Column("admin2_name", hxl="#adm2+name"),
    Column("admin_level", "integer", hxl="#adm+level", required=True, low=0, high=2),
    Column("event_type", hxl="#event+type", codes=KINDS, required=True),
    Column("events", "integer", hxl="#indicator+event+num", required=True, low=0),
    Column("fatalities", "integer", hxl="#affected+killed", low=0),
    Column("reference_period_start", "datetime", hxl="#date+start", required=True),
    Column("reference_period_end", "datetime", hxl="#date+end", required=True),
    Column("dataset_id", hxl="#meta+dataset_id"), Column("resource_id", hxl="#meta+resource_id"),
    Column("warning", hxl="#meta+warning"), Column("error", hxl="#meta+error"),
))  # fmt: skip
_MIDNIGHT = " 00:00:00+00:00"
_Key = tuple[str, str, str, int, int, str]


class Hapi:
    """Counts records into HAPI's rows; memory grows with units and months, not with records."""

    table = HAPI
    always = (
        "admin1_code, admin2_code, admin1_name, admin2_name: blank, since sijill has no P-codes; the names stand under "
        "provider_admin1_name and provider_admin2_name",
        "has_hrp, in_gho, dataset_id, resource_id: HDX's to fill in",
        "fatalities: by ACLED's rules; blank of demonstrations, as in HAPI",
        "months and units without an event: no row",
        "a stretch of days counts in the month of its middle",
    )

    def __init__(self) -> None:
        self._counts: dict[_Key, list[int]] = {}

    def row(self, record: Record, teller: Teller) -> None:
        """Count a record."""
        days, land = days_of(record.date), country(record.place.country)
        kinds = kinds_of(record)
        if days is None or land is None or not kinds:
            teller.leave_out("no day" if days is None else "no country" if land is None else "strategic development")
            return
        if (days.start.year, days.start.month) != (days.end.year, days.end.month):
            said = f"{days.start.isoformat()}..{days.end.isoformat()}"
            teller.tell("reference_period_start", "hapi/month-of-the-middle", said, days.middle.isoformat()[:7])
        dead = fatalities(record, teller)
        place = record.place
        for kind in kinds:
            key = (land.iso3, place.admin1 or "", place.admin2 or "", days.middle.year, days.middle.month, kind)
            count = self._counts.setdefault(key, [0, 0])
            count[0] += 1
            count[1] += dead

    def rest(self) -> Iterator[Row]:
        """The rows, by country, unit, month and kind."""
        for (iso3, admin1, admin2, year, month, kind), (events, dead) in sorted(self._counts.items()):
            row: Row = dict.fromkeys(self.table.names)
            yield row | {
                "location_code": iso3, "provider_admin1_name": admin1 or None, "provider_admin2_name": admin2 or None,
                "admin_level": 2 if admin2 else 1 if admin1 else 0, "event_type": kind, "events": events,
                "fatalities": None if kind == "demonstration" else dead,
                "reference_period_start": f"{year:04d}-{month:02d}-01{_MIDNIGHT}",
                "reference_period_end": f"{year:04d}-{month:02d}-{monthrange(year, month)[1]:02d}{_MIDNIGHT}",
            }  # fmt: skip


def kinds_of(record: Record) -> list[str]:
    """The kinds that a record counts as; none of a strategic development."""
    kind = event_types().get(record.type, "")
    disorder = disorder_of(record.type, kind)
    found = [name for name, word in (("demonstration", "Demonstrations"), ("political_violence", "Political violence"))
             if word in disorder]  # fmt: skip
    return (["civilian_targeting"] if found and targets_civilians(record, kind) else []) + found

"""The field's code lists, out of ``packs/schemes``: countries, event types, forces that are a government's."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from sijill.model import Actor
from sijill.pack import SHIPPED, TABLES, read_table

_SCHEMES = SHIPPED / "schemes"
_COUNTRY_COLUMNS = ("id", "iso3", "iso", "gw", "name", "ged_name", "region", "arabic")
_FORCE = re.compile(r"(?:Military Forces|Police Forces|Government) of (?:the )?(?P<country>.+)")
# Where UCDP's regions end in Gleditsch and Ward's numbers (UCDP/PRIO Armed Conflict Dataset codebook: Region).
_GED_REGIONS = ((199, "Americas"), (399, "Europe"), (629, "Africa"), (699, "Middle East"), (999, "Asia"))


class Country(msgspec.Struct, frozen=True):
    """A country in the field's codes.

    Attributes:
        iso2, iso3, iso: ISO 3166-1; ``iso`` is the number, None of Kosovo.
        gw: number of Gleditsch and Ward, under which UCDP codes its events; None outside their list.
        name, region: as ACLED writes them.
        ged_name: as UCDP writes it.
    """

    iso2: str
    iso3: str
    iso: int | None
    gw: int | None
    name: str
    ged_name: str
    region: str
    arabic: str

    @property
    def ged_region(self) -> str | None:
        """UCDP's region."""
        return None if self.gw is None else next(name for last, name in _GED_REGIONS if self.gw <= last)


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Countries by their two letters."""
    out = {}
    for row in read_table(_SCHEMES / "countries.tsv", _COUNTRY_COLUMNS, "countries"):
        c = row.cells
        out[c["id"]] = Country(
            c["id"], c["iso3"], int(c["iso"]) if c["iso"] else None, int(c["gw"]) if c["gw"] else None, c["name"],
            c["ged_name"] or c["name"], c["region"], c["arabic"],
        )  # fmt: skip
    return out


def country(iso2: str | None) -> Country | None:
    """The country of these two letters, if there is one."""
    return countries().get(iso2 or "")


def is_country(name: str) -> bool:
    """Whether a country goes by this name."""
    return any(c.name == name for c in countries().values())


@lru_cache(maxsize=1)
def event_types() -> dict[str, str]:
    """Sub-event type to event type."""
    rows = read_table(_SCHEMES / "acled.tsv", ("id", "event_type", "sub_event_type"), "acled")
    return {row.cells["sub_event_type"]: row.cells["event_type"] for row in rows}


class Force(msgspec.Struct, frozen=True):
    """A side with a state's standing: its government's country, or None where it is several states' force."""

    country: Country | None


@lru_cache(maxsize=1)
def _forces() -> dict[str, str]:
    rows = read_table(_SCHEMES / "ged_sides.tsv", ("group", "country"), "ged_sides")
    return {row.cells["group"]: row.cells["country"] for row in rows}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Country]:
    own = {c.name: c for c in countries().values()}
    return {c.ged_name: c for c in countries().values() if c.gw is not None} | own


@lru_cache(maxsize=4096)
def force_of(group: str) -> Force | None:
    """The state's force that a group is by its name; None where the name does not say so.

    >>> force_of("Police Forces of Iraq").country.gw, force_of("Houthis"), force_of("NATO/ISAF").country
    (645, None, None)
    """
    if group in _forces():
        return Force(country(_forces()[group]))
    named = _FORCE.fullmatch(group)
    found = _by_name().get(named["country"]) if named else None
    return None if found is None else Force(found)


def is_state(actor: Actor) -> bool:
    """Whether an actor fights with a state's standing."""
    return actor.class_ in ("state forces", "external forces") or force_of(actor.group) is not None


@lru_cache(maxsize=1)
def known_names() -> frozenset[str]:
    """The English names of the groups and outlets that the packs know; whoever else is named may be a person."""
    rows = [
        *(r for p in sorted(SHIPPED.glob("country/*/actors.tsv")) for r in read_table(p, TABLES["actors"], "actors")),
        *(r for p in sorted(SHIPPED.glob("lang/*/outlets.tsv")) for r in read_table(p, TABLES["outlets"], "outlets")),
    ]
    return frozenset(row.cells.get("group") or row.cells["english"] for row in rows)


@lru_cache(maxsize=2)
def _acts(table: str) -> dict[str, tuple[str, ...]]:
    columns = ("type", "both", "no_target", "no_initiator", "nobody")
    return {
        r.cells["type"]: tuple(r.cells[c] for c in columns[1:]) for r in read_table(_SCHEMES / table, columns, table)
    }


def act_phrase(table: str, kind: str, initiator: str, target: str) -> str:
    """An act of a sub-event type in words, by the table of a language; a side that is not told is an empty text."""
    both, no_target, no_initiator, nobody = _acts(table).get(kind) or _acts(table)["Other"]
    phrase = (both if target else no_target) if initiator else (no_initiator if target else nobody)
    return phrase.format(a=initiator, b=target)

"""Who a noun phrase means: canonical neutral group and class (codebook "Canonical groups").

Groups named outright are looked up by country and day; bare forces ("the army") by the country of the event; epithets by who
speaks. What none of these settles is None, and the caller says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import msgspec

from sijill.facts.party import Party, Ref
from sijill.match import Reading
from sijill.pack import Pack, Role

UNIDENTIFIED = "Unidentified armed group"
CIVILIANS = "Civilians"
_FORCE_ROLES = {
    "army": "army", "force": "army", "forces": "army", "security": "army", "air": "army", "artillery": "army", "border": "army",
    "foreign": "foreign", "police": "police", "government": "government", "judiciary": "government",
}  # fmt: skip
# How canonical names are built where a country has no roles of its own.
_DEFAULTS = {"army": "Military Forces of {}", "police": "Police Forces of {}", "government": "Government of {}"}
_WHOLE = {"US": "United States", "IL": "Israel"}  # codebook: named as a country, not as a force
ARMED_CLASSES = frozenset(
    {"state forces", "rebel group", "political militia", "identity militia", "external forces", "private security"}
)


class Side(msgspec.Struct, frozen=True):
    """One side: canonical group, class, and how firmly it is known (3 named, 2 by country or speaker, 1 by kind of person)."""

    group: str
    cls: str
    firm: int
    rule: str = ""


class Stage(msgspec.Struct, frozen=True):
    """What the resolving of a name depends on.

    Attributes:
        country: ISO2 of where the event happens, as far as it is known.
        day: ISO day of the event or of publication.
        speaker: canonical group whose statement this is, if a party speaks.
        groups: groups named in the report, the latest before the phrase first.
    """

    country: str | None = None
    day: str | None = None
    speaker: str | None = None
    groups: tuple[str, ...] = ()


class Actors:
    """The actor knowledge of a pack, indexed."""

    def __init__(self, pack: Pack):
        self._groups: Mapping[str, tuple[str, str]] = pack.groups
        self._countries = pack.countries
        self._roles: dict[tuple[str, str], list[Role]] = {}
        for role in pack.roles:
            self._roles.setdefault((role.country, role.role), []).append(role)

    @cached_property
    def home(self) -> dict[str, str]:
        """Home country of every group that has one."""
        return {g: c for g, (_, c) in self._groups.items() if c}

    def class_of(self, group: str, country: str | None, told: str = "") -> str:
        """The group's class in this country: state forces abroad are external forces."""
        cls, home = self._groups.get(group, (told or "unknown", ""))
        if group == CIVILIANS:
            return "civilians"
        if group in _WHOLE.values():
            home = next(c for c, g in _WHOLE.items() if g == group)
            cls = "state forces"
        if cls == "state forces" and home and country and home != country:
            return "external forces"
        if told == "state forces" and cls == "external forces" and home == country:
            return "state forces"
        return cls

    def of_role(self, country: str, role: str, day: str | None) -> tuple[str, str] | None:
        """What a bare soldier, policeman or official of a country is called."""
        kind = _FORCE_ROLES.get(role)
        if kind is None:
            return None
        for wanted in (role, kind):
            for row in self._roles.get((country, wanted), []):
                if _in_force(row.since, row.until, day):
                    return row.group, row.class_
        if country in _WHOLE and kind != "government":
            return _WHOLE[country], "state forces"
        name = self._countries.get(country)
        if kind not in _DEFAULTS:
            return None
        return (_DEFAULTS[kind].format(name), "state forces") if name else None

    def resolve(self, party: Party, stage: Stage) -> Side | None:
        """Who the phrase means, or None where nothing settles it."""
        return (
            self._named(party, stage)
            or self._epithet(party, stage)
            or self._movement(party, stage)
            or self._of_country(party, stage)
            or self._by_kind(party, stage)
        )

    def _side(self, group: str, told: str, stage: Stage, firm: int, rule: str) -> Side:
        return Side(group, self.class_of(group, stage.country, told), firm, rule)

    def _named(self, party: Party, stage: Stage) -> Side | None:
        for ref in party.refs:
            if ref.cat == "actor":
                attrs = self._choose(ref.readings, stage)
                if attrs is not None:
                    return self._side(attrs["group"], attrs["class"], stage, 3, "actor/named")
        return None

    def _choose(self, readings: Sequence[Reading], stage: Stage) -> dict[str, str] | None:
        """Among groups of one name: in force on that day, of this country, named before in the report, or of no country."""
        rows = [r.entry.attrs for r in readings]
        fitting = [a for a in rows if _in_force(a.get("since", ""), a.get("until", ""), stage.day)] or rows
        home = [a for a in fitting if a.get("country") == stage.country]
        named = [a for a in fitting if a["group"] in stage.groups]
        free = [a for a in fitting if not a.get("country")]
        return next(iter(home or named or free or fitting), None)

    def _epithet(self, party: Party, stage: Stage) -> Side | None:
        for ref in party.refs:
            if ref.cat != "epithet":
                continue
            rows = [r.entry.attrs for r in ref.readings]
            mine = [a for a in rows if a.get("speaker") == stage.speaker and stage.speaker]
            anyone = [a for a in rows if a.get("speaker") == "*" and a.get("country", "") in {"", stage.country}]
            local = [
                a for a in rows if stage.speaker is None and self.home.get(a.get("speaker", ""), "?") == stage.country
            ]
            for attrs in (*mine, *anyone, *local):
                group = self._refers(attrs.get("refers", ""), stage, party)
                if group:
                    return self._side(group, "", stage, 2, "actor/epithet")
            if stage.speaker and any(a.get("refers") == "@self" for a in rows):
                return self._side(stage.speaker, "", stage, 2, "actor/self")
        if party.attrs.get("epithet") == "self" and stage.speaker:
            return self._side(stage.speaker, "", stage, 2, "actor/self")
        return None

    def _movement(self, party: Party, stage: Stage) -> Side | None:
        """``الحركة``, ``التنظيم`` with no name: the speaker, else the armed group that the report names first."""
        here = party.head == "body" and party.noun == "body/movement" and party.definite
        if not here and not any(
            r.cat == "body" and r.readings[0].entry.id == "body/movement" and r.readings[0].definite for r in party.refs
        ):
            return None
        if stage.speaker:
            return self._side(stage.speaker, "", stage, 2, "actor/the-movement")
        armed = [g for g in stage.groups if self.class_of(g, None) in {"rebel group", "political militia"}]
        return self._side(armed[0], "", stage, 2, "actor/the-movement") if armed else None

    def _refers(self, refers: str, stage: Stage, party: Party) -> str | None:
        first = refers.split(";")[0].strip()
        if not first.startswith("@"):
            return first or None
        if first == "@self":
            return stage.speaker
        if first == "@government" and stage.country:
            found = self.of_role(stage.country, party.own or party.role or "army", stage.day)
            return found[0] if found else None
        return None

    def _of_country(self, party: Party, stage: Stage) -> Side | None:
        """A force or role with the country that its adjective names, else the event's country."""
        role = self._force_role(party)
        nat = self._nation(party)
        if role is None or (role in {"air", "artillery"} and nat is None):
            return None
        country = nat or (stage.country if role != "forces" else None)
        if country is None:
            return None
        found = self.of_role(country, role, stage.day)
        if found is None:
            return None
        return self._side(found[0], found[1], stage, 3 if nat else 2, "actor/force-of-country")

    @staticmethod
    def _nation(party: Party) -> str | None:
        return next((r.readings[0].entry.attrs["iso2"] for r in party.refs if r.cat == "nat"), None)

    @staticmethod
    def _force_role(party: Party) -> str | None:
        for ref in party.refs:
            if ref.cat == "force":
                role = ref.readings[0].entry.attrs.get("role", "")
                if role in _FORCE_ROLES:
                    return role
        if any(r.cat == "modifier" and r.readings[0].entry.attrs.get("foreign") for r in party.refs):
            return "foreign"
        if party.head in {"person", "object", "body"}:
            role = party.own if party.own in _FORCE_ROLES else party.role
            return role if role in _FORCE_ROLES else None
        return None

    def _by_kind(self, party: Party, stage: Stage) -> Side | None:
        """Civilians, guards, settlers, protesters; unnamed gunmen stay unidentified."""
        role = party.own if party.own == "civilian" else party.role
        if role in {"civilian"} or (party.head == "nat" and not party.refs[1:]):
            return Side(CIVILIANS, "civilians", 2, "actor/civilians")
        if role == "guard":
            return Side("Private security", "private security", 2, "actor/guards")
        if role == "settler":
            return self._side("Israeli settlers", "identity militia", stage, 2, "actor/settlers")
        if role == "protester":
            return Side("Protesters", "protesters", 2, "actor/protesters")
        if role == "rioter":
            return Side("Rioters", "rioters", 2, "actor/rioters")
        if role == "un":
            return self._side("United Nations", "external forces", stage, 3, "actor/named")
        if role in {"militant", "attacker", "suspect"}:
            return Side(UNIDENTIFIED, "unknown", 1, "actor/unidentified")
        return None


def _in_force(since: str, until: str, day: str | None) -> bool:
    if day is None:
        return not since or since < "2021-08-15"
    return (not since or since <= day) and (not until or day[: len(until)] <= until)


def named_groups(refs: Iterable[Ref]) -> list[str]:
    """Groups named outright among refs."""
    return [r.readings[0].entry.attrs["group"] for r in refs if r.cat == "actor"]

"""The pieces of an English note: lists, names with their articles, counts, things, places."""

from __future__ import annotations

from collections.abc import Sequence

from sijill.export.codes import country
from sijill.export.phrase import names_three, vague_word
from sijill.export.record import CIVILIANS, UNIDENTIFIED, Record, Toll
from sijill.model import Actor, Damage, Place

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_VAGUE = {
    "tens": "tens of", "dozens": "dozens of", "hundreds": "hundreds of", "thousands": "thousands of",
    "tens-of-thousands": "tens of thousands of", "hundreds-of-thousands": "hundreds of thousands of",
}  # fmt: skip
_LOST = (11, 99)  # a figure that fell out of the text, of which the noun's case tells this much
_MEMBERS = {
    "state forces": "soldiers", "external forces": "soldiers", "rebel group": "fighters", "private security": "guards",
    "political militia": "fighters", "identity militia": "members",
}  # fmt: skip


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    parts = [part for part in parts if part]
    return ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def sides_of(actors: Sequence[Actor]) -> str:
    """The groups of a side."""
    return listed(["an unidentified armed group" if a.group == UNIDENTIFIED else group_name(a.group) for a in actors])


def group_name(group: str) -> str:
    """A group inside a sentence: people of no group in lower case."""
    return group.lower() if group in (CIVILIANS, "Protesters", "Rioters", "Private security") else the(group)


# Names that take no article in English beside those of persons: single words that are no plural, and names of states.
_PLURAL_NAMES = frozenset({"Taliban", "Houthis", "Peshmerga"})


def the(name: str) -> str:
    """A name with its article, where English wants one."""
    first = name.split(" ", maxsplit=1)[0]
    if name in _PLURAL_NAMES or first in ("Military", "Police", "Government", "Forces", "Saudi-led", "US-led"):
        return f"the {name}"
    if first in ("Afghan", "Syrian", "Libyan", "Free", "Popular", "United", "Islamic", "Opposition"):
        return f"the {name}"
    return name


# ---------------------------------------------------------------------- how many


def people_of(toll: Toll, record: Record) -> str:
    """``at least three NATO/ISAF soldiers``."""
    number = how_many(toll)
    one = number in ("one", "at least one", "up to one")
    if toll.group in (CIVILIANS, "Protesters", "Rioters"):
        noun = toll.group.lower()
        return f"{number} {noun.removesuffix('s') if one else noun}"
    if toll.group == UNIDENTIFIED:
        return f"{number} {'member' if one else 'members'} of an unidentified armed group"
    if toll.group == "Private security":
        return f"{number} private security {'guard' if one else 'guards'}"
    class_ = next((a.class_ for a in (*record.initiator, *record.target) if a.group == toll.group), "")
    member = _MEMBERS.get(class_, "members")
    plural = toll.group.endswith("s") and toll.group != "Houthis"  # `militias fighters` is no English
    if (the(toll.group) == toll.group or toll.group in _PLURAL_NAMES) and not plural:
        name = toll.group.removesuffix("s") if toll.group == "Houthis" else toll.group
        if member != "members":
            return f"{number} {name} {member.removesuffix('s') if one else member}"
    return f"{number} {'member' if one else 'members'} of {the(toll.group)}"


def how_many(toll: Toll) -> str:
    """A count in words, with its open ends.

    >>> how_many(Toll(group="Civilians", outcome="killed", low=3, high=5))
    'between three and five'
    """
    low, high = toll.low, toll.high
    vague = vague_word(toll.text)
    if vague is not None and low in (None, vague.ours):
        return _VAGUE[vague.id]
    if low is None and high is None:
        return "an unknown number of"
    if low is None:
        return f"up to {number_word(high)}"
    if high is None:
        default = low == 3 and not names_three(toll.text)
        return "several" if default else "at least " + number_word(low)
    if low == high:
        return number_word(low)
    if (low, high) == _LOST:
        return "between 11 and 99 (the figure is missing in the report)"
    return f"between {number_word(low)} and {number_word(high)}"


def number_word(n: int | None) -> str:
    """A number, up to ten in a word."""
    return "" if n is None else _SMALL[n] if n < len(_SMALL) else f"{n:,}"


# ---------------------------------------------------------------------- where


_RELATIONS = {"between": "between {} and another place", "border": "on the border at {}"}
_SURE = {3: " (known only to the district)", 4: " (known only to the province)", 6: " (known only to the country)"}


def place_phrase(place: Place) -> str:
    """Where, with its precision in words: a district or a province is never told as a point."""
    land = country(place.country)
    nation = land.name if land else ""
    units = [f"{place.admin2} district" if place.admin2 else "", place.admin1 or nation]
    wider = [unit for unit in units if unit]
    precision = place.precision or 1
    name = place.name if place.name not in (place.admin1, nation) else None
    if not name or (name == place.admin2 and precision >= 3):
        if not wider:
            return ""
        return f"in {', '.join(wider)}" if place.admin2 else f"at an unspecified place in {wider[0]}"
    if name == place.admin2:
        wider = wider[1:]
    elif precision == 2 and not place.aside and place.admin2:
        return ", ".join((f"in {name}", f"near {place.admin2}", *wider[1:]))
    aside = place.aside or ("near" if precision == 2 else "in")
    return ", ".join([_RELATIONS.get(aside, aside + " {}").format(name), *wider]) + _SURE.get(precision, "")


# ---------------------------------------------------------------------- damage


def by_fate(damage: Sequence[Damage]) -> list[list[Damage]]:
    """Damage by what became of the things, in the order told."""
    fates = dict.fromkeys(d.outcome for d in damage)
    return [[d for d in damage if d.outcome == fate] for fate in fates]


def things(rows: Sequence[Damage]) -> str:
    """``two trucks and a tanker were burned``, of things that met one fate."""
    were = "was" if len(rows) == 1 and (rows[0].count == 1 or rows[0].object == "other") else "were"
    return f"{listed([_thing(d) for d in rows])} {were} {rows[0].outcome}"


def _thing(damage: Damage) -> str:
    if damage.object == "other":
        return "other property"
    noun = damage.object if damage.count == 1 or damage.object == "aircraft" else f"{damage.object}s"
    return noun if damage.count is None else f"{number_word(damage.count)} {noun}"

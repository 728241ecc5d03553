"""The two sides of a record as UCDP tells them apart, and the type of violence that follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from sijill.export.codes import force_of, is_state
from sijill.export.losses import Teller
from sijill.export.record import CIVILIANS, UNIDENTIFIED, Record
from sijill.model import Actor

STATE_BASED: Final = 1
NON_STATE: Final = 2
ONE_SIDED: Final = 3
_CROWDS = ("protesters", "rioters", "civilians")
_UNORGANISED = ("protesters", "rioters")


class Side(msgspec.Struct, frozen=True):
    """One side: its name as UCDP would write it, its number if it is a government, and the record's groups in it."""

    name: str
    groups: frozenset[str]
    state: bool = False
    gw: int | None = None


class Sides(msgspec.Struct, frozen=True):
    """Both sides in UCDP's order, and the type of violence: 1 state-based, 2 non-state, 3 one-sided."""

    a: Side
    b: Side
    violence: Literal[1, 2, 3]


def sides_of(record: Record, teller: Teller) -> Sides | None:
    """The sides of a record; None where GED does not count such acts, or no two sides are told."""
    attackers, attacked = list(record.initiator), list(record.target)
    if not attacked:
        attacked = _hit(record, attackers)
        if attacked:
            teller.tell("side_b", "ged/side-from-toll", None, attacked[0].group)
    if not attackers and attacked:
        attackers = [Actor(group=UNIDENTIFIED, class_="unknown")]
        teller.tell("side_a", "ged/side-not-told", None, UNIDENTIFIED)
    if not attackers or not attacked:
        teller.leave_out("no two sides are told")
        return None
    if all(a.class_ in (*_UNORGANISED, "civilians") for a in attackers):
        teller.leave_out("the side that acts is no organised group")
        return None
    if any(a.group == UNIDENTIFIED for a in (attackers[0], attacked[0])):
        teller.tell("side_a", "ged/unidentified-side", UNIDENTIFIED)  # UCDP waits until a side is named
    if all(a.class_ in _CROWDS for a in attacked):
        first = _side(attackers, teller)
        if any(a.class_ in _UNORGANISED for a in attacked):
            teller.tell("side_b", "ged/crowd-is-civilian", attacked[0].group, CIVILIANS)
        return Sides(first, Side(CIVILIANS, frozenset(a.group for a in attacked)), ONE_SIDED)
    armed = [a for a in attacked if a.class_ not in _CROWDS]
    first, second = _side(attackers, teller), _side(armed, teller)
    if second.state and not first.state:
        first, second = second, first
    return Sides(first, second, STATE_BASED if first.state else NON_STATE)


def _hit(record: Record, attackers: Sequence[Actor]) -> list[Actor]:
    """The groups that lost people and did not attack."""
    own = {a.group for a in attackers}
    lost = dict.fromkeys(t.group for t in record.killed if t.group not in own)
    return [Actor(group=g, class_="civilians" if g == CIVILIANS else "unknown") for g in lost]


def _side(actors: Sequence[Actor], teller: Teller) -> Side:
    """The side that actors of one camp make: a government before its allies, else the first that is named."""
    ranked = sorted(actors, key=lambda a: (not is_state(a), a.group == UNIDENTIFIED))
    head = ranked[0]
    force = force_of(head.group)
    land = None if force is None else force.country
    name = f"Government of {land.ged_name}" if land is not None else head.group
    allies = [a.group for a in ranked[1:] if force_of(a.group) != force]
    if allies:
        teller.tell("dyad_name", "ged/allies-not-named", "; ".join(allies), name)
    return Side(name, frozenset(a.group for a in actors), is_state(head), None if land is None else land.gw)

"""Whose claim an event is, by the sides that fought in it: a party's own word, an official's, a witness's."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from sijill.facts.claim import ClaimFact
from sijill.facts.speaker import Source
from sijill.model import Claim, ClaimKind

_STATE_OF = re.compile(r"^(?:Military Forces|Police Forces|Government) of (?:the )?(.+)$")
_WHOLE = {"Israel": "Israel", "United States": "United States"}  # one name for all that the state does
_STATES = {
    "Afghan National Army": "Afghanistan", "Afghan National Police": "Afghanistan", "Israel": "Israel",
    "United States": "United States", "Peshmerga": "Kurdistan",
}  # fmt: skip
_MEMBERS = {  # who fights under a coalition's name
    "Saudi-led Coalition": frozenset({"Saudi Arabia", "United Arab Emirates"}),
    "US-led Coalition": frozenset({"United States"}),
    "NATO/ISAF": frozenset({"United States"}),
}
_CROWDS = frozenset({"Civilians", "Protesters", "Rioters"})
_NOBODY = frozenset({"Civilians", "Protesters", "Rioters", "Unidentified armed group", "Private security"})
_STATE_WORDS = re.compile("Coalition|NATO|United Nations|Peshmerga|AMISOM")
_ANY_FORCE = {
    "force": ("Military Forces", "Police", "Army"), "security": ("Military Forces", "Police", "Army", "Government"),
}  # fmt: skip
_ROLE_IN_GROUP = {
    "army": ("Military Forces", "Army", "Peshmerga", "Israel"),
    "police": ("Police",),
    "government": ("Government",),
}


def settle(
    claim: ClaimFact, initiator: Collection[str], target: Collection[str], casualties: Collection[str] = (),
    *, role_group: Callable[[str], str | None] | None = None,
) -> Claim:  # fmt: skip
    """The event's claim, by the sides that fought in it.

    An armed group's word is a party's. A state body's is a party's where that state fought in the act; officials
    without a name whose office is security at large, and civil, medical or judicial offices, stay officials.

    Args:
        claim: the saying, as ``claim_at`` gave it.
        initiator: canonical groups of the event.
        target: the same.
        casualties: the same.
        role_group: what a bare "police" or "army" is called in the event's country, on its day.
    """
    source = claim.source
    text = claim.text or None
    sides = (*initiator, *target, *casualties)
    if source.kind == "armed group":
        by = source.by or _side_of(source, sides) or claim.group or _armed_side(initiator)
        return Claim(kind="party", by=by, text=text)
    if source.kind in {"witness", "media", "ngo"}:
        return Claim(kind=claim.kind, by=source.by, text=text)
    if source.kind == "unknown":
        return Claim(
            kind="unattributed" if not source.by else "official" if claim.group else "witness", by=source.by, text=text
        )
    group = _side_of(source, sides) or claim.group or _own_group(source, role_group) or _spoken_for(source, sides)
    mine = _fought(source, group, sides) or _left_out(source, group, initiator, target)
    spokes = source.role == "official" and source.head.startswith("title/spokes") and bool(source.country)
    speaks = (source.kind in {"force", "government"} or spokes) and (source.role != "security" or source.ministry)
    kind: ClaimKind = "party" if mine and speaks else "official"
    if source.role == "security" and source.by and mine:
        kind = "party"
    speaks |= source.ministry
    by = source.by or (mine or group if speaks else claim.group)
    return Claim(kind=kind, by=by, text=text)


def _side_of(source: Source, sides: Collection[str]) -> str | None:
    """The side that the source's words can mean."""
    return next((c for c in source.candidates if c in sides), None)


def _spoken_for(source: Source, sides: Collection[str]) -> str | None:
    """The side of the country whose spokesman it is (``متحدث بريطاني``)."""
    if not source.country or not source.head.startswith("title/spokes"):
        return None
    return next((s for s in sides if _state(s) == source.country), None)


def _own_group(source: Source, role_group: Callable[[str], str | None] | None) -> str | None:
    role = {"forces": "army", "air": "army", "artillery": "army", "border": "army"}.get(source.role, source.role)
    role = "government" if source.ministry else role
    if source.country in _WHOLE:
        return _WHOLE[source.country]
    if source.country and role in {"army", "police", "government"}:
        noun = {"army": "Military Forces", "police": "Police Forces", "government": "Government"}[role]
        return f"{noun} of {source.country}"
    told = role in {"army", "police"} or source.ministry
    return role_group(role) if role_group is not None and told else None


def _fought(source: Source, group: str | None, sides: Collection[str]) -> str | None:
    """The side of the event that the source speaks for, None where its state or body did not fight."""
    if group is not None:
        state = _state(group)
        if group in sides:
            return group
        allies = _MEMBERS.get(group, frozenset())
        if any(_state(s) in allies for s in sides if _state(s)):
            return group
        return group if state is not None and any(_state(s) == state for s in sides) else None
    wanted = _ROLE_IN_GROUP.get(source.role, _ANY_FORCE.get(source.role, ()))
    return next((s for s in sides if any(w in s for w in wanted)), None)


def _left_out(source: Source, group: str | None, initiator: Collection[str], target: Collection[str]) -> str | None:
    """The force or ministry that tells of its own act or loss: a side that the text leaves out, amid armed sides."""
    armed = source.role in {"army", "police"} or (source.ministry and source.kind == "government")
    if group is None or not armed or (initiator and target) or _CROWDS.intersection(target):
        return None
    return None if initiator and _NOBODY.intersection(initiator) else group


def _state(group: str) -> str | None:
    found = _STATE_OF.match(group)
    return found[1] if found else _STATES.get(group)


def _armed_side(groups: Collection[str]) -> str | None:
    """The armed group among the sides, where a brigade's own word names nobody known."""
    return next((g for g in groups if _state(g) is None and g not in _NOBODY and not _STATE_WORDS.search(g)), None)

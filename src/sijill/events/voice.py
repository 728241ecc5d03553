"""Whose voice a report is: a belligerent's own statement is read by its own words for friend and enemy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from sijill.events.title_voice import title_voice
from sijill.facts.actor import ARMED_CLASSES, Actors, named_groups, self_names
from sijill.facts.claim import ClaimFact
from sijill.facts.party import PartyTold, Ref
from sijill.facts.place_fact import PlaceTold
from sijill.grammar import Chart, Fact
from sijill.model import Report
from sijill.pack import Pack
from sijill.text import fold

_OWN_EPITHETS = 2  # so often does a statement call its own men mujahidin before it is taken for the group's own
_VOICES = 3  # and so many of its sayings, most of all, make a report a group's statement
_MOST = 0.6
_IRREGULAR = frozenset({"rebel group", "political militia"})


class Voice(msgspec.Struct, frozen=True):
    """Who speaks, and whether it is their own statement rather than an outlet that leans to them."""

    speaker: str | None = None
    own: bool = False


def home_of(report: Report, pack: Pack) -> str | None:
    """The country of the report's outlet."""
    outlet = pack.outlets.get(fold(report.outlet)) if report.outlet else None
    return outlet.attrs.get("country") if outlet is not None else None


def voice_of(chart: Chart, report: Report, pack: Pack, actors: Actors) -> Voice:
    """Whose statement this is: the outlet's side, else the armed group whose word the report gives.

    A statement that names one branch of a group (``ولاية غرب إفريقيا``) is that branch's.
    """
    voice = _voice_of(chart, report, pack, actors)
    if not voice.own or voice.speaker is None:
        return voice
    parties: list[PartyTold] = chart.all("party")
    named = {g for f in parties for g in named_groups(f.value.refs) if g.startswith(f"{voice.speaker} (")}
    return Voice(named.pop(), own=True) if len(named) == 1 else voice


def _voice_of(chart: Chart, report: Report, pack: Pack, actors: Actors) -> Voice:
    outlet = pack.outlets.get(fold(report.outlet)) if report.outlet else None
    if outlet is not None and outlet.attrs.get("side"):
        return Voice(outlet.attrs["side"], outlet.attrs.get("kind") == "party")
    country = _country(chart, report)
    if (titled := title_voice(chart, report, actors, country)) is not None:
        return Voice(titled, own=True)
    claims: list[Fact[ClaimFact]] = chart.all("claim")
    voices = [g for f in claims if (g := f.value.group) and actors.class_of(g, None) in _IRREGULAR]
    parties: list[PartyTold] = chart.all("party")
    epithets = [ref for f in parties for ref in f.value.refs if ref.cat == "epithet"]
    names = [known[0] for ref in epithets if (known := self_names(ref.readings))]
    names = [g for g in names if actors.home.get(g, country) == country]
    if names:
        mine = max(dict.fromkeys(names), key=names.count)
        foes = any(
            r.attrs.get("speaker") == mine and not r.attrs["refers"].startswith("@")
            for ref in epithets
            for r in ref.readings
        )
        foes = foes and actors.class_of(mine, None) in _IRREGULAR  # the press quotes an army's words for its own
        if names.count(mine) + foes >= _OWN_EPITHETS:
            return Voice(mine, own=True)
    own = sum(f.value.attrs.get("epithet") == "self" for f in parties)
    if own >= _OWN_EPITHETS:
        rebels = [g for f in parties for g in named_groups(f.value.refs) if actors.class_of(g, None) == "rebel group"]
        if voices or rebels:
            return Voice(max(dict.fromkeys(voices or rebels), key=(voices or rebels).count), own=True)
    own = sum(any(r.attrs.get("refers") == "@self" for r in ref.readings) for ref in epithets)
    if own >= _OWN_EPITHETS and (spoken := _by_words(epithets, country)) is not None:
        return Voice(spoken, own=True)
    first = max(dict.fromkeys(voices), key=voices.count, default=None)
    others = {g for f in claims if (g := f.value.group) and actors.class_of(g, None) in ARMED_CLASSES} - {first}
    if others:
        return Voice()  # a paper that quotes both sides
    return Voice(first, own=True) if first and voices.count(first) >= max(_VOICES, len(claims) * _MOST) else Voice()


def _country(chart: Chart, report: Report) -> str | None:
    """The country that the report says it is of, else that of most places told."""
    if report.country:
        return report.country
    votes: dict[str, int] = {}
    places: list[PlaceTold] = chart.all("place")
    for fact in places:
        iso = fact.value.iso2 or next((i[:2] for i in fact.value.ids if i[2:3] == "-"), None)
        if iso:
            votes[iso] = votes.get(iso, 0) + 1
    return max(votes, key=lambda iso: votes[iso], default=None)


def _by_words(epithets: Sequence[Ref], country: str | None) -> str | None:
    """The group whose words for friend and enemy a report uses most: at least for both."""
    friend: Counter[str] = Counter()
    enemy: Counter[str] = Counter()
    for ref in epithets:
        for attrs in {r.id: r.attrs for r in ref.readings}.values():
            if attrs.get("speaker", "*") != "*" and attrs.get("country", "") in {"", country}:
                (friend if attrs.get("refers") == "@self" else enemy)[attrs["speaker"]] += 1
    both = [(friend[s] + enemy[s], s) for s in friend if enemy[s] > 1]
    return max(both)[1] if both else None

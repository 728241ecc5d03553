"""The English note of a record: one or a few plain sentences, as the field's datasets write them.

Only what the record says, in neutral words. A claim stays a claim: whoever says so is named, and what only a party to
the fighting says is ``claimed``. Counts keep their open ends, places and days their precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sijill.export.codes import act_phrase, known_names
from sijill.export.notes.english_parts import (
    by_fate,
    group_name,
    how_many,
    listed,
    number_word,
    people_of,
    place_phrase,
    sides_of,
    the,
    things,
)
from sijill.export.record import UNIDENTIFIED, Record, Toll
from sijill.model import Actor, Claim

_BOMBS = {
    "ied": "an IED", "landmine": "a landmine", "vehicle bomb": "a vehicle bomb", "explosives": "an explosive charge",
    "suicide vest": "a suicide bomb", "grenade": "a grenade", "rocket": "rocket fire", "mortar": "mortar fire",
    "artillery": "artillery fire", "missile": "missile fire", "drone": "a drone strike", "aircraft": "an air strike",
    "chemical": "a chemical weapon", "rpg": "an RPG",
}  # fmt: skip
# Acts whose subject is a weapon: what it is called where none is told, and the weapons that it can be.
_EXPLOSIONS = {
    "Remote explosive/landmine/IED": ("an explosive device", ("ied", "landmine", "vehicle bomb", "explosives")),
    "Suicide bomb": ("a suicide bombing", ()),
    "Grenade": ("a grenade", ()),
    "Chemical weapon": ("a chemical weapon", ()),
    "Air/drone strike": ("an air strike", ("drone", "aircraft")),
    "Shelling/artillery/missile attack": ("shelling", ("rocket", "mortar", "artillery", "missile")),
}
_DEMONSTRATIONS = ("Peaceful protest", "Protest with intervention", "Violent demonstration")


def note(record: Record) -> str:
    """The note of a record in English."""
    when, who = _when(record), _attribution(record)
    lead = ", ".join(part for part in (when, who) if part)
    act, toll = _act(record)
    where = place_phrase(record.place)
    head = f"{lead}{' ' if lead.endswith(' that') else ', '}{act}" if lead else act
    sentence = head + (f" {where}" if where else "") + (f", {toll}" if toll else "")
    parts = [_capital(sentence), *_more(record)]
    size = " [size=no report]" if record.type in _DEMONSTRATIONS else ""
    return " ".join(f"{part}." for part in parts) + size


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ---------------------------------------------------------------------- when


def _when(record: Record) -> str:
    day = record.date
    start, end = _day(day.start), _day(day.end)
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return f"by {_long(end)}" if start is None and end else f"from {_long(start or end)} on"
    part = record.source.part
    if start == end:
        if (day.precision or 1) >= 2:
            return f"around {_long(start)}"
        return f"{_PARTS[part]} {_long(start)}" if part in _PARTS else f"on {_long(start)}"
    if start.day == 1 and (end - start).days >= 27 and start.month == end.month:
        return f"in {start:%B} {start.year}"
    return f"between {_span(start, end)}"


_PARTS = {
    "dawn": "at dawn on", "morning": "on the morning of", "noon": "around noon on", "afternoon": "on the afternoon of",
    "evening": "on the evening of", "night": "on the night of",
}  # fmt: skip


def _day(iso: str | None) -> date | None:
    try:
        return None if iso is None else date.fromisoformat(iso)
    except ValueError:
        return None


def _long(day: date | None) -> str:
    return "" if day is None else f"{day.day} {day:%B} {day.year}"


def _span(start: date, end: date) -> str:
    if start.year != end.year:
        return f"{_long(start)} and {_long(end)}"
    return f"{start.day}{'' if start.month == end.month else f' {start:%B}'} and {_long(end)}"


# ---------------------------------------------------------------------- who says so


def _attribution(record: Record) -> str:
    """Who says so: ``X claimed that`` of a party to the act, ``according to …`` of anybody else."""
    parties = [c for c in record.claims if c.kind == "party"]
    others = [c for c in record.claims if c.kind not in ("party", "unattributed")]
    names = list(dict.fromkeys(_source(c) for c in others))
    if parties:
        claimants = listed(list(dict.fromkeys(_source(c) for c in parties)))
        if not names:
            return f"{claimants} claimed that"
        return f"according to {listed(names)}, and as {claimants} claimed"
    if names:
        return f"according to {listed(names)}"
    outlets = [r.outlet for r in record.reports if r.outlet]
    return f"according to {listed(list(dict.fromkeys(outlets)))}" if outlets else "it was reported that"


_ANONYMOUS = {
    "official": "officials", "witness": "witnesses", "media": "media", "ngo": "a non-governmental organisation",
    "party": "a party to the fighting",
}  # fmt: skip


def _source(claim: Claim) -> str:
    if claim.by is None:
        return _ANONYMOUS[claim.kind]
    # Of a party a name that is no group: a person, or an office that speaks for one.
    speaks = claim.kind == "party" and claim.by not in known_names()
    return f"{claim.by}, speaking for a party to the fighting," if speaks else the(claim.by)


# ---------------------------------------------------------------------- what happened


def _act(record: Record) -> tuple[str, str]:
    """The main clause, and what it led to."""
    told = [t for t in record.tolls if t.outcome in _LEFT]
    hurt = [t for t in told if not _none(t)]
    if record.type in _EXPLOSIONS:
        return _explosion(record, hurt), _spared(told)
    counted = [t for t in hurt if not _losses(t)]
    left = _by_outcome(counted, record, "{people} {outcome}", _LEFT)
    losses = (
        [f"with losses among {listed([group_name(t.group) for t in hurt if _losses(t)])}"] if counted != hurt else []
    )
    return _deed(record), ", ".join([*(["leaving " + left] if left else []), *losses]) or _spared(told)


_LEFT = {"killed": "dead", "wounded": "wounded", "killed or wounded": "dead or wounded"}
_HIT = {"killed": "killed", "wounded": "wounded", "killed or wounded": "killed or wounded"}


def _none(toll: Toll) -> bool:
    """Whether the count is a zero that was said."""
    return toll.low == 0 and toll.high == 0


def _losses(toll: Toll) -> bool:
    """Whether losses were told and no number."""
    return toll.outcome == "killed or wounded" and toll.low == 1 and toll.high is None


def _by_outcome(tolls: Sequence[Toll], record: Record, form: str, words: dict[str, str]) -> str:
    """The counts, those of one outcome together; of one group twice the second is a bare number."""
    phrases, before = [], ""
    for outcome, word in words.items():
        rows = [t for t in tolls if t.outcome == outcome]
        if not rows:
            continue
        number = how_many(rows[0])
        again = len(rows) == 1 and rows[0].group == before
        people = f"{number} others" if again and number.endswith(" of") else number if again else ""
        phrases.append(form.format(people=people or listed([people_of(t, record) for t in rows]), outcome=word))
        before = rows[0].group if len(rows) == 1 else ""
    return listed(phrases)


def _explosion(record: Record, hurt: Sequence[Toll]) -> str:
    kind, weapons = _EXPLOSIONS[record.type]
    used = [_BOMBS[w] for w in record.weapon if w in weapons]
    subject = listed(used) if used else kind
    maker = [a for a in record.initiator if a.group != UNIDENTIFIED]
    if maker and not all(a.group in _claimants(record) for a in maker):
        subject += f" {'by' if record.type in _FIRED else 'attributed to'} {sides_of(maker)}"
    counted = [t for t in hurt if not _losses(t)]
    if counted:
        return f"{subject} {_by_outcome(counted, record, '{outcome} {people}', _HIT)}"
    if hurt:
        return f"{subject} caused losses among {listed([group_name(t.group) for t in hurt])}"
    if record.target:
        return f"{subject} hit {sides_of(record.target)}"
    return f"{subject} {'was reported' if record.type in _FIRED else 'went off'}"


_FIRED = ("Air/drone strike", "Shelling/artillery/missile attack", "Chemical weapon")


def _claimants(record: Record) -> set[str | None]:
    return {c.by for c in record.claims if c.kind == "party"}


def _deed(record: Record) -> str:
    initiator, target = record.initiator, record.target
    if record.type == "Protest with intervention" and _protest(target) and not _protest(initiator):
        initiator, target = target, initiator
    a, b = sides_of(initiator), sides_of(target)
    if len(initiator) == 1 and initiator[0].group in _claimants(record):
        a = "their forces"
    taken = [t for t in record.tolls if t.outcome == "captured" and not _none(t)]
    if taken and record.type in _TAKING:
        b = listed([people_of(t, record) for t in taken])
    return act_phrase("notes_en.tsv", record.type, a, b)


_TAKING = ("Abduction/forced disappearance", "Arrests")


def _protest(actors: Sequence[Actor]) -> bool:
    return any(a.class_ == "protesters" for a in actors)


def _spared(told: Sequence[Toll]) -> str:
    none = [t for t in told if _none(t)]
    return listed([f"with no {group_name(t.group)} {t.outcome}" for t in none]) if none else ""


# ---------------------------------------------------------------------- the rest


def _more(record: Record) -> list[str]:
    """Further sentences: people captured or missing, damage, quarrels between reports."""
    out = []
    arrested = record.type in _TAKING
    for outcome, verb in (("captured", "taken captive"), ("missing", "missing")):
        rows = [t for t in record.tolls if t.outcome == outcome and not (arrested and outcome == "captured")]
        if rows:
            people = listed([people_of(t, record) for t in rows])
            out.append(_capital(f"{people} {_were(rows)} {verb}"))
    if record.damage:
        out.append(_capital(listed([things(rows) for rows in by_fate(record.damage)])))
    differing = [t for t in record.tolls if t.best is not None and t.low != t.high]
    if differing:
        spans = [f"from {t.low if t.low is not None else 0} to {_top(t)} {t.outcome} ({t.group})" for t in differing]
        out.append(f"Accounts of the toll range {listed(spans)}")
    quarrels = [c.field for c in getattr(record.source, "open_conflicts", ()) if c.about != "casualties"]
    if quarrels:
        out.append(f"Reports differ on the {listed(list(dict.fromkeys(quarrels)))}")
    if record.independent_sources > 1:
        out.append(f"{_capital(number_word(record.independent_sources))} independent sources tell it")
    return out


def _top(toll: Toll) -> str:
    return "an open number" if toll.high is None else str(toll.high)


def _were(tolls: Sequence[Toll]) -> str:
    return "was" if len(tolls) == 1 and tolls[0].low == tolls[0].high == 1 else "were"

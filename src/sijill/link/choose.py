"""Where tellings contradict one another a person chooses one: its value becomes the incident's, and is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sijill.errors import InputError
from sijill.link.decide import Numbered
from sijill.link.merge import Telling
from sijill.link.toll import merge_tolls
from sijill.model import CHOOSABLE, WITH_DAY, Actor, Decision, Event, Incident, IncidentCasualty, field_json


class Choices:
    """The choices that stand, found by the telling that was chosen, or by the incident where that telling is gone.

    Args:
        decisions: in the order in which they were taken; of two on one field of one incident the later holds.
        known: the events that there are, where that is to be checked.

    Raises:
        InputError: a choice names no event, one that there is not, or a field that has none.
    """

    def __init__(self, decisions: Sequence[Numbered], known: Mapping[str, object] | None = None):
        self._all = decisions
        self._of: dict[str, list[tuple[int, Numbered]]] = {}
        for order, numbered in enumerate(n for n in decisions if n.decision.kind == "choose"):
            decision = numbered.decision
            if decision.field not in CHOOSABLE or len(decision.events) > 1:
                raise _unusable(numbered, "chooses no field of one telling", f"fields: {', '.join(CHOOSABLE)}")
            name = next(iter(decision.events), decision.incident)
            if name is None or (decision.events and known is not None and name not in known):
                raise _unusable(numbered, f"names an event that does not exist: {name}", None)
            self._of.setdefault(name, []).append((order, numbered))

    def of(self, incident: str, events: Iterable[str]) -> list[Numbered]:
        """The choices on an incident of these events, in the order in which they were taken."""
        found = [row for name in (incident, *events) for row in self._of.get(name, ())] if self._of else []
        return [numbered for _, numbered in sorted(found, key=lambda row: row[0])]

    def shaped(self, incident: Incident) -> tuple[str, ...]:
        """The ids of all decisions, also of those on which events are one, that name an event of an incident."""
        here = set(incident.events)
        return tuple(sorted(n.name for n in self._all if here.intersection((*n.decision.events, *n.decision.apart))))


def choose(incident: Incident, tellings: Sequence[Telling], choices: Sequence[Numbered]) -> Incident:
    """The incident with the values that people chose.

    Of a toll, each outcome that the chosen telling counts is as it counts it; what it does not speak of stays merged.

    Raises:
        InputError: a value is none for its field.
    """
    chosen: dict[str, str] = {}
    for numbered in choices:
        decision = numbered.decision
        telling = next((t for t in tellings if t.event.id in decision.events), None)
        try:
            values = _values(incident, decision, telling)
        except msgspec.MsgspecError as error:
            raise _unusable(numbered, f"has no value for {decision.field}: {error}", None) from error
        incident = msgspec.structs.replace(incident, **values)
        chosen[decision.field or ""] = numbered.name
    return msgspec.structs.replace(
        incident, chosen=dict(sorted(chosen.items())),
        decisions=tuple(sorted({*incident.decisions, *(n.name for n in choices)})),
    )  # fmt: skip


def _values(incident: Incident, decision: Decision, telling: Telling | None) -> dict[str, Any]:
    field = decision.field or ""
    if decision.value is None and telling is None:
        return {}
    value = msgspec.json.decode(decision.value or field_json(telling.event, field))  # type: ignore[union-attr]
    row: dict[str, Any] = {"id": "", "doc_id": "", "passage": (0, 0), "type": "", field: value}
    if field == "date":
        row |= {name: value.pop(name, None) for name in WITH_DAY}
    said = msgspec.convert(row, Event)
    if field == "casualties":
        return {field: _toll(incident, said, telling)}
    if field == "date":
        return {"date": said.date} | {name: getattr(said, name) or getattr(incident, name) for name in WITH_DAY}
    if field == "place":
        return {field: msgspec.structs.replace(said.place, candidates=())}
    if field in {"initiator", "target"}:
        return {field: tuple(Actor(group=a.group, class_=a.class_) for a in getattr(said, field))}
    if field == "damage":
        return {field: tuple(msgspec.structs.replace(d, text=None) for d in said.damage)}
    return {field: getattr(said, field)}


def _toll(incident: Incident, said: Event, telling: Telling | None) -> tuple[IncidentCasualty, ...]:
    """The counts of the one telling for the outcomes that it counts, with every telling's own as their history."""
    if telling is not None:
        said = msgspec.structs.replace(telling.event, casualties=said.casualties)
    own, _, _ = merge_tolls([(said, 0, None if telling is None else telling.published)])
    history = {(c.group, c.outcome): c.history for c in incident.casualties}
    outcomes = {c.outcome for c in own}
    others = [c for c in incident.casualties if c.outcome not in outcomes]
    told = [
        msgspec.structs.replace(
            c, history=history.get((c.group, c.outcome), c.history if telling else ()),
            says=c.says if telling else {},
        )
        for c in own
    ]  # fmt: skip
    order = {outcome: n for n, outcome in enumerate(dict.fromkeys(c.outcome for c in incident.casualties))}
    return tuple(sorted((*told, *others), key=lambda c: (order.get(c.outcome, len(order)), c.group)))


def _unusable(numbered: Numbered, what: str, hint: str | None) -> InputError:
    where = {"file": numbered.file, "line": numbered.line}
    return InputError(f"the decision {numbered.name} {what}", hint=hint, **where)  # type: ignore[arg-type]

"""A frame: one trigger with the noun phrases that its grammar puts in a role."""

from __future__ import annotations

import msgspec

from sijill.facts.party import PartyTold

Row = list[tuple[PartyTold, str]]


class Frame(msgspec.Struct):
    """One trigger with the noun phrases that its grammar puts in a role.

    Attributes:
        at: unit of the trigger; ``order``: of its clause in the event, the fullest first.
        kind: type of the act, or ``toll``; ``force``: how much it says by itself.
        dropped: an active verb with no subject of its own; ``again``: an act told of before (``القصف``, ``هجوم
            مماثل``).
        turned: the subject of the verb was attacked (``صد``, ``أحبط``).
        mutual: a fight or a bargain between two.
    """

    at: int
    kind: str
    force: int = 0
    order: int = 0
    agents: Row = []
    patients: Row = []
    dropped: bool = False
    again: bool = False
    turned: bool = False
    mutual: bool = False

    def agent(self, fact: PartyTold | None, rule: str) -> None:
        """Put a phrase among the doers, once."""
        if fact is not None and all(f.i != fact.i for f, _ in (*self.agents, *self.patients)):
            self.agents.append((fact, rule))

    def patient(self, fact: PartyTold | None, rule: str) -> None:
        """Put a phrase among those hit, once."""
        if fact is not None and all(f.i != fact.i for f, _ in (*self.patients, *self.agents)):
            self.patients.append((fact, rule))

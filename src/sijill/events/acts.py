"""Acts: the words of the lexicon that open an event."""

from __future__ import annotations

import msgspec

from sijill.match import Reading, Unit


class Act(msgspec.Struct, frozen=True):
    """A trigger: its unit, its reading, and what the lexicon says of it.

    Attributes:
        announced: whether it is told as new though it is definite (``تجددت الاشتباكات``).
        behind: whether it only leads up to another act (``بعد معارك``).
        described: whether it is the verb that says more of a definite act (``التفجير الذي استهدف السوق``).
    """

    unit: int
    reading: Reading
    type: str
    force: int
    roles: str
    announced: bool = False
    behind: bool = False
    described: bool = False

    @property
    def attrs(self) -> dict[str, str]:
        """The attributes of its lexicon entry."""
        return self.reading.attrs

    @property
    def anaphoric(self) -> bool:
        """A definite noun with nothing new to say: ``الهجوم``, ``هذا الانفجار``, ``انفجارها``."""
        if self.described:
            return True
        known = self.reading.definite or (self.reading.enc and self.roles == "nn")
        return bool(known) and not self.announced and not self.reading.feat.startswith(("past", "pres"))


def acts_of(unit: Unit) -> Act | None:
    """The strongest act reading of a unit."""
    best: Act | None = None
    for r in unit.readings_of("act"):
        a = r.attrs
        force = int(a["force"])
        surer = best is not None and force == best.force and "then" in a and "then" not in best.attrs
        if best is None or force > best.force or surer:  # مسيرة انطلقت is no drone
            best = Act(unit.i, r, a["type"], force, a["roles"])
    return best

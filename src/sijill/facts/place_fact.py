"""A place as the text tells it, before the gazetteer is asked."""

from __future__ import annotations

import msgspec

from sijill.grammar import Fact
from sijill.model import Span

#: How fine a level is; of two places in one phrase the finer is the place of the act.
RANK: dict[str, float] = {
    "country": 0.0, "water": 0.6, "region": 0.8, "admin1": 1.0, "unit": 1.5, "rural": 1.8, "admin2": 2.0,
    "sector": 2.05, "river": 2.1, "post": 2.2, "area": 2.4, "city": 2.6, "street": 2.8, "town": 3.0, "capital": 3.0,
    "admin3": 3.2, "mountain": 3.3, "unknown": 3.4, "front": 3.8, "any": 4.0, "facility": 4.2, "village": 5.0,
    "quarter": 5.0, "camp": 5.2,
}  # fmt: skip
#: Levels of towns; of what is built and stands in them; of what lies in one of them.
TOWNS = frozenset(("town", "city", "admin3", "capital"))
BUILT = frozenset(("facility", "street", "post"))
IN_TOWN = frozenset(("quarter", "facility", "street", "camp", "post", "unknown"))
#: Words of direction: a name made of them alone is one only in a country that has it (``الجنوب``).
COMPASS = frozenset(
    a + w + b
    for w in ("شمال", "جنوب", "شرق", "غرب", "وسط", "ساحل", "شمالي", "جنوبي", "شرقي", "غربي", "اقصي")
    for a in ("", "ال")
    for b in ("", "ه")
)
ROADS = frozenset(("pcue/road", "pcue/road-b"))
#: Relations of a place that is only beside the act.
BESIDE = frozenset(("near", "border", "between"))


class PlaceFact(msgspec.Struct, frozen=True):
    """A place that the text names, or points back to.

    Attributes:
        name: folded; empty where the text only points (``المدينة``, ``المنطقة نفسها``).
        text: the code points of the name alone, or of the phrase where the phrase is the name (``مخيم جنين``).
        level: a key of ``RANK``, by the kind-word, else by the gazetteer; ``city`` is a province and its capital.
        cue: id of the kind-word, empty without one.
        relation: near, between, border, in; rural behind ``ريف``; None.
        direction, distance_km: ``على بعد 12 كلم غرب``.
        ids: of the gazetteer's places of that name, where the matcher knows it.
        iso2: of a country, or of the adjective behind the name (``بيجي العراقية``).
        certain: whether the name is in the gazetteer and no other word.
        role: at, of, out, to, weak (only spoken of), bound (where what was hit was going), from (somebody's home), away
            (where the hurt are taken), source (whose official speaks), told (from where a source tells), neighbour
            (what it borders on), header, dateline.
        group: the unit where the list begins that it stands in; siblings share it.
        begin: the unit where its phrase begins, prepositions included.
        pointer: it points to a place told before.
        seat: the phrase names the capital of ``name`` (``مركز ولاية كذا``).
        part: the side of a countryside (``ريف حلب الشمالي``, ``الريف الجنوبي``): ``north`` …
        apart: it lies above another phrase's place; on which side of it that one lies says little of this one.
    """

    name: str
    text: Span
    level: str
    cue: str = ""
    relation: str | None = None
    direction: str | None = None
    distance_km: float | None = None
    ids: tuple[str, ...] = ()
    iso2: str | None = None
    certain: bool = False
    role: str = "at"
    group: int = -1
    begin: int = -1
    pointer: bool = False
    seat: bool = False
    part: str | None = None
    apart: bool = False

    @property
    def rank(self) -> float:
        """How fine the level is."""
        return RANK[self.level]

    @property
    def aside(self) -> bool:
        """Whether it only lies beside the act, or in a direction from it."""
        return self.relation in BESIDE or self.direction is not None


PlaceTold = Fact[PlaceFact]

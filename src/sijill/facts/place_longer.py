"""Names that the grammar cuts short: where the gazetteer knows the longer one, it is meant (``قرية خانا سري``)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sijill.facts.place_country import Countries, Gazetteer
from sijill.facts.place_fact import PlaceFact, PlaceTold
from sijill.facts.place_word import folded
from sijill.grammar import Fact
from sijill.match import Doc
from sijill.text import WORD

_SETTLEMENTS = frozenset(("village", "town", "admin3", "any"))
_KINDS = ("village", "town", "admin3", "camp", "quarter")
_MOST = 2  # words that can be wanting
_SPELLED = 0.95  # another spelling of the name itself, none that only sounds like it


def lengthened(facts: Sequence[PlaceTold], doc: Doc, places: Gazetteer, countries: Countries) -> list[PlaceTold]:
    """The places of a report, the names behind a kind-word that a table knows with the words behind them made whole.

    Args:
        facts: the places, in order.
        doc: the report.
        places: the gazetteer.
        countries: of which country the words around a place speak; a name that two others have is none there.
    """
    taken = {k for f in facts for k in range(f.i, f.j)}
    return [_longest(f, doc, places, countries, taken) for f in facts]


def _longest(fact: PlaceTold, doc: Doc, places: Gazetteer, countries: Countries, taken: set[int]) -> PlaceTold:
    value: PlaceFact = fact.value
    if not value.cue or value.certain or value.pointer or value.level not in _SETTLEMENTS:
        return fact
    best = fact
    for k in range(fact.j, min(fact.j + _MOST, len(doc.units))):
        unit = doc.units[k]
        if unit.kind != WORD or k in taken or "\n" in doc.text[doc.units[k - 1].end : unit.start]:
            break
        text = (value.text[0], unit.end)
        name = folded(doc.quote(text))
        rows = [r for r in places.lookup(name, kinds=_KINDS) if r.score >= _SPELLED]
        lands = {r.country for r in rows}
        if len(lands) == 1 or countries.guess(value) in lands:
            longer = msgspec.structs.replace(value, name=name, text=text)
            best = Fact(fact.kind, fact.i, k + 1, text, longer, fact.rule)
    return best

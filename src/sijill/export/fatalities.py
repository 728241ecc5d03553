"""ACLED's number of fatalities, from the words of the counts and not from the coder's bounds.

The rules are those of ACLED's methodology on fatalities: the most conservative figure; 10, 12 and 100 for tens, dozens
and hundreds; of an untold number 10 in a large attack and 3 in a small one; 0 where no death is told.
"""

from __future__ import annotations

from typing import NamedTuple

from sijill.export.flat import range_text
from sijill.export.losses import Teller
from sijill.export.phrase import names_three, vague_word
from sijill.export.record import Record, Toll

#: Acts that ACLED would call significant: of an untold number of dead it then writes 10, else 3. Whether the country is
#: a war zone, which ACLED also asks, is a judgement that no report tells; so it is not asked here.
LARGE = frozenset({
    "Air/drone strike", "Suicide bomb", "Chemical weapon", "Government regains territory",
    "Non-state actor overtakes territory",
})  # fmt: skip
UNTOLD_LARGE, UNTOLD_SMALL = 10, 3
_PLURAL = 3  # the low end that the coder gives a bare plural


class Deaths(NamedTuple):
    """A number of dead, and the rule that made it."""

    number: int
    rule: str


def fatalities(record: Record, teller: Teller) -> int:
    """The number that ACLED's rules give a record; every rule that made it is told."""
    total = 0
    for toll in record.killed:
        deaths = deaths_of(toll, record.type)
        total += deaths.number
        if deaths.rule != "acled/number":
            said = f"{toll.group}: {toll.text or range_text(toll.low, toll.high)}"
            teller.tell("fatalities", deaths.rule, said, deaths.number)
    for toll in record.tolls:
        if toll.outcome == "killed or wounded":
            said = f"{toll.group}: {toll.text or range_text(toll.low, toll.high)}"
            teller.tell("fatalities", "acled/casualties-not-fatalities", said, 0)
    if not record.killed:
        teller.tell("fatalities", "acled/silence-is-zero", None, 0)
    return total


def deaths_of(toll: Toll, kind: str) -> Deaths:
    """ACLED's number for one count.

    >>> deaths_of(Toll(group="Civilians", outcome="killed", low=20, high=None, text="عشرات القتلى"), "Attack").number
    10
    """
    low: int | None
    if toll.best is not None:
        # Of an incident: what most reports bear, as ACLED does when better information comes in.
        low, high = toll.best, toll.high
        exact = "acled/number" if toll.low == toll.high else "acled/most-reports"
    else:
        low, high, exact = toll.low, toll.high, ""
    vague = vague_word(toll.text)
    if vague is not None and low in (None, vague.ours):
        return Deaths(vague.acled, f"acled/{vague.id}")
    untold = low is None and high is None
    if untold or (low == _PLURAL and toll.high is None and not names_three(toll.text)):
        large = kind in LARGE
        return Deaths(UNTOLD_LARGE if large else UNTOLD_SMALL, "acled/untold-large" if large else "acled/untold-small")
    if low is None:
        return Deaths(min(1, high or 0), "acled/up-to")
    return Deaths(low, exact or ("acled/number" if low == high else "acled/lowest"))

"""Reading the sides of invented one-event texts, for the tests of roles, actors and sides."""

from __future__ import annotations

from functools import lru_cache

from sijill.events.assemble import Assembler
from sijill.events.coder import Coder
from sijill.events.tellings import gather
from sijill.events.voice import voice_of
from sijill.facts.actor import named_groups
from sijill.model import Event, Report
from sijill.pack import load_pack

ABBREVIATED = {
    "?": "Unidentified armed group", "C": "Civilians", "P": "Protesters", "R": "Rioters", "IS": "Islamic State",
    "SDF": "Syrian Democratic Forces", "SY": "Military Forces of Syria", "IQ": "Military Forces of Iraq",
    "YE": "Military Forces of Yemen", "EG": "Military Forces of Egypt", "EGP": "Police Forces of Egypt",
    "TR": "Military Forces of Turkey", "RU": "Military Forces of Russia", "IL": "Israel", "US": "United States",
    "H": "Houthis", "T": "Taliban", "N": "NATO/ISAF", "ANA": "Afghan National Army", "ANP": "Afghan National Police",
    "NG": "Military Forces of Nigeria", "BH": "Boko Haram", "SH": "Al-Shabaab", "PMF": "Popular Mobilization Forces",
}  # fmt: skip


@lru_cache(maxsize=1)
def coder() -> Coder:
    return Coder(load_pack(), None)


def events(
    text: str, country: str | None = None, day: str | None = "2015-05-20", outlet: str | None = None
) -> list[Event]:
    """The events told, however firmly the coder would believe so short a text."""
    machine = coder()
    report = Report(doc_id="case", text=text, published=day, country=country, outlet=outlet)
    chart = machine.chart(report)
    assembler = Assembler(chart, report, machine.actors, None, machine.stamp)
    named = tuple(dict.fromkeys(g for f in chart.all("party") for g in named_groups(f.value.refs)))
    voice = voice_of(chart, report, machine.pack, machine.actors)
    return assembler.events(gather(machine.tellings(chart, assembler, voice.speaker, named)), voice, named)


def groups(short: str) -> list[str]:
    """``"SDF+US"`` → canonical names, sorted; ``"-"`` is nobody."""
    return sorted(ABBREVIATED.get(g, g) for g in short.split("+")) if short != "-" else []


def sides(
    text: str, country: str | None = None, day: str | None = "2015-05-20", outlet: str | None = None
) -> tuple[list[str], list[str]]:
    """Initiators and targets of the first event of a text."""
    found = events(text, country, day, outlet)
    assert found, "no event"
    first = found[0]
    return sorted(a.group for a in first.initiator), sorted(a.group for a in first.target)

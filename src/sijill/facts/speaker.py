"""Whom a speaker stands for: what the words of a noun phrase add up to, and which canonical groups they can mean."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from sijill.facts.person import Name
from sijill.facts.speech import FORCES
from sijill.grammar import Chart
from sijill.match import Reading, Unit

SourceKind = Literal[
    "force", "government", "local", "medical", "judicial", "relief", "official", "witness", "media", "ngo",
    "armed group", "unknown",
]  # fmt: skip
_KIND_OF_ROLE: dict[str, SourceKind] = {
    "police": "force", "army": "force", "security": "force", "force": "force", "border": "force", "air": "force",
    "forces": "force", "artillery": "force", "government": "government", "local": "local", "medical": "medical",
    "judicial": "judicial", "relief": "relief", "official": "official", "witness": "witness", "media": "media",
    "ngo": "ngo",
    "armed": "armed group", "tribal": "unknown", "expert": "unknown", "person": "witness",
}  # fmt: skip
_STATE = frozenset({"state forces", "external forces"})
_ARMED = frozenset({"rebel group", "political militia", "identity militia"})

HEADS = (
    "ngo", "srcnoun", "outlet", "stmt", "media", "witness", "title", "actor", "office", "force", "epithet", "body",
)  # fmt: skip


_OF_COUNTRIES = frozenset({"country", "nat", "actor"})
_CROWDS = frozenset({"Civilians", "Protesters", "Rioters"})
_NAMED = frozenset({"actor"})
_STATE_NAME = re.compile(  # an epithet names its group without its class
    r"^(Government|Military Forces|Police Forces|Israel$|United |NATO|Afghan National)|Coalition|Peshmerga|AMISOM"
)


_OFFICE_OF_STATE = re.compile(r"\b(Ministry|Department|Interior)\b")  # speaks as its government


class Source(msgspec.Struct, frozen=True):
    """Who speaks.

    Attributes:
        kind: what it is, whatever it did in the event.
        role: the body it speaks for (police, army, security, government, local, medical …), "" where nothing says it.
        group: canonical group it speaks for, where the words name one.
        candidates: all groups that the words can mean (one name serves groups of several countries), ``group`` first.
        country: English name of the country that an adjective names.
        by: canonical English name of the person, outlet or organisation.
        name: the person's name, folded, for later mentions by surname.
        head: category and number of the head noun, to which "the source", "the agency" points back.
        again: it points back at a source named before.
        stated: it is a statement (بيان) and its owner was read, if any.
        ministry: a ministry or its head: it speaks as its government, whatever its trade.
        points: it names somebody whom a report gave by office before ("the official, who is Colonel X").
    """

    kind: SourceKind
    role: str = ""
    group: str | None = None
    country: str | None = None
    by: str | None = None
    name: str = ""
    head: str = ""
    again: bool = False
    stated: bool = False
    candidates: tuple[str, ...] = ()
    ministry: bool = False
    points: bool = False


class Draft:
    """What has been read so far of one noun phrase."""

    def __init__(self) -> None:
        self.role, self.weak, self.country, self.by = "", True, "", ""
        self.name: Name | None = None
        self.head, self.again, self.stated, self.owner = "", False, False, False
        self.rank = self.title = self.definite = self.specific = False
        self.channel = ""
        self.plural = False
        self.ministry = False
        self.points = False  # "the official, who is Colonel X"
        self.named = ""  # what the body is called behind its town's name: "Janzur Municipal Council"
        self.mission = ""  # the group of an office that no body named behind it makes somebody else's
        self.press = False  # a press office: whose it is stands behind it
        self.closed = False  # no outlet's name can follow: "our sources", "the agency's photographer"
        self.candidates: list[str] = []

    def body(self, chart: Chart, unit: Unit) -> None:
        """Read a body: the groups it can mean, then what else its words say."""
        if not self.candidates:
            self._groups(chart, unit)
        self.ministry |= unit.first != unit.last and unit.bare.startswith("وزاره ")
        cats = {r.cat for r in unit.readings}
        for reading in (*unit.readings_of("ngo"), *(r for r in unit.readings if r.cat != "ngo")):
            cat = reading.cat
            if cat == "outlet" and "office" in cats and reading.attrs.get("country") != home_country(chart):
                continue  # many countries have a body of this name
            if cat in HEADS and cat not in {"actor", "epithet"} and not (cat == "outlet" and "srcnoun" in cats):
                self.take(chart, reading)

    def _groups(self, chart: Chart, unit: Unit) -> None:
        named = [r.attrs for r in unit.readings_of("actor") if _valid(r, chart.doc.report.published)]
        force = unit.first != unit.last and "force" in unit.symbols  # the armed forces, whose words many claim
        force |= not unit.symbols.isdisjoint({"ngo", "media"})
        loose = [r for r in unit.readings if r.cat in {"epithet", "body"} and r.definite and not force]
        if loose and (allies := _coalition(unit, home_country(chart))):
            named = allies  # أعلن التحالف
        if loose and not named and (source := _last_speaker(chart, unit.i, unit.bare)):
            self.candidates, self.weak, self.role = [source[0]], False, source[1]
            return
        abroad = "office" in unit.symbols and any(a.get("country") for a in named)
        if abroad and (home := home_country(chart)):
            named = [a for a in named if a.get("country", home) == home]  # many countries have a body of this name
        if not named:
            epithets = [r for r in unit.readings_of("epithet") if r.definite or unit.first != unit.last]
            spoken = [r.attrs for r in epithets if r.attrs.get("speaker") == "*"]
            named = [a | {"group": a.get("refers", "")} for a in spoken if not a.get("refers", "@").startswith("@")]
        if len({a.get("group") for a in named}) > 1:
            home = home_country(chart)
            named.sort(key=lambda a: a.get("country", home) != home)
        if named:
            self.candidates = list(dict.fromkeys(a.get("group", "") for a in named))
            best = next((a for a in named if a.get("class") in _ARMED and a["group"] == self.candidates[0]), named[0])
            self._actor(best)

    def take(self, chart: Chart, reading: Reading) -> None:
        """Read one sense of a head or of a body behind it."""
        attrs, cat = reading.attrs, reading.cat
        role = attrs.get("role", "")
        if attrs.get("country") and cat == "ngo" and attrs["country"] != home_country(chart):
            return
        if cat == "outlet":
            self._outlet(attrs)
        elif cat in {"ngo", "office"}:
            self.by = self.by or attrs.get("english", "")
            self.named = self.named or attrs.get("named", "")
            self.press |= role == "media"
            self.ministry |= bool(attrs.get("ministry"))
            self.mission = self.mission or attrs.get("group", "")
            self._role("ngo" if cat == "ngo" else role, weak=bool(attrs.get("weak")))
        elif role:
            self._role(role, weak=bool(attrs.get("weak") or attrs.get("rank")))

    def speaks(self, role: str) -> None:
        """Set a role that nothing behind it makes finer."""
        self._role(role)

    def _outlet(self, attrs: dict[str, str]) -> None:
        kind, side = attrs.get("kind", ""), attrs.get("side", "")
        if side and (kind == "party" or (kind == "official" and "Coalition" in side)):
            self.candidates = self.candidates or [side]
            state = side.startswith(("Government", "Military", "Police")) or "Coalition" in side
            self._role("army" if state else "armed")
            return
        english = attrs.get("english", "")
        if not side or kind != "official":
            self.by = self.by or english
        if side and kind == "official":
            self.candidates = self.candidates or [side]
            kind = "government" if side.startswith("Government") else "army"
            self.ministry |= bool(_OFFICE_OF_STATE.search(english))
        self._role(kind if kind in {"ngo", "official", "government", "army"} else "media")

    def _role(self, role: str, *, weak: bool = False) -> None:
        if role and self.weak and (not weak or not self.role or self.role == "official"):
            self.role, self.weak = role, weak

    def _actor(self, attrs: dict[str, str]) -> None:
        class_ = attrs.get("class", "")
        if class_ in _ARMED:
            self._role("armed")
        elif class_ in {"civilians", "protesters", "rioters"} or attrs.get("group") in _CROWDS:
            self.candidates = []
            self._role("witness", weak=True)
        elif class_ in _STATE or (not class_ and _STATE_NAME.search(attrs.get("group", ""))):
            group = attrs.get("group", "")
            self._role("government" if group.startswith("Government") else "police" if "Police" in group else "army")
        elif not class_:
            self._role("armed")

    def heard(self, group: str, role: str) -> None:
        """A group that a pronoun points at ("a spokesman for it")."""
        self.candidates, self.role, self.weak, self.specific = [group], role, False, True

    def source(self, text_head: str) -> Source:
        """The finished reading."""
        kind = _KIND_OF_ROLE.get(self.role, "unknown")
        if kind == "witness" and self.by and not self.name and self.role == "witness":
            kind = "ngo"  # "activists of the monitor": it is the monitor that speaks
        if self.role == "tribal" and text_head.startswith("title"):
            kind = "witness"  # "one of the sheikhs", where "tribal sources" are nobody
        channel = f"{self.country} Channel {self.channel}".strip() if self.channel else ""
        by = self.name.english if self.name else self.by or channel or None
        name = self.name.folded if self.name else ""
        again = self.again and not self.name and not self.by
        if self.mission and not self.candidates:
            self.candidates = [self.mission]
        group = self.candidates[0] if self.candidates else None
        if kind == "local" and text_head.startswith("srcnoun"):
            kind = "unknown"  # "local sources" is nobody's office
        if self.role == "security" and text_head.startswith("title/minister"):
            kind, self.ministry = "government", True  # a minister of security speaks as the government
        return Source(
            kind, self.role, group, self.country or None, by, name, text_head, again, self.stated,
            tuple(self.candidates), self.ministry, self.points,
        )  # fmt: skip


def _coalition(unit: Unit, home: str) -> list[dict[str, str]]:
    """``التحالف``: the coalition that fights in the country of the report, whoever was named before."""
    rows = [r.attrs for r in unit.readings_of("epithet") if r.attrs.get("speaker") == "*"]
    found = [a for a in rows if a.get("refers", "").endswith("Coalition")]
    here = [a for a in found if a.get("country", "") in {"", home}] or ([] if home else found)
    return [a | {"group": a["refers"], "class": "external forces"} for a in here]


def _valid(reading: Reading, day: str | None) -> bool:
    """Whether a group bore this name on the day of publication (always, where nobody knows the day)."""
    attrs = reading.attrs
    return day is None or (attrs.get("since", "") <= day and (not attrs.get("until") or day <= attrs["until"] + "~"))


def home_country(chart: Chart) -> str:
    """The country (ISO2) that the report's words point at most often, "" where none does."""
    return chart.once("home country", _home_country)


def _home_country(chart: Chart) -> str:
    votes: dict[str, int] = {}
    for unit in chart.doc.units:
        if unit.symbols.isdisjoint(_OF_COUNTRIES):
            continue
        for reading in unit.readings:
            attrs = reading.attrs
            iso = attrs.get("iso2") if reading.cat in {"country", "nat"} else None
            if reading.cat == "actor" and len(list(unit.readings_of("actor"))) == 1:
                iso = attrs.get("country")
            if iso:
                votes[iso] = votes.get(iso, 0) + 1
    return max(votes, key=lambda iso: votes[iso]) if votes else ""


def group_before(chart: Chart, i: int) -> tuple[str, str] | None:
    """The armed group named last before unit ``i``, and its role."""
    for unit in reversed(chart.doc.units[:i]):
        for r in unit.readings_of("actor"):
            if r.attrs.get("class") in _ARMED and _valid(r, chart.doc.report.published):
                return r.attrs.get("group", ""), "armed"
    return None


def _last_speaker(chart: Chart, i: int, word: str) -> tuple[str, str] | None:
    """The group (and its role) that "the movement", "the forces" points at.

    Who spoke last, else who was named last; a group that bears the word in its name before one that does not.
    """
    armed, noun = word not in FORCES, word.removeprefix("ال").removeprefix("لل")
    claims = (f.value.source for f in reversed(chart.all("claim")) if f.i < i)
    spoke = next((s for s in claims if s.group and (s.role == "armed") == armed), None)
    if not armed:
        return (spoke.group or "", spoke.role) if spoke is not None else None
    home, named, bearers = home_country(chart), "", dict[str, None]()
    for k in chart.doc.having(_NAMED):
        if k > i and named:
            break
        unit = chart.doc.units[k]
        valid = [
            r.attrs
            for r in unit.readings_of("actor")
            if r.attrs.get("class") in _ARMED and _valid(r, chart.doc.report.published)
        ]
        if not valid:
            continue
        named = next((a for a in valid if a.get("country", home) == home), valid[-1]).get("group", "")
        if unit.first != unit.last and noun in unit.bare.removeprefix("ال").split():
            bearers[named] = bearers.pop(named, None)
    if spoke is not None and (not bearers or spoke.group in bearers):
        return spoke.group or "", spoke.role
    best = next(reversed(bearers), "") or named
    return (best, "armed") if best else None

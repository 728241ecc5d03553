"""Who a noun phrase means: canonical neutral group and class (codebook "Canonical groups").

Groups named outright are looked up by country and day; bare forces ("the army") by the country of the event; epithets
by who speaks. What none of these settles is None, and the caller says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from sijill.facts.party import Party, Ref
from sijill.match import Reading
from sijill.pack import Entry, Pack, Role

UNIDENTIFIED = "Unidentified armed group"
CIVILIANS = "Civilians"
CLAN = "Clan militia"
# Role of a word → the rows of roles.tsv that say what it is called, the nearest first.
_FORCE_ROLES = {
    "army": ("army",), "force": ("army",), "forces": ("army",), "security": ("security", "police"),
    "air": ("airforce", "army"), "artillery": ("army",), "border": ("border", "army"), "navy": ("navy", "army"),
    "foreign": ("foreign",), "police": ("police",), "intelligence": ("intelligence", "government"),
    "government": ("government",), "judiciary": ("judiciary", "government"),
}  # fmt: skip
# How canonical names are built where a country has no roles of its own.
_DEFAULTS = {"army": "Military Forces of {}", "police": "Police Forces of {}", "government": "Government of {}"}
_WHOLE = {"US": "United States", "IL": "Israel"}  # codebook: named as a country, not as a force
_HOMES = {group: country for country, group in _WHOLE.items()}
_OWN_ROLES = frozenset({"army", "police", "air", "artillery", "border", "foreign"})  # no adjective changes these
_MET = 4_096  # names of groups and forces, those met last
_SOLDIERS = frozenset({"army", "force", "air"})
_SOLDIERLY = frozenset({"person", "object", "body"})
_IRREGULARS = frozenset({"rebel group", "political militia"})
_ARMS = ("دفاع", "مدفعي", "راجم", "مضادات", "سلاح")
_MEN = frozenset({"fighter", "leader", "commander"})
_SERVED = frozenset({"army", "force", "police", "security", "fighter", "leader", "member"})
_ARMED_MEN = frozenset({"militant", "attacker", "fighter"})
ARMED_CLASSES = frozenset(
    {"state forces", "rebel group", "political militia", "identity militia", "external forces", "private security"}
)


class Side(msgspec.Struct, frozen=True):
    """One side: canonical group.

    Class, and how firmly known (3 named, 2 by country or speaker, 1 by kind of person).
    """

    group: str
    cls: str
    firm: int
    rule: str = ""


class Stage(msgspec.Struct, frozen=True):
    """What the resolving of a name depends on.

    Attributes:
        country: ISO2 of where the event happens, as far as it is known.
        day: ISO day of the event or of publication.
        speaker: canonical group whose statement this is, if a party speaks.
        groups: groups named in the report, the latest before the phrase first.
        we: whose word it is, and so whose men ``جنودنا`` are: the speaker, else the force that is quoted.
        army: ISO2 of the state whose men bare soldiers are, where it is not the country of the event.
        troops: whether only people are meant by it, no aircraft and vehicles.
    """

    country: str | None = None
    day: str | None = None
    speaker: str | None = None
    groups: tuple[str, ...] = ()
    we: str | None = None
    army: str | None = None
    troops: bool = False


_Standing = dict[str, list[dict[str, str]]]  # group → its rows, where its class or home changes from one to another
_Enemies = dict[tuple[str, str], list[str]]  # speaker and country → the groups that it has epithets for, in their order


class Actors:
    """The actor knowledge of a pack, indexed."""

    def __init__(self, pack: Pack):
        self._pack = pack
        self._groups = pack.groups
        self._countries = pack.countries
        self.home = {g: c for g, (_, c) in self._groups.items() if c}  # of every group that has one
        self._codes = {name: iso for iso, name in self._countries.items()}
        self._indexed: tuple[_Standing, _Enemies] | None = None
        self._roles: dict[tuple[str, str], list[Role]] = {}
        self._stage = Stage()
        self._last: dict[int, tuple[Party, list[Side]]] = {}  # on this stage, by identity, with what holds it
        self._stages: dict[Stage, dict[int, tuple[Party, list[Side]]]] = {}
        for role in pack.roles:
            self._roles.setdefault((role.country, role.role), []).append(role)

    def _entries(self, cat: str) -> Iterator[Entry]:
        """All entries of a category: of single words, then of phrases."""
        for senses in self._pack.words.values():
            yield from (e for e, _ in senses if e.cat == cat)
        for rows in self._pack.phrases.values():
            yield from (e for _, senses in rows for e, _ in senses if e.cat == cat)

    def _index(self) -> tuple[_Standing, _Enemies]:
        """Both tables that the first event asks for; not at the start, as they take a walk over all entries."""
        if self._indexed is None:
            self._indexed = (self._find_standing(), self._find_enemies())
        return self._indexed

    def _find_standing(self) -> _Standing:
        rows: dict[str, dict[str, dict[str, str]]] = {}
        for entry in self._entries("actor"):
            rows.setdefault(entry.attrs["group"], {})[entry.id] = entry.attrs
        return {
            g: list(r.values())
            for g, r in rows.items()
            if len({(a["class"], a.get("country", "")) for a in r.values()}) > 1
        }

    def _find_enemies(self) -> _Enemies:
        found: dict[tuple[str, str], dict[str, str]] = {}
        for entry in self._entries("epithet"):
            refers = entry.attrs.get("refers", "").split(";")[0].strip()
            if refers and not refers.startswith("@") and refers not in {CIVILIANS, UNIDENTIFIED}:
                key = (entry.attrs.get("speaker", ""), entry.attrs.get("country", ""))
                found.setdefault(key, {})[entry.id] = refers
        return {key: list(dict.fromkeys(rows.values())) for key, rows in found.items()}

    def _row_of(self, group: str, country: str | None, day: str | None) -> tuple[str, str] | None:
        """Class and home of a group on a day; where several hold, the one of this country."""
        rows = self._index()[0].get(group)
        if rows is None:
            return self._groups.get(group)
        fitting = [a for a in rows if _in_force(a.get("since", ""), a.get("until", ""), day)] or rows
        best = next((a for a in fitting if country and a.get("country") == country), fitting[0])
        return best["class"], best.get("country", "")

    def class_of(self, group: str, country: str | None, told: str = "", day: str | None = None) -> str:
        """The group's class in this country on this day: state forces abroad are external forces."""
        cls, home = self._row_of(group, country, day) or (told or "unknown", "")
        if cls == "unknown" and (state := _STATE_NAME.match(group)) is not None:
            cls, home = "state forces", self._codes.get(state[1], home)
        if group == CIVILIANS:
            return "civilians"
        if group in _HOMES:
            cls, home = "state forces", _HOMES[group]
        if cls == "state forces" and home and country and home != country:
            return "external forces"
        if told == "state forces" and cls == "external forces" and home == country:
            return "state forces"
        return cls

    def of_role(self, country: str, role: str, day: str | None) -> tuple[str, str] | None:
        """What a bare soldier, policeman or official of a country is called."""
        kinds = _FORCE_ROLES.get(role)
        if kinds is None:
            return None
        for wanted in kinds:
            for row in self._roles.get((country, wanted), []):
                if _in_force(row.since, row.until, day):
                    return row.group, row.class_
        kind = kinds[-1]
        if country in _WHOLE and kind != "government":
            return _WHOLE[country], "state forces"
        name = self._countries.get(country)
        if kind not in _DEFAULTS or not name:
            return None
        return _DEFAULTS[kind].format(f"the {name}" if name in _WITH_THE else name), "state forces"

    def force_side(self, country: str | None, role: str, stage: Stage, firm: int, rule: str) -> Side | None:
        """The force of a country that a role means, as a side."""
        found = self.of_role(country, role, stage.day) if country else None
        return self._side(found[0], found[1], stage, firm, rule) if found else None

    def forget(self) -> None:
        """Keep nothing of the report that was in hand: its memory is still at hand when the next one begins."""
        self._stage, self._last = Stage(), {}
        self._stages.clear()

    def resolve(self, party: Party, stage: Stage) -> Side | None:
        """Who the phrase means, or None where nothing settles it."""
        found = self.resolve_all(party, stage)
        return found[0] if found else None

    def resolve_all(self, party: Party, stage: Stage) -> list[Side]:
        """Who the phrase means: several where one phrase names an alliance; none where nothing settles it."""
        if stage is not self._stage:  # asked many times on one stage, whose hash takes longer than the look-up
            self._stage, self._last = stage, self._stages.setdefault(stage, {})
        known = self._last.get(id(party))
        if known is None:
            known = self._last[id(party)] = (party, self._resolved(party, stage))
        return list(known[1])

    def _resolved(self, party: Party, stage: Stage) -> list[Side]:
        if party.head == "person" and party.own == "civilian" and party.role in _SERVED:
            return [Side(CIVILIANS, "civilians", 2, "actor/civilians")]  # a former commander
        named = self._kind_only(party, stage, "actor") or self._named(party, stage)
        if named:
            return named
        by_epithet = self._epithet(party, stage) or self._kind_only(party, stage, "epithet")
        if by_epithet:
            return by_epithet
        side = self._movement(party, stage) or self._own_arm(party, stage)
        side = side or self._of_country(party, stage) or self._by_kind(party, stage)
        return [side] if side is not None else []

    def _side(self, group: str, told: str, stage: Stage, firm: int, rule: str) -> Side:
        return Side(group, self.class_of(group, stage.country, told, stage.day), firm, rule)

    def _kind_only(self, party: Party, stage: Stage, cat: str) -> list[Side]:
        """A name of elsewhere, or an epithet of other speakers, that only says what force it is: the country's own."""
        if not party.refs or not stage.country:
            return []
        for ref in party.refs:
            if ref.cat == cat:
                break
        else:
            return []
        if not ref.form or self._nation(party):
            return []
        if (cat == "actor" and self._local(ref.readings, stage.country)) or not _common(ref.form):
            return []
        side = self._force_of(ref.form, stage)
        return [side] if side is not None else []

    def _named(self, party: Party, stage: Stage) -> list[Side]:
        refs = [ref for ref in party.refs if ref.cat == "actor"]
        if len(refs) > 1 and _common(refs[0].form):
            refs = refs[1:]  # قوات الأمن التابعة لحركة …
        for ref in refs:
            if ref.cat == "actor":
                rows = self._choose(ref.readings, stage)
                if rows and rows[0]["group"] == CIVILIANS and party.role in _ARMED_MEN:
                    continue  # gunmen of a people are not the people
                if rows and party.noun.startswith("person/employee") and rows[0]["class"] == "state forces":
                    continue  # موظف في هيئة كذا: who serves an office unarmed is a civilian
                if rows and stage.country and not self._local(ref.readings, stage.country) and _kinsmen(ref.form):
                    return [Side(CLAN, "identity militia", 2, "actor/clan")]
                if rows:
                    return [self._side(a["group"], a["class"], stage, 3, "actor/named") for a in rows]
        return []

    def _choose(self, readings: Sequence[Reading], stage: Stage) -> list[dict[str, str]]:
        """Among groups of one name.

        In force on that day, of this country, named before in the report, of no country.
        """
        rows = [r.attrs for r in readings]
        fitting = [a for a in rows if _in_force(a.get("since", ""), a.get("until", ""), stage.day)] or rows
        home = [a for a in fitting if a.get("country") == stage.country]
        named = [a for a in fitting if a["group"] in stage.groups]
        free = [a for a in fitting if not a.get("country")]
        found = home or named or free or fitting
        return found[:1]

    def allies(self, readings: Sequence[Reading], stage: Stage) -> list[Side]:
        """All groups that the name of an alliance lists."""
        rows = [r.attrs for r in readings]
        fitting = [a for a in rows if _in_force(a.get("since", ""), a.get("until", ""), stage.day)] or rows
        return [self._side(a["group"], a["class"], stage, 3, "actor/named") for a in fitting]

    def flown_by(self, words: Sequence[str], stage: Stage) -> Side | None:
        """Whose aircraft a name of several words says (``طائرات التركية المسيرة``)."""
        for word in words:
            for entry, _ in self._pack.words.get(word.removeprefix("ال"), ()):
                if entry.cat == "nat":
                    return self.force_side(entry.attrs["iso2"], "air", stage, 3, "actor/force-of-country")
        if any(w in {"التحالف", "تحالف"} for w in words):
            rows = tuple(
                Reading(e, f, "", "") for e, f in self._pack.words.get("تحالف", ()) if e.cat in {"actor", "epithet"}
            )
            value = (
                Party("actor", None, None, False, "", "", "actor", 0, (Ref(0, rows[0].cat, rows),)) if rows else None
            )
            return self.resolve(value, stage) if value is not None else None
        return None

    def lookup(self, words: Sequence[str]) -> tuple[Reading, ...]:
        """The actors of a name that is put together from its words, for names in quotes (``حركة «…»``)."""
        if not words or not words[0]:
            return ()
        plain = [w.removeprefix("ال") if n == 0 and len(w) > 4 else w for n, w in enumerate(words)]
        if len(plain) == 1:
            senses = self._pack.words.get(plain[0], ())
        else:
            rows, further = self._pack.phrases.get(plain[0], ()), tuple(plain[1:])
            senses = next((found for rest, found in rows if rest == further), ())
        return tuple(Reading(e, f, "", "") for e, f in senses if e.cat == "actor")

    @staticmethod
    def _local(readings: Sequence[Reading], country: str | None) -> bool:
        """Whether a name belongs to this country or to none."""
        return any(r.attrs.get("country", "") in {"", country} for r in readings)

    def _force_of(self, form: str, stage: Stage) -> Side | None:
        """A state's force by what kind it is called, in the event's country."""
        kinds = {_ARTICLE.sub("", w) for w in form.split()}
        role = "police" if kinds & {"شرطه", "درك", "شغب"} else "security" if kinds & {"امن", "امنيه"} else "army"
        return self.force_side(stage.country, role, stage, 2, "actor/force-of-country")

    def _epithet(self, party: Party, stage: Stage) -> list[Side]:
        for ref in party.refs:
            if ref.cat != "epithet":
                continue
            rows = [r.attrs for r in ref.readings]
            mine = [a for a in rows if stage.speaker and _same_state(a.get("speaker", ""), stage.speaker)]
            mine.sort(
                key=lambda a: (a.get("speaker") != stage.speaker, a.get("country", "") not in {"", stage.country})
            )
            anyone = [a for a in rows if a.get("speaker") == "*" and a.get("country", "") in {"", stage.country}]
            local = [
                a for a in rows if stage.speaker is None and self.home.get(a.get("speaker", ""), "?") == stage.country
            ]
            for attrs in (*mine, *anyone, *local):
                groups = self._refers(attrs.get("refers", ""), stage, party)
                if groups:
                    return [self._side(g, "", stage, 2, "actor/epithet") for g in groups]
            own_word = any(a.get("refers") == "@self" for a in rows) and not _common(ref.form)
            if stage.speaker and own_word:
                return [self._side(stage.speaker, "", stage, 2, "actor/self")]
            own = self_names(ref.readings)
            if own and not stage.speaker and self.home.get(own[0], stage.country) == stage.country:
                here = next((g for g in own if self.home.get(g) == stage.country), own[0])
                if here.startswith("Government of ") and any(w in ref.form for w in _UNDER_ARMS):
                    army = self.of_role(self.home.get(here, ""), "army", stage.day)
                    here = army[0] if army is not None else here
                return [self._side(here, "", stage, 2, "actor/own-name")]
        if party.attrs.get("epithet") == "self" and stage.speaker:
            return [self._side(stage.speaker, "", stage, 2, "actor/self")]
        return []

    def _movement(self, party: Party, stage: Stage) -> Side | None:
        """``الحركة``, ``التنظيم`` with no name: the speaker, else the armed group that the report names first."""
        here = party.head == "body" and party.noun == "body/movement" and party.definite
        if not here and not any(
            r.cat == "body" and r.readings[0].id == "body/movement" and r.readings[0].definite for r in party.refs
        ):
            return None
        if stage.speaker:
            return self._side(stage.speaker, "", stage, 2, "actor/the-movement")
        armed = [g for g in stage.groups if self.class_of(g, None) in {"rebel group", "political militia"}]
        return self._side(armed[0], "", stage, 2, "actor/the-movement") if armed else None

    def _own_arm(self, party: Party, stage: Stage) -> Side | None:
        """``وحدة الدفاع الجوي``, ``سلاح المدفعية`` in a group's own words: an arm of its own."""
        if not stage.speaker or not party.refs:
            return None
        forms = [ref.form for ref in party.refs if ref.cat == "force"]
        arms = bool(forms) and all(f.removeprefix("ال").startswith(_ARMS) for f in forms)
        if not arms or any(ref.cat in {"nat", "actor", "epithet"} for ref in party.refs):
            return None
        body = party.head == "body" and party.noun.startswith("body/unit")
        cls = self.class_of(stage.speaker, None, day=stage.day)
        return self._side(stage.speaker, "", stage, 2, "actor/own-arm") if body and cls in _IRREGULARS else None

    def abroad(self, speaker: str | None, source: str | None, country: str | None) -> tuple[str | None, bool]:
        """Whose bare soldiers a text means where the act is in another country, and whether people alone are meant.

        A group's own statement means the state that it fights: one whose army, of all that it has words for, is not
        that of the country. A state that tells of its own losses abroad means its own men.

        Args:
            speaker: whose own statement the report is.
            source: the state that is quoted for the act.
            country: ISO2 of where it happened.
        """
        if speaker is not None and self.class_of(speaker, None) in _IRREGULARS:
            rows = [g for (who, _), found in self._index()[1].items() if who == speaker for g in found]
            homes = [h for g in rows if (h := self.state_of(g)) is not None]
            return (homes[0], False) if homes and country not in homes and country is not None else (None, False)
        home = self.state_of(source) if source is not None else None
        return (home, True) if home is not None and country is not None and home != country else (None, False)

    def state_of(self, group: str) -> str | None:
        """ISO2 of the state whose army, police or government a group is."""
        state = _STATE_NAME.match(group)
        return _HOMES.get(group) or (self._codes.get(state[1], self.home.get(group)) if state is not None else None)

    def _refers(self, refers: str, stage: Stage, party: Party) -> list[str]:
        """The groups that an epithet's row means: names, the speaker, his enemy, the government of the country."""
        out: list[str] = []
        for part in (p.strip() for p in refers.split(";")):
            group: str | None = part
            if part == "@self":
                group = self._force_of_state(stage, party)
            elif part == "@enemy":
                group = self._enemy(stage, party)
            elif part == "@government":
                found = (
                    self.of_role(stage.country, party.own or party.role or "army", stage.day) if stage.country else None
                )
                group = found[0] if found else None
            elif part.startswith("@"):
                group = None
            if group:
                out.append(group)
        return out

    def _force_of_state(self, stage: Stage, party: Party) -> str | None:
        """The speaker, or the army of a government that speaks of its forces (``وحدة من الجيش``)."""
        speaker = stage.speaker or ""
        words = " ".join(ref.form for ref in party.refs)
        if not speaker.startswith("Government of ") or not any(w in words for w in _UNDER_ARMS):
            return stage.speaker
        found = self.of_role(self.home.get(speaker, ""), "army", stage.day)
        return found[0] if found is not None else speaker

    def enemy(self, stage: Stage, *, post: bool) -> Side | None:
        """Whom a group means that tells of its fire at a base or an airfield of nobody, or at a small post."""
        rows = [g for (who, _), row in self._index()[1].items() if who == stage.speaker for g in row]
        named = list(dict.fromkeys(g for g in rows if g in stage.groups))
        states = [g for g in rows if self.state_of(g) is not None]
        group = named[0] if len(named) == 1 else None
        if group is None and states and all(self.state_of(g) != stage.country for g in states):
            group = states[0]
        noun = "body/position" if post else ""
        group = group or self._enemy(stage, Party("object", None, None, False, "", "", noun, 0))
        return self._side(group, "", stage, 1, "actor/enemy-of-speaker") if group else None

    def _enemy(self, stage: Stage, party: Party) -> str | None:
        """Whom a speaker fights in this country: where foreigners fight there, convoys and vehicles are theirs."""
        if not stage.speaker:
            return None
        enemies = self._index()[1]
        rows = enemies.get((stage.speaker, stage.country or "")) or enemies.get((stage.speaker, ""), [])
        local = [g for g in rows if self.home.get(g, stage.country) == stage.country and _STATE_NAME.match(g)]
        foreign = self.of_role(stage.country, "foreign", stage.day) if stage.country else None
        if foreign is not None and party.head in {"object", "body", "epithet"} and not _POST.search(party.noun):
            return foreign[0]
        if stage.country and (army := self.of_role(stage.country, "army", stage.day)) is not None:
            return army[0] if army[0] in rows or local or foreign else next(iter(rows), army[0])
        return next(iter(rows), None)

    def _of_country(self, party: Party, stage: Stage) -> Side | None:
        """A force or role with the country that its adjective names, else the event's country."""
        role = self._force_role(party)
        nat = self._nation(party, stage.country)
        if role == "air" and nat is None and (stage.army is None or stage.troops):
            return self._air(party, stage)
        if role is None or (role == "artillery" and nat is None and not _definite(party)):
            return None
        country = nat or (stage.country if role != "forces" else None)
        theirs = role in _SOLDIERS and (party.head in _SOLDIERLY or role == "air")
        if nat is None and stage.army is not None and theirs:
            country = stage.army if party.head == "person" or not stage.troops else country
        if country is None:
            return None
        return self.force_side(country, role, stage, 3 if nat else 2, "actor/force-of-country")

    @staticmethod
    def _nation(party: Party, country: str | None = None) -> str | None:
        """The country that an adjective names; of two that share it (``كونغولي``), the one where it happens."""
        codes = [r.attrs["iso2"] for ref in party.refs if ref.cat == "nat" for r in ref.readings]
        return country if country in codes else next(iter(codes), None)

    def _air(self, party: Party, stage: Stage) -> Side | None:
        """Aircraft of nobody: of the one side that has them (row ``air`` of roles.tsv).

        Else the country's air force.
        """
        if not stage.country:
            return None
        for row in self._roles.get((stage.country, "air"), []):
            own = self.home.get(row.group, "") == stage.country
            if _in_force(row.since, row.until, stage.day) and (party.definite or not own):
                return self._side(row.group, row.class_, stage, 2, "actor/only-air-force")
        named = party.definite or any(" ال" in ref.form for ref in party.refs)  # سلاح الجو
        if not named or party.head != "force":
            return None
        return self.force_side(stage.country, "air", stage, 2, "actor/force-of-country")

    def nation_side(self, party: Party, stage: Stage) -> Side | None:
        """``الأمريكيون`` who attack abroad: their state's force; people of the country itself are not."""
        nation = self._nation(party)
        if nation is None or nation == stage.country or not stage.country:
            return None
        return self.force_side(nation, "army", stage, 2, "actor/nation")

    @staticmethod
    def _force_role(party: Party) -> str | None:
        if any(r.cat == "modifier" and r.readings[0].attrs.get("foreign") for r in party.refs):
            return "foreign"
        for ref in party.refs:
            if ref.cat == "force":
                role = ref.readings[0].attrs.get("role", "")
                if role == "forces" and party.own in _FORCE_ROLES:
                    return party.own  # قوة عسكرية, قوات أمنية
                if role in _FORCE_ROLES:
                    return role
        if party.head == "object" and party.attrs.get("object") == "aircraft":
            return "air"
        if party.head in {"person", "object", "body", "force"}:
            role = party.role if party.role in _OWN_ROLES or party.own not in _FORCE_ROLES else party.own
            if role in _FORCE_ROLES:
                return role
            if any(r.cat == "nat" for r in party.refs) and (party.head in {"object", "body"} or role in _MEN):
                return "army"  # a Kenyan warship, American fighters
        return None

    def _by_kind(self, party: Party, stage: Stage) -> Side | None:
        """Civilians, guards, settlers, protesters; unnamed gunmen stay unidentified."""
        role = party.own if party.own == "civilian" else party.role
        if party.attrs.get("clan") or (role in _ARMED_MEN and any(of_clan(ref) for ref in party.refs)):
            return Side(CLAN, "identity militia", 2, "actor/clan")
        if role in {"civilian"} or (party.head == "nat" and not party.refs[1:]):
            return Side(CIVILIANS, "civilians", 2, "actor/civilians")
        if role == "guard":
            return Side("Private security", "private security", 2, "actor/guards")
        if role == "settler":
            return self._side("Israeli settlers", "identity militia", stage, 2, "actor/settlers")
        if role == "protester":
            return Side("Protesters", "protesters", 2, "actor/protesters")
        if role == "rioter":
            return Side("Rioters", "rioters", 2, "actor/rioters")
        if role == "un":
            return self._side("United Nations", "external forces", stage, 3, "actor/named")
        if party.noun == "person/fellow" and not party.definite and not party.refs:
            return Side(CIVILIANS, "civilians", 1, "actor/civilians")  # a member of a committee
        if role in {"militant", "attacker", "suspect"}:
            return Side(UNIDENTIFIED, "unknown", 1, "actor/suspect" if role == "suspect" else "actor/unidentified")
        return None


# Words that name a kind of force and no country's own.
_KINDS = frozenset({
    "قوات", "جيش", "حكوميه", "حكومي", "نظاميه", "نظامي", "مسلحه", "امن", "امنيه", "شرطه", "عسكريه", "استخبارات",
    "مخابرات", "حرس", "وطني", "وطنيه", "جمهوري", "خاصه", "مشتركه", "فرقه", "لواء", "كتيبه", "بريه", "جويه", "بحريه",
    "داخليه", "وزاره", "دفاع", "درك", "عناصر", "قوه", "حدود", "اركان", "رئاسه", "سلاح", "جو", "طيران", "حربي", "مدرع",
    "مشاه", "حكومه", "مكافحه", "شغب", "ارهاب", "رجال", "افراد", "قوي", "داخلي",
})  # fmt: skip
_UNDER_ARMS = ("جيش", "قوات", "قوه", "وحد", "ابطال", "صقور", "مدفعي", "مسلح", "جنود", "بواسل")
_KIN_WORDS = ("قبل", "قبايل", "قبائل", "عشاير", "عشائر", "عشيره")
_ARMED_WORDS = ("مسلح", "رجال", "مقاتل", "مليشي", "ميليشي", "قوات", "ابناء", "مواليه", "حكومه")
_STATE_NAME = re.compile(r"(?:Military Forces|Police Forces|Government) of (?:the )?(.+)$")
_ARTICLE = re.compile("^[وف]?(?:[بك]?ال|لل)")
_POST = re.compile("position|patrol")
_WITH_THE = frozenset({
    "United Kingdom", "United Arab Emirates", "Netherlands", "United States", "Maldives", "Bahamas",
    "Gambia", "Comoros",
})  # fmt: skip


def _kinsmen(form: str) -> bool:
    """Whether a name only says that they are tribesmen under arms (``مسلحون قبليون``), as every country has them."""
    words = [_ARTICLE.sub("", w) for w in form.split()]
    return all(w.startswith(_ARMED_WORDS + _KIN_WORDS) for w in words) and any(w.startswith(_KIN_WORDS) for w in words)


def of_clan(ref: Ref) -> bool:
    """``مسلحون من عشيرة …``, ``مسلحون قبليون``."""
    return any(r.attrs.get("clan") for r in ref.readings)


def _definite(party: Party) -> bool:
    """``المدفعية``, ``وحدات المدفعية``."""
    return party.definite or any(r.definite for ref in party.refs if ref.cat == "force" for r in ref.readings)


def self_names(readings: Iterable[Reading]) -> list[str]:
    """The groups, of one family, that alone call themselves by a name (``جنود الخلافة``)."""
    rows = [r.attrs for r in readings]
    if not rows or any(a.get("refers") != "@self" for a in rows):
        return []
    speakers = sorted({a.get("speaker", "") for a in rows}, key=len)
    return speakers if all(s.startswith(speakers[0]) for s in speakers) else []


def _same_state(speaker: str, other: str) -> bool:
    """Whether two speakers are one state's government, army or police."""
    return speaker == other or _state_of_speaker(speaker) == _state_of_speaker(other)


@lru_cache(maxsize=_MET)
def _state_of_speaker(speaker: str) -> str:
    """The state whose government, army or police somebody is, else himself."""
    found = _STATE_NAME.match(speaker)
    return _STATES.get(speaker) or (found[1] if found else speaker)


@lru_cache(maxsize=_MET)
def _common(form: str) -> bool:
    """Whether a name says only what kind of force it is (``القوات الحكومية``), so that any country can have it."""
    first, *rest = form.split()
    own = "سلاح" if first == "لسلاح" else first  # لسلاح الجو
    return all(_ARTICLE.sub("", w) in _KINDS or w.isdigit() for w in (own, *rest))


_STATES = {"Afghan National Army": "Afghanistan", "Afghan National Police": "Afghanistan"}


def _in_force(since: str, until: str, day: str | None) -> bool:
    if day is None:
        return not since or since < "2021-08-15"
    return (not since or since <= day) and (not until or day[: len(until)] <= until)


def named_groups(refs: Iterable[Ref]) -> list[str]:
    """Groups named outright among refs."""
    return [r.readings[0].attrs["group"] for r in refs if r.cat == "actor"]

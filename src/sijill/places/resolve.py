"""The joint choice: which place the mentions of one act mean, or which unit holds where no place stands out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from sijill.model import Candidate
from sijill.places.geo import bearing, km, offset
from sijill.places.keys import HEADS, split_head, words
from sijill.places.namesakes import in_their_midst, on_sides
from sijill.places.records import CENTROID, KNOWN, SEAT1, SEAT2, WIDE, Hints, Mention, Resolution, Row
from sijill.translit import transliterate

_SIDES = frozenset(
    ("الشمالي", "الجنوبي", "الشرقي", "الغربي", "الشماليه", "الجنوبيه", "الشرقيه", "الغربيه", "الاوسط", "الوسطي",
     "المتوسط", "المحرر")
)  # fmt: skip
_SEAT_WORDS = frozenset(("مركز", "عاصمه", "قصبه", "حاضره"))
#: Countries that are shelled from one another: posts and villages across the border are named like those on this side.
FIRE_ACROSS = (
    {"PS", "IL"}, {"LB", "IL"}, {"SY", "IL"}, {"YE", "SA"}, {"TR", "IQ"}, {"TR", "SY"}, {"IR", "IQ"}, {"SY", "LB"},
    {"AF", "PK"}, {"KE", "SO"}, {"NG", "CM"}, {"NG", "NE"}, {"NG", "TD"}, {"ML", "BF"}, {"ML", "NE"}, {"BF", "NE"},
    {"SD", "TD"}, {"AM", "AZ"}, {"RU", "UA"},
)  # fmt: skip
_PEOPLED = frozenset(("country", "admin1", "admin2", "admin3", "town"))
#: Kinds of places that a river or a hill is none of; villages are called by their hill, not by a river.
_NATURE = {"peak": _PEOPLED, "river": _PEOPLED | {"village", "quarter", "camp"}}
_TOWNS = ("town", "admin3")
_POINTS = ("town", "village", "quarter", "camp", "site")
#: Below this lead over the next place that lies elsewhere, nothing stands out.
_MARGIN = 0.08
#: Namesakes nearer to one another than this are one place for a map of conflict.
_SAME_KM = 10.0
#: Beside a town the nearer of two namesakes is meant: worth at the town itself, none from so many km on.
_BESIDE_WORTH, _BESIDE_KM = 0.2, 25.0
#: A place this far from the announced province's own places is none of its villages.
_STRAY_KM = 160.0
#: As far from the announced district's middle: of a name that only sounds alike, and of the name itself.
_STRAY_ALIKE_KM, _STRAY_DISTRICT_KM = 40.0, 100.0
#: A quarter of a town lies no farther from it.
_QUARTER_KM = 25.0
#: A place outside this many radii of the announced province (its places' nine tenths) and so many km lies in another.
_OUTSIDE, _BORDER_KM = 1.3, 15.0
_TOWN = 1_000
_ACCEPT, _SPELLED = 0.72, 0.9
#: Towns of this size are named abroad without their country.
_OF_NOTE = 100_000


class Lookup(Protocol):
    """What every reader of places asks of a table (``Places`` is one)."""

    def lookup(
        self,
        name: str,
        *,
        country: str | None = None,
        admin1: str | None = None,
        admin2: str | None = None,
        kinds: tuple[str, ...] | None = None,
    ) -> list[Row]:
        """Places of a name."""

    def get(self, id_: str) -> Row | None:
        """The place of an id."""

    def seat(self, unit: str) -> Row | None:
        """The capital of a country or province, or the seat of a district."""

    def side(self, unit: str, degrees: int) -> tuple[float, float] | None:
        """The middle of a unit's places on one side of its seat."""


class Gazetteer(Lookup, Protocol):
    """What the choice asks of it besides."""

    def country(self, iso: str) -> Row | None:
        """A country."""

    def provinces(self, country: str) -> list[str]:
        """The ids of a country's provinces."""

    def reaches(self, province: str, lat: float, lon: float) -> bool:
        """Whether a place of a province lies near to a point."""

    def radius_km(self, precision: int, id_: str | None = None) -> float:
        """The radius of the circle that holds a unit's places."""


class _Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What has been announced: one reading of country, province and district."""

    country: str | None = None
    admin1: Row | None = None
    admin2: Row | None = None
    admin1_name: str | None = None
    admin2_name: str | None = None
    district: bool = False  # the text calls it a district

    @property
    def unit2(self) -> str | None:
        """The name of the announced district: a town's own where the text calls it one."""
        row = self.admin2
        if row is None:
            return None
        town = self.district and row.kind == "town" and not row.flags & SEAT2
        return row.name if town else row.admin2 or row.name


def resolve(places: Gazetteer, mentions: Sequence[Mention], hints: Hints) -> Resolution:
    """Choose the place of one act.

    Args:
        places: the gazetteer.
        mentions: the places of the clause, finest first; a unit above another is told by its kind.
        hints: what the report says around them.

    Example:
        >>> from sijill.places import Places
        >>> p = Places.open()
        >>> r = resolve(p, [Mention(name="الفلوجة")], Hints(report_country="IQ"))
        >>> r.country, r.admin1, r.name
        ('IQ', 'Anbar', 'Fallujah')
    """
    finest, above = _split(places, mentions, hints)
    best: Resolution | None = None
    best_score = -math.inf
    for frame in _frames(places, above, hints):
        score, result = _within(places, finest, frame, hints)
        if score > best_score + 1e-9:
            best, best_score = result, score
    return best or Resolution(why_null="no place is named")


def _split(places: Gazetteer, mentions: Sequence[Mention], hints: Hints) -> tuple[Mention | None, list[Mention]]:
    """The finest mention with its kind settled, and the units above it."""
    settled = [_settle(places, m) for m in mentions]
    finest: Mention | None
    if hints.finest is not None:
        finest = next((m for m in settled if m.name == hints.finest), None) or _settle(
            places, Mention(name=hints.finest)
        )
    else:
        finest = settled[0] if settled else None
    return finest, [m for m in settled if m is not finest]


def _settle(places: Gazetteer, mention: Mention) -> Mention:
    """The mention with the kind that its own words announce: ``seat1`` for ``مركز ولاية``, ``seat2`` of a district."""
    parts = words(mention.name)
    if len(parts) > 2 and parts[0] in _SEAT_WORDS and HEADS.get(parts[1]) in ("admin1", "admin2"):
        return Mention(name=" ".join(parts[2:]), kind=f"seat{HEADS[parts[1]][-1]}", relation=mention.relation)
    if mention.kind is not None or any(r.score >= 1.0 for r in places.lookup(mention.name)):
        return mention  # also a name that begins with such a word: ريف دمشق, الضاحية الجنوبية, البادية السورية
    kind, rest = split_head(mention.name)
    if kind == "area" and rest.split()[-1] in _SIDES and len(rest.split()) > 1:
        rest = " ".join(rest.split()[:-1])  # ريف حلب الشمالي: an area of Aleppo
    return mention if kind is None else Mention(name=rest, kind=kind, relation=mention.relation)


def _frames(places: Gazetteer, above: list[Mention], hints: Hints) -> list[_Frame]:
    """Every reading of what is announced above the finest place: one, where the names of the units are unique."""
    country = hints.country
    names1 = [m.name for m in above if m.kind == "admin1"] or ([hints.admin1] if hints.admin1 else [])
    names2 = [m.name for m in above if m.kind in ("admin2", "admin3")] or ([hints.admin2] if hints.admin2 else [])
    for m in above:
        about = country or hints.report_country
        rows = places.lookup(m.name) if m.kind is None else []
        rows = [r for r in rows if about in (None, r.country) or r.kind in ("country", "admin1")]
        if m.kind == "country" or (rows and rows[0].kind == "country"):
            found = places.lookup(m.name, kinds=("country",))
            country = country or (found[0].country if found else None)
        elif m.kind is None and not names1 and any(r.kind == "admin1" and r.score > 0.9 for r in rows):
            names1 = [m.name]
        elif m.kind is None and not names2 and any(r.kind == "admin2" and r.score > 0.9 for r in rows):
            names2 = [m.name]
    units1 = _units(places, names1, "admin1", country, hints)
    name1, name2 = names1[0] if names1 else None, names2[0] if names2 else None
    frames: list[_Frame] = []
    for unit1 in units1:
        land = country or (unit1.country if unit1 else None)
        for unit2 in _units(places, names2, "admin2", land, hints, unit1):
            told = land or (unit2.country if unit2 and unit1 is None else None)
            frames.append(
                _Frame(
                    country=told, admin1=unit1, admin2=unit2, admin1_name=name1, admin2_name=name2,
                    district=any(m.kind == "admin2" for m in above),
                )
            )  # fmt: skip
    return frames


def _units(
    places: Gazetteer, names: list[str], kind: str, country: str | None, hints: Hints, inside: Row | None = None
) -> list[Row | None]:
    """The units that an announced name may mean, best first; ``[None]`` where nothing is announced or nothing fits."""
    if not names:
        return [None]
    by_id = places.get(names[0])
    if by_id is not None:
        return [by_id]
    kinds = (kind, "admin3", "town") if kind == "admin2" else (kind,)
    _, bare = split_head(names[0])
    for name in dict.fromkeys((names[0], bare)):
        rows = places.lookup(name, country=country, admin1=inside.id if inside else None, kinds=kinds)
        rows = rows or (places.lookup(name, country=country, kinds=kinds) if inside else [])
        if kind == "admin1" and not rows and country:
            rows = _near_units(places, name, country)
        if rows:
            top = max(r.score for r in rows)
            rows = sorted((r for r in rows if r.score > top - 0.1), key=lambda r: -prior(r, hints))
            return list(rows[:6])
    return [None]


def _near_units(places: Gazetteer, name: str, country: str) -> list[Row]:
    """Provinces of a country whose names sound like this one."""
    found = []
    for unit in places.provinces(country):
        found += places.lookup(name, admin1=unit, kinds=("admin1",))
    return sorted((r for r in found if r.score > _ACCEPT), key=lambda r: -r.score)


def prior(row: Row, hints: Hints) -> float:
    """How likely a place is before the clause is read: by its size, by the countries of report and outlet."""
    value = row.score + 0.05 * math.log10(row.population + 10) + (0.12 if row.flags & KNOWN else 0.0)
    value += 0.25 if row.kind == "admin1" or row.flags & SEAT1 else 0.0
    known = hints.country or hints.report_country
    if known is not None:
        value += 0.3 if row.country == known else -0.2 if _of_note(row) else -0.9
    if hints.outlet_country is not None and row.country == hints.outlet_country:
        value += 0.12
    if hints.nearby:
        distance = min(km((row.lat, row.lon), point) for point in hints.nearby)
        value += 0.2 if distance < 60 else 0.1 if distance < 200 else -0.05 if distance > 800 else 0.0
        value += _BESIDE_WORTH * max(0.0, 1 - distance / _BESIDE_KM)
    return value


def _named_abroad(row: Row, mention: Mention, about: str | None) -> bool:
    """Whether a mention may mean a place outside the country that the report is about."""
    if not _of_note(row) or row.score_of_name < 1.0:
        return False
    if {row.country, about} in FIRE_ACROSS and row.flags & KNOWN:
        return True  # قصف موقع كذا, across the border
    if mention.kind == "any" and row.kind == "area":
        return bool(row.flags & KNOWN)  # منطقة هفتانين
    if mention.kind in ("camp", "site"):  # of more than one word, and typed by hand: سد تشرين
        return bool(row.flags & KNOWN) and " " in mention.name
    return mention.kind not in ("village", "quarter", "any")


def _of_note(row: Row) -> bool:
    """Whether a report about another country may name the place without saying where it is."""
    return row.kind in ("country", "admin1") or bool(row.flags & KNOWN) or row.population >= _OF_NOTE


def _kind_fit(row: Row, kind: str | None) -> float:
    if kind is None or kind == "any":
        return {"admin2": -0.06, "admin3": -0.06, "admin1": -0.04, "quarter": -0.05, "site": -0.02}.get(row.kind, 0.0)
    if row.kind == kind or (kind in ("town", "village") and row.kind in ("town", "village", "admin3")):
        return 0.15
    if kind in ("town", "village") and row.kind in ("admin2", "camp", "quarter"):
        return 0.02
    if kind in ("quarter", "camp", "site") and row.kind in _POINTS:
        return 0.05
    if kind in ("admin2", "admin3") and row.kind in ("admin2", "admin3", "town"):
        return 0.05
    return -0.25


def _weigh(row: Row, mention: Mention, frame: _Frame, hints: Hints) -> tuple[float, tuple[str, ...]]:
    """How well a place fits the announced frame, with reasons."""
    value, reasons = prior(row, hints) + _kind_fit(row, mention.kind), list(row.reasons)
    side = on_sides(row, hints.sides)
    if side:
        value += side
        reasons.append("on the side that is told" if side > 0 else "not on the side that is told")
    if frame.admin1 is not None:
        if row.admin1_id == frame.admin1.id:
            value += 0.6
            reasons.append(f"in the announced {frame.admin1.name}")
        else:
            away = km((row.lat, row.lon), (frame.admin1.lat, frame.admin1.lon))
            value -= 0.1 if away < _STRAY_KM else 0.8
            reasons.append(f"in {row.admin1}, not in the announced {frame.admin1.name}")
    if frame.admin2 is not None:
        away = km((row.lat, row.lon), (frame.admin2.lat, frame.admin2.lon))
        if frame.admin2.admin2_id in (row.admin2_id, row.id):
            value += 0.4
            reasons.append(f"in the announced {frame.admin2.name}")
        else:
            value += 0.2 if away < 30 else -0.1 if away < 60 else -0.4
            reasons.append(f"{away:.0f} km from the announced {frame.admin2.name}")
    return value, tuple(reasons)


def _candidates(places: Gazetteer, mention: Mention, frame: _Frame, hints: Hints) -> list[Row]:
    """Places of the finest name that the frame allows, best first, their scores those of the joint choice."""
    pool = {r.id: r for r in places.lookup(mention.name, country=frame.country)}
    if frame.admin1 is not None and not any(r.admin1_id == frame.admin1.id for r in pool.values()):
        near = places.lookup(mention.name, country=frame.country, admin1=frame.admin1.id)
        pool |= {r.id: r for r in near if r.score >= _ACCEPT and r.id not in pool}
    if mention.kind == "area" or mention.kind in _NATURE:  # a valley is no town or district that only sounds like it
        pool = {id_: r for id_, r in pool.items() if r.score >= _SPELLED or r.kind in ("area", "site")}
    if mention.kind in _NATURE:  # نهر كذا, تلة كذا: a town or district of that name is another thing
        pool = {id_: r for id_, r in pool.items() if r.kind not in _NATURE[mention.kind]}
        mention = msgspec.structs.replace(mention, kind="area")
    if mention.kind == "town":  # مدينة كذا: the seat and not the district that is called like it
        towns = {r.admin2_id for r in pool.values() if r.kind in _TOWNS and r.score >= _SPELLED}
        pool = {id_: r for id_, r in pool.items() if r.kind != "admin2" or r.id not in towns}
    weighed = []
    for row in pool.values():
        value, reasons = _weigh(row, mention, frame, hints)
        weighed.append(msgspec.structs.replace(row, score=value, reasons=reasons))
    return sorted(weighed, key=lambda r: (-r.score, -r.population, r.id))


def _within(places: Gazetteer, finest: Mention | None, frame: _Frame, hints: Hints) -> tuple[float, Resolution]:
    """The choice under one frame, with the score by which frames compete."""
    base = sum(prior(unit, hints) for unit in (frame.admin1, frame.admin2) if unit is not None)
    if frame.admin1 is not None and frame.admin2 is not None:
        base += 0.5 if frame.admin2.admin1_id == frame.admin1.id else -0.3
    if finest is None:
        return base, _unit(frame, places, None, hints, "no place is named" if frame.admin1 is None else None)
    ranked = _candidates(places, finest, frame, hints)
    if finest.kind in ("seat1", "seat2"):
        ranked = _seats(places, ranked, finest.kind)
    top = tuple(
        msgspec.structs.replace(r, score=round(r.score / (ranked[0].score + 0.25), 3)).candidate() for r in ranked[:5]
    )
    if not ranked:
        why = f"no place of the name «{finest.name}» in the table"
        return base - 0.5, msgspec.structs.replace(_unit(frame, places, finest, hints, why), candidates=())
    best = ranked[0]
    if frame.admin1 is not None and best.country != frame.admin1.country:
        why = f"«{finest.name}» is known only outside {frame.admin1.name}"
        return base - 0.5, msgspec.structs.replace(_unit(frame, places, finest, hints, why), candidates=top)
    abroad = hints.country or hints.report_country
    if frame.country is None and abroad not in (None, best.country) and not _named_abroad(best, finest, abroad):
        why = f"«{finest.name}» is known only as a small place of {best.country}, the report is about {abroad}"
        return base - 0.5, msgspec.structs.replace(_unit(frame, places, finest, hints, why), candidates=top)
    if frame.country is None and abroad is None and finest.kind is None and not _of_note(best):
        why = f"«{finest.name}» is known only as a small place of {best.country}, and no country is told"
        return base - 0.5, msgspec.structs.replace(_unit(frame, places, finest, hints, why), candidates=top)
    lone = finest.kind == "quarter" and frame.admin1 is None and frame.admin2 is None
    if lone and best.kind in ("village", "town") and not best.flags & KNOWN:
        why = f"«{finest.name}» is known only as a village of {best.admin1 or best.country}, and no town is told"
        return base - 0.5, msgspec.structs.replace(_unit(frame, places, finest, hints, why), candidates=top)
    away = _strayed(places, best, finest, frame)
    left = hints.earlier and frame.admin2 is None and finest.kind != "quarter"
    if away is not None and left and _town_of_size(best) and _rival(ranked) is None:
        return base, _chosen(best, finest, msgspec.structs.replace(frame, admin1=None), hints, top)
    if away is not None:
        why = f"«{finest.name}» is known only {away:.0f} km from the announced {_away_from(frame)}"
        return base - 0.5, msgspec.structs.replace(_unit(frame, places, finest, hints, why), candidates=top)
    rival = _rival(ranked)
    if rival is not None:
        why = f"«{finest.name}» may be in {best.admin1 or best.country} or in {rival.admin1 or rival.country}"
        if rival.admin1_id == best.admin1_id:
            why = f"«{finest.name}» may be in {best.admin2 or best.admin1} or in {rival.admin2 or rival.admin1}"
        held = _held_in_common(places, best, rival, frame)
        found = msgspec.structs.replace(_unit(held, places, finest, hints, why), candidates=top)
        return base + best.score - 0.2, in_their_midst(found, ranked, _MARGIN)
    return base + best.score, _chosen(best, finest, frame, hints, top)


def _town_of_size(row: Row) -> bool:
    """Whether a place is a town that a report goes on to, by its own name, and no village whose name others bear."""
    return row.score_of_name >= _SPELLED and row.kind == "town" and (bool(row.flags & KNOWN) or row.population >= _TOWN)


def _away_from(frame: _Frame) -> str:
    """What a place strayed from, in words."""
    return "district" if frame.admin2 is not None else "province"


def _strayed(places: Gazetteer, best: Row, finest: Mention, frame: _Frame) -> float | None:
    """How far a place lies from the announced district or province, in km, where that is too far to lie in it."""
    if frame.admin2 is None:
        return _out_of_province(places, best, finest, frame)
    if finest.kind == "quarter":
        town = places.seat(frame.admin2.id) or frame.admin2
        away = km((best.lat, best.lon), (town.lat, town.lon))
        return away if away > _QUARTER_KM else None
    if frame.admin2.admin2_id in (best.admin2_id, best.id):
        return None
    away = km((best.lat, best.lon), (frame.admin2.lat, frame.admin2.lon))
    alike = any(r.startswith("name sounds alike") for r in best.reasons)
    return away if away > (_STRAY_ALIKE_KM if alike else _STRAY_DISTRICT_KM) else None


def _out_of_province(places: Gazetteer, best: Row, finest: Mention, frame: _Frame) -> float | None:
    """How far a place of another province lies from the announced one's middle, where no border can explain it."""
    if frame.admin1 is None or best.admin1_id in (frame.admin1.id, None):
        return None
    if best.kind not in _POINTS or finest.kind in ("admin2", "admin3"):
        return None
    away = km((best.lat, best.lon), (frame.admin1.lat, frame.admin1.lon))
    if best.flags & KNOWN and away < _STRAY_KM:
        return None
    if finest.kind == "quarter" or away > _OUTSIDE * places.radius_km(4, frame.admin1.id) + _BORDER_KM:
        return away
    village = best.kind in ("village", "quarter", "camp", "site") and not best.flags & KNOWN
    return away if village and not places.reaches(frame.admin1.id, best.lat, best.lon) else None


def _seats(places: Gazetteer, units: list[Row], kind: str) -> list[Row]:
    """The seats of the units that were named as seats; a unit whose seat the table lacks stands for it."""
    level = "admin1" if kind == "seat1" else "admin2"
    found = []
    for unit in (u for u in units if u.kind == level):
        seat = places.seat(unit.id) or unit
        reasons = (*unit.reasons, f"seat of {unit.name}")
        found.append(msgspec.structs.replace(seat, score=unit.score, reasons=reasons))
    return found or units


def _rival(ranked: list[Row]) -> Row | None:
    """The next best place that lies elsewhere, where it comes too near to the best to tell them apart."""
    best = ranked[0]
    for row in ranked[1:]:
        if row.score < best.score - _MARGIN:
            return None
        apart = km((best.lat, best.lon), (row.lat, row.lon))
        nested = row.id in (best.admin1_id, best.admin2_id) or best.id in (row.admin1_id, row.admin2_id)
        if apart > _SAME_KM and not nested:
            return row
    return None


def _held_in_common(places: Gazetteer, best: Row, rival: Row, frame: _Frame) -> _Frame:
    """The frame narrowed to the units that both namesakes share."""
    country = frame.country or (best.country if best.country == rival.country else None)
    admin1, admin2 = frame.admin1, frame.admin2
    if admin1 is None and best.admin1_id is not None and best.admin1_id == rival.admin1_id:
        admin1 = places.get(best.admin1_id)
    if admin2 is None and best.admin2_id is not None and best.admin2_id == rival.admin2_id:
        admin2 = places.get(best.admin2_id)
    return msgspec.structs.replace(frame, country=country, admin1=admin1, admin2=admin2)


def _unit(frame: _Frame, places: Gazetteer, finest: Mention | None, hints: Hints, why: str | None) -> Resolution:
    """The finest announced unit with its centroid; the unknown place keeps its name in Latin letters."""
    name = None if finest is None else transliterate(finest.name)
    notes: tuple[str, ...] = ()
    unit, precision = frame.admin2, 3
    admin1 = frame.admin1.name if frame.admin1 else transliterate(frame.admin1_name) if frame.admin1_name else None
    admin2 = frame.admin2.name if frame.admin2 else transliterate(frame.admin2_name) if frame.admin2_name else None
    if frame.admin2 is not None:
        admin2 = frame.unit2
        admin1 = admin1 or frame.admin2.admin1
        if frame.admin1 is not None and frame.admin2.admin1_id != frame.admin1.id:
            notes = (f"the table has {frame.admin2.name} in {frame.admin2.admin1}, the text in {frame.admin1.name}",)
    if unit is None:
        unit, precision = frame.admin1, 4
    country = frame.country or (unit.country if unit else None)
    if unit is None and country is not None:
        unit, precision = places.country(country), 6
    if unit is None and hints.report_country is not None:
        country, unit, precision = hints.report_country, places.country(hints.report_country), 6
    if finest is None and unit is not None:
        name = unit.name
    return Resolution(
        country=country, admin1=admin1, admin2=admin2, name=name, lat=unit.lat if unit else None,
        lon=unit.lon if unit else None, precision=precision if unit else None, id=unit.id if unit else None,
        relation=_relation(finest, hints), admin2_source="text" if admin2 is not None else None, why_null=why,
        notes=notes,
    )  # fmt: skip


def _relation(finest: Mention | None, hints: Hints) -> str | None:
    return hints.relation or (finest.relation if finest else None)


def _precision(row: Row, relation: str | None, kind: str | None) -> int:
    coarse = {"country": 6, "admin1": 4, "admin2": 3, "admin3": 3, "area": 5}.get(row.kind)
    if kind in ("area", "peak", "river") or relation in ("between", "border"):
        return 5 if coarse in (None, 5, 3) else coarse
    if coarse is None and row.flags & CENTROID:
        return 3 if row.admin2_id else 4
    if coarse == 3 and kind in ("town", "village"):
        return 2 if not row.flags & CENTROID else 3
    if coarse is not None:
        return coarse
    return 2 if relation or row.score_of_name < 0.9 else 1


def _chosen(row: Row, finest: Mention, frame: _Frame, hints: Hints, top: tuple[Candidate, ...]) -> Resolution:
    """The best place as the answer: the text's units before the table's, precision and offset by the relation."""
    relation = _relation(finest, hints)
    precision = _precision(row, relation, finest.kind)
    notes: list[str] = []
    admin1, admin2 = row.admin1, row.admin2
    source: Literal["text", "seat", "gazetteer"] | None = "gazetteer" if row.admin2 else None
    wide = frame.admin1 is not None and frame.admin1.flags & WIDE and finest.kind != "quarter"
    if frame.admin1 is not None and row.admin1_id != frame.admin1.id and not wide:
        notes.append(f"the table has {row.name} in {row.admin1}, the text in {frame.admin1.name}")
        admin1 = frame.admin1.name
        if frame.admin2 is None:
            named = row.kind == "admin2" or finest.kind in ("admin2", "admin3") or row.flags & SEAT2
            admin2, source = (row.admin2, "text") if named else (None, None)
    if row.kind == "admin2" or row.flags & SEAT2:
        source = "text" if row.kind == "admin2" else "seat"
    if frame.admin2 is not None:
        unit = frame.unit2
        if row.admin2 is not None and row.admin2 != unit:
            notes.append(f"the table has {row.name} in {row.admin2}, the text in {unit}")
        admin2, source = unit, "text"
    elif frame.admin2_name is not None:
        admin2, source = transliterate(frame.admin2_name), "text"
    lat, lon = row.lat, row.lon
    degrees = bearing(relation)
    if degrees is not None and hints.distance_km is not None and precision in (1, 2):
        lat, lon = offset((lat, lon), degrees, hints.distance_km)
        precision = 2
    return Resolution(
        country=row.country, admin1=admin1, admin2=admin2, name=row.name, lat=lat, lon=lon, precision=precision,
        id=row.id, relation=relation, admin2_source=source, candidates=top, notes=tuple(notes),
    )  # fmt: skip

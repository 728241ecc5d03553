"""The Arabic note of a record. Nouns of action and figures throughout, so that nothing has to agree with a name.

Names stand in Arabic where the packs know them or the report writes them so, else in English as the record has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sijill.export.codes import act_phrase, country, force_of
from sijill.export.phrase import names_three, vague_word
from sijill.export.record import BY_WEAPON, UNIDENTIFIED, Record, Toll
from sijill.model import Actor, Damage, Place
from sijill.pack import SHIPPED, read_table

_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
_PARTS = {
    "dawn": "فجر", "morning": "صباح", "noon": "ظهر", "afternoon": "عصر", "evening": "مساء", "night": "ليل",
}  # fmt: skip
_FORCES = {"Military Forces": "جيش", "Police Forces": "شرطة", "Government": "حكومة"}
_SPEAKERS = {
    "party": "طرف في القتال", "official": "مسؤولين", "witness": "شهود عيان", "media": "وسائل إعلام",
    "ngo": "منظمة غير حكومية",
}  # fmt: skip
_VAGUE = {
    "tens": "عشرات", "dozens": "عشرات", "hundreds": "مئات", "thousands": "آلاف", "tens-of-thousands": "عشرات الآلاف",
    "hundreds-of-thousands": "مئات الآلاف",
}  # fmt: skip
_OUTCOMES = {
    "killed": "مقتل", "wounded": "إصابة", "killed or wounded": "مقتل أو إصابة", "captured": "أسر أو احتجاز",
    "missing": "فقدان",
}  # fmt: skip
_DAMAGED = {"destroyed": "تدمير", "damaged": "تضرر", "burned": "احتراق", "captured": "الاستيلاء على"}
_THINGS = {
    "armoured vehicle": "مدرعات", "vehicle": "سيارات", "truck": "شاحنات", "tanker": "صهاريج",
    "motorcycle": "دراجات نارية", "aircraft": "طائرات", "building": "مبان", "base": "قواعد", "weapon": "أسلحة",
    "house": "منازل", "other": "ممتلكات أخرى",
}  # fmt: skip
_RELATIONS = {"near": "قرب", "between": "بين موضع آخر و", "border": "على الحدود عند"}
_DIRECTIONS = {"north": "شمال", "south": "جنوب", "east": "شرق", "west": "غرب"}
_SURE = {
    3: "لا يعرف الموضع بأدق من المديرية", 4: "لا يعرف الموضع بأدق من المحافظة", 6: "لا يعرف الموضع بأدق من البلد",
}  # fmt: skip
_BARE_PLURAL = 3


def note(record: Record) -> str:
    """The note of a record in Arabic."""
    known = [a for a in record.initiator if a.group != UNIDENTIFIED or record.type not in BY_WEAPON]
    act = act_phrase("notes_ar.tsv", record.type, _sides(known), _sides(record.target))
    tolls = [_toll(t) for t in record.tolls]
    ends = [f"ما أدى إلى {_listed(tolls)}"] if tolls else []
    head = "، ".join(
        part for part in (_when(record), _attribution(record), f"{act} {_where(record.place)}".strip()) if part
    )
    out = ["، ".join((head, *ends))]
    if record.damage:
        out.append(_listed([_thing(d) for d in record.damage]))
    if (sure := _SURE.get(record.place.precision or 0)) is not None:
        out.append(sure)
    if record.independent_sources > 1:
        out.append(f"عدد المصادر المستقلة: {record.independent_sources}")
    return " ".join(f"{part}." for part in out)


def _when(record: Record) -> str:
    try:
        start, end = (date.fromisoformat(d) if d else None for d in (record.date.start, record.date.end))
    except ValueError:
        return ""
    if start is None or end is None:
        known = start or end
        return "" if known is None else f"{'في موعد أقصاه' if start is None else 'ابتداء من'} {_day(known)}"
    if start != end:
        return f"بين {_day(start)} و{_day(end)}"
    if (record.date.precision or 1) >= 2:
        return f"نحو {_day(start)}"
    part = _PARTS.get(record.source.part or "")
    return f"{part} يوم {_day(start)}" if part else f"في {_day(start)}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _attribution(record: Record) -> str:
    said = []
    for claim in record.claims:
        if claim.kind == "unattributed":
            continue
        name = _name(claim.by) if claim.by else _SPEAKERS[claim.kind]
        said.append(f"{name} (طرف في القتال)" if claim.kind == "party" and claim.by else name)
    said = said or [r.outlet for r in record.reports if r.outlet]
    return "بحسب " + (_listed(list(dict.fromkeys(said))) or "ما ورد")


def _sides(actors: Sequence[Actor]) -> str:
    return _listed([_name(a.group) for a in actors])


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    rows = read_table(SHIPPED / "schemes" / "groups_ar.tsv", ("group", "arabic"), "groups_ar")
    return {row.cells["group"]: row.cells["arabic"] for row in rows}


@lru_cache(maxsize=4096)
def _name(group: str) -> str:
    """The Arabic name of a group, a force of a state or an outlet; the name as it is where none is known.

    >>> _name("Police Forces of Iraq"), _name("Orient Net")
    ('شرطة العراق', 'Orient Net')
    """
    force = force_of(group)
    if group not in _names() and force is not None and force.country is not None:
        return f"{_FORCES[group.partition(' of ')[0]]} {force.country.arabic}"
    return _names().get(group, group)


def _toll(toll: Toll) -> str:
    if toll.low == 0 and toll.high == 0:
        return f"عدم {_OUTCOMES[toll.outcome]} أحد من {_name(toll.group)}"
    return f"{_OUTCOMES[toll.outcome]} {_count(toll)} من {_name(toll.group)}"


def _count(toll: Toll) -> str:
    low, high = toll.low, toll.high
    vague = vague_word(toll.text)
    if vague is not None and low in (None, vague.ours):
        return _VAGUE[vague.id]
    if low is None:
        return "عدد غير معروف" if high is None else f"ما يصل إلى {high}"
    if high is None:
        return "عدد" if low == _BARE_PLURAL and not names_three(toll.text) else f"ما لا يقل عن {low}"
    if low == high:
        return {1: "واحد", 2: "اثنين"}.get(low, str(low))
    return f"ما بين {low} و{high}"


def _thing(damage: Damage) -> str:
    count = "" if damage.count is None else f" (العدد: {damage.count})"
    return f"{_DAMAGED[damage.outcome]} {_THINGS.get(damage.object, damage.object)}{count}"


@lru_cache(maxsize=1)
def _provinces() -> dict[tuple[str, str], str]:
    """Country and English name of a province to its Arabic name, where a table of places has it."""
    found: dict[tuple[str, str], str] = {}
    for path in (SHIPPED / "places" / "provinces.tsv", *sorted(SHIPPED.glob("country/*/places.tsv"))):
        header: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if line.startswith("#") or not line.strip():
                continue
            if not header:
                header = cells
                continue
            row = dict(zip(header, cells, strict=False))
            if row.get("kind") == "admin1" and row.get("arabic"):
                iso = row.get("country") or path.parent.name.upper()
                found.setdefault((iso, row["name"]), row["arabic"].split("|")[0])
    return found


def _where(place: Place) -> str:
    land = country(place.country)
    province = _provinces().get((place.country or "", place.admin1 or ""), place.admin1)
    units = [province, land.arabic if land else None]
    wider = [unit for unit in units if unit]
    fine = place.text or place.name if place.name not in (place.admin1, None, "") else place.admin2
    if not fine:
        return f"في موضع غير محدد في {'، '.join(wider)}" if wider else ""
    relation = _aside(place) or _RELATIONS.get(place.relation or "", "قرب" if place.precision == 2 else "في")
    space = "" if relation.endswith("و") else " "
    return "، ".join((f"{relation}{space}{fine}", *wider))


def _aside(place: Place) -> str:
    """``على بعد 12 كم جنوب غرب``, where the report tells a direction."""
    if place.direction is None:
        return ""
    words = " ".join(_DIRECTIONS.get(part, part) for part in place.direction.split("-"))
    return f"على بعد {place.distance_km:g} كم {words}" if place.distance_km else words


def _listed(parts: Sequence[str]) -> str:
    """``أ وب وج``."""
    return " و".join(part for part in parts if part)

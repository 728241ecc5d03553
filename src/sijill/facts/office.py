"""What stands behind an office or a body: whose town it is, who holds it, whether it is one of civil society."""

from __future__ import annotations

from sijill.facts.person import given, lengthened, read_name
from sijill.facts.speaker import Draft
from sijill.facts.speech import AREA, NO_NAME, PREPOSITIONS, THAT, words
from sijill.grammar import Chart
from sijill.match import Reading, Unit
from sijill.text import WORD
from sijill.translit import transliterate

OVER = 7  # words at most between an office and the name of who holds it
_ENDS_OFFICE = words("عن ل انه بعد قبل حول ان الذي التي الذين وهو وهي كما لكن")
_NO_HOLDER = frozenset({"say", "aside", "stmt", "attrib", "asverb", "act", "toll"})
_RIGHTS = (  # what bodies of civil society are for, as the words begin
    "حقوق", "حريات", "انتهاكات", "توثيق", "معتقلين", "مفقودين", "مختطفين", "مخفيين", "ضحايا", "محامين", "محامي",
    "صحفيين", "صحافيين", "اطباء", "معلومات", "اهالي", "ناشطين",
)  # fmt: skip
_CIVIL = words("مركز المركز لجنه اللجنه لجان هييه الهييه مكتب المكتب مجموعه")


def of_town(chart: Chart, i: int, j: int, draft: Draft) -> int:
    """Name a town's council, a province's civil defence by its place; returns where the phrase then ends.

    The place stands in or right behind the phrase ``[i, j)``.
    """
    units = chart.doc.units
    for k in range(i, min(j + 2, len(units))):
        unit = units[k]
        place = unit.reading("place")
        if place is not None and place.pro.removesuffix("ال") in {"", "ل", "ب"}:
            state = "State" in draft.named
            if state and not any("ولايه" in u.bare for u in units[i:k]):
                return j  # the ministry of a state, not the country's
            draft.by = f"{_english_place(chart, unit, place)} {draft.named}"
            draft.specific = True
            return max(j, k + 1)
        last = k == j and k + 1 < len(units) and units[k + 1].bare in THAT  # the town, though another word too
        plain = unit.kind == WORD and (last or not unit.readings) and unit.form not in NO_NAME
        plain = plain and not _placed(unit) and (k == j or _placed(units[k - 1]))
        if plain and "State" not in draft.named:
            draft.by, draft.specific = f"{transliterate(chart.doc.text[unit.start : unit.end])} {draft.named}", True
            return max(j, k + 1)
        if k >= j and not _placed(unit):
            break
    return j


def _english_place(chart: Chart, unit: Unit, place: Reading) -> str:
    """The English name of a place: of the gazetteer, else by its letters."""
    slugs = [i.rpartition("/")[2] for i in place.attrs.get("ids", "").split("|") if "/" in i]
    if slugs:
        return slugs[0].replace("-", " ").title()
    pro = place.pro.removesuffix("ال")
    return transliterate(chart.doc.text[unit.start + len(pro) : unit.end])


def name_behind(chart: Chart, j: int, draft: Draft) -> int:
    """The name behind what an office is held over: ``رئيس بلدية كذا فلان الفلاني أن``, ``مسؤول ملف كذا فلان``.

    A known given name within the next words, and what is said (or the end of the clause) right behind the whole name;
    behind a single word, the town, also a name that nobody knows.
    """
    units = chart.doc.units
    for k in range(j, min(j + OVER, len(units))):
        unit = units[k]
        if (
            unit.kind != WORD
            or unit.bare in THAT
            or unit.form in _ENDS_OFFICE
            or not _NO_HOLDER.isdisjoint(unit.symbols)
        ):
            return j
        kin = k + 1 < len(units) and any(r.attrs.get("kind") == "family" for r in units[k + 1].readings_of("name"))
        loose = (k == j + 1 and "place" in units[j].symbols) or (kin and not unit.readings)
        if not (given(unit) or loose) or (k and _placed(units[k - 1])):
            continue
        name = read_name(chart, k, loose=loose, owner=False)
        if name is not None:
            name = lengthened(chart, name)
        if name is not None and name.j > k + 1 and closes(units, name.j):
            draft.name, draft.specific = name, True
            return name.j
    return j


def _placed(unit: Unit) -> bool:
    """Whether a word behind this one is rather a place's name than a person's."""
    return unit.form in PREPOSITIONS or unit.bare.removeprefix("ب").removeprefix("ل").removeprefix("ال") in AREA


def closes(units: list[Unit], j: int) -> bool:
    """Whether a phrase ends at unit ``j``: with what is said, a sign or the sentence."""
    return j >= len(units) or units[j].bare in THAT or units[j].kind != WORD or units[j].ends_sentence


def of_rights(units: list[Unit], j: int) -> bool:
    """Whether a centre or committee is one of civil society by what it is for (``مركز رصد الانتهاكات``)."""
    if units[j].bare not in _CIVIL:
        return False
    for unit in units[j + 1 : j + 4]:
        if unit.kind != WORD or unit.form in NO_NAME or unit.bare in THAT or "say" in unit.symbols:
            return False
        bare = unit.bare.removeprefix("ال").removeprefix("لل").removeprefix("ل")
        if any(bare.startswith(w) for w in _RIGHTS):
            return True
    return False

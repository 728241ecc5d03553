"""The gazetteer's names in the matcher, so that one pass over the text finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sijill.facts.place_fact import BUILT, COMPASS
from sijill.match import Matcher, Reading
from sijill.pack import Entry, Pack, Sense, add_sense, freeze_senses

#: Kind-words that rules read: a name that begins with one goes in without it, and only counts behind it.
_TOLD_APART = frozenset(
    ("العاصمه", "مدينه", "محافظه", "ولايه", "مديريه", "قضاء", "قريه", "بلده", "ناحيه", "منطقه", "حي", "مقاطعه", "اقليم")
)  # fmt: skip
#: Levels of kind-words that can begin a group's name.
_HEADING = frozenset(("admin1", "admin2", "unit", "facility"))
#: Levels of kind-words that can end a phrase, and the role of the place behind one, by what the phrase is.
_TAILED = frozenset(("admin1", "admin2", "town", "village", "facility", "admin3"))
_TAILS = {"act": "at", "title": "source", "person": "from"}
_STEM = 3  # letters of a name that an adjective is made of
_OTHERWISE = frozenset(("حي", "محليه", "طريق", "طرق"))
#: With the article these would hide the kind-word itself, as the article falls in lookup.
_HIDING = frozenset(("المحافظه", "الولايه"))
#: Categories of words that no name may take away.
GRAMMAR_WORDS = frozenset(("place_stop", "place_dir", "place_adj", "place_common", "place_cue"))
#: Of places whose name is a verb or particle as well.
WEAK = "place_weak"
#: Behind these a name is one though it looks like a word with its clitic (``إقليم باي``).
_HEADS = ("ولايه", "اقليم", "محافظه", "مقاطعه", "مديريه", "مدينه", "بلده", "قريه", "منطقه")
_NO_TOWN = frozenset(("place_cue", "place_stop", "place_dir", "place_rel", "place_adj", "place_this", "place_src"))
_NOTED = frozenset(("admin1", "admin2", "town", "country"))
#: Categories that go together with being a place.
PLACE_CATS = frozenset(("place", "country", "place_head", "name"))


def with_places(pack: Pack, names: Iterable[tuple[str, str, str, bool]]) -> Matcher:
    """A matcher over the pack and the names of the gazetteer (``Places.names_for_automaton``).

    Args:
        pack: the lexicons.
        names: folded name, kind, id, whether it is also another word.
    """
    words: dict[str, list[Sense]] = {w: list(s) for w, s in pack.words.items()}
    phrases: dict[tuple[str, ...], list[Sense]] = {
        (first, *rest): list(senses) for first, rows in pack.phrases.items() for rest, senses in rows
    }
    found: dict[str, tuple[list[str], list[str], bool]] = {}
    for name, kind, id_, ambiguous in names:
        form, doubt = name, ambiguous
        head, _, rest = name.partition(" ")
        if head in _HIDING:
            continue
        if head in _TOLD_APART and rest and kind != "area":
            form, doubt = rest, True  # مدينة كذا: the kind-word is read by its own rule
        kinds, ids, doubtful = found.get(form, ([], [], True))
        if kind not in kinds:
            kinds.append(kind)
        if id_ not in ids:
            ids.append(id_)
        found[form] = (kinds, ids, doubtful and doubt)
    for form, attrs in _headed(pack, found):
        add_sense(words, phrases, form, (Entry(f"place/{form}", "place", attrs), ""))
    for form, entry in _tailed(pack):
        add_sense(words, phrases, form, (entry, "sg"))
    plain = Matcher.of(pack)
    for form, attrs in _adjectives(plain, found):
        add_sense(words, phrases, form, (Entry(f"pnisba/{form}", "place_nisba", attrs), ""))
    countries = {form for form, (kinds, _, _) in found.items() if "country" in kinds}
    for form in sorted(found):
        kinds, ids, doubtful = found[form]
        if kinds == ["admin1"] and _by_compass(form, countries if doubtful else set()):
            _add_headed(words, phrases, form, {"level": "admin1", "ids": "|".join(ids)})
            continue
        if " " not in form and _taken(plain, form, kinds):
            if set(kinds) & _NOTED and any("/" in i or "-" in i for i in ids):
                _add_taken(words, phrases, plain, form, {"level": _level(kinds), "ids": "|".join(ids)})
            continue
        attrs = {"level": _level(kinds), "ids": "|".join(ids)} | ({"ambiguous": "1"} if doubtful else {})
        add_sense(words, phrases, form, (Entry(f"place/{form}", "place", attrs), "def" if form[:2] == "ال" else ""))
    return Matcher(*freeze_senses(words, phrases))


def _add_taken(
    words: dict[str, list[Sense]],
    phrases: dict[tuple[str, ...], list[Sense]],
    plain: Matcher,
    form: str,
    attrs: dict[str, str],
) -> None:
    """A place of the packs whose name is a word of the grammar as well: of use where only a name can stand.

    One whose article hides that word (``الفيوم``) goes in with it; one that is a verb or particle (``تدمر``) in a
    category of its own, which rules ask for behind a preposition or kind-word; a noun (``بلد``) only behind the latter,
    an adjective or another word of the grammar (``بري``) as one phrase with it.
    """
    attrs |= {"ambiguous": "1"}
    if form.startswith("ال"):
        if _hides(plain, form):
            sense = Entry(f"place/{form}", "place", attrs), ""
            add_sense(words, phrases, form, sense, frozenset((form[:4],)))
        return
    readings = plain.word(form).readings
    if any(r.pro for r in readings):  # باي would hide بأي: the word itself goes before one with clitics
        _add_headed(words, phrases, form, attrs)
        return
    if not all(_unlike_noun(r, form) for r in readings):
        if any(r.feat.startswith(("past", "pres")) or r.cat == "daypart" for r in readings):
            return
        if form in COMPASS:
            return  # قرية شمالي الكاميرون
        if any(r.cat in _NO_TOWN for r in readings):
            _add_headed(words, phrases, form, attrs)  # مديرية مودية, إقليم بري
            return
        attrs |= {"noun": "1"}  # قضاء بلد
    add_sense(words, phrases, form, (Entry(f"place/{form}", WEAK, attrs), ""))


def _add_headed(
    words: dict[str, list[Sense]], phrases: dict[tuple[str, ...], list[Sense]], form: str, attrs: dict[str, str]
) -> None:
    """A name that is one only behind its kind-word, the two as one phrase."""
    attrs = {**attrs, "headed": "town", "told": "1"}
    for head in _HEADS:
        add_sense(words, phrases, f"{head} {form}", (Entry(f"place/{head} {form}", "place", attrs), ""))


def _by_compass(form: str, countries: set[str]) -> bool:
    """Whether a name of more words says only where something lies: ``الشمال الشرقي``, ``شمال`` of a country."""
    head, _, rest = form.partition(" ")
    return head in COMPASS and (rest in countries or (rest != "" and COMPASS.issuperset(rest.split())))


def _unlike_noun(reading: Reading, form: str) -> bool:
    """Whether a reading cannot stand behind a preposition: a verb, a particle."""
    if reading.feat.startswith(("past", "pres")) or reading.cat in {"subord", "negation"}:
        return True
    if reading.id == "pstop/conj":
        return True
    return form.endswith("ا") and (reading.cat == "modifier" or reading.id.startswith("pstop/a"))  # بريا: by land


def _hides(plain: Matcher, form: str) -> bool:
    """Whether a name without its article is a word behind ``و`` or ``ف``, which it must not hide."""
    return any(r.cat in GRAMMAR_WORDS and r.pro in ("و", "ف") for r in plain.word(form[2:]).readings)


def _headed(pack: Pack, found: dict[str, tuple[list[str], list[str], bool]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Phrases of the pack that are a kind-word and a name of the gazetteer (``ولاية حلب`` is also a group's branch)."""
    for first, rows in pack.phrases.items():
        level = _cue_level(pack, first)
        for rest, senses in rows if level in _HEADING else ():
            name = " ".join(rest)
            kinds, ids, _ = found.get(f"{first} {name}") or found.get(name) or ([], [], True)
            if ids and all(e.cat == "actor" for e, _ in senses):
                settled = level if level in ("admin1", "facility") else _level(kinds)
                yield f"{first} {name}", {"level": settled, "ids": "|".join(ids), "headed": level}


def _adjectives(
    plain: Matcher, found: dict[str, tuple[list[str], list[str], bool]]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Adjectives of provinces and towns in the feminine (``القندهارية``), where no other word is written so."""
    for name, (kinds, ids, doubtful) in sorted(found.items()):
        stem = name.removeprefix("ال").removesuffix("ه")
        form = f"{stem.removesuffix('ا')}يه"
        level = "admin1" if "admin1" in kinds else "town" if {"town", "admin2"} <= set(kinds) else ""
        unfit = " " in name or doubtful or not level or len(stem) < _STEM or stem.endswith("ي")
        if not unfit and form not in found and f"ال{form}" not in found and not plain.word(form).readings:
            yield form, {"level": level, "name": name, "ids": "|".join(ids)}


def _tailed(pack: Pack) -> Iterator[tuple[str, Entry]]:
    """Phrases of the pack that end in a kind-word, which opens a name all the same (``سقوط مدينة``, ``مختار قرية``)."""
    for first, rows in pack.phrases.items():
        for rest, senses in rows:
            level = _cue_level(pack, rest[-1])
            role = next((_TAILS[e.cat] for e, _ in senses if e.cat in _TAILS), None)
            if role is not None and level in _TAILED and rest[-1] not in _OTHERWISE:
                form = " ".join((first, *rest))
                yield (
                    form,
                    Entry(f"pcue/{form}", "place_cue", {"level": level, "tail": role, "whole": "1"[: level in BUILT]}),
                )


def _cue_level(pack: Pack, word: str) -> str:
    """The level of a kind-word, empty for other words."""
    return next((e.attrs["level"] for e, feat in pack.words.get(word, ()) if e.cat == "place_cue" and feat != "pl"), "")


def _taken(plain: Matcher, form: str, kinds: list[str]) -> bool:
    """Whether a name is a word of the grammar (``شمال``), or a noun that only some village is called by."""
    cats = {(r.cat, r.pro) for r in plain.word(form).readings if not r.enc}
    if form.startswith("ال") and _hides(plain, form):
        return True  # the table is searched without the article: الوفي would hide وفي
    if any(
        cat in GRAMMAR_WORDS and (pro != "ال" or not ("admin1" in kinds or cat == "place_adj")) for cat, pro in cats
    ):
        return True
    return not {"admin1", "country", "admin2"} & set(kinds) and any(
        cat not in PLACE_CATS | {"place_adj"} and pro == "" for cat, pro in cats
    )


def _level(kinds: list[str]) -> str:
    if "country" in kinds:
        return "country"
    if "water" in kinds:
        return "water"  # of a province that bears its name only behind محافظة
    if "admin1" in kinds:
        return "city" if set(kinds) & {"town", "village", "admin2", "admin3"} else "admin1"
    for kind in ("town", "admin2", "admin3", "village", "camp", "area", "quarter", "site", "region"):
        if kind in kinds:
            return {"site": "facility"}.get(kind, kind)
    return "any"

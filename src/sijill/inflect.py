"""Arabic inflection: the written forms of a lexicon row, folded, with what each form says about number and tense.

Unvocalised spelling only, so a passive that is written like its active needs no row of its own. Rows name their class
in the column ``morph``; the reference for the classes is Wright, *A Grammar of the Arabic Language*, I §§ 294–309 (dual
and plural), 105–186 (verbs).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from sijill.text import fold

# What a form says: sg, acc (singular with tanwin, after 11..99), du, pl, dupl (-ین of a noun with a sound plural), or
# for verbs past/pres and person: "past.ms", "past.fs", "past.du", "past.pl", "pres.ms" …
Form = tuple[str, str]


def _bare(noun: str) -> str:
    """The stem before an ending: ه of the feminine opens to ت."""
    return noun[:-1] + "ت" if noun.endswith("ه") else noun


def _singular(noun: str) -> Iterator[Form]:
    yield noun, "sg"
    if noun[-1] not in "هاء":
        yield noun + "ا", "acc"


def _dual(noun: str, oblique: str = "du") -> Iterator[Form]:
    stem = _bare(noun)
    yield stem + "ان", "du"
    yield stem + "ين", oblique
    yield stem + "ي", "du"


def noun(forms: list[str]) -> Iterator[Form]:
    """``singular|plural|plural…``: a noun whose plurals are all listed."""
    yield from _singular(forms[0])
    yield from _dual(forms[0])
    for plural in forms[1:]:
        yield plural, "pl"
        if plural.endswith("اء"):  # زملائه, زملاؤه: the seat of hamza before a pronoun (Wright I § 317)
            yield plural[:-1] + "ي", "pl"
            yield plural[:-1] + "و", "pl"
        if plural[-1] not in "هاءن" and not plural.endswith("ات"):
            yield plural + "ا", "pl"


def noun_masculine(forms: list[str]) -> Iterator[Form]:
    """``singular|singular…``: nouns with the sound masculine plural; a form in ات is a further plural."""
    for form in forms:
        if form.endswith("ات"):
            yield form, "pl"
            continue
        yield from _singular(form)
        yield from _dual(form, "dupl")
        yield form + "ون", "pl"
        yield form + "و", "pl"
        yield form + "وا", "pl"


def noun_feminine(forms: list[str]) -> Iterator[Form]:
    """``singular|singular…``: nouns in ة with the sound feminine plural; any other form is a further plural."""
    for form in forms:
        if not form.endswith("ه"):
            yield form, "pl"
            continue
        yield from _singular(form)
        yield from _dual(form)
        yield form[:-1] + "ات", "pl"


def adjective(forms: list[str]) -> Iterator[Form]:
    """``masculine|irregular plural…``: both genders, all numbers."""
    for masculine in forms[:1]:
        yield from noun_masculine([masculine])
        yield from ((plural, "pl") for plural in forms[1:])
        feminine = masculine + "ه"
        yield feminine, "sg"
        yield from _dual(feminine)
        yield masculine + "ات", "pl"


def _past(past: str) -> Iterator[Form]:
    weak = past[-1] in "يا"
    stem = past[:-1] if weak else past
    yield past, "past.ms"
    yield stem + "ت", "past.fs"
    if past[-1] == "ي":
        yield past + "ت", "past.fs"  # توفيت, لقيت
    yield (past if past[-1] == "ي" else stem) + "ا", "past.du"
    yield stem + "تا", "past.du"
    yield stem + "وا", "past.pl"
    yield stem + "و", "past.pl"
    yield past + "ن", "past.pl"
    yield past + "نا", "past.we"


def _present(present: str) -> Iterator[Form]:
    weak = present[-1] in "يوا"
    stem = present[1:]
    short = stem[:-1] if weak else stem
    yield from ((p + stem, "pres.ms" if p == "ي" else "pres.fs" if p == "ت" else "pres.we") for p in "يتن")
    for p in "يت":
        yield p + short + "ون", "pres.pl"
        yield p + short + "وا", "pres.pl"
        yield p + stem + "ان", "pres.du"
    if weak:
        yield "ي" + short, "pres.ms"
        yield "ت" + short, "pres.fs"


def verb(forms: list[str]) -> Iterator[Form]:
    """``past|present``: the third person (and first plural) of both tenses; ``-`` for a tense that is not wanted."""
    if forms[0] != "-":
        yield from _past(forms[0])
    for present in forms[1:]:
        if present != "-":
            yield from _present(present)


def literal(forms: list[str]) -> Iterator[Form]:
    """Every form as it stands."""
    for form in forms:
        yield form, ""


MORPHS: dict[str, Callable[[list[str]], Iterator[Form]]] = {
    "-": literal,
    "n": noun,
    "nm": noun_masculine,
    "nf": noun_feminine,
    "a": adjective,
    "v": verb,
    "=": literal,
}


def _agreeing(word: str, feat: str) -> list[str]:
    """The adjective behind a dual or a singular accusative."""
    if feat == "du":
        return [_bare(word) + "ان", _bare(word) + "ين"]
    return [word + "ا"] if feat == "acc" and word[-1] not in "هاء" else []


def _phrases(morph: str, forms: list[str]) -> Iterator[Form]:
    """Compounds: the first word inflects, the words behind it stand with and without the article.

    ``na`` noun with adjective (both take the dual), ``nn`` noun with a noun behind it.
    """
    for nth, form in enumerate(forms):
        first, *rest = form.split()
        feat = "sg" if nth == 0 else "pl"
        heads: list[Form] = [(first, feat)]
        if nth == 0:
            heads += [(f, "du") for f, _ in _dual(first)]
            # صهريجا وقود: before a noun the ending is the dual's, before an adjective tanwin
            if first[-1] not in "هاء":
                heads.append((first + "ا", "acc" if morph == "na" else "du"))
        for head, feat_ in heads:
            tails = [[w, "ال" + w, *_agreeing(w, feat_ if morph == "na" else "")] for w in rest]
            for tail in product(*tails):
                yield " ".join((head, *tail)), feat_


def inflect(morph: str, forms: list[str]) -> list[Form]:
    """All written forms of a row, folded, without repeats.

    Args:
        morph: ``-`` as it stands (as are phrases of any class but ``na`` and ``nn``), ``n`` noun, ``nm``/``nf`` with
            sound plural, ``a`` adjective, ``v`` verb (past|present), ``na``/``nn`` compound, ``=`` as it stands with
            its number behind a colon (``نساء:pl``).
        forms: what the row lists.

    Raises:
        KeyError: an unknown class.
    """
    if morph == "=":
        told = (f.rpartition(":") for f in forms)
        numbered = ((" ".join(fold(form or feat).split()), feat if form else "") for form, _, feat in told)
        return list(dict.fromkeys(numbered))
    folded = [" ".join(fold(f).split()) for f in forms]
    if morph in {"na", "nn"}:
        return list(dict.fromkeys(_phrases(morph, folded)))
    words = [f for f in folded if " " not in f]
    phrases = [(f, "") for f in folded if " " in f]
    return list(dict.fromkeys([*(MORPHS[morph](words) if words else ()), *phrases]))

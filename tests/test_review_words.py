"""The words of the pages: both languages have them all, and nothing asks for one that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from string import Formatter

import pytest

from sijill.model import ACTOR_CLASSES, DAMAGE_OBJECTS, PARTS_OF_DAY, SUB_EVENT_TYPES, WEAPONS
from sijill.review.i18n import Words, preferred, table_of
from sijill.review.shown import conflict_name, conflict_said

FOLDER = resources.files("sijill.review")
# Keys that are put together: everything with one of these beginnings counts as asked for.
PUT_TOGETHER = (
    "why.", "month.", "precision.", "date_precision.", "status.", "kind.", "field.", "role.", "need.", "done.", "nav.",
    "help.", "key.", "problem.", "type.", "class.", "weapon.", "object.", "outcome.", "damaged.", "claim.", "part.",
    "relation.", "edit.", "land.", "door.",
)  # fmt: skip


def gaps(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    english, arabic = table_of("en"), table_of("ar")
    assert english.keys() == arabic.keys()
    assert [k for k in english if gaps(english[k]) != gaps(arabic[k])] == []
    assert [k for k in english if not english[k].strip() or not arabic[k].strip()] == []


def test_numbers_are_written_in_one_way_throughout() -> None:
    """What the program counts stands in 0 to 9 in both languages, so the words of the pages do as well."""
    assert [k for k, words in table_of("ar").items() if re.search("[\u0660-\u0669]", words)] == []


def texts() -> Iterator[str]:
    for folder, ending in (("templates", ".html"), ("static", ".js"), ("", ".py"), ("pages", ".py"), ("api", ".py")):
        for entry in (FOLDER / folder if folder else FOLDER).iterdir():
            if entry.name.endswith(ending):
                yield entry.read_text(encoding="utf-8").replace("'", '"')


def asked() -> set[str]:
    found: set[str] = set()
    for text in texts():
        found |= set(re.findall(r"""\bt\(\s*["`]([a-z_]+(?:\.[a-z_0-9]+)*)["`]""", text))
        found |= set(re.findall(r"""["](problem\.[a-z_]+|key\.[a-z]+|edit\.[a-z_]+)["]""", text))
    return found


def test_every_word_that_is_asked_for_is_there_and_the_other_way_round() -> None:
    assert asked() - table_of("en").keys() == set()
    written = "".join(texts())
    assert [k for k in table_of("en") if f'"{k}"' not in written and not k.startswith(PUT_TOGETHER)] == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("kind", "values"),
    [("type", SUB_EVENT_TYPES), ("class", ACTOR_CLASSES), ("weapon", WEAPONS), ("object", DAMAGE_OBJECTS),
     ("part", PARTS_OF_DAY), ("outcome", ("killed", "wounded", "captured", "missing", "killed or wounded")),
     ("damaged", ("destroyed", "damaged", "burned", "captured")),
     ("claim", ("party", "official", "witness", "media", "ngo", "unattributed"))],
)  # fmt: skip
def test_every_code_has_a_label(language: str, kind: str, values: tuple[str, ...]) -> None:
    assert [value for value in values if f"{kind}.{value}" not in table_of(language)] == []


def test_words_speak_arabic() -> None:
    t = Words("ar")
    assert (t.direction, t.other) == ("rtl", "en")
    assert t.day("2031-03-04") == "4 مارس 2031"
    assert t.day("some day") == "some day"
    assert t.country("IQ") == "العراق"
    assert t.reason("no place of the name «جبلة» in the table") == "لا مكان باسم «جبلة» في الجدول"
    assert t.reason("a reason of tomorrow") == "a reason of tomorrow"
    assert t.code("type", "Grenade") == "قنبلة يدوية"


def test_a_browser_gets_the_language_that_it_likes_best() -> None:
    assert preferred("en;q=0.4, ar-SY;q=0.9") == "ar"
    assert preferred("xx, *;q=0.1, en;q=nonsense") == "en"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("killed: Civilians", "6 or more", "6 أو أكثر"), ("killed: Civilians", "4 to 6", "من 4 إلى 6"),
        ("killed: Civilians", "7", "7"),
        ("wounded: who", "Police 7, not Civilians", "\u2068Police 7\u2069، لا \u2068Civilians\u2069"),
        ("place", "Wadi, Safa", "Wadi, Safa"), ("type", "Arrests", "اعتقالات"),
    ],
)  # fmt: skip
def test_the_sides_of_a_conflict_are_told_in_the_language_of_the_page(field: str, value: str, told: str) -> None:
    assert conflict_said(Words("ar"), field, value) == told


def test_a_conflict_is_named_by_its_field_or_its_count() -> None:
    t = Words("en")
    assert [conflict_name(t, f) for f in ("date", "killed: Civilians", "wounded: who")] == [
        "When", "killed: Civilians", "wounded: who",
    ]  # fmt: skip

"""Texts cut into tokens."""

from __future__ import annotations

import random

import pytest

from sijill.match import Matcher
from sijill.pack import load_pack
from sijill.text import Token, tokenize, tokenize_anew

_LETTERS = [
    *'ابتدرو ءأىة 01٤٥ .,:؛،!؟\n\r\t  -_*·/#"()abÉ’\u0640\u064b\u200b\u200f\x0b\u00a0\u2028\x85\ufeff\ufdfa٫٬😀'
]


def _told(tokens: list[Token]) -> list[tuple[int, int, str, str]]:
    return [(t.start, t.end, t.kind, t.form) for t in tokens]


@pytest.mark.parametrize("seed", range(8))
def test_pieces_that_were_met_before_are_cut_as_anew(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(400):
        text = "".join(chance.choices(_LETTERS, k=chance.randrange(40)))
        assert _told(tokenize(text)) == _told(tokenize_anew(text)), repr(text)


def test_ends_of_lines_reach_over_the_blanks_around_them() -> None:
    assert _told(tokenize("قُتِلَ \t\n\n  ١٨شخصًا\n")) == [
        (0, 6, "word", "قتل"),
        (6, 12, "newline", "\n"),
        (12, 14, "number", "18"),
        (14, 19, "word", "شخصا"),
        (19, 20, "newline", "\n"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('قالت حركة "الشباب" أمس', ["قالت", 'حركة "الشباب"', "أمس"]),
        ("هاجم «أنصار الدين» بلدة", ["هاجم", "«أنصار الدين»", "بلدة"]),
        ('مدرعة لـ"قسد" هناك', ["مدرعة", "لـ", '"قسد"', "هناك"]),
        ('قال "الشباب يريدون', ["قال", '"', "الشباب", "يريدون"]),
        ('"', ['"']),
    ],
)
def test_the_marks_around_a_group_s_name_belong_to_it(text: str, told: list[str]) -> None:
    assert [text[u.start : u.end] for u in Matcher.of(load_pack()).units(text)] == told

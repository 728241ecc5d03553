"""The gate: by its words alone it loses nothing that the coder would code; by its score little; and it lets much go."""

from __future__ import annotations

import re

import pytest
from gold_events import example_reports

from sijill.model import Report
from sijill.pipeline import load_coder
from sijill.run import Gate
from sijill.run.gate import LOW_SCORE, NO_WORD

SPORT = (
    "فاز نادي السنابل في مباراة الأمس بهدفين بعد هجمة مرتدة، وأصيب حارس الفريق، وأهدر اللاعب ضربة جزاء قبل نهاية الشوط."
)


def gate(name: str) -> Gate:
    coder = load_coder()
    return Gate(coder.matcher, coder.pack, name)  # type: ignore[arg-type]


def test_what_the_coder_codes_has_a_word_that_the_gate_knows() -> None:
    coder, words = load_coder(), gate("words")
    texts = [s for r in example_reports() for s in (r.text, *re.split(r"(?<=[.،؛\n])\s", r.text)) if len(s.split()) > 3]
    coded = [text for text in texts if coder.code(Report(doc_id="a", text=text, published="2016-05-04"))]
    assert len(coded) > 50
    assert [text for text in coded if words.why_not(text) is not None] == []


def test_the_score_keeps_every_example() -> None:
    score = gate("score")
    assert [r.doc_id for r in example_reports() if score.why_not(r.text) is not None] == []


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        ("الطقس معتدل والسماء صافية والبحر هادئ.", "words", NO_WORD),
        (SPORT, "score", LOW_SCORE),
        (SPORT, "words", None),
        (SPORT, "off", None),
        ("قُتِـلَ جنديان.", "score", None),  # vowels, tatweel
        ("أطلق مجهولون النار على دورية.", "words", None),  # a noun that its verb makes an act
        ("فجر الموكب بعد ساعات نفسه.", "words", None),  # a verb that its object makes an act
        ("سقطت قذيفتان على السوق.", "words", None),
        ("وقع انفجارقنبلة في السوق", "words", None),  # two words glued together
        ("(مقتل) أربعة", "score", None),
    ],
)
def test_a_text_passes_or_not(text: str, name: str, why: str | None) -> None:
    assert gate(name).why_not(text) == why


def test_what_was_met_before_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.run.gate._MEMO", 20)
    small, large = gate("score"), load_coder()
    whole = Gate(large.matcher, large.pack)
    for report in example_reports():
        for line in report.text.splitlines():
            assert small.why_not(line) == whole.why_not(line)

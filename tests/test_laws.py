"""The laws of docs/design.md over random, mutated and shuffled text, whatever coder there is."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from gold_events import example_reports
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.model import (
    ACTOR_CLASSES,
    DAMAGE_OBJECTS,
    PARTS_OF_DAY,
    SUB_EVENT_TYPES,
    WEAPONS,
    Event,
    Head,
    Report,
    event_from_json,
    to_json,
)
from sijill.pipeline import load_coder

# How many texts each law meets; SIJILL_LAWS=2000 for a long night.
TEXTS = int(os.environ.get("SIJILL_LAWS", "60"))
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
LAW = settings(max_examples=TEXTS, deadline=None, derandomize=True, suppress_health_check=_SLOW)

_TABLE = """
قتل أصيب جرح مقتل جندي جنديان جنود مدنيا مدنيين شرطيين ثلاثة خمسة عشرات 17 ٢٣ نحو أكثر من على الأقل في من بين و وأصيب
انفجار عبوة ناسفة قصف مدفعي غارة جوية هجوم انتحاري اشتباكات مسلحون مجهولون طالبان داعش الجيش الشرطة بغداد الموصل حلب
كابل قندهار ولاية مديرية محافظة قرية مدينة أمس اليوم الجمعة صباح مساء الساعة السادسة 2016 أيار قال أعلن مصدر بيان وكالة
لم لا نفى تهدد خطف مظاهرة اعتقال دبابة تدمير حرق ، . : « » ( )
"""
WORDS = [*_TABLE.split(), "\n"]
EXAMPLES = example_reports()

loose = st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join)
_LETTERS = st.characters(blacklist_categories=("Cs",), max_codepoint=0x6FF)
noise = st.text(alphabet=_LETTERS | st.sampled_from("ﻗﺘﻞ\u202e\u2066ـ😀"), max_size=80)
DAYS = ("2016-05-04", "2016-02-29", None)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """An example with stretches lost, doubled, moved, or letters changed."""
    text = draw(st.sampled_from(EXAMPLES)).text
    for _ in range(draw(st.integers(1, 5))):
        a = draw(st.integers(0, max(0, len(text) - 1)))
        b = min(len(text), a + draw(st.integers(1, 60)))
        how = draw(st.integers(0, 4))
        if how == 0:
            text = text[:a] + text[b:]
        elif how == 1:
            text = text[:b] + text[a:b] + text[b:]
        elif how == 2:
            text = text[b:] + text[a:b] + text[:a]
        elif how == 3:
            text = text[:a] + draw(noise) + text[a:]
        else:
            text = text[:a] + "ـ".join(text[a:b]) + text[b:]
    return text


texts = st.one_of(mutated(), loose, noise)


def coded(text: str, published: str | None) -> list[Event]:
    report = Report(doc_id="law", text=text, published=published, outlet="a paper", url="https://example.org/")
    events = load_coder().code(report)
    assert all(event.report == Head.of(report) for event in events)
    return events


@LAW
@given(texts, st.sampled_from(DAYS))
def test_law_1_every_span_is_a_quote_of_the_text(text: str, published: str | None) -> None:
    for event in coded(text, published):
        for span in (event.passage, *event.also, *(b.span for row in event.because.values() for b in row)):
            assert 0 <= span[0] < span[1] <= len(text)
        quotes = [event.date.text, event.place.text, event.claim.text]
        quotes += [x.text for x in (*event.initiator, *event.target, *event.casualties, *event.damage)]
        for quote in quotes:
            assert quote is None or quote in text


@LAW
@given(texts, st.sampled_from(DAYS))
def test_law_2_every_value_has_its_words_and_every_blank_its_reason(text: str, published: str | None) -> None:
    for event in coded(text, published):
        because = {key.partition(".")[0] for key in event.because}
        told = {
            "type": event.type, "date": event.date.start, "place": event.place.text, "initiator": event.initiator,
            "target": event.target, "weapon": event.weapon, "casualties": event.casualties, "damage": event.damage,
            "claim": event.claim.by,
        }  # fmt: skip
        for field, value in told.items():
            assert not value or field in because, field
        for field, value in (("date", event.date.start), ("place", event.place.name or event.place.country)):
            assert value or event.why_null.get(field), field
        if event.place.lat is None and event.place.text:
            assert event.why_null.get("place")


@LAW
@given(texts, st.sampled_from(DAYS))
def test_law_3_counts_are_ranges(text: str, published: str | None) -> None:
    for event in coded(text, published):
        for count in event.casualties:
            assert count.low is not None or count.high is not None
            assert count.low is None or count.low >= 0
            assert count.low is None or count.high is None or count.low <= count.high
        for harm in event.damage:
            assert harm.count is None or harm.count >= 0


@LAW
@given(texts, st.sampled_from(DAYS))
def test_law_4_days_and_places_carry_their_precision(text: str, published: str | None) -> None:
    for event in coded(text, published):
        day, place = event.date, event.place
        if day.start is not None and day.end is not None:
            assert day.start <= day.end
            assert day.precision in (1, 2, 3, 4, 5)
        if place.lat is not None:
            assert place.lon is not None
            assert place.precision in (1, 2, 3, 4, 5, 6, 7)
            assert -90 <= place.lat <= 90
            assert -180 <= place.lon <= 180


@LAW
@given(st.lists(texts, min_size=2, max_size=5))
def test_law_5_a_report_codes_alike_alone_again_and_in_any_order(many: list[str]) -> None:
    reports = [Report(doc_id=f"r{i}", text=t, published="2016-05-04") for i, t in enumerate(many)]
    coder = load_coder()
    forth = [[to_json(e) for e in coder.code(r)] for r in reports]
    back = [[to_json(e) for e in coder.code(r)] for r in reversed(reports)]
    assert forth == back[::-1]


@LAW
@given(texts, st.sampled_from(DAYS))
def test_values_are_of_the_codebook_and_come_back_from_json(text: str, published: str | None) -> None:
    ids = set()
    for event in coded(text, published):
        assert event.type in SUB_EVENT_TYPES
        assert event.part in (None, *PARTS_OF_DAY)
        assert set(event.weapon) <= set(WEAPONS)
        assert {a.class_ for a in (*event.initiator, *event.target)} <= set(ACTOR_CLASSES)
        assert {d.object for d in event.damage} <= set(DAMAGE_OBJECTS)
        assert event_from_json(to_json(event)) == event
        ids.add(event.id)
    assert len(ids) == len(coded(text, published))


@pytest.mark.parametrize("seed", ["1", "77"])
def test_law_5_no_order_of_sets_or_hashes_shows(seed: str) -> None:
    """The same bytes from processes whose hashes differ."""
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from gold_events import example_reports\n"
        "from sijill import load_coder, to_json\n"
        "coder = load_coder()\n"
        "data = b''.join(to_json(e) for r in example_reports() for e in coder.code(r))\n"
        "print(hashlib.sha256(data).hexdigest())\n"
    )
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", code, str(here)],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    coder = load_coder()
    data = b"".join(to_json(e) for r in EXAMPLES for e in coder.code(r))
    assert done.stdout.strip() == hashlib.sha256(data).hexdigest()

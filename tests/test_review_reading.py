"""The report page: the text is whole, code point for code point, and words and values name one another."""

from __future__ import annotations

import html
import re
from pathlib import Path

import msgspec
import pytest
from reviewing import REPORTS, copy_of_register, event_ids, local, token_of

from sijill.model import Because, Casualty, Event, Report
from sijill.register import Arrival, Register, add_reports, record_of
from sijill.review.reading import paper, stretches
from sijill.review.site import shown

TEXT = "قتل خمسة جنود 👍 في كركوك\r\nأمس"


def event(passage: tuple[int, int], **fields: object) -> Event:
    return msgspec.structs.replace(Event(id="e", doc_id="a", passage=passage, type="Attack"), **fields)


def test_stretches_are_the_text_and_overlapping_spans_are_both_named() -> None:
    one = event(
        (0, 15),
        because={
            "casualties.0": (Because(span=(4, 13), rule="toll/x"),),
            "type": (Because(span=(0, 3), rule="act/x"),),
        },
    )
    other = event((8, 26), also=((0, 3),), because={"time": (Because(span=(9, 13), rule="date/x"),)})
    found = list(stretches(TEXT, [(0, one, True), (1, other, False)]))
    assert "".join(s.words for s in found) == TEXT
    assert [s.start for s in found] == [TEXT.index(s.words, s.start) for s in found]
    at = {s.words: s for s in found}
    assert at["جنود"].fields == "0.casualties 1.date"
    assert at["جنود"].events == "0 1"
    assert at["قتل"].badge == "1"
    assert "off" in next(s for s in found if s.start >= 15 and s.words).classes


def test_words_that_no_page_can_hold_keep_their_length() -> None:
    assert paper("a\0b\ud800c") == "a\ufffdb\ufffdc"
    assert shown("<b>\r\n") == "&lt;b&gt;&#13;\n"


def text_of(page: str) -> str:
    box = re.search(r'<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert box is not None
    return html.unescape(re.sub(r"<[^>]+>", "", box.group(1)))


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r.doc_id)
def test_the_page_holds_the_text_as_stored(tmp_path: Path, report: Report) -> None:
    with copy_of_register(tmp_path) as register:
        page = local(register).get(f"/reports/{report.doc_id}")
        assert page.status_code == 200
        assert text_of(page.text) == report.text


def test_a_text_with_every_odd_character_is_shown_whole(tmp_path: Path) -> None:
    odd = "سطر\r\nسطر\rثالث\u2028رابع\u202e معكوس \u200f<script>alert(1)</script> &amp; \u0000 👩‍🚀 'quoted' \"too\""
    with Register.create(str(tmp_path / "odd.sijill")) as register:
        with register.write() as con:
            add_reports(con, [Arrival(report=Report(doc_id="odd", text=odd), file="x")], at=register.clock(), by="t")
        page = local(register).get("/reports/odd").text
    shown_text = text_of(page.replace("&#13;", "\r"))
    assert shown_text == odd.replace("\0", "\ufffd")
    assert "<script>alert" not in page


def test_a_value_that_a_person_set_is_marked_beside_what_was_coded(tmp_path: Path) -> None:
    with copy_of_register(tmp_path) as register:
        client = local(register)
        (first, *_) = event_ids(client, "agency/1")
        page = client.get("/reports/agency/1").text
        assert "was" not in re.findall(r'class="(was)"', page)
        toll = [{"group": "Military Forces of Iraq", "outcome": "killed", "low": 6, "high": 6, "text": "خمسة جنود"}]
        version = client.get(f"/api/v1/events/{first}").json()["row"]["version"]
        done = client.post(
            f"/api/v1/events/{first}/decisions", headers={"x-csrf-token": token_of(page)},
            json={"kind": "field", "version": version,
                  "fields": [{"field": "casualties", "value": toll, "spans": [[22, 31]]}]},
        )  # fmt: skip
        assert done.status_code == 200, done.text
        with register.read() as con:
            assert record_of(con, first).event.casualties == (
                Casualty(group="Military Forces of Iraq", outcome="killed", low=6, high=6, text="خمسة جنود"),
            )
        page = client.get("/reports/agency/1").text
        assert re.search(r'<small class="was">', page)
        assert 'class="row edited"' in page
        history = client.get(f"/history/{first}").text
        assert "value set" in history
        assert "Military Forces of Iraq" in history

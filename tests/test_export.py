"""Exports: whole, flat, safe, and never a coarse place as a bare point."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import resource
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from gold_events import GoldCoder, example_reports

from sijill.errors import UsageError
from sijill.export import FORMATS, Output, Totals, format_of
from sijill.export.csv import safe
from sijill.export.flat import COLUMNS, flat, range_text
from sijill.export.page import marked_text
from sijill.export.record import of_event
from sijill.model import Because, Casualty, Claim, Date, Event, Place, Report, event_from_json

CODER = GoldCoder()


def radius(precision: int, _: str | None) -> float:
    return {1: 3.0, 4: 100.0}[precision]


def written(name: str) -> bytes:
    form = FORMATS[name]
    bodies = [b for r in example_reports() if (b := form.render(r, CODER.code(r), radius))]
    return form.head() + form.between.join(bodies) + form.foot(Totals(read=16, coded=16))


def all_events() -> list[Event]:
    return [e for r in example_reports() for e in CODER.code(r)]


EVIL = Report(
    doc_id='<script>alert(1)</script>"\'', outlet="=cmd|' /C calc'!A0", title="</title><img src=x onerror=alert(1)>",
    text='قتل </div><script>alert(1)</script> جندي & "آخر" \u202e\u2066 \'في\' <b onclick=x> المدينة\nسطر',
)  # fmt: skip
EVENT = Event(
    id="e1", doc_id=EVIL.doc_id, passage=(0, 40), type="Attack", date=Date(start="2020-01-02", end="2020-01-02"),
    place=Place(name='<i>"', text="=1+1"), claim=Claim(kind="media", by="@evil <b>", text="x"),
    because={"type": (Because(span=(0, 3), rule="<r>"),), "place": (Because(span=(4, 20), rule='"'),)},
    why_null={"initiator": "<nobody>"},
)  # fmt: skip


# ---------------------------------------------------------------------- JSON lines and GeoJSON


def test_json_lines_come_back_as_they_were() -> None:
    assert [event_from_json(line) for line in written("jsonl").splitlines()] == all_events()


def test_geojson_is_a_collection_of_points_with_their_precision() -> None:
    found = json.loads(written("geojson"))
    assert found["type"] == "FeatureCollection"
    assert len(found["features"]) == len(all_events())
    for feature, event in zip(found["features"], all_events(), strict=True):
        assert feature["geometry"]["coordinates"] == [round(event.place.lon or 0, 5), round(event.place.lat or 0, 5)]
        assert feature["properties"]["place_precision"] in (1, 4)
        assert feature["properties"]["radius_km"] == radius(feature["properties"]["place_precision"], None)


def test_geojson_of_an_unplaced_event_has_no_geometry() -> None:
    feature = json.loads(FORMATS["geojson"].render(EVIL, [EVENT], radius))
    assert feature["geometry"] is None
    assert feature["properties"]["radius_km"] is None


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_reports_make_a_valid_empty_file(name: str) -> None:
    form = FORMATS[name]
    data = form.head() + form.foot(Totals())
    if name == "geojson":
        assert json.loads(data)["features"] == []
    data.decode("utf-8")


# ---------------------------------------------------------------------- CSV


def test_csv_opens_in_a_spreadsheet_with_one_row_an_event() -> None:
    data = written("csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    texts = {r.doc_id: r.text for r in example_reports()}
    for row, event in zip(rows, all_events(), strict=True):
        assert row["id"] == event.id
        assert row["passage"] == texts[event.doc_id][slice(*event.passage)]


def test_csv_runs_no_formula() -> None:
    (row,) = csv.reader(io.StringIO(FORMATS["csv"].render(EVIL, [EVENT], radius).decode(), newline=""))
    cells = dict(zip(COLUMNS, row, strict=True))
    assert cells["outlet"] == "'=cmd|' /C calc'!A0"
    assert cells["claim_by"] == "'@evil <b>"
    assert cells["place_text"] == "'=1+1"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u202e=1", "＝1", "\ufeff=1"])
def test_a_cell_that_would_run_is_quoted(cell: str) -> None:
    assert safe(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["نص", "", None, -3.5, 0, "a=1", "5–7"])
def test_other_cells_stay_as_they_are(cell: str | float | None) -> None:
    assert safe(cell) == cell


def test_tolls_add_up_by_side_with_their_open_ends() -> None:
    tolls = (
        Casualty(group="Civilians", outcome="killed", low=2, high=2),
        Casualty(group="X", outcome="killed", low=3, high=None),
        Casualty(group="Civilians", outcome="wounded", low=None, high=9),
        Casualty(group="Y", outcome="captured", low=0, high=0),
    )
    row = flat(of_event(msgspec.structs.replace(EVENT, casualties=tolls), EVIL))
    assert (row["killed_low"], row["killed_high"]) == (5, None)
    assert (row["killed_civilians_low"], row["killed_civilians_high"]) == (2, 2)
    assert (row["killed_other_low"], row["killed_other_high"]) == (3, None)
    assert (row["wounded_low"], row["wounded_high"]) == (None, 9)
    assert (row["captured_low"], row["captured_high"]) == (0, 0)
    assert (row["missing_low"], row["missing_high"]) == (None, None)


def test_ranges_read_as_people_write_them() -> None:
    pairs = [(0, 0), (3, 3), (3, 5), (3, None), (None, 4)]
    assert [range_text(*p) for p in pairs] == ["0", "3", "3–5", "3 or more", "up to 4"]


# ---------------------------------------------------------------------- the page


class _Page(HTMLParser):
    """Collects what a browser would run or fetch, and checks that tags close."""

    VOID = ("meta", "link", "br", "input", "img", "hr")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts = 0
        self.asks: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        self.scripts += tag == "script"
        self.asks += [
            f"{tag} {k}={v}" for k, v in attrs if k in ("src", "srcset", "data", "action") or k.startswith("on")
        ]
        self.asks += [f"{tag} {k}={v}" for k, v in attrs if k == "href" and not (v or "").startswith("#")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read_page(data: bytes) -> _Page:
    page = _Page()
    page.feed(data.decode())
    page.close()
    assert page.open == []
    return page


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    page = read_page(written("html"))
    assert page.asks == []
    assert page.scripts == 2
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', written("html").decode())
    assert policy
    assert "unsafe" not in policy[1]
    assert "default-src 'none'" in policy[1]


def test_the_page_shows_every_text_unaltered() -> None:
    body = written("html").decode()
    for report in example_reports():
        shown = marked_text(report.text, CODER.code(report))
        assert html.unescape(re.sub(r"<[^>]*>", "", shown)) == report.text
        assert shown in body


def test_the_page_lets_no_source_speak_html() -> None:
    form = FORMATS["html"]
    page = read_page(form.head() + form.render(EVIL, [EVENT], radius) + form.foot(Totals(read=1, coded=1, events=1)))
    assert page.scripts == 2
    assert page.asks == []


def test_overlapping_words_name_all_their_fields() -> None:
    event = msgspec.structs.replace(
        EVENT,
        passage=(0, 10),
        because={"date": (Because(span=(2, 6), rule="r"),), "place": (Because(span=(4, 8), rule="r"),)},
    )
    other = msgspec.structs.replace(EVENT, passage=(5, 12), because={})
    shown = marked_text("ابتثجحخدذرزسش", [event, other])
    assert 'data-f="0.date 0.place"' in shown
    assert 'data-e="0 1"' in shown
    assert html.unescape(re.sub(r"<[^>]*>", "", shown)) == "ابتثجحخدذرزسش"


# ---------------------------------------------------------------------- files


def test_the_ending_names_the_format() -> None:
    assert [format_of(p).name for p in ("a.jsonl", "a.CSV", "a.geojson", "a.html", "-")] == [
        "jsonl", "csv", "geojson", "html", "jsonl",
    ]  # fmt: skip
    assert format_of("a.txt", "csv").name == "csv"
    for path, name in (("a.txt", None), ("a.csv", "xls")):
        with pytest.raises(UsageError):
            format_of(path, name)


def test_a_run_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"old")

    def fail() -> None:
        with Output(str(path)) as out:
            out.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.jsonl"]


def test_a_file_is_put_in_its_place_with_the_rights_of_others(tmp_path: Path) -> None:
    path, link = tmp_path / "a.jsonl", tmp_path / "link.jsonl"
    link.symlink_to(path)
    with Output(str(link)) as out:
        out.write(b"new")
    assert path.read_bytes() == b"new"
    assert link.is_symlink()
    assert path.stat().st_mode & 0o044 == 0o044 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_told_in_one_line() -> None:
    with pytest.raises(UsageError, match=r"/dev/full: cannot be written: No space left"), Output("/dev/full") as out:
        out.write(b"x" * 100_000)


def test_a_file_that_grows_too_large_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from sijill.export import Output\n"
        "from sijill.errors import UsageError\n"
        "try:\n"
        "    with Output('out.jsonl') as out:\n"
        "        out.write(b'x' * 100000)\n"
        "except UsageError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "cannot be written: File too large" in done.stdout
    assert os.listdir(tmp_path) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)

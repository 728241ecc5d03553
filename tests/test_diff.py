"""Comparing two files: what was added, what changed field by field, what went and why."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from export_cases import ATTACK, BOMB, CLASH, DAY, KAKRAK, changed, incident, toll, write
from rich.console import Console

from sijill.errors import UsageError
from sijill.export.check import check
from sijill.export.diff import Change, Counts, Difference, Entry, fields, overlap
from sijill.export.diff_page import page
from sijill.model import Because, Coder, Event, Incident
from sijill.terminal import show_changes

OTHER = changed(CLASH, id="e4", doc_id="d4", passage=(0, 50))


class Found(NamedTuple):
    counts: Counts
    entries: list[Entry]


def between(old: Path, new: Path) -> Found:
    with Difference(old, new) as found:
        return Found(found.counts, list(found.entries()))


def compare(tmp: Path, old: list[Event] | list[Incident], new: list[Event] | list[Incident]) -> Found:
    return between(write(tmp / "old.jsonl", old), write(tmp / "new.jsonl", new))


def only(found: Found) -> Entry:
    (entry,) = found.entries
    return entry


def test_two_equal_files_differ_in_nothing(tmp_path: Path) -> None:
    found = compare(tmp_path, [BOMB, CLASH], [CLASH, BOMB])
    assert (found.counts.same, found.entries) == (2, [])


def test_a_change_is_told_field_by_field(tmp_path: Path) -> None:
    new = changed(
        BOMB, casualties=(toll("NATO/ISAF", "killed", 7, None), toll("Civilians", "wounded", 1, 1)),
        place=msgspec.structs.replace(KAKRAK, precision=3), date=msgspec.structs.replace(DAY, start="2009-09-02"),
    )  # fmt: skip
    entry = only(compare(tmp_path, [BOMB], [new]))
    assert entry.status == "changed"
    assert entry.changes == (
        Change("date.start", "2009-09-03", "2009-09-02"),
        Change("place.precision", "2", "3"),
        Change("casualties: NATO/ISAF killed", "7", "7 or more"),
        Change("casualties: Civilians wounded", None, "1"),
    )


def test_evidence_alone_is_no_change(tmp_path: Path) -> None:
    new = changed(BOMB, because={"type": (Because(span=(0, 2), rule="r"),)}, sijill=Coder(version="2", packs="q"))
    found = compare(tmp_path, [BOMB], [new])
    assert (found.counts.changed, found.counts.same, found.counts.evidence) == (0, 1, 1)


def test_another_coder_is_the_reason_of_a_change(tmp_path: Path) -> None:
    new = changed(BOMB, type="Grenade", sijill=Coder(version="2", packs="q"))
    assert only(compare(tmp_path, [BOMB], [new])).reason == "coded by 2 q, before by 1 p"


@pytest.mark.parametrize(
    ("old", "new", "reason", "instead"),
    [
        ([BOMB, OTHER], [OTHER], "no event of report d1 is in the new file", ()),
        ([BOMB, changed(CLASH, passage=(60, 90))], [changed(CLASH, passage=(60, 90))],
         "the passage is coded as no event any more", ()),
        ([BOMB], [changed(CLASH, id="e7", passage=(2, 10))], "coded otherwise: Armed clash", ("e7",)),
    ],
)  # fmt: skip
def test_why_an_event_was_withdrawn(
    old: list[Event], new: list[Event], reason: str, instead: tuple[str, ...], tmp_path: Path
) -> None:
    (entry,) = [e for e in compare(tmp_path, old, new).entries if e.status == "withdrawn"]
    assert (entry.id, entry.reason, entry.instead) == ("e1", reason, instead)


def test_an_added_event_names_the_one_it_replaces(tmp_path: Path) -> None:
    found = compare(tmp_path, [BOMB], [changed(CLASH, id="e7", passage=(2, 10)), OTHER])
    added = {e.id: (e.reason, e.instead) for e in found.entries if e.status == "added"}
    assert added == {"e7": ("coded otherwise before: e1", ("e1",)), "e4": ("", ())}
    assert (found.counts.added, found.counts.withdrawn) == (2, 1)


@pytest.mark.parametrize(
    ("old", "new", "reason", "instead"),
    [
        ([incident("i1", events=("a",)), incident("i2", events=("b",))],
         [incident("i1", events=("a", "b"), was=("i2",), decisions=("d7",))],
         "merged into i1, by decision d7", ("i1",)),
        ([incident("i2", events=("a", "b"))], [incident("i3", events=("a",)), incident("i4", events=("b",))],
         "split into i3, i4", ("i3", "i4")),
        ([incident("i2", events=("a",)), incident("i1", events=("b",))], [incident("i1", events=("b",))],
         "its events are not in the new file", ()),
    ],
)  # fmt: skip
def test_why_an_incident_was_withdrawn(
    old: list[Incident], new: list[Incident], reason: str, instead: tuple[str, ...], tmp_path: Path
) -> None:
    (entry,) = [e for e in compare(tmp_path, old, new).entries if e.status == "withdrawn"]
    assert (entry.id, entry.reason, entry.instead) == ("i2", reason, instead)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (incident(decisions=("d1",), time="10:00"), "by decision d1"),
        (incident(events=("e1", "e9", "e5")), "also told by e5"),
        (incident(events=("e1",)), "no longer told by e9"),
    ],
)
def test_why_an_incident_changed(new: Incident, reason: str, tmp_path: Path) -> None:
    assert only(compare(tmp_path, [incident()], [new])).reason == reason


def test_an_added_incident_says_where_it_comes_from(tmp_path: Path) -> None:
    found = compare(tmp_path, [incident("i1", events=("a", "b"))], [
        incident("i1", events=("a",)), incident("i2", events=("b",), was=("i1",)),
    ])  # fmt: skip
    (added,) = [e for e in found.entries if e.status == "added"]
    assert (added.id, added.reason) == ("i2", "goes back to i1")


def test_events_and_incidents_are_not_compared(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="compare like with like"):
        Difference(write(tmp_path / "a", [BOMB]), write(tmp_path / "b", [incident()]))


def test_an_empty_file_is_of_either_kind(tmp_path: Path) -> None:
    empty = write(tmp_path / "a", [])
    assert between(empty, write(tmp_path / "b", [incident()])).counts.added == 1
    assert between(write(tmp_path / "c", [incident()]), empty).counts.withdrawn == 1
    assert between(empty, empty).entries == []


def test_every_value_of_a_record_is_compared() -> None:
    """A field that the records get later has to be compared, or passed over on purpose."""
    passed = {
        "id",
        "doc_id",
        "also",
        "confidence",
        "because",
        "why_null",
        "sijill",
        "joined",
        "decisions",
        "was",
        "notes",
        "subject_of",
    }
    for source in (ATTACK, incident()):
        named = {f.split(".")[0].split(":")[0] for f in fields(source)} | {"casualties"}
        assert set(source.__struct_fields__) == named | (passed & set(source.__struct_fields__))


def test_overlap() -> None:
    assert [overlap((0, 10), s) for s in ((0, 10), (10, 20), (20, 30), (0, 5))] == [1.0, 0.0, 0.0, 0.5]


def test_the_page_escapes_and_runs_nothing(tmp_path: Path) -> None:
    evil = changed(BOMB, place=msgspec.structs.replace(KAKRAK, name="<script>alert(1)</script>"))
    out, old, new = tmp_path / "d.html", [BOMB, CLASH], [evil, OTHER]
    with Difference(write(tmp_path / "old", old), write(tmp_path / "new", new)) as found:
        out.write_bytes(b"".join(page(found)))
    assert check(out, "html").problems == []

    class Scripts(HTMLParser):
        count = 0

        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
            Scripts.count += tag == "script"

    parser = Scripts()
    parser.feed(out.read_text(encoding="utf-8"))
    assert Scripts.count == 0
    for word in ("Changed", "Added", "Withdrawn", "place.name", "&lt;script&gt;"):
        assert word in out.read_text(encoding="utf-8")


def test_a_comparison_as_json_says_all(tmp_path: Path) -> None:
    with Difference(write(tmp_path / "old", [BOMB]), write(tmp_path / "new", [OTHER])) as difference:
        found = json.loads(b"".join(difference.json()))
    assert (found["kind"], found["added"], found["withdrawn"]) == ("event", 1, 1)
    assert [e["status"] for e in found["entries"]] == ["added", "withdrawn"]


def test_a_table_ends_where_a_page_goes_on(tmp_path: Path) -> None:
    many = [changed(BOMB, id=f"e{n}", doc_id=f"d{n}") for n in range(600)]
    console = Console(file=StringIO(), width=200)
    with Difference(write(tmp_path / "old", []), write(tmp_path / "new", many)) as found:
        show_changes(console, found)
    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    assert shown.count("added") == 500
    assert "and 100 more records" in shown

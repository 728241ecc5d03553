"""Every format: read back by the tools people use, the same bytes every time, and what was lost told beside it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import struct
import sys
from pathlib import Path

import duckdb
import openpyxl
import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from export_cases import (
    ATTACK,
    BOMB,
    CLASH,
    REPORT,
    changed,
    example_events,
    incident,
    record,
    run,
    toll,
    write,
)
from gold_events import GoldCoder, example_reports

from sijill.errors import InputError, UsageError
from sijill.export import FORMATS
from sijill.export.check import CHECKS, check
from sijill.export.files import Rows
from sijill.export.flat import COLUMNS, INCIDENT_COLUMNS, Flat, flat
from sijill.export.inputs import Library, kind_of, read_sources
from sijill.export.losses import Teller
from sijill.export.manifest import Manifest
from sijill.export.record import of_event, of_incident
from sijill.export.run import EXPORTS, Plan, check_plan, export
from sijill.model import Actor, Because, Date, Event, Head, Place, Report, event_from_json, to_json
from sijill.places.store import Places

EVIL = changed(
    BOMB, id="=1+1", doc_id="@SUM(1)", initiator=(Actor(group="=cmd|' /C calc'!A0", class_="rebel group"),),
    place=Place(country="IQ", name="+1", text="\u202e=HYPERLINK(1)", lat=33.0, lon=44.0, precision=1),
    because={"type": (Because(span=(0, 2), rule="r"),)},
)  # fmt: skip


def rows() -> list[dict[str, object]]:
    reports = {r.doc_id: r for r in example_reports()}
    return [dict(flat(of_event(e, reports[e.doc_id]))) for e in example_events()]


# ---------------------------------------------------------------------- all formats


@pytest.mark.parametrize("form", sorted(EXPORTS))
def test_the_same_records_give_the_same_bytes_and_pass_the_check(form: str, tmp_path: Path) -> None:
    for kind, sources, more in (("e", example_events(), {}), ("i", [incident(), incident("i2")], {"events": [BOMB]})):
        digests = []
        for turn in ("a", "b"):
            folder = tmp_path / f"{kind}{turn}"
            folder.mkdir()
            out, made, _ = run(folder, form, sources, reports=example_reports(), **more)  # type: ignore[arg-type]
            assert made.read == made.written + sum(made.left_out.values())
            found = check(out, form)
            assert found.problems == []
            digests.append([(f.name, f.sha256) for f in made.files])
        assert digests[0] == digests[1]


@pytest.mark.parametrize("form", sorted(EXPORTS))
def test_no_record_makes_a_valid_file(form: str, tmp_path: Path) -> None:
    out, made, losses = run(tmp_path, form, [])
    assert (made.read, losses) == (0, [])
    assert check(out, form).problems == []


def test_each_format_has_a_check() -> None:
    assert set(CHECKS) == set(EXPORTS)


def test_the_manifest_names_program_input_counts_and_digests(tmp_path: Path) -> None:
    out, made, _ = run(tmp_path, "ged", [BOMB, CLASH])
    told = json.loads(Path(f"{out}.manifest.json").read_text(encoding="utf-8"))
    assert (told["sijill"], told["format"], told["read"], told["written"]) == ("t", "ged", 2, 1)
    assert told["left_out"] == {"nobody is said to have been killed": 1}
    assert told["coders"] == {"1 p": 2}
    (file,) = told["files"]
    assert file == {
        "name": out.name, "bytes": out.stat().st_size, "sha256": hashlib.sha256(out.read_bytes()).hexdigest()
    }  # fmt: skip
    assert made.rows == 1


def test_the_losses_say_what_was_said_what_was_written_and_why(tmp_path: Path) -> None:
    event = changed(BOMB, casualties=(toll("Civilians", "killed", 20, None, "عشرات"),))
    _, made, losses = run(tmp_path, "acled", [event, changed(BOMB, id="e5", date=Date())])
    assert {"field": "fatalities", "rule": "acled/tens", "said": "Civilians: عشرات", "wrote": 10} in losses[0]["losses"]  # type: ignore[operator]
    assert losses[1] == {"id": "e5", "left_out": "no day"}
    assert made.rules["acled/tens"] == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"form": "shp"}, "no format 'shp'"),
        ({"form": "geojson", "hxl": True}, "no row for HXL tags"),
        ({"form": "ged", "language": "ar"}, "options of acled"),
        ({"form": "csv", "timestamp": 1}, "options of acled"),
        ({"form": "csv", "undated": True}, "holds records without a day"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_read(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        check_plan(Plan(out="x", **options))  # type: ignore[arg-type]


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    for form in ("csv", "xlsx", "geoparquet", "parquet"):
        out, _, _ = run(tmp_path, form, [BOMB])
        before = sorted(p.name for p in tmp_path.iterdir())
        bad.write_bytes(write(tmp_path / "in.jsonl", [BOMB]).read_bytes() + b"{}\n")
        plan = Plan(form=form, out=str(out))
        with Library() as library, pytest.raises(InputError, match=r"bad\.jsonl:2"):
            export_of(plan, bad, library)
        bad.unlink()
        assert sorted(p.name for p in tmp_path.iterdir()) == before


def export_of(plan: Plan, path: Path, library: Library) -> None:
    export(read_sources(path, "event"), library, Places.open(), plan, about=Manifest(sijill="t", format=plan.form))


# ---------------------------------------------------------------------- tables


@pytest.mark.parametrize("form", ["acled", "ged", "csv", "hapi"])
def test_hxl_tags_stand_below_the_names(form: str, tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, form, [BOMB], hxl=True)
    names, tags, *_ = csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline=""))
    assert len(names) == len(tags)
    assert any(tags)
    assert all(not tag or tag.startswith("#") for tag in tags)
    assert check(out, form).problems == []


def test_csv_of_export_is_csv_of_code(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "csv", example_events(), reports=example_reports())
    form, coder = FORMATS["csv"], GoldCoder()
    bodies = [form.render(r, coder.code(r), lambda *_: 1.0) for r in example_reports()]
    assert out.read_bytes() == form.head() + b"".join(bodies)


def test_pandas_and_duckdb_read_the_csv(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "csv", example_events(), reports=example_reports())
    frame = pandas.read_csv(out, dtype={"time": str, "claim_text": str})
    assert tuple(frame.columns) == COLUMNS
    for row, read in zip(rows(), frame.astype(object).where(frame.notna(), None).to_dict("records"), strict=True):
        assert {k: v for k, v in read.items() if v != row[k]} == {}
    texts = duckdb.sql(f"select id, passage, killed_low from read_csv('{out}', all_varchar=true)").fetchall()
    assert texts == [(r["id"], r["passage"], None if r["killed_low"] is None else str(r["killed_low"])) for r in rows()]


def test_incidents_have_columns_of_their_own() -> None:
    row = flat(of_incident(incident(), (REPORT, Report(doc_id="d9", text="")), ()))
    assert tuple(row) == INCIDENT_COLUMNS
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (7, 7, 9)
    assert (row["reports"], row["events"], row["outlets"]) == ("d1; d9", "e1; e9", "Reuters")


def test_hapi_counts_by_unit_month_and_kind(tmp_path: Path) -> None:
    again = changed(BOMB, id="e7", date=Date(start="2009-09-30", end="2009-09-30"))
    later = changed(ATTACK, id="e8", date=Date(start="2009-10-01", end="2009-10-01"))
    protest = changed(ATTACK, id="e9", type="Peaceful protest", place=Place(country="IQ"), target=())
    agreed = changed(ATTACK, id="e10", type="Agreement")
    out, made, _ = run(tmp_path, "hapi", [BOMB, again, later, protest, agreed])
    read = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    told = [
        (r["location_code"], r["provider_admin2_name"], r["admin_level"], r["event_type"], r["events"], r["fatalities"],
         r["reference_period_end"]) for r in read
    ]  # fmt: skip
    assert told == [
        ("AFG", "Tarin Kowt", "2", "political_violence", "2", "14", "2009-09-30 00:00:00+00:00"),
        ("AFG", "Tarin Kowt", "2", "civilian_targeting", "1", "0", "2009-10-31 00:00:00+00:00"),
        ("AFG", "Tarin Kowt", "2", "political_violence", "1", "0", "2009-10-31 00:00:00+00:00"),
        ("IRQ", "", "0", "demonstration", "1", "", "2009-09-30 00:00:00+00:00"),
    ]
    assert (made.read, made.written, made.rows) == (5, 4, 4)


# ---------------------------------------------------------------------- maps


def test_gdal_reads_the_geojson(tmp_path: Path) -> None:
    out, _, _ = run(
        tmp_path, "geojson", [*example_events(), changed(BOMB, id="x", place=Place())], reports=example_reports()
    )
    info = pyogrio.read_info(out)
    assert (info["driver"], info["geometry_type"], info["crs"]) == ("GeoJSON", "Point", "EPSG:4326")
    meta, _, geometry, values = pyogrio.raw.read(out)
    read = dict(zip(meta["fields"], values, strict=True))
    assert len(geometry) == len(rows()) + 1
    assert geometry[-1] is None
    for at, row in enumerate(rows()):
        assert geometry[at][5:] == point(row)
        assert (read["id"][at], read["type"][at], read["place"][at]) == (row["id"], row["type"], row["place"])
        assert (read["place_precision"][at], read["passage"][at]) == (row["place_precision"], row["passage"])


def point(row: dict[str, object]) -> bytes:
    return struct.pack("<dd", row["longitude"], row["latitude"])


def test_duckdb_reads_the_geoparquet(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "geoparquet", [*example_events(), changed(BOMB, id="x", place=Place())])
    db = duckdb.connect()
    (kind,) = (t for n, t, *_ in db.sql(f"describe from read_parquet('{out}')").fetchall() if n == "geometry")
    assert kind.startswith("GEOMETRY")  # it knows it for GeoParquet
    got = db.sql(f"select id, longitude, latitude, radius_km, bbox, date_start from read_parquet('{out}')").fetchall()
    assert len(got) == len(rows()) + 1
    for row, (id_, lon, lat, radius, box, day) in zip(rows(), got, strict=False):
        assert (id_, lon, lat) == (row["id"], row["longitude"], row["latitude"])
        assert radius > 0
        assert (box["xmin"], box["ymax"]) == (lon, lat)
        assert (day.isoformat() if day else None) == row["date_start"]
    assert got[-1][1:5] == (None, None, None, None)


# ---------------------------------------------------------------------- the data package


def test_duckdb_and_pandas_join_the_tables_of_the_package(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "parquet", example_events(), reports=example_reports())
    db = duckdb.connect()
    for name in ("events", "casualties", "actors", "evidence", "sources"):
        db.sql(f"create view {name} as from read_parquet('{out / name}.parquet')")
    killed = {e.id: sum(c.low or 0 for c in e.casualties if c.outcome == "killed") for e in example_events()}
    got = dict(db.sql(
        "select e.id, coalesce(sum(c.low) filter (c.outcome = 'killed'), 0)::int from events e "
        "left join casualties c on c.record_id = e.id group by e.id"
    ).fetchall())  # fmt: skip
    assert got == killed
    texts = {r.doc_id: r.text for r in example_reports()}
    for doc, start, end, quote in db.sql('select doc_id, start, "end", quote from evidence').fetchall():
        assert texts[doc][start:end] == quote
    frame = pandas.read_parquet(out / "events.parquet")
    assert tuple(frame.columns) == COLUMNS
    for row, read in zip(rows(), frame.astype(object).where(frame.notna(), None).to_dict("records"), strict=True):
        for key, value in read.items():
            assert (value.isoformat() if hasattr(value, "isoformat") else value) == row[key]
    assert db.sql("select count(*), count(distinct doc_id) from sources").fetchone() == (15, 15)


def test_the_package_describes_its_tables(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "parquet", [incident()], events=[BOMB], reports=[REPORT])
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    named = {r["name"]: r for r in package["resources"]}
    assert list(named) == ["incidents", "casualties", "actors", "evidence", "sources"]
    assert named["incidents"]["schema"]["primaryKey"] == ["id"]
    assert all(field["description"] for field in named["incidents"]["schema"]["fields"])
    assert named["actors"]["schema"]["foreignKeys"][0]["reference"] == {"resource": "incidents", "fields": ["id"]}


def test_a_package_takes_the_place_of_a_package_and_of_nothing_else(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "parquet", [BOMB])
    run(tmp_path, "parquet", [BOMB, CLASH])
    assert duckdb.sql(f"select count(*) from read_parquet('{out}/events.parquet')").fetchone() == (2,)
    (out / "datapackage.json").unlink()
    with pytest.raises(UsageError, match="a folder with other things"):
        run(tmp_path, "parquet", [BOMB])
    assert (out / "events.parquet").exists()


# ---------------------------------------------------------------------- the workbook


def test_openpyxl_and_gdal_read_the_workbook(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "xlsx", example_events(), reports=example_reports())
    book = openpyxl.load_workbook(out)
    names, *got = book["events"].iter_rows(values_only=True)
    assert tuple(names) == COLUMNS
    for row, values in zip(rows(), got, strict=True):
        for name, value in zip(names, values, strict=True):
            assert (value.date().isoformat() if hasattr(value, "date") else value) == row[str(name)]
    assert book["الأحداث"].sheet_view.rightToLeft
    assert not book["events"].sheet_view.rightToLeft
    assert any("في " in str(cell.value) for cell in book["الأحداث"]["P"])
    about = {row[0]: row[1] for row in book["about"].iter_rows(values_only=True) if len(row) > 1}
    assert all(about[name] for name in COLUMNS)
    meta, _, _, values = pyogrio.raw.read(out, layer="events")
    assert list(values[list(meta["fields"]).index("id")]) == [r["id"] for r in rows()]


def test_no_cell_of_any_table_is_a_formula(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "xlsx", [EVIL])
    for sheet in openpyxl.load_workbook(out).worksheets:
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f"]
    book = openpyxl.load_workbook(out)["events"]
    assert book["A2"].value == "=1+1"
    assert book["A2"].quotePrefix
    for form in ("csv", "acled", "ged"):
        path, _, _ = run(tmp_path, form, [EVIL])
        for cells in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            assert not [c for c in cells if c.lstrip("\u202e").startswith(("=", "+", "@"))]


def test_rows_beyond_a_sheet_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.export.xlsx.ROWS", 3)
    out, _, _ = run(tmp_path, "xlsx", [changed(BOMB, id=f"e{n}") for n in range(5)])
    book = openpyxl.load_workbook(out)
    ids = [book[name][f"A{row}"].value for name in ("events", "events 2", "events 3") for row in (2, 3)]
    assert ids == ["e0", "e1", "e2", "e3", "e4", None]


def test_a_text_longer_than_a_cell_is_cut_and_told(tmp_path: Path) -> None:
    report = Report(doc_id="d1", text="س" * 40_000)
    event = changed(BOMB, passage=(0, 40_000))
    _, made, losses = run(tmp_path, "xlsx", [event], reports=[report])
    assert made.rules == {"xlsx/longer-than-a-cell": 1}
    assert losses[0]["losses"][0]["field"] == "passage"  # type: ignore[index]


# ---------------------------------------------------------------------- input


def test_a_file_says_itself_what_it_holds(tmp_path: Path) -> None:
    assert kind_of(write(tmp_path / "e.jsonl", [BOMB])) == "event"
    assert kind_of(write(tmp_path / "i.jsonl", [incident()])) == "incident"
    assert kind_of(write(tmp_path / "n.jsonl", [])) == "event"
    for bad in (b'{"a": 1}\n', b"no json\n", b"\xff\n"):
        (tmp_path / "b.jsonl").write_bytes(bad)
        with pytest.raises(InputError, match=r"b\.jsonl:1: neither an event nor an incident"):
            kind_of(tmp_path / "b.jsonl")
    with pytest.raises(UsageError, match="cannot be read"):
        kind_of(tmp_path / "none.jsonl")


def test_a_folder_of_shards_is_read_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "events"
    folder.mkdir()
    with pytest.raises(UsageError, match=r"no \.jsonl and no \.parquet"):
        kind_of(folder)
    write(folder / "000000.jsonl", [BOMB])
    pq.write_table(pa.table({"json": [to_json(CLASH).decode()]}), folder / "000001.parquet")
    assert kind_of(folder) == "event"
    assert list(read_sources(folder, "event")) == [BOMB, CLASH]
    pq.write_table(pa.table({"id": ["e"]}), folder / "000002.parquet")
    with pytest.raises(UsageError, match="no Parquet with whole events"):
        list(read_sources(folder, "event"))


def test_json_lines_come_back_whole(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "jsonl", example_events())
    assert [event_from_json(line) for line in out.read_bytes().splitlines()] == example_events()


def test_the_library_knows_what_it_was_given_and_no_more(tmp_path: Path) -> None:
    with Library([REPORT], [write(tmp_path / "e.jsonl", [BOMB])]) as library:
        assert library.report("d1") == REPORT
        assert library.report("d2") is None
        assert library.event("e1") == BOMB
        assert library.event("e2") is None


def test_an_event_alone_says_where_it_was_told(tmp_path: Path) -> None:
    told = changed(BOMB, report=Head.of(REPORT))
    out, _, _ = run(tmp_path, "acled", [told])
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert (row["source"], row["timestamp"]) == ("Reuters", "1252022400")
    out, _, _ = run(tmp_path, "ged", [told])
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert (row["source_office"], row["source_date"], row["source_headline"]) == ("Reuters", "2009-09-04", "خبر")
    out, _, _ = run(tmp_path, "csv", [told])
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert (row["outlet"], row["published"], row["passage"]) == ("Reuters", "2009-09-04", "")


def test_reports_that_are_given_hold_over_what_an_event_says(tmp_path: Path) -> None:
    told = changed(BOMB, report=Head(outlet="an old name"))
    out, _, _ = run(tmp_path, "csv", [told], reports=[REPORT])
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert row["outlet"] == "Reuters"


def test_an_incident_knows_the_outlets_of_its_events(tmp_path: Path) -> None:
    told = [changed(BOMB, report=Head.of(REPORT)), changed(CLASH, id="e9", doc_id="d9", report=Head(outlet="Xinhua"))]
    out, _, _ = run(tmp_path, "csv", [incident()], events=told)
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert (row["outlets"], row["published"]) == ("Reuters; Xinhua", "2009-09-04")


def test_rows_are_written_as_they_come(tmp_path: Path) -> None:
    """A writer keeps a bounded number of rows, so that memory does not grow with the file."""

    class Counting:
        size = 0

        def write(self, data: bytes) -> None:
            Counting.size += len(data)

    writer = Rows(Counting(), Flat("event"), hxl=False)  # type: ignore[arg-type]
    for _ in range(2_500):
        writer.add(record(BOMB), Teller())
    assert Counting.size > 1_000 * 100
    assert sys.getsizeof(writer) < 1_000


def test_an_event_s_page_groups_by_report_and_an_incident_s_by_incident(tmp_path: Path) -> None:
    other: Event = changed(CLASH, doc_id="d2")
    out, _, _ = run(tmp_path, "html", [BOMB, CLASH, other], reports=[REPORT])
    text = words(out)
    assert text.count("REPORT") == 2
    assert "قتل سبعة جنود" in text
    out, _, _ = run(tmp_path, "html", [incident()], events=[BOMB], reports=[REPORT])
    text = words(out)
    assert text.count("REPORT") == 1
    assert "Reuters" in text
    assert "قتل سبعة ج" in text


def words(page: Path) -> str:
    """A page without its tags, each article's beginning as REPORT."""
    text = page.read_text(encoding="utf-8").replace('<article class="report">', "REPORT")
    return re.sub("<[^>]*>", "", text)

"""The checks find what is broken, in every format, and let real rows' shape pass."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from export_cases import ATTACK, BOMB, REPORT, changed, incident, run, toll, write

from sijill.errors import UsageError
from sijill.export.acled import acled_table
from sijill.export.check import Found, check
from sijill.export.check.features import point_problem
from sijill.export.check.rows import check_cell
from sijill.export.flat import COLUMNS
from sijill.export.ged import GED
from sijill.export.hapi import HAPI
from sijill.export.table import Column

LETHAL = changed(ATTACK, casualties=(toll("Civilians", "killed", 2, 3),))
Rows = list[list[str]]


def table(tmp: Path, form: str, change: Callable[[Rows], object]) -> Found:
    """A file of two rows with one thing changed, checked."""
    out, _, _ = run(tmp, form, [BOMB, LETHAL], reports=[REPORT])
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    change(rows)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    out.write_text(text.getvalue(), encoding="utf-8")
    return check(out, form)


def put(names: tuple[str, ...], **cells: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for name, value in cells.items():
            rows[1][names.index(name)] = value

    return change


# ---------------------------------------------------------------------- tables

SHAPES: list[tuple[str, Callable[[Rows], object], str]] = [
    ("a column is missing", lambda rows: [r.pop(3) for r in rows], "columns are missing"),
    ("a column too many", lambda rows: [r.append("x") for r in rows], "does not have: x"),
    ("out of order", lambda rows: rows[0].reverse(), "not in"),
    ("a row too short", lambda rows: rows[1].pop(), "cells where"),
    ("a row too long", lambda rows: rows[1].append("x"), "cells where"),
    ("a wrong tag", lambda rows: rows.insert(1, ["#event"] + [""] * (len(rows[0]) - 1)), "HXL tags"),
    ("nothing", lambda rows: rows.clear(), "the file is empty"),
]


@pytest.mark.parametrize("form", ["acled", "ged", "hapi", "csv"])
@pytest.mark.parametrize(("_what", "change", "message"), SHAPES, ids=[s[0] for s in SHAPES])
def test_the_shape_of_a_table(
    form: str, _what: str, change: Callable[[Rows], object], message: str, tmp_path: Path
) -> None:
    found = table(tmp_path, form, change)
    assert message in str(found.problems[0])


BROKEN = [
    ("acled", {"event_id_cnty": "17"}, "neither ACLED's form"),
    ("acled", {"event_date": "2009-13-01"}, "is no day"),
    ("acled", {"event_date": "03/09/2009"}, "is no day"),
    ("acled", {"year": "2010"}, "is not the year"),
    ("acled", {"time_precision": "4"}, "above 3"),
    ("acled", {"time_precision": ""}, "is blank"),
    ("acled", {"disorder_type": "Demonstrations"}, "belongs to Political violence"),
    ("acled", {"event_type": "Battles"}, "belongs to Explosions"),
    ("acled", {"sub_event_type": "Bombing"}, "not in the code list"),
    ("acled", {"actor1": ""}, "is blank"),
    ("acled", {"inter1": "Rebels"}, "not in the code list"),
    ("acled", {"inter2": ""}, "go together"),
    ("acled", {"actor2": ""}, "go together"),
    ("acled", {"actor2": "", "inter2": "", "assoc_actor_2": "X", "interaction": "Rebel group only"}, "somebody beside"),
    ("acled", {"interaction": "State forces-Rebel group"}, "is not that of"),
    ("acled", {"interaction": "Rebel group only"}, "is not that of"),
    ("acled", {"civilian_targeting": "yes"}, "not in the code list"),
    ("acled", {"iso": "368"}, "not the number of Afghanistan"),
    ("acled", {"region": "Middle East"}, "is in Caucasus and Central Asia"),
    ("acled", {"region": "Asia"}, "not in the code list"),
    ("acled", {"latitude": "91"}, "above 90"),
    ("acled", {"latitude": ""}, "go together"),
    ("acled", {"geo_precision": ""}, "go together"),
    ("acled", {"latitude": "0", "longitude": "0"}, "no place"),
    ("acled", {"longitude": "nan"}, "no number"),
    ("acled", {"source_scale": "Global"}, "not in the code list"),
    ("acled", {"fatalities": "-1"}, "below 0"),
    ("acled", {"fatalities": "7.0"}, "no whole number"),
    ("acled", {"fatalities": "several"}, "no whole number"),
    ("acled", {"timestamp": "today"}, "no whole number"),
    ("ged", {"best": "8"}, "not the sum"),
    ("ged", {"low": "8"}, "out of order"),
    ("ged", {"high": "6"}, "out of order"),
    ("ged", {"high": "0"}, "below 1"),
    ("ged", {"deaths_a": "-7"}, "below 0"),
    ("ged", {"id": "17"}, "could be UCDP's own"),
    ("ged", {"side_a_new_id": "17"}, "could be UCDP's own"),
    ("ged", {"type_of_violence": "4"}, "above 3"),
    ("ged", {"type_of_violence": "3"}, "one-sided violence is against Civilians"),
    ("ged", {"side_b": "NATO/ISAF"}, "both sides are one"),
    ("ged", {"where_prec": "0"}, "below 1"),
    ("ged", {"geom_wkt": "32.6 65.9"}, "is no point"),
    ("ged", {"geom_wkt": "POINT (32.6 65.9)"}, "is not the point"),
    ("ged", {"priogrid_gid": "1"}, "is not the cell"),
    ("ged", {"country_id": "3"}, "no number of Gleditsch"),
    ("ged", {"region": "Europe"}, "is in Asia"),
    ("ged", {"date_prec": "6"}, "above 5"),
    ("ged", {"date_end": "2009-09-09 00:00:00.000"}, "does not go with 7 days"),
    ("ged", {"date_end": "2009-09-01 00:00:00.000"}, "lies before"),
    ("ged", {"date_start": "2009-09-03"}, "no day with its time"),
    ("ged", {"year": "2008"}, "is not the year"),
    ("hapi", {"location_code": "AF"}, "is no country"),
    ("hapi", {"event_type": "battles"}, "not in the code list"),
    ("hapi", {"admin_level": "3"}, "above 2"),
    ("hapi", {"admin_level": "1"}, "a finer unit is named"),
    ("hapi", {"provider_admin2_name": ""}, "the unit is not named"),
    ("hapi", {"events": ""}, "is blank"),
    ("hapi", {"reference_period_start": "2009-09-02 00:00:00+00:00"}, "not the first day"),
    ("hapi", {"reference_period_end": "2009-09-29 00:00:00+00:00"}, "not the last day"),
    ("csv", {"type": "Bombing"}, "no sub-event type"),
    ("csv", {"killed_low": "9"}, "is above killed_high"),
    ("csv", {"latitude": ""}, "go together"),
    ("csv", {"place_precision": ""}, "there is a point"),
    ("csv", {"date_end": "2009-09-01"}, "lies before"),
    ("csv", {"date_start": "yesterday"}, "is no day"),
]  # fmt: skip
NAMES = {"acled": acled_table().names, "ged": GED.names, "hapi": HAPI.names}


@pytest.mark.parametrize(("form", "cells", "message"), BROKEN)
def test_a_broken_cell_is_found(form: str, cells: dict[str, str], message: str, tmp_path: Path) -> None:
    found = table(tmp_path, form, put(NAMES.get(form, COLUMNS), **cells))
    assert [p for p in found.problems if message in p.message and p.line == 2], found.problems


@pytest.mark.parametrize("form", ["acled", "ged", "csv", "hapi"])
def test_a_row_that_stands_twice_is_found(form: str, tmp_path: Path) -> None:
    found = table(tmp_path, form, lambda rows: rows.append(rows[1]))
    assert any("twice" in p.message for p in found.problems)


@pytest.mark.parametrize("form", ["acled", "ged", "csv", "hapi"])
def test_what_is_no_text_is_told(form: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for data in (b"\xff\xfe\x00", b'a,"b\n'):
        path.write_bytes(data)
        assert "no CSV in UTF-8" in str(check(path, form).problems[0])


# A row as each project publishes them, with invented values.
ACLED_ROW = (
    "AFG10607,2019-06-30,2019,1,Political violence,Battles,Armed clash,Military Forces of Afghanistan (2014-2021),,1,"
    "Taliban,,2,12,,4,Caucasus and Central Asia,Afghanistan,Uruzgan,Tarin Kowt,,Tarin Kowt,32.6268,65.8733,1,"
    "Pajhwok News,National,"
    '"On 30 June 2019, an invented clash [size=no report].",3,,1618554485'
)
WORDS = ",State forces,Taliban,,Rebel group,State forces-Rebel group,"
ACLED_OLD = ACLED_ROW.replace("2019-06-30", "30 June 2019").replace(",1,Taliban,,2,12,", WORDS)
GED_ROW = (
    "412700,AFG-2019-1-411-92,2019,1,Clear,1,333,333,Afghanistan: Government,735,735,Government of "
    "Afghanistan - Taliban,130,130,Government of Afghanistan,303,303,Taliban,1,"
    '"""Reuters,2019-07-01,An invented headline""",Reuters,2019-07-01,'
    "An invented headline,police,2,Tarin Kowt town,near Tarin Kowt,Uruzgan province,Tarin Kowt district,32.626800,"
    "65.873300,POINT (65.873300 32.626800),176892,Afghanistan,700,Asia,1,1,2019-06-30 00:00:00.000,"
    "2019-06-30 00:00:00.000,2,1,0,0,3,3,3,700,"
)


@pytest.mark.parametrize(
    ("form", "names", "row"),
    [("acled", acled_table().names, ACLED_ROW), ("acled", acled_table().names, ACLED_OLD), ("ged", GED.names, GED_ROW)],
)
def test_real_rows_shape_passes(form: str, names: tuple[str, ...], row: str, tmp_path: Path) -> None:
    path = tmp_path / "real.csv"
    path.write_text(",".join(names) + "\n" + row + "\n", encoding="utf-8")
    found = check(path, form)
    assert (found.rows, found.problems) == (1, [])


@pytest.mark.parametrize(
    ("cell", "column", "message"),
    [
        ("", Column("a", required=True), "is blank"), ("", Column("a"), None),
        ("٣", Column("a", "integer"), "no whole"), ("-3", Column("a", "integer"), None),
        ("--3", Column("a", "integer"), "no whole"), ("1e3", Column("a", "number"), None),
        ("inf", Column("a", "number"), "no number"), ("1,5", Column("a", "number"), "no number"),
    ],
)  # fmt: skip
def test_cells(cell: str, column: Column, message: str | None) -> None:
    found = check_cell(cell, column)
    assert found is None if message is None else message in (found or "")


# ---------------------------------------------------------------------- other formats


def geojson(**changes: object) -> dict[str, object]:
    good = {
        "type": "Feature", "id": "a", "geometry": {"type": "Point", "coordinates": [65.9, 32.6]},
        "properties": {"place_precision": 2, "radius_km": 25.0},
    }  # fmt: skip
    return {"type": "FeatureCollection", "features": [good | changes]}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"type": "Feature"}, "no FeatureCollection"),
        (geojson() | {"crs": {}}, "no other reference system"),
        (geojson(type="feature"), "no Feature"),
        (geojson(geometry={"type": "Point", "coordinates": [32.6, 165.9]}), "no longitude and latitude"),
        (geojson(geometry={"type": "Point", "coordinates": [0, 0]}), "no place"),
        (geojson(geometry={"type": "Point", "coordinates": ["65", "32"]}), "not numbers"),
        (geojson(geometry={"type": "Point", "coordinates": [65.9]}), "two or three"),
        (geojson(geometry={"type": "Polygon", "coordinates": []}), "no Point"),
        (geojson(properties={}), "there is a point"),
        (geojson(properties=[]), "is no object"),
        (geojson(id=["a"]), "neither a text nor a number"),
        ({"type": "FeatureCollection", "features": geojson()["features"] * 2}, "stands twice"),  # type: ignore[operator]
        ({"type": "FeatureCollection", "features": [{"type": "Feature"}]}, "is missing"),
    ],
)
def test_broken_geojson(data: dict[str, object], message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert any(message in str(p) for p in check(path, "geojson").problems)


@pytest.mark.parametrize("text", [
    '{"type": "FeatureCollection", "features": [%s],}', '{"type": "FeatureCollection", "features": [%s]} x',
    '{"type": "FeatureCollection" "features": [%s]}', '{"type": "FeatureCollection", "features": [%s',
    '{"type": "FeatureCollection", "features": [%s, NaN]}', '[%s]', '{"features": [%s], 3: 4}', "\ufeff{}",
    '{"type": "FeatureCollection", "features": [' + "[" * 100_000,
])  # fmt: skip
def test_geojson_that_breaks_off(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text.replace("%s", json.dumps(geojson()["features"][0])), encoding="utf-8")  # type: ignore[index]
    assert any("no JSON in UTF-8" in str(p) for p in check(path, "geojson").problems)


@pytest.mark.parametrize("features", ['"features": 5', '"features": {}', '"bbox": []'])
def test_geojson_without_its_features(features: str, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(f'{{"type": "FeatureCollection", {features}}}', encoding="utf-8")
    assert "no FeatureCollection" in str(check(path, "geojson").problems[0])


def test_large_geojson_is_read_in_pieces(tmp_path: Path) -> None:
    """Features that lie across the blocks that are read, and members before and after the list."""
    path = tmp_path / "a.geojson"
    feature: dict[str, object] = geojson()["features"][0]  # type: ignore[index]
    many = [feature | {"id": f"e{n}", "bbox": "ب" * 9_000} for n in range(300)]
    whole = {"name": "أ", "type": "FeatureCollection", "features": many, "more": [1, {"a": []}]}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
    found = check(path, "geojson")
    assert (found.rows, found.problems) == (300, [])


def test_geojson_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(b'{"type": ')
    assert "no JSON" in str(check(path, "geojson").problems[0])
    assert point_problem([65.9, 32.6, 100.0]) is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"type": "Bombing"}, "no sub-event type"), ({"passage": [5, 5]}, "no stretch"), ({"part": "tea"}, "no part"),
        ({"initiator": [{"group": "x", "class": "army"}]}, "no class"), ({"weapon": ["sword"]}, "not in the list"),
        ({"date": {"start": "2009-09-31"}}, "is no day"),
        ({"date": {"start": "2009-09-02", "end": "2009-09-01"}}, "before"),
        ({"casualties": [{"group": "x", "outcome": "killed", "low": 3, "high": 2}]}, "is above"),
        ({"casualties": [{"group": "x", "outcome": "slain", "low": 3, "high": 2}]}, "not an event"),
        ({"place": {"lat": 1.0, "lon": None, "precision": 1}}, "go together"),
        ({"place": {"lat": 1.0, "lon": 1.0}}, "without its precision"),
        ({"damage": [{"object": "moon", "outcome": "burned"}]}, "not in the list"),
    ],
)  # fmt: skip
def test_broken_json_lines(line: dict[str, object], message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = {"id": "e", "doc_id": "d", "passage": [0, 5], "type": "Attack"}
    path.write_text(json.dumps(good) + "\n" + json.dumps(good | {"id": "f"} | line) + "\n", encoding="utf-8")
    (problem, *_) = check(path, "jsonl").problems
    assert problem.line == 2
    assert message in problem.message
    path.write_text(json.dumps(good) + "\n" + json.dumps(good) + "\n", encoding="utf-8")
    assert "twice" in str(check(path, "jsonl").problems[0])


def test_broken_incidents_are_found(tmp_path: Path) -> None:
    path = write(tmp_path / "i.jsonl", [incident(), incident("i2", type="Bombing")])
    assert [str(p) for p in check(path, "jsonl").problems] == ["2: type: 'Bombing' is no sub-event type"]


def test_broken_geoparquet(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "geoparquet", [BOMB])
    good = pq.read_table(out)
    geo = json.loads(good.schema.metadata[b"geo"])

    def told(table: pa.Table, meta: object) -> str:
        path = tmp_path / "bad.parquet"
        data = meta if isinstance(meta, bytes) else json.dumps(meta).encode()
        pq.write_table(table.replace_schema_metadata({"geo": data}), path)
        return " ".join(map(str, check(path, "geoparquet").problems))

    assert told(good, geo) == ""
    assert "no geo metadata" in told(good, b"no json")
    assert "is not 1.x" in told(good, geo | {"version": "0.4"})
    assert "is no column" in told(good, geo | {"primary_column": "shape"})
    column = geo["columns"]["geometry"]
    assert "checked as WKB" in told(good, geo | {"columns": {"geometry": column | {"encoding": "WKT"}}})
    assert "outside the box" in told(good, geo | {"columns": {"geometry": column | {"bbox": [0, 0, 1, 1]}}})
    at = good.schema.get_field_index("geometry")
    for data, message in ((b"\x01", "no point"), (b"\x01\x02" + b"\0" * 19, "geometry 2"),
                          (b"\x01\x01\0\0\0" + b"\xff" * 16, "no longitude")):  # fmt: skip
        bad = good.set_column(at, "geometry", pa.array([data], pa.binary()))
        assert message in told(bad, geo)
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    assert "no Parquet file" in str(check(tmp_path / "x.parquet", "geoparquet").problems[0])


def test_a_broken_data_package(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "parquet", [BOMB, LETHAL])
    path = out / "datapackage.json"
    package = path.read_text(encoding="utf-8")

    def told() -> str:
        return " ".join(map(str, check(out, "parquet").problems))

    assert told() == ""
    path.write_text(package.replace('"type": "integer"', '"type": "number"'), encoding="utf-8")
    assert "fields are not those" in told()
    path.write_text(package.replace("casualties.parquet", "../casualties.parquet"), encoding="utf-8")
    assert "no file '../casualties.parquet' in the package" in told()
    path.write_text("{}", encoding="utf-8")
    assert "no data package" in told()
    path.write_text(package, encoding="utf-8")
    table = pq.read_table(out / "events.parquet")
    pq.write_table(table.slice(1), out / "events.parquet")
    assert "the hash is not that of the file" in told()
    assert "values of record_id are in no row of the parent" in told()
    pq.write_table(pa.concat_tables([table, table]), out / "events.parquet")
    assert "stands twice" in told()
    (out / "sources.parquet").unlink()
    assert "no file 'sources.parquet'" in told()


def test_a_broken_workbook(tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "xlsx", [BOMB])
    book = openpyxl.load_workbook(out)
    book["events"]["B2"] = "=1+1"
    book["events"]["A1"] = "key"
    book["الأحداث"].sheet_view.rightToLeft = False
    book.save(out)
    told = " ".join(map(str, check(out, "xlsx").problems))
    for message in ("is a formula", "not those of events", "right to left"):
        assert message in told
    del book["events"]
    book.save(out)
    assert "no sheet of events" in " ".join(map(str, check(out, "xlsx").problems))
    out.write_bytes(b"no zip")
    assert "no workbook" in str(check(out, "xlsx").problems[0])
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", "b")
    assert "no workbook" in str(check(out, "xlsx").problems[0])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("</body>", "<img src='http://x/a.png'></body>", "asks for 'http://x/a.png'"),
        ("</body>", "<p onclick='x()'></p></body>", "a script in <p>"),
        ("</body>", "</div></body>", "closes what is not open"),
        ("</html>", "", "is not closed"),
        ("default-src 'none'", "default-src *", "does not forbid"),
    ],
)
def test_a_broken_page(old: str, new: str, message: str, tmp_path: Path) -> None:
    out, _, _ = run(tmp_path, "html", [BOMB])
    out.write_text(out.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any(message in str(p) for p in check(out, "html").problems)


def test_no_such_format_or_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format 'shp'"):
        check(tmp_path, "shp")
    with pytest.raises(UsageError, match="no such file"):
        check(tmp_path / "none", "acled")

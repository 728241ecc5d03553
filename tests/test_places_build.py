"""Building a larger gazetteer: GeoNames, Who's On First, plain tables; bad rows are told and skipped."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from sijill.errors import UsageError
from sijill.places import Hints, Mention, Places, build

HEAD = (
    "country\twof_id\tplacetype\tlat\tlon\tparent_id\tregion_id\tcounty_id\tpopulation\tgeonames_id\tname_en"
    "\tnames_arabic_script\n"
)


def geonames(id_: int, name: str, arabic: str, lat: float, lon: float, code: str = "PPL") -> str:
    cells = [
        str(id_),
        name,
        name,
        arabic,
        str(lat),
        str(lon),
        "P",
        code,
        "SY",
        "",
        "09",
        "",
        "",
        "",
        "120",
        "",
        "",
        "",
        "",
    ]
    return "\t".join(cells) + "\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A base of one country and one province, so that builds are quick."""
    table = tmp_path / "seed.tsv"
    table.write_text(
        "id\tkind\tname\tcountry\tparent\tlat\tlon\tarabic\n"
        "SY\tcountry\tSyria\tSY\t\t35\t38\tسوريا\n"
        "SY-HL\tadmin1\tAleppo\tSY\tSY\t36.2\t37.2\tحلب\n"
        "SY-HL/azaz\tadmin2\tAzaz\tSY\tSY-HL\t36.58\t37.04\tأعزاز\n",
        encoding="utf-8",
    )
    empty = tmp_path / "empty.db"
    db = sqlite3.connect(empty)
    from sijill.places.table import SCHEMA  # noqa: PLC0415

    db.executescript(SCHEMA)
    db.execute("INSERT INTO meta VALUES ('format', '1')")
    db.commit()
    db.close()
    build([table], tmp_path / "base.db", base=empty)
    return tmp_path / "base.db"


def test_a_plain_table_adds_a_village(small: Path, tmp_path: Path) -> None:
    source = tmp_path / "mine.tsv"
    source.write_text(
        "name\tcountry\tparent\tlat\tlon\tarabic\nZaqzaqutah\tSY\tSY-HL/azaz\t36.6\t37.0\tزقزقوطة|زقزقوطا\n",
        encoding="utf-8",
    )
    report = build([source], tmp_path / "out.db", base=small)
    assert (report.read, report.added, report.skipped) == (1, 1, 0)
    found = Places.open(tmp_path / "out.db").resolve([Mention(name="زقزقوطه")], Hints())
    assert (found.name, found.admin2, found.precision) == ("Zaqzaqutah", "Azaz", 1)


def test_geonames_and_alternate_names_merge_by_id_and_by_name_and_distance(small: Path, tmp_path: Path) -> None:
    dump, names = tmp_path / "SY.txt", tmp_path / "alternateNamesV2.txt"
    dump.write_text(
        geonames(900000001, "Qaryah Ula", "بيت أولى", 36.30, 37.10)
        + geonames(900000002, "Qarya Oula", "بيت أولي", 36.31, 37.10)
        + geonames(900000003, "No Arabic", "", 36.4, 37.3),
        encoding="utf-8",
    )
    names.write_text("1\t900000001\tar\tالقرية البيضاء العليا\t\t\t\t\t\t\n", encoding="utf-8")
    report = build([dump, names], tmp_path / "out.db", base=small)
    assert (report.read, report.added, report.merged) == (2, 1, 1)
    places = Places.open(tmp_path / "out.db")
    assert [r.id for r in places.lookup("القرية البيضاء العليا")] == ["gn:900000001"]
    assert len(places.lookup("بيت أولى")) == 1


def test_whosonfirst_is_read_out_of_gzip_and_bad_rows_are_told(small: Path, tmp_path: Path) -> None:
    source = tmp_path / "wof.tsv.gz"
    with gzip.open(source, "wt", encoding="utf-8") as out:
        out.write(HEAD)
        out.write("SY\t5001\tlocality\t36.1\t37.1\t\t\t\t\t\tKafr Mithal\tكفر مثال\n")
        out.write("SY\t5002\tlocality\tnorth\t37.1\t\t\t\t\t\tBad\tسيئ\n")
        out.write("SY\t5003\tlocality\t36.1\n")
        out.write("SY\t5004\tplanet\t36.1\t37.1\t\t\t\t\t\tBad\tسيئ\n")
        out.write("SY\t5005\tlocality\t96.1\t37.1\t\t\t\t\t\tBad\tسيئ\n")
    report = build([source], tmp_path / "out.db", base=small)
    assert (report.read, report.added, report.skipped) == (1, 1, 4)
    assert all(p.startswith(f"{source}:{n}: ") for n, p in zip((3, 4, 5, 6), report.problems, strict=True))


def test_the_same_sources_give_the_same_bytes(small: Path, tmp_path: Path) -> None:
    source = tmp_path / "mine.tsv"
    source.write_text("name\tcountry\tparent\tlat\tlon\tarabic\nX\tSY\tSY-HL\t36.6\t37.0\tزقزقوطة\n", encoding="utf-8")
    build([source], tmp_path / "one.db", base=small)
    build([source], tmp_path / "two.db", base=small)
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()


@pytest.mark.parametrize("text", ["", "a\tb\n1\t2\n", "name\tlat\tlon\tcolour\n"])
def test_a_file_that_is_no_table_of_places_is_refused(small: Path, tmp_path: Path, text: str) -> None:
    source = tmp_path / "odd.tsv"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        build([source], tmp_path / "out.db", base=small)


def test_a_missing_source_is_refused_before_anything_is_written(small: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such source"):
        build([tmp_path / "none.tsv"], tmp_path / "out.db", base=small)
    assert not (tmp_path / "out.db").exists()

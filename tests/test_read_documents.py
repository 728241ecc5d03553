"""Documents of every kind: the whole measured set, and what each reader promises besides."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

pytest.importorskip("lxml")
pytest.importorskip("openpyxl")
pytest.importorskip("pypdfium2")

from documents import files, pages, pdfs, texts
from documents.samples import Sample, samples

from sijill.errors import UsageError
from sijill.model import Report
from sijill.read import Read, Reject, parse_columns, read_all
from sijill.read.day import any_day, published_day, stamp_day
from sijill.read.html import decode_page
from sijill.read.jsonl import read_jsonl
from sijill.read.mojibake import mend
from sijill.read.ocr import version
from sijill.read.page_words import is_boilerplate
from sijill.read.pdf_lines import logical

SAMPLES, HERE = list(samples()), Path(__file__).parent / "documents"


def words(text: str) -> list[str]:
    return sorted(re.findall(r"\w+", text))


def read(tmp_path: Path, name: str, data: bytes, **columns: tuple[str, ...]) -> list[Read | Reject]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(read_all([str(path)], columns))


def report(items: Iterable[Read | Reject]) -> Report:
    (item,) = items
    assert isinstance(item, Read), item
    return item.report


def reject(items: Iterable[Read | Reject]) -> Reject:
    (item,) = items
    assert isinstance(item, Reject), item
    return item


# ---------------------------------------------------------------------- the set that reading is measured on


@pytest.mark.parametrize("sample", [s for s in SAMPLES if not s.needs_ocr], ids=lambda s: s.name)
def test_the_words_and_the_day_of_a_document_are_read(sample: Sample, tmp_path: Path) -> None:
    items = read(tmp_path, sample.name, sample.data, **(sample.columns or {}))
    found = [item.report for item in items if isinstance(item, Read)]
    assert len(found) == len(items), [item for item in items if isinstance(item, Reject)]
    assert [words(r.text) for r in found] == [words(expected.text) for expected in sample.reports]
    assert [r.published for r in found] == [expected.published for expected in sample.reports]
    assert all(r.sha256 and r.reader for r in found)


@pytest.mark.skipif(version() is None, reason="no tesseract with Arabic data here")
def test_a_scanned_page_is_recognised(tmp_path: Path) -> None:
    (sample,) = (s for s in SAMPLES if s.needs_ocr)
    found = report(read(tmp_path, sample.name, sample.data))
    wanted = words(sample.reports[0].text)
    assert len([w for w in words(found.text) if w in wanted]) > 0.9 * len(wanted)
    assert "ocr tesseract" in (found.reader or "")


def test_ids_say_which_report_of_a_document_it_is(tmp_path: Path) -> None:
    named = {s.name: s for s in SAMPLES}
    wanted = {
        "30-feed.xml": ["30-feed.xml#madar-1", "30-feed.xml#madar-2"],
        "32-channel.json": ["32-channel.json#3", "32-channel.json#4"],
        "33-crawl.warc.gz": ["33-crawl.warc.gz#2", "33-crawl.warc.gz#4"],
        "35-saved.zip": ["35-saved.zip/b", "35-saved.zip/أخبار/page.html"],
        "36-folder.tar.gz": ["36-folder.tar.gz/a/one.docx", "36-folder.tar.gz/b/two.zip/x.html", "36-folder.tar.gz/c"],
        "28-sheet.csv": ["0", "1", "2"],
    }
    for name, ids in wanted.items():
        items = read(tmp_path, name, named[name].data, **(named[name].columns or {}))
        assert [item.report.doc_id for item in items if isinstance(item, Read)] == ids


# ---------------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("الأحد 3 سبتمبر/أيلول 2023", "2023-09-03"),
        ("١٤ رجب ١٤٤٥هـ", "2024-01-26"),
        ("الخميس ١٤ رجب ١٤٤٥ هـ", "2024-01-25"),
        ("2023/9/3", "2023-09-03"),
        ("03-09-2023", "2023-09-03"),
        ("نُشر في: ٣/٩/٢٠٢٣ الساعة 10:20", "2023-09-03"),
        ("سبتمبر 3, 2023", "2023-09-03"),
        ("3 أوت 2017م", "2017-08-03"),
        ("18 صفر 1445 هـ الموافق 3 سبتمبر 2023", "2023-09-03"),
        ("Sun, 03 Sep 2023 21:30:00 GMT", "2023-09-03"),
        ("9/13/2023", "2023-09-13"),
        ("آخر تحديث: 2023/9/5", None),
        ("منذ 3 ساعات", None),
        ("أمس", None),
        ("13.45.2016", None),
        ("30 فبراير 2020", None),
        ("12/6/1402", None),
        ("6 سنبلة 1402 هـ ش", None),
        ("03/09/23", None),
        ("الهاتف 0999/123/2020", None),
    ],
)
def test_a_day_of_publication_is_read_or_left_open(text: str, day: str | None) -> None:
    assert any_day(text) == day


def test_of_two_days_the_one_of_publication_is_taken() -> None:
    assert published_day("آخر تحديث 5 سبتمبر 2023، نشر بتاريخ 3 سبتمبر 2023") == "2023-09-03"
    assert published_day("نُشر في 3 سبتمبر 2023 - آخر تحديث 5 سبتمبر 2023") == "2023-09-03"
    assert stamp_day("20230903T101500Z") == "2023-09-03"


# ---------------------------------------------------------------------- pages


def test_title_outlet_and_address_of_a_page(tmp_path: Path) -> None:
    found = report(read(tmp_path, "a.html", pages.wordpress(texts.MARKET, "2024-02-01").encode()))
    assert (found.title, found.outlet) == (texts.MARKET.title, "شبكة الواحة")
    assert (found.url, found.doc_id) == ("https://waha.example/a-1/", "a.html")
    assert found.reader == "html/1"
    assert found.sha256 == hashlib.sha256((tmp_path / "a.html").read_bytes()).hexdigest()


def test_paragraphs_stand_in_their_order(tmp_path: Path) -> None:
    found = report(read(tmp_path, "a.html", pages.timed(texts.CLASH, "2024-02-01", "").encode()))
    assert found.text == texts.CLASH.title + "\n\n" + "\n".join(texts.CLASH.paragraphs)


def test_what_stands_beside_a_page_holds_over_it(tmp_path: Path) -> None:
    (tmp_path / "a.meta.json").write_text('{"published": "2001-01-01", "country": "IQ"}', encoding="utf-8")
    found = report(read(tmp_path, "a.html", pages.wordpress(texts.MARKET, "2024-02-01").encode()))
    assert (found.published, found.country, found.outlet) == ("2001-01-01", "IQ", "شبكة الواحة")


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (pages.front(pages.TEASERS), "no article"),
        ("<html><body><nav><a href=x>الرئيسية</a></nav></body></html>", "no article"),
        (
            "<html><body><p>Two soldiers were killed by a bomb near the bridge, police said on Sunday.</p>",
            "not in Arabic",
        ),
        ("<html><body></body></html>", "no text"),
        ("<html>" + "<div>" * 5000 + "قتل جنديان في انفجار قرب الجسر القديم أمس.", "nested too deep"),
    ],
)
def test_a_page_without_an_article_is_told(page: str, why: str, tmp_path: Path) -> None:
    assert why in reject(read(tmp_path, "a.html", page.encode())).reason


def test_a_page_of_a_few_broken_bytes_is_read_unless_they_are_in_its_text(tmp_path: Path) -> None:
    page = pages.wordpress(texts.MARKET, "2024-02-01").encode() + b"<!-- " + b"x" * 9000
    assert "�" not in report(read(tmp_path, "a.html", page + b"\xff -->")).text
    broken = page.replace("المستشفى".encode(), "المستشفى".encode()[:-1], 1)
    assert "damaged" in reject(read(tmp_path, "b.html", broken)).reason


def test_the_server_is_believed_about_a_table_only_where_the_bytes_leave_it_open() -> None:
    assert decode_page("قتل جنديان".encode(), "windows-1256") == ("قتل جنديان", "utf-8")
    assert decode_page("زيد".encode("cp1256"), "windows-1256")[0] == "زيد"


@pytest.mark.parametrize("line", ["اقرأ أيضا: افتتاح الجسر", "12 تعليقات", "شارك", "1,204 مشاهدة", "***", "© 2023"])
def test_lines_beside_an_article_are_known(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line", ["شاهد السكان رتلا عسكريا يدخل المدينة.", "قراءة في بيان الحركة", "تابعوا السير نحو الجبل"]
)
def test_lines_of_an_article_are_kept(line: str) -> None:
    assert not is_boilerplate(line)


def test_columns_are_read_one_after_the_other_and_their_lines_put_together(tmp_path: Path) -> None:
    """The page names its letters line by line across both."""
    (sample,) = (s for s in SAMPLES if s.name == "50-columns.pdf")
    found = report(read(tmp_path, sample.name, sample.data))
    assert found.text.split() == sample.reports[0].text.split()
    assert len(found.text.split("\n")) < 10  # of 20 printed ones


def test_a_table_in_a_pdf_is_read_row_by_row(tmp_path: Path) -> None:
    rows = [
        ("المحافظة", "القتلى"),
        ("ديالى", "2"),
        ("نينوى", "3"),
        ("صلاح الدين", "1"),
        ("كركوك", "7"),
        ("بابل", "لا أحد"),
    ]
    right, left = ([pdfs.visual(row[side]) for row in rows] for side in (0, 1))
    found = report(read(tmp_path, "a.pdf", pdfs.columns(right, left)))
    assert found.text.split() == ["نشرة", "الضفاف", *(word for row in rows for cell in row for word in cell.split())]


# ---------------------------------------------------------------------- garbled text


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1", "cp1256", "cp720", "mac-roman"])
@pytest.mark.parametrize("right", ["utf-8", "cp1256", "iso8859_6"])
def test_text_read_in_the_wrong_table_is_mended(wrong: str, right: str) -> None:
    if wrong == right:
        return
    garbled = "".join(_letter(byte, wrong) for byte in texts.MARKET.text.encode(right))
    mended = mend(garbled)
    assert mended is not None
    assert mended[0] == texts.MARKET.text


def _letter(byte: int, table: str) -> str:
    try:
        return bytes((byte,)).decode(table)
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize(
    "text",
    [
        "Trois soldats ont été blessés près du château où l'armée était déployée à l'été",
        "Трое солдат ранены при взрыве", "قتل جنديان", "Ø§Ù", texts.MARKET.text.encode().decode("cp1252", "replace"),
    ],
)  # fmt: skip
def test_what_cannot_be_mended_for_sure_is_left(text: str) -> None:
    assert mend(text) is None


# ---------------------------------------------------------------------- PDFs


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("نونثا 12", "12 اثنون"),
        ("2023/9/3 يف رشن", "نشر في 2023/9/3"),
        ("BBC News تلاق", "قالت BBC News"),
        (")ارتم 45( رسجلا", "الجسر (45 مترا)"),
        ("٣-٩ نيب", "بين ٩-٣"),
        ("plain text", "plain text"),
    ],
)
def test_a_line_from_left_to_right_is_turned_to_the_order_of_reading(shown: str, read: str) -> None:
    assert logical(list(shown)) == read


def test_letters_of_presentation_forms_become_letters(tmp_path: Path) -> None:
    lines = [pdfs.visual(pdfs.shaped(line)) for line in pdfs.wrapped(texts.PROTEST.text)]
    assert any("\ufefb" in line for line in lines)
    assert words(report(read(tmp_path, "a.pdf", pdfs.pdf(lines))).text) == words(texts.PROTEST.text)


@pytest.mark.parametrize("meaning", [pdfs.to_private_use, pdfs.shifted])
def test_a_broken_text_layer_is_never_read(meaning: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no tesseract
    lines = [pdfs.visual(line) for line in pdfs.wrapped(texts.AMBUSH.text)]
    told = reject(read(tmp_path, "a.pdf", pdfs.pdf(lines, meaning)))  # type: ignore[arg-type]
    assert "text layer is broken" in told.reason
    assert "tesseract" in (told.hint or "")


def test_a_scan_without_tesseract_and_a_locked_or_damaged_pdf_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pictures" in reject(read(tmp_path, "a.pdf", pdfs.picture(10, 10, bytes(100)))).reason
    assert "damaged" in reject(read(tmp_path, "b.pdf", b"%PDF-1.7\n nothing")).reason


# ---------------------------------------------------------------------- office files, tables, feeds, exports


def test_deleted_words_of_a_word_file_stay_deleted(tmp_path: Path) -> None:
    found = report(read(tmp_path, "a.docx", files.docx(texts.MARKET, "3/9/2023")))
    assert "مئة" not in found.text
    assert found.text.split("\n")[0] == texts.MARKET.title


def test_a_column_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    table = files.table([["العنوان", "الخبر"], ["أ", "ب"]])
    told = reject(read(tmp_path, "a.csv", table))
    assert "'text'; there are: العنوان, الخبر" in told.reason
    assert "--map" in (told.hint or "")
    assert "'النص'" in reject(read(tmp_path, "b.csv", table, text=("النص",))).reason


def test_a_bad_row_costs_itself_only(tmp_path: Path) -> None:
    rows = [["text", "published"], [texts.MARKET.text, "2023-09-03"], [texts.CLASH.text, "قريبا"], ["", ""], ["x", ""]]
    items = read(tmp_path, "a.csv", files.table(rows, "\t", "utf-16"))
    assert [type(i).__name__ for i in items] == ["Read", "Reject", "Reject"]
    assert isinstance(items[0], Read)
    assert items[0].report.doc_id == "a.csv#2"
    assert isinstance(items[1], Reject)
    assert "is no day" in items[1].reason
    assert items[1].line == 2 + 1 + texts.MARKET.text.count("\n")


def test_columns_are_named_in_pairs() -> None:
    assert parse_columns(["text=أ+ب,published=ج", "doc_id=د"]) == {
        "text": ("أ", "ب"),
        "published": ("ج",),
        "doc_id": ("د",),
    }
    for bad in ("text", "text=", "body=x"):
        with pytest.raises(UsageError, match="--map"):
            parse_columns([bad])


def test_entities_of_its_own_make_a_feed_suspect(tmp_path: Path) -> None:
    declared = '<!DOCTYPE r [<!ENTITY a "ها"><!ENTITY b "&a;&a;&a;">]>'
    bomb = f"{declared}<rss><channel><item><title>&b;</title></item></channel></rss>"
    assert "entities" in reject(read(tmp_path, "a.xml", bomb.encode())).reason
    assert "entities" in reject(read(tmp_path, "b.xml", bomb.encode("utf-16"))).reason


def test_json_that_is_no_export_is_told_where_it_was_named_and_passed_over_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(texts.MARKET.text, encoding="utf-8")
    told = reject(read(tmp_path, "settings.json", b'{"a": 1}'))
    assert "no export of Telegram" in told.reason
    assert [i.report.doc_id for i in read_all([str(tmp_path)]) if isinstance(i, Read)] == ["a"]
    assert len(list(read_all([str(tmp_path)]))) == 1


def test_a_file_is_known_by_its_bytes_where_its_name_says_nothing(tmp_path: Path) -> None:
    page, pdf = pages.wordpress(texts.MARKET, "2024-02-01").encode(), (HERE / "printed.pdf").read_bytes()
    for name, data in (
        ("page", page), ("doc", files.docx(texts.MARKET, "")), ("wrong.html", pdf),
        ("archive", files.zipped({"x.txt": texts.MARKET.text.encode()})),
    ):  # fmt: skip
        assert report(read(tmp_path, name, data)).text
    assert "before 2007" in reject(read(tmp_path, "x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))).reason


# ---------------------------------------------------------------------- the command


def sijill(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sijill", *args], capture_output=True, cwd=cwd, check=False, text=True, encoding="utf-8"
    )


def test_read_writes_reports_that_code_takes(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.html").write_bytes(pages.wordpress(texts.MARKET, "2024-02-01").encode())
    (source / "b.html").write_bytes(pages.front(pages.TEASERS).encode())
    (source / "c.csv").write_bytes(files.table([["الخبر", "التاريخ"], [texts.AMBUSH.text, "2023/9/3"]], ";"))
    done = sijill("read", "in", "-o", "reports.jsonl", "--map", "text=الخبر,published=التاريخ", cwd=tmp_path)
    assert done.returncode == 1
    assert "3 found: 2 reports, 1 rejected" in done.stderr
    assert "b.html: no article in it" in done.stderr
    rows = [json.loads(line) for line in (tmp_path / "reports.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(r["doc_id"], r["published"]) for r in rows] == [("a.html", "2024-02-01"), ("c.csv#2", "2023-09-03")]
    assert [json.loads(x)["doc_id"] for x in (tmp_path / "rejects.jsonl").read_bytes().splitlines()] == ["b.html"]
    again = sijill("read", "reports.jsonl", "-o", "again.jsonl", cwd=tmp_path)
    assert again.returncode == 0
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "reports.jsonl").read_bytes()
    direct = sijill("code", "in", "-o", "direct.jsonl", "--map", "text=الخبر,published=التاريخ", cwd=tmp_path)
    assert "3 reports: 2 coded, 1 rejected" in direct.stderr
    coded = sijill("code", "reports.jsonl", "-o", "events.jsonl", cwd=tmp_path)
    assert coded.returncode == 0
    assert (tmp_path / "direct.jsonl").read_bytes() == (tmp_path / "events.jsonl").read_bytes() != b""


def test_without_the_extra_a_pdf_is_one_reject_with_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pypdfium2").mkdir()
    (tmp_path / "pypdfium2" / "__init__.py").write_text("raise ImportError('not here')\n")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    done = subprocess.run(
        [sys.executable, "-m", "sijill", "read", "a.pdf", "-o", "r.jsonl"], capture_output=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths}, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "a.pdf: reading pdf needs pypdfium2 (pip install 'sijill[read]')" in done.stderr


def test_text_and_lines_start_no_library_and_no_process(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(texts.MARKET.text, encoding="utf-8")
    code = (
        "import sys, sijill.read as r; list(r.read_all(['a.txt']))\n"
        "print([m for m in ('lxml', 'pypdfium2', 'openpyxl', 'zipfile', 'hijridate') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_stream_of_lines_is_read_as_ever() -> None:
    line = json.dumps({"doc_id": "a", "text": texts.MARKET.text, "sha256": "0" * 64, "reader": "html/1"})
    found = report(read_jsonl(io.BytesIO(line.encode()), "x"))
    assert (found.sha256, found.reader) == ("0" * 64, "html/1")

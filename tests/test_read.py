"""Reading: what becomes a report, exactly as stored, and what is turned away with which words."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from gold_events import EXAMPLES, example_reports

from sijill.errors import InputError, UsageError
from sijill.read import MAX_CHARS, Read, Reject, SeenIds, find_inputs, read_all
from sijill.read.encoding import decode
from sijill.read.jsonl import read_jsonl
from sijill.read.language import why_not_arabic

TEXT = "قال مسؤول في الشرطة إن عبوة ناسفة انفجرت في السوق القديمة وأصابت ثلاثة من المارة بجروح."
LINE = json.dumps({"doc_id": "a", "text": TEXT})


def lines(*rows: str | bytes) -> list[Read | Reject]:
    data = b"\n".join(r if isinstance(r, bytes) else r.encode() for r in rows)
    return list(read_jsonl(io.BytesIO(data), "in.jsonl"))


def only(item: Read | Reject) -> Reject:
    assert isinstance(item, Reject)
    return item


# ---------------------------------------------------------------------- encodings


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"), "utf-32-le"),
        (TEXT.encode("cp1256"), "windows-1256"),
        (TEXT.encode("iso8859_6"), "iso-8859-6"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_a_text_is_read_in_its_encoding(data: bytes, encoding: str) -> None:
    assert decode(data) == (TEXT, encoding)


def test_a_short_text_is_told_apart_from_other_code_pages() -> None:
    assert decode("أصيب جنديان في انفجار".encode("cp1256"))[0] == "أصيب جنديان في انفجار"


@pytest.mark.parametrize(
    "data",
    [
        "Трое солдат ранены при взрыве на дороге".encode("cp1251"),
        "Trois soldats ont été blessés près du château".encode("cp1252"),
        "三名士兵在公路地雷爆炸中受伤".encode("gbk"),
        "Üç asker yol kenarında yaralandı, ağır".encode("cp1254"),
        TEXT.encode()[:40] + b"\xff" + TEXT.encode()[40:],
        TEXT.encode()[:-2],
        b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1],
    ],
    ids=["cyrillic", "western", "chinese", "turkish", "damaged", "cut off", "utf-16 cut off"],
)
def test_other_encodings_and_damage_are_turned_away(data: bytes) -> None:
    with pytest.raises(InputError, match="not UTF"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        bytes(range(256)) * 4,
        b"\x7fELF\x02\x01\x01\0" * 30,
        b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n\x00\x01",
    ],
)
def test_binary_data_are_turned_away(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data)


def test_damage_is_told_by_line() -> None:
    with pytest.raises(InputError) as found:
        decode(b"a\nb\n\xd9", file="x.txt")
    assert (found.value.file, found.value.line) == ("x.txt", 3)


# ---------------------------------------------------------------------- language


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("وزارت دفاع اعلام کرد که سه سرباز در انفجار مین زخمی شدند.", "Persian"),
        ("وزیر خارجہ نے کہا ہے کہ مذاکرات اگلے ہفتے شروع ہوں گے۔", "Urdu"),
        ("د دفاع وزارت وايي چې په هلمند کې درې سرتيري ټپيان شوي دي.", "Pashto"),
        ("وەزارەتی بەرگری ڕایگەیاند کە سێ سەرباز لە تەقینەوەکەدا بریندار بوون", "Kurdish"),
        ("بۈگۈن ھاۋا بەك ياخشى ئىدى", "not Arabic"),
        ("Three soldiers were wounded near الموصل on Monday", "most of it"),
        ("Трое солдат ранены", "not in Arabic script"),
        ("... 123 !!", "no words"),
        (TEXT.encode().decode("cp1256"), "garbled"),
    ],
)
def test_other_languages_are_named(text: str, why: str) -> None:
    assert why in (why_not_arabic(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        TEXT, "انفجار", "مقتل جندي بانفجار عبوة", "كابل (وكالة) - قتل ٣ جنود",
        "هاجم المسلحون قرية چمن قرب پيشاور وگردز",
        "أعلن الجيش (The Army) عن مقتل 3 جنود في عملية Iron Shield شمال البلاد",
        "قـــتـــل جـندي", "ﻗﺘﻞ ﺟﻨﺪﻱ ﻓﻲ ﺍﻟﻤﺪﻳﻨﺔ", "تقرير عن مواجهات مسلحة في زابل - شبكة گزارش",
    ],
)  # fmt: skip
def test_arabic_is_let_through(text: str) -> None:
    assert why_not_arabic(text) is None


def test_every_example_is_arabic() -> None:
    assert [why_not_arabic(r.text) for r in example_reports()] == [None] * len(example_reports())


# ---------------------------------------------------------------------- JSON lines


def test_a_line_becomes_a_report_with_its_digest() -> None:
    row = {"doc_id": 7, "text": TEXT, "published": "2016-05-04T23:10:00+03:00", "country": "iq", "outlet": "", "x": 1}
    (item,) = lines(json.dumps(row))
    assert isinstance(item, Read)
    assert item.line == 1
    report = item.report
    assert (report.doc_id, report.published, report.country, report.outlet) == ("7", "2016-05-04", "IQ", None)
    assert report.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "not JSON"),
        ("[1, 2]", "not a report"),
        ('{"text": "x"}', "not a report"),
        ('{"doc_id": "a", "text": 3}', "not a report"),
        ('{"doc_id": "a", "text": ""}', "empty"),
        ('{"doc_id": "", "text": "نص"}', "doc_id is empty"),
        ('{"doc_id": "a", "text": "نص", "published": "yesterday"}', "is no day"),
        ('{"doc_id": "a", "text": "نص", "published": "2016-02-30"}', "is no day"),
        ('{"doc_id": "a", "text": "نص", "published": "0001-01-01"}', "is no day"),
        ('{"doc_id": "a", "text": "نص", "published": 20160204}', "not a report"),
        ('{"doc_id": "a", "text": "نص", "country": "Iraq"}', "is no ISO 3166-1 code"),
        ('{"doc_id": "a", "text": "نص", "language": "fa"}', "stated as 'fa'"),
        ('{"doc_id": "a", "text": "نص \\ud800 نص"}', "not JSON"),
        ('{"doc_id": "a", "text": "نص \\u0000"}', "binary"),
        (b'{"doc_id": "a", "text": "\xd9"}', "not JSON"),
        (b'{"doc_id": "a", "text": "\xed\xa0\x80"}', "not JSON"),
        ('{"text": ' + "[" * 100_000, "not"),
    ],
)
def test_a_bad_line_is_told_and_the_next_is_read(line: str | bytes, why: str) -> None:
    first, second = lines(line, LINE)
    assert why in only(first).reason
    assert (first.file, first.line) == ("in.jsonl", 1)
    assert isinstance(second, Read)
    assert second.line == 2


def test_blank_lines_marks_and_other_line_ends_are_no_trouble() -> None:
    items = lines(b"\xef\xbb\xbf" + LINE.encode(), b"", b"  ", LINE.encode() + b"\r")
    assert [i.line for i in items if isinstance(i, Read)] == [1, 4]


def test_utf16_lines_are_read() -> None:
    data = "\ufeff" + LINE + "\r\n" + LINE
    items = list(read_jsonl(io.BytesIO(data.encode("utf-16-le")), "x"))
    assert [type(i) for i in items] == [Read, Read]
    cut = list(read_jsonl(io.BytesIO(data.encode("utf-16-le")[:-1]), "x"))
    assert isinstance(cut[0], Read)
    assert "UTF-16" in only(cut[-1]).reason


def test_an_empty_stream_is_told() -> None:
    assert "empty" in only(lines(b"")[0]).reason


def test_a_report_beyond_the_limit_is_told() -> None:
    text = "قال المصدر " * (MAX_CHARS // 10)
    assert (
        "characters in one report"
        in only(lines(json.dumps({"doc_id": "a", "text": text}, ensure_ascii=False))[0]).reason
    )


# ---------------------------------------------------------------------- files and folders


def test_a_text_is_read_exactly_as_stored(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_bytes(b"\xef\xbb\xbf" + (TEXT + "\r\n" + TEXT).encode())
    (item,) = read_all([str(path)])
    assert isinstance(item, Read)
    assert item.report.text == TEXT + "\r\n" + TEXT
    assert item.report.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_metadata_beside_a_text_are_used(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "r.meta.json").write_text('{"doc_id": "x", "published": "2016-05-04", "outlet": "o"}', encoding="utf-8")
    (item,) = read_all([str(tmp_path)])
    assert isinstance(item, Read)
    assert (item.report.doc_id, item.report.published, item.report.outlet) == ("x", "2016-05-04", "o")


def test_broken_metadata_cost_their_report_only(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.meta.json").write_text("{", encoding="utf-8")
    first, second = read_all([str(tmp_path)])
    assert only(first).file == str(tmp_path / "a.meta.json")
    assert isinstance(second, Read)


def test_a_folder_is_read_in_one_order_with_ids_by_path(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/2.txt", "b/1.txt", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    ids = [i.report.doc_id for i in read_all([str(tmp_path)]) if isinstance(i, Read)]
    assert ids == ["c", "a/2", "b/1", "b/2"]


def test_an_id_that_comes_again_is_told(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(LINE + "\n" + LINE + "\n", encoding="utf-8")
    first, second = read_all([str(path)])
    assert isinstance(first, Read)
    assert "read before" in only(second).reason
    assert (second.doc_id, second.line) == ("a", 2)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\0\1\2", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        (b"hello there", "not in Arabic"),
    ],
)
def test_a_bad_file_is_told_by_name(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "r.txt"
    path.write_bytes(data)
    (item,) = read_all([str(path)])
    assert why in only(item).reason
    assert item.file == str(path)


def test_missing_and_empty_inputs_end_the_call(tmp_path: Path) -> None:
    for bad in (["/no/such"], [str(tmp_path)], [], ["-", "-"]):
        with pytest.raises(UsageError):
            find_inputs(bad)
    assert find_inputs([str(EXAMPLES)]) == [str(EXAMPLES)]


def test_seen_ids_are_exact_while_the_table_grows() -> None:
    seen = SeenIds()
    assert all(seen.add(f"id-{i}") for i in range(5000))
    assert not any(seen.add(f"id-{i}") for i in range(5000))

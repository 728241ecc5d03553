"""Chats of WhatsApp and Telegram, saved pages, rich text and LibreOffice's files: what each reader promises."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("lxml")

from documents import files, pages, pdfs, texts
from documents.samples import IPHONE, chat

from sijill.model import Report
from sijill.read import Read, Reject, parse_columns, read_all

WORDS = "قتل جنديان في انفجار قرب الجسر القديم"


def read(tmp_path: Path, name: str, data: bytes, columns: str = "") -> list[Read | Reject]:
    path = tmp_path / name
    path.write_bytes(data)
    return list(read_all([str(path)], parse_columns([columns])))


def reports(items: list[Read | Reject]) -> list[Report]:
    assert all(isinstance(item, Read) for item in items), items
    return [item.report for item in items if isinstance(item, Read)]


def days(tmp_path: Path, *stamps: str) -> list[str | None]:
    lines = "\n".join(f"{stamp} خالد: {WORDS}" for stamp in stamps)
    return [report.published for report in reports(read(tmp_path, "chat.txt", lines.encode()))]


# ---------------------------------------------------------------------- WhatsApp


@pytest.mark.parametrize(
    ("stamps", "told"),
    [
        (["[12/03/2024, 14:05:33]", "[13/03/2024, 00:00:01]"], ["2024-03-12", "2024-03-13"]),
        (["٢٨/٢/٢٠٢٤، ٢:٠٥ م -", "١/٣/٢٠٢٤، ٩:٠٠ ص -"], ["2024-02-28", "2024-03-01"]),
        (["2/28/24, 2:05 PM -", "3/1/24, 9:00 AM -"], ["2024-02-28", "2024-03-01"]),
        (["28.02.24, 14:05 -", "01.03.24, 09:00 -"], ["2024-02-28", "2024-03-01"]),
        (["2024-02-28, 2:05 p.m. -", "2024-03-01, 9:00 a.m. -"], ["2024-02-28", "2024-03-01"]),
        (["28/2/2024 14:05 -"], ["2024-02-28"]),
        # Both ways round are days: the file's own order tells
        (["1/2/24, 2:05 PM -", "1/3/24, 9:00 AM -", "2/1/24, 9:00 AM -"], ["2024-01-02", "2024-01-03", "2024-02-01"]),
        # … or nothing does
        (["1/2/24, 14:05 -", "3/3/24, 09:00 -"], [None, "2024-03-03"]),
    ],
)
def test_the_day_of_a_message_is_read_as_the_telephone_wrote_it(
    stamps: list[str], told: list[str | None], tmp_path: Path
) -> None:
    assert days(tmp_path, *stamps) == told


def test_those_who_write_stay_unnamed_unless_asked_for(tmp_path: Path) -> None:
    data = chat(IPHONE, ((texts.RAIDS, ""), (texts.AMBUSH, "")))
    for name, columns, outlets in (
        ("WhatsApp Chat with رصد الساحل.txt", "", ["رصد الساحل"] * 2),
        ("_chat.txt", "", [None, None]),
        ("a.txt", "outlet=author", ["+963 900 000 001", "أم ليث"]),
    ):
        assert [r.outlet for r in reports(read(tmp_path, name, data, columns))] == outlets


def test_a_talk_of_two_bears_no_name(tmp_path: Path) -> None:
    data = f"[12/03/2024, 14:05:33] خالد: {WORDS}\n[12/03/2024, 14:06:00] سمير: {WORDS} أمس\n".encode()
    assert [r.outlet for r in reports(read(tmp_path, "WhatsApp Chat - خالد.txt", data))] == [None, None]


def test_a_message_keeps_its_lines_and_says_where_it_stands(tmp_path: Path) -> None:
    data = f"[12/03/2024, 14:05:33] خالد: {WORDS}\n12 جريحا\n\nنقلوا إلى المستشفى\n[12/03/2024, 15:00:00] ليث: نعم\n"
    (first, _) = reports(read(tmp_path, "c.txt", data.encode()))
    assert first.text == f"{WORDS}\n12 جريحا\n\nنقلوا إلى المستشفى"
    assert first.doc_id == "c#1"


@pytest.mark.parametrize("text", [
    f"{WORDS}\n[12/03/2024, 14:05:33] خالد: {WORDS}", f"12/03/2024\n{WORDS}", f"[12/03/2024] {WORDS}",
    f"3/9/2023 - {WORDS}\n{WORDS}",
])  # fmt: skip
def test_a_text_with_days_is_no_chat(text: str, tmp_path: Path) -> None:
    (report,) = reports(read(tmp_path, "a.txt", text.encode()))
    assert report.text == text


# ---------------------------------------------------------------------- Telegram


def test_a_channel_is_the_outlet_of_its_messages(tmp_path: Path) -> None:
    data = files.telegram_page([(texts.SHELLING, "2023-09-03"), (texts.CLASH, "2023-09-14")])
    found = reports(read(tmp_path, "messages.html", data))
    assert [(r.doc_id, r.outlet) for r in found] == [
        ("messages.html#3", "قناة السهل"), ("messages.html#4", "قناة السهل"),
    ]  # fmt: skip
    assert found[0].text.startswith(f"{texts.SHELLING.title}\n{texts.SHELLING.paragraphs[0]}\n")
    assert "المحرر" not in found[0].text


def test_a_talk_in_telegram_bears_no_name(tmp_path: Path) -> None:
    data = files.telegram_page([(texts.SHELLING, "2023-09-03"), (texts.CLASH, "2023-09-14")], chat="سمير")
    talk = (
        data.decode().replace('<div class="from_name">\nسمير\n</div>', '<div class="from_name">\nليلى\n</div>').encode()
    )
    assert [r.outlet for r in reports(read(tmp_path, "messages.html", talk))] == [None, None]
    assert [r.outlet for r in reports(read(tmp_path, "m.html", talk, "outlet=author"))] == ["سمير", "ليلى"]


# ---------------------------------------------------------------------- pages in one file, rich text


def test_a_saved_page_says_where_it_is_from(tmp_path: Path) -> None:
    data = files.mht(pages.bare(texts.SHELLING, "03-09-2023").encode(), "https://old.example/a", "utf-8")
    for name in ("a.mht", "a.mhtml", "without-ending"):
        (found,) = reports(read(tmp_path, name, data))
        assert (found.url, found.published) == ("https://old.example/a", "2023-09-03")
        assert found.reader == "mht/1 html/1"


def test_a_file_of_messages_without_a_page_is_told(tmp_path: Path) -> None:
    (item,) = read(
        tmp_path, "a.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\nhi\n--x--"
    )
    assert isinstance(item, Reject)
    assert "no page" in item.reason


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"{\rtf1\ansi\ansicpg1256 \'de\'ca\'e1 \'cc\'e4\'cf\'ed\par \'c3\'e3\'d3}", "قتل جندي\nأمس"),
        (r"{\rtf1\uc0 \u1602\u1578\u1604{\v \u1608} \u1580\u1606\u1583\u1610{\deleted  \u1605\u1593}}", "قتل جندي"),
        (r"{\rtf1\uc2 \u1602??\u1578\'3f\'3f\u1604?? \u1580??\u1606??\u1583??\u1610??}", "قتل جندي"),
        (r"{\rtf1 {\*\unknown {\b x}}{\pict\bin5 }}}}}} \uc0\u1602\u1578\u1604  \u1580\u1606\u1583\u1610}", "قتل جندي"),
        (r"{\rtf1\uc0\trowd \u1602\u1578\u1604\cell \u1580\u1606\u1583\u1610\cell\row}", "قتل | جندي"),
    ],
)
def test_rich_text_in_its_tables_of_letters(source: str, text: str, tmp_path: Path) -> None:
    (found,) = reports(read(tmp_path, "a.rtf", source.encode("ascii")))
    assert found.text == text


def test_an_old_word_file_says_what_to_do(tmp_path: Path) -> None:
    (item,) = read(tmp_path, "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert isinstance(item, Reject)
    assert item.hint is not None
    assert "LibreOffice" in item.hint
    assert [r.text for r in reports(read(tmp_path, "b.doc", WORDS.encode()))] == [WORDS]


def test_an_office_file_is_known_without_its_ending(tmp_path: Path) -> None:
    (found,) = reports(read(tmp_path, "text", files.odt(texts.MARKET, "")))
    assert found.reader == "odt/1"
    rows = [["text", "published"], [WORDS, "2023-09-03"]]
    assert [r.published for r in reports(read(tmp_path, "table", files.ods(rows)))] == ["2023-09-03"]


def test_spaces_told_by_number_are_not_endless(tmp_path: Path) -> None:
    names = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = f'<b {names}><text:p>{WORDS}<text:s text:c="999999999"/>{WORDS}<text:s text:c="x"/></text:p></b>'
    (found,) = reports(read(tmp_path, "a.odt", files.zipped({"content.xml": body.encode()})))
    assert found.text.split() == [*WORDS.split(), *WORDS.split()]
    assert len(found.text) < 2_000


def test_columns_that_a_page_names_apart_keep_its_order(tmp_path: Path) -> None:
    right, left = ([pdfs.visual(line) for line in pdfs.wrapped(a.text, 38)] for a in (texts.RAIDS, texts.CLASH))
    across = reports(read(tmp_path, "a.pdf", pdfs.columns(right, left)))[0].text.split()
    assert across == ["نشرة", "الضفاف", *texts.RAIDS.text.split(), *texts.CLASH.text.split()]

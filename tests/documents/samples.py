"""The set that reading is measured on: documents of every kind, and the reports that are in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pypdfium2

from documents import files, pages, pdfs
from documents.texts import (
    AMBUSH,
    ARREST,
    BRIDGE,
    CLASH,
    FLOOD,
    MARKET,
    MUSEUM,
    PROTEST,
    RAIDS,
    SHELLING,
    Article,
)  # fmt: skip

HERE = Path(__file__).parent


class Expected(NamedTuple):
    """One report in a document: its text, and its day of publication, or None where the document does not say."""

    text: str
    published: str | None


class Sample(NamedTuple):
    """A document, by the name it is stored under."""

    name: str
    data: bytes
    reports: tuple[Expected, ...]
    columns: dict[str, tuple[str, ...]] | None = None
    needs_ocr: bool = False


def one(article: Article, published: str | None) -> tuple[Expected, ...]:
    return (Expected(article.text, published),)


def stamped(article: Article, stamp: str) -> str:
    """The text with its stamp below the headline: in a file that is no page, it is one of its lines."""
    return "\n".join((article.title, stamp, *article.paragraphs))


def mojibake(text: str, wrong: str, right: str = "utf-8") -> bytes:
    """The text as somebody stored it who had read it in the wrong table."""
    letters = []
    for byte in text.encode(right):
        try:
            letters.append(bytes((byte,)).decode(wrong))
        except UnicodeDecodeError:
            letters.append(chr(byte))
    return "".join(letters).encode()


def samples() -> Iterator[Sample]:
    """The whole set, in one order."""
    yield from page_samples()
    yield from text_samples()
    yield from document_samples()
    yield from archive_samples()
    yield from later_page_samples()
    yield from later_document_samples()


def page_samples() -> Iterator[Sample]:
    page = pages.wordpress(MARKET, "2024-02-01T23:40:00+03:00")
    yield Sample("01-wordpress.html", page.encode(), one(MARKET, "2024-02-01"))
    page = pages.drupal(AMBUSH, "الأحد, 09/03/2023 - 14:30")
    yield Sample("02-drupal.html", page.encode(), one(AMBUSH, "2023-03-09"))
    yield Sample("03-bare.html", pages.bare(SHELLING, "03-09-2023").encode(), one(SHELLING, "2023-09-03"))
    page = pages.tables(ARREST, "الأحد 3 سبتمبر/أيلول 2023")
    yield Sample("04-tables-1256.html", page.encode("cp1256"), one(ARREST, "2023-09-03"))
    page = pages.blogger(RAIDS, "الجمعة، 26 يناير 2024")
    yield Sample("05-blogger.html", page.encode(), one(RAIDS, "2024-01-26"))
    page = pages.program(CLASH, "2022-11-30T08:00:00Z")
    yield Sample("06-program.html", page.encode(), one(CLASH, "2022-11-30"))
    page = pages.timed(MARKET, "2023-09-02T22:30:00Z", "الأحد ٣ أيلول ٢٠٢٣ - ٠١:٣٠")
    yield Sample("07-universal-time.html", page.encode(), one(MARKET, "2023-09-03"))
    page = pages.labelled(AMBUSH, "منذ 3 ساعات")
    yield Sample("08-relative.html", page.encode(), one(AMBUSH, None))
    page = pages.labelled(PROTEST, "١٤ رجب ١٤٤٥هـ")
    yield Sample("09-lunar.html", page.encode(), one(PROTEST, "2024-01-26"))
    page = pages.tables(BRIDGE, "2023/9/3", "iso-8859-6")
    yield Sample("10-iso-8859-6.html", page.replace("&copy;", "").encode("iso8859_6"), one(BRIDGE, "2023-09-03"))
    page = pages.labelled(SHELLING, "آخر تحديث: 2023/9/5 - نُشر في: 2023/9/3")
    yield Sample("11-changed.html", page.encode(), one(SHELLING, "2023-09-03"))
    page = pages.labelled(CLASH, "آخر تحديث: 5 سبتمبر 2023")
    yield Sample("12-only-changed.html", page.encode(), one(CLASH, None))
    page = pages.sections(RAIDS, "السبت 17 صفر 1445 هـ - الموافق 2 سبتمبر 2023 م")
    yield Sample("13-sections.html", page.encode("utf-16"), one(RAIDS, "2023-09-02"))
    page = pages.timed(ARREST, "2023-09-03T10:00:00+03:00", "قبل ساعة")
    yield Sample("14-time.html", page.encode(), one(ARREST, "2023-09-03"))
    page = pages.wordpress(FLOOD, "2021-12-07").replace(
        "</p>", '</p><img src="data:image/png;base64,' + "iVBOR" * 9000 + '">', 9
    )
    yield Sample("15-single-file.html", page.encode(), one(FLOOD, "2021-12-07"))
    page = pages.bare(MUSEUM, "٣ كانون الثاني ٢٠٢٢")
    yield Sample("16-wrong-table.html", mojibake(page, "cp1256"), one(MUSEUM, "2022-01-03"))


def later_page_samples() -> Iterator[Sample]:
    """Pages that were made after the rules, and first read wrong."""
    yield Sample(
        "37-widgets.html", pages.widgets(AMBUSH, "2022-06-15T18:40:11+00:00").encode(), one(AMBUSH, "2022-06-15")
    )
    yield Sample("38-form.html", pages.form(RAIDS, "21/11/2012 10:44:00 ص").encode(), one(RAIDS, "2012-11-21"))
    page = pages.named(MUSEUM, "الأحد، 2 ربيع الأول 1445هـ / 17 سبتمبر 2023م")
    yield Sample("39-named.html", page.encode(), one(MUSEUM, "2023-09-17"))


def later_document_samples() -> Iterator[Sample]:
    """What documenters have besides: saved pages in one file, rich text, LibreOffice's and old files, chats."""
    page = pages.tables(ARREST, "الأحد 3 سبتمبر/أيلول 2023").encode("cp1256")
    yield Sample("40-saved.mht", files.mht(page, "https://old.example/40"), one(ARREST, "2023-09-03"))
    text = Expected(stamped(SHELLING, "التاريخ: 3/9/2023"), "2023-09-03")
    yield Sample("41-word.rtf", files.rtf(SHELLING, "التاريخ: 3/9/2023", unicode=True), (text,))
    yield Sample("42-wordpad.rtf", files.rtf(SHELLING, "التاريخ: 3/9/2023", unicode=False), (text,))
    yield Sample("43-rich.doc", files.rtf(PROTEST, "", unicode=True), one(PROTEST, None))
    row = ("الضالع", "قعطبة", "مصابان")
    text = Expected(stamped(MARKET, "التاريخ: 3/9/2023") + "\n" + " | ".join(row), "2023-09-03")
    yield Sample("44-writer.odt", files.odt(MARKET, "التاريخ: 3/9/2023", row), (text,))
    rows = [["م", "التاريخ", "العنوان", "الخبر"]]
    dated = [(PROTEST, "2023-09-03", "2023-09-03"), (ARREST, "1 آب 2023", "2023-08-01"), (FLOOD, "", None)]
    rows += [[str(n), day, a.title, "\n".join(a.paragraphs)] for n, (a, day, _) in enumerate(dated, start=1)]
    named = {"text": ("العنوان", "الخبر"), "published": ("التاريخ",), "doc_id": ("م",)}
    reports = tuple(Expected(a.text, day) for a, _, day in dated)
    yield Sample("45-calc.ods", files.ods(rows), reports, named)
    yield Sample("46-old.xls", (HERE / "sheet.xls").read_bytes(), reports, named)
    told = tuple(Expected(f"{a.text}\n#خبر", day) for a, day in ((SHELLING, "2023-09-03"), (CLASH, "2023-09-14")))
    export = files.telegram_page([(SHELLING, "2023-09-03"), (CLASH, "2023-09-14")])
    yield Sample("47-messages.html", export, told)
    days = ((RAIDS, "2024-03-12"), (AMBUSH, "2024-03-13"))
    told = tuple(Expected(a.text, day) for a, day in days)
    yield Sample("48-WhatsApp Chat with رصد.txt", chat(ANDROID, days), told)
    yield Sample("49-_chat.txt", chat(IPHONE, days), told)
    columns = [pdfs.visual(line) for line in pdfs.wrapped(RAIDS.text + "\n" + CLASH.text, 38)]
    half = len(columns) // 2
    text = Expected(f"نشرة الضفاف\n{RAIDS.text}\n{CLASH.text}", None)
    yield Sample("50-columns.pdf", pdfs.columns(columns[:half], columns[half:]), (text,))


ANDROID = (
    "١٢/٣/٢٠٢٤، ٢:٠٤ م - تم تشفير الرسائل والمكالمات تمامًا بين الطرفين.\n١٢/٣/٢٠٢٤، ٢:٠٥ م - أبو سمير: {0}\n"
    "١٢/٣/٢٠٢٤، ٣:٠٠ م - أم ليث: <تم استبعاد الوسائط>\n١٣/٣/٢٠٢٤، ٩:١٠ ص - خالد: {1}\n"
)
IPHONE = (
    "\u200f[12/03/2024، 14:04:00] الرصد: \u200fالرسائل والمكالمات مشفّرة بين الطرفين.\r\n"
    "[12/03/2024، 14:05:33] \u202a+963 900 000 001\u202c: {0}\r\n"
    "\u200e[12/03/2024، 15:00:02] خالد: \u200e<attached: 00000012-PHOTO.jpg>\r\n[13/03/2024، 09:10:00] أم ليث: {1}\r\n"
)


def chat(frame: str, days: Sequence[tuple[Article, str]]) -> bytes:
    """A chat with two messages that are reports."""
    return frame.format(*(article.text for article, _ in days)).encode()


def text_samples() -> Iterator[Sample]:
    yield Sample("17-wide.txt", MARKET.text.encode("utf-16"), one(MARKET, None))
    yield Sample("18-1256.txt", AMBUSH.text.encode("cp1256"), one(AMBUSH, None))
    yield Sample("19-8859-6.txt", CLASH.text.encode("iso8859_6"), one(CLASH, None))
    yield Sample("20-utf8-as-cp1252.txt", mojibake(SHELLING.text, "cp1252"), one(SHELLING, None))
    yield Sample("21-1256-as-latin.txt", mojibake(ARREST.text, "latin-1", "cp1256"), one(ARREST, None))


def document_samples() -> Iterator[Sample]:
    printed = (Expected(stamped(SHELLING, "الأحد 3 سبتمبر/أيلول 2023"), "2023-09-03"),)
    yield Sample("22-printed.pdf", (HERE / "printed.pdf").read_bytes(), printed)
    text = "\n".join(a.text for a in (MARKET, AMBUSH, ARREST, PROTEST, RAIDS))
    yield Sample("23-bulletin.pdf", (HERE / "bulletin.pdf").read_bytes(), (Expected(text, None),))
    lines = [pdfs.visual(pdfs.shaped(line)) for line in pdfs.wrapped(RAIDS.text)]
    yield Sample("24-forms.pdf", pdfs.pdf(lines), one(RAIDS, None))
    text = stamped(CLASH, "نشر بتاريخ 05/10/2022")
    lines = [pdfs.visual(line) for line in pdfs.wrapped(text)]
    yield Sample("25-words.pdf", pdfs.pdf(lines, each_word=True), (Expected(text, "2022-10-05"),))
    yield Sample("26-scanned.pdf", scanned(), printed, needs_ocr=True)
    row = ("الضالع", "قعطبة", "مصابان")
    expected = Expected(stamped(MARKET, "التاريخ: 3/9/2023") + "\n" + " | ".join(row), "2023-09-03")
    yield Sample("27-word.docx", files.docx(MARKET, "التاريخ: 3/9/2023", row), (expected,))
    rows = [["م", "التاريخ", "العنوان", "الخبر"]]
    dated = [(PROTEST, "3 سبتمبر 2023", "2023-09-03"), (ARREST, "2023-08-01", "2023-08-01"), (FLOOD, "", None)]
    rows += [[str(n), day, a.title, "\n".join(a.paragraphs)] for n, (a, day, _) in enumerate(dated)]
    named = {"text": ("العنوان", "الخبر"), "published": ("التاريخ",), "doc_id": ("م",)}
    reports = tuple(Expected(a.text, day) for a, _, day in dated)
    yield Sample("28-sheet.csv", files.table(rows, ";", "cp1256"), reports, named)
    yield Sample("29-book.xlsx", files.xlsx(rows), reports, named)


def archive_samples() -> Iterator[Sample]:
    feed = files.rss([(AMBUSH, "Sun, 03 Sep 2023 21:30:00 +0300"), (MUSEUM, "Mon, 04 Sep 2023 06:00:00 GMT")])
    yield Sample("30-feed.xml", feed, (Expected(AMBUSH.text, "2023-09-03"), Expected(MUSEUM.text, "2023-09-04")))
    yield Sample("31-blog.atom", files.atom(RAIDS, "2024-01-02T10:00:00+02:00"), one(RAIDS, "2024-01-02"))
    export = files.telegram([(SHELLING, "2023-09-03"), (CLASH, "2023-09-04")])
    told = (Expected(SHELLING.text, "2023-09-03"), Expected(CLASH.text, "2023-09-04"))
    yield Sample("32-channel.json", export, told)
    web = files.warc(
        [
            ("https://waha.example/a", "text/html; charset=UTF-8", pages.wordpress(AMBUSH, "2024-02-01").encode()),
            ("https://waha.example/x.png", "image/png", b"\x89PNG"),
            ("https://old.example/b", "text/html", pages.tables(PROTEST, "03-09-2023").encode("cp1256")),
        ]
    )
    both = (Expected(AMBUSH.text, "2024-02-01"), Expected(PROTEST.text, "2023-09-03"))
    yield Sample("33-crawl.warc.gz", web, both)
    yield Sample("34-crawl.wacz", files.zipped({"archive/data.warc.gz": web, "pages/pages.jsonl": b"{}\n"}), both)
    saved = {
        "أخبار/page.html": pages.sections(MARKET, "2023/9/3").encode(),
        "أخبار/page_files/frame.html": pages.bare(CLASH, "2023/9/3").encode(),
        "أخبار/page_files/x.txt": RAIDS.text.encode(),
        "b.txt": SHELLING.text.encode("cp1256"),
        "b.meta.json": b'{"published": "2020-01-02"}',
        "c.png": b"\x89PNG",
    }
    packed = (Expected(SHELLING.text, "2020-01-02"), Expected(MARKET.text, "2023-09-03"))
    yield Sample("35-saved.zip", files.zipped(saved), packed)
    inner = files.zipped({"x.html": pages.drupal(FLOOD, "3/9/2023").encode()})
    members = {"a/one.docx": files.docx(ARREST, ""), "b/two.zip": inner, "c.txt": CLASH.text.encode()}
    three = (Expected(ARREST.text, None), Expected(FLOOD.text, "2023-09-03"), Expected(CLASH.text, None))
    yield Sample("36-folder.tar.gz", files.tarred(members), three)


def scanned() -> bytes:
    """The printed report as a picture of its page."""
    with pypdfium2.PdfDocument(HERE / "printed.pdf") as file:
        bitmap = file[0].render(scale=200 / 72, grayscale=True)
        rows = memoryview(bitmap.buffer).cast("B")
        grey = b"".join(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
        return pdfs.picture(bitmap.width, bitmap.height, grey)

"""Office files, feeds, exports and archives around invented reports."""

from __future__ import annotations

import csv
import gzip
import io
import json
import quopri
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from html import escape

from openpyxl import Workbook

from documents.texts import Article

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(article: Article, stamp: str, row: Sequence[str] = ()) -> bytes:
    """A Word file: runs cut in mid-word, an insertion, a deletion, a content control, a table, a text box told twice."""

    def run(text: str, tag: str = "t") -> str:
        return f'<w:r><w:rPr><w:rtl/></w:rPr><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'

    first, *rest = article.paragraphs
    half = len(first) // 2
    body = [
        f"<w:p>{run(article.title)}</w:p>",
        f"<w:p>{run(stamp)}</w:p>",
        f'<w:p>{run(first[:half])}<w:ins w:id="1" w:author="x">{run(first[half:])}</w:ins>'
        f'<w:del w:id="2" w:author="x">{run(" وقتل مئة شخص", "delText")}</w:del></w:p>',
    ]
    for i, text in enumerate(rest):
        paragraph = (
            f'<w:p><w:pPr><w:bidi/></w:pPr>{run(text[:9])}<w:proofErr w:type="spellStart"/>{run(text[9:])}</w:p>'
        )
        body.append(f"<w:sdt><w:sdtContent>{paragraph}</w:sdtContent></w:sdt>" if i == 0 else paragraph)
    if row:
        cells = "".join(f"<w:tc><w:p>{run(cell)}</w:p></w:tc>" for cell in row)
        body.append(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}</w:body></w:document>'
    return zipped({"word/document.xml": document.encode(), "[Content_Types].xml": b"<Types/>"})


def odt(article: Article, stamp: str, row: Sequence[str] = ()) -> bytes:
    """A text of LibreOffice: spans in mid-word, spaces as elements, a deletion kept apart, a remark, a table."""
    first, *rest = article.paragraphs
    half = first.index(" ", len(first) // 2)
    body = [
        f"<text:h>{escape(article.title)}</text:h><text:p>{escape(stamp)}</text:p>",
        f'<text:p>{escape(first[:half])}<text:s text:c="2"/><text:span>{escape(first[half + 1 : half + 4])}</text:span>'
        f"<office:annotation><text:p>ملاحظة المحرر</text:p></office:annotation>{escape(first[half + 4 :])}</text:p>",
        *(f"<text:p>{escape(text)}</text:p>" for text in rest),
    ]
    if row:
        cells = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        body.append(f"<table:table><table:table-row>{cells}</table:table-row></table:table>")
    gone = "<text:tracked-changes><text:p>وقتل مئة شخص</text:p></text:tracked-changes>"
    return zipped({
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": _open_document(f"<office:text>{gone}{''.join(body)}</office:text>"),
    })  # fmt: skip


def ods(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of LibreOffice: ISO days as days, empty cells told once for many, a million empty rows at the end."""

    def cell(value: str) -> str:
        if len(value) == 10 and value[4] == "-":
            return f'<table:table-cell office:date-value="{value}"><text:p>تاريخ</text:p></table:table-cell>'
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n") if line)
        return f"<table:table-cell>{lines}</table:table-cell>"

    told = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    told += (
        '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return zipped({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": _open_document(f'<office:spreadsheet><table:table table:name="أخبار">{told}</table:table>'
                                      "</office:spreadsheet>"),
    })  # fmt: skip


def _open_document(body: str) -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    return f'<?xml version="1.0"?><office:document-content {names}><office:body>{body}</office:body></office:document-content>'.encode()


def rtf(article: Article, stamp: str, *, unicode: bool) -> bytes:
    """A rich text, as Word writes it (numbers of signs, with a fallback) or as WordPad does (the font's table)."""

    def told(text: str) -> str:
        out = []
        for c in text:
            if c.isascii():
                out.append({"\\": "\\\\", "{": "\\{", "}": "\\}"}.get(c, c))
            elif unicode:
                out.append(f"\\u{ord(c) - (65536 if ord(c) > 32767 else 0)}\\'3f")
            else:
                out.append(f"\\'{c.encode('cp1256')[0]:02x}")
        return "".join(out)

    lines = (article.title, stamp, *article.paragraphs)
    head = (
        "{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl{\\f0\\fcharset0 Times;}{\\f1\\fcharset178 Times (Arabic);}}"
        "{\\colortbl;\\red0\\green0\\blue0;}{\\info{\\title " + told(article.title) + "}{\\author x}}"
        "{\\*\\generator Invented;}{\\header\\pard running head\\par}"
    )
    body = "".join(f"\\pard\\rtlpar {{\\rtlch\\f1 {told(line)}}}\\par\r\n" for line in lines if line)
    picture = "{\\pict\\wmetafile8 " + "0a1b" * 300 + "}{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt  }}"
    return f"{head}{body}{picture}}}".encode("ascii")


def mht(page: bytes, address: str, charset: str = "windows-1256") -> bytes:
    """A page saved into one file by a browser, with a picture and a frame."""
    message = MIMEMultipart("related", type="text/html", boundary="----Parts")
    message["From"] = "<Saved by a browser>"
    message["Snapshot-Content-Location"] = address
    part = MIMENonMultipart("text", "html", charset=charset)
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part["Content-Location"] = address
    part.set_payload(quopri.encodestring(page).decode("ascii"))
    message.attach(part)
    picture = MIMENonMultipart("image", "png")
    picture["Content-Transfer-Encoding"] = "base64"
    picture.set_payload("iVBOR" * 4000)
    message.attach(picture)
    frame = MIMENonMultipart("text", "html", charset="utf-8")
    frame.set_payload("<p>advertisement</p>")
    message.attach(frame)
    return message.as_bytes()


def telegram_page(articles: Sequence[tuple[Article, str]], chat: str = "قناة السهل") -> bytes:
    """A channel as Telegram exports it in pages: a service line, a picture, a message that joins the one before."""
    blocks = [
        '<div class="message service" id="message-1"><div class="body details">1 January 2023</div></div>',
        '<div class="message default clearfix" id="message2"><div class="body">'
        f'<div class="pull_right date details" title="02.01.2023 10:00:00 UTC+03:00">10:00</div>'
        f'<div class="from_name">{chat}</div><div class="media_wrap clearfix"><a class="photo_wrap" href="p.jpg"></a>'
        "</div></div></div>",
    ]
    for n, (article, day) in enumerate(articles, start=3):
        year, month, date = day.split("-")
        name = "" if n % 2 else f'<div class="from_name">\n{chat}\n</div>'
        text = "<br>".join((f"<strong>{article.title}</strong>", *article.paragraphs))
        blocks.append(
            f'<div class="message default clearfix{" joined" if not name else ""}" id="message{n}"><div class="body">'
            f'<div class="pull_right date details" title="{date}.{month}.{year} 21:15:00 UTC+03:00">21:15</div>{name}'
            f'<div class="reply_to details">In reply to <a href="#go_to_message2">this message</a></div>'
            f'<div class="text">\n{text}<br><a href="">#خبر</a>\n</div><div class="signature details">المحرر</div>'
            "</div></div>"
        )
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body><div class="page_wrap">'
        f'<div class="page_header"><div class="content"><div class="text bold">\n{chat}\n</div></div></div>'
        f'<div class="page_body chat_page"><div class="history">{"".join(blocks)}</div></div></div></body></html>'
    ).encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def rss(articles: Sequence[tuple[Article, str]], outlet: str = "وكالة المدار") -> bytes:
    items = "".join(
        f"<item><title>{escape(a.title)}</title><link>https://madar.example/{n}</link>"
        f'<guid isPermaLink="false">madar-{n}</guid><pubDate>{day}</pubDate>'
        f"<description>{escape(a.paragraphs[0][:60])}&nbsp;[…]</description><content:encoded><![CDATA["
        + "".join(f"<p>{escape(p)}</p>" for p in a.paragraphs)
        + '<p>اقرأ أيضا: <a href="/x">مقتل ستة في هجوم آخر</a></p><div class="share">شارك</div>'
        "]]></content:encoded></item>"
        for n, (a, day) in enumerate(articles, start=1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{outlet}</title>'
        f"<image><title>شعار</title></image>{items}</channel></rss>"
    ).encode()


def atom(article: Article, published: str) -> bytes:
    lines = "".join(f"<p>{escape(p)}</p>" for p in article.paragraphs)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>مدونة الضفاف</title><updated>2024-05-05T00:00:00Z</updated>'
        f'<entry><id>tag:daf,1</id><title>{article.title}</title><link rel="alternate" href="https://daf.example/1"/>'
        f'<updated>2024-05-05T00:00:00Z</updated><published>{published}</published><content type="xhtml">'
        f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div></content></entry></feed>'
    ).encode()


def telegram(articles: Sequence[tuple[Article, str]]) -> bytes:
    messages: list[dict[str, object]] = [
        {"id": 1, "type": "service", "action": "create_channel", "date": "2023-01-01T00:00:00", "text": ""},
        {"id": 2, "type": "message", "date": "2023-01-02T00:00:00", "photo": "p.jpg", "text": ""},
    ]
    for n, (article, day) in enumerate(articles, start=3):
        pieces = [
            {"type": "bold", "text": article.title},
            "\n" + "\n".join(article.paragraphs),
            {"type": "hashtag", "text": ""},
        ]
        messages.append({"id": n, "type": "message", "date": f"{day}T21:15:00", "from": "قناة السهل", "text": pieces})
    export = {"name": "قناة السهل", "type": "public_channel", "id": 991, "messages": messages}
    return json.dumps(export, ensure_ascii=False, indent=1).encode()


def table(rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def warc(pages: Sequence[tuple[str, str, bytes]], status: str = "200 OK") -> bytes:
    """A web archive of addresses, content types and bodies; a record of the tool's own before them."""
    out = [_record("warcinfo", "", "application/warc-fields", b"software: x\r\n")]
    for address, kind, body in pages:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        out.append(_record("response", address, "application/http; msgtype=response", head + body))
    return b"".join(gzip.compress(record, mtime=0) for record in out)


def _record(kind: str, address: str, content: str, block: bytes) -> bytes:
    target = f"WARC-Target-URI: {address}\r\n" if address else ""
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{len(block):032d}>\r\n"
        f"WARC-Date: 2024-01-01T00:00:00Z\r\n{target}Content-Type: {content}\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip

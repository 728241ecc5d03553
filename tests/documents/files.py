"""Office files, feeds, exports and archives around invented reports."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
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

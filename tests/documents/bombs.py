"""Files made by hand to harm a reader: that unpack without end, nest without end, point elsewhere, or are no files."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from documents import files, pages, pdfs
from documents.texts import MARKET

LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a0 "قتل">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
)


def bombs(scale: int = 0) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of them all, in one order.

    Args:
        scale: 0 for those that are quickly made; 1 for all, and more for larger ones.
    """
    yield from _zips(scale)
    yield from _tars(scale)
    yield from _packed(scale)
    yield from _markup(scale)
    yield from _office(scale)
    yield from _pdfs(scale)
    yield from _tables(scale)


def _zip(members: dict[str, bytes], *, flags: int = 0) -> bytes:
    data = bytearray(files.zipped(members))
    if flags:
        at = data.find(b"PK\x01\x02")
        while at >= 0:
            data[at + 8 : at + 10] = struct.pack("<H", flags)
            at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _zeros(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in ("a.txt", "a.html", "a.jsonl", "a.csv", "a.pdf", "a.json"):
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as member:
                for _ in range(size // 1_000_000):
                    member.write(bytes(1_000_000))
    return out.getvalue()


def _zips(scale: int) -> Iterator[tuple[str, bytes]]:
    text = MARKET.text.encode()
    if scale:
        yield "zeros.zip", _zeros(20_000_000 * scale)
    inner = files.zipped({f"{n}.html": b"<p>" + bytes(3_000_000) for n in range(4)})
    for _ in range(5):
        inner = files.zipped({f"{n}.zip": inner for n in range(6)})
    yield "nested.zip", inner
    yield (
        "ways-out.zip",
        _zip(
            {
                "../../out.txt": text,
                "/etc/cron.d/out.txt": text,
                "C:\\out.txt": text,
                "a/../../out2.txt": text,
                "\x1b[2J.txt": text,
            }
        ),
    )
    yield "long-name.zip", _zip({"ن" * 20_000 + ".txt": text})
    yield "locked.zip", _zip({"a.txt": text}, flags=1)
    yield "strange-method.zip", files.zipped({"a.txt": text}).replace(b"\x08\x00", b"\x63\x00")
    yield "many.zip", files.zipped({f"{n}.txt": b"" for n in range(200 + 2_000 * scale)})
    whole = files.zipped({"a.txt": text * 50})
    yield "cut.zip", whole[: len(whole) // 2]
    if scale:
        yield "overlap.zip", _overlapping(500 * scale)
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0xA1FF0000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    yield "link.zip", out.getvalue()


def _overlapping(count: int) -> bytes:
    """Many entries of the directory that share the bytes of one member."""
    data = zlib.compress(bytes(4_000_000), 9)[2:-4]
    local = struct.pack(
        "<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, zlib.crc32(bytes(4_000_000)), len(data), 4_000_000, 5, 0
    )
    body = local + b"a.txt" + data
    directory = b""
    for n in range(count):
        name = f"{n}.txt".encode()
        directory += struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, zlib.crc32(bytes(4_000_000)), len(data), 4_000_000,
            len(name), 0, 0, 0, 0, 0, 0,
        ) + name  # fmt: skip
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    return body + directory + end


def _tar(kind: bytes, name: str = "a.txt", link: str = "", size: int = 0) -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(1024)


def _tars(scale: int) -> Iterator[tuple[str, bytes]]:
    for name, kind in (("fifo", tarfile.FIFOTYPE), ("char", tarfile.CHRTYPE), ("block", tarfile.BLKTYPE)):
        yield f"{name}.tar", _tar(kind)
    yield "link.tar", _tar(tarfile.SYMTYPE, link="/etc/passwd")
    yield "hard.tar", _tar(tarfile.LNKTYPE, link="a.txt")
    yield "huge.tar", _tar(tarfile.REGTYPE, size=1 << 40)
    yield "long.tar", _tar(tarfile.GNUTYPE_LONGNAME, size=1 << 33)
    yield (
        "ways-out.tar",
        files.tarred({"../../out.txt": MARKET.text.encode(), "/tmp/out.txt": MARKET.text.encode()}, "w"),
    )
    if scale:
        yield (
            "zeros.tar.gz",
            gzip.compress(_tar(tarfile.REGTYPE, size=100_000_000 * scale) + bytes(100_000_000 * scale), mtime=0),
        )
    if scale:
        yield "zeros.tar.xz", lzma.compress(_tar(tarfile.REGTYPE, size=100_000_000) + bytes(100_000_000))
    pax = tarfile.TarInfo("x")
    pax.type, pax.size = tarfile.XHDTYPE, 50_000_000
    if scale:
        yield "header.tar.gz", gzip.compress(pax.tobuf() + b"30 comment=" + b"x" * 50_000_000, mtime=0)
    sparse = tarfile.TarInfo("a.jsonl")
    sparse.pax_headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.realsize": str(1 << 40),
        "GNU.sparse.name": "a.jsonl",
    }
    sparse.size = 512
    yield "sparse.tar", sparse.tobuf(tarfile.PAX_FORMAT) + b"1\n0\n0\n".ljust(512, b"\0") + bytes(1024)


def _packed(scale: int) -> Iterator[tuple[str, bytes]]:
    zeros = gzip.compress(bytes(100_000_000 * scale), mtime=0)
    for name in ("a.jsonl.gz", "a.txt.gz", "a.html.gz", "a.warc.gz", "a.csv.gz", "a.gz"):
        yield name, zeros
    yield "twice.txt.gz.gz", gzip.compress(zeros, mtime=0)
    head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: "
    yield "long.warc", f"{head}99999999999\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>قتل".encode()
    yield (
        "chunks.warc",
        f"{head}200\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\nfffffffff\r\n".encode(),
    )
    squeezed = gzip.compress(bytes(60_000_000 * min(scale, 1)), mtime=0)
    body = (
        f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\nContent-Length: {len(squeezed)}\r\n\r\n".encode()
        + squeezed
    )
    yield "squeezed.warc", f"{head}{len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"
    yield "negative.warc", f"{head}-5\r\n\r\nHTTP/1.1 200 OK\r\n\r\n".encode()
    yield "heads.warc", b"WARC/1.0\r\n" + b"A: b\r\n" * 100_000


def _markup(scale: int) -> Iterator[tuple[str, bytes]]:
    many = 20_000 * max(scale, 1)
    yield "laughs.xml", f"{LAUGHS}<rss><channel><item><title>&a9;</title></item></channel></rss>".encode()
    yield "laughs.html", f"{LAUGHS}<html><body><p>&a9;</p></body></html>".encode()
    yield "laughs-16.xml", f"{LAUGHS}<rss><item><title>&a9;</title></item></rss>".encode("utf-16")
    yield (
        "outside.xml",
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item></rss>',
    )
    yield "outside-dtd.xml", b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><rss><item><title>x</title></item></rss>'
    yield "deep.xml", b"<rss><item>" + b"<a>" * many * 5
    yield "deep.html", b"<html><body>" + b"<div>" * many * 5 + "قتل جنديان".encode()
    yield "deep-inline.html", b"<html><body><p>" + b"<b><i>" * many + "قتل جنديان".encode()
    yield "attributes.html", b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(many)) + b">x"
    yield "entries.xml", b"<rss>" + b"<item><title>a</title></item>" * many + b"</rss>"
    yield (
        "links.html",
        (
            "<html><body><h1>خبر</h1>" + '<h2><a href="x">عنوان خبر طويل يصلح أن يكون عنوانا</a></h2>' * (many // 4)
        ).encode(),
    )
    yield "times.html", ("<html><body><h1>خبر</h1>" + '<time datetime="2023-09-03">أمس</time>' * many).encode()
    yield "days.html", ("<html><body><h1>خبر</h1><p>" + "نشر في 3/9/2023 " * many).encode()
    yield "digits.html", ("<html><body><p>" + "1/1/" * many).encode()
    yield "months.html", ("<html><body><p>قتل " + "3 سبتمبر / سبتمبر " * many).encode()
    yield "labels.txt", ("نشر " * many).encode()
    yield "ampersands.xml", ("<rss><item><title>" + "&a" * many * 5 + "</title></item></rss>").encode()
    yield "comments.html", b"<!-- -->" * many + b"<html><p>x"
    yield "open-comment.html", b"<html><!--" * many
    yield "tables.html", b"<html><body>" + b"<table><tr><td>" * many + "قتل جنديان".encode()
    yield "scripts.html", b"<html><body>" + b"<script><p>" * many
    if scale:
        yield "data.html", b"<html><img src='data:image/png;base64," + b"A" * 500_000 * scale + b"'><p>x"
    nested = '{"a":' * many + "1" + "}" * many
    yield "linked.html", f'<html><script type="application/ld+json">{nested}</script><p>x'.encode()
    graph = json.dumps({"@graph": [{"@graph": [{"datePublished": "x"}] * 50}] * 400})
    yield "graph.html", f'<html><script type="application/ld+json">{graph}</script><p>x'.encode()
    yield "nul.html", b"<html><p>" + b"\0" * 100_000
    yield "empty.html", b""
    if scale:
        yield "wide-word.html", ("<html><body><p>" + "ق" * 1_000_000 * min(scale, 3)).encode()
    yield "garbled.html", ("<html><body><p>" + "Ø§Ù„" * many).encode()
    yield "two.html", (pages.wordpress(MARKET, "2024-02-01") * 40).encode()


def _office(scale: int) -> Iterator[tuple[str, bytes]]:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = f'<w:document xmlns:w="{word}"><w:body>'

    def docx(document: bytes) -> bytes:
        return files.zipped({"word/document.xml": document})

    yield "laughs.docx", docx(f"{LAUGHS}<w>&a9;</w>".encode())
    if scale:
        yield "zeros.docx", docx(head.encode() + bytes(30_000_000 * scale))
    if scale:
        yield "blanks.docx", docx(head.encode() + b" " * 30_000_000 * min(scale, 3))
    yield "deep.docx", docx((head + "<w:p>" * 20_000 * max(scale, 1)).encode())
    yield (
        "rows.docx",
        docx((head + "<w:tr><w:tc>" * 100 + "<w:p><w:r><w:t>قتل</w:t></w:r></w:p>" * 10_000).encode()),
    )
    yield "no-part.docx", files.zipped({"x": b""})
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    book = files.xlsx([["text"], [MARKET.text]])

    def xlsx(part: str, data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        return files.zipped({**members, part: data})

    yield "laughs.xlsx", xlsx("xl/sharedStrings.xml", f"{LAUGHS}<sst><si><t>&a9;</t></si></sst>".encode())
    if scale:
        yield "zeros.xlsx", xlsx("xl/sharedStrings.xml", bytes(40_000_000 * scale))
    far = '<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>text</t></is></c></row></sheetData></worksheet>'
    yield "far.xlsx", xlsx("xl/worksheets/sheet1.xml", (sheet + '<dimension ref="A1:XFD1048576"/>' + far).encode())
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>text</t></is></c></row>' for n in range(1, 200 + 20_000 * scale)
    )
    yield "rows.xlsx", xlsx("xl/worksheets/sheet1.xml", f"{sheet}<sheetData>{rows}</sheetData></worksheet>".encode())


def _pdfs(scale: int) -> Iterator[tuple[str, bytes]]:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>"

    def stream(data: bytes, more: str = "") -> bytes:
        packed = zlib.compress(data, 9)
        return f"<< {more} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"

    yield "loop.pdf", pdfs.assemble([catalogue, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"])
    if scale:
        yield "count.pdf", pdfs.assemble([catalogue, b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", page])
    if scale:
        yield "zeros.pdf", pdfs.assemble([catalogue, kids, page, stream(bytes(100_000_000 * scale))])
    if scale:
        yield "operators.pdf", pdfs.assemble([catalogue, kids, page, stream(b"q " * 20_000_000)])
    form = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /I 5 0 R >> >>"
    if scale:
        yield "form.pdf", pdfs.assemble([catalogue, kids, page, stream(b"/I Do"), stream(b"/I Do /I Do /I Do", form)])
    image = "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceGray /BitsPerComponent 8"
    if scale:
        yield (
            "image.pdf",
            pdfs.assemble([catalogue, kids, page, stream(b"q 595 0 0 842 0 0 cm /I Do Q"), stream(b"x", image)]),
        )
    giant = page.replace(b"595 842", b"9999999 9999999")
    if scale:
        yield "giant.pdf", pdfs.assemble([catalogue, kids, giant, stream(b"q Q")])
    yield "many.pdf", _many_pages(3_000)
    signs = [pdfs.visual(line) for line in pdfs.wrapped(MARKET.text)]
    yield "one-place.pdf", pdfs.pdf(signs * 40, size=1)
    yield "tiny.pdf", pdfs.pdf(["قتل " * 3_000] * 20, size=1)
    good = pdfs.pdf(signs)
    yield "cut.pdf", good[: len(good) // 2]
    yield "no-table.pdf", good[: good.find(b"xref")]
    yield "head.pdf", b"%PDF-1.7\n" + b"%\n" * 100_000


def _many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return pdfs.assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
            *[page] * count,
        ]
    )


def _tables(scale: int) -> Iterator[tuple[str, bytes]]:
    many = 20_000 * max(scale, 1)
    yield "quote.csv", b'text\n"' + b"a,b\n" * many
    yield "wide.csv", b"text," * many + b"\n" + b"x," * many
    if scale:
        yield "line.csv", b"text\n" + b"x" * 9_000_000
    yield "nul.csv", b"text\n\0\0\0\n"
    yield "twice.csv", b"text,text\n" + MARKET.text.replace("\n", " ").encode() + b",x\n"
    yield "deep.json", b'{"messages":' + b"[" * many
    yield (
        "pieces.json",
        json.dumps({"messages": [{"id": 1, "type": "message", "text": [{"text": "a"}] * many}]}).encode(),
    )
    yield "number.json", b'{"messages":[{"id":' + b"9" * many + b"}]}"
    yield "deep.jsonl", b'{"doc_id":"a","text":' + b"[" * many
    yield "lines.jsonl", b"\n" * many

"""Files made to do harm, for each format that is not plain text.

``reaching`` files name another file, whose words must not come out; those of ``EXHAUSTING`` are small, and
would take all memory, all stack, or a time that grows with more than their length.
"""

from __future__ import annotations

import gzip
import io
import json
import plistlib
import struct
import tarfile
import zipfile

from tests.hostile.damaged_files import samples

_MANY, _DEEP, _WIDE = 200_000, 30_000, 20_000
_LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]>"
)
Files = dict[str, bytes]


def reaching(secret: str) -> Files:
    """Files that want the file ``secret`` to be read, by their names; most have some text of their own."""
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>'
    texts = {
        "include.rst": f"The mill.\n\n.. include:: {secret}\n\n.. literalinclude:: {secret}\n",
        "raw.rst": f"The mill.\n\n.. raw:: html\n   :file: {secret}\n",
        "url.rst": f"The mill.\n\n.. raw:: html\n   :url: file://{secret}\n",
        "table.rst": f"The mill.\n\n.. csv-table:: a\n   :file: {secret}\n",
        "a.tex": rf"\begin{{document}}The mill. \input{{{secret}}} \include{{{secret}}}\end{{document}}",
        "a.org": f"The mill.\n#+INCLUDE: {secret}\n#+SETUPFILE: {secret}\n",
        "a.adoc": f"= The mill\n\ninclude::{secret}[]\n\n:a: {secret}\n\nThe mill.\n",
        "a.rss": f"{entity}<rss><item><title>Mill</title><description>Mill &x;</description></item></rss>",
        "a.atom": f"{entity}<feed><entry><title>Mill</title><summary>The mill &x;</summary></entry></feed>",
        "dump.xml": entity + wiki(f"The mill &x; {{{{{secret}}}}}"),
        "a.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": f"The mill.\n%load {secret}"}]}),
        "a.json": json.dumps({"title": "Mill", "text": "The mill.", "$ref": f"file://{secret}"}),
        "a.eml": f"Content-Type: message/external-body; access-type=local-file; name={secret}\r\n\r\nMill.",
        "a.mhtml": f"Content-Type: text/html\r\n\r\n{page(f'<iframe src=file://{secret}></iframe>')}",
        "a.html": page(f"<embed src='{secret}'><object data='file://{secret}'></object>"),
    }
    return {name: text.encode() for name, text in texts.items()} | {
        "a.odt": packed({"content.xml": entity + document("<text:p>The mill &x;</text:p>")}),
        "a.docx": within(".docx", _WORD, entity + word("<w:p><w:r><w:t>The mill &x;</w:t></w:r></w:p>")),
        "a.xlsx": within(".xlsx", _SHEET, entity + sheet("The mill &x;")),
        "a.epub": within(
            ".epub", "META-INF/container.xml", f'{entity}<c><rootfile full-path="../..{secret}"/></c>'
        ),
        "link.tar": linked(secret),
        "link.zip": packed({"a.txt": "The mill."}, link=secret),
    }


def _marked_up() -> Files:
    """What is deep, or open, or looks like the beginning of something again and again."""
    return {
        "deep.rtf": b"{\\rtf1 " + b"{\\b " * _MANY + b"a" + b"}" * _MANY + b"}",
        "bin.rtf": b"{\\rtf1 \\bin2147483647 a}" + b"\\u-99999999999?" * _WIDE,
        "deep.tex": b"\\begin{document}" + b"\\textbf{" * _DEEP + b"a" + b"}" * _DEEP,
        "open.tex": b"\\begin{document}" + b"\\footnote{a" * _DEEP,
        "titles.tex": b"\\title{" * _DEEP,
        "sections.tex": b"\\begin{document}" + b"\\section{{" * _DEEP,
        "environments.tex": b"\\begin{a}" * _DEEP,
        "deep.rst": b"".join(b" " * n + b"* a\n\n" for n in range(3_000)),
        "substitution.rst": b"|a| " * 100 + b"\n\n.. |a| replace:: " + b"|a| " * 100 + b"\n",
        "inline.rst": b"*a `b ``c |d " * _WIDE,
        "stars.org": b"*" * _MANY + b"\n" + b":a:\n" * _WIDE,
        "plus.org": b" +a" * _MANY,
        "begin.org": b"#+begin_src\n" * _WIDE,
        "fences.adoc": b"----\n" * 3 + b"....\na\n" * _WIDE + b"////\n" * 3,
        "header.adoc": b":a: b\n" * _WIDE + b"x",
        "strike.adoc": b"[.line-through]#" * _WIDE,
        "braces.xml": wiki("{{" * _WIDE).encode(),
        "links.xml": wiki("[[a|" * _WIDE).encode(),
        "files.xml": wiki("[[File:a|" * 2_000 + "]]" * 2_000).encode(),
        "tables.xml": wiki("{|\n|-\n| a\n" * _WIDE).encode(),
        "refs.xml": wiki("&lt;ref>a" * _WIDE).encode(),
        "apostrophes.xml": wiki("'''''a'' " * _WIDE).encode(),
        "deep.rss": b"<rss>" + b"<a>" * _MANY + b"</a>" * _MANY + b"</rss>",
        "laughs.rss": f"{_LAUGHS}<rss><item><title>&a11;</title></item></rss>".encode(),
        "laughs.webarchive": f"<?xml version='1.0'?>{_LAUGHS}<plist><string>&a11;</string></plist>".encode(),
    }


def _listed() -> Files:
    """What has too many parts, or says so."""
    nested = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000))
    record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: "
    return {
        "deep.json": b"[" * _MANY + b"]" * _MANY,
        "deep.ipynb": b'{"cells": ' + b"[" * _MANY + b"]" * _MANY + b"}",
        "number.json": b'{"text": "a", "n": ' + b"9" * _MANY + b"}",
        "cues.srt": b"1\n00:00:00,000 --> 99:99:99,999\n<i><b>a\n\n" * _WIDE,
        "nested.eml": b"".join(nested),
        "messages.eml": b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
        "header.eml": b"Subject: " + b"=?utf-8?q?=41?= " * _WIDE + b"\r\nTo: " + b"(" * _WIDE + b"\r\n\r\na",
        "many.mbox": b"From a\nSubject: a\n\n\n" * _WIDE,
        "quotes.csv": b'a,b\n"' + b"x" * _MANY + b"\n" + b'""' * _WIDE,
        "columns.csv": b"a," * _MANY + b"\n" + b"b," * _MANY,
        "long.warc": record + b"9999999999999\r\n\r\n" + b"a" * 1000,
        "many.warc.gz": gzip.compress((record + b"0\r\n\r\n\r\n\r\n") * _MANY, mtime=0),
        "far.xlsx": within(".xlsx", _SHEET, sheet("a", row=1_048_576, column="XFD")),
        "long.tar": header_of(size=b"77777777777"),
        "negative.tar": header_of(size=b"\xff" * 12),
        "chain.msg": chained(),
        "self.webarchive": cyclic_plist(),
    }


def _packed_up() -> Files:
    """What is small because it is packed."""
    again = "<itemref idref='a'/>" * _WIDE
    spaces = f'<text:p>a<text:s text:c="999999999"/>b</text:p><text:p>{"<text:span>" * 5_000}</text:p>'
    return {
        "zeros.txt.gz": gzip.compress(bytes(300_000_000), 9, mtime=0),
        "lines.csv.gz": gzip.compress(b"a,b\n" * 40_000_000, 9, mtime=0),
        "bomb.docx": within(".docx", _WORD, word("<w:p/>" * 30_000_000)),
        "laughs.docx": within(".docx", _WORD, _LAUGHS + word("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>")),
        "laughs.xlsx": within(".xlsx", _SHEET, _LAUGHS + sheet("&a11;")),
        "shared.xlsx": within(".xlsx", "xl/sharedStrings.xml", "<sst>" + "<si><t>a</t></si>" * 10_000_000),
        "spaces.odt": packed({"content.xml": document(spaces)}),
        "again.epub": packed(
            {
                "META-INF/container.xml": "<c><rootfile full-path='a.opf'/></c>",
                "a.opf": f"<p><item id='a' href='a.html'/>{again}</p>",
                "a.html": "<p>a</p>" * _MANY,
            }
        ),
        "nested.zip": nested_archive(8),
        "members.zip": packed({f"{n}.html": "<p>" for n in range(1_000)}),
        "bomb.zip": packed({f"{n}.txt": "a" * 60_000_000 for n in range(3)}),
    }


EXHAUSTING = {"marked up": _marked_up, "listed": _listed, "packed": _packed_up}
"""Files that would never end, or take all that there is, by their names; made when they are asked for."""


def page(body: str) -> str:
    """A web page of one sentence and something else."""
    return (
        f"<html><body><article><p>The mill was built by the lake in 1911.</p>{body}</article></body></html>"
    )


def wiki(source: str) -> str:
    """A dump of one page."""
    text = f"<revision><text>{source}</text></revision>"
    return f"<mediawiki><page><title>A</title><ns>0</ns>{text}</page></mediawiki>"


def document(body: str) -> str:
    """The text of an OpenDocument file."""
    names = ("office", "text", "table")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    inner = f"<office:body><office:text>{body}</office:text></office:body>"
    return f"<office:document-content {spaces}>{inner}</office:document-content>"


_WORD, _SHEET = "word/document.xml", "xl/worksheets/sheet1.xml"
_OPEN_XML = "http://schemas.openxmlformats.org"


def word(body: str) -> str:
    """The text of a Word document."""
    space = f'xmlns:w="{_OPEN_XML}/wordprocessingml/2006/main"'
    return f"<w:document {space}><w:body>{body}</w:body></w:document>"


def sheet(text: str, row: int = 1, column: str = "A") -> str:
    """A sheet with a text in one cell."""
    cell = f'<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
    space = f'xmlns="{_OPEN_XML}/spreadsheetml/2006/main"'
    return f'<worksheet {space}><sheetData><row r="{row}">{cell}</row></sheetData></worksheet>'


def packed(members: dict[str, str | bytes], link: str = "") -> bytes:
    """A zip archive; ``link``: where a member that is a symbolic link leads."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        if link:
            member = zipfile.ZipInfo("link.txt")
            member.external_attr = 0o120777 << 16
            archive.writestr(member, link)
    return made.getvalue()


def within(ending: str, name: str, content: str) -> bytes:
    """The good sample of a format, with another member of this name."""
    with zipfile.ZipFile(io.BytesIO(samples()[ending])) as archive:
        members: dict[str, str | bytes] = {one: archive.read(one) for one in archive.namelist()}
    return packed({**members, name: content})


def nested_archive(depth: int) -> bytes:
    """Archives in each other, two in each."""
    data = packed({"a.txt": "The mill."})
    for _ in range(depth):
        data = packed({"a.zip": data, "b.zip": data})
    return data


def linked(secret: str) -> bytes:
    """A tar archive with links of both kinds, a device and a pipe beside a text."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = 9
        archive.addfile(member, io.BytesIO(b"The mill."))
        for number, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)):
            member = tarfile.TarInfo(f"{number}.txt")
            member.type, member.linkname = kind, secret
            archive.addfile(member)
    return made.getvalue()


def header_of(*, size: bytes) -> bytes:
    """A tar archive of one member that claims to be so long."""
    header = bytearray(tarfile.TarInfo("a.txt").tobuf())
    header[124:136] = size.ljust(12, b"\0")
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + b"The mill.".ljust(512, b"\0")


def chained() -> bytes:
    """A message of Outlook whose table of sectors leads back to its beginning, everywhere."""
    data = bytearray(samples()[".msg"])
    at = 512 * (int(struct.unpack_from("<I", data, 76)[0]) + 1)
    data[at : at + 512] = bytes(512)
    return bytes(data)


def cyclic_plist() -> bytes:
    """A binary property list whose array holds the whole."""
    data = bytearray(plistlib.dumps({"WebMainResource": [1]}, fmt=plistlib.FMT_BINARY))
    data[data.index(b"\xa1") + 1] = 0
    return bytes(data)

"""Files made to do harm, for each format that is not plain text: to read what they should not, or never to end.

``reaching`` files name another file, whose words must not come out; ``exhausting`` ones are small, and would
take all memory, all stack, or a time that grows with more than their length.
"""

from __future__ import annotations

import gzip
import io
import json
import plistlib
import struct
import tarfile
import zipfile
from collections.abc import Iterator

from tests.hostile.damaged_files import samples

_MANY = 200_000
_WIDE = 20_000
_DEEP = 30_000
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def reaching(secret: str) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of files that want the file ``secret`` to be read; each has some text of its own."""
    yield (
        "include.rst",
        f"Mill\n====\n\nThe mill.\n\n.. include:: {secret}\n\n.. literalinclude:: {secret}\n".encode(),
    )
    yield (
        "raw.rst",
        f"The mill.\n\n.. raw:: html\n   :file: {secret}\n\n.. raw:: html\n   :url: file://{secret}\n".encode(),
    )
    yield "table.rst", f"The mill.\n\n.. csv-table:: a\n   :file: {secret}\n".encode()
    yield (
        "a.tex",
        f"\\begin{{document}}The mill.\n\n\\input{{{secret}}}\n\n\\verbatiminput{{{secret}}}\\end{{document}}".encode(),
    )
    yield "a.org", f"The mill.\n#+INCLUDE: {secret}\n#+SETUPFILE: {secret}\n".encode()
    yield "a.adoc", f"= The mill\n\ninclude::{secret}[]\n\n:a: {secret}\n\nThe mill.\n".encode()
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>'
    yield (
        "a.rss",
        f"{entity}<rss><channel><item><title>Mill</title><description>The mill &x;</description></item></channel></rss>".encode(),
    )
    yield (
        "a.atom",
        f"{entity}<feed><entry><title>Mill</title><summary>The mill &x;</summary></entry></feed>".encode(),
    )
    yield (
        "dump.xml",
        f"{entity}<mediawiki><page><title>Mill</title><ns>0</ns><revision><text>The mill &x; {{{{{secret}}}}}</text>"
        "</revision></page></mediawiki>".encode(),
    )
    document = f"<office:document-content {_SPACES}><office:body><office:text><text:p>The mill &x;</text:p></office:text></office:body></office:document-content>"
    yield "a.odt", packed({"content.xml": entity + document})
    yield (
        "a.docx",
        within(
            ".docx",
            "word/document.xml",
            f"{entity}<w:document {_WORD}><w:body><w:p><w:r><w:t>The mill &x;</w:t></w:r></w:p></w:body></w:document>",
        ),
    )
    yield (
        "a.xlsx",
        within(
            ".xlsx",
            "xl/worksheets/sheet1.xml",
            f'{entity}<worksheet {_SHEET}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>The mill &x;</t></is></c></row></sheetData></worksheet>',
        ),
    )
    yield (
        "a.epub",
        within(
            ".epub",
            "META-INF/container.xml",
            f'{entity}<container><rootfiles><rootfile full-path="../../..{secret}"/></rootfiles></container>',
        ),
    )
    yield (
        "a.ipynb",
        json.dumps(
            {
                "cells": [
                    {"cell_type": "markdown", "source": f"The mill. ![a](file://{secret})"},
                    {"cell_type": "code", "source": f"%load {secret}"},
                ]
            }
        ).encode(),
    )
    yield (
        "a.eml",
        f"Subject: Mill\r\nContent-Type: message/external-body; access-type=local-file; name={secret}\r\n\r\nThe mill.\r\n".encode(),
    )
    yield (
        "a.mhtml",
        f"Content-Type: text/html\r\n\r\n<html><body><article><p>The mill was built by the lake.</p><iframe src='file://{secret}'></iframe><object data='{secret}'></object></article></body></html>".encode(),
    )
    yield "link.tar", linked(secret)
    yield "link.zip", packed({"a.txt": "The mill."}, link=secret)
    yield "a.json", json.dumps({"title": "Mill", "text": "The mill.", "$ref": f"file://{secret}"}).encode()
    yield (
        "a.html",
        f"<html><body><article><p>The mill was built by the lake in the year 1911.</p><embed src='{secret}'></article></body></html>".encode(),
    )


def exhausting() -> Iterator[tuple[str, bytes]]:
    """Names and bytes of files that would never end, or take all that there is."""
    laughs = (
        "<!DOCTYPE a [<!ENTITY a0 'ha'>"
        + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
        + "]>"
    )
    yield (
        "laughs.rss",
        f"{laughs}<rss><channel><item><title>&a11;</title><description>&a11;</description></item></channel></rss>".encode(),
    )
    yield (
        "laughs.docx",
        within(
            ".docx",
            "word/document.xml",
            f"{laughs}<w:document {_WORD}><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>",
        ),
    )
    yield (
        "laughs.xlsx",
        within(
            ".xlsx",
            "xl/worksheets/sheet1.xml",
            f'{laughs}<worksheet {_SHEET}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is></c></row></sheetData></worksheet>',
        ),
    )
    yield (
        "laughs.webarchive",
        f"<?xml version='1.0'?>{laughs}<plist><dict><key>WebMainResource</key><string>&a11;</string></dict></plist>".encode(),
    )
    yield "deep.rss", b"<rss>" + b"<a>" * _MANY + b"</a>" * _MANY + b"</rss>"
    yield "deep.json", b"[" * _MANY + b"]" * _MANY
    yield "deep.ipynb", b'{"cells": ' + b"[" * _MANY + b"]" * _MANY + b"}"
    yield "number.json", b'{"text": "a", "n": ' + b"9" * _MANY + b"}"
    yield "deep.rtf", b"{\\rtf1 " + b"{\\b " * _MANY + b"a" + b"}" * _MANY + b"}"
    yield "bin.rtf", b"{\\rtf1 \\bin2147483647 a}" + b"\\u-99999999999?" * _WIDE
    yield "deep.tex", b"\\begin{document}" + b"\\textbf{" * _DEEP + b"a" + b"}" * _DEEP
    yield "open.tex", b"\\begin{document}" + b"\\footnote{a" * _DEEP
    yield "titles.tex", b"\\title{" * _DEEP
    yield "sections.tex", b"\\begin{document}" + b"\\section{{" * _DEEP
    yield "environments.tex", b"\\begin{a}" * _DEEP
    yield "deep.rst", b"".join(b" " * n + b"* a\n\n" for n in range(3_000))
    yield "substitution.rst", b"|a| " * 100 + b"\n\n.. |a| replace:: " + b"|a| " * 100 + b"\n"
    yield "inline.rst", b"*a `b ``c |d " * _WIDE
    yield "stars.org", b"*" * _MANY + b"\n" + b":a:\n" * _WIDE
    yield "plus.org", b" +a" * _MANY
    yield "begin.org", b"#+begin_src\n" * _WIDE
    yield "fences.adoc", b"----\n" * 3 + b"....\na\n" * _WIDE + b"////\n" * 3
    yield "header.adoc", b":a: b\n" * _WIDE + b"x"
    yield "strike.adoc", b"[.line-through]#" * _WIDE
    yield "cues.srt", b"1\n00:00:00,000 --> 99:99:99,999\n<i><b>a\n\n" * _WIDE
    yield (
        "nested.eml",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000)
        ),
    )
    yield "messages.eml", b"Content-Type: message/rfc822\r\n\r\n" * 3_000
    yield "header.eml", b"Subject: " + b"=?utf-8?q?=41?= " * _WIDE + b"\r\nTo: " + b"(" * _WIDE + b"\r\n\r\na"
    yield "many.mbox", b"From a\nSubject: a\n\n\n" * _WIDE
    yield "quotes.csv", b'a,b\n"' + b"x" * _MANY + b"\n" + b'""' * _WIDE
    yield "columns.csv", b"a," * _MANY + b"\n" + b"b," * _MANY
    yield "braces.xml", wiki("{{" * _WIDE)
    yield "links.xml", wiki("[[a|" * _WIDE)
    yield "files.xml", wiki("[[File:a|" * 2_000 + "]]" * 2_000)
    yield "tables.xml", wiki("{|\n|-\n| a\n" * _WIDE)
    yield "refs.xml", wiki("<ref>a" * _WIDE)
    yield "apostrophes.xml", wiki("'''''a'' " * _WIDE)
    yield (
        "long.warc",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9999999999999\r\n\r\n" + b"a" * 1000,
    )
    yield (
        "many.warc.gz",
        gzip.compress(
            b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * _MANY, mtime=0
        ),
    )
    yield "zeros.txt.gz", gzip.compress(bytes(300_000_000), 9, mtime=0)
    yield "lines.csv.gz", gzip.compress(b"a,b\n" * 40_000_000, 9, mtime=0)
    yield (
        "bomb.docx",
        within(".docx", "word/document.xml", f"<w:document {_WORD}><w:body>" + "<w:p/>" * 30_000_000),
    )
    yield (
        "shared.xlsx",
        within(".xlsx", "xl/sharedStrings.xml", f"<sst {_SHEET}>" + "<si><t>a</t></si>" * 10_000_000),
    )
    yield (
        "far.xlsx",
        within(
            ".xlsx",
            "xl/worksheets/sheet1.xml",
            f'<worksheet {_SHEET}><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
        ),
    )
    yield (
        "spaces.odt",
        packed(
            {
                "content.xml": f'<office:document-content {_SPACES}><office:body><office:text><text:p>a<text:s text:c="999999999"/>b</text:p><text:p>{"<text:span>" * 5_000}</text:p></office:text></office:body></office:document-content>'
            }
        ),
    )
    spine = "<itemref idref='a'/>" * _WIDE
    yield (
        "again.epub",
        packed(
            {
                "META-INF/container.xml": "<c><rootfile full-path='a.opf'/></c>",
                "a.opf": f"<p><item id='a' href='a.html'/>{spine}</p>",
                "a.html": "<p>a</p>" * _MANY,
            }
        ),
    )
    yield "nested.zip", nested(8)
    yield "members.zip", packed({f"{n}.html": "<p>" for n in range(3_000)})
    yield "bomb.zip", packed({f"{n}.txt": "a" * 60_000_000 for n in range(3)})
    yield "long.tar", header_of(size=b"77777777777")
    yield "negative.tar", header_of(size=b"\xff" * 12)
    yield "chain.msg", chained()
    yield "self.webarchive", cyclic_plist()


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
        members = {one: archive.read(one) for one in archive.namelist()}
    return packed({**members, name: content})


def nested(depth: int) -> bytes:
    """Archives in each other."""
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


def wiki(source: str) -> bytes:
    """A dump of one page."""
    text = source.replace("<", "&lt;")
    return f"<mediawiki><page><title>A</title><ns>0</ns><revision><text>{text}</text></revision></page></mediawiki>".encode()


def chained() -> bytes:
    """A message of Outlook whose table of sectors leads back to its beginning, everywhere."""
    data = bytearray(samples()[".msg"])
    sector = struct.unpack_from("<I", data, 76)[0]
    at = 512 * (sector + 1)
    data[at : at + 512] = bytes(512)
    return bytes(data)


def cyclic_plist() -> bytes:
    """A binary property list whose array holds itself."""
    data = bytearray(plistlib.dumps({"WebMainResource": [1]}, fmt=plistlib.FMT_BINARY))
    data[data.index(b"\xa1") + 1] = data.index(b"\xa1") and 2
    return bytes(data)

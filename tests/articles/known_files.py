"""Files of every format whose text is known: what the tests and ``eval.files`` hold the readers to."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import plistlib
import struct
import tarfile
import textwrap
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any

from qa.answering.citing import Citer
from qa.articles import read_articles
from qa.errors import InputError
from qa.types import Article, Passage
from tests.pdf_files import Drawn, column, draw_pdf

TITLE = "The old mill of Quarrick"
AUTHOR = "Mara Oduya"
DATE = "2017-05-09"
PARAGRAPHS = (
    "The mill of Quarrick was bought by Jonas Feld in 1887, and it ground rye until the flood of 1921.",
    "Café owner Zoë Brücker paid €5,400 for the wheel — “a bargain”, she said — and moved it to Šarvaš.",
    "Its stones weigh 1.3 tonnes each; the well-known smith Anne Smith-Jones cut them twice a year.",
    "On 4 June 1934 the council voted 12 to 3 for the repair of the dam, which took nine years to finish.",
)
HEADING = "What became of it"
LATER = (
    "Since 2003 the house has been a museum that some forty thousand people visit in a year.",
    "The keeper is Tomasz Wrona, and his number is 555-0142.",
)
WHOLE = "\n".join((TITLE, *PARAGRAPHS, HEADING, *LATER))
BODY = "\n".join((*PARAGRAPHS, *LATER))


@dataclass(frozen=True, slots=True)
class Known:
    """What is right for one article of a file."""

    text: str
    title: str = TITLE
    published: str | None = None
    author: str | None = None
    record: str = ""  # behind the file's id
    places: Sequence[tuple[str, int | str]] = ()  # words, and the line, page or place they stand at


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file and its articles."""

    name: str
    data: bytes
    articles: Sequence[Known] = field(default_factory=tuple)


def files() -> Iterator[KnownFile]:
    """Every file, in the order of formats."""
    for make in (_texts, _pages, _pdfs, _records, _documents, _mails, _tables, _feeds, _markup, _archives):
        yield from make()


def _texts() -> Iterator[KnownFile]:
    text = f"{TITLE}\n\n" + "\n\n".join((*PARAGRAPHS, *LATER)) + "\n"
    line = text[: text.index("Tomasz")].count("\n") + 1
    known = Known(text, places=[("Jonas Feld", 3), ("Tomasz Wrona", line)])
    yield KnownFile("a.txt", text.encode(), [known])
    yield KnownFile("a.log", text.encode(), [known])
    yield KnownFile("NOTES", text.encode(), [known])
    yield KnownFile("a.txt.gz", gzip.compress(text.encode(), mtime=0), [known])
    yield KnownFile("a.txt.bz2", bz2.compress(text.encode()), [known])
    for encoding in ("utf-16", "utf-32"):
        yield KnownFile(
            f"{encoding}.txt", text.encode(encoding), [Known("\ufeff" + text, places=known.places)]
        )
    body = f"# {TITLE}\n\n" + "\n\n".join((*PARAGRAPHS, f"## {HEADING}", *LATER)) + "\n"
    headers = {
        "yaml": f"---\ntitle: {TITLE}\ndate: {DATE}\nauthor: {AUTHOR}\n---\n",
        "colon": f"---\ntitle: News: {TITLE}\ndate: {DATE}\nauthor: {AUTHOR}\n---\n",
        "toml": f'+++\ntitle = "{TITLE}"\ndate = {DATE}\nauthor = "{AUTHOR}"\n+++\n',
        "pandoc": f"% {TITLE}\n% {AUTHOR}\n% 9 May 2017\n\n",
        "mmd": f"Title: {TITLE}\nAuthor: {AUTHOR}\nDate: {DATE}\n\n",
        "hexo": f"title: {TITLE}\nauthor: {AUTHOR}\ndate: {DATE} 10:00:00\n---\n",
    }
    for name, header in headers.items():
        line = (header + body)[: (header + body).index("Tomasz")].count("\n") + 1
        title = f"News: {TITLE}" if name == "colon" else TITLE
        known = Known(body[:-1], title, DATE, AUTHOR, places=[("Tomasz Wrona", line)])
        yield KnownFile(f"{name}.md", (header + body).encode(), [known])
    hidden = body.replace(" rye ", " rye <!-- not wheat --> ").replace(
        "twice a year", "~~once~~ twice a year"
    )
    yield KnownFile("hidden.md", hidden.encode(), [Known(body[:-1])])
    linked = body.replace("Jonas Feld", "[[People/Feld|Jonas Feld]]")
    yield KnownFile("wiki.qmd", linked.encode(), [Known(body[:-1])])
    parts = (f"# {TITLE}", *PARAGRAPHS, f"## {HEADING}", *LATER)
    wrapped = "\n\n".join(textwrap.fill(part, 60) for part in parts)
    marked = wrapped.replace("Jonas Feld", "**[Jonas Feld](https://example.org/feld_(b)?x=1)**[^2]").replace(
        "Anne Smith-Jones", "{{ site.smith }}*Anne Smith-Jones*"
    )
    places = [("Tomasz", marked[: marked.index("Tomasz")].count("\n") + 1), ("Šarvaš", 7)]
    yield KnownFile("wrapped.md", marked.encode(), [Known(body[:-1], places=places)])


def _page(body: str, head: str = '<meta charset="utf-8">') -> str:
    return (
        f"<!doctype html>\n<html><head>{head}\n<title>{escape(TITLE)} | The Post</title>\n"
        f'<meta property="article:published_time" content="{DATE}T09:00:00Z">\n'
        f'<meta name="author" content="{AUTHOR}">\n</head>\n<body>\n<nav><a href="/">Home</a></nav>\n'
        f"<article>\n<h1>{escape(TITLE)}</h1>\n{body}\n</article>\n<footer>Copyright</footer></body></html>\n"
    )


def _html(change: Callable[[str], str] = lambda text: text) -> str:
    parts = [f"<p>{change(escape(text))}</p>" for text in PARAGRAPHS]
    return "\n".join((*parts, f"<h2>{HEADING}</h2>", *(f"<p>{escape(text)}</p>" for text in LATER)))


def _of_page(page: str, text: str = WHOLE) -> Known:
    line = page[: page.index("Tomasz")].count("\n") + 1
    return Known(text, published=DATE, author=AUTHOR, places=[("Tomasz Wrona", line)])


def _pages() -> Iterator[KnownFile]:
    page = _page(_html())
    yield KnownFile("a.html", page.encode(), [_of_page(page)])
    marked = _page(_html(lambda text: text.replace("1887", '1887<sup><a href="#n1">12</a></sup>')))
    yield KnownFile("notes.html", marked.encode(), [_of_page(marked)])
    struck = _page(
        _html(lambda text: text.replace("rye", "<del>wheat </del>rye<span hidden> or oats</span>"))
    )
    yield KnownFile("struck.htm", struck.encode(), [_of_page(struck)])
    deep = _page("<div>" * 280 + "\n" + _html() + "\n" + "</div>" * 280)
    yield KnownFile("deep.xhtml", deep.encode(), [_of_page(deep)])
    wrapped = _page(_html(lambda text: "\n".join(textwrap.wrap(text, 40))))
    yield KnownFile("wrapped.html", wrapped.encode(), [_of_page(wrapped)])
    latin = _page(_html(), '<meta charset="iso-8859-1">').replace("Šarvaš", "Malmö")
    data = latin.encode("cp1252")
    yield KnownFile("latin.html", data, [_of_page(latin, WHOLE.replace("Šarvaš", "Malmö"))])
    central = _page(_html(), '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">')
    central = central.replace("€", "&euro;")
    yield KnownFile("central.html", central.encode("cp1250"), [_of_page(central)])
    yield KnownFile("a.shtml.gz", gzip.compress(page.encode(), mtime=0), [_of_page(page)])
    figure = _page(
        _html() + "\n<figure><img src='a.png'><figcaption>The wheel in 1911.</figcaption></figure>"
    )
    yield KnownFile("figure.html", figure.encode(), [_of_page(figure, f"{WHOLE}\nThe wheel in 1911.")])


def _pdfs() -> Iterator[KnownFile]:
    latin = [text.replace("Šarvaš", "Malmö") for text in PARAGRAPHS]
    text = "\n".join(latin)
    lines = [line for paragraph in latin for line in textwrap.wrap(paragraph, 80)]
    plain = Known(text, places=[("1934", "p. 1")])
    yield KnownFile("a.pdf", draw_pdf([column(lines)], title=TITLE), [plain])
    left, right = textwrap.wrap(" ".join(latin[:2]), 38), textwrap.wrap(" ".join(latin[2:]), 38)
    rows = [each for pair in zip(column(left), column(right, 320), strict=False) for each in pair]
    rest = [*column(left)[len(right) :], *column(right, 320)[len(left) :]]
    two = Known(f"{' '.join(latin[:2])}\n{' '.join(latin[2:])}", places=[("1934", "p. 1")])
    yield KnownFile("columns.pdf", draw_pdf([[*rows, *rest]], title=TITLE), [two])
    yield KnownFile("drawn.pdf", draw_pdf([[*column(left), *column(right, 320)]], title=TITLE), [two])
    numbered = [
        each
        for number, line in enumerate(column(lines, 80), start=1)
        for each in (Drawn(str(number), 50, line.y, 8), line)
    ]
    yield KnownFile("numbers.pdf", draw_pdf([numbered], title=TITLE), [plain])
    turns: tuple[tuple[int, int, int, int], ...] = ((90, 60, 60, 14), (180, 540, 60, 0), (270, 540, 800, -14))
    for angle, x, y, step in turns:
        turned = [
            Drawn(line, x + step * i, y + (0 if step else 14 * i), 11, angle) for i, line in enumerate(lines)
        ]
        yield KnownFile(f"turned{angle}.pdf", draw_pdf([turned], title=TITLE, turned=angle), [plain])
    backwards = draw_pdf([list(reversed(column(lines)))], title=TITLE)
    yield KnownFile("backwards.pdf", backwards, [plain])
    yield KnownFile("marks.pdf", draw_pdf([_marked()], title=TITLE), [Known(_MARKED)])
    yield KnownFile(
        "hyphens.pdf", draw_pdf([column(_HYPHENED)], title="about:blank"), [Known(_JOINED, "hyphens")]
    )
    pages = [[Drawn("The Quarrick Post", 60, 810, 9), *column(part), Drawn(f"- {n} -", 290, 30, 9)]
             for n, part in enumerate((lines[:3], lines[3:5], lines[5:]), start=1)]  # fmt: skip
    known = Known(
        f"The Quarrick Post\n{text}",
        places=[("Jonas Feld", "p. 1 (printed i)"), ("1934", "p. 3 (printed 1)")],
    )
    labels = "0 << /S /r >> 2 << /S /D /St 1 >>"
    yield KnownFile("pages.pdf", draw_pdf(pages, title=TITLE, labels=labels), [known])
    form = draw_pdf(
        [column(["Name of the keeper of the mill:"])], title=TITLE, value=("Tomasz Wrona", 230, 760)
    )
    yield KnownFile("form.pdf", form, [Known("Name of the keeper of the mill: Tomasz Wrona")])
    soft = draw_pdf(
        [column([line.replace("-", "~") for line in lines])], title=TITLE, differences="126 /uni00AD"
    )
    yield KnownFile("soft.pdf", soft, [plain])
    bar = textwrap.wrap("Fact: Mayor Karl Dorn left office in the spring after the long drought.", 18)
    side = [*column(textwrap.wrap(" ".join(latin), 55)), *column(bar, 430)]
    side.sort(key=lambda each: (-each.y, each.x))
    aside = Known(f"{' '.join(latin)}\n{' '.join(bar)}")
    yield KnownFile("sidebar.pdf", draw_pdf([side], title=TITLE), [aside])


def _marked() -> list[Drawn]:
    """A line with raised marks: each behind a text whose width in Helvetica is known to the drawer."""
    return [
        Drawn("The mill was opened in 1887", 60, 760, 11),
        Drawn("12", 60 + 135.1, 764, 7),
        Drawn(" and it ground 10", 60 + 143.2, 760, 11),
        Drawn("6", 60 + 225.2, 764, 7),
        Drawn(" sacks by the 21", 60 + 229.4, 760, 11),
        Drawn("st", 60 + 308.3, 764, 7),
        Drawn(" of May.", 60 + 314.0, 760, 11),
    ]


_MARKED = "The mill was opened in 1887 and it ground 10^6 sacks by the 21st of May."
_HYPHENED = (
    "The committee of the village of Quarrick was responsible for the manage-",
    "ment of the dam, and the mayor of the village was Mary Anne Smith-",
    "Jones, whose vice-president left on the flight AB-",
    "1234 in the years 2015-",
    "2019, and all of it is at https://quarrick.example/annual-",
    "report/2019 for everyone who wants to read it at home.",
)
_JOINED = (
    "The committee of the village of Quarrick was responsible for the management of the dam, and the mayor of"
    " the village was Mary Anne Smith-Jones, whose vice-president left on the flight AB-1234 in the years"
    " 2015-2019, and all of it is at https://quarrick.example/annual-report/2019"
    " for everyone who wants to read it at home."
)


def _records() -> Iterator[KnownFile]:
    records: list[dict[str, Any]] = [
        {"id": "m1", "title": TITLE, "text": BODY, "publishedAt": f"{DATE}T08:00:00Z", "author": AUTHOR},
        {"title": "Second", "text": LATER[1], "created_at": 1494316800},
    ]
    lines = "\n".join(map(json.dumps, records)).encode()
    known = [
        Known(BODY, published=DATE, author=AUTHOR, record="#m1", places=[("Tomasz", "record m1")]),
        Known(LATER[1], "Second", DATE, record="#line-2", places=[("Tomasz", 2)]),
    ]
    yield KnownFile("a.jsonl", lines, known)
    yield KnownFile("a.ndjson.gz", gzip.compress(lines, mtime=0), known)
    second = Known(LATER[1], "Second", DATE, record="#record-2", places=[("Tomasz", "record 2")])
    yield KnownFile("a.json", json.dumps(records).encode(), [known[0], second])
    yield KnownFile("nested.json", json.dumps({"articles": records}).encode(), [known[0], second])
    alone = Known(BODY, published=DATE, author=AUTHOR)
    yield KnownFile("one.json", json.dumps(records[0]).encode(), [alone])
    cells = [
        {"cell_type": "markdown", "source": [f"# {TITLE}\n", "\n", PARAGRAPHS[0]]},
        {"cell_type": "code", "source": "print(12 * 3)", "outputs": [{"text": ["36\n"]}]},
        {"cell_type": "markdown", "source": LATER[1]},
    ]
    notebook = json.dumps(
        {"cells": cells, "metadata": {"authors": [{"name": AUTHOR}]}, "nbformat": 4}
    ).encode()
    text = "\n\n".join((f"# {TITLE}\n\n{PARAGRAPHS[0]}", "print(12 * 3)\n36", LATER[1]))
    places = [("Jonas", "cell 1"), ("36", "cell 2, output"), ("Tomasz", "cell 3")]
    yield KnownFile("a.ipynb", notebook, [Known(text, author=AUTHOR, places=places)])


def _zipped(members: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return packed.getvalue()


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "meta")
)


def _meta() -> str:
    return (
        f'<office:document-meta {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>{TITLE}'
        f"</dc:title><meta:initial-creator>{AUTHOR}</meta:initial-creator></office:meta></office:document-meta>"
    )


def _documents() -> Iterator[KnownFile]:
    section = f'section "{HEADING}"'
    places = [("Jonas Feld", f'section "{TITLE}"'), ("Tomasz Wrona", section)]
    yield KnownFile(
        "a.docx", _docx(), [Known(f"{WHOLE}\nYear | Visitors\n2003 | 31,000", author=AUTHOR, places=places)]
    )
    paragraphs = "".join(f"<text:p>{escape(text)}</text:p>" for text in PARAGRAPHS)
    later = "".join(f"<text:p>{escape(text)}</text:p>" for text in LATER)
    row = "".join(
        f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in ("2003", "31,000")
    )
    content = (
        f"<office:document-content {_SPACES}><office:body><office:text><text:h>{TITLE}</text:h>{paragraphs}"
        f"<text:h>{HEADING}</text:h>{later}<table:table><table:table-row>{row}</table:table-row></table:table>"
        "</office:text></office:body></office:document-content>"
    )
    document = _zipped({"content.xml": content, "meta.xml": _meta()})
    yield KnownFile("a.odt", document, [Known(f"{WHOLE}\n2003 | 31,000", author=AUTHOR, places=places)])
    yield KnownFile("a.epub", _epub(), [_of_book()])
    yield KnownFile("a.rtf", _rtf(), [Known(BODY, author=AUTHOR)])
    yield KnownFile("a.pptx", _pptx(), [_of_slides()])


def _docx() -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = TITLE, AUTHOR
    document.add_heading(TITLE, 1)
    for text in PARAGRAPHS:
        year, mark, rest = text.partition("1887")
        paragraph = document.add_paragraph(year + mark)
        if mark:
            paragraph.add_run("12").font.superscript = True
        paragraph.add_run(" or wheat" if mark else "").font.strike = True
        paragraph.add_run(rest)
    document.add_heading(HEADING, 2)
    for text in LATER:
        document.add_paragraph(text)
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Year", "Visitors", "2003", "31,000"), strict=True):
        cell.text = text
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _epub() -> bytes:
    chapters = {
        "one.xhtml": f"<h1>{TITLE}</h1>" + "".join(f"<p>{escape(text)}</p>" for text in PARAGRAPHS),
        "two.xhtml": f"<h2>{HEADING}</h2>" + "".join(f"<p>{escape(text)}</p>" for text in LATER),
    }
    items = "".join(f'<item id="c{i}" href="text/{name}"/>' for i, name in enumerate(chapters))
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR}</dc:creator><dc:date>{DATE}</dc:date></metadata>"
        f'<manifest>{items}</manifest><spine><itemref idref="c0"/><itemref idref="c1"/></spine></package>'
    )
    container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    pages = {f"OEBPS/text/{name}": f"<html><body>{body}</body></html>" for name, body in chapters.items()}
    return _zipped({"META-INF/container.xml": container, "OEBPS/book.opf": book, **pages})


def _of_book() -> Known:
    places = [("Jonas Feld", f'chapter 1 "{TITLE}"'), ("Tomasz Wrona", f'chapter 2 "{HEADING}"')]
    return Known(WHOLE, published=DATE, author=AUTHOR, places=places)


def _rtf() -> bytes:
    def coded(text: str) -> str:
        return "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text)

    paragraphs = "".join(f"{coded(text)}\\par\n" for text in (*PARAGRAPHS, *LATER))
    return f"{{\\rtf1\\ansi\\uc1{{\\info{{\\title {TITLE}}}{{\\author {AUTHOR}}}}}\n{paragraphs}}}".encode()


def _pptx() -> bytes:
    import pptx

    presentation = pptx.Presentation()
    presentation.core_properties.title, presentation.core_properties.author = TITLE, AUTHOR
    for title, texts in ((TITLE, PARAGRAPHS), (HEADING, LATER)):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(texts)
    slide.notes_slide.notes_text_frame.text = "Thank the keeper."
    packed = io.BytesIO()
    presentation.save(packed)
    return packed.getvalue()


def _of_slides() -> Known:
    places = [("Jonas Feld", "slide 1"), ("Tomasz Wrona", "slide 2"), ("Thank the keeper", "slide 2, notes")]
    return Known(f"{WHOLE}\nThank the keeper.", author=AUTHOR, places=places)


def _message(kind: str = "plain", charset: str = "utf-8", number: int = 1) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = TITLE, AUTHOR
    message["Date"], message["Message-ID"] = (
        "Tue, 09 May 2017 08:00:00 +0000",
        f"<m{number}@quarrick.example>",
    )
    if kind == "html":
        paragraphs = "".join(f"<p>{escape(text)}</p>" for text in (*PARAGRAPHS, *LATER))
        message.set_content(f"<html><body>{paragraphs}</body></html>", subtype="html", charset=charset)
    else:
        message.set_content(BODY + "\n", charset=charset, cte="base64" if charset == "utf-8" else None)
    return message


def _mails() -> Iterator[KnownFile]:
    place = f"message m1@quarrick.example, {DATE}"
    known = Known(BODY, published=DATE, author=AUTHOR, places=[("Tomasz", place)])
    yield KnownFile("plain.eml", _message().as_bytes(), [known])
    yield KnownFile("page.eml", _message("html").as_bytes(), [known])
    yield KnownFile("central.eml", _message(charset="cp1250").as_bytes(), [known])
    attached = _message()
    attached.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="wheel.png")
    yield KnownFile("attached.eml", attached.as_bytes(), [known])
    box = b"".join(
        b"From a@b Tue May  9 08:00:00 2017\n" + _message(number=n).as_bytes() + b"\n" for n in (1, 2)
    )
    of_box = [
        Known(
            BODY, published=DATE, author=AUTHOR, record=f"#m{n}@quarrick.example",
            places=[("Tomasz", f"message m{n}@quarrick.example, {DATE}")],
        )
        for n in (1, 2)
    ]  # fmt: skip
    yield KnownFile("a.mbox", box, of_box)
    yield KnownFile("a.msg", outlook(), [known])
    saved = EmailMessage()
    saved["Subject"], saved["Snapshot-Content-Location"] = TITLE, "https://quarrick.example/mill"
    saved.set_content(_page(_html()), subtype="html")
    saved.make_mixed()
    page = Known(WHOLE, published=DATE, author=AUTHOR, places=[("Tomasz", "")])
    yield KnownFile("a.mhtml", saved.as_bytes(), [page])
    main = {"WebResourceData": _page(_html()).encode(), "WebResourceTextEncodingName": "utf-8"}
    yield KnownFile("a.webarchive", plistlib.dumps({"WebMainResource": main}), [page])


def outlook() -> bytes:
    """A message as Outlook saves it: a compound file of streams (MS-CFB), each in sectors of its own."""
    times = struct.pack("<HHIQ", 0x0040, 0x0039, 6, (1494316800 + 11644473600) * 10_000_000)
    strings = {"0037": TITLE, "1000": BODY, "0C1A": AUTHOR, "1035": "<m1@quarrick.example>"}
    streams = {f"__substg1.0_{name}001F": text.encode("utf-16-le") for name, text in strings.items()}
    streams["__properties_version1.0"] = b"\0" * 32 + times
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors, chain, entries = [b""], [table], []

    def stored(data: bytes) -> int:
        first = len(sectors)
        count = -(-len(data) // 512)
        for i in range(count):
            sectors.append(data[512 * i : 512 * (i + 1)].ljust(512, b"\0"))
            chain.append(first + i + 1 if i + 1 < count else end)
        return first

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        coded = name.encode("utf-16-le") + b"\0\0"
        head = coded.ljust(64, b"\0") + struct.pack("<HBB", len(coded), kind, 1)
        return head + struct.pack("<III", free, right, child) + b"\0" * 36 + struct.pack("<IQ", start, size)

    ordered = sorted(streams.items(), key=lambda each: (len(each[0]), each[0].upper()))
    entries.append(entry("Root Entry", 5, 1, free, end, 0))
    for i, (name, data) in enumerate(ordered, start=1):
        data = data.ljust(4096, b"\0") if len(data) < 4096 and "substg" not in name else data
        padded = data + b"\0" * max(0, 4096 - len(data))  # shorter streams would go to the mini stream
        entries.append(entry(name, 2, free, i + 1 if i < len(ordered) else free, stored(padded), len(padded)))
    directory = stored(b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0"))
    sectors[0] = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
    )
    header += struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, end, 0, end, 0)
    return header + struct.pack("<109I", 0, *[free] * 108) + b"".join(sectors)


def _tables() -> Iterator[KnownFile]:
    head = ("Place", "Keeper", "Since")
    rows = (("Quarrick mill", "Tomasz Wrona", "2003"), ("Quarrick dam", "Zoë Brücker", "1934"))
    text = "\n".join(
        "; ".join(f"{name}: {cell}" for name, cell in zip(head, row, strict=True)) for row in rows
    )
    for separator, ending in ((",", "csv"), (";", "csv.gz"), ("\t", "tsv")):
        table = "\n".join(separator.join(row) for row in (head, *rows))
        known = Known(table, "keepers", places=[("Tomasz", 2), ("1934", 3)])
        packed = gzip.compress(table.encode(), mtime=0) if "gz" in ending else table.encode()
        yield KnownFile(f"keepers.{ending}", packed, [known])
    wide = "\r\n".join(";".join(row) for row in (head, *rows))
    yield KnownFile("excel/keepers.csv", wide.encode("utf-16"), [Known(wide, "keepers")])
    articles = f'id,title,text,date\nm1,{TITLE},"{PARAGRAPHS[0]}\n{LATER[1]}",{DATE}\n'
    row = Known(f"{PARAGRAPHS[0]}\n{LATER[1]}", published=DATE, record="#m1", places=[("Tomasz", "row 2")])
    yield KnownFile("articles.csv", articles.encode(), [row])
    links = f"URL,Title,Selection,Folder,Timestamp\nhttps://q.example/mill,{TITLE},,Unread,1494316800\n"
    yield KnownFile(
        "instapaper.csv", links.encode(), [Known(f"{TITLE}: https://q.example/mill", "instapaper")]
    )
    yield KnownFile("keepers.xlsx", _xlsx(head, rows), [_of_sheet(text)])
    yield KnownFile("keepers.ods", _ods(head, rows), [_of_sheet(text)])
    marks = (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<DL><p>\n"
        f'<DT><A HREF="https://q.example/mill" ADD_DATE="1494316800">{TITLE}</A>\n</DL>\n'
    )
    bookmarks = Known(f"{TITLE}: https://q.example/mill", "Bookmarks", places=[("mill of", 4)])
    yield KnownFile("bookmarks.html", marks.encode(), [bookmarks])


def _xlsx(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.creator, book.properties.title = AUTHOR, TITLE
    sheet = book.active
    sheet.title = "Keepers"
    for row in (head, *rows):
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    day = book.create_sheet("Days")
    day["B3"] = datetime(1934, 6, 4)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _ods(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    def cell(text: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    def sheet(name: str, rows: str) -> str:
        return f'<table:table table:name="{name}">{rows}</table:table>'

    keepers = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in (head, *rows)
    )
    days = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        "<table:table-row><table:table-cell/>"
        '<table:table-cell office:value-type="date" office:date-value="1934-06-04">'
        "<text:p>4/6</text:p></table:table-cell></table:table-row>"
    )
    sheets = sheet("Keepers", keepers) + sheet("Days", days)
    content = (
        f"<office:document-content {_SPACES}><office:body><office:spreadsheet>{sheets}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    return _zipped({"content.xml": content, "meta.xml": _meta()})


def _of_sheet(text: str) -> Known:
    places = [("Tomasz", "sheet Keepers, cell B2"), ("Since: 1934", "sheet Keepers, cell C3")]
    return Known(f"{text}\n1934-06-04", author=AUTHOR, places=[*places, ("1934-06", "sheet Days, cell B3")])


def _feeds() -> Iterator[KnownFile]:
    body = escape("".join(f"<p>{escape(text)}</p>" for text in (*PARAGRAPHS, *LATER)))
    known = [
        Known(
            BODY, published=DATE, author=AUTHOR, record="#https://q.example/1", places=[("Tomasz", "entry 1")]
        )
    ]
    rss = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Post</title>'
        f"<item><title>{TITLE}</title><link>https://q.example/1</link>"
        "<pubDate>Tue, 09 May 2017 08:00:00 GMT</pubDate>"
        f"<dc:creator>{AUTHOR}</dc:creator><description>{body}</description></item></channel></rss>"
    )
    yield KnownFile("a.rss", rss.encode(), known)
    yield KnownFile("rss.xml", rss.encode(), known)
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Post</title><entry><id>https://q.example/1</id>'
        f"<title>{TITLE}</title><author><name>{AUTHOR}</name></author><published>{DATE}T08:00:00Z</published>"
        f'<content type="html">{body}</content></entry></feed>'
    )
    yield KnownFile("a.atom", atom.encode(), known)
    source = (
        f"{{{{Infobox mill|name=Quarrick}}}}\n'''{PARAGRAPHS[0]}'''<ref>Feld 1890</ref>\n\n"
        f"{PARAGRAPHS[1]}\n\n== {HEADING} ==\n{LATER[0]}\n\n"
        "[[Tomasz Wrona|The keeper]] is [[Tomasz Wrona]].\n\n"
        "[[Category:Mills]]"
    )
    text = "\n\n".join((*PARAGRAPHS[:2], f"{HEADING}\n{LATER[0]}", "The keeper is Tomasz Wrona."))
    dump = (
        '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/"><page><title>Mills</title><ns>0</ns>'
        f"<revision><text>#REDIRECT [[{TITLE}]]</text></revision></page>"
        f"<page><title>{TITLE}</title><ns>0</ns>"
        f"<revision><text>{escape(source)}</text></revision></page></mediawiki>"
    )
    page = Known(text, record=f"#{TITLE}", places=[("Tomasz", f'page "{TITLE}"')])
    yield KnownFile("dump.xml", dump.encode(), [page])
    yield KnownFile("dump.xml.bz2", bz2.compress(dump.encode()), [page])
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + _page(_html()).encode()
    url = "https://q.example/mill"
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"WARC-Date: 2017-05-09T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    warc = head.encode() + http + b"\r\n\r\n"
    fetched = Known(WHOLE, published=DATE, author=AUTHOR, record=f"#{url}", places=[("Tomasz", url)])
    yield KnownFile("a.warc", warc, [fetched])
    yield KnownFile("b.warc.gz", gzip.compress(warc, mtime=0), [fetched])


def _markup() -> Iterator[KnownFile]:
    body = "\n\n".join((*PARAGRAPHS, *LATER))
    org = f"#+TITLE: {TITLE}\n#+AUTHOR: {AUTHOR}\n#+DATE: <{DATE}>\n\n{body}\n"
    blank = "\n".join(" " * len(line) for line in org.splitlines()[:3])
    known = Known(
        f"{blank}\n\n{body}\n", published=DATE, author=AUTHOR, places=[("Jonas", 5), ("Tomasz", 15)]
    )
    yield KnownFile("a.org", org.encode(), [known])
    adoc = f"= {TITLE}\n{AUTHOR}\n{DATE}\n:toc: left\n\n// not text\n{body}\n"
    shown = adoc.replace(":toc: left", " " * 10).replace("// not text", " " * 11)
    known = Known(shown, published=DATE, author=AUTHOR, places=[("Jonas", 7), ("Tomasz", 17)])
    yield KnownFile("a.adoc", adoc.encode(), [known])
    rst = f"{'=' * 40}\n{TITLE}\n{'=' * 40}\n\n:Author: {AUTHOR}\n:Date: {DATE}\n\n.. not text\n\n{body}\n"
    known = Known(f"{TITLE}\n{BODY}", published=DATE, author=AUTHOR, places=[("Jonas", 10), ("Tomasz", 20)])
    yield KnownFile("a.rst", rst.encode(), [known])
    tex = (
        f"\\documentclass{{article}}\n\\title{{{TITLE}}}\n\\author{{{AUTHOR}}}\n\\date{{9 May 2017}}\n"
        f"\\begin{{document}}\n\\maketitle\n% not text\n{PARAGRAPHS[0]}\\footnote{{Feld, p.~3}}\n\n"
        f'\\section{{{HEADING}}}\n\\textbf{{{LATER[0]}}}\n\n{LATER[1]} Br\\"ucker paid'
        " 5\\,\\% of it.\n\\end{document}\n"
    )
    text = "\n".join((PARAGRAPHS[0], HEADING, LATER[0], f"{LATER[1]} Brücker paid 5 % of it."))
    known = Known(text, published=DATE, author=AUTHOR, places=[("Jonas", 8), (HEADING, 10), ("Tomasz", 13)])
    yield KnownFile("a.tex", tex.encode(), [known])
    srt = (
        f"1\n00:00:01,000 --> 00:00:04,000\n<i>{LATER[0][:29]}</i>\n\n2\n00:00:04,500 --> 00:00:08,000\n"
        f"{LATER[0][30:]}\n\n3\n00:01:09,000 --> 00:01:12,000\n{LATER[1]}\n"
    )
    known = Known("\n".join(LATER), "a", places=[("Since 2003", "00:00:01"), ("Tomasz", "00:01:09")])
    yield KnownFile("a.srt", srt.encode(), [known])
    yield KnownFile(
        "a.vtt", ("WEBVTT\n\n" + srt.replace(",000 ", ".000 ").replace(",500 ", ".500 ")).encode(), [known]
    )


def _archives() -> Iterator[KnownFile]:
    page, text = _page(_html()), f"{TITLE}\n\n{LATER[1]}\n"
    known = [
        Known(text, record="#news/a.txt", places=[("Tomasz", 3)]),
        Known(WHOLE, published=DATE, author=AUTHOR, record="#news/b.html", places=_of_page(page).places),
    ]
    yield KnownFile("a.zip", _zipped({"news/a.txt": text, "news/b.html": page}), known)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, data in (("news/a.txt", text.encode()), ("news/b.html", page.encode())):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    yield KnownFile("a.tar.gz", packed.getvalue(), known)
    yield KnownFile("a.tgz", packed.getvalue(), known)


@dataclass(frozen=True, slots=True)
class Judged:
    """How near what was read of a file comes to what is right."""

    accuracy: float  # characters of the right text that were read, in order, by the longer of the two texts
    places: float  # of the words looked for, the share found at their right place
    faults: Sequence[str]  # titles, dates, authors and ids that are wrong, and what was told besides


def judge(file: KnownFile, folder: Path) -> Judged:
    """Write the file into a folder and read it."""
    path = folder / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.data)
    faults: list[str] = []
    try:
        articles = list(read_articles([path], faults.append))
    except InputError as error:
        return Judged(0.0, 0.0, [str(error)])
    if len(articles) != len(file.articles):
        faults.append(f"{len(articles)} articles, not {len(file.articles)}")
    accuracies, found = [], []
    for article, known in zip(articles, file.articles, strict=False):
        matched = SequenceMatcher(None, article.text, known.text, autojunk=False).get_matching_blocks()
        accuracies.append(sum(block.size for block in matched) / max(len(article.text), len(known.text)))
        stated = (article.title, article.published, article.metadata.get("author"), article.id)
        right = (known.title, known.published, known.author or stated[2], f"{path}{known.record}")
        faults += [
            f"{is_!r} and not {should!r}" for is_, should in zip(stated, right, strict=True) if is_ != should
        ]
        found += [stands_at(article, words) == place for words, place in known.places]
    return Judged(min(accuracies, default=0.0), sum(found) / len(found) if found else 1.0, faults)


def stands_at(article: Article, words: str) -> int | str | None:
    """What a citation of these words says of their place."""
    start = article.text.find(words)
    if start < 0:
        return None
    passage = Passage(1, article.id, start, start + len(words), words)
    citation = Citer(lambda _: article).cite(1, passage, start, start + len(words))
    page = f"p. {citation.page}" if citation.page else ""
    return citation.place or citation.line or page

"""What files do to the text of an article: encodings, marks, structure, front matter, dates, places."""

from __future__ import annotations

import io
import itertools
import json
import time
import unicodedata
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from qa.articles import mail, mailbox_file, markdown, read_articles
from qa.articles.files import File
from qa.articles.marks import lowered, raised
from qa.errors import InputError
from qa.language.tables import tables
from qa.types import Article

LONG = "The council of Quarrick met on Friday in the old mill to hear what the repair would cost. " * 4


def read(folder: Path, name: str, data: str | bytes) -> tuple[list[Article], list[str]]:
    """The articles of a file with this content, and what was told."""
    told: list[str] = []
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_articles([folder / name], told.append)), told


def page(body: str, head: str = '<meta charset="utf-8">') -> str:
    """A page with an article."""
    inside = f"<article><h1>Mill</h1>{body}</article>"
    return f"<html><head>{head}<title>News</title></head><body>{inside}</body></html>"


@pytest.mark.parametrize(
    ("before", "mark", "shown"),
    [
        ("It was sold in 1887", "12", ""),
        ("its 4,200", "13", ""),
        ("by Zara Holm", "1,2", ""),
        ("by Zara Holm", "a", ""),
        ("by Zara Holm", "*", ""),
        ("it was sold", "[2]", ""),
        ("some 10", "6", "^6"),
        ("1.5 \u00d7 10", "-9", "^-9"),
        ("it covers 75 km", "2", "^2"),
        ("x", "2", "^2"),
        ("E = mc", "2", "^2"),
        ("the 21", "st", "st"),
        ("M", "me", "me"),
        ("Ca", "2+", "^2+"),
    ],
)
def test_raised_marks(before: str, mark: str, shown: str) -> None:
    """A note's number is no part of the word before it; an exponent and an ending of a word are."""
    assert raised(before, mark) == shown


def test_lowered_marks() -> None:
    """They belong to their word, but make no other number."""
    assert (lowered("CO", "2"), lowered("1010", "2")) == ("2", "_2")


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("iso-8859-1", "cp1252", "Zoë’s “café”, €5"),
        ("latin1", "cp1252", "Zoë’s “café”"),
        ("windows-1250", "cp1250", "Łukasz Żółć"),
        ("gb2312", "gbk", "王芳在北京"),
        ("x-sjis", "shift_jis", "田中さん"),
        ("macintosh", "mac_roman", "“café”"),
        ("iso-8859-1", "utf-8", "Zoë’s “café”"),
    ],
)
@pytest.mark.parametrize(
    "head", ['<meta charset="{}">', '<meta http-equiv="Content-Type" content="text/html; charset={}">']
)
def test_labels_mean_what_they_mean_to_browsers(
    tmp_path: Path, label: str, codec: str, words: str, head: str
) -> None:
    """A label is believed, save where the bytes are UTF-8 and could not be so by chance."""
    [article], told = read(
        tmp_path, "a.html", page(f"<p>{LONG}{words}</p>", head.format(label)).encode(codec)
    )
    assert words in article.text
    assert len(told) == (codec == "utf-8" and label != "utf-8")


def test_a_page_without_a_label_is_guessed_and_told(tmp_path: Path) -> None:
    """A guess is a guess: it is said."""
    data = page(f"<p>{LONG}Die Bürger von Münster freuten sich über das Schloß.</p>", "").encode("cp1252")
    [article], told = read(tmp_path, "a.html", data)
    assert "Bürger von Münster" in article.text
    assert "a guess" in told[0]


@pytest.mark.parametrize("head", ['<meta charset="utf-8">', ""])
def test_a_bad_byte_spoils_only_itself(tmp_path: Path, head: str) -> None:
    """It is U+FFFD and counted; the rest is as it was written."""
    data = (
        page(f"<p>{LONG}Zoë Müller and Jörg Groß.</p>", head).encode().replace(b"council", b"co\xffncil", 1)
    )
    [article], told = read(tmp_path, "a.html", data)
    assert "co\ufffdncil" in article.text and "Zoë Müller and Jörg Groß." in article.text
    assert "in 1 place" in told[-1]


def test_what_is_not_shown_is_no_text(tmp_path: Path) -> None:
    """Deleted, hidden and commented words; what a caption, an aside and a cell say is."""
    body = (
        f"<p>{LONG}It cost <del>5</del> 7 crowns<!-- 9 -->.<span hidden>secret</span></p>"
        "<table><tr><td>Zara Holm</td><td><ul><li>keeper</li><li>mayor</li></ul></td></tr></table>"
        "<figure><img src='a.png'><figcaption>The wheel in 1911.</figcaption></figure>"
        "<aside><p>Fact: the dam is new.</p></aside>"
    )
    [article], _ = read(tmp_path, "a.html", page(body))
    assert "It cost 7 crowns." in article.text and "secret" not in article.text
    assert all(
        words in article.text for words in ("keeper; mayor", "The wheel in 1911.", "Fact: the dam is new.")
    )


@pytest.mark.parametrize(
    ("head", "published", "says"),
    [
        ('<time class="updated" datetime="2024-05-01">x</time><time class="published" datetime="2010-02-02">'
         "y</time>", "2010-02-02", ""),
        ('<time datetime="2010-02-02">y</time>', "2010-02-02", ""),
        ("<p class='byline'>By Ida, published on 2 February 2010 at 5 pm</p>", "2010-02-02", ""),
        ("<p class='date'>04/03/2016</p>", None, "04/03/2016"),
        ("<time itemprop='dateModified' datetime='2024-05-01'>x</time>", None, ""),
    ],
)  # fmt: skip
def test_the_date_of_a_page(tmp_path: Path, head: str, published: str | None, says: str) -> None:
    """That of its publication, if it can be read in one way; never that of a change."""
    [article], told = read(tmp_path, "a.html", page(f"{head}<p>{LONG}</p>"))
    assert article.published == published
    assert [says in line for line in told] == ([True] if says else [])


def test_lines_are_those_of_the_page(tmp_path: Path) -> None:
    """Every stretch of the text knows the line of the file that it stands on, inside a paragraph too."""
    source = page(f"\n\n<p>{LONG}</p>\n<!-- a\ncomment -->\n<p>One\r\ntwo <b\n>three</b> four\nfive.</p>")
    [article], _ = read(tmp_path, "a.html", source)
    for word in ("One", "two", "three", "five"):
        at = max(i for i, (start, _) in enumerate(article.places) if start <= article.text.index(word))
        assert article.places[at][1] == source[: source.index(word)].count("\n") + 1


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("---\ntitle: News: the mill\n---\n", "News: the mill"),
        ('---\ntitle: "Mill" says no\n---\n', '"Mill" says no'),
        ("---\ntitle: @home\n---\n", "@home"),
        ("---\ntitle: 100% rye\nx: %y\n---\n", "100% rye"),
        ("---\ntitle: The mill\n\tdraft: no\n---\n", "The mill"),
        ("\n---\ntitle: The mill\n---\n", "The mill"),
        ('+++\ntitle = "The mill"\n+++\n', "The mill"),
        ("% The mill\n\n", "The mill"),
        ("Title: The mill\nAuthor: Ida\n\n", "The mill"),
        ("title: The mill\ntags: [a]\n---\n", "The mill"),
        ("---\nThe treasurer is Tom Vale: he said so.\n---\n", "The treasurer is Tom Vale: he said so."),
        ("```sh\n# install it\n```\n\n# The mill\n\n", "The mill"),
        ("# [[Places/Mill|The mill]]\n\n", "The mill"),
    ],
)
def test_headers_of_markdown(tmp_path: Path, header: str, title: str) -> None:
    """Each of the headers in use; what is no header stays text."""
    [article], _ = read(tmp_path, "a.md", f"{header}It was sold. It burned.\n")
    assert article.title == title
    assert article.text[article.body_start :].endswith("It was sold. It burned.")
    assert ("Tom Vale" in article.text[article.body_start :]) == ("Tom Vale" in header)


@pytest.mark.parametrize(
    "name", ["publishedAt", "created_at", "published_date", "pubDate", "date", "timestamp"]
)
def test_names_of_dates(tmp_path: Path, name: str) -> None:
    """In records and in front matter alike."""
    line = json.dumps({"id": "a", "text": "It was sold.", name: "12 March 2019 08:00"})
    assert [each.published for each in read(tmp_path, "a.jsonl", line)[0]] == ["2019-03-12"]
    assert (
        read(tmp_path, "a.md", f"---\n{name}: 2019-03-12\n---\nIt was sold.")[0][0].published == "2019-03-12"
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", '{"id": "a", "text": "It was sold.", "date": "04/03/2020"}'),
        ("a.md", "---\ndate: 04/03/2020\n---\nIt was sold."),
        ("a.html", page(f"<p>{LONG}</p>", '<meta name="date" content="04/03/2020">')),
        ("a.csv", "text,date\nIt was sold.,04/03/2020\n"),
        ("a.org", "#+DATE: 04/03/2020\nIt was sold."),
    ],
)
def test_a_date_of_two_readings_is_refused_everywhere(tmp_path: Path, name: str, data: str) -> None:
    """And told, with the date."""
    [article], told = read(tmp_path, name, data)
    assert article.published is None
    assert len(told) == 1 and "'04/03/2020' may be read in two ways" in told[0]


def test_a_sidecar_finds_decomposed_names(tmp_path: Path) -> None:
    """What looks the same is the same."""
    (tmp_path / f"{unicodedata.normalize('NFD', 'Größe')}.txt").write_text("It was sold.")
    (tmp_path / "metadata.jsonl").write_text(json.dumps({"file": "Größe.txt", "title": "The size"}))
    [article] = read_articles([tmp_path], pytest.fail)
    assert article.title == "The size"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.docx", b"x", "not what its name says"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, "not a workbook"),
        ("a.epub", b"x", "not what its name says"),
        ("a.msg", b"x", "not a message of Outlook"),
        ("a.zip", b"x", "archive is damaged"),
        ("a.tar", b"x" * 600, "archive is damaged"),
        ("a.ipynb", b"{}", "not a notebook"),
        ("a.json", b"[" * 99_999, "nested too deeply"),
        ("a.xml", b"<svg/>", "of a kind that is not read"),
        ("a.rss", b"<rss><channel/></rss>", "no entries"),
        ("a.rtf", b"x", "not rich text"),
        ("a.mbox", b"x", "no messages"),
        ("a.warc", b"x", "no page"),
        ("a.webarchive", b"x", "not a web archive"),
        ("a.srt", b"x", "no text"),
        ("a.csv", b"", "no rows"),
    ],
)
def test_files_that_are_not_what_they_say(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    """One line each, not an exception of a library."""
    with pytest.raises(InputError, match=says):
        read(tmp_path, name, data)


@pytest.mark.parametrize("tags", [("div",), ("span",), ("blockquote",), ("ul", "li"), ("section", "div")])
def test_elements_nested_deeply(tmp_path: Path, tags: tuple[str, ...]) -> None:
    """The text and its paragraphs are there, however many elements wrap them."""
    opened, closed = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
    body = f"{opened * 300}<p>{LONG}</p><p>The keeper is Zara Holm.</p>{closed * 300}"
    [article], told = read(tmp_path, "a.html", f"<html><title>News</title><body>{body}</body></html>")
    assert not told
    assert article.text.endswith("\nThe keeper is Zara Holm.")


def test_notes_of_a_word_document(tmp_path: Path) -> None:
    """They stand behind the text, and their marks are not in it."""
    import docx

    packed = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("It was sold in 1887.")
    document.save(packed)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>By letter.</w:t></w:r></w:p></w:footnote>'
    related = f'<Relationship Id="n" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    typed = '<Override PartName="/word/footnotes.xml" ContentType="application/xml"/></Types>'
    changed = {"word/_rels/document.xml.rels": related, "[Content_Types].xml": typed}
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(tmp_path / "a.docx", "w") as target:
        for name in source.namelist():
            data = source.read(name).decode("latin-1")
            if name in changed:
                data = data[: data.rindex("</")] + changed[name]
            target.writestr(name, data.encode("latin-1"))
        target.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{word}">{note}</w:footnotes>')
    [article] = read_articles([tmp_path / "a.docx"], pytest.fail)
    assert (article.text, article.places) == ("It was sold in 1887.\nBy letter.", ((0, ""), (21, "notes")))


ROWS = (("Party", "Seats", "Leader"), ("Workers", "52", ""), ("", "9", "Ida Moll"))


def _docx(rows: Sequence[Sequence[str]]) -> bytes:
    import docx

    document, packed = docx.Document(), io.BytesIO()
    table = document.add_table(len(rows), len(rows[0]))
    for cell, text in zip(table._cells, itertools.chain(*rows), strict=True):
        cell.text = text
    document.save(packed)
    return packed.getvalue()


def _mail(rows: Sequence[Sequence[str]]) -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"Content-Type: text/html\n\n<p>The seats.</p><table>{cells}</table>".encode()


@pytest.mark.parametrize(("name", "data"), [("a.docx", _docx(ROWS)), ("a.eml", _mail(ROWS))])
def test_an_empty_cell_of_a_table_keeps_its_place(tmp_path: Path, name: str, data: bytes) -> None:
    """Else what stands behind it would be read under another column's name."""
    [article], _ = read(tmp_path, name, data)
    [table] = tables(article.text)
    read_as = [
        [
            (article.text[slice(*name or (0, 0))], article.text[slice(*cell)])
            for name, cell in table.headed(row)
        ]
        for row in table.rows
    ]
    assert read_as == [
        [("Party", "Workers"), ("Seats", "52")],
        [("Seats", "9"), ("Leader", "Ida Moll")],
    ]


def test_a_title_above_a_sheet_names_no_column(tmp_path: Path) -> None:
    """The first row of several texts does; a cell that is missing shifts no name."""
    import openpyxl

    book, packed = openpyxl.Workbook(), io.BytesIO()
    for row in (["Seats after the election"], *ROWS):
        book.active.append(list(row))
    book.save(packed)
    [article], told = read(tmp_path, "a.xlsx", packed.getvalue())
    assert not told
    assert article.text.splitlines() == [
        "Seats after the election",
        "Party: Workers; Seats: 52",
        "Seats: 9; Leader: Ida Moll",
    ]


def test_a_page_in_one_line_has_that_line(tmp_path: Path) -> None:
    """The first line is a line like others."""
    [article], _ = read(tmp_path, "a.html", page("<article><p>The dam was built in 1911.</p></article>"))
    assert article.places == ((0, 1),)


def _zip(members: Sequence[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def test_a_member_of_an_archive_costs_itself_alone(tmp_path: Path) -> None:
    """One that is damaged, too large, of another kind or hidden; and no name leads out of the archive."""
    good = b"The dam was built by Ludo Stein."
    members = [
        ("../../up.txt", good),
        (".hidden.txt", good),
        ("film.mp4", bytes(2_000_000)),
        ("huge.txt", bytes(257_000_000)),
        ("news/a.txt", good),
        ("news/b.docx", b"no document"),
        ("news/c.zip", _zip([("d.txt", good), ("e.zip", _zip([("f.txt", good)]))])),
        ("z.txt", good),
    ]
    articles, told = read(tmp_path, "#a#.zip", _zip(members))
    assert [article.id.partition("a#.zip")[2] for article in articles] == [
        "#up.txt", "#news/a.txt", "#news/c.zip#d.txt", "#z.txt",
    ]  # fmt: skip
    for says in ("huge.txt: larger than 256 MB", "b.docx: damaged", "e.zip: an archive within", ".mp4 (1)"):
        assert len([line for line in told if says in line]) == 1, (says, told)


def test_a_message_that_breaks_the_parser_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other messages of its mailbox are read."""
    mailbox = b"".join(b"From a\nSubject: Number %d\n\nThe dam, told %d.\n\n" % (i, i) for i in range(3))

    def broken(message: EmailMessage, *arguments: Any) -> Article:
        if message["Subject"] == "Number 1":
            raise RuntimeError("what nobody thought of")
        return mail.of_message(message, *arguments)

    monkeypatch.setattr(mailbox_file, "of_message", broken)
    told: list[str] = []
    file = File(tmp_path / "a.mbox", "a.mbox", io.BytesIO(mailbox))
    assert [article.title for article in mailbox_file.read(file, told.append)] == ["Number 0", "Number 2"]
    assert told == ["message 2: cannot be parsed (RuntimeError: what nobody thought of); skipped"]


@pytest.mark.parametrize(
    "text",
    ["~~a " * 200_000, "a:  b\n" * 50_000, "a:  b\n - c\n" * 10_000, "% a " * 200_000, "[[a|" * 5_000],
)
def test_no_text_makes_the_reading_of_markdown_long(tmp_path: Path, text: str) -> None:
    """It takes time for what is written, and not for its square."""
    began = time.monotonic()
    file = File(tmp_path / "a.md", "a.md", io.BytesIO(text.encode()))
    assert len(list(markdown.read(file, lambda problem: None))) == 1
    assert time.monotonic() - began < 10

"""What a PDF draws and how it is read: marks, hyphens, columns, pages, scans."""

from __future__ import annotations

import shutil
import stat
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.articles import cage, read_articles
from qa.errors import InputError
from qa.types import Article
from tests.pdf_files import Drawn, column, draw_pdf

ONE = (
    "The council of Quarrick met on Friday in the old mill to hear what the repair of the roof would cost. "
    "Some hundred people came and asked about the wheel, the rye and the price of the bread."
)
TWO = (
    "Zara Holm was elected keeper after a long debate about the money of the mill. She promised to open the "
    "house on every day of the summer and to have the letters of the old miller printed."
)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """No process that parses knows the PATH of another test."""
    cage.end_all()
    yield
    cage.end_all()


def read(folder: Path, data: bytes) -> tuple[Article, list[str]]:
    """The article of a PDF, and what was told."""
    told: list[str] = []
    (folder / "a.pdf").write_bytes(data)
    [article] = read_articles([folder / "a.pdf"], told.append)
    return article, told


def text_of(folder: Path, *pages: list[Drawn]) -> str:
    """The text of pages that draw this."""
    article, told = read(folder, draw_pdf(pages))
    assert not told
    return article.text


def by_rows(*columns: list[Drawn]) -> list[Drawn]:
    """Columns drawn row by row."""
    return sorted((each for own in columns for each in own), key=lambda each: (-each.y, each.x))


def test_columns_drawn_row_by_row(tmp_path: Path) -> None:
    """Each column is read to its end, under a heading over both, also where lines are at other heights."""
    head = Drawn("A keeper for the mill of Quarrick after all these years", 60, 800, 18)
    page = by_rows(column(textwrap.wrap(ONE, 40)), column(textwrap.wrap(TWO, 40), 320, 753))
    assert text_of(tmp_path, [head, *page]) == f"{head.text}\n{ONE}\n{TWO}"


def test_three_columns(tmp_path: Path) -> None:
    """Columns are divided again."""
    columns = [column(textwrap.wrap(text, 26), x, size=9) for text, x in ((ONE, 40), (TWO, 220), (ONE, 400))]
    assert text_of(tmp_path, by_rows(*columns)) == f"{ONE}\n{TWO}\n{ONE}"


def test_columns_drawn_one_after_the_other(tmp_path: Path) -> None:
    """Who drew the page column by column took them for columns, also where each line begins anew."""
    names = [f"{first} {last} of Quarrick" for first in ("Zara", "Tom") for last in ("Holm", "Vale", "Moss")]
    page = [*column(names[:3]), *column(names[3:], 320)]
    assert text_of(tmp_path, page).replace("\n", " ") == " ".join(names)


def test_a_table_is_read_by_rows(tmp_path: Path) -> None:
    """Cells are no columns of text, even where a cell begins with a small letter."""
    names, offices = (
        ["Zara Holm", "Tom Vale", "Ida Moss"],
        ["keeper of the mill", "treasurer", "clerk of the board"],
    )
    table = by_rows(column(names), column(offices, 200), column(["1999", "2003", "2011"], 400))
    assert text_of(tmp_path, table) == (
        "Zara Holm keeper of the mill 1999\nTom Vale treasurer 2003\nIda Moss clerk of the board 2011"
    )


@pytest.mark.parametrize("step", [1, 5])
def test_numbers_of_lines_are_no_text(tmp_path: Path, step: int) -> None:
    """In the left margin, on every line or every fifth."""
    lines = column(textwrap.wrap(f"{ONE} {TWO} {ONE}", 60), 100)
    numbers = [Drawn(str(i), 70, each.y, 8) for i, each in enumerate(lines, start=1) if i % step == 0]
    assert text_of(tmp_path, by_rows(lines, numbers)) == f"{ONE} {TWO} {ONE}"


@pytest.mark.parametrize("first", ["1887", "1"])
def test_numbers_of_a_list_are_text(tmp_path: Path, first: str) -> None:
    """Years and the numbers of items stay, though they stand where numbers of lines do."""
    numbers = [str(int(first) + i) for i in range(4)]
    said = ["The mill was built.", "The wheel broke.", "The dam was raised.", "The rye was sold."]
    page = by_rows(column(numbers), column(said, 100))
    assert text_of(tmp_path, page) == "\n".join(f"{n} {line}" for n, line in zip(numbers, said, strict=True))


def test_headers_and_footers_do_not_interrupt(tmp_path: Path) -> None:
    """What every page repeats is left where it first stands, page numbers nowhere; sentences go on."""
    lines = textwrap.wrap(f"{ONE} {TWO} {ONE}", 70)
    pages = []
    for n, part in enumerate((lines[:3], lines[3:5], lines[5:]), start=8):
        head = f"{n} The Quarrick Post 2019" if n % 2 == 0 else f"The Quarrick Post 2019 {n}"
        pages.append([Drawn(head, 60, 810, 9), *column(part), Drawn(f"Page {n - 7} of 3", 280, 30, 8)])
    assert text_of(tmp_path, *pages) == f"8 The Quarrick Post 2019\n{ONE} {TWO} {ONE}"


def test_a_large_first_letter(tmp_path: Path) -> None:
    """It is the first letter of its word, not a line of its own."""
    beside = [
        "he council of Quarrick met on Friday in the old mill",
        "to hear what the repair of the roof would cost",
    ]
    page = [Drawn("T", 60, 745, 34), *(Drawn(line, 84, 760 - 14 * i) for i, line in enumerate(beside))]
    assert text_of(tmp_path, page) == "T" + " ".join(beside)


def test_a_mark_drawn_last(tmp_path: Path) -> None:
    """Where a mark stands decides, not when it is drawn."""
    page = [
        Drawn("It was in 1887", 60, 760),
        Drawn("that the mill was sold.", 150, 760),
        Drawn("3", 129.6, 764, 7),
    ]
    assert text_of(tmp_path, page) == "It was in 1887 that the mill was sold."


def test_a_hyphen_as_the_file_writes_the_word(tmp_path: Path) -> None:
    """What stands elsewhere in the file decides before any list of words does."""
    lines = [
        "The mill-wheel of the house was made of oak and turned for a hundred years. The mill-",
        "wheel of today is iron, as is the watergate; but the owner has ordered a new water-",
        "gate of oak.",
    ]
    ends = "wheel of today is iron, as is the watergate; but the owner has ordered a new watergate of oak."
    assert text_of(tmp_path, column(lines)).endswith(ends)


@pytest.mark.parametrize(
    "title", ["about:blank", "Layout 1", "Document1", "untitled", "report.indd", "Slide 1"]
)
def test_titles_that_programs_put_there(tmp_path: Path, title: str) -> None:
    """The first line is the title then."""
    page = [Drawn("A keeper for the mill", 60, 800, 18), *column(textwrap.wrap(ONE, 70))]
    assert read(tmp_path, draw_pdf([page], title=title))[0].title == "A keeper for the mill"


def test_some_pages_are_scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted and named; a stamp in the margin is no text; an empty page is no scan."""
    monkeypatch.setenv("PATH", str(tmp_path))
    stamp = [Drawn("Downloaded from an archive", 60, 20, 8)]
    data = draw_pdf([column(textwrap.wrap(ONE, 70)), [], stamp, stamp, []], pictures=[1, 2, 3])
    _, [told] = read(tmp_path, data)
    assert "3 of 5 pages have no text (scans?): 2-4" in told
    with pytest.raises(InputError, match="no text in its 2 pages"):
        read(tmp_path, draw_pdf([stamp, []], pictures=[0, 1]))


def put_tesseract(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a script in the place of the program."""
    program = folder / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")


def test_scans_are_recognised_where_tesseract_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are the page's, and the citation says that a program recognised them."""
    put_tesseract(tmp_path, 'printf "The keeper of the mill\\nis Zara Holm.\\n"', monkeypatch)
    article, told = read(tmp_path, draw_pdf([column(textwrap.wrap(ONE, 70)), []], pictures=[1]))
    assert not told
    assert article.text.endswith("\n\nThe keeper of the mill is Zara Holm.")
    assert [place for _, place in article.places] == ["p. 1", "p. 2, recognised text"]


def test_a_tesseract_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page by page with what it says, and the others of the file are read."""
    put_tesseract(tmp_path, "echo 'Error opening data file eng.traineddata' >&2; exit 1", monkeypatch)
    article, (page, pages) = read(tmp_path, draw_pdf([column(textwrap.wrap(ONE, 70)), []], pictures=[1]))
    assert "page 2 cannot be read: Tesseract fails (Error opening data file eng.traineddata)" in page
    assert "1 of 2 pages have no text (scans?): 2; Tesseract sees none there either" in pages
    assert article.text.startswith(ONE[:20])


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_tesseract_itself(tmp_path: Path) -> None:
    """A page of clean type, made a picture, is read as it was set."""
    import pypdfium2

    lines = [replace(each, size=16) for each in column(["The keeper of the mill is Zara Holm."])]
    picture = pypdfium2.PdfDocument(draw_pdf([lines]))[0].render(scale=2).to_pil().convert("RGB")
    picture.save(tmp_path / "scan.pdf")
    [article] = read_articles([tmp_path / "scan.pdf"], pytest.fail)
    assert "The keeper of the mill is Zara Holm." in article.text

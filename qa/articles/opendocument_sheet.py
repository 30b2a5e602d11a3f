"""OpenDocument sheets (LibreOffice Calc)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from qa.articles.drafts import Draft
from qa.articles.files import File, Report
from qa.articles.opendocument import stated_by
from qa.articles.packages import Package, called
from qa.articles.sheets import Cell, add_sheet
from qa.types import Article

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LETTERS = 26


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a workbook.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    package = Package(file)
    draft = Draft()
    for sheet in package.xml("content.xml").iter(f"{_TABLE}table"):
        add_sheet(draft, _rows(sheet))
    meta = package.meta()
    yield draft.article(file, title=meta.get("title", ""), about=stated_by(meta), first_line=False)


def _rows(sheet: etree._Element) -> Iterator[list[Cell]]:
    name = sheet.get(f"{_TABLE}name", "")
    number = 1
    for row in sheet.iter(f"{_TABLE}table-row"):
        cells: list[Cell] = []
        column = 1
        for cell in row:
            if called(cell) not in ("table-cell", "covered-table-cell"):
                continue
            kind, shown = cell.get(f"{_OFFICE}value-type", ""), _shown(cell)
            if shown:
                place = f"sheet {name}, cell {_letters(column)}{number}"
                cells.append(Cell(column, place, shown, kind == "string"))
            column += _count(cell.get(f"{_TABLE}number-columns-repeated"))
        if cells:
            yield cells
        number += _count(row.get(f"{_TABLE}number-rows-repeated"))


def _shown(cell: etree._Element) -> str:
    """A value as people see it, but dates as ISO dates."""
    date = cell.get(f"{_OFFICE}date-value", "")
    if date:
        return str(date).removesuffix("T00:00:00").replace("T", " ")
    parts = (" ".join("".join(each.itertext()).split()) for each in cell.findall(f"{_TEXT}p"))
    return " ".join(filter(None, parts))


def _count(stated: str | None) -> int:
    return int(stated) if stated and stated.isdigit() and len(stated) < 8 else 1


def _letters(column: int) -> str:
    """The name of a column: A, B, ..., Z, AA."""
    name = ""
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + letter) + name
    return name

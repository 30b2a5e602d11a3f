"""Workbooks of Excel."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from qa.articles.drafts import Draft
from qa.articles.files import File, Report
from qa.articles.packages import package_of
from qa.articles.sheets import Cell, add_sheet
from qa.errors import InputError
from qa.types import Article


def read(file: File, report: Report) -> Iterator[Article]:
    """The one article of a workbook. A formula is read as the value that was last shown.

    Raises:
        InputError: it cannot be read, or has no text.
    """
    import openpyxl

    data = package_of(file)
    draft = Draft()
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if hasattr(sheet, "reset_dimensions"):
                sheet.reset_dimensions()  # what a file says of its size need not be so
            add_sheet(draft, _rows(sheet))
        about = book.properties
    except InputError:
        raise
    except Exception as error:  # of the library: it raises whatever a broken file leads it to
        raise InputError(f"not a workbook that can be opened: {error}") from error
    created = about.created.isoformat() if about.created else None
    stated = {"author": about.creator, "created": created}
    yield draft.article(file, title=about.title or "", about=stated, first_line=False)


def _rows(sheet: Any) -> Iterator[list[Cell]]:
    for row in sheet.iter_rows():
        filled = [(cell, _shown(cell)) for cell in row if cell.value is not None]
        cells = [
            Cell(
                cell.column,
                f"sheet {sheet.title}, cell {cell.coordinate}",
                shown,
                isinstance(cell.value, str),
            )
            for cell, shown in filled
            if shown
        ]
        if cells:
            yield cells


def _shown(cell: Any) -> str:
    """A value as people see it, near enough: dates as ISO dates, whole numbers without a point."""
    value = cell.value
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return " ".join(str(value).split())
    if "%" in (cell.number_format or ""):
        return f"{round(value * 100, 10):g}%"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)

"""Workbooks of Excel: a line a row, with the names of its columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from qa.articles.drafts import Draft
from qa.articles.files import File, Report
from qa.articles.packages import package_of
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
            _add_sheet(draft, sheet)
        about = book.properties
    except InputError:
        raise
    except Exception as error:  # of the library: it raises whatever a broken file leads it to
        raise InputError(f"not a workbook that can be opened: {error}") from error
    created = about.created.isoformat() if about.created else None
    stated = {"author": about.creator, "created": created}
    yield draft.article(file, title=about.title or "", about=stated, first_line=False)


def _add_sheet(draft: Draft, sheet: Any) -> None:
    head: dict[int, str] | None = None
    first: list[tuple[str, str]] = []  # the first row, until it is known whether it names the columns
    for row in sheet.iter_rows():
        cells = [(cell, _shown(cell)) for cell in row if cell.value is not None]
        cells = [(cell, shown) for cell, shown in cells if shown]
        if not cells:
            continue
        places = [f"sheet {sheet.title}, cell {cell.coordinate}" for cell, _ in cells]
        if head is None:
            named = all(isinstance(cell.value, str) for cell, _ in cells) and len(cells) > 1
            head = {cell.column: shown for cell, shown in cells} if named else {}
            first = [(shown, place) for (_, shown), place in zip(cells, places, strict=True)]
            if named:
                continue
            first = []
        first = []
        for number, ((cell, shown), place) in enumerate(zip(cells, places, strict=True)):
            name = head.get(cell.column, "")
            draft.add(f"{name}: {shown}" if name else shown, place, before="; " if number else "\n")
    for number, (shown, place) in enumerate(first):  # a table of one row
        draft.add(shown, place, before="; " if number else "\n")


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

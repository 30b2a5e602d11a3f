"""Sheets of workbooks: a line a row, each cell with the name of its column: "Party: Greens; Seats: 31"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qa.articles.drafts import Draft


class Cell(NamedTuple):
    """A cell that holds something."""

    column: int
    place: str
    shown: str  # in one line
    is_text: bool  # no number and no date


def add_sheet(draft: Draft, rows: Iterable[Sequence[Cell]]) -> None:
    """Add a sheet: its first row of several texts names the columns, what stands above it is a title."""
    names: dict[int, str] | None = None
    held: Sequence[Cell] = ()  # the names, until a row is found that they name
    for row in rows:
        if names is None and len(row) > 1:
            names = {cell.column: cell.shown for cell in row} if all(cell.is_text for cell in row) else {}
            held = row if names else ()
            if names:
                continue
        held = ()
        _add_row(draft, row, names or {})
    _add_row(draft, held, {})


def _add_row(draft: Draft, row: Sequence[Cell], names: Mapping[int, str]) -> None:
    for number, cell in enumerate(row):
        name = names.get(cell.column, "")
        between = "; " if names else " | "
        draft.add(
            f"{name}: {cell.shown}" if name else cell.shown, cell.place, before=between if number else "\n"
        )

"""The tables of a text: cells between bars, commas, tabs or runs of blanks, and lines of "name: value".

A row is a line, a cell a stretch of it. A table is at least two neighbouring lines whose cells are parted in
one way and equally many, so that no line of prose is a row for its commas alone. Rows that name each of their
cells ("Party: Greens; Seats: 31", as the sheets of a workbook are read) may leave some out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from qa.language import lexicon

Stretch = tuple[int, int]
Row = tuple[Stretch, ...]  # its cells: half-open offsets in the text, white space apart, empty ones kept

_LINE = re.compile(r"[^\n]*[^\s][^\n\r]*")
_LONGEST_LINE = 2_000  # characters: a longer one is no row
_TELLING_ROWS = 50  # of a table, by which its first one is known for a heading
_MOST_ROWS = 5_000  # lines above a row among which its heading is looked for
_LONGEST_CELL = 60  # characters, where only blanks or commas part the cells: prose has longer ones
_RULE = re.compile(r"[\s|+:=-]*[=-]{2}[\s|+:=-]*")  # |---|:---:|
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(lexicon.YEAR)
_BAR = re.compile(r"(?<!\\)\|")
_GAP = re.compile(r"(?<![.,;!?])[^\S\n]{2,}|\t")  # two blanks behind a sentence are a habit of typists
_PARTED = re.compile(r"[|\t]|[^\S\n]{2}|[,;](?!\s)")  # whatever parts cells: a line of prose has hardly any
_COMMA, _SEMICOLON = (re.compile(rf'((?:"[^"]*"|[^{mark}"])*)(?:{mark}(?!\s)|$)') for mark in ",;")
_STATEMENT = r"([^\W_][^:;|\n]{0,39}):\s((?:[^;\n]|;(?!\s[^\W_][^:;|\n]{0,39}:\s))+)"
_ONE_STATED = re.compile(_STATEMENT)
_STATEMENTS = re.compile(rf"{_STATEMENT}(?:;\s{_STATEMENT})+")
_LABELLED = re.compile(r"\s*(?:[-*•]\s+)?([^\W_][^:|\n]{0,39}):[^\S\n]+(\S[^|\n]{0,39}?)\s*")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells."""

    heading: Row | None  # a name for each column
    rows: Sequence[Row]  # without the heading
    named: bool  # the first cell of each row names what the second one is of: "Crew: 48"
    stated: bool = False  # every other cell of each row names the one behind it: "Party: Greens; Seats: 31"

    def extent(self, text: str) -> Stretch:
        """Where the lines of the table are."""
        first, last = self.heading or self.rows[0], self.rows[-1]
        stop = text.find("\n", last[-1][1])
        return text.rfind("\n", 0, first[0][0]) + 1, stop if stop >= 0 else len(text)

    def headed(self, row: Row) -> Iterator[tuple[Stretch | None, Stretch]]:
        """The cells of a row that hold something, each with the name of its column where that is known."""
        if self.stated:
            yield from zip(row[::2], row[1::2], strict=True)
            return
        names: Sequence[Stretch | None] = self.heading or [None] * len(row)
        for name, cell in zip(names, row, strict=True):
            if cell[0] < cell[1]:
                yield (name if name and name[0] < name[1] else None), cell


def tables(text: str, *, whole: bool = True) -> list[Table]:
    """The tables of a text, in their order.

    Args:
        text: a few pages at most.
        whole: it begins where its article does; else its first row may stand in the middle of a table.
    """
    lines = [match.span() for match in _LINE.finditer(text)] if "\n" in text else []
    found: list[Table] = []
    at = 0
    while at + 1 < len(lines):
        run = max((_run(text, lines, at, cells) for cells in _WAYS), key=lambda run: run.stop)
        table = _table(text, run, whole or at > 0) if len(run.rows) > 1 else None
        found += [table] if table else []
        at = max(run.stop, at + 1)
    return found


def row_at(text: str, start: int, end: int) -> Stretch | None:
    """The line of the row that holds ``text[start:end]``; None where no table does."""
    rows = (row for table in tables(text) for row in table.rows)
    if not any(row[0][0] <= start and end <= row[-1][1] for row in rows):
        return None
    stop = text.find("\n", end)
    return stripped(text, text.rfind("\n", 0, start) + 1, stop if stop >= 0 else len(text))


def begins_with_row(text: str) -> bool:
    """Whether the first line of a text may be a row of a table that has a heading."""
    line = _line_at(text, 0)
    return _PARTED.search(text, *line) is not None and any(len(way(text, *line)) > 1 for way in _HEADED)


def heading_above(text: str, at: int) -> str:
    """The line that names the columns of the table within which ``text[at:]`` begins; empty where none does.

    Args:
        text: of a whole article; what is looked at of it is bounded.
        at: where a row begins.
    """
    start = text.rfind("\n", 0, at) + 1
    for way in _HEADED:
        top = _top(text, start, way)
        if top < start:
            rows = [match.span() for match in islice(_LINE.finditer(text, top), _TELLING_ROWS)]
            table = _table(text, _run(text, rows, 0, way), opens=True)
            if table is not None and table.heading is not None:
                return text[slice(*_line_at(text, top))]
    return ""


def _top(text: str, start: int, way: _Cells) -> int:
    """Where the table of the row at ``start`` begins: the lines above with as many cells are its own."""
    columns = len(way(text, *_line_at(text, start)))
    top = start
    for _ in range(_MOST_ROWS if columns > 1 else 0):
        if top == 0:
            return top
        above = _line_at(text, text.rfind("\n", 0, top - 1) + 1)
        if len(way(text, *above)) != columns and not _RULE.fullmatch(text, *above):
            return top
        top = text.rfind("\n", 0, top - 1) + 1
    if columns > 1 and len(way(text, *_line_at(text, 0))) == columns:
        return 0  # so long a table is a file of its own
    return top


def _line_at(text: str, start: int) -> Stretch:
    """The line that begins at ``start``, without the white space around it; a long one is empty."""
    end = text.find("\n", start, start + _LONGEST_LINE)
    if end < 0:
        end = len(text) if len(text) - start <= _LONGEST_LINE else start
    return stripped(text, start, end)


_Cells = Callable[[str, int, int], Row]  # the cells of a line of a text; none where it is no such row


def _barred(text: str, start: int, end: int) -> Row:
    bars = [match.start() for match in _BAR.finditer(text, start, end)]
    if not bars:
        return ()
    edges = [start - 1, *bars, end]
    row = [stripped(text, left + 1, right) for left, right in pairwise(edges)]
    outer = slice(row[0][0] == row[0][1], -1 if row[-1][0] == row[-1][1] else None)
    return tuple(row[outer])


def _gapped(text: str, start: int, end: int) -> Row:
    edges = [(start, start), *(match.span() for match in _GAP.finditer(text, start, end)), (end, end)]
    return _short(stripped(text, left[1], right[0]) for left, right in pairwise(edges))


def _parted(mark: re.Pattern[str]) -> _Cells:
    def cells(text: str, start: int, end: int) -> Row:
        found, at = [], start
        while (match := mark.match(text, at, end)) is not None:
            low, high = stripped(text, *match.span(1))
            quoted = high - low > 1 and text[low] == text[high - 1] == '"'
            found.append((low + quoted, high - quoted))
            at = match.end()
            if match.end() == match.end(1):
                break
        return _short(found) if at == end else ()

    return cells


def _labelled(text: str, start: int, end: int) -> Row:
    match = _LABELLED.fullmatch(text, start, end)
    return (match.span(1), match.span(2)) if match else ()


def _stated(text: str, start: int, end: int) -> Row:
    if not _STATEMENTS.fullmatch(text, start, end):
        return ()
    return tuple(match.span(i) for match in _ONE_STATED.finditer(text, start, end) for i in (1, 2))


_BY_COMMA, _BY_SEMICOLON = _parted(_COMMA), _parted(_SEMICOLON)
_HEADED: tuple[_Cells, ...] = (_barred, _gapped, _BY_COMMA, _BY_SEMICOLON)  # where a heading may stand
_WAYS: tuple[_Cells, ...] = (_stated, *_HEADED, _labelled)


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring lines whose cells are parted in one way and equally many."""

    way: _Cells
    rows: Sequence[Row]
    ruled: bool  # a rule is drawn below the first
    stop: int  # number of the line behind them


def _run(text: str, lines: Sequence[Stretch], at: int, way: _Cells) -> _Run:
    """The run that begins with line ``at``."""
    rows: list[Row] = []
    ruled = False
    stop = at
    for stop in range(at, len(lines)):
        start, end = lines[stop]
        apart = stop > at and text.count("\n", lines[stop - 1][1], start) > 1
        if apart or end - start > _LONGEST_LINE:
            return _Run(way, rows, ruled, stop)
        if _RULE.fullmatch(text, start, end):
            ruled = ruled or len(rows) == 1
            continue
        row = way(text, start, end)
        if len(row) < 2 or (rows and len(row) != len(rows[0]) and way is not _stated):
            return _Run(way, rows, ruled, stop)
        rows.append(row)
    return _Run(way, rows, ruled, stop + 1)


def _table(text: str, run: _Run, opens: bool) -> Table | None:
    """A run as a table, with its heading where it has one; None where it is none without it."""
    if run.way is _stated:
        return Table(None, run.rows, False, stated=True)
    parted = run.way in (_BY_COMMA, _BY_SEMICOLON)
    first, others = run.rows[0], run.rows[1:]
    columns = [[text[slice(*row[column])] for row in others] for column in range(len(first))]
    names = [text[slice(*cell)] for cell in first]
    if run.way is _labelled:
        headed = False
    elif run.ruled:
        headed = True
    elif any(map(_DIGIT.search, names)):
        headed = not _DIGIT.search(names[0]) and all(map(_YEAR.fullmatch, names[1:]))
    elif any(_DIGIT.search(value) for column in columns for value in column):
        headed = any(all(map(_DIGIT.search, filter(None, column))) for column in columns)
    else:
        headed = opens and (parted or (run.way is _gapped and len(first) > 2))
    if parted and not headed:
        return None
    return Table(first, others, False) if headed else Table(None, run.rows, run.way is _labelled)


def _short(cells: Iterator[Stretch] | Sequence[Stretch]) -> Row:
    row = tuple(cells)
    return row if all(high - low <= _LONGEST_CELL for low, high in row) else ()


def stripped(text: str, start: int, end: int) -> Stretch:
    """``text[start:end]`` without the white space at its ends, as offsets."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end

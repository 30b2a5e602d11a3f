"""Question sets in tables (CSV, TSV): a question a row, under a row of names.

``question`` is needed; ``answer`` (or ``answers``; in as many such columns as there are right answers, or in
one cell, divided by ``|``), ``id``, ``article`` and ``as_of`` are as in JSON lines. An empty answer says that
the articles do not say; a table without a column of answers says nothing of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from qa.errors import InputError
from qa.questionsets.files import fitted, read_whole, set_name, unpacked_name
from qa.questionsets.json_lines import PlainQuestion
from qa.questionsets.question_set import QuestionSet

_ENDINGS = (".csv", ".tsv")
_ANSWERS = ("answer", "answers")
_DIVIDER = "|"


def is_table(path: Path) -> bool:
    """Whether a file of this name is a table."""
    return unpacked_name(path).suffix.lower() in _ENDINGS


def read_table(path: Path) -> QuestionSet:
    """The questions of a table.

    Raises:
        InputError: the file cannot be read, has no column ``question``, or has a row that does not fit.
    """
    try:
        text = read_whole(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8; save it as CSV in UTF-8") from error
    rows = _rows(path, text)
    names = [name.strip().lower() for name in next(rows, (1, []))[1]]
    if "question" not in names:
        raise InputError(f"{path}: its first row must name the columns: question, and answer, id and so on")
    questions = []
    for number, row in rows:
        record = _record(names, row)
        if record["question"]:
            questions.append(fitted(PlainQuestion, record, f"{path}, row {number}").told(f"row-{number}"))
    return QuestionSet(set_name(path), tuple(questions))


def _rows(path: Path, text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows with anything in them, each with its number as a spreadsheet counts."""
    first = text.partition("\n")[0]
    tabs = unpacked_name(path).suffix.lower() == ".tsv"
    divider = "\t" if tabs else max(",;", key=first.count)  # spreadsheets of some countries write ;
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: not a table that can be read ({error})") from error


def _record(names: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    """A row as a record of JSON lines; empty cells are fields that are not there."""
    cells = [*(cell.strip() for cell in row), *[""] * (len(names) - len(row))]
    named = list(zip(names, cells, strict=False))
    record: dict[str, Any] = {name: cell for name, cell in named if cell and name not in _ANSWERS}
    if set(names) & set(_ANSWERS):
        answers = [cell.split(_DIVIDER) for name, cell in named if name in _ANSWERS]
        record["answers"] = [answer.strip() for several in answers for answer in several if answer.strip()]
    return {"question": "", **record}

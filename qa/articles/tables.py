"""Tables of text (CSV, TSV): an article a row where a column holds texts, else one, as it stands in the file.

Rows are quoted as they are; what their cells mean is seen where an answer is looked for (qa.language.tables).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from pydantic import ValidationError

from qa.articles import links, titles
from qa.articles.encodings import decoded
from qa.articles.files import MEGABYTE, File, Report
from qa.articles.jsonl import TEXTS, Record, article_of
from qa.errors import InputError
from qa.types import Article
from qa.validation import in_words

_LONGEST_CELL = 16 * MEGABYTE  # characters
_LOOKED_AT = 10_000  # characters in which the separator is looked for


def read(file: File, report: Report) -> Iterator[Article]:
    """The articles of a table.

    Raises:
        InputError: it cannot be read, or has no rows.
    """
    text = decoded(file.data(), report)
    rows = _rows(text, file.path.suffix.lower() == ".tsv")
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise InputError("no rows in it; skipped")
    head = [name.strip() for name in rows[0]]
    names = [name.lower() for name in head]
    if links.is_export(names):
        yield links.of_rows(rows, file)
    elif column := next((name for name in TEXTS if name in names), None):
        yield from _of_column(file, names, column, rows[1:], report)
    else:
        yield Article(file.place, titles.from_path(file.path), text, file.source)


def _rows(text: str, tabs: bool) -> list[list[str]]:
    beginning = text[:_LOOKED_AT]
    if tabs:
        separator = "\t"
    else:
        first = beginning.partition("\n")[0]
        separator = max(",;\t|", key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        return [row for row in csv.reader(StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        raise InputError(f"not a table that can be read: {error}") from error


def _of_column(
    file: File, names: Sequence[str], column: str, rows: Sequence[Sequence[str]], report: Report
) -> Iterator[Article]:
    found = 0
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        stated = {name: cell for name, cell in zip(names, row, strict=False) if name and cell.strip()}
        stated["text"] = stated.pop(column, "")
        if not stated["text"].strip():
            if any(cell.strip() for cell in row):
                report(f"row {number}: it has no text; skipped")
            continue
        try:
            record = Record.model_validate(stated)
        except ValidationError as error:
            report(f"row {number}: {in_words(error, 'the row')}; skipped")
            continue
        name = record.id if record.id and record.id not in seen else f"row-{number}"
        seen.add(name)
        found += 1
        yield article_of(file, name, record, f"row {number}", report)
    if not found:
        raise InputError("no articles in it")

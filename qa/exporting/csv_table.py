"""CSV (RFC 4180, with plain line ends): one table, one row a cited thing, for spreadsheets.

Spreadsheets compute a cell that begins like a formula, whatever its quotes; such a text gets an apostrophe in
front, as OWASP advises under "CSV Injection". Where numbers have decimal commas they part cells at semicolons
too, so what stands behind one begins a cell as well. Numbers are numbers and stay as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from qa.exporting.rows import Row, Section, Value
from qa.rendering.cleaning import one_line

_FORMULA = re.compile('(^|;)(?="*[-=+@\uff0b\uff0d\uff1d\uff20])')  # full width ones count too
_CITED = ("quote", "sentence", "title", "published", "source", "place", "url", "author", "article_id")


def as_csv(sections: Sequence[Section]) -> str:
    """The table, with the names of its columns in the first row."""
    rows = [(section.heading, row) for section in sections for row in section.rows]
    facts = list(dict.fromkeys(name for _, row in rows for name in row.facts))
    headed = ["question"] * any(heading for heading, _ in rows)
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow([*headed, "text", *facts, *_CITED, "start", "end"])
    for heading, row in rows:
        table.writerow([*[_cell(heading)] * len(headed), *_cells(row, facts)])
    return written.getvalue()


def _cells(row: Row, facts: Sequence[str]) -> list[str | int | float]:
    best = row.references[0] if row.references else None
    cited: list[Value] = [getattr(best, name, None) for name in (*_CITED, "start", "end")]
    return [_cell(value) for value in (row.text, *(row.facts.get(name) for name in facts), *cited)]


def _cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    return harmless(value)


def harmless(text: str) -> str:
    """A text on one line that no spreadsheet computes any of."""
    return _FORMULA.sub(r"\1'", one_line(text))

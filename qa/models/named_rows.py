"""The rows of a table that a question speaks of, by words that tell them from the others.

All rows are put alike, so that a reader takes the number of one for that of another. So of the rows of a
passage it reads those that the question names, and all of them where it names none ("the cheapest").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qa.language.tables import Row, Table
from qa.language.terms import content_words

_SHARE = 0.5  # of what the best row has in common with the question: rows with as much are named too


def named_rows(question: str, text: str, table: Table) -> Sequence[Row]:
    """The rows that the question names, in their order; all where it names none.

    The fewer rows hold a word, the more it counts; one that all hold, or that names a column, counts nothing.

    Args:
        question: as it was asked.
        text: in which the table stands.
        table: of which rows are chosen.
    """
    asked = content_words(question)
    if table.heading:
        asked -= _words(text, table.heading)
    held = [_words(text, row) & asked for row in table.rows]
    counts = Counter(word for words in held for word in words)
    shared = [sum(1 / counts[word] for word in words if counts[word] < len(held)) for words in held]
    least = _SHARE * max(shared, default=0.0)
    return [row for row, score in zip(table.rows, shared, strict=True) if score >= least]


def _words(text: str, row: Row) -> frozenset[str]:
    return content_words(text[row[0][0] : row[-1][1]])

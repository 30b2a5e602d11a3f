"""When an answer was told: on the days of its articles, or in the years of its rows of a file of figures.

Such a file has the date of its last change, which says nothing of how old a figure in it is. So where a row
has no date of its own and an article tells the same value, the article says how old that is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.answering.disagreement import repeats
from qa.answering.proposing import Proposal
from qa.dates import known_days
from qa.language import lexicon
from qa.language.tables import Row, Table, tables
from qa.types import Passage, Span

_YEAR = re.compile(lexicon.YEAR)
_PARTIAL = re.compile(rf"{lexicon.YEAR}-\d\d(?:-\d\d)?")
_NAMES_TIME = re.compile(r"\b(?:year|date|day|month|season|as of)\b", re.IGNORECASE)


def dates_of(proposal: Proposal, proposals: Sequence[Proposal], spans: Sequence[Span]) -> list[str]:
    """The partial ISO dates on which an answer was told; none where nothing says it.

    Args:
        proposal: the answer.
        proposals: all of its question's.
        spans: those of its mentions that count.
    """
    own = list(filter(None, map(_told_on, spans)))
    if own or not any(span.passage.published for span in spans):
        return own
    again = [
        date
        for other in proposals
        if other is not proposal and repeats(other.best.text, proposal.best.text)
        for date in map(_told_on, other.spans)
        if date
    ]
    return again or [span.passage.published for span in spans if span.passage.published]


def _told_on(span: Span) -> str | None:
    """The date of a span's article or row; None where there is none, or only that of a file of figures."""
    passage = span.passage
    found = [] if span.in_title else _figures(passage)
    if not found:
        return passage.published
    start = span.start - passage.start
    for table in found:
        for row in table.rows:
            if row[0][0] <= start <= row[-1][1]:
                return _date_of_row(passage.text, table, row, start)
    return None


@lru_cache(maxsize=256)
def _figures(passage: Passage) -> Sequence[Table]:
    """The tables of a passage that is nothing else; empty for any other."""
    text = passage.text
    found = tables(text, whole=passage.start == 0) if "\n" in text else []
    behind = 0
    for table in found:
        low, high = table.extent(text)
        if text[behind:low].strip():
            return ()
        behind = high
    return () if text[behind:].strip() else found


def _date_of_row(text: str, table: Table, row: Row, start: int) -> str | None:
    """The date among the cells of a row, or that of the column in which ``start`` is."""
    for place, (name, cell) in enumerate(table.headed(row)):
        named, said = text[slice(*name)] if name else "", text[slice(*cell)]
        if cell[0] <= start < cell[1]:
            if _YEAR.fullmatch(named):
                return named
            continue
        is_date = _YEAR.fullmatch(said) or (_PARTIAL.fullmatch(said) and known_days(said))
        if is_date and (place == 0 or not named or _NAMES_TIME.search(named)):
            return said  # in a column "Start" it would be when somebody started
    return None

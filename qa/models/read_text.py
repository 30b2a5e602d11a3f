"""What the reader reads of a passage: its article's title, its own words, and its tables in words.

What is added, the names of columns in every row and the marks between, is read and is never in an answer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from qa.language.blocks import block_starts
from qa.language.tables import Row, Table, tables
from qa.models.named_rows import named_rows
from qa.models.tokens import Ints
from qa.types import Passage, Span

_SEPARATOR = ". "  # between title and passage
_CUT_AMOUNT = re.compile(  # of "sold for nearly $70 ...": "billion" may have stood there
    r"(?:\s(?:nearly|about|almost|around|roughly|over|some|more than|at least|up to))?\s\S*\d\s?(?:\.\.+|…)$"
)
_MOST_TITLE = 300  # characters of a title that are read: it is read again with every passage of its article
_SHORT_CELL = 40  # characters of a cell that is answered whole: "31 km" rather than "31"
_BULLET = r"[-*•\u2013]|\d{1,3}[.)]"
_ITEM = re.compile(rf"\s*(?:{_BULLET})\s")
_MARK = re.compile(rf"\s*(?:{_BULLET}|#{{1,6}})\s+")
_UNENDED = re.compile(r"\w[\"”’')\]]*$")
_RULE = "\n---\n"  # behind a heading that is read with the rows of a passage
_ADDED = -1  # the block of what no span may hold


def title_before(title: str) -> str:
    """A title as it is read before a passage, without an amount that it was cut in; nothing of none."""
    title = _CUT_AMOUNT.sub("", title[:_MOST_TITLE]).rstrip(". ")
    return f"{title}{_SEPARATOR}" if title else ""


class ReadText:
    """The text that is read of a passage, and what of it stands where.

    A reader that never saw a title in training still finds more with it: on 400 questions about real news
    the best span of ten passages is right for 3 points more of them. A row of a table is read as
    "Party: Greens, Seats: 31.", the way in which it answered most of 43 questions on small tables.
    """

    def __init__(self, passage: Passage, question: str = "") -> None:
        """What is read of a passage; of its tables, the rows that the question names, if it names any."""
        self._passage = passage
        self._question = question
        self._parts: list[str] = []
        self._length = 0
        self._starts: list[int] = []  # of the blocks in what is read, ascending
        self._blocks: list[int] = []  # their numbers, each its own
        self._moved: list[int] = []  # from what is read to its place in the title or the passage
        self._cells: dict[int, tuple[int, int]] = {}  # blocks that are answered whole, where they are read
        title = title_before(passage.title).removesuffix(_SEPARATOR)
        # Where the passage begins with its title, as files with a headline do, it is not read twice.
        headed = bool(title) and passage.text.lstrip("# ").startswith(title)
        if title and not headed:
            self._add(title, 0)
            self._length += len(_SEPARATOR)
            self._parts.append(_SEPARATOR)
        self._body = self._length
        above = f"{passage.heading}{_RULE}" if passage.heading else ""
        self._add_passage(above, passage.text, passage.start == 0, headed)
        self.text = "".join(self._parts)

    def blocks_at(self, places: Ints) -> npt.NDArray[np.int16]:
        """The block of each place of the text: no span runs from one into another, -1: none may hold it."""
        return np.array(self._blocks, np.int16)[np.searchsorted(self._starts, places, side="right") - 1]

    def span(self, begin: int, stop: int, score: float, null: float) -> Span:
        """``text[begin:stop]`` as a span of the title or of the passage; ``score`` is that of its tokens."""
        in_title = begin < self._body
        block = bisect_right(self._starts, begin) - 1
        if block in self._cells:
            begin, stop = self._cells[block]
        moved = self._moved[block] + (0 if in_title else self._passage.start)
        return Span(self._passage, begin + moved, stop + moved, score - null, null, in_title=in_title)

    def _add(self, text: str, place: int | None) -> None:
        """Read on with text that stands at a place of the title or the passage, or that is added."""
        self._starts.append(self._length)
        self._blocks.append(_ADDED if place is None else len(self._blocks))
        self._moved.append(0 if place is None else place - self._length)
        self._parts.append(text)
        self._length += len(text)

    def _add_passage(self, above: str, words: str, whole: bool, headed: bool) -> None:
        """Read on with a passage; the heading ``above`` it names the columns of its first table alone."""
        text, first = above + words, len(above)
        borders = [0, *block_starts(text)]
        if headed:
            borders = sorted({*borders, text.find("\n") + 1})
        at = first
        for table in tables(text, whole=whole or bool(above)):
            start, stop = table.extent(text)
            self._add_prose(text, first, (at, start), borders)
            for row in table.rows if table.named else named_rows(self._question, text, table):
                if row[0][0] >= first:
                    self._add_row(text, first, table, row)
            at = max(stop, first)
        self._add_prose(text, first, (at, len(text)), borders)

    def _add_prose(self, text: str, first: int, stretch: tuple[int, int], borders: Sequence[int]) -> None:
        start, stop = stretch
        inside = [border for border in borders if start < border < stop]
        for low, high in pairwise([start, *inside, stop] if start < stop else []):
            if (mark := _MARK.match(text, low, high)) is not None:  # "3. " is no part of "3. 45 minutes"
                self._add(mark[0], None)
                low = mark.end()
            block = text[low:high].rstrip()
            if _ITEM.match(text, high, stop) and _UNENDED.search(block):
                # A line break says nothing to the reader, which would take one item for a part of the next.
                self._add(block, low - first)
                self._add(".", None)
                low += len(block)
            self._add(text[low:high], low - first)

    def _add_row(self, text: str, first: int, table: Table, row: Row) -> None:
        """A row as "Party: Greens, Seats: 31.", of which the cells alone may be answered."""
        for number, (name, (low, high)) in enumerate(table.headed(row)):
            between = (":" if table.named else ",") if number else ""
            self._add(between + (f" {text[slice(*name)]}:" if name else ""), None)
            if high - low <= _SHORT_CELL:
                self._cells[len(self._starts)] = self._length + 1, self._length + 1 + high - low
            self._add(" " + text[low:high], low - 1 - first)
        self._add(".", None)

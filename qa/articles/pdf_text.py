"""Lines of a document's pages to its text: paragraphs again, without what every page repeats."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from qa.articles.pdf_layout import Line
from qa.articles.words import words

BETWEEN_PAGES = "\n\n"
_FULL_LINE = 0.75  # of a column's width: a shorter line ends a paragraph
_NARROWEST = 30  # characters: a column of shorter lines that are no running text is a list
_OTHER_SIZE = 1.15  # a heading's
_EDGE = 2  # lines at the top and at the bottom of a page that may be its header and footer
_HYPHENS = "-\u2010"
_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_WORD_BEHIND = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADDRESS = re.compile(r"(?:://|www\.|@)\S*$|\S/\S*$")
_DIGITS = re.compile(r"\d{1,6}")
_LETTERS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN = re.compile(r"[-\u2013\s]*([ivxlc]{1,8})[-\u2013\s]*", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite)\s*)?(?:\d{1,5}|[ivxlc]{1,8})(?:\s*(?:of|/|von|\|)\s*\d{1,5})?\W*",
    re.IGNORECASE,
)
_SENTENCE_END = tuple('.!?:;"\u201d\u2019)')


def text_of(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """The text of a document, and where each page begins in it."""
    pages = without_repeated(pages)
    seen = Counter(
        word.lower() for page in pages for line in page for word in _WORDS.findall(line.text.rstrip(_HYPHENS))
    )
    text = ""
    starts: list[int] = []
    last: Line | None = None
    for page in pages:
        before = _Paragraphs(text, seen)
        if last is not None and page and _goes_over(last, page[0]):
            before.add(last, page[0], True)
        elif starts:
            before.text += BETWEEN_PAGES
        starts.append(len(before.text))
        columns = _Columns(page)
        for at, line in enumerate(page):
            before.text += line.text
            if at + 1 < len(page):
                after = page[at + 2] if at + 2 < len(page) else None
                before.add(line, page[at + 1], not columns.ends_paragraph(line, page[at + 1], after))
        text, last = before.text, page[-1] if page else last
    return text, tuple(starts)


class _Paragraphs:
    """A text in the making."""

    def __init__(self, text: str, seen: Counter[str]) -> None:
        self.text = text
        self._seen = seen

    def add(self, line: Line, following: Line, goes_on: bool) -> None:
        """What stands between two lines, the first of which is written already."""
        if not goes_on:
            self.text += "\n"
        elif self.text[-1:] in _HYPHENS and self.text[-2:-1].isalnum() and following.text[:1].isalnum():
            if self._is_division(following.text):
                self.text = self.text[:-1]
        else:
            self.text += " "

    def _is_division(self, behind: str) -> bool:
        """Whether the hyphen at the end only divides a word; else it belongs to the word."""
        line = self.text[self.text.rfind("\n") + 1 : -1][-200:]
        first, second = _WORD_BEFORE.search(line), _WORD_BEHIND.match(behind)
        if first is None or second is None or _ADDRESS.search(line):
            return False  # of numbers and addresses
        if len(first[0]) == 1 or (
            second[0][0].isupper() and not (first[0].isupper() and second[0].isupper())
        ):
            return False  # e-mail; Smith-Jones
        left, right = first[0].lower(), second[0].lower()
        whole, compound = self._seen[left + right], self._seen[f"{left}-{right}"]
        if whole or compound:
            return whole >= compound
        known = words()
        return left + right in known or not (left in known and right in known)


def _ends_open(line: Line) -> bool:
    """Whether a line ends in the middle of a sentence."""
    return not line.text.rstrip().endswith(_SENTENCE_END)


def _goes_over(last: Line, first: Line) -> bool:
    """Whether a sentence goes on from the last line of a page to the first of the next."""
    running = len(last.text) >= _NARROWEST and " " in first.text
    return running and _ends_open(last) and _begins_inside(first.text)


def _begins_inside(text: str) -> bool:
    return text[:1].isalpha() and text[:1].islower()


class _Columns:
    """What the lines of a page's columns have in common."""

    def __init__(self, page: Sequence[Line]) -> None:
        columns: dict[int, list[Line]] = defaultdict(list)
        for line in page:
            columns[line.column].append(line)
        self._pitch = {number: _pitch(lines) for number, lines in columns.items()}
        self._full = {number: _full(lines) for number, lines in columns.items()}

    def ends_paragraph(self, line: Line, following: Line, after: Line | None) -> bool:
        """Whether a paragraph ends between two lines; ``after`` is the one behind them."""
        if line.angle != following.angle:
            return True
        goes_on = _ends_open(line) and _begins_inside(following.text)
        if line.column != following.column:
            return not (goes_on and line.right >= self._full[line.column])
        if max(line.size, following.size) > _OTHER_SIZE * min(line.size, following.size):
            return True
        if line.cells or following.cells:
            return True
        if line.base - following.base > 1.6 * self._pitch[line.column] and not goes_on:
            return True
        if line.text[-1:] in _HYPHENS and line.text[-2:-1].isalnum() and following.text[:1].isalnum():
            return False
        if line.beside and goes_on:
            return False
        return line.right < self._full[line.column] or _is_indented(line, following, after)


def _pitch(column: Sequence[Line]) -> float:
    """The usual distance of two lines of a column."""
    bases = [line.base for line in column]
    steps = [before - after for before, after in pairwise(bases) if before > after]
    return statistics.median_low(steps) if steps else 1e9


def _full(column: Sequence[Line]) -> float:
    """How far to the right a line goes at least that the next one may go on with."""
    left = min(line.left for line in column)
    widths = sorted(line.right - left for line in column)
    lengths = sorted(len(line.text) for line in column)
    running = sum(_begins_inside(line.text) for line in column[1:]) * 3 > len(column)
    if not (column[0].beside or running or lengths[len(lengths) * 4 // 5] * _FULL_LINE >= _NARROWEST):
        return 1e9  # a list
    return left + _FULL_LINE * widths[len(widths) * 4 // 5]


def _is_indented(before: Line, line: Line, after: Line | None) -> bool:
    """Whether a line begins a paragraph by its first word's place: only this line stands there."""
    if after is None or after.column != line.column:
        return False
    return (
        0.8 * line.size < line.left - before.left < 4 * line.size and after.left < line.left - 0.5 * line.size
    )


def without_repeated(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without headers, footers and page numbers: a header is left where it first stands."""
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for line in _edges(page):
            for key in _keys(line, number):
                places[key].add(number)
    fewest = max(2, min(3, len(pages) * 2 // 5))
    repeated = {key: min(on) for key, on in places.items() if len(on) >= fewest and 4 * len(on) >= len(pages)}
    kept: list[list[Line]] = []
    for number, page in enumerate(pages):
        edges = {id(line) for line in _edges(page)}
        own: list[Line] = []
        for line in page:
            firsts = (
                [repeated[key] for key in _keys(line, number) if key in repeated] if id(line) in edges else []
            )
            if not firsts or (min(firsts) == number and not _PAGE_NUMBER.fullmatch(line.text)):
                own.append(line)
        kept.append(own or [line for line in page if not _PAGE_NUMBER.fullmatch(line.text)])
    return kept


def _edges(page: Sequence[Line]) -> list[Line]:
    ordered = sorted(page, key=lambda line: -line.base)
    return [*ordered[:_EDGE], *ordered[max(_EDGE, len(ordered) - _EDGE) :]]


def _keys(line: Line, number: int) -> Iterator[tuple[str, int]]:
    """What two lines of two pages share that differ by their page numbers at most, at whichever side."""
    words, place = sorted(line.text.split()), round(line.base / 6)
    yield " ".join(words), place
    if len(words) == 1 and (roman := _ROMAN.fullmatch(words[0])):
        yield f"#{_value(roman[1]) - number}", place
    numbers = [at for at, word in enumerate(words) if any(map(str.isdigit, word))]
    counted = [_DIGITS.sub(lambda match: f"#{int(match[0]) - number}", word) for word in words]
    for at in numbers[:3]:
        yield " ".join(sorted([*words[:at], counted[at], *words[at + 1 :]])), place
    if len(numbers) > 1:
        yield " ".join(sorted(counted)), place


def _value(roman: str) -> int:
    values = [_LETTERS[letter] for letter in roman.lower()]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def is_stamp(lines: Iterable[Line], height: float) -> bool:
    """Whether all that a page says stands in its margins: a scan with a line about where it comes from."""
    return all(line.base < 0.1 * height or line.base > 0.9 * height for line in lines)

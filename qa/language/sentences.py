"""Sentence boundaries as offsets: what a citation shows around an answer, and what passages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

# Characters of one paragraph looked at together. sentencex takes quadratic time on quotation marks that
# are opened and never closed, so a paragraph longer than this is fed to it in windows; a sentence longer
# than this is cut.
_WINDOW = 4_000
_WRAP_WIDTHS = range(40, 121)  # of the widest line of a block whose lines may be wrapped text

_LINE = re.compile(r"[^\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]+")  # what str.splitlines divides by
# sentencex 1.0 panics on some white space of several bytes (U+2028 behind an initial), and text from JSON
# may hold lone surrogates, which it cannot be given. One character takes the place of one: offsets stay.
_UNSAFE = re.compile(r"[\s\x85\x1c-\x1f]|[\ud800-\udfff]")
_ITEM = re.compile(r"(?:[-*+>|#•]|\d{1,3}[.)])\s")  # a list item, quotation, heading or table row begins here
_SPACES = re.compile(r"\s+")
_MARK = re.compile(r"[,;](?!\s)")  # between the cells of a row; in prose a blank is behind it
# Where a sentence goes on though sentencex ends it: of the 412 such places in 1,060 articles of news 127 were
# looked at, and all went on. "at 9 p.m. Friday", "308 N. Second Ave.", "No. 2 Dayton vs. Nevada", "D-N.Y."
_GOES_ON = re.compile(
    r"[ap]\.m\.\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\."
    r"|(?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s\d|[ECMP][SD]?T\b|GMT|BST|UTC"
    r"|(?:Eastern|Central|Mountain|Pacific|Moscow)\b|\()"
    r"|\d\s[NSEW]\.\s+[A-Z]|\bvs\.\s+\S|\bNos?\.\s+\d|-[A-Z]\.\s*[A-Z]\."
)
_OPENS = re.compile(r"\s[\"“‘«(\[]$")
_GAP = re.compile(r"(?<=[^\s.,;!?])(?:\t|[^\S\n]{2,})(?=\S)")


def spans(text: str) -> list[tuple[int, int]]:
    """Half-open offsets of the sentences of a text, in order, disjoint, without white space at their ends.

    Every character that is not white space is in exactly one sentence. A sentence never crosses the end
    of a paragraph: a line, or a block of lines that were evidently wrapped at one width. None is longer
    than 4,000 characters.
    """
    return [sentence for start, end in paragraphs(text) for sentence in _sentences(text, start, end)]


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The offsets of paragraphs: single lines, save where neighbouring lines are one wrapped text."""
    block: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        line = _trimmed(text, match.start(), match.end())
        if line is None:
            continue
        if block and not _follows(text, block[-1][1], line[0]):
            yield from _unwrapped(text, block)
            block = []
        block.append(line)
    yield from _unwrapped(text, block)


def _follows(text: str, end: int, start: int) -> bool:
    """Whether the line that starts here comes right after the line that ended there."""
    # Indentation and trailing blanks were trimmed; a gap longer than a page is wide is no line break.
    return start - end <= _WRAP_WIDTHS.stop and text.count("\n", end, start) == 1


def _unwrapped(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The paragraphs of a block of lines with no blank line between them.

    Lines are wrapped if each was full: the first word of the next would not have fitted on it.
    """
    width = max((end - start for start, end in lines), default=0)
    first = 0
    for i, (start, end) in enumerate(lines):
        last = i + 1 == len(lines)
        if not last and width in _WRAP_WIDTHS and not _ITEM.match(text, lines[i + 1][0]):
            next_start, next_end = lines[i + 1]
            word = _SPACES.split(text[next_start:next_end], maxsplit=1)[0]
            rows = _rows(text, lines[i], lines[i + 1])
            if end - start + 1 + len(word) > width and not rows:
                continue
        yield lines[first][0], end
        first = i + 1


def _rows(text: str, *lines: tuple[int, int]) -> bool:
    """Whether two lines are rows of a table: equally many gaps part their cells, or marks without blanks."""
    gaps, others = (len(_GAP.findall(text, *line)) for line in lines)
    if gaps == others > 0:
        return True
    marks, others = (len(_MARK.findall(text, *line)) for line in lines)
    return marks == others > 1 and not any(", " in text[slice(*line)] for line in lines)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one paragraph, read through windows that start where a sentence does."""
    while start < end:
        stop = min(end, start + _WINDOW)
        if stop < end:
            space = _last_space(text, start, stop)
            stop = stop if space is None else space
        window = _UNSAFE.sub(" ", text[start:stop])
        ends = [start + end for end in _ends(window)]
        if stop < end and len(ends) > 1:
            ends.pop()  # may go on behind the window: the next window starts with it
        for sentence_end in ends:
            sentence = _trimmed(text, start, sentence_end)
            if sentence is not None:
                yield sentence
            start = sentence_end


def _ends(window: str) -> list[int]:
    """Where sentences end, in order."""
    going_on = {i for match in _GOES_ON.finditer(window) for i in range(match.start() + 1, match.end())}
    found = (int(boundary["end_index"]) for boundary in sentencex.get_sentence_boundaries("en", window))
    return [_before_mark(window, end) for end in found if end not in going_on]


def _before_mark(window: str, end: int) -> int:
    """The end, in front of a mark that opens the next sentence: 'he said. “' and 'Crops will fail.”'."""
    mark = _OPENS.search(window, max(0, end - 2), end)
    return end if mark is None or window[end : end + 1].strip() == "" else mark.start() + 1


def _last_space(text: str, start: int, stop: int) -> int | None:
    """The place behind the last white space in the second half of a stretch."""
    half = (start + stop) // 2
    for i in range(stop - 1, half, -1):
        if text[i].isspace():
            return i + 1
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A stretch without the white space at its ends; None if nothing is left."""
    stretch = text[start:end]
    left = len(stretch) - len(stretch.lstrip())
    if left == len(stretch):
        return None
    return start + left, start + len(stretch.rstrip())

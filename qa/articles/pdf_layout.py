"""Pieces of text on a page to lines in the order of reading.

A PDF may draw its columns row by row. They are told from a table by what stands in them: lines of running
text begin with small letters, cells do not.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.articles.marks import lowered, raised
from qa.articles.pdf_glyphs import Piece

_ALIGNED = 3.0  # points: edges so near are one
_FEWEST = 3  # lines beside each other that make columns; two where the gap is wide
_RUNNING = 0.35  # of the lines of running text begin with a small letter
_SHORTEST = 10  # characters of a line of a column
_MOST_COLUMNS = 8  # divisions within divisions
_MOST_PIECES = 4_000  # of a page that is divided into columns; a map or a drawing has more
_WIDE = 1.5  # heights of the font: a wider blank divides cells
_DROP_CAP = 1.8  # heights of the font, at least
_LONGEST_MARK = 8  # characters
_SMALLER = 0.85  # a mark's size by that of the text
_NUMBER = re.compile(r"\d{1,3}")


@dataclass(slots=True)
class Line:
    """One line of a column."""

    text: str
    left: float
    right: float
    base: float
    size: float
    column: int  # which column of the page, counted in the order of reading
    angle: int
    beside: bool  # another column stands beside it
    cells: bool  # a wide blank stands in it: a row of a table


def lines_of(pieces: Sequence[Piece]) -> list[Line]:
    """The lines of a page: its columns one after the other; turned text after the text that is not."""
    angles = Counter[int]()
    for piece in pieces:
        angles[piece.angle] += len(piece.text)
    found: list[Line] = []
    for angle, _ in angles.most_common():
        own = [piece for piece in pieces if piece.angle == angle]
        own = _without_drop_caps(_without_line_numbers(own))
        for column, beside in _columns(own, _MOST_COLUMNS if len(own) <= _MOST_PIECES else 0, False):
            number = found[-1].column + 1 if found else 0
            found += [_line(row, number, beside) for row in _rows(column)]
    return found


def _columns(pieces: list[Piece], depth: int, beside: bool) -> Iterator[tuple[list[Piece], bool]]:
    """The pieces of each column, in the order of reading, and whether another stands beside it."""
    best = max(_divisions(pieces), key=lambda division: division[0], default=None) if depth else None
    if best is None:
        if pieces:
            yield pieces, beside
        return
    _, left, right = best
    inside = {id(piece) for piece in (*left, *right)}
    highest = max(piece.base for piece in (*left, *right))
    rest = [piece for piece in pieces if id(piece) not in inside]
    yield from _columns([piece for piece in rest if piece.base > highest], depth - 1, beside)
    yield from _columns(left, depth - 1, True)
    yield from _columns(right, depth - 1, True)
    yield from _columns([piece for piece in rest if piece.base <= highest], depth - 1, beside)


def _divisions(pieces: list[Piece]) -> Iterator[tuple[int, list[Piece], list[Piece]]]:
    """Ways to divide a part of a page in two columns: how many characters they hold, and the two."""
    edges = Counter(round(piece.left / _ALIGNED) for piece in pieces)
    leftmost = min((piece.left for piece in pieces), default=0.0)
    ordered = sorted(pieces, key=lambda piece: -piece.base)
    for edge, count in edges.items():
        x = min(piece.left for piece in pieces if round(piece.left / _ALIGNED) == edge)
        if count < 2 or x <= leftmost + _ALIGNED:
            continue
        for zone in _zones(ordered, x):
            left = [piece for piece in zone if piece.left < x - 1]
            right = [piece for piece in zone if piece.left >= x - 1]
            if left and right and _are_columns(left, right, x):
                yield sum(len(piece.text) for piece in zone), left, right


def _zones(ordered: Sequence[Piece], x: float) -> Iterator[list[Piece]]:
    """Stretches of a page, from the top, in which nothing crosses ``x`` and no wide blank lies."""
    zone: list[Piece] = []
    lowest = None
    for piece in ordered:
        crosses = piece.left < x - 1 and piece.right > x - 0.5
        far = lowest is not None and lowest - piece.base > 4 * piece.size
        if crosses or far:
            yield zone
            zone = []
        if not crosses:
            zone.append(piece)
        lowest = piece.base
    yield zone


def _are_columns(left: list[Piece], right: list[Piece], x: float) -> bool:
    rows, others = _rows(left), _rows(right)
    gap = x - max(piece.right for piece in left)
    size = statistics.median(piece.size for piece in left)
    fewest = min(len(rows), len(others))
    if gap < 0.5 * size or fewest < (2 if gap > 2 * size else _FEWEST):
        return False
    top, bottom = min(rows[0][0].base, others[0][0].base), max(rows[-1][0].base, others[-1][0].base)
    if top <= bottom:  # one above the other
        return False
    aligned = sum(row[0].left < x + 3 * row[0].size for row in others)
    if aligned * 5 < len(others) * 4:
        return False
    shares = _running(rows), _running(others)
    together = (shares[0] * len(rows) + shares[1] * len(others)) / (len(rows) + len(others))
    one_by_one = max(piece.order for piece in left) < min(piece.order for piece in right)
    if one_by_one and fewest >= _FEWEST:  # who drew the page took them for columns
        return min(shares) >= 0
    return together >= _RUNNING and min(shares) >= _RUNNING / 2


def _running(rows: Sequence[Sequence[Piece]]) -> float:
    """Which part of some rows begins as lines of running text do; -1 where they are short as cells."""
    texts = [" ".join(piece.text for piece in row) for row in rows]
    words = sum(text.count(" ") for text in texts)
    if sum(map(len, texts)) < _SHORTEST * len(texts) or words < 0.8 * len(texts):
        return -1.0
    return sum(map(_goes_on, texts[1:])) / (len(texts) - 1)


def _goes_on(text: str) -> bool:
    """Whether a line begins in the middle of a sentence: with a small letter, or one of a script without."""
    return text[:1].isalpha() and not text[:1].isupper()


def _without_drop_caps(pieces: list[Piece]) -> list[Piece]:
    """The pieces, with a large first letter that stands beside several lines put before the first of them."""
    if not pieces:
        return pieces
    usual = statistics.median(piece.size for piece in pieces)
    gone: set[int] = set()
    for cap in pieces:
        if cap.size < _DROP_CAP * usual or len(cap.text) > 1 or not cap.text.isalpha():
            continue
        beside = [
            piece
            for piece in pieces
            if piece.size < cap.size / _DROP_CAP
            and -0.1 * cap.size < piece.left - cap.right < 0.5 * cap.size
            and cap.base - 0.1 * cap.size < piece.base < cap.top
        ]
        if len(beside) > 1:
            first = max(beside, key=lambda piece: piece.base)
            first.text, first.left = cap.text + first.text, cap.left
            gone.add(id(cap))
    return [piece for piece in pieces if id(piece) not in gone] if gone else pieces


def _without_line_numbers(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the numbers of lines that stand in a margin, 1, 2, 3 or 5, 10, 15 from the top."""
    numbers = [piece for piece in pieces if _NUMBER.fullmatch(piece.text)]
    if len(numbers) < 2:
        return pieces
    gone: set[int] = set()
    for edge in ("left", "right"):
        groups: dict[int, list[Piece]] = {}
        for piece in numbers:
            groups.setdefault(round(getattr(piece, edge) / _ALIGNED), []).append(piece)
        for group in groups.values():
            if len(group) >= 2 and _count_lines(group, pieces):
                gone |= {id(piece) for piece in group}
    return [piece for piece in pieces if id(piece) not in gone] if gone else pieces


def _count_lines(group: list[Piece], pieces: Sequence[Piece]) -> bool:
    group.sort(key=lambda piece: -piece.base)
    values = [int(piece.text) for piece in group]
    step = values[1] - values[0]
    if step < 1 or any(after - before != step for before, after in pairwise(values)):
        return False
    if (values[0] > step and len(values) < 8) or len(values) < (2 if step == 5 else _FEWEST):
        return False
    beside: list[str] = []
    for number in group:
        row = [
            piece
            for piece in pieces
            if abs(piece.base - number.base) < 0.4 * number.size and piece is not number
        ]
        if any(-0.5 < (piece.left - number.right) / number.size < 0.5 for piece in row):
            return False
        behind = [piece for piece in row if piece.left > number.right]
        beside += [min(behind, key=lambda piece: piece.left).text] if behind else []
    if not beside:  # in the right margin
        return len(group) >= _FEWEST and all(
            any(piece.right < number.left for piece in pieces) for number in group
        )
    return sum(map(_goes_on, beside)) >= 0.3 * len(beside)


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces on one line each, from the top, each line from the left; marks are on the line of their text."""
    hosts = {id(piece): host for piece in pieces if (host := _host(piece, pieces)) is not None}
    rows: list[list[Piece]] = []
    row_of: dict[int, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: (-round(piece.base, 1), piece.left)):
        if id(piece) in hosts:
            continue
        for row in rows[-3:]:
            if abs(row[0].base - piece.base) < 0.25 * max(row[0].size, piece.size):
                break
        else:
            rows.append(row := [])
        row.append(piece)
        row_of[id(piece)] = row
    for piece in pieces:
        if id(piece) in hosts:
            row_of[id(hosts[id(piece)])].append(piece)
    for row in rows:
        row.sort(key=lambda piece: piece.left)
    return rows


def _host(piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    """The larger piece that a raised or lowered mark stands at; None where the piece is no mark."""
    if len(piece.text) > _LONGEST_MARK:
        return None
    for host in pieces:
        if piece.size >= _SMALLER * host.size or not 0.08 < abs(piece.base - host.base) / host.size < 0.7:
            continue
        behind, before = piece.left - host.right, host.left - piece.right
        if -0.3 * host.size < behind < 0.35 * host.size or 0 <= before < 0.3 * host.size:
            return host
    return None


def _line(row: Sequence[Piece], column: int, beside: bool) -> Line:
    """The text of a row. The size and base line of most of its characters are the line's."""
    counts = Counter[tuple[float, float]]()
    for piece in row:
        counts[piece.base, piece.size] += len(piece.text)
    base, size = counts.most_common(1)[0][0]
    text, cells = "", False
    end = None
    for at, piece in enumerate(row):
        offset = (piece.base - base) / size
        cells = cells or (end is not None and piece.left - end > _WIDE * size)
        shown, apart = piece.text, end is not None and (piece.blank or piece.left - end > 0.2 * piece.size)
        if piece.size < _SMALLER * size and 0.08 < abs(offset) < 0.7 and len(shown) <= _LONGEST_MARK:
            after = row[at + 1].text if at + 1 < len(row) else ""
            if not text:  # the number of a note
                shown, apart = f"{shown} ", False
            elif piece.left - (end or piece.left) < 0.25 * size:
                apart = False
                shown = raised(text, shown, after) if offset > 0 else lowered(text, shown)
        text += " " * apart + shown
        end = piece.right
    text = text.replace("  ", " ")
    right = max(piece.right for piece in row)
    return Line(text, row[0].left, right, base, size, column, row[0].angle, beside, cells)

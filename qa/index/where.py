"""Filters as the catalog (SQL) and the lexical index (regular expressions) understand them.

One parse of the glob serves both, so that the two searches cannot disagree about what it means.
An article without a date matches no date filter; a partial date matches when its days overlap the range.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from qa.dates import days
from qa.errors import InputError
from qa.types import Filter

Ranges = tuple[tuple[int, int], ...]  # of code points, both ends included

_EVERY = ((1, 0x10FFFF),)  # without NUL, which no path holds and which ends a pattern of SQLite's
_IN_A_SET = "]-^"  # characters that mean something inside the brackets of SQLite's GLOB


@dataclass(frozen=True, slots=True)
class Glob:
    """A shell glob taken apart: runs of anything (None), and sets of characters, one for each place.

    The sets are ranges of code points; an empty set, as of ``[z-a]``, matches nothing.
    """

    parts: tuple[Ranges | None, ...]

    @classmethod
    def parse(cls, text: str) -> Glob:
        """Parse ``*``, ``?``, ``[set]`` and ``[!set]`` as ``fnmatch`` does: a lone bracket is literal."""
        parts: list[Ranges | None] = []
        at = 0
        while at < len(text):
            char = text[at]
            if char == "*":
                parts.append(None)
            elif char == "?":
                parts.append(_EVERY)
            elif char == "[" and (end := _closing(text, at)) > 0:
                parts.append(_set(text[at + 1 : end]))
                at = end
            else:
                parts.append(((ord(char), ord(char)),))
            at += 1
        return cls(tuple(parts))

    @property
    def hopeless(self) -> bool:
        """Whether nothing can match."""
        return () in self.parts

    def sqlite(self) -> str:
        """The pattern for SQLite's GLOB, which is case-sensitive; use only where it is not hopeless."""
        return "".join("*" if part is None else _sqlite_set(part) for part in self.parts)

    def regex(self) -> str:
        """A regular expression for whole strings, in the common syntax of Rust's regex crate and Python's."""
        return "".join(r"(.|\n)*" if part is None else _regex_set(part) for part in self.parts)


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens at ``start`` closes, or -1."""
    first = start + 2 if text[start + 1 : start + 2] == "!" else start + 1
    return text.find("]", first + 1)  # a bracket right at the front of a set is a member of it


def _set(inside: str) -> Ranges:
    negated = inside.startswith("!")
    chars, ranges, at = inside[negated:], [], 0
    while at < len(chars):
        if chars[at + 1 : at + 2] == "-" and at + 2 < len(chars):
            ranges.append((ord(chars[at]), ord(chars[at + 2])))
            at += 3
        else:
            ranges.append((ord(chars[at]), ord(chars[at])))
            at += 1
    merged = _merged(ranges)
    return _complement(merged) if negated else merged


def _merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ascending and apart; ranges that run backwards hold nothing."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(pair for pair in ranges if pair[0] <= pair[1]):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def _complement(ranges: Ranges) -> Ranges:
    edges = [1, *(edge for low, high in ranges for edge in (low, high + 1)), 0x110000]
    return tuple((low, high - 1) for low, high in zip(edges[::2], edges[1::2], strict=True) if low < high)


def _sqlite_set(ranges: Ranges) -> str:
    """SQLite has no escapes in sets: ``]`` must stand first, ``-`` next, ``^`` last."""
    if ranges == _EVERY:
        return "?"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1] and chr(ranges[0][0]) not in "*?[":
        return chr(ranges[0][0])
    members = [char for char in _IN_A_SET if any(low <= ord(char) <= high for low, high in ranges)]
    specials = [(ord(char), ord(char)) for char in members]
    holes = _complement(_merged((*_complement(ranges), *specials)))
    plain = "".join(chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in holes if high)
    front, back = "".join(char for char in members if char != "^"), "^" if "^" in members else ""
    return f"[{front}{plain}{back}]"


def _regex_set(ranges: Ranges) -> str:
    if ranges == _EVERY:
        return r"(.|\n)"
    return "[" + "".join(f"{_escaped(low)}-{_escaped(high)}" for low, high in ranges) + "]"


def _escaped(code: int) -> str:
    char = chr(code)
    # "\<" and "\>" are no characters in Rust's syntax: they are where a word begins and ends.
    special = char.isascii() and char.isprintable() and not char.isalnum() and char not in " <>"
    return f"\\{char}" if special else char


@dataclass(frozen=True, slots=True)
class Bounds:
    """A ``Filter`` checked and resolved: days as ordinals, the glob parsed."""

    since: int | None
    until: int | None
    source: Glob | None

    @classmethod
    def of(cls, where: Filter) -> Bounds:
        """Resolve a filter.

        Raises:
            InputError: a date that is none.
        """
        try:
            since = days(where.since)[0].toordinal() if where.since is not None else None
            until = days(where.until)[1].toordinal() if where.until is not None else None
        except ValueError as error:
            raise InputError(f"the date filter cannot be used: {error}") from error
        return cls(since, until, _glob(where.source))

    @property
    def hopeless(self) -> bool:
        """Whether no article can pass."""
        return self.source is not None and self.source.hopeless


def _glob(source: str | None) -> Glob | None:
    """Parsed in composed characters, as sources are stored: macOS writes names otherwise than people do."""
    return None if source is None else Glob.parse(unicodedata.normalize("NFC", source))


class SourceCheck:
    """Whether a source, or its last part, matches the glob of a filter."""

    def __init__(self, bounds: Bounds) -> None:
        self._pattern = re.compile(bounds.source.regex()) if bounds.source is not None else None

    def passes(self, source: str) -> bool:
        """Whether an article of this source may answer."""
        return self._pattern is None or any(
            self._pattern.fullmatch(name) for name in (source, source.rpartition("/")[2])
        )


def day_range(published: str | None) -> tuple[int, int] | None:
    """First and last day of a partial date as ordinals; None for no date and for what is no date."""
    if published is None:
        return None
    try:
        first, last = days(published)
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()


def published_on(first: int, last: int) -> str:
    """The partial date of that ``day_range``."""
    begins, ends = datetime.date.fromordinal(first), datetime.date.fromordinal(last)
    length = 10 if begins == ends else 7 if begins.month == ends.month else 4
    return begins.isoformat()[:length]

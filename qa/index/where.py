"""Filters as the catalog (SQL) and the lexical index (regular expressions) understand them.

One parse of the glob serves both, so that the two searches cannot disagree about what it means.
An article without a date matches no date filter; a partial date matches when its days overlap the range.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.dates import days
from qa.errors import InputError
from qa.types import Filter

_SPECIAL_IN_GLOB = "*?["


@dataclass(frozen=True, slots=True)
class Glob:
    """A shell glob taken apart: ``*``, ``?``, ``[set]``, ``[!set]``, and literal characters."""

    parts: tuple[tuple[str, str], ...]  # (kind, characters); kinds: any, one, in, out, is

    @classmethod
    def parse(cls, text: str) -> Glob:
        """Parse as ``fnmatch`` does: a bracket that never closes is a literal bracket."""
        parts: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            char = text[at]
            if char == "*":
                if not parts or parts[-1][0] != "any":
                    parts.append(("any", ""))
            elif char == "?":
                parts.append(("one", ""))
            elif char == "[" and (end := _closing(text, at)) > 0:
                inside = text[at + 1 : end]
                parts.append(("out", inside[1:]) if inside.startswith("!") else ("in", inside))
                at = end
            else:
                parts.append(("is", char))
            at += 1
        return cls(tuple(parts))

    def sqlite(self) -> str:
        """The pattern for SQLite's GLOB, case-sensitive."""
        pieces = {"any": "*", "one": "?"}
        out = []
        for kind, chars in self.parts:
            if kind in pieces:
                out.append(pieces[kind])
            elif kind == "is":
                out.append(f"[{chars}]" if chars in _SPECIAL_IN_GLOB else chars)
            else:
                out.append(f"[{'^' if kind == 'out' else ''}{_members(chars, escape='')}]")
        return "".join(out)

    def regex(self, *, across_folders: bool) -> str:
        """The pattern as a regular expression for whole strings, in the syntax of Rust's regex crate."""
        one = r"(.|\n)" if across_folders else "[^/]"
        out = []
        for kind, chars in self.parts:
            if kind == "any":
                out.append(f"{one}*")
            elif kind == "one":
                out.append(one)
            elif kind == "is":
                out.append(re.escape(chars) if chars.isascii() else chars)
            else:
                out.append(f"[{'^' if kind == 'out' else ''}{_members(chars, escape=chr(92))}]")
        return "".join(out)


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens at ``start`` closes, or -1."""
    first = start + 2 if text[start + 1 : start + 2] == "!" else start + 1
    return text.find("]", first + 1)  # a bracket right at the front of a set is a member of it


def _members(chars: str, escape: str) -> str:
    """The inside of a set: ranges kept, everything else escaped; ``]`` first, as SQLite wants it."""
    ranges, singles, at = [], [], 0
    while at < len(chars):
        if chars[at + 1 : at + 2] == "-" and at + 2 < len(chars):
            low, high = chars[at], chars[at + 2]
            if low <= high:  # an empty range matches nothing, in fnmatch too
                ranges.append(f"{_one(low, escape)}-{_one(high, escape)}")
            at += 3
        else:
            singles.append(chars[at])
            at += 1
    first = [char for char in singles if char == "]"][:1]
    last = [char for char in singles if char in "-^"]
    plain = [char for char in singles if char not in "]-^"]
    return (
        "".join(_one(char, escape) for char in first)
        + "".join(ranges)
        + "".join(_one(char, escape) for char in plain + last)
    )


def _one(char: str, escape: str) -> str:
    return escape + char if char in "\\]^-[&~" else char


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
        return cls(since, until, Glob.parse(where.source) if where.source is not None else None)

    @property
    def everything(self) -> bool:
        """Whether no article is kept out."""
        return self.since is None and self.until is None and self.source is None


def day_range(published: str | None) -> tuple[int, int] | None:
    """First and last day of a partial date as ordinals; None for no date and for what is no date."""
    if published is None:
        return None
    try:
        first, last = days(published)
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()

"""Filters as Milvus's expressions, and the part of them that is decided here.

An expression may let through more than the filter does, never less: Milvus compares bytes where a glob
compares characters, and knows no sets of characters. So dates are decided by Milvus alone, and sources by
both: what its pattern lets through is held against the glob itself.
"""

from __future__ import annotations

import re

from qa.index.where import Bounds, Glob

_PLAIN = re.compile(r"[A-Za-z0-9 ./:@#+=,;~()!-]")
_ESCAPED = {"%": r"\\%", "_": r"\\_"}  # a backslash in a pattern is written twice in an expression


def expression(bounds: Bounds) -> str:
    """What Milvus is asked to keep; empty where that is everything."""
    conditions = []
    if bounds.since is not None:
        conditions.append(f"last_day >= {bounds.since}")
    if bounds.until is not None:
        conditions.append(f"first_day <= {bounds.until}")
    if bounds.source is not None:
        pattern = _like(bounds.source)
        if pattern != "%":
            conditions.append(f'(source like "{pattern}" or source like "%/{pattern}")')
    return " and ".join(conditions)


class SourceCheck:
    """Whether a source, or its last part, matches the glob of a filter."""

    def __init__(self, bounds: Bounds) -> None:
        self._pattern = re.compile(bounds.source.regex()) if bounds.source is not None else None

    def passes(self, source: str) -> bool:
        """Whether an article of this source may answer."""
        return self._pattern is None or any(
            self._pattern.fullmatch(name) for name in (source, source.rpartition("/")[2])
        )


def _like(glob: Glob) -> str:
    """A pattern that matches whatever the glob does."""
    found: list[str] = []
    for part in glob.parts:
        char = chr(part[0][0]) if part is not None and len(part) == 1 and part[0][0] == part[0][1] else ""
        if char in _ESCAPED:
            found.append(_ESCAPED[char])
        elif _PLAIN.fullmatch(char):
            found.append(char)
        elif found[-1:] != ["%"]:
            found.append("%")
    return "".join(found)

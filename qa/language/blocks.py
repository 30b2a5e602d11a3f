"""The blocks of a text: paragraphs, headings, list items and rows of tables, which no answer runs across."""

from __future__ import annotations

import re

# A blank line; a line break before a bullet, a number, a heading or a row of a table; and one behind a row.
_BORDER = re.compile(r"\n[^\S\n]*\n\s*|\n(?=[^\S\n]*(?:[-*•\u2013]\s|\d{1,3}[.)]\s|#{1,6}\s|\|))|(?<=\|)\n")


def block_starts(text: str) -> list[int]:
    """Where the blocks of a text begin, but for the first: ascending offsets of characters."""
    return [match.end() for match in _BORDER.finditer(text)]

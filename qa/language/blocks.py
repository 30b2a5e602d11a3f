"""The blocks of a text: paragraphs, headings, list items and rows of tables, which no answer runs across."""

from __future__ import annotations

import re
from itertools import pairwise

from qa.language.sentences import paragraphs

# A blank line; a line break before a bullet, a number, a heading or a row of a table; and one behind a row.
_BORDER = re.compile(
    r"\n[^\S\n]*\n\s*|\n(?=[^\S\n]*(?:[-*•\u2013]\s|\d{1,3}[.)]\s|#{1,6}\s|\|))|(?<=\|)[^\S\n]*\n"
)
_ENDED = re.compile(r"[.!?:…][\"”’')\]]*$")


def block_starts(text: str) -> list[int]:
    """Where the blocks of a text begin, but for the first: ascending offsets of characters."""
    if "\n" not in text:
        return []
    found = {match.end() for match in _BORDER.finditer(text)}
    for number, ((start, end), (following, _)) in enumerate(pairwise(paragraphs(text))):
        # The first line of a passage may be the rest of one; "CO" and "2" are one word in some articles.
        ended = bool(_ENDED.search(text, max(start, end - 5), end))
        if ended or (number > 0 and (text[following].isupper() or text[following] in '“"')):
            found.add(following)
    return sorted(found)

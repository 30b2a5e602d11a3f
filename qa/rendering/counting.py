"""Numbers with their nouns."""

from __future__ import annotations


def counted(number: int, one: str, several: str = "") -> str:
    """A number and what there are of it: "1 story", "2,000 stories"; ``several``: else than with an s."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"

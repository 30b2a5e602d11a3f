"""Names as they are looked up: without accents and capitals, by their last word."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


def folded(text: str) -> str:
    """Small letters without accents."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return plain.casefold()


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, folded."""
    return tuple(_POSSESSIVE.sub("", word) for word in _WORD.findall(folded(name)))


def surname_of(name: str) -> str:
    """The last word of a name, folded; empty where it has none."""
    words = name_words(name)
    return words[-1] if words else ""

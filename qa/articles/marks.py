"""Raised and lowered marks: a footnote's number is none of the text's, an exponent is.

"1934" with a raised 12 behind it is the year 1934; "10" with a raised 6 is 10^6; "21" with a raised "st"
is 21st.
"""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[-\u2212\u2013+]?\d+n?")
_CHARGE = re.compile(r"\d?[-\u2212\u2013+]")
_WORD = re.compile(r"[^\W\d_]{2,}\.?|[\u00aa\u00ba\u00b0\u2122\u00ae\u2032\u2033]")
_LETTER = re.compile(r"[^\W\d_]")
_MARK = re.compile(r"[\W\d_]*|\[.*\]|\(.{1,3}\)|[\d\s,;\u2013-]*[a-z]?|[a-z](?:\s*,\s*[a-z])*", re.DOTALL)

# What a raised number is the exponent of: ten, a factor, a variable; and, for small ones, a unit.
_POWER = re.compile(
    r"(?:(?<![\d.,])(?:10|2)|[\u00d7\u00b7=^]\s?\d{1,3}|=\s?[A-Za-z]{1,3}|(?<![^\W_])[^\W\d_])$"
)
_UNIT = re.compile(r"(?:(?<![^\W\d_])(?:[kcdnhm\u00b5\u03bc]?m|mi|ft|yd|s)|\d\s?in)$")
_OF_UNITS = re.compile(r"[-\u2212\u2013]?[123]")


def raised(before: str, mark: str, after: str = "") -> str:
    """How a raised mark is written in a line of text; empty for one that only points to a note.

    Args:
        before: what stands before it, some twenty characters of it.
        mark: the raised characters.
        after: what follows.
    """
    mark, before = mark.strip(), before[-20:]
    if after[:1] in ("/", "\u2044") and mark.isdigit():  # of a fraction: 2 1/2
        return f" {mark}" if before[-1:].isdigit() else mark
    if _NUMBER.fullmatch(mark):
        small = _OF_UNITS.fullmatch(mark) is not None
        return f"^{mark}" if _POWER.search(before) or (small and _UNIT.search(before)) else ""
    if _CHARGE.fullmatch(mark) and _LETTER.match(before[-1:]):
        return f"^{mark}"
    if _WORD.fullmatch(mark):
        return mark
    if _LETTER.fullmatch(mark) and _POWER.search(before):
        return f"^{mark}"
    return "" if _MARK.fullmatch(mark) else f" {mark}"


def lowered(before: str, mark: str) -> str:
    """How a lowered mark is written: CO2, x1; kept apart where it would make another number."""
    mark = mark.strip()
    return f"_{mark}" if before[-1:].isdigit() and mark[:1].isdigit() else mark

"""What "and" and commas join: "Kenya, Uganda and Rwanda" are three, and who is asked for them wants all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.language.quotes import quoted

Stretch = tuple[int, int]

_WORDS = r"(?:and|or|as well as|along with|together with)"
_JOINT = re.compile(rf"\s*[,;]\s*(?:{_WORDS}\s+)?|\s+(?:{_WORDS}|&)\s+", re.IGNORECASE)
_AND = re.compile(rf"\b{_WORDS}\b|&", re.IGNORECASE)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DESCRIBES = re.compile(r"(?:the|an?|his|her|its|their|who|which|whose)\s+[a-z]")  # "Ann, the mayor of Kell,"
_NAMED = re.compile(r"[A-Z\d]|[^\W\d_](?<![a-z])")  # a name or a number begins with it, in any alphabet


def joined(text: str) -> bool:
    """Whether a text joins anything by a word."""
    return bool(_AND.search(text))


def conjuncts(text: str) -> Sequence[Stretch]:
    """What a text joins, as half-open offsets in their order; the text as one where it joins nothing.

    Semicolons join, but commas alone join nothing: what stands behind one may say what the name before it
    is, as a part that begins like "the mayor" does. Another part without a name, where most have one, belongs
    to that behind it, "and his brother, Anton", or, as the last, before it.
    """
    kept = [*quoted(text), *(match.span() for match in _BRACKETED.finditer(text))]
    joints = [
        match.span()
        for match in _JOINT.finditer(text)
        if not any(low < match.end() and match.start() < high for low, high in kept)
    ]
    by_word = [True, *(_is_joined(text[slice(*joint)]) for joint in joints)]
    if not any(by_word[1:]):
        return [(0, len(text))]
    starts, ends = [0, *(end for _, end in joints)], [*(start for start, _ in joints), len(text)]
    parts = [part for part in zip(starts, ends, by_word, strict=True) if part[0] < part[1]]
    named = sum(bool(_NAMED.search(text[low:high])) for low, high, _ in parts)
    if 2 * named < len(parts):
        return [(low, high) for low, high, _ in parts]
    found: list[Stretch] = []
    waiting: int | None = None  # where a part without a name begins
    for low, high, word in parts:
        if found and waiting is None and not word and _DESCRIBES.match(text, low, high):
            found[-1] = found[-1][0], high
            continue
        begin = low if waiting is None else waiting
        has_name = bool(_NAMED.search(text[low:high]))
        if has_name:
            found.append((begin, high))
        waiting = None if has_name else begin
    if waiting is not None:
        found[-1] = found[-1][0], parts[-1][1]
    return found


def _is_joined(joint: str) -> bool:
    """Whether a word or a semicolon joins, and not a comma alone."""
    return ";" in joint or joined(joint)

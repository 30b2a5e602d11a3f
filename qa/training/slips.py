"""Questions as people type them: with slips of the keyboard, without capitals, without a question mark.

The questions of data sets are proofread. A reader that has only seen those loses several points of F1 on
mistyped ones and two on those without a question mark (docs/reader.md).
"""

from __future__ import annotations

import re

import numpy as np

_WORD = re.compile(r"[^\W\d_]{4,}")  # numbers and short words stay: a slip would change what is asked
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def carelessly(question: str, rng: np.random.Generator) -> str:
    """The question as it might be typed in haste: each kind of carelessness half of the time."""
    mistyped, flat, bare = rng.random(3) < 0.5
    if mistyped:
        question = with_slips(question, rng)
    if flat:
        question = question.lower()
    return question.rstrip("? ") or question if bare else question


def with_slips(question: str, rng: np.random.Generator) -> str:
    """The question with one or two of its longer words mistyped; as it was where it has none."""
    words = [match.span() for match in _WORD.finditer(question)]
    count = min(len(words), int(rng.integers(1, 3)))
    chosen = sorted(int(place) for place in rng.choice(len(words), count, replace=False)) if count else []
    for place in reversed(chosen):  # from the last on, so that the places before stay right
        start, end = words[place]
        question = question[:start] + _mistyped(question[start:end], rng) + question[end:]
    return question


def _mistyped(word: str, rng: np.random.Generator) -> str:
    """One letter lost, doubled, swapped with the next or hit beside; never the first."""
    place = int(rng.integers(1, len(word) - 1))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    kinds = (
        before + after,
        before + letter + letter + after,
        before + after[0] + letter + after[1:],
        before + _beside(letter, rng) + after,
    )
    return kinds[int(rng.integers(len(kinds)))]


def _beside(letter: str, rng: np.random.Generator) -> str:
    """A key beside this one on a QWERTY keyboard; the letter itself where it is on none."""
    for row in _ROWS:
        place = row.find(letter.lower())
        if place >= 0:
            beside = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            return beside[int(rng.integers(len(beside)))]
    return letter

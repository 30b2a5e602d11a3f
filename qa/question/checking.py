"""What counts as a question, and as the number of passages read for one, checked where these enter."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import SupportsIndex

from qa.errors import InputError

MAX_WORDS = 400  # more than any question needs, and little enough to leave the passage room in the reader
MAX_CHARACTERS = 8_000  # three times what so many words have
MAX_DEPTH = 1_000  # passages read for a question; the setting ``top`` has the same bound
MAX_WORD = 500  # characters of a word: a long address, or a question in a script without blanks


def checked_question(question: str) -> str:
    """The question on one line, without the blanks around it.

    Raises:
        TypeError: it is no text.
        InputError: it is empty, or longer than ``MAX_WORDS`` words or ``MAX_CHARACTERS`` characters, or has a
            word of more than ``MAX_WORD``.
    """
    words = checked_text(question).split()
    if not words:
        raise InputError("the question is empty: ask something")
    if len(words) > MAX_WORDS or len(question) > MAX_CHARACTERS:
        raise InputError(
            f"the question has {len(words)} words and {len(question)} characters; ask in at most"
            f" {MAX_WORDS} words and {MAX_CHARACTERS:,} characters"
        )
    longest = max(map(len, words))
    if longest > MAX_WORD:
        raise InputError(f"the question has a word of {longest} characters; the most is {MAX_WORD}")
    return " ".join(words)


def checked_text(question: str) -> str:
    """The question. Raises TypeError where it is no text: callers are not all type-checked."""
    if not isinstance(question, str):
        several = ": ask_batch takes several" if isinstance(question, Sequence) else ""
        raise TypeError(f"a question is a str, not {type(question).__name__}{several}")
    return question


def checked_depth(top: int | None, usual: int) -> int:
    """How many passages are read for a question; ``usual`` where ``top`` is None.

    Raises:
        TypeError: ``top`` is no whole number.
        InputError: it is less than 1 or more than ``MAX_DEPTH``.
    """
    if top is None:
        return usual
    if isinstance(top, bool) or not isinstance(top, SupportsIndex):
        raise TypeError(f"top is a whole number of passages, not {top!r}")
    depth = operator.index(top)
    if not 1 <= depth <= MAX_DEPTH:
        raise InputError(f"top must be from 1 to {MAX_DEPTH:,}, not {depth}")
    return depth


def is_question(question: str) -> bool:
    """Whether :func:`checked_question` accepts it."""
    try:
        checked_question(question)
    except InputError:
        return False
    return True

"""What counts as a question, checked where questions enter."""

from __future__ import annotations

from qa.errors import InputError

MAX_WORDS = 400  # more than any question needs, and little enough to leave the passage room in the reader
MAX_CHARACTERS = 8_000  # three times what so many words have
MAX_WORD = 500  # characters of a word: a long address, or a question in a script without blanks


def checked_question(question: str) -> str:
    """The question on one line, without the blanks around it.

    Raises:
        InputError: it is empty, or longer than ``MAX_WORDS`` words or ``MAX_CHARACTERS`` characters, or has a
            word of more than ``MAX_WORD``.
    """
    words = question.split()
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


def is_question(question: str) -> bool:
    """Whether :func:`checked_question` accepts it."""
    try:
        checked_question(question)
    except InputError:
        return False
    return True

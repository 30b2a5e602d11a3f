"""Questions are checked where they enter."""

from __future__ import annotations

import pytest

from qa.errors import InputError
from qa.question.checking import MAX_CHARACTERS, MAX_WORD, MAX_WORDS, checked_question


def test_blanks_and_line_breaks_are_folded() -> None:
    """A question pasted over several lines is one line."""
    assert checked_question("  Who is\n the\tPrime Minister? ") == "Who is the Prime Minister?"


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_is_refused(question: str) -> None:
    """Nothing asked is an input error, not an unanswerable question."""
    with pytest.raises(InputError, match="empty"):
        checked_question(question)


def test_a_question_of_ten_thousand_words_is_refused_with_its_length() -> None:
    """The message says how long the question is and how long it may be."""
    with pytest.raises(InputError, match=f"10000 words.*{MAX_WORDS}"):
        checked_question("why " * 10_000)


def test_one_endless_word_is_refused() -> None:
    """The bound counts characters as well: a megabyte without a blank is no question."""
    with pytest.raises(InputError, match="1000000 characters"):
        checked_question("x" * 1_000_000)


def test_a_word_is_bounded_on_its_own() -> None:
    """What is worked out for a word may grow faster than the word; a long address is still one."""
    assert checked_question("Who owns " + "x" * MAX_WORD)
    with pytest.raises(InputError, match=f"word of {MAX_WORD + 1} characters"):
        checked_question("Who owns " + "x" * (MAX_WORD + 1))


def test_many_long_words_are_too_many_characters() -> None:
    """Each bound is kept, and the question as a whole is too long."""
    with pytest.raises(InputError, match=f"at most {MAX_WORDS} words and"):
        checked_question(" ".join(["x" * MAX_WORD] * (1 + MAX_CHARACTERS // MAX_WORD)))


@pytest.mark.parametrize("question", ["🙂🙃", '"Stubb" AND NOT *:*', "Wer? — «Stubb»"])
def test_emoji_quotes_and_operators_are_questions(question: str) -> None:
    """Unusual characters are kept as they are."""
    assert checked_question(question) == question

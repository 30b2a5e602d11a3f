"""A stretch of text is analysed once: sentences that keep quotes whole, names, quotes, words."""

from __future__ import annotations

from qa.language.analysis import analysed

SPEECH = "“It rains. It pours,” said Dr. Olsen on Monday. The U.S. Army stayed.\nA caption\nNew lines follow."


def test_a_quote_is_never_cut() -> None:
    """The sentence of a quote holds all of it and who says it; a line in capitals is a new one."""
    found = [SPEECH[start:end] for start, end in analysed(SPEECH).sentences]
    assert found[0].startswith("“It rains. It pours,” said")
    assert found[-3:] == ["The U.S. Army stayed.", "A caption\n", "New lines follow."]


def test_a_wrapped_line_goes_on() -> None:
    """A line that goes on in small letters is no new sentence."""
    text = "The minister\nspoke at length."
    assert analysed(text).sentences == [(0, len(text))]


def test_words_lose_their_possessives_and_stops_when_folded() -> None:
    """Titles keep their stop as written, not as folded; so do owners their "'s"."""
    words = {token.text: token.folded for token in analysed("Mr. Berg’s dog barked.").tokens}
    assert words == {"Mr.": "mr", "Berg’s": "berg", "dog": "dog", "barked": "barked", ".": ""}


def test_all_who_ask_share_one_analysis() -> None:
    """A text is analysed once, and what was found in it is kept with it."""
    assert analysed(SPEECH) is analysed(SPEECH[:])
    assert analysed(SPEECH).names is analysed(SPEECH).names


def test_neighbours_of_a_sentence() -> None:
    """The sentence of a character and the one before it; the first has none before it."""
    found = analysed("One came. Two went.")
    second = found.sentence_at(12)
    assert second == (10, 19)
    assert found.sentence_before(second) == (0, 9)
    assert found.sentence_before((0, 9)) is None

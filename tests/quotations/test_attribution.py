"""Who said it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.speakers import outcomes, summary
from qa.language.quotes import quoted
from qa.quotations.attribution import attribution


def said(text: str, answer: str) -> tuple[str, str] | None:
    """Speaker and verb of an answer's first occurrence."""
    start = text.index(answer)
    found = attribution(text, start, start + len(answer))
    return (found.speaker, found.verb) if found else None


def test_labelled_cases() -> None:
    """On the labelled set no wrong speaker is named, and nearly all right ones are."""
    figures = summary(outcomes())
    assert figures["cases"] >= 250
    assert figures["cases_without_speaker"] >= figures["cases"] / 3
    assert figures["precision"] >= 0.98
    assert figures["recall"] >= 0.95


def test_the_speaker_does_not_say_the_own_name() -> None:
    """An answer that is the speaker is not attributed to that speaker."""
    text = "“We are ready,” said Dmitri Peskov."
    assert said(text, "Dmitri Peskov") is None
    assert said(text, "ready") == ("Dmitri Peskov", "said")


def test_who_is_told_is_not_said() -> None:
    """The listener stands between the verb and the speech."""
    text = "Peskov told the BBC that Moscow demands a guarantee."
    assert said(text, "the BBC") is None
    assert said(text, "a guarantee") == ("Peskov", "told")


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("Mia Lund's agent, who lives far off, told the Upton Post she was well.", "she was well", None),
        ("Omar Reyes also told the Post the bill was paid.", "was paid", ("Omar Reyes", "told")),
        ("His lawyers argued that Berg told voters to wait.", "His lawyers", None),
        ("“It went well,” Berg told reporters about the raid on the port.", "the port", None),
        ("“It went well.”\nBerg told reporters that the port was safe.", "was safe", ("Berg", "told")),
        ("“Luckily Rosa was there,” he told the Post.", "was there", None),
        ("It may charge, according to Acme papers.", "may charge", ("Acme papers", "according to")),
        ("Paul Renner met Lucas Brenner. He said Brenner was late.", "was late", ("Paul Renner", "said")),
    ],
)  # fmt: skip
def test_nobody_is_given_the_words_of_another(
    text: str, answer: str, expected: tuple[str, str] | None
) -> None:
    """Who is told, who is spoken of and whom a quotation names did not say it."""
    assert said(text, answer) == expected


def test_who_speaks_behind_a_full_stop_said_something_else() -> None:
    """A name behind a quote that is ended begins the next sentence, where somebody was named before it."""
    text = 'Peter Lund said: "I told you so." Anna Keller said she was proud.'
    assert said(text, "told you so") == ("Peter Lund", "said")
    assert said('"It is late." Anna Keller said no more.', "is late") == ("Anna Keller", "said")


def test_passive_names_nobody() -> None:
    """Whoever "was told" did not speak."""
    assert said("Peskov was told that the talks had failed.", "the talks had failed") is None


def test_two_possible_owners_of_a_pronoun() -> None:
    """With two people who fit, "she" names neither."""
    text = "Nina Fischer beat Clara Holm. She said the race was hard."
    assert said(text, "hard") is None


def test_quotes_of_all_kinds() -> None:
    """Curly, straight, single, angled and German marks delimit quotes; apostrophes do not."""
    for text in ("x “ab” y", 'x "ab" y', "x ‘ab’ y", "x «ab» y", "x „ab“ y", "x 'ab' y"):
        assert [text[a:b] for a, b in quoted(text)] == [text[2:6]]
    assert quoted("the dog's bone and the dogs’ bones") == []
    assert quoted("‘you don’t need it’") == [(0, 19)]


def test_an_open_double_quote_ends_with_its_line() -> None:
    """Speech that goes on in the next paragraph is not closed before it."""
    text = "“First part.\nPlain text."
    assert [text[a:b] for a, b in quoted(text)] == ["“First part."]


@given(st.text(alphabet="AbPutinsaid ,.“”‘’\"'\n:hetold", max_size=120), st.data())
def test_any_text_any_place(text: str, data: st.DataObject) -> None:
    """Whatever the text, a speaker comes from it and does not stand inside the answer."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = attribution(text, start, end)
    if found is not None:
        assert found.speaker in text
        assert found.verb in text or found.verb == "according to"


@pytest.mark.parametrize(
    ("text", "answer", "speaker"),
    [
        ("Tove Lindqvist claimed the green jacket in May.", "the green jacket", None),
        ("Russian forces continued their assault on Friday.", "their assault", None),
        ("Tove Lindqvist claimed she won the jacket in May.", "the jacket", "Tove Lindqvist"),
        ("Tove Lindqvist claimed that the jacket was green.", "green", "Tove Lindqvist"),
    ],
)
def test_who_claims_a_thing_says_nothing_about_it(text: str, answer: str, speaker: str | None) -> None:
    """Behind some verbs only a clause is said."""
    start = text.index(answer)
    said = attribution(text, start, start + len(answer))
    assert (said.speaker if said else None) == speaker

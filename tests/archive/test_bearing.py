"""What a quotation is about."""

from __future__ import annotations

import pytest

from qa.archive.bearing import bears_on
from qa.language.terms import content_words
from tests.collection import article


@pytest.mark.parametrize(
    ("text", "quote", "about", "bears"),
    [
        ("“The bridge is dear,” said Lind.", "The bridge is dear", "bridge", True),
        ("Asked about the bridge, Lind said it was dear.", "it was dear", "the bridge", True),
        ("The bridge opens soon. “It is dear,” said Lind.", "It is dear", "bridge", True),
        ("The bridge opens soon. “Nobody asked me,” said Lind.", "Nobody asked me", "bridge", False),
        ("“Nobody asked me,” said Lind. The bridge opens soon.", "Nobody asked me", "bridge", False),
        ("Lind said the bridge was dear and that Berg was late.", "Berg was late", "bridge", False),
        ("“The smoke alarm is new,” said Lind.", "The smoke alarm is new", "fire alarm", False),
        (
            "“The old stone bridge leaks,” said Lind.",
            "The old stone bridge leaks",
            "old stone bridges here",
            True,
        ),
    ],
)
def test_what_is_said_its_sentence_or_what_it_refers_to(
    text: str, quote: str, about: str, bears: bool
) -> None:
    """A topic next to a quotation is not enough, unless "it" leads there; nor is what is said beside it."""
    start = text.index(quote)
    beside = [
        (text.index(one), text.index(one) + len(one)) for one in ("the bridge was dear",) if one in text
    ]
    found = bears_on(content_words(about), article("a.txt", text), start, start + len(quote), beside)
    assert found is bears


def test_the_title_completes_a_topic_and_does_not_make_one() -> None:
    """Of "harbour bridge" the quotation must have a word itself."""
    topic = content_words("harbour bridge")
    said = article("a.txt", "“The bridge is dear,” said Lind.", title="Harbour bridge opens")
    other = article("b.txt", "“Nobody asked me,” said Lind.", title="Harbour bridge opens")
    assert bears_on(topic, said, 1, 19)
    assert not bears_on(topic, other, 1, 16)

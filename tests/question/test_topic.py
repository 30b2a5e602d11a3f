"""Wishes to be told about something, which no single span answers."""

from __future__ import annotations

import pytest

from qa.question.topic import topic_of


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Tell me about Ann Olm", "Ann Olm"),
        ("could you please tell us something about the Lorne bridge?", "the Lorne bridge"),
        ("Summarise the article about the Lorne bridge.", "the Lorne bridge"),
        ("summarize the Joann story", "the Joann"),
        ("Give me a short overview of the strike in Hallen", "the strike in Hallen"),
        ("What does the article say about Joann?", "Joann"),
        ("fill me in on the Lorne bridge", "the Lorne bridge"),
        ("ﬁll me in on the Lorne bridge", "the Lorne bridge"),
        ("I'd like to hear more about Ann Olm", "Ann Olm"),
        ("Info on the strike in Hallen please", "the strike in Hallen"),
        ("What's the story behind the Lorne bridge?", "the Lorne bridge"),
        ("Why is everyone talking about gaslighting?", "gaslighting"),
        ("i keep hearing about heat pumps, what is that", "heat pumps"),
        ("Walk me through the Lorne bridge saga", "the Lorne bridge"),
        ("Tell me about “What is new in Hallen?”", "What is new in Hallen?"),
    ],
)
def test_a_topic_is_what_is_wanted_to_be_told(question: str, topic: str) -> None:
    """Without courtesies and "the article about"; a quoted title may begin like a question."""
    found = topic_of(question)
    assert found is not None
    assert (found.text, found.newest, found.demanded) == (topic, False, True)


@pytest.mark.parametrize(
    "question",
    [
        "What's new with Starbucks?",
        "what is the latest on Starbucks",
        "Any news about Starbucks?",
    ],
)
def test_the_latest_on_a_topic_is_wanted_newest_first(question: str) -> None:
    """Who asks for news wants the newest first."""
    found = topic_of(question)
    assert found is not None
    assert (found.text, found.newest, found.demanded) == ("Starbucks", True, True)


@pytest.mark.parametrize(
    ("question", "newest"),
    [
        ("What happened in New Hallen?", False),
        ("Explain New Hallen to me", False),
        ("what is New Hallen all about", False),
        ("New Hallen", False),
        ("How about New Hallen?", False),
        ("what have the papers been saying about New Hallen", False),
        ("what's going on in New Hallen", True),
        ("What is being said about New Hallen?", False),
    ],
)
def test_a_span_may_answer_what_happened(question: str, newest: bool) -> None:
    """And what is going on, or a name alone; the topic is told about where the reader is sure of none."""
    found = topic_of(question)
    assert found is not None
    assert (found.text, found.newest, found.demanded) == ("New Hallen", newest, False)


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about it",
        "tell me more about him",
        "Tell me about how he died",
        "Tell me who won",
        "What's the latest iPhone?",
        "Who is Ann Olm?",
        "Tell me about the",
        "explain",
        "tell me about",
        "I read about a wooden tower. Who built it?",
        "Tell me about the tower, who built it?",
        "What is in the latest box?",
        "What can you do?",
        "What article of the treaty forbids it?",
        f"Tell me about {'Ann ' * 40}",
    ],
)
def test_other_questions_have_none(question: str) -> None:
    """A pronoun names nothing, a clause is a question, and nobody's topic is forty words long."""
    assert topic_of(question) is None


@pytest.mark.parametrize("courtesy", ["could you please ", "please, ", "i would like you to "])
def test_any_number_of_courtesies_is_read_at_once(courtesy: str) -> None:
    """A pattern that could take them in two ways would never end."""
    assert topic_of(f"{courtesy * 80}xyz") is None

"""What the articles say on a topic, in leading sentences."""

from __future__ import annotations

import pytest

from qa.answering.overview import RIGHT, overview
from qa.question.query import Before, Query
from qa.types import Answer, Article, Hit, Passage
from tests.answering.test_answerer import Shelf


def told(question: str, *articles: Article, known: str | None = None) -> Answer:
    """The overview of articles found in this order, by their whole texts; ``known``: what was told before."""
    hits = [
        Hit(Passage(number, one.id, 0, len(one.text), one.text, one.title, one.published), 1.0)
        for number, one in enumerate(articles)
    ]
    return overview(Query(question, 5, before=Before(frozenset(), known)), hits, Shelf(*articles))


BRIDGE = Article(
    "bridge",
    "Lorne bridge opens",
    "By Ida Holm\n\nThe new Lorne bridge was opened on Monday. It took six years to build it. "
    "Its towers are ninety metres high.\n\nRead more: the history of the Lorne bridge in pictures.",
    "news/bridge.txt",
    "2024-05-01",
)
REPRINT = Article(
    "again", BRIDGE.title, BRIDGE.text, "news/again.txt", "2024-05-02", metadata={"story": "bridge"}
)
LATER = Article(
    "fall",
    "Cracks in Lorne",
    "Engineers found cracks. They closed the Lorne bridge to all traffic on Friday.",
    "news/fall.txt",
    "2025-01-10",
)


def test_each_story_tells_once_in_words_of_its_own() -> None:
    """The sentence near the front that names the topic, no byline and no notice; a reprint adds nothing."""
    answer = told("Tell me about the Lorne bridge", BRIDGE, REPRINT, LATER)
    assert answer.kind == "evidence"
    assert [cited.quote for cited in answer.citations] == [
        "The new Lorne bridge was opened on Monday.",
        "They closed the Lorne bridge to all traffic on Friday.",
    ]
    assert answer.text == answer.citations[0].quote
    assert (answer.confidence, answer.support) == (RIGHT, 2)
    for cited in answer.citations:
        assert Shelf(BRIDGE, LATER).article(cited.article_id).text[cited.start : cited.end] == cited.quote


def test_the_latest_is_told_newest_first() -> None:
    """Who asks for the latest gets it first."""
    answer = told("What's the latest on the Lorne bridge?", BRIDGE, LATER)
    assert [cited.published for cited in answer.citations] == ["2025-01-10", "2024-05-01"]


def test_the_only_article_says_on() -> None:
    """As far as its sentences follow each other."""
    [cited] = told("Tell me about the Lorne bridge", BRIDGE).citations
    assert cited.quote == (
        "The new Lorne bridge was opened on Monday. It took six years to build it. "
        "Its towers are ninety metres high."
    )


def test_an_article_of_that_title_is_told_from_its_beginning() -> None:
    """Of an encyclopaedia the article itself, though others name its title more often."""
    olm = Article(
        "olm", "Ann Olm", "She was a painter of the north. She died in the town of Pell.", "wiki/olm.txt"
    )
    other = Article("pell", "Pell", "The painter Ann Olm died in the town of Pell.", "wiki/pell.txt")
    answer = told("Tell me about Ann Olm", other, olm)
    [cited] = answer.citations
    assert cited.quote == "She was a painter of the north. She died in the town of Pell."


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about the Quill bridge closed to traffic",
        "Tell me about the Eiffel Tower",
        "Tell me about the Lorne harbour",
        "What happened to the Lorne bridge in 1995?",
    ],
)
def test_articles_that_do_not_name_the_topic_do_not_say(question: str) -> None:
    """Half a name is another thing, and no word of a topic may be missing."""
    answer = told(question, BRIDGE, LATER)
    assert (answer.kind, answer.text, answer.citations, answer.confidence) == ("none", None, (), 0.0)


def test_more_of_an_article_is_what_stands_behind_what_was_told() -> None:
    """As often as more is asked for, until it ends; a short answer was no sentence of it."""
    more = "Tell me about “Lorne bridge opens”"
    first = "The new Lorne bridge was opened on Monday."
    assert told(more, BRIDGE, LATER, known=first).text == (
        "It took six years to build it. Its towers are ninety metres high."
    )
    assert told(more, BRIDGE, LATER, known="Its towers are ninety metres high.").kind == "none"
    assert (told(more, BRIDGE, LATER, known="ninety metres high").text or "").startswith(first)


def test_what_only_mentions_the_topic_stands_behind_no_story_about_it() -> None:
    """A column that names it once is left out where a story is about it."""
    text = "I walked home through the rain. " * 5 + "I would not have waited for the new Lorne bridge."
    column = Article("column", "A long day", text, "news/column.txt", "2025-03-01")
    answer = told("Any news on the Lorne bridge?", column, BRIDGE)
    assert [cited.article_id for cited in answer.citations] == ["bridge"]
    assert told("Any news on the Lorne bridge?", column).kind == "evidence"
    assert told("What happened to the Lorne bridge?", column).kind == "none"


def test_what_is_told_in_like_words_is_told_once() -> None:
    """Though another article, no reprint of the first, tells it."""
    text = "The new Lorne bridge was opened to traffic on Monday. Crowds came."
    again = Article("again", "A bridge at last", text, "news/other.txt", "2024-05-03")
    cited = told("Tell me about the Lorne bridge", BRIDGE, again, LATER).citations
    assert [one.article_id for one in cited] == ["bridge", "fall"]


def test_a_small_word_may_be_said_in_another_way_and_a_name_may_not() -> None:
    """What buys will acquire; Quill Airlines are not Pell Airlines."""
    text = "Lorne Airlines will acquire Pell Airlines for $1.9 billion, it was announced on Sunday."
    deal = Article("deal", "Lorne Airlines to grow", text, "news/deal.txt", "2024-05-03")
    assert told("Tell me about Lorne Airlines buying Pell Airlines", deal).kind == "evidence"
    assert told("Tell me about Lorne Airlines buying Quill Airlines", deal).kind == "none"


def test_a_question_without_a_topic_is_none_for_an_overview() -> None:
    """It is asked for by whoever knows that there is a topic."""
    with pytest.raises(ValueError, match="asks to be told about nothing"):
        told("Who is Ann Olm?", BRIDGE)

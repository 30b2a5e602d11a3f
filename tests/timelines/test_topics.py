"""The sentences on a topic."""

from __future__ import annotations

from qa.answering.citing import Citer
from qa.question.query import Query
from qa.surveying import Surveyed
from qa.timelines.topics import MOST_SENTENCES, sentences
from qa.types import Article
from tests.answering.test_answerer import Shelf, article, hits


def told(topic: str, *articles: Article) -> list[tuple[str, str, int]]:
    """Date, sentence and stories of each entry."""
    shelf = Shelf(*articles)
    stories = dict(zip([a.id for a in articles], shelf.families([a.id for a in articles]), strict=True))
    surveyed = Surveyed(Query(topic, 15), len(articles), hits(*articles), stories)
    found = sentences(surveyed, Citer(shelf.article))
    return [(change.date, change.told[0].text, change.told[0].stories) for change in found]


def test_the_sentence_that_bears_on_the_topic_is_taken_of_each_passage_by_date() -> None:
    """Not the one beside it; and none of a passage that speaks of something else."""
    assert told(
        "dam on the Sela",
        article("b", "It rained. The Sela has a dam since yesterday's opening.", published="2018"),
        article("a", "A dam on the Sela is planned by the government. Fish live there.", published="2017-05"),
        article("c", "Otters are back.", published="2016"),
    ) == [
        ("2017-05", "A dam on the Sela is planned by the government.", 1),
        ("2018", "The Sela has a dam since yesterday's opening.", 1),
    ]


def test_a_story_told_again_is_one_entry_with_its_first_day() -> None:
    """A reprint by its family, another paper by its words."""
    first = article(
        "a", "The dam on the Sela broke on Monday.", published="2019-02-01", metadata={"story": "x"}
    )
    again = article("b", "On the Sela it broke, the dam.", published="2019-02-03", metadata={"story": "x"})
    other = article("c", "The dam on the Sela broke Monday.", published="2019-02-02")
    assert told("dam on the Sela", again, other, first) == [("2019-02-01", first.text, 2)]


def test_there_is_an_end_to_it() -> None:
    """Of very many sentences those with most of the topic's words stay."""
    words = ["".join("abcdefghij"[int(digit)] for digit in f"{n:03}") for n in range(40)]
    many = [article(f"a{n}", f"Dam {w} {w}y {w}zy.", published=f"{1950 + n}") for n, w in enumerate(words)]
    assert len(told("dam", *many)) == MOST_SENTENCES

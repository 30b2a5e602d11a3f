"""The road of a question over fakes: retrieve, read, judge; and once more where it was mistyped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answering.answerer import Answerer
from qa.answering.judging import Judge
from qa.pipeline import Found, Pipeline
from qa.question.query import Before, Query
from qa.types import EVERYTHING, Article, Filter, Hit, Passage, Span
from tests.answering.test_answerer import CALIBRATION
from tests.fakes import KeywordReader

ORPO, WEATHER = "Orpo leads Finland.", "The weather is fine."
DATES = ("2022-02", "2014-11")


class Shelf:
    """Retrieves the passages that have one of the question's words, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def article(self, article_id: str) -> Article:
        """One of two articles."""
        return Article(article_id, "t", (ORPO, WEATHER)[int(article_id)], "s", DATES[int(article_id)])

    def families(self, article_ids: Sequence[str]) -> list[str]:
        """Each its own."""
        return list(article_ids)

    def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
        """One list of hits a question."""
        self.asked.append(list(questions))
        hits = [
            Hit(Passage(number, str(number), 0, len(text), text), 1.0)
            for number, text in enumerate((ORPO, WEATHER))
        ]
        return [
            [hit for hit in hits if set(question.rstrip("?").split()) & set(hit.passage.text[:-1].split())]
            for question in questions
        ]


class Speller(KeywordReader):
    """A reader that takes "Finlnad" for Finland."""

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[list[Span]]:
        """As the keyword reader, of the corrected question."""
        right = [question.replace("Finlnad", "Finland") for question, _ in pairs]
        found = super().read([(one, passage) for one, (_, passage) in zip(right, pairs, strict=True)])
        return [
            [replace(span, read_as=None if one == question else one) for span in spans]
            for one, (question, _), spans in zip(right, pairs, found, strict=True)
        ]


def found(shelf: Shelf, *questions: str) -> list[Found]:
    """What is found for questions asked together."""
    pipeline = road(shelf)
    return pipeline.read(pipeline.retrieve([Query(question, depth=5) for question in questions]))


def road(shelf: Shelf) -> Pipeline:
    """The stages over a shelf."""
    answerer = Answerer(shelf, Judge(CALIBRATION))
    return Pipeline(shelf, shelf, Speller(), answerer)  # type: ignore[arg-type]  # as an index, only its articles are asked for


def test_a_mistyped_question_is_retrieved_and_read_again() -> None:
    """In place, beside questions that stay as they are; both rounds count in its time."""
    shelf = Shelf()
    typed, plain = found(shelf, "Who leads Finlnad?", "What is the weather?")
    assert shelf.asked == [["Who leads Finlnad?", "What is the weather?"], ["Who leads Finland?"]]
    assert (typed.query.text, plain.query.text) == ("Who leads Finland?", "What is the weather?")
    assert typed.query.asked == "Who leads Finlnad?"
    assert typed.spans[0].text == "Orpo"
    assert typed.spans[0].read_as is None
    assert set(typed.timings) == {"retrieve", "read"}


def test_other_questions_are_searched_once() -> None:
    """Nothing is spent on what is spelt right."""
    shelf = Shelf()
    [one] = found(shelf, "Who leads Finland?")
    assert shelf.asked == [["Who leads Finland?"]]
    assert one.query.text == "Who leads Finland?"


def test_every_stage_gives_its_values() -> None:
    """An outcome has the ranking, the spans and the judged candidates beside the answer."""
    [outcome] = road(Shelf()).run([Query("Who leads Finland?", depth=5)])
    assert outcome.answer.text == "Orpo"
    assert [hit.passage.text for hit in outcome.found.ranking] == [ORPO]
    assert outcome.candidates[0].confidence == outcome.answer.confidence
    assert outcome.candidates[0].features["score"] == outcome.found.spans[0].score
    assert road(Shelf()).run([]) == []


def test_hits_near_the_time_asked_about_move_up() -> None:
    """Those of the named year, else the newer ones, pass those that are found little better."""

    class Ranking(Shelf):
        def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
            hits = [
                Hit(Passage(i, "0", 0, 1, "x", published=DATES[0] if i % 5 else DATES[1]), score=1 / (i + 1))
                for i in range(20)
            ]
            return [hits for _ in questions]

    dated, neutral = road(Ranking()).retrieve(
        [Query("Who led in 2014?", depth=10), Query("Who led?", depth=10)]
    )
    places = [hit.passage.id for hit in dated.hits]
    assert places[:6] == [0, 5, 10, 15, 1, 2]
    places = [hit.passage.id for hit in neutral.hits]
    assert places[:3] == [0, 1, 2]
    assert 5 not in places
    assert 6 in places


def test_a_follow_up_is_read_in_the_articles_last_cited() -> None:
    """Their passages take the places of the last others, wherever they are ranked, a third at most."""

    class Ranking(Shelf):
        def search(self, questions: Sequence[str], k: int, where: Filter = EVERYTHING) -> list[list[Hit]]:
            titles = ["Olm" if number >= 90 else "Lind" for number in range(100)]
            hits = [Hit(Passage(i, "0", 0, 1, "x", title), 1 / (i + 1)) for i, title in enumerate(titles)]
            return [hits[:k] for _ in questions]

    def read(before: Before | None) -> list[int]:
        [one] = road(Ranking()).retrieve([Query("Who led?", depth=6, before=before)])
        return [hit.passage.id for hit in one.hits]

    assert read(None) == [0, 1, 2, 3, 4, 5]
    assert read(Before(frozenset({"Olm"}))) == [0, 1, 2, 3, 90, 91]
    assert read(Before(frozenset({"Lind"}))) == [0, 1, 2, 3, 4, 5]


def test_a_wish_to_be_told_is_searched_by_its_topic_and_read_by_no_model() -> None:
    """The sentences that name the topic are the answer."""
    shelf = Shelf()
    [outcome] = road(shelf).run([Query("Tell me about Finland", depth=5)])
    assert shelf.asked == [["Finland"]]
    assert outcome.found.spans == []
    assert (outcome.answer.kind, outcome.answer.text) == ("none", None)  # three words are no sentence
    assert [cited.sentence for cited in outcome.answer.closest] == [ORPO]

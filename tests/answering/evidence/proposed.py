"""Proposals of a few articles of one passage each, for the tests of evidence."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.evidence.chain import features
from qa.answering.proposing import proposals
from qa.question.query import Query
from qa.types import Article, Hit, Passage, Span
from tests.answering.test_answerer import Shelf, article

Told = tuple[str, str, str | None]  # title, text and date of an article


def features_of(
    question: str, told: Sequence[Told], answers: Sequence[tuple[int, str, float]], as_of: str | None = None
) -> dict[str, dict[str, float]]:
    """What is known of each answer, by its text.

    Args:
        question: as it is asked.
        told: the articles.
        answers: the number of the article, the answer in it, and the reader's score.
        as_of: the day it is asked.
    """
    articles = [
        article(str(n), text, title=title, published=date) for n, (title, text, date) in enumerate(told)
    ]
    found = [_hit(number, one) for number, one in enumerate(articles)]
    spans = [_span(found[number].passage, text, score) for number, text, score in answers]
    shelf = Shelf(*articles)
    proposed = proposals(found, sorted(spans, key=lambda one: -one.score), shelf.article, shelf.families)
    judged = features(Query(question, depth=10, as_of=as_of), proposed)
    return {proposal.best.text: values for proposal, values in zip(proposed, judged, strict=True)}


def _hit(number: int, one: Article) -> Hit:
    passage = Passage(number, one.id, 0, len(one.text), one.text, title=one.title, published=one.published)
    return Hit(passage, score=1.0)


def _span(passage: Passage, text: str, score: float) -> Span:
    start = passage.text.index(text)
    return Span(passage, start, start + len(text), score, -score)

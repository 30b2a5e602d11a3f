"""What a conversation says for the candidates of a follow-up."""

from __future__ import annotations

from qa.answering.evidence.chain import features
from qa.answering.proposing import proposals
from qa.conversation.gate import lean
from qa.conversation.history import Cited, Turn
from qa.conversation.resolving import Reading, before_of
from qa.question.query import Before, Query
from tests.answering.test_answerer import ONE, Shelf, hits, span

LAST = Turn("How many troops?", "How many troops?", "span", "190,000", (Cited("One", "They moved 190,000."),))


def held(question: str, answer: str, before: Before | None = None) -> set[str]:
    """Which of the features that are true or not hold of an answer in ``ONE``."""
    found = hits(ONE)
    query = Query(question, depth=10, before=before)
    [proposal] = proposals(found, [span(found[0], answer, 1.0)], Shelf(ONE).article, Shelf(ONE).families)
    return {name for name, value in features(query, [proposal])[0].items() if value} & {
        "stays",
        "repeated",
        "clause",
    }


def test_what_was_said_before() -> None:
    """A follow-up knows the articles cited last, and what it cannot ask for again."""
    assert before_of(Reading("", lean("And tanks?"), ()), [LAST]) == Before(frozenset({"One"}), "190,000")
    assert before_of(Reading("", lean("How many did it move?"), ()), [LAST]) == Before(frozenset({"One"}))
    assert before_of(Reading("", lean("How many ships does Norway have?"), ()), [LAST]) is None
    assert before_of(Reading("", lean("And tanks?"), ()), []) is None


def test_a_follow_up_stays_with_its_article() -> None:
    """What comes from the article cited last is favoured."""
    assert held("How many tanks?", "Finland", Before(frozenset({"One"}))) == {"stays"}
    assert held("How many tanks?", "Finland", Before(frozenset({"Two"}))) == set()
    assert held("How many tanks?", "Finland") == set()


def test_another_answer_is_asked_for() -> None:
    """The last answer once more is told, whatever its case."""
    assert held("And who else?", "Alexander Stubb", Before(frozenset(), "alexander stubb")) == {"repeated"}


def test_someone_is_no_clause() -> None:
    """Who and whom are not answered by a sentence; other questions may be."""
    assert held("From whom did Russia demand it?", "He was glad") == {"clause"}
    assert held("From whom did Russia demand it?", "Alexander Stubb") == set()
    assert held("What did Russia demand?", "He was glad") == set()

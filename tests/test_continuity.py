"""What a conversation says for the candidates of a follow-up."""

from __future__ import annotations

from qa.answering.answer_form import CLAUSE, form_evidence
from qa.answering.weighing import weighed
from qa.conversation.continuity import REPEATED, STAYS, continuity
from qa.conversation.gate import lean
from qa.conversation.history import Cited, Turn
from qa.types import Candidate, Citation
from tests.test_answering import article

LAST = Turn("How many troops?", "How many troops?", "span", "190,000", (Cited("A", "They moved 190,000."),))


def candidate(text: str, confidence: float = 0.5, name: str = "a") -> Candidate:
    """An answer from one article."""
    citation = Citation(1, name, name.title(), None, name, 1, None, 0, len(text), text, text, 0, "d")
    return Candidate(text, confidence, 1.0, 1, (citation,))


def test_a_follow_up_stays_with_its_article() -> None:
    """What comes from the article cited last is favoured; a whole question stays with nothing."""
    stays = continuity(lean("And tanks?"), [LAST])
    assert stays is not None
    assert stays.points(candidate("40"), article("a", "x")) == STAYS
    assert stays.points(candidate("40"), article("b", "x")) == 0.0
    assert continuity(lean("How many ships does Norway have?"), [LAST]) is None
    assert continuity(lean("And tanks?"), []) is None


def test_another_answer_is_asked_for() -> None:
    """An ellipsis does not ask for what was just answered; a pronoun may."""
    again = continuity(lean("And tanks?"), [LAST])
    assert again is not None
    assert again.points(candidate("190,000"), article("a", "x")) == STAYS + REPEATED
    pronoun = continuity(lean("How many did it move?"), [LAST])
    assert pronoun is not None
    assert pronoun.points(candidate("190,000"), article("a", "x")) == STAYS


def test_someone_is_no_clause() -> None:
    """Who and whom are not answered by a sentence; other questions may be."""
    who = form_evidence("From whom did Russia demand it?")
    assert who is not None
    assert who.points(candidate("the nation is never allowed to join"), article("a", "x")) == CLAUSE
    assert who.points(candidate("the Prime Minister of Sweden"), article("a", "x")) == 0.0
    assert form_evidence("What did Russia demand?") is None


def test_points_are_log_odds() -> None:
    """Evidence adds up in log-odds, orders the candidates anew, and leaves certainty alone."""

    class Doubt:
        def points(self, candidate: Candidate, article: object) -> float:
            """Against one answer only."""
            return -1.0 if candidate.text == "x" else 0.0

    found = weighed(
        [candidate("x", 0.8), candidate("y", 0.7), candidate("z", 1.0)],
        [Doubt(), Doubt()],
        lambda name: article(name, ""),
    )
    assert [one.text for one in found] == ["z", "y", "x"]
    assert found[0].confidence == 1.0
    assert round(found[2].confidence, 3) == round(1 / (1 + 0.25 * 2.718281828**2), 3)

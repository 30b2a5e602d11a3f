"""Records and systems under evaluation that need no model; shared by the tests of qa.evaluation."""

from __future__ import annotations

from collections.abc import Sequence

from qa.evaluation.metrics import exact_match, f1
from qa.evaluation.records import Asked, Record
from qa.questionsets.question_set import Question
from qa.types import Answer, Candidate, Citation, Hit, Passage, digest_of


def record(
    number: int,
    gold: tuple[str, ...] | None,
    best: str,
    confidence: float,
    *,
    given: bool = True,
    ranking: tuple[str, ...] = (),
    relevant: dict[str, int] | None = None,
    answer_rank: int | None = None,
    seconds: float = 0.1,
) -> Record:
    """A record of one question, judged as the runner judges it."""
    prediction = best if given else ""
    return Record(
        id=f"q{number}",
        question=f"Question {number}?",
        gold=gold,
        relevant=relevant or {},
        prediction=prediction,
        best=best,
        confidence=confidence,
        na_prob=1 - confidence,
        exact=None if gold is None else exact_match(prediction, gold),
        f1=None if gold is None else f1(prediction, gold),
        best_exact=None if gold is None else exact_match(best, gold),
        best_f1=None if gold is None else f1(best, gold),
        ranking=ranking,
        answer_rank=answer_rank,
        citations=(),
        passages=(),
        seconds=seconds,
        timings={"reading": seconds / 2},
    )


class EchoSubject:
    """Answers every question with its last word, cites its own paragraph, and counts what it was asked."""

    def __init__(self, fail_after: int | None = None) -> None:
        self.asked: list[str] = []
        self._fail_after = fail_after

    def ask(self, questions: Sequence[Question]) -> list[Asked]:
        """One result a question; stops with KeyboardInterrupt where it was told to."""
        results = []
        for question in questions:
            if self._fail_after is not None and len(self.asked) >= self._fail_after:
                raise KeyboardInterrupt
            self.asked.append(question.id)
            results.append(_echo(question))
        return results


def _echo(question: Question) -> Asked:
    text = question.text.rstrip("?").split()[-1]
    article = question.paragraph or "somewhere"
    hit = Hit(Passage(1, article, 0, len(question.text), question.text), 1.0)
    citation = Citation(1, article, "", None, article, 1, None, 0, 1, text, question.text, 0, digest_of(text))
    confidence = 0.2 + len(text) % 7 / 10
    if confidence < 0.4:
        candidate = Candidate(text, confidence, 0.0, 1, (citation,))
        return Asked(
            Answer(question.text, question.text, "none", None, confidence, (), (candidate,)), [hit], 0.01
        )
    answer = Answer(
        question.text, question.text, "span", text, confidence, (citation,), timings={"reading": 0.005}
    )
    return Asked(answer, [hit], 0.01)

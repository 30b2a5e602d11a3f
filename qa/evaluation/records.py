"""What is kept of one question of a run: a line of ``questions.jsonl``, written once and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.evaluation.appended import Stored, read_appended
from qa.evaluation.metrics import exact_match, f1, holds_answer
from qa.evaluation.ranking import deduplicated, first_answer_rank
from qa.questionsets.question_set import Question
from qa.types import Answer, Hit, Passage

PASSAGES_KEPT = 3  # passages whose text stays with the record, for whoever looks at a mistake


class Cited(Stored):
    """One citation of an answer, and whether it bears the answer out."""

    article: str
    start: int
    end: int
    quote: str
    sentence: str
    supports: bool | None  # None: not known, because the answer is not judged


class Retrieved(Stored):
    """One of the first passages of the ranking, or the paragraph of a closed run."""

    article: str
    text: str


class Record(Stored):
    """One question, what was answered, and how good that was."""

    id: str
    question: str
    gold: tuple[str, ...] | None
    relevant: dict[str, int]
    prediction: str  # what was answered; empty where the answer was withheld
    best: str  # the best candidate, given or withheld; empty where there was none
    confidence: float  # of the best candidate, 0 to 1
    na_prob: float  # 1 - confidence: what the official script calls the no-answer probability
    exact: float | None  # of the prediction; None where nobody judged the answer
    f1: float | None
    best_exact: float | None  # of the best candidate, as if nothing were ever withheld
    best_f1: float | None
    ranking: tuple[str, ...]  # articles, best first, without repeats; empty in a closed run
    answer_rank: int | None  # place from 1 of the first passage that holds a gold answer
    citations: tuple[Cited, ...]
    passages: tuple[Retrieved, ...]
    seconds: float  # wall time of the ask
    timings: dict[str, float]  # seconds by stage

    @property
    def right_articles(self) -> frozenset[str]:
        """The relevant ones."""
        return frozenset(name for name, grade in self.relevant.items() if grade > 0)

    def recall(self, k: int) -> float:
        """Share of the right articles among the first ``k`` of the ranking; 0 where there is none."""
        right = self.right_articles
        return len(right.intersection(self.ranking[:k])) / len(right) if right else 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the system under evaluation did with one question."""

    answer: Answer
    hits: Sequence[Hit]  # as deep as rankings are measured; empty in a closed run
    seconds: float
    paragraph: Passage | None = None  # what a closed run read


def record_of(question: Question, asked: Asked) -> Record:
    """Judge one answer."""
    answer, gold = asked.answer, question.answers
    prediction = answer.text or ""
    best = prediction or (answer.alternatives[0].text if answer.alternatives else "")
    named = {hit.passage.article_id: _name(hit.passage.article_id, question.relevant) for hit in asked.hits}
    return Record(
        id=question.id,
        question=question.text,
        gold=gold,
        relevant=dict(question.relevant),
        prediction=prediction,
        best=best,
        confidence=answer.confidence,
        na_prob=1.0 - answer.confidence,
        exact=_judged(exact_match, prediction, gold),
        f1=_judged(f1, prediction, gold),
        best_exact=_judged(exact_match, best, gold),
        best_f1=_judged(f1, best, gold),
        ranking=tuple(deduplicated(named[hit.passage.article_id] for hit in asked.hits)),
        answer_rank=first_answer_rank((hit.passage.text for hit in asked.hits), gold) if gold else None,
        citations=_citations(question, answer),
        passages=tuple(
            Retrieved(article=named[hit.passage.article_id], text=hit.passage.text)
            for hit in asked.hits[:PASSAGES_KEPT]
        )
        + tuple(Retrieved(article=read.article_id, text=read.text) for read in [asked.paragraph] if read),
        seconds=asked.seconds,
        timings=dict(answer.timings),
    )


def missing(question: Question) -> Record:
    """A question that was never answered: wrong, with the confidence of someone who said nothing."""
    silence = Answer(question.text, question.text, "none", None, 0.0, ())
    wrong = None if question.answers is None else 0.0  # even where silence would have been right
    return record_of(question, Asked(silence, (), 0.0)).model_copy(
        update=dict.fromkeys(("exact", "f1", "best_exact", "best_f1"), wrong)
    )


def _judged(
    metric: Callable[[str, Sequence[str]], float], predicted: str, gold: Sequence[str] | None
) -> float | None:
    return None if gold is None else metric(predicted, gold)


def _citations(question: Question, answer: Answer) -> tuple[Cited, ...]:
    return tuple(
        Cited(
            article=_name(citation.article_id, question.relevant),
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            sentence=citation.sentence,
            supports=_supports(question, citation.article_id, citation.sentence),
        )
        for citation in answer.citations
    )


def _supports(question: Question, article_id: str, sentence: str) -> bool | None:
    """Whether the cited article is a right one; where those are not known, whether the sentence says it."""
    if question.answers is None:
        return None
    if question.relevant:
        return question.relevant.get(_name(article_id, question.relevant), 0) > 0
    return holds_answer(sentence, question.answers)


def _name(article_id: str, relevant: Mapping[str, int]) -> str:
    """The name that the question set has for an article: its id, or the end of its path."""
    for name in relevant:
        if article_id == name or article_id.endswith("/" + name):
            return name
    return article_id


def read_records(path: Path) -> Iterator[Record]:
    """The records of a ``questions.jsonl``. Raises as :func:`read_appended`."""
    return read_appended(path, Record)

"""A question set: questions, their right answers, and the paragraphs that belong to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from qa.types import Article


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what is known about its answer."""

    id: str
    text: str
    answers: (
        tuple[str, ...] | None
    )  # any one is right; empty: the articles do not say; None: nobody judged it
    paragraph: str | None = None  # id of its own article within the set; what a closed run reads
    relevant: Mapping[str, int] = field(
        default_factory=dict
    )  # article id or name -> grade, above 0 is relevant
    group: str = ""  # questions of one group (an encyclopaedia article, say) are never split over two folds
    as_of: str | None = None  # partial ISO date that it is asked on; None: today

    @property
    def answerable(self) -> bool:
        """Whether the articles are known to hold an answer."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions in the order of their file, and the set's own paragraphs (none where it brings none)."""

    name: str
    questions: tuple[Question, ...]
    articles: tuple[Article, ...] = ()

    @property
    def judged(self) -> bool:
        """Whether right answers are known, and not only relevant articles (as in BEIR)."""
        return any(question.answers is not None for question in self.questions)

    @property
    def articles_digest(self) -> str:
        """SHA-256 over the paragraphs: the same for the same content, whatever the file's name."""
        digest = hashlib.sha256()
        for article in self.articles:
            digest.update(f"{len(article.id)}:{article.id}{article.digest}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    @property
    def questions_digest(self) -> str:
        """SHA-256 over the questions and their answers: tells two runs over different questions apart."""
        digest = hashlib.sha256()
        for question in self.questions:
            digest.update(
                repr((question.id, question.text, question.answers)).encode("utf-8", "surrogatepass")
            )
        return digest.hexdigest()


def sample(questions: QuestionSet, limit: int | None, seed: int) -> QuestionSet:
    """At most ``limit`` questions drawn by ``seed``, in their old order; all paragraphs stay.

    A question's place in the draw hangs on the seed and its own id only, so a larger sample of the same
    seed holds the smaller one, and the draw does not change when the file is put in another order.
    """
    if limit is None or limit >= len(questions.questions):
        return questions
    drawn = sorted(questions.questions, key=lambda question: _lot(question.id, seed))[:limit]
    kept = {question.id for question in drawn}
    return replace(questions, questions=tuple(q for q in questions.questions if q.id in kept))


def halves(groups: Iterable[str], seed: int = 0) -> frozenset[str]:
    """The groups that fall into the first half of a split; deterministic for a seed."""
    ordered = sorted(set(groups), key=lambda group: _lot(group, seed))
    return frozenset(ordered[: (len(ordered) + 1) // 2])


def _lot(name: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{name}".encode("utf-8", "surrogatepass")).digest()

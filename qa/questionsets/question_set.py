"""A question set: questions, their right answers, and the paragraphs that belong to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa.errors import InputError
from qa.types import Article

Offsets = tuple[int, int]  # half-open, in characters


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what is known about its answer."""

    id: str
    text: str
    # Of the answers any one is right; empty: the articles do not say; None: nobody judged it. A grade
    # above 0 is relevant.
    answers: tuple[str, ...] | None
    paragraph: str | None = None  # id of its own article within the set; what a closed run reads
    relevant: Mapping[str, int] = field(default_factory=dict)  # article's id or name: its grade
    group: str = ""  # questions of one group (an encyclopaedia article, say) are never split over two folds
    as_of: str | None = None  # partial ISO date of the day it is asked from; None: today
    offsets: tuple[Offsets, ...] = ()  # where its paragraph answers it, as far as the format tells; sorted
    flaw: str = ""  # what is wrong with it, so that nothing should be trained on it; empty: nothing

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
        return _digest(f"{len(article.id)}:{article.id}{article.digest}" for article in self.articles)

    @property
    def questions_digest(self) -> str:
        """SHA-256 over the questions and their answers: tells two runs over different questions apart."""
        return _digest(
            repr((one.id, one.text, one.answers, *([one.as_of] if one.as_of else [])))
            for one in self.questions
        )


def paragraph_article(paragraph_id: str, title: str, text: str) -> Article:
    """A paragraph that a question set brings, as an article of its own."""
    return Article(id=paragraph_id, title=title, text=text, source=paragraph_id)


def distinct(answers: Iterable[str]) -> tuple[str, ...]:
    """The answers that say something, each once, in their order."""
    return tuple(dict.fromkeys(answer for answer in answers if answer.strip()))


def paragraphs_of(questions: QuestionSet) -> Iterator[tuple[Question, Article]]:
    """Each question with its own paragraph, in order.

    Raises:
        InputError: a question of the set has no paragraph of its own.
    """
    articles = {article.id: article for article in questions.articles}
    for question in questions.questions:
        if question.paragraph is None:
            raise InputError(
                f"{questions.name} has no paragraphs of its own to read: ask an index instead (--index)"
            )
        yield question, articles[question.paragraph]


def drawn(questions: Sequence[Question], limit: int | None, seed: int) -> tuple[Question, ...]:
    """At most ``limit`` questions drawn by ``seed``, in their old order.

    A question's place in the draw hangs on the seed and its own id only, so a larger sample of the same
    seed holds the smaller one, and the draw does not change when the file is put in another order.
    """
    if limit is None or limit >= len(questions):
        return tuple(questions)
    kept = {one.id for one in sorted(questions, key=lambda one: _lot(one.id, seed))[:limit]}
    return tuple(one for one in questions if one.id in kept)


def sample(questions: QuestionSet, limit: int | None, seed: int) -> QuestionSet:
    """The set with the questions that are :func:`drawn`; all paragraphs stay."""
    return replace(questions, questions=drawn(questions.questions, limit, seed))


def halves(groups: Iterable[str], seed: int = 0) -> frozenset[str]:
    """The groups that fall into the first half of a split; deterministic for a seed."""
    ordered = sorted(set(groups), key=lambda group: _lot(group, seed))
    return frozenset(ordered[: (len(ordered) + 1) // 2])


def _lot(name: str, seed: int) -> str:
    return _digest([f"{seed}:{name}"])


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()

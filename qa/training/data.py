"""What can be trained on of a question set in the SQuAD layout, and a report of everything that cannot.

A question that is wrong in itself is left out and named; the file as a whole is refused only where it is
not in the layout at all. Nothing is repaired by guessing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.errors import InputError
from qa.questionsets.question_set import Question
from qa.questionsets.squad import read_squad


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the data that is not trained on."""

    id: str  # of the question or the paragraph
    reason: str


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Paragraphs and the questions about them: all with ``offsets``, or without an answer."""

    paragraphs: tuple[str, ...]
    titles: tuple[str, ...]  # what each paragraph's article is called
    questions: tuple[Question, ...]
    place: Mapping[str, int]  # question id: where its own paragraph is in ``paragraphs``
    problems: tuple[Problem, ...] = ()

    def summary(self) -> dict[str, int]:
        """Counts: what is used, and what is not, by reason."""
        answerable = sum(question.answerable for question in self.questions)
        return {
            "paragraphs": len(self.paragraphs),
            "answerable questions": answerable,
            "unanswerable questions": len(self.questions) - answerable,
            **Counter(f"left out: {problem.reason}" for problem in self.problems),
        }


def load_training(path: Path, *, numbered: bool = False) -> TrainingData:
    """Questions and paragraphs of a file in the layout of SQuAD 1.1 or 2.0; ``.xz`` and ``.gz`` are unpacked.

    Args:
        path: the file.
        numbered: tell questions apart by file and number instead of by their ids, some of which may be alike.

    Raises:
        InputError: the file cannot be read or is not in that layout.
    """
    found = read_squad(path)
    paragraphs = [article for article in found.articles if article.text.strip()]
    places = {article.id: place for place, article in enumerate(paragraphs)}
    problems = [Problem(one.id, "empty context") for one in found.articles if one.id not in places]
    usable: list[Question] = []
    seen: set[str] = set()
    for number, question in enumerate(found.questions):
        if numbered:
            question = replace(question, id=f"{path}#{number}")
        if reason := "id used before" if question.id in seen else question.flaw:
            problems.append(Problem(question.id, reason))
        else:
            usable.append(question)
        seen.add(question.id)
    own = {question.id: places[question.paragraph or ""] for question in usable}
    texts, titles = (
        zip(*((one.text, one.title) for one in paragraphs), strict=True) if paragraphs else ((), ())
    )
    return TrainingData(texts, titles, tuple(usable), own, tuple(problems))


def refuse_overlap(train: TrainingData, dev: TrainingData) -> None:
    """Make sure that no paragraph of the dev set is trained on.

    Raises:
        InputError: some are, ignoring case and white space.
    """
    known = {_folded(paragraph) for paragraph in train.paragraphs}
    shared = [place for place, text in enumerate(dev.paragraphs) if _folded(text) in known]
    if shared:
        raise InputError(
            f"{len(shared)} of the {len(dev.paragraphs)} dev paragraphs are training paragraphs as well "
            f"(the first: {dev.paragraphs[shared[0]][:60]!r}); take them out of one of the two"
        )


def describe(problems: Sequence[Problem], shown: int = 5) -> list[str]:
    """One line a reason: how many, and the first ids."""
    by_reason: dict[str, list[str]] = {}
    for problem in problems:
        by_reason.setdefault(problem.reason, []).append(problem.id)
    return [
        f"{len(ids)} left out: {reason}: {', '.join(ids[:shown])}{', ...' if len(ids) > shown else ''}"
        for reason, ids in sorted(by_reason.items())
    ]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())

"""Training questions from files in the SQuAD layout, and a report of everything in them that cannot be used.

A question that is wrong in itself is left out and named; the file as a whole is refused only where it is
not in the layout at all. Nothing is repaired by guessing.
"""

from __future__ import annotations

import gzip
import lzma
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from qa.errors import InputError
from qa.validation import in_words

Offsets = tuple[int, int]  # half-open, in characters


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one paragraph. ``answers`` is empty where the paragraph does not answer it."""

    id: str
    text: str
    paragraph: int  # its place in ``TrainingData.paragraphs``
    answers: tuple[Offsets, ...]  # every stretch of the paragraph that counts as right


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the data that is not trained on."""

    id: str  # of the question, or the title and number of the paragraph
    reason: str


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Paragraphs and the questions about them. ``titles[i]`` is the article of ``paragraphs[i]``."""

    paragraphs: tuple[str, ...]
    titles: tuple[str, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]

    def summary(self) -> dict[str, int]:
        """Counts: what is used, and what is not, by reason."""
        answerable = sum(bool(question.answers) for question in self.questions)
        return {
            "paragraphs": len(self.paragraphs),
            "answerable questions": answerable,
            "unanswerable questions": len(self.questions) - answerable,
            **Counter(f"left out: {problem.reason}" for problem in self.problems),
        }


class _Answer(BaseModel):
    text: str
    answer_start: int
    n_occurrences: int = 1  # above 1: the answer's string occurs so often, and the offset is a guess


class _Question(BaseModel):
    id: str
    question: str
    answers: list[_Answer] = []
    is_impossible: bool | None = None  # not in SQuAD 1.1


class _Paragraph(BaseModel):
    context: str
    qas: list[_Question]


class _Article(BaseModel):
    title: str = ""
    paragraphs: list[_Paragraph]


class _File(BaseModel):
    data: list[_Article]


def read_squad(path: Path) -> TrainingData:
    """Questions and paragraphs of a file in the layout of SQuAD 1.1 or 2.0; ``.xz`` and ``.gz`` are unpacked.

    Raises:
        InputError: the file cannot be read or is not in that layout.
    """
    try:
        file = _File.model_validate_json(_content(path))
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise InputError(f"cannot read the questions in {path}: {error}") from error
    except ValidationError as error:
        raise InputError(f"{path} is not in the SQuAD layout: {in_words(error, 'the file')}") from error
    paragraphs: list[str] = []
    titles: list[str] = []
    questions: list[Question] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for article in file.data:
        for number, paragraph in enumerate(article.paragraphs):
            if not paragraph.context.strip():
                problems.append(Problem(f"{article.title}#{number}", "empty context"))
                problems += [Problem(entry.id, "empty context") for entry in paragraph.qas]
                continue
            paragraphs.append(paragraph.context)
            titles.append(article.title)
            for entry in paragraph.qas:
                answers, reason = _answers(entry, paragraph.context)
                if entry.id in seen:
                    reason = "id used before"
                seen.add(entry.id)
                if reason:
                    problems.append(Problem(entry.id, reason))
                else:
                    questions.append(Question(entry.id, entry.question, len(paragraphs) - 1, answers))
    return TrainingData(tuple(paragraphs), tuple(titles), tuple(questions), tuple(problems))


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


def _content(path: Path) -> bytes:
    if path.suffix == ".xz":
        with lzma.open(path) as packed:
            return packed.read()
    if path.suffix == ".gz":
        with gzip.open(path) as packed:
            return packed.read()
    return path.read_bytes()


def _answers(entry: _Question, context: str) -> tuple[tuple[Offsets, ...], str]:
    """The stretches that answer a question, and what is wrong with it (empty: nothing)."""
    if not entry.question.strip():
        return (), "empty question"
    if entry.is_impossible:
        return (), ""  # the answers SQuAD 2.0 gives for such a question are plausible, not right
    if not entry.answers:
        return (), "no answer given, and not marked as impossible"
    found: set[Offsets] = set()
    for answer in entry.answers:
        end = answer.answer_start + len(answer.text)
        if not answer.text.strip():
            return (), "empty answer"
        if answer.answer_start < 0 or context[answer.answer_start : end] != answer.text:
            return (), "offsets that do not match the text"
        found.add((answer.answer_start, end))
        if answer.n_occurrences > 1:
            found |= _occurrences(context, answer.text)
    return tuple(sorted(found)), ""


def _occurrences(context: str, text: str) -> set[Offsets]:
    """Where a text stands as whole words: all of them count where the data do not know which was meant."""
    pattern = rf"(?<!\w){re.escape(text)}(?!\w)"
    return {match.span() for match in re.finditer(pattern, context)}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())

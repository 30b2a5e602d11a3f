"""Question sets in JSON lines, told apart by the first one.

MRQA: the first line with ``header``; then ``{"context": "...", "qas": [...]}``.
Our own format: ``{"question": "...", "answers": ["...", ...]}``, or ``answer``, as NQ-open has it. Optional:
``id`` (else the line's number), ``article``, which names the article that answers, and ``as_of``, the day
that a question is asked from (a partial ISO date). Empty answers say that the articles do not say, and none
in any line that nobody judged the questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, Field

from qa.dates import checked_date
from qa.errors import InputError
from qa.questionsets.files import Line, read_json_lines, set_name
from qa.questionsets.question_set import Question, QuestionSet, distinct, paragraph_article
from qa.types import Article

# MRQA joins several documents into one context and marks their seams with these.
_MARKS = re.compile(r"\[(?:TLE|DOC|PAR|SEP)\]")


class _MrqaQuestion(BaseModel):
    qid: str
    question: str
    answers: list[str]


class _MrqaParagraph(BaseModel):
    context: str
    qas: list[_MrqaQuestion]


def _several(answers: object) -> object:
    """One answer where several are expected."""
    return [answers] if isinstance(answers, str) else answers


class PlainQuestion(BaseModel):
    """One question in our own format."""

    question: str
    answers: Annotated[list[str] | None, BeforeValidator(_several)] = Field(
        None, validation_alias=AliasChoices("answers", "answer")
    )
    id: str | None = None
    article: str | None = None
    as_of: Annotated[str, AfterValidator(checked_date)] | None = None

    def told(self, place: str) -> Question:
        """The question; ``place``, where it stands in its file, is its id where it has none."""
        own_id = self.id or place
        return Question(
            id=own_id,
            text=self.question,
            answers=None if self.answers is None else distinct(self.answers),
            relevant={self.article: 1} if self.article and self.answers != [] else {},
            group=self.article or self.as_of or own_id,
            as_of=self.as_of,
        )


def read_line_set(path: Path) -> QuestionSet:
    """The questions of a file of JSON lines.

    Raises:
        InputError: the file cannot be read, or has a line that does not fit the format of the first.
    """
    name, lines = set_name(path), read_json_lines(path)
    first = next(lines, None)
    if first is None:
        return QuestionSet(name, ())
    lines, keys = chain([first], lines), first.value.keys()
    if "header" in keys or "context" in keys:
        return _mrqa(name, lines)
    judged = bool(keys & {"answers", "answer"})
    return QuestionSet(name, tuple(_plain(line, judged) for line in lines))


def _mrqa(name: str, lines: Iterable[Line]) -> QuestionSet:
    questions: list[Question] = []
    articles: list[Article] = []
    for line in lines:
        if "header" in line.value:
            continue
        paragraph = line.fitted(_MrqaParagraph)
        own = paragraph_article(f"{name}#{line.number}", "", _MARKS.sub(" ", paragraph.context).strip())
        articles.append(own)
        questions += [
            Question(
                id=asked.qid,
                text=asked.question,
                answers=distinct(asked.answers),
                paragraph=own.id,
                relevant={own.id: 1},
                group=own.id,
            )
            for asked in paragraph.qas
        ]
    return QuestionSet(name, tuple(questions), tuple(articles))


def _plain(line: Line, judged: bool) -> Question:
    """The question of a line; ``judged``: the set says what is right, so this line must."""
    question = line.fitted(PlainQuestion)
    if judged and question.answers is None:
        raise InputError(f"{line.path}, line {line.number}: answers: is missing; [] says that there are none")
    return question.told(f"line-{line.number}")

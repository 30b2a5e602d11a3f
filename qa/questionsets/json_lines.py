"""Question sets in JSON lines, told apart by the first one.

MRQA: the first line with ``header``; then ``{"context": "...", "qas": [...]}``.
NQ-open: ``{"question": "...", "answer": ["...", ...]}``, without articles and without ids.
Our own format: ``{"id": "...", "question": "...", "answers": ["...", ...]}``. Optional are ``article``, which
names the article that answers, and ``as_of``, the day that a question is asked from (a partial ISO date).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel

from qa.dates import checked_date
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


class _NaturalQuestion(BaseModel):
    question: str
    answer: list[str]


class _PlainQuestion(BaseModel):
    id: str
    question: str
    answers: list[str]
    article: str | None = None
    as_of: Annotated[str, AfterValidator(checked_date)] | None = None


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
    read = _natural if "answer" in keys and "answers" not in keys else _plain
    return QuestionSet(name, tuple(map(read, lines)))


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


def _natural(line: Line) -> Question:
    # NQ-open names no ids: the line is the only stable one.
    asked, line_id = line.fitted(_NaturalQuestion), f"line-{line.number}"
    return Question(line_id, asked.question, distinct(asked.answer), group=line_id)


def _plain(line: Line) -> Question:
    asked = line.fitted(_PlainQuestion)
    return Question(
        id=asked.id,
        text=asked.question,
        answers=distinct(asked.answers),
        relevant={asked.article: 1} if asked.article and asked.answers else {},
        group=asked.article or asked.as_of or asked.id,
        as_of=asked.as_of,
    )

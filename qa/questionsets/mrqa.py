"""MRQA: JSON lines, the first with ``header``; then ``{"context": "...", "qas": [...]}``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import BaseModel

from qa.questionsets.files import Line
from qa.questionsets.question_set import Question, QuestionSet, distinct, paragraph_article
from qa.types import Article

# MRQA joins several documents into one context and marks their seams with these.
_MARKS = re.compile(r"\[(?:TLE|DOC|PAR|SEP)\]")


class _Question(BaseModel):
    qid: str
    question: str
    answers: list[str]


class _Paragraph(BaseModel):
    context: str
    qas: list[_Question]


def mrqa(name: str, lines: Iterable[Line]) -> QuestionSet:
    """The questions and contexts of a set called ``name``.

    Raises:
        InputError: a line that does not fit.
    """
    questions: list[Question] = []
    articles: list[Article] = []
    for line in lines:
        if "header" in line.value:
            continue
        paragraph = line.fitted(_Paragraph)
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

"""SQuAD 1.1 and 2.0: one JSON object with ``data``, a list of articles with paragraphs and questions."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pydantic import BaseModel

from qa.errors import InputError
from qa.questionsets.files import fitted, read_whole, set_name
from qa.questionsets.question_set import Offsets, Question, QuestionSet, distinct, paragraph_article
from qa.types import Article


class _Answer(BaseModel):
    text: str
    answer_start: int | None = None
    n_occurrences: int = 1  # above 1: the answer's string occurs so often, and the offset is a guess


class _Question(BaseModel):
    id: str
    question: str
    answers: list[_Answer] = []
    is_impossible: bool | None = None  # not in SQuAD 1.1

    @property
    def right(self) -> list[_Answer]:
        """The answers SQuAD 2.0 gives for an impossible question are plausible, not right."""
        return [] if self.is_impossible else self.answers


class _Paragraph(BaseModel):
    context: str
    qas: list[_Question]


class _Article(BaseModel):
    title: str = ""
    paragraphs: list[_Paragraph]


class _File(BaseModel):
    data: list[_Article]


def read_squad(path: Path) -> QuestionSet:
    """The questions of a file; those with a ``flaw``, and those whose id is used twice, are among them.

    Raises:
        InputError: the file cannot be read or is not in the layout.
    """
    outside = f"{path} is not in the SQuAD layout"
    try:
        value = json.loads(read_whole(path))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{outside}: not valid JSON ({error})") from error
    questions: list[Question] = []
    articles: list[Article] = []
    for number, article in enumerate(fitted(_File, value, outside).data):
        # SQuAD names its articles as Wikipedia's addresses do.
        title = article.title.replace("_", " ") or f"article {number + 1}"
        for place, paragraph in enumerate(article.paragraphs):
            # Numbered over the file, for a file may name two articles alike.
            own = paragraph_article(f"{number}:{title}#{place}", title, paragraph.context)
            articles.append(own)
            questions += [_question(asked, own) for asked in paragraph.qas]
    return QuestionSet(set_name(path), tuple(questions), tuple(articles))


def _question(asked: _Question, paragraph: Article) -> Question:
    flaw = _flaw(asked, paragraph.text)
    return Question(
        id=asked.id,
        text=asked.question,
        answers=distinct(answer.text for answer in asked.right),
        paragraph=paragraph.id,
        # An unanswerable question has a paragraph it was written about, but none that answers it.
        relevant={paragraph.id: 1} if asked.right else {},
        group=paragraph.title,
        offsets=() if flaw else _offsets(asked.right, paragraph.text),
        flaw=flaw,
    )


def _flaw(asked: _Question, context: str) -> str:
    if not context.strip():
        return "empty context"
    if not asked.question.strip():
        return "empty question"
    if not asked.answers and not asked.is_impossible:
        return "no answer given, and not marked as impossible"
    for answer in asked.right:
        if not answer.text.strip():
            return "empty answer"
        start = -1 if answer.answer_start is None else answer.answer_start
        if start < 0 or not context.startswith(answer.text, start):
            return "offsets that do not match the text"
    return ""


def _offsets(answers: list[_Answer], context: str) -> tuple[Offsets, ...]:
    found: set[Offsets] = set()
    for answer in answers:
        start = answer.answer_start or 0
        found.add((start, start + len(answer.text)))
        if answer.n_occurrences > 1:
            # The data do not know which was meant: wherever it stands as whole words, it counts.
            pattern = rf"(?<!\w){re.escape(answer.text)}(?!\w)"
            found |= {match.span() for match in re.finditer(pattern, context)}
    return tuple(sorted(found))

"""NQ-open: JSON lines ``{"question": "...", "answer": ["...", ...]}``, without articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from qa.questionsets.files import Line
from qa.questionsets.question_set import Question, distinct


class _Question(BaseModel):
    question: str
    answer: list[str]


def natural_questions(lines: Iterable[Line]) -> Iterator[Question]:
    """The question of each line. NQ-open names no ids: the line is the only stable one.

    Raises:
        InputError: a line that does not fit.
    """
    for line in lines:
        asked, line_id = line.fitted(_Question), f"line-{line.number}"
        yield Question(line_id, asked.question, distinct(asked.answer), group=line_id)

"""Our own format: JSON lines ``{"id": "...", "question": "...", "answers": ["...", ...]}``.

Optional are ``article``, which names the article that answers, and ``as_of``, the day that a question is
asked from (a partial ISO date).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import AfterValidator, BaseModel

from qa.dates import checked_date
from qa.questionsets.files import Line
from qa.questionsets.question_set import Question, distinct


class _Question(BaseModel):
    id: str
    question: str
    answers: list[str]
    article: str | None = None
    as_of: Annotated[str, AfterValidator(checked_date)] | None = None


def plain_questions(lines: Iterable[Line]) -> Iterator[Question]:
    """The question of each line.

    Raises:
        InputError: a line that does not fit, or whose ``as_of`` is no date.
    """
    for line in lines:
        asked = line.fitted(_Question)
        yield Question(
            id=asked.id,
            text=asked.question,
            answers=distinct(asked.answers),
            relevant={asked.article: 1} if asked.article and asked.answers else {},
            group=asked.article or asked.id,
            as_of=asked.as_of,
        )

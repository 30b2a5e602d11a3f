"""What was said before: the turns of a conversation, kept and saved.

A conversation keeps copies of the few words that later questions may lean on, never a place in an article: an
article that is removed or changed between two turns changes nothing here.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa.errors import InputError
from qa.types import Answer, AnswerKind
from qa.validation import in_words

KEPT = 20  # turns a conversation remembers, for resolving and for undoing; older ones are forgotten
CITED = 2  # citations kept of a turn
MAX_FILLED = 6  # words of an answer that is put into a question
ANY_DAY = datetime.date(2000, 1, 1)  # dates are only found in a conversation, not computed
_MAX_SENTENCE = 600  # characters kept of a cited sentence
_FORMAT: Literal["qa conversation"] = "qa conversation"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Cited:
    """Of a citation, what later questions may lean on."""

    title: str
    sentence: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    question: str  # as it was asked
    resolved_question: str  # as it was searched
    kind: AnswerKind
    text: str | None
    cited: tuple[Cited, ...] = ()
    readings: tuple[str, ...] = ()  # offered because the question stayed unclear; nothing was answered then

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """What is kept of an answer."""
        cited = tuple(
            Cited(citation.title, citation.sentence[:_MAX_SENTENCE], citation.published)
            for citation in answer.citations[:CITED]
        )
        text = answer.text[:_MAX_SENTENCE] if answer.text is not None else None
        return cls(answer.question, answer.resolved_question, answer.kind, text, cited, answer.readings)

    @property
    def stood_alone(self) -> bool:
        """Whether it was searched as it was asked."""
        return self.question == self.resolved_question

    @property
    def sentences(self) -> list[str]:
        """Those that were cited."""
        return [cited.sentence for cited in self.cited]

    @property
    def said(self) -> str | None:
        """The answer, where it is one in words of an article and no evidence for a yes or no."""
        return self.text if self.kind == "span" else None


def short_answer(turn: Turn) -> str | None:
    """The answer where it fits into a question: without what hangs on it, and not longer than some words."""
    head = re.split(r",\s| that | which | who ", turn.said or "")[0].strip(" ‘’“”\"'")
    head = head.rstrip(".,;:")
    return head if 0 < len(head.split()) <= MAX_FILLED else None


def dump(turns: Iterable[Turn]) -> str:
    """The turns as JSON, with the version of its format."""
    saved = {"format": _FORMAT, "version": _VERSION, "turns": [asdict(turn) for turn in turns]}
    return json.dumps(saved, ensure_ascii=False)


def load(text: str) -> list[Turn]:
    """The turns of a saved conversation.

    Raises:
        InputError: it is no saved conversation, or one of another version.
    """
    try:
        header = json.loads(text)
    except ValueError as error:
        raise InputError("this is no saved conversation: it is not JSON") from error
    if not isinstance(header, dict) or header.get("format") != _FORMAT:
        raise InputError(f'this is no saved conversation: it does not say "format": "{_FORMAT}"')
    if header.get("version") != _VERSION:
        raise InputError(
            f"the conversation was saved in version {header.get('version')!r} of its format and this program"
            f" reads version {_VERSION}: begin a new one"
        )
    try:
        return _Saved.model_validate(header).turns[-KEPT:]
    except ValidationError as error:
        what = in_words(error, "the turns")
        raise InputError(f"the saved conversation is damaged at {what}; begin a new one") from error


class _Saved(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: str
    version: int
    turns: Annotated[list[Turn], Field(max_length=100_000)]

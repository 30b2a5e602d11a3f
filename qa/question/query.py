"""The noun of every stage: one question, who may answer it, as of which day, and what its words say."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from qa.dates import days
from qa.errors import InputError
from qa.language.terms import content_words
from qa.question.checking import checked_question
from qa.question.form import asks_for_someone, is_yes_no
from qa.question.speech import AskedSpeech, asked_speech
from qa.question.time import AskedTime, asked_time
from qa.question.topic import Topic, topic_of
from qa.types import EVERYTHING, Filter, Passage


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before a question that leans on it."""

    titles: frozenset[str]  # of the articles that the last answer cited
    answered: str | None = None  # the last answer, where it is not wanted once more


@dataclass(frozen=True, slots=True)
class Query:
    """A question to search. What its words say is worked out here, once; ``replace`` puts it otherwise.

    Raises:
        TypeError: the question or the date is no text, or the filter no ``Filter``.
        InputError: the question is empty or far too long, or the date is none.
    """

    text: str  # as it is searched: of a follow-up, put so that it stands alone
    depth: int  # passages read
    where: Filter = EVERYTHING  # which articles may answer
    as_of: str | None = None  # partial ISO date that it is asked on, its last day counts; None: today
    ranked: int = 0  # passages ranked, where more than are read: evaluation looks deeper
    before: Before | None = None  # what the conversation says for its answers
    asked: str = ""  # as it was asked, which ``replace`` keeps

    time: AskedTime = field(init=False)  # what question and day say about dates
    speech: AskedSpeech | None = field(init=False)  # whose words it asks for, or who is to have said what
    topic: Topic | None = field(init=False)  # what it wants to be told about, where no span answers that
    words: frozenset[str] = field(init=False)  # stems of its content words
    someone: bool = field(init=False)  # it asks for a person or a group
    yes_no: bool = field(init=False)  # it can be answered by yes or no

    def __post_init__(self) -> None:
        text = checked_question(self.text)
        if not isinstance(self.where, Filter):
            raise TypeError(f"which articles may answer is said by a qa.Filter, not {self.where!r}")
        for name, value in (
            ("text", text),
            ("asked", self.asked or text),
            ("time", asked_time(text, as_of_day(self.as_of), any_year=self.as_of is None)),
            ("speech", asked_speech(text)),
            ("topic", topic_of(text)),
            ("words", content_words(text)),
            ("someone", asks_for_someone(text)),
            ("yes_no", is_yes_no(text)),
        ):
            object.__setattr__(self, name, value)

    @property
    def demanded(self) -> Topic | None:
        """The topic that it wants to be told about, and asks nothing else."""
        return self.topic if self.topic is not None and self.topic.demanded else None

    @property
    def searched(self) -> str:
        """What the retriever is asked: of a wish to be told about a topic, that."""
        return self.text if self.demanded is None else self.demanded.text

    def put_to(self, passage: Passage) -> str:
        """The question as it is put to a passage: without a period that the passage is of and does not name.

        The reader does not see the date of a passage, and finds nothing of 2018 in what was told then.
        """
        time = self.time
        if not time.undated or not time.covers(passage.published):
            return self.text
        named = any(date in passage.text or date in passage.title for date in time.dates)
        return self.text if named else time.undated

    @property
    def within(self) -> Filter:
        """Which articles may answer, of these the ones of the closed period that the question names."""
        if len(self.time.periods) != 1 or self.where.since or self.where.until:
            return self.where
        [(first, last)] = self.time.periods
        if first is None or last is None:
            return self.where
        return replace(self.where, since=first.isoformat(), until=last.isoformat())

    @property
    def timeless(self) -> bool:
        """Whether time decides nothing between its answers."""
        return self.as_of is None and self.time.neutral


def as_of_day(as_of: str | None) -> datetime.date:
    """The day that a question is asked on: the last one of a partial date, or today.

    Raises:
        TypeError: it is no text.
        InputError: the date is none.
    """
    if as_of is None:
        return datetime.date.today()
    if not isinstance(as_of, str):
        raise TypeError(f"as_of is a date as text (2022-02-25, 2022-02 or 2022), not {as_of!r}")
    try:
        return days(as_of)[1]
    except ValueError as error:
        raise InputError(f"cannot ask as of {as_of!r}: {error}") from error

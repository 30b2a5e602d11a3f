"""A conversation: questions that lean on those before them, put so that they stand alone.

    chat = assistant.conversation()
    chat.ask("Who is Finland's new Prime Minister?")
    answer = chat.ask("What does he want?")
    answer.resolved_question  # "What does Alexander Stubb want?"

No text is generated: readings are made of the words that were said (``candidates``, ``frames``), tried on the
articles (``resolving``), and what was understood is always in ``Answer.resolved_question``. Where it stays
unclear, the answer is withheld and ``Answer.readings`` offers what may have been meant.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from qa.answering.weighing import Evidence
from qa.conversation.continuity import continuity
from qa.conversation.history import KEPT, Turn, dump, load
from qa.conversation.resolving import Choice, Remembered, choose, readings_of, settled
from qa.errors import InputError
from qa.finding import find
from qa.language.terms import content_words
from qa.questions import checked_question
from qa.types import EVERYTHING, Answer, Filter, Hit, Reader, Span

__all__ = ["Conversation", "Pipeline", "Turn"]

OnHits = Callable[[Sequence[Hit]], None]
_ORDINALS = {"first": 1, "second": 2, "third": 3}
_CHOOSING = content_words("I mean meant the one please number reading")


class Pipeline(Protocol):
    """What a conversation needs of an assistant: its stages, one by one."""

    @property
    def top(self) -> int:
        """Passages read for one question."""

    @property
    def reader(self) -> Reader:
        """Reads the passages."""

    def sure_score(self, question: str, as_of: str | None) -> float | None:
        """The score of a span that settles a question: see :func:`qa.reading.read`."""

    def retrieve(
        self, questions: Sequence[str], top: int, where: Filter, as_of: str | None
    ) -> list[list[Hit]]:
        """The passages to read for each question, best first."""

    def answered(
        self,
        question: str,
        resolved: str,
        hits: Sequence[Hit],
        spans: Sequence[Span],
        *,
        as_of: str | None,
        timings: Mapping[str, float],
        evidence: Sequence[Evidence] = (),
    ) -> Answer:
        """The answer of what was read; ``evidence`` is what the conversation says for its candidates."""


class Conversation:
    """Questions and answers in turn.

    It remembers the last ``KEPT`` turns, so that memory and time a turn stay flat however long it goes on.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._turns: deque[Turn] = deque(maxlen=KEPT)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns remembered, oldest first."""
        return tuple(self._turns)

    def ask(
        self,
        question: str,
        *,
        where: Filter = EVERYTHING,
        as_of: str | None = None,
        top: int | None = None,
        on_hits: OnHits | None = None,
    ) -> Answer:
        """Answer a question in the light of those before it.

        Where the last answer offered readings, a number or the words of one of them chooses it.

        Args:
            question: as it was asked.
            where: which articles may answer.
            as_of: partial ISO date that the question is asked on; None for today.
            top: passages to read; None for the setting.
            on_hits: told the passages that are going to be read, before they are.

        Raises:
            InputError: the question is empty, far too long, or the number of no reading; or a date is none.
        """
        asked = checked_question(question)
        top = top or self._pipeline.top
        began = time.perf_counter()
        chosen = self._chosen(asked)
        reading = readings_of(asked, self.turns) if chosen is None else settled(chosen)
        hits = self._pipeline.retrieve(reading.texts, top, where, as_of)
        retrieved = time.perf_counter()
        reader = Remembered(self._pipeline.reader)
        choice = choose(reading, reader, hits, top)
        resolved = time.perf_counter()
        timings = {"retrieve": retrieved - began, "resolve": resolved - retrieved}
        if choice.readings:
            answer = _asking_back(asked, choice, timings)
        else:
            its_hits = hits[reading.texts.index(choice.question)]
            if on_hits is not None:
                on_hits(its_hits)

            def passages(questions: Sequence[str]) -> list[list[Hit]]:
                if questions == [choice.question]:
                    return [its_hits]
                return self._pipeline.retrieve(questions, top, where, as_of)

            [found] = find(
                [choice.question],
                passages,
                reader,
                lambda searched: self._pipeline.sure_score(searched, as_of),
            )
            timings["retrieve"] += found.timings["retrieve"]
            timings["read"] = found.timings["read"]
            stays = continuity(reading.lean, self.turns)
            answer = self._pipeline.answered(
                asked,
                found.question,
                found.hits,
                found.spans,
                as_of=as_of,
                timings=timings,
                evidence=() if stays is None else (stays,),
            )
        self._turns.append(Turn.of(answer))
        return answer

    def undo(self) -> bool:
        """Forget the last turn; False where there is none."""
        if not self._turns:
            return False
        self._turns.pop()
        return True

    def clear(self) -> None:
        """Forget all turns."""
        self._turns.clear()

    def to_json(self) -> str:
        """What the conversation remembers, for ``restore``."""
        return dump(self._turns)

    def restore(self, saved: str) -> None:
        """Go on where a saved conversation stopped, whatever became of its articles since.

        Raises:
            InputError: it is no saved conversation, or one of another version; nothing is changed then.
        """
        turns = load(saved)
        self._turns.clear()
        self._turns.extend(turns)

    @classmethod
    def from_json(cls, saved: str, pipeline: Pipeline) -> Conversation:
        """The saved conversation, to go on with.

        Raises:
            InputError: it is no saved conversation, or one of another version.
        """
        conversation = cls(pipeline)
        conversation.restore(saved)
        return conversation

    def _chosen(self, question: str) -> str | None:
        """The reading that a question picks of those that the last answer offered, if it picks one.

        Raises:
            InputError: a number that stands for none of them.
        """
        readings = self._turns[-1].readings if self._turns else ()
        words = content_words(question) - _CHOOSING
        number = _number(question.strip("[](). "), words)
        if number is not None:
            if 1 <= number <= len(readings):
                return readings[number - 1]
            if question.strip("[](). ").isdecimal():
                offered = f"choose from 1 to {len(readings)}" if readings else "none was offered"
                raise InputError(f"there is no reading {number}: {offered}, or ask a question")
        meant = [reading for reading in readings if words and words <= content_words(reading)]
        return meant[0] if len(meant) == 1 else None


def _number(picked: str, words: Collection[str]) -> int | None:
    """The reading that "2", "[2]" or "the second one" picks; a year is no such number."""
    if picked.isdecimal() and len(picked) <= 2:
        return int(picked)
    named = [_ORDINALS[word] for word in words if word in _ORDINALS]
    return named[0] if len(named) == len(words) == 1 else None


def _asking_back(question: str, choice: Choice, timings: Mapping[str, float]) -> Answer:
    return Answer(
        question=question,
        resolved_question=question,
        kind="none",
        text=None,
        confidence=0.0,
        citations=(),
        timings=timings,
        readings=choice.readings,
    )

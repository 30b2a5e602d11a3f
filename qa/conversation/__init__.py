"""A conversation: questions that lean on those before them, put so that they stand alone.

    chat = assistant.conversation()
    chat.ask("Who is Finland's new Prime Minister?")
    answer = chat.ask("What does he want?")
    answer.resolved_question  # "What does Alexander Stubb want?"

What a turn is, is decided first (``acts``) and said in ``Answer.act``: thanks and the like are not searched.

No text is generated: readings are made of the words that were said (``candidates``, ``frames``), tried on the
articles (``resolving``), and what was understood is always in ``Answer.resolved_question``. Where it stays
unclear, the answer is withheld and ``Answer.readings`` offers what may have been meant.
"""

from __future__ import annotations

import functools
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec, TypeVar

from qa.conversation.acts import SEARCHED, Recognised, recognise
from qa.conversation.claims import instead, places_of
from qa.conversation.collection import Wanted
from qa.conversation.frames import day_after
from qa.conversation.history import KEPT, Turn, dump, load
from qa.conversation.listing import SHOWN, listing_of
from qa.conversation.resolving import Reading, Remembered, before_of, choose, correcting, readings_of, settled
from qa.errors import InputError
from qa.language.terms import content_words
from qa.pipeline import Pipeline, Retrieved
from qa.question.checking import checked_depth, checked_question, checked_text
from qa.question.query import Query
from qa.types import EVERYTHING, Act, Answer, Citation, Filter, Hit, Listing

__all__ = ["Conversation", "Turn", "Understood"]

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

_ORDINALS = {"first": 1, "second": 2, "third": 3}
_CHOOSING = content_words("I mean meant the one please number reading")


@dataclass(frozen=True, slots=True)
class Understood:
    """How a question is understood, and the passages that are going to be read for it."""

    asked: str
    act: Act
    readings: tuple[str, ...]  # not empty: it stayed unclear, and these may have been meant
    retrieved: Retrieved | None  # None where it stayed unclear, and of a turn that is not searched
    pipeline: Pipeline  # with a reader that remembers what was read to understand the question
    timings: Mapping[str, float]  # seconds by stage
    listing: Listing | None = None  # of a question about the collection
    claimed: str | None = None  # of a doubt: the value that is stated instead
    places: tuple[Citation, ...] = ()  # where the articles have it
    another: bool = False  # another answer to the last question is wanted: "the other one"

    @property
    def hits(self) -> Sequence[Hit]:
        """The passages that are going to be read."""
        return self.retrieved.hits if self.retrieved else ()


def _one_at_a_time(
    method: Callable[Concatenate[Conversation, _Given], _Result],
) -> Callable[Concatenate[Conversation, _Given], _Result]:
    @functools.wraps(method)
    def held(self: Conversation, /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        with self.guard:
            return method(self, *args, **kwargs)

    return held


class Conversation:
    """Questions and answers in turn.

    It remembers the last ``KEPT`` turns, so that memory and time a turn stay flat however long it goes on.
    Threads that ask in one conversation take turns; ``guard`` is held for each.
    """

    def __init__(self, pipeline: Pipeline, guard: AbstractContextManager[object] | None = None) -> None:
        self._pipeline = pipeline
        self.guard = guard or threading.RLock()
        self._turns: deque[Turn] = deque(maxlen=KEPT)
        self._answers: deque[Answer] = deque(maxlen=KEPT)  # as far as there are any to be shown again

    def __repr__(self) -> str:
        turns = len(self._turns)
        return f"<Conversation of {turns} {'turn' if turns == 1 else 'turns'}>"

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns remembered, oldest first."""
        return tuple(self._turns)

    @property
    def last(self) -> Answer | None:
        """The last answer to a turn that was searched, if there is any to be shown again."""
        return self._answers[-1] if self._answers else None

    @_one_at_a_time
    def ask(
        self,
        question: str,
        *,
        where: Filter = EVERYTHING,
        as_of: str | None = None,
        top: int | None = None,
        on_understood: Callable[[Understood], object] | None = None,
    ) -> Answer:
        """Answer a turn in the light of those before it: ``understand`` and ``answer``.

        Several questions at once are answered one after the other: the first has the others in ``then``.
        ``on_understood`` hears of each what is going to be read for it.
        """
        several = recognise(checked_text(question), after_question=bool(self._turns)).questions
        answers = []
        for one in several or [question]:
            understood = self.understand(one, where=where, as_of=as_of, top=top)
            if on_understood is not None:
                on_understood(understood)
            answers.append(self.answer(understood))
        return together(answers)

    @_one_at_a_time
    def understand(
        self,
        question: str,
        *,
        where: Filter = EVERYTHING,
        as_of: str | None = None,
        top: int | None = None,
    ) -> Understood:
        """What a question means after those before it, with the passages that may answer it.

        Where the last answer offered readings, a number or the words of one of them chooses it.

        Args:
            question: as it was asked.
            where: which articles may answer.
            as_of: partial ISO date that the question is asked on; None for today.
            top: passages to read; None for the setting.

        Raises:
            TypeError: the question is no text, or ``top`` no number.
            InputError: the question is empty, far too long, or the number of no reading; ``top`` is out of
                bounds; or a date is none.
            IndexClosed: the assistant was closed.
        """
        began = time.perf_counter()
        asked = checked_question(question)
        depth = checked_depth(top, self._pipeline.depth)
        chosen = self._chosen(asked)
        turn = recognise(asked, after_question=bool(self._turns))
        if chosen is None and (unread := self._unread(asked, turn, where, as_of)) is not None:
            return unread
        reading = self._reading(turn) if chosen is None else settled(chosen)
        if reading.lean.ellipsis == "speaker" and self._nobody_says_it():
            return Understood(asked, "source", (), None, self._pipeline, {})
        if reading.lean.ellipsis == "newer":
            where = where.narrowed(day_after(self._turns[-1]) or where.since, where.until)
        before = before_of(reading, self.turns)
        found = self._pipeline.retrieve(
            [Query(text, depth, where, as_of, before=before, asked=asked) for text in reading.texts]
        )
        retrieved = time.perf_counter()
        reader = Remembered(self._pipeline.reader)
        choice = choose(reading, reader, [one.hits for one in found], depth)
        timings = {"retrieve": retrieved - began, "resolve": time.perf_counter() - retrieved}
        meant = None
        if not choice.readings:
            meant = replace(found[reading.texts.index(choice.question)], timings=timings)
        act = turn.act if turn.act == "correction" or choice.question == turn.text else "follow-up"
        another = act == "correction" and choice.question == self._turns[-1].resolved_question
        pipeline = replace(self._pipeline, reader=reader)
        return Understood(asked, act, choice.readings, meant, pipeline, timings, another=another)

    @_one_at_a_time
    def answer(self, understood: Understood) -> Answer:
        """The answer to a turn that was understood; the conversation goes on from it if it was searched."""
        asked, act, timings = understood.asked, understood.act, understood.timings
        if act not in SEARCHED:
            about = self.last if act in {"doubt", "source"} else None
            return Answer(
                asked,
                asked,
                "none",
                None,
                0.0,
                (),
                act=act,
                about=about,
                listing=understood.listing,
                claimed=understood.claimed,
                closest=understood.places,
            )
        if understood.retrieved is None:
            answer = Answer(
                asked, asked, "none", None, 0.0, (), timings=timings, readings=understood.readings
            )
        else:
            [found] = understood.pipeline.read([understood.retrieved])
            answer = understood.pipeline.judge(found).answer
        if understood.another and self.last is not None and _says_no_more(answer, self.last):
            return Answer(asked, asked, "none", None, 0.0, (), timings=timings, act="doubt", about=self.last)
        answer = replace(answer, act=act)
        self._turns.append(Turn.of(answer))
        self._answers.append(answer)
        return answer

    @_one_at_a_time
    def listing(
        self, wanted: Wanted, *, where: Filter = EVERYTHING, as_of: str | None = None, shown: int = SHOWN
    ) -> Listing:
        """What the catalog says of the collection; ``shown``: the most articles that are listed."""
        return listing_of(wanted, self._pipeline.index, where, as_of, shown)

    def undo(self) -> bool:
        """Forget the last turn; False where there is none."""
        if not self._turns:
            return False
        self._turns.pop()
        if self._answers:
            self._answers.pop()
        return True

    def clear(self) -> None:
        """Forget all turns."""
        self._turns.clear()
        self._answers.clear()

    def to_json(self) -> str:
        """What the conversation remembers, for ``restore``."""
        return dump(self._turns)

    def restore(self, saved: str, last: Answer | None = None) -> None:
        """Go on where a saved conversation stopped, whatever became of its articles since.

        ``last`` is its last answer, for those who doubt it; without it there is nothing to show them.

        Raises:
            InputError: it is no saved conversation, or one of another version; nothing is changed then.
        """
        turns = load(saved)
        self._turns.clear()
        self._turns.extend(turns)
        self._answers.clear()
        self._answers.extend([last] if last is not None else [])

    def _reading(self, turn: Recognised) -> Reading:
        if turn.correction is not None and not turn.correction.whole:
            return correcting(turn.text, turn.correction, self.turns)
        whole = turn.correction.new if turn.correction is not None else turn.text
        return readings_of(whole, self.turns)

    def _unread(self, asked: str, turn: Recognised, where: Filter, as_of: str | None) -> Understood | None:
        """A turn for which no model reads anything; None for any other."""
        if (claimed := self._claimed(turn)) is not None:
            places = self._places(claimed, where, as_of)
            return Understood(asked, "doubt", (), None, self._pipeline, {}, claimed=claimed, places=places)
        if turn.act in SEARCHED:
            return None
        listing = self.listing(turn.wanted, where=where, as_of=as_of) if turn.wanted is not None else None
        return Understood(asked, turn.act, (), None, self._pipeline, {}, listing)

    def _claimed(self, turn: Recognised) -> str | None:
        """The value that a turn states instead of the last answer."""
        if turn.correction is not None and self._turns:
            return instead(turn.text, turn.correction, self._turns[-1])
        return turn.claimed

    def _places(self, claimed: str, where: Filter, as_of: str | None) -> tuple[Citation, ...]:
        question = self._turns[-1].resolved_question
        query = Query(f"{question.rstrip(' ?.!')} {claimed}?", self._pipeline.depth, where, as_of)
        [found] = self._pipeline.retrieve([query])
        return places_of(claimed, question, found.ranking, self._pipeline.index)

    def _nobody_says_it(self) -> bool:
        """Whether the last answer stands in no reported speech, or there is none to stand anywhere."""
        return self.last is not None and not any(cited.speaker for cited in self.last.citations[:1])

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


def together(answers: Sequence[Answer]) -> Answer:
    """The answers to the questions of one turn as one: the first, with the others behind it."""
    first, *rest = answers
    return replace(first, act="several", then=tuple(rest)) if rest else first


def _says_no_more(answer: Answer, last: Answer) -> bool:
    """Whether an answer is none, or the last one in more or fewer words."""
    new, old = content_words(answer.text or ""), content_words(last.text or "")
    return answer.text is None or new <= old or old <= new


def _number(picked: str, words: Collection[str]) -> int | None:
    """The reading that "2", "[2]" or "the second one" picks; a year is no such number."""
    if picked.isdecimal() and len(picked) <= 2:
        return int(picked)
    named = [_ORDINALS[word] for word in words if word in _ORDINALS]
    return named[0] if len(named) == len(words) == 1 else None

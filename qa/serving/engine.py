"""The one thread that works with the models and the indexes, and reads together what is asked together.

Models use every core for one batch, and a catalog has one connection, so a second thread would gain nothing.
Questions that arrive within ``WINDOW``, or while others are read, are one batch. What takes no reading (an
article, a list of them) does not wait behind them. What reads widely (a time line) takes turns with them:
however many such are asked for, a question waits for one of them at most, and not for all of one that pauses.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from qa.answering.cache import AnswerCache
from qa.question.query import Query
from qa.types import EVERYTHING, Answer, Filter, Hit

if TYPE_CHECKING:
    from qa.assistant import Assistant

T = TypeVar("T")

WINDOW = 0.005  # seconds that a question waits for others, where nothing else is done
TURN = 0.25  # seconds that a survey which pauses is done before others, and others before it goes on
AT_ONCE = 16  # questions of one batch: more gain nothing, and everybody waits for all of them


class Abandoned(Exception):
    """Nobody waits for a survey any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that stands alone, and what it is asked of."""

    question: str
    where: Filter = EVERYTHING
    as_of: str | None = None
    top: int | None = None  # None: as the settings say


@dataclass(slots=True, eq=False, kw_only=True)
class Job(Generic[T]):
    """Something to be done on the engine's thread."""

    collection: str
    future: Future[T] = field(default_factory=Future)
    abandoned: bool = False  # nobody waits for it any more: what it would change is not to be changed

    def abandon(self) -> None:
        """Take it out of the queue, or have its result forgotten."""
        self.abandoned = True
        self.future.cancel()


@dataclass(slots=True, eq=False, kw_only=True)
class Work(Job[T]):
    """A job of its own."""

    work: Callable[[Assistant], T]


@dataclass(slots=True, eq=False, kw_only=True)
class Question(Job[Answer]):
    """A job that is done together with others of its kind."""

    asked: Asked
    on_hits: Callable[[Sequence[Hit]], None]  # hears, on the engine's thread, what is going to be read
    arrived: float = field(default_factory=time.monotonic)
    query: Query | None = None  # made on the engine's thread

    @property
    def kind(self) -> tuple[str, Filter]:
        """What questions must have in common to be read together."""
        return self.collection, self.asked.where


class Engine:
    """Does jobs on one thread."""

    def __init__(
        self,
        opened: Mapping[str, Callable[[], Assistant]],
        *,
        cached: int = 0,
        on_batch: Callable[[int], None] = lambda questions: None,
        at_once: int = AT_ONCE,
    ) -> None:
        """Make an engine that waits for ``start``.

        Args:
            opened: how each collection is opened, by its name; the first one is the default.
            cached: answers kept of each collection.
            on_batch: hears how many questions were read together.
            at_once: the most questions of one batch.
        """
        self._opened = opened
        self._assistants: dict[str, Assistant] = {}
        self._caches: dict[str, AnswerCache] = {}
        self._cached, self._on_batch, self._at_once = cached, on_batch, at_once
        self._changed = threading.Condition()
        self._errands: deque[Job[Any]] = deque()
        self._readings: deque[Job[Any]] = deque()
        self._surveys: deque[Job[Any]] = deque()
        self._surveyed = False  # the last turn was a survey's
        self._survey: Job[Any] | None = None  # that is being done, or was the last one
        self._turn = 0.0  # when its turn began, on the monotonic clock
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="qa-engine", daemon=True)

    @property
    def collections(self) -> list[str]:
        """The names of what can be asked, the default first."""
        return list(self._opened)

    @property
    def default(self) -> str:
        """The name of the collection that is asked where none is named."""
        return next(iter(self._opened))

    @property
    def waiting(self) -> int:
        """Jobs that are not begun."""
        return len(self._errands) + len(self._readings) + self.surveys

    @property
    def surveys(self) -> int:
        """Surveys that are not begun, and that somebody waits for."""
        with self._changed:
            return sum(not job.abandoned for job in self._surveys)

    def start(self) -> None:
        """Begin. Raises what goes wrong with opening the default collection and its models."""
        self._thread.start()
        self.errand(lambda assistant: None, self.default).future.result()

    def ask(
        self,
        asked: Asked,
        collection: str,
        on_hits: Callable[[Sequence[Hit]], None] = lambda hits: None,
    ) -> Question:
        """The answer to a question, read together with others."""
        question = Question(collection=collection, asked=asked, on_hits=on_hits)
        self._put(self._readings, question)
        return question

    def read(self, work: Callable[[Assistant], T], collection: str) -> Work[T]:
        """A job that takes as long as a question: it waits its turn among the questions."""
        job = Work(collection=collection, work=work)
        self._put(self._readings, job)
        return job

    def survey(self, work: Callable[[Assistant], T], collection: str) -> Work[T]:
        """A job that takes longer than a question: it and what waits to be read take turns."""
        job = Work(collection=collection, work=work)
        self._put(self._surveys, job)
        return job

    def errand(self, work: Callable[[Assistant], T], collection: str) -> Work[T]:
        """A short job, done before the next questions."""
        job = Work(collection=collection, work=work)
        self._put(self._errands, job)
        return job

    def close(self) -> None:
        """Drop what is not begun, wait for what is, and release the indexes."""
        with self._changed:
            self._closing = True
            for job in (*self._errands, *self._readings, *self._surveys):
                job.abandon()
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _put(self, queue: deque[Job[Any]], job: Job[Any]) -> None:
        with self._changed:
            queue.append(job)
            if self._closing:
                job.abandon()
            self._changed.notify()

    # -- on the engine's thread

    def pause(self) -> None:
        """Where a survey's turn is over, let others have theirs. What is surveyed calls it between its steps.

        Raises:
            Abandoned: nobody waits for the survey any more.
        """
        if self._survey is not None and self._survey.abandoned:
            raise Abandoned
        if (now := time.monotonic()) < self._turn + TURN:
            return
        while time.monotonic() < now + TURN and (jobs := self._next(surveying=True)):
            self._perform(jobs)
        self._turn = time.monotonic()

    def _run(self) -> None:
        while (jobs := self._next()) is not None:
            self._perform(jobs)
        for assistant in self._assistants.values():
            assistant.close()

    def _perform(self, jobs: Sequence[Job[Any]]) -> None:
        first = jobs[0]
        if isinstance(first, Question):
            self._answer([job for job in jobs if isinstance(job, Question)])
        elif isinstance(first, Work):
            self._do(first)

    def _next(self, *, surveying: bool = False) -> Sequence[Job[Any]] | None:
        """The jobs to be done now: one, or questions of one kind; None when all is over.

        While ``surveying`` no other survey is one of them, and None says that nothing waits.
        """
        with self._changed:
            while not self._closing:
                self._drop_abandoned()
                if self._errands:
                    return [self._errands.popleft()]
                if self._surveys and not surveying and not (self._surveyed and self._readings):
                    self._surveyed, self._turn = True, time.monotonic()
                    self._survey = self._surveys.popleft()
                    return [self._survey]
                if self._readings:
                    if jobs := self._readable(self._readings[0]):
                        self._surveyed = surveying
                        return jobs
                elif surveying:
                    return None
                else:
                    self._changed.wait()
            return None

    def _readable(self, first: Job[Any]) -> Sequence[Job[Any]]:
        """The first of the readings, with those like it; none before it has waited for them."""
        if not isinstance(first, Question):
            return [self._readings.popleft()]
        left = first.arrived + WINDOW - time.monotonic()
        alike = self._alike(first)
        if left > 0 and len(alike) < self._at_once:
            self._changed.wait(left)
            return []
        for job in alike:
            self._readings.remove(job)
        return alike

    def _drop_abandoned(self) -> None:
        for queue in (self._errands, self._readings, self._surveys):
            while queue and queue[0].abandoned:
                queue.popleft()

    def _alike(self, first: Question) -> list[Question]:
        """The questions that can be read with the first, it among them, in the order of their arrival."""
        alike = [job for job in self._readings if isinstance(job, Question) and job.kind == first.kind]
        return [job for job in alike if not job.abandoned][: self._at_once]

    def _assistant(self, collection: str) -> Assistant:
        if collection not in self._assistants:
            self._assistants[collection] = self._opened[collection]()
            self._caches[collection] = AnswerCache(self._cached)
        return self._assistants[collection]

    def _do(self, job: Work[Any]) -> None:
        if not job.future.set_running_or_notify_cancel():
            return
        try:
            result = job.work(self._assistant(job.collection))
        except Exception as error:  # it belongs to whoever waits for the result
            job.future.set_exception(error)
        else:
            job.future.set_result(result)

    def _answer(self, questions: list[Question]) -> None:
        asked = [question for question in questions if question.future.set_running_or_notify_cancel()]
        ready = [question for question in asked if self._prepared(question)]
        if not ready:
            return
        self._on_batch(len(ready))
        try:
            answers = self._read(ready)
        except Exception as error:
            if len(ready) == 1:
                ready[0].future.set_exception(error)
                return
            for question in ready:  # one of them spoils the batch: the others are answered all the same
                self._alone(question)
            return
        for question, answer in zip(ready, answers, strict=True):
            question.future.set_result(answer)

    def _alone(self, question: Question) -> None:
        try:
            question.future.set_result(self._read([question])[0])
        except Exception as error:
            question.future.set_exception(error)

    def _prepared(self, question: Question) -> bool:
        """Whether the question can be asked at all; what is wrong with it is told to who asks."""
        try:
            asked, depth = question.asked, self._assistant(question.collection).pipeline.depth
            question.query = Query(asked.question, asked.top or depth, asked.where, asked.as_of)
        except Exception as error:
            question.future.set_exception(error)
            return False
        return True

    def _read(self, questions: Sequence[Question]) -> list[Answer]:
        pipeline = self._assistant(questions[0].collection).pipeline
        heard = {id(question.query): question.on_hits for question in questions}

        def answered(queries: Sequence[Query]) -> list[Answer]:
            retrieved = pipeline.retrieve(queries)
            for one in retrieved:
                heard[id(one.query)](one.hits)
            return [pipeline.judge(found).answer for found in pipeline.read(retrieved)]

        cache = self._caches[questions[0].collection]
        queries = [question.query for question in questions if question.query is not None]
        return cache.answers(pipeline.index.generation, queries, answered)

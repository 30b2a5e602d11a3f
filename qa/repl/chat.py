"""The conversation that ``qa chat`` holds: opened, asked and closed on a worker."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO, TypeVar

import wcwidth

from qa.rendering.cleaning import one_line
from qa.rendering.terminal import Screen
from qa.repl.worker import Here, Worker, wait_for
from qa.types import EVERYTHING, Answer, Filter, Hit

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.conversation import Conversation

_T = TypeVar("_T")
_READING = 3  # titles named while they are read
_TITLES = 10_000  # offered for completion
_ERASE = "\r\x1b[K"
_AFTER = 0.3  # seconds before a status is shown: most answers are quicker
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


@dataclass(frozen=True, slots=True)
class Opened:
    """What is talked with, once it is open."""

    assistant: Assistant
    conversation: Conversation

    @classmethod
    def of(cls, assistant: Assistant) -> Opened:
        """A new conversation with an assistant."""
        return cls(assistant, assistant.conversation())

    def title_of(self, hit: Hit) -> str:
        """The title of a hit's article."""
        return self.assistant.index.article(hit.passage.article_id).title


class Chat:
    """A conversation with an index. Waiting for it shows a status line and minds Ctrl-C."""

    def __init__(
        self, open_assistant: Callable[[], Assistant], screen: Screen, worker: Worker | Here
    ) -> None:
        """The index is opened as the worker's first job."""
        self._worker = worker
        self._screen = screen
        self._titles: Sequence[str] = ()
        self._articles: int | None = None
        self._restored: Future[None] | None = None
        self.opening: Future[Opened] = worker.submit(lambda: Opened.of(open_assistant()))

    def start(self) -> None:
        """Begin to open the chat."""
        self._worker.start()

    @property
    def busy(self) -> bool:
        """Whether the worker is at something, such as loading a model."""
        return self._worker.busy

    def ask(self, question: str, *, where: Filter, as_of: str | None, top: int | None) -> Answer:
        """Answer a question; a turn that Ctrl-C cancels is forgotten, whenever the worker is done with it."""
        status = self._status()
        future = self._worker.submit(lambda: self._answer(question, where, as_of, top, status))
        try:
            return self._wait(future, status)
        except KeyboardInterrupt:
            if not future.cancel():
                self._worker.submit(lambda: self._forget(future))
            raise

    def do(self, job: Callable[[Opened], _T]) -> _T:
        """What the job gives, when all before it is done."""
        return self._wait(self._worker.submit(lambda: job(self.opening.result())), self._status())

    def restore(self, state: str, last: Answer | None = None) -> None:
        """Go on from a state of the conversation (its ``to_json``), whose last answer is ``last``.

        A prompt does not wait for it: what goes wrong behind one is told with the next question.

        Raises:
            InputError: it is no state, or another version's.
        """
        self._restored = self._worker.submit(lambda: self.opening.result().conversation.restore(state, last))
        if self._restored.done():
            self._restored.result()

    def collect_titles(self) -> Future[None]:
        """Have the articles' titles and their number ready as soon as the index is open."""
        return self._worker.submit(self._collect_titles)

    def titles(self) -> Sequence[str]:
        """Titles for completion: none while the index is still being opened."""
        return self._titles

    @property
    def articles(self) -> int | None:
        """How many articles there are: None while the index is still being opened."""
        return self._articles

    def close(self) -> None:
        """Release the index and the models, if they are open."""
        if self.opening.done() and self.opening.exception() is None:
            self.do(lambda opened: opened.assistant.close())

    def _answer(
        self, question: str, where: Filter, as_of: str | None, top: int | None, status: Status
    ) -> Answer:
        opened = self.opening.result()
        if self._restored is not None:
            self._restored.result()

        status.say("Searching")
        understood = opened.conversation.understand(question, where=where, as_of=as_of, top=top)
        first = list({hit.passage.article_id: hit for hit in understood.hits}.values())[:_READING]
        if first:
            status.say("Reading " + " · ".join(map(opened.title_of, first)))
        return opened.conversation.answer(understood)

    def _forget(self, asked: Future[Answer]) -> None:
        if asked.exception() is None:
            self.opening.result().conversation.undo()

    def _collect_titles(self) -> None:
        index = self.opening.result().assistant.index
        self._articles = index.listed(EVERYTHING, 0)[0]
        self._titles = index.titles(_TITLES)

    def _status(self) -> Status:
        return Status(sys.stdout, self._screen, "Searching" if self.opening.done() else "Loading the models")

    def _wait(self, future: Future[_T], status: Status) -> _T:
        self.start()
        try:
            return wait_for(future, status.tick)
        finally:
            status.clear()


class Status:
    """One line below the question while it is answered, where the terminal can erase it.

    Its text may be set from any thread.
    """

    def __init__(self, stream: TextIO, screen: Screen, text: str) -> None:
        """The line is drawn by ``tick`` and erased by ``clear``."""
        self._stream = stream
        self._screen = screen
        self._text = text
        self._begun = time.monotonic()
        self._drawn = False

    def say(self, text: str) -> None:
        """What is being done now."""
        self._text = one_line(text)

    def tick(self) -> None:
        """Draw the line as it is now."""
        waited = time.monotonic() - self._begun
        if not self._screen.styled or waited < _AFTER:
            return
        frame = _FRAMES[int(waited * 10) % len(_FRAMES)]
        line = wcwidth.clip(f"{frame} {self._text} …", 0, (self._screen.width or 80) - 1)
        self._stream.write(_ERASE + self._screen.style(line, "faint"))
        self._stream.flush()
        self._drawn = True

    def clear(self) -> None:
        """Leave an empty line behind."""
        if self._drawn:
            self._stream.write(_ERASE)
            self._stream.flush()

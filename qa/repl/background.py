"""A conversation that is opened, and works, behind the prompt."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

from qa.rendering.terminal import Screen
from qa.repl.session import Chat, OnHits
from qa.repl.status import Status
from qa.repl.worker import Worker, wait_for
from qa.types import Answer, Article, Filter, Hit

_T = TypeVar("_T")
_TITLES = 3  # named while they are read


class BackgroundChat:
    """A ``Chat`` that works on another thread: waiting for it shows a status line and minds Ctrl-C."""

    def __init__(self, open_chat: Callable[[], Chat], screen: Screen) -> None:
        """The chat is opened once ``start`` is called, or as soon as something is asked of it."""
        self._worker = Worker()
        self._screen = screen
        self._titles: Sequence[str] = ()
        self._restored: Future[None] | None = None
        self.opening: Future[Chat] = self._worker.submit(lambda: self._open(open_chat))

    def start(self) -> None:
        """Begin to open the chat."""
        self._worker.start()

    @property
    def busy(self) -> bool:
        """Whether the worker is at something, such as loading a model."""
        return self._worker.busy

    def ask(
        self,
        question: str,
        *,
        where: Filter,
        as_of: str | None,
        top: int | None,
        on_hits: OnHits | None = None,
    ) -> Answer:
        """Answer a question; a turn that Ctrl-C cancels is forgotten, whenever the worker is done with it."""
        status = self._status()

        def show(hits: Sequence[Hit]) -> None:
            chat = self.opening.result()
            first = list({hit.passage.article_id: hit for hit in hits}.values())[:_TITLES]
            status.say("Reading " + " · ".join(chat.title_of(hit) for hit in first))

        def job() -> Answer:
            chat = self.opening.result()
            if self._restored is not None:
                self._restored.result()
            status.say("Searching")
            return chat.ask(question, where=where, as_of=as_of, top=top, on_hits=show)

        future = self._worker.submit(job)
        try:
            return self._wait(future, status)
        except KeyboardInterrupt:
            if not future.cancel():
                self._worker.submit(lambda: self._forget(future))
            raise

    def undo(self) -> bool:
        """Forget the last question."""
        return self._do(lambda chat: chat.undo())

    def clear(self) -> None:
        """Forget all questions."""
        self._do(lambda chat: chat.clear())

    def article(self, article_id: str) -> Article:
        """A stored article."""
        return self._do(lambda chat: chat.article(article_id))

    def title_of(self, hit: Hit) -> str:
        """The title of a hit's article."""
        return self._do(lambda chat: chat.title_of(hit))

    def titles(self) -> Sequence[str]:
        """Titles for completion: none while the index is still being opened."""
        return self._titles

    def state(self) -> str:
        """The conversation so far."""
        return self._do(lambda chat: chat.state())

    def restore(self, state: str) -> None:
        """Go on from a state."""
        # Not waited for: the prompt is to appear at once. What goes wrong is told with the next question.
        self._restored = self._worker.submit(lambda: self.opening.result().restore(state))

    def close(self) -> None:
        """Close the chat if it is open."""
        if self.opening.done() and self.opening.exception() is None:
            self._do(lambda chat: chat.close())

    def _open(self, open_chat: Callable[[], Chat]) -> Chat:
        chat = open_chat()
        self._titles = chat.titles()
        return chat

    def _forget(self, asked: Future[Answer]) -> None:
        if asked.exception() is None:
            self.opening.result().undo()

    def _do(self, job: Callable[[Chat], _T]) -> _T:
        return self._wait(self._worker.submit(lambda: job(self.opening.result())), self._status())

    def _status(self) -> Status:
        return Status(sys.stdout, self._screen, "Searching" if self.opening.done() else "Loading the models")

    def _wait(self, future: Future[_T], status: Status) -> _T:
        self.start()
        try:
            return wait_for(future, status.tick)
        finally:
            status.clear()

"""Who does the work of a chat: one background thread, so that the prompt is never blocked, or this thread.

All work with the models and the index happens on one thread: SQLite connections stay on the thread that
opened them, and two answers never compete for the processor.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

_T = TypeVar("_T")
_POLL = 0.1  # seconds between two looks at the clock while waiting; Ctrl-C is seen at once


class Worker:
    """Runs jobs one after the other. The thread is a daemon: leaving does not wait for a model to load."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self.busy = False  # whether a job is running right now
        self._thread = threading.Thread(target=self._work, name="qa-worker", daemon=True)

    def start(self) -> None:
        """Begin with the jobs, if that is not done yet."""
        if not self._thread.is_alive():
            self._thread.start()

    def submit(self, job: Callable[[], _T]) -> Future[_T]:
        """Queue a job for when the worker is started; one that is cancelled before its turn is skipped."""
        future: Future[_T] = Future()
        self._jobs.put((job, future))
        return future

    def _work(self) -> None:
        while True:
            job, future = self._jobs.get()
            if not future.set_running_or_notify_cancel():
                continue
            self.busy = True
            try:
                result = job()
            except BaseException as error:  # whatever it is belongs to the thread that waits for the result
                self.busy = False
                future.set_exception(error)
            else:
                self.busy = False
                future.set_result(result)


class Here:
    """Runs each job at once, on the thread that submits it: where nobody sits at a prompt meanwhile."""

    busy = False  # when anybody can look, the job is done

    def start(self) -> None:
        """There is nothing to begin."""

    def submit(self, job: Callable[[], _T]) -> Future[_T]:
        """Run the job; Ctrl-C ends it, and with it the program."""
        future: Future[_T] = Future()
        try:
            future.set_result(job())
        except Exception as error:  # raised where the result is asked for, as the other worker does
            future.set_exception(error)
        return future


def wait_for(future: Future[_T], tick: Callable[[], None]) -> _T:
    """The future's result; calls ``tick`` some ten times a second while it waits.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed meanwhile.
    """
    while True:
        try:
            return future.result(timeout=_POLL)
        except TimeoutError:
            if future.done():  # the job itself raised a TimeoutError
                raise
            tick()

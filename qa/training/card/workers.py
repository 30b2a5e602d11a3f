"""Rounds of steps made ahead by other processes, so that the card never waits for its windows."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, count
from typing import Any, Protocol

from .drawing import Drawing, Pass

_AHEAD = 2  # rounds that each process is ahead
_drawings: list[Drawing] = []  # of a process that makes rounds, inherited from the one that started it


class Steps(Protocol):
    """Makes the steps of a drawing, told by its place, without end."""

    def __call__(self, drawing: int) -> Iterator[list[Pass]]:
        """The steps from 0 on."""


@contextmanager
def steps_ahead(drawings: Sequence[Drawing], processes: int) -> Iterator[Steps]:
    """Start so many processes (0: none) that make the rounds of some drawings.

    They are forked, and so share the packed data: call it before there are threads.
    """
    if not processes:
        yield lambda drawing: chain.from_iterable(map(drawings[drawing].round, count()))
        return
    _drawings[:] = drawings
    with multiprocessing.get_context("fork").Pool(processes) as pool:

        def steps(drawing: int) -> Iterator[list[Pass]]:
            numbers = count()
            pending: deque[Any] = deque()
            while True:
                while len(pending) < _AHEAD * processes:
                    pending.append(pool.apply_async(_round, (drawing, next(numbers))))
                yield from pending.popleft().get()

        yield steps


def _round(drawing: int, number: int) -> list[list[Pass]]:
    return _drawings[drawing].round(number)

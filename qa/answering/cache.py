"""Answers given before, kept while the index is what it was when they were given."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar, runtime_checkable

from qa.types import Answer

Key = TypeVar("Key", bound=Hashable)


@runtime_checkable
class Counted(Protocol):
    """An index that counts its changes."""

    @property
    def generation(self) -> int:
        """Grows with each stored change, whichever process made it."""


class AnswerCache:
    """The last answers, at most ``size`` of them; with 0 every question is answered anew."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._generation = -1
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def answers(
        self, index: object, keys: Sequence[Key], answer: Callable[[list[Key]], list[Answer]]
    ) -> list[Answer]:
        """The answers to the keys: known ones without timings, the others from ``answer``, all at once.

        Args:
            index: what the answers come from; nothing is kept where it does not count its changes.
            keys: everything that an answer hangs on beside the index.
            answer: gives one answer a key, in their order.
        """
        if not self._size or not isinstance(index, Counted):
            return answer(list(keys))
        if index.generation != self._generation:
            self._answers.clear()
            self._generation = index.generation
        unknown = list(dict.fromkeys(key for key in keys if key not in self._answers))
        found = dict(zip(unknown, answer(unknown), strict=True)) if unknown else {}
        given = [found[key] if key in found else self._known(key) for key in keys]
        for key, one in found.items():
            self._answers[key] = one
        while len(self._answers) > self._size:
            self._answers.popitem(last=False)
        return given

    def _known(self, key: Key) -> Answer:
        self._answers.move_to_end(key)
        return replace(self._answers[key], timings={})

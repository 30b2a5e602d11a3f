"""Answers given before, kept while the index is what it was when they were given."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

from qa.types import Answer

Key = TypeVar("Key", bound=Hashable)


class AnswerCache:
    """The last answers, at most ``size`` of them; with 0 every question is answered anew."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._generation = -1
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def answers(
        self, generation: int | None, keys: Sequence[Key], answer: Callable[[list[Key]], list[Answer]]
    ) -> list[Answer]:
        """The answers to the keys: known ones without timings, the others from ``answer``, all at once.

        Args:
            generation: of the index that the answers come from; with None nothing is kept.
            keys: everything that an answer hangs on beside the index.
            answer: gives one answer a key, in their order.
        """
        if not self._size or generation is None:
            return answer(list(keys))
        if generation != self._generation:
            self._answers.clear()
            self._generation = generation
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

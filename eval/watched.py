"""Stand-ins for rules that say whether they were ever of use: a rule that was not is not worth leaving out.

A pattern is of use when it matches, a list of words when it holds what is looked for, a predicate when it
says True. Whatever else is done with one counts as use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Set
from types import FunctionType
from typing import Any

_LOOKING = {"search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn"}
_FROM = {"search", "match", "fullmatch", "finditer", "findall"}  # these may be told where to look

Used = Callable[[], None]


def watched(rule: object, used: Used) -> object:
    """What stands in for a pattern, a list or a predicate, and calls ``used`` when it is of use.

    Raises:
        TypeError: it is none of these.
    """
    if isinstance(rule, re.Pattern):
        return _Pattern(rule, used)
    if isinstance(rule, frozenset):
        return _Words(rule, used)
    if isinstance(rule, FunctionType):
        return _predicate(rule, used)
    raise TypeError(f"what is not watched: {type(rule).__name__}")


class _Pattern:
    def __init__(self, pattern: re.Pattern[str], used: Used) -> None:
        self._pattern, self._used = pattern, used

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._pattern, name)
        if name not in _LOOKING:
            self._used()
            return asked
        look = getattr(self._pattern, name if name in {"match", "fullmatch"} else "search")

        def looked(*given: Any, **named: Any) -> Any:
            text, *where = given[1:] if name in {"sub", "subn"} else given
            if look(text, *(where if name in _FROM else ())):
                self._used()
            return asked(*given, **named)

        return looked


class _Words(Set[str]):
    def __init__(self, words: frozenset[str], used: Used) -> None:
        self._words, self._used = words, used

    @classmethod
    def _from_iterable(cls, words: Iterable[Any]) -> frozenset[Any]:  # what & and | give
        return frozenset(words)

    def __contains__(self, word: object) -> bool:
        found = word in self._words
        if found:
            self._used()
        return found

    def intersection(self, words: Iterable[str]) -> frozenset[str]:
        """As of any set."""
        return frozenset(word for word in words if word in self)

    def issuperset(self, words: Iterable[str]) -> bool:
        """As of any set."""
        return all(word in self for word in words)

    def __getattr__(self, name: str) -> Any:
        self._used()
        return getattr(self._words, name)

    def __iter__(self) -> Iterator[str]:
        self._used()
        return iter(self._words)

    def __len__(self) -> int:
        self._used()
        return len(self._words)

    def __hash__(self) -> int:
        self._used()
        return hash(self._words)


def _predicate(rule: FunctionType, used: Used) -> Callable[..., object]:
    def told(*given: Any, **named: Any) -> object:
        said = rule(*given, **named)
        if said:
            used()
        return said

    return told

"""Stand-ins for rules do what these do, and say when they are of use."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from eval.watched import watched

WORDS = frozenset({"red", "blue"})
PATTERN = re.compile(r"b\w+")


def _is_red(word: str) -> bool:
    return word == "red"


@pytest.mark.parametrize(
    ("rule", "ask", "of_use"),
    [
        (PATTERN, lambda it: it.search("a big one", 2).group(), True),
        (PATTERN, lambda it: it.search("a big one", 3), False),
        (PATTERN, lambda it: it.match("a big one", 2).end(), True),
        (PATTERN, lambda it: it.fullmatch("big one"), False),
        (PATTERN, lambda it: [found.start() for found in it.finditer("a big bear")], True),
        (PATTERN, lambda it: it.findall("a small one"), False),
        (PATTERN, lambda it: it.sub("-", "a big one"), True),
        (PATTERN, lambda it: it.sub("b", "a one"), False),
        (PATTERN, lambda it: it.split("a big one"), True),
        (PATTERN, lambda it: it.pattern, True),
        (WORDS, lambda it: "red" in it, True),
        (WORDS, lambda it: "green" in it, False),
        (WORDS, lambda it: it.isdisjoint(["green"]), False),
        (WORDS, lambda it: it.intersection(["green", "red"]), True),
        (WORDS, lambda it: it.issuperset(["green"]), False),
        (WORDS, lambda it: {"green"} & it, False),
        (WORDS, lambda it: it | {"green"}, True),
        (WORDS, lambda it: it.union({"green"}, {"grey"}), True),
        (WORDS, sorted, True),
        (WORDS, len, True),
        (_is_red, lambda it: it("red"), True),
        (_is_red, lambda it: it(word="blue"), False),
    ],
)
def test_a_stand_in_answers_as_the_rule_and_says_whether_it_is_of_use(
    rule: Any, ask: Callable[[Any], Any], of_use: bool
) -> None:
    """What matches, holds or is True is of use; so is what cannot be told."""
    calls: list[str] = []
    assert ask(watched(rule, lambda: calls.append("used"))) == ask(rule)
    assert bool(calls) is of_use


def test_other_rules_are_not_watched() -> None:
    """A weight is always of use."""
    with pytest.raises(TypeError, match="float"):
        watched(0.5, lambda: None)

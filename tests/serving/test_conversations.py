"""Conversations on the server: bounded in number, size and age."""

from __future__ import annotations

from typing import cast

from qa.assistant import Assistant
from qa.serving.conversations import Conversations
from qa.serving.engine import Asked
from tests.serving.conftest import Served

DIRECTOR = Asked("Who is the director of the port?")
FOLLOW_UP = Asked("Since when is he the director?")


def turn(kept: Conversations, name: str, asked: Asked, assistant: Assistant, *, gone: bool = False) -> str:
    """How a turn was understood."""
    answer = kept.turn(name, asked, assistant, on_hits=lambda hits: None, abandoned=lambda: gone)
    assert answer is not None
    return answer.resolved_question


def test_a_turn_that_nobody_waited_for_is_forgotten(served: Served) -> None:
    """The next one leans on what was answered to somebody."""
    kept = Conversations()
    name = kept.begin("port")
    turn(kept, name, DIRECTOR, served.assistant, gone=True)
    assert "Peter Nyberg" not in turn(kept, name, FOLLOW_UP, served.assistant)
    turn(kept, name, DIRECTOR, served.assistant)
    assert "Peter Nyberg" in turn(kept, name, FOLLOW_UP, served.assistant)


def test_one_deleted_while_its_turn_is_answered_stays_deleted(served: Served) -> None:
    """The answer is still given, but nothing is kept of it."""
    kept = Conversations()
    name = kept.begin("port")
    answer = kept.turn(
        name, DIRECTOR, served.assistant, on_hits=lambda hits: None, abandoned=lambda: not kept.forget(name)
    )
    assert answer is not None and answer.text
    assert kept.get(name) is None and len(kept) == 0


def test_only_so_many_are_kept_and_the_one_used_longest_ago_goes_first() -> None:
    """Memory does not grow with the number of visitors."""
    kept = Conversations(most=2)
    first, second, third = (kept.begin("port") for _ in range(3))
    assert [kept.get(name) is not None for name in (first, second, third)] == [False, True, True]
    assert len(kept) == 2


def test_only_so_much_is_kept(served: Served) -> None:
    """However few conversations there are: what is kept of all of them has a bound."""
    kept = Conversations(most_characters=700)
    names = [kept.begin("port") for _ in range(2)]
    for name in names:
        turn(kept, name, DIRECTOR, served.assistant)
    assert [kept.get(name) is not None for name in names] == [False, True]


def test_what_is_not_used_for_long_is_forgotten() -> None:
    """By the clock, without anybody asking for it."""
    now = [0.0]
    kept = Conversations(idle=60.0, clock=lambda: now[0])
    name = kept.begin("port")
    now[0] = 59.0
    assert kept.get(name) is not None
    now[0] = 61.0
    assert kept.get(name) is None
    nobody = cast(Assistant, None)
    assert kept.turn(name, DIRECTOR, nobody, on_hits=print, abandoned=lambda: False) is None


def test_names_cannot_be_guessed() -> None:
    """They are random and long."""
    kept = Conversations()
    names = {kept.begin("port") for _ in range(50)}
    assert len(names) == 50
    assert all(len(name) >= 20 for name in names)

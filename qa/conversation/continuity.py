"""What the history of a conversation says for the answers of a question that leans on it."""

from __future__ import annotations

from collections.abc import Sequence

from qa.conversation.gate import Lean
from qa.conversation.history import Turn
from qa.question.query import Before

_BACK = 3  # turns in which the last answer is looked for


def before_of(lean: Lean, turns: Sequence[Turn]) -> Before | None:
    """What was said before a question; None where it does not lean on it.

    Args:
        lean: how the question leans on the history.
        turns: those before it, oldest first.
    """
    if lean.strength == "none":
        return None
    asks_another = lean.ellipsis in {"frame", "phrase", "wh"} or lean.continuing
    for age, turn in enumerate(reversed(turns[-_BACK:])):
        if turn.cited:
            again = turn.text if asks_another and age == 0 else None
            return Before(frozenset(cited.title for cited in turn.cited), again)
    return None

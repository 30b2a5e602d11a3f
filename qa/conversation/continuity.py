"""A conversation goes on: it stays with its articles, and it does not ask for what was just answered.

Open-domain conversational reading uses this as a feature of passages (Qu et al. 2020, "Open-Retrieval
Conversational Question Answering"); here it is evidence beside the reader's, for questions that lean on the
history and for no others. All numbers are points of log-odds, and choices: no question set here has
conversations over articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.comparing import normalised
from qa.conversation.gate import Lean
from qa.conversation.history import Turn
from qa.types import Article, Candidate

STAYS = 0.5  # an answer from an article that the last answer cited
REPEATED = -1.5  # the last answer once more, where an ellipsis or "else" asks for another one
_BACK = 3  # turns in which the last answer is looked for


@dataclass(frozen=True, slots=True)
class Continuity:
    """What the last answer says for the candidates of the next."""

    titles: frozenset[str]  # of the articles that it cited
    answered: str | None = None  # its text, normalised, where it cannot be the answer once more

    def points(self, candidate: Candidate, article: Article) -> float:
        """``STAYS`` for an answer from one of the articles, ``REPEATED`` for the last answer once more."""
        again = self.answered is not None and normalised(candidate.text) == self.answered
        return (STAYS if article.title in self.titles else 0.0) + (REPEATED if again else 0.0)


def continuity(lean: Lean, turns: Sequence[Turn]) -> Continuity | None:
    """What the history says for the answers of a question; None where it says nothing.

    Args:
        lean: how the question leans on the history.
        turns: those before it, oldest first.
    """
    if lean.strength == "none":
        return None
    asks_another = lean.ellipsis in {"frame", "phrase", "wh"} or lean.continuing
    for age, turn in enumerate(reversed(turns[-_BACK:])):
        if turn.cited:
            again = normalised(turn.text) if turn.text is not None and asks_another and age == 0 else None
            return Continuity(frozenset(cited.title for cited in turn.cited), again)
    return None

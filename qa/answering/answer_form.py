"""What the form of a question says about the form of its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.language import lexicon
from qa.types import Article, Candidate

# In the training questions of SQuAD 2.0 one in 118 answers to who, whom and whose holds an auxiliary.
CLAUSE = -1.5

_WHO = re.compile(
    rf"{lexicon.OPENING}(?:{lexicon.either(lexicon.PREPOSITIONS)}\s+)?(?:who|whom|whose)\b",
    re.IGNORECASE,
)
_FINITE = lexicon.AUXILIARIES - lexicon.words("be been being may")  # "May" is a name as often


@dataclass(frozen=True, slots=True)
class Someone:
    """The question asks for someone: a clause ("the nation is never allowed to join") is no answer to it."""

    def points(self, candidate: Candidate, article: Article) -> float:
        """``CLAUSE`` for an answer with a finite auxiliary."""
        words = re.findall(r"[^\W\d_]+", candidate.text.casefold())
        return CLAUSE if any(word in _FINITE for word in words) else 0.0


def form_evidence(question: str) -> Someone | None:
    """What a question says about the form of its answer; None where it says nothing."""
    return Someone() if _WHO.match(question) else None

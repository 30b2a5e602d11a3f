"""What an answer and its sentence share with the question."""

from __future__ import annotations

import re

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of, shared
from qa.language.terms import content_words
from qa.question.form import is_yes_no
from qa.question.query import Query

# So much of the question makes an answer an echo: of 86 such candidates of 1,457 questions none is right.
_ECHOED, _ECHO = 3, 0.7  # words of the question in it, and their share of its words
_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)


def _wording(query: Query, proposal: Proposal) -> tuple[float, ...]:
    sentence, _ = sentence_of(proposal.best)
    return shared(query, sentence), float(_echoes(query, proposal.best.text))


def _echoes(query: Query, answer: str) -> bool:
    words = content_words(answer)
    echoed = len(words & query.words)
    if echoed < max(_ECHOED, _ECHO * len(words)):
        return False
    return not is_yes_no(query.text) and not _CHOICE.search(query.text)


WORDING = Evidence(
    (
        "told",  # share of the question's words that the answer's sentence has
        "echo",  # the answer is the question again, such as the name of a row of a table
    ),
    each(_wording),
)

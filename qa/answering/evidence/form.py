"""Whether an answer has the form that the question asks for."""

from __future__ import annotations

import re

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.language import lexicon
from qa.question.query import Query

_WORD = re.compile(r"[^\W\d_]+")
_FINITE = lexicon.AUXILIARIES - lexicon.words("be been being may")  # "May" is a name as often


def _form(query: Query, proposal: Proposal) -> tuple[float, ...]:
    if not query.someone:
        return (0.0,)
    # In the training questions of SQuAD 2.0 one in 118 answers to who, whom and whose holds an auxiliary.
    return (float(any(word in _FINITE for word in _WORD.findall(proposal.best.text.casefold()))),)


FORM = Evidence(("clause",), each(_form))  # someone is asked for, and the answer is a clause

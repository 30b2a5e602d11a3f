"""Yes/no questions: told by their form, answered by the sentence that decides them, without a verdict.

The sentence is the one around the reader's best span: a span reader asked "Did Russia annex Crimea?" points
at "Russia annexed Crimea from Ukraine", and scores it as it scores an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.types import Candidate

_AUXILIARY = re.compile(
    r"\W*(?:(?:and|but|so|then|well)\W+)?"
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
    r"|(?:is|are|was|were|do|does|did|has|have|had|could|wo|would|should|must|ca)n['\u2019]t|cannot)\b"
    r"(?=\W+\w)",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\bor\b(?!\s+not\b)", re.IGNORECASE)


def is_yes_no(question: str) -> bool:
    """Whether a question can be answered by yes or no: "Did he go?", but not "Is it red or green?"."""
    return bool(_AUXILIARY.match(question)) and not _CHOICE.search(question)


def as_evidence(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with their sentences for a text, each place once; the order stays."""
    seen: set[tuple[str, int]] = set()
    evidence = []
    for candidate in candidates:
        citation = candidate.citations[0]
        place = citation.article_id, citation.sentence_start
        if place not in seen:
            seen.add(place)
            evidence.append(replace(candidate, text=citation.sentence))
    return evidence

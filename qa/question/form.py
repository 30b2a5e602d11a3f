"""What the form of a question says about the form of its answer."""

from __future__ import annotations

import re

from qa.language import lexicon

_SOMEONE = re.compile(
    rf"{lexicon.OPENING}(?:(?:by|from|to|for|with|of|about|against|under|behind)\s+)?(?:who|whom|whose)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"^\W*(?:(?:and|but|so|then|well)\W+)?(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
    r"|(?:is|are|was|were|do|does|did|has|have|had|could|wo|would|should|must|ca)n['\u2019]t|cannot)\b"
    r"(?=\W+\w)",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\bor\b(?!\s+not\b)", re.IGNORECASE)


def asks_for_someone(question: str) -> bool:
    """Whether a question asks for a person or a group: "Who did it?", "By whom was it done?"."""
    return bool(_SOMEONE.match(question))


def is_yes_no(question: str) -> bool:
    """Whether a question can be answered by yes or no: "Did he go?", but not "Is it red or green?"."""
    return bool(_AUXILIARY.match(question)) and not _CHOICE.search(question)

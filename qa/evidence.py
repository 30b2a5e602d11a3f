"""Yes/no questions: told by their form, answered by the sentence that decides them, without a verdict."""

from __future__ import annotations

import re

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

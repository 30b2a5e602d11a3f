"""Which other answers are worth naming beside one: none that says nothing, and none that says it again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answering.disagreement import repeats, value_kind
from qa.answering.things import is_clause, is_title
from qa.language import lexicon
from qa.language.terms import content_words
from qa.question.parts import asks_how_many
from qa.question.query import Query
from qa.types import Candidate

_QUANTITY = re.compile(
    rf"\d|\b(?:{lexicon.either(lexicon.NUMBERS)}|(?:dozen|hundred|thousand|million|billion)s\b|no\b|none\b|several\b)",
    re.IGNORECASE,
)


def alternatives(query: Query, candidates: Sequence[Candidate], *, answered: bool) -> tuple[Candidate, ...]:
    """The candidates worth naming, the likeliest first.

    Args:
        query: the question.
        candidates: in their order.
        answered: the first of them is the answer, beside which the others stand.
    """
    if query.yes_no:
        return tuple(candidates[1:] if answered else candidates)
    told, found = list(candidates[:1] if answered else ()), list[Candidate]()
    for one in candidates[len(told) :]:
        if _says_something(query, one.text, told) and not any(
            repeats(one.text, other.text) for other in told
        ):
            told.append(one)
            found.append(one)
    return tuple(sorted(found, key=lambda one: -one.confidence))


def _says_something(query: Query, text: str, told: Sequence[Candidate]) -> bool:
    """Whether a text may answer: by more than the question's words, of how many by a number."""
    if not content_words(text) - query.words or is_title(text):
        return False
    if asks_how_many(query.text) and not _QUANTITY.search(text):
        return False
    if told and value_kind(told[0].text) != "other":
        named = value_kind(told[0].text) == "name"
        return not is_clause(text) and not (named and query.someone and text.islower())
    return True

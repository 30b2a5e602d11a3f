"""Whether an answer is the part that is asked for: the price that holds now, the size and not the colour.

Of 4,248 right answers of SQuAD 2.0 train with a number, to questions about the present or "before", 2 seem to
be the other value; of 294 to questions about a size, shape, colour or material 2 another attribute.
"""

from __future__ import annotations

import re

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.answering.telling import sentence_of
from qa.language.attributes import attributes_in
from qa.language.values import old_and_new
from qa.question.parts import asked_attribute, asked_value, asks_price
from qa.question.query import Query
from qa.types import Span

_TICKET = re.compile(
    r"\b(?:tickets?|admission|entry|entrance|seats?|fares?|tolls?|fees?|parking|rides?|membership)\b",
    re.IGNORECASE,
)


def _part(query: Query, proposal: Proposal) -> tuple[float, ...]:
    span = proposal.best
    attribute = asked_attribute(query.text)
    if attribute is not None:
        found = {name for name, _ in attributes_in(span.text)}
        return 0.0, float(bool(found) and attribute not in found), 0.0
    value = asked_value(query.text, lasting=query.time.lasting)
    other_price = asks_price(query.text) and _is_for_ticket(query.text, span)
    return float(value is not None and _is_other(value, span)), 0.0, float(other_price)


def _is_for_ticket(question: str, span: Span) -> bool:
    """Whether a price is that of a ticket, say, of which the question does not speak."""
    sentence, start = sentence_of(span)
    return not _TICKET.search(question) and bool(_TICKET.search(sentence, 0, start))


def _is_other(asked: str, span: Span) -> bool:
    """Whether a span is the new value where the old one is asked for, or the other way round."""
    sentence, start = sentence_of(span)
    end = start + len(span.text)
    inside = [[low < end and start < high for low, high in pair] for pair in old_and_new(sentence)]
    return any(old != new and old == (asked == "new") for old, new in inside)


PART = Evidence(
    (
        "other_value",  # it was so before, and the question asks for what is; or the other way round
        "other_attribute",  # a colour where a size is asked for
        "other_price",  # what a ticket costs, where it is asked what the pool does
    ),
    each(_part),
)

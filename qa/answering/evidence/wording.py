"""What the sentence of an answer shares with the question."""

from __future__ import annotations

from qa.answering.evidence.kinds import Evidence, each
from qa.answering.proposing import Proposal
from qa.language.sentences import spans as sentence_spans
from qa.language.terms import content_words
from qa.question.query import Query
from qa.types import Span


def sentence_share(query: Query, span: Span) -> float:
    """The share of the question's words that the sentence of a span has; none beyond its passage."""
    shared = query.words & content_words(sentence_of(span)[0])
    return len(shared) / len(query.words) if query.words else 0.0


def _wording(query: Query, proposal: Proposal) -> tuple[float, ...]:
    return (sentence_share(query, proposal.best),)


def sentence_of(span: Span) -> tuple[str, int]:
    """The sentence of a span, or the title it stands in, and where the span begins there."""
    if span.in_title:
        return span.passage.title, span.start
    text, start = span.passage.text, span.start - span.passage.start
    low, high = next(((a, b) for a, b in sentence_spans(text) if a <= start < b), (0, len(text)))
    return text[low:high], start - low


WORDING = Evidence(("told",), each(_wording))  # share of the question's words that the answer's sentence has

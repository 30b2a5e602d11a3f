"""What the sentence and the title of an answer share with the question."""

from __future__ import annotations

from qa.answering.evidence.kinds import Evidence
from qa.answering.proposing import Proposal
from qa.language.sentences import spans as sentence_spans
from qa.language.terms import content_words
from qa.question.query import Query
from qa.types import Span


def _wording(query: Query, proposal: Proposal) -> tuple[float, ...]:
    best = proposal.best
    return tuple(_share(query.words, content_words(text)) for text in (_sentence(best), best.passage.title))


def _sentence(span: Span) -> str:
    """The sentence of a span; nothing is looked for beyond its passage."""
    if span.in_title:
        return span.passage.title
    text, start = span.passage.text, span.start - span.passage.start
    return next((text[a:b] for a, b in sentence_spans(text) if a <= start < b), text)


def _share(words: frozenset[str], others: frozenset[str]) -> float:
    return len(words & others) / len(words) if words else 0.0


WORDING = Evidence(
    (
        "told",  # share of the question's words that the answer's sentence has
        "titled",  # ... that its article's title has
    ),
    _wording,
)

"""Which sentence of a passage tells most about a question: by the words they share."""

from __future__ import annotations

from dataclasses import replace

from qa.language.sentences import spans as sentence_spans
from qa.language.terms import content_words
from qa.question.query import Query
from qa.types import Passage, Span

# Share of the question's words from which on a sentence decides a yes/no question though the span stands in
# another one; with fewer it may well speak of something else.
_DECIDES = 0.6

Stretch = tuple[int, int]


def telling(query: Query, passage: Passage) -> Stretch:
    """The sentence with most of the question's words, the first of several: offsets in the article."""
    found = sentence_spans(passage.text) or [(0, len(passage.text))]
    start, end = max(found, key=lambda sentence: _share(query, passage.text[slice(*sentence)]))
    return passage.start + start, passage.start + end


def deciding(query: Query, span: Span) -> Span:
    """What decides a yes/no question: the sentence with the question's names and verb, or else the span.

    A span reader was never asked such questions, and often points at the sentence beside.
    """
    start, end = telling(query, span.passage)
    text = span.passage.text[start - span.passage.start : end - span.passage.start]
    inside = not span.in_title and start <= span.start < end
    if inside or _share(query, text) < _DECIDES:
        return span
    own = span.passage.title if span.in_title else _sentence(span)
    return (
        replace(span, start=start, end=end, in_title=False)
        if _share(query, text) > _share(query, own)
        else span
    )


def _sentence(span: Span) -> str:
    text, at = span.passage.text, span.start - span.passage.start
    return next((text[low:high] for low, high in sentence_spans(text) if low <= at < high), span.text)


def _share(query: Query, text: str) -> float:
    return len(query.words & content_words(text)) / len(query.words) if query.words else 0.0

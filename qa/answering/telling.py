"""Which sentence of a passage tells about a question, and how much: by the words they share."""

from __future__ import annotations

from dataclasses import replace

from qa.language.sentences import spans as sentence_spans
from qa.language.terms import content_words
from qa.question.query import Query
from qa.types import Passage, Span

# Share of the question's words from which on a sentence decides a yes/no question though the span stands in
# another one; with fewer it may well speak of something else.
_DECIDES = 0.6

_REPEATS = 0.6  # share of all their words that two sentences have in common which say one thing

Stretch = tuple[int, int]


def telling(query: Query, passage: Passage) -> Stretch:
    """The sentence with most of the question's words, the first of several: offsets in the article.

    With what stands behind it, where it only asks, leads in or is a heading.
    """
    found = sentence_spans(passage.text) or [(0, len(passage.text))]
    start, end = max(found, key=lambda sentence: shared(query, passage.text[slice(*sentence)]))
    return passage.start + start, passage.start + _replied(passage.text, start, end)


def _replied(text: str, start: int, end: int) -> int:
    """Where a sentence of a text ends, or the one behind it, where it tells nothing itself."""
    sentence = text[start:end]
    if not sentence.endswith(("?", ":")) and not sentence.startswith("#"):
        return end
    return next((high for low, high in sentence_spans(text) if low >= end), end)


def deciding(query: Query, span: Span) -> Span:
    """What decides a yes/no question: the sentence with the question's names and verb, or else the span.

    A span reader was never asked such questions, and often points at the sentence beside. What only asks,
    or is a heading, decides with the sentence behind it.
    """
    start, end = telling(query, span.passage)
    text = span.passage.text[start - span.passage.start : end - span.passage.start]
    inside = not span.in_title and start <= span.start < end
    own, before = sentence_of(span)
    if not inside and shared(query, text) >= _DECIDES and shared(query, text) > shared(query, own):
        return replace(span, start=start, end=end, in_title=False)
    if span.in_title:
        return span
    begins = span.start - span.passage.start - before
    replied = _replied(span.passage.text, begins, begins + len(own))
    return replace(span, end=span.passage.start + replied) if replied > begins + len(own) else span


def sentence_of(span: Span) -> tuple[str, int]:
    """The sentence of a span, or the title it stands in, and where the span begins there.

    Nothing is looked for beyond its passage.
    """
    if span.in_title:
        return span.passage.title, span.start
    text, start = span.passage.text, span.start - span.passage.start
    low, high = next(((a, b) for a, b in sentence_spans(text) if a <= start < b), (0, len(text)))
    return text[low:high], start - low


def shared(query: Query, text: str) -> float:
    """The share of the question's words that a text has."""
    return len(query.words & content_words(text)) / len(query.words) if query.words else 0.0


def says_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sentences, by the stems of their content words, say one thing in like words."""
    return len(one & other) >= _REPEATS * len(one | other)

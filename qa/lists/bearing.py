"""Whether the sentence of an item bears on what was asked, so that many passages may be read for a list."""

from __future__ import annotations

import re

from qa.language import lexicon
from qa.language.sentences import spans as sentence_spans
from qa.language.terms import content_words
from qa.question.query import Query
from qa.types import Span

_ALIKE = 4  # letters that words of one stem share: "closed", "closures"
_KIND = re.compile(r"\b(?:which|what)\s+(?:[\w-]*[^\Ws]\s+)?[\w-]+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LEANS = frozenset(lexicon.PRONOUNS | {"also", "too", "so", "others", "following"})
_NUMBERED = re.compile(r"^\d+[.)]\s+")


def bears(query: Query, span: Span) -> bool:
    """Whether the sentence has a word of the question beside the kind asked for, or leans on one that has.

    A title or a line of a list need not say again what it is about.
    """
    kind = _KIND.search(query.text)
    asked = _beginnings(query.words - (content_words(kind[0]) if kind else frozenset()))
    if span.in_title or not asked or is_line(span):
        return True
    text, start, before = span.passage.text, span.start - span.passage.start, ""
    for low, high in sentence_spans(text):
        own = text[low:high]
        if low <= start < high:
            leans = not _LEANS.isdisjoint(_WORD.findall(own.casefold()))
            if leans and not before:
                return True  # its passage begins behind what it leans on
            return not asked.isdisjoint(_beginnings(content_words(f"{before} {own}" if leans else own)))
        before = own
    return True


def is_line(span: Span, mark: str = "") -> bool:
    """Whether a span is all of its line behind a mark, a number apart."""
    text, low, high = span.passage.text, span.start - span.passage.start, span.end - span.passage.start
    start, end = text.rfind("\n", 0, max(low, 0)) + 1, text.find("\n", high)
    line = text[start : end if end >= 0 else len(text)].strip()
    return not span.in_title and _NUMBERED.sub("", line) == f"{mark}{span.text}"


def _beginnings(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word[:_ALIKE] for word in words)

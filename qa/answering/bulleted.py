"""Answers that are a whole list with bullets or numbers: "What should I bring?" in a handbook.

A reader marks single spans, of such a list one item, as if it were all of the answer, and its other items as
rivals. But where it marks several items of one list, and what leads the list in has more words of the
question than the best item, all of the list answers. Of 90 questions about handbooks and blogs 50 have such
an answer; 32 got a list, which was the right one each time (docs/benchmarks.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qa.answering.proposing import ArticleOf
from qa.language.bullets import BulletList, list_at
from qa.language.sections import section_of
from qa.language.terms import content_words
from qa.question.query import Query
from qa.question.several import may_have_several
from qa.types import Span

_LOOKED_AT = 20  # spans, best first
_FEWEST = 2  # items with a span
_LONGEST = 4_000  # characters of a list
_WHY = re.compile(r"\W*(?:and |but |so )?why\b", re.IGNORECASE)
_REASONS = re.compile(
    r"\b(?:why|because|reasons?|causes?|purpose|due to|so that|benefits|advantages)\b", re.IGNORECASE
)


def bulleted(query: Query, spans: Sequence[Span], article_of: ArticleOf) -> Mapping[Span, BulletList]:
    """The lists that answer a question as a whole, each by the best span in it.

    Args:
        query: the question.
        spans: what was found for it, best first.
        article_of: the stored article of an id.
    """
    if query.yes_no or not may_have_several(query.text):
        return {}
    inside: dict[tuple[str, BulletList], list[Span]] = {}
    for span in spans[:_LOOKED_AT]:
        if not span.in_title and (found := list_at(article_of(span.passage.article_id).text, span.start)):
            inside.setdefault((span.passage.article_id, found), []).append(span)
    return {
        its[0]: found
        for (article_id, found), its in inside.items()
        if _answers(query, article_of(article_id).text, found, its)
    }


def without_rivals(spans: Sequence[Span], lists: Mapping[Span, BulletList]) -> list[Span]:
    """The spans, of each list the best alone."""

    def rivals(span: Span) -> bool:
        return any(
            span.passage.article_id == best.passage.article_id
            and not span.in_title
            and found.lead[0] <= span.start < found.end
            for best, found in lists.items()
        )

    return [span for span in spans if span in lists or not rivals(span)]


def _answers(query: Query, text: str, found: BulletList, spans: Sequence[Span]) -> bool:
    """Whether all of a list is the answer, and not what one of its items says."""
    marked = [item for item in found.items if any(item[0] <= span.start < item[1] for span in spans)]
    if len(marked) < _FEWEST or found.end - found.start > _LONGEST:
        return False
    led_in = f"{text[slice(*found.lead)]} {section_of(text, found.start, '')}"
    if _WHY.match(query.text) and not _REASONS.search(led_in):
        return False
    above = content_words(led_in) & query.words
    first = next((item for item in marked if item[0] <= spans[0].start < item[1]), marked[0])
    return len(above) > len(content_words(text[slice(*first)]) & query.words)

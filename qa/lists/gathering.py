"""From the spans of many passages to the things they name, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.citing import Citer
from qa.answering.comparing import normalised
from qa.answering.items import parts_of
from qa.answering.judging import Judge
from qa.answering.proposing import proposals
from qa.lists.joining import groups
from qa.lists.listed import Listed
from qa.surveying import Surveyed
from qa.types import Span

MOST_ITEMS = 100
MOST_CITATIONS = 3  # of one item
_MOST_PROPOSALS = 100
_BELIEVED = 0.0  # score above which the reader prefers a span to "not in this passage"


@dataclass(frozen=True, slots=True)
class _Mention:
    """A thing where a passage names it."""

    span: Span
    confidence: float


def gathered(surveyed: Surveyed, spans: Sequence[Span], judge: Judge, citer: Citer) -> list[Listed]:
    """What the passages name in answer to the question, told by most stories first.

    Args:
        surveyed: the question and its passages.
        spans: found in them.
        judge: weighs each answer as if the others were not there, since all may be right.
        citer: makes the citations.
    """
    mentions = _mentions(surveyed, spans, judge, citer)
    items = [
        _listed([mentions[place] for place in places], surveyed, citer)
        for places in groups([mention.span.text for mention in mentions])
    ]
    return sorted(items, key=lambda item: (-item.stories, -item.confidence))[:MOST_ITEMS]


def _mentions(surveyed: Surveyed, spans: Sequence[Span], judge: Judge, citer: Citer) -> list[_Mention]:
    """Everything named by an answer that is believed, best first."""
    query = surveyed.query
    stories = surveyed.stories
    proposed = proposals(
        surveyed.hits, spans, citer.article, lambda ids: [stories[i] for i in ids], most=_MOST_PROPOSALS
    )
    judged = judge.judge(query, proposed)
    found = []
    for one in judged:
        confidence = judge.unrivalled(one, judged[0])
        if confidence < judge.threshold or one.proposal.best.score <= _BELIEVED:
            continue
        for span in one.proposal.spans:
            found += [_Mention(part, confidence) for part in parts_of(query, span) or [span]]
    return sorted(found, key=lambda mention: (-mention.confidence, -mention.span.score))


def _listed(mentions: Sequence[_Mention], surveyed: Surveyed, citer: Citer) -> Listed:
    best = mentions[0]
    by_article: dict[str, Span] = {}
    for mention in mentions:
        by_article.setdefault(mention.span.passage.article_id, mention.span)
    cited = [citer.span(n, span) for n, span in enumerate(list(by_article.values())[:MOST_CITATIONS], 1)]
    names: dict[str, str] = {normalised(best.span.text): ""}
    for mention in mentions:
        names.setdefault(normalised(mention.span.text), mention.span.text)
    return Listed(
        text=best.span.text,
        stories=len({surveyed.stories[article] for article in by_article}),
        articles=len(by_article),
        confidence=best.confidence,
        citations=tuple(citer.attributed(citation) for citation in cited),
        variants=tuple(name for name in names.values() if name),
    )

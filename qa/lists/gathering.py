"""From the spans of many passages to the things they name, each once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.citing import Citer
from qa.answering.comparing import normalised
from qa.answering.evidence.byline import BYLINE
from qa.answering.items import naming
from qa.answering.judging import Judge
from qa.answering.kinds import of_a_kind
from qa.answering.proposing import Proposal, proposals
from qa.answering.things import name_alone, things
from qa.archive.spellings import Spellings
from qa.language.names import kind_of
from qa.lists.joining import groups
from qa.lists.listed import Listed
from qa.question.query import Query
from qa.surveying import Surveyed
from qa.types import Span

MOST_ITEMS = 100
MOST_CITATIONS = 3  # of one item
_MOST_PROPOSALS = 100
_SURE = 0.4  # least confidence in an item, were it the only one: chosen on the lists that were made with
_PLAUSIBLE = -3.0  # least score of a further place that names it


@dataclass(frozen=True, slots=True)
class _Mention:
    """A thing where a passage names it."""

    span: Span
    confidence: float


def gathered(
    surveyed: Surveyed, spans: Sequence[Span], judge: Judge, citer: Citer, spellings: Spellings | None = None
) -> list[Listed]:
    """What the passages name in answer to the question, told by most stories first.

    Args:
        surveyed: the question and its passages.
        spans: found in them.
        judge: weighs each answer as if the others were not there, since all may be right.
        citer: makes the citations.
        spellings: which words are one name; None for those that are known.
    """
    mentions = _mentions(surveyed, spans, judge, citer)
    items = [
        _listed([mentions[place] for place in places], surveyed, citer)
        for places in groups(
            [mention.span.text for mention in mentions],
            spellings,
            [citer.article(mention.span.passage.article_id).text for mention in mentions],
        )
    ]
    return sorted(items, key=lambda item: (-item.stories, -item.confidence))[:MOST_ITEMS]


def _mentions(surveyed: Surveyed, spans: Sequence[Span], judge: Judge, citer: Citer) -> list[_Mention]:
    """Everything named by an answer that is believed, best first."""
    query, stories = surveyed.query, surveyed.stories
    proposed = proposals(
        surveyed.hits, spans, citer.article, lambda ids: [stories[i] for i in ids], most=_MOST_PROPOSALS
    )
    judged = judge.judge(query, proposed)
    telling = set(map(id, naming(query, proposed)))
    found = []
    for one in (one for one in judged if id(one.proposal) in telling):
        confidence = judge.unrivalled(one, judged[0])
        if confidence < _SURE:
            continue
        for span in one.proposal.told(_PLAUSIBLE):
            article = citer.article(span.passage.article_id).text
            if not _signs(query, one.proposal, span, article):
                found += [_Mention(name_alone(part), confidence) for part in things(query, span)]
    kept = set(map(id, of_a_kind(query, [mention.span for mention in found])))
    found = [mention for mention in found if id(mention.span) in kept]
    return sorted(found, key=lambda mention: (-mention.confidence, -mention.span.score))


def _signs(query: Query, proposal: Proposal, span: Span, article: str) -> bool:
    """Whether a span is the name below what somebody wrote; who writes much signs often."""
    if any(BYLINE.of(query, [replace(proposal, spans=(span,))])[0]):
        return True
    lines = re.findall(
        rf"^[^\S\n]*[-\u2013\u2014]+[^\S\n]*{re.escape(span.text)}[^\S\n]*$", article, re.MULTILINE
    )
    return len(lines) > 1


def _listed(mentions: Sequence[_Mention], surveyed: Surveyed, citer: Citer) -> Listed:
    best = max(mentions, key=_told_in_full)
    mentions = [best, *(mention for mention in mentions if mention is not best)]
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


def _told_in_full(mention: _Mention) -> int:
    """How many words a person's name has; anything else is shown as it is told best."""
    return len(mention.span.text.split()) if kind_of(mention.span.text)[0] == "person" else 0

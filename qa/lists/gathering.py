"""From the spans of many passages to the things they name, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.citing import Citer
from qa.answering.comparing import normalised
from qa.answering.items import naming, parts_of
from qa.answering.judging import Judge
from qa.answering.proposing import Proposal, proposals
from qa.answering.telling import sentence_of
from qa.archive.spellings import Spellings
from qa.language.coordination import conjuncts
from qa.language.names import phrase_names
from qa.language.terms import content_words
from qa.lists.joining import groups
from qa.lists.listed import Listed
from qa.question.query import Query
from qa.surveying import Surveyed
from qa.types import Span

MOST_ITEMS = 100
MOST_CITATIONS = 3  # of one item
_MOST_PROPOSALS = 100
_SURE = 0.35  # least confidence in an item, were it the only one: chosen on the lists that were made with
_PLAUSIBLE = -3.0  # least score of a further place that names it
_COUNTS = content_words(
    "one two three four five six seven eight nine ten eleven twelve several some many all"
)


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
    confidence = {id(one.proposal): judge.unrivalled(one, judged[0]) for one in judged}
    believed = [one for one in naming(query, proposed) if confidence[id(one)] >= _SURE]
    kept = set(map(id, of_a_kind(query, believed)))
    found = []
    for proposal in (one.proposal for one in judged if id(one.proposal) in kept):
        for span in proposal.told(_PLAUSIBLE):
            found += [_Mention(part, confidence[id(proposal)]) for part in _parts(query, span)]
    return sorted(found, key=lambda mention: (-mention.confidence, -mention.span.score))


def of_a_kind(query: Query, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals that name something, and names only where most are names.

    A reader that is asked for all banks also points at "banks", at "Two", and at "The".
    """
    telling = [one for one in proposals if content_words(one.best.text) - query.words - _COUNTS]
    names = [one for one in telling if phrase_names(one.best.text)]
    return names if 2 * len(names) > len(telling) else telling


def _parts(query: Query, span: Span) -> list[Span]:
    """What a span joins, or the span; a capital that only begins a sentence makes no name of a word."""
    if sentence_of(span)[1] == 0 and not any(map(str.isupper, span.text[1:])):
        low = conjuncts(span.text[:1].lower() + span.text[1:])
        return [replace(span, start=span.start + begin, end=span.start + end) for begin, end in low]
    found: list[Span] = []
    for part in parts_of(query, span) or [span]:
        between = found and _text_between(found[-1], part)
        if between and between.strip() == "&":  # "Bed Bath & Beyond" is one
            found[-1] = replace(found[-1], end=part.end)
        else:
            found.append(part)
    return found


def _text_between(one: Span, other: Span) -> str:
    low = 0 if one.in_title else one.passage.start
    text = one.passage.title if one.in_title else one.passage.text
    return text[one.end - low : other.start - low]


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

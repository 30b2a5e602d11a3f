"""Spans to proposals: what gives the same answer is one, with what the others and the index say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from qa.answering.comparing import normalised
from qa.language import lexicon
from qa.language.bullets import BulletList
from qa.types import Article, Hit, Span

MAX_PROPOSALS = 15

# Spans looked at, best first: with a thousand passages the rest are hopeless, and comparing all is quadratic.
_MOST_SPANS = 300

# A proposal's further spans count as support where the reader prefers them to "not in this passage".
_SUPPORTING_SCORE = 0.0

ArticleOf = Callable[[str], Article]
StoriesOf = Callable[[Sequence[str]], list[str]]  # the story of each article


@dataclass(frozen=True, slots=True)
class Proposal:
    """Spans that give one answer, with what of the other proposals and of the index bears on them."""

    spans: tuple[Span, ...]  # that the reader believes, best first, and the best one whether it does or not
    mentions: tuple[Span, ...]  # all that give this answer, each of another place
    articles: tuple[Article, ...]  # that the spans stand in, each once, in their order
    stories: int  # distinct stories among the articles
    rank: int  # place of the best span's passage among the hits, from 1
    hit: Hit | None  # that passage as it was retrieved
    whole: BulletList | None = None  # of which the best span is an item, where all of that answers

    @property
    def best(self) -> Span:
        """The span with the highest score."""
        return self.spans[0]

    @property
    def article(self) -> Article:
        """The article of the best span."""
        return self.articles[0]

    @property
    def relevance(self) -> float:
        """The retriever's score of the best span's passage; 0 where that was not retrieved."""
        return self.hit.score if self.hit else 0.0

    def told(self, least: float) -> tuple[Span, ...]:
        """The mentions whose score is above ``least``; the best span where none is."""
        return tuple(span for span in self.mentions if span.score > least) or (self.best,)

    @property
    def passages(self) -> Mapping[int, float]:
        """The passages that mention it, by id, each with the score of its best mention."""
        return {span.passage.id: span.score for span in reversed(self.mentions)}


def proposals(
    hits: Sequence[Hit],
    spans: Sequence[Span],
    article_of: ArticleOf,
    stories_of: StoriesOf,
    lists: Mapping[Span, BulletList] = MappingProxyType({}),
    most: int = MAX_PROPOSALS,
) -> list[Proposal]:
    """The distinct answers that the reader prefers, at most ``most`` of them, best score first.

    Args:
        hits: the passages that were read, best first.
        spans: what was found in them, best first.
        article_of: the stored article of an id.
        stories_of: which articles tell one story.
        lists: the lists of which all is the answer, each by its best span.
        most: proposals made.
    """
    groups = _grouped(spans, lists)[:most]
    ids = list(dict.fromkeys(span.passage.article_id for group in groups for span in group.spans))
    story: Mapping[str, str] = dict(zip(ids, stories_of(ids), strict=True)) if ids else {}
    article = {article_id: article_of(article_id) for article_id in ids}
    places = {hit.passage.id: (rank, hit) for rank, hit in reversed(list(enumerate(hits, 1)))}
    found = []
    for group in groups:
        rank, hit = places.get(group.best.passage.id, (len(hits) + 1, None))
        its_articles = list(dict.fromkeys(span.passage.article_id for span in group.spans))
        found.append(
            Proposal(
                spans=tuple(group.spans),
                mentions=tuple(group.mentions),
                articles=tuple(article[article_id] for article_id in its_articles),
                stories=len({story[article_id] for article_id in its_articles}),
                rank=rank,
                hit=hit,
                whole=lists.get(group.best),
            )
        )
    return found


@dataclass(slots=True)
class _Group:
    """Spans that give one answer, best first."""

    spans: list[Span]
    mentions: list[Span]
    texts: set[str] = field(default_factory=set)  # normalised

    @property
    def best(self) -> Span:
        return self.spans[0]


def _grouped(spans: Sequence[Span], lists: Mapping[Span, BulletList]) -> list[_Group]:
    """Spans of one normalised text, or of one place, are one group; groups and their spans best first.

    A list is one by itself: another span may say what one of its items says.
    """
    groups: list[_Group] = []
    for span in spans[:_MOST_SPANS]:
        text = normalised(span.text)
        if not any(map(str.isalnum, text)) and span.text != "A":
            continue  # a full stop, a quotation mark or "the" is no answer; a vitamin may be called A
        if span.text in lexicon.PREPOSITIONS:
            continue  # nor is "at": of 104,000 answers in the training sets 12 are a preposition
        others = [] if span in lists else [group for group in groups if group.best not in lists]
        same = [group for group in others if text in group.texts or any(map(span.overlaps, group.spans))]
        if not same:
            groups.append(_Group([span], [span], {text}))
        elif not any(map(span.overlaps, same[0].mentions)):
            same[0].mentions.append(span)
            if span.score > _SUPPORTING_SCORE:
                same[0].spans.append(span)
                same[0].texts.add(text)
    return groups

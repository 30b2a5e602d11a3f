"""What the articles say on a topic, for who wants to be told about it: leading sentences, each story once.

The first sentences of a news story or of an encyclopaedia's article sum it up, which few methods of choosing
sentences surpass (Nenkova 2005, "Automatic text summarization of newswire"). So of each article that is about
the topic the sentence is taken that names it and stands near the front, in the article's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.answering.citing import Citer
from qa.answering.telling import says_the_same
from qa.language.sentences import spans as sentence_spans
from qa.language.terms import content_words
from qa.question.query import Query
from qa.question.topic import Topic
from qa.types import Answer, Article, Articles, Hit

MOST_STORIES = 4
_MOST_ARTICLES = 20  # that are looked into
_FRONT = 1500  # characters of an article that hold its leading sentences
_LEADING = 4  # sentences of them
_LEAST_WORDS, _MOST_CHARACTERS = 6, 400  # of a sentence
_LONG_ENOUGH = 500  # characters that one article alone is quoted with
_ALL_OF, _NEEDED = 2, 0.66  # of a topic of so many words sentence and title have all, of more this share
# What speaks for a sentence, and against it, beside the share of a topic's words that it has.
_TITLE, _LEAD, _RANK, _HANGS, _QUOTED = 0.5, 0.5, -0.01, -0.5, -0.25
_PASSING = 0.6  # share of the best sentence's score below which another only mentions the topic
_HANGING = re.compile(
    r"(?:it|its|he|she|his|her|they|their|this|that|these|those|but|and|so|or|also|however|then|still|instead"
    r"|meanwhile|the (?:move|decision|announcement|news|report|statement))\b",
    re.IGNORECASE,
)
_NO_PROSE = re.compile(
    r"(?:for (?:more|the latest|our|full)|click here|here['’]s (?:what|how|why|everything)|this page)\b"
    r"|\W*(?:corrections?|clarification|editor['’]s note|read (?:more|next)|related|more|watch|photo|updated?"
    r"|contributing|sign up|listen)\b\s*[:/(]",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!][\"'”’)\]]*$")

RIGHT = 0.85  # of the sentences are about the topic: see docs/benchmarks.md


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence of an article that tells of the topic."""

    article: Article
    start: int
    end: int
    score: float

    @property
    def words(self) -> frozenset[str]:
        return content_words(self.article.text[self.start : self.end])


def overview(query: Query, ranking: Sequence[Hit], articles: Articles) -> Answer:
    """The sentences that tell best of the topic of a question, as evidence; none where no article has it.

    Args:
        query: the question, which has a topic.
        ranking: the passages found for the topic, best first.
        articles: knows the articles and which of them tell one story.

    Raises:
        ValueError: it has none.
    """
    if query.topic is None:
        raise ValueError(f"{query.text!r} asks to be told about nothing")
    citer = Citer(articles.article)
    known = query.before.answered if query.before is not None else None
    told = _stories(query.topic, ranking, articles, citer, known or "")
    nothing = Answer(query.asked, query.text, "none", None, 0.0, ())
    if not told:
        return nothing
    if len(told) == 1:
        told = [_longer(told[0])]
    cited = [
        citer.attributed(citer.stretch(number, one.article.id, one.start, one.end))
        for number, one in enumerate(told, 1)
    ]
    return replace(
        nothing,
        kind="evidence",
        text=cited[0].quote,
        confidence=RIGHT,
        citations=tuple(cited),
        support=len(cited),
        articles=len(cited),
    )


def _stories(
    topic: Topic, ranking: Sequence[Hit], articles: Articles, citer: Citer, known: str
) -> list[_Told]:
    """The best sentence of each story, best first, or the newest of about as good ones.

    Of an article with the topic for its title it is the first sentence, or the first behind what is known of
    it, and no other article is asked.
    """
    inside: dict[str, list[Hit]] = {}
    for hit in ranking:
        inside.setdefault(hit.passage.article_id, []).append(hit)
    looked_into = list(inside)[:_MOST_ARTICLES]
    for article in map(citer.article, looked_into):
        if article.title.casefold().strip() == topic.text.casefold():
            behind = _behind(known, article.text)
            start = behind or article.body_start
            leading = _prose(article.text, start, start + _FRONT)
            if leading or behind:
                return [_Told(article, *place, 1.0) for place in leading[:1]]
    found: dict[str, _Told] = {}
    for rank, (article_id, story) in enumerate(zip(looked_into, articles.families(looked_into), strict=True)):
        best = _best(topic, citer.article(article_id), inside[article_id], rank)
        if best is not None and (story not in found or best.score > found[story].score):
            found[story] = best
    told = sorted(found.values(), key=lambda one: -one.score)
    new = list[_Told]()
    for one in told:
        if one.score >= _PASSING * told[0].score and not any(
            says_the_same(one.words, other.words) for other in new
        ):
            new.append(one)
    if topic.newest:
        new = sorted(new[: 2 * MOST_STORIES], key=lambda one: one.article.published or "", reverse=True)
    return new[:MOST_STORIES]


def _behind(known: str, text: str) -> int:
    """Where an article goes on behind what was told of it; 0 where that was no sentence of it."""
    told = text.find(known) if len(known.split()) >= _LEAST_WORDS else -1
    return told + len(known) if told >= 0 else 0


def _best(topic: Topic, article: Article, hits: Sequence[Hit], rank: int) -> _Told | None:
    """The sentence of an article that tells best of a topic; None where none with the title names it."""
    title = topic.words & content_words(article.title)
    if not (topic.demanded or title):
        return None  # what only mentions it answers no "What happened in Lindow?"
    most, all_of_it = len(topic.words), not topic.demanded or len(topic.words) <= _ALL_OF
    needed = most if all_of_it else _NEEDED * most
    near = content_words("\n".join([article.text[:_FRONT], *(hit.passage.text for hit in hits)]))
    told_near = topic.words & (near | title)
    if len(told_near) < needed or not (topic.names or topic.words) <= told_near:
        return None
    best: _Told | None = None
    for start, end, leads in _sentences(article, hits):
        named = topic.words & content_words(article.text[start:end])
        if not named or len(named | title) < needed:
            continue
        share = (len(named) + _TITLE * len(title)) / most
        score = share + _LEAD * leads + _RANK * rank + _faults(article.text[start:end])
        if best is None or score > best.score:
            best = _Told(article, start, end, score)
    return best


def _faults(sentence: str) -> float:
    """What speaks against a sentence that stands alone: it hangs on the one before it, or is a speaker's."""
    if _HANGING.match(sentence) is not None:
        return _HANGS
    return _QUOTED if sentence[0] in '"“‘' else 0.0


def _sentences(article: Article, hits: Sequence[Hit]) -> Iterator[tuple[int, int, bool]]:
    """The sentences at the front of an article and those of the passages found, with whether they lead."""
    leading = _prose(article.text, article.body_start, article.body_start + _FRONT)[:_LEADING]
    yield from ((*place, True) for place in leading)
    for hit in hits:
        for place in _prose(article.text, hit.passage.start, hit.passage.end):
            if place not in leading:
                yield *place, False


def _prose(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The whole sentences of a stretch, without headings, notices and what is cut off at its end."""
    found = ((low + start, high + start) for low, high in sentence_spans(text[start:end]))
    return [place for place in found if _is_prose(text[slice(*place)])]


def _is_prose(sentence: str) -> bool:
    return (
        len(sentence.split()) >= _LEAST_WORDS
        and len(sentence) <= _MOST_CHARACTERS
        and "\n" not in sentence
        and _ENDS.search(sentence) is not None
        and _NO_PROSE.match(sentence) is None
    )


def _longer(told: _Told) -> _Told:
    """What the only article says on, some sentences long, as far as nothing else stands between them."""
    text, end = told.article.text, told.end
    for low, high in _prose(text, told.end, told.end + _FRONT):
        if high - told.start > _LONG_ENOUGH or text[end:low].strip():
            break
        end = high
    return replace(told, end=end)

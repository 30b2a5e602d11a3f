"""Reading widely: as many passages as one batch bears, spread over time or by rank, stories told once.

An answer needs the best passages; a time line needs some of every time, and a list needs every one that names
something. What a story's reprints repeat is read once; their articles count all the same, by their family.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from qa.dates import days
from qa.language.names import names
from qa.language.terms import terms
from qa.pipeline import Pipeline
from qa.question.query import Query
from qa.reading import read
from qa.types import Hit, Span

MOST_READ = 60  # passages: half a second of reading on two cores
_RANKED = 400  # passages that these are chosen from, as far as the rankings reach
_REPEATS = 0.8  # share of all their words that two passages of one story have in common, told twice
_BY_RANK = 0.5  # share of the passages read that are the best ones, whenever they were published
_WORD = re.compile(r"\w+")
# What a period may be, as the characters of a date that name it: a day, a month, a year, a decade.
_PERIODS = (10, 7, 4, 3)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The passages chosen for a question. Ask ``spans`` to have them read."""

    query: Query
    found: int  # passages that the retriever found, without those that repeat another
    hits: Sequence[Hit]  # chosen of them, best first
    stories: Mapping[str, str]  # the story of each article that was found

    def spans(self, pipeline: Pipeline) -> list[Span]:
        """The spans in all of them, read in one batch, best first.

        None of a passage that with its title has no word of the names asked about: so many passages reach
        far, and the reader finds a number of dead in any disaster.
        """
        spans = read(pipeline.reader, [self.query.text], [self.hits], puts=[self.query.put_to])[0]
        asked = {word for name in names(self.query.text) for word in terms(name.text)}
        if not asked:
            return spans
        speaks = {
            hit.passage.id
            for hit in self.hits
            if not asked.isdisjoint(terms(f"{hit.passage.title}\n{hit.passage.text}"))
        }
        return [span for span in spans if span.passage.id in speaks]


Choice = Callable[[Sequence[Hit], int], Sequence[Hit]]


def by_rank(hits: Sequence[Hit], most: int) -> Sequence[Hit]:
    """The best ones."""
    return hits[:most]


def spread(hits: Sequence[Hit], most: int) -> Sequence[Hit]:
    """The best of all dated ones, and the best of every period in turn; in the order given."""
    dated = [hit for hit in hits if first_day(hit.passage.published) is not None]
    best, others = dated[: round(most * _BY_RANK)], dated[round(most * _BY_RANK) :]
    wanted = most - len(best)
    periods: dict[str, list[Hit]] = {}
    for length in _PERIODS:
        periods = {}
        for hit in others:
            periods.setdefault((hit.passage.published or "")[:length], []).append(hit)
        if len(periods) <= wanted:
            break
    turns = chain.from_iterable(zip_longest(*(periods[name] for name in sorted(periods))))
    chosen = {hit.passage.id for hit in [*best, *[hit for hit in turns if hit is not None][:wanted]]}
    return [hit for hit in dated if hit.passage.id in chosen]


def survey(pipeline: Pipeline, query: Query, choose: Choice, most: int = MOST_READ) -> Surveyed:
    """The passages to read for a question: at most ``most`` of those found, chosen by ``choose``."""
    [retrieved] = pipeline.retrieve([replace(query, ranked=_RANKED)])
    ranking = retrieved.ranking
    ids = list(dict.fromkeys(hit.passage.article_id for hit in ranking))
    stories = dict(zip(ids, pipeline.index.families(ids), strict=True)) if ids else {}
    found = told_once(ranking, stories)
    return Surveyed(query, len(found), choose(found, most), stories)


def told_once(hits: Sequence[Hit], stories: Mapping[str, str]) -> list[Hit]:
    """The hits without those that repeat a better one of the same story, in their order.

    Numbers tell an update from a reprint: "9 died" does not repeat "3 died".
    """
    articles: dict[str, set[str]] = {}
    for hit in hits:
        articles.setdefault(stories[hit.passage.article_id], set()).add(hit.passage.article_id)
    kept: list[Hit] = []
    told: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for hit in hits:
        article, story = hit.passage.article_id, stories[hit.passage.article_id]
        if len(articles[story]) > 1:
            words = frozenset(_WORD.findall(hit.passage.text.casefold()))
            others = told.setdefault(story, [])
            if any(article != other and _repeats(words, said) for other, said in others):
                continue
            others.append((article, words))
        kept.append(hit)
    return kept


def first_day(published: str | None) -> int | None:
    """The first day of a partial date as an ordinal; None where there is none, or what is no date."""
    try:
        return days(published or "")[0].toordinal()
    except ValueError:  # an article's date is the user's data
        return None


def _repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    numbers = any(map(str.isdecimal, one ^ other))
    return not numbers and len(one & other) >= _REPEATS * len(one | other)

"""What the catalog says to a question about the collection: exact counts, and the articles themselves."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from qa.conversation.collection import Wanted
from qa.dates import days
from qa.index.words import telling_words, words_of
from qa.language.question_dates import date_mentions
from qa.question.query import as_of_day
from qa.types import Article, Citation, Filter, Index, Listing, Passage

SHOWN = 10  # articles of a list, where nobody says otherwise
_MOST = 10_000  # passages looked through for a topic; where there are more, "at least" is said


def listing_of(
    wanted: Wanted, index: Index, where: Filter, as_of: str | None = None, shown: int = SHOWN
) -> Listing:
    """The articles that a question about the collection asks for.

    An article mentions a topic where the topic's words stand behind each other in one of its passages or in
    its title, in any form ("floods" is "flood"); where no article does so, where they stand in one passage.

    Raises:
        InputError: a date of the filter that is none.
    """
    where = _narrowed(where, wanted.dated, as_of_day(as_of))
    if wanted.topic:
        passages, exact = _passages(wanted.topic, index, where)
        dated = _by_day(_mentioning(wanted.topic, passages))
        ids, total = list(dated), len(dated)
        first, last = _ends(dated.values())
    else:
        total, newest = index.listed(where, shown)
        oldest = index.listed(where, 1, oldest=True)[1]
        exact = True
        first, last = (index.article(one[0]).published if one else None for one in (oldest, newest))
        ids = {
            "all": newest,
            "newest": newest[:1],
            "oldest": oldest,
            "period": list(dict.fromkeys([*newest[:1], *oldest])),
        }[wanted.asked]
    cited = tuple(_cited(number, index.article(one)) for number, one in enumerate(ids[:shown], start=1))
    counts = wanted.counts
    return Listing(wanted.asked, counts, wanted.topic, wanted.dated, total, exact, first, last, cited)


def _narrowed(where: Filter, dated: str, today: datetime.date) -> Filter:
    """A filter that lets through only what was published when it was asked for."""
    mentions = date_mentions(dated, today) or date_mentions(f"in {dated}", today)
    if not mentions:
        return where
    first, last = mentions[0].first, mentions[0].last
    since = [day for day in (first, where.since and days(where.since)[0]) if day]
    until = [day for day in (last, where.until and days(where.until)[1]) if day]
    return replace(
        where,
        since=max(since).isoformat() if since else None,
        until=min(until).isoformat() if until else None,
    )


def _passages(topic: str, index: Index, where: Filter) -> tuple[Iterable[Passage], bool]:
    """The passages with any of a topic's words, and whether these are all."""
    [scored] = index.lexical.scores([topic], _MOST, where)
    return index.passages([passage_id for passage_id, _ in scored]).values(), len(scored) < _MOST


def _mentioning(topic: str, passages: Iterable[Passage]) -> dict[str, str | None]:
    """The ids of the articles that mention a topic, and when they were published."""
    telling = telling_words(topic)
    wanted = words_of(topic)
    while wanted and wanted[0] not in telling:
        wanted = wanted[1:]  # "the" of "the floods"
    together: dict[str, str | None] = {}
    apart: dict[str, str | None] = {}
    titles: dict[str, Sequence[str]] = {}
    for passage in passages:
        title = titles.setdefault(passage.title, words_of(passage.title))
        words = words_of(passage.text)
        if _stands_in(wanted, title) or _stands_in(wanted, words):
            together[passage.article_id] = passage.published
        elif {*telling} <= {*words, *title}:
            apart[passage.article_id] = passage.published
    return together or apart


def _stands_in(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return any(words[place : place + len(wanted)] == wanted for place in range(len(words) - len(wanted) + 1))


def _by_day(dated: dict[str, str | None]) -> dict[str, str | None]:
    """Newest first, those without a date at the end."""
    ordered = sorted(
        dated.items(), key=lambda one: days(one[1])[1] if one[1] else datetime.date.min, reverse=True
    )
    return dict(ordered)


def _ends(dates: Iterable[str | None]) -> tuple[str | None, str | None]:
    known = [date for date in dates if date]
    return min(known, key=lambda date: days(date)[0], default=None), max(
        known, key=lambda date: days(date)[1], default=None
    )


def _cited(number: int, article: Article) -> Citation:
    """An article as a whole: ``/open`` shows it from its beginning."""
    return Citation(
        number,
        article.id,
        article.title,
        article.published,
        article.source,
        line=1,
        page=None,
        start=0,
        end=0,
        quote="",
        sentence="",
        sentence_start=0,
        digest=article.digest,
    )

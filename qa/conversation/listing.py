"""What the catalog says to a question about the collection: exact counts, and the articles themselves."""

from __future__ import annotations

import datetime

from qa.browsing.articles import cited, summary_of
from qa.browsing.mentions import mentions_of
from qa.conversation.collection import Wanted
from qa.dates import days
from qa.language.question_dates import date_mentions
from qa.question.query import as_of_day
from qa.types import Filter, Index, Listing

SHOWN = 10  # articles of a list, where nobody says otherwise


def listing_of(
    wanted: Wanted, index: Index, where: Filter, as_of: str | None = None, shown: int = SHOWN
) -> Listing:
    """The articles that a question about the collection asks for; of a topic, those that mention it.

    Raises:
        InputError: a date of the filter that is none.
    """
    where = _narrowed(where, wanted.dated, as_of_day(as_of))
    if wanted.topic:
        mentions = mentions_of(wanted.topic, index, where)
        ids, total, exact = list(mentions.published), len(mentions.published), mentions.exact
        first, last = mentions.ends
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
    summaries = [summary_of(index.article(one)) for one in ids[:shown]]
    listed = tuple(cited(number, one) for number, one in enumerate(summaries, start=1))
    counts = wanted.counts
    return Listing(wanted.asked, counts, wanted.topic, wanted.dated, total, exact, first, last, listed)


def _narrowed(where: Filter, dated: str, today: datetime.date) -> Filter:
    """A filter that lets through only what was published when it was asked for."""
    mentions = date_mentions(dated, today) or date_mentions(f"in {dated}", today)
    if not mentions:
        return where
    first, last = mentions[0].first, mentions[0].last
    since = [day for day in (first, where.since and days(where.since)[0]) if day]
    until = [day for day in (last, where.until and days(where.until)[1]) if day]
    return where.narrowed(
        since=max(since).isoformat() if since else None,
        until=min(until).isoformat() if until else None,
    )

"""The articles of an index: listed, named and shown, as the catalog has them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.browsing.mentions import mentions_of
from qa.browsing.naming import named
from qa.errors import InputError
from qa.origin import file_of, note_of
from qa.records import Record
from qa.types import EVERYTHING, Article, Citation, Filter, Index, Places

_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class ArticleSummary(Record):
    """An article without its text."""

    id: str
    title: str
    source: str
    path: str  # of the file that it was read from; empty where it was fetched from an address
    published: str | None  # a partial ISO date
    length: int  # characters of its text
    digest: str  # SHA-256 of its text


@dataclass(frozen=True, slots=True)
class ArticleList(Record):
    """Some of the articles that were looked for, newest first; those without a date at the end."""

    total: int  # how many there are
    exact: bool  # False: there are at least so many
    skipped: int  # that come before these
    articles: tuple[ArticleSummary, ...]


@dataclass(frozen=True, slots=True)
class FullArticle:
    """An article with its text and all that is known of it."""

    summary: ArticleSummary
    text: str  # what the offsets of citations count in
    metadata: dict[str, str]
    body_start: int  # passages begin here
    page_starts: tuple[int, ...]  # offset of each page's first character; empty where there are no pages
    places: Places  # where in its file a text stands: see ``qa.types``
    indexed: str | None  # ISO date of the reading, where it is known
    note: str  # what is to be known of the file: that it has changed or is gone; else empty

    def to_dict(self) -> dict[str, Any]:
        """As docs/json.md has it: the fields of the summary stand beside the others."""
        fields = asdict(self)
        return {**fields.pop("summary"), **fields}


def articles(
    index: Index, words: str = "", where: Filter = EVERYTHING, *, limit: int = 100, skip: int = 0
) -> ArticleList:
    """The articles that a filter lets through, all or those that mention the words.

    Args:
        index: where they are.
        words: as for :func:`qa.browsing.mentions.mentions_of`; empty for all articles.
        where: which articles count.
        limit: at most so many are given.
        skip: so many are left out before them.

    Raises:
        InputError: a date of the filter that is none, or a number below 0.
    """
    if limit < 0 or skip < 0:
        raise InputError("a list of articles cannot have or skip fewer than 0")
    if words.strip():
        mentions = mentions_of(words, index, where)
        ids: Sequence[str] = list(mentions.published)
        total, exact = len(ids), mentions.exact
    else:
        total, ids = index.listed(where, skip + limit)
        exact = True
    shown = tuple(summary_of(index.article(one)) for one in ids[skip : skip + limit])
    return ArticleList(total, exact, skip, shown)


def article(index: Index, name: str, where: Filter = EVERYTHING) -> FullArticle:
    """The article of an id, or of whatever else names one: see :func:`qa.browsing.naming.named`.

    Raises:
        InputError: it names no article, or several.
    """
    return whole(index.article(named(index, name, where)))


def whole(found: Article) -> FullArticle:
    """An article with all that is known of it."""
    return FullArticle(
        summary_of(found),
        found.text,
        dict(found.metadata),
        found.body_start,
        found.page_starts,
        found.places,
        found.origin.day if found.origin else None,
        note_of(found),
    )


def summary_of(found: Article) -> ArticleSummary:
    """An article without its text."""
    path = "" if found.id.startswith(_WEB) else str(file_of(found.id))
    return ArticleSummary(
        found.id, found.title, found.source, path, found.published, len(found.text), found.digest
    )


def cited(number: int, summary: ArticleSummary) -> Citation:
    """An article as a whole: it is opened from its beginning."""
    return Citation(
        number,
        summary.id,
        summary.title,
        summary.published,
        summary.source,
        line=1,
        page=None,
        start=0,
        end=0,
        quote="",
        sentence="",
        sentence_start=0,
        digest=summary.digest,
    )


def of_file(index: Index, path: str) -> list[str]:
    """The ids of the articles that were read from a file."""
    file = os.path.abspath(path)  # noqa: PTH100  # resolve() would follow links
    return [one for one in index.article_ids() if one == file or one.startswith(f"{file}#")]

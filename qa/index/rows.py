"""Rows of the catalog to articles and passages, where they are what was stored.

Whatever is in a row was read from a file that may have been made to do harm: values, types and ranges are
compared before anything is made of them.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from qa.index.fields import fields_of, standing_from
from qa.index.seals import seal
from qa.types import Article, Passage

_MOST_JSON = 1 << 25  # characters; as objects they take some twenty times that


class ArticleRow(NamedTuple):
    """A row of the table of articles, as far as it is sealed: all but the family, which may grow."""

    n: int
    id: bytes
    title: bytes
    source: bytes
    source_name: bytes
    published: str | None
    first_day: int | None
    last_day: int | None
    metadata: str
    page_starts: str
    digest: bytes
    details: bytes
    first_passage: int
    passages: int


PASSAGES = (
    "SELECT p.id, a.id, p.start, p.stop, p.text, a.title, a.published, a.source, p.seal "
    "FROM passages p JOIN articles a ON a.n = p.article"
)


def passage_of(  # the cells that make a passage, in their order
    i: int,
    article_id: bytes,
    start: int,
    stop: int,
    text: bytes,
    title: bytes,
    published: str | None,
    source: bytes,
    sealed_as: bytes,
) -> tuple[Passage, str]:
    """A passage, and the source of its article. Raises ValueError or TypeError where it was altered."""
    if sealed_as != seal(i, article_id, start, stop, text, title, published, source):
        raise ValueError("the row was altered")
    words = to_text(text)
    if not 0 <= start <= stop or stop - start != len(words) or not isinstance(published, str | None):
        raise ValueError("the offsets are not those of the text")
    return Passage(i, to_text(article_id), start, stop, words, to_text(title), published), to_text(source)


def article_of(row: ArticleRow, text: str) -> Article:
    """Raises ValueError, TypeError or RecursionError where the row is none of ours."""
    if len(row.metadata) + len(row.page_starts) > _MOST_JSON:
        raise ValueError("the metadata are too long")
    metadata = json.loads(row.metadata)
    if not all(isinstance(value, str) for value in metadata.values()):
        raise ValueError("the metadata are no texts")
    if not isinstance(row.published, str | None):
        raise ValueError("the date is no text")
    names = to_text(row.id), to_text(row.title), text, to_text(row.source)
    return Article(*names, row.published, metadata, **_standing_from(row.page_starts, len(text)))


def standing_of(article: Article) -> str:
    """Where an article's text stands in its file, and which file that was: JSON for one column."""
    if not article.places and article.origin is None:
        return json.dumps(article.page_starts)
    stated = fields_of(article)
    return json.dumps({name: stated[name] for name in ("page_starts", "places", "origin")})


def _standing_from(column: str, length: int) -> dict[str, Any]:
    """The reverse of ``standing_of`` for a text of that length, as arguments of ``Article``."""
    stated = json.loads(column)
    return standing_from({"page_starts": stated} if isinstance(stated, list) else stated, length)


def to_bytes(text: str) -> bytes:
    """UTF-8, with lone surrogates as they are."""
    return text.encode("utf-8", "surrogatepass")


def to_text(data: bytes) -> str:
    """The reverse of ``to_bytes``."""
    return data.decode("utf-8", "surrogatepass")

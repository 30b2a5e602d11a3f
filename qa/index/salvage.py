"""Reading the articles of a catalog that may be damaged: each by itself, so that one costs no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from qa.errors import IndexCorrupt
from qa.index.stored import Stored
from qa.types import Article


def articles(catalog: Path, on_problem: Callable[[str], None]) -> Iterator[Article]:
    """Every article that is as it was stored; of the others ``on_problem`` hears.

    Raises:
        IndexCorrupt: the file is no catalog at all.
    """
    stored = Stored(catalog)
    try:
        last = stored.last_number()
        for n in range(1, last + 1):
            try:
                if stored.has_number(n):
                    yield _with_body(stored.numbered(n), n, stored)
            except IndexCorrupt as error:
                on_problem(str(error))
    finally:
        stored.close()


def _with_body(article: Article, n: int, stored: Stored) -> Article:
    """The article without its front matter: it begins where its first passage did."""
    try:
        start = stored.first_start(n)
    except IndexCorrupt:  # its passages are lost, the article is not
        start = 0
    return replace(article, body_start=start) if 0 <= start < len(article.text) else article
